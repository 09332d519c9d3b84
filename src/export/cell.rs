//! One value of a column, whatever its Arrow type.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;

use crate::{Error, Result};

/// A value as files know it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    /// No value.
    Empty,
    /// Text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A whole number that may pass the signed range.
    Unsigned(u64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A day, counted from 1970-01-01.
    Day(i32),
}

/// The value at a row of a column.
pub(crate) fn cell(batch: &RecordBatch, column: usize, row: usize) -> Result<Cell<'_>> {
    let array = batch.column(column);
    if array.is_null(row) {
        return Ok(Cell::Empty);
    }
    Ok(match array.data_type() {
        DataType::Null => Cell::Empty,
        DataType::Utf8 => Cell::Text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Cell::Text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => Cell::Text(array.as_string_view().value(row)),
        DataType::Int32 => Cell::Integer(array.as_primitive::<Int32Type>().value(row).into()),
        DataType::Int64 => Cell::Integer(array.as_primitive::<Int64Type>().value(row)),
        DataType::UInt32 => Cell::Unsigned(array.as_primitive::<UInt32Type>().value(row).into()),
        DataType::UInt64 => Cell::Unsigned(array.as_primitive::<UInt64Type>().value(row)),
        DataType::Float64 => Cell::Number(array.as_primitive::<Float64Type>().value(row)),
        DataType::Boolean => Cell::Boolean(array.as_boolean().value(row)),
        DataType::Date32 => Cell::Day(array.as_primitive::<Date32Type>().value(row)),
        other => {
            return Err(Error::Column {
                column: batch.schema().field(column).name().clone(),
                kind: other.to_string(),
            });
        }
    })
}

/// A day as ISO 8601 (days to civil date, after Howard Hinnant's algorithm).
pub(crate) fn iso_day(days_since_epoch: i32) -> String {
    let shifted = i64::from(days_since_epoch) + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
