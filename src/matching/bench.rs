//! Benchmarks of matching: the shared congestion market and synthetic speed runs, each one struct of numbers.

mod market;
mod stream;
mod synthetic;

use std::path::Path;

use crate::{Error, Result};

pub use market::{Market, ReferralBenchmark, referral_benchmark};
pub use synthetic::{
    LargeReferralBenchmark, NightlyBenchmark, SyntheticMarket, large_referral_benchmark,
    nightly_benchmark,
};

/// Names [`run_benchmark`] knows.
pub const BENCHMARKS: [&str; 1] = ["referral"];

/// Runs a benchmark over a folder of data.
pub fn run_benchmark(name: &str, data_folder: &Path) -> Result<ReferralBenchmark> {
    match name {
        "referral" => referral_benchmark(&Market::read(data_folder)?),
        other => Err(Error::UnknownBenchmark(other.to_owned())),
    }
}
