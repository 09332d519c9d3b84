//! Writes that may be sent twice: the first answer under a key is given again, nothing is done twice.

use sqlx::query;

use crate::secret::hash;
use crate::store::{integer, text};
use crate::{Account, Result, Seconds, Store};

/// Answers are kept this long.
const KEPT_SECONDS: Seconds = 24 * 60 * 60;

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// HTTP status.
    pub status: u16,
    /// Content type.
    pub content_type: String,
    /// Body.
    pub body: String,
}

/// What is known about a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeat {
    /// It was not used yet and is now reserved for this request.
    First,
    /// The same request was answered.
    Answered(StoredAnswer),
    /// The same request is being worked on.
    Running,
    /// Another request used it.
    Different,
}

impl Store {
    /// Reserves a key for a request of an account, or says what became of it.
    pub async fn reserve(
        &self,
        account: &Account,
        key: &str,
        request: &str,
        now: Seconds,
    ) -> Result<Repeat> {
        let mut transaction = self.transaction().await?;
        query("delete from answers where created_at < $1")
            .bind(now - KEPT_SECONDS)
            .execute(&mut *transaction)
            .await?;
        let inserted = query(
            "insert into answers (account_id, key, request_hash, status, content_type, body, \
             created_at) values ($1, $2, $3, 0, '', '', $4) on conflict (account_id, key) do nothing",
        )
        .bind(account.id.clone())
        .bind(key.to_owned())
        .bind(hash(request))
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() > 0 {
            transaction.commit().await?;
            return Ok(Repeat::First);
        }
        let row = query("select * from answers where account_id = $1 and key = $2")
            .bind(account.id.clone())
            .bind(key.to_owned())
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        if text(&row, "request_hash")? != hash(request) {
            return Ok(Repeat::Different);
        }
        Ok(match integer(&row, "status")? {
            0 => Repeat::Running,
            status => Repeat::Answered(StoredAnswer {
                status: status as u16,
                content_type: text(&row, "content_type")?,
                body: text(&row, "body")?,
            }),
        })
    }

    /// Keeps the answer to the request that reserved a key.
    pub async fn keep_answer(
        &self,
        account: &Account,
        key: &str,
        answer: &StoredAnswer,
    ) -> Result<()> {
        query(
            "update answers set status = $1, content_type = $2, body = $3 \
             where account_id = $4 and key = $5",
        )
        .bind(i64::from(answer.status))
        .bind(answer.content_type.clone())
        .bind(answer.body.clone())
        .bind(account.id.clone())
        .bind(key.to_owned())
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// Gives a key back after a request that failed on our side, so that it can be tried again.
    pub async fn release(&self, account: &Account, key: &str) -> Result<()> {
        query("delete from answers where account_id = $1 and key = $2 and status = 0")
            .bind(account.id.clone())
            .bind(key.to_owned())
            .execute(self.pool())
            .await?;
        Ok(())
    }
}
