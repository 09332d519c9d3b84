//! Columns of an estimated table under construction; every value may be missing.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

/// Decimals that estimates are kept with: the last bits of a floating sum differ between machines.
const SCALE: f64 = 1e9;

/// A table column by column.
#[derive(Default)]
pub(crate) struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    fn push(mut self, name: &str, data_type: DataType, array: ArrayRef) -> Self {
        self.fields.push(Field::new(name, data_type, true));
        self.arrays.push(array);
        self
    }

    /// A column of texts.
    pub(crate) fn text<'a>(
        self,
        name: &str,
        values: impl Iterator<Item = Option<&'a str>>,
    ) -> Self {
        self.push(name, DataType::Utf8, Arc::new(values.collect::<StringArray>()))
    }

    /// A column of whole numbers.
    pub(crate) fn whole(self, name: &str, values: impl Iterator<Item = Option<i64>>) -> Self {
        self.push(name, DataType::Int64, Arc::new(values.collect::<Int64Array>()))
    }

    /// A column of estimates, rounded to nine decimals.
    pub(crate) fn number(self, name: &str, values: impl Iterator<Item = Option<f64>>) -> Self {
        let finite = values.map(|one| {
            one.filter(|value| value.is_finite()).map(|value| (value * SCALE).round() / SCALE)
        });
        self.push(name, DataType::Float64, Arc::new(finite.collect::<Float64Array>()))
    }

    /// A column of answers.
    pub(crate) fn flag(self, name: &str, values: impl Iterator<Item = Option<bool>>) -> Self {
        self.push(name, DataType::Boolean, Arc::new(values.collect::<BooleanArray>()))
    }

    /// A column of days since 1970-01-01.
    pub(crate) fn day(self, name: &str, values: impl Iterator<Item = Option<i32>>) -> Self {
        self.push(name, DataType::Date32, Arc::new(values.collect::<Date32Array>()))
    }

    /// The finished table.
    pub(crate) fn finish(self) -> Result<(SchemaRef, RecordBatch), String> {
        let schema = Arc::new(Schema::new(self.fields));
        let batch = RecordBatch::try_new(Arc::clone(&schema), self.arrays);
        batch.map(|batch| (schema, batch)).map_err(|error| error.to_string())
    }
}
