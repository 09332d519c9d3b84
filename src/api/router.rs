//! Every address, grouped by reader: a contents page of the server.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::access::{self, Fields, Routes};
use crate::pages::printing::{self, bare};
use crate::pages::{self, PageRequest, page};
use crate::problem::Problem;
use crate::resources::{candidates, cohorts, language, metrics, openings, own, reference};
use crate::state::App;
use crate::words::bilingual;
use crate::{Result as Started, caching, formats, limits, telemetry};

const BODY_BYTES_MAX: usize = 64 * 1024;

/// What the pages may load: nothing but themselves.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// All routes of the application; an error where one of them has no rule.
pub fn router(app: App) -> Started<Router> {
    let set = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let seconds = app.installation().settings.serve.request_seconds_max;
    let conditional = from_fn_with_state(app.clone(), caching::conditional);
    let routes = Routes::new()
        .merge(pages())
        .nest("/en", pages())
        .route("/en/", get(|State(app), OriginalPath(uri)| page(app, uri, pages::home::view)))
        .merge(api().map(|router| router.layer(conditional)))
        .merge(own_api())
        .route("/account/data.json", get(own_data))
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(ready))
        .route("/metrics", get(telemetry::metrics))
        .route(mizan_web::stylesheet_path(), get(stylesheet));
    let megabytes = app.installation().settings.uploads.megabytes_max;
    let upload_bytes = usize::try_from(megabytes.saturating_mul(1_000_000)).unwrap_or(usize::MAX);
    // Files may be long and come slowly; their handler watches both.
    let large = Routes::new()
        .merge(uploads())
        .nest("/en", uploads())
        .checked()?
        .layer(from_fn_with_state(app.clone(), access::guard))
        .layer(RequestBodyLimitLayer::new(upload_bytes.saturating_add(BODY_BYTES_MAX)));
    Ok(routes
        .checked()?
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(app.clone(), access::guard))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(seconds.max(1)),
        ))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
        .merge(large)
        .layer(from_fn_with_state(app.clone(), limits::limit))
        .layer(CompressionLayer::new())
        .layer(set(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "same-origin"))
        .layer(from_fn_with_state(app.clone(), telemetry::observe))
        .with_state(app))
}

/// Adds a page with the endings that make paper and pictures of it.
macro_rules! printable {
    ($routes:expr, $path:literal, $handler:path) => {
        printing::ENDINGS.iter().fold($routes, |routes, ending| {
            let handler = get(|State(app), OriginalPath(uri)| page(app, uri, $handler));
            routes.route(&format!("{}{ending}", $path), handler)
        })
    };
}

/// Pages of the decision-maker, which are printed and passed on.
fn printed_pages() -> Routes {
    let routes = Routes::new();
    let routes = printable!(routes, "/market", pages::market::view);
    let routes = printable!(routes, "/shortages", pages::shortages::view);
    let routes = printable!(routes, "/coverage", pages::coverage::view);
    let routes = printable!(routes, "/permits", pages::permits::view);
    let routes = printable!(routes, "/services", pages::services::view);
    let routes = printable!(routes, "/compare", pages::profiles::compare);
    let routes = printable!(routes, "/methods", pages::methods::view);
    let routes = printable!(routes, "/revisions", pages::revisions::view);
    routes
        .route("/places/{code}", get(one_place))
        .route("/occupations/{code}", get(one_occupation))
        .route("/skills/{code}", get(one_skill))
}

/// Pages; the same addresses below `/en` are in English.
fn pages() -> Routes {
    Routes::new()
        .merge(printed_pages())
        .route("/", get(|State(app), OriginalPath(uri)| page(app, uri, pages::home::view)))
        // Job seeker
        .route("/jobs", get(|State(app), OriginalPath(uri)| page(app, uri, pages::jobs::search)))
        .route("/jobs/{id}", get(one_opening))
        .route("/jobs/{id}/candidates", get(candidates_of))
        .route("/lists", get(shown(pages::lists::enter)).post(form(pages::lists::make)))
        .route("/lists/{code}", get(one_list))
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
        // Officer, statistician
        .route(
            "/deliveries",
            get(|State(app), OriginalPath(uri)| page(app, uri, pages::deliveries::view)),
        )
        .route("/leads", get(|State(app), OriginalPath(uri)| page(app, uri, pages::leads::view)))
        .route("/links", get(|State(app), OriginalPath(uri)| page(app, uri, pages::links::list)))
        .route("/links/{pair}", get(one_pair).post(decided_pair))
        .route("/deliveries/{id}", get(one_delivery))
        // Everybody about the own account
        .route("/sign-in", get(shown(pages::sign_in::view)).post(form(pages::sign_in::enter)))
        .route("/sign-in/provider", get(shown(pages::sign_in::ask_provider)))
        .route("/sign-in/provider/return", get(shown(pages::sign_in::provider_return)))
        .route("/sign-out", post(form(pages::sign_in::leave)))
        .route("/account", get(shown(pages::own::view)))
        .route("/account/profile", post(form(pages::own::profile)))
        .route("/account/corrections", post(form(pages::own::correct)))
        .route("/account/consents", post(form(pages::own::consent)))
        .route("/account/searches", post(form(pages::own::save_search)))
        .route("/account/searches/remove", post(form(pages::own::remove_search)))
        .route("/account/searches/state", post(form(pages::own::search_state)))
        .route("/stop/{code}", get(stop_shown).post(stop_done))
        .route("/account/tokens", post(form(pages::own::make_token)))
        .route("/account/tokens/revoke", post(form(pages::own::revoke_token)))
        .route("/account/password", post(form(pages::own::change_password)))
        .route("/account/erase", post(form(pages::own::erase)))
        .route(
            "/own/cohorts",
            get(|State(app), OriginalPath(uri)| page(app, uri, pages::cohorts::own_list)),
        )
        .route("/own/cohorts/{code}", get(own_cohort))
        .route("/persons", get(shown(pages::persons::view)).post(form(pages::persons::look_up)))
        .route(
            "/corrections",
            get(shown(pages::corrections::view)).post(form(pages::corrections::decide)),
        )
        .route("/uploads", get(shown(pages::uploads::view)))
        .route("/uploads/stop", post(form(pages::uploads::stop)))
        // Administrator, auditor
        .route("/operations", get(shown(pages::operations::view)))
        .route("/operations/run", post(form(pages::operations::run)))
        .route("/operations/stop", post(form(pages::operations::stop)))
        .route("/users", get(shown(pages::users::view)).post(form(pages::users::add)))
        .route("/users/roles", post(form(pages::users::change_roles)))
        .route("/users/state", post(form(pages::users::change_state)))
        .route("/audit", get(|State(app), OriginalPath(uri)| page(app, uri, pages::record::view)))
        // Developer
        .route("/api", get(|State(app), OriginalPath(uri)| page(app, uri, pages::contract::view)))
        .route("/api/try", get(try_call))
        .route("/figures/{metric}", get(one_metric))
        .route(
            "/styleguide",
            get(|State(app), OriginalPath(uri)| {
                page(app, uri, |_| async { Ok(mizan_web::View::Styleguide) })
            }),
        )
}

/// Where files come in.
fn uploads() -> Routes {
    Routes::new().route("/uploads/file", post(upload))
}

async fn upload(
    State(app): State<App>,
    OriginalPath(uri): OriginalPath,
    sent: Request,
) -> Response {
    pages::act(app, uri, |request| pages::uploads::receive(request, sent)).await
}

/// Resources for programs; lists answer to every ending of a file as well.
fn api() -> Routes {
    let mut router = Routes::new()
        .route("/api/v1/openapi.json", get(openapi))
        .route("/api/v1/openings/{id}", get(openings::one))
        .route("/api/v1/openings/{id}/candidates", get(candidates::counts))
        .route("/api/v1/cohorts/{code}/gap", get(cohorts::gap))
        .route("/api/v1/metrics/{name}/{file}", get(metrics::figures))
        .route("/api/v1/vintage", get(reference::vintage));
    let lists: [(&str, MethodRouter<App>); 7] = [
        ("openings", get(openings::search)),
        ("matches", get(openings::match_openings)),
        ("metrics", get(metrics::list)),
        ("governorates", get(reference::governorates)),
        ("occupations", get(reference::occupations)),
        ("skills", get(reference::skills)),
        ("sources", get(reference::sources)),
    ];
    for (name, handler) in lists {
        for ending in formats::ENDINGS {
            router = router.route(&format!("/api/v1/{name}.{ending}"), handler.clone());
        }
        router = router.route(&format!("/api/v1/{name}"), handler);
    }
    router
}

/// What a person may ask about the own account, and an auditor about access; never kept by anybody.
fn own_api() -> Routes {
    Routes::new()
        .route("/api/v1/account", get(own::account))
        .route("/api/v1/account/look-ups", get(own::look_ups))
        .route("/api/v1/account/corrections", post(own::correct))
        .route("/api/v1/audit", get(own::audit))
}

/// A page whose handler answers itself, such as with a cookie.
fn shown<F, R>(handler: F) -> impl Fn(State<App>, OriginalPath) -> Answer + Clone + Send + 'static
where
    F: Fn(Arc<PageRequest>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    move |State(app), OriginalPath(uri)| {
        let handler = handler.clone();
        Box::pin(pages::act(app, uri, handler))
    }
}

/// A form that was sent.
fn form<F, R>(
    handler: F,
) -> impl Fn(State<App>, OriginalPath, Extension<Fields>) -> Answer + Clone + Send + 'static
where
    F: Fn(Arc<PageRequest>, Fields) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    move |State(app), OriginalPath(uri), Extension(fields)| {
        let handler = handler.clone();
        Box::pin(pages::act(app, uri, move |request| handler(request, fields)))
    }
}

type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;

/// An address that leads nowhere: a problem document for programs, a page for people.
async fn nothing_here(State(app): State<App>, headers: HeaderMap, uri: Uri) -> Response {
    if !uri.path().starts_with("/api/") {
        return pages::not_found(app, uri).await;
    }
    let shown: String = uri.path().chars().take(120).collect();
    let message = bilingual("problem-no-page", &[("path", &shown)]);
    let problem = Problem::not_found(message)
        .with_hint(bilingual("hint-read-the-contract", &[("path", "/api/v1/openapi.json")]));
    problem.into_document(language(&headers))
}

async fn wrong_method(headers: HeaderMap, method: Method) -> Response {
    let message = bilingual("problem-wrong-method", &[("method", method.as_str())]);
    let status = StatusCode::METHOD_NOT_ALLOWED;
    Problem::new(status, "method_not_allowed", message).into_document(language(&headers))
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

async fn candidates_of(
    State(app): State<App>,
    Path(id): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| pages::candidates::view(request, id)).await
}

async fn one_list(
    State(app): State<App>,
    Path(code): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| async move { pages::lists::one(&request, &code) }).await
}

async fn one_place(
    State(app): State<App>,
    Path(code): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| pages::profiles::place(request, bare(&code))).await
}

async fn one_occupation(
    State(app): State<App>,
    Path(code): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| pages::profiles::occupation(request, bare(&code))).await
}

async fn one_skill(
    State(app): State<App>,
    Path(code): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, async |request| pages::skills::view(&request, &bare(&code))).await
}

async fn own_cohort(
    State(app): State<App>,
    Path(code): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| pages::cohorts::own_one(request, bare(&code))).await
}

async fn own_data(State(app): State<App>, OriginalPath(uri): OriginalPath) -> Response {
    pages::act(app, uri, pages::own::data).await
}

async fn stop_shown(
    State(app): State<App>,
    Path(code): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| pages::stop::view(request, code)).await
}

async fn stop_done(
    State(app): State<App>,
    Path(code): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| pages::stop::stop(request, code)).await
}

async fn one_delivery(
    State(app): State<App>,
    Path(id): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| pages::deliveries::one(request, id)).await
}

async fn one_cohort(
    State(app): State<App>,
    Path(code): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| pages::cohorts::one(request, bare(&code))).await
}

async fn one_pair(
    State(app): State<App>,
    Path(pair): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| pages::links::one(request, pair)).await
}

async fn decided_pair(
    State(app): State<App>,
    Path(pair): Path<String>,
    OriginalPath(uri): OriginalPath,
    Extension(fields): Extension<Fields>,
) -> Response {
    pages::act(app, uri, |request| pages::links::act(request, fields, pair)).await
}

/// A filled form of `/api`: leads to the call, or says on a page what is wrong with the form.
async fn try_call(State(app): State<App>, OriginalPath(uri): OriginalPath) -> Response {
    match pages::contract::call(uri.query().unwrap_or_default()) {
        Ok(response) => response,
        Err(problem) => page(app, uri, |_| async { Err(problem) }).await,
    }
}

async fn one_metric(
    State(app): State<App>,
    Path(metric): Path<String>,
    OriginalPath(uri): OriginalPath,
) -> Response {
    page(app, uri, |request| pages::figures::view(request, bare(&metric))).await
}

async fn ready(State(app): State<App>) -> (StatusCode, String) {
    if app.is_draining() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping".into());
    }
    (StatusCode::OK, format!("ready: vintage {}", app.loaded().await.vintage.id))
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
