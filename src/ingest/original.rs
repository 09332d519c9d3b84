//! Keeps a delivered file unchanged and sealed, in frames that cannot be reordered or cut off unseen.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::key::{Purpose, VaultKey};
use crate::staging::write_whole;

const MAGIC: &[u8; 8] = b"mizan-o1";
const FRAME_BYTES: usize = 1 << 20;

/// Seals the file at `from` into `path`.
pub(crate) fn seal_original(
    from: &Path,
    path: &Path,
    delivery_id: &str,
    key: &VaultKey,
) -> Result<PathBuf> {
    let sealer = key.sealer(Purpose::Original);
    let mut file = File::open(from).map_err(|cause| Error::read(from, cause))?;
    write_whole(path, "original", |out| {
        let error = |cause| Error::write(path, cause);
        out.write_all(MAGIC).map_err(error)?;
        out.write_all(delivery_id.as_bytes()).map_err(error)?;
        let mut frame = read_frame(&mut file).map_err(|cause| Error::read(from, cause))?;
        for index in 0_u64.. {
            let next = read_frame(&mut file).map_err(|cause| Error::read(from, cause))?;
            let is_last = next.is_empty();
            let sealed = sealer.seal(&context(delivery_id, index, is_last), &frame);
            out.write_all(&(sealed.len() as u32).to_le_bytes()).map_err(error)?;
            out.write_all(&sealed).map_err(error)?;
            if is_last {
                break;
            }
            frame = next;
        }
        Ok(())
    })
}

/// Writes the delivered bytes of a sealed original to `out`.
pub fn open_original(path: &Path, key: &VaultKey, out: &mut dyn Write) -> Result<()> {
    let sealer = key.sealer(Purpose::Original);
    let error = |cause| Error::read(path, cause);
    let unsealed = || Error::Sealed(path.display().to_string());
    let mut file = BufReader::with_capacity(1 << 20, File::open(path).map_err(error)?);
    let mut head = [0; 24];
    file.read_exact(&mut head).map_err(error)?;
    let (magic, id) = head.split_at(8);
    let delivery_id = std::str::from_utf8(id).map_err(|_| unsealed())?;
    if magic != MAGIC {
        return Err(unsealed());
    }
    let mut frame = next_sealed(&mut file).map_err(error)?.ok_or_else(unsealed)?;
    for index in 0_u64.. {
        let next = next_sealed(&mut file).map_err(error)?;
        let opened = sealer.open(&context(delivery_id, index, next.is_none()), &frame);
        let plain = opened.ok_or_else(unsealed)?;
        out.write_all(&plain).map_err(|cause| Error::write(Path::new("original"), cause))?;
        match next {
            Some(sealed) => frame = sealed,
            None => break,
        }
    }
    Ok(())
}

fn context(delivery_id: &str, index: u64, is_last: bool) -> Vec<u8> {
    format!("{delivery_id}:{index}:{is_last}").into_bytes()
}

fn read_frame(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut frame = Vec::new();
    file.take(FRAME_BYTES as u64).read_to_end(&mut frame)?;
    Ok(frame)
}

fn next_sealed(file: &mut impl Read) -> std::io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match file.read_exact(&mut length) {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        result => result?,
    }
    let mut sealed = vec![0; (u32::from_le_bytes(length) as usize).min(FRAME_BYTES + 64)];
    file.read_exact(&mut sealed)?;
    Ok(Some(sealed))
}
