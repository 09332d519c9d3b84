//! Comparison persons who were trained later themselves: when they leave the comparison, and who stands in for them.
//!
//! Whoever is compared must not be chosen by what came later: those never trained are those who
//! found work before a place was free. So everybody not yet trained is compared, leaves when trained,
//! and those who stay and looked alike at that time weigh more (inverse probability of censoring,
//! Robins and Finkelstein 2000; sequential trials, Hernán and Robins 2016).

use std::collections::BTreeMap;

use crate::error::Result;
use crate::impact::Candidate;
use crate::logistic::LogisticModel;

/// Weight above which one person would stand in for too many.
const WEIGHT_MAX: f64 = 20.0;
const RIDGE: f64 = 1e-2;
/// Months of the outcome window after the first month: M4 to M6.
const WINDOW: std::ops::RangeInclusive<u32> = 3..=5;

/// Chance of being trained in a month, for those not trained yet.
#[derive(Debug, Clone)]
pub(crate) struct Crossover {
    model: Option<LogisticModel>,
    rates: BTreeMap<String, f64>,
}

/// What is known of a person's outcome window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Outcome {
    /// Insured in at least one month of the window.
    pub(crate) is_employed: bool,
    /// Month after the reference month in which that was decided.
    pub(crate) decided: u32,
}

/// The outcome of somebody whose first month after training, or that of a trainee compared with,
/// begins `gap` months after the reference month; none where the window was not observed.
pub(crate) fn outcome(candidate: &Candidate, gap: u32) -> Option<Outcome> {
    let last = gap + WINDOW.end();
    if last >= candidate.months_observed {
        return None;
    }
    let insured =
        WINDOW.map(|month| gap + month).find(|month| candidate.insured_after >> month & 1 == 1);
    Some(Outcome { is_employed: insured.is_some(), decided: insured.unwrap_or(last) })
}

impl Crossover {
    /// Fits the monthly chance on persons to compare with; nobody trained later is no chance at all.
    pub(crate) fn fit(candidates: &[Candidate], controls: &[usize]) -> Result<Self> {
        let mut crossover = Self { model: None, rates: rates(candidates) };
        let (mut rows, mut is_trained) = (Vec::new(), Vec::new());
        for control in controls.iter().map(|index| &candidates[*index]) {
            let last = control.trained_after_months.unwrap_or(u32::MAX);
            for month in (0..control.months_observed).take_while(|month| *month <= last) {
                rows.push(crossover.row(control, month));
                is_trained.push(month == last);
            }
        }
        let trained = is_trained.iter().filter(|one| **one).count();
        if trained > 0 && trained < rows.len() {
            crossover.model = Some(LogisticModel::fit(&rows, &is_trained, RIDGE)?);
        }
        Ok(crossover)
    }

    /// The weight of a person still untrained when the outcome was decided; 0 for one trained before.
    pub(crate) fn weight(&self, candidate: &Candidate, decided: u32) -> f64 {
        if candidate.trained_after_months.is_some_and(|month| month <= decided) {
            return 0.0;
        }
        let Some(model) = &self.model else { return 1.0 };
        let stays = |month: u32| 1.0 - model.probability(&self.row(candidate, month));
        let stayed: f64 = (0..=decided).map(stays).product();
        (1.0 / stayed.max(1e-9)).min(WEIGHT_MAX)
    }

    /// What the chance of a month depends on: the person, the place, and work and search just before.
    fn row(&self, candidate: &Candidate, month: u32) -> Vec<f64> {
        let is = |yes: bool| f64::from(u8::from(yes));
        let known = &candidate.known;
        let before = |bits: u64, at_start: bool| match month {
            0 => at_start,
            month => bits >> (month - 1) & 1 == 1,
        };
        let is_insured = before(candidate.insured_after, known.is_insured_at_start);
        let is_seeker = before(candidate.seeking_after, known.is_seeker);
        vec![
            is(known.is_woman),
            is(known.age_years < 30.0),
            is(known.age_years > 40.0),
            is(is_seeker),
            is(is_seeker && known.is_qualified()),
            is(is_insured),
            is(is_seeker && !is_insured),
            self.rates.get(&candidate.cell).copied().unwrap_or_default(),
        ]
    }
}

/// Log odds of training in each cell: some places train more of their people than others.
fn rates(candidates: &[Candidate]) -> BTreeMap<String, f64> {
    let mut counts: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for one in candidates {
        let entry = counts.entry(&one.cell).or_default();
        *(if one.is_treated { &mut entry.0 } else { &mut entry.1 }) += 1.0;
    }
    let odds = |(treated, others): (f64, f64)| ((treated + 0.5) / (others + 0.5)).ln();
    counts.into_iter().map(|(cell, count)| (cell.to_owned(), odds(count))).collect()
}
