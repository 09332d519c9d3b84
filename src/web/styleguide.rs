//! Made-up data for the page that shows every component; its numbers mean nothing.

use mizan_charts::TILE_GRID;
use mizan_domain::Month;

use crate::shell::Shell;
use crate::views::{
    BarView, BarsView, CourseView, FigureView, FunnelPlotView, FunnelPointView, GoodDirection,
    IndicatorView, MatchView, MissingSkillView, NearSkillView, OpeningView, OutcomeView, PageView,
    PartView, SelectView, StageView, StagesView, TileView, TilesView, TrendSeriesView, TrendView,
    Unit,
};

/// One of each component.
pub(crate) struct Samples {
    pub(crate) label: String,
    pub(crate) tokens: [&'static str; 9],
    pub(crate) selects: Vec<SelectView>,
    pub(crate) indicators: Vec<IndicatorView>,
    pub(crate) opening: OpeningView,
    pub(crate) pager: PageView,
    pub(crate) trend: TrendView,
    pub(crate) tiles: TilesView,
    pub(crate) bars: BarsView,
    pub(crate) funnel: FunnelPlotView,
    pub(crate) stages: StagesView,
    pub(crate) outcomes: Vec<OutcomeView>,
    pub(crate) empty: TrendView,
    pub(crate) problems: [crate::ProblemKind; 5],
}

impl Samples {
    pub(crate) fn new(page: Shell<'_>) -> Self {
        let label = page.t("styleguide-sample");
        Self {
            tokens: ["ground", "surface", "ink", "quiet", "line", "accent", "good", "bad", "warn"],
            selects: vec![SelectView {
                name: "governorate",
                options: crate::governorate_options(page.context.language, "EG-MN"),
            }],
            indicators: indicators(page, &label),
            opening: opening(page, &label),
            pager: PageView { number: 2, count: 5 },
            trend: trend(page, &label),
            tiles: tiles(page),
            bars: bars(page, &label),
            funnel: funnel(page, &label),
            stages: stages(page),
            outcomes: outcomes(page, &label),
            empty: TrendView {
                id: "sample-empty".to_owned(),
                title: page.t("styleguide-empty"),
                ..TrendView::default()
            },
            problems: [
                crate::ProblemKind::NotFound,
                crate::ProblemKind::BadRequest,
                crate::ProblemKind::NotAllowed,
                crate::ProblemKind::NotBuilt,
                crate::ProblemKind::Internal,
            ],
            label,
        }
    }
}

/// A wave that looks like data and is the same every time.
fn wave(index: usize) -> f64 {
    0.5 + 0.3 * (index as f64 * 1.7).sin() + 0.1 * (index as f64 * 0.45).cos()
}

fn indicators(page: Shell<'_>, label: &str) -> Vec<IndicatorView> {
    let indicator = |unit, figure, previous, good| IndicatorView {
        name: label.to_owned(),
        definition: page.t("methods-lead"),
        unit,
        figure,
        previous,
        previous_period: Month::new(2026, 5).map(|month| page.month(&month)).unwrap_or_default(),
        good,
        ..IndicatorView::default()
    };
    vec![
        indicator(
            Unit::Persons,
            FigureView::of(18_432.0),
            Some(FigureView::of(17_900.0)),
            GoodDirection::Neither,
        ),
        indicator(
            Unit::Share,
            FigureView::estimate(0.61, 240, (0.548, 0.67)),
            Some(FigureView::of(0.57)),
            GoodDirection::Up,
        ),
        indicator(
            Unit::PoundsMonthly,
            FigureView::of(7_600.0),
            Some(FigureView::of(7_900.0)),
            GoodDirection::Up,
        ),
        indicator(Unit::Hires, FigureView::suppressed(), None, GoodDirection::Up),
    ]
}

fn opening(page: Shell<'_>, label: &str) -> OpeningView {
    OpeningView {
        id: "sample".to_owned(),
        title: label.to_owned(),
        place: page.t("filter-governorate"),
        wage_min_egp: Some(7_000.0),
        wage_max_egp: Some(9_000.0),
        posted: Month::new(2026, 6).map(crate::PostedView::During),
        query: String::new(),
        fit: Some(MatchView {
            score: 72.0,
            parts: vec![
                PartView { name: page.t("filter-occupation"), points: 40.0, points_max: 50.0 },
                PartView { name: page.t("filter-governorate"), points: 32.0, points_max: 50.0 },
            ],
            matched: vec![label.to_owned()],
            near: vec![NearSkillView { wanted: label.to_owned(), through: label.to_owned() }],
            missing: vec![MissingSkillView {
                skill: label.to_owned(),
                course: Some(CourseView {
                    title: label.to_owned(),
                    provider: page.t("filter-provider"),
                    place: page.t("filter-governorate"),
                    free_seats: Some(4),
                    cost_egp: Some(0.0),
                    ..CourseView::default()
                }),
            }],
        }),
        ..OpeningView::default()
    }
}

fn numbered(page: Shell<'_>, label: &str, index: usize) -> String {
    format!("{label} {}", page.count(&(index as u64 + 1)))
}

fn trend(page: Shell<'_>, label: &str) -> TrendView {
    let first = Month::new(2024, 7);
    let series = |shift: usize| TrendSeriesView {
        name: numbered(page, label, shift),
        figures: (0..24)
            .map(|index| match index + shift {
                9 | 10 => FigureView::suppressed(),
                place => FigureView::of(wave(place + 7 * shift)),
            })
            .collect(),
    };
    TrendView {
        id: "sample-trend".to_owned(),
        title: label.to_owned(),
        unit: Unit::Ratio,
        months: std::iter::successors(first, |month| Some(month.next())).take(24).collect(),
        series: (0..3).map(series).collect(),
        ..TrendView::default()
    }
}

fn tiles(page: Shell<'_>) -> TilesView {
    let tile = |(index, (code, _, _)): (usize, &(&str, i32, i32))| TileView {
        governorate_code: (*code).to_owned(),
        path: None,
        figure: if index % 11 == 7 {
            FigureView::suppressed()
        } else {
            FigureView::of(wave(index) / 2.0)
        },
    };
    TilesView {
        id: "sample-tiles".to_owned(),
        title: page.t("by-governorate"),
        unit: Unit::Share,
        tiles: TILE_GRID.iter().enumerate().map(tile).collect(),
        ..TilesView::default()
    }
}

fn bars(page: Shell<'_>, label: &str) -> BarsView {
    let bar = |index: usize| BarView {
        label: numbered(page, label, index),
        path: None,
        figure: if index == 4 {
            FigureView::suppressed()
        } else {
            FigureView::of((wave(index) * 9_000.0).round())
        },
    };
    BarsView {
        id: "sample-bars".to_owned(),
        title: page.t("filter-occupation"),
        unit: Unit::Positions,
        category: page.t("filter-occupation"),
        bars: (0..6).map(bar).collect(),
        ..BarsView::default()
    }
}

fn funnel(page: Shell<'_>, label: &str) -> FunnelPlotView {
    let limits = |size: f64| {
        let deviation = (0.24 / size).sqrt();
        let around = |z: f64| ((0.6 - z * deviation).max(0.0), (0.6 + z * deviation).min(1.0));
        (size, around(1.96), around(3.09))
    };
    let point = |index: usize| FunnelPointView {
        label: numbered(page, label, index),
        size: 22.0 + 14.0 * index as f64,
        figure: FigureView::of(0.35 + 0.45 * wave(index)),
        is_highlighted: index == 3,
        path: None,
    };
    FunnelPlotView {
        id: "sample-funnel".to_owned(),
        title: page.t("fair-comparison"),
        unit: Unit::Share,
        size_name: page.t("unit-persons"),
        category: page.t("nav-cohorts"),
        target: 0.6,
        limits: [5.0, 10.0, 20.0, 40.0, 80.0, 120.0, 160.0, 200.0].map(limits).to_vec(),
        points: (0..12).map(point).collect(),
        ..FunnelPlotView::default()
    }
}

fn stages(page: Shell<'_>) -> StagesView {
    let stage = |key: &str, persons: f64| StageView {
        label: page.t(key),
        figure: FigureView::of(persons),
        censored: None,
    };
    StagesView {
        id: "sample-stages".to_owned(),
        title: page.t("cohort-outcomes"),
        stages: vec![
            stage("cohort-started", 25.0),
            stage("cohort-completed", 21.0),
            stage("cohort-placed", 13.0),
        ],
        ..StagesView::default()
    }
}

fn outcomes(page: Shell<'_>, label: &str) -> Vec<OutcomeView> {
    (0..3)
        .map(|index| OutcomeView {
            name: numbered(page, label, index),
            unit: Unit::Share,
            figure: if index == 2 {
                FigureView::suppressed()
            } else {
                let share = wave(index);
                FigureView::estimate(share, 60, (share - 0.12, share + 0.11))
            },
            bounds: (index == 0).then(|| (wave(index) - 0.2, wave(index) + 0.15)),
            ..OutcomeView::default()
        })
        .collect()
}
