//! The quarantine file of a delivery: refused rows with bytes, place, rule and reason; and the way back.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_array::{Array, BinaryArray, Date32Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use mizan_domain::{Bilingual, Date, Language, Month};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::chunks::OVERSIZED_KEPT;
use crate::columns::Lineage;
use crate::delimited::{Delimiter, Span, first_fields, push_field};
use crate::error::{Error, Result};
use crate::evaluate::{Layout, Refused};
use crate::json_line;
use crate::key::{Purpose, Sealer, VaultKey};
use crate::plan::Plan;
use crate::reason::Reason;
use crate::vault::{column, for_each_batch, line_context, texts};

/// A refused row, opened.
#[derive(Clone, PartialEq, Eq)]
pub struct QuarantinedRow {
    /// The delivery it came in.
    pub delivery_id: String,
    /// The source.
    pub source: String,
    /// Reference month of the delivery.
    pub month: Month,
    /// Line in the delivered file, from 1; the sheet's row for a workbook.
    pub line: i64,
    /// Offset of the first byte in the unpacked content; none for a workbook.
    pub offset: Option<i64>,
    /// Name of the broken rule.
    pub rule: String,
    /// The contract's column, where the rule concerns one.
    pub column: Option<String>,
    /// The reason in words.
    pub reason: Bilingual,
    /// The row's text as UTF-8, or its bytes as delivered where they are broken.
    pub record: Vec<u8>,
    /// The delivered header, written like the record.
    pub header: String,
    /// `csv` followed by its delimiter, or `ndjson`.
    pub format: String,
}

impl std::fmt::Debug for QuarantinedRow {
    /// Never prints the row's text.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "QuarantinedRow({}:{} {})", self.delivery_id, self.line, self.rule)
    }
}

impl QuarantinedRow {
    /// The cells of the row with their headers, in delivered order; cells beyond the header have none.
    pub fn cells(&self) -> Vec<(String, String)> {
        let text = String::from_utf8_lossy(&self.record);
        if self.format == "ndjson" {
            let names: Vec<String> = serde_json::from_str(&self.header).unwrap_or_default();
            let (mut fields, mut arena) = (Vec::new(), String::new());
            let _ = json_line::cut(&text, &names, &mut fields, &mut arena);
            fields.resize(names.len(), Span::EMPTY);
            let cells = fields.iter().map(|span| span.of("", &arena).to_owned());
            return names.into_iter().zip(cells).collect();
        }
        let letter = self.format.chars().last().unwrap_or(',');
        let Some(delimiter) = Delimiter::new(letter) else { return Vec::new() };
        let mut headers = first_fields(&self.header, delimiter).into_iter();
        let cells = first_fields(&text, delimiter).into_iter();
        cells.map(|cell| (headers.next().unwrap_or_default(), cell)).collect()
    }
}

/// The Arrow schema of quarantine files; `record` is sealed under the context `<delivery_id>:<line>`.
pub fn quarantine_schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    Arc::new(Schema::new(vec![
        text("delivery_id"),
        text("source"),
        Field::new("delivery_month", DataType::Date32, false),
        Field::new("line", DataType::Int64, false),
        Field::new("offset", DataType::Int64, true),
        text("rule"),
        Field::new("column", DataType::Utf8, true),
        text("reason_ar"),
        text("reason_en"),
        Field::new("record", DataType::Binary, false),
        text("header"),
        text("format"),
    ]))
}

/// Name, column and words of a reason.
pub(crate) fn describe(plan: &Plan, reason: Reason) -> (String, Option<String>, Bilingual) {
    if let Some(rule) = reason.row_rule.and_then(|index| plan.rules.get(usize::from(index))) {
        return (rule.rule.id.clone(), Some(rule.rule.left.clone()), rule.rule.text.clone());
    }
    let column = reason.column.map(|index| plan.columns[usize::from(index)].name.clone());
    let text = reason.kind.text(column.as_deref());
    (reason.kind.name().to_owned(), column, text)
}

/// What the quarantine of a delivery needs to know of it.
pub(crate) struct QuarantineSetting<'s> {
    pub(crate) plan: &'s Plan,
    pub(crate) lineage: &'s Lineage,
    pub(crate) layout: &'s Layout,
    pub(crate) has_offsets: bool,
    /// Without a sealer the bytes stay plain: only for speed runs over invented data.
    pub(crate) sealer: Option<&'s Sealer>,
}

/// Rows of [`quarantine_schema`] for the refused records of a chunk.
pub(crate) fn quarantine_batch(
    setting: &QuarantineSetting<'_>,
    refused: &[Refused],
    chunk: &[u8],
) -> Result<RecordBatch> {
    let count = refused.len();
    let repeated = |text: &str| StringArray::from_iter_values(std::iter::repeat_n(text, count));
    let (mut rules, mut columns) = (StringBuilder::new(), StringBuilder::new());
    let (mut arabic, mut english) = (StringBuilder::new(), StringBuilder::new());
    let mut records = BinaryBuilder::new();
    for row in refused {
        let (rule, column, text) = describe(setting.plan, row.reason);
        rules.append_value(rule);
        columns.append_option(column);
        arabic.append_value(text.get(Language::Arabic));
        english.append_value(text.get(Language::English));
        let end = (row.end as usize).min(row.start as usize + OVERSIZED_KEPT);
        let record = &chunk[row.start as usize..end];
        match setting.sealer {
            Some(sealer) => {
                let context = line_context(&setting.lineage.delivery_id, row.line);
                records.append_value(sealer.seal(&context, record));
            }
            None => records.append_value(record),
        }
    }
    let offsets: Int64Array =
        refused.iter().map(|row| setting.has_offsets.then_some(row.offset)).collect();
    let lines = Int64Array::from_iter_values(refused.iter().map(|row| row.line));
    let months = std::iter::repeat_n(setting.lineage.month_days, count);
    let (header, format) = delivered_form(setting.layout);
    RecordBatch::try_new(
        quarantine_schema(),
        vec![
            Arc::new(repeated(&setting.lineage.delivery_id)),
            Arc::new(repeated(&setting.plan.source)),
            Arc::new(Date32Array::from_iter_values(months)),
            Arc::new(lines),
            Arc::new(offsets),
            Arc::new(rules.finish()),
            Arc::new(columns.finish()),
            Arc::new(arabic.finish()),
            Arc::new(english.finish()),
            Arc::new(records.finish()),
            Arc::new(repeated(&header)),
            Arc::new(repeated(&format)),
        ],
    )
    .map_err(|error| Error::parquet(Path::new("quarantine"), error.into()))
}

/// Header and format as quarantine keeps them.
fn delivered_form(layout: &Layout) -> (String, String) {
    if layout.is_json {
        let names = serde_json::to_string(&layout.header.texts).unwrap_or_default();
        return (names, "ndjson".to_owned());
    }
    let delimiter = layout.dialect.delimiter.letter();
    (
        written_line(layout.header.texts.iter().map(String::as_str), delimiter),
        format!("csv {delimiter}"),
    )
}

pub(crate) fn written_line<'t>(texts: impl Iterator<Item = &'t str>, delimiter: char) -> String {
    let mut line = String::new();
    for (at, text) in texts.enumerate() {
        if at > 0 {
            line.push(delimiter);
        }
        push_field(&mut line, text, delimiter);
    }
    line
}

/// Opens the refused rows of a quarantine file, in the order of their lines.
pub fn read_quarantine(path: &Path, key: &VaultKey) -> Result<Vec<QuarantinedRow>> {
    let sealer = key.sealer(Purpose::Quarantine);
    let mut rows = Vec::new();
    for_each_batch(path, &mut |batch| {
        let text = |name| texts(path, batch, name);
        let (deliveries, sources, rules) = (text("delivery_id")?, text("source")?, text("rule")?);
        let (columns, arabic, english) = (text("column")?, text("reason_ar")?, text("reason_en")?);
        let (headers, formats) = (text("header")?, text("format")?);
        let months = column::<Date32Array>(path, batch, "delivery_month")?;
        let lines = column::<Int64Array>(path, batch, "line")?;
        let offsets = column::<Int64Array>(path, batch, "offset")?;
        let records = column::<BinaryArray>(path, batch, "record")?;
        for row in 0..batch.num_rows() {
            let (delivery_id, line) = (deliveries.value(row), lines.value(row));
            let record = sealer.open(&line_context(delivery_id, line), records.value(row));
            rows.push(QuarantinedRow {
                delivery_id: delivery_id.to_owned(),
                source: sources.value(row).to_owned(),
                month: Date::from_days(months.value(row)).calendar_month(),
                line,
                offset: (!offsets.is_null(row)).then(|| offsets.value(row)),
                rule: rules.value(row).to_owned(),
                column: (!columns.is_null(row)).then(|| columns.value(row).to_owned()),
                reason: Bilingual {
                    ar: arabic.value(row).to_owned(),
                    en: english.value(row).to_owned(),
                },
                record: record.ok_or_else(|| Error::Sealed(path.display().to_string()))?,
                header: headers.value(row).to_owned(),
                format: formats.value(row).to_owned(),
            });
        }
        Ok(())
    })?;
    Ok(rows)
}

/// What may be shown of a refused row to anybody who works with deliveries: no delivered value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Line in the delivered file, from 1.
    pub line: i64,
    /// Name of the broken rule.
    pub rule: String,
    /// The contract's column, where the rule concerns one.
    pub column: Option<String>,
    /// The reason in words.
    pub reason: Bilingual,
}

/// Reads place and reason of the refused rows of a quarantine file; nothing is unsealed.
pub fn read_refused(path: &Path) -> Result<Vec<RefusedRow>> {
    let failed = |cause| Error::parquet(path, cause);
    let file = File::open(path).map_err(|cause| Error::read(path, cause))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(failed)?;
    let shown = ["line", "rule", "column", "reason_ar", "reason_en"];
    let mask = ProjectionMask::columns(builder.parquet_schema(), shown);
    let reader = builder.with_projection(mask).build().map_err(failed)?;
    let mut rows = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|cause| failed(cause.into()))?;
        let text = |name| texts(path, &batch, name);
        let (rules, columns) = (text("rule")?, text("column")?);
        let (arabic, english) = (text("reason_ar")?, text("reason_en")?);
        let lines = column::<Int64Array>(path, &batch, "line")?;
        rows.extend((0..batch.num_rows()).map(|row| RefusedRow {
            line: lines.value(row),
            rule: rules.value(row).to_owned(),
            column: (!columns.is_null(row)).then(|| columns.value(row).to_owned()),
            reason: Bilingual::new(arabic.value(row), english.value(row)),
        }));
    }
    Ok(rows)
}
