//! Opens a delivered file: plain, gzip, zip with one member, a workbook or Parquet; unpacking is bounded.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::read::{DeflateDecoder, MultiGzDecoder};

use crate::error::{Error, PackingFault, Result};

/// Unpacked sizes below this are never questioned.
const FREE_BYTES: u64 = 64 << 20;
/// Largest growth allowed beyond that; text of registers grows 5- to 40-fold.
const GROWTH: u64 = 200;

/// A delivered file, its packing known.
#[derive(Debug, Clone)]
pub(crate) struct Container {
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    pub(crate) packing: Packing,
}

/// How the content is packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zip { offset: u64, packed: u64, is_deflated: bool },
    Workbook,
    Parquet,
}

impl Packing {
    pub(crate) fn name(&self) -> Option<&'static str> {
        match self {
            Self::Plain | Self::Workbook | Self::Parquet => None,
            Self::Gzip => Some("gzip"),
            Self::Zip { .. } => Some("zip"),
        }
    }
}

impl Container {
    /// Looks at the first bytes of the file.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let metadata = std::fs::metadata(path).map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound => Error::Missing(path.to_owned()),
            _ => Error::read(path, cause),
        })?;
        if !metadata.is_file() {
            return Err(Error::NotAFile(path.to_owned()));
        }
        let bytes = metadata.len();
        if bytes == 0 {
            return Err(Error::Empty(path.to_owned()));
        }
        let mut file = File::open(path).map_err(|cause| Error::read(path, cause))?;
        let mut magic = Vec::with_capacity(4);
        file.by_ref().take(4).read_to_end(&mut magic).map_err(|cause| Error::read(path, cause))?;
        let packing = match magic.as_slice() {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            [b'P', b'K', 3, 4] => {
                let members = Directory::read(&mut file, bytes).map_err(|detail| {
                    Error::Damaged { file: path.to_owned(), detail: detail.to_owned() }
                })?;
                members.packing(path, bytes)?
            }
            b"PAR1" => Packing::Parquet,
            _ => Packing::Plain,
        };
        Ok(Self { path: path.to_owned(), bytes, packing })
    }

    /// Whether the content is rows that are rendered as text, and no text itself.
    pub(crate) fn is_rendered(&self) -> bool {
        matches!(self.packing, Packing::Workbook | Packing::Parquet)
    }

    /// The unpacked content from its first byte.
    pub(crate) fn reader(&self) -> Result<Box<dyn Read + Send>> {
        let error = |cause| Error::read(&self.path, cause);
        let mut file = File::open(&self.path).map_err(error)?;
        let bound = FREE_BYTES.max(self.bytes.saturating_mul(GROWTH));
        Ok(match &self.packing {
            Packing::Plain | Packing::Workbook | Packing::Parquet => Box::new(file),
            Packing::Gzip => {
                let unpacked = MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file));
                Box::new(Bounded { inner: unpacked, left: bound })
            }
            Packing::Zip { offset, packed, is_deflated } => {
                file.seek(SeekFrom::Start(*offset)).map_err(error)?;
                let member = BufReader::with_capacity(1 << 16, file).take(*packed);
                if *is_deflated {
                    Box::new(Bounded { inner: DeflateDecoder::new(member), left: bound })
                } else {
                    Box::new(member)
                }
            }
        })
    }
}

/// Fails when more than the bound is read.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(PackingFault::Bomb(GROWTH))),
        }
        Ok(count)
    }
}

/// The directory at the end of a zip file.
struct Directory {
    members: Vec<Member>,
}

struct Member {
    name: String,
    method: u16,
    is_encrypted: bool,
    packed: u64,
    unpacked: u64,
    data_offset: u64,
}

impl Directory {
    /// Reads the end record and every entry; any inconsistency is a damaged file.
    fn read(file: &mut File, bytes: u64) -> std::result::Result<Self, &'static str> {
        const CUT: &str = "its zip directory is missing";
        const END_BYTES: usize = 22;
        let tail_bytes = bytes.min(END_BYTES as u64 + 65_535);
        let tail = read_at(file, bytes - tail_bytes, tail_bytes as usize).ok_or(CUT)?;
        let end = (0..=tail.len().checked_sub(END_BYTES).ok_or(CUT)?)
            .rev()
            .find(|&at| tail[at..].starts_with(b"PK\x05\x06"))
            .ok_or(CUT)?;
        let mut count = u64::from(short(&tail, end + 10).ok_or(CUT)?);
        let mut size = u64::from(long(&tail, end + 12).ok_or(CUT)?);
        let mut offset = u64::from(long(&tail, end + 16).ok_or(CUT)?);
        if count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff {
            // The 64-bit kind: a locator before the end record leads to a wider one.
            let locator = end.checked_sub(20).and_then(|at| tail.get(at..end)).ok_or(CUT)?;
            let wide = wide_end(file, locator).ok_or(CUT)?;
            (count, size, offset) = wide;
        }
        if size > bytes || count > size / 46 {
            return Err(CUT);
        }
        let directory = read_at(file, offset, size as usize).ok_or(CUT)?;
        let mut members = Vec::new();
        let mut at = 0;
        for _ in 0..count {
            members
                .push(Member::read(file, &directory, &mut at).ok_or("its zip entries are broken")?);
        }
        Ok(Self { members })
    }

    fn packing(self, path: &Path, bytes: u64) -> Result<Packing> {
        let damaged = |detail: String| Error::Damaged { file: path.to_owned(), detail };
        let unpacked =
            self.members.iter().fold(0_u64, |sum, member| sum.saturating_add(member.unpacked));
        if unpacked > FREE_BYTES.max(bytes.saturating_mul(GROWTH)) {
            return Err(Error::Bomb { file: path.to_owned(), factor: GROWTH });
        }
        if self.members.iter().any(|member| member.name == "xl/workbook.xml") {
            return Ok(Packing::Workbook);
        }
        let is_content =
            |member: &&Member| !member.name.ends_with('/') && !member.name.starts_with("__MACOSX/");
        let members: Vec<&Member> = self.members.iter().filter(is_content).collect();
        let [member] = members.as_slice() else {
            let (count, parts) = (members.len(), "files");
            return Err(Error::Several { file: path.to_owned(), count, parts });
        };
        if member.is_encrypted {
            return Err(damaged("it is protected by a password".to_owned()));
        }
        match member.method {
            0 | 8 => Ok(Packing::Zip {
                offset: member.data_offset,
                packed: member.packed,
                is_deflated: member.method == 8,
            }),
            method => Err(damaged(format!("its zip method {method} is not read"))),
        }
    }
}

impl Member {
    fn read(file: &mut File, directory: &[u8], at: &mut usize) -> Option<Self> {
        let entry = directory.get(*at..)?;
        if !entry.starts_with(b"PK\x01\x02") {
            return None;
        }
        let name_bytes = usize::from(short(entry, 28)?);
        let extra_bytes = usize::from(short(entry, 30)?);
        let rest = extra_bytes + usize::from(short(entry, 32)?);
        let name = String::from_utf8_lossy(entry.get(46..46 + name_bytes)?).into_owned();
        let extra = entry.get(46 + name_bytes..46 + name_bytes + extra_bytes)?;
        *at += 46 + name_bytes + rest;
        let mut sizes =
            [u64::from(long(entry, 24)?), u64::from(long(entry, 20)?), u64::from(long(entry, 42)?)];
        widen(&mut sizes, extra)?;
        let [unpacked, packed, local_offset] = sizes;
        let local = read_at(file, local_offset, 30)?;
        if !local.starts_with(b"PK\x03\x04") {
            return None;
        }
        let head = 30 + u64::from(short(&local, 26)?) + u64::from(short(&local, 28)?);
        Some(Self {
            name,
            method: short(entry, 10)?,
            is_encrypted: short(entry, 8)? & 1 == 1,
            packed,
            unpacked,
            data_offset: local_offset.checked_add(head)?,
        })
    }
}

/// Number of entries, bytes and offset of the directory, from the 64-bit end record.
fn wide_end(file: &mut File, locator: &[u8]) -> Option<(u64, u64, u64)> {
    if !locator.starts_with(b"PK\x06\x07") {
        return None;
    }
    let record = read_at(file, wide(locator, 8)?, 56)?;
    let is_record = record.starts_with(b"PK\x06\x06");
    is_record.then_some((wide(&record, 32)?, wide(&record, 40)?, wide(&record, 48)?))
}

/// Replaces sizes that do not fit into 32 bits by those of the extra field, in its fixed order.
fn widen(sizes: &mut [u64; 3], extra: &[u8]) -> Option<()> {
    const NARROW: u64 = 0xffff_ffff;
    if !sizes.contains(&NARROW) {
        return Some(());
    }
    let mut at = 0;
    while short(extra, at)? != 1 {
        at += 4 + usize::from(short(extra, at + 2)?);
    }
    at += 4;
    for size in sizes.iter_mut().filter(|size| **size == NARROW) {
        *size = wide(extra, at)?;
        at += 8;
    }
    Some(())
}

fn read_at(file: &mut File, offset: u64, count: usize) -> Option<Vec<u8>> {
    file.seek(SeekFrom::Start(offset)).ok()?;
    let mut bytes = vec![0; count];
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn wide(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
