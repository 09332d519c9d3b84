//! A published figure as pages see it: value, n, interval, status, unit.

use mizan_charts::ValueFormat;

/// Whether a figure may be shown, and how firm it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Published as it is.
    #[default]
    Final,
    /// May still change.
    Provisional,
    /// Was changed after its first publication.
    Revised,
    /// Withheld because few persons stand behind it; symbol `c`.
    Suppressed,
    /// Not known, or the denominator is zero; symbol `x`.
    NotAvailable,
    /// Has no meaning here; symbol `z`.
    NotApplicable,
}

/// One figure. A missing value is never shown as zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FigureView {
    /// The value in its unit; shares are 0–1. `None` unless the status allows one.
    pub value: Option<f64>,
    /// Units of observation behind the value.
    pub n: Option<u64>,
    /// 95 % interval in the unit of the value.
    pub interval: Option<(f64, f64)>,
    /// Whether the value may be shown.
    pub status: Status,
}

impl FigureView {
    /// A final value without interval.
    pub fn of(value: f64) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    /// A value with its n and interval.
    pub fn estimate(value: f64, n: u64, interval: (f64, f64)) -> Self {
        Self { value: Some(value), n: Some(n), interval: Some(interval), status: Status::Final }
    }

    /// A withheld value.
    pub fn suppressed() -> Self {
        Self { status: Status::Suppressed, ..Self::default() }
    }

    /// An unknown value.
    pub fn not_available() -> Self {
        Self { status: Status::NotAvailable, ..Self::default() }
    }

    /// The value when the status lets it be shown.
    pub fn shown(&self) -> Option<f64> {
        match self.status {
            Status::Final | Status::Provisional | Status::Revised => {
                self.value.filter(|value| value.is_finite())
            }
            Status::Suppressed | Status::NotAvailable | Status::NotApplicable => None,
        }
    }
}

impl FigureView {
    /// The interval, when the value is shown; it would give a withheld value away.
    pub(crate) fn shown_interval(&self) -> Option<(f64, f64)> {
        self.shown().and(self.interval)
    }

    /// The sign of a missing value in a narrow place.
    pub(crate) fn symbol(&self) -> &'static str {
        match self.status {
            Status::Suppressed => "c",
            Status::NotApplicable => "z",
            _ => "x",
        }
    }

    /// n, when the value is shown.
    pub(crate) fn shown_n(&self) -> Option<u64> {
        self.shown().and(self.n)
    }
}

/// What a figure counts or measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// A plain count.
    #[default]
    Count,
    /// Persons.
    Persons,
    /// Open positions.
    Positions,
    /// Hires.
    Hires,
    /// Applications for a service.
    Applications,
    /// Work permits.
    Permits,
    /// Payments.
    Payments,
    /// A share, 0–1, shown as percent.
    Share,
    /// A ratio, shown with two decimals.
    Ratio,
    /// Egyptian pounds a month.
    PoundsMonthly,
    /// Egyptian pounds.
    Pounds,
    /// Days.
    Days,
    /// Weight of evidence, in bits, with two decimals.
    Bits,
}

impl Unit {
    /// How values of this unit are written.
    pub fn format(self) -> ValueFormat {
        match self {
            Self::Share => ValueFormat::Percent(1),
            Self::Ratio | Self::Bits => ValueFormat::Number(2),
            Self::PoundsMonthly | Self::Pounds => ValueFormat::Pounds,
            _ => ValueFormat::Number(0),
        }
    }

    /// Message of its name after a number, where the form depends on the number.
    pub(crate) fn after_key(self) -> Option<&'static str> {
        Some(match self {
            Self::Persons => "after-persons",
            Self::Positions => "after-positions",
            Self::Hires => "after-hires",
            Self::Applications => "after-applications",
            Self::Permits => "after-permits",
            Self::Payments => "after-payments",
            Self::Days => "after-days",
            _ => return None,
        })
    }

    /// Key of the unit's name in the messages.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Count => "unit-count",
            Self::Persons => "unit-persons",
            Self::Positions => "unit-positions",
            Self::Hires => "unit-hires",
            Self::Applications => "unit-applications",
            Self::Permits => "unit-permits",
            Self::Payments => "unit-payments",
            Self::Share => "unit-share",
            Self::Ratio => "unit-ratio",
            Self::PoundsMonthly => "unit-pounds-monthly",
            Self::Pounds => "unit-pounds",
            Self::Days => "unit-days",
            Self::Bits => "unit-bits",
        }
    }
}

/// Which movement of an indicator is good news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GoodDirection {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither by itself.
    #[default]
    Neither,
}

/// A key figure with its definition and the period before.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IndicatorView {
    /// Metric code; links to its entry on `/methods`.
    pub code: String,
    /// Name in the reader's language.
    pub name: String,
    /// Definition in the reader's language.
    pub definition: String,
    /// Unit.
    pub unit: Unit,
    /// The figure of the chosen period.
    pub figure: FigureView,
    /// The figure of the period before.
    pub previous: Option<FigureView>,
    /// Name of the period before, such as `يونيو 2026`.
    pub previous_period: String,
    /// Which movement is good news.
    pub good: GoodDirection,
}
