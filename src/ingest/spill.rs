//! Hashes of rows that do not fit into memory: sealed blocks in a file without a name, by part of the keys.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::key::Sealer;

/// Parts of the keys; one part at a time and thread is read back.
pub(crate) const PARTS: usize = 256;
const ENTRY_BYTES: usize = 20;
/// Entries of a block, about 64 KiB.
const BLOCK_ENTRIES: usize = 3276;

/// One row: hash of its key, hash of its content, and its place in the delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: u64,
    pub(crate) content: u32,
    pub(crate) place: u64,
}

/// Where a block lies.
#[derive(Debug, Clone, Copy)]
struct Block {
    offset: u64,
    bytes: usize,
}

/// The spilled entries; the file vanishes with the process.
pub(crate) struct Spill {
    file: File,
    folder: PathBuf,
    sealer: Option<Sealer>,
    end: u64,
    waiting: Vec<Vec<u8>>,
    blocks: Vec<Vec<Block>>,
}

impl Spill {
    /// Opens a file without a name in the folder.
    pub(crate) fn create(folder: &Path, sealer: Option<Sealer>) -> Result<Self> {
        let file = mizan_durable::step("spill", "create")
            .and_then(|()| tempfile::tempfile_in(folder))
            .map_err(|cause| Error::write(folder, cause))?;
        Ok(Self {
            file,
            folder: folder.to_owned(),
            sealer,
            end: 0,
            waiting: vec![Vec::new(); PARTS],
            blocks: vec![Vec::new(); PARTS],
        })
    }

    pub(crate) fn push(&mut self, entry: Entry) -> Result<()> {
        let part = (entry.key >> 56) as usize;
        let waiting = &mut self.waiting[part];
        waiting.extend_from_slice(&entry.key.to_le_bytes());
        waiting.extend_from_slice(&entry.content.to_le_bytes());
        waiting.extend_from_slice(&entry.place.to_le_bytes());
        if waiting.len() >= BLOCK_ENTRIES * ENTRY_BYTES { self.write(part) } else { Ok(()) }
    }

    /// Writes what is waiting.
    pub(crate) fn flush(&mut self) -> Result<()> {
        (0..PARTS).try_for_each(|part| self.write(part))
    }

    fn write(&mut self, part: usize) -> Result<()> {
        let waiting = &mut self.waiting[part];
        if waiting.is_empty() {
            return Ok(());
        }
        let sealed = match &self.sealer {
            Some(sealer) => sealer.seal(&self.end.to_le_bytes(), waiting),
            None => waiting.clone(),
        };
        waiting.clear();
        mizan_durable::step("spill", "write")
            .and_then(|()| self.file.write_all_at(&sealed, self.end))
            .map_err(|cause| Error::write(&self.folder, cause))?;
        self.blocks[part].push(Block { offset: self.end, bytes: sealed.len() });
        self.end += sealed.len() as u64;
        Ok(())
    }

    /// The entries of a part, in no order.
    pub(crate) fn read(&self, part: usize) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for block in &self.blocks[part] {
            let mut bytes = vec![0; block.bytes];
            self.file
                .read_exact_at(&mut bytes, block.offset)
                .map_err(|cause| Error::read(&self.folder, cause))?;
            let plain = match &self.sealer {
                Some(sealer) => sealer
                    .open(&block.offset.to_le_bytes(), &bytes)
                    .ok_or_else(|| Error::Sealed(self.folder.display().to_string()))?,
                None => bytes,
            };
            entries.extend(plain.as_chunks::<ENTRY_BYTES>().0.iter().map(entry));
        }
        Ok(entries)
    }
}

fn entry(bytes: &[u8; ENTRY_BYTES]) -> Entry {
    let mut words = ([0; 8], [0; 4], [0; 8]);
    words.0.copy_from_slice(&bytes[..8]);
    words.1.copy_from_slice(&bytes[8..12]);
    words.2.copy_from_slice(&bytes[12..]);
    Entry {
        key: u64::from_le_bytes(words.0),
        content: u32::from_le_bytes(words.1),
        place: u64::from_le_bytes(words.2),
    }
}
