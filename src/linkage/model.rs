//! The frozen model: how often true and chance pairs reach each level, and how common values are.

use serde::{Deserialize, Serialize};

use crate::compare::level_of;
use crate::features::{Kind, Layout};
use crate::frequencies::ValueCounts;
use crate::level::{self, EXACT, MISSING};
use crate::spec::LinkageSpec;

/// The weight of a pair that must not meet, in bits.
pub(crate) const FORBIDDEN: f64 = -1_000_000.0;
/// A single field speaks at most this loudly, in bits.
const LOUDEST: f64 = 24.0;

/// How often a level is reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelModel {
    /// The level's name.
    pub name: String,
    /// Share among true pairs whose values are both present.
    pub m: f64,
    /// Share among chance pairs whose values are both present.
    pub u: f64,
    /// Share among pairs of relatives: persons who have family, home or telephone in common.
    pub relatives: f64,
}

/// One field of the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparisonModel {
    /// The column, with the part of a full name after a full stop.
    pub field: String,
    /// Levels from equal to different.
    pub levels: Vec<LevelModel>,
    /// How common its values are.
    pub values: ValueCounts,
}

/// A blocking rule and the block size above which it keeps silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleModel {
    /// Its keys, as in the specification.
    pub keys: Vec<String>,
    /// Largest block compared.
    pub block_size_max: u32,
}

/// Everything needed to link: no labels went into it, and nothing in it changes while it serves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// The specification it was trained for.
    pub spec: LinkageSpec,
    /// Records it was trained on.
    pub records: u64,
    /// Probability that two records drawn at random are the same entity.
    pub match_probability: f64,
    /// Probability that two records drawn at random are of two relatives.
    pub relative_probability: f64,
    /// Fields in the specification's order.
    pub comparisons: Vec<ComparisonModel>,
    /// Blocking rules in force.
    pub rules: Vec<RuleModel>,
    /// Weight in bits, prior included, above which a pair is taken for a link: the threshold of greatest
    /// expected F1 under the model.
    pub threshold_bits: f64,
}

/// Weights in bits, by comparison and level.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    /// Bits of the prior odds (negative).
    pub(crate) prior: f64,
    /// Weight per comparison and level; where the level depends on the value, its surprise is added.
    levels: Vec<[f64; 16]>,
    depends: Vec<[bool; 16]>,
    /// Bits of the prior odds of relatives against strangers.
    prior_relatives: f64,
    /// The same weights for relatives against strangers.
    relatives: Vec<[f64; 16]>,
    is_shared: Vec<bool>,
}

impl Weights {
    pub(crate) fn new(layout: &Layout, model: &Model) -> Self {
        let odds = |share: f64| (share / (1.0 - share)).log2();
        let width = model.comparisons.len();
        let mut weights = Self {
            prior: odds(model.match_probability),
            levels: vec![[0.0; 16]; width],
            depends: vec![[false; 16]; width],
            prior_relatives: odds(model.relative_probability),
            relatives: vec![[0.0; 16]; width],
            is_shared: layout
                .comparisons
                .iter()
                .map(|comparison| comparison.role.is_shared_by_relatives())
                .collect(),
        };
        for (position, comparison) in layout.comparisons.iter().enumerate() {
            let kind = comparison.kind;
            let fitted = &model.comparisons[position];
            let agreement = agreement_by_chance(kind, fitted).log2();
            for (place, level) in fitted.levels.iter().enumerate() {
                // Level 0, the missing value, is not in the model.
                let number = place + 1;
                let depends = level::depends_on_value(kind, number as u8);
                let by_value = if depends { agreement } else { 0.0 };
                let mut bits = (level.m / level.u).log2().clamp(-LOUDEST, LOUDEST);
                if number as u8 == EXACT {
                    bits = bits.max(0.0);
                }
                let is_placeholder = level::is_placeholder(kind, number as u8);
                if is_placeholder || level::is_contradiction(kind, number as u8) {
                    bits = bits.min(0.0);
                }
                weights.levels[position][number] = bits + by_value;
                weights.depends[position][number] = depends;
                let mut bits = (level.relatives / level.u).log2().clamp(-LOUDEST, LOUDEST);
                if is_placeholder {
                    bits = bits.min(0.0);
                }
                weights.relatives[position][number] =
                    if weights.is_shared[position] { bits + by_value } else { bits };
            }
        }
        weights
    }

    /// The weight of one level for one entity against strangers; `surprise` is that of the value.
    pub(crate) fn of(&self, comparison: usize, level: u8, surprise: f64) -> f64 {
        let level = level as usize;
        let bits = self.levels[comparison][level];
        if self.depends[comparison][level] { (bits + surprise).min(LOUDEST) } else { bits }
    }

    /// The weight of one level for relatives against strangers.
    pub(crate) fn of_relatives(&self, comparison: usize, level: u8, surprise: f64) -> f64 {
        let bits = self.relatives[comparison][level as usize];
        let counts = self.is_shared[comparison] && self.depends[comparison][level as usize];
        if counts { (bits + surprise).min(LOUDEST) } else { bits }
    }

    /// Prior odds of relatives, in bits.
    pub(crate) fn prior_relatives(&self) -> f64 {
        self.prior_relatives
    }

    /// Bits for one entity and for relatives, each against strangers, of a pattern whose surprises are
    /// already summed.
    pub(crate) fn pattern(&self, levels: u64, surprise: f64, shared: f64) -> (f64, f64) {
        let mut bits = self.prior + surprise;
        let mut relatives = self.prior_relatives + shared;
        for (comparison, levels_of) in self.levels.iter().enumerate() {
            let level = level_of(levels, comparison) as usize;
            bits += levels_of[level];
            relatives += self.relatives[comparison][level];
        }
        (bits, relatives)
    }

    /// The greatest weight a comparison can give.
    pub(crate) fn greatest(&self, comparison: usize, rarest: f64) -> f64 {
        (1..16u8).map(|level| self.of(comparison, level, rarest)).fold(0.0, f64::max)
    }
}

/// What must be taken off the bits for one entity because the pair may be relatives (at most 0).
pub(crate) fn relatives_step(relatives: f64) -> f64 {
    if relatives > 500.0 { -relatives } else { -(1.0 + relatives.exp2()).log2() }
}

/// Share of chance pairs that agree on the value, however spelt.
fn agreement_by_chance(kind: Kind, fitted: &ComparisonModel) -> f64 {
    let exact = fitted.levels[EXACT as usize - 1].u;
    match kind {
        Kind::Name | Kind::Text => exact + fitted.levels[level::name::SPELLING as usize - 1].u,
        _ => exact,
    }
}

/// The probability that a weight in bits stands for.
pub fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

const _: () = assert!(MISSING == 0 && level::name::SPELLING == level::text::SPELLING);
