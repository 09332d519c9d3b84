//! What can go wrong with a delivery as a whole; bad rows are findings, not errors.

use std::path::{Path, PathBuf};

/// Result of the ingest functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A delivery or a file of the door that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing lies under the path.
    #[error("delivery `{0}` does not exist")]
    Missing(PathBuf),
    /// The path is a folder or a device.
    #[error("delivery `{0}` is not a file")]
    NotAFile(PathBuf),
    /// The file has no bytes.
    #[error("delivery `{0}` is empty")]
    Empty(PathBuf),
    /// The packing (gzip, zip, workbook) is cut off or broken.
    #[error("delivery `{file}` is damaged: {detail}")]
    Damaged {
        /// The delivered file.
        file: PathBuf,
        /// What was found, without any delivered value.
        detail: String,
    },
    /// The packed file grows beyond the bound when unpacked.
    #[error("delivery `{file}` unpacks to more than {factor} times its size")]
    Bomb {
        /// The delivered file.
        file: PathBuf,
        /// Largest growth allowed.
        factor: u64,
    },
    /// The file holds more than one table.
    #[error("delivery `{file}` holds {count} {parts}, not one")]
    Several {
        /// The delivered file.
        file: PathBuf,
        /// How many.
        count: usize,
        /// Files or sheets.
        parts: &'static str,
    },
    /// No contract fits the file's name and header.
    #[error("delivery `{file}` fits no source contract")]
    UnknownSource {
        /// The delivered file.
        file: PathBuf,
        /// The nearest source, where one comes near.
        nearest: Option<String>,
    },
    /// The file holds no table.
    #[error("delivery `{file}` is {kind}, not a table")]
    NoTable {
        /// The delivered file.
        file: PathBuf,
        /// What it is.
        kind: &'static str,
    },
    /// A named source has no contract.
    #[error("source `{0}` has no contract")]
    NoContract(String),
    /// The reference month is neither given nor found.
    #[error("reference month of delivery `{0}` is unknown")]
    NoMonth(PathBuf),
    /// A contract that cannot be compiled.
    #[error("contract `{source_name}`, column `{column}`: {detail}")]
    Contract {
        /// The source.
        source_name: String,
        /// The column or rule.
        column: String,
        /// What is wrong.
        detail: String,
    },
    /// The key of the vault cannot be read.
    #[error("vault key: {0}")]
    Key(String),
    /// A sealed value does not open with this key.
    #[error("`{0}` does not open with this vault key")]
    Sealed(String),
    /// Reading or writing failed.
    #[error("cannot {action} `{file}`: {cause}")]
    Io {
        /// `read`, `write` and the like.
        action: &'static str,
        /// The file.
        file: PathBuf,
        /// The operating system's answer.
        #[source]
        cause: std::io::Error,
    },
    /// A Parquet file cannot be written or read.
    #[error("parquet file `{file}`: {cause}")]
    Parquet {
        /// The file.
        file: PathBuf,
        /// The library's answer.
        #[source]
        cause: parquet::errors::ParquetError,
    },
    /// The account of a delivery does not close: a fault of the program.
    #[error(
        "account of delivery `{delivery_id}` does not close: {rows_in} rows in, {rows_out} accounted for"
    )]
    Account {
        /// The delivery.
        delivery_id: String,
        /// Rows read.
        rows_in: u64,
        /// Rows accepted, quarantined or duplicate.
        rows_out: u64,
    },
    /// The profile engine failed.
    #[error("profile of `{file}`: {detail}")]
    Profile {
        /// The Parquet file.
        file: PathBuf,
        /// The engine's answer.
        detail: String,
    },
}

impl Error {
    /// Advice on what to do, where there is any.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing(_) | Self::NotAFile(_) => {
                Some("give the path of a delivered file".to_owned())
            }
            Self::Empty(_) => Some("ask the publisher to send the file again".to_owned()),
            Self::Damaged { .. } => {
                Some("the transfer was probably cut off; ask for the file again".to_owned())
            }
            Self::Bomb { .. } => {
                Some("unpack the file by hand and look at it before ingesting it".to_owned())
            }
            Self::Several { .. } => Some(
                "take them apart and ingest each as a file of its own; none of them was read".to_owned(),
            ),
            Self::NoTable { .. } => Some(
                "ask for the table itself, as `.xlsx` or `.csv`; what is printed or scanned cannot be counted"
                    .to_owned(),
            ),
            Self::UnknownSource { nearest: Some(nearest), .. } => {
                Some(format!("did you mean `--source {nearest}`?"))
            }
            Self::UnknownSource { nearest: None, .. } => {
                Some("name the source with `--source`".to_owned())
            }
            Self::NoContract(_) => Some("contracts lie in `pipelines/sources`".to_owned()),
            Self::NoMonth(_) => {
                Some("name the file `<source>_YYYY-MM` or give the month".to_owned())
            }
            Self::Key(_) => Some(
                "give a file of 64 hexadecimal digits, or set `MIZAN_KEY` to such digits"
                    .to_owned(),
            ),
            Self::Sealed(_) => Some("use the key with which the delivery was ingested".to_owned()),
            Self::Io { cause, .. } if mizan_durable::is_disk_full(cause) => Some(
                "the disk is full; free space and run the same command again, nothing is counted twice"
                    .to_owned(),
            ),
            Self::Io { action: "write", .. } => Some(
                "look at disk and permissions and run the same command again, nothing is counted twice"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    /// Whether the user can mend it (exit code 1) or it is a fault of the program (2).
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::Account { .. })
    }

    /// Whether writing failed: then no other delivery can be taken in either.
    pub fn is_write(&self) -> bool {
        matches!(self, Self::Io { action: "write", .. })
    }

    pub(crate) fn read(file: &Path, cause: std::io::Error) -> Self {
        Self::io("read", file, cause)
    }

    pub(crate) fn write(file: &Path, cause: std::io::Error) -> Self {
        Self::io("write", file, cause)
    }

    fn io(action: &'static str, file: &Path, cause: std::io::Error) -> Self {
        if let Some(fault) = cause.get_ref().and_then(|inner| inner.downcast_ref::<PackingFault>())
        {
            return fault.named(file);
        }
        match (action, cause.kind()) {
            ("read", std::io::ErrorKind::UnexpectedEof) => {
                Self::Damaged { file: file.to_owned(), detail: "its end is missing".to_owned() }
            }
            ("read", std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData) => {
                Self::Damaged { file: file.to_owned(), detail: "its packing is broken".to_owned() }
            }
            _ => Self::Io { action, file: file.to_owned(), cause },
        }
    }

    /// A failure of the Parquet library; one of the operating system below it is named as such.
    pub(crate) fn parquet(file: &Path, cause: parquet::errors::ParquetError) -> Self {
        use parquet::errors::ParquetError;
        match cause {
            ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
                Ok(cause) => Self::write(file, *cause),
                Err(inner) => {
                    Self::Parquet { file: file.to_owned(), cause: ParquetError::External(inner) }
                }
            },
            cause => Self::Parquet { file: file.to_owned(), cause },
        }
    }
}

/// A fault met while unpacking, carried through `std::io::Error`.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub(crate) enum PackingFault {
    #[error("unpacked size beyond the bound")]
    Bomb(u64),
}

impl PackingFault {
    fn named(self, file: &Path) -> Error {
        match self {
            Self::Bomb(factor) => Error::Bomb { file: file.to_owned(), factor },
        }
    }
}
