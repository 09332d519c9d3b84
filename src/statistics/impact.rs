//! The effect of training by matched comparison, with its balance table, pre-trend and change of earnings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::balance::BalanceRow;
use crate::difference::{
    Panel, PeriodEffect, difference_in_differences, effects_by_period, is_pre_trend_flat,
};
use crate::error::{Error, Result, check_range};
use crate::matching::{Comparison, Matching, MatchingRule};
use crate::survival::Estimate;

/// Fewest matched trainees of a published effect.
pub const MATCHED_MINIMUM: usize = 30;
/// A claimed effect above this many share points is more likely a fault of the comparison.
pub const EFFECT_WARNING: f64 = 0.10;

/// A trainee or a person to compare with, as the registers knew them before the training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Whether the person was trained.
    pub is_treated: bool,
    /// Cell within which matches must lie: governorate and quarter.
    pub cell: String,
    /// What was known before, in the order of the covariates' names.
    pub covariates: Vec<f64>,
    /// Outcome, such as insured work in M4–M6.
    pub outcome: f64,
    /// Earnings by period: negative before the training, positive after it.
    pub earnings: Vec<(i32, f64)>,
    /// Number of the cohort; persons of one cohort may share luck.
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
    /// Who was matched with whom.
    pub matching: Matching,
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

/// Estimates the effect on the trainees for whom somebody comparable exists.
///
/// One to three nearest on the logit of the propensity within 0.2 of its standard deviation, exact
/// on the cell, with replacement; variance of Abadie and Imbens.
pub fn estimate(covariates: &[&str], candidates: &[Candidate], confidence: f64) -> Result<Impact> {
    let treated = candidates.iter().filter(|one| one.is_treated).count();
    let is_both = treated > 0 && treated < candidates.len();
    check_range("treated", treated as f64, is_both, "trainees and others")?;
    let comparison = Comparison {
        covariates: covariates.iter().map(|&name| name.to_owned()).collect(),
        rows: candidates.iter().map(|one| one.covariates.clone()).collect(),
        is_treated: candidates.iter().map(|one| one.is_treated).collect(),
        cells: candidates.iter().map(|one| one.cell.clone()).collect(),
    };
    let matching = comparison.match_nearest(&MatchingRule::default())?;
    let outcomes: Vec<f64> = candidates.iter().map(|one| one.outcome).collect();
    let effect = comparison.effect_on_treated(&matching, &outcomes, confidence)?;
    let weights = matching.weights();
    let (earnings, by_period, is_pre_trend_flat) = earnings(candidates, &weights, confidence)?;
    let controls = (0..candidates.len())
        .filter(|&index| !candidates[index].is_treated && weights[index] > 0.0)
        .count();
    Ok(Impact {
        treated,
        matched: matching.pairs.len(),
        controls,
        effect,
        balance_before: matching.balance_before.clone(),
        balance: matching.balance.clone(),
        is_balanced: matching.is_balanced(),
        earnings,
        by_period,
        is_pre_trend_flat,
        matching,
    })
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
        .enumerate()
        .filter(|(_, (one, weight))| **weight > 0.0 && !one.earnings.is_empty())
        .map(|(index, (one, weight))| Panel {
            is_treated: one.is_treated,
            weight: *weight,
            // A comparison person shares luck with nobody.
            cluster: if one.is_treated { one.cluster } else { u64::MAX - index as u64 },
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
