//! The seeded bootstrap: the spread of any estimate by drawing subjects again with replacement.

use crate::error::{Error, Result, check_open_share, check_range};
use crate::interval::Interval;
use crate::random::Random;

/// The estimates of all replicates, in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicates {
    sorted: Vec<f64>,
    failed: usize,
}

impl Replicates {
    /// Draws `count` replicates of `subjects` indices each and estimates every one.
    ///
    /// `estimate` receives the drawn indices and may answer none (e.g. an empty denominator): such
    /// replicates are counted in [`Self::failed`] and left out. For a cluster bootstrap the indices
    /// are clusters.
    pub fn draw(
        count: usize,
        seed: u64,
        subjects: usize,
        mut estimate: impl FnMut(&[usize]) -> Option<f64>,
    ) -> Result<Self> {
        check_range("replicates", count as f64, count > 0, "1 ≤ …")?;
        if subjects == 0 {
            return Err(Error::Empty { what: "subjects" });
        }
        let mut random = Random::new(seed);
        let mut indices = vec![0; subjects];
        let mut sorted = Vec::with_capacity(count);
        for _ in 0..count {
            for index in &mut indices {
                *index = random.below(subjects);
            }
            sorted.extend(estimate(&indices).filter(|value| value.is_finite()));
        }
        let failed = count - sorted.len();
        Self::from_estimates(sorted, failed)
    }

    /// Collects estimates that the caller drew, with the number of draws that gave none.
    pub fn from_estimates(mut estimates: Vec<f64>, failed: usize) -> Result<Self> {
        if estimates.is_empty() {
            return Err(Error::Empty { what: "replicates" });
        }
        estimates.sort_by(f64::total_cmp);
        Ok(Self { sorted: estimates, failed })
    }

    /// Returns the estimates in ascending order.
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// Returns how many replicates had no estimate.
    pub fn failed(&self) -> usize {
        self.failed
    }

    /// Returns the percentile interval.
    pub fn interval(&self, confidence: f64) -> Result<Interval> {
        check_open_share("confidence", confidence)?;
        let at = |share: f64| {
            let rank = (share * (self.sorted.len() - 1) as f64).round() as usize;
            self.sorted[rank.min(self.sorted.len() - 1)]
        };
        let tail = (1.0 - confidence) / 2.0;
        Ok(Interval { lower: at(tail), upper: at(1.0 - tail) })
    }

    /// Returns the standard deviation of the replicates; 0 for a single one.
    pub fn standard_error(&self) -> f64 {
        let n = self.sorted.len() as f64;
        if n < 2.0 {
            return 0.0;
        }
        let mean = self.sorted.iter().sum::<f64>() / n;
        (self.sorted.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
    }

    /// Returns the share of replicates that are at least `threshold`.
    pub fn share_at_least(&self, threshold: f64) -> f64 {
        let below = self.sorted.partition_point(|value| *value < threshold);
        (self.sorted.len() - below) as f64 / self.sorted.len() as f64
    }

    /// Returns the share of replicates that are at most `threshold`.
    pub fn share_at_most(&self, threshold: f64) -> f64 {
        let up_to = self.sorted.partition_point(|value| *value <= threshold);
        up_to as f64 / self.sorted.len() as f64
    }
}
