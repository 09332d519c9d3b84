//! Metric definitions → SQL over one mart → disclosure-controlled figures with a receipt.
//!
//! The one way out for any published figure: pages, the API, exports and the command line ask here
//! and nowhere else. No engine: rows come from a [`RowSource`] that is bound to one vintage.

pub mod error;

pub mod metric;
pub mod query;
pub mod rows;

mod sql;
mod table;

mod base;
mod cube;
mod ministry;
mod period;
mod protection;
mod release;
mod space;

pub mod figures;

pub mod catalogue;

pub use catalogue::Catalogue;
pub use error::{Error, Result};
pub use figures::{Figure, Figures, Receipt, Status};
pub use metric::Metric;
pub use query::{Query, Tier};
pub use rows::{RowError, RowFuture, RowSource, TableVersion};

#[cfg(test)]
mod tests;
