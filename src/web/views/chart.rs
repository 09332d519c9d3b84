//! Charts as data: the page draws the picture and the table behind it from the same figures.

use mizan_domain::Month;

use super::{FigureView, Unit};

/// Lines over months.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrendView {
    /// Unique on the page, ASCII letters, digits, hyphens.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// Whom, where, when, in words.
    pub subtitle: String,
    /// Unit of all series.
    pub unit: Unit,
    /// Months, oldest first.
    pub months: Vec<Month>,
    /// At most six series.
    pub series: Vec<TrendSeriesView>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrendSeriesView {
    /// Name.
    pub name: String,
    /// One figure per month.
    pub figures: Vec<FigureView>,
}

/// Horizontal bars.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BarsView {
    /// Unique on the page, ASCII letters, digits, hyphens.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// Whom, where, when, in words.
    pub subtitle: String,
    /// Unit of the bars.
    pub unit: Unit,
    /// Head of the first column of the table, such as "occupation".
    pub category: String,
    /// The bars in the order of display, at most 30.
    pub bars: Vec<BarView>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BarView {
    /// What is counted.
    pub label: String,
    /// Where its name in the table links to (path without language).
    pub path: Option<String>,
    /// The figure.
    pub figure: FigureView,
}

/// The tile map of governorates.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TilesView {
    /// Unique on the page, ASCII letters, digits, hyphens.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// Whom, when, in words.
    pub subtitle: String,
    /// Unit of the tiles.
    pub unit: Unit,
    /// Figures; a governorate left out counts as not available.
    pub tiles: Vec<TileView>,
}

/// One governorate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TileView {
    /// ISO 3166-2 code, such as `EG-MN`.
    pub governorate_code: String,
    /// Where its name in the table links to (path without language).
    pub path: Option<String>,
    /// The figure.
    pub figure: FigureView,
}

/// Size, 95 % limits (low, high), 99.8 % limits (low, high).
pub type LimitsView = (f64, (f64, f64), (f64, f64));

/// Groups against their size with the limits of chance; the fair way to compare.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FunnelPlotView {
    /// Unique on the page, ASCII letters, digits, hyphens.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// Whom, where, when, in words; say what was adjusted for.
    pub subtitle: String,
    /// Unit of the value axis: `Share`, or `Ratio` for observed over expected.
    pub unit: Unit,
    /// Name of the horizontal axis, such as "completers".
    pub size_name: String,
    /// Head of the first column of the table, such as "cohort".
    pub category: String,
    /// The value all are compared with: the pooled share, or 1 for a ratio.
    pub target: f64,
    /// Limits by rising size: size, 95 % (low, high), 99.8 % (low, high).
    pub limits: Vec<LimitsView>,
    /// Groups with n ≥ 20, in the order of their names: never ranked.
    pub points: Vec<FunnelPointView>,
}

/// One group of a funnel plot.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FunnelPointView {
    /// Name.
    pub label: String,
    /// Where its name in the table links to (path without language).
    pub path: Option<String>,
    /// Size on the horizontal axis.
    pub size: f64,
    /// The figure.
    pub figure: FigureView,
    /// Whether it is the reader's own, or the one the page is about.
    pub is_highlighted: bool,
}

/// Persons by the stage they reached.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StagesView {
    /// Unique on the page, ASCII letters, digits, hyphens.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// Whom, where, when, in words.
    pub subtitle: String,
    /// The stages in order.
    pub stages: Vec<StageView>,
}

/// One stage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StageView {
    /// Name of the stage.
    pub label: String,
    /// Persons who reached it.
    pub figure: FigureView,
    /// Persons whose time for this stage is not over yet: shown apart, never counted as failures.
    pub censored: Option<u64>,
}
