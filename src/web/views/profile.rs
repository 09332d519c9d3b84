//! Pages about one place, occupation or skill, two of them side by side, and what changed between vintages.

use super::{
    BarsView, FigureView, IndicatorView, LinkView, SelectView, TilesView, TrendView, Unit,
};

/// `/places/<code>`, `/occupations/<code>`, `/skills/<code>` and `/compare`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProfileView {
    /// Path without language.
    pub path: String,
    /// What the page is about.
    pub title: String,
    /// Where the reader comes from, the widest first.
    pub trail: Vec<LinkView>,
    /// Place, occupation and period in words.
    pub scope: String,
    /// The filters.
    pub selects: Vec<SelectView>,
    /// Key figures.
    pub indicators: Vec<IndicatorView>,
    /// The same figures beside another place or period.
    pub comparison: Option<ComparisonView>,
    /// Lines over months.
    pub trends: Vec<TrendView>,
    /// Bars whose names lead further down.
    pub bars: Vec<BarsView>,
    /// Map by governorate.
    pub map: Option<TilesView>,
    /// Where to go on (paths without language).
    pub links: Vec<LinkView>,
}

/// Two places or periods side by side.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ComparisonView {
    /// The one the page is about.
    pub one: String,
    /// What it is compared with.
    pub other: String,
    /// One row per metric.
    pub rows: Vec<ComparedRowView>,
}

/// A metric in two places or periods.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ComparedRowView {
    /// Metric code; links to its figures.
    pub code: String,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: Unit,
    /// Here.
    pub one: FigureView,
    /// There.
    pub other: FigureView,
}

/// `/revisions`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RevisionsView {
    /// Selects `from` and `to`, both vintages.
    pub selects: Vec<SelectView>,
    /// Every vintage, the newest first.
    pub vintages: Vec<VintageRowView>,
    /// The earlier vintage compared; empty where there is only one.
    pub from: String,
    /// The later vintage compared.
    pub to: String,
    /// Figures that read otherwise in the later vintage.
    pub changes: Vec<ChangeRowView>,
    /// Figures compared.
    pub compared: u64,
    /// Figures that are in the later vintage only.
    pub added: u64,
    /// Changes there are in all; more than are shown where the list was cut.
    pub total: u64,
}

/// One vintage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VintageRowView {
    /// Identity.
    pub id: String,
    /// When it was published, as a day.
    pub published_on: String,
    /// Last month of its data, in words.
    pub month: String,
    /// Rows of all its tables.
    pub rows: u64,
    /// Tables that differ from the vintage before.
    pub tables_changed: u64,
    /// Whether it is the one on show.
    pub is_current: bool,
}

/// One figure that changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChangeRowView {
    /// Metric code; links to its figures.
    pub code: String,
    /// Name.
    pub name: String,
    /// Period in words.
    pub period: String,
    /// Unit.
    pub unit: Unit,
    /// As published before.
    pub before: FigureView,
    /// As published after.
    pub after: FigureView,
}
