//! Balance of two groups: standardised mean differences of every covariate.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, check_length, check_range};

/// Largest absolute standardised mean difference of a balanced covariate.
pub const BALANCE_LIMIT: f64 = 0.1;

/// One covariate's row of a balance table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BalanceRow {
    /// Name of the covariate.
    pub covariate: String,
    /// Mean among the treated.
    pub treated_mean: f64,
    /// Weighted mean among the comparison persons.
    pub control_mean: f64,
    /// Difference over the pooled standard deviation of the groups before matching.
    pub standardised_difference: f64,
}

impl BalanceRow {
    /// Says whether the difference is below 0.1.
    pub fn is_balanced(&self) -> bool {
        self.standardised_difference.abs() < BALANCE_LIMIT
    }
}

/// Returns (m₁ − m₀) / √((s₁² + s₀²)/2) of two unweighted samples; 0 if both are constant and equal.
pub fn standardised_mean_difference(treated: &[f64], control: &[f64]) -> Result<f64> {
    let weights = vec![1.0; control.len()];
    weighted_difference(treated, control, &weights).map(|row| row.2)
}

/// Returns the treated mean, weighted control mean and standardised difference.
///
/// The denominator uses the unweighted variances, so that it is the same before and after matching.
pub(crate) fn weighted_difference(
    treated: &[f64],
    control: &[f64],
    weights: &[f64],
) -> Result<(f64, f64, f64)> {
    check_length("weights", control.len(), weights.len())?;
    if treated.is_empty() || control.is_empty() {
        return Err(Error::Empty { what: "groups" });
    }
    let total: f64 = weights.iter().sum();
    check_range("weights", total, total > 0.0, "0 < … in total")?;
    let treated_mean = mean(treated);
    let control_mean =
        control.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f64>() / total;
    let pooled = f64::midpoint(variance(treated), variance(control)).sqrt();
    let difference = treated_mean - control_mean;
    let standardised = if pooled > 0.0 {
        difference / pooled
    } else if difference == 0.0 {
        0.0
    } else {
        difference.signum() * f64::INFINITY
    };
    Ok((treated_mean, control_mean, standardised))
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

pub(crate) fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let centre = mean(values);
    values.iter().map(|value| (value - centre).powi(2)).sum::<f64>() / (values.len() - 1) as f64
}
