//! Figures on their way from the metric catalogue to pages: asked, picked and shaped, never computed.

use std::collections::BTreeMap;
use std::sync::Arc;

use mizan_domain::Month;
use mizan_metrics::{Figure, Figures, Metric, Query, Status, Tier};
use mizan_web::{FigureView, GoodDirection, IndicatorView, TrendSeriesView, Unit};

use crate::pages::PageRequest;
use crate::problem::Problem;
use crate::state::{App, Marts};

/// A question to the metric catalogue.
#[derive(Debug, Clone)]
pub(crate) struct Ask(Query);

impl Ask {
    /// Asks for one metric; for whom is settled where the question is sent.
    pub(crate) fn new(metric: &str) -> Self {
        Self(Query::new(metric, Tier::Ministry))
    }

    /// Asks about rows of the reader's own, of which nothing is hidden.
    pub(crate) fn for_own(self, is_own: bool) -> Self {
        if is_own { Self(Query { tier: Tier::Operational, ..self.0 }) } else { self }
    }

    /// Keeps some values of a dimension.
    pub(crate) fn among(self, dimension: &str, values: &[String]) -> Self {
        if values.is_empty() { self } else { Self(self.0.keep(dimension, values.iter().cloned())) }
    }

    /// Splits by a dimension.
    pub(crate) fn by(self, dimension: &str) -> Self {
        Self(self.0.by(dimension))
    }

    /// Keeps one value of a dimension.
    pub(crate) fn on(self, dimension: &str, value: &str) -> Self {
        Self(self.0.keep(dimension, [value]))
    }

    /// Keeps a value of a dimension where one is chosen.
    pub(crate) fn maybe(self, dimension: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.on(dimension, value),
            None => self,
        }
    }

    /// Sends the question for a page.
    pub(crate) async fn send(self, request: &PageRequest) -> Result<Figures, Problem> {
        ask(&request.app, Arc::clone(&request.loaded.marts), self.0).await
    }
}

/// Sends a question on the threads for queries, at the tier of this server unless it is about the
/// reader's own rows; what is wrong with it becomes a problem in both languages.
pub(crate) async fn ask(app: &App, marts: Arc<Marts>, query: Query) -> Result<Figures, Problem> {
    let tier = match query.tier {
        Tier::Operational => Tier::Operational,
        Tier::Ministry | Tier::Public => app.tier(),
    };
    let query = Query { tier, ..query };
    let asked = app.clone();
    let work = async move { asked.metrics().query(&query, &marts.rows, &marts.vintage).await };
    let answer = app.on_query_threads(work).await.map_err(|error| Problem::internal(&error))?;
    answer.map_err(|error| crate::problem::from_metrics(&error))
}

/// Sends the question of a request to the vintage it names, the one on show by default.
pub(crate) async fn ask_at(request: &PageRequest, query: Query) -> Result<Figures, Problem> {
    let marts = match request.parameters.one("vintage") {
        Some(id) => request.app.marts_at(id).await?,
        None => Arc::clone(&request.loaded.marts),
    };
    ask(&request.app, marts, query).await
}

/// The figure of one cell, or *not available* where there is none.
pub(crate) fn figure(figures: &Figures, keys: &[(&str, &str)]) -> FigureView {
    let is_wanted = |row: &&Figure| {
        keys.iter().all(|(dimension, code)| {
            row.keys.iter().any(|(name, value)| name == dimension && value == code)
        })
    };
    figures.rows.iter().find(is_wanted).map_or_else(FigureView::not_available, shown)
}

/// A figure as pages show it.
pub(crate) fn shown(figure: &Figure) -> FigureView {
    let status = match figure.status {
        Status::Shown => mizan_web::Status::Final,
        Status::Suppressed => mizan_web::Status::Suppressed,
        Status::Unavailable => mizan_web::Status::NotAvailable,
        Status::NotApplicable => mizan_web::Status::NotApplicable,
    };
    FigureView { value: figure.value, n: figure.n, interval: figure.interval, status }
}

/// The code a figure has in one dimension.
pub(crate) fn key<'a>(figure: &'a Figure, dimension: &str) -> &'a str {
    figure.keys.iter().find(|(name, _)| name == dimension).map_or("", |(_, value)| value.as_str())
}

/// Figures by month as one line of a chart; months without a figure are gaps.
pub(crate) fn series(figures: &Figures, months: &[Month], name: String) -> TrendSeriesView {
    let by_month: BTreeMap<&str, &Figure> =
        figures.rows.iter().map(|row| (key(row, "month"), row)).collect();
    let figures = months
        .iter()
        .map(|month| {
            let row = by_month.get(month.to_string().as_str());
            row.map_or_else(FigureView::not_available, |row| shown(row))
        })
        .collect();
    TrendSeriesView { name, figures }
}

/// A key figure of a month with the month before, from figures by month.
pub(crate) fn indicator(request: &PageRequest, figures: &Figures, month: Month) -> IndicatorView {
    let before = month.add(-1);
    let at = |month: Month| figure(figures, &[("month", &month.to_string())]);
    let mut indicator = described(request, &figures.metric);
    indicator.figure = at(month);
    indicator.previous = Some(at(before)).filter(|figure| figure.value.is_some());
    indicator.previous_period = crate::pages::month_name(request.language(), before);
    indicator
}

/// A key figure that has no month.
pub(crate) fn total(request: &PageRequest, figures: &Figures) -> IndicatorView {
    let mut indicator = described(request, &figures.metric);
    indicator.figure = figure(figures, &[]);
    indicator
}

fn described(request: &PageRequest, metric: &str) -> IndicatorView {
    let Ok(metric) = request.app.metrics().get(metric) else { return IndicatorView::default() };
    let language = request.language();
    IndicatorView {
        code: metric.name.clone(),
        name: metric.title.get(language).to_owned(),
        definition: metric.definition.get(language).to_owned(),
        unit: unit(metric),
        good: match metric.good_direction {
            mizan_metrics::metric::GoodDirection::Up => GoodDirection::Up,
            mizan_metrics::metric::GoodDirection::Down => GoodDirection::Down,
            mizan_metrics::metric::GoodDirection::None => GoodDirection::Neither,
        },
        ..IndicatorView::default()
    }
}

/// How pages write a metric's values, by the unit its file declares.
pub(crate) fn unit(metric: &Metric) -> Unit {
    match metric.unit.en.as_str() {
        "share" => Unit::Share,
        "EGP per month" => Unit::PoundsMonthly,
        "EGP" | "EGP per sustained job" => Unit::Pounds,
        "persons" => Unit::Persons,
        "positions" => Unit::Positions,
        "cases" => Unit::Hires,
        "applications" => Unit::Applications,
        "permits" => Unit::Permits,
        "days" => Unit::Days,
        text if text.contains(" per ") || text.contains("points") => Unit::Ratio,
        _ => Unit::Count,
    }
}

/// Asks several questions at once, in order.
pub(crate) async fn ask_all<const N: usize>(
    request: &Arc<PageRequest>,
    asks: [Ask; N],
) -> Result<Vec<Figures>, Problem> {
    let mut tasks = Vec::with_capacity(N);
    for ask in asks {
        let request = Arc::clone(request);
        let place = crate::traces::current();
        let work = async move { ask.send(&request).await };
        tasks.push(tokio::spawn(crate::traces::within(place, work)));
    }
    let mut answers = Vec::with_capacity(N);
    for task in tasks {
        answers.push(task.await.map_err(|error| Problem::internal(&error))??);
    }
    Ok(answers)
}
