//! Looks into Parquet files: a profile of every column (polars' work here) and an export as CSV.

use std::io::Write;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use mizan_domain::{Date, Piastres};
use polars::prelude::{
    AnyValue, DataFrame, LazyFrame, PlRefPath, PolarsResult, ScanArgsParquet, col, len,
};

use crate::delimited::push_field;
use crate::error::{Error, Result};
use crate::staging::write_whole;
use crate::vault::for_each_batch;

/// What a column of a Parquet file holds.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ColumnProfile {
    /// Name of the column.
    pub name: String,
    /// Rows of the file.
    pub rows: u64,
    /// Rows without a value, 0–1; 0 for an empty file.
    pub null_share: f64,
    /// Different values; an empty one counts as one.
    pub distinct: u64,
    /// Smallest value as text.
    pub minimum: Option<String>,
    /// Largest value as text.
    pub maximum: Option<String>,
}

/// Profiles every column of a Parquet file but sealed ones, in the file's order; one column is in
/// memory at a time.
pub fn profile(path: &Path) -> Result<Vec<ColumnProfile>> {
    if !path.is_file() {
        return Err(Error::Missing(path.to_owned()));
    }
    let failed = |detail: String| Error::Profile { file: path.to_owned(), detail };
    let text = path.to_str().ok_or_else(|| failed("its path is no UTF-8".to_owned()))?;
    let scan = || LazyFrame::scan_parquet(PlRefPath::new(text), ScanArgsParquet::default());
    let columns = || -> PolarsResult<Vec<ColumnProfile>> {
        let schema = scan()?.collect_schema()?;
        let open = schema.iter().filter(|(_, data_type)| !data_type.is_binary());
        let names: Vec<String> = open.map(|(name, _)| name.to_string()).collect();
        names.iter().map(|name| column_profile(scan()?, name)).collect()
    };
    columns().map_err(|error| failed(error.to_string()))
}

fn column_profile(scan: LazyFrame, name: &str) -> PolarsResult<ColumnProfile> {
    let summary = scan
        .select([
            len().alias("rows"),
            col(name).null_count().alias("nulls"),
            col(name).n_unique().alias("distinct"),
            col(name).min().alias("minimum"),
            col(name).max().alias("maximum"),
        ])
        .collect()?;
    let count = |column: &str| -> PolarsResult<u64> {
        Ok(value(&summary, column)?.extract::<u64>().unwrap_or_default())
    };
    let (rows, nulls) = (count("rows")?, count("nulls")?);
    Ok(ColumnProfile {
        name: name.to_owned(),
        rows,
        null_share: if rows == 0 { 0.0 } else { nulls as f64 / rows as f64 },
        distinct: count("distinct")?,
        minimum: value_text(&value(&summary, "minimum")?),
        maximum: value_text(&value(&summary, "maximum")?),
    })
}

fn value<'f>(frame: &'f DataFrame, column: &str) -> PolarsResult<AnyValue<'f>> {
    frame.column(column)?.get(0)
}

fn value_text(value: &AnyValue<'_>) -> Option<String> {
    match value {
        AnyValue::Null => None,
        AnyValue::Date(days) => Some(Date::from_days(*days).to_string()),
        other => Some(other.get_str().map_or_else(|| other.to_string(), str::to_owned)),
    }
}

/// Writes the open columns of a Parquet file as CSV (UTF-8 with byte order mark, so that spreadsheets
/// show Arabic) and returns the path; memory does not grow with the file.
pub fn export_csv(path: &Path, out: &Path) -> Result<PathBuf> {
    write_whole(out, "export", |file| {
        let mut is_first = true;
        let mut line = String::new();
        let write = |line: &mut String, file: &mut dyn Write| {
            line.push_str("\r\n");
            file.write_all(line.as_bytes()).map_err(|cause| Error::write(out, cause))?;
            line.clear();
            Ok::<(), Error>(())
        };
        for_each_batch(path, &mut |batch| {
            let schema = batch.schema();
            let open: Vec<usize> = (0..batch.num_columns())
                .filter(|at| schema.field(*at).data_type() != &DataType::Binary)
                .collect();
            if std::mem::take(&mut is_first) {
                line.push('\u{feff}');
                let names = open.iter().map(|at| schema.field(*at).name().clone());
                push_line(&mut line, names);
                write(&mut line, file)?;
            }
            for row in 0..batch.num_rows() {
                push_line(&mut line, open.iter().map(|at| cell_text(batch.column(*at), row)));
                write(&mut line, file)?;
            }
            Ok(())
        })
    })
}

fn push_line(line: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            line.push(',');
        }
        push_field(line, &cell, ',');
    }
}

fn cell_text(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Date32 => {
            Date::from_days(column.as_primitive::<Date32Type>().value(row)).to_string()
        }
        DataType::Decimal128(_, 2) => {
            Piastres(column.as_primitive::<Decimal128Type>().value(row) as i64).to_string()
        }
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        _ => String::new(),
    }
}
