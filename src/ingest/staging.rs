//! Writes Parquet files row group by row group: encoded on any thread, appended in order, renamed when complete.

use std::collections::HashSet;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use arrow_array::{Array, RecordBatch, StringArray};
use arrow_schema::SchemaRef;
use mizan_durable::DurableFile;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowRowGroupWriterFactory, ArrowWriterOptions, compute_leaves,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use crate::error::{Error, Result};

/// A Parquet file that becomes visible under its name only when complete.
pub(crate) struct StagedFile {
    path: PathBuf,
    temporary: PathBuf,
    writer: SerializedFileWriter<BufWriter<DurableFile>>,
    factory: std::sync::Arc<ArrowRowGroupWriterFactory>,
    schema: SchemaRef,
}

/// Encodes row groups of one staged file on any thread.
#[derive(Clone)]
pub(crate) struct GroupEncoder {
    path: PathBuf,
    factory: std::sync::Arc<ArrowRowGroupWriterFactory>,
    schema: SchemaRef,
}

/// An encoded row group.
pub(crate) struct Group {
    chunks: Vec<ArrowColumnChunk>,
}

impl StagedFile {
    /// Opens the file; columns whose values in `sample` hardly repeat get no dictionary.
    pub(crate) fn create(
        path: &Path,
        kind: &'static str,
        schema: &SchemaRef,
        sample: Option<&RecordBatch>,
    ) -> Result<Self> {
        let temporary = temporary(path);
        let file = DurableFile::create(&temporary, kind);
        let file = file.map_err(|cause| Error::write(&temporary, cause))?;
        let properties = properties(schema, sample);
        let options = ArrowWriterOptions::new().with_properties(properties);
        let writer = ArrowWriter::try_new_with_options(
            BufWriter::with_capacity(1 << 20, file),
            schema.clone(),
            options,
        )
        .and_then(ArrowWriter::into_serialized_writer)
        .map_err(|cause| Error::parquet(path, cause))?;
        let (writer, factory) = writer;
        Ok(Self {
            path: path.to_owned(),
            temporary,
            writer,
            factory: std::sync::Arc::new(factory),
            schema: schema.clone(),
        })
    }

    pub(crate) fn encoder(&self) -> GroupEncoder {
        GroupEncoder {
            path: self.path.clone(),
            factory: std::sync::Arc::clone(&self.factory),
            schema: self.schema.clone(),
        }
    }

    /// Appends an encoded row group.
    pub(crate) fn append(&mut self, group: Group) -> Result<()> {
        let append = || -> Result<(), ParquetError> {
            let mut row_group = self.writer.next_row_group()?;
            for chunk in group.chunks {
                chunk.append_to_row_group(&mut row_group)?;
            }
            row_group.close()?;
            Ok(())
        };
        append().map_err(|cause| Error::parquet(&self.path, cause))
    }

    /// Completes the file, makes it durable and gives it its name.
    pub(crate) fn finish(self) -> Result<PathBuf> {
        let buffer = self.writer.into_inner().map_err(|cause| Error::parquet(&self.path, cause))?;
        let error = |cause| Error::write(&self.path, cause);
        let file =
            buffer.into_inner().map_err(|error| Error::write(&self.path, error.into_error()))?;
        file.complete(&self.temporary, &self.path).map_err(error)?;
        Ok(self.path)
    }
}

impl GroupEncoder {
    /// Encodes and compresses the rows.
    pub(crate) fn encode(&self, batch: &RecordBatch) -> Result<Group> {
        let encode = || -> Result<Vec<ArrowColumnChunk>, ParquetError> {
            let mut writers = self.factory.create_column_writers(0)?.into_iter();
            let mut chunks = Vec::with_capacity(batch.num_columns());
            for (field, column) in self.schema.fields().iter().zip(batch.columns()) {
                for leaf in compute_leaves(field, column)? {
                    if let Some(mut writer) = writers.next() {
                        writer.write(&leaf)?;
                        chunks.push(writer.close()?);
                    }
                }
            }
            Ok(chunks)
        };
        let chunks = encode().map_err(|cause| Error::parquet(&self.path, cause))?;
        Ok(Group { chunks })
    }
}

/// Writes bytes to a file that becomes visible only when complete.
pub(crate) fn write_whole(
    path: &Path,
    kind: &'static str,
    write: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<PathBuf> {
    let temporary = temporary(path);
    let error = |cause| Error::write(path, cause);
    let complete = || {
        let file = DurableFile::create(&temporary, kind).map_err(error)?;
        let mut buffer = BufWriter::with_capacity(1 << 20, file);
        write(&mut buffer)?;
        let file = buffer.into_inner().map_err(|error| Error::write(path, error.into_error()))?;
        file.complete(&temporary, path).map_err(error)
    };
    complete().inspect_err(|_| remove_unfinished(path))?;
    Ok(path.to_owned())
}

/// Removes what an attempt that failed left under the temporary name of a file.
pub(crate) fn remove_unfinished(path: &Path) {
    // What cannot be removed is overwritten by the next attempt.
    let _ = std::fs::remove_file(temporary(path));
}

fn temporary(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    PathBuf::from(name)
}

fn properties(schema: &SchemaRef, sample: Option<&RecordBatch>) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_write_batch_size(8192);
    for (index, field) in schema.fields().iter().enumerate() {
        let path = ColumnPath::from(field.name().as_str());
        let is_sealed = field.data_type() == &arrow_schema::DataType::Binary;
        if is_sealed {
            builder = builder
                .set_column_compression(path.clone(), Compression::UNCOMPRESSED)
                .set_column_statistics_enabled(path.clone(), EnabledStatistics::None);
        }
        let hardly_repeats = sample.is_some_and(|batch| hardly_repeats(batch.column(index)));
        if is_sealed || hardly_repeats {
            builder = builder.set_column_dictionary_enabled(path, false);
        }
    }
    builder.build()
}

/// Whether more than half of the first values are different.
fn hardly_repeats(column: &dyn Array) -> bool {
    const SAMPLE: usize = 8192;
    let count = column.len().min(SAMPLE);
    if count < 64 {
        return false;
    }
    let Some(texts) = column.as_any().downcast_ref::<StringArray>() else {
        return matches!(
            column.data_type(),
            arrow_schema::DataType::Int64 | arrow_schema::DataType::Float64
        ) && numbers_hardly_repeat(column, count);
    };
    let distinct: HashSet<Option<&str>> = texts.iter().take(count).collect();
    distinct.len() * 2 > count
}

fn numbers_hardly_repeat(column: &dyn Array, count: usize) -> bool {
    use arrow_array::{Float64Array, Int64Array};
    let distinct = if let Some(values) = column.as_any().downcast_ref::<Int64Array>() {
        values.iter().take(count).collect::<HashSet<_>>().len()
    } else if let Some(values) = column.as_any().downcast_ref::<Float64Array>() {
        values.iter().take(count).map(|value| value.map(f64::to_bits)).collect::<HashSet<_>>().len()
    } else {
        0
    };
    distinct * 2 > count
}
