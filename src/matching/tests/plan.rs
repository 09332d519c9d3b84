//! Course plans: the cheapest cover, seats, days, and what it opens.

use proptest::prelude::*;

use super::{day, opening, seeker, skills};
use crate::{Course, Plan, PlanRequest, Weights, plan, unlocked_openings};

fn course(code: &str, skills: &[u32], cost_egp: u32, starts_on: &str, ends_on: &str) -> Course {
    Course {
        cohort_code: code.into(),
        programme_code: code.into(),
        skills: skills.to_vec(),
        governorate_code: "EG-MN".into(),
        starts_on: day(starts_on),
        ends_on: day(ends_on),
        seats_free: 5,
        cost_egp,
    }
}

fn plan_of(missing: &[u32], courses: &[Course]) -> Plan {
    let governorates = ["EG-MN".to_owned()];
    let starts_from = day("2026-12-01");
    plan(&PlanRequest { missing, courses, governorates: &governorates, starts_from })
}

fn codes(plan: &Plan) -> Vec<&str> {
    plan.courses.iter().map(|planned| planned.course.cohort_code.as_str()).collect()
}

#[test]
fn the_cheapest_set_wins_where_greed_would_take_a_dearer_one() {
    // Per new skill `wide` is cheapest (30), but then both `left` and `right` are still needed.
    let courses = [
        course("wide", &[1, 2, 3, 4], 120, "2026-12-01", "2026-12-31"),
        course("left", &[0, 1, 2], 100, "2027-01-01", "2027-01-31"),
        course("right", &[3, 4, 5], 100, "2027-02-01", "2027-02-28"),
    ];
    let plan = plan_of(&[0, 1, 2, 3, 4, 5], &courses);
    assert_eq!(codes(&plan), ["left", "right"]);
    assert_eq!((plan.cost_egp, plan.is_cheapest), (200, true));
    assert!(plan.not_taught.is_empty());
}

#[test]
fn courses_without_seats_out_of_reach_or_already_begun_are_not_planned() {
    let full = Course { seats_free: 0, ..course("full", &[0], 1, "2027-01-01", "2027-01-31") };
    let far = Course {
        governorate_code: "EG-ALX".into(),
        ..course("far", &[0], 1, "2027-01-01", "2027-01-31")
    };
    let begun = course("begun", &[0], 1, "2026-11-30", "2027-01-31");
    let good = course("good", &[0], 900, "2026-12-01", "2027-01-31");
    let plan = plan_of(&[0, 4], &[full, far, begun, good]);
    assert_eq!(codes(&plan), ["good"]);
    assert_eq!(plan.not_taught, [4]);
}

#[test]
fn courses_of_a_plan_do_not_overlap() {
    let courses = [
        course("cheap", &[0], 10, "2027-01-01", "2027-02-28"),
        course("overlapping", &[2], 10, "2027-02-01", "2027-03-31"),
        course("later", &[2], 500, "2027-03-01", "2027-04-30"),
    ];
    let plan = plan_of(&[0, 2], &courses);
    assert_eq!(codes(&plan), ["cheap", "later"]);
}

#[test]
fn nothing_missing_needs_no_course_and_nothing_on_offer_says_so() {
    assert_eq!(codes(&plan_of(&[], &[course("a", &[0], 1, "2027-01-01", "2027-01-02")])).len(), 0);
    assert_eq!(plan_of(&[3, 3, 1], &[]).not_taught, [1, 3]);
}

#[test]
fn learning_a_skill_unlocks_the_openings_that_asked_only_it_besides() {
    let mut licensed = opening("licensed", &[(0, true), (2, true)]);
    licensed.licence_code = Some("7212".into());
    let openings = [
        opening("open", &[(0, true), (2, false)]),
        opening("unlocked", &[(0, true), (2, true)]),
        opening("still-closed", &[(0, true), (2, true), (4, true)]),
        licensed,
    ];
    let (graph, weights) = (skills(), Weights::default());
    let unlocked =
        unlocked_openings(&graph, &weights, &seeker(&[0]), &[2], &openings, day("2026-11-20"));
    assert_eq!(unlocked, [1]);
}

#[test]
fn a_large_offer_ends_in_bounded_time_and_covers_all() {
    let courses: Vec<Course> = (0..400)
        .map(|number: u32| {
            let taught: Vec<u32> = (0..40).filter(|skill| (skill * 7 + number) % 11 < 2).collect();
            let start = day("2027-01-01").add_days((number % 60) as i32 * 7);
            Course {
                starts_on: start,
                ends_on: start.add_days(6),
                ..course(
                    &format!("{number:03}"),
                    &taught,
                    100 + number * 13 % 97,
                    "2027-01-01",
                    "2027-01-02",
                )
            }
        })
        .collect();
    let missing: Vec<u32> = (0..40).collect();
    let plan = plan_of(&missing, &courses);
    assert!(plan.not_taught.is_empty());
}

/// All subsets tried one by one: the oracle.
fn best_by_trial(missing: &[u32], courses: &[Course]) -> (usize, u64) {
    let overlap = |one: &Course, other: &Course| {
        one.starts_on <= other.ends_on && other.starts_on <= one.ends_on
    };
    (0..1_u32 << courses.len())
        .filter_map(|subset| {
            let chosen: Vec<&Course> = (0..courses.len())
                .filter(|place| subset >> place & 1 == 1)
                .map(|place| &courses[place])
                .collect();
            let is_possible = (0..chosen.len())
                .all(|left| (0..left).all(|right| !overlap(chosen[left], chosen[right])));
            let taught = |skill: &&u32| chosen.iter().any(|course| course.skills.contains(skill));
            let not_taught = missing.iter().filter(|skill| !taught(skill)).count();
            let cost = chosen.iter().map(|course| u64::from(course.cost_egp)).sum();
            is_possible.then_some((not_taught, cost))
        })
        .min()
        .unwrap()
}

proptest! {
    #[test]
    fn a_plan_is_as_good_as_the_best_of_all_subsets(
        drawn in proptest::collection::vec(
            (proptest::collection::btree_set(0..5_u32, 0..4), 0..50_u32, 0..40_i32, 0..20_i32), 0..9,
        ),
    ) {
        let courses: Vec<Course> = drawn
            .into_iter()
            .enumerate()
            .map(|(number, (taught, cost, start, days))| {
                let starts_on = day("2027-01-01").add_days(start);
                Course {
                    starts_on,
                    ends_on: starts_on.add_days(days),
                    skills: taught.into_iter().collect(),
                    ..course(&number.to_string(), &[], cost, "2027-01-01", "2027-01-01")
                }
            })
            .collect();
        let missing = [0, 1, 2, 3, 4];
        let plan = plan_of(&missing, &courses);
        prop_assert!(plan.is_cheapest);
        prop_assert_eq!((plan.not_taught.len(), plan.cost_egp), best_by_trial(&missing, &courses));
    }
}
