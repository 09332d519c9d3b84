//! Accounts of the sample: one for each role, with passwords of this installation's own.

use std::path::PathBuf;

use mizan_accounts::{Grant, NewAccount, Role, new_password, now};
use mizan_api::People;
use mizan_audit::Action;
use mizan_build::{Edition, Installation, write_secret};
use mizan_warehouse::rows;

use crate::commands::user::record;

/// Names of the sample's people, in the order of the roles.
const NAMES: [(Role, &str); 6] = [
    (Role::Seeker, "mona"),
    (Role::Trainer, "tarek"),
    (Role::DecisionMaker, "dina"),
    (Role::Officer, "omar"),
    (Role::Auditor, "aya"),
    (Role::Administrator, "nour"),
];

/// Makes the accounts where there is none yet, and returns them as lines of a table.
///
/// The passwords lie in the home folder of the sample, readable by its owner only: a home somebody
/// serves to others later has no password that is known elsewhere.
pub(crate) async fn accounts(installation: &Installation) -> anyhow::Result<String> {
    let path: PathBuf = installation.home.root().join("demo/accounts.csv");
    let people = People::open(installation).await?;
    if people.store().account_count().await? == 0 {
        let scopes = scopes(installation).await?;
        let mut lines = vec!["user_name,password,role".to_owned()];
        for (role, name) in NAMES {
            let scope = match role {
                Role::Trainer => scopes.0.as_str(),
                Role::Officer => scopes.1.as_str(),
                _ => "",
            };
            let grant = Grant::new(role, scope)?;
            let password = new_password()?;
            lines.push(format!("{name},{password},{grant}"));
            let new = NewAccount {
                user_name: name.to_owned(),
                password: Some(password),
                grants: vec![grant],
                ..NewAccount::default()
            };
            let account = people.store().add_account(&new, now()).await?;
            record(&people, Action::AccountChanged, &account, "made for the sample").await?;
        }
        if path.exists() {
            std::fs::remove_file(&path)?;
        }
        write_secret(&path, &lines.join("\n"))?;
        people.checkpoint().await?;
    }
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let mut shown = String::new();
    for line in text.lines().skip(1) {
        let mut fields = line.splitn(3, ',');
        let (Some(name), Some(password), Some(role)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        shown.push_str(&format!("  {name:<7} {password}   {role}\n"));
    }
    Ok(shown)
}

/// A provider and an office that the sample has.
async fn scopes(installation: &Installation) -> anyhow::Result<(String, String)> {
    let vintage = installation.vintage(Edition::Published)?;
    let (cohorts, offices) = ("mart_outcomes_by_cohort", "mart_services_by_office_month");
    let session =
        installation.session(&vintage, |table| table == cohorts || table == offices).await?;
    let ask = |sql: String| {
        let session = session.clone();
        async move {
            let batches = session.query(&sql).await?;
            let found = rows(&batches).next().and_then(|row| row.text("code").map(str::to_owned));
            anyhow::Ok(found.unwrap_or_else(|| "NONE".to_owned()))
        }
    };
    let provider = ask(format!(
        "select provider_code as code, count(*) as cohorts from {cohorts} \
         group by provider_code order by cohorts desc, code limit 1"
    ));
    let office = ask(format!("select min(office_code) as code from {offices}"));
    Ok((provider.await?, office.await?))
}
