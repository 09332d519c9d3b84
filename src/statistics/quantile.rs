//! Quantiles, plain and weighted, the robust spread and the robust z.

use crate::error::{Error, Result, check_length, check_range};

/// Makes the median absolute deviation equal the standard deviation under a normal distribution.
const DEVIATION_SCALE: f64 = 1.4826;

/// Returns the quantile of weighted values: the smallest value with at least `share` of the weight
/// at or below it, averaged with the next where the weight meets `share` exactly.
///
/// Values of weight 0 are ignored.
pub fn weighted_quantile(values: &[f64], weights: &[f64], share: f64) -> Result<f64> {
    check_length("weights", values.len(), weights.len())?;
    check_range("share", share, (0.0..=1.0).contains(&share), "0 ≤ … ≤ 1")?;
    let mut pairs = Vec::with_capacity(values.len());
    for (&value, &weight) in values.iter().zip(weights) {
        check_range("values", value, value.is_finite(), "finite numbers")?;
        check_range("weights", weight, weight >= 0.0 && weight.is_finite(), "0 ≤ … < ∞")?;
        if weight > 0.0 {
            pairs.push((value, weight));
        }
    }
    pairs.sort_by(|left, right| left.0.total_cmp(&right.0));
    let total: f64 = pairs.iter().map(|pair| pair.1).sum();
    let wanted = share * total;
    let tolerance = 1e-12 * total;
    let mut sum = 0.0;
    for (index, &(value, weight)) in pairs.iter().enumerate() {
        sum += weight;
        if sum > wanted + tolerance {
            return Ok(value);
        }
        if (sum - wanted).abs() <= tolerance {
            return Ok(pairs.get(index + 1).map_or(value, |next| f64::midpoint(value, next.0)));
        }
    }
    pairs.last().map(|pair| pair.0).ok_or(Error::Empty { what: "values" })
}

/// Returns the quantile of equally weighted values, by the rule of [`weighted_quantile`].
pub fn quantile(values: &[f64], share: f64) -> Result<f64> {
    weighted_quantile(values, &vec![1.0; values.len()], share)
}

/// Returns the median.
pub fn median(values: &[f64]) -> Result<f64> {
    quantile(values, 0.5)
}

/// The centre and spread against which a value is judged.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RobustScale {
    /// The median.
    pub median: f64,
    /// 1.4826 times the median absolute deviation from the median.
    pub spread: f64,
}

impl RobustScale {
    /// Measures the centre and spread of a reference set.
    pub fn measure(reference: &[f64]) -> Result<Self> {
        let centre = median(reference)?;
        let deviations: Vec<f64> = reference.iter().map(|value| (value - centre).abs()).collect();
        Ok(Self { median: centre, spread: DEVIATION_SCALE * median(&deviations)? })
    }

    /// Returns the robust z of a value, winsorised at ±`limit`; none if the spread is 0.
    pub fn z(&self, value: f64, limit: f64) -> Option<f64> {
        (self.spread > 0.0 && value.is_finite())
            .then(|| winsorise((value - self.median) / self.spread, limit))
    }
}

/// Pulls a value back to ±`limit`.
pub fn winsorise(value: f64, limit: f64) -> f64 {
    value.max(-limit).min(limit)
}
