//! How long requests wait, with those still pending censored, and offices against what was to be expected.

use std::collections::BTreeMap;

use mizan_statistics::funnel::ratio_limits;
use mizan_statistics::interval::observed_over_expected;
use mizan_statistics::shrinkage::Performance;
use mizan_statistics::{Interval, Observation, Survival};
use mizan_warehouse::{RecordBatch, Row, rows};

use super::columns::Columns;
use super::comparison::position_code;

const CONFIDENCE: f64 = 0.95;
/// Days of the chances shown.
const HORIZONS_DAYS: [u32; 3] = [14, 30, 90];
/// Days within which an office should decide.
const STANDARD_DAYS: f64 = 14.0;
const MEAN_DAYS: f64 = 90.0;
/// Fewer requests say nothing about an office.
const REQUESTS_MINIMUM: u64 = 20;

/// One request as it stands.
#[derive(Clone, Copy)]
struct Request<'a> {
    service: &'a str,
    channel: &'a str,
    wait: Observation,
    /// Decided within the standard; none before that can be said.
    is_in_time: Option<bool>,
}

impl<'a> Request<'a> {
    fn of(row: &Row<'a>) -> Self {
        let watched = row.number("days_observed").unwrap_or_default().max(0.0);
        let decided = row.number("days_to_decision").map(|days| days.max(0.0));
        let is_in_time = decided.is_some_and(|days| days <= STANDARD_DAYS);
        Self {
            service: row.text("service").unwrap_or("unknown"),
            channel: row.text("channel").unwrap_or("unknown"),
            wait: Observation { time: decided.unwrap_or(watched), is_event: decided.is_some() },
            // An early decision must not count before the others of its day are due.
            is_in_time: (watched >= STANDARD_DAYS).then_some(is_in_time),
        }
    }
}

/// Requests and requests in time by service and channel.
type Expected<'a> = BTreeMap<(&'a str, &'a str), (f64, f64)>;

/// What is compared of one group of requests.
struct Compared {
    due: u64,
    observed: u64,
    expected: Option<f64>,
    ratio: Option<(f64, Option<Interval>)>,
    position: Option<&'static str>,
}

/// Draws the curves of all offices, of each governorate and of each office.
#[expect(clippy::unnecessary_wraps, reason = "all estimators are called alike")]
pub(super) fn estimate(records: &[RecordBatch]) -> Result<Columns, String> {
    let mut groups: BTreeMap<(&str, &str, String), Vec<Request<'_>>> = BTreeMap::new();
    let mut expected: Expected<'_> = BTreeMap::new();
    for row in rows(records) {
        let request = Request::of(&row);
        if let Some(is_in_time) = request.is_in_time {
            let sums = expected.entry((request.service, request.channel)).or_default();
            sums.0 += 1.0;
            sums.1 += f64::from(u8::from(is_in_time));
        }
        let scopes = [
            ("all", Some("all")),
            ("governorate", row.text("governorate_code")),
            ("office", row.text("office_code")),
        ];
        for (scope, code) in scopes {
            if let Some(code) = code {
                let key = (request.service, scope, code.to_owned());
                groups.entry(key).or_default().push(request);
            }
        }
    }
    let curves: Vec<Option<Survival>> = groups
        .values()
        .map(|requests| {
            let waits: Vec<Observation> = requests.iter().map(|one| one.wait).collect();
            Survival::estimate(&waits, CONFIDENCE).ok()
        })
        .collect();
    let compared: Vec<Compared> =
        groups.iter().map(|(key, requests)| compare(key.1, requests, &expected)).collect();
    let pending =
        |all: &Vec<Request<'_>>| all.iter().filter(|one| !one.wait.is_event).count() as i64;
    let mut columns = Columns::default()
        .text("service", groups.keys().map(|key| Some(key.0)))
        .text("scope", groups.keys().map(|key| Some(key.1)))
        .text("scope_code", groups.keys().map(|key| Some(key.2.as_str())))
        .whole("requests", groups.values().map(|all| Some(all.len() as i64)))
        .whole("pending", groups.values().map(|all| Some(pending(all))))
        .number("waiting_days_median", curves.iter().map(|one| one.as_ref()?.median()))
        .number(
            "waiting_days_mean_90d",
            curves.iter().map(|one| Some(one.as_ref()?.restricted_mean(MEAN_DAYS).ok()?.value)),
        );
    for days in HORIZONS_DAYS {
        let at: Vec<Option<(f64, Option<Interval>)>> =
            curves.iter().map(|one| one.as_ref()?.event_share_by(f64::from(days))).collect();
        let limit = |pick: fn(Interval) -> f64| at.iter().map(move |one| one.as_ref()?.1.map(pick));
        columns = columns
            .number(&format!("decided_{days}d"), at.iter().map(|one| one.map(|one| one.0)))
            .number(&format!("decided_{days}d_lower"), limit(|one| one.lower))
            .number(&format!("decided_{days}d_upper"), limit(|one| one.upper));
    }
    let ratio = |pick: fn(Interval) -> f64| compared.iter().map(move |one| one.ratio?.1.map(pick));
    Ok(columns
        .whole("due", compared.iter().map(|one| Some(one.due as i64)))
        .whole("observed", compared.iter().map(|one| Some(one.observed as i64)))
        .number("expected", compared.iter().map(|one| one.expected))
        .number("ratio", compared.iter().map(|one| one.ratio.map(|ratio| ratio.0)))
        .number("ratio_lower", ratio(|one| one.lower))
        .number("ratio_upper", ratio(|one| one.upper))
        .text("position", compared.iter().map(|one| one.position)))
}

/// Decisions in time against what all offices together reach with the same channels.
fn compare(scope: &str, requests: &[Request<'_>], expected: &Expected<'_>) -> Compared {
    let (mut chances, mut outcomes) = (Vec::new(), Vec::new());
    for request in requests {
        if let Some(is_in_time) = request.is_in_time
            && let Some((all, in_time)) = expected.get(&(request.service, request.channel))
        {
            chances.push(in_time / all);
            outcomes.push(is_in_time);
        }
    }
    let observed = outcomes.iter().filter(|one| **one).count() as u64;
    let mut compared = Compared {
        due: outcomes.len() as u64,
        observed,
        expected: None,
        ratio: None,
        position: None,
    };
    let Ok(performance) = Performance::of(&chances, &outcomes) else { return compared };
    compared.expected = Some(performance.expected);
    let is_enough = performance.persons >= REQUESTS_MINIMUM && performance.expected > 0.0;
    if scope == "office" && is_enough {
        let ratio = performance.observed / performance.expected;
        let interval = observed_over_expected(observed, performance.expected, CONFIDENCE).ok();
        compared.ratio = Some((ratio, interval));
        compared.position =
            ratio_limits(&performance).ok().map(|limits| position_code(limits.place(ratio)));
    }
    compared
}
