//! The large market, measured by hand: `cargo test --release -p mizan-synth -- --ignored speed --nocapture`.

use super::*;

/// Reads a number from the environment, for other sizes than the default.
fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
#[ignore = "writes more than a gigabyte"]
fn speed_of_a_million_people_over_two_years() {
    let folder = tempfile::tempdir().unwrap();
    let out = std::env::var("MIZAN_SYNTH_OUT")
        .map_or_else(|_| folder.path().join("deliveries"), std::path::PathBuf::from);
    let mut options = SynthOptions::new(out);
    options.people = number("MIZAN_SYNTH_PEOPLE", 1_000_000);
    options.months = number("MIZAN_SYNTH_MONTHS", 24);
    let begin = std::time::Instant::now();
    let mut last = String::new();
    let summary = generate(&options, &mut |progress| {
        if progress.step != last && progress.done < 10 {
            println!("{:>8.2} s  {}", begin.elapsed().as_secs_f64(), progress.step);
            last = progress.step;
        }
    })
    .unwrap();
    for source in &summary.sources {
        println!(
            "{:<26} {:>3} files {:>10} rows {:>12} bytes",
            source.source, source.files, source.rows, source.bytes
        );
    }
    let gigabytes = summary.bytes() as f64 / 1e9;
    let seconds = begin.elapsed().as_secs_f64();
    println!("{} rows, {gigabytes:.2} GB, {seconds:.1} s, {}", summary.rows(), memory());
    assert!(summary.rows() > 0);
}

/// Largest resident memory of the process so far, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: not known").to_owned()
}
