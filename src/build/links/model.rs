//! Versions of the linkage model: trained, compared, accepted; sealed, because they hold names.

use mizan_ingest::{Purpose, VaultKey};
use mizan_linkage::{LinkageSpec, Linker, Model, Records};
use mizan_warehouse::rows;
use serde::Serialize;

use super::decisions::{Decision, Verdict, standing};
use super::identity::Identities;
use super::store::{MODELS, model_columns};
use crate::conductor::now;
use crate::fingerprint::fingerprint;
use crate::{Error, Installation, Result};

/// With fewer records nothing can be learnt about names, and exact numbers serve better.
pub(crate) const RECORDS_LEAST: usize = 1_000;
/// A decided pair counts as this many pairs that the model only guesses at.
const PAIRS_PER_DECISION: f64 = 10.0;
/// So many decisions move the threshold.
const DECISIONS_FOR_THRESHOLD: usize = 20;

/// What happened to a version of the model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelEntry {
    /// Number of the entry, from 1.
    pub sequence: u64,
    /// Version of the model, from 1.
    pub version: u64,
    /// Whether it was put in force; else it was trained.
    pub is_accepted: bool,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who accepted it; empty where the program did.
    pub officer: String,
    /// Records it was trained on.
    pub records: u64,
    /// Weight above which a pair is a link, in bits.
    pub threshold_bits: f64,
    /// Probability that two records drawn at random are of one person.
    pub match_probability: f64,
    /// SHA-256 of its parameters.
    pub fingerprint: String,
}

/// The entry of the version in force.
pub(crate) fn in_force(entries: &[ModelEntry]) -> Option<&ModelEntry> {
    entries.iter().rev().find(|entry| entry.is_accepted)
}

fn context(version: u64) -> Vec<u8> {
    format!("link_model:{version}").into_bytes()
}

impl Installation {
    /// Opens a version of the model.
    pub(crate) async fn model(&self, version: u64, key: &VaultKey) -> Result<Model> {
        let sql =
            format!("select sealed from {MODELS} where version = {version} and event = 'trained'");
        let (schema, _) = super::store::table(model_columns(&[], &[]));
        let batches = self.ask(MODELS, schema, &sql).await?;
        let unsealed = || Error::from(mizan_ingest::Error::Sealed(MODELS.to_owned()));
        let sealed = rows(&batches)
            .next()
            .and_then(|row| row.bytes("sealed").map(<[u8]>::to_vec))
            .ok_or(Error::UnknownModel { version })?;
        let plain = key.sealer(Purpose::Vault).open(&context(version), &sealed);
        serde_json::from_slice(&plain.ok_or_else(unsealed)?).map_err(|_| unsealed())
    }

    /// Keeps a newly trained model as the next version, in force at once where `accepts`.
    pub(crate) async fn keep_model(
        &self,
        model: &Model,
        key: &VaultKey,
        accepts: bool,
    ) -> Result<ModelEntry> {
        let entries = self.model_entries().await?;
        let version = entries.iter().map(|entry| entry.version).max().unwrap_or(0) + 1;
        let sequence = entries.last().map_or(0, |entry| entry.sequence) + 1;
        let plain = serde_json::to_string(model).unwrap_or_default();
        let trained = ModelEntry {
            sequence,
            version,
            is_accepted: false,
            at: now().1,
            officer: String::new(),
            records: model.records,
            threshold_bits: model.threshold_bits,
            match_probability: model.match_probability,
            fingerprint: fingerprint([plain.as_str()]),
        };
        let sealed = key.sealer(Purpose::Vault).seal(&context(version), plain.as_bytes());
        let mut rows = vec![trained.clone()];
        let mut sealed = vec![Some(sealed)];
        if accepts {
            rows.push(ModelEntry { sequence: sequence + 1, is_accepted: true, ..trained.clone() });
            sealed.push(None);
        }
        let transaction = format!("link/model/{sequence}");
        self.append_link_rows(MODELS, model_columns(&rows, &sealed), &transaction).await?;
        Ok(trained)
    }

    /// What happened to versions of the model, in order.
    pub async fn models(&self) -> Result<Vec<ModelEntry>> {
        self.model_entries().await
    }

    /// Puts a version in force; the next build links under it.
    pub async fn accept_model(&self, version: u64, officer: &str) -> Result<ModelEntry> {
        let _lock = self.home.lock()?;
        let entries = self.model_entries().await?;
        let known = entries.iter().find(|entry| entry.version == version);
        let known = known.ok_or(Error::UnknownModel { version })?;
        let sequence = entries.last().map_or(0, |entry| entry.sequence) + 1;
        let entry = ModelEntry {
            sequence,
            is_accepted: true,
            at: now().1,
            officer: officer.to_owned(),
            ..known.clone()
        };
        let transaction = format!("link/model/{sequence}");
        let columns = model_columns(std::slice::from_ref(&entry), &[None]);
        self.append_link_rows(MODELS, columns, &transaction).await?;
        Ok(entry)
    }
}

/// Trains a model on the records and lets the decided pairs speak.
pub(crate) fn train(
    spec: &LinkageSpec,
    records: &Records,
    identities: &Identities,
    decisions: &[Decision],
) -> Result<Model> {
    let linker = Linker::train(spec, records)?;
    let mut model = linker.model().clone();
    learn(&mut model, &linker, identities, decisions)?;
    Ok(model)
}

/// One more maximisation step with the decided pairs beside the guessed ones: `same` counts for how
/// true pairs look, `different` for how relatives look, since doubtful pairs of two persons mostly
/// are; then the threshold moves to where the decisions agree best.
fn learn(
    model: &mut Model,
    linker: &Linker,
    identities: &Identities,
    decisions: &[Decision],
) -> Result<()> {
    let keys = identities.keys();
    let row = |key| keys.binary_search(&key).ok();
    let mut decided = Vec::new();
    for decision in standing(decisions).values() {
        if let [Some(one), Some(other)] = decision.records.map(row) {
            decided.push((linker.explain(one, other)?, decision.verdict == Verdict::Same));
        }
    }
    let pairs = (model.records as f64) * (model.records as f64 - 1.0) / 2.0;
    let guessed = [model.relative_probability * pairs, model.match_probability * pairs];
    for (place, comparison) in model.comparisons.iter_mut().enumerate() {
        let said = |level: &str, is_same: bool| {
            let matching = decided.iter().filter(|(waterfall, same)| {
                *same == is_same && waterfall.steps[place].level == level
            });
            matching.count() as f64 * PAIRS_PER_DECISION
        };
        let present: Vec<[f64; 2]> = comparison
            .levels
            .iter()
            .map(|level| [said(&level.name, false), said(&level.name, true)])
            .collect();
        let sum = |class: usize| present.iter().map(|counts| counts[class]).sum::<f64>();
        let (different, same) = (sum(0), sum(1));
        for (level, counts) in comparison.levels.iter_mut().zip(&present) {
            let blend = |share: f64, guessed: f64, count: f64, all: f64| {
                (share * guessed + count) / (guessed + all).max(f64::MIN_POSITIVE)
            };
            level.relatives = blend(level.relatives, guessed[0], counts[0], different);
            level.m = blend(level.m, guessed[1], counts[1], same);
        }
    }
    if decided.len() >= DECISIONS_FOR_THRESHOLD {
        let weights: Vec<(f64, bool)> =
            decided.iter().map(|(waterfall, same)| (waterfall.bits, *same)).collect();
        model.threshold_bits = best_threshold(&weights, model.threshold_bits);
    }
    Ok(())
}

/// The threshold at which most decisions agree with the weights; of several, the nearest to the
/// model's own.
fn best_threshold(decided: &[(f64, bool)], own: f64) -> f64 {
    let agreeing = |bar: f64| decided.iter().filter(|(bits, same)| (*bits > bar) == *same).count();
    let mut cuts: Vec<f64> = decided.iter().map(|(bits, _)| *bits).collect();
    cuts.sort_by(f64::total_cmp);
    let between = cuts.windows(2).map(|pair| f64::midpoint(pair[0], pair[1]));
    let candidates = std::iter::once(own).chain(between);
    candidates
        .max_by(|one, other| {
            let near = |bar: &f64| -(bar - own).abs();
            agreeing(*one).cmp(&agreeing(*other)).then(near(one).total_cmp(&near(other)))
        })
        .unwrap_or(own)
}
