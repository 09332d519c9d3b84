//! Everything that can go wrong while linking records, with advice where there is some.

/// Says what failed, for which file, column or setting.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The specification is not valid TOML or has an unknown key.
    #[error("linkage specification is not readable: {0}")]
    SpecSyntax(String),
    /// The specification is readable but contradicts itself.
    #[error("linkage specification `{schema}`: {reason}")]
    SpecContent {
        /// The schema the specification names.
        schema: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A column that the specification or the caller names does not exist.
    #[error("unknown column `{column}`")]
    UnknownColumn {
        /// The missing column.
        column: String,
        /// The columns that exist.
        available: Vec<String>,
    },
    /// A column has a type that cannot be read as text.
    #[error("column `{column}` has type `{data_type}`, which cannot be compared as text")]
    ColumnType {
        /// The column.
        column: String,
        /// Its Arrow type.
        data_type: String,
    },
    /// A file could not be read.
    #[error("cannot read `{file}`: {reason}")]
    File {
        /// Path as given.
        file: String,
        /// Why.
        reason: String,
    },
    /// The records are of another shape than the model expects.
    #[error("the model was trained for {expected} and cannot serve {found}")]
    ModelMismatch {
        /// What the model was trained for.
        expected: String,
        /// What it met.
        found: String,
    },
    /// Link mode needs exactly two files.
    #[error("link mode needs two files and got {0}")]
    LinkNeedsTwoFiles(usize),
    /// A benchmark of that name does not exist.
    #[error("unknown benchmark `{0}`")]
    UnknownBenchmark(String),
    /// A record that was never given.
    #[error("unknown record `{0}`")]
    UnknownRecord(String),
    /// A record with this key is already linked with other content, or the key is missing.
    #[error("record key `{0}` is already in use")]
    DuplicateRecordKey(String),
}

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Advice for the reader of the message, when there is some.
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::UnknownColumn { column, available } => {
                let nearest = available
                    .iter()
                    .map(|name| (strsim::osa_distance(name, column), name))
                    .min()
                    .filter(|(distance, name)| *distance <= name.chars().count() / 2);
                Some(match nearest {
                    Some((_, name)) => format!("did you mean `{name}`?"),
                    None => format!("the columns are {}", quoted(available)),
                })
            }
            Error::UnknownBenchmark(_) => {
                Some("the benchmarks are `febrl3`, `febrl4` and `eg100k`".into())
            }
            Error::LinkNeedsTwoFiles(_) => {
                Some("give two files, or set `mode = \"dedupe\"` in the specification".into())
            }
            _ => None,
        }
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
