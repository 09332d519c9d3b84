//! Sessions: made at sign-in, known by a cookie, ended by time, by sign-out and by disabling.

use sqlx::query;

use crate::store::{integer, text};
use crate::{Account, AccountState, Result, Seconds, Secret, Store};

/// Longest life of a session.
pub const SESSION_SECONDS: Seconds = 12 * 60 * 60;
/// A session ends after this long without a request.
pub const SESSION_IDLE_SECONDS: Seconds = 60 * 60;
/// How often a session's last use is written down.
const TOUCH_SECONDS: Seconds = 60;

/// A session that holds.
#[derive(Debug, Clone)]
pub struct Session {
    /// Whose it is.
    pub account: Account,
    /// When it began.
    pub created_at: Seconds,
}

impl Store {
    /// Begins a session; the secret goes into the cookie and nowhere else.
    pub async fn begin_session(&self, account: &Account, now: Seconds) -> Result<Secret> {
        let secret = Secret::new()?;
        query(
            "insert into sessions (session_hash, account_id, created_at, seen_at, ends_at) \
             values ($1, $2, $3, $4, $5)",
        )
        .bind(secret.hash())
        .bind(account.id.clone())
        .bind(now)
        .bind(now)
        .bind(now + SESSION_SECONDS)
        .execute(self.pool())
        .await?;
        // Nothing else removes what has ended, and sign-in is rare.
        query("delete from sessions where ends_at < $1 or seen_at < $2")
            .bind(now)
            .bind(now - SESSION_IDLE_SECONDS)
            .execute(self.pool())
            .await?;
        Ok(secret)
    }

    /// The session of a cookie, where it holds.
    pub async fn session(&self, secret: &Secret, now: Seconds) -> Result<Option<Session>> {
        let row = query(
            "select account_id, created_at, seen_at from sessions \
             where session_hash = $1 and ends_at > $2 and seen_at > $3",
        )
        .bind(secret.hash())
        .bind(now)
        .bind(now - SESSION_IDLE_SECONDS)
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let account = self.account(&text(&row, "account_id")?).await?;
        if account.state != AccountState::Active {
            return Ok(None);
        }
        if integer(&row, "seen_at")? < now - TOUCH_SECONDS {
            query("update sessions set seen_at = $1 where session_hash = $2")
                .bind(now)
                .bind(secret.hash())
                .execute(self.pool())
                .await?;
        }
        Ok(Some(Session { account, created_at: integer(&row, "created_at")? }))
    }

    /// Ends a session.
    pub async fn end_session(&self, secret: &Secret) -> Result<()> {
        query("delete from sessions where session_hash = $1")
            .bind(secret.hash())
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// Ends all sessions of an account.
    pub async fn end_sessions(&self, account: &Account) -> Result<()> {
        query("delete from sessions where account_id = $1")
            .bind(account.id.clone())
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// How many sessions of an account hold.
    pub async fn session_count(&self, account: &Account, now: Seconds) -> Result<i64> {
        let row = query(
            "select count(*) as counted from sessions \
             where account_id = $1 and ends_at > $2 and seen_at > $3",
        )
        .bind(account.id.clone())
        .bind(now)
        .bind(now - SESSION_IDLE_SECONDS)
        .fetch_one(self.pool())
        .await?;
        integer(&row, "counted")
    }
}
