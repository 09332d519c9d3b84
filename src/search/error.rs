//! What can go wrong when an index is built, opened or asked.

use std::path::PathBuf;

use mizan_matching::UnknownCode;

/// Result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong when an index is built, opened or asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No index lies in the folder.
    #[error("no index in `{}`", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
    },
    /// The index was built from another vintage.
    #[error("index `{}` is of vintage `{found}`, not of `{expected}`", folder.display())]
    OtherVintage {
        /// The folder.
        folder: PathBuf,
        /// Vintage of the index.
        found: String,
        /// Vintage asked for.
        expected: String,
    },
    /// The index has the layout of another version of mizan.
    #[error("index `{}` has format {found}, this program reads {expected}", folder.display())]
    OtherFormat {
        /// The folder.
        folder: PathBuf,
        /// Format of the index.
        found: u32,
        /// Format this program reads.
        expected: u32,
    },
    /// A file of the index does not hold what it should.
    #[error("index `{}` is damaged: {reason}", folder.display())]
    Damaged {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Two documents have one number.
    #[error("opening `{id}` was given twice")]
    RepeatedOpening {
        /// Number of the opening.
        id: String,
    },
    /// A document breaks a rule of its columns.
    #[error("opening `{id}` has `{value}` in `{column}`")]
    BadValue {
        /// Number of the opening.
        id: String,
        /// Name of the column.
        column: &'static str,
        /// What it holds.
        value: String,
    },
    /// A code that no list knows.
    #[error(transparent)]
    UnknownCode(#[from] UnknownCode),
    /// The disk refused.
    #[error("cannot write or read `{}`: {source}", path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The engine failed.
    #[error("index engine: {0}")]
    Engine(#[from] tantivy::TantivyError),
    /// The engine failed to read.
    #[error("index engine: {0}")]
    Read(#[from] std::io::Error),
}

impl Error {
    /// Advice on what to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing { .. } | Self::OtherFormat { .. } | Self::Damaged { .. } => {
                Some("run `mizan build` to make the index anew".into())
            }
            Self::OtherVintage { found, .. } => {
                Some(format!("run `mizan build`, or put vintage `{found}` back"))
            }
            Self::UnknownCode(unknown) => unknown.hint(),
            _ => None,
        }
    }
}
