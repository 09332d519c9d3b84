//! How common each value is: agreement on a rare value says more than on a common one.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::dictionary::MISSING;
use crate::features::{Comparison, Features, Kind, Layout};
use crate::normalise;
use crate::profiles::Profiles;

/// An identifier that more records than this carry is a placeholder or a shared line, not a person.
const SHARED_ABOVE: u32 = 20;
/// A date with less surprise than this, in bits (one record in 256), is a placeholder.
const SHARED_DATE_BITS: f32 = 8.0;

/// Whether so many records carry an identifier that it is nobody's own.
pub(crate) fn is_shared_identifier_count(count: u32) -> bool {
    count > SHARED_ABOVE
}

/// Whether so many of all records carry a date that it is a placeholder.
pub(crate) fn is_shared_date_count(count: u32, total: u64) -> bool {
    let bits = (total.max(1) as f32 / count.max(1) as f32).log2();
    count > SHARED_ABOVE && bits < SHARED_DATE_BITS
}

/// Counts of one field's values, frozen in a model. Values met once are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ValueCounts {
    /// Records with a value; of identical records at most fifty.
    pub total: u64,
    /// Records per value (loose form) met at least twice; of identifiers, only those shared by many.
    pub counts: BTreeMap<String, u32>,
}

/// Counts the values of every comparison: texts and dates by record, since a placeholder may stand in
/// thousands of equal records; identifiers by distinct record, since a person may be delivered every month.
pub(crate) fn count(layout: &Layout, features: &Features, profiles: &Profiles) -> Vec<ValueCounts> {
    layout
        .comparisons
        .iter()
        .map(|comparison| match comparison.kind {
            Kind::Name | Kind::Text | Kind::Code => {
                let mut counts = vec![0u32; features.dictionary.len()];
                for (profile, &id) in features.texts[comparison.slot].iter().enumerate() {
                    counts[features.dictionary.loose(id) as usize] += profiles.copies(profile);
                }
                counts[MISSING as usize] = 0;
                let column = &features.texts[comparison.slot];
                let is_there =
                    |profile: usize| features.dictionary.loose(column[profile]) != MISSING;
                let total = total(profiles, column.len(), is_there);
                let counts = counts
                    .iter()
                    .enumerate()
                    .filter(|(_, count)| **count >= 2)
                    .map(|(id, &count)| (features.dictionary.text(id as u32).to_owned(), count))
                    .collect();
                ValueCounts { total, counts }
            }
            Kind::Date => {
                let column = &features.dates[comparison.slot];
                let copies = column.iter().enumerate().flat_map(|(profile, &date)| {
                    std::iter::repeat_n(u128::from(date), profiles.copies(profile) as usize)
                });
                let total = total(profiles, column.len(), |profile| column[profile] != 0);
                ValueCounts { total, ..runs(copies, 2, |date| date.to_string()) }
            }
            Kind::Identifier => {
                let column = &features.identifiers[comparison.slot];
                runs(column.iter().copied(), SHARED_ABOVE + 1, identifier_text)
            }
        })
        .collect()
}

/// Records with a value, of identical ones only those that count.
fn total(profiles: &Profiles, count: usize, is_there: impl Fn(usize) -> bool) -> u64 {
    let present = (0..count).filter(|profile| is_there(*profile));
    present.map(|profile| u64::from(profiles.counted_copies(profile))).sum()
}

fn runs(
    values: impl Iterator<Item = u128>,
    at_least: u32,
    text: impl Fn(u128) -> String,
) -> ValueCounts {
    let mut values: Vec<u128> = values.filter(|&value| value != 0).collect();
    values.sort_unstable();
    let counts = values
        .chunk_by(|a, b| a == b)
        .filter(|run| run.len() as u32 >= at_least)
        .map(|run| (text(run[0]), run.len() as u32))
        .collect();
    ValueCounts { total: values.len() as u64, counts }
}

fn identifier_text(packed: u128) -> String {
    let (letters, length) = normalise::identifier_letters(packed);
    letters[..length]
        .iter()
        .map(|&code| match code {
            1..=10 => (b'0' + (code - 1) as u8) as char,
            _ => (b'A' + (code - 11) as u8) as char,
        })
        .collect()
}

/// The counts made ready for a dictionary: bits of surprise per value.
#[derive(Debug, Clone)]
pub(crate) struct Surprises {
    texts: Vec<Vec<f32>>,
    dates: Vec<HashMap<u32, f32>>,
    shared_dates: Vec<HashSet<u32>>,
    shared: Vec<HashSet<u128>>,
    rarest: Vec<f32>,
    date_rarest: Vec<f32>,
}

impl Surprises {
    pub(crate) fn new(layout: &Layout, counts: &[ValueCounts], features: &Features) -> Self {
        let mut surprises = Self {
            texts: vec![Vec::new(); layout.texts],
            dates: vec![HashMap::new(); layout.dates],
            shared_dates: vec![HashSet::new(); layout.dates],
            shared: vec![HashSet::new(); layout.identifiers],
            rarest: vec![0.0; layout.texts],
            date_rarest: vec![0.0; layout.dates],
        };
        for (comparison, values) in layout.comparisons.iter().zip(counts) {
            let bits = |count: u32| (values.total.max(1) as f32 / count as f32).log2().max(0.0);
            let slot = comparison.slot;
            match comparison.kind {
                Kind::Name | Kind::Text | Kind::Code => {
                    surprises.rarest[slot] = bits(1);
                    let mut column = vec![bits(1); features.dictionary.len()];
                    for (text, &count) in &values.counts {
                        if let Some(id) = features.dictionary.find(text) {
                            column[id as usize] = bits(count);
                        }
                    }
                    surprises.texts[slot] = column;
                }
                Kind::Date => {
                    surprises.date_rarest[slot] = bits(1);
                    surprises.shared_dates[slot] = values
                        .counts
                        .iter()
                        .filter(|&(_, &count)| is_shared_date_count(count, values.total))
                        .filter_map(|(date, _)| date.parse().ok())
                        .collect();
                    surprises.dates[slot] = values
                        .counts
                        .iter()
                        .filter_map(|(date, &count)| Some((date.parse().ok()?, bits(count))))
                        .collect();
                }
                Kind::Identifier => {
                    surprises.shared[slot] =
                        values.counts.keys().map(|text| normalise::identifier(text)).collect();
                }
            }
        }
        surprises
    }

    /// Bits of surprise of a text (its loose form's number).
    pub(crate) fn text(&self, slot: usize, loose: u32) -> f32 {
        self.texts[slot].get(loose as usize).copied().unwrap_or(self.rarest[slot])
    }

    /// Bits of surprise of a value met once.
    pub(crate) fn rarest_text(&self, slot: usize) -> f32 {
        self.rarest[slot]
    }

    /// Bits of surprise of a value met once.
    pub(crate) fn rarest(&self, comparison: &Comparison) -> f32 {
        match comparison.kind {
            Kind::Date => self.date_rarest[comparison.slot],
            Kind::Identifier => 0.0,
            _ => self.rarest[comparison.slot],
        }
    }

    pub(crate) fn date(&self, slot: usize, date: u32) -> f32 {
        self.dates[slot].get(&date).copied().unwrap_or(self.date_rarest[slot])
    }

    pub(crate) fn is_shared_date(&self, slot: usize, date: u32) -> bool {
        self.shared_dates[slot].contains(&date)
    }

    pub(crate) fn is_shared(&self, slot: usize, identifier: u128) -> bool {
        self.shared[slot].contains(&identifier)
    }
}
