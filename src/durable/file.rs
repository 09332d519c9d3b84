//! Writing a file under another name, making it durable and giving it its own.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::step;

/// A file whose creation, writes and syncs are durable steps of one kind, such as `rows`.
#[derive(Debug)]
pub struct DurableFile {
    kind: &'static str,
    file: File,
}

impl DurableFile {
    /// Creates the file, empty; one that is there is overwritten.
    ///
    /// # Errors
    ///
    /// What the operating system answers.
    pub fn create(path: &Path, kind: &'static str) -> io::Result<Self> {
        step(kind, "create")?;
        Ok(Self { kind, file: File::create(path)? })
    }

    /// Makes what was written survive a loss of power.
    ///
    /// # Errors
    ///
    /// What the operating system answers.
    pub fn sync(&self) -> io::Result<()> {
        step(self.kind, "sync")?;
        self.file.sync_all()
    }

    /// Syncs the file and gives it its name.
    ///
    /// # Errors
    ///
    /// What the operating system answers.
    pub fn complete(self, from: &Path, to: &Path) -> io::Result<()> {
        self.sync()?;
        rename(from, to, self.kind)
    }
}

impl Write for DurableFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        step(self.kind, "write")?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Renames a file within one file system.
///
/// # Errors
///
/// What the operating system answers.
pub fn rename(from: &Path, to: &Path, kind: &str) -> io::Result<()> {
    step(kind, "rename")?;
    fs::rename(from, to)
}

/// Makes the names in a folder survive a loss of power.
///
/// # Errors
///
/// What the operating system answers.
pub fn sync_folder(folder: &Path, kind: &str) -> io::Result<()> {
    step(kind, "sync-folder")?;
    File::open(folder)?.sync_all()
}

/// Writes a file so that readers see the old or the new content, never a part.
///
/// # Errors
///
/// What the operating system answers; the temporary file is then removed.
pub fn write_whole(path: &Path, kind: &'static str, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let temporary = temporary(path);
    let written = DurableFile::create(&temporary, kind)
        .and_then(|mut file| {
            file.write_all(content)?;
            file.complete(&temporary, path)
        })
        .and_then(|()| sync_folder(folder.unwrap_or(Path::new(".")), kind));
    written.inspect_err(|_| {
        // What cannot be removed is overwritten by the next attempt.
        let _ = fs::remove_file(&temporary);
    })
}

fn temporary(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".tmp-{}", std::process::id()));
    PathBuf::from(name)
}
