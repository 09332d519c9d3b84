//! What can stop the audit log, with what to do about it.

use std::path::{Path, PathBuf};

/// Result of the audit log.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of the audit log; nothing that must be recorded may go on after one.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read or written.
    #[error("cannot {action} `{path}`: {reason}")]
    File {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// The log on disk does not continue what this program has read or written.
    #[error("audit log `{path}` is broken at line {line}: {reason}")]
    Broken {
        /// The segment.
        path: PathBuf,
        /// Line in the segment, from 1.
        line: u64,
        /// What does not fit.
        reason: String,
    },
    /// A key or a checkpoint is not readable.
    #[error("`{path}` is not {what}")]
    Form {
        /// The file, or the text itself where there is no file.
        path: String,
        /// What was expected.
        what: &'static str,
    },
    /// An entry could not be written together with others of its batch.
    #[error("the entry was not recorded: {0}")]
    Batch(String),
}

impl Error {
    pub(crate) fn file(action: &'static str, path: &Path, error: &dyn std::fmt::Display) -> Self {
        Self::File { action, path: path.to_owned(), reason: error.to_string() }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::File { .. } | Self::Batch(_) => Some(
                "look at the space and the permissions of the audit folder; nothing that must be \
                 recorded is answered until it can be written"
                    .into(),
            ),
            Self::Broken { .. } => Some(
                "run `mizan audit verify`, keep a copy of the folder as evidence, and put a verified \
                 backup back"
                    .into(),
            ),
            Self::Form { .. } => None,
        }
    }
}
