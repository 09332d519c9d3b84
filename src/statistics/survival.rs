//! Survival with censoring: Kaplan–Meier, Greenwood, log–log intervals, restricted mean.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, check_range};
use crate::interval::Interval;
use crate::special::deviate;

/// One subject: how long it was watched, and whether the watching ended by the event.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// Time since the start of the clock, at least 0, in the unit of the caller (usually days).
    pub time: f64,
    /// True if the event happened at `time`, false if the subject was still waiting (censored).
    pub is_event: bool,
}

/// The curve after one distinct event time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The event time.
    pub time: f64,
    /// Subjects still watched just before `time`; those censored at `time` are among them.
    pub at_risk: usize,
    /// Events at `time`.
    pub events: usize,
    /// Estimated probability of no event up to and including `time`.
    pub survival: f64,
    /// Greenwood's standard error of `survival`.
    pub standard_error: f64,
    /// Log–log interval of `survival`; none where the curve has reached 0.
    pub interval: Option<Interval>,
}

/// An estimate with its standard error and interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The point estimate.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Normal interval at the confidence asked for.
    pub interval: Interval,
}

impl Estimate {
    /// Builds the estimate with the interval `value ± z · standard_error`.
    pub fn normal(value: f64, standard_error: f64, confidence: f64) -> Result<Self> {
        let interval = Interval::around(value, deviate(confidence)? * standard_error);
        Ok(Self { value, standard_error, interval })
    }
}

/// A Kaplan–Meier curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Survival {
    steps: Vec<Step>,
    subjects: usize,
    largest_time: f64,
    confidence: f64,
}

impl Survival {
    /// Estimates the curve from possibly censored observations.
    pub fn estimate(observations: &[Observation], confidence: f64) -> Result<Self> {
        let sorted = sorted_by_time(observations)?;
        let z = deviate(confidence)?;
        let mut steps = Vec::new();
        let mut survival = 1.0;
        let mut greenwood = 0.0;
        let mut start = 0;
        while start < sorted.len() {
            let time = sorted[start].time;
            let end = start + sorted[start..].partition_point(|one| one.time <= time);
            let events = sorted[start..end].iter().filter(|one| one.is_event).count();
            let at_risk = sorted.len() - start;
            if events > 0 {
                survival *= 1.0 - events as f64 / at_risk as f64;
                if events < at_risk {
                    greenwood += events as f64 / (at_risk as f64 * (at_risk - events) as f64);
                }
                let is_over = events == at_risk;
                let standard_error = if is_over { 0.0 } else { survival * greenwood.sqrt() };
                let interval = (!is_over).then(|| log_log(survival, standard_error, z));
                steps.push(Step { time, at_risk, events, survival, standard_error, interval });
            }
            start = end;
        }
        let largest_time = sorted.last().map_or(0.0, |one| one.time);
        Ok(Self { steps, subjects: sorted.len(), largest_time, confidence })
    }

    /// Returns the curve after each distinct event time, in order of time.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Returns the number of subjects.
    pub fn subjects(&self) -> usize {
        self.subjects
    }

    /// Returns the longest time any subject was watched.
    pub fn largest_time(&self) -> f64 {
        self.largest_time
    }

    /// Returns the step in force at `time`; none before the first event.
    pub fn step_at(&self, time: f64) -> Option<&Step> {
        let after = self.steps.partition_point(|step| step.time <= time);
        after.checked_sub(1).map(|index| &self.steps[index])
    }

    /// Returns the probability of no event up to `time`, or none beyond the watched time.
    pub fn at(&self, time: f64) -> Option<f64> {
        let survival = self.step_at(time).map_or(1.0, |step| step.survival);
        (time <= self.largest_time || survival == 0.0).then_some(survival)
    }

    /// Returns the probability that the event happened by `time` with its log–log interval.
    ///
    /// None beyond the watched time, and without an interval before the first event.
    pub fn event_share_by(&self, time: f64) -> Option<(f64, Option<Interval>)> {
        let share = 1.0 - self.at(time)?;
        let interval = self.step_at(time).and_then(|step| step.interval);
        Some((share, interval.map(|i| Interval { lower: 1.0 - i.upper, upper: 1.0 - i.lower })))
    }

    /// Returns the first time at which survival is at most `1 - share`, or none if never reached.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        // The product of fractions may miss an exact half by one rounding.
        self.steps.iter().find(|step| step.survival <= 1.0 - share + 1e-12).map(|step| step.time)
    }

    /// Returns the median time, or none if fewer than half had the event.
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// Returns the mean time up to `horizon` (the area under the curve) with its standard error.
    ///
    /// The horizon may not exceed the watched time unless the curve has reached 0.
    pub fn restricted_mean(&self, horizon: f64) -> Result<Estimate> {
        let is_covered = self.at(horizon).is_some();
        check_range("horizon", horizon, horizon > 0.0 && is_covered, "0 < … ≤ watched time")?;
        let steps: Vec<&Step> = self.steps.iter().filter(|step| step.time < horizon).collect();
        let mut remaining_area = 0.0;
        let mut variance = 0.0;
        let mut end = horizon;
        for step in steps.iter().rev() {
            remaining_area += step.survival * (end - step.time);
            end = step.time;
            if step.events < step.at_risk {
                let risk = step.at_risk as f64;
                let events = step.events as f64;
                variance += remaining_area * remaining_area * events / (risk * (risk - events));
            }
        }
        Estimate::normal(remaining_area + end, variance.sqrt(), self.confidence)
    }
}

fn log_log(survival: f64, standard_error: f64, z: f64) -> Interval {
    let exponent = z * standard_error / (survival * survival.ln());
    Interval { lower: survival.powf((-exponent).exp()), upper: survival.powf(exponent.exp()) }
}

fn sorted_by_time(observations: &[Observation]) -> Result<Vec<Observation>> {
    if observations.is_empty() {
        return Err(Error::Empty { what: "observations" });
    }
    for one in observations {
        check_range("time", one.time, one.time >= 0.0 && one.time.is_finite(), "0 ≤ … < ∞")?;
    }
    let mut sorted = observations.to_vec();
    sorted.sort_by(|left, right| left.time.total_cmp(&right.time));
    Ok(sorted)
}
