//! How fast is matching, and in how much memory? One JSON line per measurement.
//!
//! `cargo bench --bench matching -- query nightly index referral-large`; without names all are run.
//! `MIZAN_BENCH_SCALE=0.1` makes every market a tenth as large.

use std::process::ExitCode;

use mizan_benches::print_line;
use mizan_matching::bench::{large_referral_benchmark, nightly_benchmark};
use mizan_search::bench::{index_benchmark, query_benchmark};
use serde_json::{Value, json};

const NAMES: [&str; 4] = ["query", "nightly", "index", "referral-large"];

fn main() -> ExitCode {
    // Cargo passes `--bench` to bench programs.
    let mut names: Vec<String> =
        std::env::args().skip(1).filter(|one| !one.starts_with("--")).collect();
    if names.is_empty() {
        names.extend(NAMES.map(str::to_owned));
    }
    let mut failures = 0;
    for name in &names {
        forget_peak();
        match run(name) {
            Ok(mut answer) => {
                answer["peak_rss_mb"] = json!(peak_mb());
                print_line(name, answer);
            }
            Err(reason) => {
                failures += 1;
                print_line(name, json!({ "error": reason }));
            }
        }
    }
    ExitCode::from(u8::from(failures > 0))
}

fn run(name: &str) -> Result<Value, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let index = folder.path().join("index");
    match name {
        "query" => of(query_benchmark(&index, scaled(100_000), scaled(20_000))),
        "index" => of(index_benchmark(&index, scaled(100_000))),
        "nightly" => {
            let report = nightly_benchmark(scaled(1_000_000), scaled(200_000), 20);
            serde_json::to_value(report).map_err(|error| error.to_string())
        }
        "referral-large" => of(large_referral_benchmark(scaled(100_000), scaled(20_000))),
        other => Err(format!("`{other}` is unknown; known are {}", NAMES.join(", "))),
    }
}

fn of<T: serde::Serialize, E: std::fmt::Display>(report: Result<T, E>) -> Result<Value, String> {
    let report = report.map_err(|error| error.to_string())?;
    serde_json::to_value(report).map_err(|error| error.to_string())
}

fn scaled(count: usize) -> usize {
    let scale = std::env::var("MIZAN_BENCH_SCALE").ok().and_then(|text| text.parse::<f64>().ok());
    (count as f64 * scale.unwrap_or(1.0)).max(1.0) as usize
}

/// Sets the peak of this process back, where the system lets us.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// Most memory held since then, MB; 0 where the system does not say.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
