//! `/stop/<code>`: the link in every message that stops the messages of its search, without signing in.
//!
//! Looking at it changes nothing, because mail programs look at links by themselves; the button does,
//! and so does the one-click request of RFC 8058.

use std::sync::Arc;

use mizan_accounts::SavedSearch;
use mizan_audit::Action;
use mizan_web::{StopView, View};

use crate::pages::PageRequest;
use crate::problem::Problem;
use crate::words::bilingual;

pub(crate) async fn view(request: Arc<PageRequest>, code: String) -> Result<View, Problem> {
    let search = request.app.people().store().search_of_code(&code).await?;
    let search = search.ok_or_else(|| unknown(&request))?;
    Ok(shown(&search, &code, !search.is_active))
}

pub(crate) async fn stop(request: Arc<PageRequest>, code: String) -> Result<View, Problem> {
    let people = request.app.people();
    let search = people.store().stop_by_code(&code).await?;
    let search = search.ok_or_else(|| unknown(&request))?;
    if search.is_active {
        let event = request.principal.event(Action::AccountChanged);
        let event = event.on("account", &search.account_id).detail("change", "messages stopped");
        people.record(event).await?;
    }
    Ok(shown(&search, &code, true))
}

fn shown(search: &SavedSearch, code: &str, is_done: bool) -> View {
    let (path, title) = (format!("/stop/{code}"), search.title.clone());
    View::Stop(StopView { path, title, is_done })
}

fn unknown(request: &PageRequest) -> Problem {
    Problem::not_found(bilingual("problem-no-page", &[("path", request.context.path())]))
}
