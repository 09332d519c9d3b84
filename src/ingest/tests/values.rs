//! Laws of single values: numbers, days and patterns agree with slower, independent readers.

use mizan_domain::Date;
use proptest::prelude::*;

use crate::day::{parse_day, parse_month};
use crate::number::Decimal;
use crate::pattern::Pattern;
use crate::reason::Kind;

/// Patterns as contracts write them, and some that must fall back to the regular expression.
const PATTERNS: [&str; 9] = [
    "^[A-Za-z0-9][A-Za-z0-9/_.-]{0,39}$",
    r"^\d{3}-?\d{3}-?\d{3}$",
    r"^\d{6,12}$",
    "^[A-Z]{3}$",
    r"^\d{4}(\.\d+)?$",
    "^[0-9]{4}-[a-z][a-z_]*$",
    "^a?ab$",
    "^[ab]{1,2}b$",
    "^V[0-9]{9}$",
];

proptest! {
    #[test]
    fn compiled_patterns_agree_with_the_regular_expression(
        pattern in prop::sample::select(PATTERNS.to_vec()),
        text in "[abAVZ019/_.-]{0,13}",
    ) {
        let expected = regex::Regex::new(pattern).unwrap().is_match(&text);
        prop_assert_eq!(Pattern::new(pattern).unwrap().is_match(&text), expected, "{} on {}", pattern, text);
    }

    #[test]
    fn numbers_are_rounded_as_the_standard_library_does(whole in 0_u64..1_000_000_000_000, fraction in "[0-9]{1,6}", is_negative: bool) {
        let text = format!("{}{whole}.{fraction}", if is_negative { "-" } else { "" });
        let expected: f64 = text.parse().unwrap();
        prop_assert_eq!(Decimal::parse(&text).unwrap().float().to_bits(), expected.to_bits());
        let arabic: String = text.replace('.', "٫");
        prop_assert_eq!(Decimal::parse(&arabic), Decimal::parse(&text));
    }

    #[test]
    fn every_day_is_read_in_every_form(days in -25_000_i32..40_000) {
        let date = Date::from_days(days);
        let (year, month, day) = (date.year(), date.month(), date.day());
        for text in [
            date.to_string(),
            format!("{year}/{month}/{day}"),
            format!("{day:02}/{month:02}/{year}"),
            format!("{day}.{month}.{year}"),
            format!("{year}{month:02}{day:02}"),
            format!("{date}T23:59:59Z"),
        ] {
            prop_assert_eq!(parse_day(&text).map(|day| day.days), Ok(days), "{}", text);
        }
        let month_start = date.calendar_month().first_day().days_since_epoch();
        prop_assert_eq!(parse_month(&format!("{year}-{month:02}")), Ok(month_start));
        prop_assert_eq!(parse_month(&date.to_string()), Ok(month_start));
    }

    #[test]
    fn texts_that_are_no_number_are_refused(text in "[0-9eE+., -]{0,12}") {
        if let Some(number) = Decimal::parse(&text) {
            let plain: String = text.chars().filter(|letter| *letter != ',').collect();
            prop_assert_eq!(plain.parse::<f64>().unwrap(), number.float());
        }
    }
}

#[test]
fn serial_numbers_are_days_since_the_end_of_1899() {
    for (text, expected) in
        [("45658", "2025-01-01"), ("36526", "2000-01-01"), ("45658.75", "2025-01-01")]
    {
        let day = parse_day(text).unwrap();
        assert_eq!(day.note, Some(Kind::ExcelSerial));
        assert_eq!(Date::from_days(day.days).to_string(), expected);
    }
    assert_eq!(parse_day("99999"), Err(Kind::Date));
}

#[test]
fn hijri_days_are_those_of_the_umm_al_qura_calendar() {
    for (text, expected) in [
        ("1343-01-01", "1924-08-01"),
        ("1/1/1390", "1970-03-09"),
        ("1400/01/01", "1979-11-20"),
        ("15.08.1410", "1990-03-12"),
        ("14440901", "2023-03-23"),
        ("1445-10-01", "2024-04-10"),
        ("29-12-1499", "2076-11-26"),
    ] {
        let day = parse_day(text).unwrap();
        assert_eq!(day.note, Some(Kind::HijriDate), "{text}");
        assert_eq!(Date::from_days(day.days).to_string(), expected, "{text}");
    }
    for text in ["1310-01-01", "1444-09-30", "30/10/1445"] {
        assert_eq!(parse_day(text), Err(Kind::HijriDay), "{text}");
    }
    assert_eq!(parse_month("1446-09"), Err(Kind::HijriDay));
}

#[test]
fn every_day_of_the_table_follows_the_day_before() {
    let mut expected = crate::hijri::hijri_day(1343, 1, 1).unwrap();
    for year in 1343..=1500 {
        for month in 1..=12 {
            for day in 1..=31 {
                if let Some(found) = crate::hijri::hijri_day(year, month, day) {
                    assert_eq!(found, expected, "{year}-{month}-{day}");
                    expected += 1;
                }
            }
        }
    }
    assert_eq!(Date::from_days(expected - 1).to_string(), "2077-11-16");
}
