//! What came in: the list of deliveries, one delivery with its refused rows, and what is held.

use mizan_domain::{Date, Month};

use super::{PageView, SelectView};

/// `/deliveries`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeliveriesView {
    /// Selects `source`, `month`.
    pub selects: Vec<SelectView>,
    /// Number of deliveries found.
    pub total: u64,
    /// Which page.
    pub page: PageView,
    /// Deliveries held whole that wait for somebody.
    pub held: Vec<HeldView>,
    /// Sources whose next delivery is overdue, or whose months have gaps.
    pub overdue: Vec<OverdueView>,
    /// Latest first.
    pub deliveries: Vec<DeliveryRowView>,
}

/// `/deliveries/<id>`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeliveryView {
    /// The delivery.
    pub delivery: DeliveryRowView,
    /// Refused rows of this page.
    pub refused: Vec<RefusedView>,
    /// Refused rows in all.
    pub refused_total: u64,
    /// Which page of refused rows.
    pub page: PageView,
    /// Corrections of it, in the order of arrival.
    pub corrections: Vec<DeliveryRowView>,
    /// What was decided about it, in order.
    pub decisions: Vec<DeliveryDecisionView>,
}

/// One delivery; `rows_in = accepted + corrected + set_aside + open + duplicate`.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is shown on its own")]
pub struct DeliveryRowView {
    /// First characters of the content hash.
    pub id: String,
    /// Whether its page may be opened.
    pub is_linked: bool,
    /// Name of the source.
    pub source: String,
    /// Who publishes it.
    pub publisher: String,
    /// File name as delivered.
    pub file_name: String,
    /// Month the delivery is about.
    pub month: Option<Month>,
    /// Whether the month was guessed from the rows.
    pub is_month_guessed: bool,
    /// Whether an officer corrected the month.
    pub is_month_corrected: bool,
    /// Day it was received.
    pub received_on: Option<Date>,
    /// Days after its due day, where it came late.
    pub late_days: Option<u64>,
    /// Rows delivered.
    pub rows_in: u64,
    /// Rows taken in when it came.
    pub accepted: u64,
    /// Refused rows that corrections brought in.
    pub corrected: u64,
    /// Refused rows that are rightly refused.
    pub set_aside: u64,
    /// Refused rows that wait.
    pub open: u64,
    /// Rows known already.
    pub duplicate: u64,
    /// The delivery that this one corrects.
    pub corrects: Option<String>,
    /// Whether its rows no longer count.
    pub is_withdrawn: bool,
    /// Whether the tables shown do not have it yet.
    pub is_waiting_for_build: bool,
    /// What is unusual about its size or filling, in words.
    pub unusual: Vec<String>,
    /// Broken rules with counts.
    pub reasons: Vec<ReasonView>,
}

impl DeliveryRowView {
    /// Whether every row is accounted for.
    pub(crate) fn is_balanced(&self) -> bool {
        let parts = [self.corrected, self.set_aside, self.open, self.duplicate];
        let sum = parts.iter().try_fold(self.accepted, |sum, part| sum.checked_add(*part));
        sum == Some(self.rows_in)
    }

    /// Address of its page.
    pub(crate) fn path(&self) -> String {
        format!("/deliveries/{}", self.id)
    }
}

/// Why rows were set aside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReasonView {
    /// Name of the rule or column.
    pub rule: String,
    /// The reason in words.
    pub reason: String,
    /// Rows.
    pub rows: u64,
}

/// One refused row, without anything that was delivered in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RefusedView {
    /// Line in the delivered file.
    pub line: u64,
    /// Name of the rule.
    pub rule: String,
    /// The reason in words.
    pub reason: String,
    /// What became of it.
    pub state: RefusedState,
}

/// What became of a refused row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RefusedState {
    /// It waits for a correction.
    #[default]
    Waiting,
    /// A correction brought it in.
    Corrected,
    /// It is rightly refused.
    SetAside,
}

/// A delivery held whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeldView {
    /// First characters of the content hash.
    pub id: String,
    /// Name of the source.
    pub source: String,
    /// Who publishes it.
    pub publisher: String,
    /// File name as delivered.
    pub file_name: String,
    /// Day it was received.
    pub received_on: Option<Date>,
    /// What differs from the contract.
    pub differences: Vec<DifferenceView>,
}

/// One difference between a held delivery and its contract.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DifferenceView {
    /// `added`, `removed`, `renamed`, `retyped`, `repeated` or `unreadable`.
    pub change: String,
    /// The difference in words.
    pub text: String,
}

/// A source from which something is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OverdueView {
    /// Name of the source.
    pub source: String,
    /// Day by which the next delivery was due, where it is overdue.
    pub due_on: Option<Date>,
    /// Days since then.
    pub days: u64,
    /// Months for which nothing came.
    pub missing_months: Vec<Month>,
}

/// A decision about a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeliveryDecisionView {
    /// Day.
    pub on: Option<Date>,
    /// Name, as in the table of decisions.
    pub kind: String,
    /// Why, in the words of whoever decided.
    pub note: Option<String>,
}
