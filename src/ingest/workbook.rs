//! Renders the only sheet of a workbook as delimited text, one line a row, so that line = sheet row.

use std::io::Cursor;
use std::path::Path;

use calamine::{Cell, DataRef, Reader, SheetType, Xlsx};

use crate::delimited::push_field;
use crate::error::{Error, Result};

/// Most text a sheet renders to; a register of a million rows and eight columns stays below.
const MOST_BYTES: usize = 512 << 20;
/// Most rows and columns a sheet has.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;
/// Columns up to which short rows are filled up: no contract has as many.
const WIDEST_PADDED: u32 = 512;

type Workbook = Xlsx<Cursor<Vec<u8>>>;

/// The sheet as comma-separated UTF-8; line breaks inside cells become blanks. Cells are read one
/// after the other, so that one far away from the others costs nothing.
///
/// A workbook in which a second sheet holds rows is not read: which of them is meant, or whether
/// both are, is the sender's to say.
pub(crate) fn render(path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>> {
    let damaged =
        |detail: &str| Error::Damaged { file: path.to_owned(), detail: detail.to_owned() };
    let mut workbook: Workbook =
        Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged("its workbook cannot be read"))?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let first = sheets.first().ok_or_else(|| damaged("its workbook has no sheet"))?;
    let further = sheets[1..].iter().filter(|sheet| has_rows(&mut workbook, sheet)).count();
    if further > 0 {
        let parts = "sheets that hold rows";
        return Err(Error::Several { file: path.to_owned(), count: further + 1, parts });
    }
    let broken = || damaged("its first sheet cannot be read");
    let mut text = Text::of(extent(&mut workbook, first).ok_or_else(broken)?);
    let mut cells = workbook.worksheet_cells_reader(first).map_err(|_| broken())?;
    loop {
        let cell = cells.next_cell().map_err(|_| broken())?;
        let Some(cell) = cell else { break };
        text.push(&cell).ok_or_else(|| damaged("the cells of its first sheet are out of order"))?;
        if text.bytes.len() > MOST_BYTES {
            return Err(damaged("its first sheet is larger than the bound"));
        }
    }
    text.end_line();
    Ok(text.bytes.into_bytes())
}

/// First column with a cell, and the last one among the rows where a header may stand.
fn extent(workbook: &mut Workbook, sheet: &str) -> Option<(u32, u32)> {
    const HEADER_ROWS: u32 = 64;
    let mut cells = workbook.worksheet_cells_reader(sheet).ok()?;
    let (mut first, mut last) = (u32::MAX, 0);
    let mut first_row = None;
    while let Some(cell) = cells.next_cell().ok()? {
        if cell_text(cell.get_value()).is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        first = first.min(column);
        if row.saturating_sub(*first_row.get_or_insert(row)) < HEADER_ROWS {
            last = last.max(column);
        }
    }
    Some((first.min(last), last.min(first.saturating_add(WIDEST_PADDED))))
}

/// Whether a sheet holds more than a note: two rows or more with two cells or more.
fn has_rows(workbook: &mut Workbook, sheet: &str) -> bool {
    const LOOKED_AT: usize = 10_000;
    let Ok(mut cells) = workbook.worksheet_cells_reader(sheet) else { return false };
    let (mut rows, mut before) = (0, None);
    for _ in 0..LOOKED_AT {
        let Ok(Some(cell)) = cells.next_cell() else { break };
        if matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        let row = cell.get_position().0;
        let is_second = matches!(before, Some((at, 1)) if at == row);
        rows += u32::from(is_second);
        before = match before {
            Some((at, count)) if at == row => Some((row, count + 1)),
            _ => Some((row, 1)),
        };
    }
    rows >= 2
}

/// The text so far and the place behind it.
struct Text {
    bytes: String,
    row: u32,
    /// Column of the next cell.
    column: u32,
    first: u32,
    last: u32,
}

impl Text {
    fn of((first, last): (u32, u32)) -> Self {
        Self { bytes: String::new(), row: 0, column: first, first, last }
    }

    /// Writes a cell at its place; `None` where it lies before what is written, or beyond a sheet.
    fn push(&mut self, cell: &Cell<DataRef<'_>>) -> Option<()> {
        let (row, column) = cell.get_position();
        let value = cell_text(cell.get_value());
        if value.is_empty() {
            return Some(());
        }
        if row >= MOST_ROWS || column >= MOST_COLUMNS || row < self.row {
            return None;
        }
        while self.row < row {
            self.end_line();
        }
        if column < self.column {
            return None;
        }
        self.reach(column);
        push_field(&mut self.bytes, &value, ',');
        self.column = column + 1;
        Some(())
    }

    /// Separators up to the column.
    fn reach(&mut self, column: u32) {
        let from = self.column.max(self.first + 1);
        (from..=column).for_each(|_| self.bytes.push(','));
    }

    /// Ends the line; a row with cells is as wide as the header.
    fn end_line(&mut self) {
        if self.column > self.first {
            self.reach(self.last);
        }
        self.bytes.push('\n');
        self.row += 1;
        self.column = self.first;
    }
}

fn cell_text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.replace(['\n', '\r'], " ")
        }
        DataRef::SharedString(text) => text.replace(['\n', '\r'], " "),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number_text(*value),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(value) => number_text(value.as_f64()),
        DataRef::Error(_) => "#".to_owned(),
    }
}

/// Whole numbers without a fraction: a national number that a spreadsheet holds as a number keeps its digits.
fn number_text(value: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        format!("{}", value as i64)
    } else {
        format!("{value}")
    }
}
