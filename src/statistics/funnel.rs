//! Funnel limits: how far a provider of a given size may lie from the target by chance alone.

use serde::{Deserialize, Serialize};

use crate::error::{Result, check_range};
use crate::interval::Interval;
use crate::shrinkage::Performance;

/// Deviate of the 95 % limits.
pub const WARNING_DEVIATE: f64 = 1.96;
/// Deviate of the 99.8 % limits.
pub const ALARM_DEVIATE: f64 = 3.09;

/// The two pairs of limits of a funnel plot at one size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FunnelLimits {
    /// 95 % limits (z = 1.96).
    pub warning: Interval,
    /// 99.8 % limits (z = 3.09).
    pub alarm: Interval,
}

/// Where a provider lies in the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunnelPosition {
    /// Below the 99.8 % limit.
    FarBelow,
    /// Between the lower 99.8 % and 95 % limits.
    Below,
    /// Within what chance explains.
    Within,
    /// Between the upper 95 % and 99.8 % limits.
    Above,
    /// Above the 99.8 % limit.
    FarAbove,
}

impl FunnelLimits {
    /// Places a value among the limits.
    pub fn place(&self, value: f64) -> FunnelPosition {
        if value < self.alarm.lower {
            FunnelPosition::FarBelow
        } else if value < self.warning.lower {
            FunnelPosition::Below
        } else if value > self.alarm.upper {
            FunnelPosition::FarAbove
        } else if value > self.warning.upper {
            FunnelPosition::Above
        } else {
            FunnelPosition::Within
        }
    }
}

/// Returns the limits around a target proportion for `persons` persons, within 0–1.
pub fn proportion_limits(target: f64, persons: u64) -> Result<FunnelLimits> {
    check_range("target", target, (0.0..=1.0).contains(&target), "0 ≤ … ≤ 1")?;
    check_range("persons", persons as f64, persons > 0, "1 ≤ …")?;
    let error = (target * (1.0 - target) / persons as f64).sqrt();
    let limit = |z: f64| Interval {
        lower: (target - z * error).max(0.0),
        upper: (target + z * error).min(1.0),
    };
    Ok(FunnelLimits { warning: limit(WARNING_DEVIATE), alarm: limit(ALARM_DEVIATE) })
}

/// Returns the limits around O/E = 1 for a provider's expected number and its variance.
pub fn ratio_limits(performance: &Performance) -> Result<FunnelLimits> {
    let expected = performance.expected;
    check_range("expected", expected, expected > 0.0, "0 < …")?;
    let error = performance.variance.sqrt() / expected;
    let limit = |z: f64| Interval { lower: (1.0 - z * error).max(0.0), upper: 1.0 + z * error };
    Ok(FunnelLimits { warning: limit(WARNING_DEVIATE), alarm: limit(ALARM_DEVIATE) })
}
