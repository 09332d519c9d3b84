//! From a checked question to one SQL statement over one mart.

use std::fmt::Write;

use mizan_domain::Month;

use crate::metric::{Kind, Metric, Time};
use crate::query::{Checked, Filter, Value};

/// Compiles the statement that answers a question cell by cell; a level is that of `period` where it
/// is known, otherwise of the last one.
pub(crate) fn answer(checked: &Checked<'_>, period: Option<&str>, row_limit: usize) -> String {
    let metric = checked.metric;
    let mut conditions: Vec<String> = checked.filters.iter().map(|one| condition(one)).collect();
    if let (Time::Stock, Some(time)) = (metric.time, metric.time_column.as_deref())
        && !checked.by.contains(&time)
    {
        // A level is that of the last period, of those asked for if any were.
        let within: Vec<String> = checked.filter(time).into_iter().map(condition).collect();
        let month = period.and_then(|period| period.parse::<Month>().ok());
        let last = month.map_or_else(
            || {
                let within = where_clause(&within);
                format!("(select max(\"{time}\") from \"{}\"{within})", metric.mart)
            },
            |month| format!("date '{}'", month.first_day()),
        );
        conditions.push(format!("\"{time}\" = {last}"));
    }
    select(metric, &checked.by, &conditions, row_limit)
}

/// Compiles the statement that reads the rows of a mart that its metrics need.
pub(crate) fn rows(metrics: &[&Metric], row_limit: usize) -> String {
    let (axes, columns) = crate::base::needed(metrics);
    let columns: Vec<String> =
        axes.into_iter().chain(columns).map(|column| format!("\"{column}\"")).collect();
    let mart = metrics.first().map_or("", |metric| metric.mart.as_str());
    format!("select {}\nfrom \"{mart}\"\nlimit {row_limit}", columns.join(", "))
}

/// Compiles the statement that reads a metric at its finest grain: the frozen base of a release.
pub(crate) fn base(metric: &Metric, row_limit: usize) -> String {
    select(metric, &metric.axes(), &[], row_limit)
}

/// Compiles the statement that lists the values of a dimension.
pub(crate) fn values(metric: &Metric, dimension: &str) -> String {
    format!("select distinct \"{dimension}\" from \"{}\" order by 1", metric.mart)
}

fn select(metric: &Metric, keys: &[&str], conditions: &[String], row_limit: usize) -> String {
    let mut columns: Vec<String> = keys.iter().map(|key| format!("\"{key}\"")).collect();
    let joined = if metric.kind == Kind::Median { "max" } else { "sum" };
    columns.push(format!("{joined}(\"{}\") as numerator", metric.numerator));
    let sums = [
        (metric.denominator.as_deref(), "denominator"),
        (metric.count_column(), "persons"),
        (metric.establishments.as_deref(), "establishments"),
        (metric.record_keys.as_deref(), "record_keys"),
    ];
    for (column, name) in sums {
        if let Some(column) = column {
            columns.push(format!("sum(\"{column}\") as {name}"));
        }
    }
    columns.push("count(*) as records".into());
    if let Some(time) = &metric.time_column {
        columns.push(format!("max(\"{time}\") as period"));
    }
    let mut sql = format!(
        "select {}\nfrom \"{}\"{}",
        columns.join(", "),
        metric.mart,
        where_clause(conditions)
    );
    if !keys.is_empty() {
        let positions: Vec<String> = (1..=keys.len()).map(|one| one.to_string()).collect();
        let positions = positions.join(", ");
        // Writing to a String cannot fail.
        let _ = write!(sql, "\ngroup by {positions}\norder by {positions}\nlimit {row_limit}");
    }
    sql
}

fn where_clause(conditions: &[String]) -> String {
    if conditions.is_empty() {
        String::new()
    } else {
        format!("\nwhere {}", conditions.join("\n  and "))
    }
}

fn condition(filter: &Filter<'_>) -> String {
    let dimension = filter.dimension;
    let mut codes = Vec::new();
    let mut parts = Vec::new();
    for value in &filter.values {
        match value {
            // Checked to hold no quote; doubled all the same, so that this line stands alone.
            Value::Code(code) => codes.push(format!("'{}'", code.replace('\'', "''"))),
            Value::Year(year) => codes.push(year.to_string()),
            Value::Months(first, last) if first == last => {
                codes.push(format!("date '{}'", first.first_day()));
            }
            Value::Months(first, last) => parts.push(format!(
                "\"{dimension}\" between date '{}' and date '{}'",
                first.first_day(),
                last.last_day()
            )),
        }
    }
    if !codes.is_empty() {
        parts.push(format!("\"{dimension}\" in ({})", codes.join(", ")));
    }
    if parts.len() == 1 { parts.remove(0) } else { format!("({})", parts.join(" or ")) }
}
