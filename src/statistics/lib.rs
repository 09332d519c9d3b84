//! Estimators as pure functions: intervals, survival, shrinkage, mismatch, comparison, disclosure.

pub mod error;
pub mod special;

pub mod interval;
pub mod quantile;
pub mod random;

pub mod bootstrap;
pub mod competing;
pub mod survival;

pub mod funnel;
pub mod mismatch;
pub mod shortage;
pub mod shrinkage;

pub mod balance;
pub mod crossover;
pub mod difference;
pub mod impact;
mod linear;
pub mod logistic;
pub mod matching;

pub mod cell_key;
pub mod dominance;
pub mod suppression;

pub use error::{Error, Result};
pub use interval::Interval;
pub use survival::{Estimate, Observation, Survival};

#[cfg(test)]
mod tests;
