//! How well do titles, referrals and persons meet? One JSON line per judged set.
//!
//! `cargo bench --bench accuracy -- melo-en-en talentclef-en isco08 arabic-titles referral febrl3 febrl4 eg100k
//! establishments synth-1m`; `held-out` stands for the sets of linkage nobody looked at; without names all are run.

use std::process::ExitCode;

use mizan_benches::{data_folder, print_line};

#[path = "linkage_sets.rs"]
mod linkage_sets;

const LINKAGE: [&str; 5] = ["febrl1", "febrl2", "febrl3", "febrl4", "eg100k"];

fn main() -> ExitCode {
    let data = data_folder();
    // Cargo passes `--bench` to bench programs.
    let mut names: Vec<String> =
        std::env::args().skip(1).filter(|one| !one.starts_with("--")).collect();
    if let [word, set, path] = names.as_slice()
        && word == "write-set"
    {
        return ExitCode::from(u8::from(linkage_sets::write(set, path.as_ref()).is_err()));
    }
    if names == ["held-out"] {
        names = ["febrl1", "febrl2"]
            .into_iter()
            .chain(linkage_sets::names())
            .map(str::to_owned)
            .collect();
        names.retain(|name| name != "synth-1m");
    }
    if names.is_empty() {
        names.extend(mizan_taxonomy::evaluation::BENCHMARKS.map(str::to_owned));
        names.extend(mizan_matching::bench::BENCHMARKS.map(str::to_owned));
        names.extend(LINKAGE.map(str::to_owned));
        names.extend(linkage_sets::names().map(str::to_owned));
    }
    let mut failures = 0;
    for name in &names {
        let answer = if mizan_matching::bench::BENCHMARKS.contains(&name.as_str()) {
            mizan_matching::bench::run_benchmark(name, &data)
                .map_err(|error| error.to_string())
                .and_then(|report| serde_json::to_value(&report).map_err(|error| error.to_string()))
        } else if LINKAGE.contains(&name.as_str()) {
            mizan_linkage::run_benchmark(name, &data).map_err(|error| error.to_string())
        } else if linkage_sets::names().any(|set| set == name) {
            linkage_sets::run(name)
        } else {
            mizan_taxonomy::evaluation::run_benchmark(name, &data)
                .map_err(|error| error.to_string())
        };
        match answer {
            Ok(answer) => print_line(name, answer),
            Err(reason) => {
                failures += 1;
                print_line(name, serde_json::json!({ "error": reason }));
            }
        }
    }
    ExitCode::from(u8::from(failures > 0))
}
