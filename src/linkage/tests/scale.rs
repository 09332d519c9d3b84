//! Size: families do not melt together, a million records stay within the time and memory allowed.

use std::time::Instant;

use super::population::{COLUMNS, Population};
use crate::{Model, Records, Register, default_spec, evaluate_records, run_benchmark};

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
    assert!(report.cluster.f1 >= 0.99, "{report:?}");
    assert!(report.peak_memory_bytes <= 1 << 30, "{report:?}");
}

/// `cargo test -p mizan-linkage resolved_within -- --ignored --nocapture`
#[test]
#[ignore = "takes a minute and two gigabytes"]
fn a_record_is_resolved_within_a_millisecond_against_a_million() {
    let population = Population::new(1_000_000, 11);
    let records = population.records();
    let keys: Vec<String> = (0..records.len()).map(|row| row.to_string()).collect();
    let model = Model::train(&default_spec("person").unwrap().unwrap(), &records).unwrap();
    let start = Instant::now();
    let mut register = Register::load(&model, &records, &keys).unwrap();
    println!(
        "loaded in {:.1} s, {} MB",
        start.elapsed().as_secs_f64(),
        crate::peak_memory_bytes() >> 20
    );
    let newcomers = Population::new(1_000, 12).rows;
    let known = population.rows.iter().step_by(1_000).cloned();
    let mut milliseconds: Vec<f64> = known
        .chain(newcomers)
        .map(|row| {
            let record = Records::from_rows(&COLUMNS, &[row]);
            let start = Instant::now();
            register.resolve(&record).unwrap();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    milliseconds.sort_by(f64::total_cmp);
    let at = |share: f64| milliseconds[(milliseconds.len() as f64 * share) as usize];
    println!("p50 {:.3} ms, p99 {:.3} ms, {} records", at(0.5), at(0.99), milliseconds.len());
    assert!(at(0.5) <= 1.0 && at(0.99) <= 10.0);
}

#[test]
fn an_unknown_benchmark_is_named() {
    let error = run_benchmark("febrl9", std::path::Path::new(".")).unwrap_err();
    assert_eq!(error.to_string(), "unknown benchmark `febrl9`");
}
