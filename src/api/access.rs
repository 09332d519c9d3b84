//! Who may do what: one table of rules, checked in one layer before any handler runs.
//!
//! A route without a rule keeps the server from starting; a method without one is refused. The layer
//! finds out who asks, checks the rule and, where something is changed, that the request came from a
//! page of ours. Handlers ask [`current`] whose rows they may show.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use mizan_accounts::{Account, Role, Secret, csrf_token, csrf_token_fits};
use mizan_audit::{Action, Actor, Event, Outcome};
use mizan_web::{Reader, split_language};

use crate::people::{self, Cookie};
use crate::problem::Problem;
use crate::state::App;
use crate::words::bilingual;
use crate::{Error, Result, formats, limits};

use Role::{Administrator, Auditor, DecisionMaker, Officer, Trainer};

/// Largest form; files that are uploaded have a limit of their own.
const FORM_BYTES_MAX: usize = 64 * 1024;

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, with or without an account.
    Everybody,
    /// Everybody who is signed in, about the own account only.
    Own,
    /// Holders of one of these roles; limits of a role limit its rows.
    Roles(&'static [Role]),
}

/// What a rule allows: a method on a path, the pattern without the language.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// HTTP method; `GET` allows `HEAD` too.
    pub method: &'static str,
    /// Pattern of the path.
    pub path: &'static str,
    /// Who.
    pub who: Who,
    /// Kind of entry written before the answer leaves; `None` where the handler records itself or nothing.
    pub recorded: Option<Action>,
}

const fn open(path: &'static str) -> Rule {
    Rule { method: "GET", path, who: Who::Everybody, recorded: None }
}

const fn own(method: &'static str, path: &'static str) -> Rule {
    Rule { method, path, who: Who::Own, recorded: None }
}

const fn of(method: &'static str, path: &'static str, roles: &'static [Role]) -> Rule {
    Rule { method, path, who: Who::Roles(roles), recorded: None }
}

/// Every route of the server. What is published is open to everybody: figures, openings, definitions.
pub const RULES: &[Rule] = &[
    open("/"),
    open("/jobs"),
    open("/jobs/{id}"),
    open("/matches"),
    open("/cohorts"),
    open("/cohorts/{code}"),
    open("/market"),
    open("/coverage"),
    open("/permits"),
    open("/services"),
    open("/methods"),
    open("/figures/{metric}"),
    open("/places/{code}"),
    open("/occupations/{code}"),
    open("/skills/{code}"),
    open("/compare"),
    open("/revisions"),
    open("/shortages"),
    open("/curricula"),
    open("/lists"),
    open("/lists/{code}"),
    open("/styleguide"),
    open("/api"),
    open("/api/try"),
    open("/api/v1/openapi.json"),
    open("/api/v1/openings"),
    open("/api/v1/openings/{id}"),
    open("/api/v1/openings/{id}/candidates"),
    open("/api/v1/cohorts/{code}/gap"),
    open("/api/v1/matches"),
    open("/api/v1/metrics"),
    open("/api/v1/metrics/{name}/{file}"),
    open("/api/v1/governorates"),
    open("/api/v1/occupations"),
    open("/api/v1/skills"),
    open("/api/v1/sources"),
    open("/api/v1/vintage"),
    open("/health"),
    open("/ready"),
    // Counts by route: for whoever runs the server, by a token of an administrator.
    of("GET", "/metrics", &[Administrator]),
    open("/assets/{file}"),
    // Signing in and out.
    open("/sign-in"),
    Rule { method: "POST", path: "/sign-in", who: Who::Everybody, recorded: None },
    open("/sign-in/provider"),
    open("/sign-in/provider/return"),
    own("POST", "/sign-out"),
    // The signed link of a message; its code is the right.
    open("/stop/{code}"),
    Rule { method: "POST", path: "/stop/{code}", who: Who::Everybody, recorded: None },
    // One's own account, data and rights.
    own("GET", "/account"),
    own("POST", "/account/profile"),
    own("POST", "/account/corrections"),
    own("POST", "/account/consents"),
    own("POST", "/account/searches"),
    own("POST", "/account/searches/remove"),
    own("POST", "/account/searches/state"),
    own("POST", "/account/tokens"),
    own("POST", "/account/tokens/revoke"),
    own("POST", "/account/password"),
    own("GET", "/account/data.json"),
    own("POST", "/account/erase"),
    own("GET", "/api/v1/account"),
    own("GET", "/api/v1/account/look-ups"),
    own("POST", "/api/v1/account/corrections"),
    // A trainer's own cohorts, nothing hidden.
    of("GET", "/own/cohorts", &[Trainer]),
    of("GET", "/own/cohorts/{code}", &[Trainer]),
    // What came in, with names of files and findings.
    of("GET", "/deliveries", &[Officer, DecisionMaker, Auditor, Administrator]),
    of("GET", "/deliveries/{id}", &[Officer, DecisionMaker, Auditor, Administrator]),
    // Grant records worth a second look: figures; an officer opens the records, on record.
    of("GET", "/leads", &[Officer, DecisionMaker]),
    // Corrections that people of the own office ask for.
    of("GET", "/corrections", &[Officer]),
    of("POST", "/corrections", &[Officer]),
    // Deliveries of the own office through the browser.
    of("GET", "/uploads", &[Officer]),
    of("POST", "/uploads/file", &[Officer]),
    of("POST", "/uploads/stop", &[Officer]),
    // What the server does by itself; no file is named there.
    of("GET", "/operations", &[Administrator]),
    of("POST", "/operations/run", &[Administrator]),
    of("POST", "/operations/stop", &[Administrator]),
    // Pairs of records that may be one person: levels of evidence; values and decisions on record.
    of("GET", "/links", &[Officer]),
    of("GET", "/links/{pair}", &[Officer]),
    // A list of openings printed for somebody at the counter.
    of("POST", "/lists", &[Officer]),
    of("POST", "/links/{pair}", &[Officer]),
    // Records of the own office, for a purpose, on record.
    of("GET", "/jobs/{id}/candidates", &[Officer]),
    of("GET", "/persons", &[Officer]),
    of("POST", "/persons", &[Officer]),
    // Accounts and rights.
    of("GET", "/users", &[Administrator]),
    of("POST", "/users", &[Administrator]),
    of("POST", "/users/roles", &[Administrator]),
    of("POST", "/users/state", &[Administrator]),
    // The record of access.
    of("GET", "/audit", &[Auditor]),
    of("GET", "/api/v1/audit", &[Auditor]),
];

/// Pages that roles open beside the public ones, for the head of every page.
const ROLE_PAGES: &[(&str, &str, &[Role])] = &[
    ("/leads", "nav-leads", &[Officer, DecisionMaker]),
    ("/uploads", "nav-uploads", &[Officer]),
    ("/links", "nav-links", &[Officer]),
    ("/persons", "nav-persons", &[Officer]),
    ("/corrections", "nav-corrections", &[Officer]),
    ("/own/cohorts", "nav-own-cohorts", &[Trainer]),
    ("/deliveries", "nav-deliveries", &[Officer, DecisionMaker, Auditor, Administrator]),
    ("/operations", "nav-operations", &[Administrator]),
    ("/users", "nav-users", &[Administrator]),
    ("/audit", "nav-audit", &[Auditor]),
];

/// Routes that know their rules: used like a router of axum, and refused where a rule is missing.
pub(crate) struct Routes {
    router: Router<App>,
    unruled: Vec<String>,
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), unruled: Vec::new() }
    }

    /// Adds a route.
    pub(crate) fn route(mut self, path: &str, handler: MethodRouter<App>) -> Self {
        if !RULES.iter().any(|rule| rule.path == rule_path(path)) {
            self.unruled.push(path.to_owned());
        }
        self.router = self.router.route(path, handler);
        self
    }

    /// Adds the routes of another part.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.unruled.extend(other.unruled);
        self.router = self.router.merge(other.router);
        self
    }

    /// Adds the routes of another part below a path.
    pub(crate) fn nest(mut self, path: &str, other: Self) -> Self {
        self.unruled.extend(other.unruled);
        self.router = self.router.nest(path, other.router);
        self
    }

    /// Changes the router itself, such as by a layer; routes are added by [`Routes::route`] only.
    pub(crate) fn map(mut self, change: impl FnOnce(Router<App>) -> Router<App>) -> Self {
        self.router = change(self.router);
        self
    }

    /// The router, where every route has a rule.
    pub(crate) fn checked(self) -> Result<Router<App>> {
        match self.unruled.first() {
            None => Ok(self.router),
            Some(path) => Err(Error::NoRule { path: path.clone() }),
        }
    }
}

/// The pattern under which a route's rule stands: without language, ending and version of an asset.
fn rule_path(pattern: &str) -> &str {
    let (_, path) = split_language(pattern);
    if path.starts_with("/assets/") {
        return "/assets/{file}";
    }
    // Paper and pictures are forms of a page, under its rule.
    if let Some(page) = path.strip_suffix(".pdf").or_else(|| path.strip_suffix(".png")) {
        return page;
    }
    let is_list = path.starts_with("/api/v1/") && !path.ends_with("openapi.json");
    let ending = path
        .rsplit_once('.')
        .filter(|(_, ending)| is_list && formats::ENDINGS.iter().any(|one| one == ending));
    match ending {
        Some((list, _)) if !list.ends_with('}') => list,
        _ => path,
    }
}

/// Who asks, and what was found out about the request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Principal {
    /// The account; nobody is signed in without one.
    pub(crate) account: Option<Arc<Account>>,
    /// The role that gave the right.
    pub(crate) role: Option<Role>,
    /// The cookie that forms of this browser are tied to; empty where it has none yet.
    pub(crate) form_cookie: String,
    /// The session's secret, where a cookie and not a token was sent.
    pub(crate) session: Option<Secret>,
    /// Cookie of a known device.
    pub(crate) device: Option<String>,
    /// Cookie of a sign-in at the identity provider that is under way.
    pub(crate) flow: Option<String>,
    /// Network the request comes from, as far as a household or office shares it.
    pub(crate) origin: String,
}

impl Principal {
    /// The account, for handlers behind a rule that demands one.
    pub(crate) fn own(&self) -> std::result::Result<&Account, Problem> {
        self.account.as_deref().ok_or_else(not_signed_in)
    }

    /// The actor of entries in the record.
    pub(crate) fn actor(&self) -> Actor {
        match &self.account {
            Some(account) => Actor::Account(account.id.clone()),
            None => Actor::Visitor,
        }
    }

    /// An entry about something this reader does.
    pub(crate) fn event(&self, action: Action) -> Event {
        let event = Event::new(self.actor(), action);
        match self.role {
            Some(role) => event.role(role.name()),
            None => event,
        }
    }

    /// Codes a role of this reader is limited to; empty where it does not hold the role.
    pub(crate) fn scopes(&self, role: Role) -> Vec<String> {
        let account = self.account.as_deref();
        let scopes = account.map(|account| account.scopes(role)).unwrap_or_default();
        scopes.into_iter().map(str::to_owned).collect()
    }

    /// The hidden field of forms.
    pub(crate) fn form_token(&self) -> String {
        if self.form_cookie.is_empty() { String::new() } else { csrf_token(&self.form_cookie) }
    }

    /// What the head of a page shows of the reader.
    pub(crate) fn reader(&self) -> Option<Reader> {
        let account = self.account.as_deref()?;
        let pages = ROLE_PAGES
            .iter()
            .filter(|(_, _, roles)| roles.iter().any(|role| account.has(*role)))
            .map(|(path, key, _)| (*path, *key))
            .collect();
        Some(Reader { name: account.shown_name.clone(), form_token: self.form_token(), pages })
    }
}

/// What is asked, without the body.
struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
}

/// The fields of a form that was sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of a name; empty where it was not sent.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether a name was sent.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }
}

tokio::task_local! {
    static CURRENT: Principal;
}

/// Who asks in the request being answered; nobody outside of one.
pub(crate) fn current() -> Principal {
    CURRENT.try_with(Clone::clone).unwrap_or_default()
}

/// Finds out who asks and lets the request through where the table allows it.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let pattern = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    // A body cannot be lent across a pause, so what is asked is kept beside it.
    let asked = Asked {
        method: request.method().clone(),
        uri: request.uri().clone(),
        headers: request.headers().clone(),
    };
    let origin = limits::origin(&app, &request);
    let principal = match identify(&app, &asked.headers, origin).await {
        Ok(principal) => principal,
        Err(problem) => return refused(&app, &asked, Principal::default(), problem).await,
    };
    // An address that leads nowhere has no rule and shows nothing.
    let Some(pattern) = pattern else {
        return CURRENT.scope(principal, next.run(request)).await;
    };
    let method = match request.method() {
        &Method::HEAD => "GET",
        other => other.as_str(),
    };
    let path = rule_path(&pattern);
    let rule = RULES.iter().find(|rule| rule.path == path && rule.method == method);
    let Some(rule) = rule else {
        // The router answers methods that nobody handles; one it would handle has no rule.
        let is_known = RULES.iter().any(|rule| rule.path == path);
        debug_assert!(is_known, "the server does not start with a route without a rule");
        let message = bilingual("problem-wrong-method", &[("method", method)]);
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let problem = Problem::new(status, "method_not_allowed", message);
        return refused(&app, &asked, principal, problem).await;
    };
    let principal = match admitted(rule, principal.clone()) {
        Ok(principal) => principal,
        Err(problem) => {
            if problem.status == StatusCode::FORBIDDEN {
                let event = principal
                    .event(Action::AccessRefused)
                    .on("route", format!("{method} {path}"))
                    .outcome(Outcome::Refused);
                if let Err(problem) = app.people().record(event).await {
                    return refused(&app, &asked, principal, problem).await;
                }
            }
            return refused(&app, &asked, principal, problem).await;
        }
    };
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD);
    let request = if is_change {
        // A signed link needs no form: a mail program sends it (RFC 8058).
        match change(&principal, path.starts_with("/stop/"), request).await {
            Ok(request) => request,
            Err(problem) => return refused(&app, &asked, principal, problem).await,
        }
    } else {
        request
    };
    let is_private = rule.who != Who::Everybody || is_change;
    let is_reader = principal.account.is_some() && !path.starts_with("/api/v1/");
    let recorded = rule.recorded.map(|action| principal.event(action).on("route", path));
    let mut response = CURRENT.scope(principal, next.run(request)).await;
    if let Some(event) = recorded
        && !response.status().is_server_error()
        && let Err(problem) = app.people().record(event).await
    {
        return problem.into_document(mizan_domain::Language::default());
    }
    if is_private || is_reader {
        let value = HeaderValue::from_static("private, no-store");
        response.headers_mut().insert(header::CACHE_CONTROL, value);
    }
    response
}

/// Checks a rule; the role that gives the right is the first of the rule that the account holds.
fn admitted(rule: &Rule, principal: Principal) -> std::result::Result<Principal, Problem> {
    match rule.who {
        Who::Everybody => Ok(principal),
        Who::Own => principal.own().map(|_| ()).map(|()| principal),
        Who::Roles(roles) => {
            let account = principal.own()?;
            match roles.iter().find(|role| account.has(**role)) {
                Some(role) => Ok(Principal { role: Some(*role), ..principal }),
                None => {
                    let message = bilingual("problem-not-allowed", &[]);
                    Err(Problem::new(StatusCode::FORBIDDEN, "not_allowed", message))
                }
            }
        }
    }
}

fn not_signed_in() -> Problem {
    let message = bilingual("problem-not-signed-in", &[]);
    Problem::new(StatusCode::UNAUTHORIZED, "not_signed_in", message)
        .with_hint(bilingual("hint-sign-in", &[]))
}

/// Who asks: a token in the header, else the session of a cookie, else nobody.
async fn identify(
    app: &App,
    headers: &HeaderMap,
    origin: String,
) -> std::result::Result<Principal, Problem> {
    let people = app.people();
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.strip_prefix("Bearer "));
    let device = people.cookie(headers, Cookie::Device);
    let flow = people.cookie(headers, Cookie::Flow);
    let base = Principal { device, flow, origin, ..Principal::default() };
    let now = mizan_accounts::now();
    if let Some(token) = bearer {
        let account = people.store().token_account(token.trim(), now).await;
        let account = account.map_err(|error| people::problem(&error))?;
        let Some(account) = account else {
            let message = bilingual("problem-token-invalid", &[]);
            let problem = Problem::new(StatusCode::UNAUTHORIZED, "invalid_token", message);
            return Err(problem.with_hint(bilingual("hint-token", &[])));
        };
        return Ok(Principal { account: Some(Arc::new(account)), ..base });
    }
    if let Some(cookie) = people.cookie(headers, Cookie::Session) {
        let secret = Secret::brought(&cookie);
        let session = people.store().session(&secret, now).await;
        if let Some(session) = session.map_err(|error| people::problem(&error))? {
            let account = Some(Arc::new(session.account));
            return Ok(Principal { account, form_cookie: cookie, session: Some(secret), ..base });
        }
    }
    let form_cookie = people.cookie(headers, Cookie::Visitor).unwrap_or_default();
    Ok(Principal { form_cookie, ..base })
}

/// Reads the form of a change and refuses one that no page of ours sent; tokens need no form.
async fn change(
    principal: &Principal,
    is_signed: bool,
    request: Request,
) -> std::result::Result<Request, Problem> {
    let headers = request.headers();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_form = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let is_token = principal.account.is_some() && principal.session.is_none();
    let is_foreign = !is_token && !is_signed && is_cross_site(headers);
    let sent = headers.get("x-mizan-form").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let in_query =
        url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
            .find(|(name, _)| name == "form")
            .map(|(_, value)| value.into_owned());
    let (mut parts, mut body) = request.into_parts();
    let mut fields = Fields::default();
    if is_form {
        let Ok(bytes) = to_bytes(body, FORM_BYTES_MAX).await else {
            let message = bilingual("problem-form-too-long", &[]);
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            return Err(Problem::new(status, "form_too_long", message));
        };
        fields = Fields(url::form_urlencoded::parse(&bytes).into_owned().collect());
        body = Body::from(bytes);
    }
    let token = sent.or(in_query).unwrap_or_else(|| fields.one("form").to_owned());
    let is_ours = is_token
        || is_signed
        || (!principal.form_cookie.is_empty() && csrf_token_fits(&principal.form_cookie, &token));
    parts.extensions.insert(fields);
    let request = Request::from_parts(parts, body);
    if is_ours && !is_foreign {
        return Ok(request);
    }
    let message = bilingual("problem-foreign-form", &[]);
    let problem = Problem::new(StatusCode::FORBIDDEN, "foreign_form", message);
    Err(problem.with_hint(bilingual("hint-foreign-form", &[])))
}

/// Whether a browser says that another site sent this.
fn is_cross_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else { return false };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_none() || host != text("host")
}

/// Says no: a problem document to programs; to people the page to sign in, or a page that says why.
async fn refused(app: &App, asked: &Asked, principal: Principal, problem: Problem) -> Response {
    let uri = asked.uri.clone();
    let path = uri.path();
    if path.starts_with("/api/v1/") {
        let is_unknown = problem.status == StatusCode::UNAUTHORIZED;
        let mut response = problem.into_document(crate::resources::language(&asked.headers));
        if is_unknown {
            let value = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
        }
        return response;
    }
    if problem.status == StatusCode::UNAUTHORIZED && asked.method == Method::GET {
        let (language, rest) = split_language(path);
        let back: String = url::form_urlencoded::byte_serialize(rest.as_bytes()).collect();
        let prefix = if language == mizan_domain::Language::English { "/en" } else { "" };
        return Redirect::to(&format!("{prefix}/sign-in?return={back}")).into_response();
    }
    CURRENT.scope(principal, crate::pages::page(app.clone(), uri, |_| async { Err(problem) })).await
}

#[cfg(test)]
mod tests {
    //! The table: each route once, nothing that changes anything open by accident.

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_method_of_a_path_has_one_rule() {
        let mut seen = BTreeSet::new();
        for rule in RULES {
            assert!(seen.insert((rule.method, rule.path)), "{} {} twice", rule.method, rule.path);
        }
    }

    #[test]
    fn nothing_is_changed_without_an_account_but_by_signing_in() {
        for rule in RULES.iter().filter(|rule| rule.method != "GET") {
            let is_sign_in = rule.path.starts_with("/sign-in");
            let is_signed = rule.path == "/stop/{code}";
            assert!(
                rule.who != Who::Everybody || is_sign_in || is_signed,
                "{} {}",
                rule.method,
                rule.path
            );
        }
    }

    #[test]
    fn auditors_change_nothing() {
        for rule in RULES.iter().filter(|rule| rule.method != "GET") {
            let Who::Roles(roles) = rule.who else { continue };
            assert!(!roles.contains(&Auditor), "{} {}", rule.method, rule.path);
        }
        assert!(
            RULES.iter().all(|rule| rule.who != Who::Roles(&[Role::Seeker])),
            "seekers own, not hold"
        );
    }

    #[test]
    fn a_rule_covers_both_languages_and_all_endings() {
        for (pattern, path) in [
            ("/en/jobs/{id}", "/jobs/{id}"),
            ("/en/", "/"),
            ("/en", "/"),
            ("/api/v1/openings.csv", "/api/v1/openings"),
            ("/api/v1/openapi.json", "/api/v1/openapi.json"),
            ("/account/data.json", "/account/data.json"),
            ("/en/market.pdf", "/market"),
            ("/assets/mizan-0011.css", "/assets/{file}"),
        ] {
            assert_eq!(rule_path(pattern), path, "{pattern}");
        }
    }

    #[test]
    fn a_route_without_a_rule_does_not_start() {
        let routes = Routes::new().route("/secret", axum::routing::get(|| async { "x" }));
        assert!(matches!(routes.checked(), Err(Error::NoRule { path }) if path == "/secret"));
    }
}
