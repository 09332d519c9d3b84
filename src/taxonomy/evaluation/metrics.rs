//! The metrics of ranked lists, their averages and the standard run file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::{Error, Result};

/// What equal scores mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// The order of the list is deliberate.
    File,
    /// Relevant documents come last among equals: every tie counts against the system.
    Against,
    /// Rank = 1 + better ones + half the surplus of tied ones; only MRR and A@k are meaningful.
    Half,
}

/// The ranking of one query, best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RankedList {
    /// Query id.
    pub query: String,
    /// Document ids and scores, not ascending.
    pub documents: Vec<(String, f64)>,
}

/// The usual metrics of one query, or their mean.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Metrics {
    /// Queries with at least one relevant document.
    pub queries: usize,
    /// Mean over the relevant documents of the precision at their rank.
    pub map: f64,
    /// 1 / rank of the first relevant one.
    pub mrr: f64,
    /// Whether the first one is relevant.
    pub a_at_1: f64,
    /// Whether one of the first five is.
    pub a_at_5: f64,
    /// Whether one of the first ten is.
    pub a_at_10: f64,
    /// Discounted gain of the first ten over that of the ideal order.
    pub ndcg_at_10: f64,
    /// Relevant ones among the first five, divided by five.
    pub p_at_5: f64,
}

impl Metrics {
    /// The mean over queries.
    pub fn mean(outcomes: &[Self]) -> Self {
        let count = outcomes.len().max(1) as f64;
        let mean = |value: fn(&Self) -> f64| outcomes.iter().map(value).sum::<f64>() / count;
        Self {
            queries: outcomes.len(),
            map: mean(|one| one.map),
            mrr: mean(|one| one.mrr),
            a_at_1: mean(|one| one.a_at_1),
            a_at_5: mean(|one| one.a_at_5),
            a_at_10: mean(|one| one.a_at_10),
            ndcg_at_10: mean(|one| one.ndcg_at_10),
            p_at_5: mean(|one| one.p_at_5),
        }
    }
}

/// Scores one ranking, given best first; a document named twice counts once, at its best place.
pub fn score(list: &[(&str, f64)], gains: &BTreeMap<String, f64>, ties: Ties) -> Metrics {
    if ties == Ties::Half {
        return score_half(list, gains);
    }
    let mut order: Vec<&(&str, f64)> = list.iter().collect();
    if ties == Ties::Against {
        order.sort_by_key(|(document, _)| gains.contains_key(*document));
    }
    order.sort_by(|one, other| other.1.total_cmp(&one.1));
    let mut seen = BTreeSet::new();
    let mut ranked: Vec<f64> = Vec::with_capacity(order.len());
    for (document, _) in order {
        if seen.insert(*document) {
            ranked.push(gains.get(*document).copied().unwrap_or(0.0));
        }
    }
    let places: Vec<usize> =
        (1..).zip(&ranked).filter(|(_, gain)| **gain > 0.0).map(|(rank, _)| rank).collect();
    let first = places.first().copied();
    let mut ideal: Vec<f64> = gains.values().copied().collect();
    ideal.sort_by(|one, other| other.total_cmp(one));
    let precisions =
        (1..).zip(&places).map(|(found, rank): (usize, _)| found as f64 / *rank as f64);
    Metrics {
        queries: 1,
        map: precisions.sum::<f64>() / gains.len() as f64,
        mrr: first.map_or(0.0, |rank| 1.0 / rank as f64),
        ndcg_at_10: discounted(&ranked) / discounted(&ideal),
        p_at_5: places.iter().filter(|&&rank| rank <= 5).count() as f64 / 5.0,
        ..hits(first.map_or(f64::INFINITY, |rank| rank as f64))
    }
}

/// Writes `query Q0 document rank score tag` lines, at most [`RUN_DEPTH`](super::RUN_DEPTH) per query.
pub fn write_run(path: &Path, lists: &[RankedList], tag: &str) -> Result<()> {
    let write = || -> std::io::Result<()> {
        let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
        for list in lists {
            for (rank, (document, score)) in (1..).zip(&list.documents) {
                writeln!(file, "{} Q0 {document} {rank} {score} {tag}", list.query)?;
            }
        }
        file.flush()
    };
    write().map_err(|error| Error::write(path, error))
}

fn score_half(list: &[(&str, f64)], gains: &BTreeMap<String, f64>) -> Metrics {
    let mut best: BTreeMap<&str, f64> = BTreeMap::new();
    for &(document, score) in list {
        let entry = best.entry(document).or_insert(score);
        *entry = entry.max(score);
    }
    let Some(top) = gains
        .keys()
        .filter_map(|document| best.get(document.as_str()).copied())
        .max_by(f64::total_cmp)
    else {
        return Metrics { queries: 1, ..Metrics::default() };
    };
    let tied = best.values().filter(|&&score| score == top).count();
    let better = best.values().filter(|&&score| score > top).count();
    let rank = 1.0 + better as f64 + tied.saturating_sub(gains.len()) as f64 / 2.0;
    Metrics { queries: 1, mrr: 1.0 / rank, ..hits(rank) }
}

fn hits(rank: f64) -> Metrics {
    let within = |depth: f64| f64::from(u8::from(rank <= depth));
    Metrics {
        a_at_1: within(1.0),
        a_at_5: within(5.0),
        a_at_10: within(10.0),
        ..Metrics::default()
    }
}

fn discounted(gains: &[f64]) -> f64 {
    (2..)
        .zip(gains.iter().take(10))
        .map(|(place, gain): (i32, _)| gain / f64::from(place).log2())
        .sum()
}
