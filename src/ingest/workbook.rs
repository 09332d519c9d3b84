//! Renders the first sheet of a workbook as delimited text, one line a row, so that line = sheet row.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};

use crate::delimited::push_field;
use crate::error::{Error, Result};

/// Most cells read from a sheet; a register of a million rows and eight columns stays below.
const MOST_CELLS: usize = 64 << 20;

/// The first sheet as comma-separated UTF-8; line breaks inside cells become blanks.
pub(crate) fn render(path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>> {
    let damaged =
        |detail: &str| Error::Damaged { file: path.to_owned(), detail: detail.to_owned() };
    let mut workbook =
        Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged("its workbook cannot be read"))?;
    let range = workbook
        .worksheet_range_at(0)
        .ok_or_else(|| damaged("its workbook has no sheet"))?
        .map_err(|_| damaged("its first sheet cannot be read"))?;
    let (height, width) = range.get_size();
    if height.saturating_mul(width) > MOST_CELLS {
        return Err(damaged("its first sheet is larger than the bound"));
    }
    let mut text = String::new();
    let first_row = range.start().map_or(0, |(row, _)| row);
    (0..first_row).for_each(|_| text.push('\n'));
    for row in range.rows() {
        let is_blank = row.iter().all(|cell| matches!(cell, Data::Empty));
        for (at, cell) in row.iter().enumerate().filter(|_| !is_blank) {
            if at > 0 {
                text.push(',');
            }
            push_field(&mut text, &cell_text(cell), ',');
        }
        text.push('\n');
    }
    Ok(text.into_bytes())
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.replace(['\n', '\r'], " ")
        }
        Data::Int(value) => value.to_string(),
        Data::Float(value) => number_text(*value),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(value) => number_text(value.as_f64()),
        Data::Error(_) => "#".to_owned(),
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
