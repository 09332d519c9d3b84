//! `/account`: one's own page: look-ups, purposes, data, searches, tokens, password, erasure.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use mizan_accounts::{Account, Channel, NewSearch, PURPOSES, Rule, Threshold};
use mizan_audit::{Action, Entry};
use mizan_web::{
    AccountView, ConsentView, NoticeView, OwnCorrectionView, ProfileFieldView, SavedSearchView,
    TokenView, View,
};

use crate::access::Fields;
use crate::alerts::notice_text;
use crate::pages::PageRequest;
use crate::pages::persons::tables;
use crate::pages::record::{day, rows};
use crate::people::Cookie;
use crate::persons::records;
use crate::problem::Problem;

const ENTRIES_SHOWN: usize = 50;
const FIELDS: [&str; 5] = ["occupation", "governorate", "skills", "education", "wage_wanted"];

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<Response, Problem> {
    let done = request.parameters.one("done");
    let known = ["saved", "consent", "password", "revoked", "correction"];
    let done = done.filter(|name| known.contains(name)).map(str::to_owned);
    shown(&request, AccountView { done, ..AccountView::default() }).await
}

/// The page with what just happened.
async fn shown(request: &PageRequest, said: AccountView) -> Result<Response, Problem> {
    let store = request.app.people().store();
    let account = store.account(&request.principal.own()?.id).await?;
    let consents = store.consents(&account).await?;
    let mut purposes = Vec::new();
    for purpose in PURPOSES {
        let last = consents.iter().find(|one| one.purpose == purpose.name);
        let is_given = store.agrees(&account, purpose.name).await?;
        purposes.push(ConsentView {
            purpose: purpose.name.to_owned(),
            needs_consent: purpose.needs_consent,
            is_given,
            since: last.map(|one| day(one.given_at.max(one.withdrawn_at))),
        });
    }
    let profile = store.profile(&account).await?;
    let content = |name: &str| {
        let found = profile.iter().find(|(field, _)| field == name);
        found.map(|(_, content)| content.clone()).unwrap_or_default()
    };
    let searches = store.saved_searches(&account).await?;
    let tokens = store.tokens(&account).await?;
    let notices = store
        .notices(&account)
        .await?
        .into_iter()
        .take(20)
        .map(|notice| {
            let search = searches.iter().find(|search| search.id == notice.search_id);
            let gone = mizan_accounts::SavedSearch::default();
            let search = search.unwrap_or(&gone);
            NoticeView {
                text: notice_text(request.language(), search, &notice.content),
                path: notice.address,
                on: day(notice.created_at),
            }
        })
        .collect();
    let own_acts = acts(request, &account).await?;
    let corrections = store.corrections(&account).await?;
    let found = records(&request.app, &account.person_id, None).await?;
    let view = AccountView {
        form_token: request.principal.form_token(),
        user_name: account.user_name.clone(),
        shown_name: account.shown_name.clone(),
        email: account.email.clone(),
        roles: account
            .grants
            .iter()
            .map(|grant| (grant.role.name().to_owned(), grant.scope.clone()))
            .collect(),
        has_password: true,
        records: tables(request, &found),
        look_ups: rows(request, &look_ups(request, &account).await?).await?,
        own_acts: rows(request, &own_acts).await?,
        corrections: corrections
            .into_iter()
            .take(50)
            .map(|one| OwnCorrectionView {
                field: one.field,
                proposed: one.proposed,
                state: one.state,
                reason: one.reason,
                on: day(one.created_at),
            })
            .collect(),
        consents: purposes,
        profile: FIELDS
            .iter()
            .map(|name| ProfileFieldView { name: (*name).to_owned(), content: content(name) })
            .collect(),
        searches: searches
            .into_iter()
            .map(|search| SavedSearchView {
                id: search.id,
                title: search.title,
                path: search.address,
                is_active: search.is_active,
                is_mailed: search.channel == Channel::Email,
                rule: match search.rule {
                    Rule::News => String::new(),
                    Rule::Passes(_) => rule_text(request, search.rule),
                },
            })
            .collect(),
        notices,
        tokens: tokens
            .into_iter()
            .filter(|token| token.revoked_at == 0)
            .map(|token| TokenView {
                id: token.id,
                label: token.label,
                created_on: day(token.created_at),
                used_on: (token.used_at > 0).then(|| day(token.used_at)),
            })
            .collect(),
        ..said
    };
    Ok(request.show(&View::Account(view)))
}

/// A threshold in words.
fn rule_text(request: &PageRequest, rule: Rule) -> String {
    let Rule::Passes(threshold) = rule else { return String::new() };
    let key = if threshold.is_above { "rule-above" } else { "rule-below" };
    request.word(key, &[("value", &threshold.value.to_string())])
}

/// What others did to the record of a person, the newest first.
pub(crate) async fn look_ups(
    request: &PageRequest,
    account: &Account,
) -> Result<Vec<Entry>, Problem> {
    let log = Arc::clone(request.app.people().log());
    let (id, person) = (account.id.clone(), account.person_id.clone());
    let work = tokio::task::spawn_blocking(move || {
        let mut found = log.about("account", &id, ENTRIES_SHOWN)?;
        if !person.is_empty() {
            found.extend(log.about("person", &person, ENTRIES_SHOWN)?);
        }
        found.retain(|entry| entry.event.actor != mizan_audit::Actor::Account(id.clone()));
        found.sort_by_key(|entry| std::cmp::Reverse(entry.sequence));
        found.truncate(ENTRIES_SHOWN);
        Ok::<_, mizan_audit::Error>(found)
    });
    Ok(work.await.map_err(|error| Problem::internal(&error))??)
}

async fn acts(request: &PageRequest, account: &Account) -> Result<Vec<Entry>, Problem> {
    let log = Arc::clone(request.app.people().log());
    let id = account.id.clone();
    let work = tokio::task::spawn_blocking(move || log.by(&id, ENTRIES_SHOWN));
    Ok(work.await.map_err(|error| Problem::internal(&error))??)
}

/// Records what a person did about the own account.
async fn record(request: &PageRequest, action: Action, what: &str) -> Result<(), Problem> {
    let account = request.principal.own()?;
    let event = request.principal.event(action).on("account", &account.id).detail("change", what);
    request.app.people().record(event).await
}

/// The page with what is wrong, where the person can change it.
async fn or_shown(
    request: &PageRequest,
    result: Result<Response, Problem>,
) -> Result<Response, Problem> {
    match result {
        Err(problem) if problem.status.is_client_error() => {
            let text = problem.message.get(request.language()).to_owned();
            let said = AccountView { problem: Some(text), ..AccountView::default() };
            let mut response = shown(request, said).await?;
            *response.status_mut() = problem.status;
            Ok(response)
        }
        other => other,
    }
}

pub(crate) async fn profile(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let result = async {
        let (store, account) = (request.app.people().store(), request.principal.own()?);
        let now = mizan_accounts::now();
        store.set_contact(account, fields.one("shown_name"), fields.one("email"), now).await?;
        for name in FIELDS.iter().filter(|name| fields.has(name)) {
            store.set_profile(account, name, fields.one(name), now).await?;
        }
        record(&request, Action::OwnDataCorrected, "profile").await?;
        Ok(request.go("/account?done=saved"))
    };
    or_shown(&request, result.await).await
}

pub(crate) async fn correct(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let result = async {
        let (store, account) = (request.app.people().store(), request.principal.own()?);
        let field: String = fields.one("field").chars().take(120).collect();
        let now = mizan_accounts::now();
        store.ask_correction(account, "", &field, fields.one("proposed"), now).await?;
        record(&request, Action::OwnDataCorrected, "correction asked for").await?;
        Ok(request.go("/account?done=correction"))
    };
    or_shown(&request, result.await).await
}

pub(crate) async fn consent(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let result = async {
        let (store, account) = (request.app.people().store(), request.principal.own()?);
        let (purpose, agrees) = (fields.one("purpose"), fields.one("agrees") == "yes");
        if store.set_consent(account, purpose, agrees, mizan_accounts::now()).await? {
            let event = request
                .principal
                .event(Action::ConsentChanged)
                .on("account", &account.id)
                .purpose(purpose)
                .detail("agrees", if agrees { "yes" } else { "no" });
            request.app.people().record(event).await?;
        }
        Ok(request.go("/account?done=consent"))
    };
    or_shown(&request, result.await).await
}

pub(crate) async fn save_search(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let result = async {
        let (store, account) = (request.app.people().store(), request.principal.own()?);
        let (_, address) = mizan_web::split_language(fields.one("address"));
        let now = mizan_accounts::now();
        let search = NewSearch {
            title: fields.one("title").to_owned(),
            address: address.to_owned(),
            channel: match fields.one("channel") {
                "email" => Channel::Email,
                _ => Channel::Page,
            },
            quiet: (hour(fields.one("quiet_from"))?, hour(fields.one("quiet_to"))?),
            rule: rule(&fields)?,
            language: request.language().code().to_owned(),
        };
        crate::alerts::check(&request, &search)?;
        store.save_search(account, &search, now).await?;
        Ok(request.go("/account?done=saved"))
    };
    or_shown(&request, result.await).await
}

/// An hour of the day; nothing stands for midnight.
fn hour(text: &str) -> Result<u8, Problem> {
    let wrong = || {
        let message = crate::words::bilingual("problem-invalid-value", &[("value", text)]);
        Problem::parameter("quiet", message)
    };
    if text.is_empty() { Ok(0) } else { text.parse().map_err(|_| wrong()) }
}

/// When a search makes a notice: always, or when its figure passes a value.
fn rule(fields: &Fields) -> Result<Rule, Problem> {
    let value = fields.one("threshold").trim();
    if value.is_empty() {
        return Ok(Rule::News);
    }
    let rule: Rule = format!("above:{value}").parse()?;
    Ok(match (rule, fields.one("direction")) {
        (Rule::Passes(threshold), "below") => {
            Rule::Passes(Threshold { is_above: false, ..threshold })
        }
        (rule, _) => rule,
    })
}

/// Lets the messages of a search begin again, or stops them.
pub(crate) async fn search_state(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (store, account) = (request.app.people().store(), request.principal.own()?);
    store.set_search_state(account, fields.one("id"), fields.one("active") == "yes").await?;
    Ok(request.go("/account?done=saved"))
}

pub(crate) async fn remove_search(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (store, account) = (request.app.people().store(), request.principal.own()?);
    store.remove_search(account, fields.one("id")).await?;
    Ok(request.go("/account?done=saved"))
}

pub(crate) async fn make_token(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let result = async {
        let (store, account) = (request.app.people().store(), request.principal.own()?);
        let token = store.add_token(account, fields.one("label"), 0, mizan_accounts::now()).await?;
        record(&request, Action::TokenChanged, &format!("made {}", token.id)).await?;
        let new_token = Some(token.secret.show().to_owned());
        shown(&request, AccountView { new_token, ..AccountView::default() }).await
    };
    or_shown(&request, result.await).await
}

pub(crate) async fn revoke_token(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let (store, account) = (request.app.people().store(), request.principal.own()?);
    let id = fields.one("id");
    if !store.revoke_token(account, id, mizan_accounts::now()).await? {
        let message = crate::words::bilingual("problem-no-token", &[]);
        return Err(Problem::not_found(message));
    }
    record(&request, Action::TokenChanged, &format!("taken back {id}")).await?;
    Ok(request.go("/account?done=revoked"))
}

pub(crate) async fn change_password(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let result = async {
        let (store, account) = (request.app.people().store(), request.principal.own()?);
        // Guessing the old one here is slowed down as at the door.
        let attempt = mizan_accounts::Attempt {
            user_name: &account.user_name,
            password: fields.one("old"),
            origin: &request.principal.origin,
            device: request.principal.device.as_deref(),
        };
        let now = mizan_accounts::now();
        let tried = store.sign_in(attempt, now).await?;
        if !matches!(tried, mizan_accounts::SignIn::Done { .. }) {
            let message = crate::words::bilingual("problem-old-password", &[]);
            return Err(Problem::new(StatusCode::BAD_REQUEST, "wrong_password", message));
        }
        let session = request.principal.session.as_ref();
        store.set_password(account, fields.one("new"), session, now).await?;
        record(&request, Action::AccountChanged, "password").await?;
        Ok(request.go("/account?done=password"))
    };
    or_shown(&request, result.await).await
}

/// Everything kept about the person, as a file.
pub(crate) async fn data(request: Arc<PageRequest>) -> Result<Response, Problem> {
    let (people, account) = (request.app.people(), request.principal.own()?);
    let event = request.principal.event(Action::OwnDataExported).on("account", &account.id);
    people.record(event).await?;
    let document = serde_json::json!({
        "account": people.store().own_data(account).await?,
        "look_ups": look_ups(&request, account).await?,
        "own_acts": acts(&request, account).await?,
        "records": records(&request.app, &account.person_id, None).await?,
        "purposes": PURPOSES,
    });
    let text = serde_json::to_string_pretty(&document);
    let text = text.map_err(|error| Problem::internal(&error))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"mizan.json\""),
    ];
    Ok((headers, text).into_response())
}

pub(crate) async fn erase(request: Arc<PageRequest>, fields: Fields) -> Result<Response, Problem> {
    let result = async {
        let (people, account) = (request.app.people(), request.principal.own()?);
        if fields.one("confirm").trim() != account.user_name {
            let message = crate::words::bilingual("problem-confirm", &[]);
            return Err(Problem::new(StatusCode::BAD_REQUEST, "not_confirmed", message));
        }
        record(&request, Action::OwnDataErased, "account").await?;
        people.store().erase(account, mizan_accounts::now()).await?;
        let mut response = request.go("/");
        for cookie in [Cookie::Session, Cookie::Device] {
            let value = people.set_cookie(cookie, "");
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        Ok(response)
    };
    or_shown(&request, result.await).await
}
