//! Small dense systems: the Cholesky factor of a symmetric positive matrix and what it solves.

use crate::error::{Error, Result};

/// Cholesky factor of a symmetric positive definite matrix.
pub(crate) struct Cholesky {
    lower: Vec<Vec<f64>>,
}

impl Cholesky {
    pub(crate) fn factor(what: &'static str, matrix: &[Vec<f64>]) -> Result<Self> {
        let size = matrix.len();
        let mut lower = vec![vec![0.0; size]; size];
        for row in 0..size {
            for column in 0..=row {
                let inner: f64 =
                    (0..column).map(|index| lower[row][index] * lower[column][index]).sum();
                let rest = matrix[row][column] - inner;
                if row == column {
                    // A pivot lost in rounding means that the column repeats earlier ones.
                    if rest.is_nan() || rest <= 1e-12 * matrix[row][row].abs() {
                        return Err(Error::Singular { what });
                    }
                    lower[row][row] = rest.sqrt();
                } else {
                    lower[row][column] = rest / lower[column][column];
                }
            }
        }
        Ok(Self { lower })
    }

    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let size = right.len();
        let mut solution = right.to_vec();
        for row in 0..size {
            let inner: f64 = (0..row).map(|index| self.lower[row][index] * solution[index]).sum();
            solution[row] = (solution[row] - inner) / self.lower[row][row];
        }
        for row in (0..size).rev() {
            let inner: f64 =
                (row + 1..size).map(|index| self.lower[index][row] * solution[index]).sum();
            solution[row] = (solution[row] - inner) / self.lower[row][row];
        }
        solution
    }

    pub(crate) fn inverse_diagonal(&self) -> Vec<f64> {
        let size = self.lower.len();
        (0..size)
            .map(|index| {
                let mut unit = vec![0.0; size];
                unit[index] = 1.0;
                self.solve(&unit)[index]
            })
            .collect()
    }
}

/// Fits weighted least squares with an intercept first; `ridge` is added to all other diagonals.
pub(crate) fn least_squares(
    what: &'static str,
    rows: &[&[f64]],
    outcomes: &[f64],
    weights: &[f64],
    ridge: f64,
) -> Result<Vec<f64>> {
    let width = rows.first().map_or(0, |row| row.len()) + 1;
    let mut matrix = vec![vec![0.0; width]; width];
    let mut right = vec![0.0; width];
    for ((row, outcome), weight) in rows.iter().zip(outcomes).zip(weights) {
        accumulate(&mut matrix, row, *weight);
        right[0] += weight * outcome;
        for (index, value) in row.iter().enumerate() {
            right[index + 1] += weight * value * outcome;
        }
    }
    for (index, line) in matrix.iter_mut().enumerate().skip(1) {
        line[index] += ridge;
    }
    Ok(Cholesky::factor(what, &matrix)?.solve(&right))
}

/// Adds `weight · (1, row)ᵀ(1, row)` to the lower triangle of the matrix.
pub(crate) fn accumulate(matrix: &mut [Vec<f64>], row: &[f64], weight: f64) {
    matrix[0][0] += weight;
    for (index, value) in row.iter().enumerate() {
        let scaled = weight * value;
        let line = &mut matrix[index + 1];
        line[0] += scaled;
        for (other, right) in row[..=index].iter().enumerate() {
            line[other + 1] += scaled * right;
        }
    }
}

/// Returns `coefficients[0] + Σ coefficients[i + 1] · row[i]`.
pub(crate) fn predict(coefficients: &[f64], row: &[f64]) -> f64 {
    coefficients[0] + coefficients[1..].iter().zip(row).map(|(a, b)| a * b).sum::<f64>()
}
