//! The effect of training on a made-up market in which the workless are trained sooner or later.

use crate::impact::{COVARIATES, Candidate, Impact, KnownBefore, estimate};
use crate::random::Random;

const GAP_MONTHS: u32 = 3;
const MONTHS: u32 = 12;
/// Chance that a course turns no work in M4–M6 into work.
const GAIN: f64 = 0.2;

/// A person of the market and whether work in M4–M6 would have come without training.
struct Person {
    candidate: Candidate,
    without: bool,
}

fn person(random: &mut Random, number: u64) -> Person {
    let is_seeker = random.uniform() < 0.4;
    let is_woman = random.uniform() < 0.5;
    let eagerness = if is_seeker { 0.12 } else { 0.05 };
    let is_treated = random.uniform() < 2.0 * eagerness;
    let (mut is_insured, mut insured_after, mut trained) = (false, 0_u64, None);
    for month in 0..MONTHS {
        // Nobody with work is trained: who is never trained found work.
        let is_free = !is_treated && !is_insured;
        if is_free && trained.is_none() && random.uniform() < eagerness {
            trained = Some(month);
        }
        let changes = random.uniform() < if is_insured { 0.03 } else { 0.09 };
        is_insured ^= changes;
        insured_after |= u64::from(is_insured) << month;
    }
    let window = |first: u32| 0b111_u64 << (first + GAP_MONTHS + 3);
    let without = insured_after & window(0) != 0;
    let first = if is_treated { Some(0) } else { trained };
    if let Some(month) = first {
        let is_helped = insured_after & window(month) == 0 && random.uniform() < GAIN;
        if is_helped {
            insured_after |= window(month);
        }
    }
    let known = KnownBefore {
        is_woman,
        age_years: 20.0 + random.below(15) as f64,
        is_seeker,
        qualification_level: None,
        months_insured_before: 0,
        is_insured_last: false,
        is_insured_at_start: false,
    };
    let candidate = Candidate {
        is_treated,
        cell: format!("cell {}", random.below(3)),
        known,
        gap_months: GAP_MONTHS,
        months_observed: MONTHS,
        insured_after: insured_after & ((1 << MONTHS) - 1),
        seeking_after: if is_seeker { u64::MAX } else { 0 },
        trained_after_months: trained,
        earnings: Vec::new(),
        cluster: number,
    };
    Person { candidate, without }
}

fn error_of(people: &[&Person]) -> (f64, bool, Impact) {
    let candidates: Vec<Candidate> = people.iter().map(|one| one.candidate.clone()).collect();
    let impact = estimate(&candidates, 0.95).unwrap();
    let gains = impact.matched_trainees.iter().map(|&index| {
        let own = &people[index];
        let with = own.candidate.insured_after >> (GAP_MONTHS + 3) & 0b111 != 0;
        f64::from(u8::from(with)) - f64::from(u8::from(own.without))
    });
    let truth = gains.sum::<f64>() / impact.matched_trainees.len() as f64;
    (impact.effect.value - truth, impact.effect.interval.contains(truth), impact)
}

#[test]
fn persons_trained_later_neither_bias_the_effect_nor_are_needed_to_be_absent() {
    let (mut right, mut wrong, mut covered) = (0.0, 0.0, 0);
    let rounds = 60;
    for seed in 0..rounds {
        let mut random = Random::new(seed + 1);
        let people: Vec<Person> = (0..3_000).map(|number| person(&mut random, number)).collect();
        let all: Vec<&Person> = people.iter().collect();
        let (error, is_covered, impact) = error_of(&all);
        assert!(impact.trained_later_share > 0.1, "{}", impact.trained_later_share);
        assert_eq!(impact.balance.len(), COVARIATES.len());
        right += error / rounds as f64;
        covered += usize::from(is_covered);
        let never: Vec<&Person> =
            all.into_iter().filter(|one| one.candidate.trained_after_months.is_none()).collect();
        wrong += error_of(&never).0 / rounds as f64;
    }
    println!("not yet trained {right:.4}, never trained {wrong:.4}, covered {covered} of {rounds}");
    assert!(right.abs() < 0.015, "{right}");
    assert!(wrong < -0.04, "the mistake must be visible: {wrong}");
    assert!(covered >= 52, "{covered} of {rounds}");
}

#[test]
fn an_outcome_not_yet_observed_is_no_outcome() {
    let mut random = Random::new(3);
    let mut people: Vec<Candidate> =
        (0..2_000).map(|number| person(&mut random, number).candidate).collect();
    for one in people.iter_mut().filter(|one| one.cell == "cell 0") {
        one.months_observed = GAP_MONTHS + 5;
    }
    let impact = estimate(&people, 0.95).unwrap();
    for index in impact.matched_trainees {
        assert_ne!(people[index].cell, "cell 0");
    }
    for one in &mut people {
        one.months_observed = 4;
    }
    assert!(estimate(&people, 0.95).is_err());
}
