//! What can go wrong with a backup, with advice where there is some.

use std::path::{Path, PathBuf};

/// Result of backups.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read or written.
    #[error("cannot {action} `{}`: {reason}", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// File or folder.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
        /// Whether the disk is full.
        is_full: bool,
    },
    /// The place for the backup is taken.
    #[error("`{}` is there already", path.display())]
    Taken {
        /// Folder.
        path: PathBuf,
    },
    /// The place for the backup lies in the home folder, or the other way round.
    #[error("`{}` and `{}` lie in each other", home.display(), path.display())]
    Nested {
        /// Home folder.
        home: PathBuf,
        /// Backup.
        path: PathBuf,
    },
    /// Something in the home folder is neither file nor folder.
    #[error("`{}` is neither a file nor a folder", path.display())]
    Special {
        /// What it is.
        path: PathBuf,
    },
    /// A file changed while it was copied.
    #[error("`{path}` changed while it was copied")]
    Changed {
        /// File, relative to the home folder.
        path: String,
    },
    /// No backup lies there, or it was never completed.
    #[error("`{}` is no whole backup: {reason}", path.display())]
    NoBackup {
        /// Folder.
        path: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// Files of the backup are not as they were written.
    #[error("the backup is damaged: {} of its files, first {}", findings.len(), findings.first().map_or("", String::as_str))]
    Damaged {
        /// What is wrong, file by file.
        findings: Vec<String>,
    },
    /// A newer program wrote it.
    #[error("the backup was written by a newer version of this program ({reason})")]
    Newer {
        /// What is newer.
        reason: String,
    },
    /// The home folder to restore into holds something.
    #[error("`{}` is not empty", path.display())]
    NotEmpty {
        /// Folder.
        path: PathBuf,
    },
    /// The accounts.
    #[error(transparent)]
    Accounts(#[from] mizan_accounts::Error),
}

impl Error {
    /// A failure of the operating system.
    pub(crate) fn file(action: &'static str, path: &Path, error: &std::io::Error) -> Self {
        Self::File {
            action,
            path: path.to_owned(),
            reason: error.to_string(),
            is_full: mizan_durable::is_disk_full(error),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::File { is_full: true, .. } => {
                "free space or choose another disk, then run the same command again"
            }
            Self::Taken { .. } => {
                "name a folder that is not there yet, such as one with today's date"
            }
            Self::Nested { .. } => "put backups on another disk, best on another machine",
            Self::Special { .. } => "a home folder holds files and folders only; move it elsewhere",
            Self::Changed { .. } => {
                "something removed or rewrote it meanwhile, such as `mizan retention`; run the same \
                 command again"
            }
            Self::NoBackup { .. } => {
                "name the folder that `mizan backup` wrote; one that was interrupted ends in `.part` \
                 and is made anew by the same command"
            }
            Self::Damaged { .. } => {
                "`mizan restore DIR --verify` names every file; take an earlier backup"
            }
            Self::Newer { .. } => "restore with the version of the program that made the backup",
            Self::NotEmpty { .. } => {
                "name an empty folder, or use `--force`, which keeps the old one beside it"
            }
            Self::Accounts(error) => return error.hint(),
            Self::File { .. } => return None,
        };
        Some(hint.into())
    }
}
