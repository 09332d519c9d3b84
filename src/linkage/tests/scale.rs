//! Size: families do not melt together, a million records stay within the time and memory allowed.

use super::population::Population;
use crate::evaluate::evaluate_records;
use crate::{default_spec, run_benchmark};

#[test]
fn families_and_twins_stay_apart() {
    let population = Population::new(30_000, 7);
    let spec = default_spec("person").unwrap().unwrap();
    let report = evaluate_records(&population.records(), &spec, &population.truth).unwrap();
    println!("{}", serde_json::to_string(&report).unwrap());
    assert!(report.cluster.precision >= 0.99, "{report:?}");
    assert!(report.cluster.f1 >= 0.98, "{report:?}");
}

/// `cargo test -p mizan-linkage a_million -- --ignored --nocapture`
#[test]
#[ignore = "takes a minute and a gigabyte"]
fn a_million_records_are_linked_within_time_and_memory() {
    let population = Population::new(1_000_000, 11);
    let records = population.records();
    let truth = population.truth;
    drop(population.rows);
    println!("records alone: {} MB", crate::peak_memory_bytes() >> 20);
    let spec = default_spec("person").unwrap().unwrap();
    let report = evaluate_records(&records, &spec, &truth).unwrap();
    println!("{}", serde_json::to_string(&report).unwrap());
    assert!(report.seconds <= 30.0, "{report:?}");
    assert!(report.cluster.f1 >= 0.98, "{report:?}");
}

#[test]
fn an_unknown_benchmark_is_named() {
    let error = run_benchmark("febrl9", std::path::Path::new(".")).unwrap_err();
    assert_eq!(error.to_string(), "unknown benchmark `febrl9`");
}
