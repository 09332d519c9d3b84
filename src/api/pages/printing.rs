//! Pages on paper and as pictures: the same page with an ending, so that every form says the same.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use mizan_print::Document;

use crate::pages::PageRequest;
use crate::problem::Problem;
use crate::words::bilingual;

/// Width of a picture in units of a drawing, and pixels for each.
const POSTER_WIDTH: f64 = 372.0;
const PAGE_WIDTH: f64 = 720.0;
const SCALE: f32 = 2.0;
const CHART_SCALE: f32 = 3.0;

/// What a page may be had as, beside HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrintForm {
    /// Sheets of A4.
    Pdf,
    /// One picture.
    Png,
}

/// Endings of pages, with none first.
pub(crate) const ENDINGS: [&str; 3] = ["", ".pdf", ".png"];

impl PrintForm {
    /// The path without its ending, and the form the ending asks for.
    pub(crate) fn split(path: &str) -> (&str, Option<Self>) {
        match path.rsplit_once('.') {
            Some((bare, "pdf")) => (bare, Some(Self::Pdf)),
            Some((bare, "png")) => (bare, Some(Self::Png)),
            _ => (path, None),
        }
    }
}

/// A path segment without the ending of a form.
pub(crate) fn bare(segment: &str) -> String {
    PrintForm::split(segment).0.to_owned()
}

/// The address without its ending.
pub(crate) fn without_ending(uri: &Uri) -> (String, Option<PrintForm>) {
    let (path, form) = PrintForm::split(uri.path());
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    (format!("{path}{query}"), form)
}

/// Pages that have these forms.
pub(crate) fn is_printable(path: &str) -> bool {
    const WHOLE: [&str; 8] = [
        "/market",
        "/shortages",
        "/coverage",
        "/permits",
        "/services",
        "/methods",
        "/compare",
        "/revisions",
    ];
    const BELOW: [&str; 6] =
        ["/places/", "/occupations/", "/skills/", "/figures/", "/cohorts/", "/own/cohorts/"];
    WHOLE.contains(&path) || BELOW.iter().any(|start| path.starts_with(start))
}

/// The page, or the one chart that `chart` names, in a form; drawn on the threads for queries.
pub(crate) async fn printed(
    request: &PageRequest,
    html: String,
    form: PrintForm,
) -> Result<Response, Problem> {
    let chart = request.parameters.one("chart").map(str::to_owned);
    let document = mizan_print::read(&html);
    let document = match &chart {
        None => document,
        Some(id) => document.chart(id).ok_or_else(|| no_chart(id, &document))?,
    };
    let has_chart = chart.is_some();
    let work = async move { write(&document, form, has_chart) };
    let bytes =
        request.app.on_query_threads(work).await.map_err(|error| Problem::internal(&error))?;
    let bytes = bytes.map_err(|error| match error.hint() {
        Some(_) => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            bilingual("problem-too-large", &[]),
        )
        .with_hint(bilingual("hint-one-chart-or-pdf", &[])),
        None => Problem::internal(&error),
    })?;
    let (kind, ending) = match form {
        PrintForm::Pdf => ("application/pdf", "pdf"),
        PrintForm::Png => ("image/png", "png"),
    };
    let page = request.context.path().trim_matches('/').replace('/', "-");
    let part = chart.map(|id| format!("-{id}")).unwrap_or_default();
    let safe: String = format!("{page}{part}")
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' })
        .collect();
    let vintage = &request.loaded.vintage.id;
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{safe}-{vintage}.{ending}\"")),
    ];
    Ok((headers, bytes).into_response())
}

fn write(document: &Document, form: PrintForm, is_chart: bool) -> mizan_print::Result<Vec<u8>> {
    match form {
        PrintForm::Pdf => {
            mizan_print::pdf(&mizan_print::papers(document), &document.title, document.language)
        }
        PrintForm::Png if is_chart => {
            let document = document.clone().without_tables_behind();
            mizan_print::png(&mizan_print::poster(&document, POSTER_WIDTH), CHART_SCALE)
        }
        PrintForm::Png => mizan_print::png(&mizan_print::poster(document, PAGE_WIDTH), SCALE),
    }
}

fn no_chart(id: &str, document: &Document) -> Problem {
    let shown: String = id.chars().take(60).collect();
    let charts = document.charts();
    let problem = Problem::not_found(bilingual("problem-no-chart", &[("id", &shown)]));
    if charts.is_empty() {
        return problem;
    }
    problem.with_hint(bilingual("hint-known-are", &[("names", &charts.join(", "))]))
}
