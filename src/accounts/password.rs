//! Passwords: what is refused, how they are kept (argon2id), and new ones.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::{Error, Result};

/// Fewest letters of a password; length protects, rules about signs do not.
pub const PASSWORD_LETTERS_MIN: usize = 10;
/// Most bytes; longer ones would only cost time.
const PASSWORD_BYTES_MAX: usize = 512;

/// 19 MiB, two passes, one lane: the least that the password-storage guidance of OWASP asks of argon2id.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Refuses passwords that are guessed first.
pub(crate) fn check(password: &str, user_name: &str) -> Result<()> {
    if password.chars().count() < PASSWORD_LETTERS_MIN {
        return Err(Error::WeakPassword("it has fewer than 10 letters"));
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(Error::WeakPassword("it has more than 512 bytes"));
    }
    let folded = password.to_lowercase();
    if folded.contains(&user_name.to_lowercase()) {
        return Err(Error::WeakPassword("it holds the user name"));
    }
    let mut letters: Vec<char> = folded.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let is_run = folded.as_bytes().windows(2).all(|pair| {
        let step = i16::from(pair[1]) - i16::from(pair[0]);
        (-1..=1).contains(&step)
    });
    let is_number = folded.chars().all(char::is_numeric);
    if letters.len() < 5 || is_run || is_number {
        return Err(Error::WeakPassword("it is a number, or repeats a few letters, or counts up"));
    }
    Ok(())
}

/// Hashes a password; takes tens of milliseconds on purpose, so call it off the network's threads.
pub(crate) fn hash(password: &str) -> Result<String> {
    let hashed = argon2().hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| Error::Secret(error.to_string()))
}

/// Whether a password fits; an account without one takes as long as one with.
pub(crate) fn fits(password: &str, stored: &str) -> bool {
    static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody has this").unwrap_or_default());
    let is_real = !stored.is_empty();
    let text = if is_real { stored } else { NOBODY.as_str() };
    let Ok(parsed) = PasswordHash::new(text) else { return false };
    let limited: String = password.chars().take(PASSWORD_BYTES_MAX).collect();
    argon2().verify_password(limited.as_bytes(), &parsed).is_ok() && is_real
}

/// A new password somebody can type: five groups of four letters, about 95 bits.
pub fn new_password() -> Result<String> {
    // No letters that look alike.
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut password = String::new();
    while password.len() < 24 {
        let mut byte = [0; 1];
        getrandom::fill(&mut byte).map_err(|error| Error::Secret(error.to_string()))?;
        // Bytes beyond a whole multiple would favour the first letters.
        let limit = 256 / LETTERS.len() * LETTERS.len();
        if usize::from(byte[0]) >= limit {
            continue;
        }
        if password.len() % 5 == 4 {
            password.push('-');
        }
        password.push(char::from(LETTERS[usize::from(byte[0]) % LETTERS.len()]));
    }
    Ok(password)
}
