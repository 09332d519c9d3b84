//! Charts on a page: the picture, the sentence, and the table behind it, all from the same figures.

use askama::Template;
use mizan_charts::{
    Bar, BarChart, FunnelLimits, FunnelPlot, FunnelPoint, IntervalChart, IntervalRow, LineChart,
    Series, Stage, StageChart, Tile, TileMap, numerals,
};
use mizan_domain::governorate;

use crate::shell::Shell;
use crate::views::{
    BarsView, FigureView, FunnelPlotView, OutcomeView, StagesView, TilesView, TrendView, Unit,
};

/// One cell of the table behind a chart.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) link: Option<String>,
    pub(crate) is_number: bool,
    pub(crate) is_absent: bool,
}

impl Cell {
    pub(crate) fn text(text: String, link: Option<String>) -> Self {
        Self { text, link, is_number: false, is_absent: false }
    }

    fn figure(page: Shell<'_>, figure: &FigureView, unit: Unit) -> Self {
        Self {
            text: page.value(figure, &unit),
            link: None,
            is_number: true,
            is_absent: figure.shown().is_none(),
        }
    }

    pub(crate) fn number(text: String) -> Self {
        Self { text, link: None, is_number: true, is_absent: false }
    }
}

/// The table behind a chart.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Whether the rows lead further, so that a reader must see them.
    pub(crate) fn has_links(&self) -> bool {
        self.rows.iter().flatten().any(|cell| cell.link.is_some())
    }

    /// Whether a note about withheld values is due.
    pub(crate) fn has_absent(&self) -> bool {
        self.rows.iter().flatten().any(|cell| cell.is_absent)
    }
}

/// A chart with everything around it.
#[derive(Template)]
#[template(path = "parts/picture.html")]
struct Picture<'a> {
    page: Shell<'a>,
    id: &'a str,
    title: &'a str,
    subtitle: String,
    message: String,
    svg: String,
    note: Option<String>,
    /// The other kind of map: its name and address.
    other_map: Option<(String, String)>,
    /// Forms of a file: their names and addresses.
    files: Vec<(&'static str, String)>,
    table: Table,
}

impl Picture<'_> {
    fn html(&self) -> String {
        self.render().unwrap_or_default()
    }
}

impl Shell<'_> {
    /// Lines over months.
    pub(crate) fn trend(self, view: &TrendView) -> String {
        let series: Vec<Series> = view
            .series
            .iter()
            .map(|series| Series {
                name: series.name.clone(),
                values: series.figures.iter().map(FigureView::shown).collect(),
            })
            .collect();
        let chart = LineChart {
            head: self.head(&view.id, &view.title),
            months: view.months.clone(),
            series,
            format: view.unit.format(),
            time: self.time(),
        };
        let mut head = vec![self.t("filter-month")];
        head.extend(view.series.iter().map(|series| series.name.clone()));
        let missing = FigureView::not_available();
        let rows = view.months.iter().enumerate().rev().map(|(index, month)| {
            let mut row = vec![Cell::text(self.month(month), None)];
            row.extend(view.series.iter().map(|series| {
                Cell::figure(self, series.figures.get(index).unwrap_or(&missing), view.unit)
            }));
            row
        });
        let table = Table { head, rows: rows.collect() };
        self.picture(
            &view.id,
            &view.title,
            &view.subtitle,
            view.unit,
            chart.headline(),
            chart.to_svg(),
            None,
            table,
        )
    }

    /// Horizontal bars.
    pub(crate) fn bars(self, view: &BarsView) -> String {
        let bars = view.bars.iter().map(|bar| Bar {
            label: bar.label.clone(),
            value: bar.figure.shown(),
            absent: self.absent(&bar.figure),
        });
        let chart = BarChart {
            head: self.head(&view.id, &view.title),
            bars: bars.collect(),
            format: view.unit.format(),
        };
        let rows = view
            .bars
            .iter()
            .map(|bar| self.row(&bar.label, bar.path.as_deref(), &bar.figure, view.unit));
        let table = Table { head: self.row_head(&view.category, view.unit), rows: rows.collect() };
        self.picture(
            &view.id,
            &view.title,
            &view.subtitle,
            view.unit,
            chart.describe(),
            chart.to_svg(),
            None,
            table,
        )
    }

    /// The tile map.
    pub(crate) fn tiles(self, view: &TilesView) -> String {
        let tiles = view.tiles.iter().map(|tile| Tile {
            governorate_code: tile.governorate_code.clone(),
            value: tile.figure.shown(),
            absent: tile.figure.symbol().to_owned(),
        });
        let chart = TileMap {
            head: self.head(&view.id, &view.title),
            tiles: tiles.collect(),
            format: view.unit.format(),
        };
        let rows = view.tiles.iter().filter_map(|tile| {
            let place = governorate::by_code(&tile.governorate_code)?;
            let name = place.name(self.context.language);
            Some(self.row(name, tile.path.as_deref(), &tile.figure, view.unit))
        });
        let head = self.row_head(&self.t("filter-governorate"), view.unit);
        let table = Table { head, rows: rows.collect() };
        let is_true = self.context.is_true_map();
        let note = Some(self.t(if is_true { "map-note-true" } else { "map-note" }));
        let svg = if is_true { chart.to_map_svg() } else { chart.to_svg() };
        let (key, value) = if is_true { ("map-tiles", "") } else { ("map-true", "true") };
        let other = Some((self.t(key), format!("{}#{}-caption", self.with("map", value), view.id)));
        self.picture_of(
            &view.id,
            &view.title,
            &view.subtitle,
            view.unit,
            chart.describe(),
            svg,
            note,
            other,
            table,
        )
    }

    /// The funnel plot.
    pub(crate) fn funnel_plot(self, view: &FunnelPlotView) -> String {
        let limits = view.limits.iter().map(|&(size, limits_95, limits_998)| FunnelLimits {
            size,
            limits_95,
            limits_998,
        });
        let points = view.points.iter().map(|point| FunnelPoint {
            label: point.label.clone(),
            size: point.size,
            value: point.figure.shown(),
            is_highlighted: point.is_highlighted,
        });
        let chart = FunnelPlot {
            head: self.head(&view.id, &view.title),
            size_name: view.size_name.clone(),
            target: view.target,
            limits: limits.collect(),
            points: points.collect(),
            format: view.unit.format(),
        };
        let rows = view.points.iter().map(|point| {
            let size = match point.figure.shown() {
                Some(_) => numerals::number(point.size, 0, self.context.digits),
                None => String::new(),
            };
            vec![
                Cell::text(point.label.clone(), point.path.as_deref().map(|path| self.link(path))),
                Cell::number(size),
                Cell::figure(self, &point.figure, view.unit),
                Cell::number(
                    self.interval(point.figure.shown_interval(), view.unit).unwrap_or_default(),
                ),
            ]
        });
        let head = vec![
            view.category.clone(),
            view.size_name.clone(),
            self.t(view.unit.key()),
            self.t("table-interval"),
        ];
        let table = Table { head, rows: rows.collect() };
        let target = self.amount(view.target, view.unit);
        let note = Some(self.t1("funnel-note", "target", &target));
        self.picture(
            &view.id,
            &view.title,
            &view.subtitle,
            view.unit,
            chart.describe(),
            chart.to_svg(),
            note,
            table,
        )
    }

    /// The cohort funnel.
    pub(crate) fn stages(self, view: &StagesView) -> String {
        let stages = view.stages.iter().map(|stage| Stage {
            label: stage.label.clone(),
            count: stage.figure.shown(),
            absent: self.absent(&stage.figure),
        });
        let chart = StageChart { head: self.head(&view.id, &view.title), stages: stages.collect() };
        let rows = view.stages.iter().map(|stage| {
            vec![
                Cell::text(stage.label.clone(), None),
                Cell::figure(self, &stage.figure, Unit::Persons),
                Cell::number(stage.censored.map(|count| self.count(&count)).unwrap_or_default()),
            ]
        });
        let head = vec![self.t("table-stage"), self.t("unit-persons"), self.t("table-censored")];
        let table = Table { head, rows: rows.collect() };
        let is_open = view.stages.iter().any(|stage| stage.censored.is_some_and(|count| count > 0));
        let note = is_open.then(|| self.t("stages-note"));
        self.picture(
            &view.id,
            &view.title,
            &view.subtitle,
            Unit::Persons,
            chart.describe(),
            chart.to_svg(),
            note,
            table,
        )
    }

    /// Shares among the outcome measures, with intervals and bounds; other units stand in their cards only.
    pub(crate) fn outcomes_picture(self, outcomes: &[OutcomeView]) -> String {
        let shares: Vec<&OutcomeView> =
            outcomes.iter().filter(|outcome| outcome.unit == Unit::Share).collect();
        let rows = shares.iter().map(|outcome| IntervalRow {
            // The denominator stands in the table and on the card; the picture has no room for it.
            label: outcome.name.clone(),
            value: outcome.figure.shown(),
            interval: outcome.figure.shown_interval(),
            bounds: outcome.shown_bounds(),
            absent: self.absent(&outcome.figure),
        });
        let (id, title) = ("outcomes-chart", self.t("outcomes-chart"));
        let chart = IntervalChart {
            head: self.head(id, &title),
            rows: rows.collect(),
            format: Unit::Share.format(),
        };
        let rows = shares.iter().map(|outcome| {
            let mut row =
                self.row(&Self::outcome_label(outcome), None, &outcome.figure, Unit::Share);
            let bounds = self.bounds(&outcome.shown_bounds(), &Unit::Share);
            row.push(Cell::number(bounds.unwrap_or_default()));
            row
        });
        let mut head = self.row_head(&self.t("table-measure"), Unit::Share);
        head.push(self.t("table-bounds"));
        let table = Table { head, rows: rows.collect() };
        let note = Some(self.t("outcomes-note"));
        self.picture(id, &title, "", Unit::Share, chart.describe(), chart.to_svg(), note, table)
    }

    fn outcome_label(outcome: &OutcomeView) -> String {
        if outcome.denominator.is_empty() {
            return outcome.name.clone();
        }
        format!("{} {}", outcome.name, outcome.denominator)
    }

    fn row(self, label: &str, path: Option<&str>, figure: &FigureView, unit: Unit) -> Vec<Cell> {
        vec![
            Cell::text(label.to_owned(), path.map(|path| self.link(path))),
            Cell::figure(self, figure, unit),
            Cell::number(figure.shown_n().map(|n| self.count(&n)).unwrap_or_default()),
            Cell::number(self.interval(figure.shown_interval(), unit).unwrap_or_default()),
        ]
    }

    fn row_head(self, category: &str, unit: Unit) -> Vec<String> {
        vec![category.to_owned(), self.t(unit.key()), self.t("table-n"), self.t("table-interval")]
    }

    #[expect(clippy::too_many_arguments, reason = "one call per kind of chart, all in this file")]
    pub(crate) fn picture(
        self,
        id: &str,
        title: &str,
        subtitle: &str,
        unit: Unit,
        message: String,
        svg: String,
        note: Option<String>,
        table: Table,
    ) -> String {
        self.picture_of(id, title, subtitle, unit, message, svg, note, None, table)
    }

    #[expect(clippy::too_many_arguments, reason = "one call per kind of chart, all in this file")]
    fn picture_of(
        self,
        id: &str,
        title: &str,
        subtitle: &str,
        unit: Unit,
        message: String,
        svg: String,
        note: Option<String>,
        other_map: Option<(String, String)>,
        table: Table,
    ) -> String {
        let unit = self.t(unit.key());
        let subtitle = if subtitle.is_empty() {
            unit
        } else {
            format!("{subtitle}{}{unit}", self.t("separator"))
        };
        let table = drop_empty_columns(table);
        let files = if self.context.is_printable {
            ["png", "pdf"].map(|ending| (ending, self.context.file(ending, Some(id)))).to_vec()
        } else {
            Vec::new()
        };
        Picture { page: self, id, title, subtitle, message, svg, note, other_map, files, table }
            .html()
    }
}

/// Columns without any text say nothing.
fn drop_empty_columns(mut table: Table) -> Table {
    for column in (1..table.head.len()).rev() {
        let is_empty =
            table.rows.iter().all(|row| row.get(column).is_none_or(|cell| cell.text.is_empty()));
        if is_empty {
            table.head.remove(column);
            for row in &mut table.rows {
                if column < row.len() {
                    row.remove(column);
                }
            }
        }
    }
    table
}
