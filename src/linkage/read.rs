//! Reads record files (CSV and Parquet) for evaluation.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::error::{Error, Result};
use crate::records::Records;

/// Rows read at a time.
const BATCH_ROWS: usize = 65_536;

/// Reads one file by its ending: `.parquet`, otherwise CSV with a header.
pub fn read_file(path: &Path) -> Result<Records> {
    let is_parquet = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"));
    let batches = if is_parquet { parquet(path) } else { csv(path) }?;
    Records::from_batches(&batches)
}

/// Reads several files in turn; each is a file of its own in link mode.
pub fn read_files(paths: &[impl AsRef<Path>]) -> Result<Records> {
    let mut records: Option<Records> = None;
    for path in paths {
        let next = read_file(path.as_ref())?;
        records = Some(match records {
            Some(before) => before.then(next),
            None => next,
        });
    }
    Ok(records.unwrap_or_default())
}

fn wrong(path: &Path, reason: impl std::fmt::Display) -> Error {
    Error::File { file: path.display().to_string(), reason: reason.to_string() }
}

fn parquet(path: &Path) -> Result<Vec<RecordBatch>> {
    let file = File::open(path).map_err(|error| wrong(path, error))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(|builder| builder.with_batch_size(BATCH_ROWS).build())
        .map_err(|error| wrong(path, error))?;
    reader.map(|batch| batch.map_err(|error| wrong(path, error))).collect()
}

fn csv(path: &Path) -> Result<Vec<RecordBatch>> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(|error| wrong(path, error))?;
    let header = reader.headers().map_err(|error| wrong(path, error))?.clone();
    let names: Vec<String> =
        header.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
    if names.is_empty() {
        return Err(wrong(path, "it has no header"));
    }
    let fields: Vec<Field> =
        names.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let mut columns: Vec<StringBuilder> = names.iter().map(|_| StringBuilder::new()).collect();
    let mut batches = Vec::new();
    let mut rows = 0;
    let mut row = csv::StringRecord::new();
    loop {
        let has_row = reader.read_record(&mut row).map_err(|error| wrong(path, error))?;
        if has_row {
            for (position, column) in columns.iter_mut().enumerate() {
                column.append_value(row.get(position).unwrap_or(""));
            }
            rows += 1;
        }
        if rows == BATCH_ROWS || (!has_row && (rows > 0 || batches.is_empty())) {
            let arrays = columns.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef);
            let batch = RecordBatch::try_new(Arc::clone(&schema), arrays.collect());
            batches.push(batch.map_err(|error| wrong(path, error))?);
            rows = 0;
        }
        if !has_row {
            return Ok(batches);
        }
    }
}
