//! A contract compiled once per delivery: what each column's text must be and what leaves the row.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use mizan_catalog::SourceContract;
use mizan_catalog::source::{Column, ColumnType, Comparison, PersonalData, RowRule, Severity};

use crate::correction::{ChangesPlan, Correction};
use crate::day::parse_day;
use crate::error::{Error, Result};
use crate::label::fold_label;
use crate::number::Decimal;
use crate::pattern::Pattern;

/// The compiled contract.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) source: String,
    pub(crate) columns: Vec<ColumnPlan>,
    pub(crate) rules: Vec<RowRulePlan>,
    /// Columns that tell records of one delivery apart: the key, and with announced changes what
    /// was done and when.
    pub(crate) key: Vec<usize>,
    pub(crate) changes: Option<ChangesPlan>,
    /// Set while corrections of another delivery are read.
    pub(crate) correction: Option<Correction>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) schema: SchemaRef,
    pub(crate) has_vault: bool,
    /// Whether any code is in force for a time only.
    pub(crate) has_periods: bool,
}

/// One column's rules.
#[derive(Debug)]
pub(crate) struct ColumnPlan {
    pub(crate) name: String,
    pub(crate) kind: ColumnType,
    pub(crate) is_required: bool,
    /// Whether it is part of the record's key.
    pub(crate) is_key: bool,
    pub(crate) is_identifying: bool,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
    /// Folded delivered text → index into `code_names`.
    pub(crate) codes: BTreeMap<String, u32>,
    pub(crate) code_names: Vec<String>,
    /// First and last day of each of `code_names`, days since 1970-01-01; `None` holds always.
    pub(crate) periods: Vec<Option<(i32, i32)>>,
    pub(crate) in_force_on: Option<Basis>,
    pub(crate) severity: Severity,
}

/// The day on which a code must be in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// Any day of the delivery's month.
    Delivery,
    /// The day in another column of the row.
    Column(usize),
}

/// A limit in the unit of the column's values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bound {
    Whole(i64),
    Float(f64),
}

/// One rule over two columns.
#[derive(Debug)]
pub(crate) struct RowRulePlan {
    pub(crate) rule: RowRule,
    pub(crate) left: usize,
    pub(crate) right: usize,
}

/// A column of the raw table and what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) column: usize,
    pub(crate) part: Part,
}

/// What of a value the row keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Value,
    Pseudonym,
    BirthYear,
    Sex,
}

impl Plan {
    /// Compiles a contract.
    pub(crate) fn new(contract: &SourceContract) -> Result<Self> {
        let columns: Vec<ColumnPlan> = contract
            .columns
            .iter()
            .map(|column| ColumnPlan::new(contract, column))
            .collect::<Result<_>>()?;
        let place = |name: &str| {
            let found = contract.columns.iter().position(|column| column.name == name);
            found.ok_or_else(|| fault(contract, name, "the contract has no such column"))
        };
        let mut key: Vec<usize> =
            contract.key.iter().map(|name| place(name)).collect::<Result<_>>()?;
        let changes = ChangesPlan::new(contract, &columns);
        key.extend(changes.iter().flat_map(ChangesPlan::columns));
        let rule = |rule: &RowRule| {
            let (left, right) = (place(&rule.left)?, place(&rule.right)?);
            Ok(RowRulePlan { rule: rule.clone(), left, right })
        };
        let rules = contract.rules.iter().map(rule).collect::<Result<Vec<_>>>()?;
        for rule in &rules {
            let is_national_id = columns[rule.right].kind == ColumnType::NationalId;
            if rule.rule.comparison == Comparison::AgreesWithNationalId && !is_national_id {
                return Err(fault(
                    contract,
                    &rule.rule.id,
                    "its right column is no national number",
                ));
            }
        }
        let outputs = outputs(contract);
        let schema = raw_schema(contract);
        let has_vault = columns.iter().any(|column| column.is_identifying);
        let has_periods = columns.iter().any(|column| column.in_force_on.is_some());
        Ok(Self {
            source: contract.name.clone(),
            columns,
            rules,
            key,
            changes,
            correction: None,
            outputs,
            schema,
            has_vault,
            has_periods,
        })
    }
}

impl ColumnPlan {
    fn new(contract: &SourceContract, column: &Column) -> Result<Self> {
        let pattern = column.pattern.as_deref().map(Pattern::new).transpose();
        let pattern = pattern.map_err(|detail| fault(contract, &column.name, &detail))?;
        let bound = |text: &Option<String>| {
            let parsed = text.as_deref().map(|text| Bound::parse(column.kind, text).ok_or(text));
            parsed.transpose().map_err(|text| {
                fault(
                    contract,
                    &column.name,
                    &format!("`{text}` is no bound for a column of this type"),
                )
            })
        };
        let (minimum, maximum) = (bound(&column.minimum)?, bound(&column.maximum)?);
        let mut code_names: Vec<String> = column.codes.values().cloned().collect();
        code_names.sort_unstable();
        code_names.dedup();
        let index = |name: &String| code_names.binary_search(name).unwrap_or_default() as u32;
        let codes =
            column.codes.iter().map(|(text, name)| (fold_label(text), index(name))).collect();
        let (periods, in_force_on) = periods(contract, column, &code_names)?;
        Ok(Self {
            periods,
            in_force_on,
            name: column.name.clone(),
            kind: column.kind,
            is_required: column.required,
            is_key: contract.key.contains(&column.name),
            is_identifying: is_identifying(column),
            pattern,
            minimum,
            maximum,
            codes,
            code_names,
            severity: column.severity,
        })
    }
}

impl Bound {
    fn parse(kind: ColumnType, text: &str) -> Option<Self> {
        match kind {
            ColumnType::Integer => Decimal::parse(text)?.integer().map(Self::Whole),
            ColumnType::Money => Decimal::parse(text)?.hundredths().map(Self::Whole),
            ColumnType::Number => Some(Self::Float(Decimal::parse(text)?.float())),
            ColumnType::Date | ColumnType::Month => match parse_day(text) {
                Ok(day) => Some(Self::Whole(i64::from(day.days))),
                // A bound may be a day that no delivered value may be.
                Err(_) => text
                    .parse::<mizan_domain::Date>()
                    .ok()
                    .map(|date| Self::Whole(i64::from(date.days_since_epoch()))),
            },
            _ => None,
        }
    }
}

type Periods = (Vec<Option<(i32, i32)>>, Option<Basis>);

/// When the codes of a column are in force, and on which day of a row they must be.
fn periods(contract: &SourceContract, column: &Column, names: &[String]) -> Result<Periods> {
    let mut periods = vec![None; names.len()];
    for (code, period) in &column.in_force {
        let wrong = |detail: &str| fault(contract, &column.name, detail);
        let place = names.binary_search(code);
        let place = place.map_err(|_| wrong(&format!("`{code}` is none of its codes")))?;
        let day = |text: &Option<String>, open: i32| match text {
            None => Ok(open),
            Some(text) => text
                .parse::<mizan_domain::Date>()
                .map(mizan_domain::Date::days_since_epoch)
                .map_err(|_| wrong(&format!("`{text}` is no day `YYYY-MM-DD`"))),
        };
        periods[place] = Some((day(&period.from, i32::MIN)?, day(&period.until, i32::MAX)?));
    }
    let basis = match &column.in_force_on {
        Some(name) => {
            let found = contract.columns.iter().position(|other| other.name == *name);
            let is_day = |place: &usize| {
                matches!(contract.columns[*place].kind, ColumnType::Date | ColumnType::Month)
            };
            Some(Basis::Column(found.filter(is_day).ok_or_else(|| {
                fault(contract, &column.name, &format!("`{name}` is no column of days"))
            })?))
        }
        None if column.in_force.is_empty() => None,
        None => Some(Basis::Delivery),
    };
    Ok((periods, basis))
}

fn fault(contract: &SourceContract, column: &str, detail: &str) -> Error {
    Error::Contract {
        source_name: contract.name.clone(),
        column: column.to_owned(),
        detail: detail.to_owned(),
    }
}

fn is_identifying(column: &Column) -> bool {
    let is_always = matches!(
        column.kind,
        ColumnType::NationalId | ColumnType::PersonName | ColumnType::Phone | ColumnType::Passport
    );
    is_always || column.personal == PersonalData::Identifying
}

fn outputs(contract: &SourceContract) -> Vec<Output> {
    let parts = |column: &Column| -> &'static [Part] {
        match column.kind {
            ColumnType::NationalId => &[Part::Pseudonym, Part::BirthYear, Part::Sex],
            ColumnType::Passport => &[Part::Pseudonym],
            _ if is_identifying(column) => &[],
            _ => &[Part::Value],
        }
    };
    let columns = contract.columns.iter().enumerate();
    columns
        .flat_map(|(column, declared)| {
            parts(declared).iter().map(move |part| Output { column, part: *part })
        })
        .collect()
}

/// The Arrow schema of the raw table of a source: the contract's columns without identifying ones,
/// what is derived from those, then `_delivery_id`, `_delivery_month`, `_line` and `_received`, the
/// place of the delivery in the order of arrival.
pub fn raw_schema(contract: &SourceContract) -> SchemaRef {
    let mut fields: Vec<Field> = outputs(contract)
        .into_iter()
        .map(|output| field(&contract.columns[output.column], output.part))
        .collect();
    fields.push(Field::new("_delivery_id", DataType::Utf8, false));
    fields.push(Field::new("_delivery_month", DataType::Date32, false));
    fields.push(Field::new("_line", DataType::Int64, false));
    fields.push(Field::new("_received", DataType::Int64, true));
    Arc::new(Schema::new(fields))
}

fn field(column: &Column, part: Part) -> Field {
    let stem = if column.name == "national_id" { "person" } else { &column.name };
    let (name, data_type) = match part {
        Part::Value => (column.name.clone(), value_type(column.kind)),
        Part::Pseudonym => (format!("{stem}_pseudonym"), DataType::Utf8),
        Part::BirthYear => (format!("{stem}_birth_year"), DataType::Int64),
        Part::Sex => (format!("{stem}_sex"), DataType::Utf8),
    };
    Field::new(name, data_type, true)
}

fn value_type(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Integer => DataType::Int64,
        ColumnType::Number => DataType::Float64,
        ColumnType::Money => DataType::Decimal128(14, 2),
        ColumnType::Date | ColumnType::Month => DataType::Date32,
        ColumnType::Boolean => DataType::Boolean,
        _ => DataType::Utf8,
    }
}
