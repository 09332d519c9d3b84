//! Renders the rows of a Parquet file as delimited text, batch by batch, so that line = row + 1.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::delimited::push_field;
use crate::error::{Error, Result};

/// Rows rendered at a time.
const BATCH_ROWS: usize = 4096;

/// The file as comma-separated UTF-8 with a header line; line breaks inside cells become blanks.
pub(crate) struct RenderedRows {
    batches: ParquetRecordBatchReader,
    text: Vec<u8>,
    at: usize,
}

impl RenderedRows {
    /// Opens the file and renders its header.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let damaged =
            |detail: &str| Error::Damaged { file: path.to_owned(), detail: detail.to_owned() };
        let file = File::open(path).map_err(|cause| Error::read(path, cause))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file)
            .map_err(|_| damaged("its Parquet footer cannot be read"))?;
        let fields = builder.schema().fields().clone();
        if let Some(field) = fields.iter().find(|field| !is_readable(field.data_type())) {
            let kind = field.data_type();
            return Err(damaged(&format!(
                "column `{}` is of type {kind}, which is no cell",
                field.name()
            )));
        }
        let batches = builder
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(|_| damaged("its Parquet footer cannot be read"))?;
        let mut line = String::new();
        for (at, field) in fields.iter().enumerate() {
            push_cell(&mut line, at, field.name());
        }
        line.push('\n');
        Ok(Self { batches, text: line.into_bytes(), at: 0 })
    }
}

impl Read for RenderedRows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            let Some(batch) = self.batches.next() else { return Ok(0) };
            let broken = |_| io::Error::from(io::ErrorKind::InvalidData);
            self.text = render(&batch.map_err(broken)?).map_err(broken)?.into_bytes();
            self.at = 0;
        }
        let count = buffer.len().min(self.text.len() - self.at);
        buffer[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// Whether values of the type are cells: texts, numbers, days, instants, yes and no, and lists of them.
fn is_readable(data_type: &DataType) -> bool {
    match data_type {
        DataType::List(item) | DataType::LargeList(item) => {
            !matches!(item.data_type(), DataType::List(_) | DataType::LargeList(_))
                && is_readable(item.data_type())
        }
        DataType::Dictionary(_, value) => is_readable(value),
        DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_)
        | DataType::Duration(_)
        | DataType::Interval(_) => false,
        other => !other.is_nested(),
    }
}

fn render(batch: &RecordBatch) -> std::result::Result<String, arrow_schema::ArrowError> {
    let options = FormatOptions::default().with_null("");
    let columns = batch
        .columns()
        .iter()
        .map(|column| cells(column.as_ref(), &options))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    let mut text = String::new();
    for row in 0..batch.num_rows() {
        for (at, column) in columns.iter().enumerate() {
            push_cell(&mut text, at, &column[row]);
        }
        text.push('\n');
    }
    Ok(text)
}

/// The texts of one column; items of a list are joined by semicolons.
fn cells(
    column: &dyn Array,
    options: &FormatOptions<'_>,
) -> std::result::Result<Vec<String>, arrow_schema::ArrowError> {
    let items = |row: usize| -> Option<arrow_array::ArrayRef> {
        match column.data_type() {
            DataType::List(_) => Some(column.as_list::<i32>().value(row)),
            DataType::LargeList(_) => Some(column.as_list::<i64>().value(row)),
            _ => None,
        }
    };
    let is_list = matches!(column.data_type(), DataType::List(_) | DataType::LargeList(_));
    let whole = if is_list { None } else { Some(ArrayFormatter::try_new(column, options)?) };
    let mut texts = Vec::with_capacity(column.len());
    for row in 0..column.len() {
        let text = match &whole {
            Some(whole) => whole.value(row).try_to_string()?,
            None if column.is_null(row) => String::new(),
            None => match items(row) {
                Some(items) => cells(items.as_ref(), options)?.join(";"),
                None => String::new(),
            },
        };
        texts.push(text);
    }
    Ok(texts)
}

fn push_cell(line: &mut String, at: usize, text: &str) {
    if at > 0 {
        line.push(',');
    }
    if text.contains(['\n', '\r']) {
        push_field(line, &text.replace(['\n', '\r'], " "), ',');
    } else {
        push_field(line, text, ',');
    }
}
