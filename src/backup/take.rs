//! Making a backup: files, accounts, record, manifest; its folder has its name only when it is whole.

use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use mizan_accounts::Store;
use mizan_durable::DurableFile;

use crate::manifest::{
    ACCOUNTS, AccountsPart, FILES, FORMAT, FileEntry, MANIFEST, Manifest, SUMS, copy_hashed, hash,
};
use crate::plan::Plan;
use crate::{Error, Progress, Result};

/// Marks a folder as a backup being made, so that a later attempt may clear it away.
const UNFINISHED: &str = "unfinished-backup";
const KIND: &str = "backup";

/// What the caller says about a backup.
#[derive(Debug, Clone, Default)]
pub struct Described {
    /// Version of the program.
    pub program: String,
    /// The time now, RFC 3339 in UTC.
    pub taken_at: String,
}

/// Writes what a plan names, the accounts and the record into a new folder.
///
/// Accounts come after the plan and the record after the accounts: every change that the copied
/// accounts hold is then in the copied record too.
pub async fn take(
    plan: &Plan,
    store: &Store,
    to: &Path,
    described: Described,
    progress: Progress<'_>,
) -> Result<Manifest> {
    if to.exists() {
        return Err(Error::Taken { path: to.to_owned() });
    }
    let part = part_of(to);
    clear(&part)?;
    apart(&plan.home, &part)?;
    make_folder(&part)?;
    write(&part.join(UNFINISHED), &mut Cursor::new(b"a backup is being made here\n"))?;
    let total = plan.bytes();
    let mut done = 0;
    let mut files = Vec::new();
    for (name, bytes) in &plan.small {
        progress(name, done, total);
        files.push(copy(&part, name, &mut Cursor::new(bytes))?);
        done += bytes.len() as u64;
    }
    let mut rows = Vec::new();
    let dumped = store.dump(&mut rows).await?;
    let (bytes, sha256) = write(&part.join(ACCOUNTS), &mut Cursor::new(&rows))?;
    let file = FileEntry { path: ACCOUNTS.into(), bytes, sha256 };
    let accounts = AccountsPart { version: dumped.version, rows: dumped.rows, file };
    let entries = record(&plan.home, &part, &mut files)?;
    for large in &plan.large {
        progress(&large.path, done, total);
        let path = plan.home.join(&large.path);
        let failed = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::Changed { path: large.path.clone() },
            _ => Error::file("read", &path, &error),
        };
        let mut from = File::open(&path).map_err(failed)?;
        let entry = copy(&part, &large.path, &mut from)?;
        let now = from.metadata().map_err(failed)?;
        if entry.bytes != large.bytes || now.modified().ok() != large.changed {
            return Err(Error::Changed { path: large.path.clone() });
        }
        files.push(entry);
        done += large.bytes;
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let manifest = Manifest {
        format: FORMAT,
        program: described.program,
        home_format: plan.home_format,
        taken_at: described.taken_at,
        vintage: plan.vintage.clone(),
        entries,
        keys: plan.keys.clone(),
        accounts,
        files,
    };
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n";
    write(&part.join(MANIFEST), &mut Cursor::new(&text))?;
    let sums = manifest.sums(&hash(text.as_bytes()));
    write(&part.join(SUMS), &mut Cursor::new(&sums))?;
    let failed = |error: std::io::Error| Error::file("write", to, &error);
    fs::remove_file(part.join(UNFINISHED)).map_err(failed)?;
    mizan_durable::sync_folder(&part, KIND).map_err(failed)?;
    mizan_durable::rename(&part, to, KIND).map_err(failed)?;
    mizan_durable::sync_folder(parent(to), KIND).map_err(failed)?;
    progress("", total, total);
    Ok(manifest)
}

/// Copies the record of access: signed checkpoints first, so that every copied one is covered by the
/// entries copied after it, each segment up to its last whole line. Returns the number of entries.
fn record(home: &Path, part: &Path, files: &mut Vec<FileEntry>) -> Result<u64> {
    let folder = home.join("audit");
    let mut entries = 0;
    for (below, is_log) in [("checkpoints", false), ("", true)] {
        let place = folder.join(below);
        let Ok(listed) = fs::read_dir(&place) else { continue };
        let mut paths: Vec<PathBuf> = listed
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_file() && path.file_name().is_some_and(|name| name != "lock"))
            .collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            // A note being written aside.
            if name.starts_with('.') {
                continue;
            }
            let failed = |error: std::io::Error| Error::file("read", &path, &error);
            let mut bytes = fs::read(&path).map_err(failed)?;
            if is_log && !name.starts_with("torn-") {
                let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
                bytes.truncate(whole);
                entries += bytes.split(|byte| *byte == b'\n').count() as u64 - 1;
            }
            let separator = if below.is_empty() { "" } else { "/" };
            let relative = format!("audit/{below}{separator}{name}");
            files.push(copy(part, &relative, &mut Cursor::new(&bytes))?);
        }
    }
    Ok(entries)
}

fn copy(part: &Path, name: &str, from: &mut dyn Read) -> Result<FileEntry> {
    let (bytes, sha256) = write(&part.join(FILES).join(name), from)?;
    Ok(FileEntry { path: name.to_owned(), bytes, sha256 })
}

/// Writes a file that only its owner can read and brings it to disk.
pub(crate) fn write(path: &Path, from: &mut dyn Read) -> Result<(u64, String)> {
    let failed = |error: std::io::Error| Error::file("write", path, &error);
    make_folder(parent(path))?;
    let mut file = DurableFile::create(path, KIND).map_err(failed)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(failed)?;
    let copied = copy_hashed(from, &mut file).map_err(failed)?;
    file.sync().map_err(failed)?;
    Ok(copied)
}

/// Makes a folder that only its owner can enter.
pub(crate) fn make_folder(path: &Path) -> Result<()> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| Error::file("create", path, &error))
}

/// Where a folder is made before it gets its name.
pub(crate) fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Clears away what an interrupted attempt left; anything else of that name is not ours.
fn clear(part: &Path) -> Result<()> {
    if !part.exists() {
        return Ok(());
    }
    let is_empty = fs::read_dir(part).is_ok_and(|mut entries| entries.next().is_none());
    let is_ours = is_empty || [UNFINISHED, SUMS].iter().any(|name| part.join(name).is_file());
    if !is_ours {
        return Err(Error::Taken { path: part.to_owned() });
    }
    fs::remove_dir_all(part).map_err(|error| Error::file("remove", part, &error))
}

/// Refuses a backup inside the home folder, which would hold itself, and the other way round.
fn apart(home: &Path, part: &Path) -> Result<()> {
    let whole = |path: &Path| -> PathBuf {
        let above = path.ancestors().find_map(|one| Some((one, fs::canonicalize(one).ok()?)));
        match above {
            Some((above, real)) => match path.strip_prefix(above) {
                Ok(rest) => real.join(rest),
                Err(_) => real,
            },
            None => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        }
    };
    let (home, part) = (whole(home), whole(part));
    if part.starts_with(&home) || home.starts_with(&part) {
        return Err(Error::Nested { home, path: part });
    }
    Ok(())
}

/// The folder above, `.` for a bare name.
pub(crate) fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
