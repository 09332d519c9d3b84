//! The vault file of a delivery: identifying values, sealed row by row.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::BinaryBuilder;
use arrow_array::{Array, BinaryArray, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::error::{Error, Result};
use crate::evaluate::AcceptedRow;
use crate::key::{Purpose, Sealer, VaultKey};

/// Identifying values of one accepted row.
#[derive(Clone, PartialEq, Eq)]
pub struct VaultRow {
    /// The delivery.
    pub delivery_id: String,
    /// The source.
    pub source: String,
    /// Line of the row, as `_line` in the raw table.
    pub line: i64,
    /// Column of the contract → canonical value.
    pub values: BTreeMap<String, String>,
}

impl std::fmt::Debug for VaultRow {
    /// Never prints the values.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "VaultRow({}:{})", self.delivery_id, self.line)
    }
}

/// The Arrow schema of vault files. `sealed` opens under the context `<delivery_id>:<line>` to a
/// JSON object of column names and values.
pub fn vault_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("delivery_id", DataType::Utf8, false),
        Field::new("line", DataType::Int64, false),
        Field::new("source", DataType::Utf8, false),
        Field::new("sealed", DataType::Binary, false),
    ]))
}

/// The context under which values of a line are sealed.
pub(crate) fn line_context(delivery_id: &str, line: i64) -> Vec<u8> {
    format!("{delivery_id}:{line}").into_bytes()
}

/// Seals the values of accepted rows; `keep` tells which of them are no duplicates.
pub(crate) fn vault_batch(
    delivery_id: &str,
    source: &str,
    rows: &[AcceptedRow],
    keep: Option<&[bool]>,
    plain: &[u8],
    sealer: &Sealer,
) -> Result<RecordBatch> {
    let mut lines = Vec::with_capacity(rows.len());
    let mut sealed = BinaryBuilder::with_capacity(rows.len(), plain.len() + rows.len() * 40);
    let mut start = 0;
    for (at, row) in rows.iter().enumerate() {
        let end = row.vault_end as usize;
        if keep.is_none_or(|keep| keep[at]) {
            lines.push(row.line);
            sealed.append_value(
                sealer.seal(&line_context(delivery_id, row.line), &plain[start..end]),
            );
        }
        start = end;
    }
    let repeated =
        |text: &str| StringArray::from_iter_values(std::iter::repeat_n(text, lines.len()));
    let (deliveries, sources) = (repeated(delivery_id), repeated(source));
    RecordBatch::try_new(
        vault_schema(),
        vec![
            Arc::new(deliveries),
            Arc::new(Int64Array::from(lines)),
            Arc::new(sources),
            Arc::new(sealed.finish()),
        ],
    )
    .map_err(|error| Error::parquet(Path::new("vault"), error.into()))
}

/// Opens a vault file row by row, in the order of its lines.
pub fn read_vault(path: &Path, key: &VaultKey, visit: &mut dyn FnMut(VaultRow)) -> Result<()> {
    let sealer = key.sealer(Purpose::Vault);
    let unsealed = || Error::Sealed(path.display().to_string());
    for_each_batch(path, &mut |batch| {
        let deliveries = texts(path, batch, "delivery_id")?;
        let sources = texts(path, batch, "source")?;
        let lines = column::<Int64Array>(path, batch, "line")?;
        let sealed = column::<BinaryArray>(path, batch, "sealed")?;
        for row in 0..batch.num_rows() {
            let (delivery_id, line) = (deliveries.value(row), lines.value(row));
            let plain = sealer.open(&line_context(delivery_id, line), sealed.value(row));
            let values =
                serde_json::from_slice(&plain.ok_or_else(unsealed)?).map_err(|_| unsealed())?;
            visit(VaultRow {
                delivery_id: delivery_id.to_owned(),
                source: sources.value(row).to_owned(),
                line,
                values,
            });
        }
        Ok(())
    })
}

/// Reads a Parquet file batch by batch.
pub(crate) fn for_each_batch(
    path: &Path,
    visit: &mut dyn FnMut(&RecordBatch) -> Result<()>,
) -> Result<()> {
    let file = File::open(path).map_err(|cause| Error::read(path, cause))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .map_err(|cause| Error::parquet(path, cause))?;
    for batch in reader {
        visit(&batch.map_err(|cause| Error::parquet(path, cause.into()))?)?;
    }
    Ok(())
}

/// A column of a batch by name and type.
pub(crate) fn column<'b, T: Array + 'static>(
    path: &Path,
    batch: &'b RecordBatch,
    name: &str,
) -> Result<&'b T> {
    let found = batch.column_by_name(name).and_then(|column| column.as_any().downcast_ref::<T>());
    found.ok_or_else(|| {
        let detail = format!("column `{name}` is missing or of another type");
        Error::parquet(path, parquet::errors::ParquetError::General(detail))
    })
}

pub(crate) fn texts<'b>(
    path: &Path,
    batch: &'b RecordBatch,
    name: &str,
) -> Result<&'b StringArray> {
    column::<StringArray>(path, batch, name)
}
