//! Opens a delivered file: plain, gzip, zip with one member, or a workbook; unpacking is bounded.

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
}

impl Packing {
    pub(crate) fn name(&self) -> Option<&'static str> {
        match self {
            Self::Plain | Self::Workbook => None,
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
            _ => Packing::Plain,
        };
        Ok(Self { path: path.to_owned(), bytes, packing })
    }

    /// The unpacked content from its first byte.
    pub(crate) fn reader(&self) -> Result<Box<dyn Read + Send>> {
        let error = |cause| Error::read(&self.path, cause);
        let mut file = File::open(&self.path).map_err(error)?;
        let bound = FREE_BYTES.max(self.bytes.saturating_mul(GROWTH));
        Ok(match &self.packing {
            Packing::Plain | Packing::Workbook => Box::new(file),
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
        let count = short(&tail, end + 10).ok_or(CUT)?;
        let size = long(&tail, end + 12).ok_or(CUT)?;
        let offset = long(&tail, end + 16).ok_or(CUT)?;
        if count == 0xffff || offset == 0xffff_ffff {
            return Err("it is a zip file of the 64-bit kind, which is not read");
        }
        if u64::from(size) > bytes {
            return Err(CUT);
        }
        let directory = read_at(file, u64::from(offset), size as usize).ok_or(CUT)?;
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
        let unpacked: u64 = self.members.iter().map(|member| member.unpacked).sum();
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
            return Err(damaged(format!("it holds {} files, not one", members.len())));
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
        let rest = usize::from(short(entry, 30)?) + usize::from(short(entry, 32)?);
        let name = String::from_utf8_lossy(entry.get(46..46 + name_bytes)?).into_owned();
        *at += 46 + name_bytes + rest;
        let local_offset = u64::from(long(entry, 42)?);
        let local = read_at(file, local_offset, 30)?;
        if !local.starts_with(b"PK\x03\x04") {
            return None;
        }
        let head = 30 + u64::from(short(&local, 26)?) + u64::from(short(&local, 28)?);
        Some(Self {
            name,
            method: short(entry, 10)?,
            is_encrypted: short(entry, 8)? & 1 == 1,
            packed: u64::from(long(entry, 20)?),
            unpacked: u64::from(long(entry, 24)?),
            data_offset: local_offset + head,
        })
    }
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

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
