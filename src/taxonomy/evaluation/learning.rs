//! Learns how much each feature counts, and never on the queries it then ranks.

use crate::parallel::in_parallel;

/// Queries a set needs before weights are learned on it.
pub(crate) const QUERIES_MIN: usize = 100;

const FOLDS: usize = 5;
const TRAINING_MAX: usize = 3_000;
// Against a mean over hundreds of queries: it only decides where the queries do not.
const RIDGE: f64 = 1e-4;
const STEPS_MAX: usize = 30;

/// One query to learn from: the rows of its candidates and which of them are right.
pub(crate) struct Example<const F: usize> {
    pub(crate) rows: Vec<[f32; F]>,
    pub(crate) right: Vec<usize>,
}

/// The fold of a query, by a hash of its id: the same whatever the order of the file.
pub(crate) fn fold_of(query: &str) -> usize {
    let hash = query.bytes().fold(0xcbf2_9ce4_8422_2325u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    ((hash ^ (hash >> 32)) % FOLDS as u64) as usize
}

/// The weights for each fold, learned on the other folds.
pub(crate) fn cross_validate<const F: usize>(examples: &[(usize, Example<F>)]) -> Vec<[f64; F]> {
    in_parallel(FOLDS, |fold| {
        let training: Vec<&Example<F>> = examples
            .iter()
            .filter(|(own, example)| *own != fold && !example.right.is_empty())
            .map(|(_, example)| example)
            .take(TRAINING_MAX)
            .collect();
        learn(&training)
    })
}

/// Maximises the mean log-likelihood of the right candidates under a softmax over each query's candidates, minus a
/// small ridge. The problem is concave: Newton steps with halving find its one solution.
pub(crate) fn learn<const F: usize>(examples: &[&Example<F>]) -> [f64; F] {
    let mut weights = [0.0; F];
    if examples.is_empty() {
        return [1.0; F];
    }
    let mut value = slope(examples, &weights).0;
    for _ in 0..STEPS_MAX {
        let (_, gradient, curvature) = slope(examples, &weights);
        let direction = solve(curvature, gradient);
        let mut length = 1.0;
        let mut gain = 0.0;
        while length > 1e-4 {
            let mut trial = weights;
            trial.iter_mut().zip(&direction).for_each(|(weight, step)| *weight += length * step);
            let reached = objective(examples, &trial);
            if reached > value {
                gain = reached - value;
                weights = trial;
                value = reached;
                break;
            }
            length /= 2.0;
        }
        if gain < 1e-9 {
            break;
        }
    }
    weights
}

fn dot<const F: usize>(row: &[f32; F], weights: &[f64; F]) -> f64 {
    row.iter().zip(weights).map(|(value, weight)| f64::from(*value) * weight).sum()
}

fn shares<const F: usize>(example: &Example<F>, weights: &[f64; F]) -> (Vec<f64>, f64) {
    let scores: Vec<f64> = example.rows.iter().map(|row| dot(row, weights)).collect();
    let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut shares: Vec<f64> = scores.iter().map(|score| (score - highest).exp()).collect();
    let sum: f64 = shares.iter().sum();
    for share in &mut shares {
        *share /= sum;
    }
    let likelihood: f64 =
        example.right.iter().map(|&right| scores[right] - highest - sum.ln()).sum::<f64>();
    (shares, likelihood / example.right.len() as f64)
}

fn objective<const F: usize>(examples: &[&Example<F>], weights: &[f64; F]) -> f64 {
    let sum: f64 = examples.iter().map(|example| shares(example, weights).1).sum();
    let ridge: f64 = weights.iter().map(|weight| weight * weight).sum();
    sum / examples.len() as f64 - RIDGE * ridge
}

fn slope<const F: usize>(
    examples: &[&Example<F>],
    weights: &[f64; F],
) -> (f64, [f64; F], [[f64; F]; F]) {
    let count = examples.len() as f64;
    let mut gradient = [0.0; F];
    let mut curvature = [[0.0; F]; F];
    for example in examples {
        let (shares, _) = shares(example, weights);
        let mut mean = [0.0; F];
        for (row, share) in example.rows.iter().zip(&shares) {
            mean.iter_mut().zip(row).for_each(|(sum, value)| *sum += share * f64::from(*value));
        }
        for &right in &example.right {
            for at in 0..F {
                gradient[at] += (f64::from(example.rows[right][at]) - mean[at])
                    / (example.right.len() as f64 * count);
            }
        }
        for (row, share) in example.rows.iter().zip(&shares).filter(|(_, share)| **share > 1e-7) {
            for one in 0..F {
                let left = share * (f64::from(row[one]) - mean[one]) / count;
                for other in 0..=one {
                    curvature[one][other] += left * (f64::from(row[other]) - mean[other]);
                }
            }
        }
    }
    for one in 0..F {
        gradient[one] -= 2.0 * RIDGE * weights[one];
        curvature[one][one] += 2.0 * RIDGE;
        let row = curvature[one];
        for (other, value) in row.into_iter().enumerate().take(one) {
            curvature[other][one] = value;
        }
    }
    (objective(examples, weights), gradient, curvature)
}

// Gauss elimination; the ridge keeps the matrix positive definite, so the pivots stay above zero.
fn solve<const F: usize>(mut matrix: [[f64; F]; F], mut right: [f64; F]) -> [f64; F] {
    for pivot in 0..F {
        let divisor = matrix[pivot][pivot];
        let row = matrix[pivot];
        for below in pivot + 1..F {
            let factor = matrix[below][pivot] / divisor;
            for at in pivot..F {
                matrix[below][at] -= factor * row[at];
            }
            right[below] -= factor * right[pivot];
        }
    }
    let mut solution = [0.0; F];
    for at in (0..F).rev() {
        let known: f64 = (at + 1..F).map(|later| matrix[at][later] * solution[later]).sum();
        solution[at] = (right[at] - known) / matrix[at][at];
    }
    solution
}
