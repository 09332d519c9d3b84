//! A table as bytes of one of four kinds of file.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema;

use crate::cell::{Cell, cell, iso_day};
use crate::{Error, Result, workbook};

/// Kinds of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileFormat {
    /// Comma-separated values, UTF-8, a header.
    Csv,
    /// A workbook: the table, and the notes on a second sheet.
    Xlsx,
    /// An Arrow IPC file; notes are metadata of its schema.
    Arrow,
    /// A Parquet file; notes are metadata of its schema.
    Parquet,
}

impl FileFormat {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Arrow, Self::Parquet];

    /// The ending of a file's name, without the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Arrow => "arrow",
            Self::Parquet => "parquet",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Arrow => "application/vnd.apache.arrow.file",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// The kind with an ending.
    pub fn from_ending(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.ending() == ending)
    }

    /// The kind with a media type, whatever its parameters.
    pub fn from_media_type(text: &str) -> Option<Self> {
        let bare = |text: &str| text.split(';').next().unwrap_or_default().trim().to_lowercase();
        let wanted = bare(text);
        Self::ALL.into_iter().find(|one| bare(one.media_type()) == wanted)
    }
}

/// What goes with a table: its name and what a reader must know, in order.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// Name of the table; a sheet's name.
    pub title: String,
    /// Names and texts.
    pub entries: Vec<(String, String)>,
    /// Whether sheets run from right to left.
    pub is_right_to_left: bool,
}

/// Writes a table.
pub fn write(batch: &RecordBatch, notes: &Notes, format: FileFormat) -> Result<Vec<u8>> {
    match format {
        FileFormat::Csv => csv(batch),
        FileFormat::Xlsx => workbook::write(batch, notes),
        FileFormat::Arrow => {
            let batch = with_notes(batch, notes)?;
            let failed = |error: arrow_schema::ArrowError| failed("Arrow", &error);
            let mut bytes = Vec::new();
            let mut writer = arrow_ipc::writer::FileWriter::try_new(&mut bytes, &batch.schema())
                .map_err(failed)?;
            writer.write(&batch).map_err(failed)?;
            writer.finish().map_err(failed)?;
            drop(writer);
            Ok(bytes)
        }
        FileFormat::Parquet => {
            let batch = with_notes(batch, notes)?;
            let failed = |error: parquet::errors::ParquetError| failed("Parquet", &error);
            let mut bytes = Vec::new();
            let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None)
                .map_err(failed)?;
            writer.write(&batch).map_err(failed)?;
            writer.close().map_err(failed)?;
            Ok(bytes)
        }
    }
}

pub(crate) fn failed(format: &'static str, error: &dyn std::fmt::Display) -> Error {
    Error::Write { format, reason: error.to_string() }
}

fn with_notes(batch: &RecordBatch, notes: &Notes) -> Result<RecordBatch> {
    let mut metadata: HashMap<String, String> = batch.schema().metadata().clone();
    metadata.insert("title".into(), notes.title.clone());
    metadata.extend(notes.entries.iter().cloned());
    let schema = Schema::new_with_metadata(batch.schema().fields().clone(), metadata);
    batch.clone().with_schema(Arc::new(schema)).map_err(|error| failed("Arrow", &error))
}

fn csv(batch: &RecordBatch) -> Result<Vec<u8>> {
    let failed = |error: &dyn std::fmt::Display| failed("CSV", error);
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let names: Vec<String> =
        batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    writer.write_record(&names).map_err(|error| failed(&error))?;
    for row in 0..batch.num_rows() {
        for column in 0..batch.num_columns() {
            let text = csv_text(cell(batch, column, row)?);
            writer.write_field(text).map_err(|error| failed(&error))?;
        }
        writer.write_record(None::<&[u8]>).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}

/// A value as text; numbers in their shortest form that reads back as the same number.
fn csv_text(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => disarmed(text),
        Cell::Integer(value) => value.to_string(),
        Cell::Unsigned(value) => value.to_string(),
        Cell::Number(value) => value.to_string(),
        Cell::Boolean(value) => value.to_string(),
        Cell::Day(days) => iso_day(days),
    }
}

/// Text a spreadsheet does not take for a formula: an apostrophe before what starts one.
fn disarmed(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
