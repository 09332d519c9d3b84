//! Difference in differences: the change among the treated less the change in the comparison group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, check_length, check_range};
use crate::survival::Estimate;

/// One person's outcomes by period, e.g. wages by month relative to the end of training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// Whether the person was trained.
    pub is_treated: bool,
    /// Weight, 1 or from a matching; persons of weight 0 are left out.
    pub weight: f64,
    /// Cluster whose members may share luck, e.g. a cohort; equal numbers, equal cluster.
    pub cluster: u64,
    /// Outcome by period; missing periods are absent.
    pub outcomes: BTreeMap<i32, f64>,
}

/// The difference in differences of one period against the base period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeriodEffect {
    /// The period.
    pub period: i32,
    /// Effect with a cluster-robust interval; before the base it shows the pre-trend.
    pub effect: Estimate,
    /// Treated persons observed in both periods.
    pub treated: usize,
    /// Comparison persons observed in both periods.
    pub controls: usize,
}

/// Estimates the difference in differences of means over two sets of periods.
///
/// Each person's outcome is first averaged over its observed periods before and after, so serial
/// correlation within a person does not narrow the interval; clusters widen it.
pub fn difference_in_differences(
    panels: &[Panel],
    before: std::ops::RangeInclusive<i32>,
    after: std::ops::RangeInclusive<i32>,
    confidence: f64,
) -> Result<Estimate> {
    let change =
        |panel: &Panel| Some(mean_over(panel, after.clone())? - mean_over(panel, before.clone())?);
    compare(panels, change, confidence).map(|result| result.0)
}

/// Estimates the effect of every period against `base`, in order; the base itself is left out.
pub fn effects_by_period(
    panels: &[Panel],
    base: i32,
    confidence: f64,
) -> Result<Vec<PeriodEffect>> {
    let mut periods: Vec<i32> =
        panels.iter().flat_map(|panel| panel.outcomes.keys().copied()).collect();
    periods.sort_unstable();
    periods.dedup();
    let mut effects = Vec::new();
    for period in periods.into_iter().filter(|period| *period != base) {
        let change =
            |panel: &Panel| Some(panel.outcomes.get(&period)? - panel.outcomes.get(&base)?);
        match compare(panels, change, confidence) {
            Ok((effect, treated, controls)) => {
                effects.push(PeriodEffect { period, effect, treated, controls });
            }
            Err(Error::Empty { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    if effects.is_empty() { Err(Error::Empty { what: "periods" }) } else { Ok(effects) }
}

/// Says whether every period before `base` has an interval that holds 0, Bonferroni-adjusted by the
/// caller's choice of confidence: no sign of a trend that began before the training.
pub fn is_pre_trend_flat(effects: &[PeriodEffect], base: i32) -> bool {
    effects.iter().filter(|one| one.period < base).all(|one| one.effect.interval.contains(0.0))
}

fn mean_over(panel: &Panel, periods: std::ops::RangeInclusive<i32>) -> Option<f64> {
    if periods.is_empty() {
        return None;
    }
    let (sum, count) = panel
        .outcomes
        .range(periods)
        .fold((0.0, 0), |(sum, count), (_, one)| (sum + one, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

fn compare(
    panels: &[Panel],
    change: impl Fn(&Panel) -> Option<f64>,
    confidence: f64,
) -> Result<(Estimate, usize, usize)> {
    let (treated_mean, treated_variance, treated) = group(panels, true, &change)?;
    let (control_mean, control_variance, controls) = group(panels, false, &change)?;
    let error = (treated_variance + control_variance).sqrt();
    Ok((Estimate::normal(treated_mean - control_mean, error, confidence)?, treated, controls))
}

/// Weighted mean change of a group, its cluster-robust variance and its size.
fn group(
    panels: &[Panel],
    is_treated: bool,
    change: impl Fn(&Panel) -> Option<f64>,
) -> Result<(f64, f64, usize)> {
    let mut changes = Vec::new();
    for panel in panels.iter().filter(|panel| panel.is_treated == is_treated) {
        let weight = panel.weight;
        check_range("weight", weight, weight >= 0.0 && weight.is_finite(), "0 ≤ … < ∞")?;
        if weight > 0.0 {
            changes.extend(change(panel).map(|value| (value, weight, panel.cluster)));
        }
    }
    if changes.is_empty() {
        return Err(Error::Empty { what: if is_treated { "treated" } else { "controls" } });
    }
    let total: f64 = changes.iter().map(|one| one.1).sum();
    let mean = changes.iter().map(|one| one.0 * one.1).sum::<f64>() / total;
    let mut clusters: BTreeMap<u64, f64> = BTreeMap::new();
    for (value, weight, cluster) in &changes {
        *clusters.entry(*cluster).or_default() += weight * (value - mean);
    }
    let count = clusters.len() as f64;
    check_length("clusters of a group (at least 2)", 2, clusters.len().min(2))?;
    let squares: f64 = clusters.values().map(|sum| sum * sum).sum();
    Ok((mean, count / (count - 1.0) * squares / (total * total), changes.len()))
}
