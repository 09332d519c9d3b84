//! Nightly lists: exact, deterministic, and the same as scoring every opening.

use proptest::prelude::*;

use crate::bench::SyntheticMarket;
use crate::nightly::{Accumulator, Hit, Postings, partition_of};
use crate::{Opening, SkillProfile, Weights, asked_weight, requirement_weight, skill_score};

/// Every opening of the governorate scored one by one and sorted: the oracle.
fn by_trial(
    market: &SyntheticMarket,
    profile: &SkillProfile,
    governorates: &[&str],
    count: usize,
) -> Vec<Hit> {
    let weights = Weights::default();
    let score = |opening: &Opening| {
        let mastered = opening.requirements.iter().map(|required| {
            let mastery = profile.mastery(required.skill).map_or(0, |mastery| mastery.permille);
            u64::from(mastery) * u64::from(requirement_weight(&market.graph, &weights, *required))
        });
        let asked = asked_weight(&market.graph, &weights, &opening.requirements);
        skill_score(mastered.sum(), asked)
    };
    let mut hits: Vec<Hit> = market
        .openings
        .iter()
        .enumerate()
        .filter(|(_, opening)| {
            opening.governorate_code.as_deref().is_some_and(|code| governorates.contains(&code))
        })
        .map(|(place, opening)| Hit { opening: place as u32, score: score(opening) })
        .filter(|hit| hit.score > 0.0)
        .collect();
    hits.sort_by(|one, other| {
        let posted = |hit: &Hit| market.openings[hit.opening as usize].posted_on;
        other
            .score
            .total_cmp(&one.score)
            .then(posted(other).cmp(&posted(one)))
            .then(one.opening.cmp(&other.opening))
    });
    hits.truncate(count);
    hits
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn lists_equal_scoring_every_opening(seed in 0..1_000_u32, count in 0..40_usize, skills in 2..60_usize) {
        let market = SyntheticMarket::draw(600, 12, skills, seed);
        let weights = Weights::default();
        let postings = Postings::build(&market.graph, &weights, &market.openings);
        let mut accumulator = Accumulator::default();
        for (held, own) in &market.people {
            let profile = SkillProfile::new(&market.graph, &weights, held, market.as_of);
            for governorates in [vec![*own], vec!["EG-C", "EG-GZ", "EG-KB"]] {
                let partitions: Vec<usize> =
                    governorates.iter().map(|code| partition_of(code).unwrap()).collect();
                let hits = postings.best(&mut accumulator, &profile, &partitions, count, |_| true);
                prop_assert_eq!(hits, by_trial(&market, &profile, &governorates, count));
            }
        }
    }
}

#[test]
fn lists_are_the_same_for_any_number_of_threads() {
    let market = SyntheticMarket::draw(3_000, 500, 200, 5);
    let weights = Weights::default();
    let postings = Postings::build(&market.graph, &weights, &market.openings);
    let people = market.nightly_people(&market.people, &weights);
    let lists = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| postings.best_for_all(&people, 20))
    };
    assert_eq!(lists(1), lists(3));
}

#[test]
fn an_opening_with_thousands_of_required_skills_does_not_overflow() {
    let mut market = SyntheticMarket::draw(1, 1, 5_000, 1);
    market.openings[0].requirements =
        (0..5_000).map(|skill| crate::Requirement { skill, is_essential: true }).collect();
    market.openings[0].governorate_code = Some("EG-C".into());
    let weights = Weights::default();
    let held: Vec<_> =
        (0..5_000).map(|skill| super::held(skill, crate::Evidence::Skilled)).collect();
    let profile = SkillProfile::new(&market.graph, &weights, &held, market.as_of);
    let postings = Postings::build(&market.graph, &weights, &market.openings);
    let hits = postings.best(&mut Accumulator::default(), &profile, &[0], 5, |_| true);
    assert!(hits[0].score > 0.9 && hits[0].score <= 1.0);
}
