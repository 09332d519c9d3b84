//! The decision-maker's pages: market, coverage, permits, services.

use super::{
    BarsView, FigureView, FunnelPlotView, IndicatorView, LinkView, SelectView, TilesView, TrendView,
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
