//! `/api/v1/metrics`: definitions, and figures in every form with the receipt behind them.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use mizan_export::Columns;
use mizan_metrics::{Query, Tier};
use serde::Serialize;
use utoipa::ToSchema;

use crate::formats::Form;
use crate::parameters::Parameters;
use crate::problem::{ApiProblem, Problem, ProblemDocument};
use crate::resources::{Meta, answer, list_answer, request};
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
    let document = Metrics { metrics, meta };
    let columns = || {
        let rows = &document.metrics;
        Columns::new()
            .text("name", rows.iter().map(|row| Some(&row.name)))
            .text("title", rows.iter().map(|row| Some(&row.title)))
            .text("definition", rows.iter().map(|row| Some(&row.definition)))
            .text("pitfalls", rows.iter().map(|row| Some(&row.pitfalls)))
            .text("unit", rows.iter().map(|row| Some(&row.unit)))
            .text("dimensions", rows.iter().map(|row| Some(row.dimensions.join(";"))))
            .integer("minimum_n", rows.iter().map(|row| Some(row.minimum_n as i64)))
    };
    list_answer(&request, &uri, &headers, "metrics", &document, columns)
}

/// Figures of a metric: `by` names dimensions to split by (repeated); every other parameter is a
/// dimension to filter by. The ending, or `Accept` without one, says the form: `.json`, `.csv`,
/// `.xlsx`, `.arrow` or `.parquet`.
#[utoipa::path(get, path = "/api/v1/metrics/{name}/{file}", tag = "metrics",
    params(
        ("name" = String, Path, description = "name of the metric"),
        ("file" = String, Path, description = "figures, figures.json, figures.csv, figures.xlsx, figures.arrow or figures.parquet"),
        ("by" = Option<Vec<String>>, Query, description = "dimension to split by, repeated"),
        ("governorate_code" = Option<Vec<String>>, Query, description = "governorates to keep, repeated"),
        ("occupation_code" = Option<Vec<String>>, Query, description = "occupations to keep, repeated"),
        ("month" = Option<Vec<String>>, Query, description = "months to keep, `YYYY-MM`, repeated"),
        ("vintage" = Option<String>, Query, description = "vintage, to see the figures as they were published")),
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
    known.extend(["by", "vintage"]);
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
    let query = question(&request.parameters, &name, &dimensions);
    let language = request.language();
    let form = match file.as_str() {
        "figures" | "figures.json" | "figures.csv" | "figures.xlsx" | "figures.arrow"
        | "figures.parquet" => Form::asked(&uri, &headers),
        other => {
            let message = crate::words::bilingual("problem-no-page", &[("path", other)]);
            Err(Problem::not_found(message))
        }
    }
    .map_err(|problem| ApiProblem(problem, language))?;
    let answered = crate::figures::ask_at(&request, query).await;
    match form {
        Form::Json => answer(&request, answered),
        Form::File(format) => answered
            .and_then(|figures| {
                let entries = figures.receipt_entries(language);
                crate::formats::file(&request, &name, &figures.to_batch(), entries, format)
            })
            .map_err(|problem| ApiProblem(problem, language)),
    }
}

/// The question an address asks: `by` and the dimensions, values repeated or joined by commas.
pub(crate) fn question(parameters: &Parameters, name: &str, dimensions: &[String]) -> Query {
    let split = |name: &str| -> Vec<String> {
        let all = parameters.all(name).into_iter();
        all.flat_map(|value| value.split(',')).map(|one| one.trim().to_owned()).collect()
    };
    // For whom is settled where the question is sent.
    let mut query = Query::new(name, Tier::Ministry);
    query.by = split("by");
    for dimension in dimensions {
        let values = split(dimension);
        if !values.is_empty() {
            query = query.keep(dimension.as_str(), values);
        }
    }
    query
}
