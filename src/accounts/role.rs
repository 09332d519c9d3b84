//! Roles, and what a role is limited to.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// What somebody does here; rights follow from it in one table of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks for work; sees and corrects the own record.
    Seeker,
    /// Trains; sees the own cohorts in full.
    Trainer,
    /// Plans; sees figures about many, no record of one.
    DecisionMaker,
    /// Works in an office; sees the records of the own office.
    Officer,
    /// Reads everything about access and changes nothing.
    Auditor,
    /// Keeps accounts and rights; sees no record of a person.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 6] = [
        Self::Seeker,
        Self::Trainer,
        Self::DecisionMaker,
        Self::Officer,
        Self::Auditor,
        Self::Administrator,
    ];

    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seeker => "seeker",
            Self::Trainer => "trainer",
            Self::DecisionMaker => "decision-maker",
            Self::Officer => "officer",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// What the role is limited to; `None` where it has no limit.
    pub fn scope_name(self) -> Option<&'static str> {
        match self {
            Self::Trainer => Some("provider code"),
            Self::Officer => Some("office code"),
            _ => None,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| Error::Invalid {
            what: "role",
            value: text.to_owned(),
            reason: format!("the roles are {}", Self::ALL.map(Self::name).join(", ")),
        })
    }
}

/// A role with its limit: a trainer of one provider, an officer of one office.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// Role.
    pub role: Role,
    /// Code of the provider or office; empty for roles without a limit.
    pub scope: String,
}

impl Grant {
    /// A role with its limit; refused where a limit is missing or has no meaning.
    pub fn new(role: Role, scope: &str) -> Result<Self, Error> {
        let scope = scope.trim();
        let invalid = |reason: String| Error::Invalid {
            what: "role",
            value: if scope.is_empty() { role.to_string() } else { format!("{role}:{scope}") },
            reason,
        };
        match role.scope_name() {
            Some(what) if scope.is_empty() => {
                Err(invalid(format!("it needs a {what}, as in `{role}:CODE`")))
            }
            None if !scope.is_empty() => Err(invalid("this role has no limit".into())),
            _ if scope.len() > 40 || !scope.chars().all(is_code_letter) => {
                Err(invalid("codes are letters, digits and `-._/`, 40 at most".into()))
            }
            _ => Ok(Self { role, scope: scope.to_owned() }),
        }
    }
}

fn is_code_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-._/".contains(letter)
}

impl fmt::Display for Grant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scope.as_str() {
            "" => write!(out, "{}", self.role),
            scope => write!(out, "{}:{scope}", self.role),
        }
    }
}

impl FromStr for Grant {
    type Err = Error;

    /// Reads `administrator`, `trainer:TP-12` or `officer:OF-3`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (role, scope) = text.split_once(':').unwrap_or((text, ""));
        Self::new(role.trim().parse()?, scope)
    }
}
