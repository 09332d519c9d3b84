//! Closing a gap: the cheapest courses for what is missing, and how many more openings they unlock.

use std::collections::BTreeMap;

use mizan_domain::{Date, governorate};
use serde::Serialize;

use crate::{
    Course, Match, Opening, Outcome, Plan, PlanRequest, Reason, Seeker, SkillGraph, SkillId,
    Weights, plan, unlocked_openings,
};

/// Most skills one plan may have to teach: nobody takes more courses than that to change work.
pub(crate) const SKILLS_MAX: usize = 8;

/// What a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct ClosingRequest<'a> {
    /// Who learns.
    pub seeker: &'a Seeker,
    /// Openings whose missing skills are to be learned, best first.
    pub matches: &'a [Match],
    /// Courses on offer.
    pub courses: &'a [Course],
    /// Openings among which the unlocked ones are counted.
    pub openings: &'a [Opening],
    /// The day for which to answer; courses start later.
    pub as_of: Date,
    /// Whether the seeker has chosen these openings: then they count however far they are.
    pub is_chosen: bool,
}

/// A plan and what it opens.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClosingPlan {
    /// Missing skills the plan was asked for, the most wanted first.
    pub missing: Vec<SkillId>,
    /// For how many of the openings each of them is missing.
    pub openings_asking: Vec<usize>,
    /// The courses.
    pub plan: Plan,
    /// Whether the courses lie in the seeker's governorate or its neighbours.
    pub is_nearby: bool,
    /// Openings in reach whose essential skills are all met with the plan, but not without.
    pub unlocked: usize,
}

/// The cheapest courses for the essential skills that the best openings ask and the seeker lacks.
///
/// Only openings near to the seeker's own work count: of the same minor group of occupations, or with
/// half of their essential skills met; those the seeker has chosen count however far they are.
/// Skills are ranked by how many of the openings they keep shut; the first eight are
/// planned for. Courses are sought in the seeker's governorate and its neighbours; where these teach
/// none of the skills, anywhere. Openings in reach are those of the same places, those that name no
/// place included; without a place, all. `None` where nothing essential is missing.
pub fn closing_plan(
    graph: &impl SkillGraph,
    weights: &Weights,
    request: &ClosingRequest<'_>,
) -> Option<ClosingPlan> {
    let mut counts: BTreeMap<SkillId, usize> = BTreeMap::new();
    let close = request.matches.iter().filter(|one| request.is_chosen || is_close(one));
    for requirement in close.flat_map(|one| &one.requirements) {
        if requirement.is_essential && requirement.outcome == Outcome::Missing {
            *counts.entry(requirement.skill).or_default() += 1;
        }
    }
    let mut counts: Vec<(SkillId, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(skill, count)| (std::cmp::Reverse(*count), *skill));
    counts.truncate(SKILLS_MAX);
    if counts.is_empty() {
        return None;
    }
    let (missing, openings_asking): (Vec<SkillId>, Vec<usize>) = counts.into_iter().unzip();
    let places = reach(request.seeker.governorate_code.as_deref());
    let planned = |governorates: &[String]| {
        plan(&PlanRequest {
            missing: &missing,
            courses: request.courses,
            governorates,
            starts_from: request.as_of.add_days(1),
        })
    };
    let near = planned(&places);
    let is_nearby = places.is_empty() || !near.courses.is_empty();
    let plan = if is_nearby { near } else { planned(&[]) };
    let learned: Vec<SkillId> =
        plan.courses.iter().flat_map(|planned| &planned.course.skills).copied().collect();
    let in_reach = |opening: &Opening| {
        places.is_empty()
            || opening.governorate_code.as_ref().is_none_or(|code| places.contains(code))
    };
    let unlocked = if learned.is_empty() {
        0
    } else {
        unlocked_openings(graph, weights, request.seeker, &learned, request.openings, request.as_of)
            .into_iter()
            .filter(|place| in_reach(&request.openings[*place]))
            .count()
    };
    Some(ClosingPlan { missing, openings_asking, plan, is_nearby, unlocked })
}

/// Whether an opening is work the seeker is near to: of the same minor group of occupations, or half
/// of its essential skills are met. Nobody is sent to a course for a trade far from the own one.
fn is_close(found: &Match) -> bool {
    let is_same_group = found
        .parts
        .iter()
        .any(|part| matches!(part.reason, Reason::OccupationShared { digits, .. } if digits >= 3));
    let essential = || found.requirements.iter().filter(|requirement| requirement.is_essential);
    let met = essential().filter(|requirement| requirement.outcome != Outcome::Missing).count();
    is_same_group || (met > 0 && 2 * met >= essential().count())
}

/// A governorate and its neighbours; empty without one.
fn reach(governorate_code: Option<&str>) -> Vec<String> {
    let own = governorate_code.and_then(governorate::by_code);
    own.into_iter()
        .flat_map(|own| std::iter::once(&own.code).chain(own.neighbours))
        .map(|code| (*code).to_owned())
        .collect()
}
