//! Laws of the score: it is the sum of its parts, lies in 0..=1, and never falls for more skill.

use proptest::prelude::*;

use super::{day, skills};
use crate::{
    Contract, Evidence, HeldSkill, MemorySource, Opening, PartKind, Request, Requirement, Seeker,
    Weights, find_openings,
};

const EVIDENCE: [Evidence; 7] = [
    Evidence::Stated,
    Evidence::Taught,
    Evidence::Assistant,
    Evidence::Limited,
    Evidence::Medium,
    Evidence::Skilled,
    Evidence::Technician,
];
const PLACES: [Option<&str>; 5] =
    [None, Some("EG-MN"), Some("EG-AST"), Some("EG-C"), Some("EG-ALX")];
const OCCUPATIONS: [Option<&str>; 4] = [None, Some("7212"), Some("7221"), Some("5120")];

fn held() -> impl Strategy<Value = HeldSkill> {
    (0..6_u32, 0..7_usize, proptest::option::of(0..9_000_i32)).prop_map(
        |(skill, evidence, days)| HeldSkill {
            skill,
            evidence: EVIDENCE[evidence],
            confirmed_on: days.map(|days| day("2026-11-20").add_days(-days)),
        },
    )
}

fn any_seeker() -> impl Strategy<Value = Seeker> {
    let skills = proptest::collection::vec(held(), 0..6);
    (skills, 0..5_usize, 0..4_usize, proptest::option::of(0..30_000_u32)).prop_map(
        |(skills, place, occupation, wage)| Seeker {
            skills,
            occupation_codes: OCCUPATIONS[occupation].into_iter().map(Into::into).collect(),
            governorate_code: PLACES[place].map(Into::into),
            wage_wanted_egp_month: wage,
            ..Seeker::default()
        },
    )
}

fn any_opening() -> impl Strategy<Value = Opening> {
    let requirement = (0..6_u32, any::<bool>())
        .prop_map(|(skill, is_essential)| Requirement { skill, is_essential });
    let requirements = proptest::collection::vec(requirement, 0..6);
    let wage = proptest::option::of(0..30_000_u32);
    (requirements, 0..5_usize, 0..4_usize, wage, -10..900_i32).prop_map(
        |(requirements, place, occupation, wage, days)| Opening {
            requirements,
            governorate_code: PLACES[place].map(Into::into),
            occupation_code: OCCUPATIONS[occupation].map(Into::into),
            wage_min_egp_month: wage,
            wage_max_egp_month: None,
            contract: Some(Contract::Seasonal),
            posted_on: day("2026-11-20").add_days(-days),
            ..super::opening("a", &[])
        },
    )
}

fn request(seeker: Seeker, query: Option<&str>) -> Request {
    let mut request = Request::new(seeker, day("2026-11-20"));
    request.query = query.map(Into::into);
    request
}

proptest! {
    #[test]
    fn parts_sum_to_the_score_and_requirements_to_the_part_of_skills(
        seeker in any_seeker(), opening in any_opening(), has_query in any::<bool>(),
    ) {
        let source = MemorySource { openings: vec![opening] };
        let request = request(seeker, has_query.then_some("لحام"));
        let matches =
            find_openings(&source, &skills(), &Weights::default(), &request).unwrap();
        let found = &matches.openings[0];
        let sum: f64 = found.parts.iter().map(|part| part.value).sum();
        prop_assert!((sum - found.score).abs() < 1e-9);
        prop_assert!((0.0..=1.0 + 1e-12).contains(&found.score));
        for part in &found.parts {
            prop_assert!(part.value >= 0.0 && part.value <= part.maximum + 1e-12);
        }
        let by_requirement: f64 = found.requirements.iter().map(|met| met.value).sum();
        let skills = found.parts.iter().find(|part| part.kind == PartKind::Skills);
        prop_assert!((by_requirement - skills.map_or(0.0, |part| part.value)).abs() < 1e-9);
    }

    #[test]
    fn one_more_skill_never_lowers_a_score(
        seeker in any_seeker(), opening in any_opening(), extra in held(),
    ) {
        prop_assume!(!seeker.skills.is_empty());
        let source = MemorySource { openings: vec![opening] };
        let score = |seeker: &Seeker| {
            let request = request(seeker.clone(), None);
            find_openings(&source, &skills(), &Weights::default(), &request)
                .unwrap().openings[0].score
        };
        let mut more = seeker.clone();
        more.skills.push(extra);
        prop_assert!(score(&more) >= score(&seeker) - 1e-12);
    }

    #[test]
    fn the_order_of_skills_and_of_openings_changes_nothing(
        seeker in any_seeker(), openings in proptest::collection::vec(any_opening(), 1..8),
    ) {
        let openings: Vec<Opening> = openings
            .into_iter()
            .enumerate()
            .map(|(number, opening)| Opening { id: number.to_string(), ..opening })
            .collect();
        let answer = |seeker: Seeker, openings: Vec<Opening>| {
            let source = MemorySource { openings };
            find_openings(&source, &skills(), &Weights::default(), &request(seeker, None)).unwrap()
        };
        let first = answer(seeker.clone(), openings.clone());
        let reversed = Seeker { skills: seeker.skills.iter().rev().copied().collect(), ..seeker };
        prop_assert_eq!(first, answer(reversed, openings.into_iter().rev().collect()));
    }
}
