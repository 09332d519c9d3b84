//! Scores rankings against judged sets in a plain form, and ranks them with the taxonomy's own means.

mod arabic;
mod benchmarks;
mod grouped;
mod judged;
mod language;
mod learning;
mod metrics;
mod titles;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::{Result, Taxonomy};

pub use benchmarks::{BENCHMARKS, run_benchmark};
pub use judged::{Document, JudgedSet};
pub use metrics::{Metrics, RankedList, Ties, score, write_run};

/// How a judged set is ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// The judgements name groups: rank the groups, ties counted against.
    ConceptFirst,
    /// The judgements name documents that belong to groups: rank the documents, group after group.
    Raw,
    /// The documents belong to no group: rank them by text and, with a taxonomy, through concepts and skills.
    Titles,
}

/// The outcome of ranking a judged set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// How the set was ranked.
    pub protocol: Protocol,
    /// Whether the weights were learned by cross-validation on this set: never on the queries they rank.
    pub is_cross_validated: bool,
    /// Number of documents.
    pub documents: usize,
    /// Number of groups.
    pub groups: usize,
    /// The metrics.
    #[serde(flatten)]
    pub metrics: Metrics,
}

/// The files of a judged set.
#[derive(Debug, Clone)]
pub struct Files<'a> {
    /// `query id, text`.
    pub queries: &'a Path,
    /// `document id, text, group` (the group may be absent).
    pub corpus: &'a Path,
    /// `query 0 document gain`.
    pub qrels: &'a Path,
    /// Where to write the ranking, if anywhere.
    pub run: Option<PathBuf>,
}

/// Lines a run file holds per query at most.
pub const RUN_DEPTH: usize = 1_000;

/// Ranks a judged set given as files and scores the ranking.
pub fn evaluate_files(files: &Files<'_>, taxonomy: Option<&Taxonomy>) -> Result<Report> {
    let set = JudgedSet::read(files.queries, files.corpus, files.qrels)?;
    let (report, lists) = evaluate(&set, taxonomy);
    if let Some(path) = &files.run {
        write_run(path, &lists, "mizan")?;
    }
    Ok(report)
}

/// Ranks a judged set and scores the ranking; returns the best [`RUN_DEPTH`] documents of every query too.
///
/// With groups and at least a hundred queries the weights of the features are learned by five-fold cross-validation
/// (folds by a hash of the query id); otherwise the untrained blend ranks.
pub fn evaluate(set: &JudgedSet, taxonomy: Option<&Taxonomy>) -> (Report, Vec<RankedList>) {
    let protocol = set.protocol();
    let ranked = match protocol {
        Protocol::Titles => titles::rank(set, taxonomy),
        Protocol::Raw | Protocol::ConceptFirst => {
            let is_learned = set.queries.len() >= learning::QUERIES_MIN;
            let prepared = grouped::Prepared::new(set, taxonomy);
            prepared.rank(set, &set.relevant, protocol, is_learned)
        }
    };
    let report = Report {
        protocol,
        is_cross_validated: ranked.is_cross_validated,
        documents: set.documents.len(),
        groups: set.group_names().len(),
        metrics: Metrics::mean(&ranked.outcomes),
    };
    (report, ranked.lists)
}

/// Rankings already scored over their full depth, kept down to [`RUN_DEPTH`].
pub(crate) struct Ranked {
    pub(crate) outcomes: Vec<Metrics>,
    pub(crate) lists: Vec<RankedList>,
    pub(crate) is_cross_validated: bool,
}
