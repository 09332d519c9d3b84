//! The rights of a person over the own data: purposes, consent, correction, export and erasure.
//!
//! Erasing removes everything kept here about a person and leaves the opaque id with the state
//! `erased`, so that the audit log still points at somebody and nobody can say at whom. Tables of the
//! warehouse hold pseudonyms only; statistics made from them stay as they were.

use serde::Serialize;
use sqlx::query;

use crate::account::{Account, AccountState};
use crate::secret::new_id;
use crate::store::{integer, text};
use crate::{Error, Result, SavedSearch, Seconds, Store, Token};

/// What personal data are used for, and on what ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Purpose {
    /// Stable name; texts of pages are kept under it.
    pub name: &'static str,
    /// Whether it rests on consent, which can be taken back; else on a duty of the ministry by law.
    pub needs_consent: bool,
    /// Version of the text; a new one asks again.
    pub version: i64,
}

/// All purposes. The ministry's own duties rest on law (Labour Law 14/2025; Law 151/2020 names legal
/// obligation as a ground); what goes beyond them is asked for.
pub const PURPOSES: [Purpose; 4] = [
    Purpose { name: "registration", needs_consent: false, version: 1 },
    Purpose { name: "statistics", needs_consent: false, version: 1 },
    Purpose { name: "matching", needs_consent: true, version: 1 },
    Purpose { name: "notices", needs_consent: true, version: 1 },
];

/// A consent as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// Name of the purpose.
    pub purpose: String,
    /// Version of the text.
    pub version: i64,
    /// When it was given.
    pub given_at: Seconds,
    /// When it was taken back; 0 not.
    pub withdrawn_at: Seconds,
}

/// A correction a person asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// Id.
    pub id: String,
    /// Source that holds the record.
    pub source: String,
    /// Field.
    pub field: String,
    /// What it should say.
    pub proposed: String,
    /// `open`, `accepted` or `refused`.
    pub state: String,
    /// When it was asked for.
    pub created_at: Seconds,
    /// Why it was decided as it was; empty where it is open.
    pub reason: String,
}

/// A correction that waits for an officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCorrection {
    /// What is asked for.
    pub correction: Correction,
    /// The account that asks.
    pub account_id: String,
    /// Pseudonym of the person in the tables.
    pub person_id: String,
}

/// Everything kept here about a person, for the person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnData {
    /// Id of the account.
    pub account_id: String,
    /// Name to sign in with.
    pub user_name: String,
    /// Name as pages show it.
    pub shown_name: String,
    /// E-mail address.
    pub email: String,
    /// Pseudonym in the tables.
    pub person_id: String,
    /// When the account was made.
    pub created_at: Seconds,
    /// Roles with their limits.
    pub roles: Vec<String>,
    /// What the person says about herself or himself.
    pub profile: Vec<(String, String)>,
    /// Consents, given and taken back.
    pub consents: Vec<Consent>,
    /// Corrections asked for.
    pub corrections: Vec<Correction>,
    /// Saved searches.
    pub searches: Vec<String>,
    /// Labels of tokens.
    pub tokens: Vec<String>,
}

/// Fields of the profile that a person can fill; anything else has no purpose and is refused.
const FIELDS: [&str; 5] = ["occupation", "governorate", "skills", "education", "wage_wanted"];

impl Store {
    /// Consents of an account, the newest first.
    pub async fn consents(&self, account: &Account) -> Result<Vec<Consent>> {
        let rows =
            query("select * from consents where account_id = $1 order by given_at desc, purpose")
                .bind(account.id.clone())
                .fetch_all(self.pool())
                .await?;
        rows.iter()
            .map(|row| {
                Ok(Consent {
                    purpose: text(row, "purpose")?,
                    version: integer(row, "version")?,
                    given_at: integer(row, "given_at")?,
                    withdrawn_at: integer(row, "withdrawn_at")?,
                })
            })
            .collect()
    }

    /// Whether a person agrees to a purpose as its text stands now; duties by law need no consent.
    pub async fn agrees(&self, account: &Account, purpose: &str) -> Result<bool> {
        let known = purpose_named(purpose)?;
        if !known.needs_consent {
            return Ok(true);
        }
        let consents = self.consents(account).await?;
        Ok(consents.iter().any(|one| {
            one.purpose == purpose && one.version == known.version && one.withdrawn_at == 0
        }))
    }

    /// Gives or takes back consent; both stay on record. `false` where nothing changed.
    pub async fn set_consent(
        &self,
        account: &Account,
        purpose: &str,
        agrees: bool,
        now: Seconds,
    ) -> Result<bool> {
        let known = purpose_named(purpose)?;
        if self.agrees(account, purpose).await? == agrees {
            return Ok(false);
        }
        if !known.needs_consent {
            let reason = "it rests on a duty by law and not on consent".to_owned();
            return Err(Error::Invalid { what: "purpose", value: purpose.to_owned(), reason });
        }
        let mut transaction = self.transaction().await?;
        query(
            "update consents set withdrawn_at = $1 \
             where account_id = $2 and purpose = $3 and withdrawn_at = 0",
        )
        .bind(now)
        .bind(account.id.clone())
        .bind(purpose.to_owned())
        .execute(&mut *transaction)
        .await?;
        if agrees {
            query(
                "insert into consents (account_id, purpose, version, given_at, withdrawn_at) \
                 values ($1, $2, $3, $4, 0) on conflict (account_id, purpose, given_at) \
                 do update set withdrawn_at = 0, version = excluded.version",
            )
            .bind(account.id.clone())
            .bind(purpose.to_owned())
            .bind(known.version)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// What a person says about herself or himself, by field.
    pub async fn profile(&self, account: &Account) -> Result<Vec<(String, String)>> {
        let rows =
            query("select field, content from own_data where account_id = $1 order by field")
                .bind(account.id.clone())
                .fetch_all(self.pool())
                .await?;
        rows.iter().map(|row| Ok((text(row, "field")?, text(row, "content")?))).collect()
    }

    /// Corrects a field of the profile; an empty text removes it.
    pub async fn set_profile(
        &self,
        account: &Account,
        field: &str,
        content: &str,
        now: Seconds,
    ) -> Result<()> {
        if !FIELDS.contains(&field) {
            let reason = format!("the fields are {}", FIELDS.join(", "));
            return Err(Error::Invalid { what: "field", value: field.to_owned(), reason });
        }
        let content: String = content.trim().chars().take(500).collect();
        let done = if content.is_empty() {
            query("delete from own_data where account_id = $1 and field = $2")
                .bind(account.id.clone())
                .bind(field.to_owned())
        } else {
            query(
                "insert into own_data (account_id, field, content, changed_at) \
                 values ($1, $2, $3, $4) on conflict (account_id, field) \
                 do update set content = excluded.content, changed_at = excluded.changed_at",
            )
            .bind(account.id.clone())
            .bind(field.to_owned())
            .bind(content)
            .bind(now)
        };
        done.execute(self.pool()).await?;
        Ok(())
    }

    /// Changes the name and the address of an account.
    pub async fn set_contact(
        &self,
        account: &Account,
        shown_name: &str,
        email: &str,
        now: Seconds,
    ) -> Result<Account> {
        let probe = crate::NewAccount { email: email.trim().into(), ..Default::default() };
        crate::account::check_email(&probe.email)?;
        let shown: String = shown_name.trim().chars().take(120).collect();
        query(
            "update accounts set shown_name = $1, email = $2, changed_at = $3 where account_id = $4",
        )
        .bind(if shown.is_empty() { account.user_name.clone() } else { shown })
        .bind(probe.email)
        .bind(now)
        .bind(account.id.clone())
        .execute(self.pool())
        .await?;
        self.account(&account.id).await
    }

    /// Asks for a correction of a record that a source delivered.
    pub async fn ask_correction(
        &self,
        account: &Account,
        source: &str,
        field: &str,
        proposed: &str,
        now: Seconds,
    ) -> Result<String> {
        let proposed: String = proposed.trim().chars().take(500).collect();
        if proposed.is_empty() {
            let reason = "say what it should be".to_owned();
            return Err(Error::Invalid { what: "correction", value: proposed, reason });
        }
        let id = new_id('c')?;
        query(
            "insert into corrections (correction_id, account_id, source, field, proposed, state, \
             created_at, decided_at) values ($1, $2, $3, $4, $5, 'open', $6, 0)",
        )
        .bind(id.clone())
        .bind(account.id.clone())
        .bind(source.to_owned())
        .bind(field.to_owned())
        .bind(proposed)
        .bind(now)
        .execute(self.pool())
        .await?;
        Ok(id)
    }

    /// Corrections of an account, the newest first.
    pub async fn corrections(&self, account: &Account) -> Result<Vec<Correction>> {
        let rows = query(
            "select * from corrections where account_id = $1 order by created_at desc, correction_id",
        )
        .bind(account.id.clone())
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(correction).collect()
    }

    /// Corrections that wait, of people who are known in the tables, the oldest first.
    pub async fn open_corrections(&self) -> Result<Vec<OpenCorrection>> {
        let rows = query(
            "select corrections.*, accounts.person_id from corrections \
             join accounts on accounts.account_id = corrections.account_id \
             where corrections.state = 'open' and accounts.person_id <> '' \
             order by corrections.created_at, corrections.correction_id limit 1000",
        )
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(OpenCorrection {
                    correction: correction(row)?,
                    account_id: text(row, "account_id")?,
                    person_id: text(row, "person_id")?,
                })
            })
            .collect()
    }

    /// Decides a correction that waits; `false` where it was decided already.
    pub async fn decide_correction(
        &self,
        id: &str,
        is_accepted: bool,
        reason: &str,
        decided_by: &Account,
        now: Seconds,
    ) -> Result<bool> {
        let reason: String = reason.trim().chars().take(500).collect();
        if reason.is_empty() {
            let reason = "say why".to_owned();
            return Err(Error::Invalid { what: "reason", value: String::new(), reason });
        }
        let done = query(
            "update corrections set state = $1, reason = $2, decided_by = $3, decided_at = $4 \
             where correction_id = $5 and state = 'open'",
        )
        .bind(if is_accepted { "accepted" } else { "refused" })
        .bind(reason)
        .bind(decided_by.id.clone())
        .bind(now)
        .bind(id.to_owned())
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Everything kept here about a person.
    pub async fn own_data(&self, account: &Account) -> Result<OwnData> {
        let searches = self.saved_searches(account).await?;
        let tokens = self.tokens(account).await?;
        Ok(OwnData {
            account_id: account.id.clone(),
            user_name: account.user_name.clone(),
            shown_name: account.shown_name.clone(),
            email: account.email.clone(),
            person_id: account.person_id.clone(),
            created_at: account.created_at,
            roles: account.grants.iter().map(ToString::to_string).collect(),
            profile: self.profile(account).await?,
            consents: self.consents(account).await?,
            corrections: self.corrections(account).await?,
            searches: searches.into_iter().map(|one: SavedSearch| one.title).collect(),
            tokens: tokens.into_iter().map(|one: Token| one.label).collect(),
        })
    }

    /// Erases a person's data; the id stays, empty, so that what was recorded about it stays whole.
    pub async fn erase(&self, account: &Account, now: Seconds) -> Result<()> {
        let mut transaction = self.transaction().await?;
        for statement in [
            "delete from account_roles where account_id = $1",
            "delete from sessions where account_id = $1",
            "delete from tokens where account_id = $1",
            "delete from known_devices where account_id = $1",
            "delete from identities where account_id = $1",
            "delete from consents where account_id = $1",
            "delete from own_data where account_id = $1",
            "delete from corrections where account_id = $1",
            "delete from notices where account_id = $1",
            "delete from saved_searches where account_id = $1",
            "delete from answers where account_id = $1",
        ] {
            query(statement).bind(account.id.clone()).execute(&mut *transaction).await?;
        }
        query(
            "update accounts set user_name = $1, shown_name = '', email = '', password_hash = '', \
             state = $2, person_id = '', created_at = 0, changed_at = $3 where account_id = $4",
        )
        .bind(format!("erased/{}", account.id))
        .bind(AccountState::Erased.name())
        .bind(now)
        .bind(account.id.clone())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Removes what has passed its time: answers, ended flows, old notices, corrections
    /// decided long ago. Returns how many rows went, by table.
    pub async fn apply_retention(&self, now: Seconds) -> Result<Vec<(&'static str, u64)>> {
        const DAY: Seconds = 24 * 60 * 60;
        let mut removed = Vec::new();
        for (table, statement, before) in [
            ("answers", "delete from answers where created_at < $1", now - DAY),
            ("openid_flows", "delete from openid_flows where ends_at < $1", now),
            ("sessions", "delete from sessions where ends_at < $1", now),
            ("known_devices", "delete from known_devices where seen_at < $1", now - 180 * DAY),
            ("failures", "delete from failures where last_at < $1", now - DAY),
            ("notices", "delete from notices where created_at < $1", now - 90 * DAY),
            (
                "corrections",
                "delete from corrections where decided_at > 0 and decided_at < $1",
                now - 365 * DAY,
            ),
            (
                "tokens",
                "delete from tokens where revoked_at > 0 and revoked_at < $1",
                now - 365 * DAY,
            ),
        ] {
            let done = query(statement).bind(before).execute(self.pool()).await?;
            if done.rows_affected() > 0 {
                removed.push((table, done.rows_affected()));
            }
        }
        Ok(removed)
    }
}

fn correction(row: &sqlx::any::AnyRow) -> Result<Correction> {
    Ok(Correction {
        id: text(row, "correction_id")?,
        source: text(row, "source")?,
        field: text(row, "field")?,
        proposed: text(row, "proposed")?,
        state: text(row, "state")?,
        created_at: integer(row, "created_at")?,
        reason: text(row, "reason")?,
    })
}

fn purpose_named(name: &str) -> Result<Purpose> {
    PURPOSES.into_iter().find(|one| one.name == name).ok_or_else(|| Error::Invalid {
        what: "purpose",
        value: name.to_owned(),
        reason: format!("the purposes are {}", PURPOSES.map(|one| one.name).join(", ")),
    })
}
