//! The conductor: runs the steps of the catalogue in order and publishes the vintage.
//!
//! Only the command line and the HTTP server stand above it.

mod checks;
mod conductor;
mod corrections;
mod decisions;
mod deliveries;
mod error;
mod estimators;
mod events;
mod fingerprint;
mod index;
mod installation;
mod job_lists;
pub mod jobs;
mod ledger;
mod links;
mod market;
mod models;
mod nominations;
mod population;
mod reference;
mod referrals;
mod settings;
mod taxonomy;
mod unnamed;

pub use checks::{Freshness, Timeliness, Unusual, due_on};
pub use conductor::{BuildReport, rfc3339_now};
pub use corrections::Replay;
pub use decisions::Unbuilt;
pub use deliveries::{Delivered, IngestRequest, LEDGER};
pub use error::{Error, Result};
pub use events::{DeliveryDecision, EVENTS, Event};
pub use installation::{Edition, Installation, InstallationOptions, write_secret};
pub use job_lists::{JobList, read_code};
pub use ledger::{Delivery, DeliveryState, HeldRecord, HeldState, Ledger, is_built, raw_files_of};
pub use links::{
    Decision, DecisionRequest, Doubt, EstablishmentAlias, EstablishmentReport, EstablishmentScores,
    Explanation, FieldTitles, LinkReport, LinkScores, LinkState, ModelComparison, ModelEntry,
    PairScores, PersonEvent, PersonLedger, Pseudonym, RecordView, Verdict, kind_name,
};
pub use market::{CourseTexts, Market, TaughtCohort, taught_cohort};
pub use mizan_ingest::MonthOrigin;
pub use models::ModelTiming;
pub use nominations::{NamedPerson, NominationRun};
pub use population::{Population, Registration};
pub use referrals::{LISTS_FILE, ReferralRow, ReferralRun, write_lists};
pub use settings::{AccountsSettings, AuditSettings, OpenIdSettings};
pub use settings::{
    IngestSettings, MailSettings, MatchingSettings, NominationSettings, ReferralSettings,
    ScheduleSettings, ServeSettings, Settings, TraceSettings, UploadSettings,
};

/// How far a long step is.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The step, such as `ingest` or `models`.
    pub step: &'static str,
    /// What is being worked on; empty where the step has ended.
    pub item: &'a str,
    /// Items done.
    pub done: u64,
    /// Items in all.
    pub total: u64,
}

#[cfg(test)]
mod tests;
