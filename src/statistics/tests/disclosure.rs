//! The perturbation table, dominance and complementary suppression.

use super::check;
use crate::cell_key::{PerturbationTable, combine_keys};
use crate::dominance::{is_amount_safe, is_dominated, is_sensitive_by_percent};
use crate::error::Error;
use crate::random::Random;
use crate::suppression::{Cell, suppress, suppress_two_way};

#[test]
fn every_row_of_the_table_is_unbiased_with_the_asked_variance_and_no_small_result() {
    let table = PerturbationTable::standard().unwrap();
    for count in 1..=40_u64 {
        let noises: Vec<i64> = (0..=255).map(|key| i64::from(table.noise(count, key))).collect();
        assert_eq!(noises.iter().sum::<i64>(), 0, "mean of count {count}");
        assert_eq!(noises.iter().map(|one| one * one).sum::<i64>(), 576, "variance of {count}");
        for key in 0..=255 {
            let shown = table.perturb(count, key);
            assert!(shown == 0 || shown > 2, "count {count} key {key} gives {shown}");
            assert!(shown.abs_diff(count) <= 5);
        }
    }
    assert!((0..=255).all(|key| table.perturb(0, key) == 0), "zero stays zero");
    check("typical noise", table.typical_noise(), 1.5, 1e-12);
}

/// scipy 1.17.1, dual of the entropy minimised with BFGS.
#[test]
fn the_rows_lie_near_the_distribution_of_maximum_entropy() {
    let table = PerturbationTable::standard().unwrap();
    let rows: [(u64, i8, &[f64]); 2] = [
        (1, -1, &[0.686_574, 0.0, 0.0, 0.259_014, 0.049_343, 0.004_827, 0.000_242]),
        (
            9,
            -5,
            &[
                0.001_044, 0.007_668, 0.036_161, 0.109_486, 0.212_831, 0.265_620, 0.212_831,
                0.109_486, 0.036_161, 0.007_668, 0.001_044,
            ],
        ),
    ];
    for (count, first, shares) in rows {
        for (offset, share) in shares.iter().enumerate() {
            let noise = first + offset as i8;
            let parts = (0..=255).filter(|key| table.noise(count, *key) == noise).count();
            check(&format!("{count} {noise}"), parts as f64 / 256.0, *share, 4.0 / 256.0);
        }
    }
}

#[test]
fn an_impossible_table_names_the_count() {
    let error = PerturbationTable::build(5, 1.0, 2).unwrap_err();
    assert!(matches!(error, Error::Infeasible { count: 1, .. }), "{error}");
    assert!(error.hint().is_some());
    assert!(PerturbationTable::build(9, 2.25, 2).is_err());
    assert!(PerturbationTable::build(5, f64::NAN, 2).is_err());
}

#[test]
fn keys_combine_to_the_same_sum_in_any_order_and_grouping() {
    let mut random = Random::new(5);
    let keys: Vec<u8> = (0..1000).map(|_| random.next_bits() as u8).collect();
    let whole = combine_keys(keys.iter().copied());
    for part in 1..50 {
        let groups = keys.chunks(part).map(|group| combine_keys(group.iter().copied()));
        assert_eq!(combine_keys(groups), whole);
    }
}

#[test]
fn noise_averages_out_over_cells_but_not_over_repetitions() {
    let table = PerturbationTable::standard().unwrap();
    let mut random = Random::new(11);
    let cells = 20_000;
    let mut total = 0_i64;
    for _ in 0..cells {
        let count = 1 + random.below(60) as u64;
        let key = random.next_bits() as u8;
        let shown = table.perturb(count, key);
        assert!((0..1000).all(|_| table.perturb(count, key) == shown));
        total += shown as i64 - count as i64;
    }
    // 20,000 cells: the standard error of the mean is 1.5/√20000 ≈ 0.011.
    check("mean bias", total as f64 / f64::from(cells), 0.0, 0.03);
}

#[test]
fn dominance_rules_hide_what_a_competitor_could_compute() {
    assert!(is_sensitive_by_percent(&[1000.0, 100.0, 50.0], 15.0).unwrap());
    assert!(!is_sensitive_by_percent(&[1000.0, 200.0, 160.0], 15.0).unwrap());
    assert!(is_dominated(&[90.0, 5.0, 5.0], 1, 0.85).unwrap());
    assert!(!is_dominated(&[50.0, 40.0, 40.0], 1, 0.85).unwrap());
    assert!(!is_amount_safe(&[100.0, 100.0]).unwrap(), "two establishments");
    assert!(is_amount_safe(&[100.0, 100.0, 100.0]).unwrap());
    assert!(!is_amount_safe(&[]).unwrap());
    assert!(is_amount_safe(&[f64::NAN]).is_err());
}

/// Largest and smallest value of each hidden cell that fits the totals, by exhaustive search.
fn ranges(counts: &[u64], columns: usize, cells: &[Cell]) -> Vec<(usize, u64, u64)> {
    let hidden: Vec<usize> = (0..counts.len()).filter(|cell| cells[*cell].is_hidden()).collect();
    let rows = counts.len() / columns;
    let mut found: Vec<(usize, u64, u64)> =
        hidden.iter().map(|cell| (*cell, u64::MAX, 0)).collect();
    let mut trial = counts.to_vec();
    search(&hidden, 0, counts, columns, rows, &mut trial, &mut found);
    found
}

fn search(
    hidden: &[usize],
    depth: usize,
    counts: &[u64],
    columns: usize,
    rows: usize,
    trial: &mut [u64],
    found: &mut [(usize, u64, u64)],
) {
    let sum_row =
        |table: &[u64], row: usize| table[row * columns..(row + 1) * columns].iter().sum::<u64>();
    let sum_column =
        |table: &[u64], column: usize| table.iter().skip(column).step_by(columns).sum::<u64>();
    if depth == hidden.len() {
        let fits = (0..rows).all(|row| sum_row(trial, row) == sum_row(counts, row))
            && (0..columns).all(|one| sum_column(trial, one) == sum_column(counts, one));
        if fits {
            for (cell, low, high) in found.iter_mut() {
                *low = (*low).min(trial[*cell]);
                *high = (*high).max(trial[*cell]);
            }
        }
        return;
    }
    let cell = hidden[depth];
    let row = cell / columns;
    trial[cell] = 0;
    let room = {
        let used: u64 =
            hidden[..depth].iter().filter(|one| *one / columns == row).map(|one| trial[*one]).sum();
        let total: u64 =
            hidden.iter().filter(|one| *one / columns == row).map(|one| counts[*one]).sum();
        total - used.min(total)
    };
    for value in 0..=room {
        trial[cell] = value;
        search(hidden, depth + 1, counts, columns, rows, trial, found);
    }
    trial[cell] = counts[cell];
}

#[test]
fn no_hidden_small_cell_of_a_two_way_table_follows_from_its_totals() {
    let mut random = Random::new(99);
    let mut hidden_tables = 0;
    for _ in 0..300 {
        let counts: Vec<u64> = (0..9)
            .map(|_| if random.below(4) == 0 { random.below(5) } else { random.below(14) } as u64)
            .collect();
        let cells = suppress_two_way(&counts, 3, 5).unwrap();
        for (cell, count) in cells.iter().zip(&counts) {
            assert_eq!(*cell == Cell::Primary, *count > 0 && *count < 5);
        }
        // Where fewer than 5 persons are in a whole line its total is hidden too: not this attack.
        let is_large = |line: Vec<usize>| line.iter().map(|cell| counts[*cell]).sum::<u64>() >= 5;
        let is_whole = (0..3).all(|one| {
            is_large((one * 3..one * 3 + 3).collect()) && is_large((one..9).step_by(3).collect())
        });
        let number = cells.iter().filter(|cell| cell.is_hidden()).count();
        if !is_whole || number == 0 || number > 6 {
            continue;
        }
        hidden_tables += 1;
        for (cell, low, high) in ranges(&counts, 3, &cells) {
            if cells[cell] == Cell::Primary {
                assert!(low < high, "cell {cell} of {counts:?} is {low}");
            }
        }
    }
    assert!(hidden_tables > 50, "only {hidden_tables} tables had hidden cells");
}

#[test]
fn two_cycles_joined_by_one_cell_do_not_give_the_cell_away() {
    // Rows and columns 0–1 and 2–3 hold two hidden squares; cell (0, 2) joins them and every line
    // holds at least two hidden cells, yet the totals of rows 0 and 1 less columns 0 and 1 give it.
    let counts = [3, 4, 3, 9, 4, 3, 9, 9, 9, 9, 3, 4, 9, 9, 4, 3];
    let cells = suppress_two_way(&counts, 4, 5).unwrap();
    let outside: Vec<usize> = (0..16).filter(|cell| cells[*cell] == Cell::Complementary).collect();
    assert!(!outside.is_empty());
    let counts_one_way = [3, 40, 50, 60];
    let line = [vec![0, 1, 2, 3]];
    let cells = suppress(&counts_one_way, &[true, false, false, false], &line, 5).unwrap();
    assert_eq!(cells, [Cell::Primary, Cell::Complementary, Cell::Open, Cell::Open]);
}

#[test]
fn wrong_tables_are_refused() {
    assert!(suppress_two_way(&[1, 2, 3], 2, 5).is_err());
    assert!(suppress_two_way(&[1, 2, 3], 0, 5).is_err());
    assert!(suppress(&[1], &[true], &[vec![4]], 5).is_err());
    assert!(suppress(&[1], &[], &[], 5).is_err());
}

#[test]
fn every_line_of_a_country_wide_table_is_protected() {
    let mut random = Random::new(8);
    let (rows, columns) = (27, 78);
    let counts: Vec<u64> = (0..rows * columns).map(|_| random.below(12) as u64).collect();
    let cells = suppress_two_way(&counts, columns, 5).unwrap();
    let is_protected = |line: Vec<usize>| {
        let hidden: Vec<u64> = line
            .iter()
            .filter(|cell| cells[**cell].is_hidden())
            .map(|cell| counts[*cell])
            .collect();
        hidden.is_empty() || (hidden.len() > 1 && hidden.iter().sum::<u64>() >= 5)
    };
    assert!((0..rows).all(|row| is_protected((row * columns..(row + 1) * columns).collect())));
    assert!((0..columns).all(|one| is_protected((one..counts.len()).step_by(columns).collect())));
    assert!(cells.iter().any(|cell| !cell.is_hidden()), "not everything is hidden");
}
