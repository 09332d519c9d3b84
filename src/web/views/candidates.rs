//! The officer's page of candidates for an opening: people by pseudonym, each explained.

use mizan_domain::Date;

use super::{MatchView, OpeningView};

/// The order in which people are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NominationOrder {
    /// Best fit first.
    #[default]
    Fit,
    /// Among those who fit, first registered first.
    Seniority,
}

impl NominationOrder {
    /// Key of the sentence that says so.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Fit => "candidates-order-fit",
            Self::Seniority => "candidates-order-seniority",
        }
    }
}

/// `/jobs/<id>/candidates`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CandidatesView {
    /// The opening.
    pub opening: OpeningView,
    /// Codes of the reader's offices, in words.
    pub offices: String,
    /// The order of the names.
    pub order: NominationOrder,
    /// Least fit to be named, points of a hundred.
    pub points_min: f64,
    /// People registered at these offices.
    pub registered: u64,
    /// Of these, those who fit well enough.
    pub eligible: u64,
    /// Those without the licence the law asks for.
    pub without_licence: u64,
    /// Those who fit less.
    pub below_score: u64,
    /// The people named, in order.
    pub candidates: Vec<CandidateView>,
    /// Id under which the list and its fairness audit are kept.
    pub run: String,
    /// Day on which the list was first made.
    pub made_on: Option<Date>,
}

impl CandidatesView {
    /// How many people are named.
    pub(crate) fn named(&self) -> u64 {
        self.candidates.len() as u64
    }
}

/// One person of the list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CandidateView {
    /// Place on the list, from 1.
    pub number: u32,
    /// Pseudonymous number of the person.
    pub key: String,
    /// Number of the registration at the office.
    pub registration_no: Option<String>,
    /// Day of registration.
    pub registered_on: Option<Date>,
    /// How the person fits.
    pub fit: MatchView,
}
