//! The public tier: noise, what is hidden, what is refused.

use super::source::{MartRow, Memory, row};
use super::{VINTAGE, ask, catalogue, metric_file, now};
use crate::{Catalogue, Error, Query, Status, Tier};

const GOVERNORATES: [&str; 4] = ["EG-C", "EG-GZ", "EG-MN", "EG-ASN"];

fn population(scale: f64) -> Vec<MartRow> {
    let mut rows = Vec::new();
    let mut step = 1.0;
    for governorate in GOVERNORATES {
        for occupation in ["7212", "5120", "8153"] {
            for sex in ["f", "m"] {
                for month in ["2025-11", "2025-12", "2026-01", "2026-02"] {
                    step = (step * 7.0 + 3.0) % 31.0;
                    let people = (12.0 + step) * scale;
                    rows.push(row(
                        &[
                            ("governorate_code", governorate),
                            ("occupation_code", occupation),
                            ("sex", sex),
                            ("month", month),
                        ],
                        &[
                            ("people", people),
                            ("placed", (people * 0.6).floor()),
                            ("wage_total", people * 6543.0),
                            ("wage_median", 6421.0),
                        ],
                    ));
                }
            }
        }
    }
    rows
}

fn public(metric: &str) -> Query {
    Query::new(metric, Tier::Public)
}

#[test]
fn counts_carry_bounded_noise_and_say_so() {
    let people = Memory::new(population(1.0));
    let exact =
        ask(&catalogue(), &Query::new("trainees", Tier::Operational).by("governorate"), &people)
            .unwrap();
    let noisy = ask(&catalogue(), &public("trainees").by("governorate"), &people).unwrap();
    assert_eq!(exact.rows.len(), noisy.rows.len());
    let mut differing = 0;
    for (exact, noisy) in exact.rows.iter().zip(&noisy.rows) {
        let difference = exact.value.unwrap() - noisy.value.unwrap();
        assert!(difference.abs() <= 5.0 && difference.fract() == 0.0);
        differing += usize::from(difference != 0.0);
    }
    assert!(differing > 0, "some cell must differ");
    assert_eq!(noisy.receipt.typical_noise, Some(1.5));
    assert!(noisy.notes.iter().any(|note| note.ar.contains("±1.5")));
}

#[test]
fn shares_are_formed_from_noisy_parts_and_stay_in_0_1() {
    let people = Memory::new(population(1.0));
    let counts =
        ask(&catalogue(), &public("trainees").by("governorate").by("sex"), &people).unwrap();
    let shares =
        ask(&catalogue(), &public("placement_rate").by("governorate").by("sex"), &people).unwrap();
    for (count, share) in counts.rows.iter().zip(&shares.rows) {
        let value = share.value.unwrap();
        assert!((0.0..=1.0).contains(&value));
        assert_eq!(count.value, share.n.map(|n| n as f64), "one cell, one published n");
        let part = value * count.value.unwrap();
        assert!((part - part.round()).abs() < 1e-9, "a noisy whole part: {part}");
    }
}

#[test]
fn amounts_keep_their_noise_also_per_person() {
    let people = Memory::new(population(1.0));
    let means =
        ask(&catalogue(), &public("wage_mean").by("governorate").by("sex"), &people).unwrap();
    let values: Vec<f64> = means.rows.iter().map(|row| row.value.unwrap()).collect();
    assert!(values.iter().all(|value| (value - 6543.0).abs() < 500.0), "{values:?}");
    assert!(values.iter().any(|value| (value - 6543.0).abs() > 1.0), "noise must not cancel");
}

#[test]
fn medians_need_twenty_persons_and_are_rounded_to_fifty() {
    let people = Memory::new(population(2.0));
    let asked = public("wage_median").by("governorate").by("occupation").by("sex");
    let figures = ask(&catalogue(), &asked, &people).unwrap();
    let shown: Vec<f64> = figures.rows.iter().filter_map(|row| row.value).collect();
    assert!(!shown.is_empty() && shown.iter().all(|value| *value == 6400.0), "{shown:?}");
    let error = ask(&catalogue(), &public("wage_median").by("sex"), &people).unwrap_err();
    assert!(matches!(error, Error::NotAtGrain { .. }));
}

#[test]
fn small_and_empty_cells_look_the_same() {
    let mut rows = population(1.0);
    rows.retain(|row| !(row.codes["governorate_code"] == "EG-ASN" && row.codes["sex"] == "f"));
    let mut with_one = rows.clone();
    with_one.push(row(
        &[
            ("governorate_code", "EG-ASN"),
            ("occupation_code", "7212"),
            ("sex", "f"),
            ("month", "2026-01"),
        ],
        &[("people", 1.0), ("placed", 1.0)],
    ));
    let asked = public("trainees").by("governorate").by("sex");
    let status = |rows: &[MartRow]| {
        let figures = ask(&catalogue(), &asked, &Memory::new(rows.to_vec())).unwrap();
        let cell = figures.rows.iter().find(|row| {
            row.key("governorate_code") == Some("EG-ASN") && row.key("sex") == Some("f")
        });
        cell.map(|cell| cell.status)
    };
    assert_eq!(status(&rows), Some(Status::Suppressed));
    assert_eq!(status(&with_one), Some(Status::Suppressed));
}

#[test]
fn a_cell_that_is_nearly_its_total_is_hidden() {
    // In Cairo everybody but one is a man: men and all would differ by her.
    let mut rows = population(1.0);
    rows.retain(|row| !(row.codes["governorate_code"] == "EG-C" && row.codes["sex"] == "f"));
    rows.push(row(
        &[
            ("governorate_code", "EG-C"),
            ("occupation_code", "7212"),
            ("sex", "f"),
            ("month", "2026-01"),
        ],
        &[("people", 1.0)],
    ));
    let people = Memory::new(rows);
    let asked = public("trainees").keep("governorate", ["EG-C"]).keep("sex", ["m"]);
    let figures = ask(&catalogue(), &asked, &people).unwrap();
    assert_eq!(figures.single().unwrap().status, Status::Suppressed);
    let all =
        ask(&catalogue(), &public("trainees").keep("governorate", ["EG-C"]), &people).unwrap();
    assert_eq!(all.single().unwrap().status, Status::Shown);
}

#[test]
fn a_month_that_is_nearly_its_year_is_hidden() {
    let mut rows = population(1.0);
    rows.retain(|row| row.codes["month"] != "2025-11" || row.codes["governorate_code"] != "EG-MN");
    let people = Memory::new(rows);
    let month = public("trainees").keep("month", ["2025-12"]).keep("governorate", ["EG-MN"]);
    let hidden = ask(&catalogue(), &month, &people).unwrap();
    assert_eq!(hidden.single().unwrap().status, Status::Suppressed);
    let split = public("trainees").by("month").keep("governorate", ["EG-MN"]);
    let figures = ask(&catalogue(), &split, &people).unwrap();
    let december = figures.rows.iter().find(|row| row.key("month") == Some("2025-12")).unwrap();
    assert_eq!(december.status, Status::Suppressed, "the same cell on another route");
    let year = public("trainees").keep("month", ["2025"]).keep("governorate", ["EG-MN"]);
    assert_eq!(ask(&catalogue(), &year, &people).unwrap().single().unwrap().status, Status::Shown);
}

#[test]
fn free_unions_are_refused_and_splits_allowed() {
    let people = Memory::new(population(1.0));
    let union = public("trainees").keep("governorate", ["EG-C", "EG-GZ"]);
    let error = ask(&catalogue(), &union, &people).unwrap_err();
    assert!(matches!(&error, Error::FreeUnion { dimension } if dimension == "governorate_code"));
    assert!(error.hint().unwrap().contains("add `governorate_code`"));
    let range = public("trainees").keep("month", ["2025-12..2026-01"]);
    assert!(matches!(ask(&catalogue(), &range, &people), Err(Error::FreeUnion { .. })));
    assert_eq!(ask(&catalogue(), &union.by("governorate"), &people).unwrap().rows.len(), 2);
}

#[test]
fn a_rare_value_is_answered_like_an_unknown_one() {
    let mut rows = population(1.0);
    rows.push(row(
        &[
            ("governorate_code", "EG-WAD"),
            ("occupation_code", "7212"),
            ("sex", "m"),
            ("month", "2026-01"),
        ],
        &[("people", 1.0)],
    ));
    let asked = public("trainees").keep("governorate", ["EG-WAD"]);
    let rare = ask(&catalogue(), &asked, &Memory::new(rows)).unwrap_err();
    let absent = ask(&catalogue(), &asked, &Memory::new(population(1.0))).unwrap_err();
    assert_eq!(rare.to_string(), absent.to_string());
    assert_eq!(rare.hint(), absent.hint());
}

#[test]
fn without_a_secret_nothing_is_public() {
    let file = metric_file("trainees", &[]);
    let catalogue = Catalogue::from_files([("trainees", file.as_str())]).unwrap();
    let error = ask(&catalogue, &public("trainees"), &Memory::new(population(1.0))).unwrap_err();
    assert!(matches!(error, Error::SecretMissing) && error.hint().is_some());
}

#[test]
fn record_keys_of_the_mart_are_used_where_it_has_them() {
    let file = metric_file("trainees", &[("record_keys", "\"record_keys\"")]);
    let catalogue =
        Catalogue::from_files([("trainees", file.as_str())]).unwrap().with_secret("secret");
    let shown = |first: f64, second: f64| {
        let half = |sex, keys| {
            row(
                &[
                    ("governorate_code", "EG-C"),
                    ("occupation_code", "1"),
                    ("sex", sex),
                    ("month", "2026-01"),
                ],
                &[("people", 50.0), ("record_keys", keys)],
            )
        };
        let source = Memory::new(vec![half("f", first), half("m", second)]);
        let vintage = format!("{VINTAGE}-{first}-{second}");
        now(catalogue.query(&public("trainees"), &source, &vintage))
            .unwrap()
            .single()
            .unwrap()
            .value
    };
    assert_eq!(shown(6400.0, 6300.0), shown(6300.0, 6400.0));
    assert_eq!(shown(100.0, 40.0), shown(140.0 + 256.0, 0.0), "keys combine modulo 256");
    let distinct: std::collections::BTreeSet<String> =
        (0..256).map(|key| format!("{:?}", shown(f64::from(key), 0.0))).collect();
    assert!(distinct.len() > 5, "different persons, different noise");
}

#[test]
fn a_place_that_follows_from_its_centre_hides_nothing() {
    let file = metric_file(
        "trainees",
        &[("dimensions", "[\"provider_code\", \"governorate_code\", \"month\"]")],
    );
    let catalogue =
        Catalogue::from_files([("trainees", file.as_str())]).unwrap().with_secret("secret");
    let rows = (0..12).map(|number| {
        let provider = format!("provider-{number}");
        let governorate = GOVERNORATES[number % 4];
        row(
            &[
                ("provider_code", &provider),
                ("governorate_code", governorate),
                ("month", "2026-01"),
            ],
            &[("people", 40.0)],
        )
    });
    let source = Memory::new(rows.collect());
    let asked = public("trainees").by("provider").keep("governorate", ["EG-MN"]);
    let figures = ask(&catalogue, &asked, &source).unwrap();
    assert_eq!(figures.rows.iter().filter(|row| row.status == Status::Shown).count(), 3);
}
