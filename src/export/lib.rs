//! Tables as files for other programs: CSV, XLSX, Arrow and Parquet with the same values in each.
//!
//! A table is one Arrow batch with notes beside it. Numbers keep every digit; a value that is
//! not there stays empty. Text that a spreadsheet would run as a formula is disarmed in CSV.

mod cell;
mod error;
mod file;
mod table;
mod workbook;

pub use error::{Error, Result};
pub use file::{FileFormat, Notes, write};
pub use table::Columns;

#[cfg(test)]
mod tests;
