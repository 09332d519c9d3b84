//! Turns records into persons and establishments: a Fellegi–Sunter model trained without labels, several
//! blocking rules, comparison levels, term frequencies, and clustering that does not chain.

mod aliases;
mod assign;
mod benchmark;
mod blocking;
mod cluster;
mod compare;
mod dictionary;
mod distance;
mod error;
mod evaluate;
mod explain;
mod features;
mod frequencies;
mod hash;
mod index;
mod ledger;
mod level;
mod linker;
mod memory;
mod model;
mod normalise;
mod notes;
mod profiles;
mod read;
mod records;
mod register;
mod score;
mod spec;
mod texts;
mod train;

pub use aliases::{Alias, aliases};
pub use benchmark::{default_spec, run_benchmark};
pub use error::{Error, Result};
pub use evaluate::{
    EvaluationReport, Scores, evaluate, evaluate_records, labels, peak_memory_bytes,
};
pub use explain::{Step, Waterfall, explain_pair};
pub use frequencies::ValueCounts;
pub use ledger::{Event, EventKind, Ledger, PersonKey};
pub use linker::{Link, Linkage, Linker};
pub use memory::{Advance, LinkMemory, NearLinkage};
pub use model::{ComparisonModel, LevelModel, Model, RuleModel, probability};
pub use read::{read_file, read_files};
pub use records::Records;
pub use register::{Register, Resolution};
pub use spec::{
    BlockingRule, COMPARISONS_MAX, FieldSpec, Limits, LinkageSpec, Mode, Role, Training,
    TruthPrefix,
};

#[cfg(test)]
mod tests;
