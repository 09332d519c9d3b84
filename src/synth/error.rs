//! What can stop a generation: an option out of range, or a file that cannot be written.

use std::path::{Path, PathBuf};

/// Result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why no market was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The user asked for a market that cannot be generated.
    #[error("option `{option}` is `{value}`, allowed is {allowed}")]
    Option {
        /// Name of the option, as on the command line.
        option: &'static str,
        /// What was asked.
        value: String,
        /// What is allowed, in words.
        allowed: &'static str,
    },
    /// A folder or file could not be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A workbook could not be written.
    #[error("cannot write workbook `{}`: {source}", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// What the workbook writer said.
        source: rust_xlsxwriter::XlsxError,
    },
    /// The embedded starter taxonomy does not have the official layout: a fault of the program.
    #[error("embedded taxonomy file `{file}`: {message}")]
    Taxonomy {
        /// Name of the file inside `pipelines/taxonomy`.
        file: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// A worker thread ended without a result: a fault of the program.
    #[error("a writer of `{0}` stopped without a result")]
    Worker(String),
}

impl Error {
    /// Advice for the user, where there is one.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Option { option, allowed, .. } => {
                Some(format!("give `{option}` a value of {allowed}"))
            }
            Self::Write { path, .. } | Self::Workbook { path, .. } => Some(format!(
                "check that `{}` may be written and has free space",
                path.parent().unwrap_or(path).display()
            )),
            Self::Taxonomy { .. } | Self::Worker(_) => None,
        }
    }

    /// Wraps an operating-system error with the path it concerns.
    pub(crate) fn write(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Write { path: path.to_owned(), source }
    }
}
