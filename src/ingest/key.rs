//! The vault key: keyed pseudonyms, and sealing of whatever identifies a person.

use std::path::Path;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::error::{Error, Result};

type HmacSha256 = Hmac<Sha256>;

const NONCE_BYTES: usize = 24;

/// The one secret of an installation: 32 bytes from which a key per purpose is derived.
#[derive(Clone)]
pub struct VaultKey {
    master: [u8; 32],
    pseudonyms: HmacSha256,
}

/// What a sealed value is for; each purpose has its own key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Identifying values of accepted rows.
    Vault,
    /// Bytes of refused rows.
    Quarantine,
    /// Delivered files.
    Original,
    /// Hashes of rows that do not fit into memory.
    Spill,
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Self::Vault => "mizan/seal/vault",
            Self::Quarantine => "mizan/seal/quarantine",
            Self::Original => "mizan/seal/original",
            Self::Spill => "mizan/seal/spill",
        }
    }
}

impl std::fmt::Debug for VaultKey {
    /// Never prints the key.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("VaultKey(…)")
    }
}

impl VaultKey {
    /// The key of these 32 bytes.
    pub fn from_bytes(master: [u8; 32]) -> Self {
        let pseudonyms = mac(&derive(&master, "mizan/pseudonym"));
        Self { master, pseudonyms }
    }

    /// A new key from the operating system's random source.
    pub fn generate() -> Result<Self> {
        let mut master = [0; 32];
        getrandom::fill(&mut master).map_err(|error| Error::Key(error.to_string()))?;
        Ok(Self::from_bytes(master))
    }

    /// Reads 64 hexadecimal digits; blanks around them are dropped.
    pub fn from_hex(text: &str) -> Result<Self> {
        let digits = text.trim().as_bytes();
        let mut master = [0; 32];
        if digits.len() != 64 {
            return Err(Error::Key("must have 64 hexadecimal digits".to_owned()));
        }
        for (byte, pair) in master.iter_mut().zip(digits.chunks_exact(2)) {
            let value = |digit: u8| char::from(digit).to_digit(16);
            let (Some(high), Some(low)) = (value(pair[0]), value(pair[1])) else {
                return Err(Error::Key("holds something that is no hexadecimal digit".to_owned()));
            };
            *byte = (high * 16 + low) as u8;
        }
        Ok(Self::from_bytes(master))
    }

    /// Reads the key from the environment variable `MIZAN_KEY` (digits or the path of a file),
    /// else from `file`.
    pub fn load(file: &Path) -> Result<Self> {
        match std::env::var("MIZAN_KEY") {
            Ok(text) if text.trim().len() == 64 => Self::from_hex(&text),
            Ok(path) if !path.trim().is_empty() => {
                let path = Path::new(path.trim());
                if !path.is_file() {
                    // What it holds may be a key with a slip of the pen: it is not repeated.
                    let reason = "the environment variable `MIZAN_KEY` holds neither 64 hexadecimal \
                        digits nor the path of a file";
                    return Err(Error::Key(reason.to_owned()));
                }
                Self::from_file(path)
            }
            _ => Self::from_file(file),
        }
    }

    /// Reads the key from a file of 64 hexadecimal digits.
    pub fn from_file(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).map_err(|cause| Error::read(file, cause))?;
        Self::from_hex(&text)
    }

    /// The key as 64 hexadecimal digits, to be kept outside the warehouse.
    pub fn to_hex(&self) -> String {
        hex(&self.master)
    }

    /// The keyed pseudonym of a canonical value: 32 hexadecimal digits of
    /// HMAC-SHA256(pseudonym key, `<kind>:<canonical>`); `kind` is `national_id` or `passport`.
    pub fn pseudonym(&self, kind: &str, canonical: &str) -> String {
        let mut mac = self.pseudonyms.clone();
        mac.update(kind.as_bytes());
        mac.update(b":");
        mac.update(canonical.as_bytes());
        hex(&mac.finalize().into_bytes()[..16])
    }

    /// The seal for one purpose.
    pub fn sealer(&self, purpose: Purpose) -> Sealer {
        let key = derive(&self.master, purpose.label());
        Sealer {
            cipher: XChaCha20Poly1305::new(&key.into()),
            nonces: mac(&derive(&key, "mizan/nonce")),
        }
    }
}

/// Seals and opens values for one purpose.
///
/// The nonce is derived from context and content (HMAC-SHA256, 24 bytes), so that the same value in
/// the same place gives the same bytes and no nonce serves two contents.
#[derive(Clone)]
pub struct Sealer {
    cipher: XChaCha20Poly1305,
    nonces: HmacSha256,
}

impl Sealer {
    /// Seals `plain`; it opens only with the same `context`, such as `<delivery>:<line>`.
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut mac = self.nonces.clone();
        mac.update(&(context.len() as u64).to_le_bytes());
        mac.update(context);
        mac.update(plain);
        let nonce = &mac.finalize().into_bytes()[..NONCE_BYTES];
        let mut sealed = nonce.to_vec();
        let payload = Payload { msg: plain, aad: context };
        // The cipher fails only beyond 256 GiB; then the empty remainder cannot be opened.
        let nonce: XNonce = XNonce::try_from(nonce).unwrap_or_default();
        sealed.extend(self.cipher.encrypt(&nonce, payload).unwrap_or_default());
        sealed
    }

    /// Opens what [`Sealer::seal`] made; `None` with another key, context or changed bytes.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, message) = sealed.split_at_checked(NONCE_BYTES)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        self.cipher.decrypt(&nonce, Payload { msg: message, aad: context }).ok()
    }
}

fn mac(key: &[u8; 32]) -> HmacSha256 {
    // One block of SHA-256; shorter keys are filled up with zeros, as HMAC asks.
    let mut block = hmac::digest::Key::<HmacSha256>::default();
    block[..32].copy_from_slice(key);
    HmacSha256::new(&block)
}

fn derive(key: &[u8; 32], label: &str) -> [u8; 32] {
    let mut mac = mac(key);
    mac.update(label.as_bytes());
    mac.finalize().into_bytes().into()
}

/// Lowercase hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
