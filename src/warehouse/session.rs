//! Queries over a chosen set of table files, in bounded memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::error::DataFusionError;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SQLOptions, SessionConfig, SessionContext};
use futures::StreamExt;
use mizan_durable::DurableFile;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::{Error, Result};

/// Memory a session's queries may hold before they spill to disk.
const MEMORY_BYTES: usize = 3 << 30;
const ROWS_PER_GROUP: usize = 256 * 1024;

/// Where a session reads a table from.
#[derive(Debug, Clone)]
pub enum TableSource {
    /// Parquet files of one schema.
    Files(Vec<PathBuf>),
    /// Parquet files read in the given columns; one that a file does not have is null in its rows.
    FilesOf(SchemaRef, Vec<PathBuf>),
    /// Rows in memory; also how an absent table is given its columns.
    Rows(SchemaRef, Vec<RecordBatch>),
}

/// A finished Parquet file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Rows in it.
    pub rows: u64,
}

/// What a query wrote.
#[derive(Debug, Clone)]
pub struct WrittenTable {
    /// Columns.
    pub schema: SchemaRef,
    /// Files in the order of the partitions.
    pub files: Vec<WrittenFile>,
}

/// A set of named tables that can be queried and nothing else.
#[derive(Clone)]
pub struct Session {
    context: SessionContext,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Session")
    }
}

impl Session {
    /// A session without tables that spills into a folder.
    pub fn new(spill: &Path) -> Result<Self> {
        Self::with_memory(spill, MEMORY_BYTES)
    }

    /// A session whose queries may hold so many bytes together before they spill.
    pub fn with_memory(spill: &Path, bytes: usize) -> Result<Self> {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        let mut config = SessionConfig::new()
            .with_target_partitions(threads)
            .with_information_schema(true)
            .with_collect_statistics(true);
        config.options_mut().execution.parquet.pushdown_filters = true;
        config.options_mut().execution.parquet.reorder_filters = true;
        let disk = DiskManagerBuilder::default()
            .with_mode(DiskManagerMode::Directories(vec![spill.to_owned()]));
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(bytes)))
            .with_disk_manager_builder(disk)
            .build_arc()
            .map_err(|error| query_error(&error, &[]))?;
        Ok(Self { context: SessionContext::new_with_config_rt(config, runtime) })
    }

    /// Gives the session a table, in place of one of the same name.
    pub async fn add_table(&self, name: &str, source: TableSource) -> Result<()> {
        let failed = |error: DataFusionError| Error::table(name, &plain(&error));
        let _ = self.context.deregister_table(name).map_err(failed)?;
        match source {
            TableSource::Rows(schema, batches) => {
                let table = MemTable::try_new(schema, vec![batches]).map_err(failed)?;
                self.context.register_table(name, Arc::new(table)).map_err(failed)?;
            }
            TableSource::Files(files) => self.add_files(name, None, files).await?,
            TableSource::FilesOf(schema, files) => {
                self.add_files(name, Some(schema), files).await?;
            }
        }
        Ok(())
    }

    async fn add_files(
        &self,
        name: &str,
        schema: Option<SchemaRef>,
        files: Vec<PathBuf>,
    ) -> Result<()> {
        let failed = |error: DataFusionError| Error::table(name, &plain(&error));
        let urls = files
            .iter()
            .map(|file| {
                let absolute =
                    fs::canonicalize(file).map_err(|error| Error::io("read", file, &error))?;
                ListingTableUrl::parse(absolute.to_string_lossy()).map_err(failed)
            })
            .collect::<Result<Vec<_>>>()?;
        let options =
            ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension(".parquet");
        let config = ListingTableConfig::new_with_multi_paths(urls).with_listing_options(options);
        let config = match schema {
            Some(schema) => config.with_schema(nullable(&schema)),
            None => config.infer_schema(&self.context.state()).await.map_err(failed)?,
        };
        let table = ListingTable::try_new(config).map_err(failed)?;
        self.context.register_table(name, Arc::new(table)).map_err(failed)?;
        Ok(())
    }

    /// Names of the tables there are, in order.
    pub fn tables(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .context
            .catalog("datafusion")
            .and_then(|catalog| catalog.schema("public"))
            .map(|schema| schema.table_names())
            .unwrap_or_default();
        names.sort();
        names
    }

    /// Rows of a query; anything that is not a query is refused.
    pub async fn query(&self, sql: &str) -> Result<Vec<RecordBatch>> {
        let frame = self.plan(sql).await?;
        let schema = canonical_schema(frame.schema().as_arrow());
        let batches = frame.collect().await.map_err(|error| self.failed(&error))?;
        if batches.is_empty() {
            return Ok(vec![RecordBatch::new_empty(schema)]);
        }
        batches.iter().map(|batch| self.canonical(batch, &schema)).collect()
    }

    /// Writes the rows of a query to Parquet files `<stem>-<partition>.parquet` in a folder.
    ///
    /// A join whose smaller side does not fit in memory is done again by sorting both sides on disk.
    pub async fn write(&self, sql: &str, folder: &Path, stem: &str) -> Result<WrittenTable> {
        fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, &error))?;
        let written = self.write_frame(self.plan(sql).await?, folder, stem).await;
        match written {
            Err(Error::MemoryFull { .. }) => {
                let sorting = Self { context: self.sorting_joins() };
                sorting.write_frame(sorting.plan(sql).await?, folder, stem).await
            }
            written => written,
        }
    }

    /// The same tables and memory; joins sort, which can spill, where they else hold one side in memory.
    fn sorting_joins(&self) -> SessionContext {
        let mut state = self.context.state();
        state.config_mut().options_mut().optimizer.prefer_hash_join = false;
        SessionContext::new_with_state(state)
    }

    async fn write_frame(
        &self,
        frame: DataFrame,
        folder: &Path,
        stem: &str,
    ) -> Result<WrittenTable> {
        let schema = canonical_schema(frame.schema().as_arrow());
        let streams =
            frame.execute_stream_partitioned().await.map_err(|error| self.failed(&error))?;
        let mut tasks = tokio::task::JoinSet::new();
        for (index, mut stream) in streams.into_iter().enumerate() {
            let path = folder.join(format!("{stem}-{index}.parquet"));
            let (session, schema) = (self.clone(), Arc::clone(&schema));
            tasks.spawn(async move {
                let mut writer = ParquetFile::create(&path, Arc::clone(&schema))?;
                while let Some(batch) = stream.next().await {
                    let batch = batch.map_err(|error| session.failed(&error))?;
                    writer.write(&session.canonical(&batch, &schema)?)?;
                }
                writer.finish().map(|file| (index, file))
            });
        }
        let mut files = BTreeMap::new();
        while let Some(result) = tasks.join_next().await {
            let (index, file) = result.map_err(|error| Error::table(stem, &error))??;
            files.insert(index, file);
        }
        let mut files: Vec<WrittenFile> = files.into_values().collect();
        let is_empty = files.iter().all(|file| file.rows == 0);
        let mut kept = 0;
        files.retain(|file| {
            let keep = file.rows > 0 || (is_empty && kept == 0);
            kept += usize::from(keep);
            if !keep {
                let _ = fs::remove_file(&file.path);
            }
            keep
        });
        Ok(WrittenTable { schema, files })
    }

    async fn plan(&self, sql: &str) -> Result<DataFrame> {
        let queries_only = SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false);
        let planned = self.context.sql_with_options(sql, queries_only).await;
        planned.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &DataFusionError) -> Error {
        query_error(error, &self.tables())
    }

    fn canonical(&self, batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
        let columns: Result<Vec<ArrayRef>> = batch
            .columns()
            .iter()
            .zip(schema.fields())
            .map(|(column, field)| {
                cast(column, field.data_type()).map_err(|error| {
                    self.failed(&DataFusionError::ArrowError(Box::new(error), None))
                })
            })
            .collect();
        RecordBatch::try_new(Arc::clone(schema), columns?)
            .map_err(|error| self.failed(&DataFusionError::ArrowError(Box::new(error), None)))
    }
}

/// A Parquet file being written.
struct ParquetFile {
    path: PathBuf,
    rows: u64,
    writer: ArrowWriter<DurableFile>,
}

impl ParquetFile {
    fn create(path: &Path, schema: SchemaRef) -> Result<Self> {
        let file = DurableFile::create(path, "table")
            .map_err(|error| Error::io("create", path, &error))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
            .build();
        let writer = ArrowWriter::try_new(file, schema, Some(properties))
            .map_err(|error| Error::table(&path.to_string_lossy(), &error))?;
        Ok(Self { path: path.to_owned(), rows: 0, writer })
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.rows += batch.num_rows() as u64;
        self.writer.write(batch).map_err(|error| self.failed(&error))
    }

    fn finish(self) -> Result<WrittenFile> {
        let Self { path, rows, writer } = self;
        let file = writer.into_inner().map_err(|error| Error::Io {
            action: "write",
            path: path.clone(),
            reason: error.to_string(),
        })?;
        file.sync().map_err(|error| Error::io("write", &path, &error))?;
        Ok(WrittenFile { path, rows })
    }

    fn failed(&self, error: &parquet::errors::ParquetError) -> Error {
        Error::Io { action: "write", path: self.path.clone(), reason: error.to_string() }
    }
}

/// Writes rows in memory to one Parquet file.
pub fn write_batches(
    path: &Path,
    schema: &SchemaRef,
    batches: &[RecordBatch],
) -> Result<WrittenFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, &error))?;
    let mut file = ParquetFile::create(path, Arc::clone(schema))?;
    for batch in batches {
        file.write(batch)?;
    }
    file.finish()
}

/// The same columns, each allowed to be empty, since older files may lack one.
fn nullable(schema: &SchemaRef) -> SchemaRef {
    let fields: Vec<Field> =
        schema.fields().iter().map(|field| field.as_ref().clone().with_nullable(true)).collect();
    Arc::new(Schema::new(fields))
}

/// The fixed set of types that cross the warehouse's border.
fn canonical_schema(schema: &Schema) -> SchemaRef {
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .map(|field| Field::new(field.name(), canonical_type(field.data_type()), true))
        .collect();
    Arc::new(Schema::new(fields))
}

fn canonical_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Utf8View | DataType::LargeUtf8 | DataType::Dictionary(_, _) | DataType::Null => {
            DataType::Utf8
        }
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => DataType::Int64,
        DataType::Int8 | DataType::Int16 | DataType::Int32 => DataType::Int64,
        DataType::Float16 | DataType::Float32 => DataType::Float64,
        DataType::Timestamp(_, zone) => DataType::Timestamp(TimeUnit::Microsecond, zone.clone()),
        DataType::BinaryView | DataType::LargeBinary => DataType::Binary,
        DataType::List(field) | DataType::LargeList(field) => {
            let item = Field::new(field.name(), canonical_type(field.data_type()), true);
            DataType::List(Arc::new(item))
        }
        other => other.clone(),
    }
}

fn plain(error: &DataFusionError) -> String {
    let text = error.strip_backtrace();
    text.lines().next().unwrap_or_default().to_owned()
}

fn query_error(error: &DataFusionError, tables: &[String]) -> Error {
    let reason = plain(error);
    if matches!(error.find_root(), DataFusionError::ResourcesExhausted(_)) {
        return Error::MemoryFull { reason };
    }
    let tables = if reason.contains("not found") { tables.to_vec() } else { Vec::new() };
    Error::Query { reason, tables }
}
