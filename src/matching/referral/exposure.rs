//! How evenly lists spread people over vacancies.

use serde::{Deserialize, Serialize};

/// Spread of people over vacancies, with the measures of the congestion literature.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// Most people on one vacancy.
    pub max_load: u32,
    /// Gini coefficient of people per vacancy, 0 (even) to 1.
    pub gini: f64,
    /// Share of vacancies that somebody is referred to.
    pub coverage: f64,
    /// Entropy of people's shares over ln(vacancies), 1 is even.
    pub entropy: f64,
    /// Vacancies expected to be filled when each referral succeeds once in `top`: Σ (1 − e^(−c/top)) / V.
    pub expected_fill: f64,
}

impl Exposure {
    /// Measures lists of up to `top` entries over `vacancy_count` vacancies.
    pub fn of(lists: &[Vec<u32>], vacancy_count: usize, top: usize) -> Self {
        let mut loads = loads(lists, vacancy_count);
        loads.sort_unstable();
        let count = vacancy_count.max(1) as f64;
        let total: f64 = loads.iter().map(|load| f64::from(*load)).sum();
        let ranked: f64 = loads
            .iter()
            .enumerate()
            .map(|(place, load)| (place + 1) as f64 * f64::from(*load))
            .sum();
        let used = loads.iter().filter(|load| **load > 0);
        let entropy: f64 = used
            .clone()
            .map(|load| {
                let share = f64::from(*load) / total;
                -share * share.ln()
            })
            .sum();
        let filled = loads.iter().map(|load| 1.0 - (-f64::from(*load) / top.max(1) as f64).exp());
        Self {
            max_load: loads.last().copied().unwrap_or(0),
            gini: if total > 0.0 {
                2.0 * ranked / (count * total) - (count + 1.0) / count
            } else {
                0.0
            },
            coverage: used.count() as f64 / count,
            entropy: if count > 1.0 { entropy / count.ln() } else { 1.0 },
            expected_fill: filled.sum::<f64>() / count,
        }
    }
}

/// How many lists name each vacancy.
pub fn loads(lists: &[Vec<u32>], vacancy_count: usize) -> Vec<u32> {
    let mut loads = vec![0; vacancy_count];
    for vacancy in lists.iter().flatten() {
        loads[*vacancy as usize] += 1;
    }
    loads
}
