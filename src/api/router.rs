//! Every address, grouped by reader: a contents page of the server.

use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::pages::{self, page};
use crate::resources::{metrics, openings, reference};
use crate::state::App;

const BODY_BYTES_MAX: usize = 64 * 1024;
const SECONDS_MAX: u64 = 30;

/// What the pages may load: nothing but themselves.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// All routes of the application.
pub fn router(app: App) -> Router {
    let set = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    Router::new()
        .merge(pages())
        .nest("/en", pages())
        .route("/en/", get(|State(app), OriginalPath(uri)| page(app, uri, pages::home::view)))
        .merge(api())
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(ready))
        .route(mizan_web::stylesheet_path(), get(stylesheet))
        .fallback(|State(app): State<App>, uri: Uri| pages::not_found(app, uri))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(SECONDS_MAX),
        ))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
        .layer(CompressionLayer::new())
        .layer(set(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "same-origin"))
        .with_state(app)
}

/// Pages; the same addresses below `/en` are in English.
fn pages() -> Router<App> {
    Router::new()
        .route("/", get(|State(app), OriginalPath(uri)| page(app, uri, pages::home::view)))
        // Job seeker
        .route("/jobs", get(|State(app), OriginalPath(uri)| page(app, uri, pages::jobs::search)))
        .route("/jobs/{id}", get(one_opening))
        .route(
            "/matches",
            get(|State(app), OriginalPath(uri)| page(app, uri, pages::matches::view)),
        )
        // Trainer
        .route(
            "/cohorts",
            get(|State(app), OriginalPath(uri)| page(app, uri, pages::cohorts::list)),
        )
        .route("/cohorts/{code}", get(one_cohort))
        // Decision-maker
        .route("/market", get(|State(app), OriginalPath(uri)| page(app, uri, pages::market::view)))
        .route(
            "/coverage",
            get(|State(app), OriginalPath(uri)| page(app, uri, pages::coverage::view)),
        )
        .route(
            "/permits",
            get(|State(app), OriginalPath(uri)| page(app, uri, pages::permits::view)),
        )
        .route(
            "/services",
            get(|State(app), OriginalPath(uri)| page(app, uri, pages::services::view)),
        )
        // Officer, statistician
        .route(
            "/deliveries",
            get(|State(app), OriginalPath(uri)| page(app, uri, pages::deliveries::view)),
        )
        .route(
            "/methods",
            get(|State(app), OriginalPath(uri)| page(app, uri, pages::methods::view)),
        )
        .route(
            "/styleguide",
            get(|State(app), OriginalPath(uri)| {
                page(app, uri, |_| async { Ok(mizan_web::View::Styleguide) })
            }),
        )
}

/// Resources for programs.
fn api() -> Router<App> {
    Router::new()
        .route("/api/v1/openapi.json", get(openapi))
        .route("/api/v1/openings", get(openings::search))
        .route("/api/v1/openings/{id}", get(openings::one))
        .route("/api/v1/matches", get(openings::match_openings))
        .route("/api/v1/metrics", get(metrics::list))
        .route("/api/v1/metrics/{name}/{file}", get(metrics::figures))
        .route("/api/v1/governorates", get(reference::governorates))
        .route("/api/v1/occupations", get(reference::occupations))
        .route("/api/v1/skills", get(reference::skills))
        .route("/api/v1/sources", get(reference::sources))
        .route("/api/v1/vintage", get(reference::vintage))
}

/// The whole address, also below `/en`.
struct OriginalPath(Uri);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for OriginalPath {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Self, Self::Rejection> {
        axum::extract::OriginalUri::from_request_parts(parts, state).await.map(|uri| Self(uri.0))
    }
}

async fn one_opening(
    State(app): State<App>,
    Path(id): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| async move { pages::jobs::opening(&request, &id) }).await
}

async fn one_cohort(
    State(app): State<App>,
    Path(code): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| pages::cohorts::one(request, code)).await
}

async fn ready(State(app): State<App>) -> String {
    format!("ready: vintage {}", app.loaded().await.vintage.id)
}

async fn stylesheet() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, mizan_web::STYLESHEET).into_response()
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], crate::openapi::document()).into_response()
}
