//! Signed checkpoints: how long the chain was and how it ended, as a note anybody can verify.
//!
//! The form is the signed note of the transparency-log community: origin, size, hash in Base64, one
//! line with the time, an empty line, and the Ed25519 signature with the first four bytes of the key's id.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};

use crate::chain::{Hash, from_hex, to_hex};
use crate::{Error, Result};

const KEY_NAME: &str = "mizan-audit";
/// The byte that stands for Ed25519 in keys of signed notes.
const ED25519_KIND: u8 = 1;

/// What was signed about the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log, from its first entry.
    pub log: String,
    /// Entries.
    pub size: u64,
    /// Hash of the last one.
    pub hash: [u8; 32],
    /// Seconds since 1970-01-01 UTC when it was signed.
    pub signed_at: u64,
}

/// The key that signs checkpoints.
pub struct SigningKey(Ed25519KeyPair);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("SigningKey").field(&"secret").finish()
    }
}

/// The key that verifies them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(Vec<u8>);

impl SigningKey {
    /// The secret of a new key: 64 hexadecimal digits.
    pub fn new_secret() -> Result<String> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)
            .map_err(|error| Error::file("read", Path::new("the random source"), &error))?;
        Ok(to_hex(&seed))
    }

    /// A key from its secret.
    pub fn from_secret(secret: &str) -> Result<Self> {
        let wrong =
            || Error::Form { path: "the signing key".into(), what: "64 hexadecimal digits" };
        let seed: Hash = from_hex(secret.trim()).ok_or_else(wrong)?;
        Ed25519KeyPair::from_seed_unchecked(&seed).map(Self).map_err(|_| wrong())
    }

    /// Reads a key file.
    pub fn load(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| Error::file("read", path, &error))?;
        Self::from_secret(&text).map_err(|_| Error::Form {
            path: path.display().to_string(),
            what: "a signing key (64 hexadecimal digits)",
        })
    }

    /// The key that verifies what this one signs.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.public_key().as_ref().to_vec())
    }

    /// Signs a checkpoint as a note.
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        let text = checkpoint.text();
        let mut signature = self.public().id().to_vec();
        signature.extend_from_slice(self.0.sign(text.as_bytes()).as_ref());
        format!("{text}\n— {KEY_NAME} {}\n", STANDARD.encode(signature))
    }
}

impl PublicKey {
    /// The first four bytes of the key's id.
    fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(KEY_NAME)
            .chain_update([b'\n', ED25519_KIND])
            .chain_update(&self.0)
            .finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// The key as verifiers of signed notes write it.
    pub fn to_text(&self) -> String {
        let mut id = String::new();
        for byte in self.id() {
            let _ = write!(id, "{byte:02x}");
        }
        let mut bytes = vec![ED25519_KIND];
        bytes.extend_from_slice(&self.0);
        format!("{KEY_NAME}+{id}+{}", STANDARD.encode(bytes))
    }

    /// Reads a key as [`PublicKey::to_text`] writes it.
    pub fn from_text(text: &str) -> Result<Self> {
        let wrong =
            || Error::Form { path: text.trim().into(), what: "a public key of checkpoints" };
        let encoded = text.trim().splitn(3, '+').nth(2).ok_or_else(wrong)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| wrong())?;
        match bytes.split_first() {
            Some((&ED25519_KIND, key)) if key.len() == 32 => Ok(Self(key.to_vec())),
            _ => Err(wrong()),
        }
    }
}

impl Checkpoint {
    fn text(&self) -> String {
        let Self { log, size, hash, signed_at } = self;
        format!("{KEY_NAME}/{log}\n{size}\n{}\n{signed_at}\n", STANDARD.encode(hash))
    }

    /// Reads a note and checks its signature; `None` where the form is wrong or no key fits.
    pub fn open(note: &str, keys: &[PublicKey]) -> Option<Self> {
        let (text, signatures) = note.split_once("\n\n")?;
        let text = format!("{text}\n");
        let mut lines = text.lines();
        let log = lines.next()?.strip_prefix(KEY_NAME)?.strip_prefix('/')?.to_owned();
        let size = lines.next()?.parse().ok()?;
        let hash = STANDARD.decode(lines.next()?).ok()?.try_into().ok()?;
        let signed_at = lines.next()?.parse().ok()?;
        let checkpoint = Self { log, size, hash, signed_at };
        if checkpoint.text() != text {
            return None;
        }
        let is_signed = signatures.lines().any(|line| {
            let encoded = line.strip_prefix("— ").and_then(|rest| rest.split_once(' '));
            let Some(bytes) = encoded.and_then(|(_, text)| STANDARD.decode(text).ok()) else {
                return false;
            };
            bytes.len() == 68
                && keys.iter().any(|key| {
                    key.id() == bytes[..4]
                        && UnparsedPublicKey::new(&ED25519, &key.0)
                            .verify(text.as_bytes(), &bytes[4..])
                            .is_ok()
                })
        });
        is_signed.then_some(checkpoint)
    }
}

/// Writes a note into the place for checkpoints, once for each size of the log.
pub fn write_checkpoint(
    place: &Path,
    checkpoint: &Checkpoint,
    key: &SigningKey,
) -> Result<PathBuf> {
    fs::create_dir_all(place).map_err(|error| Error::file("create", place, &error))?;
    let name = format!("{}-{:012}.note", checkpoint.log, checkpoint.size);
    let path = place.join(&name);
    if path.exists() {
        return Ok(path);
    }
    // Written aside and renamed, so that nobody ever reads half a note.
    let aside = place.join(format!(".{name}.{}", std::process::id()));
    let write = || -> std::io::Result<()> {
        let mut file = fs::File::create(&aside)?;
        file.write_all(key.sign(checkpoint).as_bytes())?;
        file.sync_all()?;
        fs::rename(&aside, &path)?;
        fs::File::open(place)?.sync_all()
    };
    write().map_err(|error| Error::file("write", &path, &error))?;
    Ok(path)
}

/// All notes of a place in the order of their names, as file name and text.
pub fn read_checkpoints(place: &Path) -> Result<Vec<(String, String)>> {
    let failed = |error: std::io::Error| Error::file("read", place, &error);
    if !place.exists() {
        return Ok(Vec::new());
    }
    let mut notes = Vec::new();
    for entry in fs::read_dir(place).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_note = path.extension().is_some_and(|ending| ending == "note");
        let Some(name) = name.filter(|name| !name.starts_with('.') && is_note) else { continue };
        let bytes = fs::read(&path).map_err(|error| Error::file("read", &path, &error))?;
        notes.push((name, String::from_utf8_lossy(&bytes).into_owned()));
    }
    notes.sort();
    Ok(notes)
}
