//! A mart in memory that understands just the SQL this crate writes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use arrow_array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use mizan_domain::Month;

use crate::{RowError, RowFuture, RowSource};

/// One row of the mart: its codes and its numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct MartRow {
    pub(super) codes: BTreeMap<String, String>,
    pub(super) numbers: BTreeMap<String, f64>,
}

pub(super) fn row(codes: &[(&str, &str)], numbers: &[(&str, f64)]) -> MartRow {
    MartRow {
        codes: codes.iter().map(|(key, code)| ((*key).into(), (*code).into())).collect(),
        numbers: numbers.iter().map(|(key, number)| ((*key).into(), *number)).collect(),
    }
}

/// Rows of one mart, and the statements it was asked.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) rows: Vec<MartRow>,
    pub(super) asked: Mutex<Vec<String>>,
}

impl Memory {
    pub(super) fn new(rows: Vec<MartRow>) -> Self {
        Self { rows, asked: Mutex::default() }
    }

    fn run(&self, sql: &str) -> Result<Vec<RecordBatch>, RowError> {
        self.asked.lock().unwrap().push(sql.to_owned());
        if let Some(rest) = sql.strip_prefix("select distinct \"") {
            let (dimension, _) = rest.split_once('"').ok_or("no dimension")?;
            let mut values: Vec<&str> = self
                .rows
                .iter()
                .filter_map(|row| Some(row.codes.get(dimension)?.as_str()))
                .collect();
            values.sort_unstable();
            values.dedup();
            return Ok(vec![RecordBatch::try_from_iter([(dimension, texts(dimension, &values))])?]);
        }
        if !sql.contains(" as records") {
            return self.rows(sql);
        }
        let (head, rest) = sql.split_once("\nfrom ").ok_or("no from")?;
        let (rest, is_grouped) = match rest.split_once("\ngroup by ") {
            Some((rest, _)) => (rest, true),
            None => (rest, false),
        };
        let conditions: Vec<&str> = match rest.split_once("\nwhere ") {
            Some((_, conditions)) => conditions.split("\n  and ").collect(),
            None => Vec::new(),
        };
        let kept: Vec<&MartRow> = self
            .rows
            .iter()
            .filter(|row| conditions.iter().all(|one| self.holds(one, row)))
            .collect();
        let items: Vec<&str> = head.trim_start_matches("select ").split(", ").collect();
        let keys: Vec<&str> =
            items.iter().filter_map(|item| item.strip_prefix('"')?.strip_suffix('"')).collect();
        let mut groups: BTreeMap<Vec<&str>, Vec<&MartRow>> = BTreeMap::new();
        if !is_grouped {
            groups.insert(Vec::new(), Vec::new());
        }
        for row in kept {
            let key = keys.iter().map(|key| row.codes[*key].as_str()).collect();
            groups.entry(key).or_default().push(row);
        }
        let mut columns: Vec<(&str, ArrayRef)> = Vec::new();
        for (index, key) in keys.iter().enumerate() {
            let values: Vec<&str> = groups.keys().map(|group| group[index]).collect();
            columns.push((key, texts(key, &values)));
        }
        for item in &items[keys.len()..] {
            let (call, name) = item.split_once(" as ").ok_or("no name")?;
            columns.push((name, aggregate(call, groups.values())));
        }
        Ok(vec![RecordBatch::try_from_iter(columns)?])
    }

    /// Whole rows: columns without a function.
    fn rows(&self, sql: &str) -> Result<Vec<RecordBatch>, RowError> {
        let (head, _) = sql.split_once("\nfrom ").ok_or("no from")?;
        let columns = head.trim_start_matches("select ").split(", ").map(|item| {
            let name = item.trim_matches('"');
            let is_number = self.rows.iter().any(|row| row.numbers.contains_key(name));
            let column: ArrayRef = if is_number {
                let values = self.rows.iter().map(|row| row.numbers.get(name).copied());
                Arc::new(values.collect::<Float64Array>())
            } else if self.rows.iter().any(|row| row.codes.contains_key(name)) {
                let values: Vec<&str> =
                    self.rows.iter().map(|row| row.codes[name].as_str()).collect();
                texts(name, &values)
            } else {
                arrow_array::new_null_array(&arrow_schema::DataType::Null, self.rows.len())
            };
            (name, column)
        });
        Ok(vec![RecordBatch::try_from_iter_with_nullable(
            columns.map(|(name, column)| (name, column, true)),
        )?])
    }

    fn holds(&self, condition: &str, row: &MartRow) -> bool {
        if let Some(either) = condition.strip_prefix('(') {
            return either.trim_end_matches(')').split(" or ").any(|one| self.holds(one, row));
        }
        let (dimension, rest) = condition[1..].split_once('"').unwrap();
        let own = row.codes[dimension].as_str();
        if let Some(nested) = rest.strip_prefix(" = (select max(") {
            let within = nested.split_once("\nwhere ").map(|one| one.1.strip_suffix(')').unwrap());
            let candidates =
                self.rows.iter().filter(|row| within.is_none_or(|one| self.holds(one, row)));
            return candidates.map(|row| row.codes[dimension].as_str()).max() == Some(own);
        }
        if let Some(limits) = rest.strip_prefix(" between ") {
            let (first, last) = limits.split_once(" and ").unwrap();
            return literal(first).as_str() <= own && own <= literal(last).as_str();
        }
        let list = rest.strip_prefix(" in (").unwrap().trim_end_matches(')');
        list.split(", ").any(|one| literal(one) == own)
    }
}

impl RowSource for Memory {
    fn query<'a>(&'a self, sql: &'a str) -> RowFuture<'a> {
        Box::pin(async move { self.run(sql) })
    }
}

fn literal(text: &str) -> String {
    let plain = text.trim_start_matches("date ").trim_matches('\'');
    if text.starts_with("date ") { plain[..7].to_owned() } else { plain.to_owned() }
}

fn texts(name: &str, values: &[&str]) -> ArrayRef {
    if name == "month" {
        let days = values.iter().map(|value| first_day(value));
        return Arc::new(Date32Array::from_iter_values(days));
    }
    Arc::new(StringArray::from_iter_values(values))
}

fn first_day(month: &str) -> i32 {
    month.parse::<Month>().unwrap().first_day().days_since_epoch()
}

fn aggregate<'a>(call: &str, groups: impl Iterator<Item = &'a Vec<&'a MartRow>>) -> ArrayRef {
    if call == "count(*)" {
        return Arc::new(Int64Array::from_iter_values(groups.map(|rows| rows.len() as i64)));
    }
    let (function, column) = call.split_once("(\"").unwrap();
    let column = column.trim_end_matches("\")");
    if column == "month" {
        let last = groups.map(|rows| rows.iter().map(|row| first_day(&row.codes[column])).max());
        return Arc::new(last.collect::<Date32Array>());
    }
    let values = groups.map(|rows| {
        let numbers = rows.iter().filter_map(|row| row.numbers.get(column).copied());
        numbers.reduce(|left, right| if function == "max" { left.max(right) } else { left + right })
    });
    Arc::new(values.collect::<Float64Array>())
}
