//! Weighs a pair of records with a model, and stops as soon as the rest cannot lift it over the bar.

use crate::compare::Comparer;
use crate::features::{Features, Kind, Layout};
use crate::frequencies::Surprises;
use crate::level::{self, Level};
use crate::model::{FORBIDDEN, Weights, relatives_step};
use crate::normalise;
use crate::spec::Role;

/// The order of comparisons, cheap ones first, with the most that can still follow each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    order: Vec<usize>,
    /// Per place in the order: the greatest weight of this and all later comparisons together.
    still: Vec<f64>,
    /// Per comparison: whether its numbers forbid a link where they differ.
    decisive: Vec<Option<Decisive>>,
    /// Per comparison: whether it compares names, texts or codes.
    is_text: Vec<bool>,
    /// Records the model was trained on.
    records: f64,
}

/// A number of which an entity has one.
#[derive(Debug, Clone, Copy)]
struct Decisive {
    slot: usize,
    is_national_id: bool,
}

/// So many identical records of one person need no other explanation than repeated delivery.
const COPIES_PLAUSIBLE: usize = 5;

impl Plan {
    pub(crate) fn new(
        layout: &Layout,
        weights: &Weights,
        surprises: &Surprises,
        records: u64,
    ) -> Self {
        let cost = |position: usize| match layout.comparisons[position].kind {
            Kind::Identifier => 0,
            Kind::Date => 1,
            Kind::Code => 2,
            Kind::Name => 3,
            Kind::Text => 4,
        };
        let mut order: Vec<usize> = (0..layout.comparisons.len()).collect();
        order.sort_by_key(|&position| cost(position));
        let mut still = vec![0.0; order.len() + 1];
        for (place, &position) in order.iter().enumerate().rev() {
            let comparison = &layout.comparisons[position];
            let rarest = f64::from(surprises.rarest(comparison));
            still[place] = still[place + 1] + weights.greatest(position, rarest);
        }
        let decisive = layout
            .comparisons
            .iter()
            .map(|comparison| {
                let is_national_id = comparison.role == Role::NationalId;
                let slot = comparison.slot;
                comparison.is_decisive.then_some(Decisive { slot, is_national_id })
            })
            .collect();
        let is_text = layout
            .comparisons
            .iter()
            .map(|comparison| matches!(comparison.kind, Kind::Name | Kind::Text | Kind::Code))
            .collect();
        Self { order, still, decisive, is_text, records: records.max(1) as f64 }
    }
}

/// Weighs pairs; one per thread.
pub(crate) struct Scorer<'a> {
    comparer: Comparer<'a>,
    features: &'a Features,
    weights: &'a Weights,
    plan: &'a Plan,
}

impl<'a> Scorer<'a> {
    pub(crate) fn new(
        layout: &'a Layout,
        features: &'a Features,
        surprises: &'a Surprises,
        weights: &'a Weights,
        plan: &'a Plan,
        memory: usize,
    ) -> Self {
        Self {
            comparer: Comparer::new(layout, features, surprises, memory),
            features,
            weights,
            plan,
        }
    }

    /// The weight in bits, prior included, if it is above the bar.
    pub(crate) fn above(&mut self, a: usize, b: usize, bar: f64) -> Option<f64> {
        let mut bits = self.weights.prior;
        let mut relatives = self.weights.prior_relatives();
        for (place, &position) in self.plan.order.iter().enumerate() {
            if bits + self.plan.still[place] <= bar {
                return None;
            }
            let (level, surprise) = self.comparer.compare(position, a, b);
            if self.forbids(position, level, a, b) {
                return None;
            }
            bits += self.weights.of(position, level, f64::from(surprise));
            relatives += self.weights.of_relatives(position, level, f64::from(surprise));
        }
        bits += relatives_step(relatives);
        (bits > bar).then_some(bits)
    }

    /// The weight in bits, prior included.
    pub(crate) fn weight(&mut self, a: usize, b: usize) -> f64 {
        let mut bits = self.weights.prior;
        let mut relatives = self.weights.prior_relatives();
        for &position in &self.plan.order {
            let (level, surprise) = self.comparer.compare(position, a, b);
            if self.forbids(position, level, a, b) {
                return FORBIDDEN;
            }
            bits += self.weights.of(position, level, f64::from(surprise));
            relatives += self.weights.of_relatives(position, level, f64::from(surprise));
        }
        bits + relatives_step(relatives)
    }

    /// Whether the copies of one profile are one entity. Many copies of a few common names are many people:
    /// what the names say is bounded by how rare the whole profile is among the model's records.
    pub(crate) fn joins_copies(&mut self, profile: usize, copies: usize, bar: f64) -> bool {
        let bits = self.weight(profile, profile);
        if copies <= COPIES_PLAUSIBLE || bits <= bar {
            return bits > bar;
        }
        let rarity = (self.plan.records / copies as f64).log2().max(0.0);
        let (parts, _) = self.parts(profile, profile);
        let by_text: f64 = self
            .plan
            .order
            .iter()
            .filter(|&&position| self.plan.is_text[position])
            .map(|&position| parts[position].1)
            .sum();
        bits - (by_text - rarity).max(0.0) > bar
    }

    /// Each comparison's level and weight, in the layout's order, and what the possibility of relatives
    /// takes off.
    pub(crate) fn parts(&mut self, a: usize, b: usize) -> (Vec<(Level, f64)>, f64) {
        let mut parts = vec![(0, 0.0); self.plan.order.len()];
        let mut relatives = self.weights.prior_relatives();
        for &position in &self.plan.order {
            let (level, surprise) = self.comparer.compare(position, a, b);
            let bits = if self.forbids(position, level, a, b) {
                FORBIDDEN
            } else {
                self.weights.of(position, level, f64::from(surprise))
            };
            relatives += self.weights.of_relatives(position, level, f64::from(surprise));
            parts[position] = (level, bits);
        }
        (parts, relatives_step(relatives))
    }

    /// Two valid numbers of which everybody has one, and which differ, belong to two.
    fn forbids(&self, position: usize, level: Level, a: usize, b: usize) -> bool {
        level == level::identifier::DIFFERENT
            && self.plan.decisive[position].is_some_and(|decisive| {
                let column = &self.features.identifiers[decisive.slot];
                let (one, two) = (column[a], column[b]);
                if decisive.is_national_id {
                    normalise::national_id_birth_date(one) != 0
                        && normalise::national_id_birth_date(two) != 0
                } else {
                    // Of unequal length, one of them was cut.
                    normalise::identifier_letters(one).1 == normalise::identifier_letters(two).1
                }
            })
    }
}
