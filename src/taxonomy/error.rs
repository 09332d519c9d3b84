//! What can go wrong with taxonomy files and judged sets, and what to do about it.

use std::path::PathBuf;

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure that stops the work; broken rows are findings in the report instead.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A folder holds none of the files of the layout.
    #[error("folder `{}` holds no file of a taxonomy", path.display())]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
    /// No folder delivered an occupation.
    #[error(
        "the folders hold no occupation: no file `occupations_<language>.csv` with a valid row"
    )]
    NoOccupations,
    /// A needed column is absent.
    #[error("file `{}` lacks column `{column}`", path.display())]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// The column.
        column: &'static str,
        /// The columns that are there.
        found: Vec<String>,
    },
    /// The compact file is damaged, cut short, or of another layout.
    #[error("`{}` is not a taxonomy file of this version: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: &'static str,
    },
    /// A line of a judged set does not fit its form.
    #[error("`{}` line {line}: {reason}", path.display())]
    JudgedSet {
        /// The file.
        path: PathBuf,
        /// Line number from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A benchmark of that name does not exist.
    #[error("unknown benchmark `{name}`")]
    UnknownBenchmark {
        /// The name asked for.
        name: String,
    },
}

impl Error {
    /// Advice for the reader of the message.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Io { .. } | Self::JudgedSet { .. } => None,
            Self::EmptyFolder { .. } | Self::NoOccupations => Some(
                "expected the ESCO CSV layout: `occupations_en.csv`, `skills_en.csv`, \
                 `occupationSkillRelations.csv`, `ISCOGroups_en.csv` and their `_ar` sisters"
                    .to_owned(),
            ),
            Self::MissingColumn { found, .. } => {
                Some(format!("the header holds: {}", found.join(", ")))
            }
            Self::Damaged { .. } => {
                Some("import the taxonomy folders again to write a fresh file".to_owned())
            }
            Self::UnknownBenchmark { .. } => {
                Some(format!("the benchmarks are: {}", crate::evaluation::BENCHMARKS.join(", ")))
            }
        }
    }

    pub(crate) fn read(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::Io { action: "read", path: path.to_owned(), source }
    }

    pub(crate) fn write(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::Io { action: "write", path: path.to_owned(), source }
    }
}
