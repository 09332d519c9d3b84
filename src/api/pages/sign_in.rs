//! `/sign-in`, `/sign-out` and the way over the identity provider.

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use mizan_accounts::{Account, Attempt, Secret, SignIn, csrf_token};
use mizan_audit::{Action, Actor, Event, Outcome};
use mizan_web::{SignInView, View};

use crate::access::Fields;
use crate::pages::PageRequest;
use crate::people::Cookie;
use crate::problem::Problem;
use crate::words::bilingual;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<Response, Problem> {
    let back = safe_path(request.parameters.one("return").unwrap_or("/account"));
    if request.principal.account.is_some() {
        return Ok(request.go(&back));
    }
    form(&request, &back, "", None)
}

/// The form; a browser without a cookie gets one to tie the form to.
fn form(
    request: &PageRequest,
    back: &str,
    user_name: &str,
    problem: Option<String>,
) -> Result<Response, Problem> {
    let people = request.app.people();
    let known = &request.principal.form_cookie;
    let cookie = if known.is_empty() { Secret::new()?.show().to_owned() } else { known.clone() };
    let encoded: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    let view = View::SignIn(SignInView {
        form_token: csrf_token(&cookie),
        return_path: back.to_owned(),
        user_name: user_name.chars().take(80).collect(),
        problem,
        provider_path: if people.has_provider() {
            format!("/sign-in/provider?return={encoded}")
        } else {
            String::new()
        },
    });
    let mut response = request.show(&view);
    if known.is_empty() {
        let value = people.set_cookie(Cookie::Visitor, &cookie);
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

pub(crate) async fn enter(request: Arc<PageRequest>, fields: Fields) -> Result<Response, Problem> {
    let people = request.app.people();
    let (user_name, back) = (fields.one("name"), safe_path(fields.one("return")));
    let attempt = Attempt {
        user_name,
        password: fields.one("password"),
        origin: &request.principal.origin,
        device: request.principal.device.as_deref(),
    };
    let now = mizan_accounts::now();
    match people.store().sign_in(attempt, now).await? {
        SignIn::Done { account, device } => {
            let mut response = begin(&request, &account, &back, "password").await?;
            let value = people.set_cookie(Cookie::Device, device.show());
            response.headers_mut().append(header::SET_COOKIE, value);
            Ok(response)
        }
        SignIn::Refused => {
            let event = Event::new(Actor::Visitor, Action::SignIn).outcome(Outcome::Refused);
            // Names that were typed are not kept: people type passwords there.
            let event = match people.store().account_named(user_name).await {
                Ok(account) => event.on("account", account.id),
                Err(_) => event,
            };
            people.record(event).await?;
            let problem = request.word("problem-sign-in", &[]);
            form(&request, &back, user_name, Some(problem))
        }
        SignIn::Wait { seconds } => {
            let problem =
                request.word("problem-sign-in-wait", &[("seconds", &seconds.to_string())]);
            let mut response = form(&request, &back, user_name, Some(problem))?;
            *response.status_mut() = axum::http::StatusCode::TOO_MANY_REQUESTS;
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            Ok(response)
        }
    }
}

/// Begins a session and sends the reader on.
async fn begin(
    request: &PageRequest,
    account: &Account,
    back: &str,
    means: &str,
) -> Result<Response, Problem> {
    let people = request.app.people();
    let event = Event::new(Actor::Account(account.id.clone()), Action::SignIn)
        .on("account", &account.id)
        .detail("means", means);
    people.record(event).await?;
    let secret = people.store().begin_session(account, mizan_accounts::now()).await?;
    let mut response = request.go(back);
    for (cookie, value) in [(Cookie::Session, secret.show()), (Cookie::Visitor, "")] {
        response.headers_mut().append(header::SET_COOKIE, people.set_cookie(cookie, value));
    }
    Ok(response)
}

pub(crate) async fn leave(request: Arc<PageRequest>, _fields: Fields) -> Result<Response, Problem> {
    let people = request.app.people();
    if let Some(session) = &request.principal.session {
        people.record(request.principal.event(Action::SignOut)).await?;
        people.store().end_session(session).await?;
    }
    let mut response = request.go("/");
    response.headers_mut().append(header::SET_COOKIE, people.set_cookie(Cookie::Session, ""));
    Ok(response)
}

/// Sends the browser to the identity provider.
pub(crate) async fn ask_provider(request: Arc<PageRequest>) -> Result<Response, Problem> {
    let people = request.app.people();
    let back = safe_path(request.parameters.one("return").unwrap_or("/account"));
    // The language comes back with the reader.
    let back = request.context.link(&back);
    let provider = people.provider().await?;
    let (address, state) = provider.begin(people.store(), &back, mizan_accounts::now()).await?;
    let mut response = Redirect::to(&address).into_response();
    let value = people.set_cookie(Cookie::Flow, state.show());
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(response)
}

/// What the provider sent the browser back with.
pub(crate) async fn provider_return(request: Arc<PageRequest>) -> Result<Response, Problem> {
    let people = request.app.people();
    let state = request.parameters.one("state").unwrap_or_default();
    // Only the browser that began may end: nobody is signed in to a stranger's account.
    let is_ours = request.principal.flow.as_deref() == Some(state) && !state.is_empty();
    let Some(code) = request.parameters.one("code").filter(|_| is_ours) else {
        people.record(Event::new(Actor::Visitor, Action::SignIn).outcome(Outcome::Refused)).await?;
        let message = bilingual("problem-provider", &[]);
        let status = axum::http::StatusCode::BAD_REQUEST;
        return Err(Problem::new(status, "provider_failed", message));
    };
    let now = mizan_accounts::now();
    let provider = people.provider().await?;
    let identity = provider.finish(people.store(), code, &Secret::brought(state), now).await?;
    let (account, is_new) = people.store().identity_account(&identity, now).await?;
    if account.state != mizan_accounts::AccountState::Active {
        let event = Event::new(Actor::Visitor, Action::SignIn).on("account", &account.id);
        people.record(event.outcome(Outcome::Refused)).await?;
        let message = bilingual("problem-sign-in", &[]);
        return Err(Problem::new(axum::http::StatusCode::FORBIDDEN, "not_allowed", message));
    }
    if is_new {
        let event = Event::new(Actor::Program, Action::AccountChanged)
            .on("account", &account.id)
            .detail("change", "made at first sign-in with the identity provider");
        people.record(event).await?;
    }
    let (_, back) = mizan_web::split_language(&identity.return_path);
    let mut response = begin(&request, &account, &safe_path(back), "provider").await?;
    response.headers_mut().append(header::SET_COOKIE, people.set_cookie(Cookie::Flow, ""));
    Ok(response)
}

/// A path of ours; anything that could lead elsewhere becomes the own page.
fn safe_path(path: &str) -> String {
    let is_ours = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', '\t'])
        && path.len() <= 2_000;
    if is_ours { path.to_owned() } else { "/account".to_owned() }
}
