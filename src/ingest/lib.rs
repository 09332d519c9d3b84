//! Deliveries in: bytes of any office become accounted Parquet files, every row kept and none counted twice.
//!
//! [`ingest`] reads one delivered file into a staging folder and returns its account; committing the
//! files to tables is the caller's. Rules judge the raw text before any cast, identifying values
//! leave the row for the vault, and refused rows keep their bytes, sealed.

mod account;
mod chunks;
mod columnar;
mod columns;
mod container;
mod correction;
mod day;
mod delimited;
mod delivery;
mod encoding;
mod error;
mod evaluate;
mod foreign;
mod header;
mod hijri;
mod json_line;
mod key;
mod label;
mod month;
mod number;
mod ordered;
mod original;
mod pattern;
mod pipeline;
mod plan;
#[cfg(feature = "probe")]
pub mod probe;
#[cfg(feature = "profile")]
pub mod profile;
mod quarantine;
mod reason;
mod row_key;
mod seen;
pub mod speed;
mod spill;
mod staging;
mod survey;
mod value;
mod vault;
mod workbook;

pub use account::{
    DeliveryAccount, Finding, FindingSeverity, HeldDelivery, MonthOrigin, Outcome, StagedFiles,
    deliveries_batch, deliveries_schema,
};
pub use correction::{Fixes, correction_csv, export_corrections};
pub use delivery::{DeliveryInput, IngestOptions, Progress, ingest};
pub use error::{Error, Result};
pub use header::{Change, Difference};
pub use key::{Purpose, Sealer, VaultKey};
pub use month::rewrite_month;
pub use original::open_original;
pub use plan::raw_schema;
pub use quarantine::{
    QuarantinedRow, RefusedRow, quarantine_schema, read_quarantine, read_refused,
};
pub use survey::{Identified, identify};
pub use vault::{VaultRow, read_vault, vault_schema};

#[cfg(test)]
mod tests;
