//! Failures of requests: RFC 9457 problem documents for programs, a page for people.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use mizan_domain::{Bilingual, Language};
use serde::Serialize;
use utoipa::ToSchema;

/// A request that cannot be answered as asked.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    /// Stable name for programs.
    pub(crate) code: &'static str,
    /// What is wrong, in both languages.
    pub(crate) message: Box<Bilingual>,
    /// What to do about it.
    pub(crate) hint: Option<Box<Bilingual>>,
    /// Parameter that is wrong.
    pub(crate) parameter: Option<Box<str>>,
}

/// The document a program receives (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemDocument {
    /// URI of the kind of problem.
    #[serde(rename = "type")]
    kind: String,
    /// What is wrong, in the caller's language.
    title: String,
    /// HTTP status.
    status: u16,
    /// Stable name for programs.
    code: &'static str,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// Parameter that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: Bilingual) -> Self {
        Self { status, code, message: Box::new(message), hint: None, parameter: None }
    }

    /// A parameter whose value is unknown or has the wrong form.
    pub(crate) fn parameter(name: &str, message: Bilingual) -> Self {
        let problem = Self::new(StatusCode::BAD_REQUEST, "invalid_parameter", message);
        Self { parameter: Some(name.into()), ..problem }
    }

    /// A resource that does not exist.
    pub(crate) fn not_found(message: Bilingual) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message)
    }

    /// A fault of ours; its details are logged, never shown.
    pub(crate) fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "request failed");
        let message = crate::words::bilingual("problem-internal", &[]);
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }

    pub(crate) fn with_hint(self, hint: Bilingual) -> Self {
        Self { hint: Some(Box::new(hint)), ..self }
    }

    /// The document in one language.
    pub(crate) fn into_document(self, language: Language) -> Response {
        let document = ProblemDocument {
            kind: format!("/api/v1/problems/{}", self.code),
            title: self.message.get(language).to_owned(),
            status: self.status.as_u16(),
            code: self.code,
            hint: self.hint.map(|hint| hint.get(language).to_owned()),
            parameter: self.parameter.map(String::from),
        };
        let body = serde_json::to_string(&document).unwrap_or_default();
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}

/// A problem on its way out of an API handler, in the caller's language.
pub(crate) struct ApiProblem(pub(crate) Problem, pub(crate) Language);

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        self.0.into_document(self.1)
    }
}

/// What the metric catalogue refuses, in both languages.
pub(crate) fn from_metrics(error: &mizan_metrics::Error) -> Problem {
    if error.is_internal() {
        return Problem::internal(error);
    }
    let text = |language| error.message(language);
    let message = Bilingual::new(text(Language::Arabic), text(Language::English));
    let status = match error.code() {
        "unknown_metric" => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    };
    let problem = Problem::new(status, error.code(), message);
    match (error.advice(Language::Arabic), error.advice(Language::English)) {
        (Some(ar), Some(en)) => problem.with_hint(Bilingual::new(ar, en)),
        _ => problem,
    }
}
