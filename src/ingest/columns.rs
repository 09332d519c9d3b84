//! Builders of the raw table's Arrow columns.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder,
};
use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use arrow_schema::{ArrowError, DataType, SchemaRef};

use crate::key::VaultKey;
use crate::plan::{Part, Plan};
use crate::value::Slot;

/// One growing column.
pub(crate) enum ColumnBuilder {
    Text(StringBuilder),
    Whole(Int64Builder),
    Money(Decimal128Builder),
    Float(Float64Builder),
    Day(Date32Builder),
    Boolean(BooleanBuilder),
}

impl ColumnBuilder {
    fn new(data_type: &DataType, rows: usize) -> Self {
        match data_type {
            DataType::Int64 => Self::Whole(Int64Builder::with_capacity(rows)),
            DataType::Float64 => Self::Float(Float64Builder::with_capacity(rows)),
            DataType::Date32 => Self::Day(Date32Builder::with_capacity(rows)),
            DataType::Boolean => Self::Boolean(BooleanBuilder::with_capacity(rows)),
            DataType::Decimal128(precision, scale) => {
                let data_type = DataType::Decimal128(*precision, *scale);
                Self::Money(Decimal128Builder::with_capacity(rows).with_data_type(data_type))
            }
            _ => Self::Text(StringBuilder::with_capacity(rows, rows * 12)),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Whole(builder) => Arc::new(builder.finish()),
            Self::Money(builder) => Arc::new(builder.finish()),
            Self::Float(builder) => Arc::new(builder.finish()),
            Self::Day(builder) => Arc::new(builder.finish()),
            Self::Boolean(builder) => Arc::new(builder.finish()),
        }
    }
}

/// What stands beside every row of a delivery.
#[derive(Debug, Clone)]
pub(crate) struct Lineage {
    pub(crate) delivery_id: String,
    /// First day of the reference month, days since 1970-01-01.
    pub(crate) month_days: i32,
    /// Place in the order in which deliveries arrived.
    pub(crate) sequence: i64,
}

impl Lineage {
    /// Last day of the reference month, days since 1970-01-01.
    pub(crate) fn last_day(&self) -> i32 {
        let month = mizan_domain::Date::from_days(self.month_days).calendar_month();
        month.last_day().days_since_epoch()
    }
}

/// The growing rows of one chunk.
pub(crate) struct RowBuilder {
    builders: Vec<ColumnBuilder>,
    lineage: Lineage,
    rows: usize,
}

impl RowBuilder {
    pub(crate) fn new(schema: &SchemaRef, lineage: Lineage, rows: usize) -> Self {
        let builders = schema
            .fields()
            .iter()
            .map(|field| ColumnBuilder::new(field.data_type(), rows))
            .collect();
        Self { builders, lineage, rows: 0 }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Appends one accepted row.
    #[inline]
    pub(crate) fn push(
        &mut self,
        plan: &Plan,
        key: Option<&VaultKey>,
        slots: &[Slot],
        record: &str,
        arena: &str,
        line: i64,
    ) {
        for (builder, output) in self.builders.iter_mut().zip(&plan.outputs) {
            let slot = &slots[output.column];
            match (output.part, slot) {
                (Part::Value, _) => append_value(builder, slot, plan, output.column, record, arena),
                (Part::Pseudonym, Slot::Id(id)) => {
                    append_text(builder, key.map(|key| key.pseudonym("national_id", id.as_str())));
                }
                (Part::Pseudonym, Slot::Text(span)) => {
                    let canonical = span.of(record, arena);
                    append_text(builder, key.map(|key| key.pseudonym("passport", canonical)));
                }
                (Part::BirthYear, Slot::Id(id)) => {
                    append_whole(builder, Some(i64::from(id.birth_date().year())));
                }
                (Part::Sex, Slot::Id(id)) => append_text(builder, Some(id.sex().code())),
                (Part::BirthYear, _) => append_whole(builder, None),
                _ => append_text(builder, None::<&str>),
            }
        }
        let at = plan.outputs.len();
        append_text(&mut self.builders[at], Some(&self.lineage.delivery_id));
        if let ColumnBuilder::Day(builder) = &mut self.builders[at + 1] {
            builder.append_value(self.lineage.month_days);
        }
        append_whole(&mut self.builders[at + 2], Some(line));
        self.rows += 1;
    }

    pub(crate) fn finish(mut self, schema: SchemaRef) -> Result<RecordBatch, ArrowError> {
        // The last column, the arrival, is the same in every row and is not built row by row.
        let received = Int64Array::from_value(self.lineage.sequence, self.rows);
        let grown = self.builders.len() - 1;
        let mut columns: Vec<ArrayRef> =
            self.builders[..grown].iter_mut().map(ColumnBuilder::finish).collect();
        columns.push(Arc::new(received));
        RecordBatch::try_new(schema, columns)
    }
}

#[inline]
fn append_value(
    builder: &mut ColumnBuilder,
    slot: &Slot,
    plan: &Plan,
    column: usize,
    record: &str,
    arena: &str,
) {
    match (builder, slot) {
        (ColumnBuilder::Text(builder), Slot::Text(span)) => {
            builder.append_value(span.of(record, arena));
        }
        (ColumnBuilder::Text(builder), Slot::Code(index)) => {
            builder.append_value(&plan.columns[column].code_names[*index as usize]);
        }
        (ColumnBuilder::Text(builder), Slot::Governorate(code)) => builder.append_value(code),
        (ColumnBuilder::Whole(builder), Slot::Whole(value)) => builder.append_value(*value),
        (ColumnBuilder::Money(builder), Slot::Money(value)) => {
            builder.append_value(i128::from(*value));
        }
        (ColumnBuilder::Float(builder), Slot::Float(value)) => builder.append_value(*value),
        (ColumnBuilder::Day(builder), Slot::Day(days)) => builder.append_value(*days),
        (ColumnBuilder::Boolean(builder), Slot::Boolean(value)) => builder.append_value(*value),
        (ColumnBuilder::Text(builder), _) => builder.append_null(),
        (ColumnBuilder::Whole(builder), _) => builder.append_null(),
        (ColumnBuilder::Money(builder), _) => builder.append_null(),
        (ColumnBuilder::Float(builder), _) => builder.append_null(),
        (ColumnBuilder::Day(builder), _) => builder.append_null(),
        (ColumnBuilder::Boolean(builder), _) => builder.append_null(),
    }
}

fn append_text(builder: &mut ColumnBuilder, text: Option<impl AsRef<str>>) {
    if let ColumnBuilder::Text(builder) = builder {
        builder.append_option(text);
    }
}

fn append_whole(builder: &mut ColumnBuilder, value: Option<i64>) {
    if let ColumnBuilder::Whole(builder) = builder {
        builder.append_option(value);
    }
}
