//! The trainer's pages: cohorts, one cohort's outcomes.

use mizan_domain::Date;

use super::{CurriculumView, FigureView, FunnelPlotView, PageView, SelectView, StagesView, Unit};

/// `/cohorts`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CohortsView {
    /// Whether these are the reader's own cohorts, with nothing hidden.
    pub is_own: bool,
    /// Selects `governorate`, `provider`, `occupation`, `year`.
    pub selects: Vec<SelectView>,
    /// Number of cohorts found.
    pub total: u64,
    /// Which page.
    pub page: PageView,
    /// Cohorts by end date, latest first: never ranked by outcome.
    pub cohorts: Vec<CohortRowView>,
    /// The fair comparison.
    pub comparison: Option<FunnelPlotView>,
}

impl CohortsView {
    /// Path of the list.
    pub(crate) fn path(&self) -> &'static str {
        if self.is_own { "/own/cohorts" } else { "/cohorts" }
    }

    /// Path of one of its cohorts.
    pub(crate) fn path_of(&self, cohort: &CohortRowView) -> String {
        let path = cohort.path();
        if self.is_own { format!("/own{path}") } else { path }
    }
}

/// One cohort in the list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CohortRowView {
    /// Code in `/cohorts/<code>`.
    pub code: String,
    /// Title of the programme.
    pub title: String,
    /// Training centre.
    pub provider: String,
    /// Governorate.
    pub place: String,
    /// Last day.
    pub ends_on: Option<Date>,
    /// Persons who started.
    pub started: FigureView,
    /// Share who completed.
    pub completed: FigureView,
    /// Share of completers hired within 90 days.
    pub placed: FigureView,
    /// Whether the 90 days are not over yet.
    pub is_open: bool,
}

impl CohortRowView {
    /// Path of its page, without language.
    pub(crate) fn path(&self) -> String {
        format!("/cohorts/{}", crate::context::encode(&self.code))
    }
}

/// `/cohorts/<code>`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CohortView {
    /// Code.
    pub code: String,
    /// Title of the programme.
    pub title: String,
    /// Training centre.
    pub provider: String,
    /// Governorate.
    pub place: String,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: Option<Date>,
    /// Places.
    pub seats: Option<u32>,
    /// Started → completed → certified → placed → sustained.
    pub stages: StagesView,
    /// Outcome measures.
    pub outcomes: Vec<OutcomeView>,
    /// Observed against expected with the cohort's own mix of trainees.
    pub ratio: Option<RatioView>,
    /// The fair comparison with this cohort highlighted.
    pub comparison: Option<FunnelPlotView>,
    /// What employers ask against what it is taught.
    pub curriculum: Option<CurriculumView>,
    /// Openings for this cohort (path without language).
    pub openings_path: Option<String>,
}

/// One outcome measure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OutcomeView {
    /// Metric code; links to its entry on `/methods`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Denominator in words, such as "of completers".
    pub denominator: String,
    /// Unit.
    pub unit: Unit,
    /// The estimate with n and interval.
    pub figure: FigureView,
    /// Value if all unknown outcomes failed, and if all succeeded.
    pub bounds: Option<(f64, f64)>,
    /// Persons whose time is not over yet: shown apart.
    pub censored: Option<u64>,
    /// Where the evidence comes from.
    pub tiers: Vec<TierView>,
}

impl OutcomeView {
    /// The bounds, when the value is shown; they would give a withheld value away.
    pub(crate) fn shown_bounds(&self) -> Option<(f64, f64)> {
        self.figure.shown().and(self.bounds)
    }
}

/// How a placement is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Social-insurance record.
    A,
    /// Electronic contract or the employer's confirmation.
    B,
    /// Confirmed by two parties over telephone or message.
    C,
    /// Told by the person.
    D,
}

impl Tier {
    /// Key of its name in the messages.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::A => "tier-a",
            Self::B => "tier-b",
            Self::C => "tier-c",
            Self::D => "tier-d",
        }
    }
}

/// Persons known by one kind of evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct TierView {
    /// Kind of evidence.
    pub tier: Tier,
    /// Persons.
    pub persons: FigureView,
}

/// Observed over expected.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RatioView {
    /// Placements seen.
    pub observed: FigureView,
    /// Placements expected for such trainees at that place and time.
    pub expected: FigureView,
    /// Their ratio with its interval.
    pub ratio: FigureView,
}
