//! Laws that hold for every input, and refusals of inputs that have no answer.

use proptest::prelude::*;

use crate::bootstrap::Replicates;
use crate::competing::{CauseObservation, cumulative_incidence};
use crate::error::Error;
use crate::funnel::{FunnelPosition, proportion_limits};
use crate::interval::{observed_over_expected, poisson, wilson};
use crate::logistic::LogisticModel;
use crate::mismatch::{jackman_roper, mismatch, mismatch_with_efficiencies};
use crate::quantile::weighted_quantile;
use crate::random::Random;
use crate::shrinkage::{GammaPrior, RateCell, shrink_to_margins};
use crate::special::{gamma_cumulative, gamma_quantile, normal_cumulative, normal_quantile};
use crate::survival::{Observation, Survival};

fn observations() -> impl Strategy<Value = Vec<Observation>> {
    let one = (0_u32..60, any::<bool>())
        .prop_map(|(time, is_event)| Observation { time: f64::from(time), is_event });
    prop::collection::vec(one, 1..80)
}

proptest! {
    #[test]
    fn wilson_holds_the_share_and_stays_in_0_1(trials in 1_u64..100_000, part in 0.0..=1.0_f64) {
        let successes = (part * trials as f64) as u64;
        let interval = wilson(successes, trials, 0.95).unwrap();
        prop_assert!(interval.contains(successes as f64 / trials as f64));
        prop_assert!(0.0 <= interval.lower && interval.upper <= 1.0);
        prop_assert!(wilson(successes, trials, 0.99).unwrap().width() >= interval.width());
    }

    #[test]
    fn poisson_holds_the_count_and_has_the_exact_tails(count in 0_u64..100_000) {
        let interval = poisson(count, 0.95).unwrap();
        prop_assert!(interval.contains(count as f64));
        let below = gamma_cumulative(count as f64 + 1.0, interval.upper);
        prop_assert!((below - 0.975).abs() < 1e-8, "upper tail {below}");
    }

    #[test]
    fn gamma_quantile_inverts_the_cumulative(shape in 0.05..5000.0_f64, share in 0.001..0.999_f64) {
        let x = gamma_quantile(shape, share).unwrap();
        prop_assert!((gamma_cumulative(shape, x) - share).abs() < 1e-9);
    }

    #[test]
    fn normal_quantile_inverts_the_cumulative(share in 1e-9..(1.0 - 1e-9)) {
        let z = normal_quantile(share).unwrap();
        prop_assert!((normal_cumulative(z) - share).abs() < 1e-13);
    }

    #[test]
    fn survival_falls_and_stays_within_its_interval(observations in observations()) {
        let curve = Survival::estimate(&observations, 0.95).unwrap();
        let mut before = 1.0;
        for step in curve.steps() {
            prop_assert!(step.survival <= before && step.survival >= 0.0);
            before = step.survival;
            if let Some(interval) = step.interval {
                prop_assert!(interval.contains(step.survival), "{step:?}");
                prop_assert!(interval.lower >= 0.0 && interval.upper <= 1.0);
            }
        }
    }

    #[test]
    fn survival_does_not_depend_on_order(mut observations in observations()) {
        let first = Survival::estimate(&observations, 0.95).unwrap();
        observations.reverse();
        prop_assert_eq!(first, Survival::estimate(&observations, 0.95).unwrap());
    }

    #[test]
    fn without_censoring_the_restricted_mean_is_the_mean(
        times in prop::collection::vec(1_u32..50, 1..60)
    ) {
        let observations: Vec<Observation> = times
            .iter().map(|time| Observation { time: f64::from(*time), is_event: true }).collect();
        let curve = Survival::estimate(&observations, 0.95).unwrap();
        let mean = f64::from(times.iter().sum::<u32>()) / times.len() as f64;
        let found = curve.restricted_mean(60.0).unwrap();
        prop_assert!((found.value - mean).abs() < 1e-9);
        prop_assert!(found.interval.contains(found.value));
    }

    #[test]
    fn incidences_of_all_causes_and_survival_sum_to_one(
        pairs in prop::collection::vec((0_u32..40, 0_usize..4), 1..60)
    ) {
        let causes: Vec<CauseObservation> = pairs
            .iter()
            .map(|(time, cause)| CauseObservation { time: f64::from(*time), cause: cause.checked_sub(1) })
            .collect();
        let plain: Vec<Observation> = causes
            .iter().map(|one| Observation { time: one.time, is_event: one.cause.is_some() }).collect();
        let survival = Survival::estimate(&plain, 0.95).unwrap();
        let curves: Vec<_> =
            (0..3).map(|cause| cumulative_incidence(&causes, cause, 0.95).unwrap()).collect();
        for (index, step) in survival.steps().iter().enumerate() {
            let sum: f64 = curves.iter().map(|curve| curve[index].incidence).sum();
            prop_assert!((sum + step.survival - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn mismatch_lies_in_0_1_and_is_0_for_equal_shares(
        pairs in prop::collection::vec((0.0..1e6_f64, 0.0..1e6_f64), 1..30), alpha in 0.05..0.95_f64
    ) {
        let (mut seekers, mut vacancies): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        seekers.push(1.0);
        vacancies.push(1.0);
        let m = mismatch(&seekers, &vacancies, alpha).unwrap();
        prop_assert!((0.0..=1.0).contains(&m));
        prop_assert!((0.0..=1.0).contains(&jackman_roper(&seekers, &vacancies).unwrap()));
        prop_assert!(mismatch(&seekers, &seekers, alpha).unwrap() < 1e-12);
        let equal = vec![3.0; seekers.len()];
        let with = mismatch_with_efficiencies(&seekers, &vacancies, &equal, alpha).unwrap();
        prop_assert!((with - m).abs() < 1e-9, "equal efficiencies change nothing");
    }

    #[test]
    fn shrinkage_lies_between_the_cell_and_the_mean(
        cells in prop::collection::vec((0_u32..200, 1_u32..300), 2..40)
    ) {
        let cells: Vec<RateCell> = cells
            .into_iter()
            .map(|(events, exposure)| RateCell { events: f64::from(events), exposure: f64::from(exposure) })
            .collect();
        let prior = GammaPrior::fit(&cells).unwrap();
        for cell in cells {
            let own = cell.events / cell.exposure;
            let shrunken = prior.shrink(cell, 0.95).unwrap();
            let (low, high) = (own.min(prior.mean), own.max(prior.mean));
            prop_assert!(shrunken.rate >= low - 1e-9 && shrunken.rate <= high + 1e-9);
            prop_assert!((0.0..=1.0).contains(&shrunken.own_weight));
        }
    }

    #[test]
    fn a_weight_of_two_is_the_value_twice(
        values in prop::collection::vec(-100_i32..100, 1..30), share in 0.0..=1.0_f64
    ) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let doubled: Vec<f64> = values.iter().flat_map(|value| [*value, *value]).collect();
        let by_weight = weighted_quantile(&values, &vec![2.0; values.len()], share).unwrap();
        let by_copy = weighted_quantile(&doubled, &vec![1.0; doubled.len()], share).unwrap();
        prop_assert_eq!(by_weight, by_copy);
    }
}

#[test]
fn margins_prior_fills_an_empty_cell_and_keeps_a_large_one() {
    let cell = |events, exposure| RateCell { events, exposure };
    let cells = [
        cell(900.0, 1000.0),
        cell(100.0, 1000.0),
        cell(0.0, 0.0),
        cell(500.0, 1000.0),
        cell(450.0, 1000.0),
        cell(2.0, 3.0),
    ];
    let shrunken = shrink_to_margins(&cells, 3, 0.95).unwrap();
    assert!((shrunken[0].rate - 0.9).abs() < 0.03, "{:?}", shrunken[0]);
    assert_eq!(shrunken[2].own_weight, 0.0);
    assert!(shrunken[2].rate > 0.0);
    assert!(shrunken[5].own_weight < shrunken[4].own_weight);
    assert!(shrink_to_margins(&cells, 4, 0.95).is_err());
}

#[test]
fn funnel_limits_narrow_with_size() {
    let small = proportion_limits(0.6, 20).unwrap();
    let large = proportion_limits(0.6, 2000).unwrap();
    assert!(large.warning.width() < small.warning.width());
    assert!(small.alarm.width() > small.warning.width());
    assert_eq!(small.place(0.6), FunnelPosition::Within);
    assert_eq!(large.place(0.5), FunnelPosition::FarBelow);
    assert_eq!(small.place(0.85), FunnelPosition::Above);
}

#[test]
fn the_bootstrap_repeats_with_its_seed_and_finds_the_error_of_a_mean() {
    let mut random = Random::new(3);
    let values: Vec<f64> = (0..400).map(|_| random.normal()).collect();
    let mean = |indices: &[usize]| {
        Some(indices.iter().map(|index| values[*index]).sum::<f64>() / indices.len() as f64)
    };
    let first = Replicates::draw(1000, 42, values.len(), mean).unwrap();
    assert_eq!(first, Replicates::draw(1000, 42, values.len(), mean).unwrap());
    assert_ne!(first, Replicates::draw(1000, 43, values.len(), mean).unwrap());
    assert!((first.standard_error() - 0.05).abs() < 0.006, "{}", first.standard_error());
    assert!(first.interval(0.95).unwrap().contains(mean(&(0..400).collect::<Vec<_>>()).unwrap()));
    assert!((first.share_at_least(-9.0) - 1.0).abs() < 1e-12);
    assert!(Replicates::draw(10, 1, 5, |_| None).is_err());
}

#[test]
fn questions_without_an_answer_are_errors_and_never_panics() {
    assert!(wilson(1, 0, 0.95).is_err());
    assert!(wilson(2, 1, 0.95).is_err());
    assert!(wilson(1, 2, 1.0).is_err());
    assert!(wilson(1, 2, f64::NAN).is_err());
    assert!(poisson(1, 0.0).is_err());
    assert!(observed_over_expected(1, 0.0, 0.95).is_err());
    assert!(mismatch(&[], &[], 0.5).is_err());
    assert!(mismatch(&[0.0], &[0.0], 0.5).is_err());
    assert!(mismatch(&[1.0, 2.0], &[1.0], 0.5).is_err());
    assert!(mismatch(&[1.0, -2.0], &[1.0, 1.0], 0.5).is_err());
    assert!(mismatch_with_efficiencies(&[1.0], &[1.0], &[0.0], 0.5).is_err());
    assert!(weighted_quantile(&[], &[], 0.5).is_err());
    assert!(weighted_quantile(&[1.0], &[0.0], 0.5).is_err());
    assert!(Survival::estimate(&[], 0.95).is_err());
    assert!(Survival::estimate(&[Observation { time: f64::NAN, is_event: true }], 0.95).is_err());
    let censored = Survival::estimate(&[Observation { time: 5.0, is_event: false }], 0.95).unwrap();
    assert_eq!(censored.at(5.0), Some(1.0));
    assert_eq!(censored.at(6.0), None);
    assert_eq!(censored.median(), None);
    assert!(censored.restricted_mean(6.0).is_err());
    assert!(gamma_quantile(-1.0, 0.5).is_err());
    assert!(GammaPrior::fit(&[]).is_err());
}

#[test]
fn separated_outcomes_need_a_penalty_and_repeated_columns_are_named() {
    let rows: Vec<Vec<f64>> = (0..20).map(|index| vec![f64::from(index)]).collect();
    let outcomes: Vec<bool> = (0..20).map(|index| index >= 10).collect();
    let error = LogisticModel::fit(&rows, &outcomes, 0.0).unwrap_err();
    assert!(matches!(error, Error::Convergence { .. } | Error::Singular { .. }), "{error}");
    assert!(LogisticModel::fit(&rows, &outcomes, 0.1).is_ok());
    let repeated: Vec<Vec<f64>> = (0..20).map(|index| vec![f64::from(index % 7); 2]).collect();
    let mixed: Vec<bool> = (0..20).map(|index| index % 3 == 0).collect();
    assert!(matches!(
        LogisticModel::fit(&repeated, &mixed, 0.0).unwrap_err(),
        Error::Singular { what: "covariates" }
    ));
    assert!(LogisticModel::fit(&repeated, &[true; 20], 0.0).is_err());
}
