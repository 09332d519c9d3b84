//! Complementary suppression: hide enough cells that no small one follows from the totals.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, check_range};

/// Largest number of steps spent on exact determination; beyond it every cell is hidden.
const ELIMINATION_STEPS_MAX: usize = 400_000_000;
const PRIME: u64 = 2_147_483_647;

/// Why a cell is shown or hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// May be shown.
    Open,
    /// Hidden because its own count is small.
    Primary,
    /// Hidden to protect another cell.
    Complementary,
}

impl Cell {
    /// Says whether the cell is hidden.
    pub fn is_hidden(self) -> bool {
        self != Self::Open
    }
}

/// Decides the cells of a two-way table in row order whose row and column totals are known.
///
/// Cells with fewer than `minimum` persons, but not empty ones, are hidden; then enough others that
/// in no row or column a hidden cell stands alone, that hidden cells of a line hold at least
/// `minimum` together, and that no cell follows from the totals by subtraction.
pub fn suppress_two_way(counts: &[u64], columns: usize, minimum: u64) -> Result<Vec<Cell>> {
    let is_table = columns > 0 && counts.len().is_multiple_of(columns);
    check_range("columns", columns as f64, is_table, "a divisor of the number of cells")?;
    let rows = counts.len() / columns;
    let mut lines: Vec<Vec<usize>> =
        (0..rows).map(|row| (row * columns..(row + 1) * columns).collect()).collect();
    lines.extend((0..columns).map(|column| (column..counts.len()).step_by(columns).collect()));
    let primary: Vec<bool> = counts.iter().map(|count| *count > 0 && *count < minimum).collect();
    suppress(counts, &primary, &lines, minimum)
}

/// Decides the cells of any table, given which are hidden for their own sake and the lines (lists of
/// cells) whose totals are known.
///
/// The total of a line with fewer than `minimum` persons counts as hidden itself. Among candidates
/// the smallest is hidden, the first of equals; empty cells only where nothing else is left.
pub fn suppress(
    counts: &[u64],
    primary: &[bool],
    lines: &[Vec<usize>],
    minimum: u64,
) -> Result<Vec<Cell>> {
    crate::error::check_length("primary", counts.len(), primary.len())?;
    if let Some(&cell) = lines.iter().flatten().find(|cell| **cell >= counts.len()) {
        return Err(Error::Range {
            what: "line",
            value: cell as f64,
            expected: "the cells of the table",
        });
    }
    let mut cells: Vec<Cell> = primary
        .iter()
        .map(|is_primary| if *is_primary { Cell::Primary } else { Cell::Open })
        .collect();
    let known: Vec<&Vec<usize>> = lines
        .iter()
        .filter(|line| line.iter().map(|cell| counts[*cell]).sum::<u64>() >= minimum)
        .collect();
    loop {
        while close_lines(counts, &mut cells, &known, minimum) {}
        let exposed = match first_determined(&cells, &known) {
            Determined::None => return Ok(cells),
            Determined::Cell(exposed) => exposed,
            Determined::Unknown => {
                // What cannot be shown to be safe is not shown.
                for cell in cells.iter_mut().filter(|cell| !cell.is_hidden()) {
                    *cell = Cell::Complementary;
                }
                return Ok(cells);
            }
        };
        let touching = known.iter().filter(|line| line.contains(&exposed));
        let candidate = touching
            .flat_map(|line| line.iter().copied())
            .filter(|cell| !cells[*cell].is_hidden())
            .min_by_key(|cell| cost(counts, *cell));
        let Some(candidate) = candidate else { return Ok(cells) };
        cells[candidate] = Cell::Complementary;
    }
}

/// Orders candidates: smallest first, empty cells last, since readers may know them to be empty.
fn cost(counts: &[u64], cell: usize) -> (bool, u64, usize) {
    (counts[cell] == 0, counts[cell], cell)
}

/// Hides one more cell in every line whose hidden cells do not protect each other.
fn close_lines(counts: &[u64], cells: &mut [Cell], lines: &[&Vec<usize>], minimum: u64) -> bool {
    let mut is_changed = false;
    for line in lines {
        loop {
            let hidden = line.iter().filter(|cell| cells[**cell].is_hidden());
            let (number, sum) =
                hidden.fold((0, 0), |(number, sum), cell| (number + 1, sum + counts[*cell]));
            if number == 0 || (number > 1 && sum >= minimum) {
                break;
            }
            let open = line.iter().filter(|cell| !cells[**cell].is_hidden());
            let Some(&next) = open.min_by_key(|cell| cost(counts, **cell)) else { break };
            cells[next] = Cell::Complementary;
            is_changed = true;
        }
    }
    is_changed
}

/// Whether a primary cell follows from the known totals.
enum Determined {
    None,
    Cell(usize),
    /// The table is too large to say.
    Unknown,
}

/// Finds the first primary cell that follows from the known totals.
fn first_determined(cells: &[Cell], lines: &[&Vec<usize>]) -> Determined {
    let unknowns: Vec<usize> = (0..cells.len()).filter(|cell| cells[*cell].is_hidden()).collect();
    let touched: Vec<&&Vec<usize>> =
        lines.iter().filter(|line| line.iter().any(|cell| cells[*cell].is_hidden())).collect();
    if touched.len() * touched.len() * unknowns.len() > ELIMINATION_STEPS_MAX {
        return Determined::Unknown;
    }
    let mut columns = vec![0; cells.len()];
    for (column, cell) in unknowns.iter().enumerate() {
        columns[*cell] = column;
    }
    let mut equations: Vec<Vec<u64>> = touched
        .iter()
        .map(|line| {
            let mut equation = vec![0; unknowns.len()];
            for cell in line.iter().filter(|cell| cells[**cell].is_hidden()) {
                equation[columns[*cell]] = 1;
            }
            equation
        })
        .collect();
    eliminate(&mut equations, unknowns.len());
    // In reduced form, an equation with a single unknown gives that unknown away.
    equations
        .iter()
        .filter_map(|equation| {
            let mut positions = equation.iter().enumerate().filter(|(_, factor)| **factor != 0);
            let (only, _) = positions.next()?;
            positions.next().is_none().then(|| unknowns[only])
        })
        .find(|cell| cells[*cell] == Cell::Primary)
        .map_or(Determined::None, Determined::Cell)
}

/// Brings the equations to reduced row echelon form modulo a prime, which needs no rounding.
fn eliminate(equations: &mut [Vec<u64>], width: usize) {
    let mut pivot = 0;
    for column in 0..width {
        let Some(found) = (pivot..equations.len()).find(|row| equations[*row][column] != 0) else {
            continue;
        };
        equations.swap(pivot, found);
        let inverse = power(equations[pivot][column], PRIME - 2);
        for factor in &mut equations[pivot][column..] {
            *factor = *factor * inverse % PRIME;
        }
        let leading = equations[pivot].clone();
        for (row, equation) in equations.iter_mut().enumerate() {
            let factor = equation[column];
            if row != pivot && factor != 0 {
                for (own, lead) in equation[column..].iter_mut().zip(&leading[column..]) {
                    *own = (*own + (PRIME - factor) * lead) % PRIME;
                }
            }
        }
        pivot += 1;
        if pivot == equations.len() {
            break;
        }
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
