//! Cell-key perturbation of counts: the same persons get the same small noise on every route.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, check_range};

/// Number of different keys; record keys are one byte and combine by sum modulo 256.
const KEYS: i64 = 256;
const NOISE_LIMIT: u8 = 5;
/// Whole parts tried per point: from one below the wanted part to two above.
const CHOICES: u32 = 4;

/// Sums record keys modulo 256, so that neither order nor route matters.
pub fn combine_keys(keys: impl IntoIterator<Item = u8>) -> u8 {
    keys.into_iter().fold(0, u8::wrapping_add)
}

/// What noise to add for a count and a key.
///
/// Each row is a distribution of maximum entropy with mean zero and a fixed variance, cut into 256
/// equal parts. No result is negative and none lies in 1..=`forbidden_up_to`; zero stays zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerturbationTable {
    maximum_noise: u8,
    /// Noise by key for counts 1, 2, …; the last row serves all larger counts.
    rows: Vec<Vec<i8>>,
}

impl PerturbationTable {
    /// Builds the table used for public figures: noise up to 5, variance 2.25, no 1 and no 2.
    ///
    /// 2 is the smallest variance at which counts 1 and 2 have an unbiased row.
    pub fn standard() -> Result<Self> {
        Self::build(5, 2.25, 2)
    }

    /// Builds a table; an impossible demand is an error that names the count.
    pub fn build(maximum_noise: u8, variance: f64, forbidden_up_to: u8) -> Result<Self> {
        let is_noise = (1..=NOISE_LIMIT).contains(&maximum_noise);
        check_range("maximum_noise", f64::from(maximum_noise), is_noise, "1 ≤ … ≤ 5")?;
        check_range("variance", variance, variance > 0.0, "0 < …")?;
        let last = u64::from(maximum_noise) + u64::from(forbidden_up_to) + 1;
        let rows = (1..=last)
            .map(|count| {
                let support: Vec<i64> = (-i64::from(maximum_noise)..=i64::from(maximum_noise))
                    .filter(|noise| {
                        let result = count as i64 + noise;
                        result == 0 || result > i64::from(forbidden_up_to)
                    })
                    .collect();
                let infeasible = || Error::Infeasible { count, maximum_noise, variance };
                let shares = maximum_entropy(&support, variance).ok_or_else(infeasible)?;
                let parts = cut(&support, &shares, variance).ok_or_else(infeasible)?;
                Ok(spread(&support, &parts))
            })
            .collect::<Result<_>>()?;
        Ok(Self { maximum_noise, rows })
    }

    /// Returns the published count of a cell.
    pub fn perturb(&self, count: u64, key: u8) -> u64 {
        if count == 0 {
            return 0;
        }
        count.saturating_add_signed(i64::from(self.noise(count, key)))
    }

    /// Returns the noise of a cell.
    pub fn noise(&self, count: u64, key: u8) -> i8 {
        let Some(above_zero) = count.checked_sub(1) else { return 0 };
        let row = (above_zero as usize).min(self.rows.len() - 1);
        self.rows[row][usize::from(key)]
    }

    /// Returns the rows for counts 1, 2, …, the last for all larger counts; 256 entries each.
    pub fn rows(&self) -> &[Vec<i8>] {
        &self.rows
    }

    /// Returns the largest possible noise.
    pub fn maximum_noise(&self) -> u8 {
        self.maximum_noise
    }

    /// Returns the standard deviation of the noise of large counts: the typical ± to show.
    pub fn typical_noise(&self) -> f64 {
        let row = self.rows.last().map_or(&[][..], Vec::as_slice);
        (row.iter().map(|noise| f64::from(*noise).powi(2)).sum::<f64>() / KEYS as f64).sqrt()
    }
}

/// Finds p ∝ exp(a·v + b·v²) with mean 0 and the given variance, by damped Newton on the dual.
fn maximum_entropy(support: &[i64], variance: f64) -> Option<Vec<f64>> {
    let dual = |a: f64, b: f64| {
        let exponents: Vec<f64> =
            support.iter().map(|&v| a * v as f64 + b * ((v * v) as f64 - variance)).collect();
        let top = exponents.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = exponents.iter().map(|one| (one - top).exp()).collect();
        let total: f64 = weights.iter().sum();
        (top + total.ln(), weights.iter().map(|one| one / total).collect::<Vec<f64>>())
    };
    let (mut a, mut b) = (0.0, 0.0);
    let (mut value, mut shares) = dual(a, b);
    for _ in 0..500 {
        let moment = |power: i32| -> f64 {
            support.iter().zip(&shares).map(|(&v, p)| (v as f64).powi(power) * p).sum()
        };
        let (first, second, third, fourth) = (moment(1), moment(2), moment(3), moment(4));
        let gradient = (first, second - variance);
        if gradient.0.abs() + gradient.1.abs() < 1e-11 {
            return Some(shares);
        }
        let h = (second - first * first, third - first * second, fourth - second * second);
        let determinant = h.0 * h.2 - h.1 * h.1;
        if determinant.is_nan() || determinant <= 1e-14 {
            return None;
        }
        let step_a = (h.2 * gradient.0 - h.1 * gradient.1) / determinant;
        let step_b = (h.0 * gradient.1 - h.1 * gradient.0) / determinant;
        let mut share = 1.0;
        loop {
            let (next, next_shares) = dual(a - share * step_a, b - share * step_b);
            if next <= value + 1e-15 || share < 1e-9 {
                a -= share * step_a;
                b -= share * step_b;
                value = next;
                shares = next_shares;
                break;
            }
            share /= 2.0;
        }
    }
    None
}

/// Cuts the shares into 256 whole parts with mean exactly 0 and the nearest possible variance.
fn cut(support: &[i64], shares: &[f64], variance: f64) -> Option<Vec<i64>> {
    let squares = (KEYS as f64 * variance / 2.0).round() as i64 * 2;
    let mut steps = (0..=16_i64).flat_map(|step| [squares - 2 * step, squares + 2 * step]);
    steps.find_map(|target| nearest_parts(support, shares, target))
}

/// Tries whole parts around the wanted ones for all but three points and solves those three exactly.
fn nearest_parts(support: &[i64], shares: &[f64], squares: i64) -> Option<Vec<i64>> {
    let mut order: Vec<usize> = (0..support.len()).collect();
    order.sort_by(|&left, &right| shares[right].total_cmp(&shares[left]).then(left.cmp(&right)));
    let (solved, free) = order.split_at_checked(3)?;
    let wanted: Vec<f64> = shares.iter().map(|share| share * KEYS as f64).collect();
    let mut best: Option<(f64, Vec<i64>)> = None;
    for trial in 0..CHOICES.pow(free.len() as u32) {
        let mut parts = vec![0_i64; support.len()];
        let mut digits = trial;
        for &index in free {
            let offset = i64::from(digits % CHOICES) - 1;
            parts[index] = wanted[index].floor() as i64 + offset;
            digits /= CHOICES;
        }
        if parts.iter().any(|part| *part < 0) || !solve(support, solved, squares, &mut parts) {
            continue;
        }
        let distance: f64 = parts
            .iter()
            .zip(&wanted)
            .map(|(part, wish)| (*part as f64 - wish).powi(2) / wish.max(1e-9))
            .sum();
        if best.as_ref().is_none_or(|(least, _)| distance < *least) {
            best = Some((distance, parts));
        }
    }
    best.map(|(_, parts)| parts)
}

/// Fills the three solved points so that count, mean and squares come out exactly.
fn solve(support: &[i64], solved: &[usize], squares: i64, parts: &mut [i64]) -> bool {
    let rest = |power: u32| -> i64 {
        support.iter().zip(&*parts).map(|(v, part)| v.pow(power) * part).sum()
    };
    let (total, first, second) = (KEYS - rest(0), -rest(1), squares - rest(2));
    for position in 0..3 {
        let own = support[solved[position]];
        let left = support[solved[(position + 1) % 3]];
        let right = support[solved[(position + 2) % 3]];
        let numerator = second - (left + right) * first + left * right * total;
        let denominator = (own - left) * (own - right);
        if numerator % denominator != 0 || numerator / denominator < 0 {
            return false;
        }
        parts[solved[position]] = numerator / denominator;
    }
    true
}

fn spread(support: &[i64], parts: &[i64]) -> Vec<i8> {
    support
        .iter()
        .zip(parts)
        .flat_map(|(&noise, &part)| std::iter::repeat_n(noise as i8, part as usize))
        .collect()
}
