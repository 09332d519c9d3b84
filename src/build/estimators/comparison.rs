//! Providers against what their trainees led to expect: observed over expected, shrunken, with funnel limits.

use std::collections::BTreeMap;

use mizan_statistics::Interval;
use mizan_statistics::funnel::{FunnelLimits, FunnelPosition, ratio_limits};
use mizan_statistics::interval::observed_over_expected;
use mizan_statistics::logistic::LogisticModel;
use mizan_statistics::shrinkage::{Performance, ValueAdded, shrink_performance};
use mizan_warehouse::{RecordBatch, Row, rows};

use super::columns::Columns;

const CONFIDENCE: f64 = 0.95;
/// Fewer trainees say nothing about a provider.
const PERSONS_MINIMUM: u64 = 20;
const RIDGE: f64 = 1.0;
/// Outcome, the column that says it is due, the column that says it happened.
const OUTCOMES: [(&str, &str, &str); 2] =
    [("employed_m6", "is_due_m6", "is_employed_m6"), ("placed_90d", "is_due_90d", "is_placed_90d")];

/// One compared group.
struct Compared {
    outcome: &'static str,
    scope: &'static str,
    code: String,
    performance: Performance,
    ratio: Option<Interval>,
    limits: Option<FunnelLimits>,
    value_added: Option<ValueAdded>,
}

impl Compared {
    fn ratio(&self) -> f64 {
        self.performance.observed / self.performance.expected
    }
}

/// Expects each trainee's outcome from what was known before, and sums it up by provider and cohort.
pub(super) fn estimate(records: &[RecordBatch]) -> Result<Columns, String> {
    let mut compared = Vec::new();
    for (outcome, due, happened) in OUTCOMES {
        let trainees: Vec<Row<'_>> =
            rows(records).filter(|row| row.flag(due).unwrap_or_default()).collect();
        let covariates: Vec<Vec<f64>> = trainees.iter().map(covariates).collect();
        let outcomes: Vec<bool> =
            trainees.iter().map(|row| row.flag(happened).unwrap_or_default()).collect();
        // All alike, or nobody: nothing can be expected of anybody.
        let Ok(model) = LogisticModel::fit(&covariates, &outcomes, RIDGE) else { continue };
        for (scope, column) in [("provider", "provider_code"), ("programme", "programme_code")] {
            let mut groups: BTreeMap<String, (Vec<f64>, Vec<bool>)> = BTreeMap::new();
            for ((row, known), outcome) in trainees.iter().zip(&covariates).zip(&outcomes) {
                let code = row.text(column).unwrap_or("unknown").to_owned();
                let group = groups.entry(code).or_default();
                group.0.push(model.probability(known));
                group.1.push(*outcome);
            }
            compared.extend(compare(outcome, scope, groups)?);
        }
    }
    Ok(table(&compared))
}

/// What was known before the training; the market of the governorate is part of it.
fn covariates(row: &Row<'_>) -> Vec<f64> {
    let is = |yes: bool| f64::from(u8::from(yes));
    let age = row.number("age_years").unwrap_or(30.0);
    let tightness = row.number("governorate_tightness").unwrap_or(1.0);
    vec![
        is(row.text("sex") == Some("f")),
        age / 10.0,
        is(age < 25.0),
        is(row.flag("was_employed_before").unwrap_or_default()),
        is(row.number("qualification_level") >= Some(3.0)),
        is(row.number("qualification_level").is_some()),
        tightness.max(0.01).ln(),
        row.number("month_number").unwrap_or_default(),
    ]
}

fn compare(
    outcome: &'static str,
    scope: &'static str,
    groups: BTreeMap<String, (Vec<f64>, Vec<bool>)>,
) -> Result<Vec<Compared>, String> {
    let failed = |error: mizan_statistics::Error| error.to_string();
    let mut found = Vec::new();
    for (code, (expected, outcomes)) in groups {
        let performance = Performance::of(&expected, &outcomes).map_err(failed)?;
        if performance.persons < PERSONS_MINIMUM || performance.expected <= 0.0 {
            continue;
        }
        let ratio =
            observed_over_expected(performance.observed as u64, performance.expected, CONFIDENCE);
        let limits = ratio_limits(&performance).ok();
        found.push(Compared {
            outcome,
            scope,
            code,
            performance,
            ratio: ratio.ok(),
            limits,
            value_added: None,
        });
    }
    let all: Vec<Performance> = found.iter().map(|one| one.performance).collect();
    if let Ok(values) = shrink_performance(&all, CONFIDENCE) {
        for (one, value) in found.iter_mut().zip(values) {
            one.value_added = value;
        }
    }
    Ok(found)
}

pub(super) fn position_code(position: FunnelPosition) -> &'static str {
    match position {
        FunnelPosition::FarBelow => "far_below",
        FunnelPosition::Below => "below",
        FunnelPosition::Within => "within",
        FunnelPosition::Above => "above",
        FunnelPosition::FarAbove => "far_above",
    }
}

fn table(all: &[Compared]) -> Columns {
    let limit =
        |pick: fn(&FunnelLimits) -> f64| all.iter().map(move |one| one.limits.as_ref().map(pick));
    let value = |pick: fn(&ValueAdded) -> f64| {
        all.iter().map(move |one| one.value_added.as_ref().map(pick))
    };
    Columns::default()
        .text("outcome", all.iter().map(|one| Some(one.outcome)))
        .text("scope", all.iter().map(|one| Some(one.scope)))
        .text("scope_code", all.iter().map(|one| Some(one.code.as_str())))
        .whole("persons", all.iter().map(|one| Some(one.performance.persons as i64)))
        .whole("observed", all.iter().map(|one| Some(one.performance.observed as i64)))
        .number("expected", all.iter().map(|one| Some(one.performance.expected)))
        .number("ratio", all.iter().map(|one| Some(one.ratio())))
        .number("ratio_lower", all.iter().map(|one| one.ratio.map(|ratio| ratio.lower)))
        .number("ratio_upper", all.iter().map(|one| one.ratio.map(|ratio| ratio.upper)))
        .number("warning_lower", limit(|one| one.warning.lower))
        .number("warning_upper", limit(|one| one.warning.upper))
        .number("alarm_lower", limit(|one| one.alarm.lower))
        .number("alarm_upper", limit(|one| one.alarm.upper))
        .text(
            "position",
            all.iter().map(|one| one.limits.map(|limits| position_code(limits.place(one.ratio())))),
        )
        .number("value_added_share", value(|one| one.value))
        .number("value_added_lower", value(|one| one.interval.lower))
        .number("value_added_upper", value(|one| one.interval.upper))
        .number("reliability", value(|one| one.reliability))
}
