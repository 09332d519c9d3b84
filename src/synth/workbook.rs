//! An Excel workbook as employers deposit it: one right-to-left sheet with Arabic headers.

use std::path::Path;

use mizan_domain::{Date, Month};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook as Book, XlsxError};

use crate::error::{Error, Result};
use crate::layout::{Kind, Layout};
use crate::row::Row;

/// A workbook being filled.
pub(crate) struct Workbook {
    book: Book,
    layout: &'static Layout,
    rows: u32,
    day: Format,
    fault: Option<XlsxError>,
}

impl Workbook {
    /// A workbook with its header; its properties carry the month and never the clock.
    pub(crate) fn new(layout: &'static Layout, month: Month) -> Self {
        let mut workbook = Self {
            book: Book::new(),
            layout,
            rows: 0,
            day: Format::new().set_num_format("yyyy-mm-dd"),
            fault: None,
        };
        workbook.fault = workbook.open(month).err();
        workbook
    }

    fn open(&mut self, month: Month) -> Result<(), XlsxError> {
        let created = ExcelDateTime::from_ymd(month.year() as u16, month.number() as u8, 1)?;
        self.book.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let sheet = self.book.add_worksheet();
        sheet.set_name("بيان العقود")?;
        sheet.set_right_to_left(true);
        for (at, column) in self.layout.columns.iter().enumerate() {
            sheet.write_string(0, at as u16, column.header)?;
        }
        Ok(())
    }

    /// Adds a row: amounts and counts as numbers, days as Excel days, all else as text.
    pub(crate) fn write(&mut self, row: &Row) -> Result<(), XlsxError> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let sheet = self.book.worksheet_from_index(0)?;
        self.rows += 1;
        for (at, (field, column)) in row.fields().zip(self.layout.columns).enumerate() {
            if field.is_empty() {
                continue;
            }
            let place = at as u16;
            let number = field.parse::<f64>().ok();
            match (column.kind, number, field.parse::<Date>().ok()) {
                (Kind::Money | Kind::Integer, Some(number), _) => {
                    sheet.write_number(self.rows, place, number)?;
                }
                (Kind::Day, _, Some(date)) => {
                    let (month, day) = (date.month() as u8, date.day() as u8);
                    let day = ExcelDateTime::from_ymd(date.year() as u16, month, day)?;
                    sheet.write_datetime_with_format(self.rows, place, &day, &self.day)?;
                }
                _ => {
                    sheet.write_string(self.rows, place, field)?;
                }
            }
        }
        Ok(())
    }

    /// Saves the file and says its size.
    pub(crate) fn save(mut self, path: &Path) -> Result<u64> {
        let fault = |source| Error::Workbook { path: path.to_owned(), source };
        if let Some(source) = self.fault.take() {
            return Err(fault(source));
        }
        let content = self.book.save_to_buffer().map_err(fault)?;
        std::fs::write(path, &content).map_err(Error::write(path))?;
        Ok(content.len() as u64)
    }
}
