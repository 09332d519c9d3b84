//! Says why two records are or are not one entity: field by field, how loudly, for or against.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::features::Kind;
use crate::level;
use crate::linker::Linker;
use crate::model::{FORBIDDEN, probability};
use crate::records::Records;

/// What one field says about a pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The column, with the part of a full name after a full stop.
    pub field: String,
    /// The level of agreement, by its name in the model.
    pub level: String,
    /// The level in Arabic words.
    pub level_ar: String,
    /// The level in English words.
    pub level_en: String,
    /// Weight in bits: above zero speaks for, below zero against.
    pub bits: f64,
    /// The sum so far, the prior included.
    pub bits_so_far: f64,
    /// Whether this field alone forbids the link.
    pub is_forbidding: bool,
}

/// The whole account of a pair, from the prior to the probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waterfall {
    /// Bits before any field is looked at (negative: two random records rarely match).
    pub prior_bits: f64,
    /// Fields in the specification's order.
    pub steps: Vec<Step>,
    /// What is taken off because the pair may be relatives or neighbours (at most 0).
    pub relatives_bits: f64,
    /// The final weight in bits.
    pub bits: f64,
    /// The probability that both are one entity.
    pub probability: f64,
    /// The weight above which the pair is taken for a link.
    pub threshold_bits: f64,
    /// Whether the pair's own evidence makes a link.
    pub is_link: bool,
    /// Whether the blocking rules bring the pair together at all.
    pub is_candidate: bool,
}

impl Linker {
    /// Explains a pair of records by their row numbers.
    pub fn explain(&self, a: usize, b: usize) -> Result<Waterfall> {
        let records = self.profiles.records();
        if let Some(row) = [a, b].into_iter().find(|&row| row >= records) {
            return Err(Error::UnknownRecord(row.to_string()));
        }
        let (one, two) = (self.profiles.of_record(a), self.profiles.of_record(b));
        let mut bits = self.weights.prior;
        let mut is_forbidden = false;
        let (parts, relatives_bits) = self.scorer().parts(one, two);
        let steps = self
            .layout
            .comparisons
            .iter()
            .zip(parts)
            .map(|(comparison, (level, weight))| {
                let kind: Kind = comparison.kind;
                let words = &level::levels(kind)[level as usize];
                let is_forbidding = weight <= FORBIDDEN;
                is_forbidden |= is_forbidding;
                bits += weight;
                Step {
                    field: comparison.label.clone(),
                    level: words.name.into(),
                    level_ar: words.arabic.into(),
                    level_en: words.english.into(),
                    bits: weight,
                    bits_so_far: bits,
                    is_forbidding,
                }
            })
            .collect();
        bits += relatives_bits;
        Ok(Waterfall {
            prior_bits: self.weights.prior,
            steps,
            relatives_bits,
            bits,
            probability: probability(bits),
            threshold_bits: self.model.threshold_bits,
            is_link: !is_forbidden && bits > self.model.threshold_bits,
            is_candidate: self.is_candidate(a, b),
        })
    }
}

/// Explains the first two records of a small set under a model.
pub fn explain_pair(model: &crate::model::Model, pair: &Records) -> Result<Waterfall> {
    Linker::new(model, pair)?.explain(0, 1)
}
