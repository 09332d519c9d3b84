//! Persons and establishments: records of registers → linked under a frozen model → lasting keys, with
//! every merge and split in a ledger; of persons the records are sealed and officers' decisions obeyed.

mod decide;
mod decisions;
mod doubts;
mod establishments;
mod explain;
mod identity;
mod ledger;
mod memory;
mod model;
mod partition;
mod pseudonym;
mod score;
mod step;
mod store;
mod training;

pub use decide::DecisionRequest;
pub use decisions::{Decision, Verdict};
pub use doubts::Doubt;
pub use establishments::{EstablishmentAlias, EstablishmentReport};
pub use explain::{Explanation, FieldTitles, RecordView};
pub use ledger::{PersonEvent, PersonLedger};
pub use model::ModelEntry;
pub use pseudonym::Pseudonym;
pub use score::{EstablishmentScores, LinkScores, PairScores};
pub use step::{LinkReport, LinkState};
pub use store::kind_name;
pub use training::ModelComparison;

pub(crate) use establishments::link_establishments;
#[cfg(test)]
pub(crate) use establishments::no_establishments;
pub(crate) use step::link_persons;
#[cfg(test)]
pub(crate) use step::{no_births, no_links};

#[cfg(test)]
mod tests;
