//! Empirical Bayes: small cells borrow strength, Gamma–Poisson for rates, normal for O − E.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, check_open_share, check_range};
use crate::interval::Interval;
use crate::special::gamma_quantile;

/// A count and the exposure it arose from: vacancies and seekers, observed and expected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RateCell {
    /// Events, at least 0.
    pub events: f64,
    /// Exposure, above 0.
    pub exposure: f64,
}

/// A Gamma distribution of rates among cells.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GammaPrior {
    /// Mean rate.
    pub mean: f64,
    /// Variance of the true rates; 0 where the cells differ no more than chance allows.
    pub variance: f64,
}

/// A rate after shrinkage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShrunkenRate {
    /// Posterior mean.
    pub rate: f64,
    /// Weight of the cell's own rate, 0–1; the rest is the prior mean's.
    pub own_weight: f64,
    /// Posterior interval.
    pub interval: Interval,
}

impl GammaPrior {
    /// Fits mean and variance by moments weighted with exposure (Marshall 1991).
    pub fn fit(cells: &[RateCell]) -> Result<Self> {
        if cells.is_empty() {
            return Err(Error::Empty { what: "cells" });
        }
        for cell in cells {
            let is_count = cell.events >= 0.0 && cell.events.is_finite();
            check_range("events", cell.events, is_count, "0 ≤ … < ∞")?;
            let is_exposure = cell.exposure > 0.0 && cell.exposure.is_finite();
            check_range("exposure", cell.exposure, is_exposure, "0 < … < ∞")?;
        }
        let exposure: f64 = cells.iter().map(|cell| cell.exposure).sum();
        let mean = cells.iter().map(|cell| cell.events).sum::<f64>() / exposure;
        let spread = cells
            .iter()
            .map(|cell| cell.exposure * (cell.events / cell.exposure - mean).powi(2))
            .sum::<f64>()
            / exposure;
        let by_chance = mean / (exposure / cells.len() as f64);
        Ok(Self { mean, variance: (spread - by_chance).max(0.0) })
    }

    /// Shrinks one cell towards the prior mean.
    pub fn shrink(&self, cell: RateCell, confidence: f64) -> Result<ShrunkenRate> {
        check_open_share("confidence", confidence)?;
        check_range("exposure", cell.exposure, cell.exposure >= 0.0, "0 ≤ …")?;
        if self.mean <= 0.0 || self.variance <= 0.0 {
            let interval = Interval { lower: self.mean, upper: self.mean };
            return Ok(ShrunkenRate { rate: self.mean, own_weight: 0.0, interval });
        }
        let prior_exposure = self.mean / self.variance;
        let shape = self.mean * prior_exposure + cell.events;
        let exposure = prior_exposure + cell.exposure;
        let tail = (1.0 - confidence) / 2.0;
        Ok(ShrunkenRate {
            rate: shape / exposure,
            own_weight: cell.exposure / exposure,
            interval: Interval {
                lower: gamma_quantile(shape, tail)? / exposure,
                upper: gamma_quantile(shape, 1.0 - tail)? / exposure,
            },
        })
    }
}

/// Shrinks a cell of an occupation × governorate table towards its two margins.
///
/// The cell's prior mean is the product of the margins' rates over the total rate (no interaction);
/// the prior variance is the spread of the observed over these expected rates. Cells are in row
/// order, `columns` to a row; an exposure of 0 is allowed and takes the prior.
pub fn shrink_to_margins(
    cells: &[RateCell],
    columns: usize,
    confidence: f64,
) -> Result<Vec<ShrunkenRate>> {
    let is_table = columns > 0 && !cells.is_empty() && cells.len().is_multiple_of(columns);
    check_range("columns", columns as f64, is_table, "a divisor of the number of cells")?;
    let rows = cells.len() / columns;
    let total = sum_of(cells.iter());
    check_range("exposure", total.exposure, total.exposure > 0.0, "0 < … in total")?;
    let overall = total.events / total.exposure;
    let rate =
        |part: RateCell| if part.exposure > 0.0 { part.events / part.exposure } else { overall };
    let row_rates: Vec<f64> = (0..rows)
        .map(|row| rate(sum_of(cells[row * columns..(row + 1) * columns].iter())))
        .collect();
    let column_rates: Vec<f64> = (0..columns)
        .map(|column| rate(sum_of(cells.iter().skip(column).step_by(columns))))
        .collect();
    let priors: Vec<f64> = (0..cells.len())
        .map(|index| {
            if overall > 0.0 {
                row_rates[index / columns] * column_rates[index % columns] / overall
            } else {
                0.0
            }
        })
        .collect();
    // Observed over expected per cell has prior mean near 1; its spread is common to all cells.
    let relative: Vec<RateCell> = cells
        .iter()
        .zip(&priors)
        .map(|(cell, prior)| RateCell { events: cell.events, exposure: cell.exposure * prior })
        .collect();
    let usable: Vec<RateCell> =
        relative.iter().copied().filter(|cell| cell.exposure > 0.0).collect();
    let prior = if usable.is_empty() {
        GammaPrior { mean: 1.0, variance: 0.0 }
    } else {
        GammaPrior::fit(&usable)?
    };
    relative
        .into_iter()
        .zip(&priors)
        .map(|(cell, &expected_rate)| {
            let shrunken = prior.shrink(cell, confidence)?;
            Ok(ShrunkenRate {
                rate: shrunken.rate * expected_rate,
                own_weight: shrunken.own_weight,
                interval: shrunken.interval.scaled(expected_rate),
            })
        })
        .collect()
}

fn sum_of<'a>(cells: impl Iterator<Item = &'a RateCell>) -> RateCell {
    cells.fold(RateCell { events: 0.0, exposure: 0.0 }, |sum, cell| RateCell {
        events: sum.events + cell.events,
        exposure: sum.exposure + cell.exposure,
    })
}

/// One provider's result against what its case mix led to expect.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Performance {
    /// Successes observed.
    pub observed: f64,
    /// Sum of the expected probabilities.
    pub expected: f64,
    /// Sum of p(1 − p) over the same persons.
    pub variance: f64,
    /// Persons.
    pub persons: u64,
}

impl Performance {
    /// Sums expected probabilities and outcomes of one provider's persons.
    pub fn of(expected: &[f64], outcomes: &[bool]) -> Result<Self> {
        crate::error::check_length("outcomes", expected.len(), outcomes.len())?;
        for &share in expected {
            check_range("expected", share, (0.0..=1.0).contains(&share), "0 ≤ … ≤ 1")?;
        }
        Ok(Self {
            observed: outcomes.iter().filter(|outcome| **outcome).count() as f64,
            expected: expected.iter().sum(),
            variance: expected.iter().map(|share| share * (1.0 - share)).sum(),
            persons: expected.len() as u64,
        })
    }

    /// Returns (O − E)/n, the raw value added per person.
    pub fn raw(&self) -> f64 {
        (self.observed - self.expected) / self.persons as f64
    }

    fn sampling_variance(&self) -> f64 {
        self.variance / (self.persons as f64).powi(2)
    }
}

/// A provider's value added after shrinkage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ValueAdded {
    /// û = τ²/(τ² + σ²/n) · (O − E)/n, in share points per person.
    pub value: f64,
    /// Weight of the provider's own result, also its reliability, 0–1.
    pub reliability: f64,
    /// Posterior interval.
    pub interval: Interval,
}

/// Returns τ², the variance of true value added between providers (DerSimonian and Laird 1986).
pub fn variance_between(providers: &[Performance]) -> Result<f64> {
    let usable: Vec<&Performance> =
        providers.iter().filter(|one| one.persons > 0 && one.variance > 0.0).collect();
    if usable.is_empty() {
        return Err(Error::Empty { what: "providers" });
    }
    let weights: Vec<f64> = usable.iter().map(|one| 1.0 / one.sampling_variance()).collect();
    let total: f64 = weights.iter().sum();
    // The centre is 0 by construction: expected values come from the same population. Keeping it
    // fixed, and not re-estimated, makes the expectation of the sum the number of providers.
    let excess =
        usable.iter().zip(&weights).map(|(one, weight)| weight * one.raw().powi(2)).sum::<f64>()
            - usable.len() as f64;
    Ok((excess / total).max(0.0))
}

/// Shrinks every provider's (O − E)/n towards 0 by its own reliability.
pub fn shrink_performance(
    providers: &[Performance],
    confidence: f64,
) -> Result<Vec<Option<ValueAdded>>> {
    let between = variance_between(providers)?;
    let z = crate::special::deviate(confidence)?;
    let shrink = |one: &Performance| {
        if one.persons == 0 || one.variance <= 0.0 {
            return None;
        }
        let within = one.sampling_variance();
        let reliability = between / (between + within);
        let value = reliability * one.raw();
        let interval = Interval::around(value, z * (reliability * within).sqrt());
        Some(ValueAdded { value, reliability, interval })
    };
    Ok(providers.iter().map(shrink).collect())
}
