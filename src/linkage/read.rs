//! Reads record files (CSV and Parquet) for evaluation.

use std::fs::File;
use std::path::Path;

use arrow_array::{RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::error::{Error, Result};
use crate::records::Records;

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
        .and_then(|builder| builder.with_batch_size(65_536).build())
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
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); names.len()];
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).map_err(|error| wrong(path, error))? {
        for (position, column) in columns.iter_mut().enumerate() {
            column.push(row.get(position).unwrap_or("").to_owned());
        }
    }
    let fields: Vec<Field> =
        names.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect();
    let arrays = columns
        .into_iter()
        .map(|column| std::sync::Arc::new(StringArray::from(column)) as arrow_array::ArrayRef)
        .collect();
    let batch = RecordBatch::try_new(std::sync::Arc::new(Schema::new(fields)), arrays)
        .map_err(|error| wrong(path, error))?;
    Ok(vec![batch])
}
