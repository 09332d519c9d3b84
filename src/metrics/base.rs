//! The rows of one mart in one vintage, read once: every figure of the ministry is taken from them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;

use crate::error::{Error, Result};
use crate::metric::Metric;
use crate::rows::{UNKNOWN_KEY, numbers, texts};
use crate::space::{Axis, Space};

/// Most rows of a mart that are read.
pub(crate) const ROWS_MAX: usize = 4_000_000;

/// The rows of a mart: positions on the axes, and the columns that metrics count or sum.
#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) space: Space,
    /// Columns by name in order; a missing number is NaN.
    pub(crate) columns: BTreeMap<String, Vec<f64>>,
    /// The axis of months or years, if metrics of the mart are dated.
    pub(crate) time: Option<usize>,
}

/// Axes and columns that the metrics of a mart need, in order of name.
pub(crate) fn needed<'a>(metrics: &[&'a Metric]) -> (Vec<&'a str>, Vec<&'a str>) {
    let axes: BTreeSet<&str> = metrics.iter().flat_map(|metric| metric.axes()).collect();
    let columns: BTreeSet<&str> = metrics
        .iter()
        .flat_map(|metric| {
            let others = [
                metric.denominator.as_deref(),
                metric.count_column(),
                metric.establishments.as_deref(),
            ];
            std::iter::once(metric.numerator.as_str()).chain(others.into_iter().flatten())
        })
        .collect();
    (axes.into_iter().collect(), columns.into_iter().collect())
}

impl Base {
    /// Reads the batches of the statement [`crate::sql::rows`] wrote for these metrics.
    pub(crate) fn read(mart: &str, metrics: &[&Metric], batches: &[RecordBatch]) -> Result<Self> {
        let (names, columns) = needed(metrics);
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        let too_many =
            || Error::TooManyCells { metric: mart.to_owned(), limit: ROWS_MAX, widest: None };
        if rows > ROWS_MAX {
            return Err(too_many());
        }
        let fault = |column: &str, fault: String| Error::Shape {
            metric: mart.to_owned(),
            column: column.to_owned(),
            fault,
        };
        let mut encoders: Vec<Encoder> = names.iter().map(|_| Encoder::default()).collect();
        let mut values: Vec<Vec<f64>> = vec![Vec::with_capacity(rows); columns.len()];
        for batch in batches {
            if batch.num_columns() != names.len() + columns.len() {
                return Err(fault("all", format!("as {} columns", batch.num_columns())));
            }
            for (index, (name, encoder)) in names.iter().zip(&mut encoders).enumerate() {
                let column = batch.column(index);
                let kind = column.data_type().clone();
                encoder.read(column).ok_or_else(|| fault(name, format!("as {kind}")))?;
            }
            for (index, (name, list)) in columns.iter().zip(&mut values).enumerate() {
                let column = batch.column(names.len() + index);
                let read = numbers(column)
                    .ok_or_else(|| fault(name, format!("as {}", column.data_type())))?;
                list.extend(read.into_iter().map(|value| value.unwrap_or(f64::NAN)));
            }
        }
        let time = metrics
            .iter()
            .find_map(|metric| metric.time_column.as_deref())
            .and_then(|time| names.iter().position(|name| *name == time));
        let (axes, codes): (Vec<Axis>, Vec<Vec<u32>>) = names
            .iter()
            .zip(encoders)
            .map(|(name, encoder)| {
                let (values, codes) = encoder.finish();
                (Axis { name: (*name).to_owned(), values }, codes)
            })
            .unzip();
        let space = Space::new(axes, codes, time).ok_or_else(too_many)?;
        let columns = columns.into_iter().map(str::to_owned).zip(values).collect();
        Ok(Self { space, columns, time })
    }
}

/// Numbers the values of an axis as they come.
#[derive(Default)]
struct Encoder {
    numbers: HashMap<String, u32>,
    codes: Vec<u32>,
}

impl Encoder {
    fn number(&mut self, value: &str) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(value.to_owned(), number);
        number
    }

    fn read(&mut self, column: &dyn Array) -> Option<()> {
        match column.data_type() {
            DataType::Utf8 => self.read_texts(column.as_string::<i32>().iter()),
            DataType::LargeUtf8 => self.read_texts(column.as_string::<i64>().iter()),
            DataType::Utf8View => self.read_texts(column.as_string_view().iter()),
            DataType::Date32 => {
                // Few distinct days, each written out once.
                let mut known: HashMap<Option<i32>, u32> = HashMap::new();
                for day in column.as_primitive::<Date32Type>() {
                    let number = known.get(&day).copied().unwrap_or_else(|| {
                        let text = day.map_or_else(
                            || UNKNOWN_KEY.to_owned(),
                            |day| mizan_domain::Date::from_days(day).calendar_month().to_string(),
                        );
                        let number = self.number(&text);
                        known.insert(day, number);
                        number
                    });
                    self.codes.push(number);
                }
            }
            _ => {
                for text in texts(column)? {
                    let number = self.number(text.as_deref().unwrap_or(UNKNOWN_KEY));
                    self.codes.push(number);
                }
            }
        }
        Some(())
    }

    fn read_texts<'a>(&mut self, values: impl Iterator<Item = Option<&'a str>>) {
        // Marts are sorted: a value often equals the one before.
        let mut last: Option<(&str, u32)> = None;
        for value in values {
            let value = value.unwrap_or(UNKNOWN_KEY);
            let number = match last {
                Some((before, number)) if before == value => number,
                _ => self.number(value),
            };
            last = Some((value, number));
            self.codes.push(number);
        }
    }

    /// The values in order, and the codes by that order.
    fn finish(self) -> (Vec<String>, Vec<u32>) {
        let mut order: Vec<(String, u32)> = self.numbers.into_iter().collect();
        order.sort();
        let mut places = vec![0; order.len()];
        for (place, (_, number)) in order.iter().enumerate() {
            places[*number as usize] = place as u32;
        }
        let codes = self.codes.into_iter().map(|number| places[number as usize]).collect();
        (order.into_iter().map(|(value, _)| value).collect(), codes)
    }
}
