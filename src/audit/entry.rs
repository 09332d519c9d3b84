//! One entry: who did what to which record, in which role, for what purpose, and how it ended.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Who acted; people by the opaque id of their account only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// An account, by its id.
    Account(String),
    /// Somebody at the command line of the machine.
    Operator,
    /// The program by itself.
    Program,
    /// Somebody who is not signed in.
    Visitor,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The log was started; details name it.
    LogOpened,
    /// The rest of an interrupted write was set aside.
    LogRecovered,
    /// A person's record, or rows about persons, were looked at.
    LookUp,
    /// A decision about a person or a record.
    Decision,
    /// Data left the system as a file.
    Export,
    /// Signing in, also where it was refused.
    SignIn,
    /// Signing out.
    SignOut,
    /// Roles or scopes of an account changed.
    RightsChanged,
    /// An account was made, changed or disabled.
    AccountChanged,
    /// A token for programs was made or taken back.
    TokenChanged,
    /// A person agreed to a purpose or took it back.
    ConsentChanged,
    /// A person's data were handed to the person.
    OwnDataExported,
    /// A person's data were corrected by the person.
    OwnDataCorrected,
    /// A person's data were erased.
    OwnDataErased,
    /// A request was refused because the right was missing.
    AccessRefused,
    /// Data past their time were removed.
    RetentionApplied,
    /// Deliveries were taken in, tables built or something was released.
    Operation,
}

impl Action {
    /// All kinds of entries, in the order of the documentation.
    pub const ALL: [Self; 17] = [
        Self::LogOpened,
        Self::LogRecovered,
        Self::LookUp,
        Self::Decision,
        Self::Export,
        Self::SignIn,
        Self::SignOut,
        Self::RightsChanged,
        Self::AccountChanged,
        Self::TokenChanged,
        Self::ConsentChanged,
        Self::OwnDataExported,
        Self::OwnDataCorrected,
        Self::OwnDataErased,
        Self::AccessRefused,
        Self::RetentionApplied,
        Self::Operation,
    ];

    /// Stable name, as it stands in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::LogOpened => "log_opened",
            Self::LogRecovered => "log_recovered",
            Self::LookUp => "look_up",
            Self::Decision => "decision",
            Self::Export => "export",
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::RightsChanged => "rights_changed",
            Self::AccountChanged => "account_changed",
            Self::TokenChanged => "token_changed",
            Self::ConsentChanged => "consent_changed",
            Self::OwnDataExported => "own_data_exported",
            Self::OwnDataCorrected => "own_data_corrected",
            Self::OwnDataErased => "own_data_erased",
            Self::AccessRefused => "access_refused",
            Self::RetentionApplied => "retention_applied",
            Self::Operation => "operation",
        }
    }
}

/// What it was done to: a kind of record and its id, such as `account` and `a-5f…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Kind of record: `account`, `person`, `cohort`, `delivery`, `route`.
    pub kind: String,
    /// Opaque id, never a name or a national number.
    pub id: String,
}

impl Subject {
    /// A record of a kind.
    pub fn new(kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self { kind: kind.into(), id: id.into() }
    }

    /// Name under which entries about this record are found.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    #[default]
    Done,
    /// It was refused.
    Refused,
    /// It failed.
    Failed,
}

/// What a caller wants recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Who.
    pub actor: Actor,
    /// In which role, where a role gave the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What.
    pub action: Action,
    /// To which record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// For what purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// How it ended.
    #[serde(default)]
    pub outcome: Outcome,
    /// More, by name; codes and counts, never personal values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

impl Event {
    /// Something done by somebody.
    pub fn new(actor: Actor, action: Action) -> Self {
        Self {
            actor,
            role: None,
            action,
            subject: None,
            purpose: None,
            outcome: Outcome::Done,
            details: BTreeMap::new(),
        }
    }

    /// Adds the record it was done to.
    pub fn on(self, kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self { subject: Some(Subject::new(kind, id)), ..self }
    }

    /// Adds the role that gave the right.
    pub fn role(self, role: impl Into<String>) -> Self {
        Self { role: Some(role.into()), ..self }
    }

    /// Adds the purpose.
    pub fn purpose(self, purpose: impl Into<String>) -> Self {
        Self { purpose: Some(purpose.into()), ..self }
    }

    /// Says how it ended.
    pub fn outcome(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }

    /// Adds a detail.
    pub fn detail(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.details.insert(name.into(), value.into());
        self
    }
}

/// An event as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Place in the log, from 1 without gaps.
    pub sequence: u64,
    /// Microseconds since 1970-01-01 UTC; never earlier than the entry before.
    pub at_micros: u64,
    /// What was recorded.
    #[serde(flatten)]
    pub event: Event,
}

impl Entry {
    /// Reads the recorded part of a line; `None` where it is no event.
    pub(crate) fn read(sequence: u64, at_micros: u64, text: &str) -> Option<Self> {
        let event = serde_json::from_str(text).ok()?;
        Some(Self { sequence, at_micros, event })
    }

    /// Whether an account acted here, or its record was acted on.
    pub fn concerns_account(&self, account_id: &str) -> bool {
        let is_actor = matches!(&self.event.actor, Actor::Account(id) if id == account_id);
        is_actor || self.event.subject.as_ref().is_some_and(|subject| subject.id == account_id)
    }
}
