//! One file per resource of the API under `/api/v1`.

pub(crate) mod candidates;
pub(crate) mod cohorts;
pub(crate) mod metrics;
pub(crate) mod openings;
pub(crate) mod own;
pub(crate) mod reference;

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use mizan_domain::Language;
use mizan_export::Columns;
use mizan_web::Context;
use serde::Serialize;
use utoipa::ToSchema;

use crate::formats::{Form, shaped};
use crate::pages::PageRequest;
use crate::parameters::Parameters;
use crate::problem::{ApiProblem, Problem};
use crate::state::App;

/// What every answer says about itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Meta {
    /// Vintage the answer comes from.
    vintage: String,
    /// Last month the data reach, `YYYY-MM`.
    as_of_month: String,
    /// Whether the data are invented.
    is_sample: bool,
    /// How many there are in all.
    total: u64,
    /// Send it as `cursor` for the rows that follow; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

impl Meta {
    pub(crate) fn new(request: &PageRequest, total: usize) -> Self {
        Self {
            vintage: request.loaded.vintage.id.clone(),
            as_of_month: request.loaded.vintage.as_of_month.clone(),
            is_sample: request.app.is_sample(),
            total: total as u64,
            next_cursor: None,
        }
    }

    /// The stretch of a list that follows this one.
    pub(crate) fn before(self, next_cursor: Option<String>) -> Self {
        Self { next_cursor, ..self }
    }
}

/// The caller's language: the first of `Accept-Language` that we speak, Arabic by default.
pub(crate) fn language(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    accepted
        .unwrap_or_default()
        .split(',')
        .find_map(|part| part.split([';', '-']).next()?.trim().parse().ok())
        .unwrap_or_default()
}

/// Reads a request, refusing parameters that are not known here.
pub(crate) async fn request(
    app: App,
    headers: &HeaderMap,
    uri: &Uri,
    known: &[&str],
) -> Result<Arc<PageRequest>, ApiProblem> {
    let language = language(headers);
    let parameters = Parameters::parse(uri.query().unwrap_or_default());
    parameters.only(known).map_err(|problem| ApiProblem(problem, language))?;
    Parameters::with_values(uri.query().unwrap_or_default())
        .map_err(|problem| ApiProblem(problem, language))?;
    let loaded = app.loaded().await;
    let context = Context { language, ..Context::default() };
    let principal = crate::access::current();
    Ok(Arc::new(PageRequest { app, loaded, context, parameters, principal }))
}

/// Answers with JSON, or with a problem document in the caller's language.
pub(crate) fn answer<T: Serialize>(
    request: &PageRequest,
    result: Result<T, Problem>,
) -> Result<Response, ApiProblem> {
    result
        .map(|value| Json(value).into_response())
        .map_err(|problem| ApiProblem(problem, request.language()))
}

/// Answers with a list in the form asked for.
pub(crate) fn list_answer<T: Serialize>(
    request: &PageRequest,
    uri: &Uri,
    headers: &HeaderMap,
    name: &str,
    document: &T,
    columns: impl FnOnce() -> Columns,
) -> Result<Response, ApiProblem> {
    Form::asked(uri, headers)
        .and_then(|form| shaped(request, form, name, document, columns))
        .map_err(|problem| ApiProblem(problem, request.language()))
}
