//! Rows as a table for people, or as CSV or JSON for machines.

use arrow::array::RecordBatch;
use arrow::util::pretty::pretty_format_batches;

use crate::{Error, Result};

/// Forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Columns drawn with lines.
    #[default]
    Table,
    /// Comma-separated with a header.
    Csv,
    /// One array of objects; nulls are written.
    Json,
}

/// Writes rows in a form.
pub fn format_batches(batches: &[RecordBatch], format: Format) -> Result<String> {
    let failed = |error: arrow::error::ArrowError| Error::Query {
        reason: format!("rows cannot be written: {error}"),
        tables: Vec::new(),
    };
    let mut bytes = Vec::new();
    match format {
        Format::Table => {
            return Ok(format!("{}\n", pretty_format_batches(batches).map_err(failed)?));
        }
        Format::Csv => {
            let mut writer = arrow::csv::WriterBuilder::new().with_header(true).build(&mut bytes);
            for batch in batches {
                writer.write(batch).map_err(failed)?;
            }
        }
        Format::Json => {
            let mut writer = arrow::json::WriterBuilder::new()
                .with_explicit_nulls(true)
                .build::<_, arrow::json::writer::JsonArray>(&mut bytes);
            for batch in batches {
                writer.write(batch).map_err(failed)?;
            }
            writer.finish().map_err(failed)?;
        }
    }
    if bytes.is_empty() {
        bytes.extend_from_slice(b"[]");
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
