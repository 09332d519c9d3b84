//! Delta tables and the one path on which files become part of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use arrow::datatypes::SchemaRef;
use deltalake::kernel::engine::arrow_conversion::TryIntoKernel as _;
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake::kernel::{Action, Add, StructField, StructType, Transaction, new_metadata};
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::{DeltaTable, DeltaTableBuilder};

use crate::session::WrittenFile;
use crate::{Error, Result};

/// All tables of a home folder.
#[derive(Debug, Clone)]
pub struct Lake {
    root: PathBuf,
}

/// Whether new files stand beside the old ones or instead of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitMode {
    /// The table keeps what it has.
    Append,
    /// The table then holds the new files only.
    Replace,
}

/// Files that become part of a table in one commit.
#[derive(Debug, Clone)]
pub struct TableCommit<'a> {
    /// Table; made where it is absent.
    pub table: &'a str,
    /// Columns of the files.
    pub schema: SchemaRef,
    /// Files, still outside the table's folder; moved into it under their own names.
    pub files: &'a [WrittenFile],
    /// Beside or instead of the old ones.
    pub mode: CommitMode,
    /// What the commit is for, such as `ingest/<delivery>`: committing it again changes nothing.
    pub transaction: &'a str,
}

/// One version of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableState {
    /// Version of the Delta log.
    pub version: u64,
    /// Files of that version, by name in order, absolute.
    pub files: Vec<PathBuf>,
}

impl Lake {
    /// The tables below a folder.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Folder of a table.
    pub fn folder(&self, table: &str) -> PathBuf {
        self.root.join(table)
    }

    /// Names of all tables, in order.
    pub fn tables(&self) -> Result<Vec<String>> {
        let mut names = BTreeSet::new();
        let entries =
            fs::read_dir(&self.root).map_err(|error| Error::io("read", &self.root, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| Error::io("read", &self.root, &error))?.path();
            if path.join("_delta_log").is_dir() {
                names.extend(path.file_name().and_then(|name| name.to_str()).map(str::to_owned));
            }
        }
        Ok(names.into_iter().collect())
    }

    /// The newest version of a table, or `None` where it does not exist.
    pub async fn state(&self, table: &str) -> Result<Option<TableState>> {
        let Some(open) = self.open(table).await? else { return Ok(None) };
        let snapshot = open.snapshot().map_err(|error| Error::table(table, &error))?;
        let folder = self.folder(table);
        let mut files: Vec<PathBuf> =
            snapshot.log_data().iter().map(|file| folder.join(file.path().as_ref())).collect();
        files.sort();
        Ok(Some(TableState { version: snapshot.version(), files }))
    }

    /// Makes files part of a table: moves them in, then one commit.
    ///
    /// The commit names its transaction, and a transaction that is already in the log is not
    /// committed again; so a retry after a kill at any point ends in the same table.
    pub async fn commit(&self, commit: TableCommit<'_>) -> Result<TableState> {
        let table = commit.table;
        let failed = |error: &dyn std::fmt::Display| Error::table(table, &error.to_string());
        let folder = self.folder(table);
        fs::create_dir_all(&folder).map_err(|error| Error::io("create", &folder, &error))?;
        let schema: StructType =
            commit.schema.as_ref().try_into_kernel().map_err(|e| failed(&e))?;
        let delta = match self.open(table).await? {
            Some(delta) => delta,
            None => self.create(table, &schema).await?,
        };
        let snapshot = delta.snapshot().map_err(|error| failed(&error))?;
        let log_store = delta.log_store();
        let known = snapshot
            .transaction_version(log_store.as_ref(), commit.transaction)
            .await
            .map_err(|error| failed(&error))?;
        if known.is_none() {
            let adds = commit
                .files
                .iter()
                .map(|file| move_in(file, &folder))
                .collect::<Result<Vec<Add>>>()?;
            sync_folder(&folder)?;
            let added: BTreeSet<&str> = adds.iter().map(|add| add.path.as_str()).collect();
            let mut actions = Vec::new();
            if commit.mode == CommitMode::Replace {
                for file in snapshot.log_data().iter() {
                    if !added.contains(file.path().as_ref()) {
                        actions.push(Action::Remove(file.remove_action(true)));
                    }
                }
            }
            // A source that delivers another column widens its table; older files lack it.
            if snapshot.schema().as_ref() != &schema {
                let none: [(String, String); 0] = [];
                let metadata = new_metadata(&schema, Vec::<String>::new(), none)
                    .map_err(|error| failed(&error))?;
                actions.push(Action::Metadata(metadata));
            }
            actions.extend(adds.into_iter().map(Action::Add));
            let mode = match commit.mode {
                CommitMode::Append => SaveMode::Append,
                CommitMode::Replace => SaveMode::Overwrite,
            };
            let transaction = Transaction::new(commit.transaction, 1);
            durable("commit", table)?;
            CommitBuilder::from(
                CommitProperties::default().with_application_transaction(transaction),
            )
            .with_actions(actions)
            .build(
                Some(snapshot),
                log_store.clone(),
                DeltaOperation::Write { mode, partition_by: None, predicate: None },
            )
            .await
            .map_err(|error| Error::commit(table, &folder, &error))?;
            durable("committed", table)?;
        }
        let state = self.state(table).await?;
        state.ok_or_else(|| Error::table(table, &"table vanished after its commit"))
    }

    /// Newest version in the log of a table, without reading it; `None` where there is no table.
    pub fn version(&self, table: &str) -> Option<u64> {
        let entries = fs::read_dir(self.folder(table).join("_delta_log")).ok()?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.filter_map(|name| name.strip_suffix(".json")?.parse().ok()).max()
    }

    async fn create(&self, table: &str, schema: &StructType) -> Result<DeltaTable> {
        let fields: Vec<StructField> = schema.fields().cloned().collect();
        durable("create-table", table)?;
        self.builder(table)?
            .build()
            .map_err(|error| Error::table(table, &error))?
            .create()
            .with_columns(fields)
            .with_save_mode(SaveMode::Ignore)
            .await
            .map_err(|error| Error::commit(table, &self.folder(table), &error))
    }

    async fn open(&self, table: &str) -> Result<Option<DeltaTable>> {
        if !self.folder(table).join("_delta_log").is_dir() {
            return Ok(None);
        }
        match self.builder(table)?.load().await {
            Ok(delta) => Ok(Some(delta)),
            Err(deltalake::DeltaTableError::NotATable(_)) => Ok(None),
            Err(error) => Err(Error::table(table, &error)),
        }
    }

    fn builder(&self, table: &str) -> Result<DeltaTableBuilder> {
        let folder = self.folder(table);
        let absolute =
            fs::canonicalize(&folder).map_err(|error| Error::io("read", &folder, &error))?;
        let url = url::Url::from_directory_path(&absolute)
            .map_err(|()| Error::table(table, &"folder has no URL"))?;
        DeltaTableBuilder::from_url(url).map_err(|error| Error::table(table, &error))
    }
}

/// Moves a finished file into its table's folder and describes it for the log.
fn move_in(file: &WrittenFile, folder: &Path) -> Result<Add> {
    let name = file.path.file_name().and_then(|name| name.to_str()).unwrap_or("part.parquet");
    let target = folder.join(name);
    if file.path != target && file.path.exists() {
        fs::File::open(&file.path)
            .and_then(|open| open.sync_all())
            .map_err(|error| Error::io("write", &file.path, &error))?;
        match mizan_durable::rename(&file.path, &target, "lake") {
            // The table lies on another file system; its log does not name the copy before it is whole.
            Err(error) if error.kind() == std::io::ErrorKind::CrossesDevices => {
                fs::copy(&file.path, &target)
                    .and_then(|_| fs::File::open(&target)?.sync_all())
                    .map_err(|error| Error::io("write", &target, &error))?;
                let _ = fs::remove_file(&file.path);
            }
            moved => moved.map_err(|error| Error::io("write", &target, &error))?,
        }
    }
    let meta = fs::metadata(&target).map_err(|error| Error::io("read", &target, &error))?;
    let modified = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let stats = BTreeMap::from([("numRecords", file.rows)]);
    Ok(Add {
        path: name.to_owned(),
        size: meta.len() as i64,
        modification_time: modified.map_or(0, |time| time.as_millis() as i64),
        data_change: true,
        stats: serde_json::to_string(&stats).ok(),
        ..Default::default()
    })
}

fn sync_folder(folder: &Path) -> Result<()> {
    mizan_durable::sync_folder(folder, "lake").map_err(|error| Error::io("write", folder, &error))
}

/// Announces a step of a commit.
fn durable(act: &str, table: &str) -> Result<()> {
    mizan_durable::step("lake", act).map_err(|error| Error::commit(table, Path::new(table), &error))
}
