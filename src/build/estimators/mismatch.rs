//! How unlike seekers and open positions are spread over occupations, governorates and both, month by month.

use std::collections::BTreeMap;

use mizan_statistics::mismatch::{jackman_roper, mismatch};
use mizan_warehouse::{RecordBatch, rows};

use super::columns::Columns;

/// Share of vacancies in the forming of matches.
const ALPHA: f64 = 0.5;
const SCOPES: [&str; 3] = ["occupation", "governorate", "cell"];

/// Seekers and positions by market.
type Markets = BTreeMap<String, (f64, f64)>;

/// Weighs each month that has seekers and positions.
#[expect(clippy::unnecessary_wraps, reason = "all estimators are called alike")]
pub(super) fn estimate(records: &[RecordBatch]) -> Result<Columns, String> {
    let mut months: BTreeMap<(i32, &str), Markets> = BTreeMap::new();
    for row in rows(records) {
        let Some(month) = row.date("month") else { continue };
        let text = |name: &str| row.text(name).unwrap_or("unknown");
        let (occupation, governorate) = (text("occupation_code"), text("governorate_code"));
        let number = |name: &str| row.number(name).unwrap_or_default().max(0.0);
        for scope in SCOPES {
            let market = match scope {
                "occupation" => occupation.to_owned(),
                "governorate" => governorate.to_owned(),
                _ => format!("{occupation} {governorate}"),
            };
            let markets = months.entry((month.days_since_epoch(), scope)).or_default();
            let sums = markets.entry(market).or_default();
            sums.0 += number("seekers");
            sums.1 += number("open_positions");
        }
    }
    for markets in months.values_mut() {
        markets.retain(|_, (seekers, positions)| *seekers + *positions > 0.0);
    }
    let total =
        |markets: &Markets, of: fn(&(f64, f64)) -> f64| -> f64 { markets.values().map(of).sum() };
    months.retain(|_, markets| {
        total(markets, |one| one.0) > 0.0 && total(markets, |one| one.1) > 0.0
    });
    let whole = |of: fn(&(f64, f64)) -> f64| {
        months.values().map(move |markets| Some(total(markets, of) as i64))
    };
    let index = |of: fn(&[f64], &[f64]) -> Option<f64>| {
        months.values().map(move |markets| {
            let (seekers, positions): (Vec<f64>, Vec<f64>) = markets.values().copied().unzip();
            of(&seekers, &positions)
        })
    };
    Ok(Columns::default()
        .day("month", months.keys().map(|key| Some(key.0)))
        .text("scope", months.keys().map(|key| Some(key.1)))
        .whole("markets", months.values().map(|markets| Some(markets.len() as i64)))
        .whole("seekers", whole(|one| one.0))
        .whole("open_positions", whole(|one| one.1))
        .number(
            "mismatch_share",
            index(|seekers, positions| mismatch(seekers, positions, ALPHA).ok()),
        )
        .number(
            "displaced_share",
            index(|seekers, positions| jackman_roper(seekers, positions).ok()),
        )
        .number(
            "covered_share",
            months.values().map(|markets| {
                let covered = total(markets, |one| if one.1 > 0.0 { one.0 } else { 0.0 });
                Some(covered / total(markets, |one| one.0))
            }),
        ))
}
