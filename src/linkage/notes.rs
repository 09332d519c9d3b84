//! What whoever delivers the records should know: columns full of placeholders, or of nothing.

use crate::dictionary::MISSING;
use crate::features::Kind;
use crate::frequencies::{is_shared_date_count, is_shared_identifier_count};
use crate::linker::Linker;

impl Linker {
    /// Remarks on columns that speak for nobody, each naming its column; no value is repeated, since it may be
    /// somebody's number.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for (comparison, fitted) in self.layout.comparisons.iter().zip(&self.model.comparisons) {
            let column = &fitted.field;
            let values = &fitted.values;
            let is_placeholder = |count: u32| match comparison.kind {
                Kind::Identifier => is_shared_identifier_count(count),
                Kind::Date => is_shared_date_count(count, values.total),
                _ => false,
            };
            let shared: Vec<u64> = values
                .counts
                .values()
                .filter(|&&count| is_placeholder(count))
                .map(|&count| u64::from(count))
                .collect();
            if !shared.is_empty() {
                notes.push(format!(
                    "column `{column}`: {} of its values stand in {} records and are taken for placeholders",
                    shared.len(),
                    shared.iter().sum::<u64>()
                ));
            }
            let slot = comparison.slot;
            let is_missing = |profile: usize| match comparison.kind {
                Kind::Date => self.features.dates[slot][profile] == 0,
                Kind::Identifier => self.features.identifiers[slot][profile] == 0,
                _ => self.features.texts[slot][profile] == MISSING,
            };
            let records = self.profiles.records();
            let missing: usize = (0..self.features.rows())
                .filter(|&profile| is_missing(profile))
                .map(|profile| self.profiles.copies(profile) as usize)
                .sum();
            if records > 0 && missing == records {
                notes.push(format!("column `{column}`: no record has a usable value"));
            } else if column.ends_with("given_name") && missing > 0 {
                notes.push(format!(
                    "column `{column}`: {missing} of {records} records have no name"
                ));
            }
        }
        notes
    }
}
