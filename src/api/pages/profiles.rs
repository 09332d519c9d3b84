//! `/places/<code>`, `/occupations/<code>` and `/compare`: one place or occupation, and two places or periods side by side.

use std::sync::Arc;

use mizan_domain::{Month, governorate};
use mizan_metrics::Figures;
use mizan_web::{
    BarView, BarsView, ComparedRowView, ComparisonView, LinkView, OptionView, ProfileView,
    SelectView, TileView, TilesView, TrendView, Unit, View,
};

use crate::figures::{Ask, ask_all, figure, indicator, key, series, shown, unit};
use crate::pages::PageRequest;
use crate::pages::market::{occupation_name, occupation_select, occupations, place_name};
use crate::parameters::unknown_code;
use crate::problem::Problem;

const MONTHS: i32 = 12;
const BARS_MAX: usize = 12;
/// What a place or occupation is known by, the first of them first in every comparison.
const METRICS: [&str; 5] = ["tightness", "open_positions", "seekers", "hires", "wage_paid_mean"];

/// A place, an occupation and a month; `None` stands for all.
#[derive(Clone, Copy)]
struct Scope<'a> {
    governorate: Option<&'a str>,
    occupation: Option<&'a str>,
    month: Month,
}

impl Scope<'_> {
    fn ask(&self, metric: &str) -> Ask {
        Ask::new(metric)
            .maybe("governorate_code", self.governorate)
            .maybe("occupation_code", self.occupation)
    }

    /// The metrics of the list by month.
    async fn by_month(&self, request: &Arc<PageRequest>) -> Result<Vec<Figures>, Problem> {
        ask_all(request, METRICS.map(|metric| self.ask(metric).by("month"))).await
    }

    fn place(&self, request: &PageRequest) -> String {
        self.governorate.map_or_else(
            || request.word("word-all-governorates", &[]),
            |code| place_name(request, code),
        )
    }

    fn work(&self, request: &PageRequest) -> String {
        self.occupation.map_or_else(
            || request.word("word-all-occupations", &[]),
            |code| occupation_name(request, code),
        )
    }

    /// All three in words.
    fn words(&self, request: &PageRequest) -> String {
        let month = crate::pages::month_name(request.language(), self.month);
        [self.place(request), self.work(request), month].join(" · ")
    }
}

/// `/places/<code>`: one governorate, beside the country or another one.
pub(crate) async fn place(request: Arc<PageRequest>, code: String) -> Result<View, Problem> {
    let Some(place) = governorate::recognise(&code) else {
        let known: Vec<&str> = governorate::GOVERNORATES.iter().map(|one| one.code).collect();
        let problem = unknown_code("governorate", &code, &known);
        return Err(Problem { status: axum::http::StatusCode::NOT_FOUND, ..problem });
    };
    let month = request.month()?;
    let scope = Scope { governorate: Some(place.code), occupation: None, month };
    let other = Scope { governorate: request.parameters.governorate("other")?, ..scope };
    let text = month.to_string();
    let by_occupation = |metric: &str| scope.ask(metric).on("month", &text).by("occupation_code");
    let bars =
        ask_all(&request, ["shortage_probability", "open_positions"].map(by_occupation)).await?;
    let [shortage, positions] = bars.as_slice() else {
        return Err(Problem::internal(&"an answer is missing"));
    };
    let lead = |code: &str| format!("/occupations/{code}?governorate={}", place.code);
    let name = place.name(request.language()).to_owned();
    let bars = vec![
        by_size(&request, "shortage-by-occupation", shortage, "occupation_code", &lead),
        by_size(&request, "positions-by-occupation", positions, "occupation_code", &lead),
    ];
    let mut view = side_by_side(&request, scope, other).await?;
    view.path = format!("/places/{}", place.code);
    view.title = name;
    view.trail = vec![market(&request)];
    view.scope = crate::pages::month_name(request.language(), month);
    view.selects =
        vec![other_select(&request, other.governorate), request.month_select(Some(month))];
    view.bars = bars;
    view.links = vec![
        link(&request, "further-shortages", format!("/shortages?governorate={}", place.code)),
        link(&request, "further-jobs", format!("/jobs?governorate={}", place.code)),
        link(&request, "further-services", format!("/services?governorate={}", place.code)),
        link(&request, "further-compare", format!("/compare?governorate={}", place.code)),
    ];
    Ok(View::Profile(view))
}

/// `/occupations/<code>`: one occupation in the country or a governorate.
pub(crate) async fn occupation(request: Arc<PageRequest>, code: String) -> Result<View, Problem> {
    let known = occupations(&request).await?;
    let Some((code, name)) = known.iter().find(|(one, _)| *one == code && one != "unknown") else {
        let codes: Vec<&str> = known.iter().map(|(code, _)| code.as_str()).collect();
        let problem = unknown_code("occupation", &code, &codes);
        return Err(Problem { status: axum::http::StatusCode::NOT_FOUND, ..problem });
    };
    let code = code.as_str();
    let month = request.month()?;
    let chosen = request.parameters.governorate("governorate")?;
    let scope = Scope { governorate: chosen, occupation: Some(code), month };
    let other = Scope { governorate: request.parameters.governorate("other")?, ..scope };
    let text = month.to_string();
    let by_place = |metric: &str| {
        let ask = Ask::new(metric).on("occupation_code", code).on("month", &text);
        ask.by("governorate_code")
    };
    let maps = ask_all(&request, ["tightness", "shortage_probability"].map(by_place)).await?;
    let [tightness, probability] = maps.as_slice() else {
        return Err(Problem::internal(&"an answer is missing"));
    };
    let mut view = if chosen.is_some() || other.governorate.is_some() {
        side_by_side(&request, scope, other).await?
    } else {
        // The whole country beside itself says nothing: the month a year ago does.
        side_by_side(&request, scope, Scope { month: month.add(-MONTHS + 1), ..scope }).await?
    };
    view.path = format!("/occupations/{code}");
    view.title.clone_from(name);
    view.trail = vec![market(&request)];
    view.trail.extend(chosen.map(|place| LinkView {
        label: place_name(&request, place),
        path: format!("/places/{place}"),
    }));
    view.scope = format!(
        "{} · {}",
        scope.place(&request),
        crate::pages::month_name(request.language(), month)
    );
    view.selects = vec![
        request.governorate_select(chosen),
        other_select(&request, other.governorate),
        request.month_select(Some(month)),
    ];
    let lead = |place: &str| format!("/occupations/{code}?governorate={place}");
    view.map = Some(map(&request, "tightness-by-governorate", tightness, &lead));
    view.bars = vec![
        by_size(&request, "shortage-by-governorate", probability, "governorate_code", &lead),
        skills_asked(&request, code, chosen),
    ];
    view.bars.retain(|bars| !bars.bars.is_empty());
    let place = chosen.map(|place| format!("&governorate={place}")).unwrap_or_default();
    view.links = vec![
        link(&request, "further-jobs", format!("/jobs?occupation={code}{place}")),
        link(&request, "further-shortages", format!("/shortages?occupation={code}{place}")),
        link(&request, "further-permits", format!("/permits?occupation={code}{place}")),
        link(&request, "further-compare", format!("/compare?occupation={code}{place}")),
    ];
    Ok(View::Profile(view))
}

/// `/compare`: two places, or two months of one.
pub(crate) async fn compare(request: Arc<PageRequest>) -> Result<View, Problem> {
    let month = request.month()?;
    let known = occupations(&request).await?;
    let codes: Vec<&str> = known.iter().map(|(code, _)| code.as_str()).collect();
    let occupation = request.parameters.code("occupation", &codes)?;
    let chosen = request.parameters.governorate("governorate")?;
    let place = request.parameters.governorate("other")?;
    let before = request.parameters.month("before")?;
    let scope = Scope { governorate: chosen, occupation, month };
    let other = Scope {
        // Without another place it is the same one at another time.
        governorate: place.or(if before.is_some() { chosen } else { None }),
        occupation,
        month: before.unwrap_or(if place.is_none() && chosen.is_none() {
            month.add(-MONTHS + 1)
        } else {
            month
        }),
    };
    let mut view = side_by_side(&request, scope, other).await?;
    "/compare".clone_into(&mut view.path);
    view.title = request.word("compare-title", &[]);
    view.trail = vec![market(&request)];
    view.scope = request.word(
        "compare-scope",
        &[("one", &scope.words(&request)), ("other", &other.words(&request))],
    );
    let month_before = SelectView { name: "before", ..request.month_select(before) };
    view.selects = vec![
        request.governorate_select(chosen),
        other_select(&request, place),
        occupation_select(&known, occupation),
        request.month_select(Some(month)),
        month_before,
    ];
    view.indicators.clear();
    Ok(View::Profile(view))
}

/// Key figures of one scope, beside another one, with lines of both.
async fn side_by_side(
    request: &Arc<PageRequest>,
    one: Scope<'_>,
    other: Scope<'_>,
) -> Result<ProfileView, Problem> {
    let (here, there) = tokio::try_join!(one.by_month(request), other.by_month(request))?;
    let metric_unit = |figures: &Figures| {
        request.app.metrics().get(&figures.metric).map(unit).unwrap_or_default()
    };
    let at = |figures: &Figures, month: Month| figure(figures, &[("month", &month.to_string())]);
    let rows = here
        .iter()
        .zip(&there)
        .map(|(left, right)| ComparedRowView {
            code: left.metric.clone(),
            name: title(request, left),
            unit: metric_unit(left),
            one: at(left, one.month),
            other: at(right, other.month),
        })
        .collect();
    let differs_in_place = one.governorate != other.governorate;
    let label = |scope: &Scope<'_>| match (differs_in_place, one.month == other.month) {
        (true, true) => scope.place(request),
        (false, _) => crate::pages::month_name(request.language(), scope.month),
        (true, false) => {
            let month = crate::pages::month_name(request.language(), scope.month);
            format!("{} · {month}", scope.place(request))
        }
    };
    let months: Vec<Month> = (0..MONTHS).rev().map(|back| one.month.add(-back)).collect();
    let trend = |index: usize| {
        let mut lines = vec![series(&here[index], &months, one.place(request))];
        if differs_in_place {
            lines.push(series(&there[index], &months, other.place(request)));
        }
        TrendView {
            id: format!("{}-by-month", METRICS[index].replace('_', "-")),
            title: title(request, &here[index]),
            subtitle: request.word("chart-last-months", &[]),
            unit: metric_unit(&here[index]),
            months: months.clone(),
            series: lines,
        }
    };
    Ok(ProfileView {
        indicators: here.iter().map(|figures| indicator(request, figures, one.month)).collect(),
        comparison: Some(ComparisonView { one: label(&one), other: label(&other), rows }),
        trends: vec![trend(0), trend(4)],
        ..ProfileView::default()
    })
}

fn title(request: &PageRequest, figures: &Figures) -> String {
    let metric = request.app.metrics().get(&figures.metric).ok();
    metric.map(|one| one.title.get(request.language()).to_owned()).unwrap_or_default()
}

fn market(request: &PageRequest) -> LinkView {
    LinkView { label: request.word("word-whole-country", &[]), path: "/market".to_owned() }
}

fn link(request: &PageRequest, key: &str, path: String) -> LinkView {
    LinkView { label: request.word(key, &[]), path }
}

fn other_select(request: &PageRequest, chosen: Option<&str>) -> SelectView {
    SelectView { name: "other", ..request.governorate_select(chosen) }
}

/// The largest shown figures of a dimension, each with the page it leads to.
fn by_size(
    request: &PageRequest,
    id: &str,
    figures: &Figures,
    dimension: &'static str,
    lead: &dyn Fn(&str) -> String,
) -> BarsView {
    let is_place = dimension == "governorate_code";
    let is_named = |code: &str| {
        if is_place { governorate::by_code(code).is_some() } else { code != "unknown" }
    };
    let mut rows: Vec<(f64, &mizan_metrics::Figure)> = figures
        .rows
        .iter()
        .filter_map(|row| Some((row.value.filter(|value| *value > 0.0)?, row)))
        .filter(|(_, row)| is_named(key(row, dimension)))
        .collect();
    rows.sort_by(|(one, left), (other, right)| {
        other.total_cmp(one).then_with(|| key(left, dimension).cmp(key(right, dimension)))
    });
    let (subtitle, category) = if is_place {
        ("chart-by-governorate-led", "dimension-governorate-code")
    } else {
        ("chart-by-occupation-led", "word-occupation")
    };
    let bar = |row: &mizan_metrics::Figure| {
        let code = key(row, dimension);
        let label =
            if is_place { place_name(request, code) } else { occupation_name(request, code) };
        BarView { label, path: Some(lead(code)), figure: shown(row) }
    };
    BarsView {
        id: id.to_owned(),
        title: title(request, figures),
        subtitle: request.word(subtitle, &[]),
        unit: request.app.metrics().get(&figures.metric).map(unit).unwrap_or_default(),
        category: request.word(category, &[]),
        bars: rows.into_iter().take(BARS_MAX).map(|(_, row)| bar(row)).collect(),
    }
}

/// Figures by governorate as a map whose names lead further.
pub(crate) fn map(
    request: &PageRequest,
    id: &str,
    figures: &Figures,
    lead: &dyn Fn(&str) -> String,
) -> TilesView {
    TilesView {
        id: id.to_owned(),
        title: title(request, figures),
        subtitle: request.word("chart-by-governorate", &[]),
        unit: request.app.metrics().get(&figures.metric).map(unit).unwrap_or_default(),
        tiles: figures
            .rows
            .iter()
            .filter(|row| governorate::by_code(key(row, "governorate_code")).is_some())
            .map(|row| {
                let code = key(row, "governorate_code");
                TileView {
                    governorate_code: code.to_owned(),
                    path: Some(lead(code)),
                    figure: shown(row),
                }
            })
            .collect(),
    }
}

/// Skills most asked for by the open vacancies of an occupation: a count of openings, which name nobody.
fn skills_asked(request: &PageRequest, occupation: &str, place: Option<&str>) -> BarsView {
    let asked = crate::pages::skills::asked(request, |opening| {
        opening.occupation_code.as_deref() == Some(occupation)
            && place.is_none_or(|code| opening.governorate_code.as_deref() == Some(code))
    });
    crate::pages::skills::bars(request, asked)
}

/// An option for every vintage.
pub(crate) fn vintage_options(vintages: &[String], chosen: &str) -> Vec<OptionView> {
    vintages.iter().rev().take(50).map(|id| OptionView::new(id, id, chosen)).collect()
}

/// Openings as a unit of charts.
pub(crate) const OPENINGS: Unit = Unit::Count;
