//! Saved searches looked through for what is new; what is found stands on the person's page.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use mizan_accounts::SavedSearch;
use mizan_web::Context;

use crate::access::Principal;
use crate::pages::{PageRequest, jobs};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

/// Looks through all saved searches again and again; never ends.
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
    }
}

/// Makes a notice for each search that finds openings it has not told of; how many.
async fn look(app: &App) -> Result<usize, Problem> {
    let store = app.people().store();
    let mut notices = 0;
    for search in store.active_searches().await? {
        let account = store.account(&search.account_id).await?;
        if !store.agrees(&account, "notices").await? {
            continue;
        }
        let known: BTreeSet<&str> = search.seen.lines().collect();
        let found = openings(app, &search).await;
        let new = found.iter().filter(|id| !known.contains(id.as_str())).count();
        if new > 0 {
            let seen = found.join("\n");
            store.add_notice(&search, &new.to_string(), &seen, mizan_accounts::now()).await?;
            notices += 1;
        }
    }
    Ok(notices)
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
