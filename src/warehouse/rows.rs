//! Reads the rows of an answer by column name.

use arrow::array::{
    Array, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array,
    RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::DataType;
use mizan_domain::Date;

/// One row of an answer; a missing column reads like a missing value.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    batch: &'a RecordBatch,
    index: usize,
}

/// All rows of an answer in order.
pub fn rows(batches: &[RecordBatch]) -> impl Iterator<Item = Row<'_>> {
    batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |index| Row { batch, index }))
}

impl<'a> Row<'a> {
    fn column<A: Array + 'static>(&self, name: &str) -> Option<&'a A> {
        let column = self.batch.column_by_name(name)?;
        if column.is_null(self.index) {
            return None;
        }
        column.as_any().downcast_ref()
    }

    /// Text.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.column::<StringArray>(name).map(|column| column.value(self.index))
    }

    /// Bytes.
    pub fn bytes(&self, name: &str) -> Option<&'a [u8]> {
        self.column::<BinaryArray>(name).map(|column| column.value(self.index))
    }

    /// Whole number.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.column::<Int64Array>(name).map(|column| column.value(self.index))
    }

    /// Yes or no.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.column::<BooleanArray>(name).map(|column| column.value(self.index))
    }

    /// Calendar day; the day of an instant in UTC.
    pub fn date(&self, name: &str) -> Option<Date> {
        if let Some(column) = self.column::<Date32Array>(name) {
            return Some(Date::from_days(column.value(self.index)));
        }
        let microseconds = self.column::<TimestampMicrosecondArray>(name)?.value(self.index);
        Some(Date::from_days(microseconds.div_euclid(86_400_000_000) as i32))
    }

    /// Instant in microseconds since 1970, UTC.
    pub fn instant(&self, name: &str) -> Option<i64> {
        self.column::<TimestampMicrosecondArray>(name).map(|column| column.value(self.index))
    }

    /// A number of any kind; decimals become floating point, for display and statistics only.
    pub fn number(&self, name: &str) -> Option<f64> {
        let column = self.batch.column_by_name(name)?;
        match column.data_type() {
            DataType::Float64 => self.column::<Float64Array>(name).map(|one| one.value(self.index)),
            DataType::Int64 => self.integer(name).map(|value| value as f64),
            DataType::Decimal128(_, scale) => {
                let value = self.column::<Decimal128Array>(name)?.value(self.index);
                Some(value as f64 / 10_f64.powi(i32::from(*scale)))
            }
            _ => None,
        }
    }
}
