//! Estimators on made-up data whose truth is known: coverage of intervals, bias, reliability.

use std::collections::BTreeMap;

use super::check;
use crate::difference::{Panel, difference_in_differences, effects_by_period, is_pre_trend_flat};
use crate::logistic::logistic;
use crate::matching::{Comparison, MatchingRule};
use crate::random::Random;
use crate::shrinkage::{Performance, shrink_performance, variance_between};

const EFFECT: f64 = 0.08;

/// A cohort and its comparison group: the better off are likelier to be trained and to be placed.
fn comparison(seed: u64, persons: usize) -> (Comparison, Vec<f64>) {
    let mut random = Random::new(seed);
    let mut data = Comparison {
        covariates: vec!["age".into(), "schooling".into()],
        rows: Vec::new(),
        is_treated: Vec::new(),
        cells: Vec::new(),
    };
    let mut outcomes = Vec::new();
    for _ in 0..persons {
        let (age, schooling) = (random.normal(), random.normal());
        let cell = random.below(3);
        let is_treated = random.uniform() < logistic(-1.2 + 0.6 * age + 0.4 * schooling);
        let base = 0.4 + 0.06 * age + 0.05 * schooling + 0.05 * cell as f64;
        let chance = (base + if is_treated { EFFECT } else { 0.0 }).clamp(0.0, 1.0);
        outcomes.push(f64::from(u8::from(random.uniform() < chance)));
        data.rows.push(vec![age, schooling]);
        data.is_treated.push(is_treated);
        data.cells.push(format!("cell {cell}"));
    }
    (data, outcomes)
}

/// Mean outcome of a group and the variance of that mean.
fn group(data: &Comparison, outcomes: &[f64], is_treated: bool) -> (f64, f64) {
    let values: Vec<f64> = (0..outcomes.len())
        .filter(|index| data.is_treated[*index] == is_treated)
        .map(|index| outcomes[index])
        .collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (mean, mean * (1.0 - mean) / values.len() as f64)
}

#[test]
fn the_matched_interval_covers_the_true_effect_and_the_raw_difference_does_not() {
    let runs = 1000;
    let (mut covered, mut raw_covered, mut sum) = (0, 0, 0.0);
    for seed in 0..runs {
        let (data, outcomes) = comparison(seed, 700);
        let matching = data.match_nearest(&MatchingRule::default()).unwrap();
        let effect = data.effect_on_treated(&matching, &outcomes, 0.95).unwrap();
        covered += usize::from(effect.interval.contains(EFFECT));
        sum += effect.value;
        let (treated, control) = (group(&data, &outcomes, true), group(&data, &outcomes, false));
        let error = (treated.1 + control.1).sqrt();
        raw_covered += usize::from((treated.0 - control.0 - EFFECT).abs() < 1.96 * error);
    }
    let share = covered as f64 / runs as f64;
    assert!((0.93..=0.97).contains(&share), "coverage {share}");
    check("mean effect", sum / runs as f64, EFFECT, 0.01);
    assert!(raw_covered + 100 < covered, "the raw difference covers {raw_covered}");
}

#[test]
fn matching_balances_and_stays_within_cell_and_calliper() {
    let (data, _) = comparison(7, 1500);
    let matching = data.match_nearest(&MatchingRule::default()).unwrap();
    assert!(matching.is_balanced(), "{:?}", matching.balance);
    assert!(matching.balance_before.iter().any(|row| !row.is_balanced()));
    for (treated, controls) in &matching.pairs {
        assert!(!controls.is_empty() && controls.len() <= 3);
        for control in controls {
            assert!(data.is_treated[*treated] && !data.is_treated[*control]);
            assert_eq!(data.cells[*treated], data.cells[*control]);
            assert!((matching.logits[*treated] - matching.logits[*control]).abs() < 0.3);
        }
    }
    let treated = data.is_treated.iter().filter(|one| **one).count();
    assert_eq!(matching.pairs.len() + matching.unmatched.len(), treated);
    let weights = matching.weights();
    let control_weight: f64 = (0..weights.len())
        .filter(|index| !data.is_treated[*index])
        .map(|index| weights[index])
        .sum();
    check("weights of both groups", control_weight, matching.pairs.len() as f64, 1e-9);
}

#[test]
fn nobody_to_compare_with_is_said() {
    let (mut data, outcomes) = comparison(7, 200);
    for index in 0..data.cells.len() {
        data.cells[index] = format!("{} {}", data.cells[index], data.is_treated[index]);
    }
    let error = data.match_nearest(&MatchingRule::default()).unwrap_err();
    assert_eq!(error.to_string(), "`matched pairs` holds no values");
    let (data, _) = comparison(7, 200);
    let matching = data.match_nearest(&MatchingRule::default()).unwrap();
    assert!(data.effect_on_treated(&matching, &outcomes[1..], 0.95).is_err());
}

/// Monthly wages with a person effect, a common trend and, for the treated, the effect from month 1.
fn panels(seed: u64, effect: f64, early_trend: f64) -> Vec<Panel> {
    let mut random = Random::new(seed);
    (0..240)
        .map(|person| {
            let is_treated = person % 2 == 0;
            let level = 5000.0 + 800.0 * random.normal() + if is_treated { 400.0 } else { 0.0 };
            let outcomes: BTreeMap<i32, f64> = (-6..=6)
                .map(|month| {
                    let own = if is_treated && month > 0 { effect } else { 0.0 };
                    let early = if is_treated { early_trend * f64::from(month) } else { 0.0 };
                    (month, level + 50.0 * f64::from(month) + own + early + 200.0 * random.normal())
                })
                .collect();
            Panel { is_treated, weight: 1.0, cluster: person as u64, outcomes }
        })
        .collect()
}

#[test]
fn difference_in_differences_covers_the_true_effect() {
    let runs = 1000;
    let mut covered = 0;
    for seed in 0..runs {
        let estimate =
            difference_in_differences(&panels(seed, 300.0, 0.0), -6..=-1, 1..=6, 0.95).unwrap();
        covered += usize::from(estimate.interval.contains(300.0));
    }
    let share = covered as f64 / runs as f64;
    assert!((0.93..=0.97).contains(&share), "coverage {share}");
}

#[test]
fn a_trend_before_the_training_is_seen() {
    let effects = effects_by_period(&panels(1, 300.0, 0.0), -1, 0.99).unwrap();
    assert_eq!(effects.len(), 12);
    assert!(is_pre_trend_flat(&effects, -1));
    assert!(effects.last().unwrap().effect.interval.contains(300.0));
    let trending = effects_by_period(&panels(1, 300.0, 60.0), -1, 0.99).unwrap();
    assert!(!is_pre_trend_flat(&trending, -1));
    assert!(difference_in_differences(&panels(1, 0.0, 0.0), -30..=-20, 1..=6, 0.95).is_err());
    assert!(difference_in_differences(&[], -6..=-1, 1..=6, 0.95).is_err());
}

fn providers(seed: u64, spread: f64, persons: usize) -> (Vec<Performance>, Vec<f64>) {
    let mut random = Random::new(seed);
    let truths: Vec<f64> = (0..60).map(|_| spread * random.normal()).collect();
    let performances = truths
        .iter()
        .map(|truth| {
            let expected: Vec<f64> = (0..persons).map(|_| 0.35 + 0.3 * random.uniform()).collect();
            let outcomes: Vec<bool> = expected
                .iter()
                .map(|share| random.uniform() < (share + truth).clamp(0.0, 1.0))
                .collect();
            Performance::of(&expected, &outcomes).unwrap()
        })
        .collect();
    (performances, truths)
}

#[test]
fn shrinkage_comes_nearer_to_the_truth_than_the_raw_difference() {
    let (mut raw, mut shrunken, mut covered, mut count) = (0.0, 0.0, 0, 0);
    for seed in 0..20 {
        let (performances, truths) = providers(seed, 0.08, 50);
        let values = shrink_performance(&performances, 0.95).unwrap();
        for ((one, truth), value) in performances.iter().zip(&truths).zip(values) {
            let value = value.unwrap();
            raw += (one.raw() - truth).powi(2);
            shrunken += (value.value - truth).powi(2);
            covered += usize::from(value.interval.contains(*truth));
            count += 1;
        }
    }
    assert!(shrunken < 0.75 * raw, "squared error {shrunken} against {raw}");
    let share = f64::from(u32::try_from(covered).unwrap()) / f64::from(count);
    assert!((0.90..=0.98).contains(&share), "coverage {share}");
}

#[test]
fn without_true_differences_nearly_everything_is_shrunk_away() {
    let mean: f64 =
        (0..40).map(|seed| variance_between(&providers(seed, 0.0, 50).0).unwrap()).sum::<f64>()
            / 40.0;
    assert!(mean < 0.001, "variance between {mean}");
    assert!(variance_between(&[]).is_err());
}
