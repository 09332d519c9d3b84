//! Signing in with a name and a password, and what slows guessing down without shutting owners out.
//!
//! Failures are counted per account *and* place of origin, never per account alone: whoever fails on
//! purpose waits alone. A device on which the account signed in before has a count of its own, so that
//! strangers behind the same address do not matter to it either.

use sqlx::query;

use crate::account::{fits, folded};
use crate::secret::{Secret, hash};
use crate::store::{integer, text};
use crate::{Account, AccountState, Result, Seconds, Store};

/// Failures that cost nothing.
const FREE_FAILURES: i64 = 5;
/// Failures of one origin against any accounts that cost nothing.
const FREE_FAILURES_ORIGIN: i64 = 30;
/// Longest wait.
const WAIT_SECONDS_MAX: Seconds = 15 * 60;
/// After this long without a failure the count starts again.
const FORGET_SECONDS: Seconds = 24 * 60 * 60;
/// A known device is forgotten after this long.
const DEVICE_SECONDS: Seconds = 180 * 24 * 60 * 60;

/// Somebody who tries to sign in.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// Name as typed.
    pub user_name: &'a str,
    /// Password as typed.
    pub password: &'a str,
    /// Network address it comes from, shortened to what one household or office shares.
    pub origin: &'a str,
    /// Cookie of a known device, where the browser sent one.
    pub device: Option<&'a str>,
}

/// What became of it.
#[derive(Debug, Clone)]
pub enum SignIn {
    /// Name and password fit.
    Done {
        /// Whose they are.
        account: Account,
        /// Cookie that makes this device a known one.
        device: Secret,
    },
    /// They do not, or the account is disabled; the answer does not tell which.
    Refused,
    /// Too many failures from here: ask again after some seconds.
    Wait {
        /// Seconds.
        seconds: Seconds,
    },
}

impl Store {
    /// Tries a name and a password.
    pub async fn sign_in(&self, attempt: Attempt<'_>, now: Seconds) -> Result<SignIn> {
        let user_name = folded(attempt.user_name);
        let row =
            query("select account_id, password_hash, state from accounts where user_name = $1")
                .bind(user_name.clone())
                .fetch_optional(self.pool())
                .await?;
        let account_id = match &row {
            Some(row) => text(row, "account_id")?,
            None => String::new(),
        };
        let device = match attempt.device {
            Some(device) if self.knows_device(device, &account_id, now).await? => Some(device),
            _ => None,
        };
        // An unknown name has a count too, so that waiting does not tell which names exist.
        let own = match device {
            Some(device) => hash(&format!("device\n{device}\n{account_id}")),
            None => hash(&format!("origin\n{}\n{user_name}", attempt.origin)),
        };
        let everywhere = hash(&format!("origin\n{}", attempt.origin));
        // Counted before the password is compared: a thousand tries at once are a thousand tries.
        let mut wait = self.count_try(&own, FREE_FAILURES, now).await?;
        if device.is_none() && wait == 0 {
            wait = self.count_try(&everywhere, FREE_FAILURES_ORIGIN, now).await?;
        }
        if wait > 0 {
            return Ok(SignIn::Wait { seconds: wait });
        }
        let stored = match &row {
            Some(row) => text(row, "password_hash")?,
            None => String::new(),
        };
        let is_right = fits(attempt.password.to_owned(), stored).await?;
        let is_active = match &row {
            Some(row) => text(row, "state")? == AccountState::Active.name(),
            None => false,
        };
        if !is_right || !is_active {
            return Ok(SignIn::Refused);
        }
        query("delete from failures where bucket = $1").bind(own).execute(self.pool()).await?;
        query("update failures set failed = failed - 1 where bucket = $1 and failed > 0")
            .bind(everywhere)
            .execute(self.pool())
            .await?;
        let account = self.account(&account_id).await?;
        let device = self.remember_device(device, &account, now).await?;
        Ok(SignIn::Done { account, device })
    }

    async fn knows_device(&self, device: &str, account_id: &str, now: Seconds) -> Result<bool> {
        let row = query(
            "select 1 as one from known_devices \
             where device_hash = $1 and account_id = $2 and seen_at > $3",
        )
        .bind(hash(device))
        .bind(account_id.to_owned())
        .bind(now - DEVICE_SECONDS)
        .fetch_optional(self.pool())
        .await?;
        Ok(row.is_some())
    }

    async fn remember_device(
        &self,
        known: Option<&str>,
        account: &Account,
        now: Seconds,
    ) -> Result<Secret> {
        let device = match known {
            Some(device) => Secret::brought(device),
            None => Secret::new()?,
        };
        query(
            "insert into known_devices (device_hash, account_id, seen_at) values ($1, $2, $3) \
             on conflict (device_hash, account_id) do update set seen_at = excluded.seen_at",
        )
        .bind(device.hash())
        .bind(account.id.clone())
        .bind(now)
        .execute(self.pool())
        .await?;
        Ok(device)
    }

    /// Counts a try, or says how many seconds to wait before the next one.
    async fn count_try(&self, bucket: &str, free: i64, now: Seconds) -> Result<Seconds> {
        let mut transaction = self.transaction().await?;
        // Writing first holds the row, so that tries at the same moment come one after the other.
        query(
            "insert into failures (bucket, failed, last_at) values ($1, 0, $2) \
             on conflict (bucket) do update set failed = failures.failed",
        )
        .bind(bucket.to_owned())
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        let row = query("select failed, last_at from failures where bucket = $1")
            .bind(bucket.to_owned())
            .fetch_one(&mut *transaction)
            .await?;
        let (failed, last_at) = (integer(&row, "failed")?, integer(&row, "last_at")?);
        let is_forgotten = last_at < now - FORGET_SECONDS;
        let failed = if is_forgotten { 0 } else { failed };
        let wait = match failed - free {
            ..0 => 0,
            above => (last_at + (1_i64 << above.min(20)).min(WAIT_SECONDS_MAX) - now).max(0),
        };
        if wait == 0 {
            query("update failures set failed = $1, last_at = $2 where bucket = $3")
                .bind(failed + 1)
                .bind(now)
                .bind(bucket.to_owned())
                .execute(&mut *transaction)
                .await?;
            query("delete from failures where last_at < $1")
                .bind(now - FORGET_SECONDS)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(wait)
    }
}
