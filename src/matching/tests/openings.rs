//! Finding openings and candidates: rules, reasons, order.

use super::{day, opening, seeker, skills};
use crate::{
    CandidateRequest, Contract, ExclusionReason, FilterCodes, Filters, Licence, MemorySource,
    Opening, Order, Outcome, PartKind, Reason, RegisteredSeeker, Request, Weights, find_candidates,
    find_openings,
};

fn request(skills: &[u32]) -> Request {
    Request::new(seeker(skills), day("2026-11-20"))
}

fn ids(openings: Vec<Opening>, request: &Request) -> Vec<String> {
    let source = MemorySource { openings };
    let matches = find_openings(&source, &skills(), &Weights::default(), request).unwrap();
    matches.openings.into_iter().map(|found| found.opening.id).collect()
}

#[test]
fn every_required_skill_is_exact_through_a_named_near_skill_or_missing() {
    let source = MemorySource { openings: vec![opening("a", &[(0, true), (2, true), (1, false)])] };
    let matches = find_openings(&source, &skills(), &Weights::default(), &request(&[0])).unwrap();
    let found = &matches.openings[0];
    let outcomes: Vec<_> = found.requirements.iter().map(|met| (met.skill, &met.outcome)).collect();
    assert_eq!(outcomes[0], (0, &Outcome::Exact { mastery: 1.0 }));
    assert_eq!(outcomes[1], (2, &Outcome::Missing));
    let through = Outcome::Nearer {
        through: 0,
        through_code: "arc-welding".into(),
        similarity: 0.8,
        mastery: 0.8,
    };
    assert_eq!(outcomes[2], (1, &through));
    let counted = Reason::SkillsCounted { exact: 1, nearer: 1, missing: 1 };
    assert_eq!(found.parts[0].kind, PartKind::Skills);
    assert_eq!(found.parts[0].reason, counted);
}

#[test]
fn an_opening_that_needs_a_licence_is_left_out_and_counted_unless_it_is_held_that_day() {
    let mut licensed = opening("a", &[(0, true)]);
    licensed.licence_code = Some("7212".into());
    let openings = vec![licensed, opening("b", &[(0, true)])];
    let source = MemorySource { openings: openings.clone() };
    let matches = find_openings(&source, &skills(), &Weights::default(), &request(&[0])).unwrap();
    assert_eq!(matches.openings.len(), 1);
    assert_eq!(matches.excluded[0].reason, ExclusionReason::LicenceMissing);
    assert_eq!(matches.excluded[0].count, 1);

    let cases = [(None, 2), (Some("2026-11-20"), 2), (Some("2026-11-19"), 1)];
    for (valid_until, expected) in cases {
        let mut request = request(&[0]);
        let valid_until = valid_until.map(day);
        request.seeker.licences.push(Licence { code: "7212".into(), valid_until });
        assert_eq!(ids(openings.clone(), &request).len(), expected, "{valid_until:?}");
    }
}

#[test]
fn equal_scores_are_ordered_by_later_publication_then_by_number() {
    let weights = Weights { freshness: 0.0, ..Weights::default() };
    let mut newer = opening("c", &[(0, true)]);
    newer.posted_on = day("2026-11-10");
    let openings = vec![opening("b", &[(0, true)]), newer, opening("a", &[(0, true)])];
    let source = MemorySource { openings };
    let matches = find_openings(&source, &skills(), &weights, &request(&[0])).unwrap();
    let ids: Vec<_> = matches.openings.iter().map(|found| found.opening.id.as_str()).collect();
    assert_eq!(ids, ["c", "a", "b"]);
}

#[test]
fn nearer_places_better_wages_and_nearer_occupations_rank_higher() {
    let with = |id: &str, change: &dyn Fn(&mut Opening)| {
        let mut opening = opening(id, &[(0, true)]);
        change(&mut opening);
        opening
    };
    let openings = vec![
        with("far", &|opening| opening.governorate_code = Some("EG-ALX".into())),
        with("neighbour", &|opening| opening.governorate_code = Some("EG-AST".into())),
        with("own", &|_| ()),
    ];
    assert_eq!(ids(openings, &request(&[0])), ["own", "neighbour", "far"]);

    let mut wanting = request(&[0]);
    wanting.seeker.wage_wanted_egp_month = Some(9_000);
    let openings = vec![
        with("low", &|opening| opening.wage_max_egp_month = Some(7_100)),
        with("unstated", &|opening| {
            opening.wage_min_egp_month = None;
            opening.wage_max_egp_month = None;
        }),
        with("enough", &|_| ()),
    ];
    assert_eq!(ids(openings, &wanting), ["enough", "unstated", "low"]);

    let openings = vec![
        with("other", &|opening| opening.occupation_code = Some("5120".into())),
        with("group", &|opening| opening.occupation_code = Some("7221".into())),
        with("same", &|_| ()),
    ];
    assert_eq!(ids(openings, &request(&[0])), ["same", "group", "other"]);
}

#[test]
fn filters_leave_out_what_does_not_pass() {
    let mut permanent = opening("a", &[(0, true)]);
    permanent.contract = Some(Contract::Permanent);
    let mut elsewhere = opening("b", &[(0, true)]);
    elsewhere.governorate_code = Some("EG-ALX".into());
    let openings = vec![permanent, elsewhere, opening("c", &[(0, true)])];
    let cases: [(FilterCodes, &[&str]); 5] = [
        (FilterCodes { contracts: vec!["permanent".into()], ..FilterCodes::default() }, &["a"]),
        (FilterCodes { governorates: vec!["EG-ALX".into()], ..FilterCodes::default() }, &["b"]),
        (FilterCodes { occupations: vec!["51".into()], ..FilterCodes::default() }, &[]),
        (FilterCodes { wage_min_egp_month: Some(9_001), ..FilterCodes::default() }, &[]),
        (FilterCodes { education_level_max: Some(1), ..FilterCodes::default() }, &["a", "b", "c"]),
    ];
    for (codes, expected) in cases {
        let mut request = request(&[0]);
        request.filters = Filters::from_codes(&codes).unwrap();
        let mut found = ids(openings.clone(), &request);
        found.sort();
        assert_eq!(found, expected, "{codes:?}");
    }
}

#[test]
fn an_unknown_filter_code_is_an_error_that_names_the_nearest_known_one() {
    let codes = |change: fn(&mut FilterCodes)| {
        let mut codes = FilterCodes::default();
        change(&mut codes);
        Filters::from_codes(&codes).unwrap_err()
    };
    let cases = [
        (codes(|codes| codes.governorates.push("EG-MM".into())), "governorate", "EG-MN"),
        (codes(|codes| codes.contracts.push("permanant".into())), "contract", "permanent"),
        (codes(|codes| codes.shifts.push("nite".into())), "shift", "night"),
        (codes(|codes| codes.education_level_max = Some(11)), "education level", "8"),
    ];
    for (error, kind, nearest) in cases {
        assert_eq!(error.kind, kind);
        assert_eq!(error.hint().unwrap(), format!("did you mean `{nearest}`?"));
    }
}

#[test]
fn neighbours_are_added_to_a_governorate_on_request() {
    let codes = FilterCodes {
        governorates: vec!["EG-MN".into()],
        has_neighbours: true,
        ..FilterCodes::default()
    };
    let filters = Filters::from_codes(&codes).unwrap();
    assert!(filters.allows_place(Some("EG-MN")) && filters.allows_place(Some("EG-AST")));
    assert!(!filters.allows_place(Some("EG-ALX")));
    assert!(!filters.allows_place(None), "a place nobody named is not in the governorate");
    let filters = Filters::from_codes(&FilterCodes { has_unstated_places: true, ..codes }).unwrap();
    assert!(filters.allows_place(None) && !filters.allows_place(Some("EG-ALX")));
    assert!(Filters::default().allows_place(None));
}

#[test]
fn somebody_without_skills_still_gets_openings_of_the_occupation_and_parts_share_the_weight() {
    let source = MemorySource { openings: vec![opening("a", &[(0, true)])] };
    let matches = find_openings(&source, &skills(), &Weights::default(), &request(&[])).unwrap();
    let parts = &matches.openings[0].parts;
    assert!(parts.iter().all(|part| part.kind != PartKind::Skills));
    let most: f64 = parts.iter().map(|part| part.maximum).sum();
    assert!((most - 1.0).abs() < 1e-12);
}

#[test]
fn a_schooling_above_the_seekers_is_marked() {
    let mut asking = opening("a", &[(0, true)]);
    asking.education_level = Some(5);
    let source = MemorySource { openings: vec![asking] };
    for (level, expected) in [(Some(4), true), (Some(5), false), (None, false)] {
        let mut request = request(&[0]);
        request.seeker.education_level = level;
        let matches = find_openings(&source, &skills(), &Weights::default(), &request).unwrap();
        assert_eq!(matches.openings[0].is_education_below, expected);
    }
}

#[test]
fn candidates_come_by_fit_or_by_registration_seniority_as_the_rule_says() {
    let person = |id: &str, registered_on: Option<&str>, skills: &[u32]| RegisteredSeeker {
        id: id.into(),
        registered_on: registered_on.map(day),
        seeker: seeker(skills),
    };
    let people = [
        person("late-best", Some("2026-05-01"), &[0, 2]),
        person("early-good", Some("2025-05-01"), &[0]),
        person("early-unfit", Some("2024-05-01"), &[4]),
        person("unregistered", None, &[0, 2]),
    ];
    let mut request = CandidateRequest {
        opening: opening("a", &[(0, true), (2, true)]),
        order: Order::Fit,
        score_min: 0.5,
        limit: 10,
        as_of: day("2026-11-20"),
    };
    let ids = |request: &CandidateRequest| -> Vec<String> {
        let found = find_candidates(&people, &skills(), &Weights::default(), request);
        found.candidates.into_iter().map(|found| found.id).collect()
    };
    assert_eq!(ids(&request), ["late-best", "unregistered", "early-good"]);
    request.order = Order::Seniority;
    assert_eq!(ids(&request), ["early-good", "late-best", "unregistered"]);
    request.opening.licence_code = Some("7212".into());
    let found = find_candidates(&people, &skills(), &Weights::default(), &request);
    assert_eq!((found.candidates.len(), found.without_licence, found.below_score), (0, 4, 0));
}

#[test]
fn somebody_who_proves_the_skills_comes_before_somebody_who_proves_nothing() {
    let person = |id: &str, skills: &[u32], place: &str| RegisteredSeeker {
        id: id.into(),
        registered_on: Some(day("2026-01-01")),
        seeker: crate::Seeker { governorate_code: Some(place.into()), ..seeker(skills) },
    };
    // The certified one lives in another governorate, the other one next door.
    let people = [person("near", &[], "EG-MN"), person("certified", &[0, 2], "EG-ALX")];
    let request = CandidateRequest {
        opening: opening("a", &[(0, true), (2, true)]),
        order: Order::Fit,
        score_min: 0.0,
        limit: 10,
        as_of: day("2026-11-20"),
    };
    let found = find_candidates(&people, &skills(), &Weights::default(), &request).candidates;
    assert_eq!(found[0].id, "certified");
    for candidate in &found {
        let sum: f64 = candidate.parts.iter().map(|part| part.value).sum();
        assert!((sum - candidate.score).abs() < 1e-9);
        let most: f64 = candidate.parts.iter().map(|part| part.maximum).sum();
        assert!((most - 1.0).abs() < 1e-9, "one scale for everybody");
    }
}

#[test]
fn a_weight_out_of_range_is_named() {
    let weights = Weights { text: f64::NAN, ..Weights::default() };
    let error = weights.check().unwrap_err();
    assert_eq!(error.to_string(), "weight `text` is NaN, outside 0 to 1000");
    assert!(Weights::default().check().is_ok());
}
