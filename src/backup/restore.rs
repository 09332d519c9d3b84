//! Putting a backup back: checked first, written aside, then given the home folder's name at once.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use mizan_accounts::Store;

use crate::manifest::{ACCOUNTS, FILES, Manifest, verify};
use crate::take::{make_folder, parent, write};
use crate::{Error, Progress, Result};

/// Marks a folder as one being restored into.
const UNFINISHED: &str = "unfinished-restore";
const KIND: &str = "restore";

/// Where the accounts go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountsTarget {
    /// `accounts.db` in the home folder.
    File,
    /// A database by its URL; its accounts are replaced only where the restore is forced.
    Url(String),
}

/// What to restore.
#[derive(Debug, Clone)]
pub struct RestoreRequest {
    /// Folder of the backup.
    pub from: PathBuf,
    /// Home folder to make.
    pub home: PathBuf,
    /// Where the accounts go.
    pub accounts: AccountsTarget,
    /// Whether a home folder that holds something is moved aside and accounts in a database are replaced.
    pub is_forced: bool,
    /// Newest form of a home folder that this program knows.
    pub home_format: u32,
    /// Distinguishes the folder that an old home is moved to.
    pub stamp: String,
}

/// Puts a backup back; returns its manifest and where an old home folder went.
///
/// Nothing is touched before every file was found as it was written. A kill at any moment leaves
/// the old home folder, or none and the restored one beside it under a name of its own, or the
/// restored one; the same command then completes it.
pub async fn restore(
    request: &RestoreRequest,
    progress: Progress<'_>,
) -> Result<(Manifest, Option<PathBuf>)> {
    let RestoreRequest { from, home, .. } = request;
    let manifest = verify(from, progress)?;
    if manifest.home_format > request.home_format {
        let (found, known) = (manifest.home_format, request.home_format);
        return Err(Error::Newer {
            reason: format!("home folder of form {found}, known is {known}"),
        });
    }
    if manifest.accounts.version > Store::newest_version() {
        let (found, known) = (manifest.accounts.version, Store::newest_version());
        return Err(Error::Newer {
            reason: format!("accounts of version {found}, known is {known}"),
        });
    }
    let is_empty = is_empty(home)?;
    if !is_empty && !request.is_forced {
        return Err(Error::NotEmpty { path: home.clone() });
    }
    let aside = named(home, ".restoring");
    clear(&aside)?;
    make_folder(&aside)?;
    write(&aside.join(UNFINISHED), &mut std::io::empty())?;
    let (mut done, total) = (0, manifest.bytes());
    for file in &manifest.files {
        progress(&file.path, done, total);
        let path = from.join(FILES).join(&file.path);
        let mut source = File::open(&path).map_err(|error| Error::file("read", &path, &error))?;
        let (bytes, sha256) = write(&aside.join(&file.path), &mut source)?;
        // The disk may lie between the check and the copy.
        if (bytes, &sha256) != (file.bytes, &file.sha256) {
            return Err(Error::Damaged { findings: vec![format!("`{}`", file.path)] });
        }
        done += file.bytes;
    }
    let path = from.join(ACCOUNTS);
    let rows = fs::read(&path).map_err(|error| Error::file("read", &path, &error))?;
    match &request.accounts {
        AccountsTarget::File => {
            let url = aside.join("accounts.db");
            Store::load_file(&url, &rows, false).await?.close().await;
        }
        AccountsTarget::Url(url) => {
            Store::load(url, &rows, request.is_forced).await?.close().await;
        }
    }
    let failed = |error: std::io::Error| Error::file("write", home, &error);
    fs::remove_file(aside.join(UNFINISHED)).map_err(failed)?;
    mizan_durable::sync_folder(&aside, KIND).map_err(failed)?;
    let mut old = None;
    if home.exists() {
        if is_empty {
            fs::remove_dir(home).map_err(failed)?;
        } else {
            let kept = named(home, &format!(".before-{}", request.stamp));
            mizan_durable::rename(home, &kept, KIND).map_err(failed)?;
            old = Some(kept);
        }
    }
    mizan_durable::rename(&aside, home, KIND).map_err(failed)?;
    mizan_durable::sync_folder(parent(home), KIND).map_err(failed)?;
    progress("", total, total);
    Ok((manifest, old))
}

fn is_empty(home: &Path) -> Result<bool> {
    match fs::read_dir(home) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(Error::file("read", home, &error)),
    }
}

fn named(home: &Path, ending: &str) -> PathBuf {
    let mut name = home.components().as_path().as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Clears away what an interrupted attempt left: it is copied anew, never completed.
fn clear(aside: &Path) -> Result<()> {
    if !aside.exists() {
        return Ok(());
    }
    let is_ours =
        is_empty(aside)? || aside.join(UNFINISHED).is_file() || aside.join("mizan-home").is_file();
    if !is_ours {
        return Err(Error::Taken { path: aside.to_owned() });
    }
    fs::remove_dir_all(aside).map_err(|error| Error::file("remove", aside, &error))
}
