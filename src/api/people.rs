//! What the server and the command line share about people: accounts, the record, cookies.

use std::path::PathBuf;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use mizan_accounts::{OpenIdClient, OpenIdSettings, Store};
use mizan_audit::{Event, Log, PublicKey, Report, SigningKey, verify, write_checkpoint};
use mizan_build::{Installation, write_secret};
use mizan_domain::Bilingual;

use crate::problem::Problem;
use crate::words::bilingual;
use crate::{Error, Result};

/// Accounts and the record of an installation.
#[derive(Clone)]
pub struct People(Arc<Inner>);

struct Inner {
    store: Store,
    log: Arc<Log>,
    key: SigningKey,
    checkpoints: PathBuf,
    checkpoint_seconds: u64,
    is_secure: bool,
    provider_settings: Option<OpenIdSettings>,
    provider: tokio::sync::OnceCell<OpenIdClient>,
}

/// Cookies the server sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// The session.
    Session,
    /// A device on which somebody signed in before.
    Device,
    /// Ties forms to a browser nobody is signed in on.
    Visitor,
    /// A sign-in at the identity provider that is under way.
    Flow,
}

impl Cookie {
    fn name(self) -> &'static str {
        match self {
            Self::Session => "mizan_session",
            Self::Device => "mizan_device",
            Self::Visitor => "mizan_visitor",
            Self::Flow => "mizan_flow",
        }
    }

    /// Seconds a browser keeps it; `None` until it closes.
    fn seconds(self) -> Option<i64> {
        match self {
            Self::Device => Some(180 * 24 * 60 * 60),
            Self::Flow => Some(600),
            Self::Session | Self::Visitor => None,
        }
    }
}

impl People {
    /// Opens accounts and record of an installation, making both where there are none.
    pub async fn open(installation: &Installation) -> Result<Self> {
        let home = installation.home.root();
        let settings = &installation.settings;
        let store = match settings.accounts.database.trim() {
            "" => Store::open_file(&home.join("accounts.db")).await?,
            url => Store::open(url).await?,
        };
        let log = Log::open(&home.join("audit"))?;
        let key_path = settings.audit.key_file.clone().unwrap_or_else(|| home.join("audit.key"));
        if !key_path.exists() {
            let secret = SigningKey::new_secret()?;
            // Another program may have made it in the same moment; then its key holds.
            if let Err(error) = write_secret(&key_path, &secret)
                && !key_path.exists()
            {
                return Err(error.into());
            }
        }
        let key = SigningKey::load(&key_path)?;
        let checkpoints =
            settings.audit.checkpoints.clone().unwrap_or_else(|| home.join("audit/checkpoints"));
        let provider_settings = match &settings.accounts.openid {
            None => None,
            Some(openid) => Some(OpenIdSettings {
                issuer: openid.issuer.clone(),
                client_id: openid.client_id.clone(),
                client_secret: match &openid.client_secret_file {
                    None => None,
                    Some(path) => Some(
                        std::fs::read_to_string(path)
                            .map_err(|error| {
                                mizan_accounts::Error::OpenId(format!(
                                    "`{}`: {error}",
                                    path.display()
                                ))
                            })?
                            .trim()
                            .to_owned(),
                    ),
                },
                redirect_url: openid.redirect_url.clone(),
            }),
        };
        let is_secure = settings.accounts.is_behind_https || settings.serve.tls_key_file.is_some();
        Ok(Self(Arc::new(Inner {
            store,
            log: Arc::new(log),
            key,
            checkpoints,
            checkpoint_seconds: settings.audit.checkpoint_seconds.max(1),
            is_secure,
            provider_settings,
            provider: tokio::sync::OnceCell::new(),
        })))
    }

    /// The accounts.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The record.
    pub fn log(&self) -> &Arc<Log> {
        &self.0.log
    }

    /// The key that verifies checkpoints.
    pub fn public_key(&self) -> PublicKey {
        self.0.key.public()
    }

    /// Where checkpoints go.
    pub fn checkpoints(&self) -> &std::path::Path {
        &self.0.checkpoints
    }

    /// Whether an identity provider is set up.
    pub(crate) fn has_provider(&self) -> bool {
        self.0.provider_settings.is_some()
    }

    /// The identity provider; asked for its addresses at the first use, so that the server starts
    /// while it is away.
    pub(crate) async fn provider(&self) -> mizan_accounts::Result<&OpenIdClient> {
        let Some(settings) = self.0.provider_settings.clone() else {
            return Err(mizan_accounts::Error::OpenId("no identity provider is set up".into()));
        };
        self.0.provider.get_or_try_init(|| OpenIdClient::discover(settings)).await
    }

    /// Records an event durably; nothing that must be recorded is answered where this fails.
    pub(crate) async fn record(&self, event: Event) -> std::result::Result<(), Problem> {
        self.write(event).await.map_err(|error| Problem::internal(&error))
    }

    /// Records events together, all or none; nothing is answered where this fails.
    pub(crate) async fn record_all(&self, events: Vec<Event>) -> std::result::Result<(), Problem> {
        let log = Arc::clone(&self.0.log);
        let work = tokio::task::spawn_blocking(move || log.append_all(events)).await;
        let written = work.map_err(|error| Problem::internal(&error))?;
        written.map(|_| ()).map_err(|error| Problem::internal(&error))
    }

    /// Records an event durably.
    pub async fn write(&self, event: Event) -> Result<()> {
        let log = Arc::clone(&self.0.log);
        let work = tokio::task::spawn_blocking(move || log.append(event)).await;
        match work {
            Ok(result) => Ok(result.map(|_| ())?),
            Err(error) => Err(mizan_audit::Error::Batch(error.to_string()).into()),
        }
    }

    /// Signs a checkpoint of the record as it stands and writes it to its place.
    pub async fn checkpoint(&self) -> Result<PathBuf> {
        let inner = Arc::clone(&self.0);
        let work = tokio::task::spawn_blocking(move || {
            write_checkpoint(&inner.checkpoints, &inner.log.head()?, &inner.key)
        });
        let result = work.await.map_err(|error| mizan_audit::Error::Batch(error.to_string()))?;
        Ok(result?)
    }

    /// Verifies the whole record against its checkpoints.
    pub async fn verify(&self) -> Result<Report> {
        let inner = Arc::clone(&self.0);
        let work = tokio::task::spawn_blocking(move || {
            verify(inner.log.folder(), &inner.checkpoints, &[inner.key.public()])
        });
        let result = work.await.map_err(|error| mizan_audit::Error::Batch(error.to_string()))?;
        Ok(result?)
    }

    /// Signs checkpoints as time passes, and removes what has passed its time; never ends.
    pub(crate) async fn keep(&self) {
        let mut ticks =
            tokio::time::interval(std::time::Duration::from_secs(self.0.checkpoint_seconds));
        let mut retained_at = 0;
        loop {
            ticks.tick().await;
            if let Err(error) = self.checkpoint().await {
                tracing::error!(%error, "no checkpoint of the record could be written");
            }
            let now = mizan_accounts::now();
            if now - retained_at > 60 * 60 {
                retained_at = now;
                if let Err(error) = self.apply_retention(now).await {
                    tracing::error!(%error, "what has passed its time could not be removed");
                }
            }
        }
    }

    /// Removes what has passed its time and records how much.
    pub async fn apply_retention(&self, now: mizan_accounts::Seconds) -> Result<()> {
        use mizan_audit::{Action, Actor};
        let removed = self.store().apply_retention(now).await?;
        if removed.is_empty() {
            return Ok(());
        }
        let mut event = Event::new(Actor::Program, Action::RetentionApplied);
        for (table, rows) in removed {
            event = event.detail(table, rows.to_string());
        }
        self.write(event).await
    }

    fn cookie_name(&self, cookie: Cookie) -> String {
        let prefix = if self.0.is_secure { "__Host-" } else { "" };
        format!("{prefix}{}", cookie.name())
    }

    /// The value of a cookie the browser sent.
    pub(crate) fn cookie(&self, headers: &HeaderMap, cookie: Cookie) -> Option<String> {
        let name = self.cookie_name(cookie);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
            .filter(|value| !value.is_empty() && value.len() <= 200)
    }

    /// A header that sets a cookie; an empty value removes it.
    pub(crate) fn set_cookie(&self, cookie: Cookie, value: &str) -> HeaderValue {
        let age = match (value, cookie.seconds()) {
            ("", _) => "; Max-Age=0".to_owned(),
            (_, Some(seconds)) => format!("; Max-Age={seconds}"),
            (_, None) => String::new(),
        };
        let secure = if self.0.is_secure { "; Secure" } else { "" };
        let name = self.cookie_name(cookie);
        let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

/// What the accounts refuse, in both languages; faults of ours are logged and not told.
pub(crate) fn problem(error: &mizan_accounts::Error) -> Problem {
    use mizan_accounts::Error as Kind;
    let (key, code): (&str, &'static str) = match error {
        Kind::Taken { .. } => ("problem-name-taken", "name_taken"),
        Kind::WeakPassword(_) => ("problem-weak-password", "weak_password"),
        Kind::UnknownAccount { .. } => ("problem-no-account", "not_found"),
        Kind::Invalid { .. } => ("problem-invalid-value", "invalid_value"),
        Kind::OpenId(_) => ("problem-provider", "provider_failed"),
        _ => return Problem::internal(error),
    };
    if matches!(error, Kind::OpenId(_)) {
        tracing::warn!(%error, "sign-in with the identity provider failed");
    }
    let message: Bilingual = match error {
        Kind::Invalid { value, .. } => bilingual(key, &[("value", value)]),
        _ => bilingual(key, &[]),
    };
    let status = match error {
        Kind::Taken { .. } => StatusCode::CONFLICT,
        Kind::UnknownAccount { .. } => StatusCode::NOT_FOUND,
        Kind::OpenId(_) => StatusCode::BAD_GATEWAY,
        _ => StatusCode::BAD_REQUEST,
    };
    Problem::new(status, code, message)
}

impl From<mizan_accounts::Error> for Problem {
    fn from(error: mizan_accounts::Error) -> Self {
        problem(&error)
    }
}

impl From<mizan_audit::Error> for Problem {
    fn from(error: mizan_audit::Error) -> Self {
        Self::internal(&error)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::internal(&error)
    }
}
