//! Logistic regression by iteratively re-weighted least squares with a ridge penalty.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, check_length, check_range};
use crate::linear::{Cholesky, accumulate, predict};

const STEPS_MAX: usize = 100;
const GRADIENT_LIMIT: f64 = 1e-10;

/// A fitted model of a yes-or-no outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogisticModel {
    /// Intercept first, then one coefficient per covariate, on the covariates' own scale.
    pub coefficients: Vec<f64>,
    /// Standard errors from the inverse of the penalised information.
    pub standard_errors: Vec<f64>,
    /// Log-likelihood without the penalty.
    pub log_likelihood: f64,
}

impl LogisticModel {
    /// Fits the model; `ridge` is λ of the penalty λ/2 · Σ β², which spares the intercept.
    ///
    /// Each row holds one person's covariates. Without a penalty, covariates that separate the
    /// outcomes are an error.
    pub fn fit(rows: &[Vec<f64>], outcomes: &[bool], ridge: f64) -> Result<Self> {
        let width = check_rows(rows, outcomes, ridge)?;
        let mut coefficients = vec![0.0; width + 1];
        let mut value = penalised(rows, outcomes, &coefficients, ridge);
        for _ in 0..STEPS_MAX {
            let (gradient, information) = derivatives(rows, outcomes, &coefficients, ridge);
            let factor = Cholesky::factor("covariates", &information)?;
            let step = factor.solve(&gradient);
            let decrement: f64 = step.iter().zip(&gradient).map(|(a, b)| a * b).sum();
            if decrement / rows.len() as f64 <= GRADIENT_LIMIT * GRADIENT_LIMIT.sqrt() {
                let standard_errors =
                    factor.inverse_diagonal().into_iter().map(f64::sqrt).collect();
                let log_likelihood = penalised(rows, outcomes, &coefficients, 0.0);
                if coefficients.iter().any(|one| one.abs() > 1e6) || log_likelihood > -1e-6 {
                    break;
                }
                return Ok(Self { coefficients, standard_errors, log_likelihood });
            }
            // Halve the Newton step until the likelihood rises: plain IRLS may overshoot.
            let mut share = 1.0;
            let (next, next_value) = loop {
                let candidate: Vec<f64> = coefficients
                    .iter()
                    .zip(&step)
                    .map(|(old, change)| old + share * change)
                    .collect();
                let reached = penalised(rows, outcomes, &candidate, ridge);
                if reached >= value - 1e-12 * value.abs() || share < 1e-6 {
                    break (candidate, reached);
                }
                share /= 2.0;
            };
            coefficients = next;
            value = next_value;
        }
        Err(Error::Convergence { what: "logistic regression", iterations: STEPS_MAX })
    }

    /// Returns the log-odds of one person.
    pub fn logit(&self, row: &[f64]) -> f64 {
        predict(&self.coefficients, row)
    }

    /// Returns the probability of one person.
    pub fn probability(&self, row: &[f64]) -> f64 {
        logistic(self.logit(row))
    }
}

/// Returns 1 / (1 + e⁻ˣ).
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn check_rows(rows: &[Vec<f64>], outcomes: &[bool], ridge: f64) -> Result<usize> {
    check_length("outcomes", rows.len(), outcomes.len())?;
    check_range("ridge", ridge, ridge >= 0.0 && ridge.is_finite(), "0 ≤ … < ∞")?;
    let width = rows.first().ok_or(Error::Empty { what: "rows" })?.len();
    for row in rows {
        check_length("rows", width, row.len())?;
        for &value in row {
            check_range("covariates", value, value.is_finite(), "finite numbers")?;
        }
    }
    let events = outcomes.iter().filter(|outcome| **outcome).count();
    let is_mixed = events > 0 && events < outcomes.len();
    check_range("outcomes", events as f64, is_mixed, "at least one yes and one no")?;
    Ok(width)
}

fn penalised(rows: &[Vec<f64>], outcomes: &[bool], coefficients: &[f64], ridge: f64) -> f64 {
    let likelihood: f64 = rows
        .iter()
        .zip(outcomes)
        .map(|(row, outcome)| {
            let logit = predict(coefficients, row);
            let signed = if *outcome { logit } else { -logit };
            // ln σ(x) without overflow for very negative x.
            if signed > 0.0 { -(-signed).exp().ln_1p() } else { signed - signed.exp().ln_1p() }
        })
        .sum();
    likelihood - ridge / 2.0 * coefficients[1..].iter().map(|one| one * one).sum::<f64>()
}

fn derivatives(
    rows: &[Vec<f64>],
    outcomes: &[bool],
    coefficients: &[f64],
    ridge: f64,
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let width = coefficients.len();
    let mut gradient = vec![0.0; width];
    let mut information = vec![vec![0.0; width]; width];
    for (row, outcome) in rows.iter().zip(outcomes) {
        let probability = logistic(predict(coefficients, row));
        let residual = f64::from(u8::from(*outcome)) - probability;
        gradient[0] += residual;
        for (index, value) in row.iter().enumerate() {
            gradient[index + 1] += residual * value;
        }
        accumulate(&mut information, row, (probability * (1.0 - probability)).max(1e-300));
    }
    for index in 1..width {
        gradient[index] -= ridge * coefficients[index];
        information[index][index] += ridge;
    }
    (gradient, information)
}
