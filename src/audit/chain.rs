//! The form of a line and the hash that chains it to the one before.

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub(crate) type Hash = [u8; 32];

/// What the first entry is chained to: the name of this format.
pub(crate) fn genesis() -> Hash {
    Sha256::digest(b"mizan audit log 1\n").into()
}

/// The hash of an entry: over the hash before and the bytes as they are stored.
pub(crate) fn link(previous: &Hash, covered: &[u8]) -> Hash {
    Sha256::new().chain_update(previous).chain_update(covered).finalize().into()
}

/// Where a chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// Entries so far.
    pub(crate) size: u64,
    /// Hash of the last one.
    pub(crate) hash: Hash,
    /// Its time in microseconds.
    pub(crate) at_micros: u64,
}

impl Head {
    /// Before the first entry.
    pub(crate) fn start() -> Self {
        Self { size: 0, hash: genesis(), at_micros: 0 }
    }
}

/// A line taken apart: `sequence ⇥ microseconds ⇥ event as JSON ⇥ hash`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) sequence: u64,
    pub(crate) at_micros: u64,
    pub(crate) event: &'a str,
    /// The bytes the hash covers.
    pub(crate) covered: &'a [u8],
    pub(crate) hash: Hash,
}

impl<'a> Line<'a> {
    /// Takes a line apart; `None` unless it has exactly the form [`write_line`] gives it.
    pub(crate) fn read(line: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(line).ok()?;
        let (covered, hash) = text.rsplit_once('\t')?;
        let mut fields = covered.splitn(3, '\t');
        let (sequence, at_micros, event) = (fields.next()?, fields.next()?, fields.next()?);
        Some(Self {
            sequence: plain_number(sequence)?,
            at_micros: plain_number(at_micros)?,
            event,
            covered: covered.as_bytes(),
            hash: from_hex(hash)?,
        })
    }
}

/// Writes a line with its line feed and returns its hash.
pub(crate) fn write_line(out: &mut Vec<u8>, before: &Head, at_micros: u64, event: &str) -> Hash {
    let start = out.len();
    out.extend_from_slice(format!("{}\t{at_micros}\t{event}", before.size + 1).as_bytes());
    let hash = link(&before.hash, &out[start..]);
    out.push(b'\t');
    out.extend_from_slice(to_hex(&hash).as_bytes());
    out.push(b'\n');
    hash
}

/// A decimal number without sign or leading zeros, so that one number has one form.
fn plain_number(text: &str) -> Option<u64> {
    let is_plain = !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'));
    is_plain.then(|| text.parse().ok()).flatten()
}

/// Lower-case hexadecimal.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// 32 bytes from lower-case hexadecimal.
pub(crate) fn from_hex(text: &str) -> Option<Hash> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if text.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (target, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *target = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}
