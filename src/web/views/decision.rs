//! The decision-maker's pages: market, shortages, coverage, permits, services.

use super::{
    BarsView, FigureView, FunnelPlotView, IndicatorView, LinkView, PageView, SelectView, TilesView,
    TrendView,
};

/// `/market`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MarketView {
    /// Selects `governorate`, `occupation`, `month`.
    pub selects: Vec<SelectView>,
    /// Period and place in words, such as `المنيا، يونيو 2026`.
    pub scope: String,
    /// Seekers, open positions, tightness, hires, wage.
    pub indicators: Vec<IndicatorView>,
    /// Lines over months.
    pub trends: Vec<TrendView>,
    /// Bars by occupation.
    pub bars: Vec<BarsView>,
    /// Map by governorate.
    pub map: Option<TilesView>,
    /// The same figures as files (paths without language).
    pub downloads: Vec<LinkView>,
}

/// `/coverage`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CoverageView {
    /// Selects `governorate`, `occasion`.
    pub selects: Vec<SelectView>,
    /// Occasion and place in words.
    pub scope: String,
    /// Registered, paid, undetermined and so on.
    pub indicators: Vec<IndicatorView>,
    /// Paid and entitled, of the entitled.
    pub coverage: IndicatorView,
    /// Entitled and not paid, of the entitled.
    pub exclusion: IndicatorView,
    /// Paid and not entitled, of the paid.
    pub inclusion: IndicatorView,
    /// One row per governorate.
    pub rows: Vec<CoverageRowView>,
    /// Map of the coverage.
    pub map: Option<TilesView>,
}

/// Coverage in one governorate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CoverageRowView {
    /// Governorate.
    pub place: String,
    /// Where its name links to (path without language).
    pub path: Option<String>,
    /// Persons registered.
    pub registered: FigureView,
    /// Persons paid.
    pub paid: FigureView,
    /// Share of the entitled who were paid.
    pub coverage: FigureView,
    /// Share of the entitled who were not paid.
    pub exclusion: FigureView,
    /// Share of the paid who were not entitled.
    pub inclusion: FigureView,
}

/// `/shortages`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ShortagesView {
    /// Selects `governorate`, `occupation`, `class`, `month`.
    pub selects: Vec<SelectView>,
    /// Period and place in words.
    pub scope: String,
    /// Key figures.
    pub indicators: Vec<IndicatorView>,
    /// Lines over months.
    pub trends: Vec<TrendView>,
    /// Number of cells found.
    pub total: u64,
    /// Which page.
    pub page: PageView,
    /// Most probable shortage first.
    pub rows: Vec<ShortageRowView>,
}

/// One occupation in one governorate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ShortageRowView {
    /// Occupation.
    pub occupation: String,
    /// Governorate.
    pub place: String,
    /// What is published of it.
    pub class: ShortageClass,
    /// Probability of a shortage.
    pub probability: FigureView,
    /// Score, 0–3.
    pub score: FigureView,
    /// Vacancies of the twelve months.
    pub vacancies: FigureView,
    /// Code of the driver; empty without a shortage.
    pub driver: String,
    /// Whether the cell is small and leans on its occupation and governorate.
    pub is_modelled: bool,
    /// Where to look further: openings of the occupation in the place.
    pub path: String,
}

impl ShortageRowView {
    /// Key of the driver's name.
    pub(crate) fn driver_key(&self) -> &'static str {
        match self.driver.as_str() {
            "long_training" => "driver-long-training",
            "short_training" => "driver-short-training",
            "suitability" => "driver-suitability",
            "retention" => "driver-retention",
            "spatial" => "driver-spatial",
            _ => "driver-undetermined",
        }
    }

    /// Key of what helps against the driver.
    pub(crate) fn action_key(&self) -> &'static str {
        match self.driver.as_str() {
            "long_training" => "action-long-training",
            "short_training" => "action-short-training",
            "suitability" => "action-suitability",
            "retention" => "action-retention",
            "spatial" => "action-spatial",
            _ => "action-undetermined",
        }
    }
}

/// Class of an occupation in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShortageClass {
    /// Short with a probability of 0.8 or more.
    Shortage,
    /// To be watched.
    Watch,
    /// In surplus.
    Surplus,
    /// None of these.
    #[default]
    Uncertain,
}

impl ShortageClass {
    /// The class with a code of the mart.
    pub fn from_code(code: &str) -> Self {
        match code {
            "shortage" => Self::Shortage,
            "watch" => Self::Watch,
            "surplus" => Self::Surplus,
            _ => Self::Uncertain,
        }
    }

    /// Key of its name.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Shortage => "class-shortage",
            Self::Watch => "class-watch",
            Self::Surplus => "class-surplus",
            Self::Uncertain => "class-uncertain",
        }
    }
}

/// `/permits`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PermitsView {
    /// Selects `governorate`, `occupation`, `year`.
    pub selects: Vec<SelectView>,
    /// Period and place in words.
    pub scope: String,
    /// Key figures.
    pub indicators: Vec<IndicatorView>,
    /// Lines over months.
    pub trends: Vec<TrendView>,
    /// Bars by nationality group and by occupation.
    pub bars: Vec<BarsView>,
    /// Map by governorate.
    pub map: Option<TilesView>,
}

/// `/services`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ServicesView {
    /// Selects `service`, `governorate`, `month`.
    pub selects: Vec<SelectView>,
    /// Service, period and place in words.
    pub scope: String,
    /// Key figures.
    pub indicators: Vec<IndicatorView>,
    /// Digital against paper over months and the like.
    pub trends: Vec<TrendView>,
    /// Digital share by service.
    pub bars: Vec<BarsView>,
    /// Digital share by governorate.
    pub map: Option<TilesView>,
    /// Offices by name: never ranked.
    pub offices: Vec<OfficeRowView>,
    /// Fair comparison of offices.
    pub comparison: Option<FunnelPlotView>,
}

/// One office.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OfficeRowView {
    /// Office.
    pub office: String,
    /// Governorate.
    pub place: String,
    /// Applications received.
    pub applications: FigureView,
    /// Applications decided.
    pub decided: FigureView,
    /// Median days from complete application to decision.
    pub days_mean: FigureView,
    /// Applications pending at the end of the month.
    pub backlog: FigureView,
    /// Share received electronically.
    pub electronic: FigureView,
}
