//! Planted shortages: occupation × governorate cells in which posts stay open, seekers are few and pay rises.

use mizan_domain::governorate::GOVERNORATES;
use rand::Rng;

use crate::clock::{Clock, Day};
use crate::random::stream;
use crate::trades::Trade;

/// The planted cells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shortages {
    /// Occupation and governorate, sorted.
    pub(crate) cells: Vec<(u8, u8)>,
}

impl Shortages {
    /// Plants cells among crafts of the larger governorates: six in a small market, up to thirty.
    pub(crate) fn draw(seed: u64, people: usize, trades: &[Trade]) -> Self {
        let mut random = stream(seed, "shortages", 0);
        let crafts: Vec<u8> = (0..trades.len() as u8)
            .filter(|at| {
                let trade = &trades[usize::from(*at)];
                trade.is_craft && trade.weight >= 4.0
            })
            .collect();
        let large: Vec<u8> = (0..GOVERNORATES.len() as u8)
            .filter(|at| GOVERNORATES[usize::from(*at)].population >= 3_500_000)
            .collect();
        let wanted = (people / 25_000).clamp(6, 30);
        let mut cells = Vec::new();
        while cells.len() < wanted && !crafts.is_empty() && !large.is_empty() {
            let occupation = crafts[random.random_range(0..crafts.len())];
            let cell = (occupation, large[random.random_range(0..large.len())]);
            if !cells.contains(&cell) {
                cells.push(cell);
            }
        }
        cells.sort_unstable();
        Self { cells }
    }

    /// Whether the cell was planted.
    pub(crate) fn has(&self, occupation: u8, governorate: u8) -> bool {
        self.cells.binary_search(&(occupation, governorate)).is_ok()
    }

    /// Pay in a planted cell against others: one per cent more every month of the window.
    pub(crate) fn premium(&self, clock: &Clock, occupation: u8, governorate: u8, day: Day) -> f64 {
        if !self.has(occupation, governorate) {
            return 1.0;
        }
        1.0 + 0.01 * f64::from(clock.number_of(day).max(0))
    }
}
