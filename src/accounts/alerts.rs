//! Alerts: when a notice is made, which of them go out by e-mail, and the links that stop them.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sqlx::query;

use crate::searches::search;
use crate::secret::Secret;
use crate::store::{integer, text};
use crate::{Error, Notice, Result, SavedSearch, Seconds, Store};

/// Times an e-mail is tried; after that the notice stands on the page only.
const ATTEMPTS_MAX: i64 = 6;
/// Seconds before the second attempt; each later wait is twice as long.
const RETRY_SECONDS: Seconds = 300;

/// When a saved search makes a notice.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Rule {
    /// Whenever it finds something it has not told of.
    #[default]
    News,
    /// When a figure passes a threshold that it had not passed before.
    Passes(Threshold),
}

/// A value that a figure may pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// Whether it is passed upwards.
    pub is_above: bool,
    /// The value, in the unit of the metric.
    pub value: f64,
}

impl Threshold {
    /// Whether a figure is beyond the threshold.
    pub fn is_passed_by(&self, figure: f64) -> bool {
        if self.is_above { figure > self.value } else { figure < self.value }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::News => Ok(()),
            Self::Passes(Threshold { is_above: true, value }) => write!(out, "above:{value}"),
            Self::Passes(Threshold { is_above: false, value }) => write!(out, "below:{value}"),
        }
    }
}

impl FromStr for Rule {
    type Err = Error;

    /// Reads nothing, `above:0.12` or `below:5`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::Invalid {
            what: "threshold",
            value: text.chars().take(40).collect(),
            reason: "write `above:0.12` or `below:5`".to_owned(),
        };
        if text.is_empty() {
            return Ok(Self::News);
        }
        let (kind, value) = text.split_once(':').ok_or_else(wrong)?;
        let value: f64 = value.trim().parse().map_err(|_| wrong())?;
        let is_above = match kind {
            "above" => true,
            "below" => false,
            _ => return Err(wrong()),
        };
        if !value.is_finite() {
            return Err(wrong());
        }
        Ok(Self::Passes(Threshold { is_above, value }))
    }
}

/// A notice that waits to go out by e-mail.
#[derive(Debug, Clone, PartialEq)]
pub struct Mail {
    /// The notice.
    pub notice: Notice,
    /// The search it comes from.
    pub search: SavedSearch,
    /// Address of the person.
    pub to: String,
    /// Attempts that failed.
    pub attempts: i64,
}

/// What became of an e-mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailOutcome {
    /// The server took it over.
    Sent,
    /// It may be taken over later.
    Later,
    /// It never will be, such as an address that does not exist.
    Never,
}

impl Store {
    /// E-mails whose time has come, the oldest first; quiet hours are the caller's matter.
    pub async fn waiting_mails(&self, now: Seconds) -> Result<Vec<Mail>> {
        let rows = query(
            "select saved_searches.*, notices.notice_id, notices.content, notices.address as place, \
             notices.created_at as made_at, notices.attempts, accounts.email \
             from notices \
             join saved_searches on saved_searches.search_id = notices.search_id \
             join accounts on accounts.account_id = notices.account_id \
             where notices.sent_at = 0 and notices.retry_at <= $1 and notices.attempts < $2 \
             and saved_searches.channel = 'email' and saved_searches.is_active = 1 \
             and accounts.state = 'active' and accounts.email <> '' \
             order by notices.created_at, notices.notice_id limit 500",
        )
        .bind(now)
        .bind(ATTEMPTS_MAX)
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .map(|row| {
                let search = search(row)?;
                let notice = Notice {
                    id: text(row, "notice_id")?,
                    search_id: search.id.clone(),
                    content: text(row, "content")?,
                    address: text(row, "place")?,
                    created_at: integer(row, "made_at")?,
                    is_seen: false,
                };
                let (to, attempts) = (text(row, "email")?, integer(row, "attempts")?);
                Ok(Mail { notice, search, to, attempts })
            })
            .collect()
    }

    /// Takes an e-mail for sending; `false` where somebody else has.
    ///
    /// This comes before sending: after a crash in between it is not sent rather than sent twice, and
    /// the notice stands on the page all the same.
    pub async fn claim_mail(&self, notice_id: &str, now: Seconds) -> Result<bool> {
        let done = query("update notices set sent_at = $1 where notice_id = $2 and sent_at = 0")
            .bind(now)
            .bind(notice_id.to_owned())
            .execute(self.pool())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes what became of a claimed e-mail.
    pub async fn settle_mail(&self, mail: &Mail, outcome: MailOutcome, now: Seconds) -> Result<()> {
        let attempts = match outcome {
            MailOutcome::Sent => return Ok(()),
            MailOutcome::Later => mail.attempts + 1,
            MailOutcome::Never => ATTEMPTS_MAX,
        };
        let wait = RETRY_SECONDS << mail.attempts.clamp(0, 16);
        query("update notices set sent_at = 0, attempts = $1, retry_at = $2 where notice_id = $3")
            .bind(attempts)
            .bind(now + wait)
            .bind(mail.notice.id.clone())
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// The code in a link that stops the messages of a search without signing in.
    pub async fn stop_code(&self, search_id: &str) -> Result<String> {
        let secret = self.secret("stop").await?;
        let signed = signature(&secret, search_id)?.finalize().into_bytes();
        Ok(format!("{search_id}.{}", URL_SAFE_NO_PAD.encode(signed)))
    }

    /// The search a code was made for; nothing where it was made up or the search is gone.
    pub async fn search_of_code(&self, code: &str) -> Result<Option<SavedSearch>> {
        let Some((id, signed)) = code.split_once('.') else { return Ok(None) };
        let Ok(signed) = URL_SAFE_NO_PAD.decode(signed) else { return Ok(None) };
        let secret = self.secret("stop").await?;
        if signature(&secret, id)?.verify_slice(&signed).is_err() {
            return Ok(None);
        }
        let row = query("select * from saved_searches where search_id = $1")
            .bind(id.to_owned())
            .fetch_optional(self.pool())
            .await?;
        row.as_ref().map(search).transpose()
    }

    /// Stops the messages of the search a code was made for.
    pub async fn stop_by_code(&self, code: &str) -> Result<Option<SavedSearch>> {
        let Some(search) = self.search_of_code(code).await? else { return Ok(None) };
        query("update saved_searches set is_active = 0 where search_id = $1")
            .bind(search.id.clone())
            .execute(self.pool())
            .await?;
        Ok(Some(search))
    }

    /// A secret of this installation, made at its first use.
    async fn secret(&self, name: &str) -> Result<String> {
        query("insert into secrets (name, content) values ($1, $2) on conflict (name) do nothing")
            .bind(name.to_owned())
            .bind(Secret::new()?.show().to_owned())
            .execute(self.pool())
            .await?;
        let row = query("select content from secrets where name = $1")
            .bind(name.to_owned())
            .fetch_one(self.pool())
            .await?;
        text(&row, "content")
    }
}

fn signature(secret: &str, id: &str) -> Result<Hmac<Sha256>> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
    let mut mac = mac.map_err(|error| Error::Secret(error.to_string()))?;
    mac.update(b"mizan stop\n");
    mac.update(id.as_bytes());
    Ok(mac)
}
