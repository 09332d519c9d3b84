//! How long first jobs last and how long they are sought, with those still watched censored.

use std::collections::BTreeMap;

use mizan_statistics::competing::{CauseObservation, cumulative_incidence};
use mizan_statistics::{Interval, Observation, Survival};
use mizan_warehouse::{RecordBatch, Row, rows};

use super::columns::Columns;

const CONFIDENCE: f64 = 0.95;
/// Days of 3, 6 and 12 months.
const HORIZONS: [(&str, f64); 3] = [("3m", 91.0), ("6m", 182.0), ("12m", 365.0)];
const SEARCH_HORIZON_DAYS: f64 = 180.0;
const BETTER: usize = 0;
const OTHER: usize = 1;

/// Trainees of one scope.
#[derive(Default)]
struct Scope {
    search: Vec<Observation>,
    job: Vec<Observation>,
    employment: Vec<Observation>,
    causes: Vec<CauseObservation>,
}

impl Scope {
    fn add(&mut self, row: &Row<'_>) {
        let flag = |name| row.flag(name).unwrap_or_default();
        let watched = row.number("days_observed").unwrap_or_default().max(0.0);
        let reached = row.number("days_to_first_job");
        self.search.push(Observation {
            time: reached.unwrap_or(watched).max(0.0),
            is_event: reached.is_some(),
        });
        if let Some(days) = row.number("job_days") {
            let is_ended = flag("is_job_ended");
            self.job.push(Observation { time: days.max(0.0), is_event: is_ended });
            let cause = if flag("is_left_for_better") { BETTER } else { OTHER };
            self.causes
                .push(CauseObservation { time: days.max(0.0), cause: is_ended.then_some(cause) });
        }
        if let Some(days) = row.number("employment_days") {
            let is_ended = flag("is_employment_ended");
            self.employment.push(Observation { time: days.max(0.0), is_event: is_ended });
        }
    }
}

type At = (Option<f64>, Option<f64>, Option<f64>);

/// Survival at a time with its limits; nothing beyond the watched time.
fn survival_at(curve: Option<&Survival>, time: f64) -> At {
    let Some(value) = curve.and_then(|curve| curve.at(time)) else { return (None, None, None) };
    let interval = curve.and_then(|curve| curve.step_at(time)).and_then(|step| step.interval);
    with_interval(value, interval)
}

fn with_interval(value: f64, interval: Option<Interval>) -> At {
    (Some(value), interval.map(|one| one.lower), interval.map(|one| one.upper))
}

/// Share that left for a better-paid job by a time; nothing beyond the watched time.
fn better_at(scope: &Scope, curve: Option<&Survival>, time: f64) -> At {
    if curve.and_then(|curve| curve.at(time)).is_none() {
        return (None, None, None);
    }
    let steps = cumulative_incidence(&scope.causes, BETTER, CONFIDENCE).unwrap_or_default();
    let last = steps.iter().take_while(|step| step.time <= time).last();
    last.map_or((Some(0.0), None, None), |step| with_interval(step.incidence, step.interval))
}

/// Draws the curves of all trainees and of each group.
#[expect(clippy::unnecessary_wraps, reason = "all estimators are called alike")]
pub(super) fn estimate(records: &[RecordBatch]) -> Result<Columns, String> {
    let mut scopes: BTreeMap<(&str, String), Scope> = BTreeMap::new();
    for row in rows(records) {
        let groups = [
            ("all", None),
            ("sex", row.text("sex")),
            ("provider", row.text("provider_code")),
            ("occupation", row.text("occupation_code")),
            ("governorate", row.text("governorate_code")),
            ("cohort", row.text("cohort_code")),
        ];
        for (scope, code) in groups {
            if scope == "all" || code.is_some() {
                let key = (scope, code.unwrap_or("all").to_owned());
                scopes.entry(key).or_default().add(&row);
            }
        }
    }
    let curve = |observations: &[Observation]| Survival::estimate(observations, CONFIDENCE).ok();
    let curves: Vec<_> = scopes
        .values()
        .map(|one| (curve(&one.search), curve(&one.job), curve(&one.employment)))
        .collect();
    let mut columns = Columns::default()
        .text("scope", scopes.keys().map(|key| Some(key.0)))
        .text("scope_code", scopes.keys().map(|key| Some(key.1.as_str())))
        .whole("trainees", scopes.values().map(|one| Some(one.search.len() as i64)))
        .whole("jobs", scopes.values().map(|one| Some(one.job.len() as i64)))
        .whole(
            "jobs_ended",
            scopes
                .values()
                .map(|one| Some(one.job.iter().filter(|job| job.is_event).count() as i64)),
        );
    for (name, days) in HORIZONS {
        let at: Vec<At> = curves.iter().map(|one| survival_at(one.1.as_ref(), days)).collect();
        columns = three(columns, &format!("job_survival_{name}"), &at);
    }
    for (name, days) in HORIZONS {
        let at: Vec<At> = curves.iter().map(|one| survival_at(one.2.as_ref(), days)).collect();
        columns = three(columns, &format!("employment_survival_{name}"), &at);
    }
    let better: Vec<At> = scopes
        .values()
        .zip(&curves)
        .map(|(scope, one)| better_at(scope, one.1.as_ref(), HORIZONS[1].1))
        .collect();
    columns = three(columns, "left_for_better_6m", &better);
    let found: Vec<At> = curves
        .iter()
        .map(|one| {
            let share = one.0.as_ref().and_then(|curve| curve.event_share_by(SEARCH_HORIZON_DAYS));
            share.map_or((None, None, None), |(value, interval)| with_interval(value, interval))
        })
        .collect();
    columns = three(columns, "first_job_180d", &found);
    let median = curves.iter().map(|one| one.0.as_ref().and_then(Survival::median));
    let mean = curves.iter().map(|one| {
        let curve = one.0.as_ref()?;
        curve.restricted_mean(SEARCH_HORIZON_DAYS).ok().map(|mean| mean.value)
    });
    Ok(columns.number("first_job_days_median", median).number("first_job_days_mean_180d", mean))
}

/// A value with its lower and upper limit as three columns.
fn three(columns: Columns, name: &str, values: &[At]) -> Columns {
    columns
        .number(name, values.iter().map(|one| one.0))
        .number(&format!("{name}_lower"), values.iter().map(|one| one.1))
        .number(&format!("{name}_upper"), values.iter().map(|one| one.2))
}
