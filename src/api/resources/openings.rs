//! `/api/v1/openings` and `/api/v1/matches`: openings found by words and by skills, each explained.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use mizan_matching::{Match, Opening, Outcome, PartKind};
use mizan_taxonomy::SkillId as TaxonomySkill;
use serde::Serialize;
use utoipa::ToSchema;

use crate::pages::PageRequest;
use crate::pages::jobs::{self, page_of};
use crate::pages::matches;
use crate::problem::{ApiProblem, Problem, ProblemDocument};
use crate::resources::{Meta, answer, request};
use crate::state::App;

const SEARCH: [&str; 9] = [
    "text",
    "governorate",
    "contract",
    "shift",
    "education",
    "wage_min",
    "skill",
    "skill_text",
    "page",
];
const MATCH: [&str; 5] = ["occupation", "governorate", "skill", "skill_text", "page"];

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
    meta: Meta,
}

/// Openings found by words, filters and skills, ten on a page.
#[utoipa::path(get, path = "/api/v1/openings", tag = "openings",
    params(
        ("text" = Option<String>, Query, description = "words as people type them, Arabic or English"),
        ("governorate" = Option<String>, Query, description = "ISO 3166-2 code, two-digit code or name"),
        ("contract" = Option<String>, Query, description = "permanent, temporary, part_time or seasonal"),
        ("shift" = Option<String>, Query, description = "day, night or rotating"),
        ("education" = Option<u8>, Query, description = "highest qualification level asked, 1–8"),
        ("wage_min" = Option<u32>, Query, description = "least wage, EGP a month"),
        ("skill" = Option<Vec<String>>, Query, description = "code of a skill held, repeated"),
        ("skill_text" = Option<Vec<String>>, Query, description = "name of a skill held, repeated"),
        ("page" = Option<u32>, Query, description = "page, from 1")),
    responses((status = 200, body = MatchList), (status = 400, body = ProblemDocument)))]
pub(crate) async fn search(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &SEARCH).await?;
    let list = jobs::found(&request).and_then(|found| list(&request, &found));
    answer(&request, list)
}

/// Openings that fit an occupation and skills, each explained, ten on a page.
#[utoipa::path(get, path = "/api/v1/matches", tag = "openings",
    params(
        ("occupation" = Option<String>, Query, description = "ISCO-08 code of four digits"),
        ("governorate" = Option<String>, Query, description = "ISO 3166-2 code, two-digit code or name"),
        ("skill" = Option<Vec<String>>, Query, description = "code of a skill held, repeated"),
        ("skill_text" = Option<Vec<String>>, Query, description = "name of a skill held, repeated"),
        ("page" = Option<u32>, Query, description = "page, from 1")),
    responses((status = 200, body = MatchList), (status = 400, body = ProblemDocument)))]
pub(crate) async fn match_openings(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &MATCH).await?;
    let list = matches::found(&request).and_then(|found| list(&request, &found));
    answer(&request, list)
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

#[expect(clippy::unnecessary_wraps, reason = "chained behind a step that can fail")]
fn list(request: &PageRequest, found: &[Match]) -> Result<MatchList, Problem> {
    let page = request.parameters.page().unwrap_or(1);
    let matches = page_of(found, page)
        .iter()
        .map(|one| MatchDocument {
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
            requirements: one
                .requirements
                .iter()
                .map(|requirement| {
                    let (outcome, through) = match &requirement.outcome {
                        Outcome::Exact { .. } => ("matched", None),
                        Outcome::Nearer { through_code, .. } => {
                            ("near", Some(through_code.clone()))
                        }
                        Outcome::Missing => ("missing", None),
                    };
                    RequirementDocument {
                        skill: requirement.skill_code.clone(),
                        outcome,
                        through,
                        is_essential: requirement.is_essential,
                    }
                })
                .collect(),
            opening: document(request, &one.opening),
        })
        .collect();
    Ok(MatchList { matches, meta: Meta::new(request, found.len()) })
}

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
