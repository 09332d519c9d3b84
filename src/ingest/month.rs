//! What is done with a finished raw file: its empty shares, and another reference month.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, RecordBatch};
use mizan_domain::Month;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::properties::WriterProperties;
use parquet::file::statistics::Statistics;

use crate::error::{Error, Result};
use crate::staging::write_whole;
use crate::vault::for_each_batch;

/// Share of rows without a value, 0–1, by column of a raw file; from its footer, without reading rows.
pub(crate) fn null_shares(path: &Path) -> Result<BTreeMap<String, f64>> {
    let file = File::open(path).map_err(|cause| Error::read(path, cause))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(|cause| Error::parquet(path, cause))?;
    let metadata = reader.metadata();
    let rows: i64 = metadata.row_groups().iter().map(RowGroupMetaData::num_rows).sum();
    let mut nulls: BTreeMap<String, Option<u64>> = BTreeMap::new();
    for column in metadata.row_groups().iter().flat_map(RowGroupMetaData::columns) {
        let name = column.column_path().string();
        let count = column.statistics().and_then(Statistics::null_count_opt);
        let sum = nulls.entry(name).or_insert(Some(0));
        *sum = sum.zip(count).map(|(sum, count)| sum + count);
    }
    let known = nulls.into_iter().filter(|(name, _)| !name.starts_with('_'));
    Ok(known
        .filter_map(|(name, count)| {
            let share = count? as f64 / (rows.max(1)) as f64;
            // Four decimals: enough to compare, and equal on every machine.
            Some((name, (share * 10_000.0).round() / 10_000.0))
        })
        .collect())
}

/// Writes a raw file again with another reference month in every row.
pub fn rewrite_month(path: &Path, out: &Path, month: Month) -> Result<PathBuf> {
    let failed = |cause| Error::parquet(out, cause);
    let days = month.first_day().days_since_epoch();
    write_whole(out, "raw", |file| {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let mut writer: Option<ArrowWriter<Vec<u8>>> = None;
        for_each_batch(path, &mut |batch| {
            let at = batch.schema().index_of("_delivery_month").map_err(|e| failed(e.into()))?;
            let mut columns: Vec<ArrayRef> = batch.columns().to_vec();
            columns[at] = Arc::new(Date32Array::from_value(days, batch.num_rows()));
            let batch = RecordBatch::try_new(batch.schema(), columns);
            let batch = batch.map_err(|error| failed(error.into()))?;
            let writer = match &mut writer {
                Some(writer) => writer,
                None => writer.insert(
                    ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.clone()))
                        .map_err(failed)?,
                ),
            };
            writer.write(&batch).map_err(failed)?;
            // Finished row groups go to disk, so that memory does not grow with the file.
            if writer.in_progress_size() > 64 << 20 {
                writer.flush().map_err(failed)?;
            }
            let buffer = writer.inner_mut();
            file.write_all(buffer).map_err(|cause| Error::write(out, cause))?;
            buffer.clear();
            Ok(())
        })?;
        if let Some(writer) = writer {
            let rest = writer.into_inner().map_err(failed)?;
            file.write_all(&rest).map_err(|cause| Error::write(out, cause))?;
        }
        Ok(())
    })
}
