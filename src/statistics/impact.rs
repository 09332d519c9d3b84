//! The effect of training by matched comparison, with its balance table, pre-trend and change of earnings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::balance::BalanceRow;
use crate::crossover::{Crossover, Outcome, outcome};
use crate::difference::{
    Panel, PeriodEffect, difference_in_differences, effects_by_period, is_pre_trend_flat,
};
use crate::error::{Error, Result, check_range};
use crate::linear::{least_squares, predict};
use crate::matching::{Comparison, Matching, MatchingRule};
use crate::survival::Estimate;

/// Fewest matched trainees of a published effect.
pub const MATCHED_MINIMUM: usize = 30;
/// A claimed effect above this many share points is more likely a fault of the comparison.
pub const EFFECT_WARNING: f64 = 0.10;

/// Names of the covariates of [`KnownBefore::covariates`], in their order.
pub const COVARIATES: [&str; 10] = [
    "is_woman",
    "age_years",
    "is_under_30",
    "is_over_40",
    "is_seeker",
    "is_qualified",
    "months_insured_before",
    "is_insured_last",
    "is_insured_at_start",
    "is_free_seeker",
];
/// Qualification from which a person counts as qualified: the intermediate certificate.
const QUALIFIED_LEVEL: u8 = 3;

/// What registers knew of a person on the first day of the course.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about one person")]
pub struct KnownBefore {
    /// Sex.
    pub is_woman: bool,
    /// Age in years.
    pub age_years: f64,
    /// Registered as a seeker.
    pub is_seeker: bool,
    /// Qualification level 1–8, known of seekers only.
    pub qualification_level: Option<u8>,
    /// Months of insured work in the six before.
    pub months_insured_before: u32,
    /// Insured in the month before.
    pub is_insured_last: bool,
    /// Insured on the day.
    pub is_insured_at_start: bool,
}

impl KnownBefore {
    /// The numbers on which people are compared, named by [`COVARIATES`].
    pub fn covariates(&self) -> Vec<f64> {
        let is = |yes: bool| f64::from(u8::from(yes));
        vec![
            is(self.is_woman),
            self.age_years,
            is(self.age_years < 30.0),
            is(self.age_years > 40.0),
            is(self.is_seeker),
            is(self.is_qualified()),
            f64::from(self.months_insured_before),
            is(self.is_insured_last),
            is(self.is_insured_at_start),
            is(self.is_seeker && !self.is_insured_at_start),
        ]
    }

    pub(crate) fn is_qualified(&self) -> bool {
        self.qualification_level >= Some(QUALIFIED_LEVEL)
    }
}

/// A trainee or a person to compare with, as the registers know them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Whether the person was trained.
    pub is_treated: bool,
    /// Cell within which matches must lie: governorate and quarter.
    pub cell: String,
    /// What was known before.
    pub known: KnownBefore,
    /// Months from the reference month to M1, the first full month after training; of a person to
    /// compare with not used.
    pub gap_months: u32,
    /// Months observed, the reference month included; 64 at most.
    pub months_observed: u32,
    /// Insured work in the month so many after the reference month, as bits.
    pub insured_after: u64,
    /// Registered as a seeker at the end of that month, as bits.
    pub seeking_after: u64,
    /// Months from the reference month to a training after it; of a trainee not used.
    pub trained_after_months: Option<u32>,
    /// Earnings by period: negative before the training, positive after it.
    pub earnings: Vec<(i32, f64)>,
    /// Number of the cohort, whose members may share luck; of others the number of the person.
    pub cluster: u64,
}

/// An effect with everything that says how far to trust it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Impact {
    /// Trainees known to a register before their training.
    pub treated: usize,
    /// Of those, trainees with somebody comparable.
    pub matched: usize,
    /// Persons they were compared with, each counted once.
    pub controls: usize,
    /// Share of those chosen for comparison who were trained themselves before their outcome was
    /// known, and for whom others stand in.
    pub trained_later_share: f64,
    /// Difference of the outcome, in share points.
    pub effect: Estimate,
    /// Balance of every covariate before matching.
    pub balance_before: Vec<BalanceRow>,
    /// Balance after matching.
    pub balance: Vec<BalanceRow>,
    /// Whether every covariate is balanced.
    pub is_balanced: bool,
    /// Change of earnings among trainees less that of the comparison group; none without earnings.
    pub earnings: Option<Estimate>,
    /// The same period by period against the last before the training.
    pub by_period: Vec<PeriodEffect>,
    /// Whether no period before the training shows a difference.
    pub is_pre_trend_flat: bool,
    /// The matched trainees, by their place among the candidates.
    pub matched_trainees: Vec<usize>,
}

impl Impact {
    /// Says whether the effect may be published: balanced, enough trainees, no earlier trend.
    pub fn is_publishable(&self) -> bool {
        self.is_balanced && self.is_pre_trend_flat && self.matched >= MATCHED_MINIMUM
    }

    /// Says whether the effect is so large that the comparison should be doubted.
    pub fn is_suspicious(&self) -> bool {
        self.effect.value.abs() > EFFECT_WARNING
    }
}

/// Estimates the effect on the trainees for whom somebody comparable exists: their insured work in
/// M4–M6 less that of persons not trained by then.
///
/// One to three nearest on the logit of the propensity within 0.2 of its standard deviation, exact
/// on the cell, with replacement, among those not yet trained; who is trained later leaves and
/// is stood in for. What still differs within pairs is removed by a regression
/// among the comparison persons (Abadie and Imbens 2011). The variance is that of the weighted
/// residuals, clustered by cohort and by comparison person.
pub fn estimate(candidates: &[Candidate], confidence: f64) -> Result<Impact> {
    let treated = candidates.iter().filter(|one| one.is_treated).count();
    let is_both = treated > 0 && treated < candidates.len();
    check_range("treated", treated as f64, is_both, "trainees and others")?;
    let kept = comparable(candidates);
    let candidates: &[Candidate] =
        &kept.iter().map(|&index| candidates[index].clone()).collect::<Vec<_>>();
    let comparison = Comparison {
        covariates: COVARIATES.iter().map(|&name| name.to_owned()).collect(),
        rows: candidates.iter().map(|one| one.known.covariates()).collect(),
        is_treated: candidates.iter().map(|one| one.is_treated).collect(),
        cells: candidates.iter().map(|one| one.cell.clone()).collect(),
    };
    let mut matching = comparison.match_nearest(&MatchingRule::default())?;
    let pairs = Pairs::new(candidates, &comparison, &matching)?;
    let effect = pairs.effect(&comparison, candidates, confidence)?;
    let weights = pairs.weights(candidates.len());
    matching.balance = comparison.balance(&weights)?;
    let (earnings, by_period, is_pre_trend_flat) = earnings(candidates, &weights, confidence)?;
    let controls = (0..candidates.len())
        .filter(|&index| !candidates[index].is_treated && weights[index] > 0.0)
        .count();
    Ok(Impact {
        treated,
        matched: matching.pairs.len(),
        controls,
        trained_later_share: pairs.trained_later_share,
        effect,
        balance_before: matching.balance_before.clone(),
        balance: matching.balance.clone(),
        is_balanced: matching.is_balanced(),
        earnings,
        by_period,
        is_pre_trend_flat,
        matched_trainees: pairs.treated.iter().map(|&index| kept[index]).collect(),
    })
}

/// Leaves out trainees whose outcome, or that of those around them, is not known yet, and persons
/// unlike any trainee in something.
fn comparable(candidates: &[Candidate]) -> Vec<usize> {
    let mut observed: BTreeMap<&str, u32> = BTreeMap::new();
    for one in candidates.iter().filter(|one| !one.is_treated) {
        let months = observed.entry(&one.cell).or_insert(one.months_observed);
        *months = one.months_observed.min(*months);
    }
    let is_known = |one: &Candidate| {
        outcome(one, one.gap_months).is_some()
            && observed.get(one.cell.as_str()).is_some_and(|months| one.gap_months + 5 < *months)
    };
    let mut ranges = [(f64::INFINITY, f64::NEG_INFINITY); COVARIATES.len()];
    for one in candidates.iter().filter(|one| one.is_treated && is_known(one)) {
        for (range, value) in ranges.iter_mut().zip(one.known.covariates()) {
            *range = (range.0.min(value), range.1.max(value));
        }
    }
    let is_within = |one: &Candidate| {
        let values = one.known.covariates();
        ranges.iter().zip(values).all(|(range, value)| (range.0..=range.1).contains(&value))
    };
    let is_kept = |one: &Candidate| if one.is_treated { is_known(one) } else { is_within(one) };
    (0..candidates.len()).filter(|&index| is_kept(&candidates[index])).collect()
}

/// A trainee beside one comparison person.
struct Pair {
    control: usize,
    row: Vec<f64>,
    outcome: f64,
    weight: f64,
}

/// All matched trainees with what they are compared with.
struct Pairs {
    treated: Vec<usize>,
    outcomes: Vec<f64>,
    pairs: Vec<Pair>,
    trained_later_share: f64,
}

impl Pairs {
    fn new(candidates: &[Candidate], comparison: &Comparison, matching: &Matching) -> Result<Self> {
        let mut controls: Vec<usize> =
            matching.pairs.iter().flat_map(|(_, controls)| controls.iter().copied()).collect();
        controls.sort_unstable();
        controls.dedup();
        let crossover = Crossover::fit(candidates, &controls)?;
        let (mut pairs, mut treated, mut outcomes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut all, mut left) = (0.0, 0.0);
        for (person, controls) in &matching.pairs {
            let gap = candidates[*person].gap_months;
            let Some(own) = outcome(&candidates[*person], gap) else { continue };
            treated.push(*person);
            outcomes.push(yes(own));
            let share = 1.0 / controls.len() as f64;
            for &control in controls {
                let Some(known) = outcome(&candidates[control], gap) else { continue };
                let weight = share * crossover.weight(&candidates[control], known.decided);
                all += share;
                if weight > 0.0 {
                    let row = with_gap(&comparison.rows[control], gap);
                    pairs.push(Pair { control, row, outcome: yes(known), weight });
                } else {
                    left += share;
                }
            }
        }
        if pairs.is_empty() {
            return Err(Error::Empty { what: "matched pairs" });
        }
        Ok(Self { treated, outcomes, pairs, trained_later_share: left / f64::max(all, 1e-9) })
    }

    fn effect(
        &self,
        comparison: &Comparison,
        candidates: &[Candidate],
        confidence: f64,
    ) -> Result<Estimate> {
        let rows: Vec<&[f64]> = self.pairs.iter().map(|pair| pair.row.as_slice()).collect();
        let outcomes: Vec<f64> = self.pairs.iter().map(|pair| pair.outcome).collect();
        let weights: Vec<f64> = self.pairs.iter().map(|pair| pair.weight).collect();
        let total: f64 = weights.iter().sum();
        // The light ridge keeps a covariate that is constant among the matched from failing.
        let model = least_squares("outcome model", &rows, &outcomes, &weights, 1e-6 * total)?;
        let gains: Vec<f64> = self
            .treated
            .iter()
            .zip(&self.outcomes)
            .map(|(&person, outcome)| {
                let row = with_gap(&comparison.rows[person], candidates[person].gap_months);
                outcome - predict(&model, &row)
            })
            .collect();
        let count = gains.len() as f64;
        let gain = gains.iter().sum::<f64>() / count;
        let residuals: Vec<f64> = self
            .pairs
            .iter()
            .map(|pair| pair.weight * (pair.outcome - predict(&model, &pair.row)))
            .collect();
        let rest = residuals.iter().sum::<f64>() / total;
        let cohorts = self.treated.iter().zip(&gains);
        let among_treated =
            clustered(cohorts.map(|(&person, one)| (candidates[person].cluster, one - gain)), 0.0)
                / (count * count);
        let residuals = residuals.iter().zip(&weights).zip(&self.pairs);
        let among_controls = clustered(
            residuals.map(|((residual, weight), pair)| {
                (candidates[pair.control].cluster, residual - weight * rest)
            }),
            model.len() as f64,
        ) / (total * total);
        Estimate::normal(gain - rest, (among_treated + among_controls).sqrt(), confidence)
    }

    fn weights(&self, people: usize) -> Vec<f64> {
        let mut weights = vec![0.0; people];
        for &person in &self.treated {
            weights[person] = 1.0;
        }
        for pair in &self.pairs {
            weights[pair.control] += pair.weight;
        }
        weights
    }
}

fn yes(outcome: Outcome) -> f64 {
    f64::from(u8::from(outcome.is_employed))
}

fn with_gap(row: &[f64], gap: u32) -> Vec<f64> {
    row.iter().copied().chain([f64::from(gap)]).collect()
}

/// Sum of squares of the sums by cluster, widened for few clusters and for the coefficients fitted.
fn clustered(values: impl Iterator<Item = (u64, f64)>, fitted: f64) -> f64 {
    let mut sums: BTreeMap<u64, f64> = BTreeMap::new();
    for (cluster, value) in values {
        *sums.entry(cluster).or_default() += value;
    }
    let count = sums.len() as f64;
    let freedom = (count - f64::max(fitted, 1.0)).max(1.0);
    count / freedom * sums.values().map(|sum| sum * sum).sum::<f64>()
}

type Earnings = (Option<Estimate>, Vec<PeriodEffect>, bool);

/// No panels of a kind are no estimate, not a failure.
fn missing<T>(error: Error) -> Result<Option<T>> {
    match error {
        Error::Empty { .. } => Ok(None),
        other => Err(other),
    }
}

fn earnings(candidates: &[Candidate], weights: &[f64], confidence: f64) -> Result<Earnings> {
    let panels: Vec<Panel> = candidates
        .iter()
        .zip(weights)
        .filter(|(one, weight)| **weight > 0.0 && !one.earnings.is_empty())
        .map(|(one, weight)| Panel {
            is_treated: one.is_treated,
            weight: *weight,
            cluster: one.cluster,
            outcomes: one.earnings.iter().copied().collect::<BTreeMap<_, _>>(),
        })
        .collect();
    let periods: Vec<i32> =
        panels.iter().flat_map(|panel| panel.outcomes.keys().copied()).collect();
    let before = periods.iter().copied().filter(|period| *period < 0);
    let (Some(first), Some(base)) = (before.clone().min(), before.max()) else {
        return Ok((None, Vec::new(), true));
    };
    let Some(last) = periods.iter().copied().max().filter(|last| *last > 0) else {
        return Ok((None, Vec::new(), true));
    };
    let change = difference_in_differences(&panels, first..=base, 1..=last, confidence)
        .map(Some)
        .or_else(missing)?;
    // Every period before the base is looked at, so each gets its part of the doubt.
    let looks = (base - first).max(1);
    let strict = 1.0 - (1.0 - confidence) / f64::from(looks);
    let pre = effects_by_period(&panels, base, strict).map(Some).or_else(missing)?;
    let is_flat = pre.is_none_or(|effects| is_pre_trend_flat(&effects, base));
    let by_period = effects_by_period(&panels, base, confidence).map(Some).or_else(missing)?;
    Ok((change, by_period.unwrap_or_default(), is_flat))
}
