//! The agreed golden vectors, each to its printed digits.

use super::check;
use crate::interval::{observed_over_expected, wilson, wilson_sample_size};
use crate::mismatch::{jackman_roper, mismatch, mismatch_with_efficiencies};
use crate::survival::{Observation, Survival};

const TIMES: [f64; 10] = [1.0, 2.0, 2.0, 3.0, 5.0, 6.0, 6.0, 8.0, 9.0, 12.0];
const EVENTS: [bool; 10] = [true, true, false, true, false, true, true, false, true, false];

fn curve() -> Survival {
    let observations: Vec<Observation> = TIMES
        .into_iter()
        .zip(EVENTS)
        .map(|(time, is_event)| Observation { time, is_event })
        .collect();
    Survival::estimate(&observations, 0.95).unwrap()
}

#[test]
fn mismatch_meets_its_vectors() {
    let m = mismatch(&[50.0, 50.0], &[80.0, 20.0], 0.5).unwrap();
    check("GV1", m, 0.051_317, 5e-7);
    let m = mismatch(&[100.0, 50.0, 50.0], &[40.0, 80.0, 30.0], 0.5).unwrap();
    check("GV2", m, 0.046_096, 5e-7);
    let m = mismatch_with_efficiencies(&[50.0, 50.0], &[80.0, 20.0], &[1.0, 0.5], 0.5).unwrap();
    check("GV3", m, 0.142_507, 5e-7);
    check("GV10", jackman_roper(&[50.0, 50.0], &[80.0, 20.0]).unwrap(), 0.3, 1e-12);
}

#[test]
fn wilson_meets_its_vectors() {
    for (name, successes, trials, lower, upper) in
        [("GV4", 30, 50, 0.4618, 0.7239), ("GV5", 0, 10, 0.0, 0.2775)]
    {
        let interval = wilson(successes, trials, 0.95).unwrap();
        check(name, interval.lower, lower, 5e-5);
        check(name, interval.upper, upper, 5e-5);
    }
}

#[test]
fn verification_samples_have_their_sizes() {
    for (share, size) in [(0.5, 381), (0.8, 245), (0.9, 141)] {
        assert_eq!(wilson_sample_size(share, 0.05, 0.95).unwrap(), size, "share {share}");
    }
}

#[test]
fn survival_meets_its_vectors() {
    let curve = curve();
    for (time, survival, error) in [
        (1.0, 0.9, 0.094_868),
        (2.0, 0.8, 0.126_491),
        (3.0, 0.685_714, 0.151_494),
        (6.0, 0.411_429, 0.175_590),
        (9.0, 0.205_714, 0.169_903),
    ] {
        let step = curve.step_at(time).unwrap();
        check("GV6", step.survival, survival, 5e-7);
        check("GV7", step.standard_error, error, 5e-7);
    }
    for (time, lower, upper) in
        [(3.0, 0.304_585, 0.887_148), (6.0, 0.102_511, 0.707_313), (9.0, 0.012_259, 0.566_612)]
    {
        let interval = curve.step_at(time).unwrap().interval.unwrap();
        check("GV8", interval.lower, lower, 5e-7);
        check("GV8", interval.upper, upper, 5e-7);
    }
    check("GV9", curve.restricted_mean(12.0).unwrap().value, 6.608_571, 5e-7);
}

#[test]
fn observed_over_expected_meets_its_vectors() {
    for (observed, expected, lower, upper) in
        [(10, 8.0, 0.5994, 2.2988), (20, 25.0, 0.4887, 1.2355)]
    {
        let interval = observed_over_expected(observed, expected, 0.95).unwrap();
        check("GV11", interval.lower, lower, 5e-5);
        check("GV11", interval.upper, upper, 5e-5);
    }
}
