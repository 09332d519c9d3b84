//! The effect of training: trainees against comparable others, as three tables of one matching.

use mizan_statistics::Estimate;
use mizan_statistics::balance::BalanceRow;
use mizan_statistics::impact::{Candidate, Impact, KnownBefore, estimate as estimate_impact};
use mizan_warehouse::{RecordBatch, Row, rows};

use super::columns::Columns;

const SCOPES: [&str; 3] = ["all", "women", "men"];

/// Which of the three tables.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The effect.
    Effect,
    /// The balance table.
    Balance,
    /// Earnings month by month.
    Months,
}

/// Matches and estimates for everybody, women and men; a scope without anybody comparable has no row.
#[expect(clippy::unnecessary_wraps, reason = "all estimators are called alike")]
pub(super) fn estimate(records: &[RecordBatch], part: Part) -> Result<Columns, String> {
    let candidates: Vec<Candidate> = rows(records).map(|row| candidate(&row)).collect();
    let mut found: Vec<(&str, Impact)> = Vec::new();
    for scope in SCOPES {
        let chosen: Vec<Candidate> = candidates
            .iter()
            .filter(|one| match scope {
                "women" => one.known.is_woman,
                "men" => !one.known.is_woman,
                _ => true,
            })
            .cloned()
            .collect();
        // Too few to compare is an answer: the scope has no row.
        if let Ok(impact) = estimate_impact(&chosen, 0.95) {
            found.push((scope, impact));
        }
    }
    Ok(match part {
        Part::Effect => effects(&found),
        Part::Balance => balance(&found),
        Part::Months => months(&found),
    })
}

fn candidate(row: &Row<'_>) -> Candidate {
    let number = |name: &str| row.number(name).unwrap_or_default();
    let whole = |name: &str| number(name) as u32;
    let is = |name: &str| row.flag(name).unwrap_or_default();
    let text = |name: &str| row.text(name).unwrap_or_default();
    let quarter = row.date("quarter").map(|day| day.to_string()).unwrap_or_default();
    let before = (1..=6).rev().map(|back| (-back, number(&format!("wage_before_{back}"))));
    let after = (1..=6).map(|month| (month, number(&format!("wage_after_{month}"))));
    let is_treated = is("is_treated");
    // One person may be compared with in several quarters.
    let person = text("record_no").split(' ').next().unwrap_or_default();
    Candidate {
        is_treated,
        cell: format!("{} {quarter}", text("governorate_code")),
        known: KnownBefore {
            is_woman: text("sex") == "f",
            age_years: number("age_years"),
            is_seeker: is("is_seeker"),
            qualification_level: row.number("qualification_level").map(|level| level as u8),
            months_insured_before: whole("months_insured_before"),
            is_insured_last: is("is_insured_last"),
            is_insured_at_start: is("is_insured_at_start"),
        },
        gap_months: whole("gap_months"),
        months_observed: whole("months_observed"),
        insured_after: number("insured_after_bits") as u64,
        seeking_after: number("seeking_after_bits") as u64,
        trained_after_months: row.number("trained_after_months").map(|months| months as u32),
        earnings: before.chain(after).collect(),
        cluster: hash(if is_treated { text("cohort_code") } else { person }),
    }
}

/// FNV-1a: the same number for the same text on every machine.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn effects(found: &[(&str, Impact)]) -> Columns {
    let all = || found.iter().map(|(_, one)| one);
    // An effect whose comparison does not hold is no effect; its balance and trend stay to be read.
    let effect = |pick: fn(&Estimate) -> f64| {
        all().map(move |one| one.is_publishable().then(|| pick(&one.effect)))
    };
    let earnings = |pick: fn(&Estimate) -> f64| {
        all().map(move |one| one.earnings.as_ref().filter(|_| one.is_publishable()).map(pick))
    };
    Columns::default()
        .text("scope", found.iter().map(|(scope, _)| Some(*scope)))
        .whole("treated", all().map(|one| Some(one.treated as i64)))
        .whole("matched", all().map(|one| Some(one.matched as i64)))
        .whole("controls", all().map(|one| Some(one.controls as i64)))
        .number("trained_later_share", all().map(|one| Some(one.trained_later_share)))
        .number("effect_share", effect(|one| one.value))
        .number("effect_lower", effect(|one| one.interval.lower))
        .number("effect_upper", effect(|one| one.interval.upper))
        .number("earnings_change_egp_month", earnings(|one| one.value))
        .number("earnings_change_lower", earnings(|one| one.interval.lower))
        .number("earnings_change_upper", earnings(|one| one.interval.upper))
        .flag("is_balanced", all().map(|one| Some(one.is_balanced)))
        .flag("is_pre_trend_flat", all().map(|one| Some(one.is_pre_trend_flat)))
        .flag("is_publishable", all().map(|one| Some(one.is_publishable())))
        .flag("is_suspicious", all().map(|one| Some(one.is_suspicious())))
}

fn balance(found: &[(&str, Impact)]) -> Columns {
    let lines: Vec<(&str, usize, &BalanceRow, &BalanceRow)> = found
        .iter()
        .flat_map(|(scope, impact)| {
            impact
                .balance
                .iter()
                .zip(&impact.balance_before)
                .map(move |(after, before)| (*scope, impact.matched, after, before))
        })
        .collect();
    Columns::default()
        .text("scope", lines.iter().map(|line| Some(line.0)))
        .text("covariate", lines.iter().map(|line| Some(line.2.covariate.as_str())))
        .whole("treated", lines.iter().map(|line| Some(line.1 as i64)))
        .number("treated_mean", lines.iter().map(|line| Some(line.2.treated_mean)))
        .number("control_mean_before", lines.iter().map(|line| Some(line.3.control_mean)))
        .number("control_mean", lines.iter().map(|line| Some(line.2.control_mean)))
        .number("difference_before", lines.iter().map(|line| Some(line.3.standardised_difference)))
        .number("difference", lines.iter().map(|line| Some(line.2.standardised_difference)))
}

fn months(found: &[(&str, Impact)]) -> Columns {
    let lines: Vec<_> = found
        .iter()
        .flat_map(|(scope, impact)| impact.by_period.iter().map(move |one| (*scope, one)))
        .collect();
    Columns::default()
        .text("scope", lines.iter().map(|line| Some(line.0)))
        .whole("period", lines.iter().map(|line| Some(i64::from(line.1.period))))
        .whole("treated", lines.iter().map(|line| Some(line.1.treated as i64)))
        .whole("controls", lines.iter().map(|line| Some(line.1.controls as i64)))
        .number("difference_egp_month", lines.iter().map(|line| Some(line.1.effect.value)))
        .number("difference_lower", lines.iter().map(|line| Some(line.1.effect.interval.lower)))
        .number("difference_upper", lines.iter().map(|line| Some(line.1.effect.interval.upper)))
}
