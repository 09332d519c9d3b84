//! Tokens for programs: shown once, stored hashed, taken back one by one.

use sqlx::query;

use crate::secret::{Secret, new_id};
use crate::store::{integer, text};
use crate::{Account, AccountState, Error, Result, Seconds, Store};

/// What tokens begin with, so that scanners find one that leaked.
const PREFIX: &str = "mizan_";
/// How often a token's last use is written down.
const TOUCH_SECONDS: Seconds = 60;

/// A token as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Id, the part that is no secret.
    pub id: String,
    /// What it is for, in its owner's words.
    pub label: String,
    /// When it was made.
    pub created_at: Seconds,
    /// When it ends; 0 never.
    pub ends_at: Seconds,
    /// When it was last used; 0 never.
    pub used_at: Seconds,
    /// When it was taken back; 0 not.
    pub revoked_at: Seconds,
}

/// A token just made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Id.
    pub id: String,
    /// The whole token, shown this once.
    pub secret: Secret,
}

impl Store {
    /// Makes a token with the rights of its account.
    pub async fn add_token(
        &self,
        account: &Account,
        label: &str,
        ends_at: Seconds,
        now: Seconds,
    ) -> Result<NewToken> {
        let label: String = label.trim().chars().take(80).collect();
        if label.is_empty() {
            let reason = "say what the token is for".to_owned();
            return Err(Error::Invalid { what: "label", value: label, reason });
        }
        let id = new_id('t')?;
        let secret = Secret::new()?;
        query(
            "insert into tokens (token_id, account_id, label, secret_hash, created_at, ends_at, \
             used_at, revoked_at) values ($1, $2, $3, $4, $5, $6, 0, 0)",
        )
        .bind(id.clone())
        .bind(account.id.clone())
        .bind(label)
        .bind(secret.hash())
        .bind(now)
        .bind(ends_at)
        .execute(self.pool())
        .await?;
        let whole = Secret::brought(&format!("{PREFIX}{id}_{}", secret.show()));
        Ok(NewToken { id, secret: whole })
    }

    /// The account a token speaks for, where it holds.
    pub async fn token_account(&self, token: &str, now: Seconds) -> Result<Option<Account>> {
        let Some((id, secret)) = token.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_'))
        else {
            return Ok(None);
        };
        let row = query(
            "select account_id, secret_hash, used_at from tokens \
             where token_id = $1 and revoked_at = 0 and (ends_at = 0 or ends_at > $2)",
        )
        .bind(id.to_owned())
        .bind(now)
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        // Both are hashes: where they differ tells nothing about the secret.
        if text(&row, "secret_hash")? != Secret::brought(secret).hash() {
            return Ok(None);
        }
        if integer(&row, "used_at")? < now - TOUCH_SECONDS {
            query("update tokens set used_at = $1 where token_id = $2")
                .bind(now)
                .bind(id.to_owned())
                .execute(self.pool())
                .await?;
        }
        let account = self.account(&text(&row, "account_id")?).await?;
        Ok((account.state == AccountState::Active).then_some(account))
    }

    /// Tokens of an account, the newest first.
    pub async fn tokens(&self, account: &Account) -> Result<Vec<Token>> {
        let rows =
            query("select * from tokens where account_id = $1 order by created_at desc, token_id")
                .bind(account.id.clone())
                .fetch_all(self.pool())
                .await?;
        rows.iter()
            .map(|row| {
                Ok(Token {
                    id: text(row, "token_id")?,
                    label: text(row, "label")?,
                    created_at: integer(row, "created_at")?,
                    ends_at: integer(row, "ends_at")?,
                    used_at: integer(row, "used_at")?,
                    revoked_at: integer(row, "revoked_at")?,
                })
            })
            .collect()
    }

    /// Takes a token of an account back; `false` where the account has no such token.
    pub async fn revoke_token(&self, account: &Account, id: &str, now: Seconds) -> Result<bool> {
        let done = query(
            "update tokens set revoked_at = $1 \
             where token_id = $2 and account_id = $3 and revoked_at = 0",
        )
        .bind(now)
        .bind(id.to_owned())
        .bind(account.id.clone())
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() > 0)
    }
}
