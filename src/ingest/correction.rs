//! The way back for refused rows: the file to correct, and what keeps an untouched one from being accepted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mizan_catalog::SourceContract;
use mizan_catalog::source::Column;
use mizan_domain::{Language, fold_digits};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::key::hex;
use crate::label::fold_label;
use crate::plan::{ColumnPlan, Plan};
use crate::quarantine::{QuarantinedRow, written_line};
use crate::reason::Kind;
use crate::staging::write_whole;

const LINE: &str = "_line";
const EXTRA: &str = "_extra";
const DELIVERY: &str = "_delivery";
const CHECK: &str = "_check";

/// Fields of a file of corrections that are no columns of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct CorrectionFields {
    line: Option<usize>,
    extra: Option<usize>,
    delivery: Option<usize>,
    check: Option<usize>,
}

impl CorrectionFields {
    /// Remembers where a header that starts with `_` stands; unknown ones are only for the reader.
    pub(crate) fn note(&mut self, header: &str, field: usize) {
        match header {
            LINE => self.line = Some(field),
            EXTRA => self.extra = Some(field),
            DELIVERY => self.delivery = Some(field),
            CHECK => self.check = Some(field),
            _ => {}
        }
    }
}

/// The delivery whose refused rows are being corrected.
#[derive(Debug, Clone)]
pub(crate) struct Correction {
    pub(crate) delivery_id: String,
    /// Lines that wait for a correction; absent, any line may be named.
    pub(crate) open_lines: Option<BTreeSet<i64>>,
}

impl Correction {
    /// The line a row corrects, or why it cannot be taken as a correction.
    pub(crate) fn line<'t>(
        &self,
        fields: &CorrectionFields,
        cell: &dyn Fn(usize) -> &'t str,
        columns: impl Iterator<Item = &'t str>,
    ) -> Result<i64, Kind> {
        let cell = |field: Option<usize>| field.map_or("", cell).trim();
        let line = fold_digits(cell(fields.line)).parse().map_err(|_| Kind::NoLine)?;
        let delivery = cell(fields.delivery);
        if !delivery.is_empty() && delivery != self.delivery_id {
            return Err(Kind::OtherDelivery);
        }
        if self.open_lines.as_ref().is_some_and(|lines| !lines.contains(&line)) {
            return Err(Kind::LineNotOpen);
        }
        if !cell(fields.extra).is_empty() {
            return Err(Kind::RaggedRow);
        }
        let check = cell(fields.check);
        if !check.is_empty() && check == content_check(columns) {
            return Err(Kind::Unchanged);
        }
        Ok(line)
    }
}

/// Fingerprint of the cells of a row, equal where only blanks and digit forms differ.
fn content_check<'t>(cells: impl Iterator<Item = &'t str>) -> String {
    let mut hash = Sha256::new();
    for cell in cells {
        hash.update(fold_label(cell).as_bytes());
        hash.update([0x1f]);
    }
    hex(&hash.finalize()[..8])
}

/// Identity of a file of corrections: its content and the delivery it corrects.
pub(crate) fn identity(content: &str, corrects: &str) -> String {
    hex(&Sha256::digest(format!("{content} corrects {corrects}").as_bytes())[..8])
}

/// Announced changes of a contract, by index of column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChangesPlan {
    pub(crate) operation: usize,
    delete: u32,
    dated_by: Option<usize>,
}

impl ChangesPlan {
    pub(crate) fn new(contract: &SourceContract, columns: &[ColumnPlan]) -> Option<Self> {
        let changes = contract.changes.as_ref()?;
        let place = |name: &str| columns.iter().position(|column| column.name == name);
        let operation = place(&changes.operation)?;
        let names = &columns[operation].code_names;
        let delete = names.iter().position(|name| *name == changes.delete)? as u32;
        let dated_by = changes.dated_by.as_deref().and_then(place);
        Some(Self { operation, delete, dated_by })
    }

    /// The columns that tell two announcements about one record apart.
    pub(crate) fn columns(&self) -> impl Iterator<Item = usize> + use<> {
        [Some(self.operation), self.dated_by].into_iter().flatten()
    }

    /// Whether a delivered text is the operation that deletes.
    pub(crate) fn deletes(&self, plan: &Plan, text: &str) -> bool {
        !text.is_empty()
            && plan.columns[self.operation].codes.get(&fold_label(text)) == Some(&self.delete)
    }
}

/// New texts for cells: line of the refused row → column of the contract → text.
pub type Fixes = BTreeMap<i64, BTreeMap<String, String>>;

/// Refused rows as a CSV file to be corrected: `_line`, the contract's columns under their first
/// header, `_rule`, `_column`, `_reason`, and what keeps an untouched row from being accepted.
///
/// Cells beyond the header stand in `_extra`, which must be emptied once they have found their place.
/// A row that was refused for its form, not for a value, must change to be accepted (`_check`).
/// The bytes hold personal values.
pub fn correction_csv(
    rows: &[QuarantinedRow],
    contract: &SourceContract,
    language: Language,
    fixes: &Fixes,
) -> Vec<u8> {
    let shown = |column: &Column| column.headers.first().unwrap_or(&column.name).clone();
    let mut header = vec![format!("\u{feff}{LINE}")];
    header.extend(contract.columns.iter().map(shown));
    header.extend(["_rule", "_column", "_reason", EXTRA, DELIVERY, CHECK].map(str::to_owned));
    let mut text = String::new();
    let mut push = |cells: &[String]| {
        text += &written_line(cells.iter().map(String::as_str), ',');
        text += "\r\n";
    };
    push(&header);
    for row in rows {
        let delivered = row.cells();
        let columns: Vec<String> = contract
            .columns
            .iter()
            .map(|column| {
                let cell = delivered.iter().find(|(header, _)| is_named(column, header));
                cell.map(|(_, text)| text.clone()).unwrap_or_default()
            })
            .collect();
        let extra: Vec<&str> = delivered
            .iter()
            .filter(|(header, text)| header.is_empty() && !text.trim().is_empty())
            .map(|(_, text)| text.as_str())
            .collect();
        let check = match row.column {
            Some(_) => String::new(),
            None => content_check(columns.iter().map(String::as_str)),
        };
        let own = fixes.get(&row.line);
        let mut cells = vec![row.line.to_string()];
        cells.extend(contract.columns.iter().zip(&columns).map(|(column, text)| {
            own.and_then(|own| own.get(&column.name)).unwrap_or(text).clone()
        }));
        cells.push(row.rule.clone());
        cells.push(row.column.clone().unwrap_or_default());
        cells.push(row.reason.get(language).to_owned());
        cells.extend([extra.join(" | "), row.delivery_id.clone(), check]);
        push(&cells);
    }
    text.into_bytes()
}

fn is_named(column: &Column, header: &str) -> bool {
    let folded = fold_label(header);
    fold_label(&column.name) == folded
        || column.headers.iter().any(|known| fold_label(known) == folded)
}

/// Writes [`correction_csv`] to a file; keep it where the original may lie. Given back with
/// `corrects`, its accepted rows close the account.
pub fn export_corrections(
    rows: &[QuarantinedRow],
    contract: &SourceContract,
    language: Language,
    out: &Path,
) -> Result<PathBuf> {
    let bytes = correction_csv(rows, contract, language, &Fixes::new());
    write_whole(out, "export", |file| {
        file.write_all(&bytes).map_err(|cause| Error::write(out, cause))
    })
}
