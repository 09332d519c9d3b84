//! Competing risks: Aalen–Johansen cumulative incidence of each cause of leaving.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, check_range};
use crate::interval::Interval;
use crate::special::deviate;

/// One subject: how long it was watched and by which cause, if any, the watching ended.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CauseObservation {
    /// Time since the start of the clock, at least 0.
    pub time: f64,
    /// Number of the cause, 0 upwards; none if censored.
    pub cause: Option<usize>,
}

/// Cumulative incidence after one distinct event time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidenceStep {
    /// The event time.
    pub time: f64,
    /// Subjects still watched just before `time`.
    pub at_risk: usize,
    /// Probability that the cause of interest happened by `time`.
    pub incidence: f64,
    /// Its standard error (delta method, Marubini and Valsecchi).
    pub standard_error: f64,
    /// Log–log interval; none while the incidence is 0.
    pub interval: Option<Interval>,
}

struct Moment {
    time: f64,
    at_risk: f64,
    all: f64,
    of_cause: f64,
    survival_before: f64,
}

/// Estimates the cumulative incidence of `cause` in the presence of all other causes.
pub fn cumulative_incidence(
    observations: &[CauseObservation],
    cause: usize,
    confidence: f64,
) -> Result<Vec<IncidenceStep>> {
    let moments = moments(observations, cause)?;
    let z = deviate(confidence)?;
    let mut incidences = Vec::with_capacity(moments.len());
    let mut incidence = 0.0;
    for moment in &moments {
        incidence += moment.survival_before * moment.of_cause / moment.at_risk;
        incidences.push(incidence);
    }
    let steps = (0..moments.len()).map(|index| {
        let standard_error = variance(&moments[..=index], &incidences[..=index]).max(0.0).sqrt();
        let incidence = incidences[index];
        IncidenceStep {
            time: moments[index].time,
            at_risk: moments[index].at_risk as usize,
            incidence,
            standard_error,
            interval: (incidence > 0.0 && incidence < 1.0 - 1e-12)
                .then(|| log_log(incidence, standard_error, z)),
        }
    });
    Ok(steps.collect())
}

fn moments(observations: &[CauseObservation], cause: usize) -> Result<Vec<Moment>> {
    if observations.is_empty() {
        return Err(Error::Empty { what: "observations" });
    }
    for one in observations {
        check_range("time", one.time, one.time >= 0.0 && one.time.is_finite(), "0 ≤ … < ∞")?;
    }
    let mut sorted = observations.to_vec();
    sorted.sort_by(|left, right| left.time.total_cmp(&right.time));
    let mut moments = Vec::new();
    let mut survival = 1.0;
    let mut start = 0;
    while start < sorted.len() {
        let time = sorted[start].time;
        let end = start + sorted[start..].partition_point(|one| one.time <= time);
        let tied = &sorted[start..end];
        let all = tied.iter().filter(|one| one.cause.is_some()).count() as f64;
        let of_cause = tied.iter().filter(|one| one.cause == Some(cause)).count() as f64;
        let at_risk = (sorted.len() - start) as f64;
        if all > 0.0 {
            moments.push(Moment { time, at_risk, all, of_cause, survival_before: survival });
            survival *= 1.0 - all / at_risk;
        }
        start = end;
    }
    Ok(moments)
}

fn variance(moments: &[Moment], incidences: &[f64]) -> f64 {
    let last = incidences.last().copied().unwrap_or(0.0);
    moments.iter().zip(incidences).fold(0.0, |sum, (moment, incidence)| {
        let Moment { at_risk, all, of_cause, survival_before, .. } = *moment;
        let rise = last - incidence;
        let before = if rise == 0.0 || at_risk <= all {
            0.0
        } else {
            rise * rise * all / (at_risk * (at_risk - all))
        };
        let own = survival_before.powi(2) * (at_risk - of_cause) * of_cause / at_risk.powi(3);
        let both = 2.0 * rise * survival_before * of_cause / at_risk.powi(2);
        sum + before + own - both
    })
}

fn log_log(incidence: f64, standard_error: f64, z: f64) -> Interval {
    let exponent = z * standard_error / (incidence * incidence.ln());
    Interval { lower: incidence.powf((-exponent).exp()), upper: incidence.powf(exponent.exp()) }
}
