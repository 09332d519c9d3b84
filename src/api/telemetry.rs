//! What an operator watches: counts and times by route, a log line a request, never a personal value.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::state::App;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const BUCKETS_SECONDS: [f64; 11] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// Counters of one server.
pub(crate) struct Telemetry {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    in_flight: Gauge,
    pub(crate) queries: Counter,
    pub(crate) queries_running: Gauge,
    /// Spans that no collector took.
    pub(crate) spans_dropped: Counter,
    /// Distinguishes the requests of two runs of the program.
    run: u64,
    numbers: AtomicU64,
}

impl Telemetry {
    /// Counters at zero.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("mizan");
        let requests = Family::default();
        let seconds: Family<Route, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(BUCKETS_SECONDS));
        let (in_flight, queries, queries_running) =
            (Gauge::default(), Counter::default(), Gauge::default());
        registry.register("requests", "Requests answered", Family::clone(&requests));
        registry.register_with_unit(
            "request_duration",
            "Time to answer by route",
            Unit::Seconds,
            seconds.clone(),
        );
        registry.register("requests_in_flight", "Requests being answered", in_flight.clone());
        registry.register("queries", "Queries started", queries.clone());
        registry.register("queries_running", "Queries running", queries_running.clone());
        let spans_dropped = Counter::default();
        registry.register("spans_dropped", "Spans that no collector took", spans_dropped.clone());
        let run = crate::caching::fingerprint(&(std::time::SystemTime::now(), std::process::id()));
        Self {
            registry,
            requests,
            seconds,
            in_flight,
            queries,
            queries_running,
            spans_dropped,
            run,
            numbers: AtomicU64::new(0),
        }
    }
}

/// Counts down when a request or query ends, also where its caller has left.
pub(crate) struct Running(Gauge);

impl Running {
    pub(crate) fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Counts, times and logs a request, and gives it an id.
///
/// Only the route's pattern is kept: what stands in an address may be a personal value.
pub(crate) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let telemetry = app.telemetry();
    let number = telemetry.numbers.fetch_add(1, Ordering::Relaxed);
    let id = format!("{:08x}-{number:x}", telemetry.run as u32);
    let method = method(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let started = Instant::now();
    let _in_flight = Running::new(&telemetry.in_flight);
    let place = app.tracer().and_then(|tracer| tracer.begin(request.headers()));
    let began = std::time::SystemTime::now();
    let mut response = crate::traces::within(place, next.run(request)).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    telemetry.requests.get_or_create(&Answered { method, route: route.clone(), status }).inc();
    telemetry.seconds.get_or_create(&Route { route: route.clone() }).observe(seconds);
    if let (Some(tracer), Some(place)) = (app.tracer(), place) {
        let (name, ended) = (format!("{method} {route}"), std::time::SystemTime::now());
        tracer.end(crate::traces::Span { place, name, is_request: true, began, ended, status });
    }
    tracing::info!(target: "mizan::requests", %id, method, %route, status, seconds, "answered");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// Methods are a closed list, so that a caller cannot make new series.
fn method(method: &axum::http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// `/metrics` in the text format of OpenMetrics.
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    let mut text = String::new();
    if encode(&mut text, &app.telemetry().registry).is_err() {
        let _ = writeln!(text, "# EOF");
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
