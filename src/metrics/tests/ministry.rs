//! The ministry's tier: small cells, thin shares, few employers, complementary suppression.

use proptest::prelude::*;

use super::source::{MartRow, Memory, row};
use super::{ask, catalogue, metric_file};
use crate::{Catalogue, Error, Figures, Query, Status, Tier};

fn cell(governorate: &str, sex: &str, people: f64) -> MartRow {
    row(
        &[
            ("governorate_code", governorate),
            ("occupation_code", "7212"),
            ("sex", sex),
            ("month", "2026-01"),
        ],
        &[("people", people), ("placed", (people / 2.0).floor())],
    )
}

fn symbols(figures: &Figures) -> Vec<String> {
    let show = |row: &crate::Figure| match row.value {
        Some(value) => value.to_string(),
        None => row.status.symbol().to_owned(),
    };
    figures.rows.iter().map(show).collect()
}

#[test]
fn a_single_small_cell_takes_one_of_the_next_smallest_with_it() {
    let people = Memory::new(vec![
        cell("EG-C", "m", 400.0),
        cell("EG-GZ", "m", 190.0),
        cell("EG-MN", "m", 30.0),
        cell("EG-WAD", "m", 2.0),
    ]);
    let asked = Query::new("trainees", Tier::Ministry).by("governorate");
    let figures = ask(&catalogue(), &asked, &people).unwrap();
    assert_eq!(symbols(&figures), ["400", "190", "c", "c"]);
    assert!(figures.rows[3].n.is_none() && figures.rows[3].interval.is_none());
    assert!(figures.notes.iter().any(|note| note.ar.contains("محجوبة")));
    let own = Query { tier: Tier::Operational, ..asked };
    assert_eq!(symbols(&ask(&catalogue(), &own, &people).unwrap()), ["400", "190", "30", "2"]);
}

#[test]
fn zero_is_shown_and_four_is_not() {
    let people = Memory::new(vec![cell("EG-C", "f", 0.0), cell("EG-C", "m", 50.0)]);
    let asked = Query::new("trainees", Tier::Ministry).by("sex");
    assert_eq!(symbols(&ask(&catalogue(), &asked, &people).unwrap()), ["0", "50"]);
    let people = Memory::new(vec![cell("EG-C", "m", 4.0)]);
    let figures = ask(&catalogue(), &Query::new("trainees", Tier::Ministry), &people).unwrap();
    assert_eq!(figures.single().unwrap().status, Status::Suppressed);
}

#[test]
fn a_share_needs_ten_in_its_denominator() {
    let people = Memory::new(vec![
        cell("EG-C", "f", 9.0),
        cell("EG-C", "m", 10.0),
        cell("EG-C", "unknown", 40.0),
    ]);
    let asked = Query::new("placement_rate", Tier::Ministry).by("sex");
    // The men of 10 would give away the women of 9 by what is left of the total.
    assert_eq!(symbols(&ask(&catalogue(), &asked, &people).unwrap()), ["c", "c", "0.5"]);
}

#[test]
fn an_empty_cell_is_hidden_where_nothing_else_can_protect() {
    let people = Memory::new(vec![
        cell("EG-C", "m", 60.0),
        cell("EG-MN", "f", 4.0),
        cell("EG-MN", "m", 50.0),
    ]);
    let asked = Query::new("trainees", Tier::Ministry).by("governorate").by("sex");
    let figures = ask(&catalogue(), &asked, &people).unwrap();
    let hidden: Vec<(&str, &str)> = figures
        .rows
        .iter()
        .filter(|row| row.status == Status::Suppressed)
        .filter_map(|row| Some((row.key("governorate_code")?, row.key("sex")?)))
        .collect();
    // The women's total of 4 is hidden itself, so row totals alone could tell.
    assert_eq!(hidden, [("EG-C", "f"), ("EG-C", "m"), ("EG-MN", "f"), ("EG-MN", "m")]);
}

#[test]
fn few_employers_hide_an_amount() {
    let file = metric_file(
        "wage_bill",
        &[
            ("kind", "\"sum\""),
            ("numerator", "\"wages\""),
            ("count", "\"people\""),
            ("establishments", "\"firms\""),
        ],
    );
    for (firms, status) in [(2.0, Status::Suppressed), (3.0, Status::Shown)] {
        let catalogue = Catalogue::from_files([("wage_bill", file.as_str())]).unwrap();
        let people = Memory::new(vec![row(
            &[("month", "2026-01")],
            &[("wages", 1e6), ("people", 100.0), ("firms", firms)],
        )]);
        let figures = ask(&catalogue, &Query::new("wage_bill", Tier::Ministry), &people).unwrap();
        assert_eq!(figures.single().unwrap().status, status, "{firms} establishments");
    }
}

#[test]
fn an_unknown_number_of_persons_is_treated_as_few() {
    let people = Memory::new(vec![row(
        &[
            ("governorate_code", "EG-C"),
            ("occupation_code", "1"),
            ("sex", "m"),
            ("month", "2026-01"),
        ],
        &[("wage_total", 7000.0)],
    )]);
    let figures = ask(&catalogue(), &Query::new("wage_total", Tier::Ministry), &people).unwrap();
    assert_eq!(figures.single().unwrap().status, Status::Suppressed);
}

#[test]
fn a_table_too_large_to_protect_is_refused() {
    let rows = (0..700_u32).map(|number| {
        let code = number.to_string();
        row(
            &[
                ("governorate_code", &code),
                ("occupation_code", &code),
                ("sex", "m"),
                ("month", "2026-01"),
            ],
            &[("people", 3.0)],
        )
    });
    let asked = Query::new("trainees", Tier::Ministry).by("governorate").by("occupation");
    let error = ask(&catalogue(), &asked, &Memory::new(rows.collect())).unwrap_err();
    assert!(matches!(error, Error::TooManyCells { .. }));
}

proptest! {
    #[test]
    fn in_every_line_hidden_cells_protect_each_other(
        counts in prop::collection::vec(0_u32..25, 20..21)
    ) {
        let governorates = ["EG-C", "EG-GZ", "EG-MN", "EG-ASN", "EG-SHG"];
        let sexes = ["a", "b", "c", "d"];
        let mut rows = Vec::new();
        for (index, count) in counts.iter().enumerate() {
            if *count > 0 {
                rows.push(cell(governorates[index / 4], sexes[index % 4], f64::from(*count)));
            }
        }
        prop_assume!(!rows.is_empty());
        let asked = Query::new("trainees", Tier::Ministry).by("governorate").by("sex");
        let figures = ask(&catalogue(), &asked, &Memory::new(rows)).unwrap();
        let find = |governorate: &str, sex: &str| {
            figures.rows.iter().find(|row| {
                row.key("governorate_code") == Some(governorate) && row.key("sex") == Some(sex)
            })
        };
        let count_of = |governorate: usize, sex: usize| counts[governorate * 4 + sex];
        let check = |line: Vec<(usize, usize)>| {
            let total: u32 = line.iter().map(|(g, s)| count_of(*g, *s)).sum();
            let hidden: Vec<u32> = line
                .iter()
                .filter(|(g, s)| find(governorates[*g], sexes[*s]).is_some_and(|row| row.value.is_none()))
                .map(|(g, s)| count_of(*g, *s))
                .collect();
            total < 5 || hidden.is_empty() || (hidden.len() > 1 && hidden.iter().sum::<u32>() >= 5)
        };
        for governorate in 0..5 {
            prop_assert!(check((0..4).map(|sex| (governorate, sex)).collect()), "{counts:?}");
        }
        for sex in 0..4 {
            prop_assert!(check((0..5).map(|governorate| (governorate, sex)).collect()), "{counts:?}");
        }
        for row in &figures.rows {
            if let Some(value) = row.value {
                prop_assert!(value == 0.0 || value >= 5.0);
            }
        }
    }
}
