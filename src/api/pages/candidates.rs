//! `/jobs/<id>/candidates`: an officer sees who of the own office fits an opening, and why, on record.

use std::sync::Arc;

use mizan_accounts::Role;
use mizan_audit::{Action, Event};
use mizan_build::{NominationRun, Population};
use mizan_matching::{CandidateMatch, CandidateRequest, Nomination, Order};
use mizan_web::{CandidateView, CandidatesView, NominationOrder, View};

use crate::pages::PageRequest;
use crate::pages::jobs::{known_opening, opening_view};
use crate::pages::matches::explained;
use crate::problem::Problem;

/// Under what the record says why rows of persons were read.
const PURPOSE: &str = "referral";

pub(crate) async fn view(request: Arc<PageRequest>, id: String) -> Result<View, Problem> {
    // Persons are shown to the ministry's officers only: the public's server has no such page.
    if request.app.is_released() {
        let path = request.context.path().to_owned();
        let message = crate::words::bilingual("problem-no-page", &[("path", &path)]);
        return Err(Problem::not_found(message));
    }
    let opening = known_opening(&request, &id)?.clone();
    let offices = request.principal.scopes(Role::Officer);
    if offices.is_empty() {
        // Without an office there is nobody to look at: no list is made, and none is kept.
        let opening = opening_view(&request, &opening);
        return Ok(View::Candidates(CandidatesView { opening, ..CandidatesView::default() }));
    }
    let found = nominated(&request, opening.clone(), offices.clone()).await?;
    let events = entries(&request, &found, &offices);
    request.app.people().record_all(events).await?;
    let (own, nomination, run) = found;
    let candidates = (1..)
        .zip(&nomination.candidates)
        .map(|(number, one)| candidate(&request, &own, number, one))
        .collect();
    Ok(View::Candidates(CandidatesView {
        opening: opening_view(&request, &opening),
        offices: offices.join(request.word("word-list-separator", &[]).as_str()),
        order: match run.order {
            Order::Fit => NominationOrder::Fit,
            Order::Seniority => NominationOrder::Seniority,
        },
        points_min: run.score_min * 100.0,
        registered: run.people as u64,
        eligible: run.eligible as u64,
        without_licence: run.without_licence as u64,
        below_score: run.below_score as u64,
        candidates,
        run: run.id,
        made_on: run.made_at.get(..10).and_then(|day| day.parse().ok()),
    }))
}

/// People of the offices, whom the rule names, and the list as it was kept.
type Found = (Population, Nomination, NominationRun);

/// Chooses among the people of the offices and keeps the list with its audit.
async fn nominated(
    request: &PageRequest,
    opening: mizan_matching::Opening,
    offices: Vec<String>,
) -> Result<Found, Problem> {
    let app = request.app.clone();
    let loaded = Arc::clone(&request.loaded);
    let population = loaded.population(app.installation()).await;
    let population = population.map_err(|error| Problem::internal(&error))?;
    let rule = app.installation().settings.matching.nomination.clone();
    // Scoring everybody takes a while: not on the threads that answer.
    let work = tokio::task::spawn_blocking(move || {
        let own = population.of_offices(&offices);
        let wanted = CandidateRequest {
            opening,
            order: rule.order,
            score_min: rule.score_min,
            limit: rule.limit,
            as_of: loaded.as_of(),
        };
        let vintage = &loaded.vintage.id;
        let graph = loaded.graph.as_ref();
        let kept = app.installation().nominate(vintage, graph, &own, &offices, &wanted);
        kept.map(|(nomination, run)| (own, nomination, run))
    });
    let found = work.await.map_err(|error| Problem::internal(&error))?;
    found.map_err(|error| Problem::internal(&error))
}

/// What goes on record: the list, and each person named on it.
fn entries(request: &PageRequest, found: &Found, offices: &[String]) -> Vec<Event> {
    let (_, nomination, run) = found;
    let look_up = || request.principal.event(Action::LookUp).purpose(PURPOSE);
    let list = look_up()
        .on("opening", &run.opening)
        .detail("list", &run.id)
        .detail("offices", offices.join(" "))
        .detail("persons", nomination.candidates.len().to_string());
    let persons = nomination.candidates.iter().map(|one| {
        let event = look_up().on("person", &one.id);
        event.detail("opening", &run.opening).detail("list", &run.id)
    });
    std::iter::once(list).chain(persons).collect()
}

fn candidate(
    request: &PageRequest,
    own: &Population,
    number: u32,
    one: &CandidateMatch,
) -> CandidateView {
    let registration = own.registration(one.person);
    CandidateView {
        number,
        key: one.id.clone(),
        registration_no: Some(registration.number.clone()).filter(|number| !number.is_empty()),
        registered_on: one.registered_on,
        fit: explained(request, one.score, &one.parts, &one.requirements, None),
    }
}
