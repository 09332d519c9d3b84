//! Runs SQL models in order, reusing every table whose query and inputs are unchanged.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use mizan_catalog::{Catalog, Layer, Model};
use mizan_warehouse::{
    CommitMode, Home, Lake, RecordBatch, SchemaRef, Session, TableCommit, TableSource,
    VintageTable, write_batches,
};
use serde::Serialize;

use crate::estimators;
use crate::fingerprint::fingerprint;
use crate::{Error, Progress, Result};

/// Changes when the way tables are written changes, so that old ones are not reused.
const WRITER: &str = "1";

/// How long a model took, its promises checked and its files written.
#[derive(Debug, Clone, Serialize)]
pub struct ModelTiming {
    /// Model.
    pub model: String,
    /// Seconds.
    pub seconds: f64,
    /// Rows it made.
    pub rows: u64,
}

/// One run over all models, collecting the tables of the vintage to be.
pub(crate) struct ModelRun<'a> {
    pub(crate) home: &'a Home,
    pub(crate) lake: &'a Lake,
    pub(crate) session: Session,
    /// Tables of the vintage before, by name.
    pub(crate) before: BTreeMap<String, VintageTable>,
    /// Tables of the vintage to be, by name.
    pub(crate) tables: BTreeMap<String, VintageTable>,
    /// How many tables were written, not reused.
    pub(crate) written: usize,
    /// Models that were made, with the time each took.
    pub(crate) timings: Vec<ModelTiming>,
}

impl ModelRun<'_> {
    /// Registers a raw table: the files of the deliveries in the ledger, or no rows.
    pub(crate) async fn add_raw(
        &mut self,
        name: &str,
        files: Vec<PathBuf>,
        version: u64,
        rows: u64,
        schema: SchemaRef,
    ) -> Result<()> {
        let relative = self.relative(&files);
        let fingerprint = fingerprint(relative.iter().map(String::as_str));
        let source = if files.is_empty() {
            TableSource::Rows(schema, Vec::new())
        } else {
            TableSource::FilesOf(schema, files)
        };
        self.session.add_table(name, source).await?;
        let table = VintageTable { version, rows, fingerprint, files: relative };
        self.tables.insert(name.to_owned(), table);
        Ok(())
    }

    /// Takes a small table over where it was made from this content before.
    pub(crate) async fn reuse_rows(&mut self, name: &str, content: &str) -> Result<bool> {
        self.reuse(name, &fingerprint([WRITER, name, content])).await
    }

    /// Takes a table over as it was, whatever it was made from; without rows where there was none.
    pub(crate) async fn keep_or_make_empty(
        &mut self,
        name: &str,
        (schema, batch): (SchemaRef, RecordBatch),
    ) -> Result<()> {
        let before = self.before.get(name).map(|table| table.fingerprint.clone());
        if let Some(fingerprint) = before
            && self.reuse(name, &fingerprint).await?
        {
            return Ok(());
        }
        self.add_rows(name, schema, batch, "nothing").await
    }

    /// Registers a small table made in memory.
    pub(crate) async fn add_rows(
        &mut self,
        name: &str,
        schema: SchemaRef,
        batch: RecordBatch,
        content: &str,
    ) -> Result<()> {
        let fingerprint = fingerprint([WRITER, name, content]);
        if self.reuse(name, &fingerprint).await? {
            return Ok(());
        }
        let base = self.lake.state(name).await?.map_or(0, |state| state.version + 1);
        let file_name = format!("{name}-{}-{base}.parquet", &fingerprint[..16]);
        let path = self.home.staging().join(file_name);
        let file = write_batches(&path, &schema, &[batch])?;
        self.commit(name, schema, &[file], fingerprint).await
    }

    /// Builds one model and checks what it promises.
    pub(crate) async fn build(&mut self, model: &Model) -> Result<()> {
        let mut parts = vec![WRITER.to_owned(), model.sql.clone()];
        parts.extend(model.tests.iter().map(|test| test.sql.clone()));
        parts.extend(model.columns.iter().map(|column| column.name.clone()));
        if let Some(estimator) = &model.estimator {
            parts.extend([estimator.clone(), estimators::VERSION.to_owned()]);
        }
        for table in &model.reads {
            let read = self.tables.get(table).map(|table| table.fingerprint.clone());
            parts.push(read.unwrap_or_default());
        }
        let fingerprint = fingerprint(parts.iter().map(String::as_str));
        if self.reuse(&model.name, &fingerprint).await? {
            return Ok(());
        }
        let started = Instant::now();
        // The version it follows is part of the name, so that no file of an older vintage is ever
        // written again when a query changes and changes back.
        let base = self.lake.state(&model.name).await?.map_or(0, |state| state.version + 1);
        let stem = format!("{}-{}-{base}", model.name, &fingerprint[..16]);
        let in_model = |error| Error::Model { model: model.name.clone(), source: error };
        let folder = self.home.staging().join("models");
        let (schema, files) = if let Some(estimator) = &model.estimator {
            let records = self.session.query(&model.sql).await.map_err(in_model)?;
            let (schema, batch) = estimators::estimate(model, estimator, &records)?;
            let path = folder.join(format!("{stem}-0.parquet"));
            std::fs::create_dir_all(&folder)
                .map_err(|error| Error::io("create", &folder, &error))?;
            let file = write_batches(&path, &schema, &[batch]).map_err(in_model)?;
            (schema, vec![file])
        } else {
            let written = self.session.write(&model.sql, &folder, &stem).await.map_err(in_model)?;
            (written.schema, written.files)
        };
        check_columns(model, &schema)?;
        self.commit(&model.name, schema, &files, fingerprint).await?;
        self.check_promises(model).await?;
        let rows = self.tables.get(&model.name).map_or(0, |table| table.rows);
        let seconds = started.elapsed().as_secs_f64();
        self.timings.push(ModelTiming { model: model.name.clone(), seconds, rows });
        Ok(())
    }

    async fn check_promises(&self, model: &Model) -> Result<()> {
        for test in &model.tests {
            let in_model = |error| Error::Model { model: model.name.clone(), source: error };
            let count = format!("select count(*) as broken from ({}) as rows", test.sql);
            let batches = self.session.query(&count).await.map_err(in_model)?;
            let broken = first_number(&batches);
            if broken > 0 {
                let (model, test) = (model.name.clone(), test.name.clone());
                return Err(Error::BrokenPromise { model, test, rows: broken });
            }
        }
        Ok(())
    }

    /// Takes a table over from the vintage before, where it was made from the same.
    async fn reuse(&mut self, name: &str, fingerprint: &str) -> Result<bool> {
        let Some(table) = self.before.get(name).filter(|table| table.fingerprint == fingerprint)
        else {
            return Ok(false);
        };
        let files: Vec<PathBuf> =
            table.files.iter().map(|file| self.home.root().join(file)).collect();
        if !files.iter().all(|file| file.exists()) {
            return Ok(false);
        }
        self.session.add_table(name, TableSource::Files(files)).await?;
        self.tables.insert(name.to_owned(), table.clone());
        Ok(true)
    }

    async fn commit(
        &mut self,
        name: &str,
        schema: SchemaRef,
        files: &[mizan_warehouse::WrittenFile],
        fingerprint: String,
    ) -> Result<()> {
        // An earlier table may come back (a query changed and changed back), so the transaction
        // names the table it follows as well.
        let base = self.lake.state(name).await?.map_or(0, |state| state.version + 1);
        let transaction = format!("build/{}/{base}", &fingerprint[..32]);
        let mode = CommitMode::Replace;
        let commit = TableCommit { table: name, schema, files, mode, transaction: &transaction };
        let state = self.lake.commit(commit).await?;
        self.session.add_table(name, TableSource::Files(state.files.clone())).await?;
        let rows = files.iter().map(|file| file.rows).sum();
        let files = self.relative(&state.files);
        let table = VintageTable { version: state.version, rows, fingerprint, files };
        self.tables.insert(name.to_owned(), table);
        self.written += 1;
        Ok(())
    }

    fn relative(&self, files: &[PathBuf]) -> Vec<String> {
        let root = self.home.root();
        files
            .iter()
            .map(|file| file.strip_prefix(root).unwrap_or(file).to_string_lossy().into_owned())
            .collect()
    }
}

/// Refuses a model that makes other columns than it declares.
fn check_columns(model: &Model, schema: &SchemaRef) -> Result<()> {
    let made: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let declared: Vec<&str> = model.columns.iter().map(|column| column.name.as_str()).collect();
    if made == declared {
        return Ok(());
    }
    Err(Error::Columns {
        model: model.name.clone(),
        made: made.join(", "),
        declared: declared.join(", "),
    })
}

/// The number in the first cell of an answer.
pub(crate) fn first_number(batches: &[RecordBatch]) -> u64 {
    use arrow_array::{Array, Int64Array};
    batches
        .iter()
        .find(|batch| batch.num_rows() > 0)
        .and_then(|batch| batch.column(0).as_any().downcast_ref::<Int64Array>())
        .filter(|column| !column.is_null(0))
        .map_or(0, |column| column.value(0).max(0) as u64)
}

/// Builds the models of some layers of a catalogue, telling how far it is.
pub(crate) async fn build_models(
    run: &mut ModelRun<'_>,
    catalog: &Catalog,
    layers: &[Layer],
    progress: &(dyn Fn(Progress<'_>) + Sync),
) -> Result<()> {
    let models: Vec<&Model> =
        catalog.models.iter().filter(|model| layers.contains(&model.layer)).collect();
    let step = if layers.contains(&Layer::Staging) { "staging" } else { "models" };
    let total = models.len() as u64;
    for (done, model) in models.into_iter().enumerate() {
        progress(Progress { step, item: &model.name, done: done as u64, total });
        run.build(model).await?;
    }
    progress(Progress { step, item: "", done: total, total });
    Ok(())
}
