//! Judges the records of a chunk: accepted rows grow typed columns, refused ones keep place and reason.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use mizan_catalog::source::{Comparison, Severity};
use mizan_domain::national_id::Profile;

use crate::chunks::{Chunk, LONGEST_RECORD};
use crate::columns::{Lineage, RowBuilder};
use crate::delimited::{Dialect, Span, next_record, split_fields};
use crate::encoding::Encoding;
use crate::error::Result;
use crate::header::Header;
use crate::json_line;
use crate::key::VaultKey;
use crate::label::is_total;
use crate::plan::{Basis, Plan, RowRulePlan};
use crate::reason::{Kind, Reason};
use crate::row_key::{RowKey, hash_slots};
use crate::value::{Cell, Memory, Slot, clean, needs_rewriting};

/// How the records of a delivery are written.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) encoding: Encoding,
    pub(crate) dialect: Dialect,
    pub(crate) is_json: bool,
    pub(crate) header: Header,
}

/// Counts of one broken rule, with the first lines that broke it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) rows: u64,
    pub(crate) lines: Vec<i64>,
}

/// Lines remembered per rule.
const REMEMBERED_LINES: usize = 20;

impl Tally {
    pub(crate) fn add(&mut self, line: i64) {
        self.rows += 1;
        if self.lines.len() < REMEMBERED_LINES {
            self.lines.push(line);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        let room = REMEMBERED_LINES - self.lines.len();
        self.lines.extend(other.lines.iter().take(room));
    }
}

pub(crate) type Tallies = BTreeMap<Reason, Tally>;

/// A refused record: where it lies in its chunk and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) line: i64,
    pub(crate) offset: i64,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) reason: Reason,
}

/// What one accepted row needs until duplicates are known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AcceptedRow {
    pub(crate) line: i64,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) key: RowKey,
    /// End of the row's identifying values in `Evaluated::vault`.
    pub(crate) vault_end: u32,
    /// Line of the original delivery that this row corrects.
    pub(crate) corrected: Option<i64>,
}

/// The verdicts over one chunk.
pub(crate) struct Evaluated {
    pub(crate) batch: RecordBatch,
    pub(crate) rows: Vec<AcceptedRow>,
    pub(crate) refused: Vec<Refused>,
    /// Findings that do not refuse a row.
    pub(crate) flags: Tallies,
    pub(crate) records: u64,
    /// JSON objects of identifying values, one after the other.
    pub(crate) vault: Vec<u8>,
    /// Values of each column that were present, and those of them that broke its type.
    pub(crate) seen: Vec<(u64, u64)>,
}

/// Judges chunks; each thread has its own.
pub(crate) struct Evaluator<'p> {
    plan: &'p Plan,
    layout: &'p Layout,
    key: Option<&'p VaultKey>,
    profile: Profile,
    lineage: Lineage,
    memories: Vec<Memory>,
    fields: Vec<Span>,
    slots: Vec<Slot>,
    arena: String,
    rewritten: String,
    row_flags: Vec<Reason>,
}

struct ChunkState<'c> {
    chunk: &'c Chunk,
    has_control: bool,
    has_replacement: bool,
    may_need_rewriting: bool,
    builder: RowBuilder,
    rows: Vec<AcceptedRow>,
    refused: Vec<Refused>,
    flags: Tallies,
    records: u64,
    vault: Vec<u8>,
    seen: Vec<(u64, u64)>,
}

impl<'p> Evaluator<'p> {
    pub(crate) fn new(
        plan: &'p Plan,
        layout: &'p Layout,
        key: Option<&'p VaultKey>,
        profile: Profile,
        lineage: Lineage,
    ) -> Self {
        let columns = plan.columns.len();
        Self {
            plan,
            layout,
            key,
            profile,
            lineage,
            memories: (0..columns).map(|_| Memory::default()).collect(),
            fields: Vec::new(),
            slots: vec![Slot::Null; columns],
            arena: String::new(),
            rewritten: String::new(),
            row_flags: Vec::new(),
        }
    }

    /// Judges every record of the chunk.
    pub(crate) fn evaluate(&mut self, chunk: &Chunk) -> Result<Evaluated> {
        let bytes = &chunk.bytes;
        let whole = simdutf8::basic::from_utf8(bytes).ok();
        let expected = bytes.len() / 64 + 1;
        let mut state = ChunkState {
            chunk,
            // Looks at every byte, so that the compiler can look at many at once.
            has_control: bytes.iter().fold(false, |found, byte| found | is_control(*byte)),
            may_need_rewriting: needs_rewriting(bytes),
            has_replacement: memchr::memmem::find(bytes, "\u{fffd}".as_bytes()).is_some(),
            builder: RowBuilder::new(&self.plan.schema, self.lineage.clone(), expected),
            rows: Vec::with_capacity(expected),
            refused: Vec::new(),
            flags: Tallies::new(),
            records: 0,
            vault: Vec::new(),
            seen: vec![(0, 0); self.plan.columns.len()],
        };
        if chunk.is_oversized {
            let reason = Reason::row(Kind::OversizedRecord);
            state.records = 1;
            state.refuse(chunk.first_line as i64, 0, bytes.len(), reason);
        } else {
            self.records(&mut state, whole);
        }
        let rows = state.builder.rows();
        debug_assert_eq!(rows, state.rows.len());
        let batch = state
            .builder
            .finish(self.plan.schema.clone())
            .map_err(|error| crate::Error::parquet(std::path::Path::new("batch"), error.into()))?;
        Ok(Evaluated {
            batch,
            rows: state.rows,
            refused: state.refused,
            flags: state.flags,
            records: state.records,
            vault: state.vault,
            seen: state.seen,
        })
    }

    fn records(&mut self, state: &mut ChunkState<'_>, whole: Option<&str>) {
        let bytes = &state.chunk.bytes;
        let has_quotes = !self.layout.is_json && memchr::memchr(b'"', bytes).is_some();
        let mut start = 0;
        let mut line = state.chunk.first_line as i64;
        while start < bytes.len() {
            let span = next_record(bytes, start, &self.layout.dialect, has_quotes);
            let text = match whole {
                Some(whole) => Some(&whole[start..span.end]),
                None => std::str::from_utf8(&bytes[start..span.end]).ok(),
            };
            let is_blank = text.is_some_and(is_blank);
            if !is_blank {
                state.records += 1;
                let verdict = match text {
                    None => Err(Reason::row(Kind::BrokenText)),
                    Some(_) if span.is_unbalanced => Err(Reason::row(Kind::UnbalancedQuote)),
                    Some(text) if text.len() > LONGEST_RECORD => {
                        Err(Reason::row(Kind::OversizedRecord))
                    }
                    Some(text) => self.record(state, text, (start, span.end), line),
                };
                if let Err(reason) = verdict {
                    let reason = text.map_or(reason, |text| self.totals_or(reason, text));
                    state.refuse(line, start, span.end, reason);
                }
            }
            start = span.next;
            line += i64::from(span.lines);
        }
    }

    #[inline]
    fn record(
        &mut self,
        state: &mut ChunkState<'_>,
        text: &str,
        place: (usize, usize),
        line: i64,
    ) -> Result<(), Reason> {
        if state.has_control && text.bytes().any(is_control) {
            return Err(Reason::row(Kind::ControlCharacter));
        }
        if state.has_replacement && text.contains('\u{fffd}') {
            return Err(Reason::row(Kind::BrokenText));
        }
        self.arena.clear();
        self.rewritten.clear();
        self.row_flags.clear();
        self.cut(text)?;
        let corrected = self.corrected_line(text)?;
        let is_deletion = self.is_deletion(text);
        if self.layout.header.is_notice && !is_deletion {
            return Err(Reason::row(Kind::NoticeRow));
        }
        self.judge_columns(state, text, is_deletion)?;
        if self.plan.has_periods && !is_deletion {
            self.judge_periods()?;
        }
        for (index, rule) in self.plan.rules.iter().enumerate() {
            if !is_deletion && !self.holds(rule, text) {
                let reason = Reason { kind: Kind::Row, column: None, row_rule: Some(index as u16) };
                match rule.rule.severity {
                    Severity::Refuse => return Err(reason),
                    Severity::Flag => self.row_flags.push(reason),
                }
            }
        }
        for reason in &self.row_flags {
            state.flags.entry(*reason).or_default().add(line);
        }
        self.accept(state, text, place, line, corrected);
        Ok(())
    }

    /// The line that a row of corrections names, where it may be corrected.
    fn corrected_line(&self, text: &str) -> Result<Option<i64>, Reason> {
        let Some(correction) = &self.plan.correction else { return Ok(None) };
        let header = &self.layout.header;
        let cell =
            |field: usize| self.fields.get(field).map_or("", |span| span.of(text, &self.arena));
        let columns = header.field_of_column.iter().map(|field| field.map_or("", cell));
        correction.line(&header.correction, &cell, columns).map(Some).map_err(Reason::row)
    }

    /// Whether the source announces that the record is deleted.
    fn is_deletion(&self, text: &str) -> bool {
        self.plan.changes.as_ref().is_some_and(|changes| {
            let field = self.layout.header.field_of_column[changes.operation];
            let cell = field.and_then(|field| self.fields.get(field));
            cell.is_some_and(|span| changes.deletes(self.plan, span.of(text, &self.arena)))
        })
    }

    /// Finds the cells of a record; they follow the header's order.
    #[inline]
    fn cut(&mut self, text: &str) -> Result<(), Reason> {
        let header = &self.layout.header;
        if self.layout.is_json {
            json_line::cut(text, &header.texts, &mut self.fields, &mut self.arena)
                .map_err(Reason::row)?;
            return Ok(());
        }
        split_fields(text, &self.layout.dialect, &mut self.fields, &mut self.arena);
        let columns = header.texts.len();
        if self.fields.len() == columns {
            return Ok(());
        }
        let is_padded = self.fields.len() > columns
            && self.fields[columns..]
                .iter()
                .all(|span| span.of(text, &self.arena).trim().is_empty());
        if !is_padded {
            return Err(Reason::row(Kind::RaggedRow));
        }
        Ok(())
    }

    #[inline]
    fn judge_columns(
        &mut self,
        state: &mut ChunkState<'_>,
        record: &str,
        is_deletion: bool,
    ) -> Result<(), Reason> {
        for (column, declared) in self.plan.columns.iter().enumerate() {
            let field = self.layout.header.field_of_column[column];
            let span = field.map_or(Span::EMPTY, |field| self.fields[field]);
            let may_need_rewriting = state.may_need_rewriting || span.is_rewritten;
            let span = clean(span, record, &mut self.arena, may_need_rewriting);
            let text = span.of(record, &self.arena);
            let mut note = None;
            // Texts that judging rewrites are put behind the arena's own, once they are complete.
            let base = self.arena.len() as u32;
            let mut cell = Cell {
                column: declared,
                profile: self.profile,
                memory: &mut self.memories[column],
                rewritten: &mut self.rewritten,
                note: &mut note,
            };
            let verdict = cell.judge(text, span);
            state.seen[column].0 += u64::from(!text.is_empty());
            let slot = match verdict {
                Ok(slot) => slot,
                // A deletion names its record; the rest of it need not be there.
                Err(broken) if is_deletion && broken.kind == Kind::Required && !declared.is_key => {
                    Slot::Null
                }
                Err(broken) => {
                    let is_typed = matches!(
                        broken.kind,
                        Kind::Pattern | Kind::Minimum | Kind::Maximum | Kind::Required
                    );
                    state.seen[column].1 += u64::from(!is_typed);
                    let reason = Reason::column(broken.kind, column);
                    if declared.severity == Severity::Refuse {
                        return Err(reason);
                    }
                    self.row_flags.push(reason);
                    broken.slot
                }
            };
            self.row_flags.extend(note.map(|kind| Reason::column(kind, column)));
            self.slots[column] = if self.rewritten.is_empty() {
                slot
            } else {
                self.arena.push_str(&self.rewritten);
                self.rewritten.clear();
                moved(slot, base)
            };
        }
        Ok(())
    }

    /// Whether the codes of the row are in force on its day.
    fn judge_periods(&mut self) -> Result<(), Reason> {
        for (column, declared) in self.plan.columns.iter().enumerate() {
            let Slot::Code(code) = &self.slots[column] else { continue };
            let period = declared.periods.get(*code as usize).copied().flatten();
            let (Some((from, until)), Some(basis)) = (period, &declared.in_force_on) else {
                continue;
            };
            let (first, last) = match basis {
                Basis::Delivery => (self.lineage.month_days, self.lineage.last_day()),
                Basis::Column(basis) => match self.slots[*basis] {
                    Slot::Day(day) => (day, day),
                    _ => continue,
                },
            };
            if last >= from && first <= until {
                continue;
            }
            let reason = Reason::column(Kind::CodeNotInForce, column);
            match declared.severity {
                Severity::Refuse => return Err(reason),
                Severity::Flag => self.row_flags.push(reason),
            }
        }
        Ok(())
    }

    fn accept(
        &mut self,
        state: &mut ChunkState<'_>,
        text: &str,
        place: (usize, usize),
        line: i64,
        corrected: Option<i64>,
    ) {
        let key = hash_slots(self.plan, &self.slots, text, &self.arena);
        if self.plan.has_vault && self.key.is_some() {
            self.push_vault(&mut state.vault, text);
        }
        state.builder.push(self.plan, self.key, &self.slots, text, &self.arena, line);
        state.rows.push(AcceptedRow {
            line,
            start: place.0 as u32,
            end: place.1 as u32,
            key,
            vault_end: state.vault.len() as u32,
            corrected,
        });
    }

    /// Appends the identifying values of the row as one JSON object.
    fn push_vault(&self, vault: &mut Vec<u8>, record: &str) {
        let mut separator = b'{';
        for (column, slot) in self.plan.columns.iter().zip(&self.slots) {
            let value = match slot {
                Slot::Id(id) => id.as_str(),
                Slot::Text(span) => span.of(record, &self.arena),
                _ => continue,
            };
            if !column.is_identifying {
                continue;
            }
            vault.push(separator);
            separator = b',';
            push_json_text(vault, &column.name);
            vault.push(b':');
            push_json_text(vault, value);
        }
        if separator == b'{' {
            vault.push(separator);
        }
        vault.push(b'}');
    }

    fn holds(&self, rule: &RowRulePlan, record: &str) -> bool {
        let (left, right) = (&self.slots[rule.left], &self.slots[rule.right]);
        let text = |slot: &Slot, column: usize| match slot {
            Slot::Text(span) => Some(span.of(record, &self.arena).to_owned()),
            Slot::Code(index) => {
                Some(self.plan.columns[column].code_names[*index as usize].clone())
            }
            Slot::Governorate(code) => Some((*code).to_owned()),
            Slot::Id(id) => Some(id.as_str().to_owned()),
            _ => None,
        };
        match rule.rule.comparison {
            Comparison::PresentWith => *right == Slot::Null || *left != Slot::Null,
            Comparison::AgreesWithNationalId => match (left, right) {
                (Slot::Day(days), Slot::Id(id)) => *days == id.birth_date().days_since_epoch(),
                (Slot::Code(_), Slot::Id(id)) => {
                    text(left, rule.left).as_deref() == Some(id.sex().code())
                }
                (Slot::Whole(year), Slot::Id(id)) => *year == i64::from(id.birth_date().year()),
                _ => true,
            },
            comparison => {
                let order = match (number(left), number(right)) {
                    (Some(left), Some(right)) => left.partial_cmp(&right),
                    _ => match (text(left, rule.left), text(right, rule.right)) {
                        (Some(left), Some(right)) => Some(left.cmp(&right)),
                        _ => None,
                    },
                };
                order.is_none_or(|order| match comparison {
                    Comparison::AtLeast => order.is_ge(),
                    Comparison::AtMost => order.is_le(),
                    _ => order.is_eq(),
                })
            }
        }
    }

    /// Says of a refused row that it is blank or a row of totals, where it is.
    fn totals_or(&mut self, reason: Reason, text: &str) -> Reason {
        if self.layout.is_json
            || matches!(reason.kind, Kind::UnbalancedQuote | Kind::OversizedRecord)
        {
            return reason;
        }
        self.arena.clear();
        split_fields(text, &self.layout.dialect, &mut self.fields, &mut self.arena);
        let mut cells = self.fields.iter().map(|span| span.of(text, &self.arena).trim());
        match cells.find(|cell| !cell.is_empty()) {
            None => Reason::row(Kind::BlankRow),
            Some(first) if first.len() < 64 && is_total(first) => Reason::row(Kind::TotalsRow),
            Some(_) => reason,
        }
    }
}

impl ChunkState<'_> {
    fn refuse(&mut self, line: i64, start: usize, end: usize, reason: Reason) {
        self.refused.push(Refused {
            line,
            offset: 0,
            start: start as u32,
            end: end as u32,
            reason,
        });
    }
}

/// Fills in the delivered offsets of refused records, which stand in the order of their start.
pub(crate) fn place_offsets(refused: &mut [Refused], chunk: &Chunk, encoding: Encoding) {
    let (mut counted, mut delivered) = (0, 0);
    for row in refused {
        let between = &chunk.bytes[counted..row.start as usize];
        delivered += match (encoding.decoder(), std::str::from_utf8(between)) {
            (Some(_), Ok(text)) => encoding.delivered_bytes(text),
            _ => between.len() as u64,
        };
        counted = row.start as usize;
        row.offset = (chunk.offset + delivered) as i64;
    }
}

fn number(slot: &Slot) -> Option<f64> {
    match slot {
        Slot::Whole(value) => Some(*value as f64),
        Slot::Money(value) => Some(*value as f64 / 100.0),
        Slot::Float(value) => Some(*value),
        Slot::Day(days) => Some(f64::from(*days)),
        _ => None,
    }
}

/// The slot after its rewritten text was put behind `base` bytes of the arena.
fn moved(slot: Slot, base: u32) -> Slot {
    match slot {
        Slot::Text(span) if span.is_rewritten && span.end > 0 => {
            Slot::Text(Span { start: span.start + base, end: span.end + base, ..span })
        }
        other => other,
    }
}

fn is_control(byte: u8) -> bool {
    (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7f
}

fn is_blank(text: &str) -> bool {
    let begins_with_sign = text.as_bytes().first().is_some_and(|byte| (0x21..0x7f).contains(byte));
    !begins_with_sign && text.trim_matches(is_blank_letter).is_empty()
}

fn is_blank_letter(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{1a}')
}

fn push_json_text(bytes: &mut Vec<u8>, text: &str) {
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(bytes, text);
}
