//! A table as a workbook: one sheet of rows, one of notes.

use arrow_array::RecordBatch;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::cell::{Cell, cell, iso_day};
use crate::file::{Notes, failed};
use crate::{Error, Result};

const ROWS_MAX: usize = 1_048_576;
const SHEET_NAME_LETTERS_MAX: usize = 31;
/// Letters of a cell that a workbook may hold.
const CELL_LETTERS_MAX: usize = 32_767;
const COLUMN_WIDTH_MAX: usize = 60;

/// Writes a table and its notes.
pub(crate) fn write(batch: &RecordBatch, notes: &Notes) -> Result<Vec<u8>> {
    if batch.num_rows() >= ROWS_MAX {
        return Err(Error::TooManyRows { rows: batch.num_rows(), most: ROWS_MAX });
    }
    let mut workbook = Workbook::new();
    let written = |error: XlsxError| failed("XLSX", &error);
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&notes.title)).map_err(written)?;
    sheet.set_right_to_left(notes.is_right_to_left);
    table(sheet, batch)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(if notes.is_right_to_left { "ملاحظات" } else { "notes" }).map_err(written)?;
    sheet.set_right_to_left(notes.is_right_to_left);
    let wrapped = Format::new().set_text_wrap();
    sheet.set_column_width(0, 22).map_err(written)?;
    sheet.set_column_width(1, 100).map_err(written)?;
    for (row, (name, text)) in notes.entries.iter().enumerate() {
        sheet.write_string(row as u32, 0, name).map_err(written)?;
        sheet.write_string_with_format(row as u32, 1, cut(text), &wrapped).map_err(written)?;
    }
    workbook.save_to_buffer().map_err(written)
}

fn table(sheet: &mut Worksheet, batch: &RecordBatch) -> Result<()> {
    let written = |error: XlsxError| failed("XLSX", &error);
    let head = Format::new().set_bold();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (column, field) in batch.schema().fields().iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, field.name(), &head).map_err(written)?;
        let mut width = field.name().chars().count();
        for row in 0..batch.num_rows() {
            let (line, place) = (row as u32 + 1, column as u16);
            match cell(batch, column, row)? {
                Cell::Empty => {}
                Cell::Text(text) => {
                    width = width.max(text.chars().count());
                    sheet.write_string(line, place, cut(text)).map_err(written)?;
                }
                // A number cell holds 53 bits; longer whole numbers stay exact as text.
                Cell::Integer(value) if value.unsigned_abs() > 1 << 53 => {
                    sheet.write_string(line, place, value.to_string()).map_err(written)?;
                }
                Cell::Unsigned(value) if value > 1 << 53 => {
                    sheet.write_string(line, place, value.to_string()).map_err(written)?;
                }
                Cell::Integer(value) => {
                    sheet.write_number(line, place, value as f64).map_err(written)?;
                }
                Cell::Unsigned(value) => {
                    sheet.write_number(line, place, value as f64).map_err(written)?;
                }
                Cell::Number(value) => {
                    sheet.write_number(line, place, value).map_err(written)?;
                }
                Cell::Boolean(value) => {
                    sheet.write_boolean(line, place, value).map_err(written)?;
                }
                Cell::Day(days) => {
                    let text = iso_day(days);
                    width = width.max(text.len());
                    // Workbooks know no day before 1900; such a day stays text.
                    match ExcelDateTime::parse_from_str(&text) {
                        Ok(date) => sheet.write_datetime_with_format(line, place, date, &day),
                        Err(_) => sheet.write_string(line, place, text),
                    }
                    .map_err(written)?;
                }
            }
        }
        let width = (width + 2).min(COLUMN_WIDTH_MAX);
        sheet.set_column_width(column as u16, width as f64).map_err(written)?;
    }
    sheet.set_freeze_panes(1, 0).map_err(written)?;
    Ok(())
}

/// A name that sheets may bear.
fn sheet_name(title: &str) -> String {
    let kept: String = title
        .chars()
        .map(|letter| if "[]:*?/\\'".contains(letter) { ' ' } else { letter })
        .take(SHEET_NAME_LETTERS_MAX)
        .collect();
    let kept = kept.trim();
    if kept.is_empty() { "mizan".into() } else { kept.to_owned() }
}

fn cut(text: &str) -> String {
    text.chars().take(CELL_LETTERS_MAX).collect()
}
