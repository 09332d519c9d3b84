//! Tables, vintages and queries: the only room that knows DataFusion and Delta Lake.
//!
//! A table is a folder of Parquet files with a Delta log. Files become part of a table on one
//! path only ([`Lake::commit`]); readers see one *vintage*, a manifest that pins the version and
//! the files of every table, so that a build in progress is never half visible.

mod error;
mod format;
mod home;
mod lake;
mod rows;
mod session;
mod vintage;

pub use arrow::array::RecordBatch;
pub use arrow::datatypes::SchemaRef;
pub use error::{Error, Result};
pub use format::{Format, format_batches};
pub use home::{HOME_FORMAT, Home, HomeLock};
pub use lake::{CommitMode, Lake, TableCommit, TableState};
pub use rows::{Row, rows};
pub use session::{Session, TableSource, WrittenFile, WrittenTable, write_batches};
pub use vintage::{Vintage, VintageTable, Vintages};

#[cfg(test)]
mod tests;
