//! Estimated marts on records whose result is known from golden vectors.

use mizan_warehouse::{RecordBatch, Row, rows};

use super::columns::Columns;
use super::{mismatch, service};

/// The rows that an estimator makes.
fn made(columns: Columns) -> RecordBatch {
    columns.finish().unwrap().1
}

fn near(row: &Row<'_>, column: &str, expected: f64) {
    let found = row.number(column).unwrap_or(f64::NAN);
    assert!((found - expected).abs() < 1e-6, "{column}: found {found}, expected {expected}");
}

/// GV1, GV2 and GV10 of mismatch, as the markets of one month.
#[test]
fn mismatch_of_a_month_meets_its_vectors() {
    let market = |seekers: &[i64], positions: &[i64]| {
        let count = seekers.len();
        let codes: Vec<String> = (0..count).map(|one| format!("{one:04}")).collect();
        let columns = Columns::default()
            .day("month", (0..count).map(|_| Some(20_454)))
            .text("occupation_code", codes.iter().map(|one| Some(one.as_str())))
            .text("governorate_code", (0..count).map(|_| Some("EG-C")))
            .whole("seekers", seekers.iter().map(|one| Some(*one)))
            .whole("open_positions", positions.iter().map(|one| Some(*one)));
        made(mismatch::estimate(&[made(columns)]).unwrap())
    };
    let of = |batch: &RecordBatch, scope: &str, column: &str, expected: f64| {
        let batches = [batch.clone()];
        let row = rows(&batches).find(|row| row.text("scope") == Some(scope)).unwrap();
        near(&row, column, expected);
    };
    let two = market(&[50, 50], &[80, 20]);
    of(&two, "occupation", "displaced_share", 0.3);
    let found = |batch: &RecordBatch| {
        let batches = [batch.clone()];
        let row = rows(&batches).find(|row| row.text("scope") == Some("cell")).unwrap();
        row.number("mismatch_share").unwrap()
    };
    assert!((found(&two) - 0.051_317).abs() < 5e-7);
    assert!((found(&market(&[100, 50, 50], &[40, 80, 30])) - 0.046_096).abs() < 5e-7);
    // One governorate is one market, in which nothing is in the wrong place.
    of(&two, "governorate", "mismatch_share", 0.0);
    of(&market(&[60, 40], &[5, 0]), "cell", "covered_share", 0.6);
    // Without positions there is nothing to weigh, and no row says zero.
    assert_eq!(market(&[60, 40], &[0, 0]).num_rows(), 0);
}

/// GV6 and GV8 with days doubled, so that they span the standard of 14 days.
#[test]
fn waiting_meets_the_vectors_of_survival_with_pending_requests_censored() {
    let days = [2.0, 4.0, 4.0, 6.0, 10.0, 12.0, 12.0, 16.0, 18.0, 24.0];
    let decided = [true, true, false, true, false, true, true, false, true, false];
    let columns = Columns::default()
        .text("service", days.iter().map(|_| Some("registration")))
        .text("channel", days.iter().map(|_| Some("paper")))
        .text("office_code", days.iter().map(|_| Some("C-1")))
        .text("governorate_code", days.iter().map(|_| Some("EG-C")))
        .number(
            "days_to_decision",
            days.iter().zip(decided).map(|(days, is_decided)| is_decided.then_some(*days)),
        )
        .number("days_observed", days.iter().map(|days| Some(*days)));
    let batches = [made(service::estimate(&[made(columns)]).unwrap())];
    let row = rows(&batches).find(|row| row.text("scope") == Some("office")).unwrap();
    assert_eq!(row.number("requests"), Some(10.0));
    assert_eq!(row.number("pending"), Some(4.0));
    let close = |column: &str, expected: f64| {
        let found = row.number(column).unwrap();
        assert!((found - expected).abs() < 1e-6, "{column}: {found}");
    };
    close("decided_14d", 1.0 - 0.411_429);
    close("decided_14d_lower", 1.0 - 0.707_313);
    close("decided_14d_upper", 1.0 - 0.102_511);
    // Nobody was watched for 30 days: not known, and no zero.
    assert_eq!(row.number("decided_30d"), None);
    assert_eq!(row.number("waiting_days_median"), Some(12.0));
    // Three requests are 14 days old; too few to compare an office.
    assert_eq!(row.number("due"), Some(3.0));
    assert_eq!(row.number("ratio"), None);
}
