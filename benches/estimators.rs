//! Does the matched comparison find the effect planted in the synthetic market? One JSON line.
//!
//! `cargo bench --bench estimators -- impact [--seeds 1000] [--people 20000] [--months 24]`: each seed
//! draws a market, keeps what registers knew before the training, and asks whether the 95 % interval
//! holds the effect planted on the trainees matched.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use mizan_benches::print_line;
use mizan_statistics::impact::{Candidate, estimate};
use mizan_statistics::interval::wilson;
use mizan_synth::SynthOptions;
use mizan_synth::evaluation::{KnownPerson, known_persons};

const COVARIATES: [&str; 10] = [
    "is_woman",
    "age_years",
    "is_under_30",
    "is_over_40",
    "is_seeker",
    "is_qualified",
    "months_insured_before",
    "is_insured_last",
    "is_insured_at_start",
    "is_out_of_work_and_qualified",
];

/// What one seed gave.
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
struct Run {
    effect: f64,
    is_covered: bool,
    is_covered_sample: bool,
    is_raw_covered: bool,
    planted: f64,
    matched: usize,
    width: f64,
    is_balanced: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, default: usize| {
        let at = arguments.iter().position(|one| one == name);
        at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(default)
    };
    let (seeds, people, months) =
        (number("--seeds", 1000), number("--people", 20_000), number("--months", 24));
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let runs: Vec<Result<Run, String>> = std::thread::scope(|scope| {
        let work = || {
            let mut runs = Vec::new();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= seeds {
                    return runs;
                }
                runs.push(one(seed as u64 + 1, people, months));
            }
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles.into_iter().flat_map(|one| one.join().unwrap_or_default()).collect()
    });
    let failed = runs.iter().filter(|run| run.is_err()).count();
    let found: Vec<&Run> = runs.iter().flatten().collect();
    if found.is_empty() {
        let reason = runs.iter().find_map(|run| run.as_ref().err());
        print_line("impact", serde_json::json!({ "error": reason }));
        return ExitCode::FAILURE;
    }
    let count = found.len() as f64;
    let mean = |pick: fn(&Run) -> f64| found.iter().map(|run| pick(run)).sum::<f64>() / count;
    let share =
        |pick: fn(&Run) -> bool| found.iter().filter(|run| pick(run)).count() as f64 / count;
    let covered = found.iter().filter(|run| run.is_covered).count() as u64;
    let interval = wilson(covered, found.len() as u64, 0.95).ok();
    print_line(
        "impact",
        serde_json::json!({
            "seeds": seeds,
            "failed": failed,
            "people": people,
            "months": months,
            "coverage": share(|run| run.is_covered),
            "coverage_interval": interval.map(|one| [one.lower, one.upper]),
            "coverage_of_realised_effect": share(|run| run.is_covered_sample),
            "coverage_of_raw_difference": share(|run| run.is_raw_covered),
            "effect_mean": mean(|run| run.effect),
            "planted_mean": mean(|run| run.planted),
            "interval_width_mean": mean(|run| run.width),
            "matched_mean": mean(|run| run.matched as f64),
            "balanced": share(|run| run.is_balanced),
        }),
    );
    ExitCode::SUCCESS
}

fn one(seed: u64, people: usize, months: usize) -> Result<Run, String> {
    let options = SynthOptions { seed, people, months, ..SynthOptions::new("unused") };
    let known = known_persons(&options).map_err(|error| error.to_string())?;
    let candidates: Vec<Candidate> = known.iter().map(candidate).collect();
    let impact = estimate(&COVARIATES, &candidates, 0.95).map_err(|error| error.to_string())?;
    let matched: Vec<&KnownPerson> =
        impact.matching.pairs.iter().map(|(index, _)| &known[*index]).collect();
    let mean = |pick: fn(&KnownPerson) -> f64| {
        matched.iter().map(|one| pick(one)).sum::<f64>() / matched.len() as f64
    };
    let planted = mean(|one| one.planted_effect);
    let realised = mean(|one| {
        f64::from(u8::from(one.is_employed_m6)) - f64::from(u8::from(one.would_be_employed_m6))
    });
    let group = |is_treated: bool| {
        let all: Vec<f64> = candidates
            .iter()
            .filter(|one| one.is_treated == is_treated)
            .map(|one| one.outcome)
            .collect();
        let share = all.iter().sum::<f64>() / all.len().max(1) as f64;
        (share, share * (1.0 - share) / all.len().max(1) as f64)
    };
    let (treated, others) = (group(true), group(false));
    let raw_error = (treated.1 + others.1).sqrt();
    Ok(Run {
        effect: impact.effect.value,
        is_covered: impact.effect.interval.contains(planted),
        is_covered_sample: impact.effect.interval.contains(realised),
        is_raw_covered: (treated.0 - others.0 - planted).abs() <= 1.96 * raw_error,
        planted,
        matched: matched.len(),
        width: impact.effect.interval.width(),
        is_balanced: impact.is_balanced,
    })
}

fn candidate(person: &KnownPerson) -> Candidate {
    let is = |yes: bool| f64::from(u8::from(yes));
    let age = f64::from(person.age_years);
    let months = person.insured_before.iter().filter(|insured| **insured).count() as f64;
    let insured = is(person.insured_before[5]);
    let qualified = is(person.qualification_level >= Some(3));
    Candidate {
        is_treated: person.cohort.is_some(),
        cell: format!("{} {}", person.governorate_code, person.quarter),
        covariates: vec![
            is(person.is_woman),
            age,
            is(age < 30.0),
            is(age > 40.0),
            is(person.is_seeker),
            qualified,
            months,
            insured,
            is(person.is_insured_at_start),
            (1.0 - is(person.is_insured_at_start)) * qualified,
        ],
        outcome: is(person.is_employed_m6),
        earnings: Vec::new(),
        cluster: person.cohort.map_or(0, u64::from),
    }
}
