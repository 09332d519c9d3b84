//! A file without a name for plain personal data that must pass through a path: gone when it is closed, also by a kill.

use std::fs::{self, File};
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// Memory the system keeps as files.
const MEMORY: &str = "/dev/shm";
/// Larger content goes to the disk of the home folder.
const MEMORY_BYTES: u64 = 256 << 20;

/// An open file that no folder lists.
#[derive(Debug)]
pub(crate) struct Unnamed {
    // Held open: the content lives as long as this.
    _file: File,
    path: PathBuf,
}

impl Unnamed {
    /// Fills a new file; `bytes` is about how much will be written.
    pub(crate) fn filled(
        folder: &Path,
        bytes: u64,
        fill: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<Self> {
        let memory = Path::new(MEMORY);
        let has_memory = bytes <= MEMORY_BYTES && memory.is_dir();
        let folder = if has_memory { memory } else { folder };
        let name = folder.join(format!(
            "mizan-{}-{}",
            std::process::id(),
            crate::events::now_microseconds()
        ));
        let mut file = File::options()
            .create_new(true)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(&name)
            .map_err(|error| Error::io("create", &name, &error))?;
        fs::remove_file(&name).map_err(|error| Error::io("remove", &name, &error))?;
        fill(&mut file)?;
        let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
        Ok(Self { _file: file, path })
    }

    /// Path under which this process can read it.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}
