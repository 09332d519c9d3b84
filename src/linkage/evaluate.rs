//! Scores a linkage against known truth: pairs, clusters, B-cubed, blocking, time and memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::linker::{Linkage, Linker};
use crate::read::read_files;
use crate::records::Records;
use crate::spec::{LinkageSpec, Mode};

/// Precision, recall and their harmonic mean, in 0–1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Scores {
    /// Share of what was found that is true.
    pub precision: f64,
    /// Share of what is true that was found.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

impl Scores {
    fn new(hits: f64, found: f64, truth: f64) -> Self {
        let precision = if found > 0.0 { hits / found } else { 0.0 };
        let recall = if truth > 0.0 { hits / truth } else { 0.0 };
        Self { precision, recall, f1: harmonic(precision, recall) }
    }
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 }
}

/// What an evaluation found; nothing of the truth reached the linker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvaluationReport {
    /// The schema of the specification.
    pub schema: String,
    /// Records read.
    pub records: u64,
    /// True pairs.
    pub truth_pairs: u64,
    /// The F1 to compare: of the one-to-one pairs in link mode, of the pairs inside clusters otherwise.
    pub f1: f64,
    /// Pairs above the threshold by their own evidence (link mode: the one-to-one pairs).
    pub pair: Scores,
    /// Pairs inside the final clusters.
    pub cluster: Scores,
    /// B-cubed over records.
    pub b3: Scores,
    /// Share of true pairs that some blocking rule brings together.
    pub blocking_recall: f64,
    /// Pairs that the blocking rules brought together.
    pub candidate_pairs: u64,
    /// The threshold, in bits with the prior included, chosen by the model alone.
    pub threshold_bits: f64,
    /// Probability that two random records match, as estimated.
    pub match_probability: f64,
    /// Seconds from the records in memory to the clusters, training included.
    pub seconds: f64,
    /// Seconds to read the files.
    pub seconds_reading: f64,
    /// Seconds of `seconds` spent on preparing and training.
    pub seconds_training: f64,
    /// Candidate pairs weighed per second and thread while linking.
    pub pairs_per_second_and_thread: f64,
    /// Greatest resident memory of this process so far, in bytes (0 where the system does not tell).
    pub peak_memory_bytes: u64,
    /// Remarks on columns that speak for nobody.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// Links the files by the specification and scores the result against the truth column.
pub fn evaluate(
    files: &[impl AsRef<Path>],
    spec: &LinkageSpec,
    truth: &str,
) -> Result<EvaluationReport> {
    if spec.mode == Mode::Link && files.len() != 2 {
        return Err(Error::LinkNeedsTwoFiles(files.len()));
    }
    let start = Instant::now();
    let records = read_files(files)?;
    let seconds_reading = start.elapsed().as_secs_f64();
    let labels = labels(&records, spec, truth)?;
    if let Some(field) = spec.fields.iter().find(|field| field.column == truth) {
        return Err(Error::SpecContent {
            schema: spec.schema.clone(),
            reason: format!("the truth column `{}` is compared as a field", field.column),
        });
    }
    let mut report = evaluate_records(&records, spec, &labels)?;
    report.seconds_reading = seconds_reading;
    Ok(report)
}

/// Links records in memory and scores the result against a label per record.
pub fn evaluate_records(
    records: &Records,
    spec: &LinkageSpec,
    labels: &[u32],
) -> Result<EvaluationReport> {
    let start = Instant::now();
    let linker = Linker::train(spec, records)?;
    let seconds_training = start.elapsed().as_secs_f64();
    let linkage = linker.link();
    let seconds = start.elapsed().as_secs_f64();
    let peak_memory_bytes = peak_memory_bytes();
    let truth = TruePairs::new(records, spec.mode, labels);
    let cluster = cluster_scores(&linkage, labels, &truth);
    let pair = pair_scores(&linker, &linkage, labels, &truth);
    let linking = (seconds - seconds_training).max(1e-9);
    let threads = rayon::current_num_threads() as f64;
    Ok(EvaluationReport {
        schema: spec.schema.clone(),
        records: records.len() as u64,
        truth_pairs: truth.count,
        f1: if spec.mode == Mode::Link { pair.f1 } else { cluster.f1 },
        pair,
        cluster,
        b3: b_cubed(&linkage, labels),
        blocking_recall: truth.share(|a, b| linker.is_candidate(a, b)),
        candidate_pairs: linkage.candidate_pairs,
        threshold_bits: linker.model().threshold_bits,
        match_probability: linker.model().match_probability,
        seconds,
        seconds_reading: 0.0,
        seconds_training,
        pairs_per_second_and_thread: linkage.candidate_pairs as f64 / linking / threads,
        peak_memory_bytes,
        notes: linker.notes(),
    })
}

/// A number per distinct truth value; records without one are entities of their own.
pub fn labels(records: &Records, spec: &LinkageSpec, truth: &str) -> Result<Vec<u32>> {
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    let mut next = 0;
    Ok(records
        .values(truth)?
        .map(|value| {
            let entity = match &spec.truth_prefix {
                Some(prefix) => value
                    .split(prefix.separator.as_str())
                    .take(prefix.parts)
                    .collect::<Vec<_>>()
                    .join(&prefix.separator),
                None => value.to_owned(),
            };
            let mut fresh = || {
                next += 1;
                next - 1
            };
            if entity.is_empty() { fresh() } else { *known.entry(entity).or_insert_with(fresh) }
        })
        .collect())
}

/// The records of each entity and the pairs that should be found.
pub(crate) struct TruePairs {
    entities: Vec<Vec<u32>>,
    files: Option<Vec<usize>>,
    count: u64,
}

impl TruePairs {
    pub(crate) fn new(records: &Records, mode: Mode, labels: &[u32]) -> Self {
        let files = (mode == Mode::Link)
            .then(|| (0..records.len()).map(|row| records.file_of(row)).collect());
        let count = labels.iter().map(|&label| label as usize + 1).max().unwrap_or(0);
        let mut entities = vec![Vec::new(); count];
        for (record, &label) in labels.iter().enumerate() {
            entities[label as usize].push(record as u32);
        }
        let mut pairs = Self { entities, files, count: 0 };
        let mut total = 0;
        pairs.visit(|_, _| total += 1);
        pairs.count = total;
        pairs
    }

    fn visit(&self, mut visit: impl FnMut(usize, usize)) {
        for members in &self.entities {
            for (place, &a) in members.iter().enumerate() {
                for &b in &members[place + 1..] {
                    if self.is_pair(a as usize, b as usize) {
                        visit(a as usize, b as usize);
                    }
                }
            }
        }
    }

    fn is_pair(&self, a: usize, b: usize) -> bool {
        self.files.as_ref().is_none_or(|files| files[a] != files[b])
    }

    fn share(&self, holds: impl Fn(usize, usize) -> bool) -> f64 {
        let mut found = 0u64;
        self.visit(|a, b| found += u64::from(holds(a, b)));
        if self.count == 0 { 1.0 } else { found as f64 / self.count as f64 }
    }
}

/// Scores the links by their own evidence; a link of distinct records counts for all their copies, and
/// copies that join count among themselves.
fn pair_scores(linker: &Linker, linkage: &Linkage, labels: &[u32], truth: &TruePairs) -> Scores {
    let mut carriers: Vec<BTreeMap<u32, u64>> = vec![BTreeMap::new(); linker.features.rows()];
    for (record, &label) in labels.iter().enumerate() {
        *carriers[linker.profiles.of_record(record)].entry(label).or_insert(0) += 1;
    }
    let (mut hits, mut found) = (0u64, 0u64);
    for link in &linkage.links {
        let of = |record: u32| &carriers[linker.profiles.of_record(record as usize)];
        let (one, two) = (of(link.a), of(link.b));
        found += one.values().sum::<u64>() * two.values().sum::<u64>();
        hits += one.iter().filter_map(|(label, count)| Some(count * two.get(label)?)).sum::<u64>();
    }
    let pairs = |count: u64| count * count.saturating_sub(1) / 2;
    for (carriers, joins) in carriers.iter().zip(linker.joins()) {
        if joins {
            found += pairs(carriers.values().sum());
            hits += carriers.values().map(|&count| pairs(count)).sum::<u64>();
        }
    }
    Scores::new(hits as f64, found as f64, truth.count as f64)
}

pub(crate) fn cluster_scores(linkage: &Linkage, labels: &[u32], truth: &TruePairs) -> Scores {
    let (mut hits, mut found) = (0u64, 0u64);
    for members in linkage.members() {
        if truth.files.is_some() {
            for (place, &a) in members.iter().enumerate() {
                for &b in &members[place + 1..] {
                    if truth.is_pair(a as usize, b as usize) {
                        found += 1;
                        hits += u64::from(labels[a as usize] == labels[b as usize]);
                    }
                }
            }
            continue;
        }
        let pairs = |count: u64| count * count.saturating_sub(1) / 2;
        found += pairs(members.len() as u64);
        hits += counts(members.iter().map(|&record| labels[record as usize]))
            .values()
            .map(|&count| pairs(count))
            .sum::<u64>();
    }
    Scores::new(hits as f64, found as f64, truth.count as f64)
}

fn counts(labels: impl Iterator<Item = u32>) -> BTreeMap<u32, u64> {
    let mut counts = BTreeMap::new();
    for label in labels {
        *counts.entry(label).or_insert(0) += 1;
    }
    counts
}

pub(crate) fn b_cubed(linkage: &Linkage, labels: &[u32]) -> Scores {
    if labels.is_empty() {
        return Scores::default();
    }
    let sizes = counts(labels.iter().copied());
    let (mut precision, mut recall) = (0.0, 0.0);
    for members in linkage.members() {
        for (label, count) in counts(members.iter().map(|&record| labels[record as usize])) {
            let together = (count * count) as f64;
            precision += together / members.len() as f64;
            recall += together / sizes[&label] as f64;
        }
    }
    let (precision, recall) = (precision / labels.len() as f64, recall / labels.len() as f64);
    Scores { precision, recall, f1: harmonic(precision, recall) }
}

/// The greatest resident memory of this process, from the kernel's own record.
pub fn peak_memory_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes * 1024)
}
