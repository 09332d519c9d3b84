//! `/api/v1/account` and `/api/v1/audit`: one's own account and look-ups, and the record of access.

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use mizan_accounts::{Repeat, StoredAnswer};
use mizan_audit::{Action, Entry};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::pages::PageRequest;
use crate::problem::{ApiProblem, Problem, ProblemDocument};
use crate::resources::{answer, request};
use crate::state::App;
use crate::words::bilingual;

const BODY_BYTES_MAX: usize = 16 * 1024;

/// The account that asks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountDocument {
    /// Opaque id.
    account_id: String,
    /// Name to sign in with.
    user_name: String,
    /// Roles with their limits, such as `trainer:TP-12`.
    roles: Vec<String>,
    /// Purposes the person has agreed to.
    agreed_purposes: Vec<String>,
}

/// The account whose token or session was sent.
#[utoipa::path(get, path = "/api/v1/account", tag = "account",
    responses((status = 200, body = AccountDocument), (status = 400, body = ProblemDocument),
              (status = 401, body = ProblemDocument)))]
pub(crate) async fn account(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &[]).await?;
    let result = async {
        let (store, account) = (request.app.people().store(), request.principal.own()?);
        let mut agreed_purposes = Vec::new();
        for purpose in mizan_accounts::PURPOSES {
            if store.agrees(account, purpose.name).await? {
                agreed_purposes.push(purpose.name.to_owned());
            }
        }
        Ok(AccountDocument {
            account_id: account.id.clone(),
            user_name: account.user_name.clone(),
            roles: account.grants.iter().map(ToString::to_string).collect(),
            agreed_purposes,
        })
    };
    answer(&request, result.await)
}

/// One entry of the record of access.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryDocument {
    /// Place in the record.
    sequence: u64,
    /// Microseconds since 1970-01-01 UTC.
    at_micros: u64,
    /// Who: `account:<id>`, `operator`, `program` or `visitor`.
    actor: String,
    /// Role that gave the right.
    role: Option<String>,
    /// What was done.
    action: String,
    /// Kind and id of the record it was done to.
    subject: Option<String>,
    /// For what purpose.
    purpose: Option<String>,
    /// `done`, `refused` or `failed`.
    outcome: String,
}

impl From<Entry> for EntryDocument {
    fn from(entry: Entry) -> Self {
        use mizan_audit::Actor;
        let event = entry.event;
        Self {
            sequence: entry.sequence,
            at_micros: entry.at_micros,
            actor: match event.actor {
                Actor::Account(id) => format!("account:{id}"),
                Actor::Operator => "operator".into(),
                Actor::Program => "program".into(),
                Actor::Visitor => "visitor".into(),
            },
            role: event.role,
            action: event.action.name().to_owned(),
            subject: event.subject.map(|subject| format!("{}:{}", subject.kind, subject.id)),
            purpose: event.purpose,
            outcome: match event.outcome {
                mizan_audit::Outcome::Done => "done",
                mizan_audit::Outcome::Refused => "refused",
                mizan_audit::Outcome::Failed => "failed",
            }
            .into(),
        }
    }
}

/// Entries, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Entries {
    entries: Vec<EntryDocument>,
}

fn documents(entries: Vec<Entry>) -> Entries {
    Entries { entries: entries.into_iter().map(EntryDocument::from).collect() }
}

/// Who looked at the caller's own record: who, when and for what purpose.
#[utoipa::path(get, path = "/api/v1/account/look-ups", tag = "account",
    responses((status = 200, body = Entries), (status = 400, body = ProblemDocument),
              (status = 401, body = ProblemDocument)))]
pub(crate) async fn look_ups(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &[]).await?;
    let result = async {
        let account = request.principal.own()?;
        crate::pages::own::look_ups(&request, account).await.map(documents)
    };
    answer(&request, result.await)
}

/// The record of access, 50 entries a page, for auditors.
#[utoipa::path(get, path = "/api/v1/audit", tag = "account",
    params(("action" = Option<String>, Query, description = "Only one kind of entry"),
           ("outcome" = Option<String>, Query, description = "`done`, `refused` or `failed`"),
           ("page" = Option<u32>, Query, description = "Page, from 1")),
    responses((status = 200, body = Entries), (status = 400, body = ProblemDocument),
              (status = 401, body = ProblemDocument), (status = 403, body = ProblemDocument)))]
pub(crate) async fn audit(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &["action", "outcome", "page"]).await?;
    let result = async {
        let parameters = &request.parameters;
        let action = parameters.code("action", &Action::ALL.map(Action::name))?;
        let outcome = parameters.code("outcome", &["done", "refused", "failed"])?;
        let page = parameters.page()?;
        crate::pages::record::entries(&request, action, outcome, page).await.map(documents)
    };
    answer(&request, result.await)
}

/// A correction asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectionRequest {
    /// Source that holds the record, such as `hires`; may be absent.
    #[serde(default)]
    source: String,
    /// What is wrong.
    field: String,
    /// What it should be.
    proposed: String,
}

/// A correction as it was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CorrectionDocument {
    /// Id.
    correction_id: String,
    /// `open`.
    state: String,
}

/// Asks for a correction of the own record. Sent again under the same `Idempotency-Key` it is
/// answered as before and done once.
#[utoipa::path(post, path = "/api/v1/account/corrections", tag = "account",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes it safe to send again")),
    request_body = CorrectionRequest,
    responses((status = 201, body = CorrectionDocument), (status = 400, body = ProblemDocument),
              (status = 401, body = ProblemDocument), (status = 403, body = ProblemDocument),
              (status = 409, body = ProblemDocument), (status = 415, body = ProblemDocument),
              (status = 422, body = ProblemDocument)))]
pub(crate) async fn correct(State(app): State<App>, sent: Request) -> Result<Response, ApiProblem> {
    let (parts, body) = sent.into_parts();
    let request = request(app, &parts.headers, &parts.uri, &[]).await?;
    let result = async {
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/json")) {
            let message = bilingual("problem-json-expected", &[]);
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(Problem::new(status, "json_expected", message));
        }
        let wrong = |error: &dyn std::fmt::Display| {
            let message = bilingual("problem-json", &[("reason", &error.to_string())]);
            Problem::new(StatusCode::BAD_REQUEST, "invalid_body", message)
        };
        let bytes = to_bytes(body, BODY_BYTES_MAX).await.map_err(|error| wrong(&error))?;
        let key = parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok());
        match key {
            None => taken_in(&request, &bytes).await.map(IntoResponse::into_response),
            Some(key) => once(&request, key, &bytes).await,
        }
    };
    result.await.map_err(|problem| ApiProblem(problem, request.language()))
}

/// Does a write under a key once and answers it again.
async fn once(request: &PageRequest, key: &str, bytes: &[u8]) -> Result<Response, Problem> {
    let (store, account) = (request.app.people().store(), request.principal.own()?);
    let conflict = |key: &'static str, code: &'static str, status| {
        Problem::new(status, code, bilingual(key, &[]))
    };
    if key.is_empty() || key.len() > 100 {
        let status = StatusCode::BAD_REQUEST;
        return Err(conflict("problem-key-form", "invalid_key", status));
    }
    let asked = format!("POST /api/v1/account/corrections\n{}", String::from_utf8_lossy(bytes));
    match store.reserve(account, key, &asked, mizan_accounts::now()).await? {
        Repeat::First => match taken_in(request, bytes).await {
            Ok(answer) => {
                let body = serde_json::to_string(&answer.1.0).unwrap_or_default();
                let stored = StoredAnswer {
                    status: answer.0.as_u16(),
                    content_type: "application/json".into(),
                    body,
                };
                store.keep_answer(account, key, &stored).await?;
                Ok(answer.into_response())
            }
            Err(problem) => {
                store.release(account, key).await?;
                Err(problem)
            }
        },
        Repeat::Answered(stored) => {
            let status = StatusCode::from_u16(stored.status).unwrap_or(StatusCode::OK);
            let headers = [(header::CONTENT_TYPE, stored.content_type)];
            Ok((status, headers, stored.body).into_response())
        }
        Repeat::Running => {
            Err(conflict("problem-key-running", "still_running", StatusCode::CONFLICT))
        }
        Repeat::Different => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Err(conflict("problem-key-used", "key_used", status))
        }
    }
}

async fn taken_in(
    request: &PageRequest,
    bytes: &[u8],
) -> Result<(StatusCode, axum::Json<CorrectionDocument>), Problem> {
    let correction: CorrectionRequest = serde_json::from_slice(bytes).map_err(|error| {
        let message = bilingual("problem-json", &[("reason", &error.to_string())]);
        Problem::new(StatusCode::BAD_REQUEST, "invalid_body", message)
    })?;
    let (people, account) = (request.app.people(), request.principal.own()?);
    let names: Vec<&str> =
        request.app.installation().catalog.sources.iter().map(|one| one.name.as_str()).collect();
    if !correction.source.is_empty() && !names.contains(&correction.source.as_str()) {
        return Err(crate::parameters::unknown_code("source", &correction.source, &names));
    }
    let field: String = correction.field.trim().chars().take(120).collect();
    let id = people
        .store()
        .ask_correction(
            account,
            &correction.source,
            &field,
            &correction.proposed,
            mizan_accounts::now(),
        )
        .await?;
    let event = request
        .principal
        .event(Action::OwnDataCorrected)
        .on("account", &account.id)
        .detail("change", "correction asked for");
    people.record(event).await?;
    let document = CorrectionDocument { correction_id: id, state: "open".into() };
    Ok((StatusCode::CREATED, axum::Json(document)))
}
