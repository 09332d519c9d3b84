//! The linking officer's pages: pairs that may be one person, and the evidence of one. No value of a person is in them.

use mizan_domain::Date;

use super::PageView;

/// `/links`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DoubtsView {
    /// Persons known.
    pub persons: u64,
    /// National numbers they carry.
    pub numbers: u64,
    /// Pairs on the list.
    pub total: u64,
    /// Which page.
    pub page: PageView,
    /// The most doubtful first.
    pub pairs: Vec<DoubtRowView>,
    /// Decisions that hold, the latest first.
    pub decided: Vec<DecidedView>,
}

/// A pair on which a decision holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DecidedView {
    /// Name of the pair.
    pub pair: String,
    /// What was decided.
    pub decision: DecisionView,
}

impl DecidedView {
    /// Path of the pair's page.
    pub(crate) fn path(&self) -> String {
        format!("/links/{}", crate::context::encode(&self.pair))
    }
}

/// One pair of the list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DoubtRowView {
    /// Name of the pair.
    pub pair: String,
    /// Names of the two sources.
    pub sources: [String; 2],
    /// Probability that both are one person, 0–1.
    pub probability: f64,
    /// Whether they count as one person now.
    pub is_joined: bool,
    /// What an officer decided after the list was made.
    pub decision: Option<DecisionView>,
}

impl DoubtRowView {
    /// Path of the pair's page.
    pub(crate) fn path(&self) -> String {
        format!("/links/{}", crate::context::encode(&self.pair))
    }
}

/// A decision of an officer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DecisionView {
    /// Whether it says one person.
    pub is_same: bool,
    /// Who decided.
    pub officer: String,
    /// When.
    pub decided_on: Option<Date>,
}

/// `/links/<pair>`: why two records are or are not one person.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DoubtView {
    /// The pair.
    pub row: DoubtRowView,
    /// What the field-by-field account starts from, in bits.
    pub prior_bits: f64,
    /// Fields in the order of the model.
    pub steps: Vec<EvidenceView>,
    /// What is taken off because both may be relatives, in bits.
    pub relatives_bits: f64,
    /// The sum, in bits.
    pub bits: f64,
    /// What the sum must pass, in bits.
    pub threshold_bits: f64,
    /// Ties the forms to the reader's browser; empty where the reader may not decide here.
    pub form_token: String,
    /// What the two records say, field by field: after a look-up with a purpose only.
    pub values: Vec<ValuesView>,
    /// Why what was sent was not kept.
    pub problem: Option<String>,
    /// The reason as it was typed, where it was not kept.
    pub reason: String,
    /// Commands with which an officer goes on, each in parts that no line end should cut.
    pub commands: Vec<Vec<String>>,
}

/// What both records say in one field.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ValuesView {
    /// Name of the field.
    pub field: String,
    /// The values; empty where a record says nothing.
    pub values: [String; 2],
}

/// What one field says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EvidenceView {
    /// Name of the field.
    pub field: String,
    /// How far both agree, in words.
    pub level: String,
    /// Weight in bits; above zero it speaks for one person. `None` forbids the link alone.
    pub bits: Option<f64>,
}
