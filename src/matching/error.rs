//! What can be wrong with the input of a match.

use crate::code::UnknownCode;

/// Result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can be wrong with the input of a match.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A weight is negative, not a number or outside its range.
    #[error("weight `{name}` is {value}, outside {range}")]
    Weight {
        /// Name of the weight as in the configuration.
        name: &'static str,
        /// What it was.
        value: f64,
        /// What it may be.
        range: &'static str,
    },
    /// A code that no list knows.
    #[error(transparent)]
    UnknownCode(#[from] UnknownCode),
    /// An edge of a referral names a vacancy that does not exist.
    #[error(
        "candidate {candidate} has an edge to vacancy {vacancy}, but there are {count} vacancies"
    )]
    UnknownVacancy {
        /// Number of the candidate.
        candidate: usize,
        /// Number of the vacancy.
        vacancy: u32,
        /// How many vacancies there are.
        count: usize,
    },
    /// The same pair stands twice among the edges.
    #[error("candidate {candidate} has two edges to vacancy {vacancy}")]
    RepeatedEdge {
        /// Number of the candidate.
        candidate: usize,
        /// Number of the vacancy.
        vacancy: u32,
    },
    /// A score of an edge is negative.
    #[error("candidate {candidate} has the negative score {score} with vacancy {vacancy}")]
    NegativeScore {
        /// Number of the candidate.
        candidate: usize,
        /// Number of the vacancy.
        vacancy: u32,
        /// The score, millionths.
        score: i32,
    },
    /// Two inputs that must have one length have two.
    #[error("{name} has {found} entries, {expected} are expected")]
    Length {
        /// What was counted.
        name: &'static str,
        /// How many there were.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A market too large for the exact method.
    #[error("the exact assignment takes at most {limit} edges, this market has {edges}")]
    TooLargeForExact {
        /// Edges of the market.
        edges: usize,
        /// Edges the exact method accepts.
        limit: usize,
    },
    /// A file of a benchmark is missing or broken.
    #[error("cannot read `{file}`: {reason}")]
    BenchmarkFile {
        /// Path of the file.
        file: String,
        /// What is wrong, with the line where it is known.
        reason: String,
    },
    /// No benchmark has this name.
    #[error("benchmark `{0}` is unknown")]
    UnknownBenchmark(String),
}

impl Error {
    /// Advice on what to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Weight { name, range, .. } => {
                Some(format!("set `{name}` to a number in {range} in `mizan.toml`"))
            }
            Self::UnknownCode(unknown) => unknown.hint(),
            Self::TooLargeForExact { .. } => Some("use the referral with prices".into()),
            Self::BenchmarkFile { .. } => {
                Some("the market is written by `congestion_baseline.py --export DIR`".into())
            }
            Self::UnknownBenchmark(_) => {
                Some(format!("known benchmarks: {}", crate::bench::BENCHMARKS.join(", ")))
            }
            _ => None,
        }
    }
}
