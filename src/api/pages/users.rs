//! `/users`: accounts and their roles, for administrators.

use std::sync::Arc;

use axum::response::Response;
use mizan_accounts::{Account, AccountState, Grant, NewAccount, Role, new_password};
use mizan_audit::Action;
use mizan_web::{UserRowView, UsersView, View};

use crate::access::Fields;
use crate::pages::PageRequest;
use crate::problem::Problem;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<Response, Problem> {
    shown(&request, UsersView::default()).await
}

async fn shown(request: &PageRequest, said: UsersView) -> Result<Response, Problem> {
    let accounts = request.app.people().store().accounts().await?;
    let example = |role: Role| match role.scope_name() {
        Some(_) => format!("{role}:{}", request.word("word-code", &[])),
        None => role.to_string(),
    };
    let view = UsersView {
        form_token: request.principal.form_token(),
        users: accounts
            .into_iter()
            .map(|account| UserRowView {
                id: account.id,
                user_name: account.user_name,
                roles: account.grants.iter().map(ToString::to_string).collect(),
                is_active: account.state == AccountState::Active,
            })
            .collect(),
        roles: Role::ALL.map(example).to_vec(),
        ..said
    };
    Ok(request.show(&View::Users(view)))
}

/// The page with what is wrong, where the reader can change it.
async fn or_shown(
    request: &PageRequest,
    result: Result<Response, Problem>,
) -> Result<Response, Problem> {
    match result {
        Err(problem) if problem.status.is_client_error() => {
            let text = problem.message.get(request.language()).to_owned();
            let said = UsersView { problem: Some(text), ..UsersView::default() };
            let mut response = shown(request, said).await?;
            *response.status_mut() = problem.status;
            Ok(response)
        }
        other => other,
    }
}

fn grants(text: &str) -> Result<Vec<Grant>, Problem> {
    let parts = text.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty());
    Ok(parts.map(str::parse).collect::<Result<_, mizan_accounts::Error>>()?)
}

async fn record(
    request: &PageRequest,
    action: Action,
    account: &Account,
    change: &str,
) -> Result<(), Problem> {
    let event = request.principal.event(action).on("account", &account.id);
    request.app.people().record(event.detail("change", change)).await
}

pub(crate) async fn add(request: Arc<PageRequest>, fields: Fields) -> Result<Response, Problem> {
    let result = async {
        let password = new_password()?;
        let new = NewAccount {
            user_name: fields.one("name").to_owned(),
            password: Some(password.clone()),
            grants: grants(fields.one("role"))?,
            ..NewAccount::default()
        };
        let store = request.app.people().store();
        let account = store.add_account(&new, mizan_accounts::now()).await?;
        let roles: Vec<String> = account.grants.iter().map(ToString::to_string).collect();
        let change = format!("made with {}", roles.join(" "));
        record(&request, Action::AccountChanged, &account, &change).await?;
        let new_password = Some((account.user_name, password));
        shown(&request, UsersView { new_password, ..UsersView::default() }).await
    };
    or_shown(&request, result.await).await
}

pub(crate) async fn change_roles(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let result = async {
        let store = request.app.people().store();
        let account = store.account(fields.one("id")).await?;
        let (give, take) = (grants(fields.one("give"))?, grants(fields.one("take"))?);
        let change = format!("gave {} took {}", fields.one("give"), fields.one("take"));
        record(&request, Action::RightsChanged, &account, &change).await?;
        store.change_grants(&account, &give, &take, mizan_accounts::now()).await?;
        Ok(request.go("/users"))
    };
    or_shown(&request, result.await).await
}

pub(crate) async fn change_state(
    request: Arc<PageRequest>,
    fields: Fields,
) -> Result<Response, Problem> {
    let result = async {
        let store = request.app.people().store();
        let account = store.account(fields.one("id")).await?;
        let is_active = fields.one("active") == "yes";
        let change = if is_active { "enabled" } else { "disabled" };
        record(&request, Action::AccountChanged, &account, change).await?;
        store.set_active(&account, is_active, mizan_accounts::now()).await?;
        Ok(request.go("/users"))
    };
    or_shown(&request, result.await).await
}
