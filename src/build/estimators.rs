//! Marts that SQL cannot express: a query gives the records, an estimator makes the rows.

mod columns;
mod comparison;
mod impact;
mod mismatch;
mod service;
mod shortage;
mod survival;

use mizan_catalog::Model;
use mizan_warehouse::{RecordBatch, SchemaRef};

use crate::{Error, Result};
use columns::Columns;

/// Changes when an estimator changes, so that tables made by the one before are not reused.
pub(crate) const VERSION: &str = "2";

/// Makes the table of a model from the rows of its query.
pub(crate) fn estimate(
    model: &Model,
    estimator: &str,
    records: &[RecordBatch],
) -> Result<(SchemaRef, RecordBatch)> {
    let columns = match estimator {
        "comparison" => comparison::estimate(records),
        "impact" => impact::estimate(records, impact::Part::Effect),
        "impact_balance" => impact::estimate(records, impact::Part::Balance),
        "impact_by_month" => impact::estimate(records, impact::Part::Months),
        "mismatch" => mismatch::estimate(records),
        "service_waiting" => service::estimate(records),
        "shortage" => shortage::estimate(records),
        "survival" => survival::estimate(records),
        unknown => Err(format!("there is no estimator `{unknown}`")),
    };
    columns
        .and_then(Columns::finish)
        .map_err(|reason| Error::Estimate { model: model.name.clone(), reason })
}

#[cfg(test)]
mod tests;
