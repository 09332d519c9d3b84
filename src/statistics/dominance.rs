//! Dominance rules for amounts: may a sum be shown, or does it tell one contributor's value?

use crate::error::{Result, check_range};

/// Fewest establishments behind a shown amount.
pub const CONTRIBUTORS_MINIMUM: usize = 3;
/// Percentage of the p % rule for pay bills.
pub const PERCENT_STANDARD: f64 = 15.0;

/// Says whether the second largest contributor could estimate the largest within `percent` %.
///
/// Sensitive if total − x₁ − x₂ < percent/100 · x₁; negative contributions count by size.
pub fn is_sensitive_by_percent(contributions: &[f64], percent: f64) -> Result<bool> {
    check_range("percent", percent, percent > 0.0 && percent.is_finite(), "0 < … < ∞")?;
    let sizes = descending(contributions)?;
    let Some(&largest) = sizes.first() else { return Ok(true) };
    let rest: f64 = sizes.iter().skip(2).sum();
    Ok(largest > 0.0 && rest < percent / 100.0 * largest)
}

/// Says whether the `count` largest contributors hold more than `share` of the total.
pub fn is_dominated(contributions: &[f64], count: usize, share: f64) -> Result<bool> {
    check_range("share", share, share > 0.0 && share <= 1.0, "0 < … ≤ 1")?;
    let sizes = descending(contributions)?;
    let total: f64 = sizes.iter().sum();
    let largest: f64 = sizes.iter().take(count).sum();
    Ok(total > 0.0 && largest > share * total)
}

/// Says whether an amount may be shown: at least 3 contributors and safe by the 15 % rule.
pub fn is_amount_safe(contributions: &[f64]) -> Result<bool> {
    let is_sensitive = is_sensitive_by_percent(contributions, PERCENT_STANDARD)?;
    let contributors = contributions.iter().filter(|one| **one != 0.0).count();
    Ok(contributors >= CONTRIBUTORS_MINIMUM && !is_sensitive)
}

fn descending(contributions: &[f64]) -> Result<Vec<f64>> {
    for &one in contributions {
        check_range("contributions", one, one.is_finite(), "finite numbers")?;
    }
    let mut sizes: Vec<f64> = contributions.iter().map(|one| one.abs()).collect();
    sizes.sort_by(|left, right| right.total_cmp(left));
    Ok(sizes)
}
