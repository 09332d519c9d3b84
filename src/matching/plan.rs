//! The cheapest set of courses with seats that teaches what is missing, and what it opens.

use mizan_domain::Date;
use serde::Serialize;

use crate::openings::is_licensed;
use crate::{Course, Opening, Seeker, SkillGraph, SkillId, SkillProfile, Weights};

/// Steps of the exact search before it settles for the best plan found.
const STEPS_MAX: u32 = 200_000;

/// What a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct PlanRequest<'a> {
    /// Skills to learn.
    pub missing: &'a [SkillId],
    /// Courses on offer.
    pub courses: &'a [Course],
    /// Governorates within reach; empty means anywhere.
    pub governorates: &'a [String],
    /// First day a course may start.
    pub starts_from: Date,
}

/// A course of the plan and what it is chosen for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedCourse {
    /// The course, with seats, dates and cost.
    pub course: Course,
    /// The missing skills it teaches.
    pub teaches: Vec<SkillId>,
}

/// A set of courses that follow one another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Courses by starting day.
    pub courses: Vec<PlannedCourse>,
    /// What they cost the trainee together, EGP.
    pub cost_egp: u64,
    /// Missing skills that no reachable course teaches, or none that fits in time beside the others.
    pub not_taught: Vec<SkillId>,
    /// Whether no other plan teaches more, or as much for less; false when the search was cut short.
    pub is_cheapest: bool,
}

/// Finds the cheapest set of courses that teaches as many of the missing skills as possible.
///
/// Courses have a free seat, start on or after the given day, lie within reach and do not overlap.
/// Order of plans: more skills, then lower cost, then fewer courses, then an earlier end, then codes.
/// Weighted set cover with time is hard: the search is exact with bounds and starts from the greedy
/// plan (cost per new skill), which stands when the search is cut short.
pub fn plan(request: &PlanRequest<'_>) -> Plan {
    let mut missing = request.missing.to_vec();
    missing.sort_unstable();
    missing.dedup();
    let options = options(request, &missing);
    let mut search = Search { options: &options, missing: missing.len(), best: None, steps: 0 };
    search.best = Some(search.greedy());
    search.extend(&mut Vec::new(), &mut vec![0; missing.len()], &mut vec![false; missing.len()], 0);
    let is_cheapest = search.steps < STEPS_MAX;
    let chosen = search.best.map(|(_, chosen)| chosen).unwrap_or_default();

    let mut courses: Vec<PlannedCourse> = chosen
        .iter()
        .map(|place| PlannedCourse {
            course: options[*place].course.clone(),
            teaches: options[*place].teaches.iter().map(|skill| missing[*skill]).collect(),
        })
        .collect();
    courses.sort_by(|one, other| {
        let key = |planned: &PlannedCourse| planned.course.starts_on;
        key(one)
            .cmp(&key(other))
            .then_with(|| one.course.cohort_code.cmp(&other.course.cohort_code))
    });
    let is_taught = |skill: &SkillId| courses.iter().any(|planned| planned.teaches.contains(skill));
    Plan {
        cost_egp: courses.iter().map(|planned| u64::from(planned.course.cost_egp)).sum(),
        not_taught: missing.iter().copied().filter(|skill| !is_taught(skill)).collect(),
        courses,
        is_cheapest,
    }
}

/// Openings whose essential skills somebody reaches with `learned`, but not without.
///
/// An essential skill is reached when it is mastered directly or through a near skill; openings
/// whose licence is missing stay closed. Returns their places in the list.
pub fn unlocked_openings(
    graph: &impl SkillGraph,
    weights: &Weights,
    seeker: &Seeker,
    learned: &[SkillId],
    openings: &[Opening],
    as_of: Date,
) -> Vec<usize> {
    let before = SkillProfile::new(graph, weights, &seeker.skills, as_of);
    let mut held = seeker.skills.clone();
    held.extend(learned.iter().map(|skill| crate::HeldSkill {
        skill: *skill,
        evidence: crate::Evidence::Taught,
        confirmed_on: None,
    }));
    let after = SkillProfile::new(graph, weights, &held, as_of);
    let is_open = |profile: &SkillProfile, opening: &Opening| {
        let essential = opening.requirements.iter().filter(|required| required.is_essential);
        !opening.requirements.is_empty()
            && essential.clone().all(|required| profile.mastery(required.skill).is_some())
    };
    let is_unlocked = |opening: &Opening| {
        is_licensed(seeker, opening, as_of)
            && !is_open(&before, opening)
            && is_open(&after, opening)
    };
    (0..openings.len()).filter(|place| is_unlocked(&openings[*place])).collect()
}

struct Choice<'a> {
    course: &'a Course,
    /// Places in the list of missing skills.
    teaches: Vec<usize>,
}

impl Choice<'_> {
    fn overlaps(&self, other: &Choice<'_>) -> bool {
        self.course.starts_on <= other.course.ends_on
            && other.course.starts_on <= self.course.ends_on
    }
}

/// Reachable courses that teach something missing, cheapest first; of equal ones only the best.
fn options<'a>(request: &PlanRequest<'a>, missing: &[SkillId]) -> Vec<Choice<'a>> {
    let is_reachable = |course: &Course| {
        course.seats_free > 0
            && course.starts_on >= request.starts_from
            && course.ends_on >= course.starts_on
            && (request.governorates.is_empty()
                || request.governorates.contains(&course.governorate_code))
    };
    let mut options: Vec<Choice<'a>> = request
        .courses
        .iter()
        .filter(|course| is_reachable(course))
        .map(|course| {
            let mut teaches: Vec<usize> = course
                .skills
                .iter()
                .filter_map(|skill| missing.binary_search(skill).ok())
                .collect();
            teaches.sort_unstable();
            teaches.dedup();
            Choice { course, teaches }
        })
        .filter(|option| !option.teaches.is_empty())
        .collect();
    options.sort_by(|one, other| {
        let key = |option: &Choice<'a>| (option.course.cost_egp, option.course.ends_on);
        key(one)
            .cmp(&key(other))
            .then_with(|| one.course.cohort_code.cmp(&other.course.cohort_code))
    });
    // The same skills, later and inside the same days or longer, for no less: never needed.
    let mut kept: Vec<Choice<'a>> = Vec::with_capacity(options.len());
    for option in options {
        let is_worse = kept.iter().any(|better| {
            better.course.starts_on >= option.course.starts_on
                && better.course.ends_on <= option.course.ends_on
                && option.teaches.iter().all(|skill| better.teaches.contains(skill))
        });
        if !is_worse {
            kept.push(option);
        }
    }
    kept
}

/// Value of a plan; less is better: skills not taught, cost, number of courses, last day.
type Value = (usize, u64, usize, Option<Date>);

struct Search<'a> {
    options: &'a [Choice<'a>],
    missing: usize,
    best: Option<(Value, Vec<usize>)>,
    steps: u32,
}

impl Search<'_> {
    fn value(&self, chosen: &[usize], not_taught: usize) -> Value {
        let courses = chosen.iter().map(|place| self.options[*place].course);
        let cost = courses.clone().map(|course| u64::from(course.cost_egp)).sum();
        (not_taught, cost, chosen.len(), courses.map(|course| course.ends_on).max())
    }

    fn fits(&self, chosen: &[usize], place: usize) -> bool {
        chosen.iter().all(|taken| !self.options[*taken].overlaps(&self.options[place]))
    }

    fn greedy(&self) -> (Value, Vec<usize>) {
        let mut taught = vec![false; self.missing];
        let mut chosen: Vec<usize> = Vec::new();
        loop {
            let fresh = |place: usize| {
                self.options[place].teaches.iter().filter(|skill| !taught[**skill]).count() as u64
            };
            let next = (0..self.options.len())
                .filter(|place| fresh(*place) > 0 && self.fits(&chosen, *place))
                .min_by(|one, other| {
                    let cost = |place: usize| u64::from(self.options[place].course.cost_egp);
                    (cost(*one) * fresh(*other))
                        .cmp(&(cost(*other) * fresh(*one)))
                        .then(fresh(*other).cmp(&fresh(*one)))
                        .then(one.cmp(other))
                });
            let Some(next) = next else { break };
            chosen.push(next);
            for skill in &self.options[next].teaches {
                taught[*skill] = true;
            }
        }
        let not_taught = taught.iter().filter(|taught| !**taught).count();
        (self.value(&chosen, not_taught), chosen)
    }

    /// Settles the open skill with the fewest courses: takes each of them in turn, or none.
    fn extend(
        &mut self,
        chosen: &mut Vec<usize>,
        taught: &mut Vec<u32>,
        given_up: &mut Vec<bool>,
        not_taught: usize,
    ) {
        self.steps += 1;
        if self.steps >= STEPS_MAX {
            return;
        }
        let value = self.value(chosen, not_taught);
        let is_behind = self.best.as_ref().is_some_and(|(best, _)| {
            (value.0, value.1 + self.least_further_cost(taught, given_up)) > (best.0, best.1)
        });
        if is_behind {
            return;
        }
        let open = (0..self.missing).filter(|skill| taught[*skill] == 0 && !given_up[*skill]);
        let narrowest = open
            .map(|skill| {
                let teachers: Vec<usize> = (0..self.options.len())
                    .filter(|place| self.options[*place].teaches.contains(&skill))
                    .filter(|place| self.fits(chosen, *place))
                    .collect();
                (skill, teachers)
            })
            .min_by_key(|(skill, teachers)| (teachers.len(), *skill));
        let Some((skill, teachers)) = narrowest else {
            if self.best.as_ref().is_none_or(|(best, _)| value < *best) {
                self.best = Some((value, chosen.clone()));
            }
            return;
        };
        for place in teachers {
            chosen.push(place);
            let options = self.options;
            options[place].teaches.iter().for_each(|skill| taught[*skill] += 1);
            self.extend(chosen, taught, given_up, not_taught);
            options[place].teaches.iter().for_each(|skill| taught[*skill] -= 1);
            chosen.pop();
        }
        given_up[skill] = true;
        self.extend(chosen, taught, given_up, not_taught + 1);
        given_up[skill] = false;
    }

    /// A cost that no completion can undercut, unless it gives up a skill: the dearest of the
    /// cheapest courses of the open skills.
    fn least_further_cost(&self, taught: &[u32], given_up: &[bool]) -> u64 {
        let open = (0..self.missing).filter(|skill| taught[*skill] == 0 && !given_up[*skill]);
        let cheapest = open.filter_map(|skill| {
            let teachers = self.options.iter().filter(|option| option.teaches.contains(&skill));
            teachers.map(|option| u64::from(option.course.cost_egp)).min()
        });
        cheapest.max().unwrap_or(0)
    }
}
