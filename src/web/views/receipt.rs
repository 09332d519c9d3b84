//! The statistician's page: one metric's figures with the receipt behind them.

use super::{FigureView, LinkView, SelectView, Unit};

/// `/figures/<metric>`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FiguresView {
    /// Path without language, such as `/figures/tightness`.
    pub path: String,
    /// Title of the metric.
    pub title: String,
    /// What it counts.
    pub definition: String,
    /// How it misleads.
    pub pitfalls: String,
    /// Selects `by` and `vintage`.
    pub selects: Vec<SelectView>,
    /// Names of the dimensions of the rows.
    pub columns: Vec<String>,
    /// The cells.
    pub rows: Vec<FigureRowView>,
    /// Cells there are in all; more than are shown on the page where the list was cut.
    pub total: u64,
    /// Unit of the values.
    pub unit: Unit,
    /// What a reader must be told.
    pub notes: Vec<String>,
    /// Lines of the receipt.
    pub receipt: Vec<ReceiptLineView>,
    /// Statement that reads the sums behind the figures.
    pub sql: String,
    /// The same figures as files (paths without language).
    pub downloads: Vec<LinkView>,
}

/// One cell of the table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FigureRowView {
    /// Values of the dimensions, in words.
    pub keys: Vec<String>,
    /// The figure.
    pub figure: FigureView,
}

/// One line of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceiptLineView {
    /// Message `receipt-<key>` names the line.
    pub key: &'static str,
    /// What it says.
    pub text: String,
    /// Whether it is a code: set in fixed width and left to right.
    pub is_code: bool,
}
