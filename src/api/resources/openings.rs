//! `/api/v1/openings` and `/api/v1/matches`: openings found by words and by skills, each explained.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use mizan_export::Columns;
use mizan_matching::{ClosingPlan, Match, Opening, Outcome, PartKind, RequirementMatch};
use mizan_taxonomy::SkillId as TaxonomySkill;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cursor::{RESULTS, Stretch};
use crate::pages::PageRequest;
use crate::pages::jobs::{self, Found};
use crate::pages::matches::{self, about};
use crate::problem::{ApiProblem, Problem, ProblemDocument};
use crate::resources::{Meta, answer, list_answer, request};
use crate::state::App;

const SEARCH: [&str; 13] = [
    "text",
    "governorate",
    "nearby",
    "unstated",
    "occupation",
    "contract",
    "shift",
    "education",
    "wage_min",
    "skill",
    "skill_text",
    "limit",
    "cursor",
];
const MATCH: [&str; 6] = ["occupation", "governorate", "skill", "skill_text", "limit", "cursor"];

/// An opening.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpeningDocument {
    /// Number.
    id: String,
    /// Title as the employer wrote it.
    title: String,
    /// Employer, where it may be shown.
    employer: Option<String>,
    /// ISCO-08 code.
    occupation_code: Option<String>,
    /// ISO 3166-2 code.
    governorate_code: Option<String>,
    /// Lowest wage, EGP a month.
    wage_min_egp_month: Option<u32>,
    /// Highest wage, EGP a month.
    wage_max_egp_month: Option<u32>,
    /// Kind of contract.
    contract: Option<&'static str>,
    /// Part of the day.
    shift: Option<&'static str>,
    /// Qualification level asked, 1–8.
    education_level: Option<u8>,
    /// Whether the law asks for a craft licence.
    is_licence_required: bool,
    /// Day of publication.
    posted_on: String,
    /// Places to fill.
    positions: u32,
    /// Codes of the skills asked.
    skills: Vec<String>,
}

/// A part of a score.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartDocument {
    /// Which part.
    part: &'static str,
    /// What it adds to the score.
    value: f64,
    /// The most it could add.
    maximum: f64,
}

/// A skill asked and how it is met.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequirementDocument {
    /// Code of the skill.
    skill: String,
    /// `matched`, `near` or `missing`.
    outcome: &'static str,
    /// The held skill that comes near.
    through: Option<String>,
    /// Whether the work cannot be done without it.
    is_essential: bool,
    /// What it adds to the score; these sum to the part `skills`.
    value: f64,
}

/// An opening with its fit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatchDocument {
    /// Fit, 0–1: the sum of the parts.
    score: f64,
    /// Parts of the score.
    parts: Vec<PartDocument>,
    /// Skills asked and how they are met.
    requirements: Vec<RequirementDocument>,
    /// The opening.
    opening: OpeningDocument,
}

/// Openings with their fit, best first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatchList {
    matches: Vec<MatchDocument>,
    /// What such openings pay in the governorate asked for and its neighbours; absent where fewer
    /// than five state a wage.
    wages: Option<WagesDocument>,
    /// The cheapest courses for what is missing; absent where no skill was named or nothing is missing.
    plan: Option<PlanDocument>,
    meta: Meta,
}

/// The spread of wages offered, EGP a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WagesDocument {
    /// A quarter offers less.
    quarter_egp_month: u32,
    /// Half offer less.
    median_egp_month: u32,
    /// A quarter offers more.
    three_quarters_egp_month: u32,
    /// Openings that state a wage.
    stated: usize,
    /// Openings looked at.
    openings: usize,
}

/// A course of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlannedCourseDocument {
    /// Code of the cohort.
    cohort: String,
    /// Governorate.
    governorate_code: String,
    /// First day.
    starts_on: String,
    /// Last day.
    ends_on: String,
    /// Free places in steps of five, 1 for a few.
    seats_free: u32,
    /// What the trainee pays, EGP.
    cost_egp: u32,
    /// Codes of the missing skills it teaches.
    teaches: Vec<String>,
}

/// The cheapest courses for what is missing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanDocument {
    /// Courses by starting day.
    courses: Vec<PlannedCourseDocument>,
    /// What they cost together, EGP.
    cost_egp: u64,
    /// Codes of missing skills that no course with free places teaches.
    not_taught: Vec<String>,
    /// Openings in reach that the courses open.
    unlocked: usize,
    /// Whether no other set teaches more or costs less.
    is_cheapest: bool,
}

/// Openings found by words, filters and skills.
#[utoipa::path(get, path = "/api/v1/openings", tag = "openings",
    params(
        ("text" = Option<String>, Query, description = "words as people type them, Arabic or English"),
        ("governorate" = Option<String>, Query, description = "ISO 3166-2 code, two-digit code or name"),
        ("nearby" = Option<u8>, Query, description = "1: neighbouring governorates too"),
        ("unstated" = Option<u8>, Query, description = "1: openings that name no place too"),
        ("occupation" = Option<String>, Query, description = "ISCO-08 code or group of the opening"),
        ("contract" = Option<String>, Query, description = "permanent, temporary, part_time or seasonal"),
        ("shift" = Option<String>, Query, description = "day, night or rotating"),
        ("education" = Option<u8>, Query, description = "highest qualification level asked, 1–8"),
        ("wage_min" = Option<u32>, Query, description = "least wage, EGP a month"),
        ("skill" = Option<Vec<String>>, Query, description = "code of a skill held, repeated"),
        ("skill_text" = Option<Vec<String>>, Query, description = "name of a skill held, repeated"),
        ("limit" = Option<u32>, Query, description = "rows at most, 1–1000, 10 by default"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the answer before")),
    responses((status = 200, body = MatchList), (status = 400, body = ProblemDocument)))]
pub(crate) async fn search(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &SEARCH).await?;
    let found = jobs::found(&request);
    list(&request, &uri, &headers, "openings", found)
}

/// Openings that fit an occupation and skills, each explained.
#[utoipa::path(get, path = "/api/v1/matches", tag = "openings",
    params(
        ("occupation" = Option<String>, Query, description = "ISCO-08 code of four digits"),
        ("governorate" = Option<String>, Query, description = "ISO 3166-2 code, two-digit code or name"),
        ("skill" = Option<Vec<String>>, Query, description = "code of a skill held, repeated"),
        ("skill_text" = Option<Vec<String>>, Query, description = "name of a skill held, repeated"),
        ("limit" = Option<u32>, Query, description = "rows at most, 1–1000, 10 by default"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the answer before")),
    responses((status = 200, body = MatchList), (status = 400, body = ProblemDocument)))]
pub(crate) async fn match_openings(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &MATCH).await?;
    let found = matches::found(&request);
    list(&request, &uri, &headers, "matches", found)
}

/// One opening by its number.
#[utoipa::path(get, path = "/api/v1/openings/{id}", tag = "openings",
    params(("id" = String, Path, description = "number of the opening")),
    responses((status = 200, body = OpeningDocument), (status = 404, body = ProblemDocument)))]
pub(crate) async fn one(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &[]).await?;
    let found = request.loaded.index.opening(&id).map(|opening| document(&request, opening));
    let shown: String = id.chars().take(60).collect();
    let missing =
        || Problem::not_found(crate::words::bilingual("problem-no-opening", &[("id", &shown)]));
    answer(&request, found.ok_or_else(missing))
}

/// The stretch of the matches asked for, in the form asked for.
fn list(
    request: &PageRequest,
    uri: &Uri,
    headers: &HeaderMap,
    name: &str,
    found: Result<Found, Problem>,
) -> Result<Response, ApiProblem> {
    let failed = |problem| ApiProblem(problem, request.language());
    let found = found.map_err(failed)?;
    let stretch = Stretch::asked(request, uri, RESULTS).map_err(failed)?;
    let all = &found.openings;
    let matches = stretch.of(all).iter().map(|one| match_document(request, one)).collect();
    let wages = found.wages.map(|wages| WagesDocument {
        quarter_egp_month: wages.quarter_egp_month,
        median_egp_month: wages.median_egp_month,
        three_quarters_egp_month: wages.three_quarters_egp_month,
        stated: wages.stated,
        openings: wages.openings,
    });
    let plan = found.closing.as_ref().map(|closing| plan_document(request, closing));
    let meta = Meta::new(request, all.len()).before(stretch.next(all.len()));
    let document = MatchList { matches, wages, plan, meta };
    list_answer(request, uri, headers, name, &document, || table(&document.matches))
}

fn plan_document(request: &PageRequest, closing: &ClosingPlan) -> PlanDocument {
    let codes = |skills: &[mizan_matching::SkillId]| -> Vec<String> {
        skills.iter().map(|skill| skill_code(request, *skill)).collect()
    };
    PlanDocument {
        courses: closing
            .plan
            .courses
            .iter()
            .map(|planned| PlannedCourseDocument {
                cohort: planned.course.cohort_code.clone(),
                governorate_code: planned.course.governorate_code.clone(),
                starts_on: planned.course.starts_on.to_string(),
                ends_on: planned.course.ends_on.to_string(),
                seats_free: about(planned.course.seats_free),
                cost_egp: planned.course.cost_egp,
                teaches: codes(&planned.teaches),
            })
            .collect(),
        cost_egp: closing.plan.cost_egp,
        not_taught: codes(&closing.plan.not_taught),
        unlocked: closing.unlocked,
        is_cheapest: closing.plan.is_cheapest,
    }
}

/// A match as programs read it.
pub(crate) fn match_document(request: &PageRequest, one: &Match) -> MatchDocument {
    let requirement = |requirement: &RequirementMatch| {
        let (outcome, through) = match &requirement.outcome {
            Outcome::Exact { .. } => ("matched", None),
            Outcome::Nearer { through_code, .. } => ("near", Some(through_code.clone())),
            Outcome::Missing => ("missing", None),
        };
        RequirementDocument {
            skill: requirement.skill_code.clone(),
            outcome,
            through,
            is_essential: requirement.is_essential,
            value: requirement.value,
        }
    };
    MatchDocument {
        score: one.score,
        parts: one
            .parts
            .iter()
            .map(|part| PartDocument {
                part: part_name(part.kind),
                value: part.value,
                maximum: part.maximum,
            })
            .collect(),
        requirements: one.requirements.iter().map(requirement).collect(),
        opening: document(request, &one.opening),
    }
}

/// The code of a skill.
pub(crate) fn skill_code(request: &PageRequest, skill: mizan_matching::SkillId) -> String {
    request.loaded.taxonomy.skill_code(TaxonomySkill(skill)).to_owned()
}

/// Matches as a table: one row an opening, its score and its parts.
fn table(rows: &[MatchDocument]) -> Columns {
    let openings = || rows.iter().map(|row| &row.opening);
    let part = |name: &str| {
        let of = |row: &MatchDocument| {
            row.parts.iter().find(|part| part.part == name).map(|part| part.value)
        };
        rows.iter().map(of).collect::<Vec<_>>()
    };
    let missing = |row: &MatchDocument| {
        let skills = row.requirements.iter().filter(|one| one.outcome == "missing");
        Some(skills.map(|one| one.skill.as_str()).collect::<Vec<_>>().join(";"))
    };
    let columns = Columns::new()
        .text("id", openings().map(|one| Some(&one.id)))
        .text("title", openings().map(|one| Some(&one.title)))
        .text("employer", openings().map(|one| one.employer.as_ref()))
        .text("occupation_code", openings().map(|one| one.occupation_code.as_ref()))
        .text("governorate_code", openings().map(|one| one.governorate_code.as_ref()))
        .integer("wage_min_egp_month", openings().map(|one| one.wage_min_egp_month.map(i64::from)))
        .integer("wage_max_egp_month", openings().map(|one| one.wage_max_egp_month.map(i64::from)))
        .text("contract", openings().map(|one| one.contract))
        .text("shift", openings().map(|one| one.shift))
        .integer("education_level", openings().map(|one| one.education_level.map(i64::from)))
        .boolean("is_licence_required", openings().map(|one| Some(one.is_licence_required)))
        .text("posted_on", openings().map(|one| Some(&one.posted_on)))
        .integer("positions", openings().map(|one| Some(i64::from(one.positions))))
        .text("skills", openings().map(|one| Some(one.skills.join(";"))))
        .text("skills_missing", rows.iter().map(missing))
        .number("score", rows.iter().map(|row| Some(row.score)));
    PARTS.iter().fold(columns, |columns, kind| {
        let name = part_name(*kind);
        columns.number(&format!("score_{name}"), part(name))
    })
}

/// All parts a score may have.
const PARTS: [PartKind; 6] = [
    PartKind::Skills,
    PartKind::Occupation,
    PartKind::Place,
    PartKind::Wage,
    PartKind::Freshness,
    PartKind::Text,
];

fn part_name(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Skills => "skills",
        PartKind::Occupation => "occupation",
        PartKind::Place => "place",
        PartKind::Wage => "wage",
        PartKind::Freshness => "freshness",
        PartKind::Text => "text",
    }
}

fn document(request: &PageRequest, opening: &Opening) -> OpeningDocument {
    let taxonomy = &request.loaded.taxonomy;
    let skills = opening
        .requirements
        .iter()
        .map(|one| taxonomy.skill_code(TaxonomySkill(one.skill)).to_owned())
        .chain(opening.unknown_skills.iter().cloned())
        .collect();
    OpeningDocument {
        id: opening.id.clone(),
        title: opening.title.clone(),
        employer: Some(opening.employer.clone()).filter(|name| !name.is_empty()),
        occupation_code: opening.occupation_code.clone(),
        governorate_code: opening.governorate_code.clone(),
        wage_min_egp_month: opening.wage_min_egp_month,
        wage_max_egp_month: opening.wage_max_egp_month,
        contract: opening.contract.map(mizan_matching::Contract::code),
        shift: opening.shift.map(mizan_matching::Shift::code),
        education_level: opening.education_level,
        is_licence_required: opening.licence_code.is_some(),
        posted_on: opening.posted_on.to_string(),
        positions: opening.openings_count,
        skills,
    }
}
