//! A file in memory, without a name, for plain personal data that must pass through a path: gone when it is closed, also by a kill.

use std::fs::{self, File};
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// Memory the system keeps as files. What is sealed at rest never goes to a disk in the clear, however
/// large it is: where memory has no room, writing fails and says so.
const MEMORY: &str = "/dev/shm";

/// An open file that no folder lists.
#[derive(Debug)]
pub(crate) struct Unnamed {
    // Held open: the content lives as long as this.
    _file: File,
    path: PathBuf,
}

impl Unnamed {
    /// Fills a new file.
    pub(crate) fn filled(fill: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<Self> {
        let name = Path::new(MEMORY).join(format!(
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
