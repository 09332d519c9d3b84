//! The shared congestion market, drawn again here, and the aims of the referral on it.

use std::path::PathBuf;

use crate::bench::{Market, SyntheticMarket, referral_benchmark, run_benchmark};
use crate::referral::{Settings, refer};
use crate::{Error, Weights};

/// The best assignment of one opening each over these edges, in millionths, found once by an exact
/// solver (too large for the test).
const BEST_OF_ONE: i64 = 2_027_048_705;

/// The folder of shared data, unless it is absent; absence fails where it is required.
fn shared_data() -> Option<PathBuf> {
    let folder = std::env::var_os("MIZAN_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let data = folder.join("data");
    if data.join("wuzzuf_4380").exists() {
        return Some(data);
    }
    let required = std::env::var("MIZAN_REQUIRE").unwrap_or_default();
    assert!(!required.contains("shared"), "shared data required but absent in {}", data.display());
    println!("skipped: no shared data in {}", data.display());
    None
}

#[test]
fn referral_on_the_shared_market_keeps_92_percent_under_cap_15_and_lies_near_the_bound() {
    let Some(data) = shared_data() else { return };
    let market = Market::read(&data).unwrap();
    // First and last rows of the market that the baseline exports.
    let edges = market.edges().unwrap();
    assert_eq!((edges.candidate_count(), edges.vacancy_count()), (4276, 4276));
    assert_eq!((edges.of(0).0[0], edges.of(0).1[0]), (940, 704_853));
    assert_eq!(edges.len(), 855_200);

    let result = referral_benchmark(&market).unwrap();
    println!("{result:?}");
    assert_eq!((result.above_cap, result.exposure.max_load), (0, 15));
    assert!(result.score_kept >= 0.92, "{}", result.score_kept);
    assert!(result.share_of_bound >= 0.995, "{}", result.share_of_bound);
    assert!(result.home_hit >= 0.87, "{}", result.home_hit);
    assert_eq!(result.places_empty, 0);
}

#[test]
fn one_opening_each_comes_near_the_best_assignment() {
    let Some(data) = shared_data() else { return };
    let market = Market::read(&data).unwrap();
    let edges = market.edges().unwrap();
    let settings = Settings { top: 1, ..Settings::default() };
    let referral = refer(&edges, &vec![1; edges.vacancy_count()], &settings, None).unwrap();
    println!("{:?}", referral.certificate);
    let kept = referral.certificate.score_sum as f64 / BEST_OF_ONE as f64;
    assert!((0.999..=1.0).contains(&kept), "{kept} {:?}", referral.certificate);
}

#[test]
fn an_unknown_benchmark_or_a_missing_folder_is_a_clear_error() {
    let nowhere = PathBuf::from("/nonexistent");
    let error = run_benchmark("referral", &nowhere).unwrap_err();
    assert!(matches!(&error, Error::BenchmarkFile { file, .. } if file.contains("Wuzzuf")));
    let error = run_benchmark("referal", &nowhere).unwrap_err();
    assert_eq!(error.hint().unwrap(), "known benchmarks: referral");
}

#[test]
fn the_synthetic_market_is_the_same_for_the_same_seed() {
    let (one, other) = (SyntheticMarket::draw(50, 20, 30, 7), SyntheticMarket::draw(50, 20, 30, 7));
    assert_eq!((one.openings, one.people), (other.openings, other.people));
    assert!(Weights::default().check().is_ok());
}
