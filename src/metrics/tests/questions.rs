//! Questions and their SQL: names, values, time, errors in both languages, receipts.

use mizan_domain::Language;
use proptest::prelude::*;

use super::source::{Memory, row};
use super::{VINTAGE, ask, catalogue, metric_file, now};
use crate::{Catalogue, Error, Query, RowError, RowFuture, RowSource, Status, Tier};

fn people() -> Memory {
    let mut rows = Vec::new();
    for (month, factor) in [("2025-12", 1.0), ("2026-01", 2.0), ("2026-02", 3.0)] {
        for (governorate, number) in [("EG-C", 40.0), ("EG-MN", 20.0)] {
            let people = number * factor;
            rows.push(row(
                &[
                    ("governorate_code", governorate),
                    ("occupation_code", "7212"),
                    ("sex", "m"),
                    ("month", month),
                ],
                &[
                    ("people", people),
                    ("placed", people / 4.0),
                    ("wage_total", people * 7000.0),
                    ("wage_median", 6900.0 + factor),
                ],
            ));
        }
    }
    Memory::new(rows)
}

fn query(metric: &str) -> Query {
    Query::new(metric, Tier::Ministry)
}

#[test]
fn flows_add_up_over_time_and_stocks_take_the_last_period() {
    let (catalogue, people) = (catalogue(), people());
    let value = |query: Query| ask(&catalogue, &query, &people).unwrap().single().unwrap().value;
    assert_eq!(value(query("trainees")), Some(360.0));
    assert_eq!(value(query("seekers")), Some(180.0));
    assert_eq!(value(query("seekers").keep("month", ["2025"])), Some(60.0));
    assert_eq!(value(query("seekers").keep("month", ["2025-12..2026-01"])), Some(120.0));
    assert_eq!(value(query("trainees").keep("month", ["2025-12..2026-01"])), Some(180.0));
    assert_eq!(value(query("trainees").keep("month", ["٢٠٢٦-٠١"])), Some(120.0));
    assert_eq!(value(query("wage_mean")), Some(7000.0));
    let by_month = ask(&catalogue, &query("seekers").by("month"), &people).unwrap();
    let values: Vec<Option<f64>> = by_month.rows.iter().map(|row| row.value).collect();
    assert_eq!(values, [Some(60.0), Some(120.0), Some(180.0)]);
    assert_eq!(by_month.rows[0].key("month"), Some("2025-12"));
    assert_eq!(by_month.receipt.period.as_deref(), Some("2026-02"));
}

#[test]
fn keys_come_in_the_order_asked_for_and_rows_sorted() {
    let asked = query("trainees").by("month").by("governorate");
    let figures = ask(&catalogue(), &asked, &people()).unwrap();
    assert_eq!(figures.by, ["month", "governorate_code"]);
    let keys: Vec<&str> =
        figures.rows.iter().filter_map(|row| row.key("governorate_code")).collect();
    assert_eq!(keys, ["EG-C", "EG-MN", "EG-C", "EG-MN", "EG-C", "EG-MN"]);
}

#[test]
fn shares_carry_n_and_wilson_and_scaled_ratios_poisson() {
    let (catalogue, people) = (catalogue(), people());
    let share =
        ask(&catalogue, &query("placement_rate").keep("month", ["2025-12"]), &people).unwrap();
    let share = share.single().unwrap();
    assert_eq!((share.value, share.n), (Some(0.25), Some(60)));
    let wilson = mizan_statistics::interval::wilson(15, 60, 0.95).unwrap();
    assert_eq!(share.interval, Some((wilson.lower, wilson.upper)));
    let rate =
        ask(&catalogue, &query("per_ten_thousand").keep("month", ["2025-12"]), &people).unwrap();
    let rate = rate.single().unwrap();
    assert_eq!(rate.value, Some(2500.0));
    let (lower, upper) = rate.interval.unwrap();
    let poisson = mizan_statistics::interval::poisson(15, 0.95).unwrap();
    assert!((lower - poisson.lower / 60.0 * 10_000.0).abs() < 1e-9);
    assert!((upper - poisson.upper / 60.0 * 10_000.0).abs() < 1e-9);
}

#[test]
fn medians_are_given_at_the_grain_of_the_mart_only() {
    let (catalogue, people) = (catalogue(), people());
    let one =
        ask(&catalogue, &query("wage_median").keep("governorate", ["EG-C"]), &people).unwrap();
    assert_eq!(one.single().unwrap().value, Some(6903.0));
    let error = ask(&catalogue, &query("wage_median"), &people).unwrap_err();
    assert!(matches!(error, Error::NotAtGrain { .. }), "{error}");
    assert!(error.hint().unwrap().contains("governorate_code"), "{error}");
    assert!(error.message(Language::Arabic).contains("وسيط"));
}

#[test]
fn unknown_names_are_named_with_the_nearest_in_both_languages() {
    let (catalogue, people) = (catalogue(), people());
    let cases = [
        (query("trainee"), "metric `trainee` does not exist", "trainees"),
        (
            query("trainees").by("governrate"),
            "metric `trainees` has no dimension `governrate`",
            "governorate_code",
        ),
        (
            query("trainees").keep("governorate", ["EG-MM"]),
            "dimension `governorate_code` has no value `EG-MM`",
            "EG-MN",
        ),
    ];
    for (query, message, nearest) in cases {
        let error = ask(&catalogue, &query, &people).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.hint().unwrap(), format!("did you mean `{nearest}`?"));
        assert_eq!(error.advice(Language::Arabic).unwrap(), format!("هل تقصد `{nearest}`؟"));
        assert!(error.message(Language::Arabic).chars().any(|one| one == 'ا'));
        assert!(!error.is_internal());
    }
    let error = ask(&catalogue, &query("trainees").by("colour"), &people).unwrap_err();
    assert!(error.hint().unwrap().contains("`occupation_code`"), "{error:?}");
}

#[test]
fn malformed_questions_are_refused() {
    let (catalogue, people) = (catalogue(), people());
    for query in [
        query("trainees").by("sex").by("sex"),
        query("trainees").by("governorate").by("governorate_code"),
        query("trainees").keep("sex", ["m"]).keep("sex", ["f"]),
        query("trainees").keep("sex", Vec::<String>::new()),
        query("trainees").keep("sex", ["m' or '1'='1"]),
        query("trainees").keep("sex", ["m; drop table x"]),
        query("trainees").keep("sex", ["m--"]),
        query("trainees").keep("sex", [""]),
        query("trainees").keep("sex", ["x".repeat(300)]),
        query("trainees").keep("month", ["2026-13"]),
        query("trainees").keep("month", ["2026-02..2025-02"]),
        query("trainees").keep("month", ["yesterday"]),
        query("trainees").keep("month", ["2026-01-01"]),
    ] {
        let error = ask(&catalogue, &query, &people).unwrap_err();
        assert!(
            matches!(error, Error::MalformedQuery { .. } | Error::MalformedValue { .. }),
            "{query:?} gave {error:?}"
        );
        assert!(!error.message(Language::Arabic).is_empty());
    }
    assert!(people.asked.lock().unwrap().is_empty(), "nothing malformed reaches the engine");
}

proptest! {
    #[test]
    fn no_text_breaks_out_of_its_quotes(text in any::<String>()) {
        let asked = query("trainees").keep("governorate", [text]);
        if let Ok(sql) = catalogue().compile(&asked) {
            let (_, list) = sql.split_once(" in (").unwrap();
            let inner = list.strip_prefix('\'').unwrap().strip_suffix("')").unwrap();
            prop_assert!(!inner.contains(['\'', '"', ';', '\\', '\n']), "{}", sql);
        }
    }

    #[test]
    fn any_question_ends_in_an_answer_or_an_error(
        metric in "[a-z_]{0,12}|trainees|seekers|wage_median",
        by in prop::collection::vec("sex|month|governorate|[a-z]{0,4}", 0..4),
        values in prop::collection::vec("EG-C|EG-MN|[0-9]{4}-[0-9]{2}|.{0,6}", 0..3),
        dimension in "governorate|month|sex|.{0,5}",
    ) {
        for tier in [Tier::Operational, Tier::Ministry, Tier::Public] {
            let mut query = Query::new(metric.clone(), tier);
            query.by.clone_from(&by);
            query.filters.push((dimension.clone(), values.clone()));
            if let Err(error) = ask(&catalogue(), &query, &people()) {
                prop_assert!(!error.message(Language::Arabic).is_empty());
                prop_assert!(!error.is_internal(), "{error:?}");
            }
        }
    }
}

#[test]
fn a_selection_without_data_says_so_and_is_never_zero() {
    let (catalogue, people) = (catalogue(), people());
    let nothing = ask(&catalogue, &query("trainees").keep("month", ["2019-01"]), &people).unwrap();
    let figure = nothing.single().unwrap();
    assert_eq!((figure.value, figure.status), (None, Status::Unavailable));
    assert!(nothing.notes[0].ar.contains("لا توجد بيانات"), "{:?}", nothing.notes);
    let split = query("trainees").keep("month", ["2019-01"]).by("sex");
    let nothing = ask(&catalogue, &split, &people).unwrap();
    assert!(nothing.rows.is_empty() && nothing.notes[0].en.contains("does not mean zero"));
}

#[test]
fn zero_denominators_give_x_missing_ones_z_and_true_zeros_stay() {
    let codes = |sex| {
        [("governorate_code", "EG-C"), ("occupation_code", "1"), ("sex", sex), ("month", "2026-01")]
    };
    let people = Memory::new(vec![
        row(&codes("f"), &[("people", 0.0), ("placed", 0.0)]),
        row(&codes("m"), &[("placed", 3.0)]),
        row(&codes("u"), &[("people", 20.0), ("placed", 0.0)]),
    ]);
    let asked = Query::new("placement_rate", Tier::Operational).by("sex");
    let figures = ask(&catalogue(), &asked, &people).unwrap();
    let status: Vec<Status> = figures.rows.iter().map(|row| row.status).collect();
    assert_eq!(status, [Status::Unavailable, Status::NotApplicable, Status::Shown]);
    assert_eq!(figures.rows[2].value, Some(0.0));
    assert_eq!(status.iter().map(|one| one.symbol()).collect::<String>(), "xz");
}

#[test]
fn a_share_above_one_is_a_wrong_definition() {
    let codes = [
        ("governorate_code", "EG-C"),
        ("occupation_code", "1"),
        ("sex", "m"),
        ("month", "2026-01"),
    ];
    let people = Memory::new(vec![row(&codes, &[("people", 10.0), ("placed", 11.0)])]);
    let error = ask(&catalogue(), &query("placement_rate"), &people).unwrap_err();
    assert!(matches!(error, Error::Definition { .. }) && error.to_string().contains("leaves 0–1"));
}

#[test]
fn the_receipt_explains_reproduces_and_seals() {
    let (catalogue, people) = (catalogue(), people());
    let asked = query("placement_rate").by("governorate").keep("month", ["2026-01", "2026-02"]);
    let figures = ask(&catalogue, &asked, &people).unwrap();
    let receipt = &figures.receipt;
    assert_eq!(
        receipt.reproduce,
        "mizan metric placement_rate --by governorate_code --where 'month=2026-01,2026-02' --vintage 2026-11-23.1"
    );
    assert_eq!(receipt.formula, "sum(placed) / sum(people)");
    assert_eq!(receipt.n, 300);
    assert!(receipt.sql.contains("\"month\" in (date '2026-01-01', date '2026-02-01')"));
    assert!(!receipt.definition.ar.is_empty() && receipt.rule.ar.contains("تُحجب"));
    assert_eq!(receipt.sha256.len(), 64);
    let again = ask(&catalogue, &asked, &people).unwrap();
    assert_eq!(figures, again, "the same question, the same answer to the bit");
    let other = now(catalogue.query(&asked, &people, "2026-10-23.1")).unwrap();
    assert_ne!(other.receipt.sha256, receipt.sha256);
    let mut reversed = people;
    reversed.rows.reverse();
    let turned = ask(&catalogue, &asked, &reversed).unwrap();
    assert_eq!(turned.receipt.sha256, receipt.sha256, "the order of the engine does not matter");
}

struct Broken(bool);

impl RowSource for Broken {
    fn query<'a>(&'a self, _: &'a str) -> RowFuture<'a> {
        let answer = if self.0 { Ok(Vec::new()) } else { Err(RowError::from("disk on fire")) };
        Box::pin(async move { answer })
    }
}

#[test]
fn an_engine_that_fails_or_answers_nothing_is_no_panic() {
    let error = ask(&catalogue(), &query("trainees"), &Broken(false)).unwrap_err();
    assert_eq!(error.to_string(), "rows of metric `trainees` could not be read: disk on fire");
    assert!(error.is_internal() && error.code() == "rows_unavailable");
    assert!(
        !error.message(Language::Arabic).contains("disk"),
        "details stay out of the Arabic text"
    );
    let empty = ask(&catalogue(), &query("trainees"), &Broken(true)).unwrap();
    assert_eq!(empty.single().unwrap().status, Status::Unavailable);
    assert!(!empty.notes.is_empty());
}

#[test]
fn too_many_cells_are_refused() {
    let rows = (0..60_000).map(|number: u32| {
        let occupation = number.to_string();
        row(
            &[
                ("governorate_code", "EG-C"),
                ("occupation_code", &occupation),
                ("sex", "m"),
                ("month", "2026-01"),
            ],
            &[("people", 9.0)],
        )
    });
    let error =
        ask(&catalogue(), &query("trainees").by("occupation"), &Memory::new(rows.collect()));
    let error = error.unwrap_err();
    assert!(matches!(error, Error::TooManyCells { limit: 50_000, .. }));
    assert_eq!(error.hint().unwrap(), "leave out `occupation_code`, or keep one value of it");
}

#[test]
fn values_of_a_dimension_are_listed_once_per_vintage() {
    let (catalogue, people) = (catalogue(), people());
    for _ in 0..3 {
        let values = now(catalogue.values("trainees", "governorate", &people, VINTAGE)).unwrap();
        assert_eq!(*values, ["EG-C", "EG-MN"]);
    }
    assert_eq!(people.asked.lock().unwrap().len(), 1);
}

#[test]
fn metrics_are_listed_by_name_and_found() {
    let catalogue = catalogue();
    let names: Vec<&str> = catalogue.list().map(|metric| metric.name.as_str()).collect();
    assert!(names.is_sorted() && names.len() == 7);
    assert_eq!(catalogue.get("seekers").unwrap().name, "seekers");
    let file = metric_file("trainees", &[("kind", "\"share\"")]);
    assert!(Catalogue::from_files([("trainees", file.as_str())]).is_err());
}
