//! What a backup will copy, fixed in a moment in which nothing else changes the home folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::manifest::walk;
use crate::{Error, Result};

/// Files up to this length are read at once, while nothing changes them: pointers, logs of tables,
/// manifests. Longer ones, and those of tables, are never rewritten under their name.
const READ_AT_ONCE_BYTES: u64 = 256 * 1024;

/// The files of a home folder at one moment.
///
/// Made while the caller keeps other programs from changing the folder, which takes seconds; the
/// copying itself needs no lock, because tables only ever get new files.
#[derive(Debug)]
pub struct Plan {
    pub(crate) home: PathBuf,
    pub(crate) small: Vec<(String, Vec<u8>)>,
    pub(crate) large: Vec<Large>,
    pub(crate) keys: Vec<String>,
    pub(crate) vintage: Option<String>,
    pub(crate) home_format: u32,
}

/// A file that is copied later and must then be as it was.
#[derive(Debug)]
pub(crate) struct Large {
    pub(crate) path: String,
    pub(crate) bytes: u64,
    pub(crate) changed: Option<SystemTime>,
}

impl Plan {
    /// Looks through a home folder.
    pub fn of(home: &Path) -> Result<Self> {
        let pointed = |name: &str| {
            fs::read_to_string(home.join(name)).ok().map(|text| text.trim().to_owned())
        };
        let marker = home.join("mizan-home");
        let format =
            fs::read_to_string(&marker).map_err(|error| Error::file("read", &marker, &error))?;
        let (published, released) = (pointed("published"), pointed("released"));
        let mut plan = Self {
            home: home.to_owned(),
            small: Vec::new(),
            large: Vec::new(),
            keys: Vec::new(),
            vintage: published.clone(),
            home_format: format.trim().parse().unwrap_or(u32::MAX),
        };
        let shown: Vec<String> =
            [published, released].into_iter().flatten().map(|id| format!("index/{id}/")).collect();
        walk(home, "", &mut |name, path, about| {
            // The index of a vintage nobody is shown is made again when it is asked for.
            let is_old_index =
                name.starts_with("index/") && !shown.iter().any(|one| name.starts_with(one));
            if is_old_index || is_apart(name) {
                return Ok(());
            }
            let is_lasting = Path::new(name).extension().is_some_and(|ending| ending == "parquet")
                || name.starts_with("originals/")
                || name.starts_with("index/");
            if is_lasting || about.len() > READ_AT_ONCE_BYTES {
                let (path, changed) = (name.to_owned(), about.modified().ok());
                plan.large.push(Large { path, bytes: about.len(), changed });
                return Ok(());
            }
            let bytes = match fs::read(path) {
                Ok(bytes) => bytes,
                // Renamed since, by a writer that writes aside: then it was not whole yet.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(Error::file("read", path, &error)),
            };
            if is_key(name, &bytes) {
                plan.keys.push(name.to_owned());
            } else {
                plan.small.push((name.to_owned(), bytes));
            }
            Ok(())
        })?;
        Ok(plan)
    }

    /// Bytes to copy.
    pub fn bytes(&self) -> u64 {
        let small: u64 = self.small.iter().map(|(_, bytes)| bytes.len() as u64).sum();
        small + self.large.iter().map(|file| file.bytes).sum::<u64>()
    }
}

/// What is no part of the copied files: locks, what is being written, the accounts (copied row by
/// row), the record (copied last), passwords of the sample's people.
fn is_apart(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    last == "lock"
        || last.contains(".tmp-")
        || name.starts_with("accounts.db")
        || name.starts_with("audit/")
        || name == "demo/accounts.csv"
}

/// A key by its name or by its look: 64 hexadecimal digits and nothing else.
fn is_key(name: &str, bytes: &[u8]) -> bool {
    let is_named = Path::new(name).extension().is_some_and(|ending| ending == "key");
    let text = std::str::from_utf8(bytes).unwrap_or_default().trim();
    is_named || (text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
