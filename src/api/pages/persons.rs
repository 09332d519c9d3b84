//! `/persons`: an officer looks up a person of the own office, for a purpose, on record.

use std::sync::Arc;

use axum::response::Response;
use mizan_accounts::Role;
use mizan_audit::Action;
use mizan_web::{PersonsView, RecordTableView, View};

use crate::access::Fields;
use crate::pages::PageRequest;
use crate::persons::{Records, pseudonym, records};
use crate::problem::Problem;
use crate::words::bilingual;

/// Purposes an officer may name; texts are kept under them.
const PURPOSES: [&str; 4] = ["registration", "referral", "correction", "complaint"];

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<Response, Problem> {
    Ok(shown(&request, PersonsView::default()))
}

fn shown(request: &PageRequest, said: PersonsView) -> Response {
    let purposes = PURPOSES.map(str::to_owned).to_vec();
    let form_token = request.principal.form_token();
    request.show(&View::Persons(PersonsView { form_token, purposes, ..said }))
}

pub(crate) async fn look_up(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let purpose = fields.one("purpose");
    let asked = if PURPOSES.contains(&purpose) {
        pseudonym(&request.app, fields.one("national_number"))
    } else {
        Err(Problem::parameter("purpose", bilingual("problem-purpose", &[])))
    };
    let person = match asked {
        Ok(person) => person,
        Err(problem) if problem.status.is_client_error() => {
            let text = problem.message.get(request.language()).to_owned();
            let said = PersonsView { problem: Some(text), ..PersonsView::default() };
            let mut response = shown(&request, said);
            *response.status_mut() = problem.status;
            return Ok(response);
        }
        Err(problem) => return Err(problem),
    };
    // On record before anything is read: also where the office holds nothing about the person.
    let offices = request.principal.scopes(Role::Officer);
    let event = request
        .principal
        .event(Action::LookUp)
        .on("person", &person)
        .purpose(purpose)
        .detail("offices", offices.join(" "));
    request.app.people().record(event).await?;
    let found = records(&request.app, &person, Some(&offices)).await?;
    let said = PersonsView {
        is_answered: true,
        tables: tables(&request, &found),
        ..PersonsView::default()
    };
    Ok(shown(&request, said))
}

/// Records as tables, with names of tables and columns in the reader's language.
pub(crate) fn tables(request: &PageRequest, found: &[Records]) -> Vec<RecordTableView> {
    let catalog = &request.app.installation().catalog;
    let language = request.language();
    found
        .iter()
        .map(|records| {
            let model = catalog.model(&records.table);
            let title = model.map_or(records.table.as_str(), |model| model.about.get(language));
            let rows = records
                .rows
                .iter()
                .map(|row| {
                    row.iter()
                        .filter(|(_, value)| !value.is_null())
                        .map(|(name, value)| {
                            let column = model.and_then(|model| {
                                model.columns.iter().find(|column| column.name == *name)
                            });
                            let label =
                                column.map_or(name.as_str(), |column| column.about.get(language));
                            let text =
                                value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                            (label.to_owned(), text)
                        })
                        .collect()
                })
                .collect();
            RecordTableView { title: title.to_owned(), rows }
        })
        .collect()
}
