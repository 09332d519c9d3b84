//! `/api/v1/governorates`, `/sources`, `/skills`, `/occupations`, `/vintages`: what codes mean and what is here.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use mizan_domain::{Language, governorate::GOVERNORATES};
use mizan_export::Columns;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cursor::{CODES, Stretch};
use crate::problem::{ApiProblem, ProblemDocument};
use crate::resources::{Meta, answer, list_answer, request};
use crate::state::App;

/// A code with its names.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Named {
    /// Code used in filters and figures.
    code: String,
    /// Arabic name.
    name_ar: String,
    /// English name.
    name_en: String,
}

fn named(rows: &[Named]) -> Columns {
    Columns::new()
        .text("code", rows.iter().map(|row| Some(&row.code)))
        .text("name_ar", rows.iter().map(|row| Some(&row.name_ar)))
        .text("name_en", rows.iter().map(|row| Some(&row.name_en)))
}

/// Governorates.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Governorates {
    governorates: Vec<Named>,
    meta: Meta,
}

/// All governorates by their two-digit codes.
#[utoipa::path(get, path = "/api/v1/governorates", tag = "reference",
    responses((status = 200, body = Governorates), (status = 400, body = ProblemDocument)))]
pub(crate) async fn governorates(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &[]).await?;
    let governorates: Vec<Named> = GOVERNORATES
        .iter()
        .map(|one| Named {
            code: one.code.to_owned(),
            name_ar: one.name_ar.to_owned(),
            name_en: one.name_en.to_owned(),
        })
        .collect();
    let meta = Meta::new(&request, governorates.len());
    let document = Governorates { governorates, meta };
    let columns = || named(&document.governorates);
    list_answer(&request, &uri, &headers, "governorates", &document, columns)
}

/// Occupations.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Occupations {
    occupations: Vec<Named>,
    meta: Meta,
}

/// Occupations of the taxonomy that a text names, best first; all by code without a text.
#[utoipa::path(get, path = "/api/v1/occupations", tag = "reference",
    params(("text" = Option<String>, Query, description = "title as people type it, Arabic or English"),
        ("limit" = Option<u32>, Query, description = "rows at most, 1–1000, 100 by default"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the answer before")),
    responses((status = 200, body = Occupations), (status = 400, body = ProblemDocument)))]
pub(crate) async fn occupations(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &["text", "limit", "cursor"]).await?;
    let stretch = Stretch::asked(&request, &uri, CODES)
        .map_err(|problem| ApiProblem(problem, request.language()))?;
    let taxonomy = &request.loaded.taxonomy;
    let mut found: Vec<_> = match request.parameters.one("text") {
        Some(text) => {
            let hits = request.loaded.classifier.classify(text, 20);
            hits.into_iter().map(|hit| hit.occupation).collect()
        }
        None => taxonomy.occupations().collect(),
    };
    if request.parameters.one("text").is_none() {
        found.sort_by(|one, other| {
            let code = |id| (taxonomy.isco(id), taxonomy.occupation_code(id));
            code(*one).cmp(&code(*other))
        });
    }
    let occupations: Vec<Named> = found
        .into_iter()
        .map(|one| Named {
            code: taxonomy.isco(one).to_owned(),
            name_ar: taxonomy.occupation_label(one, Language::Arabic).to_owned(),
            name_en: taxonomy.occupation_label(one, Language::English).to_owned(),
        })
        .collect();
    let total = occupations.len();
    let occupations = stretch.of(&occupations).to_vec();
    let meta = Meta::new(&request, total).before(stretch.next(total));
    let document = Occupations { occupations, meta };
    let columns = || named(&document.occupations);
    list_answer(&request, &uri, &headers, "occupations", &document, columns)
}

/// Skills.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Skills {
    skills: Vec<Named>,
    meta: Meta,
}

/// Skills of the taxonomy that a text names, best first; all without a text.
#[utoipa::path(get, path = "/api/v1/skills", tag = "reference",
    params(("text" = Option<String>, Query, description = "skill as people type it, Arabic or English"),
        ("limit" = Option<u32>, Query, description = "rows at most, 1–1000, 100 by default"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the answer before")),
    responses((status = 200, body = Skills), (status = 400, body = ProblemDocument)))]
pub(crate) async fn skills(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &["text", "limit", "cursor"]).await?;
    let stretch = Stretch::asked(&request, &uri, CODES)
        .map_err(|problem| ApiProblem(problem, request.language()))?;
    let taxonomy = &request.loaded.taxonomy;
    let found: Vec<_> = match request.parameters.one("text") {
        Some(text) => {
            let hits = request.loaded.classifier.skills_in(text, 20);
            hits.into_iter().map(|(skill, _)| skill).collect()
        }
        None => taxonomy.skills().collect(),
    };
    let skills: Vec<Named> = found
        .into_iter()
        .map(|one| Named {
            code: taxonomy.skill_code(one).to_owned(),
            name_ar: taxonomy.skill_label(one, Language::Arabic).to_owned(),
            name_en: taxonomy.skill_label(one, Language::English).to_owned(),
        })
        .collect();
    let total = skills.len();
    let skills = stretch.of(&skills).to_vec();
    let meta = Meta::new(&request, total).before(stretch.next(total));
    let document = Skills { skills, meta };
    let columns = || named(&document.skills);
    list_answer(&request, &uri, &headers, "skills", &document, columns)
}

/// A source of deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SourceDocument {
    /// Name of the source.
    name: String,
    /// Title in the caller's language.
    title: String,
    /// Publisher in the caller's language.
    publisher: String,
    /// Laws and decrees behind it.
    legal_basis: Vec<String>,
    /// How many columns a delivery has.
    columns: u64,
}

/// Sources.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sources {
    sources: Vec<SourceDocument>,
    meta: Meta,
}

/// The contracts under which data come in.
#[utoipa::path(get, path = "/api/v1/sources", tag = "reference",
    responses((status = 200, body = Sources), (status = 400, body = ProblemDocument)))]
pub(crate) async fn sources(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &[]).await?;
    let language = request.language();
    let sources: Vec<SourceDocument> = request
        .app
        .installation()
        .catalog
        .sources
        .iter()
        .map(|one| SourceDocument {
            name: one.name.clone(),
            title: one.title.get(language).to_owned(),
            publisher: one.publisher.get(language).to_owned(),
            legal_basis: one.legal_basis.clone(),
            columns: one.columns.len() as u64,
        })
        .collect();
    let meta = Meta::new(&request, sources.len());
    let document = Sources { sources, meta };
    let columns = || {
        let rows = &document.sources;
        Columns::new()
            .text("name", rows.iter().map(|row| Some(&row.name)))
            .text("title", rows.iter().map(|row| Some(&row.title)))
            .text("publisher", rows.iter().map(|row| Some(&row.publisher)))
            .text("legal_basis", rows.iter().map(|row| Some(row.legal_basis.join(";"))))
            .integer("columns", rows.iter().map(|row| Some(row.columns as i64)))
    };
    list_answer(&request, &uri, &headers, "sources", &document, columns)
}

/// A table of the vintage.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableDocument {
    /// Name.
    name: String,
    /// Rows.
    rows: u64,
    /// Version of its log.
    version: u64,
}

/// The vintage on show.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VintageDocument {
    /// Id.
    id: String,
    /// When it was published, RFC 3339.
    published_at: String,
    /// Last month of the data.
    as_of_month: String,
    /// Its marts.
    tables: Vec<TableDocument>,
}

/// The vintage this server shows, with its marts.
#[utoipa::path(get, path = "/api/v1/vintage", tag = "reference",
    responses((status = 200, body = VintageDocument), (status = 400, body = ProblemDocument)))]
pub(crate) async fn vintage(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &[]).await?;
    let vintage = &request.loaded.vintage;
    let tables = vintage
        .tables
        .iter()
        .filter(|(name, _)| crate::state::is_open(name))
        .map(|(name, table)| TableDocument {
            name: name.clone(),
            rows: table.rows,
            version: table.version,
        })
        .collect();
    let document = VintageDocument {
        id: vintage.id.clone(),
        published_at: vintage.published_at.clone(),
        as_of_month: vintage.as_of_month.clone(),
        tables,
    };
    answer(&request, Ok(document))
}
