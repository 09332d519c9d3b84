//! One file per command.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod build;
pub(crate) mod deliveries;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod evaluate;
mod evaluate_leads;
pub(crate) mod ingest;
pub(crate) mod key;
pub(crate) mod lineage;
pub(crate) mod link;
pub(crate) mod matching;
pub(crate) mod metric;
pub(crate) mod quarantine;
pub(crate) mod query;
pub(crate) mod release;
pub(crate) mod serve;
pub(crate) mod status;
pub(crate) mod synth;
pub(crate) mod taxonomy;
pub(crate) mod user;
