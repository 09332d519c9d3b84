//! The home folder: where an installation keeps everything it has.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// The newest form of a home folder this program knows.
pub const HOME_FORMAT: u32 = 1;
const FORMAT: u32 = HOME_FORMAT;
const FORMAT_FILE: &str = "mizan-home";

/// The folder of one installation, `var/` by default.
#[derive(Debug, Clone)]
pub struct Home {
    root: PathBuf,
}

/// Held while a command changes the home folder; released when dropped.
#[derive(Debug)]
pub struct HomeLock {
    _file: File,
}

impl Home {
    /// Opens a home folder, making it where it is absent; refuses one of a newer program.
    pub fn open(root: &Path) -> Result<Self> {
        fs::create_dir_all(root).map_err(|error| Error::io("create", root, &error))?;
        let home = Self { root: root.to_owned() };
        let marker = root.join(FORMAT_FILE);
        match fs::read_to_string(&marker) {
            Ok(text) => home.check_format(&text)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                write_atomically(&marker, format!("{FORMAT}\n").as_bytes())?;
            }
            Err(error) => return Err(Error::io("read", &marker, &error)),
        }
        for folder in [home.lake(), home.staging(), home.originals()] {
            fs::create_dir_all(&folder).map_err(|error| Error::io("create", &folder, &error))?;
        }
        Ok(home)
    }

    /// Opens a home folder that is there; makes nothing where it is not.
    pub fn open_existing(root: &Path) -> Result<Self> {
        // A first command that was killed may have left the folder and not its marker.
        let is_ours = |name: &str| {
            name.starts_with(FORMAT_FILE)
                || ["lake", "staging", "originals", "lock"].contains(&name)
        };
        let is_home = root.join(FORMAT_FILE).is_file()
            || fs::read_dir(root).is_ok_and(|mut entries| {
                entries.all(|entry| {
                    entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(is_ours))
                })
            });
        if is_home { Self::open(root) } else { Err(Error::NoHome { path: root.to_owned() }) }
    }

    fn check_format(&self, text: &str) -> Result<()> {
        let found = text.trim().parse::<u32>().unwrap_or(u32::MAX);
        if found > FORMAT {
            return Err(Error::NewerHome { path: self.root.clone(), found, known: FORMAT });
        }
        Ok(())
    }

    /// Takes the home folder for a command that changes it.
    pub fn lock(&self) -> Result<HomeLock> {
        let path = self.root.join("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| Error::io("create", &path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(HomeLock { _file: file }),
            Err(fs::TryLockError::WouldBlock) => Err(Error::Locked { path: self.root.clone() }),
            Err(fs::TryLockError::Error(error)) => Err(Error::io("lock", &path, &error)),
        }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Tables.
    pub fn lake(&self) -> PathBuf {
        self.root.join("lake")
    }

    /// Files that are being written and belong to no table yet.
    pub fn staging(&self) -> PathBuf {
        self.root.join("staging")
    }

    /// Originals of deliveries by content hash, sealed.
    pub fn originals(&self) -> PathBuf {
        self.root.join("originals")
    }

    /// Index of one vintage.
    pub fn index(&self, vintage: &str) -> PathBuf {
        self.root.join("index").join(vintage)
    }

    /// Imported taxonomy.
    pub fn taxonomy(&self) -> PathBuf {
        self.root.join("taxonomy")
    }

    /// Referral lists of whole populations, one folder a run.
    pub fn referrals(&self) -> PathBuf {
        self.root.join("referrals")
    }

    /// Lists of candidates that were given out, one file each.
    pub fn nominations(&self) -> PathBuf {
        self.root.join("nominations")
    }

    /// Lists of openings that were printed, one file each.
    pub fn job_lists(&self) -> PathBuf {
        self.root.join("lists")
    }

    /// Key of the vault where none is configured.
    pub fn default_key(&self) -> PathBuf {
        self.root.join("vault.key")
    }
}

/// Writes a file so that readers see the old or the new content, never a part.
pub(crate) fn write_atomically(path: &Path, content: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, &error))?;
    mizan_durable::write_whole(path, "pointer", content)
        .map_err(|error| Error::io("write", path, &error))
}
