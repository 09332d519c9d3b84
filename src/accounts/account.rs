//! Accounts: made, found, changed, disabled; their roles.

use sqlx::any::AnyRow;
use sqlx::query;

use crate::secret::new_id;
use crate::store::{integer, text};
use crate::{Error, Grant, Result, Role, Seconds, Store, password};

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// It may.
    Active,
    /// It may not; an administrator can allow it again.
    Disabled,
    /// The person had it erased; only the opaque id is left.
    Erased,
}

impl AccountState {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Erased => "erased",
        }
    }

    fn read(name: &str) -> Self {
        match name {
            "active" => Self::Active,
            "erased" => Self::Erased,
            _ => Self::Disabled,
        }
    }
}

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Opaque id; the audit log knows people by it.
    pub id: String,
    /// Name to sign in with.
    pub user_name: String,
    /// Name as pages show it.
    pub shown_name: String,
    /// Where notices go; empty where none was given.
    pub email: String,
    /// Whether it may be used.
    pub state: AccountState,
    /// Pseudonym of the person's records in the warehouse; empty where none is tied.
    pub person_id: String,
    /// Roles with their limits, in order.
    pub grants: Vec<Grant>,
    /// When it was made.
    pub created_at: Seconds,
}

impl Account {
    /// Whether it holds a role.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// What a role of it is limited to.
    pub fn scopes(&self, role: Role) -> Vec<&str> {
        let own = self.grants.iter().filter(|grant| grant.role == role);
        own.map(|grant| grant.scope.as_str()).collect()
    }
}

/// What an account is made of.
#[derive(Debug, Clone, Default)]
pub struct NewAccount {
    /// Name to sign in with.
    pub user_name: String,
    /// Name as pages show it; the user name where empty.
    pub shown_name: String,
    /// Where notices go.
    pub email: String,
    /// Password; without one only an identity provider or tokens open it.
    pub password: Option<String>,
    /// Roles.
    pub grants: Vec<Grant>,
}

/// The form in which user names are kept and compared.
pub(crate) fn folded(user_name: &str) -> String {
    user_name.trim().to_lowercase()
}

fn check_name(name: &str) -> Result<()> {
    let is_letter = |letter: char| letter.is_alphanumeric() || "-._@".contains(letter);
    let is_good = (2..=80).contains(&name.chars().count()) && name.chars().all(is_letter);
    if is_good {
        return Ok(());
    }
    Err(Error::Invalid {
        what: "user name",
        value: name.chars().take(80).collect(),
        reason: "2 to 80 letters, digits and `-._@`".into(),
    })
}

pub(crate) fn check_email(email: &str) -> Result<()> {
    let is_good = email.is_empty()
        || (email.len() <= 254
            && !email.contains(|letter: char| letter.is_whitespace() || letter.is_control())
            && email.split_once('@').is_some_and(|(before, after)| {
                !before.is_empty() && after.contains('.') && !after.contains('@')
            }));
    if is_good {
        return Ok(());
    }
    let value = email.chars().take(80).collect();
    Err(Error::Invalid { what: "e-mail address", value, reason: "write it as name@host".into() })
}

impl Store {
    /// Makes an account.
    pub async fn add_account(&self, new: &NewAccount, now: Seconds) -> Result<Account> {
        let user_name = folded(&new.user_name);
        check_name(&user_name)?;
        check_email(&new.email)?;
        let hash = match &new.password {
            None => String::new(),
            Some(password) => {
                password::check(password, &user_name)?;
                hashed(password.clone()).await?
            }
        };
        let id = new_id('a')?;
        let shown = match new.shown_name.trim() {
            "" => user_name.clone(),
            name => name.chars().take(120).collect(),
        };
        let mut transaction = self.transaction().await?;
        let taken = query("select 1 as one from accounts where user_name = $1")
            .bind(user_name.clone())
            .fetch_optional(&mut *transaction)
            .await?;
        if taken.is_some() {
            return Err(Error::Taken { name: user_name });
        }
        query(
            "insert into accounts (account_id, user_name, shown_name, email, password_hash, state, \
             person_id, created_at, changed_at) values ($1, $2, $3, $4, $5, 'active', '', $6, $7)",
        )
        .bind(id.clone())
        .bind(user_name)
        .bind(shown)
        .bind(new.email.trim().to_owned())
        .bind(hash)
        .bind(now)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        for grant in &new.grants {
            insert_grant(&mut transaction, &id, grant, now).await?;
        }
        transaction.commit().await?;
        self.account(&id).await
    }

    /// An account by its id.
    pub async fn account(&self, id: &str) -> Result<Account> {
        let row = query("select * from accounts where account_id = $1")
            .bind(id.to_owned())
            .fetch_optional(self.pool())
            .await?;
        let row = row.ok_or_else(|| Error::UnknownAccount { name: id.to_owned() })?;
        self.filled(&row).await
    }

    /// An account by its user name, however it is typed.
    pub async fn account_named(&self, user_name: &str) -> Result<Account> {
        let row = query("select * from accounts where user_name = $1")
            .bind(folded(user_name))
            .fetch_optional(self.pool())
            .await?;
        let row = row.ok_or_else(|| Error::UnknownAccount { name: user_name.to_owned() })?;
        self.filled(&row).await
    }

    /// All accounts by name; erased ones are gone.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        let rows = query("select * from accounts where state <> 'erased' order by user_name")
            .fetch_all(self.pool())
            .await?;
        let mut accounts = Vec::with_capacity(rows.len());
        for row in &rows {
            accounts.push(self.filled(row).await?);
        }
        Ok(accounts)
    }

    /// How many accounts there are.
    pub async fn account_count(&self) -> Result<i64> {
        let row = query("select count(*) as counted from accounts where state <> 'erased'")
            .fetch_one(self.pool())
            .await?;
        integer(&row, "counted")
    }

    async fn filled(&self, row: &AnyRow) -> Result<Account> {
        let id = text(row, "account_id")?;
        let rows = query(
            "select role, scope from account_roles where account_id = $1 order by role, scope",
        )
        .bind(id.clone())
        .fetch_all(self.pool())
        .await?;
        let mut grants = Vec::new();
        for row in &rows {
            // A role that this version no longer knows gives no right.
            if let Ok(role) = text(row, "role")?.parse() {
                grants.push(Grant { role, scope: text(row, "scope")? });
            }
        }
        grants.sort();
        Ok(Account {
            id,
            user_name: text(row, "user_name")?,
            shown_name: text(row, "shown_name")?,
            email: text(row, "email")?,
            state: AccountState::read(&text(row, "state")?),
            person_id: text(row, "person_id")?,
            grants,
            created_at: integer(row, "created_at")?,
        })
    }

    /// Gives and takes roles; sessions stay, the rights change at once.
    pub async fn change_grants(
        &self,
        account: &Account,
        give: &[Grant],
        take: &[Grant],
        now: Seconds,
    ) -> Result<Account> {
        let mut transaction = self.transaction().await?;
        for grant in take {
            query("delete from account_roles where account_id = $1 and role = $2 and scope = $3")
                .bind(account.id.clone())
                .bind(grant.role.name())
                .bind(grant.scope.clone())
                .execute(&mut *transaction)
                .await?;
        }
        for grant in give {
            insert_grant(&mut transaction, &account.id, grant, now).await?;
        }
        transaction.commit().await?;
        self.account(&account.id).await
    }

    /// Sets a new password and ends all sessions but one.
    pub async fn set_password(
        &self,
        account: &Account,
        new: &str,
        but_session: Option<&crate::Secret>,
        now: Seconds,
    ) -> Result<()> {
        password::check(new, &account.user_name)?;
        let hash = hashed(new.to_owned()).await?;
        let mut transaction = self.transaction().await?;
        query("update accounts set password_hash = $1, changed_at = $2 where account_id = $3")
            .bind(hash)
            .bind(now)
            .bind(account.id.clone())
            .execute(&mut *transaction)
            .await?;
        query("delete from sessions where account_id = $1 and session_hash <> $2")
            .bind(account.id.clone())
            .bind(but_session.map(crate::Secret::hash).unwrap_or_default())
            .execute(&mut *transaction)
            .await?;
        query("delete from known_devices where account_id = $1")
            .bind(account.id.clone())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whether a password is the account's; off the network's threads.
    pub async fn has_password(&self, account: &Account, password: &str) -> Result<bool> {
        let row = query("select password_hash from accounts where account_id = $1")
            .bind(account.id.clone())
            .fetch_one(self.pool())
            .await?;
        fits(password.to_owned(), text(&row, "password_hash")?).await
    }

    /// Allows or disables an account; disabling ends its sessions and takes its tokens back.
    pub async fn set_active(&self, account: &Account, is_active: bool, now: Seconds) -> Result<()> {
        let state = if is_active { AccountState::Active } else { AccountState::Disabled };
        let mut transaction = self.transaction().await?;
        query(
            "update accounts set state = $1, changed_at = $2 \
             where account_id = $3 and state <> 'erased'",
        )
        .bind(state.name())
        .bind(now)
        .bind(account.id.clone())
        .execute(&mut *transaction)
        .await?;
        if !is_active {
            query("delete from sessions where account_id = $1")
                .bind(account.id.clone())
                .execute(&mut *transaction)
                .await?;
            query("update tokens set revoked_at = $1 where account_id = $2 and revoked_at = 0")
                .bind(now)
                .bind(account.id.clone())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Ties an account to the pseudonym of its person.
    pub async fn tie_person(&self, account: &Account, person_id: &str, now: Seconds) -> Result<()> {
        query("update accounts set person_id = $1, changed_at = $2 where account_id = $3")
            .bind(person_id.to_owned())
            .bind(now)
            .bind(account.id.clone())
            .execute(self.pool())
            .await?;
        Ok(())
    }
}

async fn insert_grant(
    transaction: &mut sqlx::Transaction<'static, sqlx::Any>,
    account_id: &str,
    grant: &Grant,
    now: Seconds,
) -> Result<()> {
    query(
        "insert into account_roles (account_id, role, scope, granted_at) values ($1, $2, $3, $4) \
         on conflict (account_id, role, scope) do nothing",
    )
    .bind(account_id.to_owned())
    .bind(grant.role.name())
    .bind(grant.scope.clone())
    .bind(now)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Hashes off the network's threads.
async fn hashed(password: String) -> Result<String> {
    let work = tokio::task::spawn_blocking(move || password::hash(&password)).await;
    work.map_err(|error| Error::Secret(error.to_string()))?
}

/// Compares off the network's threads.
pub(crate) async fn fits(password: String, stored: String) -> Result<bool> {
    let work = tokio::task::spawn_blocking(move || password::fits(&password, &stored)).await;
    work.map_err(|error| Error::Secret(error.to_string()))
}
