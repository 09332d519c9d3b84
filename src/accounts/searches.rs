//! Saved searches and the notices that come of them.

use sqlx::any::AnyRow;
use sqlx::query;

use crate::secret::{Secret, new_id};
use crate::store::{integer, text};
use crate::{Account, Error, Result, Seconds, Store};

/// Saved searches an account may have.
const SEARCHES_MAX: usize = 50;

/// Where notices of a search go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// On the person's page.
    Page,
    /// By e-mail as well.
    Email,
}

impl Channel {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Email => "email",
        }
    }
}

/// A search somebody wants to see again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Id.
    pub id: String,
    /// Whose it is.
    pub account_id: String,
    /// Name in the person's words.
    pub title: String,
    /// Path and query of the page, without the language.
    pub address: String,
    /// Where notices go.
    pub channel: Channel,
    /// Hour of the day at which quiet begins, 0–23; equal to the end where there is none.
    pub quiet_from: u8,
    /// Hour at which it ends.
    pub quiet_to: u8,
    /// Whether notices are made.
    pub is_active: bool,
    /// What was already told of, one id a line.
    pub seen: String,
}

impl SavedSearch {
    /// Whether no e-mail may go out in an hour of the day.
    pub fn is_quiet(&self, hour: u8) -> bool {
        match self.quiet_from.cmp(&self.quiet_to) {
            std::cmp::Ordering::Equal => false,
            std::cmp::Ordering::Less => (self.quiet_from..self.quiet_to).contains(&hour),
            std::cmp::Ordering::Greater => hour >= self.quiet_from || hour < self.quiet_to,
        }
    }
}

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Id.
    pub id: String,
    /// Search it comes from.
    pub search_id: String,
    /// Text.
    pub content: String,
    /// Page to look at.
    pub address: String,
    /// When it was made.
    pub created_at: Seconds,
    /// Whether it was seen on the page.
    pub is_seen: bool,
}

impl Store {
    /// Saves a search; the secret stops its notices with one click, without signing in.
    pub async fn save_search(
        &self,
        account: &Account,
        title: &str,
        address: &str,
        channel: Channel,
        quiet: (u8, u8),
        now: Seconds,
    ) -> Result<(String, Secret)> {
        let invalid = |what, value: &str, reason: &str| Error::Invalid {
            what,
            value: value.chars().take(80).collect(),
            reason: reason.to_owned(),
        };
        let title: String = title.trim().chars().take(120).collect();
        let is_path = address.starts_with('/') && !address.starts_with("//");
        if !is_path || address.len() > 2_000 || address.contains(char::is_control) {
            return Err(invalid("address", address, "the path of a page of ours"));
        }
        if quiet.0 > 23 || quiet.1 > 23 {
            return Err(invalid("quiet hours", "", "hours from 0 to 23"));
        }
        if self.saved_searches(account).await?.len() >= SEARCHES_MAX {
            return Err(invalid("saved search", &title, "there are 50 already; remove one first"));
        }
        let (id, stop) = (new_id('s')?, Secret::new()?);
        query(
            "insert into saved_searches (search_id, account_id, title, address, channel, quiet_from, \
             quiet_to, stop_hash, is_active, seen, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, 1, '', $9)",
        )
        .bind(id.clone())
        .bind(account.id.clone())
        .bind(if title.is_empty() { address.to_owned() } else { title })
        .bind(address.to_owned())
        .bind(channel.name())
        .bind(i64::from(quiet.0))
        .bind(i64::from(quiet.1))
        .bind(stop.hash())
        .bind(now)
        .execute(self.pool())
        .await?;
        Ok((id, stop))
    }

    /// Saved searches of an account, the newest first.
    pub async fn saved_searches(&self, account: &Account) -> Result<Vec<SavedSearch>> {
        let rows = query(
            "select * from saved_searches where account_id = $1 order by created_at desc, search_id",
        )
        .bind(account.id.clone())
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(search).collect()
    }

    /// Searches of all accounts that make notices, in order of their ids.
    pub async fn active_searches(&self) -> Result<Vec<SavedSearch>> {
        let rows = query("select * from saved_searches where is_active = 1 order by search_id")
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(search).collect()
    }

    /// Removes a search of an account; `false` where it has no such search.
    pub async fn remove_search(&self, account: &Account, id: &str) -> Result<bool> {
        let done = query("delete from saved_searches where search_id = $1 and account_id = $2")
            .bind(id.to_owned())
            .bind(account.id.clone())
            .execute(self.pool())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Stops the notices of the search a secret belongs to; the title, or nothing.
    pub async fn stop_search(&self, stop: &Secret) -> Result<Option<SavedSearch>> {
        let row = query("select * from saved_searches where stop_hash = $1")
            .bind(stop.hash())
            .fetch_optional(self.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        query("update saved_searches set is_active = 0 where stop_hash = $1")
            .bind(stop.hash())
            .execute(self.pool())
            .await?;
        search(&row).map(Some)
    }

    /// Notes what a search has told of, and the notice that tells it.
    pub async fn add_notice(
        &self,
        search: &SavedSearch,
        content: &str,
        seen: &str,
        now: Seconds,
    ) -> Result<String> {
        let id = new_id('n')?;
        let mut transaction = self.transaction().await?;
        query("update saved_searches set seen = $1 where search_id = $2")
            .bind(seen.to_owned())
            .bind(search.id.clone())
            .execute(&mut *transaction)
            .await?;
        query(
            "insert into notices (notice_id, account_id, search_id, content, address, created_at, \
             seen_at, sent_at) values ($1, $2, $3, $4, $5, $6, 0, 0)",
        )
        .bind(id.clone())
        .bind(search.account_id.clone())
        .bind(search.id.clone())
        .bind(content.to_owned())
        .bind(search.address.clone())
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Notices of an account, the newest first, a hundred at most.
    pub async fn notices(&self, account: &Account) -> Result<Vec<Notice>> {
        let rows = query(
            "select * from notices where account_id = $1 \
             order by created_at desc, notice_id limit 100",
        )
        .bind(account.id.clone())
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Notice {
                    id: text(row, "notice_id")?,
                    search_id: text(row, "search_id")?,
                    content: text(row, "content")?,
                    address: text(row, "address")?,
                    created_at: integer(row, "created_at")?,
                    is_seen: integer(row, "seen_at")? > 0,
                })
            })
            .collect()
    }
}

fn search(row: &AnyRow) -> Result<SavedSearch> {
    let channel = text(row, "channel")?;
    Ok(SavedSearch {
        id: text(row, "search_id")?,
        account_id: text(row, "account_id")?,
        title: text(row, "title")?,
        address: text(row, "address")?,
        channel: if channel == "email" { Channel::Email } else { Channel::Page },
        quiet_from: integer(row, "quiet_from")? as u8,
        quiet_to: integer(row, "quiet_to")? as u8,
        is_active: integer(row, "is_active")? == 1,
        seen: text(row, "seen")?,
    })
}
