//! What a seeker needs beside openings: what they pay, the cheapest courses for what is missing, the own fit.

use mizan_matching::{
    ClosingPlan, ClosingRequest, Match, MemorySource, Opening, Request, Seeker, SkillId,
    WageSpread, closing_plan, find_openings,
};
use mizan_web::{PlanView, PlannedCourseView, WagesView};

use crate::pages::PageRequest;
use crate::pages::jobs::{held_skills, occupation_codes};
use crate::pages::market::place_name;
use crate::pages::matches::{course_view, skill_name};
use crate::problem::Problem;

/// The reader with the skills, occupation and place of the address, and how the opening fits; `None`
/// where the address names no skill.
pub(crate) fn own_fit(
    request: &PageRequest,
    opening: &Opening,
) -> Result<Option<(Seeker, Match)>, Problem> {
    let skills = held_skills(request)?;
    if skills.is_empty() {
        return Ok(None);
    }
    let codes = occupation_codes(request);
    let occupation = request.parameters.code("occupation", &codes)?;
    let seeker = Seeker {
        skills,
        occupation_codes: occupation.iter().map(|code| (*code).to_owned()).collect(),
        governorate_code: request.parameters.governorate("governorate")?.map(str::to_owned),
        ..Seeker::default()
    };
    // The one opening is scored like any other: by the use case, over a source that holds only it.
    let source = MemorySource { openings: vec![opening.clone()] };
    let mut wanted = Request::new(seeker.clone(), request.loaded.as_of());
    wanted.seeker.licences.clone_from(&request.loaded.licences);
    let weights = &request.app.installation().settings.matching.weights;
    let Ok(found) = find_openings(&source, &*request.loaded.graph, weights, &wanted);
    Ok(found.openings.into_iter().next().map(|found| (seeker, found)))
}

/// The cheapest courses for what the openings ask and somebody lacks, and what they open; openings
/// that were chosen count however far they are from the own work.
pub(crate) fn closing(
    request: &PageRequest,
    seeker: &Seeker,
    matches: &[Match],
    is_chosen: bool,
) -> Option<ClosingPlan> {
    let loaded = &request.loaded;
    let seeker = Seeker { licences: loaded.licences.clone(), ..seeker.clone() };
    closing_plan(
        &*loaded.graph,
        &request.app.installation().settings.matching.weights,
        &ClosingRequest {
            seeker: &seeker,
            matches,
            courses: &loaded.courses,
            openings: loaded.index.openings(),
            as_of: loaded.as_of(),
            is_chosen,
        },
    )
}

/// [`closing`] as pages show it.
pub(crate) fn plan_view(
    request: &PageRequest,
    seeker: &Seeker,
    matches: &[Match],
    is_chosen: bool,
) -> Option<PlanView> {
    let closing = closing(request, seeker, matches, is_chosen)?;
    let names = |skills: &[SkillId]| -> Vec<String> {
        skills.iter().map(|skill| skill_name(request, *skill)).collect()
    };
    Some(PlanView {
        courses: closing
            .plan
            .courses
            .iter()
            .filter_map(|planned| {
                let course = course_view(request, &planned.course)?;
                Some(PlannedCourseView { course, teaches: names(&planned.teaches) })
            })
            .collect(),
        cost_egp: closing.plan.cost_egp as f64,
        unlocked: closing.unlocked as u64,
        is_nearby: closing.is_nearby,
        not_taught: names(&closing.plan.not_taught),
    })
}

/// What openings pay, with where they are in words.
pub(crate) fn wages_view(
    request: &PageRequest,
    governorate: Option<&str>,
    wages: Option<WageSpread>,
) -> Option<WagesView> {
    let wages = wages?;
    let place = match governorate {
        Some(code) => {
            let name = place_name(request, code);
            request.word("word-place-and-neighbours", &[("place", &name)])
        }
        None => request.word("word-all-governorates", &[]),
    };
    Some(WagesView {
        place,
        quarter_egp: f64::from(wages.quarter_egp_month),
        median_egp: f64::from(wages.median_egp_month),
        three_quarters_egp: f64::from(wages.three_quarters_egp_month),
        stated: wages.stated as u64,
        openings: wages.openings as u64,
    })
}

/// Skills, occupation and place of somebody as the query of an opening's page; empty without skills.
pub(crate) fn opening_query(request: &PageRequest, seeker: &Seeker) -> String {
    if seeker.skills.is_empty() {
        return String::new();
    }
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for held in &seeker.skills {
        let id = mizan_taxonomy::SkillId(held.skill);
        query.append_pair("skill", request.loaded.taxonomy.skill_code(id));
    }
    for code in &seeker.occupation_codes {
        query.append_pair("occupation", code);
    }
    if let Some(code) = &seeker.governorate_code {
        query.append_pair("governorate", code);
    }
    format!("?{}", query.finish())
}
