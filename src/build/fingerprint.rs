//! Hashes that tell whether something must be made again.

use sha2::{Digest, Sha256};

/// SHA-256 over parts, each preceded by its length so that parts cannot run into each other.
pub(crate) fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 of bytes.
pub(crate) fn fingerprint_of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
