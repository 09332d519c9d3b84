//! `/lists`: a printed list of openings, opened again by its code, on any phone or at an office.

use std::sync::Arc;

use axum::response::Response;
use mizan_build::read_code;
use mizan_web::{Context, JobListRowView, JobListView, View};

use crate::access::Fields;
use crate::pages::PageRequest;
use crate::pages::jobs::{found_on, opening_view};
use crate::problem::Problem;
use crate::words::bilingual;

/// Openings on a printed list: two sheets.
const OPENINGS_MAX: usize = 20;
/// Longest address of a search that is printed.
const ADDRESS_BYTES_MAX: usize = 2_000;

/// The page that asks for a code, or leads to the list whose code was typed.
pub(crate) async fn enter(request: Arc<PageRequest>) -> Result<Response, Problem> {
    let Some(typed) = request.parameters.one("code").filter(|code| !code.trim().is_empty()) else {
        return Ok(request.show(&View::JobList(JobListView::default())));
    };
    match read_code(typed) {
        Some(code) => Ok(request.go(&format!("/lists/{code}"))),
        None => Ok(request.show(&View::JobList(JobListView {
            problem: Some(request.word("problem-list-code", &[])),
            ..JobListView::default()
        }))),
    }
}

/// The list with a code: what was printed, and which of it is still open.
pub(crate) fn one(request: &PageRequest, code: &str) -> Result<View, Problem> {
    let kept = request.app.installation().job_list(code);
    let Some(list) = kept.map_err(|error| Problem::internal(&error))? else {
        let shown: String = code.chars().take(20).collect();
        let message = bilingual("problem-no-list", &[("code", &shown)]);
        return Err(Problem::not_found(message).with_hint(bilingual("hint-list-code", &[])));
    };
    let index = &request.loaded.index;
    let rows = list
        .openings
        .iter()
        .map(|id| JobListRowView {
            id: id.clone(),
            opening: index.opening(id).map(|opening| opening_view(request, opening)),
        })
        .collect();
    Ok(View::JobList(JobListView {
        code: Some(list.shown_code()),
        problem: None,
        made_on: list.made_at.get(..10).and_then(|day| day.parse().ok()),
        rows,
        search_path: list.address,
    }))
}

/// Keeps the first openings of a search under a code and leads to the page to print.
pub(crate) async fn make(request: Arc<PageRequest>, fields: Fields) -> Result<Response, Problem> {
    let (_, address) = mizan_web::split_language(fields.one("address"));
    let context = Context::from_request(address);
    if context.path() != "/jobs" || address.len() > ADDRESS_BYTES_MAX {
        let message = bilingual("problem-list-address", &[]);
        return Err(Problem::parameter("address", message));
    }
    let openings = found_on(&request, &context).await?;
    let ids: Vec<String> = openings.into_iter().take(OPENINGS_MAX).collect();
    let app = request.app.clone();
    let (vintage, address) = (request.loaded.vintage.id.clone(), address.to_owned());
    let work = tokio::task::spawn_blocking(move || {
        app.installation().keep_job_list(&vintage, &address, ids)
    });
    let kept = work.await.map_err(|error| Problem::internal(&error))?;
    let list = kept.map_err(|error| Problem::internal(&error))?;
    Ok(request.go(&format!("/lists/{}", list.code)))
}
