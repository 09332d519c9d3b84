//! Saved searches and thresholds looked through for what is new; what is found becomes a notice.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use mizan_accounts::{NewSearch, Rule, SavedSearch, Threshold};
use mizan_domain::Language;
use mizan_metrics::Query;
use mizan_web::Context;

use crate::access::Principal;
use crate::pages::{PageRequest, jobs};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::resources::metrics::question;
use crate::state::App;
use crate::words::{bilingual, word};

/// Looks through all saved searches and sends what waits, again and again; never ends.
pub(crate) async fn keep(app: App) {
    let seconds = app.installation().settings.accounts.alert_seconds.max(1);
    let mut ticks = tokio::time::interval(Duration::from_secs(seconds));
    loop {
        ticks.tick().await;
        match look(&app).await {
            Ok(0) => {}
            Ok(notices) => tracing::info!(notices, "told of what is new in saved searches"),
            Err(problem) => {
                tracing::error!(code = problem.code, "saved searches were not looked through");
            }
        }
        match crate::mail::deliver(&app).await {
            Ok(0) => {}
            Ok(mails) => tracing::info!(mails, "sent by e-mail"),
            Err(problem) => tracing::error!(code = problem.code, "e-mails were not sent"),
        }
    }
}

/// Makes a notice for each search that has something to tell; how many.
async fn look(app: &App) -> Result<usize, Problem> {
    let store = app.people().store();
    let mut notices = 0;
    for search in store.active_searches().await? {
        let account = store.account(&search.account_id).await?;
        if !store.agrees(&account, "notices").await? {
            continue;
        }
        let told = match search.rule {
            Rule::News => news(app, &search).await,
            Rule::Passes(threshold) => passed(app, &search, threshold).await?,
        };
        match told {
            Told::Notice { content, seen } => {
                store.add_notice(&search, &content, &seen, mizan_accounts::now()).await?;
                notices += 1;
            }
            Told::Nothing { seen } if seen != search.seen => {
                store.note_seen(&search, &seen).await?;
            }
            Told::Nothing { .. } => {}
        }
    }
    Ok(notices)
}

/// What a look found, and how the search stands after it.
enum Told {
    Notice { content: String, seen: String },
    Nothing { seen: String },
}

async fn news(app: &App, search: &SavedSearch) -> Told {
    let known: BTreeSet<&str> = search.seen.lines().collect();
    let found = openings(app, search).await;
    let new = found.iter().filter(|id| !known.contains(id.as_str())).count();
    if new > 0 {
        return Told::Notice { content: new.to_string(), seen: found.join("\n") };
    }
    Told::Nothing { seen: search.seen.clone() }
}

/// A threshold tells once when it is passed, and again only after the figure had come back.
async fn passed(app: &App, search: &SavedSearch, rule: Threshold) -> Result<Told, Problem> {
    let is_told = search.seen == "passed";
    let Some(figure) = figure(app, &search.address).await? else {
        return Ok(Told::Nothing { seen: search.seen.clone() });
    };
    Ok(match (rule.is_passed_by(figure), is_told) {
        (true, false) => Told::Notice { content: shown(figure), seen: "passed".to_owned() },
        (true, true) => Told::Nothing { seen: "passed".to_owned() },
        (false, _) => Told::Nothing { seen: "within".to_owned() },
    })
}

/// Four digits after the point at most, without needless zeros.
fn shown(figure: f64) -> String {
    let text = format!("{figure:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A notice in words.
pub(crate) fn notice_text(language: Language, search: &SavedSearch, content: &str) -> String {
    let title = search.title.as_str();
    match search.rule {
        Rule::News => word(language, "notice-openings", &[("count", content), ("title", title)]),
        Rule::Passes(threshold) => {
            let key = if threshold.is_above { "notice-above" } else { "notice-below" };
            let value = shown(threshold.value);
            word(language, key, &[("figure", content), ("value", &value), ("title", title)])
        }
    }
}

/// Refuses a search that could never tell of anything: a page that is neither a search for openings
/// nor, with a threshold, the page of one figure.
pub(crate) fn check(request: &PageRequest, search: &NewSearch) -> Result<(), Problem> {
    let context = Context::from_request(&search.address);
    let wrong = |key| {
        let problem = Problem::parameter("address", bilingual(key, &[("value", &search.address)]));
        Err(problem)
    };
    match search.rule {
        Rule::News if context.path() != "/jobs" => wrong("problem-search-address"),
        Rule::News => Ok(()),
        Rule::Passes(_) => match asked(&request.app, &search.address)? {
            Some((_, query)) if query.by.is_empty() => Ok(()),
            _ => wrong("problem-threshold-address"),
        },
    }
}

/// The question of a page of figures; nothing where the address is another page.
fn asked(app: &App, address: &str) -> Result<Option<(String, Query)>, Problem> {
    let context = Context::from_request(address);
    let Some(name) = context.path().strip_prefix("/figures/") else { return Ok(None) };
    let metric = app.metrics().get(name);
    let metric = metric.map_err(|error| crate::problem::from_metrics(&error))?;
    let parameters = Parameters::parse(context.query());
    let mut known: Vec<&str> = metric.dimensions.iter().map(String::as_str).collect();
    known.extend(["by", "theme", "digits", "time"]);
    parameters.only(&known)?;
    Ok(Some((name.to_owned(), question(&parameters, name, &metric.dimensions))))
}

/// The one figure of an address as it is published now; nothing where it is hidden or not available.
async fn figure(app: &App, address: &str) -> Result<Option<f64>, Problem> {
    let Some((_, query)) = asked(app, address)? else { return Ok(None) };
    let marts = Arc::clone(&app.loaded().await.marts);
    let figures = crate::figures::ask(app, marts, query).await?;
    match figures.rows.as_slice() {
        [row] => Ok(crate::figures::shown(row).value),
        _ => Ok(None),
    }
}

/// Ids of the openings a search finds now; none where its address is no search for openings.
async fn openings(app: &App, search: &SavedSearch) -> Vec<String> {
    let context = Context::from_request(&search.address);
    if context.path() != "/jobs" {
        return Vec::new();
    }
    let request = Arc::new(PageRequest {
        app: app.clone(),
        loaded: app.loaded().await,
        parameters: Parameters::parse(context.query()),
        context,
        principal: Principal::default(),
    });
    let work = tokio::task::spawn_blocking(move || jobs::found(&request));
    match work.await {
        Ok(Ok(found)) => found.openings.into_iter().map(|one| one.opening.id.clone()).collect(),
        _ => Vec::new(),
    }
}
