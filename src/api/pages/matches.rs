//! `/matches`: openings for somebody's skills, with reasons, gaps and courses.

use std::collections::BTreeMap;
use std::sync::Arc;

use mizan_matching::{
    Course, Match, Outcome, Part, PartKind, PlanRequest, Request, RequirementMatch, Seeker,
    SkillId, offered_wages, plan,
};
use mizan_taxonomy::SkillId as TaxonomySkill;
use mizan_web::{
    CourseView, GapView, MatchView, MatchesView, MissingSkillView, NearSkillView, OpeningView,
    OptionView, PageView, PartView, SelectView, View,
};

use crate::pages::PageRequest;
use crate::pages::closing::{closing, opening_query, plan_view, wages_view};
use crate::pages::jobs::{
    Found, PAGE_LENGTH, filters, find, held_skills, occupation_codes, opening_view, page_of,
    skill_names,
};
use crate::pages::market::place_name;
use crate::problem::Problem;

const RESULTS_MAX: usize = 100;
const GAPS_MAX: usize = 5;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let asked = Asked::read(&request)?;
    let ticked: Vec<SkillId> = asked.seeker.skills.iter().map(|one| one.skill).collect();
    let is_asked = asked.is_asked();
    let matches = asked.find(&request)?;
    let (occupation, governorate) = (asked.occupation.as_deref(), asked.governorate);
    let page = request.parameters.page()?;
    let results = page_of(&matches, page)
        .iter()
        .map(|one| OpeningView {
            fit: Some(fit(&request, one)),
            query: opening_query(&request, &asked.seeker),
            ..opening_view(&request, &one.opening)
        })
        .collect();
    Ok(View::Matches(MatchesView {
        selects: vec![
            occupation_select(&request, &occupation_codes(&request), occupation),
            request.governorate_select(governorate),
        ],
        skills: skill_options(&request, occupation, &ticked),
        skill_names: skill_names(&request, request.language()),
        is_asked,
        total: matches.len() as u64,
        page: PageView { number: page, count: matches.len().div_ceil(PAGE_LENGTH).max(1) as u32 },
        results,
        wages: wages_view(&request, governorate, asked.offered(&request)?),
        plan: Some(&asked.seeker)
            .filter(|seeker| !seeker.skills.is_empty())
            .and_then(|seeker| plan_view(&request, seeker, &matches, false)),
        gaps: gaps(&request, &matches),
        suggestions: Vec::new(),
    }))
}

/// What a match finds, for programs.
pub(crate) fn found(request: &PageRequest) -> Result<Found, Problem> {
    let asked = Asked::read(request)?;
    let openings = asked.find(request)?;
    let closing = (!asked.seeker.skills.is_empty())
        .then(|| closing(request, &asked.seeker, &openings, false))
        .flatten();
    Ok(Found { wages: asked.offered(request)?, closing, openings })
}

/// Who asks, read from the address.
struct Asked {
    occupation: Option<String>,
    governorate: Option<&'static str>,
    seeker: Seeker,
}

impl Asked {
    fn read(request: &PageRequest) -> Result<Self, Problem> {
        let governorate = request.parameters.governorate("governorate")?;
        let codes = occupation_codes(request);
        let occupation = request.parameters.code("occupation", &codes)?.map(str::to_owned);
        let seeker = Seeker {
            skills: held_skills(request)?,
            occupation_codes: occupation.iter().cloned().collect(),
            governorate_code: governorate.map(str::to_owned),
            ..Seeker::default()
        };
        Ok(Self { occupation, governorate, seeker })
    }

    fn is_asked(&self) -> bool {
        self.occupation.is_some() || !self.seeker.skills.is_empty()
    }

    /// What the openings that fit pay, in the own governorate and its neighbours.
    fn offered(
        &self,
        request: &PageRequest,
    ) -> Result<Option<mizan_matching::WageSpread>, Problem> {
        if !self.is_asked() {
            return Ok(None);
        }
        let codes = mizan_matching::FilterCodes {
            governorates: self.governorate.iter().map(|code| (*code).to_owned()).collect(),
            has_neighbours: true,
            occupations: self.occupation.iter().cloned().collect(),
            ..mizan_matching::FilterCodes::default()
        };
        let wanted = Request {
            filters: filters(&codes)?,
            limit: RESULTS_MAX,
            ..Request::new(self.seeker.clone(), request.loaded.as_of())
        };
        let matches = find(request, wanted)?;
        Ok(offered_wages(matches.openings.iter().map(|found| &found.opening)))
    }

    fn find(&self, request: &PageRequest) -> Result<Vec<Match>, Problem> {
        if !self.is_asked() {
            return Ok(Vec::new());
        }
        let wanted = Request::new(self.seeker.clone(), request.loaded.as_of());
        Ok(find(request, Request { limit: RESULTS_MAX, ..wanted })?.openings)
    }
}

/// The name of a skill in the reader's language.
pub(crate) fn skill_name(request: &PageRequest, skill: SkillId) -> String {
    request.loaded.taxonomy.skill_label(TaxonomySkill(skill), request.language()).to_owned()
}

/// A match as pages explain it: points of a hundred that add up, and what becomes of each skill.
pub(crate) fn fit(request: &PageRequest, one: &Match) -> MatchView {
    let place: Vec<String> = one.opening.governorate_code.iter().cloned().collect();
    explained(request, one.score, &one.parts, &one.requirements, Some(&place))
}

/// [`fit`] for anything scored; with places, courses are named that teach what is missing.
pub(crate) fn explained(
    request: &PageRequest,
    score: f64,
    parts: &[Part],
    requirements: &[RequirementMatch],
    places: Option<&[String]>,
) -> MatchView {
    let mut view = MatchView {
        score: score * 100.0,
        parts: parts
            .iter()
            .map(|part| PartView {
                name: request.word(part_key(part.kind), &[]),
                points: part.value * 100.0,
                points_max: part.maximum * 100.0,
            })
            .collect(),
        ..MatchView::default()
    };
    for requirement in requirements {
        let wanted = skill_name(request, requirement.skill);
        match &requirement.outcome {
            Outcome::Exact { .. } => view.matched.push(wanted),
            Outcome::Nearer { through, .. } => {
                view.near.push(NearSkillView { wanted, through: skill_name(request, *through) });
            }
            Outcome::Missing => view.missing.push(MissingSkillView {
                skill: wanted,
                course: places.and_then(|places| course(request, requirement.skill, places)),
            }),
        }
    }
    view
}

fn part_key(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Skills => "part-skills",
        PartKind::Occupation => "part-occupation",
        PartKind::Place => "part-place",
        PartKind::Wage => "part-wage",
        PartKind::Freshness => "part-freshness",
        PartKind::Text => "part-text",
    }
}

/// The cheapest course that teaches a skill, near the work where there is one, else anywhere.
fn course(request: &PageRequest, skill: SkillId, places: &[String]) -> Option<CourseView> {
    let loaded = &request.loaded;
    let missing = [skill];
    let asked = |governorates| {
        let wanted = PlanRequest {
            missing: &missing,
            courses: &loaded.courses,
            governorates,
            starts_from: loaded.as_of(),
        };
        plan(&wanted).courses.into_iter().next()
    };
    let planned = asked(places).or_else(|| asked(&[]))?;
    course_view(request, &planned.course)
}

/// A course as pages show it.
pub(crate) fn course_view(request: &PageRequest, course: &Course) -> Option<CourseView> {
    let loaded = &request.loaded;
    let code = &course.cohort_code;
    let position = loaded.courses.iter().position(|one| one.cohort_code == *code)?;
    let texts = &loaded.course_texts[position];
    Some(CourseView {
        title: texts.title.get(request.language()).to_owned(),
        provider: texts.provider.get(request.language()).to_owned(),
        place: place_name(request, &course.governorate_code),
        starts_on: Some(course.starts_on),
        free_seats: Some(about(course.seats_free)),
        cost_egp: Some(f64::from(course.cost_egp)),
        // A cohort has a page of outcomes only once it has started.
        path: (course.starts_on <= loaded.as_of()).then(|| format!("/cohorts/{code}")),
    })
}

/// Free places in steps of five, 1 for a few: beside its seats, an exact number would tell how many
/// persons have enrolled in a course.
pub(crate) fn about(seats_free: u32) -> u32 {
    match seats_free / 5 * 5 {
        0 => seats_free.min(1),
        step => step,
    }
}

/// Missing skills that most openings of the list ask for.
fn gaps(request: &PageRequest, matches: &[Match]) -> Vec<GapView> {
    let mut counts: BTreeMap<SkillId, u64> = BTreeMap::new();
    for requirement in matches.iter().flat_map(|one| &one.requirements) {
        if matches!(requirement.outcome, Outcome::Missing) {
            *counts.entry(requirement.skill).or_default() += 1;
        }
    }
    let mut counts: Vec<(SkillId, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(skill, openings)| (std::cmp::Reverse(*openings), *skill));
    counts
        .into_iter()
        .take(GAPS_MAX)
        .map(|(skill, openings)| GapView { skill: skill_name(request, skill), openings })
        .collect()
}

pub(crate) fn occupation_select(
    request: &PageRequest,
    codes: &[&str],
    chosen: Option<&str>,
) -> SelectView {
    let mut options: Vec<OptionView> = codes
        .iter()
        .map(|code| {
            let label = crate::pages::market::occupation_name(request, code);
            OptionView::new(*code, label, chosen.unwrap_or_default())
        })
        .collect();
    options.sort_by(|one, other| one.label.cmp(&other.label));
    SelectView { name: "occupation", options }
}

/// Skills to tick: the ticked ones first, then those of the occupation.
fn skill_options(
    request: &PageRequest,
    occupation: Option<&str>,
    ticked: &[SkillId],
) -> Vec<OptionView> {
    let taxonomy = &request.loaded.taxonomy;
    let of_occupation = occupation
        .map(|code| taxonomy.occupations_by_isco(code))
        .unwrap_or_default()
        .into_iter()
        .flat_map(|one| taxonomy.essential(one).iter().chain(taxonomy.optional(one)))
        .map(|skill| skill.0);
    let mut options: Vec<OptionView> = Vec::new();
    for skill in ticked.iter().copied().chain(of_occupation) {
        let code = taxonomy.skill_code(TaxonomySkill(skill));
        if !options.iter().any(|one| one.value == code) {
            options.push(OptionView {
                value: code.to_owned(),
                label: skill_name(request, skill),
                is_selected: ticked.contains(&skill),
            });
        }
    }
    options
}
