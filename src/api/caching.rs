//! Conditional requests: an answer of the API is known by its vintage and its question.
//!
//! Under one vintage the same question has the same answer, so the tag is known before the
//! question is asked and an unchanged answer costs nothing.

use std::hash::{Hash, Hasher};
use std::sync::LazyLock;
use std::time::SystemTime;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::state::App;

/// What an answer depends on besides its address. Who asks is part of it, so that a shared
/// browser never shows one person's answer to the next.
const VARY: [HeaderName; 3] = [header::ACCEPT, header::ACCEPT_LANGUAGE, header::ACCEPT_ENCODING];

/// Start of this process: definitions may change between two of them under one vintage.
static STARTED: LazyLock<SystemTime> = LazyLock::new(SystemTime::now);

/// Answers `304 Not Modified` where the caller has the answer; tags answers otherwise.
pub(crate) async fn conditional(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_read {
        return vary(next.run(request).await);
    }
    let tag = tag(&app.loaded().await.vintage.id, &request);
    if is_known(request.headers(), &tag) {
        return vary((StatusCode::NOT_MODIFIED, tagged(&tag)).into_response());
    }
    let mut response = next.run(request).await;
    let is_private = response
        .headers()
        .get(header::CACHE_CONTROL)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|text| text.contains("no-store"));
    if response.status() == StatusCode::OK && !is_private {
        response.headers_mut().extend(tagged(&tag));
    }
    vary(response)
}

/// A number that stands for a value within one version of the program.
pub(crate) fn fingerprint<T: Hash>(value: &T) -> u64 {
    // SipHash with fixed keys: the same in every process of one build of the program.
    let mut hasher = std::hash::DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    value.hash(&mut hasher);
    hasher.finish()
}

/// The tag is weak: compression and the order of metadata may differ between equal answers.
fn tag(vintage: &str, request: &Request) -> String {
    let header = |name: HeaderName| request.headers().get(name).map(HeaderValue::as_bytes);
    let asked = (
        *STARTED,
        vintage,
        request.uri().path_and_query().map(axum::http::uri::PathAndQuery::as_str),
        header(header::ACCEPT),
        header(header::ACCEPT_LANGUAGE),
        header(header::COOKIE),
        header(header::AUTHORIZATION),
    );
    format!("W/\"{:016x}\"", fingerprint(&asked))
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .any(|one| opaque(one) == opaque(tag))
}

fn tagged(tag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers
}

fn vary(mut response: Response) -> Response {
    for name in VARY {
        let text = HeaderValue::from_str(name.as_str());
        if let Ok(text) = text {
            response.headers_mut().append(header::VARY, text);
        }
    }
    response
}
