//! The tables of linkage in the lake: what they hold and how rows get in.

use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use mizan_linkage::EventKind;
use mizan_warehouse::{CommitMode, Row, TableCommit, rows, write_batches};

use super::decisions::{Decision, Verdict};
use super::ledger::PersonEvent;
use super::{Pseudonym, model::ModelEntry};
use crate::fingerprint::fingerprint;
use crate::{Installation, Result};

/// Identity records: who a source says a person is, sealed.
pub(crate) const RECORDS: &str = "link_records";
/// Deliveries whose vault rows are among the identity records, and how they were read.
pub(crate) const READ: &str = "link_read";
/// What happened to persons. Only added to.
pub(crate) const EVENTS: &str = "link_events";
/// What officers decided. Only added to.
pub(crate) const DECISIONS: &str = "link_decisions";
/// Versions of the model, sealed, and which were accepted. Only added to.
pub(crate) const MODELS: &str = "link_models";
/// Pseudonyms whose person has another key than themselves; a table of the vintage.
pub(crate) const PERSONS: &str = "link_person";
/// The day of birth that each national number holds.
pub(crate) const BIRTHS: &str = "link_birth_date";
/// Pairs worth an officer's look; a table of the vintage.
pub(crate) const DOUBTS: &str = "link_doubt";

/// A column of rows to write.
pub(crate) enum Values {
    Text(Vec<String>),
    Maybe(Vec<Option<String>>),
    Number(Vec<i64>),
    Real(Vec<f64>),
    Sealed(Vec<Option<Vec<u8>>>),
}

/// Rows of named columns.
pub(crate) fn table(columns: Vec<(&str, Values)>) -> (SchemaRef, RecordBatch) {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (name, values) in columns {
        let (data_type, array): (DataType, ArrayRef) = match values {
            Values::Text(values) => (DataType::Utf8, Arc::new(StringArray::from(values))),
            Values::Maybe(values) => (DataType::Utf8, Arc::new(StringArray::from(values))),
            Values::Number(values) => (DataType::Int64, Arc::new(Int64Array::from(values))),
            Values::Real(values) => (DataType::Float64, Arc::new(Float64Array::from(values))),
            Values::Sealed(values) => (
                DataType::Binary,
                Arc::new(values.iter().map(Option::as_deref).collect::<BinaryArray>()),
            ),
        };
        fields.push(Field::new(name, data_type, true));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)
        .unwrap_or_else(|_| RecordBatch::new_empty(Arc::clone(&schema)));
    (schema, batch)
}

impl Installation {
    /// Adds rows to a table of linkage; the same transaction twice adds them once.
    pub(crate) async fn append_link_rows(
        &self,
        name: &str,
        columns: Vec<(&str, Values)>,
        transaction: &str,
    ) -> Result<()> {
        let (schema, batch) = table(columns);
        let file = format!("{name}-{}.parquet", &fingerprint([transaction])[..24]);
        let path = self.home.staging().join(file);
        let files = [write_batches(&path, &schema, &[batch])?];
        let mode = CommitMode::Append;
        let commit = TableCommit { table: name, schema, files: &files, mode, transaction };
        self.lake.commit(commit).await?;
        Ok(())
    }

    /// Makes a table of linkage anew.
    pub(crate) async fn replace_link_rows(
        &self,
        name: &str,
        columns: Vec<(&str, Values)>,
    ) -> Result<()> {
        let base = self.lake.state(name).await?.map_or(0, |state| state.version + 1);
        let (schema, batch) = table(columns);
        let path = self.home.staging().join(format!("{name}-again-{base}.parquet"));
        let files = [write_batches(&path, &schema, &[batch])?];
        let (mode, transaction) = (CommitMode::Replace, format!("link/{name}/again/{base}"));
        let transaction = transaction.as_str();
        let commit = TableCommit { table: name, schema, files: &files, mode, transaction };
        self.lake.commit(commit).await?;
        Ok(())
    }

    /// Asks a table of linkage that may not exist yet.
    async fn link_rows(
        &self,
        name: &str,
        columns: Vec<(&str, Values)>,
        sql: &str,
    ) -> Result<Vec<RecordBatch>> {
        self.ask(name, table(columns).0, sql).await
    }

    /// The deliveries whose vault rows have been read.
    pub(crate) async fn link_deliveries_read(&self) -> Result<Vec<DeliveryRead>> {
        let sql = format!("select * from {READ}");
        let batches = self.link_rows(READ, read_columns(&[]), &sql).await?;
        Ok(rows(&batches).filter_map(delivery_read).collect())
    }

    /// The events of all persons in order.
    pub async fn person_events(&self) -> Result<Vec<PersonEvent>> {
        let sql = format!("select * from {EVENTS} order by version, person_pseudonym");
        let batches = self.link_rows(EVENTS, event_columns(&[], 0, ""), &sql).await?;
        Ok(rows(&batches).filter_map(event).collect())
    }

    /// The decisions of officers in order, without their reasons.
    pub async fn link_decisions(&self) -> Result<Vec<Decision>> {
        let sql = format!("select * from {DECISIONS} order by number");
        let batches = self.link_rows(DECISIONS, decision_columns(&[], &[]), &sql).await?;
        Ok(rows(&batches).filter_map(decision).collect())
    }

    /// What happened to models, in order.
    pub(crate) async fn model_entries(&self) -> Result<Vec<ModelEntry>> {
        let sql = format!(
            "select sequence, version, event, at, officer, records, threshold_bits, \
             match_probability, fingerprint from {MODELS} order by sequence"
        );
        let batches = self.link_rows(MODELS, model_columns(&[], &[]), &sql).await?;
        Ok(rows(&batches).filter_map(model_entry).collect())
    }
}

/// A delivery whose identity records have been read.
#[derive(Debug, Clone)]
pub(crate) struct DeliveryRead {
    pub(crate) delivery: String,
    pub(crate) source: String,
    /// Which fields were read from which columns, as a fingerprint.
    pub(crate) reading: String,
    /// Rows looked at.
    pub(crate) rows: u64,
    /// Identity records first seen in it.
    pub(crate) records_new: u64,
}

/// Rows of [`READ`].
pub(crate) fn read_columns(read: &[DeliveryRead]) -> Vec<(&'static str, Values)> {
    let text =
        |pick: &dyn Fn(&DeliveryRead) -> String| Values::Text(read.iter().map(pick).collect());
    vec![
        ("delivery_id", text(&|one| one.delivery.clone())),
        ("source", text(&|one| one.source.clone())),
        ("reading", text(&|one| one.reading.clone())),
        ("rows", Values::Number(read.iter().map(|one| one.rows as i64).collect())),
        ("records_new", Values::Number(read.iter().map(|one| one.records_new as i64).collect())),
    ]
}

fn delivery_read(row: Row<'_>) -> Option<DeliveryRead> {
    let text = |name| row.text(name).map(str::to_owned);
    let count = |name| row.integer(name).unwrap_or(0).max(0) as u64;
    Some(DeliveryRead {
        delivery: text("delivery_id")?,
        source: text("source")?,
        reading: text("reading")?,
        rows: count("rows"),
        records_new: count("records_new"),
    })
}

/// Rows of [`EVENTS`].
pub(crate) fn event_columns(
    events: &[PersonEvent],
    model: u64,
    at: &str,
) -> Vec<(&'static str, Values)> {
    let text =
        |pick: &dyn Fn(&PersonEvent) -> String| Values::Text(events.iter().map(pick).collect());
    vec![
        ("version", Values::Number(events.iter().map(|one| one.version as i64).collect())),
        ("kind", text(&|one| kind_name(one.kind).to_owned())),
        (
            "from_key",
            Values::Maybe(events.iter().map(|one| one.from.map(|key| key.to_string())).collect()),
        ),
        ("to_key", text(&|one| one.to.to_string())),
        ("person_pseudonym", text(&|one| one.pseudonym.to_string())),
        ("model_version", Values::Number(vec![model as i64; events.len()])),
        ("at", Values::Text(vec![at.to_owned(); events.len()])),
    ]
}

/// The word of a kind in tables.
pub fn kind_name(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Created => "created",
        EventKind::Joined => "joined",
        EventKind::Merged => "merged",
        EventKind::Split => "split",
    }
}

/// The kind of a word in tables.
pub(crate) fn kind_of(name: &str) -> EventKind {
    match name {
        "created" => EventKind::Created,
        "joined" => EventKind::Joined,
        "merged" => EventKind::Merged,
        _ => EventKind::Split,
    }
}

fn event(row: Row<'_>) -> Option<PersonEvent> {
    let kind = kind_of(row.text("kind")?);
    Some(PersonEvent {
        version: row.integer("version")?.max(0) as u64,
        kind,
        from: row.text("from_key").and_then(Pseudonym::parse),
        to: Pseudonym::parse(row.text("to_key")?)?,
        pseudonym: Pseudonym::parse(row.text("person_pseudonym")?)?,
    })
}

/// Rows of [`DECISIONS`]; the reason is sealed.
pub(crate) fn decision_columns(
    decisions: &[Decision],
    reasons: &[Vec<u8>],
) -> Vec<(&'static str, Values)> {
    let text =
        |pick: &dyn Fn(&Decision) -> String| Values::Text(decisions.iter().map(pick).collect());
    vec![
        ("number", Values::Number(decisions.iter().map(|one| one.number as i64).collect())),
        ("pair", text(&|one| one.pair.clone())),
        ("record_a", text(&|one| one.records[0].to_string())),
        ("record_b", text(&|one| one.records[1].to_string())),
        ("pseudonym_a", text(&|one| one.pseudonyms[0].to_string())),
        ("pseudonym_b", text(&|one| one.pseudonyms[1].to_string())),
        ("verdict", text(&|one| one.verdict.name().to_owned())),
        ("officer", text(&|one| one.officer.clone())),
        ("decided_at", text(&|one| one.decided_at.clone())),
        ("reason_sealed", Values::Sealed(reasons.iter().cloned().map(Some).collect())),
    ]
}

fn decision(row: Row<'_>) -> Option<Decision> {
    let id = |name| row.text(name).and_then(Pseudonym::parse);
    let text = |name| row.text(name).unwrap_or_default().to_owned();
    Some(Decision {
        number: row.integer("number")?.max(0) as u64,
        pair: text("pair"),
        records: [id("record_a")?, id("record_b")?],
        pseudonyms: [id("pseudonym_a")?, id("pseudonym_b")?],
        verdict: Verdict::parse(row.text("verdict")?)?,
        officer: text("officer"),
        decided_at: text("decided_at"),
    })
}

/// Rows of [`MODELS`].
pub(crate) fn model_columns(
    entries: &[ModelEntry],
    sealed: &[Option<Vec<u8>>],
) -> Vec<(&'static str, Values)> {
    let number = |pick: &dyn Fn(&ModelEntry) -> u64| {
        Values::Number(entries.iter().map(|one| pick(one) as i64).collect())
    };
    let text =
        |pick: &dyn Fn(&ModelEntry) -> String| Values::Text(entries.iter().map(pick).collect());
    vec![
        ("sequence", number(&|one| one.sequence)),
        ("version", number(&|one| one.version)),
        ("event", text(&|one| if one.is_accepted { "accepted" } else { "trained" }.to_owned())),
        ("at", text(&|one| one.at.clone())),
        ("officer", text(&|one| one.officer.clone())),
        ("records", number(&|one| one.records)),
        ("threshold_bits", Values::Real(entries.iter().map(|one| one.threshold_bits).collect())),
        (
            "match_probability",
            Values::Real(entries.iter().map(|one| one.match_probability).collect()),
        ),
        ("fingerprint", text(&|one| one.fingerprint.clone())),
        ("sealed", Values::Sealed(sealed.to_vec())),
    ]
}

fn model_entry(row: Row<'_>) -> Option<ModelEntry> {
    let text = |name| row.text(name).unwrap_or_default().to_owned();
    Some(ModelEntry {
        sequence: row.integer("sequence")?.max(0) as u64,
        version: row.integer("version")?.max(0) as u64,
        is_accepted: row.text("event")? == "accepted",
        at: text("at"),
        officer: text("officer"),
        records: row.integer("records").unwrap_or(0).max(0) as u64,
        threshold_bits: row.number("threshold_bits").unwrap_or(0.0),
        match_probability: row.number("match_probability").unwrap_or(0.0),
        fingerprint: text("fingerprint"),
    })
}
