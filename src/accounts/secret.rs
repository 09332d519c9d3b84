//! Random secrets, how they are stored, and the token that ties a form to its session.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// 256 random bits that are shown once and stored hashed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    pub fn new() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| Error::Secret(error.to_string()))?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// One that somebody brought.
    pub fn brought(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The secret itself, for the one time it is handed over.
    pub fn show(&self) -> &str {
        &self.0
    }

    /// What is stored: its SHA-256, enough for 256 random bits.
    pub(crate) fn hash(&self) -> String {
        hash(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// SHA-256 in URL-safe Base64.
pub(crate) fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

/// A short random id with a letter that tells its kind.
pub(crate) fn new_id(kind: char) -> Result<String> {
    let mut bytes = [0; 12];
    getrandom::fill(&mut bytes).map_err(|error| Error::Secret(error.to_string()))?;
    // Ids stand in addresses and on the command line: no letter that a shell or a form reads as an option.
    let text =
        bytes.iter().fold(kind.to_string() + "-", |text, byte| text + &format!("{byte:02x}"));
    Ok(text)
}

/// The hidden field of forms of a browser: derived from its cookie, so that only pages of ours know it.
pub fn csrf_token(cookie: &str) -> String {
    hash(&format!("mizan form token\n{cookie}"))
}

/// Whether a form came from a page of ours; compares without telling where it differs.
pub fn csrf_token_fits(cookie: &str, token: &str) -> bool {
    let expected = csrf_token(cookie);
    expected.len() == token.len()
        && expected.bytes().zip(token.bytes()).fold(0, |all, (one, other)| all | (one ^ other)) == 0
}
