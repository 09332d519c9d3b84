//! The known sets, when the shared data is there.

use std::path::PathBuf;

use crate::run_benchmark;

fn data_folder() -> Option<PathBuf> {
    let shared = std::env::var_os("MIZAN_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let folder = shared.join("data");
    if folder.join("febrl").is_dir() {
        return Some(folder);
    }
    let is_required = std::env::var("MIZAN_REQUIRE").is_ok_and(|needs| needs.contains("shared"));
    assert!(!is_required, "the shared data is required and not at {}", folder.display());
    println!("skipped: no shared data at {}", folder.display());
    None
}

fn check(name: &str, least: f64) {
    let Some(folder) = data_folder() else { return };
    let report = run_benchmark(name, &folder).unwrap();
    println!("{report}");
    let f1 = report["f1"].as_f64().unwrap();
    assert!(f1 >= least, "{name}: f1 is {f1}, wanted {least}");
}

#[test]
fn febrl1_is_linked() {
    check("febrl1", 0.9);
}

#[test]
fn febrl2_is_linked() {
    check("febrl2", 0.9);
}

#[test]
fn febrl3_is_linked() {
    check("febrl3", 0.9995);
}

#[test]
fn febrl4_is_linked() {
    check("febrl4", 0.9997);
}

#[test]
fn eg100k_is_linked() {
    check("eg100k", 0.994);
}
