//! What can stop an installation from working, each with what to do about it.

use std::path::PathBuf;

/// Result of the conductor.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of a step.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A declaration is wrong.
    #[error(transparent)]
    Catalog(#[from] mizan_catalog::Error),
    /// Tables, vintages or queries.
    #[error(transparent)]
    Warehouse(#[from] mizan_warehouse::Error),
    /// Deliveries.
    #[error(transparent)]
    Ingest(#[from] mizan_ingest::Error),
    /// Linking records.
    #[error(transparent)]
    Linkage(#[from] mizan_linkage::Error),
    /// `person_sources.toml` does not fit the contracts.
    #[error("`pipelines/linkage/person_sources.toml`: {reason}")]
    LinkageSources {
        /// What is wrong.
        reason: String,
    },
    /// Something that opens the vault, without its key.
    #[error("cannot {action} without the key of the vault")]
    NeedsKey {
        /// What was to be done.
        action: &'static str,
    },
    /// A version of the linkage model that was never trained.
    #[error("no linkage model has version {version}")]
    UnknownModel {
        /// Version asked for.
        version: u64,
    },
    /// Too few identity records to learn from.
    #[error("{found} identity records are too few to train a model; {needed} are needed")]
    TooFewRecords {
        /// Records there are.
        found: u64,
        /// Records needed.
        needed: u64,
    },
    /// A record, pseudonym or pair that nobody knows.
    #[error("no pair or record `{text}`")]
    UnknownRecord {
        /// What was asked for.
        text: String,
    },
    /// A decision that cannot be kept as it is.
    #[error("the decision cannot be kept: {reason}")]
    Decision {
        /// Why.
        reason: String,
    },
    /// A decision that contradicts others that hold.
    #[error("the decision contradicts {}", numbered(.numbers))]
    ContradictsDecisions {
        /// Numbers of the decisions that cannot hold together.
        numbers: Vec<u64>,
    },
    /// A truth folder that cannot be read.
    #[error("`{path}`: {reason}")]
    Truth {
        /// File.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Taxonomy files.
    #[error(transparent)]
    Taxonomy(#[from] mizan_taxonomy::Error),
    /// The text index.
    #[error(transparent)]
    Search(#[from] mizan_search::Error),
    /// A model's query failed.
    #[error("model `{model}`: {source}")]
    Model {
        /// Model.
        model: String,
        /// What the engine said.
        source: mizan_warehouse::Error,
    },
    /// A model makes other columns than it declares.
    #[error("model `{model}` declares columns {declared} and makes {made}")]
    Columns {
        /// Model.
        model: String,
        /// Columns of the query.
        made: String,
        /// Columns of the description.
        declared: String,
    },
    /// An estimator cannot use the rows of its model's query.
    #[error("model `{model}`: {reason}")]
    Estimate {
        /// Model.
        model: String,
        /// What is wrong with the rows.
        reason: String,
    },
    /// A test of a model returns rows.
    #[error("model `{model}` breaks its promise `{test}` in {rows} rows")]
    BrokenPromise {
        /// Model.
        model: String,
        /// Test.
        test: String,
        /// Rows that break it.
        rows: u64,
    },
    /// The taxonomy of a vintage is no longer there.
    #[error("the taxonomy of vintage `{vintage}` is missing: `{}`", path.display())]
    TaxonomyLost {
        /// Vintage.
        vintage: String,
        /// File it should lie in.
        path: PathBuf,
    },
    /// Matching was asked something that does not fit together.
    #[error(transparent)]
    Matching(#[from] mizan_matching::Error),
    /// Nothing has this code.
    #[error("{kind} `{code}` is not in vintage `{vintage}`")]
    NotThere {
        /// `opening`, `cohort`, `person` or `referral`.
        kind: &'static str,
        /// The code as given.
        code: String,
        /// Vintage looked in.
        vintage: String,
        /// The code nearest to it.
        nearest: Option<String>,
    },
    /// Nothing lies under a path.
    #[error("`{path}` does not exist")]
    Missing {
        /// File or folder.
        path: PathBuf,
        /// A name beside it that comes near.
        nearest: Option<String>,
        /// Whether the folder it should lie in exists.
        has_folder: bool,
    },
    /// A source that no contract describes.
    #[error("no source is called `{name}`")]
    UnknownSource {
        /// Name asked for.
        name: String,
        /// The nearest known name.
        nearest: Option<String>,
        /// All known names.
        known: Vec<String>,
    },
    /// A delivery that never came, or a beginning that several share.
    #[error("no delivery is called `{id}`")]
    UnknownDelivery {
        /// Id asked for.
        id: String,
    },
    /// A decision that contradicts what was decided before.
    #[error("delivery `{delivery}`: {reason}")]
    Conflict {
        /// Delivery.
        delivery: String,
        /// What contradicts what.
        reason: String,
        /// What to do instead.
        advice: String,
    },
    /// A row of the ledger cannot be read.
    #[error("table `{table}`: {reason}")]
    Ledger {
        /// Table.
        table: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The configuration file is wrong.
    #[error("`{path}`: {reason}")]
    Settings {
        /// File.
        path: PathBuf,
        /// What is wrong, with line and column.
        reason: String,
    },
    /// No key is configured and none may be made.
    #[error("cannot use the key in `{path}`: {reason}")]
    Key {
        /// Key file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file or folder cannot be read or written.
    #[error("cannot {action} `{path}`: {reason}")]
    Io {
        /// `read`, `write` and the like.
        action: &'static str,
        /// File or folder.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
}

fn numbered(numbers: &[u64]) -> String {
    let list: Vec<String> = numbers.iter().map(u64::to_string).collect();
    let word = if list.len() == 1 { "decision" } else { "decisions" };
    format!("{word} {}", list.join(", "))
}

impl Error {
    pub(crate) fn io(action: &'static str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), reason: error.to_string() }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Catalog(error) => error.hint(),
            Self::Warehouse(error) => error.hint(),
            Self::Ingest(error) => error.hint(),
            Self::Linkage(error) => error.hint(),
            Self::LinkageSources { .. } => Some("each field needs a column of the source's contract".into()),
            Self::NeedsKey { .. } => Some("give the file with `--key FILE` or the key in `MIZAN_KEY`".into()),
            Self::UnknownModel { .. } => Some("`mizan link status` shows the versions there are".into()),
            Self::TooFewRecords { .. } => Some("take more deliveries in; until then each national number is a person".into()),
            Self::UnknownRecord { .. } => Some(
                "name a pair of `mizan link review`, a record or pseudonym (at least 6 of its digits), or a record as `source:number`".into(),
            ),
            Self::Decision { .. } => Some("`mizan link review` shows the pairs that wait".into()),
            Self::ContradictsDecisions { .. } => Some("withdraw the earlier decision first: `mizan link review PAIR --withdraw`".into()),
            Self::Truth { .. } => Some("give the folder that `mizan synth --truth DIR` wrote".into()),
            Self::Taxonomy(error) => error.hint(),
            Self::Search(error) => error.hint(),
            Self::Model { source, .. } => source.hint(),
            Self::Columns { model, .. } => Some(format!("make `{model}.toml` list what `{model}.sql` selects, in order")),
            Self::Estimate { model, .. } => Some(format!("an estimator expects the columns and kinds of rows that `{model}.sql` of this version selects")),
            Self::BrokenPromise { model, test, .. } => {
                Some(format!("nothing was published; look at the rows: the query of `{test}` stands in `{model}.toml`"))
            }
            Self::Missing { nearest: Some(name), .. } => Some(format!("did you mean `{name}`, which lies beside it?")),
            Self::Missing { has_folder: false, .. } => Some("its folder does not exist either; check the whole path".into()),
            Self::Missing { .. } => Some("check the name; its folder is there, the file is not".into()),
            Self::UnknownSource { nearest: Some(name), .. } => Some(format!("did you mean `{name}`?")),
            Self::UnknownSource { known, .. } => Some(format!("known are {}", known.join(", "))),
            Self::UnknownDelivery { .. } => {
                Some("`mizan deliveries` lists them; at least four digits that only one begins with are enough".into())
            }
            Self::Conflict { advice, .. } => Some(advice.clone()),
            Self::Ledger { .. } => Some("restore the home folder from a backup".into()),
            Self::Settings { .. } => Some("compare it with `mizan.toml` of the repository".into()),
            Self::Key { .. } => Some(
                "give the file with `--key FILE` or the key in `MIZAN_KEY`; `mizan key new FILE` makes one".into(),
            ),
            Self::TaxonomyLost { .. } => {
                Some("run `mizan build` to publish a vintage of the taxonomy that is here".into())
            }
            Self::Matching(error) => error.hint(),
            Self::NotThere { nearest, .. } => {
                nearest.as_ref().map(|nearest| format!("did you mean `{nearest}`?"))
            }
            Self::Io { .. } => Some("check that the folder exists, is yours and has free space; then run the same command again, nothing is counted twice".into()),
        }
    }

    /// Whether it is a fault of the program (exit code 2) and not something the user can mend (1).
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::Warehouse(error) if error.is_internal())
            || matches!(self, Self::Ledger { .. })
    }
}
