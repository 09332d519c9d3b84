//! The officer's page of integrity leads: wrong exclusions and wrong inclusions with the same weight.

use super::{FigureView, IndicatorView, SelectView};

/// `/leads`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeadsView {
    /// Selects `governorate`, `month`.
    pub selects: Vec<SelectView>,
    /// Period and place in words.
    pub scope: String,
    /// Perhaps entitled and never paid, then perhaps paid without entitlement.
    pub directions: Vec<LeadDirectionView>,
    /// Records behind one rule, once it is chosen.
    pub cases: Option<LeadCasesView>,
}

/// One of the two errors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeadDirectionView {
    /// Code: `exclusion` or `inclusion`.
    pub code: &'static str,
    /// Leads.
    pub leads: IndicatorView,
    /// What they speak of.
    pub amount: IndicatorView,
    /// One row a rule.
    pub rules: Vec<LeadRuleView>,
}

/// The leads of one rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeadRuleView {
    /// Why these records are worth a look.
    pub reason: String,
    /// How many.
    pub leads: FigureView,
    /// Pounds.
    pub amount: FigureView,
    /// Path of the records behind it (without language); empty where the reader may not see them.
    pub path: String,
}

/// The records behind one rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeadCasesView {
    /// The rule's reason.
    pub reason: String,
    /// Rows.
    pub cases: Vec<LeadCaseView>,
    /// Whether there are more than are shown.
    pub is_cut: bool,
}

/// One record worth a look.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeadCaseView {
    /// Day, as the page writes it.
    pub day: String,
    /// Governorate.
    pub place: String,
    /// Pounds, as the page writes them.
    pub amount: String,
    /// Tables or sources and the numbers of the records in them.
    pub evidence: String,
}

impl LeadDirectionView {
    /// Key of the heading.
    pub(crate) fn key(&self) -> &'static str {
        if self.code == "exclusion" { "leads-exclusion" } else { "leads-inclusion" }
    }
}
