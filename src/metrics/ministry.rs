//! The ministry's tier: small cells hidden, and with them the cells that would give them away.

use std::collections::{BTreeMap, BTreeSet};

use mizan_statistics::dominance::CONTRIBUTORS_MINIMUM;
use mizan_statistics::suppression::suppress;

use crate::error::Result;
use crate::figures::{Figure, Status};
use crate::metric::{Kind, Time};
use crate::query::Checked;
use crate::rows::Row;

/// Smallest denominator of a share that may be shown.
pub(crate) const SHARE_DENOMINATOR_MINIMUM: f64 = 10.0;
/// Largest table, empty cells included, that is protected as a whole.
const TABLE_CELLS_MAX: usize = 100_000;

/// Hides what the tier hides; `figures` and `rows` belong together, in order of key.
pub(crate) fn protect(
    checked: &Checked<'_>,
    rows: &[Row],
    figures: &mut Vec<Figure>,
) -> Result<()> {
    let metric = checked.metric;
    let minimum = metric.minimum_n;
    let primary: Vec<bool> = rows
        .iter()
        .map(|row| {
            // An unknown number of persons is treated as few.
            let is_small =
                row.persons.is_none_or(|persons| persons > 0.0 && persons < minimum as f64);
            let is_few_employers = row.establishments.is_some_and(|establishments| {
                establishments > 0.0 && establishments < CONTRIBUTORS_MINIMUM as f64
            });
            is_small || is_few_employers
        })
        .collect();
    let hidden = if metric.kind == Kind::Median {
        // Medians do not add up, so no other cell gives one away.
        primary.clone()
    } else {
        complementary(checked, rows, &primary, figures)?
    };
    for ((figure, row), is_hidden) in figures.iter_mut().zip(rows).zip(hidden) {
        let is_thin_share = metric.kind == Kind::Share
            && row.denominator.is_some_and(|all| all > 0.0 && all < SHARE_DENOMINATOR_MINIMUM);
        // A share of many gives away a part of few: share × n is the number of persons in it.
        let is_few = |persons: f64| persons > 0.0 && persons < minimum as f64;
        let is_revealing = metric.kind == Kind::Share
            && match (row.numerator, row.denominator) {
                (Some(part), Some(all)) => is_few(part) || is_few(all - part),
                _ => false,
            };
        if figure.status == Status::Shown && (is_hidden || is_thin_share || is_revealing) {
            figure.hide(Status::Suppressed);
        }
    }
    figures.sort_by(|left, right| left.keys.cmp(&right.keys));
    Ok(())
}

/// Protects small cells against subtraction within the displayed table.
///
/// The table is completed by its empty cells; one that must be hidden too is added to the figures.
fn complementary(
    checked: &Checked<'_>,
    rows: &[Row],
    primary: &[bool],
    figures: &mut Vec<Figure>,
) -> Result<Vec<bool>> {
    let width = checked.by.len();
    if width == 0 || !primary.contains(&true) {
        return Ok(primary.to_vec());
    }
    let codes: Vec<Vec<&str>> = (0..width)
        .map(|axis| {
            let distinct: BTreeSet<&str> = rows.iter().map(|row| row.keys[axis].as_str()).collect();
            distinct.into_iter().collect()
        })
        .collect();
    let size: usize = codes.iter().map(Vec::len).product();
    if size > TABLE_CELLS_MAX {
        // Too large to protect cell by cell: better no answer than a leaking one.
        return Err(crate::error::Error::TooManyCells {
            metric: checked.metric.name.clone(),
            limit: TABLE_CELLS_MAX,
        });
    }
    let positions: Vec<BTreeMap<&str, usize>> = codes
        .iter()
        .map(|codes| codes.iter().enumerate().map(|(index, code)| (*code, index)).collect())
        .collect();
    let strides: Vec<usize> =
        (0..width).map(|axis| codes[axis + 1..].iter().map(Vec::len).product()).collect();
    let cell_of = |row: &Row| -> usize {
        row.keys
            .iter()
            .enumerate()
            .map(|(axis, key)| positions[axis][key.as_str()] * strides[axis])
            .sum()
    };
    let mut counts = vec![0_u64; size];
    let mut is_primary = vec![false; size];
    for (row, flag) in rows.iter().zip(primary) {
        let cell = cell_of(row);
        counts[cell] = row.persons.unwrap_or(0.0).max(0.0).round() as u64;
        is_primary[cell] = *flag;
    }
    let lines = lines(checked, &codes, &strides, size);
    let cells = suppress(&counts, &is_primary, &lines, checked.metric.minimum_n)?;
    let present: BTreeSet<usize> = rows.iter().map(&cell_of).collect();
    for cell in (0..size).filter(|cell| cells[*cell].is_hidden() && !present.contains(cell)) {
        let keys = (0..width)
            .map(|axis| {
                let code = codes[axis][cell / strides[axis] % codes[axis].len()];
                (checked.by[axis].to_owned(), code.to_owned())
            })
            .collect();
        let status = Status::Suppressed;
        figures.push(Figure { keys, value: None, n: None, interval: None, status });
    }
    Ok(rows.iter().map(|row| cells[cell_of(row)].is_hidden()).collect())
}

/// Lists the lines of the table whose totals a reader can ask for: along every axis that adds up.
fn lines(
    checked: &Checked<'_>,
    codes: &[Vec<&str>],
    strides: &[usize],
    size: usize,
) -> Vec<Vec<usize>> {
    let metric = checked.metric;
    let mut lines = Vec::new();
    for (axis, dimension) in checked.by.iter().enumerate() {
        let is_time = metric.time_column.as_deref() == Some(*dimension);
        if is_time && metric.time == Time::Stock {
            continue;
        }
        let starts =
            (0..size).filter(|cell| (cell / strides[axis]).is_multiple_of(codes[axis].len()));
        for start in starts {
            lines.push((0..codes[axis].len()).map(|index| start + index * strides[axis]).collect());
        }
    }
    lines
}
