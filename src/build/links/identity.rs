//! Identity records: what each source says of a person's identity, read from the vault once per
//! delivery and kept sealed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use mizan_catalog::Catalog;
use mizan_catalog::source::PersonalData;
use mizan_domain::Bilingual;
use mizan_ingest::{Purpose, VaultKey, raw_schema, read_vault};
use mizan_linkage::{LinkageSpec, Records};
use mizan_warehouse::{CommitMode, Session, TableCommit, TableSource, rows, write_batches};
use serde::Deserialize;

use super::Pseudonym;
use super::store::{DeliveryRead, READ, RECORDS, Values, read_columns, table};
use crate::deliveries::{file_name, is_in};
use crate::fingerprint::fingerprint;
use crate::{Error, Installation, Progress, Result};

const SPEC: &str = "person.toml";
const SOURCES: &str = "person_sources.toml";
/// Fields without which a record identifies nobody.
pub(crate) const NUMBER: &str = "national_id";
const NAME: &str = "full_name";
/// So many keys are looked for by a list; more by looking at every record.
const LISTED_MAX: usize = 500;
/// Files of records that are in memory sealed at a time.
const FILES_AT_ONCE: usize = 16;

/// Which columns of which deliveries say who a person is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentitySources {
    source: Vec<IdentitySource>,
    title: BTreeMap<String, Bilingual>,
}

/// The identifying columns of one source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct IdentitySource {
    name: String,
    /// Field of the specification → column of the contract.
    fields: BTreeMap<String, String>,
}

impl IdentitySources {
    /// Reads specification and sources and checks them against the contracts.
    pub(crate) fn load(installation: &Installation) -> Result<(LinkageSpec, Self)> {
        let files = installation.project().files("linkage", "toml")?;
        let text = |name: &str| files.get(name).map_or("", String::as_str);
        let spec = LinkageSpec::from_toml(text(SPEC))?;
        let broken = |reason: String| Error::LinkageSources { reason };
        let sources: Self =
            toml::from_str(text(SOURCES)).map_err(|error| broken(error.to_string()))?;
        for source in &sources.source {
            source.check(&spec, &installation.catalog).map_err(broken)?;
        }
        Ok((spec, sources))
    }

    /// What a comparison of the model is called.
    pub(crate) fn title(&self, field: &str) -> Bilingual {
        let plain = || Bilingual::new(field.to_owned(), field.to_owned());
        self.title.get(field).cloned().unwrap_or_else(plain)
    }

    /// How a source is read now; `None` where it is not read for persons.
    fn reading(&self, source: &str) -> Option<String> {
        let fields = &self.get(source)?.fields;
        let parts = fields.iter().flat_map(|(field, column)| [field.as_str(), column.as_str()]);
        Some(fingerprint(parts)[..16].to_owned())
    }

    /// How all sources are read, as one text.
    pub(crate) fn readings(&self) -> String {
        let names = self.source.iter().map(|source| &source.name);
        let all = names.map(|name| format!("{name}:{}", self.reading(name).unwrap_or_default()));
        all.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
    }

    fn get(&self, source: &str) -> Option<&IdentitySource> {
        self.source.iter().find(|one| one.name == source)
    }
}

impl IdentitySource {
    fn check(&self, spec: &LinkageSpec, catalog: &Catalog) -> std::result::Result<(), String> {
        let name = &self.name;
        let contract =
            catalog.source(name).ok_or_else(|| format!("source `{name}` has no contract"))?;
        for (field, column) in &self.fields {
            if !spec.fields.iter().any(|known| known.column == *field) {
                return Err(format!("source `{name}`: `{SPEC}` has no field `{field}`"));
            }
            if !contract.columns.iter().any(|known| known.name == *column) {
                return Err(format!("source `{name}` has no column `{column}`"));
            }
        }
        for needed in [NUMBER, NAME] {
            if !self.fields.contains_key(needed) {
                return Err(format!("source `{name}` gives no `{needed}`"));
            }
        }
        Ok(())
    }

    /// Fields that stand in the row itself, not in the vault.
    fn open_fields<'a>(&'a self, catalog: &'a Catalog) -> Vec<(&'a str, &'a str)> {
        let Some(contract) = catalog.source(&self.name) else { return Vec::new() };
        let is_open = |column: &str| {
            contract
                .columns
                .iter()
                .any(|known| known.name == column && known.personal != PersonalData::Identifying)
        };
        self.fields
            .iter()
            .filter(|(_, column)| is_open(column))
            .map(|(field, column)| (field.as_str(), column.as_str()))
            .collect()
    }
}

/// Who a source says a person is; millions of them are in memory at once, so values stay one text.
#[derive(Clone)]
pub(crate) struct IdentityRecord {
    pub(crate) key: Pseudonym,
    pub(crate) pseudonym: Pseudonym,
    pub(crate) source: Arc<str>,
    plain: Box<[u8]>,
}

impl IdentityRecord {
    pub(crate) fn new(
        key: Pseudonym,
        pseudonym: Pseudonym,
        source: Arc<str>,
        values: &BTreeMap<String, String>,
    ) -> Self {
        let plain = serde_json::to_vec(values).unwrap_or_default().into_boxed_slice();
        Self { key, pseudonym, source, plain }
    }

    /// Field of the specification → value.
    pub(crate) fn values(&self) -> BTreeMap<String, String> {
        serde_json::from_slice(&self.plain).unwrap_or_default()
    }
}

/// All identity records, by key in order, ready for the linker.
pub(crate) struct Identities {
    pub(crate) records: Vec<IdentityRecord>,
}

impl Identities {
    /// The records as columns of a specification.
    pub(crate) fn columns(&self, spec: &LinkageSpec) -> Result<Records> {
        columns(spec, &self.records)
    }

    /// Those of some keys, in order.
    pub(crate) fn of(&self, wanted: &BTreeSet<Pseudonym>) -> Vec<IdentityRecord> {
        self.records.iter().filter(|record| wanted.contains(&record.key)).cloned().collect()
    }

    /// Keys of the records.
    pub(crate) fn keys(&self) -> Vec<Pseudonym> {
        self.records.iter().map(|record| record.key).collect()
    }

    /// Pseudonyms of the records.
    pub(crate) fn pseudonyms(&self) -> Vec<Pseudonym> {
        self.records.iter().map(|record| record.pseudonym).collect()
    }
}

/// Records as columns of a specification; a value that is absent is missing.
pub(crate) fn columns(spec: &LinkageSpec, records: &[IdentityRecord]) -> Result<Records> {
    let mut builders: Vec<StringBuilder> =
        spec.fields.iter().map(|_| StringBuilder::new()).collect();
    for record in records {
        let values = record.values();
        for (builder, field) in builders.iter_mut().zip(&spec.fields) {
            builder.append_option(values.get(&field.column));
        }
    }
    let fields: Vec<Field> =
        spec.fields.iter().map(|field| Field::new(&field.column, DataType::Utf8, true)).collect();
    let arrays: Vec<ArrayRef> =
        builders.iter_mut().map(|builder| Arc::new(builder.finish()) as ArrayRef).collect();
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)
        .unwrap_or_else(|_| RecordBatch::new_empty(schema));
    Ok(Records::from_batches(&[batch])?)
}

fn context(key: Pseudonym) -> Vec<u8> {
    format!("person_record:{key}").into_bytes()
}

impl Installation {
    /// Deliveries of sources that name persons: id and source, in the order they are read.
    pub(crate) async fn identity_deliveries(
        &self,
        sources: &IdentitySources,
    ) -> Result<Vec<(String, String)>> {
        let ledger = self.read_ledger().await?;
        let mut found: Vec<_> =
            ledger.counted().filter(|one| sources.get(&one.source).is_some()).collect();
        found.sort_by_key(|one| (one.month, &one.source, &one.delivery_id));
        Ok(found.into_iter().map(|one| (one.delivery_id.clone(), one.source.clone())).collect())
    }

    /// Reads the vault rows of deliveries not read before into sealed identity records.
    ///
    /// Records are committed first, the list of deliveries read last: a kill between the two makes
    /// the next run read those deliveries again and find nothing new in them.
    pub(crate) async fn read_identities(
        &self,
        sources: &IdentitySources,
        deliveries: &[(String, String)],
        key: &VaultKey,
        session: &Session,
        progress: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<()> {
        self.forget_stale(sources, deliveries).await?;
        let read: BTreeSet<String> =
            self.link_deliveries_read().await?.into_iter().map(|one| one.delivery).collect();
        let waiting: Vec<&(String, String)> =
            deliveries.iter().filter(|(id, _)| !read.contains(id)).collect();
        if waiting.is_empty() {
            return Ok(());
        }
        // A delivery may be read again after a while, so what it adds is named by what was there.
        let base = self.lake.state(READ).await?.map_or(0, |state| state.version + 1);
        let vault = self.lake.state("vault").await?.map(|state| state.files).unwrap_or_default();
        let mut known = self.identity_keys().await?;
        let mut accounts = Vec::new();
        let mut files = Vec::new();
        let mut schema = None;
        let total = waiting.len() as u64;
        for (done, (id, source)) in waiting.iter().enumerate() {
            progress(Progress { step: "persons", item: source, done: done as u64, total });
            let Some(identity) = sources.get(source) else { continue };
            let only = BTreeSet::from([id.clone()]);
            let parts: Vec<&PathBuf> = vault.iter().filter(|file| is_in(file, &only)).collect();
            let open = self.open_values(identity, id, session).await?;
            let (seen, fresh) = read_delivery(identity, &parts, key, &open, &mut known)?;
            accounts.push(DeliveryRead {
                delivery: id.clone(),
                source: source.clone(),
                reading: sources.reading(source).unwrap_or_default(),
                rows: seen,
                records_new: fresh.len() as u64,
            });
            if fresh.is_empty() {
                continue;
            }
            let (columns, batch) = table(record_columns(&fresh, id, key));
            let path = self.home.staging().join(format!("{RECORDS}-{id}-{base}.parquet"));
            files.push(write_batches(&path, &columns, &[batch])?);
            schema = Some(columns);
        }
        let ids = fingerprint(waiting.iter().map(|(id, _)| id.as_str()));
        let transaction = format!("link/{}/{base}", &ids[..32]);
        if let Some(schema) = schema {
            let mode = CommitMode::Append;
            let transaction = transaction.as_str();
            let commit = TableCommit { table: RECORDS, schema, files: &files, mode, transaction };
            self.lake.commit(commit).await?;
        }
        self.append_link_rows(READ, read_columns(&accounts), &transaction).await?;
        progress(Progress { step: "persons", item: "", done: total, total });
        Ok(())
    }

    /// Drops the records of sources of which a delivery was withdrawn, or that are read otherwise now;
    /// what still counts of them is then read again.
    ///
    /// Records go first, the list of what was read last, so that a kill between them only repeats it.
    async fn forget_stale(
        &self,
        sources: &IdentitySources,
        deliveries: &[(String, String)],
    ) -> Result<()> {
        let counted: BTreeSet<&str> = deliveries.iter().map(|(id, _)| id.as_str()).collect();
        let read = self.link_deliveries_read().await?;
        let is_stale = |one: &DeliveryRead| {
            !counted.contains(one.delivery.as_str())
                || sources.reading(&one.source).as_ref() != Some(&one.reading)
        };
        let stale: BTreeSet<String> =
            read.iter().filter(|one| is_stale(one)).map(|one| one.source.clone()).collect();
        if stale.is_empty() {
            return Ok(());
        }
        let kept: Vec<DeliveryRead> =
            read.into_iter().filter(|one| !stale.contains(&one.source)).collect();
        let sql = format!("select * from {RECORDS}");
        let batches = self.ask(RECORDS, record_schema(), &sql).await?;
        let rows = rows(&batches).filter_map(SealedRecord::of);
        let records: Vec<SealedRecord> = rows.filter(|row| !stale.contains(&row.source)).collect();
        self.replace_link_rows(RECORDS, sealed_columns(&records)).await?;
        self.replace_link_rows(READ, read_columns(&kept)).await
    }

    /// A session over the raw tables: files of deliveries that count, by the ledger.
    pub(crate) async fn raw_session(&self) -> Result<Session> {
        let session = Session::new(&self.home.staging())?;
        let counted = self.read_ledger().await?.raw_files();
        for contract in &self.catalog.sources {
            let name = format!("raw_{}", contract.name);
            let mut files =
                self.lake.state(&name).await?.map(|state| state.files).unwrap_or_default();
            files.retain(|file| counted.contains(&file_name(file)));
            let schema = raw_schema(contract);
            let source = if files.is_empty() {
                TableSource::Rows(schema, Vec::new())
            } else {
                TableSource::FilesOf(schema, files)
            };
            session.add_table(&name, source).await?;
        }
        Ok(session)
    }

    async fn identity_keys(&self) -> Result<HashSet<Pseudonym>> {
        let sql = format!("select record_key from {RECORDS}");
        let batches = self.ask(RECORDS, record_schema(), &sql).await?;
        Ok(rows(&batches).filter_map(|row| Pseudonym::parse(row.text("record_key")?)).collect())
    }

    /// Values of a delivery's rows that stand outside the vault, by line.
    async fn open_values(
        &self,
        source: &IdentitySource,
        delivery: &str,
        session: &Session,
    ) -> Result<HashMap<i64, Vec<(String, String)>>> {
        let fields = source.open_fields(&self.catalog);
        if fields.is_empty() {
            return Ok(HashMap::new());
        }
        let list = fields.iter().fold(String::new(), |list, (field, column)| {
            list + &format!(", cast({column} as varchar) as {field}")
        });
        let sql = format!(
            "select _line{list} from raw_{} where _delivery_id = '{delivery}'",
            source.name
        );
        let batches = session.query(&sql).await?;
        let found = rows(&batches).filter_map(|row| {
            let values = fields
                .iter()
                .filter_map(|(field, _)| Some(((*field).to_owned(), row.text(field)?.to_owned())));
            Some((row.integer("_line")?, values.collect()))
        });
        Ok(found.collect())
    }

    /// Keys of all identity records, in order, and their pseudonyms.
    pub(crate) async fn roster(&self) -> Result<Roster> {
        let sql = format!("select record_key, person_pseudonym from {RECORDS}");
        let batches = self.ask(RECORDS, record_schema(), &sql).await?;
        let found = rows(&batches).filter_map(|row| {
            let parse = |name| row.text(name).and_then(Pseudonym::parse);
            Some((parse("record_key")?, parse("person_pseudonym")?))
        });
        let mut found: Vec<(Pseudonym, Pseudonym)> = found.collect();
        found.sort_unstable();
        found.dedup_by_key(|row| row.0);
        let (keys, pseudonyms) = found.into_iter().unzip();
        Ok(Roster { keys, pseudonyms })
    }

    /// Opens all identity records, or those of some pseudonyms or keys.
    pub(crate) async fn identities(
        &self,
        key: &VaultKey,
        wanted: Option<&BTreeSet<Pseudonym>>,
    ) -> Result<Identities> {
        let few = wanted.filter(|wanted| wanted.len() <= LISTED_MAX);
        let filter = few.map_or_else(String::new, |wanted| {
            let list: Vec<String> = wanted.iter().map(|one| format!("'{one}'")).collect();
            let list = if list.is_empty() { "''".to_owned() } else { list.join(", ") };
            format!(" where person_pseudonym in ({list}) or record_key in ({list})")
        });
        let sql =
            format!("select record_key, person_pseudonym, source, sealed from {RECORDS}{filter}");
        let sealer = key.sealer(Purpose::Vault);
        let mut sources: BTreeMap<String, Arc<str>> = BTreeMap::new();
        let mut records: Vec<IdentityRecord> = Vec::new();
        let files = self.lake.state(RECORDS).await?.map(|state| state.files).unwrap_or_default();
        let session = Session::new(&self.home.staging())?;
        // Some files at a time, so that not all is in memory sealed.
        for files in files.chunks(FILES_AT_ONCE) {
            session.add_table(RECORDS, TableSource::Files(files.to_vec())).await?;
            for row in rows(&session.query(&sql).await?) {
                let parse = |name| row.text(name).and_then(Pseudonym::parse);
                let (Some(key), Some(pseudonym)) = (parse("record_key"), parse("person_pseudonym"))
                else {
                    continue;
                };
                let is_wanted =
                    |wanted: &BTreeSet<_>| wanted.contains(&key) || wanted.contains(&pseudonym);
                if wanted.is_some_and(|wanted| !is_wanted(wanted)) {
                    continue;
                }
                let opened = row.bytes("sealed").and_then(|one| sealer.open(&context(key), one));
                let plain =
                    opened.ok_or_else(|| mizan_ingest::Error::Sealed(RECORDS.to_owned()))?;
                let name = row.text("source").unwrap_or_default();
                let source = sources.entry(name.to_owned()).or_insert_with(|| name.into());
                let (source, plain) = (Arc::clone(source), plain.into_boxed_slice());
                records.push(IdentityRecord { key, pseudonym, source, plain });
            }
        }
        // A kill may have made a delivery be read twice under another grouping of deliveries.
        records.sort_by_key(|record| record.key);
        records.dedup_by_key(|record| record.key);
        Ok(Identities { records })
    }
}

/// Which records there are, without what they say.
pub(crate) struct Roster {
    /// Keys of records, in order.
    pub(crate) keys: Vec<Pseudonym>,
    /// Their pseudonyms.
    pub(crate) pseudonyms: Vec<Pseudonym>,
}

impl Roster {
    /// The pseudonym of a record.
    pub(crate) fn pseudonym(&self, key: Pseudonym) -> Option<Pseudonym> {
        self.keys.binary_search(&key).ok().map(|row| self.pseudonyms[row])
    }
}

/// A row of [`RECORDS`] as it stands there.
struct SealedRecord {
    key: String,
    pseudonym: String,
    source: String,
    delivery: String,
    line: i64,
    sealed: Option<Vec<u8>>,
}

impl SealedRecord {
    fn of(row: mizan_warehouse::Row<'_>) -> Option<Self> {
        let text = |name| row.text(name).map(str::to_owned);
        Some(Self {
            key: text("record_key")?,
            pseudonym: text("person_pseudonym")?,
            source: text("source")?,
            delivery: text("delivery_id")?,
            line: row.integer("line").unwrap_or(0),
            sealed: row.bytes("sealed").map(<[u8]>::to_vec),
        })
    }
}

/// Rows of [`RECORDS`].
fn sealed_columns(records: &[SealedRecord]) -> Vec<(&'static str, Values)> {
    let text =
        |pick: &dyn Fn(&SealedRecord) -> String| Values::Text(records.iter().map(pick).collect());
    vec![
        ("record_key", text(&|record| record.key.clone())),
        ("person_pseudonym", text(&|record| record.pseudonym.clone())),
        ("source", text(&|record| record.source.clone())),
        ("delivery_id", text(&|record| record.delivery.clone())),
        ("line", Values::Number(records.iter().map(|record| record.line).collect())),
        ("sealed", Values::Sealed(records.iter().map(|record| record.sealed.clone()).collect())),
    ]
}

/// The new identity records of a delivery and the number of rows looked at.
fn read_delivery(
    source: &IdentitySource,
    parts: &[&PathBuf],
    key: &VaultKey,
    open: &HashMap<i64, Vec<(String, String)>>,
    known: &mut HashSet<Pseudonym>,
) -> Result<(u64, Vec<(IdentityRecord, i64)>)> {
    let mut seen = 0;
    let mut fresh = Vec::new();
    for part in parts {
        read_vault(part, key, &mut |row| {
            seen += 1;
            let mut values: BTreeMap<String, String> = source
                .fields
                .iter()
                .filter_map(|(field, column)| {
                    Some((field.clone(), row.values.get(column)?.clone()))
                })
                .collect();
            values.extend(open.get(&row.line).into_iter().flatten().cloned());
            values.retain(|_, value| !value.is_empty());
            let (Some(number), true) = (values.get(NUMBER), values.contains_key(NAME)) else {
                return;
            };
            let Some(pseudonym) = Pseudonym::parse(&key.pseudonym(NUMBER, number)) else { return };
            let content = serde_json::to_string(&values).unwrap_or_default();
            let content = format!("{}\u{1f}{content}", source.name);
            let Some(record) = Pseudonym::parse(&key.pseudonym("person_record", &content)) else {
                return;
            };
            if known.insert(record) {
                let source = source.name.as_str().into();
                fresh.push((IdentityRecord::new(record, pseudonym, source, &values), row.line));
            }
        })?;
    }
    Ok((seen, fresh))
}

/// Columns of [`RECORDS`].
pub(crate) fn record_schema() -> SchemaRef {
    table(empty_columns()).0
}

fn empty_columns() -> Vec<(&'static str, Values)> {
    sealed_columns(&[])
}

/// Rows of [`RECORDS`], the values sealed under the record's key.
fn record_columns(
    fresh: &[(IdentityRecord, i64)],
    delivery: &str,
    key: &VaultKey,
) -> Vec<(&'static str, Values)> {
    let sealer = key.sealer(Purpose::Vault);
    let sealed = |(record, line): &(IdentityRecord, i64)| SealedRecord {
        key: record.key.to_string(),
        pseudonym: record.pseudonym.to_string(),
        source: record.source.to_string(),
        delivery: delivery.to_owned(),
        line: *line,
        sealed: Some(sealer.seal(&context(record.key), &record.plain)),
    };
    sealed_columns(&fresh.iter().map(sealed).collect::<Vec<_>>())
}
