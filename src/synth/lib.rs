//! A seeded labour market with known truth, written month by month in every source's own format.
//!
//! [`generate`] draws persons, employers, working lives, training, vacancies and services from one
//! seed, then writes what each register would deliver: its columns, its spelling, its faults. What
//! really happened goes to a second folder, which nothing in the pipeline reads.
//!
//! `people` counts the labour force: at the published shares about 42 % of them are insured in any
//! month. Volumes follow the country's in large markets; small ones are livelier, so that every
//! source of a demonstration has rows. The same options give the same bytes on any number of threads.
//!
//! ```no_run
//! use mizan_synth::{SynthOptions, generate};
//! let summary = generate(&SynthOptions::new("deliveries"), &mut |_| {})?;
//! # Ok::<(), mizan_synth::Error>(())
//! ```

mod activities;
mod calibration;
mod careers;
mod clock;
mod crafts;
mod delivery;
mod dirt;
mod error;
mod establishments;
pub mod evaluation;
mod irregular;
mod layout;
mod linkage_sets;
mod names;
mod numbers;
mod offices;
mod permits;
mod population;
mod random;
mod registrations;
mod row;
mod schedule;
mod shortages;
mod sources;
mod spelling;
mod taxonomy;
mod titles;
mod trades;
mod training;
mod truth;
mod vacancies;
mod windows1256;
mod workbook;
mod world;

use std::path::PathBuf;

use mizan_domain::Month;

pub use error::{Error, Result};
pub use linkage_sets::{LinkageSetOptions, write_establishment_records, write_person_records};

use world::World;

/// What market to generate, and where to write it.
#[derive(Debug, Clone)]
pub struct SynthOptions {
    /// Persons of the labour force: 500 to 20,000,000.
    pub people: usize,
    /// Seed; the same seed and options give the same bytes.
    pub seed: u64,
    /// Months delivered: 1 to 60.
    pub months: usize,
    /// Last month delivered.
    pub last_month: Month,
    /// Share of rows with a fault, 0 to 0.5. Names are spelled as clerks spell them in any case.
    pub dirt_share: f64,
    /// Effect of a completed course on the chance of insured work in M4–M6, 0 to 0.5.
    pub training_effect: f64,
    /// Folder of the deliveries.
    pub out: PathBuf,
    /// Folder of the truth; `<out>-truth` where absent.
    pub truth: Option<PathBuf>,
}

impl SynthOptions {
    /// The demonstration's market: 4,000 people, 12 months to October 2026, seed 7.
    pub fn new(out: impl Into<PathBuf>) -> Self {
        Self {
            people: 4_000,
            seed: 7,
            months: 12,
            last_month: "2026-10".parse().unwrap_or_else(|_| fallback_month()),
            dirt_share: 0.015,
            training_effect: 0.12,
            out: out.into(),
            truth: None,
        }
    }

    /// Folder of the truth: the one asked for, or `<out>-truth`.
    pub fn truth_folder(&self) -> PathBuf {
        self.truth.clone().unwrap_or_else(|| {
            let mut name = self.out.file_name().unwrap_or_default().to_owned();
            name.push("-truth");
            self.out.with_file_name(name)
        })
    }

    fn check(&self) -> Result<()> {
        let refuse = |option, value: String, allowed| Err(Error::Option { option, value, allowed });
        if !(500..=20_000_000).contains(&self.people) {
            return refuse("people", self.people.to_string(), "500 to 20000000");
        }
        if !(1..=60).contains(&self.months) {
            return refuse("months", self.months.to_string(), "1 to 60");
        }
        let years = (2020 + 5)..=2030;
        if !years.contains(&self.last_month.year()) {
            return refuse("last-month", self.last_month.to_string(), "2025-01 to 2030-12");
        }
        if !(0.0..=0.5).contains(&self.dirt_share) {
            return refuse("dirt-share", self.dirt_share.to_string(), "0 to 0.5");
        }
        if !(0.0..=0.5).contains(&self.training_effect) {
            return refuse("training-effect", self.training_effect.to_string(), "0 to 0.5");
        }
        if self.truth_folder().starts_with(&self.out) {
            let value = self.truth_folder().display().to_string();
            return refuse("truth", value, "a folder outside the deliveries");
        }
        Ok(())
    }
}

/// October 2026 without parsing.
fn fallback_month() -> Month {
    mizan_domain::Date::from_days(20_727).calendar_month()
}

/// How far a generation has come; `done` of `total` steps or files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Step or file just begun or finished.
    pub step: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// One entry per source, in the order of the catalogue.
    pub sources: Vec<SourceSummary>,
    /// Folder of the deliveries.
    pub out: PathBuf,
    /// Folder of the truth.
    pub truth: PathBuf,
}

/// What was written of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSummary {
    /// Name of the source.
    pub source: &'static str,
    /// Files, resent ones included.
    pub files: u64,
    /// Rows in files that are not copies, below the header, totals rows excluded.
    pub rows: u64,
    /// Size of all files.
    pub bytes: u64,
    /// Rows with a planted fault.
    pub faulty_rows: u64,
}

impl Summary {
    /// Files of all sources.
    pub fn files(&self) -> u64 {
        self.sources.iter().map(|source| source.files).sum()
    }

    /// Rows of all sources.
    pub fn rows(&self) -> u64 {
        self.sources.iter().map(|source| source.rows).sum()
    }

    /// Size of all deliveries.
    pub fn bytes(&self) -> u64 {
        self.sources.iter().map(|source| source.bytes).sum()
    }
}

/// Draws the market and writes deliveries and truth.
///
/// Existing files of the same names are replaced; other files in the folders stay.
pub fn generate(options: &SynthOptions, progress: &mut dyn FnMut(Progress)) -> Result<Summary> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(16);
    generate_on(threads, options, progress)
}

fn generate_on(
    threads: usize,
    options: &SynthOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Summary> {
    options.check()?;
    let truth = options.truth_folder();
    for folder in [&options.out, &truth] {
        std::fs::create_dir_all(folder).map_err(Error::write(folder))?;
    }
    let world = World::draw(threads, options, progress)?;
    let written = schedule::write_all(threads, &world, options, progress)?;
    truth::write_all(&world, options, &written, &truth)?;
    Ok(Summary { sources: schedule::summarise(&written), out: options.out.clone(), truth })
}

#[cfg(test)]
mod tests;
