//! How late deliveries are, and whether they are as large and as full as those before.

use mizan_catalog::SourceContract;
use mizan_catalog::source::Cadence;
use mizan_domain::{Date, Month};
use serde::Serialize;

use crate::ledger::{Delivery, Ledger};

/// Deliveries of a source before which nothing is compared.
const LEAST_HISTORY: usize = 3;
/// Deliveries looked back.
const HISTORY: usize = 12;
/// Median absolute deviations that are still usual; 1.4826 makes one a standard deviation.
const USUAL_DEVIATIONS: f64 = 4.0 * 1.4826;

/// Standard errors of a count or share that chance alone may bring.
const STANDARD_ERRORS: f64 = 4.0;

/// When a delivery came against when it was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Timeliness {
    /// By its due day.
    OnTime,
    /// After it.
    Late {
        /// Days after the due day.
        days: i32,
    },
    /// It was due before the first delivery of its source came: history, taken in at the start.
    History,
    /// The source has no cadence.
    NotDue,
}

/// Something unusual in the size or the filling of a delivery.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unusual {
    /// Column whose empty share is unusual; none where the number of rows is.
    pub column: Option<String>,
    /// Rows, or the share of empty values 0–1.
    pub value: f64,
    /// Median of up to twelve deliveries before.
    pub usual: f64,
}

/// How fresh a source is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Freshness {
    /// Source.
    pub source: String,
    /// Newest month delivered; none where nothing came yet.
    pub newest_month: Option<Month>,
    /// Day of the last receipt.
    pub last_received_on: Option<Date>,
    /// Day by which the next delivery is due; none without a cadence or a first delivery.
    pub next_due_on: Option<Date>,
    /// Days the next delivery is overdue; 0 where it is not.
    pub overdue_days: i32,
    /// Months between the first and the newest for which nothing came.
    pub missing_months: Vec<Month>,
}

/// Day by which the delivery of a month is due; none where the source has no cadence.
///
/// A delivery states its month only, so those of shorter periods are due as the month's last one.
pub fn due_on(contract: &SourceContract, month: Month) -> Option<Date> {
    let end = match contract.cadence {
        Cadence::Once => return None,
        Cadence::Yearly => Date::new(month.year(), 12, 31)?,
        Cadence::Daily | Cadence::Weekly | Cadence::Monthly => month.last_day(),
    };
    Some(end.add_days(contract.due_days as i32))
}

impl Ledger {
    /// When a delivery came against when it was due.
    pub fn timeliness(&self, delivery: &Delivery, contract: &SourceContract) -> Timeliness {
        let Some(due) = due_on(contract, delivery.month) else { return Timeliness::NotDue };
        let first = self.roots(&delivery.source).map(Delivery::received_on).min();
        let days = delivery.received_on().days_since_epoch() - due.days_since_epoch();
        match first {
            _ if days <= 0 => Timeliness::OnTime,
            Some(first) if due < first => Timeliness::History,
            _ => Timeliness::Late { days },
        }
    }

    /// What is unusual about a delivery beside up to twelve of its source that came for earlier months.
    ///
    /// A value is unusual where it is further from the median than four deviations (median absolute
    /// deviation), than chance alone would bring it (four standard errors), than a quarter of the
    /// median and than ten rows; for empty shares than ten points.
    pub fn unusual(&self, delivery: &Delivery) -> Vec<Unusual> {
        if delivery.corrects.is_some() {
            return Vec::new();
        }
        let mut before: Vec<&Delivery> = self
            .roots(&delivery.source)
            .filter(|one| (one.month, one.sequence) < (delivery.month, delivery.sequence))
            .collect();
        before.sort_by_key(|one| (one.month, one.sequence));
        let before = &before[before.len().saturating_sub(HISTORY)..];
        if before.len() < LEAST_HISTORY {
            return Vec::new();
        }
        let mut found = Vec::new();
        let rows: Vec<f64> = before.iter().map(|one| one.rows_in as f64).collect();
        let value = delivery.rows_in as f64;
        let usual = median(&rows);
        let by_chance = STANDARD_ERRORS * usual.sqrt();
        if is_unusual(value, &rows, (usual * 0.25).max(10.0).max(by_chance)) {
            found.push(Unusual { column: None, value, usual });
        }
        for (column, value) in &delivery.null_shares {
            let shares: Vec<f64> =
                before.iter().filter_map(|one| one.null_shares.get(column).copied()).collect();
            let usual = median(&shares);
            let spread = (usual * (1.0 - usual)).max(0.01) / delivery.accepted.max(1) as f64;
            let least = (STANDARD_ERRORS * spread.sqrt()).max(0.1);
            if shares.len() >= LEAST_HISTORY && is_unusual(*value, &shares, least) {
                let column = Some(column.clone());
                found.push(Unusual { column, value: *value, usual });
            }
        }
        found
    }

    /// How fresh a source is on a day.
    pub fn freshness(&self, contract: &SourceContract, today: Date) -> Freshness {
        let mut months: Vec<Month> = self.roots(&contract.name).map(|one| one.month).collect();
        months.sort();
        months.dedup();
        let newest_month = months.last().copied();
        let last_received_on = self.roots(&contract.name).map(Delivery::received_on).max();
        let next_due_on = match (contract.cadence, newest_month, last_received_on) {
            (Cadence::Daily, Some(_), Some(day)) => {
                Some(day.add_days(1 + contract.due_days as i32))
            }
            (Cadence::Weekly, Some(_), Some(day)) => {
                Some(day.add_days(7 + contract.due_days as i32))
            }
            (Cadence::Yearly, Some(month), _) => due_on(contract, month.add(12)),
            (_, Some(month), _) => due_on(contract, month.next()),
            _ => None,
        };
        let days = |due: Date| today.days_since_epoch() - due.days_since_epoch();
        let is_monthly = contract.cadence == Cadence::Monthly;
        let between = months.first().zip(newest_month).filter(|_| is_monthly);
        let missing_months = between
            .map(|(first, newest)| {
                let count = first.months_until(newest);
                let all = (0..count).map(|step| first.add(step));
                all.filter(|month| months.binary_search(month).is_err()).collect()
            })
            .unwrap_or_default();
        Freshness {
            source: contract.name.clone(),
            newest_month,
            last_received_on,
            next_due_on,
            overdue_days: next_due_on.map_or(0, days).max(0),
            missing_months,
        }
    }

    /// Counted deliveries of a source that correct no other.
    pub fn roots<'a>(&'a self, source: &'a str) -> impl Iterator<Item = &'a Delivery> {
        self.counted().filter(move |one| one.source == source && one.corrects.is_none())
    }
}

fn is_unusual(value: f64, before: &[f64], least: f64) -> bool {
    let middle = median(before);
    let deviations: Vec<f64> = before.iter().map(|one| (one - middle).abs()).collect();
    (value - middle).abs() > (USUAL_DEVIATIONS * median(&deviations)).max(least)
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        length if length % 2 == 1 => sorted[half],
        _ => f64::midpoint(sorted[half - 1], sorted[half]),
    }
}

#[cfg(test)]
mod tests;
