//! Does the matched comparison find the effect planted in the synthetic market? One JSON line.
//!
//! `cargo bench --bench estimators -- impact [--seeds 1000] [--first-seed 1] [--people 20000]
//! [--months 24] [--never-trained]`: each seed draws a market, keeps what registers knew before the
//! training, and asks whether the 95 % interval holds what training changed for the trainees matched.
//! `--never-trained` compares with those never trained only, the mistake that the estimator avoids.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use mizan_benches::print_line;
use mizan_statistics::impact::{Candidate, KnownBefore, estimate};
use mizan_statistics::interval::wilson;
use mizan_synth::SynthOptions;
use mizan_synth::evaluation::{KnownPerson, known_persons};

/// What one seed gave.
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
struct Run {
    effect: f64,
    is_covered: bool,
    is_covered_chance: bool,
    is_raw_covered: bool,
    planted: f64,
    realised: f64,
    trained_later: f64,
    treated: usize,
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
    let first = number("--first-seed", 1);
    let is_never_trained = arguments.iter().any(|one| one == "--never-trained");
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
                runs.push(one((first + seed) as u64, people, months, is_never_trained));
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
            "coverage_standard_error": (share(|run| run.is_covered)
                * (1.0 - share(|run| run.is_covered)) / count).sqrt(),
            "coverage_of_planted_chance": share(|run| run.is_covered_chance),
            "coverage_of_raw_difference": share(|run| run.is_raw_covered),
            "effect_mean": mean(|run| run.effect),
            "realised_mean": mean(|run| run.realised),
            "planted_chance_mean": mean(|run| run.planted),
            "bias_mean": mean(|run| run.effect - run.realised),
            "deviation": mean(|run| (run.effect - run.realised).powi(2)).sqrt(),
            "interval_width_mean": mean(|run| run.width),
            "treated_mean": mean(|run| run.treated as f64),
            "matched_mean": mean(|run| run.matched as f64),
            "trained_later_mean": mean(|run| run.trained_later),
            "balanced": share(|run| run.is_balanced),
        }),
    );
    ExitCode::SUCCESS
}

fn one(seed: u64, people: usize, months: usize, is_never_trained: bool) -> Result<Run, String> {
    let options = SynthOptions { seed, people, months, ..SynthOptions::new("unused") };
    let mut known = known_persons(&options).map_err(|error| error.to_string())?;
    if is_never_trained {
        known.retain(|one| one.trained_after_months.is_none());
    }
    let candidates: Vec<Candidate> = known.iter().map(candidate).collect();
    let impact = estimate(&candidates, 0.95).map_err(|error| error.to_string())?;
    let matched: Vec<usize> = impact.matched_trainees.clone();
    let mean = |pick: &dyn Fn(usize) -> f64| {
        matched.iter().map(|one| pick(*one)).sum::<f64>() / matched.len() as f64
    };
    let planted = mean(&|one| known[one].planted_effect);
    let realised = mean(&|one| {
        let without = f64::from(u8::from(known[one].would_be_employed_m6));
        employed(&candidates[one], known[one].gap_months) - without
    });
    let group = |is_treated: bool| {
        let all: Vec<f64> = candidates
            .iter()
            .filter(|one| one.is_treated == is_treated)
            .map(|one| employed(one, if is_treated { one.gap_months } else { 3 }))
            .collect();
        let share = all.iter().sum::<f64>() / all.len().max(1) as f64;
        (share, share * (1.0 - share) / all.len().max(1) as f64)
    };
    let (treated, others) = (group(true), group(false));
    let raw_error = (treated.1 + others.1).sqrt();
    Ok(Run {
        effect: impact.effect.value,
        is_covered: impact.effect.interval.contains(realised),
        is_covered_chance: impact.effect.interval.contains(planted),
        is_raw_covered: (treated.0 - others.0 - realised).abs() <= 1.96 * raw_error,
        planted,
        realised,
        trained_later: impact.trained_later_share,
        treated: impact.treated,
        matched: matched.len(),
        width: impact.effect.interval.width(),
        is_balanced: impact.is_balanced,
    })
}

/// Insured in the fourth to sixth month after a gap.
fn employed(one: &Candidate, gap: u32) -> f64 {
    f64::from(u8::from(one.insured_after >> (gap + 3) & 0b111 != 0))
}

fn candidate(person: &KnownPerson) -> Candidate {
    let months = person.insured_before.iter().filter(|insured| **insured).count();
    Candidate {
        is_treated: person.cohort.is_some(),
        cell: format!("{} {}", person.governorate_code, person.quarter),
        known: KnownBefore {
            is_woman: person.is_woman,
            age_years: f64::from(person.age_years),
            is_seeker: person.is_seeker,
            qualification_level: person.qualification_level,
            months_insured_before: months as u32,
            is_insured_last: person.insured_before[5],
            is_insured_at_start: person.is_insured_at_start,
        },
        gap_months: person.gap_months,
        months_observed: person.months_observed,
        insured_after: person.insured_after,
        seeking_after: person.seeking_after,
        trained_after_months: person.trained_after_months,
        earnings: Vec::new(),
        cluster: person.cohort.map_or(u64::from(person.person), u64::from),
    }
}
