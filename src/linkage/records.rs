//! The records to link: text columns over Arrow arrays, with their file of origin.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Date64Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch, StringArray};
use arrow_schema::DataType;

use crate::error::{Error, Result};

/// Columns of text of equal length; an empty value is a missing one.
#[derive(Debug, Clone, Default)]
pub struct Records {
    names: Vec<String>,
    columns: Vec<Vec<StringArray>>,
    rows: usize,
    /// First row of each file after the first.
    borders: Vec<usize>,
}

impl Records {
    /// Takes record batches of one file; column names lose blanks at their ends.
    pub fn from_batches(batches: &[RecordBatch]) -> Result<Self> {
        let mut records = Records::default();
        for batch in batches {
            let schema = batch.schema();
            let names: Vec<String> =
                schema.fields().iter().map(|field| field.name().trim().to_owned()).collect();
            if records.names.is_empty() {
                records.columns = vec![Vec::new(); names.len()];
                records.names = names;
            }
            for (position, field) in schema.fields().iter().enumerate() {
                let name = field.name().trim();
                let place = records.position(name)?;
                records.columns[place].push(text(name, batch.column(position))?);
            }
            records.rows += batch.num_rows();
        }
        Ok(records)
    }

    /// Takes rows of text, mainly for single records and tests.
    pub fn from_rows<S: AsRef<str>>(names: &[&str], rows: &[Vec<S>]) -> Self {
        let columns = (0..names.len())
            .map(|column| {
                vec![StringArray::from_iter_values(
                    rows.iter().map(|row| row.get(column).map_or("", AsRef::as_ref)),
                )]
            })
            .collect();
        let names = names.iter().map(|&name| name.trim().to_owned()).collect();
        Self { names, columns, rows: rows.len(), borders: Vec::new() }
    }

    /// Puts another file's records after these; columns that only one has are missing in the other.
    pub fn then(mut self, other: Records) -> Self {
        let border = self.rows;
        for (name, chunks) in other.names.iter().zip(other.columns) {
            match self.names.iter().position(|own| own == name) {
                Some(position) => self.columns[position].extend(chunks),
                None => {
                    self.names.push(name.clone());
                    let mut column = vec![nulls(border)];
                    column.extend(chunks);
                    self.columns.push(column);
                }
            }
        }
        self.rows += other.rows;
        for column in &mut self.columns {
            let length: usize = column.iter().map(Array::len).sum();
            if length < self.rows {
                column.push(nulls(self.rows - length));
            }
        }
        self.borders.push(border);
        self.borders.extend(other.borders.iter().map(|own| own + border));
        self
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The number of files.
    pub fn files(&self) -> usize {
        self.borders.len() + 1
    }

    /// The file a record came from, counted from 0.
    pub fn file_of(&self, row: usize) -> usize {
        self.borders.iter().filter(|&&border| border <= row).count()
    }

    /// The column names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The values of a column in row order, blanks at the ends cut; missing values are empty.
    pub fn values(&self, column: &str) -> Result<impl Iterator<Item = &str>> {
        let place = self.position(column)?;
        Ok(self.columns[place].iter().flat_map(|chunk| {
            (0..chunk.len())
                .map(|row| if chunk.is_null(row) { "" } else { chunk.value(row).trim() })
        }))
    }

    /// One record as a set of its own.
    pub fn record(&self, row: usize) -> Self {
        let columns = self
            .columns
            .iter()
            .map(|chunks| {
                let mut start = 0;
                let mut value = vec![nulls(1)];
                for chunk in chunks {
                    if row < start + chunk.len() {
                        value = vec![chunk.slice(row - start, 1)];
                        break;
                    }
                    start += chunk.len();
                }
                value
            })
            .collect();
        Self { names: self.names.clone(), columns, rows: 1, borders: Vec::new() }
    }

    fn position(&self, column: &str) -> Result<usize> {
        let wanted = column.trim();
        self.names.iter().position(|name| name == wanted).ok_or_else(|| Error::UnknownColumn {
            column: wanted.to_owned(),
            available: self.names.clone(),
        })
    }
}

fn nulls(length: usize) -> StringArray {
    StringArray::new_null(length)
}

/// Any column that has an obvious text form.
fn text(name: &str, column: &dyn Array) -> Result<StringArray> {
    Ok(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().clone(),
        DataType::LargeUtf8 => column.as_string::<i64>().iter().collect(),
        DataType::Utf8View => column.as_string_view().iter().collect(),
        DataType::Int32 => {
            column.as_primitive::<Int32Type>().iter().map(|v| v.map(|v| v.to_string())).collect()
        }
        DataType::Int64 => {
            column.as_primitive::<Int64Type>().iter().map(|v| v.map(|v| v.to_string())).collect()
        }
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>();
            days.iter().map(|day| day.map(|day| civil_date(i64::from(day)))).collect()
        }
        DataType::Date64 => {
            let moments = column.as_primitive::<Date64Type>();
            moments
                .iter()
                .map(|value| value.map(|value| civil_date(value.div_euclid(86_400_000))))
                .collect()
        }
        DataType::Boolean => {
            column.as_boolean().iter().map(|value| value.map(|value| value.to_string())).collect()
        }
        DataType::Null => nulls(column.len()),
        other => {
            return Err(Error::ColumnType {
                column: name.to_owned(),
                data_type: other.to_string(),
            });
        }
    })
}

/// The ISO date of a day counted from 1970-01-01 (Howard Hinnant's `civil_from_days`).
fn civil_date(days: i64) -> String {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
