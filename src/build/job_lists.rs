//! Lists of openings printed for somebody without a phone, each under a code that opens it again.

use std::fs;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::conductor::now;
use crate::referrals::read_json;
use crate::{Error, Installation, Result};

const KIND: &str = "job-list";
/// Letters and digits that are not taken for each other when read aloud or off paper.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code: forty bits, more than anybody tries out.
const CODE_LENGTH: usize = 8;

/// Two printings of one list would write the same file.
static KEEPING: Mutex<()> = Mutex::new(());

/// A printed list. It says what was searched for and found, and nothing about who asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobList {
    /// The code, eight characters.
    pub code: String,
    /// The search, as path and query without language.
    pub address: String,
    /// Numbers of the openings, in the order of the page.
    pub openings: Vec<String>,
    /// Vintage they were found in.
    pub vintage: String,
    /// When it was made, RFC 3339 in UTC.
    pub made_at: String,
}

impl JobList {
    /// The code in two halves, as it is printed.
    pub fn shown_code(&self) -> String {
        let (one, other) = self.code.split_at_checked(CODE_LENGTH / 2).unwrap_or((&self.code, ""));
        format!("{one}-{other}")
    }
}

/// A code as somebody typed it: any case, with or without the dash, Arabic digits, O for 0 and
/// I or L for 1; `None` where it can be no code.
pub fn read_code(text: &str) -> Option<String> {
    let mut code = String::new();
    for one in text
        .chars()
        .filter(|one| !one.is_whitespace() && !matches!(one, '-' | '–' | '\u{200e}' | '\u{200f}'))
    {
        let plain = match one {
            '\u{660}'..='\u{669}' => char::from_digit(one as u32 - 0x660, 10)?,
            '\u{6f0}'..='\u{6f9}' => char::from_digit(one as u32 - 0x6f0, 10)?,
            'o' | 'O' => '0',
            'i' | 'I' | 'l' | 'L' => '1',
            other => other.to_ascii_uppercase(),
        };
        if code.len() == CODE_LENGTH || !plain.is_ascii() || !ALPHABET.contains(&(plain as u8)) {
            return None;
        }
        code.push(plain);
    }
    (code.len() == CODE_LENGTH).then_some(code)
}

impl Installation {
    /// Keeps a list and gives it a code; the same search with the same openings of the same vintage
    /// has the same code.
    pub fn keep_job_list(
        &self,
        vintage: &str,
        address: &str,
        openings: Vec<String>,
    ) -> Result<JobList> {
        let code = code_of(vintage, address, &openings);
        let path = self.home.job_lists().join(format!("{code}.json"));
        let _only_one = KEEPING.lock().unwrap_or_else(PoisonError::into_inner);
        if path.exists() {
            return read_json(&path);
        }
        let folder = self.home.job_lists();
        fs::create_dir_all(&folder).map_err(|error| Error::io("create", &folder, &error))?;
        let list = JobList {
            code,
            address: address.to_owned(),
            openings,
            vintage: vintage.to_owned(),
            made_at: now().1,
        };
        let text = serde_json::to_string_pretty(&list).unwrap_or_default();
        mizan_durable::write_whole(&path, KIND, text.as_bytes())
            .map_err(|error| Error::io("write", &path, &error))?;
        Ok(list)
    }

    /// The list with a code; `None` where nobody printed one.
    pub fn job_list(&self, code: &str) -> Result<Option<JobList>> {
        let Some(code) = read_code(code) else { return Ok(None) };
        let path = self.home.job_lists().join(format!("{code}.json"));
        if path.exists() { read_json(&path).map(Some) } else { Ok(None) }
    }
}

fn code_of(vintage: &str, address: &str, openings: &[String]) -> String {
    let mut hash = Sha256::new();
    let parts = [vintage, address].into_iter().chain(openings.iter().map(String::as_str));
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let bytes = hash.finalize();
    let number = bytes.iter().take(5).fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
    (0..CODE_LENGTH)
        .rev()
        .map(|place| char::from(ALPHABET[((number >> (5 * place)) & 31) as usize]))
        .collect()
}

#[cfg(test)]
mod tests {
    //! Codes are read as people write them.

    use super::{CODE_LENGTH, code_of, read_code};

    #[test]
    fn a_code_is_read_in_any_way_people_write_it() {
        for typed in ["7K4M-Q2XD", "7k4mq2xd", " 7K4M Q2XD ", "٧K٤M–Q٢XD"] {
            assert_eq!(read_code(typed).as_deref(), Some("7K4MQ2XD"), "{typed}");
        }
        assert_eq!(read_code("OIL0-0000").as_deref(), Some("01100000"));
        for typed in ["", "7K4M", "7K4M-Q2XDZ", "7K4M-Q2X!", "../../etc", "لحام لحام"] {
            assert_eq!(read_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_code_follows_from_what_is_printed() {
        let openings = ["V-1".to_owned(), "V-2".to_owned()];
        let code = code_of("2026-11-24.1", "/jobs?text=x", &openings);
        assert_eq!(code.len(), CODE_LENGTH);
        assert_eq!(read_code(&code).as_deref(), Some(code.as_str()));
        assert_eq!(code, code_of("2026-11-24.1", "/jobs?text=x", &openings));
        assert_ne!(code, code_of("2026-11-24.1", "/jobs?text=y", &openings));
        assert_ne!(code, code_of("2026-11-24.1", "/jobs?text=x", &openings[..1]));
    }
}
