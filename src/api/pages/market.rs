//! `/market`: supply, demand and wages by governorate, occupation and month.

use std::sync::Arc;

use mizan_domain::{Month, governorate};
use mizan_metrics::Figures;
use mizan_web::{
    BarView, BarsView, LinkView, MarketView, OptionView, SelectView, TileView, TilesView,
    TrendView, Unit, View,
};

use crate::figures::{Ask, ask_all, indicator, key, series, shown};
use crate::pages::PageRequest;
use crate::problem::Problem;

const MONTHS: i32 = 12;
const BARS_MAX: usize = 15;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let month = request.month()?;
    let governorate = request.parameters.governorate("governorate")?;
    let occupations = occupations(&request).await?;
    let codes: Vec<&str> = occupations.iter().map(|(code, _)| code.as_str()).collect();
    let occupation = request.parameters.code("occupation", &codes)?.map(str::to_owned);

    let scoped = |metric: &str| {
        Ask::new(metric)
            .maybe("governorate_code", governorate)
            .maybe("occupation_code", occupation.as_deref())
    };
    let monthly = |metric: &str| scoped(metric).by("month");
    let at_month = |metric: &str| Ask::new(metric).on("month", &month.to_string());
    let by_occupation =
        at_month("tightness").by("occupation_code").maybe("governorate_code", governorate);
    let positions =
        at_month("open_positions").by("occupation_code").maybe("governorate_code", governorate);
    let by_governorate = at_month("tightness")
        .by("governorate_code")
        .maybe("occupation_code", occupation.as_deref());
    let answers = ask_all(
        &request,
        [
            monthly("seekers"),
            monthly("open_positions"),
            monthly("tightness"),
            monthly("hires"),
            monthly("new_postings"),
            monthly("wage_paid_mean"),
            by_occupation,
            positions,
            by_governorate,
        ],
    )
    .await?;
    let [seekers, open, tightness, hires, postings, wage, by_occupation, positions, by_governorate] =
        answers.as_slice()
    else {
        return Err(Problem::internal(&"an answer is missing"));
    };
    let months: Vec<Month> = (0..MONTHS).rev().map(|back| month.add(-back)).collect();
    let title = |figures: &Figures| {
        let metric = request.app.metrics().get(&figures.metric).ok();
        metric.map(|metric| metric.title.get(request.language()).to_owned()).unwrap_or_default()
    };
    let trend = |id: &str, key: &str, unit, lines: [&Figures; 2]| TrendView {
        id: id.to_owned(),
        title: request.word(key, &[]),
        subtitle: request.word("chart-last-months", &[]),
        unit,
        months: months.clone(),
        series: lines.into_iter().map(|line| series(line, &months, title(line))).collect(),
    };
    let bars = |id: &str, figures: &Figures, unit| BarsView {
        id: id.to_owned(),
        title: title(figures),
        subtitle: [request.word("chart-by-occupation", &[]), unstated(&request, figures)].concat(),
        unit,
        category: request.word("word-occupation", &[]),
        bars: largest(figures, &occupations, governorate),
    };
    let scope = scope(&request, month, governorate, occupation.as_deref(), &occupations);
    let api = |metric: &str, extension: &str| LinkView {
        label: format!("{metric}.{extension}"),
        path: download(metric, extension, governorate, occupation.as_deref()),
    };
    Ok(View::Market(MarketView {
        selects: vec![
            request.governorate_select(governorate),
            occupation_select(&occupations, occupation.as_deref()),
            request.month_select(Some(month)),
        ],
        scope,
        indicators: [seekers, open, tightness, hires, wage]
            .into_iter()
            .map(|figures| indicator(&request, figures, month))
            .collect(),
        trends: vec![
            trend("supply-demand", "chart-supply-demand", Unit::Persons, [seekers, open]),
            trend("flows", "chart-flows", Unit::Count, [postings, hires]),
        ],
        bars: vec![
            bars("tightness-by-occupation", by_occupation, Unit::Ratio),
            bars("positions-by-occupation", positions, Unit::Positions),
        ],
        map: Some(TilesView {
            id: "tightness-by-governorate".to_owned(),
            title: title(by_governorate),
            subtitle: request.word("chart-by-governorate", &[]),
            unit: Unit::Ratio,
            tiles: by_governorate
                .rows
                .iter()
                .filter(|row| governorate::by_code(key(row, "governorate_code")).is_some())
                .map(|row| TileView {
                    governorate_code: key(row, "governorate_code").to_owned(),
                    path: Some(format!("/places/{}", key(row, "governorate_code"))),
                    figure: shown(row),
                })
                .collect(),
        }),
        downloads: vec![
            api("tightness", "csv"),
            api("open_positions", "csv"),
            api("seekers", "json"),
        ],
    }))
}

/// Occupations of the market with their names, by code.
pub(crate) async fn occupations(request: &PageRequest) -> Result<Vec<(String, String)>, Problem> {
    let figures = Ask::new("open_positions").by("occupation_code").send(request).await?;
    let mut names: Vec<(String, String)> = figures
        .rows
        .iter()
        .map(|row| key(row, "occupation_code"))
        .map(|code| (code.to_owned(), occupation_name(request, code)))
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// The name of an ISCO-08 code, or a word for occupations that are not stated.
pub(crate) fn occupation_name(request: &PageRequest, code: &str) -> String {
    let language = request.language();
    let label = request.loaded.taxonomy.isco_label(code, language);
    match label {
        Some(label) => label.to_owned(),
        None if code == "unknown" => request.word("word-not-stated", &[]),
        // The starter taxonomy names the unit groups of its trades; others by the group above them.
        None => (1..code.len())
            .rev()
            .find_map(|length| request.loaded.taxonomy.isco_label(code.get(..length)?, language))
            .map_or_else(|| code.to_owned(), |label| format!("{label} ({code})")),
    }
}

/// The name of a governorate code, or a word for places that are not stated.
pub(crate) fn place_name(request: &PageRequest, code: &str) -> String {
    match governorate::by_code(code) {
        Some(found) => found.name(request.language()).to_owned(),
        None if code.is_empty() || code == "unknown" => request.word("word-not-stated", &[]),
        None => code.to_owned(),
    }
}

pub(crate) fn occupation_select(
    occupations: &[(String, String)],
    chosen: Option<&str>,
) -> SelectView {
    let chosen = chosen.unwrap_or_default();
    let mut options: Vec<OptionView> = occupations
        .iter()
        .filter(|(code, _)| code != "unknown")
        .map(|(code, name)| OptionView::new(code.clone(), name.clone(), chosen))
        .collect();
    options.sort_by(|one, other| one.label.cmp(&other.label));
    SelectView { name: "occupation", options }
}

/// The largest shown figures as bars; suppressed ones come last and are few.
fn largest(
    figures: &Figures,
    occupations: &[(String, String)],
    governorate: Option<&str>,
) -> Vec<BarView> {
    let mut rows: Vec<_> =
        figures.rows.iter().filter(|row| row.value.is_some_and(|value| value > 0.0)).collect();
    // Openings whose occupation nobody stated are no occupation to compare with others.
    rows.retain(|row| key(row, "occupation_code") != "unknown");
    rows.sort_by(|one, other| {
        let order = other.value.unwrap_or(0.0).total_cmp(&one.value.unwrap_or(0.0));
        order.then_with(|| key(one, "occupation_code").cmp(key(other, "occupation_code")))
    });
    rows.into_iter()
        .take(BARS_MAX)
        .map(|row| {
            let code = key(row, "occupation_code");
            let name = occupations.iter().find(|(known, _)| known == code);
            BarView {
                label: name.map_or_else(|| code.to_owned(), |(_, name)| name.clone()),
                path: Some(match governorate {
                    Some(place) => format!("/occupations/{code}?governorate={place}"),
                    None => format!("/occupations/{code}"),
                }),
                figure: shown(row),
            }
        })
        .collect()
}

/// How much of a chart by occupation belongs to no stated one; nothing where all is stated.
fn unstated(request: &PageRequest, figures: &Figures) -> String {
    let row = figures.rows.iter().find(|row| key(row, "occupation_code") == "unknown");
    let value = row.and_then(|row| row.value).filter(|value| *value > 0.0);
    value.map_or_else(String::new, |value| {
        let text = mizan_charts::numerals::number(value, 0, mizan_charts::Digits::Western);
        format!(" · {}", request.word("chart-unstated", &[("value", &text)]))
    })
}

fn scope(
    request: &PageRequest,
    month: Month,
    governorate: Option<&str>,
    occupation: Option<&str>,
    occupations: &[(String, String)],
) -> String {
    let place = governorate.map_or_else(
        || request.word("word-all-governorates", &[]),
        |code| place_name(request, code),
    );
    let work = occupation.map_or_else(
        || request.word("word-all-occupations", &[]),
        |code| {
            let name = occupations.iter().find(|(known, _)| known == code);
            name.map_or_else(|| code.to_owned(), |(_, name)| name.clone())
        },
    );
    let month = crate::pages::month_name(request.language(), month);
    [place, work, month].join(" · ")
}

/// The address of a metric's figures as a file.
pub(crate) fn download(
    metric: &str,
    extension: &str,
    governorate: Option<&str>,
    occupation: Option<&str>,
) -> String {
    let mut path = format!("/api/v1/metrics/{metric}/figures.{extension}?by=month");
    if let Some(code) = governorate {
        path.push_str(&format!("&governorate_code={code}"));
    }
    if let Some(code) = occupation {
        path.push_str(&format!("&occupation_code={code}"));
    }
    path
}
