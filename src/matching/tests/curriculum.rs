//! What openings pay, what closes a gap, and what employers ask that a course does not teach.

use super::{day, opening, seeker, skills};
use crate::{
    ClosingRequest, Course, Curriculum, MemorySource, Opening, Request, SkillId, Weights,
    closing_plan, curriculum_gap, find_openings, offered_wages,
};

const ARC: SkillId = 0;
const MIG: SkillId = 1;
const CUTTING: SkillId = 2;
const DRAWING: SkillId = 3;
const PLUMBING: SkillId = 4;

fn course(code: &str, skills: &[SkillId], governorate: &str, cost_egp: u32) -> Course {
    Course {
        cohort_code: code.into(),
        programme_code: "P".into(),
        skills: skills.to_vec(),
        governorate_code: governorate.into(),
        starts_on: day("2026-12-01"),
        ends_on: day("2026-12-20"),
        seats_free: 4,
        cost_egp,
    }
}

fn closing(
    openings: &[Opening],
    courses: &[Course],
    held: &[SkillId],
) -> Option<crate::ClosingPlan> {
    closing_of(openings, courses, held, false)
}

fn closing_of(
    openings: &[Opening],
    courses: &[Course],
    held: &[SkillId],
    is_chosen: bool,
) -> Option<crate::ClosingPlan> {
    let (weights, graph, seeker) = (Weights::default(), skills(), seeker(held));
    let source = MemorySource { openings: openings.to_vec() };
    let request = Request::new(seeker.clone(), day("2026-11-20"));
    let matches = find_openings(&source, &graph, &weights, &request).unwrap();
    closing_plan(
        &graph,
        &weights,
        &ClosingRequest {
            seeker: &seeker,
            matches: &matches.openings,
            courses,
            openings,
            as_of: day("2026-11-20"),
            is_chosen,
        },
    )
}

#[test]
fn an_opening_far_from_the_own_work_is_planned_for_only_where_it_was_chosen() {
    let far = [(PLUMBING, true), (CUTTING, true), (DRAWING, true)];
    let openings = [Opening { occupation_code: Some("5131".into()), ..opening("far", &far) }];
    let courses = [course("all", &[PLUMBING, CUTTING, DRAWING], "EG-MN", 100)];
    assert!(closing_of(&openings, &courses, &[ARC], false).is_none());
    let chosen = closing_of(&openings, &courses, &[ARC], true).expect("chosen by the seeker");
    assert_eq!(chosen.plan.cost_egp, 100);
    assert_eq!(chosen.missing.len(), 3);
}

#[test]
fn somebody_who_completed_a_course_holds_its_skills_as_taught() {
    let curriculum = crate::Curriculum {
        skills: vec![ARC, CUTTING],
        occupation_code: Some("7212".into()),
        governorate_code: Some("EG-MN".into()),
    };
    let graduate = curriculum.graduate();
    let held: Vec<SkillId> = graduate.skills.iter().map(|held| held.skill).collect();
    assert_eq!(held, curriculum.skills);
    assert!(graduate.skills.iter().all(|held| held.evidence == crate::Evidence::Taught));
    assert_eq!(graduate.occupation_codes, ["7212"]);
    assert_eq!(graduate.governorate_code.as_deref(), Some("EG-MN"));
}

#[test]
fn the_cheapest_course_nearby_closes_the_gap_and_says_how_many_openings_it_unlocks() {
    let mut far = opening("far", &[(CUTTING, true)]);
    far.governorate_code = Some("EG-ALX".into());
    let openings = [
        opening("a", &[(ARC, true), (CUTTING, true)]),
        opening("b", &[(CUTTING, true)]),
        opening("c", &[(ARC, true), (PLUMBING, true)]),
        opening("open", &[(ARC, true), (DRAWING, false)]),
        far,
    ];
    let courses = [
        course("far", &[CUTTING, PLUMBING], "EG-ALX", 0),
        course("dear", &[CUTTING], "EG-MN", 900),
        course("near", &[CUTTING], "EG-AST", 100),
    ];
    let plan = closing(&openings, &courses, &[ARC]).unwrap();
    assert_eq!((plan.missing, plan.openings_asking), (vec![CUTTING, PLUMBING], vec![3, 1]));
    let codes: Vec<&str> =
        plan.plan.courses.iter().map(|planned| planned.course.cohort_code.as_str()).collect();
    assert_eq!(codes, ["near"], "cheaper far away, but nearby there is one");
    assert_eq!((plan.plan.cost_egp, plan.plan.not_taught.as_slice()), (100, &[PLUMBING][..]));
    assert!(plan.is_nearby);
    assert_eq!(plan.unlocked, 2, "a and b, not the one in Alexandria");
}

#[test]
fn nobody_is_sent_to_a_course_for_a_trade_far_from_the_own_one() {
    let mut plumber = opening("a", &[(PLUMBING, true), (DRAWING, true), (CUTTING, true)]);
    plumber.occupation_code = Some("7126".into());
    let courses = [course("near", &[PLUMBING, DRAWING], "EG-MN", 0)];
    assert!(closing(&[plumber.clone()], &courses, &[ARC]).is_none());
    // Somebody who meets most of what it asks is near enough.
    assert!(closing(&[plumber], &courses, &[CUTTING, DRAWING]).is_some());
}

#[test]
fn where_nothing_near_teaches_it_a_far_course_is_named_and_where_nothing_is_missing_none() {
    let openings = [opening("a", &[(ARC, true), (CUTTING, true)])];
    let plan = closing(&openings, &[course("far", &[CUTTING], "EG-ALX", 5)], &[ARC]).unwrap();
    assert!(!plan.is_nearby && plan.plan.courses.len() == 1);
    assert!(closing(&openings, &[], &[ARC, CUTTING]).is_none());
    let nothing = closing(&openings, &[], &[ARC]).unwrap();
    assert_eq!((nothing.unlocked, nothing.plan.courses.len()), (0, 0));
}

#[test]
fn what_employers_ask_and_the_course_does_not_teach_comes_most_asked_first() {
    let mut openings: Vec<Opening> = (0..12)
        .map(|number| {
            let mut asked = vec![(MIG, true), (DRAWING, false)];
            if number < 4 {
                asked.push((CUTTING, true));
            }
            opening(&number.to_string(), &asked)
        })
        .collect();
    let mut other = opening("other", &[(PLUMBING, true)]);
    other.occupation_code = Some("7126".into());
    openings.push(other);
    let curriculum = Curriculum {
        skills: vec![ARC, PLUMBING],
        occupation_code: Some("7212".into()),
        governorate_code: Some("EG-MN".into()),
    };
    let gap =
        curriculum_gap(&skills(), &Weights::default(), &curriculum, &openings, day("2026-11-20"));
    assert_eq!((gap.openings, gap.is_nearby), (12, true));
    let asked: Vec<(SkillId, usize, usize)> =
        gap.not_taught.iter().map(|one| (one.skill, one.openings, one.essential)).collect();
    assert_eq!(asked, [(DRAWING, 12, 0), (CUTTING, 4, 4)]);
    // Arc welding is near MIG welding, so MIG counts as taught.
    assert_eq!(gap.taught.iter().map(|one| one.skill).collect::<Vec<_>>(), [MIG]);
    assert_eq!(gap.not_asked, [ARC, PLUMBING]);
}

#[test]
fn a_course_far_from_its_openings_is_compared_with_the_whole_country() {
    let openings = [opening("a", &[(CUTTING, true)])];
    let curriculum = Curriculum {
        skills: vec![ARC],
        occupation_code: Some("7212".into()),
        governorate_code: Some("EG-ALX".into()),
    };
    let gap =
        curriculum_gap(&skills(), &Weights::default(), &curriculum, &openings, day("2026-11-20"));
    assert_eq!((gap.openings, gap.is_nearby, gap.not_taught.len()), (1, false, 1));
    let nothing = Curriculum { occupation_code: None, skills: vec![], governorate_code: None };
    let gap =
        curriculum_gap(&skills(), &Weights::default(), &nothing, &openings, day("2026-11-20"));
    assert_eq!((gap.openings, gap.not_taught.len()), (0, 0));
}

#[test]
fn wages_are_quartiles_of_what_is_stated_and_silent_below_five() {
    let with = |wage: Option<u32>| Opening {
        wage_min_egp_month: wage,
        wage_max_egp_month: wage.map(|wage| wage + 200),
        ..opening("a", &[])
    };
    let openings: Vec<Opening> =
        [None, Some(4_000), Some(1_000), Some(3_000), Some(2_000), Some(5_000)].map(with).to_vec();
    let wages = offered_wages(&openings).unwrap();
    assert_eq!((wages.stated, wages.openings), (5, 6));
    let quartiles =
        (wages.quarter_egp_month, wages.median_egp_month, wages.three_quarters_egp_month);
    assert_eq!(quartiles, (2_100, 3_100, 4_100));
    assert!(offered_wages(&openings[..5]).is_none());
}
