//! Everybody's pages: methods, problems.

use super::{LinkView, Unit};

/// `/methods`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MethodsView {
    /// Metrics by name.
    pub metrics: Vec<MetricView>,
}

/// One metric.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MetricView {
    /// Code; the entry's anchor.
    pub code: String,
    /// Name.
    pub name: String,
    /// Definition.
    pub definition: String,
    /// Unit.
    pub unit: Unit,
    /// Numerator in words.
    pub numerator: Option<String>,
    /// Denominator in words.
    pub denominator: Option<String>,
    /// Kind of interval, in words.
    pub interval: Option<String>,
    /// Least n that is published.
    pub minimum_n: Option<u64>,
    /// Mart the figure is computed from.
    pub mart: Option<String>,
    /// Definition it can be compared with.
    pub anchor: Option<String>,
}

/// What prevents a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The query cannot be understood (400).
    BadRequest,
    /// The reader may not see this (403).
    NotAllowed,
    /// There is no such page (404).
    NotFound,
    /// A fault of ours (500).
    Internal,
    /// Nothing has been built yet (503).
    NotBuilt,
}

impl ProblemKind {
    /// The HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::NotAllowed => 403,
            Self::NotFound => 404,
            Self::Internal => 500,
            Self::NotBuilt => 503,
        }
    }

    /// Last part of its message keys.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::BadRequest => "bad-request",
            Self::NotAllowed => "not-allowed",
            Self::NotFound => "not-found",
            Self::Internal => "internal",
            Self::NotBuilt => "not-built",
        }
    }
}

/// A page that cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemView {
    /// What prevents it.
    pub kind: ProblemKind,
    /// What is wrong, in words, such as which field of the query.
    pub detail: Option<String>,
    /// What to do about it, in words.
    pub hint: Option<String>,
    /// Where to go on.
    pub links: Vec<LinkView>,
}
