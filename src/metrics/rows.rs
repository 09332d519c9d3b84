//! Where rows come from, and how Arrow columns of any width become numbers and codes.

use std::future::Future;
use std::pin::Pin;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use mizan_domain::Date;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The engine's own error.
pub type RowError = Box<dyn std::error::Error + Send + Sync>;
/// The engine's answer, later.
pub type RowFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Vec<RecordBatch>, RowError>> + Send + 'a>>;

/// Answers SQL over the marts of one vintage, with the reader's rights already applied.
pub trait RowSource: Send + Sync {
    /// Runs one query and returns all its rows.
    fn query<'a>(&'a self, sql: &'a str) -> RowFuture<'a>;

    /// Names the versions of a mart and of the tables it is made from, the mart first.
    fn tables(&self, _mart: &str) -> Vec<TableVersion> {
        Vec::new()
    }
}

/// The state of a table in a vintage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableVersion {
    /// Name.
    pub name: String,
    /// Version of its log.
    pub version: u64,
    /// Rows.
    pub rows: u64,
    /// Hash of the query and of all it reads.
    pub fingerprint: String,
}

/// What stands for a key that the mart leaves empty.
pub(crate) const UNKNOWN_KEY: &str = "unknown";

/// One row of a compiled query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) keys: Vec<String>,
    pub(crate) numerator: Option<f64>,
    pub(crate) denominator: Option<f64>,
    pub(crate) persons: Option<f64>,
    pub(crate) establishments: Option<f64>,
    pub(crate) record_keys: Option<f64>,
    pub(crate) records: f64,
    pub(crate) period: Option<String>,
}

/// Reads the rows of a compiled query; the first `key_count` columns are the keys.
pub(crate) fn read_rows(
    metric: &str,
    batches: &[RecordBatch],
    key_count: usize,
) -> Result<Vec<Row>> {
    let mut rows = Vec::with_capacity(batches.iter().map(RecordBatch::num_rows).sum());
    for batch in batches {
        let reader = Reader { metric, batch };
        let keys: Vec<Vec<Option<String>>> =
            (0..key_count).map(|index| reader.texts(index)).collect::<Result<_>>()?;
        let numerators = reader.numbers("numerator")?;
        let denominators = reader.optional_numbers("denominator")?;
        let persons = reader.optional_numbers("persons")?;
        let establishments = reader.optional_numbers("establishments")?;
        let record_keys = reader.optional_numbers("record_keys")?;
        let records = reader.numbers("records")?;
        let periods = match batch.schema_ref().index_of("period") {
            Ok(index) => reader.texts(index)?,
            Err(_) => vec![None; batch.num_rows()],
        };
        for (index, period) in periods.into_iter().enumerate() {
            let key = |column: &Vec<Option<String>>| {
                column[index].clone().unwrap_or_else(|| UNKNOWN_KEY.to_owned())
            };
            rows.push(Row {
                keys: keys.iter().map(key).collect(),
                numerator: numerators[index],
                denominator: denominators[index],
                persons: persons[index],
                establishments: establishments[index],
                record_keys: record_keys[index],
                records: records[index].unwrap_or(0.0),
                period,
            });
        }
    }
    rows.sort_by(|left, right| left.keys.cmp(&right.keys));
    Ok(rows)
}

/// Reads the only column of a list of values, empty ones left out.
pub(crate) fn read_values(metric: &str, batches: &[RecordBatch]) -> Result<Vec<String>> {
    let mut values = Vec::new();
    for batch in batches {
        values.extend(Reader { metric, batch }.texts(0)?.into_iter().flatten());
    }
    values.sort();
    values.dedup();
    Ok(values)
}

struct Reader<'a> {
    metric: &'a str,
    batch: &'a RecordBatch,
}

impl Reader<'_> {
    fn fault(&self, column: &str, fault: String) -> Error {
        Error::Shape { metric: self.metric.to_owned(), column: column.to_owned(), fault }
    }

    fn column(&self, index: usize) -> Result<&dyn Array> {
        if index < self.batch.num_columns() {
            Ok(self.batch.column(index).as_ref())
        } else {
            Err(self.fault(&index.to_string(), "missing".into()))
        }
    }

    fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>> {
        let index = self
            .batch
            .schema_ref()
            .index_of(name)
            .map_err(|_| self.fault(name, "missing".into()))?;
        let column = self.column(index)?;
        numbers(column).ok_or_else(|| self.fault(name, format!("as {}", column.data_type())))
    }

    fn optional_numbers(&self, name: &str) -> Result<Vec<Option<f64>>> {
        if self.batch.schema_ref().index_of(name).is_err() {
            return Ok(vec![None; self.batch.num_rows()]);
        }
        self.numbers(name)
    }

    fn texts(&self, index: usize) -> Result<Vec<Option<String>>> {
        let column = self.column(index)?;
        let name = self.batch.schema_ref().field(index).name().clone();
        texts(column).ok_or_else(|| self.fault(&name, format!("as {}", column.data_type())))
    }
}

pub(crate) fn numbers(column: &dyn Array) -> Option<Vec<Option<f64>>> {
    macro_rules! primitive {
        ($kind:ty) => {
            column.as_primitive::<$kind>().iter().map(|one| one.map(|one| one as f64)).collect()
        };
    }
    let values: Vec<Option<f64>> = match column.data_type() {
        DataType::Null => vec![None; column.len()],
        DataType::Int8 => primitive!(Int8Type),
        DataType::Int16 => primitive!(Int16Type),
        DataType::Int32 => primitive!(Int32Type),
        DataType::Int64 => primitive!(Int64Type),
        DataType::UInt8 => primitive!(UInt8Type),
        DataType::UInt16 => primitive!(UInt16Type),
        DataType::UInt32 => primitive!(UInt32Type),
        DataType::UInt64 => primitive!(UInt64Type),
        DataType::Float32 => primitive!(Float32Type),
        DataType::Float64 => column.as_primitive::<Float64Type>().iter().collect(),
        DataType::Decimal128(_, scale) => {
            let divisor = 10_f64.powi(i32::from(*scale));
            let decimals = column.as_primitive::<Decimal128Type>();
            decimals.iter().map(|one| one.map(|one| one as f64 / divisor)).collect()
        }
        _ => return None,
    };
    Some(values.into_iter().map(|value| value.filter(|value| value.is_finite())).collect())
}

pub(crate) fn texts(column: &dyn Array) -> Option<Vec<Option<String>>> {
    let owned = |one: Option<&str>| one.map(str::to_owned);
    Some(match column.data_type() {
        DataType::Null => vec![None; column.len()],
        DataType::Utf8 => column.as_string::<i32>().iter().map(owned).collect(),
        DataType::LargeUtf8 => column.as_string::<i64>().iter().map(owned).collect(),
        DataType::Utf8View => column.as_string_view().iter().map(owned).collect(),
        // Months are stored as their first day and named `YYYY-MM`.
        DataType::Date32 => column
            .as_primitive::<Date32Type>()
            .iter()
            .map(|day| day.map(|day| Date::from_days(day).calendar_month().to_string()))
            .collect(),
        DataType::Boolean => {
            column.as_boolean().iter().map(|one| one.map(|one| one.to_string())).collect()
        }
        _ => numbers(column)?.into_iter().map(|one| one.map(|one| one.to_string())).collect(),
    })
}
