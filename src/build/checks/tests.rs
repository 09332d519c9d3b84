//! Due days, gaps and what is unusual, by hand.

use mizan_catalog::{Catalog, Project};
use mizan_domain::{Date, Month};

use super::{Timeliness, Unusual};
use crate::ledger::{Delivery, Ledger, tests::delivery};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A delivery of a month that came on a day.
fn came(month: &str, on: &str, rows: u64) -> Delivery {
    let month: Month = month.parse().unwrap();
    let day = i64::from(day(on).days_since_epoch());
    let accepted = rows - 5;
    let id = month.to_string();
    let mut came = delivery(&id, day);
    (came.month, came.rows_in, came.accepted) = (month, rows, accepted);
    came.received_at = day * 86_400_000_000;
    came
}

fn ledger(deliveries: &[(&str, &str, u64)]) -> Ledger {
    let deliveries = deliveries.iter().map(|(month, on, rows)| came(month, on, *rows));
    Ledger::new(deliveries.collect(), Vec::new())
}

#[test]
fn lateness_is_counted_from_the_due_day_and_history_is_not_late() {
    let catalog = Catalog::load(&Project::Embedded).unwrap();
    let hires = catalog.source("hires").unwrap();
    // Due fifteen days after the month's end.
    let ledger = ledger(&[
        ("2026-01", "2026-05-10", 100),
        ("2026-04", "2026-05-15", 100),
        ("2026-05", "2026-06-16", 100),
        ("2026-07", "2026-08-01", 100),
    ]);
    let expected = [
        ("2026-01", Timeliness::History),
        ("2026-04", Timeliness::OnTime),
        ("2026-05", Timeliness::Late { days: 1 }),
        ("2026-07", Timeliness::OnTime),
    ];
    for (id, timeliness) in expected {
        assert_eq!(ledger.timeliness(ledger.get(id).unwrap(), hires), timeliness, "{id}");
    }
    let freshness = ledger.freshness(hires, day("2026-09-20"));
    assert_eq!(freshness.next_due_on, Some(day("2026-09-15")));
    assert_eq!(freshness.overdue_days, 5);
    let missing: Vec<String> = freshness.missing_months.iter().map(Month::to_string).collect();
    assert_eq!(missing, ["2026-02", "2026-03", "2026-06"]);
    assert_eq!(ledger.freshness(hires, day("2026-09-15")).overdue_days, 0);
    let once = catalog.source("job_advertisements").unwrap();
    let mut advertisements = came("2026-01", "2026-05-10", 10);
    advertisements.source = once.name.clone();
    let ledger = Ledger::new(vec![advertisements], Vec::new());
    assert_eq!(ledger.timeliness(&ledger.deliveries[0], once), Timeliness::NotDue);
}

#[test]
fn rows_and_empty_shares_far_from_the_usual_are_told_and_chance_is_not() {
    let months = ["2026-01", "2026-02", "2026-03", "2026-04"];
    let last = |rows: [u64; 4], shares: [f64; 4]| -> Vec<Unusual> {
        let deliveries = months.iter().zip(rows).zip(shares).map(|((month, rows), share)| {
            let mut one = came(month, "2026-05-10", rows);
            one.null_shares.insert("phone".to_owned(), share);
            one
        });
        let ledger = Ledger::new(deliveries.collect(), Vec::new());
        ledger.unusual(ledger.get("2026-04").unwrap())
    };
    let none: Vec<Unusual> = Vec::new();
    assert_eq!(last([1000, 1010, 990, 1100], [0.1; 4]), none);
    let rows = Unusual { column: None, value: 400.0, usual: 1000.0 };
    assert_eq!(last([1000, 1010, 990, 400], [0.1; 4]), [rows]);
    let shares = Unusual { column: Some("phone".to_owned()), value: 0.5, usual: 0.1 };
    assert_eq!(last([1000; 4], [0.1, 0.1, 0.12, 0.5]), [shares]);
    assert_eq!(last([12; 4], [0.1, 0.1, 0.12, 0.3]), none, "seven rows prove nothing");
    assert_eq!(last([1000, 20, 3000, 400], [0.1; 4]), none, "a source that always jumps");
}
