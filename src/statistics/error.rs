//! The one error type of the estimators: what was asked that has no answer.

/// A request that has no statistical answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing was given to estimate from.
    #[error("`{what}` holds no values")]
    Empty {
        /// Name of the empty input.
        what: &'static str,
    },
    /// Two inputs that belong together differ in length.
    #[error("`{what}` has {found} values where {expected} were expected")]
    Length {
        /// Name of the input of the wrong length.
        what: &'static str,
        /// Length of the input it belongs to.
        expected: usize,
        /// Its own length.
        found: usize,
    },
    /// A number lies outside the range in which the formula holds.
    #[error("`{what}` is {value}, outside {expected}")]
    Range {
        /// Name of the number.
        what: &'static str,
        /// The number.
        value: f64,
        /// The allowed range in words.
        expected: &'static str,
    },
    /// An iteration ended without reaching its answer.
    #[error("`{what}` did not converge in {iterations} steps")]
    Convergence {
        /// Name of the iteration.
        what: &'static str,
        /// Steps done.
        iterations: usize,
    },
    /// A system of equations has no single solution.
    #[error("the columns of `{what}` depend on each other")]
    Singular {
        /// Name of the matrix.
        what: &'static str,
    },
    /// No distribution meets the conditions of a perturbation table.
    #[error(
        "no noise within {maximum_noise} gives count {count} mean zero and variance {variance}"
    )]
    Infeasible {
        /// The true count whose row has no solution.
        count: u64,
        /// Largest allowed noise.
        maximum_noise: u8,
        /// Asked variance.
        variance: f64,
    },
}

/// The result of an estimator.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Gives advice on how to make the request answerable.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Empty { .. } => Some("show the figure as not available (x), never as 0".into()),
            Self::Length { .. } => None,
            Self::Range { expected, .. } => Some(format!("give a value in {expected}")),
            Self::Convergence { what: "logistic regression", .. } => {
                Some("a covariate separates the outcomes; use a ridge penalty above 0".into())
            }
            Self::Convergence { .. } => None,
            Self::Singular { .. } => {
                Some("drop a column that repeats others, or use a ridge penalty above 0".into())
            }
            Self::Infeasible { .. } => Some(
                "raise the variance or the largest noise; with 1 and 2 forbidden, at least 2"
                    .into(),
            ),
        }
    }
}

/// Refuses a probability outside the open interval 0–1.
pub(crate) fn check_open_share(what: &'static str, value: f64) -> Result<()> {
    check_range(what, value, value > 0.0 && value < 1.0, "0 < … < 1")
}

/// Refuses a number that fails its condition; `NaN` fails every comparison and so is refused.
pub(crate) fn check_range(
    what: &'static str,
    value: f64,
    is_inside: bool,
    expected: &'static str,
) -> Result<()> {
    if is_inside { Ok(()) } else { Err(Error::Range { what, value, expected }) }
}

/// Refuses inputs of different length.
pub(crate) fn check_length(what: &'static str, expected: usize, found: usize) -> Result<()> {
    if expected == found { Ok(()) } else { Err(Error::Length { what, expected, found }) }
}
