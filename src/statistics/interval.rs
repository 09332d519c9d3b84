//! Intervals for proportions (Wilson), counts and observed over expected (exact Poisson).

use serde::{Deserialize, Serialize};

use crate::error::{Result, check_open_share, check_range};
use crate::special::{chi_square_quantile, deviate};

/// A closed interval with `lower <= upper`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

impl Interval {
    /// Builds the interval `centre ± half_width`.
    pub fn around(centre: f64, half_width: f64) -> Self {
        Self { lower: centre - half_width, upper: centre + half_width }
    }

    /// Says whether the value lies inside, limits included.
    pub fn contains(&self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    /// Returns upper minus lower.
    pub fn width(&self) -> f64 {
        self.upper - self.lower
    }

    /// Multiplies both limits by a factor of at least 0.
    pub fn scaled(&self, factor: f64) -> Self {
        Self { lower: self.lower * factor, upper: self.upper * factor }
    }
}

/// Returns the Wilson score interval of a proportion (Wilson 1927).
///
/// It never leaves 0–1 and holds at 0 and at `trials` successes, unlike `p ± z·se`.
pub fn wilson(successes: u64, trials: u64, confidence: f64) -> Result<Interval> {
    check_range("trials", trials as f64, trials > 0, "1 ≤ …")?;
    check_range("successes", successes as f64, successes <= trials, "0 ≤ … ≤ trials")?;
    let z = deviate(confidence)?;
    let n = trials as f64;
    let share = successes as f64 / n;
    let spread = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / spread;
    let half = z / spread * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    Ok(Interval {
        lower: if successes == 0 { 0.0 } else { (centre - half).clamp(0.0, share) },
        upper: if successes == trials { 1.0 } else { (centre + half).clamp(share, 1.0) },
    })
}

/// Returns the number of trials at which Wilson's half-width falls to `half_width` at a proportion.
///
/// For verification samples, e.g. half a width of 0.05 at proportion 0.8.
pub fn wilson_sample_size(share: f64, half_width: f64, confidence: f64) -> Result<u64> {
    check_range("share", share, (0.0..=1.0).contains(&share), "0 ≤ … ≤ 1")?;
    check_range("half_width", half_width, (0.001..0.5).contains(&half_width), "0.001 ≤ … < 0.5")?;
    let z = deviate(confidence)?;
    let half =
        |n: f64| z / (1.0 + z * z / n) * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let (mut low, mut high) = (1_u64, 1_u64);
    while half(high as f64) > half_width {
        low = high;
        high *= 2;
    }
    while low < high {
        let middle = u64::midpoint(low, high);
        if half(middle as f64) > half_width {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(high)
}

/// Returns the exact Poisson interval of a count (Garwood 1936).
///
/// Lower limit χ²(α/2; 2O)/2, upper limit χ²(1 − α/2; 2O + 2)/2.
pub fn poisson(count: u64, confidence: f64) -> Result<Interval> {
    check_open_share("confidence", confidence)?;
    let alpha = 1.0 - confidence;
    let doubled = 2.0 * count as f64;
    Ok(Interval {
        lower: if count == 0 { 0.0 } else { chi_square_quantile(doubled, alpha / 2.0)? / 2.0 },
        upper: chi_square_quantile(doubled + 2.0, 1.0 - alpha / 2.0)? / 2.0,
    })
}

/// Returns the exact Poisson interval of observed over expected, or of a rate per exposure.
pub fn observed_over_expected(observed: u64, expected: f64, confidence: f64) -> Result<Interval> {
    check_range("expected", expected, expected > 0.0 && expected.is_finite(), "0 < …")?;
    Ok(poisson(observed, confidence)?.scaled(1.0 / expected))
}
