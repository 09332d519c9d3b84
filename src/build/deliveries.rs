//! Deliveries in: each is identified, read once, and made visible by one ledger commit.
//!
//! Vault, quarantine and raw rows are committed first; the ledger `deliveries` last. A build
//! reads only the raw files of deliveries in the ledger, so a kill between two commits leaves
//! the delivery invisible, and ingesting it again completes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use arrow_array::{Array, StringArray};
use mizan_domain::Month;
use mizan_ingest::{
    DeliveryAccount, DeliveryInput, HeldDelivery, IngestOptions, Outcome, deliveries_batch,
    deliveries_schema, quarantine_schema, raw_schema, vault_schema,
};
use mizan_warehouse::{
    CommitMode, RecordBatch, SchemaRef, Session, TableCommit, TableSource, WrittenFile,
    write_batches,
};
use serde::Serialize;

use crate::fingerprint::fingerprint;
use crate::{Error, Installation, Progress, Result};

/// Table that makes deliveries visible.
pub const LEDGER: &str = "deliveries";
/// Deliveries committed together; bounds what a kill makes repeat.
const BATCH: usize = 64;

/// What became of one file.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "result", rename_all = "lowercase")]
pub enum Delivered {
    /// Read; its account closes.
    Accepted(Box<DeliveryAccount>),
    /// Held whole, because its columns are not those of the contract.
    Held(HeldDelivery),
    /// The same content came before; nothing changed.
    Known {
        /// Source.
        source: String,
        /// Content hash.
        delivery_id: String,
        /// File.
        file_name: String,
    },
    /// The file cannot be read as a delivery at all.
    Failed {
        /// File.
        file_name: String,
        /// What is wrong.
        reason: String,
        /// What to do about it.
        hint: Option<String>,
    },
}

/// What to ingest.
#[derive(Debug, Clone, Default)]
pub struct IngestRequest {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Source, where the header does not tell it.
    pub source: Option<String>,
    /// Reference month, where the name does not tell it.
    pub month: Option<Month>,
    /// Delivery that the files correct.
    pub corrects: Option<String>,
}

impl Installation {
    /// Takes files in; each file's result is returned in the order of their names.
    pub async fn ingest(
        &self,
        request: &IngestRequest,
        progress: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<Vec<Delivered>> {
        let _lock = self.home.lock()?;
        let key = self.key()?;
        let files = delivery_files(&request.paths)?;
        let mut known = self.ledger_ids().await?;
        let mut results = Vec::with_capacity(files.len());
        let mut waiting: Vec<DeliveryAccount> = Vec::new();
        let total = files.len() as u64;
        for (done, path) in files.iter().enumerate() {
            let name = file_name(path);
            progress(Progress { step: "ingest", item: &name, done: done as u64, total });
            let input = DeliveryInput {
                path,
                source: request.source.as_deref(),
                month: request.month,
                corrects: request.corrects.as_deref(),
            };
            let result = self.read_delivery(&input, &key, &known);
            if let Delivered::Held(held) = &result {
                self.keep_original(&held.original)?;
            }
            if let Delivered::Accepted(account) = &result {
                known.insert(account.delivery_id.clone());
                waiting.push((**account).clone());
            }
            results.push(result);
            if waiting.len() >= BATCH {
                self.commit_deliveries(&waiting).await?;
                waiting.clear();
            }
        }
        self.commit_deliveries(&waiting).await?;
        progress(Progress { step: "ingest", item: "", done: total, total });
        Ok(results)
    }

    fn read_delivery(
        &self,
        input: &DeliveryInput<'_>,
        key: &mizan_ingest::VaultKey,
        known: &BTreeSet<String>,
    ) -> Delivered {
        let file_name = file_name(input.path);
        let failed = |error: &mizan_ingest::Error| Delivered::Failed {
            file_name: file_name.clone(),
            reason: error.to_string(),
            hint: error.hint(),
        };
        if input.source.is_none() {
            match mizan_ingest::identify(input.path, &self.catalog.sources) {
                Err(error) => return failed(&error),
                Ok(found) if known.contains(&found.delivery_id) => {
                    let (source, delivery_id) = (found.source, found.delivery_id);
                    return Delivered::Known { source, delivery_id, file_name };
                }
                Ok(_) => {}
            }
        }
        let options = IngestOptions {
            contracts: &self.catalog.sources,
            key,
            staging: &self.home.staging(),
            profile: self.settings.ingest.profile,
            progress: &|_| (),
        };
        match mizan_ingest::ingest(input, &options) {
            Err(error) => failed(&error),
            Ok(Outcome::Held(held)) => Delivered::Held(held),
            Ok(Outcome::Accepted(account)) if known.contains(&account.delivery_id) => {
                let (source, delivery_id) = (account.source, account.delivery_id);
                Delivered::Known { source, delivery_id, file_name }
            }
            Ok(Outcome::Accepted(account)) => Delivered::Accepted(Box::new(account)),
        }
    }

    /// Commits what deliveries brought, the ledger last.
    async fn commit_deliveries(&self, accounts: &[DeliveryAccount]) -> Result<()> {
        if accounts.is_empty() {
            return Ok(());
        }
        let mut tables: BTreeMap<String, (SchemaRef, Vec<WrittenFile>)> = BTreeMap::new();
        let mut add = |table: String, schema: SchemaRef, path: &Path, rows: u64| {
            let file = WrittenFile { path: path.to_owned(), rows };
            tables.entry(table).or_insert_with(|| (schema, Vec::new())).1.push(file);
        };
        for account in accounts {
            for path in &account.files.raw {
                if let Some(contract) = self.catalog.source(&account.source) {
                    let table = format!("raw_{}", account.source);
                    add(table, raw_schema(contract), path, account.accepted);
                }
            }
            if let Some(path) = &account.files.quarantine {
                add("quarantine".into(), quarantine_schema(), path, account.quarantined);
            }
            if let Some(path) = &account.files.vault {
                add("vault".into(), vault_schema(), path, account.accepted);
            }
            self.keep_original(&account.files.original)?;
        }
        // A retry after a kill is the same transaction only where it would write the same: other
        // months, profiles or contracts give other accounts.
        let accounts_as_text: Vec<String> = accounts
            .iter()
            .map(|account| serde_json::to_string(account).unwrap_or_default())
            .collect();
        let ids = fingerprint(accounts_as_text.iter().map(String::as_str));
        let transaction = format!("ingest/{}", &ids[..32]);
        for (table, (schema, files)) in tables {
            let mode = CommitMode::Append;
            let transaction = transaction.as_str();
            self.lake
                .commit(TableCommit { table: &table, schema, files: &files, mode, transaction })
                .await?;
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_micros());
        let received: Vec<(DeliveryAccount, i64)> =
            accounts.iter().map(|account| (account.clone(), now as i64)).collect();
        let batch = deliveries_batch(&received)?;
        let path = self.home.staging().join(format!("{LEDGER}-{}.parquet", &ids[..16]));
        let schema = deliveries_schema();
        let file = write_batches(&path, &schema, &[batch])?;
        let mode = CommitMode::Append;
        let (files, transaction) = ([file], transaction.as_str());
        self.lake
            .commit(TableCommit { table: LEDGER, schema, files: &files, mode, transaction })
            .await?;
        Ok(())
    }

    /// Moves a sealed original to where originals are kept; one that is there stays.
    fn keep_original(&self, staged: &Path) -> Result<()> {
        let target = self.home.originals().join(file_name(staged));
        if target.exists() || !staged.exists() {
            return Ok(());
        }
        mizan_durable::rename(staged, &target, "originals")
            .and_then(|()| mizan_durable::sync_folder(&self.home.originals(), "originals"))
            .map_err(|error| Error::io("write", &target, &error))
    }

    /// Ids of all deliveries in the ledger.
    pub async fn ledger_ids(&self) -> Result<BTreeSet<String>> {
        let batches = self.ledger("select delivery_id from deliveries").await?;
        let mut ids = BTreeSet::new();
        for batch in &batches {
            let column = batch.column(0).as_any().downcast_ref::<StringArray>();
            ids.extend(column.iter().flat_map(|column| column.iter().flatten().map(str::to_owned)));
        }
        Ok(ids)
    }

    /// Asks the ledger; no rows where nothing has been delivered.
    pub async fn ledger(&self, sql: &str) -> Result<Vec<RecordBatch>> {
        self.ask(LEDGER, deliveries_schema(), sql).await
    }

    /// Asks one table of the lake at its newest version, empty where it does not exist.
    pub(crate) async fn ask(
        &self,
        table: &str,
        schema: SchemaRef,
        sql: &str,
    ) -> Result<Vec<RecordBatch>> {
        let session = Session::new(&self.home.staging())?;
        let source = match self.lake.state(table).await? {
            Some(state) if !state.files.is_empty() => TableSource::Files(state.files),
            _ => TableSource::Rows(schema, Vec::new()),
        };
        session.add_table(table, source).await?;
        Ok(session.query(sql).await?)
    }

    /// Files of the quarantine whose deliveries are in the ledger.
    pub async fn quarantine_files(&self) -> Result<Vec<PathBuf>> {
        let known = self.ledger_ids().await?;
        let state = self.lake.state("quarantine").await?;
        let files = state.map(|state| state.files).unwrap_or_default();
        Ok(files.into_iter().filter(|file| is_in(file, &known)).collect())
    }
}

/// Whether a file belongs to one of the deliveries: `<source>-<delivery id>.….parquet`.
pub(crate) fn is_in(file: &Path, deliveries: &BTreeSet<String>) -> bool {
    let name = file_name(file);
    let id = name.rsplit_once('-').map_or("", |(_, rest)| rest.split('.').next().unwrap_or(""));
    deliveries.contains(id)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// All files below the given paths, by name in order; hidden ones are passed over.
fn delivery_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = BTreeSet::new();
    for path in paths {
        let meta = fs::metadata(path).map_err(|error| Error::io("read", path, &error))?;
        if meta.is_dir() {
            let entries = fs::read_dir(path).map_err(|error| Error::io("read", path, &error))?;
            let mut inner = Vec::new();
            for entry in entries {
                let path = entry.map_err(|error| Error::io("read", path, &error))?.path();
                if !file_name(&path).starts_with('.') {
                    inner.push(path);
                }
            }
            inner.sort();
            files.extend(delivery_files(&inner)?);
        } else {
            files.insert(path.clone());
        }
    }
    Ok(files.into_iter().collect())
}
