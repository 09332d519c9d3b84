//! The configuration: `mizan.toml`, every key optional, the file in the repository being the default.

use std::path::Path;

use mizan_matching::{BatchSettings, Order, Weights};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// The file the program was built with.
const DEFAULT: &str = include_str!("../../mizan.toml");

/// Everything an operator can set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Deliveries.
    pub ingest: IngestSettings,
    /// The HTTP server.
    pub serve: ServeSettings,
    /// People's accounts.
    pub accounts: AccountsSettings,
    /// Messages by e-mail.
    pub mail: MailSettings,
    /// What the server does by itself.
    pub schedule: ScheduleSettings,
    /// Deliveries that come through the browser.
    pub uploads: UploadSettings,
    /// Traces for a collector.
    pub traces: TraceSettings,
    /// The record of access.
    pub audit: AuditSettings,
    /// What a match is worth.
    pub matching: MatchingSettings,
}

/// Settings of the door for deliveries.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IngestSettings {
    /// `real`, or `synthetic` to accept invented national numbers with century digit 9 as well.
    pub profile: mizan_domain::national_id::Profile,
}

/// Settings of the HTTP server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServeSettings {
    /// Address to listen on.
    pub address: String,
    /// Port to listen on; 0 takes a free one.
    pub port: u16,
    /// Requests that one caller may send each second on average; 0 sets no limit.
    pub requests_per_second_per_caller: u32,
    /// Requests that one caller may send at once after a pause.
    pub requests_burst_per_caller: u32,
    /// Requests answered at the same time over all callers.
    pub requests_at_once: usize,
    /// Queries that run at the same time.
    pub queries_at_once: usize,
    /// Seconds after which a request that is not answered is given up.
    pub request_seconds_max: u64,
    /// Seconds that requests in flight get when the server stops.
    pub drain_seconds_max: u64,
    /// Addresses of proxies whose `X-Forwarded-For` names the caller.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Certificate chain in PEM; with `tls_key_file` the server speaks HTTPS itself.
    pub tls_certificate_file: Option<std::path::PathBuf>,
    /// Private key in PEM.
    pub tls_key_file: Option<std::path::PathBuf>,
}

/// Settings of people's accounts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountsSettings {
    /// `sqlite://PATH` or `postgres://USER@HOST/DATABASE`; empty for a file in the home folder.
    pub database: String,
    /// Whether a proxy before this server speaks HTTPS, so that cookies are for HTTPS only.
    pub is_behind_https: bool,
    /// Seconds between looks through saved searches.
    pub alert_seconds: u64,
    /// An identity provider.
    pub openid: Option<OpenIdSettings>,
}

/// Settings of e-mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// `HOST:PORT` of an SMTP relay beside this server; empty where notices stand on the page only.
    pub server: String,
    /// Sender, such as `mizan <mizan@example.org>`.
    pub from: String,
    /// Address of the pages as readers reach them.
    pub public_url: String,
}

/// What the server does by itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSettings {
    /// When the folder for deliveries is looked through.
    pub ingest: crate::jobs::Times,
    /// Folder for deliveries.
    pub ingest_folder: Option<std::path::PathBuf>,
    /// When tables are built.
    pub build: crate::jobs::Times,
}

/// Deliveries through the browser.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadSettings {
    /// Largest file in megabytes.
    pub megabytes_max: u64,
    /// Sources each office may deliver; an office that is not named may deliver all.
    pub sources_by_office: std::collections::BTreeMap<String, Vec<String>>,
}

/// Traces for a collector.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TraceSettings {
    /// Where spans go, such as `http://127.0.0.1:4318/v1/traces`; empty for nowhere.
    pub endpoint: String,
    /// Share of requests that are traced, 0-1; those a caller traces are always.
    pub share: f64,
}

/// Settings of an identity provider (OpenID Connect).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenIdSettings {
    /// Its address, exactly as it calls itself.
    pub issuer: String,
    /// Name of this installation there.
    pub client_id: String,
    /// File with the secret; absent for a public client.
    pub client_secret_file: Option<std::path::PathBuf>,
    /// `https://HOST/sign-in/provider/return`, as it was registered there.
    pub redirect_url: String,
}

/// Settings of the record of access.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSettings {
    /// Folder for signed checkpoints; below the home folder where absent.
    pub checkpoints: Option<std::path::PathBuf>,
    /// Seconds between checkpoints.
    pub checkpoint_seconds: u64,
    /// Key that signs them; `audit.key` of the home folder where absent.
    pub key_file: Option<std::path::PathBuf>,
}

/// Settings of matching.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchingSettings {
    /// Weight of each part of the fit.
    pub weights: Weights,
    /// The order and number of people named for an opening.
    pub nomination: NominationSettings,
    /// Lists for a whole population under capacity.
    pub referral: ReferralSettings,
}

/// The office's rule for nominations.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominationSettings {
    /// `fit`, or `seniority`: among those who fit, first registered first.
    pub order: Order,
    /// Least fit to be nominated at all, 0–1.
    pub score_min: f64,
    /// People named for one opening.
    pub limit: usize,
}

/// How a whole population is referred.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferralSettings {
    /// Openings on each person's list.
    pub list_length: usize,
    /// Most people sent to one place to fill.
    pub people_per_place: u32,
    /// Openings kept for each person before caps.
    pub edges_per_person: usize,
    /// Whether openings of neighbouring governorates count too.
    pub has_neighbours: bool,
    /// Price steps of a run.
    pub price_steps: usize,
}

impl ReferralSettings {
    /// The settings as matching takes them.
    pub fn to_batch(&self) -> BatchSettings {
        let defaults = mizan_matching::referral::Settings::default();
        BatchSettings {
            referral: mizan_matching::referral::Settings {
                top: self.list_length,
                steps: self.price_steps,
                ..defaults
            },
            edges_per_person: self.edges_per_person,
            people_per_place: self.people_per_place,
            has_neighbours: self.has_neighbours,
        }
    }

    fn check(&self) -> mizan_matching::Result<()> {
        let within = |name, value: u64, most: u64, range| {
            if (1..=most).contains(&value) {
                return Ok(());
            }
            Err(mizan_matching::Error::Weight { name, value: value as f64, range })
        };
        within("referral.list_length", self.list_length as u64, 100, "1 to 100")?;
        let people = u64::from(self.people_per_place);
        within("referral.people_per_place", people, 100_000, "1 to 100000")?;
        within("referral.edges_per_person", self.edges_per_person as u64, 5_000, "1 to 5000")?;
        within("referral.price_steps", self.price_steps as u64, 10_000, "1 to 10000")
    }
}

impl NominationSettings {
    fn check(&self) -> mizan_matching::Result<()> {
        if (0.0..=1.0).contains(&self.score_min) {
            return Ok(());
        }
        let (name, value) = ("nomination.score_min", self.score_min);
        Err(mizan_matching::Error::Weight { name, value, range: "0 to 1" })
    }
}

impl Settings {
    /// Reads a configuration file over the default, key by key.
    pub fn load(path: Option<&Path>) -> Result<Self> {
        let failed = |path: &Path, error: &dyn std::fmt::Display| Error::Settings {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        let default_path = Path::new("mizan.toml");
        let mut merged: toml::Table =
            DEFAULT.parse().map_err(|error| failed(default_path, &error))?;
        let chosen = path.or_else(|| default_path.exists().then_some(default_path));
        if let Some(path) = chosen {
            let text =
                std::fs::read_to_string(path).map_err(|error| Error::io("read", path, &error))?;
            let own: toml::Table = text.parse().map_err(|error| failed(path, &error))?;
            overlay(&mut merged, own);
        }
        let path = chosen.unwrap_or(default_path);
        let settings: Self = merged.try_into().map_err(|error| failed(path, &error))?;
        let matching = &settings.matching;
        matching
            .weights
            .check()
            .and_then(|()| matching.nomination.check())
            .and_then(|()| matching.referral.check())
            .map_err(|error| failed(path, &error))?;
        Ok(settings)
    }
}

/// Puts the keys of `over` over those of `base`, table by table.
fn overlay(base: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => overlay(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}
