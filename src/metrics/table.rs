//! Figures as one Arrow table with their receipt beside it, for files of every kind.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt64Array};
use mizan_domain::Language;

use crate::figures::Figures;

impl Figures {
    /// The figures as a table: one text column per dimension, then `value`, `n`,
    /// `interval_low`, `interval_high`, `status` (`c` confidential, `x` not available, `z` not
    /// applicable, empty where shown) and `vintage`.
    pub fn to_batch(&self) -> RecordBatch {
        let rows = || self.rows.iter();
        let mut columns: Vec<(String, ArrayRef)> = Vec::with_capacity(self.by.len() + 6);
        for dimension in &self.by {
            let codes: StringArray = rows().map(|row| row.key(dimension)).collect();
            columns.push((dimension.clone(), Arc::new(codes)));
        }
        let number = |pick: fn(&crate::Figure) -> Option<f64>| -> ArrayRef {
            Arc::new(self.rows.iter().map(pick).collect::<Float64Array>())
        };
        columns.push(("value".into(), number(|row| row.value)));
        let persons: UInt64Array = rows().map(|row| row.n).collect();
        columns.push(("n".into(), Arc::new(persons)));
        columns.push(("interval_low".into(), number(|row| row.interval.map(|pair| pair.0))));
        columns.push(("interval_high".into(), number(|row| row.interval.map(|pair| pair.1))));
        let statuses: StringArray = rows().map(|row| Some(row.status.symbol())).collect();
        columns.push(("status".into(), Arc::new(statuses)));
        let vintages: StringArray = rows().map(|_| Some(&*self.receipt.vintage)).collect();
        columns.push(("vintage".into(), Arc::new(vintages)));
        let columns = columns.into_iter().map(|(name, column)| (name, column, true));
        RecordBatch::try_from_iter_with_nullable(columns)
            .unwrap_or_else(|_| RecordBatch::new_empty(Arc::new(arrow_schema::Schema::empty())))
    }

    /// The receipt as names and texts in one language, in reading order.
    pub fn receipt_entries(&self, language: Language) -> Vec<(String, String)> {
        let receipt = &self.receipt;
        let filters = receipt.filters.iter().map(|(name, values)| {
            let values = values.join(", ");
            format!("{name} = {values}")
        });
        let mut entries = vec![
            ("metric", self.metric.clone()),
            ("name", receipt.title.get(language).to_owned()),
            ("definition", receipt.definition.get(language).to_owned()),
            ("pitfalls", receipt.pitfalls.get(language).to_owned()),
            ("unit", self.unit.get(language).to_owned()),
            ("formula", receipt.formula.clone()),
            ("filters", filters.collect::<Vec<_>>().join("; ")),
            ("mart", receipt.mart.clone()),
            ("vintage", receipt.vintage.clone()),
            ("period", receipt.period.clone().unwrap_or_default()),
            ("n", receipt.n.to_string()),
            ("disclosure_rule", receipt.rule.get(language).to_owned()),
            ("sql", receipt.sql.clone()),
            ("reproduce", receipt.reproduce.clone()),
            ("sha256", receipt.sha256.clone()),
        ];
        let notes: Vec<&str> = self.notes.iter().map(|note| note.get(language)).collect();
        entries.push(("notes", notes.join("\n")));
        entries.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
    }
}
