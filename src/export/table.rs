//! Columns of values become a table.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};

use crate::Result;
use crate::file::failed;

/// Named columns of one length, in order.
#[derive(Debug, Default)]
pub struct Columns(Vec<(String, ArrayRef)>);

impl Columns {
    /// No columns yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds text.
    pub fn text<T: AsRef<str>>(
        self,
        name: &str,
        values: impl IntoIterator<Item = Option<T>>,
    ) -> Self {
        self.with(name, Arc::new(values.into_iter().collect::<StringArray>()))
    }

    /// Adds whole numbers.
    pub fn integer(self, name: &str, values: impl IntoIterator<Item = Option<i64>>) -> Self {
        self.with(name, Arc::new(values.into_iter().collect::<Int64Array>()))
    }

    /// Adds numbers.
    pub fn number(self, name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Self {
        self.with(name, Arc::new(values.into_iter().collect::<Float64Array>()))
    }

    /// Adds yes and no.
    pub fn boolean(self, name: &str, values: impl IntoIterator<Item = Option<bool>>) -> Self {
        self.with(name, Arc::new(values.into_iter().collect::<BooleanArray>()))
    }

    /// The table; columns of unequal length are an error.
    pub fn batch(self) -> Result<RecordBatch> {
        let columns = self.0.into_iter().map(|(name, column)| (name, column, true));
        RecordBatch::try_from_iter_with_nullable(columns).map_err(|error| failed("Arrow", &error))
    }

    fn with(mut self, name: &str, column: ArrayRef) -> Self {
        self.0.push((name.to_owned(), column));
        self
    }
}
