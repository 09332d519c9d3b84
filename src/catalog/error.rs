//! What can be wrong with a declaration, always with the file or model that is wrong.

use std::path::PathBuf;

/// Result of reading declarations.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A declaration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The project folder or a file of it cannot be read.
    #[error("cannot read `{path}`: {reason}")]
    Unreadable {
        /// File or folder.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
    /// A TOML file that is not TOML or has an unknown or missing key.
    #[error("`{file}` is not as it should be: {reason}")]
    BrokenFile {
        /// File inside the project.
        file: String,
        /// Parser's message with line and column.
        reason: String,
    },
    /// The name inside the file differs from the file's name.
    #[error("`{file}` calls itself `{name}`")]
    NameMismatch {
        /// File inside the project.
        file: String,
        /// Name inside the file.
        name: String,
    },
    /// A contract that contradicts itself.
    #[error("contract `{source_name}`: {reason}")]
    BrokenContract {
        /// Source.
        source_name: String,
        /// What contradicts what.
        reason: String,
    },
    /// A `.sql` without `.toml`, or the other way round.
    #[error("model `{model}` has no `{missing}`")]
    HalfModel {
        /// Model.
        model: String,
        /// File that is missing.
        missing: String,
    },
    /// SQL that does not parse or is not exactly one query.
    #[error("model `{model}`: {reason}")]
    BrokenSql {
        /// Model.
        model: String,
        /// Parser's message with line and column.
        reason: String,
    },
    /// A model reads a table nobody makes.
    #[error("model `{model}` reads unknown table `{table}`")]
    UnknownTable {
        /// Model.
        model: String,
        /// Table it reads.
        table: String,
        /// Nearest known table.
        nearest: Option<String>,
    },
    /// A model reads a table of its own layer's future.
    #[error("model `{model}` in `{layer}` reads `{table}`, which does not lie above it")]
    WrongLayer {
        /// Model.
        model: String,
        /// Layer of the model.
        layer: &'static str,
        /// Table it reads.
        table: String,
    },
    /// Models that read each other.
    #[error("models read each other in a circle: {}", path.join(" → "))]
    Cycle {
        /// The circle, its first model repeated at the end.
        path: Vec<String>,
    },
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Unreadable { .. } => "check the path given with `--project`".into(),
            Self::BrokenFile { .. } => {
                "compare it with a neighbouring file in the same folder".into()
            }
            Self::NameMismatch { file, .. } => {
                format!("rename the file or correct `name` in `{file}`")
            }
            Self::BrokenContract { source_name, .. } => {
                format!("correct `pipelines/sources/{source_name}.toml`")
            }
            Self::HalfModel { missing, .. } => format!("add `{missing}` beside it"),
            Self::BrokenSql { model, .. } => format!("correct `{model}.sql`; one query per model"),
            Self::UnknownTable { nearest, .. } => match nearest {
                Some(name) => format!("did you mean `{name}`?"),
                None => "add a source or a model of that name".into(),
            },
            Self::WrongLayer { .. } => {
                "a model reads only layers above it: sources → staging → core → marts".into()
            }
            Self::Cycle { .. } => "let one of them read a model above both".into(),
        })
    }
}
