//! Why a table cannot be written.

/// Result of writing a table.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure while writing a table.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A column has a type no file of ours holds.
    #[error("column `{column}` has the type {kind}, which cannot be exported")]
    Column {
        /// Name of the column.
        column: String,
        /// Its Arrow type.
        kind: String,
    },
    /// More rows than a sheet holds.
    #[error("{rows} rows are more than the {most} that a sheet holds")]
    TooManyRows {
        /// Rows of the table.
        rows: usize,
        /// Rows of a sheet, its header included.
        most: usize,
    },
    /// A writer failed.
    #[error("the {format} file cannot be written: {reason}")]
    Write {
        /// Kind of file.
        format: &'static str,
        /// What the writer said.
        reason: String,
    },
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::TooManyRows { .. } => {
                Some("ask for fewer rows with a filter, or take CSV or Parquet".into())
            }
            Self::Column { .. } => Some("cast the column to text or to a number".into()),
            Self::Write { .. } => None,
        }
    }
}
