//! What was decided about deliveries after they came: an append-only table, so that all of it can be undone.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use arrow_array::{ArrayRef, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use mizan_domain::Month;
use mizan_ingest::{Difference, HeldDelivery};
use mizan_warehouse::{
    CommitMode, RecordBatch, SchemaRef, TableCommit, WrittenFile, rows, write_batches,
};
use serde::{Deserialize, Serialize};

use crate::{Error, Installation, Result};

/// Table of decisions.
pub const EVENTS: &str = "delivery_events";

/// What happened to a delivery after, or instead of, its account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeliveryDecision {
    /// It was held whole: its columns are not those of the contract, or it cannot be read.
    Held {
        /// What differs from the contract.
        differences: Vec<Difference>,
        /// Size of the delivered file in bytes.
        received_bytes: u64,
        /// Reference month, where it is known.
        month: Option<Month>,
    },
    /// It no longer counts.
    Withdrawn,
    /// It counts again.
    Restored,
    /// It is about another month than was thought.
    MonthCorrected {
        /// The month it is about.
        month: Month,
    },
    /// Refused lines that are rightly refused and wait for no correction.
    SetAside {
        /// Lines of the delivery.
        lines: Vec<i64>,
    },
    /// Lines that were set aside wait for a correction again.
    Reopened {
        /// Lines of the delivery.
        lines: Vec<i64>,
    },
}

impl DeliveryDecision {
    /// Name in the table.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Held { .. } => "held",
            Self::Withdrawn => "withdrawn",
            Self::Restored => "restored",
            Self::MonthCorrected { .. } => "month_corrected",
            Self::SetAside { .. } => "set_aside",
            Self::Reopened { .. } => "reopened",
        }
    }
}

/// One decision as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Place in the order of decisions, from 1.
    pub sequence: i64,
    /// Instant in microseconds since 1970, UTC.
    pub at: i64,
    /// Delivery.
    pub delivery_id: String,
    /// Source.
    pub source: String,
    /// Name of the delivered file.
    pub file_name: String,
    /// What was decided.
    pub decision: DeliveryDecision,
    /// Why, in the words of whoever decided; no personal value belongs here.
    pub note: Option<String>,
}

/// Microseconds since 1970, UTC.
pub(crate) fn now_microseconds() -> i64 {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH);
    passed.map_or(0, |time| time.as_micros() as i64)
}

/// Columns of the table; `detail` is the decision as JSON. `decided_by` is filled once people sign in.
pub(crate) fn schema() -> SchemaRef {
    let text = |name: &str, nullable| Field::new(name, DataType::Utf8, nullable);
    Arc::new(Schema::new(vec![
        Field::new("sequence", DataType::Int64, false),
        Field::new("at", DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), false),
        text("kind", false),
        text("delivery_id", false),
        text("source", false),
        text("file_name", false),
        text("detail", false),
        text("note", true),
        text("decided_by", true),
    ]))
}

fn batch(events: &[Event]) -> Result<RecordBatch> {
    let text = |value: fn(&Event) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(events.iter().map(value)))
    };
    let notes: StringArray = events.iter().map(|event| event.note.as_deref()).collect();
    let nobody: StringArray = events.iter().map(|_| None::<&str>).collect();
    let instants = TimestampMicrosecondArray::from_iter_values(events.iter().map(|one| one.at));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(events.iter().map(|event| event.sequence))),
        Arc::new(instants.with_timezone("UTC")),
        text(|event| event.decision.name().to_owned()),
        text(|event| event.delivery_id.clone()),
        text(|event| event.source.clone()),
        text(|event| event.file_name.clone()),
        text(|event| serde_json::to_string(&event.decision).unwrap_or_default()),
        Arc::new(notes),
        Arc::new(nobody),
    ];
    RecordBatch::try_new(schema(), columns)
        .map_err(|error| Error::Ledger { table: EVENTS, reason: error.to_string() })
}

/// Reads decisions from rows of the table, in their order.
pub(crate) fn from_rows(batches: &[RecordBatch]) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    for row in rows(batches) {
        let text = |name| row.text(name).unwrap_or_default().to_owned();
        let decision = serde_json::from_str(row.text("detail").unwrap_or_default());
        let decision =
            decision.map_err(|error| Error::Ledger { table: EVENTS, reason: error.to_string() })?;
        events.push(Event {
            sequence: row.integer("sequence").unwrap_or(0),
            at: row.instant("at").unwrap_or(0),
            delivery_id: text("delivery_id"),
            source: text("source"),
            file_name: text("file_name"),
            decision,
            note: row.text("note").map(str::to_owned),
        });
    }
    events.sort_by_key(|event| event.sequence);
    Ok(events)
}

/// A decision about to be recorded.
#[derive(Debug, Clone)]
pub(crate) struct NewEvent<'a> {
    pub(crate) delivery_id: &'a str,
    pub(crate) source: &'a str,
    pub(crate) file_name: &'a str,
    pub(crate) decision: DeliveryDecision,
    pub(crate) note: Option<&'a str>,
}

impl<'a> NewEvent<'a> {
    pub(crate) fn held(held: &'a HeldDelivery) -> Self {
        Self {
            delivery_id: &held.delivery_id,
            source: &held.source,
            file_name: &held.file_name,
            decision: DeliveryDecision::Held {
                differences: held.differences.clone(),
                received_bytes: held.received_bytes,
                month: held.month,
            },
            note: None,
        }
    }
}

impl Installation {
    /// Appends decisions in one commit; the caller holds the home folder and has read `last`.
    pub(crate) async fn record(&self, last: i64, decisions: &[NewEvent<'_>]) -> Result<()> {
        if decisions.is_empty() {
            return Ok(());
        }
        let at = now_microseconds();
        let events: Vec<Event> = decisions
            .iter()
            .zip(last + 1..)
            .map(|(new, sequence)| Event {
                sequence,
                at,
                delivery_id: new.delivery_id.to_owned(),
                source: new.source.to_owned(),
                file_name: new.file_name.to_owned(),
                decision: new.decision.clone(),
                note: new.note.map(str::to_owned),
            })
            .collect();
        let first = last + 1;
        let path = self.home.staging().join(format!("{EVENTS}-{first:012}.parquet"));
        let file: WrittenFile = write_batches(&path, &schema(), &[batch(&events)?])?;
        // Sequence numbers are given once, under the lock: the first names the transaction.
        let transaction = format!("event/{first}");
        let (files, mode) = ([file], CommitMode::Append);
        let (schema, transaction) = (schema(), transaction.as_str());
        let commit = TableCommit { table: EVENTS, schema, files: &files, mode, transaction };
        self.lake.commit(commit).await?;
        Ok(())
    }
}
