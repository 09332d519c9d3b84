//! `/api/v1/cohorts/{code}/gap`: openings that fit a cohort, and what employers ask that it is not taught.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use mizan_matching::AskedSkill;
use serde::Serialize;
use utoipa::ToSchema;

use crate::pages::PageRequest;
use crate::pages::curricula::compare;
use crate::problem::{ApiProblem, ProblemDocument};
use crate::resources::openings::{MatchDocument, match_document, skill_code};
use crate::resources::{Meta, answer, request};
use crate::state::App;

/// Openings shown.
const OPENINGS: usize = 10;

/// A skill and how many openings ask it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AskedSkillDocument {
    /// Code of the skill.
    skill: String,
    /// Openings that ask it.
    openings: usize,
    /// Of these, those that cannot do without it.
    essential: usize,
}

/// What employers ask against what a cohort is taught.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CurriculumGapDocument {
    /// Code of the cohort.
    cohort: String,
    /// Openings of the occupation that were looked at.
    openings: usize,
    /// Whether they are in the cohort's governorate and its neighbours; else in the whole country.
    is_nearby: bool,
    /// Asked and not taught, most asked first.
    not_taught: Vec<AskedSkillDocument>,
    /// Asked and taught.
    taught: Vec<AskedSkillDocument>,
    /// Codes of skills taught that none of the openings asks.
    not_asked: Vec<String>,
    /// Openings that fit the cohort best.
    matches: Vec<MatchDocument>,
    meta: Meta,
}

/// Openings that fit a cohort, and what employers ask that the course does not teach.
#[utoipa::path(get, path = "/api/v1/cohorts/{code}/gap", tag = "cohorts",
    params(("code" = String, Path, description = "code of the cohort")),
    responses((status = 200, body = CurriculumGapDocument), (status = 404, body = ProblemDocument)))]
pub(crate) async fn gap(
    State(app): State<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &[]).await?;
    let compared = compare(&request, &code, OPENINGS).await;
    let document = compared.map(|compared| CurriculumGapDocument {
        openings: compared.gap.openings,
        is_nearby: compared.gap.is_nearby,
        not_taught: asked(&request, &compared.gap.not_taught),
        taught: asked(&request, &compared.gap.taught),
        not_asked: compared
            .gap
            .not_asked
            .iter()
            .map(|skill| skill_code(&request, *skill))
            .collect(),
        matches: compared.fitting.iter().map(|one| match_document(&request, one)).collect(),
        meta: Meta::new(&request, compared.fitting.len()),
        cohort: compared.cohort.code,
    });
    answer(&request, document)
}

fn asked(request: &PageRequest, skills: &[AskedSkill]) -> Vec<AskedSkillDocument> {
    skills
        .iter()
        .map(|asked| AskedSkillDocument {
            skill: skill_code(request, asked.skill),
            openings: asked.openings,
            essential: asked.essential,
        })
        .collect()
}
