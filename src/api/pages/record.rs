//! `/audit`: the record of access, verified as it is shown, for auditors.

use std::collections::BTreeMap;
use std::sync::Arc;

use mizan_accounts::Seconds;
use mizan_audit::{Action, Actor, Entry, Outcome};
use mizan_web::{AccessRowView, AuditView, OptionView, PageView, SelectView, View};

use crate::pages::PageRequest;
use crate::problem::Problem;

const PAGE_LENGTH: usize = 50;
const OUTCOMES: [(&str, Outcome); 3] =
    [("done", Outcome::Done), ("refused", Outcome::Refused), ("failed", Outcome::Failed)];

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let names = Action::ALL.map(Action::name);
    let action = request.parameters.code("action", &names)?.map(str::to_owned);
    let outcomes = OUTCOMES.map(|(name, _)| name);
    let outcome = request.parameters.code("outcome", &outcomes)?.map(str::to_owned);
    let page = request.parameters.page()?;
    let report = request.app.people().verify().await?;
    let entries = entries(&request, action.as_deref(), outcome.as_deref(), page).await?;
    let is_filtered = action.is_some() || outcome.is_some();
    let pages = if is_filtered {
        // How many pass a filter is not counted: a page more is offered while pages are full.
        page + u32::from(entries.len() == PAGE_LENGTH)
    } else {
        report.entries.div_ceil(PAGE_LENGTH as u64).clamp(1, 1_000) as u32
    };
    let select =
        |name: &'static str, codes: &[&'static str], prefix: &str, chosen: Option<&str>| {
            let options = codes
                .iter()
                .map(|code| {
                    let label = mizan_web::message(request.language(), &format!("{prefix}-{code}"));
                    OptionView::new(*code, label, chosen.unwrap_or_default())
                })
                .collect();
            SelectView { name, options }
        };
    let people = request.app.people().clone();
    let notes =
        tokio::task::spawn_blocking(move || mizan_audit::read_checkpoints(people.checkpoints()));
    let notes = notes.await.map_err(|error| Problem::internal(&error))??;
    let newest = notes
        .into_iter()
        .filter_map(|(_, note)| {
            let keys = [request.app.people().public_key()];
            Some((mizan_audit::Checkpoint::open(&note, &keys)?.size, note))
        })
        .max_by_key(|(size, _)| *size);
    Ok(View::Audit(AuditView {
        checkpoint: newest.map(|(_, note)| note).unwrap_or_default(),
        public_key: request.app.people().public_key().to_text(),
        selects: vec![
            select("action", &names, "action", action.as_deref()),
            select("outcome", &outcomes, "outcome", outcome.as_deref()),
        ],
        entries: report.entries,
        covered: report.covered,
        findings: report.findings.iter().map(ToString::to_string).collect(),
        rows: rows(&request, &entries).await?,
        page: PageView { number: page, count: pages },
    }))
}

/// Entries of one page of the record.
pub(crate) async fn entries(
    request: &PageRequest,
    action: Option<&str>,
    outcome: Option<&str>,
    page: u32,
) -> Result<Vec<Entry>, Problem> {
    let log = Arc::clone(request.app.people().log());
    let action = action.map(str::to_owned);
    let outcome = OUTCOMES.iter().find(|(name, _)| Some(*name) == outcome).map(|(_, one)| *one);
    let skip = (page as usize - 1) * PAGE_LENGTH;
    let work = tokio::task::spawn_blocking(move || {
        log.newest(skip, PAGE_LENGTH, |entry| {
            action.as_ref().is_none_or(|name| entry.event.action.name() == name)
                && outcome.is_none_or(|wanted| entry.event.outcome == wanted)
        })
    });
    Ok(work.await.map_err(|error| Problem::internal(&error))??)
}

/// Entries as pages show them; people by name as long as they have one.
pub(crate) async fn rows(
    request: &PageRequest,
    entries: &[Entry],
) -> Result<Vec<AccessRowView>, Problem> {
    let store = request.app.people().store();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut shown = Vec::with_capacity(entries.len());
    for entry in entries {
        let who = match &entry.event.actor {
            Actor::Account(id) => {
                let name = match names.get(id) {
                    Some(name) => name.clone(),
                    None => {
                        let account = store.account(id).await.ok();
                        let name = account.map(|account| account.shown_name);
                        let name = name.filter(|name| !name.is_empty());
                        let name = name.unwrap_or_else(|| id.clone());
                        names.insert(id.clone(), name.clone());
                        name
                    }
                };
                match &entry.event.role {
                    Some(role) => {
                        let role = mizan_web::message(request.language(), &format!("role-{role}"));
                        format!("{name} ({role})")
                    }
                    None => name,
                }
            }
            Actor::Operator => request.word("word-operator", &[]),
            Actor::Program => request.word("word-program", &[]),
            Actor::Visitor => request.word("word-visitor", &[]),
        };
        let subject = entry.event.subject.as_ref();
        shown.push(AccessRowView {
            sequence: entry.sequence,
            at: moment((entry.at_micros / 1_000_000) as Seconds),
            who,
            action: entry.event.action.name().to_owned(),
            subject: subject.map(|one| format!("{} {}", one.kind, one.id)).unwrap_or_default(),
            purpose: entry
                .event
                .purpose
                .as_ref()
                .map(|one| purpose(request, one))
                .unwrap_or_default(),
            outcome: OUTCOMES
                .iter()
                .find(|(_, one)| *one == entry.event.outcome)
                .map_or("done", |(name, _)| name)
                .to_owned(),
        });
    }
    Ok(shown)
}

/// A purpose in words; as it was recorded where there are none.
fn purpose(request: &PageRequest, name: &str) -> String {
    let key = format!("purpose-{name}");
    let text = mizan_web::message(request.language(), &key);
    if text == key { name.to_owned() } else { text }
}

/// A day in UTC.
pub(crate) fn day(seconds: Seconds) -> String {
    mizan_domain::Date::from_days(seconds.div_euclid(86_400) as i32).to_string()
}

/// A minute in UTC, of a time in seconds.
pub(crate) fn moment(seconds: Seconds) -> String {
    let minute = seconds.rem_euclid(86_400) / 60;
    format!("{} {:02}:{:02}", day(seconds), minute / 60, minute % 60)
}
