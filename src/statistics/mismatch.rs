//! Mismatch between the places of seekers and of vacancies: M, M with efficiencies, Jackman–Roper.

use crate::error::{Error, Result, check_length, check_open_share, check_range};

/// Returns M = 1 − Σ (vᵢ/v)^α (uᵢ/u)^(1−α), the share of hires lost (Şahin, Song, Topa, Violante).
///
/// `seekers` and `vacancies` are counts by market, `alpha` the vacancy share of matching.
pub fn mismatch(seekers: &[f64], vacancies: &[f64], alpha: f64) -> Result<f64> {
    let efficiencies = vec![1.0; seekers.len()];
    mismatch_with_efficiencies(seekers, vacancies, &efficiencies, alpha)
}

/// Returns M_φ = 1 − Σ (φᵢ/φ̄)(vᵢ/v)^α (uᵢ/u)^(1−α) with φ̄ = [Σ φᵢ^(1/α) vᵢ/v]^α.
pub fn mismatch_with_efficiencies(
    seekers: &[f64],
    vacancies: &[f64],
    efficiencies: &[f64],
    alpha: f64,
) -> Result<f64> {
    check_open_share("alpha", alpha)?;
    check_length("efficiencies", seekers.len(), efficiencies.len())?;
    let seeker_shares = shares("seekers", seekers)?;
    let vacancy_shares = shares("vacancies", vacancies)?;
    check_length("vacancies", seekers.len(), vacancies.len())?;
    for &one in efficiencies {
        check_range("efficiencies", one, one >= 0.0 && one.is_finite(), "0 ≤ … < ∞")?;
    }
    let mean = efficiencies
        .iter()
        .zip(&vacancy_shares)
        .map(|(efficiency, share)| efficiency.powf(1.0 / alpha) * share)
        .sum::<f64>()
        .powf(alpha);
    check_range("efficiencies", mean, mean > 0.0, "0 < … where vacancies are")?;
    let hires: f64 = seeker_shares
        .iter()
        .zip(&vacancy_shares)
        .zip(efficiencies)
        .map(|((seeker, vacancy), efficiency)| {
            efficiency / mean * vacancy.powf(alpha) * seeker.powf(1.0 - alpha)
        })
        .sum();
    Ok((1.0 - hires).clamp(0.0, 1.0))
}

/// Returns ½ Σ |uᵢ/u − vᵢ/v|: the share of seekers who would have to change market.
pub fn jackman_roper(seekers: &[f64], vacancies: &[f64]) -> Result<f64> {
    let seeker_shares = shares("seekers", seekers)?;
    let vacancy_shares = shares("vacancies", vacancies)?;
    check_length("vacancies", seekers.len(), vacancies.len())?;
    let distance: f64 =
        seeker_shares.iter().zip(&vacancy_shares).map(|(left, right)| (left - right).abs()).sum();
    Ok((distance / 2.0).clamp(0.0, 1.0))
}

fn shares(what: &'static str, counts: &[f64]) -> Result<Vec<f64>> {
    if counts.is_empty() {
        return Err(Error::Empty { what });
    }
    for &count in counts {
        check_range(what, count, count >= 0.0 && count.is_finite(), "0 ≤ … < ∞")?;
    }
    let total: f64 = counts.iter().sum();
    check_range(what, total, total > 0.0, "0 < … in total")?;
    Ok(counts.iter().map(|count| count / total).collect())
}
