//! `/corrections`: an officer decides what people of the own office ask to be corrected, with a reason.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use mizan_accounts::{OpenCorrection, Role};
use mizan_audit::Action;
use mizan_web::{CorrectionView, CorrectionsView, View};

use crate::access::Fields;
use crate::pages::PageRequest;
use crate::pages::persons::tables;
use crate::pages::record::day;
use crate::persons::{Records, records};
use crate::problem::Problem;
use crate::words::bilingual;

/// Corrections on one page; the next come when these are decided.
const SHOWN: usize = 10;
const PURPOSE: &str = "correction";

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<Response, Problem> {
    shown(&request, None).await
}

async fn shown(request: &PageRequest, problem: Option<String>) -> Result<Response, Problem> {
    let people = request.app.people();
    let mut corrections = Vec::new();
    for open in people.store().open_corrections().await? {
        let Some(found) = own_records(request, &open).await? else { continue };
        // On record before anything is shown of the person.
        let event = request.principal.event(Action::LookUp).on("person", &open.person_id);
        people.record(event.purpose(PURPOSE).detail("correction", &open.correction.id)).await?;
        corrections.push(CorrectionView {
            id: open.correction.id,
            source: open.correction.source,
            field: open.correction.field,
            proposed: open.correction.proposed,
            on: day(open.correction.created_at),
            tables: tables(request, &found),
        });
        if corrections.len() == SHOWN {
            break;
        }
    }
    let form_token = request.principal.form_token();
    let view = CorrectionsView { form_token, problem, corrections };
    Ok(request.show(&View::Corrections(view)))
}

pub(crate) async fn decide(request: Arc<PageRequest>, fields: Fields) -> Result<Response, Problem> {
    let result = async {
        let (people, account) = (request.app.people(), request.principal.own()?);
        let id = fields.one("id");
        let is_accepted = match fields.one("decision") {
            "accepted" => true,
            "refused" => false,
            other => {
                let known = ["accepted", "refused"];
                return Err(crate::parameters::unknown_code("decision", other, &known));
            }
        };
        let waiting = people.store().open_corrections().await?;
        let open = waiting.into_iter().find(|open| open.correction.id == id);
        let nothing = || {
            let message = bilingual("problem-no-correction", &[]);
            Problem::new(StatusCode::NOT_FOUND, "not_found", message)
        };
        let open = open.ok_or_else(nothing)?;
        // Another office's person is as if nobody had asked.
        if own_records(&request, &open).await?.is_none() {
            return Err(nothing());
        }
        let (reason, now) = (fields.one("reason"), mizan_accounts::now());
        if people.store().decide_correction(id, is_accepted, reason, account, now).await? {
            let event = request.principal.event(Action::Decision).on("person", &open.person_id);
            let event = event.purpose(PURPOSE).detail("correction", id);
            let event = event.detail("decision", if is_accepted { "accepted" } else { "refused" });
            people.record(event).await?;
        }
        Ok(request.go("/corrections"))
    };
    match result.await {
        Err(problem) if problem.status == StatusCode::BAD_REQUEST => {
            let text = problem.message.get(request.language()).to_owned();
            let mut response = shown(&request, Some(text)).await?;
            *response.status_mut() = problem.status;
            Ok(response)
        }
        other => other,
    }
}

/// What the own office holds about who asks; nothing where it holds nothing.
async fn own_records(
    request: &PageRequest,
    open: &OpenCorrection,
) -> Result<Option<Vec<Records>>, Problem> {
    let offices = request.principal.scopes(Role::Officer);
    let found = records(&request.app, &open.person_id, Some(&offices)).await?;
    Ok(Some(found).filter(|found| found.iter().any(|table| !table.rows.is_empty())))
}
