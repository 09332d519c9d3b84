//! Matched comparison: propensity score, nearest within a calliper and cell, effect on the treated.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::balance::{BalanceRow, variance, weighted_difference};
use crate::error::{Error, Result, check_length, check_range};
use crate::linear::{least_squares, predict};
use crate::logistic::LogisticModel;
use crate::survival::Estimate;

/// The persons of a comparison, one entry per person in every list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Names of the covariates.
    pub covariates: Vec<String>,
    /// Covariates of each person, in the order of the names.
    pub rows: Vec<Vec<f64>>,
    /// Whether the person was trained.
    pub is_treated: Vec<bool>,
    /// Cell within which matches must lie, e.g. `EG-MN 2026-Q1`.
    pub cells: Vec<String>,
}

/// How to match.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MatchingRule {
    /// Comparison persons per treated person.
    pub neighbours: usize,
    /// Calliper in standard deviations of the logit.
    pub calliper: f64,
    /// Ridge penalty of the propensity model.
    pub ridge: f64,
}

impl Default for MatchingRule {
    fn default() -> Self {
        Self { neighbours: 3, calliper: 0.2, ridge: 1e-3 }
    }
}

/// Who was matched with whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Matching {
    /// Treated person and its comparison persons (indices), for those with at least one.
    pub pairs: Vec<(usize, Vec<usize>)>,
    /// Treated persons for whom nobody comparable was found; they are outside the estimate.
    pub unmatched: Vec<usize>,
    /// Balance of every covariate after matching.
    pub balance: Vec<BalanceRow>,
    /// Balance before matching.
    pub balance_before: Vec<BalanceRow>,
    /// Logit of the propensity of every person.
    pub logits: Vec<f64>,
}

impl Matching {
    /// Says whether every covariate's standardised difference is below 0.1: the gate for showing an
    /// effect at all.
    pub fn is_balanced(&self) -> bool {
        self.balance.iter().all(BalanceRow::is_balanced)
    }

    /// Returns each person's weight: 1 for a matched treated person, the sum of its shares for a
    /// comparison person, 0 for the rest.
    pub fn weights(&self) -> Vec<f64> {
        let mut weights = vec![0.0; self.logits.len()];
        for (treated, controls) in &self.pairs {
            weights[*treated] = 1.0;
            for &control in controls {
                weights[control] += 1.0 / controls.len() as f64;
            }
        }
        weights
    }
}

impl Comparison {
    /// Matches each treated person to its nearest comparison persons, with replacement.
    ///
    /// Nearest on the logit of the propensity, within the calliper and the person's cell; ties go
    /// to the lower index, so the result does not depend on chance.
    pub fn match_nearest(&self, rule: &MatchingRule) -> Result<Matching> {
        check_length("is_treated", self.rows.len(), self.is_treated.len())?;
        check_length("cells", self.rows.len(), self.cells.len())?;
        check_range("neighbours", rule.neighbours as f64, rule.neighbours > 0, "1 ≤ …")?;
        check_range("calliper", rule.calliper, rule.calliper > 0.0, "0 < …")?;
        if let Some(first) = self.rows.first() {
            check_length("covariates", first.len(), self.covariates.len())?;
        }
        let model = LogisticModel::fit(&self.rows, &self.is_treated, rule.ridge)?;
        let logits: Vec<f64> = self.rows.iter().map(|row| model.logit(row)).collect();
        let reach = rule.calliper * variance(&logits).sqrt();
        let pools = self.controls_by_cell(&logits);
        let mut pairs = Vec::new();
        let mut unmatched = Vec::new();
        for treated in (0..self.rows.len()).filter(|&index| self.is_treated[index]) {
            let pool = pools.get(self.cells[treated].as_str()).map_or(&[][..], Vec::as_slice);
            let nearest = nearest(pool, logits[treated], reach, rule.neighbours);
            if nearest.is_empty() {
                unmatched.push(treated);
            } else {
                pairs.push((treated, nearest));
            }
        }
        if pairs.is_empty() {
            return Err(Error::Empty { what: "matched pairs" });
        }
        let mut matching =
            Matching { pairs, unmatched, balance: Vec::new(), balance_before: Vec::new(), logits };
        let before: Vec<f64> = vec![1.0; self.rows.len()];
        matching.balance_before = self.balance(&before)?;
        matching.balance = self.balance(&matching.weights())?;
        Ok(matching)
    }

    fn controls_by_cell(&self, logits: &[f64]) -> BTreeMap<&str, Vec<(f64, usize)>> {
        let mut pools: BTreeMap<&str, Vec<(f64, usize)>> = BTreeMap::new();
        for (index, cell) in self.cells.iter().enumerate() {
            if !self.is_treated[index] {
                pools.entry(cell).or_default().push((logits[index], index));
            }
        }
        for pool in pools.values_mut() {
            pool.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
        }
        pools
    }

    pub(crate) fn balance(&self, weights: &[f64]) -> Result<Vec<BalanceRow>> {
        let names = self.covariates.iter().enumerate();
        names
            .map(|(column, covariate)| {
                let pick = |is_treated: bool| {
                    (0..self.rows.len())
                        .filter(move |&index| self.is_treated[index] == is_treated)
                        .filter(move |&index| !is_treated || weights[index] > 0.0)
                };
                let treated: Vec<f64> = pick(true).map(|index| self.rows[index][column]).collect();
                let control: Vec<f64> = pick(false).map(|index| self.rows[index][column]).collect();
                let shares: Vec<f64> = pick(false).map(|index| weights[index]).collect();
                let (treated_mean, control_mean, standardised_difference) =
                    weighted_difference(&treated, &control, &shares)?;
                let covariate = covariate.clone();
                Ok(BalanceRow { covariate, treated_mean, control_mean, standardised_difference })
            })
            .collect()
    }

    /// Estimates the average effect on the treated with Abadie and Imbens' variance (2006).
    ///
    /// Remaining differences of covariates within pairs are removed by a linear regression among the
    /// comparison persons (Abadie and Imbens 2011).
    pub fn effect_on_treated(
        &self,
        matching: &Matching,
        outcomes: &[f64],
        confidence: f64,
    ) -> Result<Estimate> {
        check_length("outcomes", self.rows.len(), outcomes.len())?;
        let coefficients = self.outcome_model(matching, outcomes)?;
        let differences: Vec<f64> = matching
            .pairs
            .iter()
            .map(|(treated, controls)| {
                let at_treated = predict(&coefficients, &self.rows[*treated]);
                let expected: f64 = controls
                    .iter()
                    .map(|&index| {
                        outcomes[index] + at_treated - predict(&coefficients, &self.rows[index])
                    })
                    .sum();
                outcomes[*treated] - expected / controls.len() as f64
            })
            .collect();
        let count = differences.len() as f64;
        let effect = differences.iter().sum::<f64>() / count;
        let between: f64 = differences.iter().map(|one| (one - effect).powi(2)).sum();
        let reuse = self.reuse_variance(matching, outcomes, &coefficients);
        Estimate::normal(effect, (between + reuse).max(0.0).sqrt() / count, confidence)
    }

    fn outcome_model(&self, matching: &Matching, outcomes: &[f64]) -> Result<Vec<f64>> {
        let weights = matching.weights();
        let used: Vec<usize> = (0..self.rows.len())
            .filter(|&index| !self.is_treated[index] && weights[index] > 0.0)
            .collect();
        let rows: Vec<&[f64]> = used.iter().map(|&index| self.rows[index].as_slice()).collect();
        let values: Vec<f64> = used.iter().map(|&index| outcomes[index]).collect();
        // The light ridge keeps a covariate that is constant among the matched from failing.
        let even = vec![1.0; rows.len()];
        least_squares("outcome model", &rows, &values, &even, 1e-6 * rows.len() as f64)
    }

    /// Returns Σ [(Σ w)² − Σ w²] σ̂² over comparison persons: what using them again costs.
    fn reuse_variance(&self, matching: &Matching, outcomes: &[f64], coefficients: &[f64]) -> f64 {
        let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for (_, controls) in &matching.pairs {
            let share = 1.0 / controls.len() as f64;
            for &control in controls {
                let entry = sums.entry(control).or_default();
                entry.0 += share;
                entry.1 += share * share;
            }
        }
        let pools = self.controls_by_cell(&matching.logits);
        sums.iter()
            .map(|(&control, (sum, squares))| {
                let pool = &pools[self.cells[control].as_str()];
                let residual =
                    |index: usize| outcomes[index] - predict(coefficients, &self.rows[index]);
                let local = local_variance(pool, &matching.logits, control, residual);
                (sum * sum - squares) * local
            })
            .sum()
    }
}

fn nearest(pool: &[(f64, usize)], logit: f64, reach: f64, count: usize) -> Vec<usize> {
    let mut right = pool.partition_point(|entry| entry.0 < logit);
    let mut left = right;
    let mut chosen = Vec::with_capacity(count);
    while chosen.len() < count {
        let below = left.checked_sub(1).map(|index| (logit - pool[index].0, index));
        let above = pool.get(right).map(|entry| (entry.0 - logit, right));
        let (distance, index, is_above) = match (below, above) {
            (None, None) => break,
            (Some((distance, index)), None) => (distance, index, false),
            (None, Some((distance, index))) => (distance, index, true),
            (Some(below), Some(above)) if below.0 < above.0 => (below.0, below.1, false),
            (_, Some(above)) => (above.0, above.1, true),
        };
        if distance > reach {
            break;
        }
        if is_above {
            right += 1;
        } else {
            left -= 1;
        }
        chosen.push(pool[index].1);
    }
    chosen
}

/// Variance of the outcome near one comparison person, from its two nearest fellows in the cell.
fn local_variance(
    pool: &[(f64, usize)],
    logits: &[f64],
    person: usize,
    residual: impl Fn(usize) -> f64,
) -> f64 {
    let fellows: Vec<usize> = nearest(pool, logits[person], f64::INFINITY, 3)
        .into_iter()
        .filter(|&index| index != person)
        .take(2)
        .collect();
    if fellows.is_empty() {
        return 0.0;
    }
    let count = fellows.len() as f64;
    let mean = fellows.iter().map(|&index| residual(index)).sum::<f64>() / count;
    count / (count + 1.0) * (residual(person) - mean).powi(2)
}
