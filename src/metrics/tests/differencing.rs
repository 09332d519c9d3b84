//! An attacker with a pencil: whatever the ministry's tier shows, put together, tells no small cell.
//!
//! Every answer becomes a linear equation over the persons of the finest cells; elimination modulo
//! a prime then says exactly which small cells follow from all answers together.

use std::collections::BTreeMap;

use mizan_statistics::random::Random;

use super::source::{MartRow, Memory, row};
use super::{ask, metric_file};
use crate::{Catalogue, Query, Status, Tier};

const PRIME: u64 = 2_147_483_647;
const AXES: [&str; 4] = ["office_code", "governorate_code", "sex", "month"];
const MONTHS: [&str; 5] = ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03"];

/// Offices lie in governorates; sexes and months cross them.
fn population(random: &mut Random, limit: usize) -> Vec<MartRow> {
    let mut rows = Vec::new();
    for office in 0..6 {
        for sex in ["f", "m"] {
            for month in MONTHS {
                let started = random.below(limit);
                if started == 0 || random.below(4) == 0 {
                    continue;
                }
                let exited = started - random.below(started + 1) / 4;
                let placed = random.below(exited + 1);
                rows.push(row(
                    &[
                        ("office_code", &format!("office-{office}")),
                        (
                            "governorate_code",
                            ["EG-C", "EG-C", "EG-GZ", "EG-GZ", "EG-GZ", "EG-MN"][office],
                        ),
                        ("sex", sex),
                        ("month", month),
                    ],
                    &[
                        ("started", started as f64),
                        ("exited", exited as f64),
                        ("waiting", (started - exited) as f64),
                        ("placed", placed as f64),
                    ],
                ));
            }
        }
    }
    rows
}

fn catalogue(time: &str) -> Catalogue {
    catalogue_without(time, "")
}

/// The catalogue with one metric left out, whose column is then known from a share only.
fn catalogue_without(time: &str, left_out: &str) -> Catalogue {
    let axes = "[\"office_code\", \"governorate_code\", \"sex\", \"month\"]";
    let common = [("mart", "\"mart_offices\""), ("dimensions", axes), ("time", time)];
    let count = |name: &str, column: &str, whole: &str| {
        let column = format!("\"{column}\"");
        let mut changes = common.to_vec();
        changes.push(("numerator", &column));
        if !whole.is_empty() {
            changes.push(("count", whole));
        }
        metric_file(name, &changes)
    };
    let share = |name: &str, part: &str, whole: &str| {
        let (part, whole) = (format!("\"{part}\""), format!("\"{whole}\""));
        let mut changes = common.to_vec();
        changes.extend([("kind", "\"share\""), ("numerator", &*part), ("denominator", &*whole)]);
        metric_file(name, &changes)
    };
    let files = [
        ("started", count("started", "started", "")),
        ("exited", count("exited", "exited", "")),
        ("waiting", count("waiting", "waiting", "\"started\"")),
        ("placed", count("placed", "placed", "")),
        ("placement_rate", share("placement_rate", "placed", "exited")),
        ("exit_rate", share("exit_rate", "exited", "started")),
    ];
    let kept = files.iter().filter(|(name, _)| *name != left_out);
    Catalogue::from_files(kept.map(|(name, text)| (*name, text.as_str()))).unwrap()
}

/// A cell: the value kept on each axis, if one is.
type Cell = BTreeMap<&'static str, String>;

fn is_in(row: &MartRow, cell: &Cell) -> bool {
    cell.iter().all(|(axis, value)| {
        if *axis == "year" {
            row.codes["month"][..4] == **value
        } else {
            row.codes[*axis] == *value
        }
    })
}

/// All cells anybody may ask for: any value or everything on each axis, and calendar years.
fn cells(rows: &[MartRow], is_stock: bool) -> Vec<Cell> {
    let mut all: Vec<Cell> = vec![Cell::new()];
    for axis in AXES {
        let mut values: Vec<(&'static str, String)> =
            rows.iter().map(|row| (axis, row.codes[axis].clone())).collect();
        if axis == "month" && !is_stock {
            values.extend(["2025", "2026"].map(|year| ("year", year.to_owned())));
        }
        values.sort();
        values.dedup();
        let longer = all.iter().flat_map(|cell| {
            values.iter().map(move |(axis, value)| {
                let mut longer = cell.clone();
                longer.insert(axis, value.clone());
                longer
            })
        });
        let longer: Vec<Cell> = longer.collect();
        if axis == "month" && is_stock {
            all = longer;
        } else {
            all.extend(longer);
        }
    }
    all
}

/// Everything the attacker sees: by column, the cells whose sum is known.
struct Seen {
    equations: BTreeMap<&'static str, Vec<(Cell, f64)>>,
}

fn look(catalogue: &Catalogue, rows: &[MartRow], is_stock: bool) -> Seen {
    let source = Memory::new(rows.to_vec());
    let mut equations: BTreeMap<&'static str, Vec<(Cell, f64)>> = BTreeMap::new();
    for cell in cells(rows, is_stock) {
        let mut query = Query::new("", Tier::Ministry);
        for (axis, value) in &cell {
            query = query.keep(if *axis == "year" { "month" } else { axis }, [value.as_str()]);
        }
        let answer = |metric: &str| {
            let query = Query { metric: metric.to_owned(), ..query.clone() };
            catalogue.get(metric).ok()?;
            Some(ask(catalogue, &query, &source).unwrap().single().unwrap().clone())
        };
        for (metric, column) in [
            ("started", "started"),
            ("exited", "exited"),
            ("waiting", "waiting"),
            ("placed", "placed"),
        ] {
            let Some(figure) = answer(metric) else { continue };
            // A cell of which nothing is said to be hidden has nobody in it.
            let is_empty = figure.status == Status::Unavailable;
            if let Some(value) = figure.value.or(is_empty.then_some(0.0)) {
                equations.entry(column).or_default().push((cell.clone(), value));
            }
            if let (Some(n), "waiting") = (figure.n, metric) {
                equations.entry("started").or_default().push((cell.clone(), n as f64));
            }
        }
        for (metric, part, whole) in
            [("placement_rate", "placed", "exited"), ("exit_rate", "exited", "started")]
        {
            let Some(figure) = answer(metric) else { continue };
            if let (Some(value), Some(n)) = (figure.value, figure.n) {
                equations.entry(whole).or_default().push((cell.clone(), n as f64));
                let part_value = (value * n as f64).round();
                equations.entry(part).or_default().push((cell.clone(), part_value));
            }
        }
    }
    Seen { equations }
}

/// Small cells of a column that follow exactly from what is seen, as `column: cell`.
///
/// The attacker knows which finest cells are empty only where that is shown.
fn found(rows: &[MartRow], seen: &Seen, is_stock: bool) -> Vec<String> {
    let atoms: Vec<Cell> = grid(rows);
    let columns = ["started", "exited", "waiting", "placed"];
    let place = |column: usize, atom: usize| column * atoms.len() + atom;
    let width = columns.len() * atoms.len();
    let vector = |column: usize, cell: &Cell| {
        let mut vector = vec![0_u64; width];
        for (index, atom) in atoms.iter().enumerate() {
            let has = cell.iter().all(|(axis, value)| {
                if *axis == "year" { atom["month"][..4] == **value } else { atom[*axis] == *value }
            });
            vector[place(column, index)] = u64::from(has);
        }
        vector
    };
    let mut basis = Basis::default();
    for (column, equations) in &seen.equations {
        let number = columns.iter().position(|one| one == column).unwrap();
        for (cell, _) in equations {
            basis.add(vector(number, cell));
        }
    }
    // Waiting and exited are the started: known to everybody who reads the definitions.
    for atom in 0..atoms.len() {
        let mut vector = vec![0_u64; width];
        vector[place(0, atom)] = PRIME - 1;
        vector[place(1, atom)] = 1;
        vector[place(2, atom)] = 1;
        basis.add(vector);
    }
    let mut leaks = Vec::new();
    for cell in cells(rows, is_stock) {
        let sum = |column: &str| -> f64 {
            rows.iter().filter(|row| is_in(row, &cell)).map(|row| row.numbers[column]).sum()
        };
        for (number, column) in columns.iter().enumerate() {
            if (1.0..5.0).contains(&sum(column)) && basis.holds(vector(number, &cell)) {
                leaks.push(format!("{column}: {cell:?}"));
            }
        }
        let rest = sum("exited") - sum("placed");
        if (1.0..5.0).contains(&rest) {
            let mut both = vector(1, &cell);
            for (one, other) in both.iter_mut().zip(vector(3, &cell)) {
                *one = (*one + (PRIME - other) % PRIME) % PRIME;
            }
            if basis.holds(both) {
                leaks.push(format!("not placed: {cell:?}"));
            }
        }
    }
    leaks
}

/// How many small cells there are in all that an attacker could look for.
fn small_cells(rows: &[MartRow]) -> usize {
    let mut small = 0;
    for cell in cells(rows, false) {
        for column in ["started", "exited", "waiting", "placed"] {
            let inside = rows.iter().filter(|row| is_in(row, &cell));
            let sum: f64 = inside.map(|row| row.numbers[column]).sum();
            small += usize::from((1.0..5.0).contains(&sum));
        }
    }
    small
}

/// Every combination of values that can occur: an office only in its governorate.
fn grid(rows: &[MartRow]) -> Vec<Cell> {
    let mut offices: Vec<(String, String)> = rows
        .iter()
        .map(|row| (row.codes["office_code"].clone(), row.codes["governorate_code"].clone()))
        .collect();
    let mut months: Vec<String> = rows.iter().map(|row| row.codes["month"].clone()).collect();
    offices.sort();
    offices.dedup();
    months.sort();
    months.dedup();
    let mut grid = Vec::new();
    for (office, governorate) in &offices {
        for sex in ["f", "m"] {
            for month in &months {
                grid.push(Cell::from([
                    ("office_code", office.clone()),
                    ("governorate_code", governorate.clone()),
                    ("sex", sex.to_owned()),
                    ("month", month.clone()),
                ]));
            }
        }
    }
    grid
}

/// Rows in echelon form.
#[derive(Default)]
struct Basis(BTreeMap<usize, Vec<u64>>);

impl Basis {
    /// What is left of a vector after the basis is taken out.
    fn rest(&self, mut vector: Vec<u64>) -> Vec<u64> {
        for (lead, row) in &self.0 {
            let factor = vector[*lead];
            if factor != 0 {
                for (own, other) in vector[*lead..].iter_mut().zip(&row[*lead..]) {
                    *own = (*own + (PRIME - factor) * other) % PRIME;
                }
            }
        }
        vector
    }

    fn add(&mut self, vector: Vec<u64>) {
        let mut rest = self.rest(vector);
        let Some(lead) = rest.iter().position(|one| *one != 0) else { return };
        let inverse = power(rest[lead], PRIME - 2);
        for one in &mut rest {
            *one = *one * inverse % PRIME;
        }
        self.0.insert(lead, rest);
    }

    fn holds(&self, vector: Vec<u64>) -> bool {
        self.rest(vector).iter().all(|one| *one == 0)
    }
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut square) = (1, base % PRIME);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % PRIME;
        }
        square = square * square % PRIME;
        exponent >>= 1;
    }
    result
}

#[test]
fn no_small_cell_follows_from_all_answers_together() {
    let mut random = Random::new(11);
    for round in 0..18 {
        let rows = population(&mut random, [6, 12, 30, 60][round % 4]);
        let is_stock = round % 3 == 2;
        let left_out = ["", "started", "exited", "waiting", "placed"][round % 5];
        let time = if is_stock { "\"stock\"" } else { "\"flow\"" };
        let catalogue = catalogue_without(time, left_out);
        let seen = look(&catalogue, &rows, is_stock);
        let leaks = found(&rows, &seen, is_stock);
        assert!(leaks.is_empty(), "round {round} without `{left_out}`: {leaks:#?}");
        let shown: usize = seen.equations.values().map(Vec::len).sum();
        assert!(shown > 20, "round {round}: only {shown} figures are shown");
    }
}

/// The attack itself must be able to find something: without protection it does.
#[test]
fn the_attack_finds_small_cells_where_nothing_protects_them() {
    let mut random = Random::new(11);
    let rows = population(&mut random, 12);
    let mut equations: BTreeMap<&'static str, Vec<(Cell, f64)>> = BTreeMap::new();
    for cell in cells(&rows, false) {
        let sum: f64 =
            rows.iter().filter(|row| is_in(row, &cell)).map(|row| row.numbers["started"]).sum();
        // Only what is small itself is hidden, as a naive threshold would.
        if sum == 0.0 || sum >= 5.0 {
            equations.entry("started").or_default().push((cell, sum));
        }
    }
    assert!(!found(&rows, &Seen { equations }, false).is_empty());
}

#[test]
fn unions_of_values_are_shown_only_where_each_part_is() {
    let mut random = Random::new(12);
    let rows = population(&mut random, 25);
    let (catalogue, source) = (catalogue("\"flow\""), Memory::new(rows));
    let part = |office: &str| Query::new("started", Tier::Ministry).keep("office_code", [office]);
    let mut seen = [0, 0];
    for one in 0..6 {
        for other in one + 1..6 {
            let names = [format!("office-{one}"), format!("office-{other}")];
            let union = Query::new("started", Tier::Ministry).keep("office_code", names.clone());
            let value =
                |query: &Query| ask(&catalogue, query, &source).unwrap().single().unwrap().value;
            let parts = names.map(|name| value(&part(&name)));
            let expected = parts[0].zip(parts[1]).map(|(one, other)| one + other);
            assert_eq!(value(&union), expected, "{union:?}");
            seen[usize::from(expected.is_some())] += 1;
        }
    }
    assert!(seen[1] > 0, "{seen:?}");
    // A range of months that is a year is that year; one that is not is the sum of its months.
    let range = |months: &str| {
        let query = Query::new("started", Tier::Ministry).keep("month", [months]);
        ask(&catalogue, &query, &source).unwrap().single().unwrap().clone()
    };
    assert_eq!(range("2025-11..2025-12"), range("2025"));
    assert_eq!(range("2025-01..2026-12").value, range("2025-11..2026-03").value);
}

/// The same cell asked for in many ways: splits in any order, filters, short names, unions of one.
#[test]
fn the_same_cell_of_the_ministry_is_the_same_on_fifty_routes() {
    let mut random = Random::new(13);
    let rows = population(&mut random, 14);
    let catalogue = catalogue("\"flow\"");
    let mut routes_checked = 0;
    for target in rows.iter().take(12) {
        let fixed: Vec<(&str, String)> =
            AXES.iter().map(|axis| (*axis, target.codes[*axis].clone())).collect();
        let mut answers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for choice in 0..81_usize {
            // Each axis is split, filtered or both; the governorate may be left to its office.
            let mut query = Query::new("placement_rate", Tier::Ministry);
            let mut rest = choice;
            for (axis, value) in &fixed {
                match rest % 3 {
                    0 => query = query.by(*axis),
                    1 => query = query.keep(*axis, [value.clone()]),
                    _ if *axis == "governorate_code" => {}
                    _ => query = query.by(*axis).keep(*axis, [value.clone(), value.clone()]),
                }
                rest /= 3;
            }
            let source = Memory::new(rows.clone());
            let figures = ask(&catalogue, &query, &source).unwrap();
            let found = figures.rows.iter().find(|row| {
                fixed.iter().all(|(axis, value)| row.key(axis).is_none_or(|key| key == value))
            });
            let text = found.map_or("absent".to_owned(), |row| {
                format!("{:?} {:?} {:?}", row.value, row.n, row.status)
            });
            answers.entry(text).or_default().push(format!("{query:?}"));
            routes_checked += 1;
        }
        assert_eq!(answers.len(), 1, "{answers:#?}");
    }
    assert!(routes_checked >= 50);
}

/// Counts and rates of one cell never contradict each other: both are shown or neither.
#[test]
fn a_rate_is_hidden_just_where_its_parts_are() {
    let mut random = Random::new(14);
    for limit in [8, 16, 40] {
        let rows = population(&mut random, limit);
        let (catalogue, source) = (catalogue("\"flow\""), Memory::new(rows));
        for by in [vec!["office_code"], vec!["sex", "month"], vec!["office_code", "sex", "month"]] {
            let split = |metric: &str| {
                let mut query = Query::new(metric, Tier::Ministry);
                query.by = by.iter().map(|one| (*one).to_owned()).collect();
                ask(&catalogue, &query, &source).unwrap()
            };
            let (parts, wholes, rates) =
                (split("placed"), split("exited"), split("placement_rate"));
            for rate in rates.rows.iter().filter(|row| row.status != Status::Unavailable) {
                let of = |figures: &crate::Figures| {
                    let found = figures.rows.iter().find(|row| row.keys == rate.keys);
                    found.is_some_and(|row| row.value.is_some())
                };
                assert_eq!(rate.value.is_some(), of(&parts) && of(&wholes), "{:?}", rate.keys);
            }
        }
    }
}

/// A vintage later, one cell has changed: what was hidden and has not changed stays unknown.
#[test]
fn two_vintages_together_tell_little_more_than_each_alone() {
    let mut random = Random::new(15);
    let (mut leaks, mut small) = (0, 0);
    for _ in 0..8 {
        let rows = population(&mut random, 30);
        let mut later = rows.clone();
        let changed = random.below(later.len());
        let started = later[changed].numbers.get_mut("started").unwrap();
        *started += 3.0;
        *later[changed].numbers.get_mut("waiting").unwrap() += 3.0;
        let mut seen = look(&catalogue("\"flow\""), &rows, false);
        let target = rows[changed].clone();
        let touched = |cell: &Cell| is_in(&target, cell);
        let after = look(&catalogue("\"flow\""), &later, false);
        for (column, equations) in after.equations {
            let unchanged = equations.into_iter().filter(|(cell, _)| !touched(cell));
            seen.equations.entry(column).or_default().extend(unchanged);
        }
        leaks += found(&rows, &seen, false).len();
        small += small_cells(&rows);
    }
    println!("two vintages: {leaks} of {small} small cells follow");
    assert!(leaks * 50 <= small, "{leaks} leaks beside {small} small cells");
}
