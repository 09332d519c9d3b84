//! `/cohorts` and `/cohorts/<code>`: what became of trainees, with uncertainty and without a league table.

use std::collections::BTreeMap;
use std::sync::Arc;

use mizan_accounts::Role;
use mizan_audit::Action;
use mizan_metrics::Figures;
use mizan_statistics::funnel::proportion_limits;
use mizan_warehouse::{Row, rows};
use mizan_web::{
    CohortRowView, CohortView, CohortsView, FigureView, FunnelPlotView, FunnelPointView,
    OptionView, OutcomeView, PageView, RatioView, SelectView, StageView, StagesView, Tier,
    TierView, Unit, View,
};

use crate::figures::{Ask, ask_all, figure, key, shown, unit};
use crate::pages::PageRequest;
use crate::pages::market::{occupation_name, place_name};
use crate::problem::Problem;

const PAGE_LENGTH: usize = 20;
/// Dimension of an estimate: whose it is.
const SCOPE_CODE: &str = "scope_code";
const COHORT: &str = "cohort_code";
/// Fewer persons say nothing about a provider.
const COMPARED_MIN: u64 = 20;

/// What a cohort is, beside its figures.
struct Cohort {
    code: String,
    title: String,
    provider: String,
    provider_code: String,
    occupation_code: String,
    governorate_code: String,
    starts_on: Option<mizan_domain::Date>,
    ends_on: Option<mizan_domain::Date>,
    seats: Option<u32>,
}

pub(crate) async fn list(request: Arc<PageRequest>) -> Result<View, Problem> {
    list_of(request, None).await
}

/// A trainer's own cohorts; nothing of them is hidden, and nobody else's are among them.
pub(crate) async fn own_list(request: Arc<PageRequest>) -> Result<View, Problem> {
    let providers = request.principal.scopes(Role::Trainer);
    list_of(request, Some(providers)).await
}

async fn list_of(request: Arc<PageRequest>, own: Option<Vec<String>>) -> Result<View, Problem> {
    let mut all = cohorts(&request).await?;
    let is_own = own.is_some();
    if let Some(providers) = own {
        all.retain(|one| providers.contains(&one.provider_code));
    }
    let codes: Vec<String> =
        if is_own { all.iter().map(|one| one.code.clone()).collect() } else { Vec::new() };
    // Cohorts that have ended come first: their outcomes are what the page is for.
    let last = request.loaded.as_of();
    all.sort_by_key(|one| one.ends_on.is_none_or(|day| day > last));
    let governorate = request.parameters.governorate("governorate")?;
    let pick = |text: fn(&Cohort) -> &str| {
        let mut codes: Vec<&str> = all.iter().map(text).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    let (providers, occupations) =
        (pick(|one| &one.provider_code), pick(|one| &one.occupation_code));
    let years: Vec<String> = {
        let mut years: Vec<i32> = all.iter().filter_map(|one| Some(one.ends_on?.year())).collect();
        years.sort_unstable_by(|one, other| other.cmp(one));
        years.dedup();
        years.into_iter().map(|year| year.to_string()).collect()
    };
    let known_years: Vec<&str> = years.iter().map(String::as_str).collect();
    let provider = request.parameters.code("provider", &providers)?;
    let occupation = request.parameters.code("occupation", &occupations)?;
    let year = request.parameters.code("year", &known_years)?;
    let chosen: Vec<&Cohort> = all
        .iter()
        .filter(|one| governorate.is_none_or(|code| one.governorate_code == code))
        .filter(|one| provider.is_none_or(|code| one.provider_code == code))
        .filter(|one| occupation.is_none_or(|code| one.occupation_code == code))
        .filter(|one| {
            year.is_none_or(|year| one.ends_on.is_some_and(|day| day.year().to_string() == year))
        })
        .collect();
    let answers = ask_all(
        &request,
        [
            Ask::new("trainees_started").by(COHORT).among(COHORT, &codes).for_own(is_own),
            Ask::new("trainees_completed").by(COHORT).among(COHORT, &codes).for_own(is_own),
            Ask::new("trainees_placed_90d").by(COHORT).among(COHORT, &codes).for_own(is_own),
            Ask::new("placement_rate_90d").by(COHORT),
            Ask::new("placement_rate_90d"),
        ],
    )
    .await?;
    let [started, completed, placed, rates, overall] = answers.as_slice() else {
        return Err(Problem::internal(&"an answer is missing"));
    };
    let page = request.parameters.page()?;
    let as_of = request.loaded.as_of();
    let row = |one: &&Cohort| {
        let of = |figures: &Figures| figure(figures, &[(COHORT, &one.code)]);
        CohortRowView {
            code: one.code.clone(),
            title: one.title.clone(),
            provider: one.provider.clone(),
            place: place_name(&request, &one.governorate_code),
            ends_on: one.ends_on,
            started: of(started),
            completed: of(completed),
            placed: of(placed),
            is_open: one.ends_on.is_some_and(|day| day > as_of),
        }
    };
    let from = (page as usize - 1).saturating_mul(PAGE_LENGTH).min(chosen.len());
    let to = (from + PAGE_LENGTH).min(chosen.len());
    let provider_options = {
        let names: BTreeMap<&str, &str> =
            all.iter().map(|one| (one.provider_code.as_str(), one.provider.as_str())).collect();
        let option = |(code, name): (&&str, &&str)| {
            OptionView::new(*code, *name, provider.unwrap_or_default())
        };
        names.iter().map(option).collect()
    };
    let occupation_options = occupations
        .iter()
        .map(|code| {
            let name = occupation_name(&request, code);
            OptionView::new(*code, name, occupation.unwrap_or_default())
        })
        .collect();
    let year_options = years
        .iter()
        .map(|one| OptionView::new(one.clone(), one.clone(), year.unwrap_or_default()))
        .collect();
    Ok(View::Cohorts(CohortsView {
        is_own,
        selects: vec![
            request.governorate_select(governorate),
            SelectView { name: "provider", options: provider_options },
            SelectView { name: "occupation", options: occupation_options },
            SelectView { name: "year", options: year_options },
        ],
        total: chosen.len() as u64,
        page: PageView { number: page, count: chosen.len().div_ceil(PAGE_LENGTH).max(1) as u32 },
        cohorts: chosen[from..to].iter().map(row).collect(),
        comparison: comparison(&request, rates, overall, &chosen, None),
    }))
}

pub(crate) async fn one(request: Arc<PageRequest>, code: String) -> Result<View, Problem> {
    one_of(request, code, None).await
}

/// One of a trainer's own cohorts; another's is as if it did not exist.
pub(crate) async fn own_one(request: Arc<PageRequest>, code: String) -> Result<View, Problem> {
    let providers = request.principal.scopes(Role::Trainer);
    // Small cells may tell of one trainee: looking at them is on record.
    let shown: String = code.chars().take(60).collect();
    let event = request.principal.event(Action::LookUp).on("cohort", shown);
    request.app.people().record(event.purpose("own-cohort")).await?;
    one_of(request, code, Some(providers)).await
}

async fn one_of(
    request: Arc<PageRequest>,
    code: String,
    own: Option<Vec<String>>,
) -> Result<View, Problem> {
    let all = cohorts(&request).await?;
    let is_mine = |one: &Cohort| own.as_ref().is_none_or(|own| own.contains(&one.provider_code));
    let Some(cohort) = all.iter().find(|one| one.code == code && is_mine(one)) else {
        let shown: String = code.chars().take(60).collect();
        let message = crate::words::bilingual("problem-no-cohort", &[("code", &shown)]);
        return Err(Problem::not_found(message));
    };
    let of = |metric: &str| Ask::new(metric).on(COHORT, &code).for_own(own.is_some());
    let stages = ask_all(
        &request,
        [
            of("trainees_started"),
            of("trainees_completed"),
            of("trainees_certified"),
            of("trainees_placed_90d"),
            of("trainees_sustained_6"),
        ],
    )
    .await?;
    let measures = ask_all(
        &request,
        [
            of("completion_rate"),
            of("certification_rate"),
            of("placement_rate_90d"),
            of("employment_rate_m6"),
            of("employment_rate_m12"),
            of("sustained_employment_rate"),
            of("wage_m6_median").by(COHORT).by("month"),
            of("cost_per_sustained_job"),
            of("follow_up_coverage_m6"),
            of("training_related_share"),
            of("wage_m6_at_cell_share"),
        ],
    )
    .await?;
    let survival = survival(&request, &code, own.is_some()).await?;
    let bounds = ask_all(
        &request,
        [
            of("employment_rate_m6_lower"),
            of("employment_rate_m6_upper"),
            of("sustained_employment_rate_lower"),
            of("sustained_employment_rate_upper"),
        ],
    )
    .await?;
    let rates = Ask::new("placement_rate_90d").by(COHORT).send(&request).await?;
    let overall = Ask::new("placement_rate_90d").send(&request).await?;
    let waiting = ask_all(
        &request,
        [
            of("trainees_waiting_90d"),
            of("trainees_waiting_m6"),
            of("trainees_waiting_m12"),
            of("trainees_waiting_sustained_6"),
        ],
    )
    .await?;
    let tiers =
        ask_all(&request, [of("trainees_placed_tier_a"), of("trainees_placed_tier_b")]).await?;
    let everyone: Vec<&Cohort> = all.iter().collect();
    Ok(View::Cohort(CohortView {
        code: cohort.code.clone(),
        title: cohort.title.clone(),
        provider: cohort.provider.clone(),
        place: place_name(&request, &cohort.governorate_code),
        starts_on: cohort.starts_on,
        ends_on: cohort.ends_on,
        seats: cohort.seats,
        stages: stages_view(&request, &stages, &waiting),
        outcomes: measures
            .iter()
            .map(|figures| outcome(&request, figures, &waiting, &tiers, &bounds))
            .chain(survival)
            .collect(),
        ratio: ratio(&request, &cohort.provider_code, own.is_some()).await?,
        comparison: comparison(&request, &rates, &overall, &everyone, Some(&code)),
        curriculum: crate::pages::curricula::view(&request, &code).await?,
        openings_path: Some(format!("/matches?occupation={}", cohort.occupation_code)),
    }))
}

/// All cohorts, the latest ended first.
async fn cohorts(request: &PageRequest) -> Result<Vec<Cohort>, Problem> {
    let sql = "select cohort_code, programme_code, provider_code, provider_name_ar, provider_name_en, \
        title_ar, title_en, occupation_code, governorate_code, starts_on, ends_on, seats \
        from mart_outcomes_by_cohort order by ends_on desc, cohort_code";
    let session = request.loaded.session.clone();
    let batches = request.app.query(session, sql.to_owned()).await;
    let batches = batches.map_err(|error| Problem::internal(&error))?;
    let text = |row: &Row<'_>, name: &str| row.text(name).unwrap_or_default().to_owned();
    let localized = |row: &Row<'_>, stem: &str| {
        let own = text(row, &format!("{stem}_{}", request.language()));
        if own.is_empty() { text(row, &format!("{stem}_ar")) } else { own }
    };
    Ok(rows(&batches)
        .map(|row| Cohort {
            code: text(&row, "cohort_code"),
            title: localized(&row, "title"),
            provider: localized(&row, "provider_name"),
            provider_code: text(&row, "provider_code"),
            occupation_code: text(&row, "occupation_code"),
            governorate_code: text(&row, "governorate_code"),
            starts_on: row.date("starts_on"),
            ends_on: row.date("ends_on"),
            seats: row.integer("seats").and_then(|seats| u32::try_from(seats).ok()),
        })
        .collect())
}

fn stages_view(request: &PageRequest, stages: &[Figures], waiting: &[Figures]) -> StagesView {
    let started = stages.first().and_then(|figures| figure(figures, &[]).shown());
    StagesView {
        id: "stages".to_owned(),
        title: request.word("chart-stages", &[]),
        subtitle: request.word("chart-stages-persons", &[]),
        stages: stages
            .iter()
            .map(|figures| {
                let metric = request.app.metrics().get(&figures.metric).ok();
                let censored = censored(&figures.metric, waiting);
                // Where nobody has reached the horizon there is no outcome yet, not an outcome of zero.
                let is_early = censored.is_some_and(|count| started == Some(count as f64));
                StageView {
                    label: metric
                        .map(|one| one.title.get(request.language()).to_owned())
                        .unwrap_or_default(),
                    figure: if is_early {
                        FigureView::not_available()
                    } else {
                        figure(figures, &[])
                    },
                    censored,
                }
            })
            .collect(),
    }
}

/// The metric that counts who has not reached the horizon of a measure yet.
fn waiting_metric(metric: &str) -> Option<&'static str> {
    match metric {
        "placement_rate_90d" | "trainees_placed_90d" => Some("trainees_waiting_90d"),
        "employment_rate_m6" => Some("trainees_waiting_m6"),
        "employment_rate_m12" => Some("trainees_waiting_m12"),
        "sustained_employment_rate" | "trainees_sustained_6" => {
            Some("trainees_waiting_sustained_6")
        }
        _ => None,
    }
}

/// Persons not yet at the horizon of a measure, where there are any and they may be shown.
fn censored(metric: &str, waiting: &[Figures]) -> Option<u64> {
    let wanted = waiting_metric(metric)?;
    let figures = waiting.iter().find(|figures| figures.metric == wanted)?;
    figure(figures, &[]).shown().filter(|count| *count > 0.0).map(|count| count as u64)
}

/// Whom a measure is about, in a few words.
fn denominator_key(metric: &str) -> &'static str {
    match metric {
        "completion_rate" | "certification_rate" => "of-those-who-left",
        "wage_m6_median" => "of-those-paid-at-m6",
        "cost_per_sustained_job" => "of-cohorts-due",
        "training_related_share" => "of-those-placed",
        "wage_m6_at_cell_share" => "of-those-paid-at-m6",
        _ => "of-those-due",
    }
}

fn outcome(
    request: &PageRequest,
    figures: &Figures,
    waiting: &[Figures],
    tiers: &[Figures],
    bounds: &[Figures],
) -> OutcomeView {
    let Ok(metric) = request.app.metrics().get(&figures.metric) else {
        return OutcomeView::default();
    };
    let language = request.language();
    let tiers = match metric.name.as_str() {
        "placement_rate_90d" => [Tier::A, Tier::B]
            .into_iter()
            .zip(tiers)
            .map(|(tier, figures)| TierView { tier, persons: figure(figures, &[]) })
            .collect(),
        _ => Vec::new(),
    };
    OutcomeView {
        code: metric.name.clone(),
        name: metric.title.get(language).to_owned(),
        denominator: request.word(denominator_key(&metric.name), &[]),
        unit: unit(metric),
        figure: figure(figures, &[]),
        bounds: bounds_of(&metric.name, bounds),
        censored: censored(&metric.name, waiting),
        tiers,
    }
}

/// What the value would be if nobody, and if everybody, not yet at the horizon had the outcome.
fn bounds_of(metric: &str, bounds: &[Figures]) -> Option<(f64, f64)> {
    let of = |suffix: &str| {
        let wanted = format!("{metric}_{suffix}");
        let figures = bounds.iter().find(|figures| figures.metric == wanted)?;
        figure(figures, &[]).shown()
    };
    Some((of("lower")?, of("upper")?))
}

/// How long first jobs of the cohort last, with its interval; not available before any is known.
async fn survival(
    request: &Arc<PageRequest>,
    code: &str,
    is_own: bool,
) -> Result<Option<OutcomeView>, Problem> {
    let of = |metric: &str| scoped(metric, "cohort", code, is_own);
    let asks = [
        of("first_job_survival_6m"),
        of("first_job_survival_6m_lower"),
        of("first_job_survival_6m_upper"),
    ];
    let Some(answers) = known(ask_all(request, asks).await)? else { return Ok(None) };
    let [value, lower, upper] = answers.as_slice() else {
        return Err(Problem::internal(&"an answer is missing"));
    };
    let mut view = outcome(request, value, &[], &[], &[]);
    view.figure = with_limits(value, lower, upper, code);
    view.denominator = request.word("of-first-jobs", &[]);
    Ok(Some(view))
}

/// The provider of the cohort against what its trainees led to expect.
async fn ratio(
    request: &Arc<PageRequest>,
    provider: &str,
    is_own: bool,
) -> Result<Option<RatioView>, Problem> {
    let of =
        |metric: &str| scoped(metric, "provider", provider, is_own).on("outcome", "placed_90d");
    let asks = [
        of("provider_observed"),
        of("provider_expected"),
        of("provider_ratio"),
        of("provider_ratio_lower"),
        of("provider_ratio_upper"),
    ];
    let Some(answers) = known(ask_all(request, asks).await)? else { return Ok(None) };
    let [observed, expected, ratio, lower, upper] = answers.as_slice() else {
        return Err(Problem::internal(&"an answer is missing"));
    };
    let ratio = with_limits(ratio, lower, upper, provider);
    let is_shown = ratio.shown().is_some();
    Ok(is_shown.then(|| RatioView {
        observed: figure(observed, &[(SCOPE_CODE, provider)]),
        expected: figure(expected, &[(SCOPE_CODE, provider)]),
        ratio,
    }))
}

/// Asks for an estimate: of the reader's own scope alone, or of all scopes of a kind, because those
/// too small to have one are no error.
fn scoped(metric: &str, scope: &str, code: &str, is_own: bool) -> Ask {
    let ask = Ask::new(metric).on("scope", scope).by(SCOPE_CODE).for_own(is_own);
    if is_own { ask.on(SCOPE_CODE, code) } else { ask }
}

/// Estimates of a scope; nothing while the data have nobody of that scope at all.
fn known(answers: Result<Vec<Figures>, Problem>) -> Result<Option<Vec<Figures>>, Problem> {
    match answers {
        Err(problem) if problem.code == "unknown_value" => Ok(None),
        other => other.map(Some),
    }
}

/// The estimate of a scope with the limits its mart holds.
fn with_limits(value: &Figures, lower: &Figures, upper: &Figures, code: &str) -> FigureView {
    let of = |figures: &Figures| figure(figures, &[(SCOPE_CODE, code)]);
    let mut view = of(value);
    if view.shown().is_some() {
        view.interval = of(lower).shown().zip(of(upper).shown());
    }
    view
}

/// Cohorts against what chance alone would do around the overall rate.
fn comparison(
    request: &PageRequest,
    rates: &Figures,
    overall: &Figures,
    cohorts: &[&Cohort],
    highlighted: Option<&str>,
) -> Option<FunnelPlotView> {
    let target = figure(overall, &[]).shown()?;
    let names: BTreeMap<&str, &Cohort> =
        cohorts.iter().map(|one| (one.code.as_str(), *one)).collect();
    let points: Vec<FunnelPointView> = rates
        .rows
        .iter()
        .filter_map(|row| {
            let cohort = names.get(key(row, COHORT))?;
            let size = row.n.filter(|n| *n >= COMPARED_MIN || highlighted == Some(&cohort.code))?;
            Some(FunnelPointView {
                label: cohort.title.clone(),
                path: Some(format!("/cohorts/{}", cohort.code)),
                size: size as f64,
                figure: shown(row),
                is_highlighted: highlighted == Some(&cohort.code),
            })
        })
        .collect();
    if points.is_empty() {
        return None;
    }
    let largest = points.iter().map(|point| point.size).fold(0.0, f64::max);
    let limits = (1..=20)
        .map(|step| (largest * f64::from(step) / 20.0).max(5.0))
        .filter_map(|size| {
            let limits = proportion_limits(target, size.round() as u64).ok()?;
            let pair = |limits: mizan_statistics::Interval| (limits.lower, limits.upper);
            Some((size, pair(limits.warning), pair(limits.alarm)))
        })
        .collect();
    Some(FunnelPlotView {
        id: "comparison".to_owned(),
        title: request.word("chart-comparison", &[]),
        subtitle: request.word("chart-comparison-note", &[]),
        unit: Unit::Share,
        size_name: request.word("chart-comparison-size", &[]),
        category: request.word("word-cohort", &[]),
        target,
        limits,
        points,
    })
}
