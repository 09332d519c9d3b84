//! What can go wrong with tables, vintages and queries.

use std::path::{Path, PathBuf};

/// Result of the warehouse.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of the warehouse.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error("cannot {action} `{path}`: {reason}")]
    Io {
        /// `read`, `write`, `create` and the like.
        action: &'static str,
        /// File or folder.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// The home folder was written by a newer program.
    #[error("`{path}` has format {found}; this program knows up to {known}")]
    NewerHome {
        /// Home folder.
        path: PathBuf,
        /// Format found.
        found: u32,
        /// Newest format known.
        known: u32,
    },
    /// There is no home folder under the path.
    #[error("`{path}` is no home folder of mizan")]
    NoHome {
        /// Folder asked for.
        path: PathBuf,
    },
    /// Another program holds the home folder.
    #[error("another mizan is working in `{path}`")]
    Locked {
        /// Home folder.
        path: PathBuf,
    },
    /// No vintage has been published yet.
    #[error("nothing has been published in `{path}` yet")]
    NothingPublished {
        /// Home folder.
        path: PathBuf,
    },
    /// A vintage that does not exist.
    #[error("vintage `{id}` does not exist")]
    UnknownVintage {
        /// Id asked for.
        id: String,
        /// Newest vintages there are.
        known: Vec<String>,
    },
    /// A query that is wrong.
    #[error("query failed: {reason}")]
    Query {
        /// First line of the engine's message.
        reason: String,
        /// Tables that could have been meant.
        tables: Vec<String>,
    },
    /// A query that needs more memory than it may have, also with what it can put on disk.
    #[error("query failed: {reason}")]
    MemoryFull {
        /// First line of the engine's message.
        reason: String,
    },
    /// The Delta log refused or is damaged.
    #[error("table `{table}`: {reason}")]
    Table {
        /// Table.
        table: String,
        /// What Delta said.
        reason: String,
    },
}

impl Error {
    pub(crate) fn io(action: &'static str, path: &Path, error: &std::io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), reason: error.to_string() }
    }

    pub(crate) fn table(table: &str, error: &impl ToString) -> Self {
        Self::Table { table: table.to_owned(), reason: error.to_string() }
    }

    /// A commit that failed; where the operating system is behind it, its answer is the reason.
    pub(crate) fn commit(
        table: &str,
        folder: &Path,
        error: &(dyn std::error::Error + 'static),
    ) -> Self {
        let mut cause = Some(error);
        while let Some(inner) = cause {
            if let Some(system) = inner.downcast_ref::<std::io::Error>() {
                return Self::io("write", folder, system);
            }
            cause = inner.source();
        }
        Self::table(table, &error)
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Io { .. } => {
                Some("check that the folder exists, is yours and has free space; then run the same command again, nothing is counted twice".into())
            }
            Self::NewerHome { .. } => {
                Some("update mizan, or choose another folder with `--home`".into())
            }
            Self::NoHome { .. } => Some(
                "check `--home`; `mizan demo` or `mizan ingest PATH` makes one where it is meant to be".into(),
            ),
            Self::Locked { .. } => {
                Some("wait for it to end, or choose another folder with `--home`".into())
            }
            Self::NothingPublished { .. } => {
                Some("run `mizan demo`, or `mizan ingest PATH` and `mizan build`".into())
            }
            Self::UnknownVintage { known, .. } => Some(match known.as_slice() {
                [] => "none has been published yet".into(),
                known => format!("known are {}", known.join(", ")),
            }),
            Self::Query { tables, .. } if !tables.is_empty() => {
                Some(format!("tables are {}", tables.join(", ")))
            }
            Self::Query { .. } => None,
            Self::MemoryFull { .. } => {
                Some("ask for fewer columns or a narrower filter, or join the smaller table first".into())
            }
            Self::Table { .. } => Some("run `mizan doctor`".into()),
        }
    }

    /// Whether another program holds the home folder.
    pub fn is_locked(&self) -> bool {
        matches!(self, Self::Locked { .. })
    }

    /// Whether the user can mend it (exit code 1) or it is a fault of the program (2).
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::Table { .. })
    }
}
