//! `mizan user`: accounts, roles, tokens, and the table of rights.

use std::fmt::Write;
use std::io::Read;
use std::process::ExitCode;

use mizan_accounts::{Account, AccountState, Grant, NewAccount, Role, new_password, now};
use mizan_api::{People, RULES, Who};
use mizan_audit::{Action, Actor, Event};
use mizan_domain::national_id::{NationalId, Profile};
use serde_json::json;

use crate::arguments::{Common, UserAction, UserOptions};
use crate::printer::Printer;

const DAY_SECONDS: i64 = 24 * 60 * 60;

pub(crate) async fn run(
    common: &Common,
    options: &UserOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    if matches!(options.action, UserAction::Rights) {
        rights(printer);
        return Ok(ExitCode::SUCCESS);
    }
    let installation = common.open()?;
    let people = People::open(&installation).await?;
    let store = people.store();
    match &options.action {
        UserAction::Add { name, roles, shown, email, password_stdin } => {
            let (password, is_new) = password(*password_stdin)?;
            let new = NewAccount {
                user_name: name.clone(),
                shown_name: shown.clone().unwrap_or_default(),
                email: email.clone().unwrap_or_default(),
                password: Some(password.clone()),
                grants: grants(roles)?,
            };
            let account = store.add_account(&new, now()).await?;
            let change = format!("made with {}", roles.join(" "));
            record(&people, Action::AccountChanged, &account, &change).await?;
            let mut answer = json!({ "id": account.id, "user_name": account.user_name });
            if is_new {
                answer["password"] = json!(password);
            }
            let shown = if is_new { format!("  {password}") } else { String::new() };
            printer.answer(&answer, || format!("{}{shown}\n", account.user_name));
            if is_new {
                printer.note("the password is shown this once");
            }
        }
        UserAction::Role { name, give, take } => {
            let account = store.account_named(name).await?;
            let (give, take) = (grants(give)?, grants(take)?);
            let said: Vec<String> = give
                .iter()
                .map(|grant| format!("+{grant}"))
                .chain(take.iter().map(|grant| format!("-{grant}")))
                .collect();
            record(&people, Action::RightsChanged, &account, &said.join(" ")).await?;
            let changed = store.change_grants(&account, &give, &take, now()).await?;
            list(&[changed], printer);
        }
        UserAction::Token { name, label, days, revoke, list } => {
            let account = store.account_named(name).await?;
            token(&people, &account, (label, *days, revoke.as_deref(), *list), printer).await?;
        }
        UserAction::Password { name, password_stdin } => {
            let account = store.account_named(name).await?;
            let (password, is_new) = password(*password_stdin)?;
            record(&people, Action::AccountChanged, &account, "password").await?;
            store.set_password(&account, &password, None, now()).await?;
            if is_new {
                printer.answer(&json!({ "password": password }), || format!("{password}\n"));
                printer.note("the password is shown this once");
            }
        }
        UserAction::Disable { name } | UserAction::Enable { name } => {
            let account = store.account_named(name).await?;
            let is_active = matches!(options.action, UserAction::Enable { .. });
            let change = if is_active { "enabled" } else { "disabled" };
            record(&people, Action::AccountChanged, &account, change).await?;
            store.set_active(&account, is_active, now()).await?;
            printer.note(&format!("`{}` is {change}", account.user_name));
        }
        UserAction::Tie { name, synthetic } => {
            let account = store.account_named(name).await?;
            let mut text = String::new();
            std::io::stdin().lock().take(200).read_to_string(&mut text)?;
            let is_synthetic = *synthetic || installation.is_sample();
            let profile = if is_synthetic {
                Profile::Synthetic
            } else {
                installation.settings.ingest.profile
            };
            let id = NationalId::parse(&text, profile)?;
            let person = installation.key()?.pseudonym("national_id", id.as_str());
            record(&people, Action::AccountChanged, &account, "tied to a person").await?;
            store.tie_person(&account, &person, now()).await?;
            printer.note(&format!("`{}` is tied to its records", account.user_name));
        }
        UserAction::Erase { name, yes } => {
            let account = store.account_named(name).await?;
            if !yes {
                anyhow::bail!(
                    "this erases everything kept about `{}` for good; say `--yes` where it is meant",
                    account.user_name
                );
            }
            record(&people, Action::OwnDataErased, &account, "account").await?;
            store.erase(&account, now()).await?;
            printer.note(&format!("erased; `{}` is what is left in the record", account.id));
        }
        UserAction::List => list(&store.accounts().await?, printer),
        UserAction::Rights => {}
    }
    // What an operator does is covered by a checkpoint at once.
    people.checkpoint().await?;
    Ok(ExitCode::SUCCESS)
}

async fn token(
    people: &People,
    account: &Account,
    (label, days, revoke, is_list): (&str, u32, Option<&str>, bool),
    printer: &Printer,
) -> anyhow::Result<()> {
    let store = people.store();
    if is_list {
        let tokens = store.tokens(account).await?;
        let rows: Vec<_> = tokens
            .iter()
            .map(
                |one| json!({ "id": one.id, "label": one.label, "is_revoked": one.revoked_at > 0 }),
            )
            .collect();
        printer.answer(&json!({ "tokens": rows }), || {
            tokens.iter().fold(String::new(), |mut text, one| {
                let state = if one.revoked_at > 0 { " (taken back)" } else { "" };
                let _ = writeln!(text, "{}  {}{state}", one.id, one.label);
                text
            })
        });
        return Ok(());
    }
    if let Some(id) = revoke {
        anyhow::ensure!(
            store.revoke_token(account, id, now()).await?,
            "`{}` has no token `{id}` that holds",
            account.user_name
        );
        record(people, Action::TokenChanged, account, &format!("taken back {id}")).await?;
        printer.note(&format!("took `{id}` back"));
        return Ok(());
    }
    let ends_at = if days == 0 { 0 } else { now() + i64::from(days) * DAY_SECONDS };
    let token = store.add_token(account, label, ends_at, now()).await?;
    record(people, Action::TokenChanged, account, &format!("made {}", token.id)).await?;
    let secret = token.secret.show();
    printer.answer(&json!({ "id": token.id, "token": secret }), || format!("{secret}\n"));
    printer.note("the token is shown this once; send it as `Authorization: Bearer …`");
    Ok(())
}

/// A password from standard input, or a new one; whether it is new.
fn password(is_from_stdin: bool) -> anyhow::Result<(String, bool)> {
    if !is_from_stdin {
        return Ok((new_password()?, true));
    }
    let mut text = String::new();
    std::io::stdin().lock().take(4_096).read_to_string(&mut text)?;
    Ok((text.trim_end_matches(['\r', '\n']).to_owned(), false))
}

fn grants(texts: &[String]) -> Result<Vec<Grant>, mizan_accounts::Error> {
    texts.iter().map(|text| text.parse()).collect()
}

pub(crate) async fn record(
    people: &People,
    action: Action,
    account: &Account,
    change: &str,
) -> anyhow::Result<()> {
    let event = Event::new(Actor::Operator, action).on("account", &account.id);
    Ok(people.write(event.detail("change", change)).await?)
}

fn list(accounts: &[Account], printer: &Printer) {
    let roles = |account: &Account| -> Vec<String> {
        account.grants.iter().map(ToString::to_string).collect()
    };
    let rows: Vec<_> = accounts
        .iter()
        .map(|one| {
            json!({
                "id": one.id, "user_name": one.user_name, "roles": roles(one),
                "is_active": one.state == AccountState::Active,
            })
        })
        .collect();
    printer.answer(&json!({ "accounts": rows }), || {
        let mut text = String::new();
        for one in accounts {
            let state = if one.state == AccountState::Active { "" } else { " (disabled)" };
            let _ =
                writeln!(text, "{}  {}{state}  {}", one.user_name, roles(one).join(" "), one.id);
        }
        if accounts.is_empty() {
            text.push_str("there is no account yet; `mizan user add NAME --role ROLE` makes one\n");
        }
        text
    });
}

/// Which role may use which route.
fn rights(printer: &Printer) {
    let allowed = |who: Who| -> Vec<&'static str> {
        match who {
            Who::Everybody => vec!["everybody"],
            Who::Own => vec!["own account"],
            Who::Roles(roles) => roles.iter().map(|role: &Role| role.name()).collect(),
        }
    };
    let rows: Vec<_> = RULES
        .iter()
        .map(|rule| json!({ "method": rule.method, "path": rule.path, "who": allowed(rule.who) }))
        .collect();
    printer.answer(&json!({ "rules": rows }), || {
        RULES.iter().fold(String::new(), |mut text, rule| {
            let who = allowed(rule.who).join(", ");
            let _ = writeln!(text, "{:<5} {:<34} {who}", rule.method, rule.path);
            text
        })
    });
}
