//! `/api/v1/metrics`: definitions, and figures as JSON or CSV with the receipt behind them.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use mizan_metrics::{Figures, Query, Tier};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{ApiProblem, Problem, ProblemDocument};
use crate::resources::{Meta, answer, request};
use crate::state::App;

/// A metric.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MetricDocument {
    /// Name.
    name: String,
    /// Title in the caller's language.
    title: String,
    /// Definition in the caller's language.
    definition: String,
    /// What to beware of, in the caller's language.
    pitfalls: String,
    /// Unit in the caller's language.
    unit: String,
    /// Dimensions it can be split and filtered by.
    dimensions: Vec<String>,
    /// Fewest persons a shown value may rest on.
    minimum_n: u64,
}

/// Metrics.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Metrics {
    metrics: Vec<MetricDocument>,
    meta: Meta,
}

/// All metrics with their definitions.
#[utoipa::path(get, path = "/api/v1/metrics", tag = "metrics",
    responses((status = 200, body = Metrics), (status = 400, body = ProblemDocument)))]
pub(crate) async fn list(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &[]).await?;
    let language = request.language();
    let metrics: Vec<MetricDocument> = request
        .app
        .metrics()
        .list()
        .map(|metric| MetricDocument {
            name: metric.name.clone(),
            title: metric.title.get(language).to_owned(),
            definition: metric.definition.get(language).to_owned(),
            pitfalls: metric.pitfalls.get(language).to_owned(),
            unit: metric.unit.get(language).to_owned(),
            dimensions: metric.dimensions.clone(),
            minimum_n: metric.minimum_n,
        })
        .collect();
    let meta = Meta::new(&request, metrics.len());
    answer(&request, Ok(Metrics { metrics, meta }))
}

/// Figures of a metric: `by` names dimensions to split by (repeated); every other parameter is a
/// dimension to filter by. Ends in `.json` or `.csv`.
#[utoipa::path(get, path = "/api/v1/metrics/{name}/{file}", tag = "metrics",
    params(
        ("name" = String, Path, description = "name of the metric"),
        ("file" = String, Path, description = "figures.json or figures.csv"),
        ("by" = Option<Vec<String>>, Query, description = "dimension to split by, repeated"),
        ("governorate_code" = Option<Vec<String>>, Query, description = "governorates to keep, repeated"),
        ("occupation_code" = Option<Vec<String>>, Query, description = "occupations to keep, repeated"),
        ("month" = Option<Vec<String>>, Query, description = "months to keep, `YYYY-MM`, repeated")),
    responses((status = 200, description = "figures with their receipt"),
        (status = 400, body = ProblemDocument), (status = 404, body = ProblemDocument)))]
pub(crate) async fn figures(
    State(app): State<App>,
    Path((name, file)): Path<(String, String)>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let dimensions: Vec<String> =
        app.metrics().get(&name).map(|metric| metric.dimensions.clone()).unwrap_or_default();
    let mut known: Vec<&str> = dimensions.iter().map(String::as_str).collect();
    known.push("by");
    let is_known = app.metrics().get(&name).is_ok();
    let anything: Vec<String> =
        url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
            .map(|(name, _)| name.into_owned())
            .collect();
    if !is_known {
        // The metric is what is wrong; its parameters cannot be judged.
        known.extend(anything.iter().map(String::as_str));
    }
    let request = request(app, &headers, &uri, &known).await?;
    let mut query = Query::new(name.as_str(), Tier::Ministry);
    for dimension in request.parameters.all("by") {
        query = query.by(dimension);
    }
    for dimension in &dimensions {
        let values = request.parameters.all(dimension);
        if !values.is_empty() {
            query = query.keep(dimension.as_str(), values);
        }
    }
    let answered = crate::figures::ask(&request.app, &request.loaded, &query).await;
    match (file.as_str(), answered) {
        ("figures.json" | "figures", answered) => answer(&request, answered),
        ("figures.csv", Ok(figures)) => Ok(csv(&figures)),
        ("figures.csv", Err(problem)) => Err(ApiProblem(problem, request.language())),
        (other, _) => {
            let message = crate::words::bilingual("problem-no-page", &[("path", other)]);
            Err(ApiProblem(Problem::not_found(message), request.language()))
        }
    }
}

/// Figures as comma-separated values: keys, value, n, interval, status and vintage.
fn csv(figures: &Figures) -> Response {
    let mut text = String::new();
    for dimension in &figures.by {
        text.push_str(dimension);
        text.push(',');
    }
    text.push_str("value,n,interval_low,interval_high,status,vintage\n");
    for row in &figures.rows {
        for (_, code) in &row.keys {
            text.push_str(&escaped(code));
            text.push(',');
        }
        let number = |value: Option<f64>| value.map(|one| one.to_string()).unwrap_or_default();
        let cells = [
            number(row.value),
            row.n.map(|n| n.to_string()).unwrap_or_default(),
            number(row.interval.map(|pair| pair.0)),
            number(row.interval.map(|pair| pair.1)),
            row.status.symbol().to_owned(),
            figures.receipt.vintage.clone(),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response()
}

fn escaped(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
