//! Deliveries in: each is identified, read once, and made visible by one ledger commit.
//!
//! Vault, quarantine and raw rows are committed first; the ledger `deliveries` last. A build
//! reads only the raw files of deliveries in the ledger, so a kill between two commits leaves
//! the delivery invisible, and ingesting it again completes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mizan_catalog::nearest;
use mizan_domain::Month;
use mizan_ingest::{
    DeliveryAccount, DeliveryInput, HeldDelivery, IngestOptions, Outcome, VaultKey,
    deliveries_batch, deliveries_schema, quarantine_schema, raw_schema, vault_schema,
};
use mizan_warehouse::{
    CommitMode, RecordBatch, SchemaRef, Session, TableCommit, TableSource, WrittenFile,
    write_batches,
};
use serde::Serialize;

use crate::checks::{Timeliness, Unusual};
use crate::events::{NewEvent, now_microseconds};
use crate::fingerprint::fingerprint;
use crate::ledger::Ledger;
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
        /// Whether it was withdrawn since, so that its rows do not count.
        is_withdrawn: bool,
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
}

/// One file on its way in, and what is known of it beforehand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incoming<'a> {
    pub(crate) path: &'a Path,
    /// Name as delivered, where `path` has another.
    pub(crate) name: Option<&'a str>,
    pub(crate) source: Option<&'a str>,
    pub(crate) month: Option<Month>,
    pub(crate) corrects: Option<&'a str>,
    pub(crate) open_lines: Option<&'a BTreeSet<i64>>,
}

impl Installation {
    /// Takes files in; each file's result is returned in the order of their names.
    pub async fn ingest(
        &self,
        request: &IngestRequest,
        progress: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<Vec<Delivered>> {
        let _lock = self.home.lock()?;
        let source = request.source.as_deref();
        self.check_source(source)?;
        let files = delivery_files(&request.paths)?;
        let incoming: Vec<Incoming<'_>> = files
            .iter()
            .map(|path| Incoming {
                path,
                name: None,
                source,
                month: request.month,
                corrects: None,
                open_lines: None,
            })
            .collect();
        let ledger = self.read_ledger().await?;
        self.take_in(&ledger, &incoming, progress).await
    }

    /// Takes files in that stand after the deliveries of a ledger; the caller holds the home folder.
    pub(crate) async fn take_in(
        &self,
        ledger: &Ledger,
        files: &[Incoming<'_>],
        progress: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<Vec<Delivered>> {
        let key = self.key()?;
        let mut known = ledger.ids();
        let mut sequence = ledger.next_sequence();
        let mut last_event = ledger.last_event();
        let mut results = Vec::with_capacity(files.len());
        let mut waiting: Vec<DeliveryAccount> = Vec::new();
        let sizes: Vec<u64> = files.iter().map(|file| size(file.path)).collect();
        let total = sizes.iter().sum();
        let mut bytes_before = 0;
        for (done, file) in files.iter().enumerate() {
            let name = file.name.map_or_else(|| file_name(file.path), str::to_owned);
            progress(Progress { step: "ingest", item: &name, done: bytes_before, total });
            let inside = |step: mizan_ingest::Progress| {
                let item = format!("{name} ({} of {}), {} rows", done + 1, files.len(), step.rows);
                // Of a packed file only its end is known.
                let inside = if step.bytes_total > 0 { step.bytes_read } else { 0 };
                let done = bytes_before + inside.min(sizes[done]);
                progress(Progress { step: "ingest", item: &item, done, total });
            };
            let result = self.read_delivery(file, &name, (&key, &known, sequence), &inside);
            bytes_before += sizes[done];
            match &result {
                Ok(Outcome::Held(held)) => {
                    self.keep_original(&held.original)?;
                    if ledger.waiting().all(|one| !is_same_hold(one, held)) {
                        self.record(last_event, &[NewEvent::held(held)]).await?;
                        last_event += 1;
                    }
                }
                Ok(Outcome::Accepted(account)) => {
                    known.insert(account.delivery_id.clone());
                    waiting.push(account.clone());
                    sequence += 1;
                }
                Ok(Outcome::Known { .. }) | Err(_) => {}
            }
            let has_failed = result.as_ref().is_err_and(mizan_ingest::Error::is_write);
            results.push(delivered(ledger, name, result));
            if has_failed {
                // Deliveries that came first must be counted first, also when the disk fails.
                results.extend(files[done + 1..].iter().map(|file| not_read(file)));
                break;
            }
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
        file: &Incoming<'_>,
        name: &str,
        (key, known, sequence): (&VaultKey, &BTreeSet<String>, i64),
        progress: &(dyn Fn(mizan_ingest::Progress) + Sync),
    ) -> mizan_ingest::Result<Outcome> {
        let input = DeliveryInput {
            source: file.source,
            month: file.month,
            corrects: file.corrects,
            open_lines: file.open_lines,
            name: Some(name),
            sequence,
            known: Some(known),
            ..DeliveryInput::new(file.path)
        };
        let options = IngestOptions {
            contracts: &self.catalog.sources,
            key,
            staging: &self.home.staging(),
            profile: self.settings.ingest.profile,
            progress,
        };
        mizan_ingest::ingest(&input, &options)
    }

    /// Refuses a source that has no contract, naming those that have.
    pub fn check_source(&self, source: Option<&str>) -> Result<()> {
        let Some(name) = source.filter(|name| self.catalog.source(name).is_none()) else {
            return Ok(());
        };
        let known: Vec<String> =
            self.catalog.sources.iter().map(|source| source.name.clone()).collect();
        let nearest = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
        Err(Error::UnknownSource { name: name.to_owned(), nearest, known })
    }

    /// When an account just closed came against its due day, and what is unusual about it.
    pub fn remarks(&self, ledger: &Ledger, id: &str) -> (Option<Timeliness>, Vec<Unusual>) {
        let Some(delivery) = ledger.get(id) else { return (None, Vec::new()) };
        let contract = self.catalog.source(&delivery.source);
        let timeliness = contract.map(|contract| ledger.timeliness(delivery, contract));
        (timeliness, ledger.unusual(delivery))
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
        let now = now_microseconds();
        let received: Vec<(DeliveryAccount, i64)> =
            accounts.iter().map(|account| (account.clone(), now)).collect();
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
        if !staged.exists() {
            return Ok(());
        }
        if target.exists() {
            return fs::remove_file(staged).map_err(|error| Error::io("remove", staged, &error));
        }
        mizan_durable::rename(staged, &target, "originals")
            .and_then(|()| mizan_durable::sync_folder(&self.home.originals(), "originals"))
            .map_err(|error| Error::io("write", &target, &error))
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
            Some(state) if !state.files.is_empty() => TableSource::FilesOf(schema, state.files),
            _ => TableSource::Rows(schema, Vec::new()),
        };
        session.add_table(table, source).await?;
        Ok(session.query(sql).await?)
    }
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |meta| meta.len())
}

/// A file that waits because writing failed before its turn.
fn not_read(file: &Incoming<'_>) -> Delivered {
    Delivered::Failed {
        file_name: file.name.map_or_else(|| file_name(file.path), str::to_owned),
        reason: "not read, because writing failed before it".to_owned(),
        hint: Some("run the same command again, nothing is counted twice".to_owned()),
    }
}

/// Whether a held delivery is recorded already, with the same differences.
fn is_same_hold(known: &crate::ledger::HeldRecord, held: &HeldDelivery) -> bool {
    known.delivery_id == held.delivery_id && known.differences == held.differences
}

fn delivered(
    ledger: &Ledger,
    file_name: String,
    result: mizan_ingest::Result<Outcome>,
) -> Delivered {
    match result {
        Err(error) => {
            Delivered::Failed { file_name, reason: error.to_string(), hint: error.hint() }
        }
        Ok(Outcome::Held(held)) => Delivered::Held(held),
        Ok(Outcome::Accepted(account)) => Delivered::Accepted(Box::new(account)),
        Ok(Outcome::Known { source, delivery_id }) => {
            let is_withdrawn = ledger.get(&delivery_id).is_some_and(|one| !one.is_counted());
            Delivered::Known { source, delivery_id, file_name, is_withdrawn }
        }
    }
}

/// Whether a file belongs to one of the deliveries: `<source>-<delivery id>.….parquet`.
pub(crate) fn is_in(file: &Path, deliveries: &BTreeSet<String>) -> bool {
    let name = file_name(file);
    let id = name.rsplit_once('-').map_or("", |(_, rest)| rest.split('.').next().unwrap_or(""));
    deliveries.contains(id)
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// All files below the given paths, by name in order; hidden ones are passed over.
fn delivery_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = BTreeSet::new();
    for path in paths {
        let meta = fs::metadata(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => missing(path),
            _ => Error::io("read", path, &error),
        })?;
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

/// A path under which nothing lies, with the nearest name beside it.
pub(crate) fn missing(path: &Path) -> Error {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).into_iter().flatten();
    let names: BTreeSet<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    let nearest = nearest(&file_name(path), names.iter().map(String::as_str)).map(str::to_owned);
    let has_folder = folder.is_none_or(Path::is_dir);
    Error::Missing { path: path.to_owned(), nearest, has_folder }
}
