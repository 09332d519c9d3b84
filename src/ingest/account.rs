//! The account of a delivery: how many rows came in, and where each of them went.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use mizan_domain::{Bilingual, Month};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::header::Difference;

/// What became of a delivery.
#[expect(clippy::large_enum_variant, reason = "there is one of it for a whole file")]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Its rows were read, each of them accounted for.
    Accepted(DeliveryAccount),
    /// It does not look as its contract says and was not read.
    Held(HeldDelivery),
    /// Its content came before and was not read again.
    Known {
        /// The source.
        source: String,
        /// First 16 hexadecimal digits of the content's SHA-256.
        delivery_id: String,
    },
}

/// What told the reference month of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthOrigin {
    /// Whoever took the delivery in named it.
    Given,
    /// The file's name.
    Name,
    /// The newest date inside the file: a guess.
    Content,
    /// An officer corrected it afterwards.
    Corrected,
}

impl MonthOrigin {
    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Name => "name",
            Self::Content => "content",
            Self::Corrected => "corrected",
        }
    }

    /// The origin of that name; a month of an older ledger counts as given.
    pub fn from_name(name: Option<&str>) -> Self {
        match name {
            Some("name") => Self::Name,
            Some("content") => Self::Content,
            Some("corrected") => Self::Corrected,
            _ => Self::Given,
        }
    }
}

/// A delivery held whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldDelivery {
    /// First 16 hexadecimal digits of the content's SHA-256.
    pub delivery_id: String,
    /// The source.
    pub source: String,
    /// Name of the delivered file, without its folder.
    pub file_name: String,
    /// Size of the delivered file in bytes.
    pub received_bytes: u64,
    /// Reference month, where it was given or stands in the file's name.
    pub month: Option<Month>,
    /// What differs from the contract.
    pub differences: Vec<Difference>,
    /// The sealed original.
    pub original: PathBuf,
}

/// The account of a delivery whose rows were read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeliveryAccount {
    /// First 16 hexadecimal digits of the content's SHA-256.
    pub delivery_id: String,
    /// The source.
    pub source: String,
    /// Name of the delivered file, without its folder.
    pub file_name: String,
    /// Place in the order in which deliveries arrived, from 1.
    pub sequence: i64,
    /// Reference month.
    pub month: Month,
    /// What told the month.
    pub month_origin: MonthOrigin,
    /// Size of the delivered file in bytes.
    pub received_bytes: u64,
    /// Encoding as recognised.
    pub encoding: String,
    /// Container, packing and delimiter, such as `csv ; gzip`.
    pub format: String,
    /// Rows read: blank lines and the header are none.
    pub rows_in: u64,
    /// Rows written to the raw table.
    pub accepted: u64,
    /// Rows refused and kept in quarantine.
    pub quarantined: u64,
    /// Rows that repeat an earlier row of the file exactly.
    pub duplicate: u64,
    /// Broken rules with counts, in the order of rule and column.
    pub findings: Vec<Finding>,
    /// The delivery whose quarantined rows this one corrects.
    pub corrects: Option<String>,
    /// Lines of that delivery that were accepted now, ascending.
    pub corrected_lines: Vec<i64>,
    /// Share of accepted rows without a value, 0–1, by column of the raw table.
    pub null_shares: BTreeMap<String, f64>,
    /// What was written.
    pub files: StagedFiles,
}

/// The files of a delivery in the staging folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StagedFiles {
    /// Accepted rows; empty where there are none.
    pub raw: Vec<PathBuf>,
    /// Refused rows, where there are any.
    pub quarantine: Option<PathBuf>,
    /// Sealed identifying values, where the source has any.
    pub vault: Option<PathBuf>,
    /// The sealed original.
    pub original: PathBuf,
}

/// What a broken rule did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingSeverity {
    /// Rows were quarantined, or counted as duplicates.
    Refuse,
    /// Rows were accepted in spite of it.
    Flag,
    /// Something was understood and converted; nothing is wrong.
    Note,
}

/// A broken rule and its count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Name of the rule.
    pub rule: String,
    /// The contract's column, where the rule concerns one.
    pub column: Option<String>,
    /// What it did.
    pub severity: FindingSeverity,
    /// Rows concerned.
    pub rows: u64,
    /// The first of their lines, at most twenty.
    pub lines: Vec<i64>,
    /// The reason in words; it holds no delivered value.
    pub text: Bilingual,
}

impl DeliveryAccount {
    /// Fails where a row is not accounted for.
    pub(crate) fn close(self) -> Result<Self> {
        let rows_out = self.accepted + self.quarantined + self.duplicate;
        if self.rows_in == rows_out {
            return Ok(self);
        }
        Err(Error::Account { delivery_id: self.delivery_id, rows_in: self.rows_in, rows_out })
    }
}

/// The Arrow schema of the table of accounts.
pub fn deliveries_schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let whole = |name: &str| Field::new(name, DataType::Int64, false);
    Arc::new(Schema::new(vec![
        text("delivery_id"),
        text("source"),
        text("file_name"),
        Field::new("delivery_month", DataType::Date32, false),
        Field::new(
            "received_at",
            DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            false,
        ),
        whole("received_bytes"),
        text("encoding"),
        text("format"),
        whole("rows_in"),
        whole("accepted"),
        whole("quarantined"),
        whole("duplicate"),
        text("findings"),
        Field::new("corrects", DataType::Utf8, true),
        whole("corrected"),
        // Columns that older ledgers do not have.
        Field::new("sequence", DataType::Int64, true),
        Field::new("month_origin", DataType::Utf8, true),
        Field::new("corrected_lines", DataType::Utf8, true),
        Field::new("null_shares", DataType::Utf8, true),
    ]))
}

/// The accounts as rows of [`deliveries_schema`]; each with the instant of receipt in microseconds
/// since 1970. `findings`, `corrected_lines` and `null_shares` are JSON.
pub fn deliveries_batch(accounts: &[(DeliveryAccount, i64)]) -> Result<RecordBatch> {
    let text = |value: fn(&DeliveryAccount) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(accounts.iter().map(|(account, _)| value(account))))
    };
    let whole = |value: fn(&DeliveryAccount) -> u64| -> ArrayRef {
        let values = accounts.iter().map(|(account, _)| value(account) as i64);
        Arc::new(Int64Array::from_iter_values(values))
    };
    let months = accounts.iter().map(|(account, _)| account.month.first_day().days_since_epoch());
    let received = accounts.iter().map(|(_, received)| *received);
    let findings = accounts
        .iter()
        .map(|(account, _)| serde_json::to_string(&account.findings).unwrap_or_default());
    let corrected_lines = accounts
        .iter()
        .map(|(account, _)| serde_json::to_string(&account.corrected_lines).unwrap_or_default());
    let null_shares = accounts
        .iter()
        .map(|(account, _)| serde_json::to_string(&account.null_shares).unwrap_or_default());
    let corrects: StringArray =
        accounts.iter().map(|(account, _)| account.corrects.as_deref()).collect();
    let columns: Vec<ArrayRef> = vec![
        text(|account| &account.delivery_id),
        text(|account| &account.source),
        text(|account| &account.file_name),
        Arc::new(Date32Array::from_iter_values(months)),
        Arc::new(TimestampMicrosecondArray::from_iter_values(received).with_timezone("UTC")),
        whole(|account| account.received_bytes),
        text(|account| &account.encoding),
        text(|account| &account.format),
        whole(|account| account.rows_in),
        whole(|account| account.accepted),
        whole(|account| account.quarantined),
        whole(|account| account.duplicate),
        Arc::new(StringArray::from_iter_values(findings)),
        Arc::new(corrects),
        whole(|account| account.corrected_lines.len() as u64),
        whole(|account| account.sequence.max(0) as u64),
        text(|account| account.month_origin.name()),
        Arc::new(StringArray::from_iter_values(corrected_lines)),
        Arc::new(StringArray::from_iter_values(null_shares)),
    ];
    RecordBatch::try_new(deliveries_schema(), columns)
        .map_err(|error| Error::parquet(std::path::Path::new("deliveries"), error.into()))
}
