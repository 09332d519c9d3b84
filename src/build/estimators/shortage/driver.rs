//! Why a cell is short: what its driver is read from.

use std::collections::BTreeMap;

use mizan_domain::governorate;
use mizan_statistics::quantile::median;
use mizan_statistics::shortage::{
    CellRecords, DriverEvidence, ShortageDriver, Signals, driver as name_driver,
};

use super::{Key, Market};

/// Months of starts behind the share that leaves early.
const SEPARATION_MONTHS: i32 = 24;
/// Fewer starts give no share of a cell's own.
const SEPARATION_HIRES: u64 = 10;
const WEEK_HOURS: f64 = 30.0;
const MONTH_WEEKS: f64 = 4.345;

/// Seekers and vacancies a month of one cell.
#[derive(Clone, Copy)]
struct Volume {
    seekers: f64,
    vacancies: f64,
}

/// What all cells of a month say about each of them.
pub(super) struct Evidence {
    volumes: BTreeMap<Key, Volume>,
    cell_separation: BTreeMap<Key, f64>,
    occupation_separation: BTreeMap<String, f64>,
    separation_median: f64,
    training_months: BTreeMap<String, f64>,
    training_months_median: f64,
}

impl Evidence {
    /// Gathers the evidence of a month.
    pub(super) fn gather(
        market: &Market,
        month: i32,
        now: &BTreeMap<&Key, (CellRecords, Signals)>,
    ) -> Self {
        let monthly = f64::from(super::WINDOW_MONTHS);
        let mut volumes: BTreeMap<Key, Volume> = market
            .cells
            .iter()
            .map(|(key, cell)| {
                let window = month - super::WINDOW_MONTHS + 1..=month;
                let seekers: u64 = cell.months.range(window).map(|(_, one)| one.seekers).sum();
                (key.clone(), Volume { seekers: seekers as f64 / monthly, vacancies: 0.0 })
            })
            .collect();
        for (key, (records, _)) in now {
            if let Some(volume) = volumes.get_mut(*key) {
                *volume = Volume {
                    seekers: records.seekers,
                    vacancies: records.vacancies.len() as f64 / monthly,
                };
            }
        }
        let mut cells: BTreeMap<Key, (u64, u64)> = BTreeMap::new();
        let mut occupations: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for (key, cell) in &market.cells {
            for (_, one) in cell.months.range(month - SEPARATION_MONTHS + 1..=month) {
                for sum in [
                    cells.entry(key.clone()).or_default(),
                    occupations.entry(key.0.clone()).or_default(),
                ] {
                    sum.0 += one.hires_due;
                    sum.1 += one.separated;
                }
            }
        }
        let occupation_separation = shares(occupations);
        let values: Vec<f64> = occupation_separation.values().copied().collect();
        let training_months: BTreeMap<String, f64> = market
            .training_hours
            .iter()
            .map(|(code, hours)| (code.clone(), hours / WEEK_HOURS / MONTH_WEEKS))
            .collect();
        let lengths: Vec<f64> = training_months.values().copied().collect();
        Self {
            volumes,
            cell_separation: shares(cells),
            occupation_separation,
            separation_median: median(&values).unwrap_or(1.0),
            training_months,
            training_months_median: median(&lengths).unwrap_or(0.0),
        }
    }

    /// Names the driver of a cell.
    pub(super) fn driver(
        &self,
        key: &Key,
        records: &CellRecords,
        signals: &Signals,
    ) -> ShortageDriver {
        let vacancies = records.vacancies.len() as f64 / f64::from(super::WINDOW_MONTHS);
        let places: Vec<&Volume> = self
            .volumes
            .iter()
            .filter(|(other, volume)| other.0 == key.0 && volume.vacancies > 0.0)
            .map(|(_, volume)| volume)
            .collect();
        let mean = places.iter().map(|one| one.vacancies).sum::<f64>() / places.len().max(1) as f64;
        // Elsewhere is the rest of the planning region: as far as transport or housing reach.
        let region = governorate::by_code(&key.1).map(|one| one.region);
        let elsewhere: f64 = self
            .volumes
            .iter()
            .filter(|(other, _)| other.0 == key.0 && other.1 != key.1)
            .filter(|(other, _)| {
                region.is_some() && governorate::by_code(&other.1).map(|one| one.region) == region
            })
            .map(|(_, volume)| (volume.seekers - volume.vacancies).max(0.0))
            .sum();
        let separation = self
            .cell_separation
            .get(key)
            .or_else(|| self.occupation_separation.get(&key.0))
            .copied()
            .unwrap_or(0.0);
        let training = self.training_months.get(&key.0).copied();
        name_driver(&DriverEvidence {
            qualified_per_vacancy: records.seekers / vacancies,
            suitable_per_vacancy: signals[4].unwrap_or(0.0),
            training_months: training.unwrap_or(self.training_months_median),
            separation_share: separation,
            separation_share_median: self.separation_median,
            vacancies_relative: if mean > 0.0 { vacancies / mean } else { 0.0 },
            seekers_elsewhere_per_vacancy: elsewhere / vacancies,
        })
    }
}

fn shares<K: Ord>(sums: BTreeMap<K, (u64, u64)>) -> BTreeMap<K, f64> {
    let is_enough = |(_, (due, _)): &(K, (u64, u64))| *due >= SEPARATION_HIRES;
    sums.into_iter()
        .filter(is_enough)
        .map(|(key, (due, separated))| (key, separated as f64 / due as f64))
        .collect()
}

/// Code of a driver in the mart.
pub(super) fn code(driver: ShortageDriver) -> &'static str {
    match driver {
        ShortageDriver::LongTraining => "long_training",
        ShortageDriver::ShortTraining => "short_training",
        ShortageDriver::Suitability => "suitability",
        ShortageDriver::Retention => "retention",
        ShortageDriver::Spatial => "spatial",
        ShortageDriver::Undetermined => "undetermined",
    }
}
