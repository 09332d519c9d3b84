//! Saved searches and the notices that come of them.

use sqlx::any::AnyRow;
use sqlx::query;

use crate::alerts::Rule;
use crate::secret::new_id;
use crate::store::{integer, text};
use crate::{Account, Error, Result, Seconds, Store};

/// Saved searches an account may have.
const SEARCHES_MAX: usize = 50;

/// Where notices of a search go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Channel {
    /// On the person's page.
    #[default]
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
#[derive(Debug, Clone, PartialEq, Default)]
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
    /// What was already told of, one id a line; for a threshold whether it was passed.
    pub seen: String,
    /// When a notice is made.
    pub rule: Rule,
    /// Language of messages: `ar` or `en`.
    pub language: String,
}

/// A search to save.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NewSearch {
    /// Name in the person's words; the address where it is empty.
    pub title: String,
    /// Path and query of the page, without the language.
    pub address: String,
    /// Where notices go.
    pub channel: Channel,
    /// Hours of the day at which quiet begins and ends.
    pub quiet: (u8, u8),
    /// When a notice is made.
    pub rule: Rule,
    /// Language of messages: `ar` or `en`.
    pub language: String,
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
    /// Saves a search; returns its id.
    pub async fn save_search(
        &self,
        account: &Account,
        new: &NewSearch,
        now: Seconds,
    ) -> Result<String> {
        let invalid = |what, value: &str, reason: &str| Error::Invalid {
            what,
            value: value.chars().take(80).collect(),
            reason: reason.to_owned(),
        };
        let (address, quiet) = (new.address.as_str(), new.quiet);
        let title: String =
            new.title.trim().chars().filter(|one| !one.is_control()).take(120).collect();
        let is_path = address.starts_with('/') && !address.starts_with("//");
        if !is_path || address.len() > 2_000 || address.contains(char::is_control) {
            return Err(invalid("address", address, "the path of a page of ours"));
        }
        if quiet.0 > 23 || quiet.1 > 23 {
            return Err(invalid("quiet hours", "", "hours from 0 to 23"));
        }
        if new.channel == Channel::Email && account.email.is_empty() {
            return Err(invalid("e-mail", "", "the account has no address"));
        }
        if self.saved_searches(account).await?.len() >= SEARCHES_MAX {
            return Err(invalid("saved search", &title, "there are 50 already; remove one first"));
        }
        let id = new_id('s')?;
        query(
            "insert into saved_searches (search_id, account_id, title, address, channel, quiet_from, \
             quiet_to, stop_hash, is_active, seen, created_at, rule, language) \
             values ($1, $2, $3, $4, $5, $6, $7, '', 1, '', $8, $9, $10)",
        )
        .bind(id.clone())
        .bind(account.id.clone())
        .bind(if title.is_empty() { address.to_owned() } else { title })
        .bind(address.to_owned())
        .bind(new.channel.name())
        .bind(i64::from(quiet.0))
        .bind(i64::from(quiet.1))
        .bind(now)
        .bind(new.rule.to_string())
        .bind(if new.language == "en" { "en" } else { "ar" })
        .execute(self.pool())
        .await?;
        Ok(id)
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

    /// Lets a search of an account tell of news again, or keeps it from it; `false` where the account
    /// has no such search.
    pub async fn set_search_state(
        &self,
        account: &Account,
        id: &str,
        is_active: bool,
    ) -> Result<bool> {
        let done = query(
            "update saved_searches set is_active = $1 where search_id = $2 and account_id = $3",
        )
        .bind(i64::from(is_active))
        .bind(id.to_owned())
        .bind(account.id.clone())
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Notes how a search stands where there is nothing to tell.
    pub async fn note_seen(&self, search: &SavedSearch, seen: &str) -> Result<()> {
        query("update saved_searches set seen = $1 where search_id = $2")
            .bind(seen.to_owned())
            .bind(search.id.clone())
            .execute(self.pool())
            .await?;
        Ok(())
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

pub(crate) fn search(row: &AnyRow) -> Result<SavedSearch> {
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
        rule: text(row, "rule")?.parse()?,
        language: text(row, "language")?,
    })
}
