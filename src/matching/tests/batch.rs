//! Referring a population: caps, licences, the interactive score, warm starts and the audit.

use super::day;
use crate::bench::SyntheticMarket;
use crate::fairness::audit;
use crate::{
    BatchReferral, BatchSettings, MemorySource, RegisteredSeeker, Request, Seeker, Stage, Weights,
    find_openings, refer_population,
};

fn market(people: usize) -> (SyntheticMarket, Vec<RegisteredSeeker>) {
    let mut market = SyntheticMarket::draw(1_200, people, 120, 21);
    for (place, opening) in market.openings.iter_mut().enumerate() {
        if place % 10 == 0 {
            opening.licence_code = opening.occupation_code.clone();
        }
    }
    let person =
        |(number, (held, governorate)): (usize, &(Vec<crate::HeldSkill>, &str))| RegisteredSeeker {
            id: format!("P{number:05}"),
            registered_on: Some(day("2026-01-01")),
            seeker: Seeker {
                skills: held.clone(),
                occupation_codes: vec!["7212".into()],
                governorate_code: Some((*governorate).to_owned()),
                ..Seeker::default()
            },
        };
    let people = market.people.iter().enumerate().map(person).collect();
    (market, people)
}

fn refer(market: &SyntheticMarket, people: &[RegisteredSeeker]) -> BatchReferral {
    let settings = BatchSettings { people_per_place: 4, ..BatchSettings::default() };
    let weights = Weights::default();
    refer_population(
        people,
        &market.openings,
        &market.graph,
        &weights,
        &settings,
        market.as_of,
        None,
        &|_, _, _| {},
    )
    .unwrap()
}

#[test]
fn no_opening_passes_its_cap_and_nobody_is_sent_where_a_licence_is_missing() {
    let (market, people) = market(800);
    let referral = refer(&market, &people);
    let mut loads = vec![0; market.openings.len()];
    for referred in referral.lists.iter().flatten() {
        loads[referred.opening as usize] += 1;
        assert!(market.openings[referred.opening as usize].licence_code.is_none());
    }
    for (load, opening) in loads.iter().zip(&market.openings) {
        assert!(*load <= 4 * opening.openings_count);
    }
    assert_eq!(referral.certificate.above_cap, 0);
    assert!(referral.certificate.share_of_bound > 0.97, "{:?}", referral.certificate);
}

#[test]
fn a_referred_opening_has_the_score_that_the_person_sees_interactively() {
    let (market, people) = market(30);
    let referral = refer(&market, &people);
    let source = MemorySource { openings: market.openings.clone() };
    for (person, list) in people.iter().zip(&referral.lists) {
        let mut request = Request::new(person.seeker.clone(), market.as_of);
        request.limit = market.openings.len();
        let matches = find_openings(&source, &market.graph, &Weights::default(), &request).unwrap();
        for referred in list {
            let id = &market.openings[referred.opening as usize].id;
            let seen = matches.openings.iter().find(|found| found.opening.id == *id).unwrap();
            assert!((seen.score - referred.score).abs() < 1e-6);
        }
    }
}

#[test]
fn a_warm_start_with_few_steps_is_as_good_and_threads_change_nothing() {
    let (market, people) = market(600);
    let first = refer(&market, &people);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(first, pool.install(|| refer(&market, &people)));
    let mut settings = BatchSettings { people_per_place: 4, ..BatchSettings::default() };
    settings.referral.steps = 20;
    let again = |warm| {
        refer_population(
            &people,
            &market.openings,
            &market.graph,
            &Weights::default(),
            &settings,
            market.as_of,
            warm,
            &|_, _, _| {},
        )
        .unwrap()
        .certificate
    };
    let (warm, cold) = (again(Some(&first.prices)), again(None));
    assert!(warm.bound <= cold.bound);
    assert!(warm.score_sum as f64 >= 0.998 * first.certificate.score_sum as f64);
}

#[test]
fn a_run_tells_how_far_it_is_from_the_first_person_to_the_last_list() {
    let (market, people) = market(300);
    let told = std::sync::Mutex::new(Vec::new());
    refer_population(
        &people,
        &market.openings,
        &market.graph,
        &Weights::default(),
        &BatchSettings::default(),
        market.as_of,
        None,
        &|stage, done, total| {
            assert!(done <= total, "{stage:?}");
            told.lock().unwrap().push((stage, done == total));
        },
    )
    .unwrap();
    let told = told.into_inner().unwrap();
    for stage in [Stage::Edges, Stage::Prices, Stage::Lists] {
        assert!(told.iter().any(|(one, _)| *one == stage), "{stage:?}");
    }
    assert_eq!(told.last(), Some(&(Stage::Lists, true)));
    assert!(told.windows(2).all(|pair| pair[0].0 as u8 <= pair[1].0 as u8), "stages in order");
}

#[test]
fn the_audit_of_a_run_that_does_not_know_sex_finds_no_difference_by_sex() {
    let (market, people) = market(1_000);
    let referral = refer(&market, &people);
    let sexes: Vec<Option<&str>> =
        (0..people.len()).map(|person| [Some("f"), Some("m")][person * 7 % 11 % 2]).collect();
    let audit = audit("sex", &sexes, &referral.given);
    assert!(audit.impact_ratio_min.unwrap() > 0.8, "{audit:?}");
    assert_eq!(audit.missing_share, 0.0);
}
