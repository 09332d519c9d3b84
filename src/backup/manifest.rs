//! The manifest of a backup, and the check of every file against it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Error, Progress, Result};

/// The form of backups this program writes, and the newest it reads.
pub const FORMAT: u32 = 1;
/// Name of the manifest in a backup.
pub const MANIFEST: &str = "manifest.json";
/// Name of the list of hashes, in the form of `sha256sum`.
pub(crate) const SUMS: &str = "SHA256SUMS";
/// Name of the accounts' rows.
pub(crate) const ACCOUNTS: &str = "accounts.jsonl";
/// Folder of what lay in the home folder.
pub(crate) const FILES: &str = "files";
const CHUNK_BYTES: usize = 1 << 20;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Form of the backup.
    pub format: u32,
    /// Version of the program that made it.
    pub program: String,
    /// Form of the home folder.
    pub home_format: u32,
    /// When it was made, RFC 3339 in UTC.
    pub taken_at: String,
    /// Vintage on show.
    pub vintage: Option<String>,
    /// Entries of the record of access.
    pub entries: u64,
    /// Keys that lie in the home folder and were not copied; they must be put back by hand.
    pub keys: Vec<String>,
    /// The accounts.
    pub accounts: AccountsPart,
    /// Every file of the home folder, by path.
    pub files: Vec<FileEntry>,
}

/// The accounts in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AccountsPart {
    /// Version of their tables.
    pub version: i64,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// The file with the rows.
    pub file: FileEntry,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path, relative to the home folder, with `/`.
    pub path: String,
    /// Length.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum::<u64>() + self.accounts.file.bytes
    }

    /// The list of hashes as it stands beside the manifest.
    pub(crate) fn sums(&self, manifest_sha256: &str) -> String {
        let mut text = format!("{manifest_sha256}  {MANIFEST}\n");
        text += &format!("{}  {ACCOUNTS}\n", self.accounts.file.sha256);
        for file in &self.files {
            text += &format!("{}  {FILES}/{}\n", file.sha256, file.path);
        }
        text
    }
}

/// Reads the manifest of a backup and refuses one that is not whole or of a newer program.
pub fn read(folder: &Path) -> Result<Manifest> {
    let missing = |reason: String| Error::NoBackup { path: folder.to_owned(), reason };
    let path = folder.join(MANIFEST);
    let text =
        fs::read_to_string(&path).map_err(|error| missing(format!("`{MANIFEST}`: {error}")))?;
    let sums = fs::read_to_string(folder.join(SUMS))
        .map_err(|error| missing(format!("`{SUMS}`: {error}")))?;
    let damaged = |what: String| Error::Damaged { findings: vec![what] };
    // A newer form may hold anything else, so it is asked for first.
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| damaged(format!("`{MANIFEST}`: {error}")))?;
    if let Some(format) = value["format"].as_u64().filter(|format| *format > u64::from(FORMAT)) {
        return Err(Error::Newer { reason: format!("form {format}, known is {FORMAT}") });
    }
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|error| damaged(format!("`{MANIFEST}`: {error}")))?;
    if manifest.sums(&hash(text.as_bytes())) != sums {
        return Err(damaged(format!("`{MANIFEST}` and `{SUMS}` do not agree")));
    }
    if let Some(file) = manifest.files.iter().find(|file| !is_inside(&file.path)) {
        return Err(damaged(format!("`{}` leads out of the home folder", file.path)));
    }
    Ok(manifest)
}

/// Reads every file of a backup and holds it against the manifest.
pub fn verify(folder: &Path, progress: Progress<'_>) -> Result<Manifest> {
    let manifest = read(folder)?;
    let mut findings = Vec::new();
    let (mut done, total) = (0, manifest.bytes());
    let accounts = (folder.join(ACCOUNTS), &manifest.accounts.file);
    let files = manifest.files.iter().map(|file| (folder.join(FILES).join(&file.path), file));
    for (path, expected) in std::iter::once(accounts).chain(files) {
        progress(&expected.path, done, total);
        match hash_file(&path) {
            Err(error) => findings.push(format!("`{}`: {error}", expected.path)),
            Ok((bytes, _)) if bytes != expected.bytes => findings.push(format!(
                "`{}`: {bytes} bytes where {} were written",
                expected.path, expected.bytes
            )),
            Ok((_, sha256)) if sha256 != expected.sha256 => {
                findings.push(format!("`{}`: other bytes than were written", expected.path));
            }
            Ok(_) => {}
        }
        done += expected.bytes;
    }
    let known: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let mut lying = Vec::new();
    walk(&folder.join(FILES), "", &mut |path, _, _| {
        lying.push(path.to_owned());
        Ok(())
    })?;
    findings.extend(
        lying
            .iter()
            .filter(|path| !known.contains(path.as_str()))
            .map(|path| format!("`{path}`: was not written by the backup")),
    );
    progress("", total, total);
    if findings.is_empty() { Ok(manifest) } else { Err(Error::Damaged { findings }) }
}

/// Whether a path stays below its folder.
fn is_inside(path: &str) -> bool {
    let is_plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    !path.is_empty() && is_plain
}

/// Visits every file below a folder in the order of names: its path with `/`, where it lies, and what
/// the operating system says of it.
pub(crate) fn walk(
    folder: &Path,
    prefix: &str,
    visit: &mut dyn FnMut(&str, &Path, &fs::Metadata) -> Result<()>,
) -> Result<()> {
    let failed = |error: std::io::Error| Error::file("read", folder, &error);
    let mut entries: Vec<(String, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(Error::Special { path });
        };
        entries.push((format!("{prefix}{name}"), path));
    }
    entries.sort();
    for (name, path) in entries {
        let about = match fs::symlink_metadata(&path) {
            Ok(about) => about,
            // Gone since the folder was listed, such as a file written aside.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Error::file("read", &path, &error)),
        };
        if about.is_dir() {
            if visit_folder(&name) {
                walk(&path, &format!("{name}/"), visit)?;
            }
        } else if about.is_file() {
            visit(&name, &path, &about)?;
        } else if visit_folder(&name) {
            return Err(Error::Special { path });
        }
    }
    Ok(())
}

/// Whether a backup looks into a folder: not where files are being written.
fn visit_folder(name: &str) -> bool {
    name != "staging"
}

/// Length and hash of a file.
pub(crate) fn hash_file(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    copy_hashed(&mut file, &mut std::io::sink())
}

/// Copies bytes and hashes them on the way.
pub(crate) fn copy_hashed(
    from: &mut dyn Read,
    to: &mut dyn Write,
) -> std::io::Result<(u64, String)> {
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut bytes = 0;
    loop {
        let length = from.read(&mut chunk)?;
        if length == 0 {
            return Ok((bytes, hex(&hasher.finalize())));
        }
        hasher.update(&chunk[..length]);
        to.write_all(&chunk[..length])?;
        bytes += length as u64;
    }
}

/// SHA-256 of bytes in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}
