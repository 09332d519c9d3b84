//! Records as numbers ready to compare: one column per field, each distinct text once.

use std::collections::HashMap;

use mizan_text::names;

use crate::dictionary::{Dictionary, MISSING};
use crate::error::Result;
use crate::records::Records;
use crate::spec::{LinkageSpec, Role};
use crate::{hash, normalise};

/// How a field's values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A part of a personal name.
    Name,
    /// A line of text.
    Text,
    /// A short code.
    Code,
    /// A date.
    Date,
    /// A number given to one entity.
    Identifier,
}

/// One comparison of the model: where its values are and what they may be exchanged with.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    pub(crate) label: String,
    pub(crate) role: Role,
    pub(crate) kind: Kind,
    /// Position among the columns of its kind (texts, dates or identifiers).
    pub(crate) slot: usize,
    /// The comparison whose values may have been written in this field.
    pub(crate) partner: Option<usize>,
    /// Whether two numbers that differ by more than a slip forbid a link.
    pub(crate) is_decisive: bool,
}

/// The comparisons that a specification asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) texts: usize,
    pub(crate) dates: usize,
    pub(crate) identifiers: usize,
}

impl Layout {
    pub(crate) fn new(spec: &LinkageSpec) -> Self {
        let mut layout = Layout::default();
        for field in &spec.fields {
            if field.role == Role::FullName {
                for role in
                    [Role::GivenName, Role::FatherName, Role::GrandfatherName, Role::FamilyName]
                {
                    layout.push(format!("{}.{}", field.column, role.name()), role, false);
                }
            } else {
                let is_decisive = field.is_decisive || field.role == Role::NationalId;
                layout.push(field.column.clone(), field.role, is_decisive);
            }
        }
        layout.pair(Role::GivenName, Role::FamilyName);
        layout.pair(Role::Address, Role::Address);
        layout
    }

    /// The comparison of a role, the `number`-th of several.
    pub(crate) fn of_role(&self, role: Role, number: usize) -> Option<&Comparison> {
        self.comparisons.iter().filter(|comparison| comparison.role == role).nth(number)
    }

    fn push(&mut self, label: String, role: Role, is_decisive: bool) {
        let kind = kind(role);
        let counter = match kind {
            Kind::Name | Kind::Text | Kind::Code => &mut self.texts,
            Kind::Date => &mut self.dates,
            Kind::Identifier => &mut self.identifiers,
        };
        let slot = *counter;
        *counter += 1;
        self.comparisons.push(Comparison { label, role, kind, slot, partner: None, is_decisive });
    }

    /// Marks two comparisons as exchangeable.
    fn pair(&mut self, first: Role, second: Role) {
        let position = |role: Role, number: usize| {
            let mut found = (0..self.comparisons.len())
                .filter(|&position| self.comparisons[position].role == role);
            found.nth(number)
        };
        let other = usize::from(first == second);
        if let (Some(one), Some(two)) = (position(first, 0), position(second, other)) {
            self.comparisons[one].partner = Some(two);
            self.comparisons[two].partner = Some(one);
        }
    }
}

fn kind(role: Role) -> Kind {
    match role {
        Role::FullName
        | Role::GivenName
        | Role::FatherName
        | Role::GrandfatherName
        | Role::FamilyName => Kind::Name,
        Role::Address | Role::Locality | Role::OrganisationName => Kind::Text,
        Role::Governorate | Role::Sex | Role::Postcode | Role::StreetNumber | Role::Code => {
            Kind::Code
        }
        Role::BirthDate => Kind::Date,
        Role::NationalId | Role::Identifier | Role::Phone => Kind::Identifier,
    }
}

/// The values of all records, by kind and slot.
#[derive(Debug, Clone, Default)]
pub(crate) struct Features {
    pub(crate) dictionary: Dictionary,
    pub(crate) texts: Vec<Vec<u32>>,
    pub(crate) dates: Vec<Vec<u32>>,
    pub(crate) identifiers: Vec<Vec<u128>>,
    rows: usize,
}

impl Features {
    pub(crate) fn new(layout: &Layout) -> Self {
        Self {
            dictionary: Dictionary::default(),
            texts: vec![Vec::new(); layout.texts],
            dates: vec![Vec::new(); layout.dates],
            identifiers: vec![Vec::new(); layout.identifiers],
            rows: 0,
        }
    }

    /// Adds the records' values below those already there.
    pub(crate) fn append(
        &mut self,
        spec: &LinkageSpec,
        layout: &Layout,
        records: &Records,
    ) -> Result<()> {
        let mut next = 0;
        for field in &spec.fields {
            let is_known = records.names().iter().any(|name| name == field.column.trim());
            let is_absent = field.is_optional && !is_known;
            let width = if field.role == Role::FullName { 4 } else { 1 };
            let comparisons = &layout.comparisons[next..next + width];
            next += width;
            if is_absent {
                self.append_missing(comparisons, records.len());
            } else if field.role == Role::FullName {
                self.append_full_names(comparisons, records.values(&field.column)?);
            } else {
                self.append_column(&comparisons[0], records.values(&field.column)?);
            }
        }
        self.rows += records.len();
        self.complete_birth_dates(layout, self.rows - records.len());
        Ok(())
    }

    /// A missing birth date is read from the national id.
    fn complete_birth_dates(&mut self, layout: &Layout, from: usize) {
        let date = layout.of_role(Role::BirthDate, 0);
        if let (Some(date), Some(id)) = (date, layout.of_role(Role::NationalId, 0)) {
            let ids = &self.identifiers[id.slot];
            let dates = self.dates[date.slot].iter_mut().enumerate().skip(from);
            for (row, date) in dates.filter(|(_, date)| **date == 0) {
                *date = normalise::national_id_birth_date(ids[row]);
            }
        }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// A hash of all values of a row: equal for equal records, whatever their order of arrival.
    pub(crate) fn signature(&self, row: usize) -> u64 {
        let mut signature = 1;
        for column in &self.texts {
            // The strict form counts, so that each spelling stays a record of its own.
            let id = column[row];
            let word = hash::combine(self.dictionary.loose_hash(id), self.letter_hash(id));
            signature = hash::combine(signature, word);
        }
        for column in &self.dates {
            signature = hash::combine(signature, u64::from(column[row]));
        }
        for column in &self.identifiers {
            signature = hash::combine(signature, column[row] as u64 ^ (column[row] >> 64) as u64);
        }
        signature
    }

    /// Keeps the given rows only, in the given order.
    pub(crate) fn select(&mut self, rows: &[u32]) {
        fn pick<T: Copy>(column: &mut Vec<T>, rows: &[u32]) {
            *column = rows.iter().map(|&row| column[row as usize]).collect();
        }
        self.texts.iter_mut().for_each(|column| pick(column, rows));
        self.dates.iter_mut().for_each(|column| pick(column, rows));
        self.identifiers.iter_mut().for_each(|column| pick(column, rows));
        self.rows = rows.len();
    }

    /// Copies the values of a row over those of another.
    pub(crate) fn copy_row(&mut self, from: usize, to: usize) {
        self.texts.iter_mut().for_each(|column| column[to] = column[from]);
        self.dates.iter_mut().for_each(|column| column[to] = column[from]);
        self.identifiers.iter_mut().for_each(|column| column[to] = column[from]);
    }

    /// Keeps the first rows only.
    pub(crate) fn truncate(&mut self, rows: usize) {
        self.texts.iter_mut().for_each(|column| column.truncate(rows));
        self.dates.iter_mut().for_each(|column| column.truncate(rows));
        self.identifiers.iter_mut().for_each(|column| column.truncate(rows));
        self.rows = rows;
    }

    /// Whether two rows agree in every value.
    pub(crate) fn is_equal(&self, a: usize, b: usize) -> bool {
        self.texts.iter().all(|column| column[a] == column[b])
            && self.dates.iter().all(|column| column[a] == column[b])
            && self.identifiers.iter().all(|column| column[a] == column[b])
    }

    fn letter_hash(&self, id: u32) -> u64 {
        self.dictionary
            .letters(id)
            .iter()
            .fold(7, |hash, &letter| (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3))
    }

    fn append_missing(&mut self, comparisons: &[Comparison], rows: usize) {
        for comparison in comparisons {
            match comparison.kind {
                Kind::Name | Kind::Text | Kind::Code => {
                    let column = &mut self.texts[comparison.slot];
                    column.resize(column.len() + rows, MISSING);
                }
                Kind::Date => {
                    let column = &mut self.dates[comparison.slot];
                    column.resize(column.len() + rows, 0);
                }
                Kind::Identifier => {
                    let column = &mut self.identifiers[comparison.slot];
                    column.resize(column.len() + rows, 0);
                }
            }
        }
    }

    fn append_column<'a>(
        &mut self,
        comparison: &Comparison,
        values: impl Iterator<Item = &'a str>,
    ) {
        match comparison.kind {
            Kind::Name | Kind::Text | Kind::Code => {
                let mut known: HashMap<&str, u32> = HashMap::new();
                let column = &mut self.texts[comparison.slot];
                for value in values {
                    let id = match known.get(value) {
                        Some(&id) => id,
                        None => {
                            let id = self.dictionary.intern(&folded(comparison, value));
                            known.insert(value, id);
                            id
                        }
                    };
                    column.push(id);
                }
            }
            Kind::Date => {
                self.dates[comparison.slot].extend(values.map(normalise::date));
            }
            Kind::Identifier => {
                let is_phone = comparison.role == Role::Phone;
                self.identifiers[comparison.slot].extend(values.map(|value| {
                    let packed = normalise::identifier(value);
                    let packed = if is_phone { normalise::without_prefix(packed) } else { packed };
                    if normalise::is_placeholder(packed) { 0 } else { packed }
                }));
            }
        }
    }

    fn append_full_names<'a>(
        &mut self,
        comparisons: &[Comparison],
        values: impl Iterator<Item = &'a str>,
    ) {
        let mut known: HashMap<&str, [u32; 4]> = HashMap::new();
        for value in values {
            let ids = match known.get(value) {
                Some(&ids) => ids,
                None => {
                    let ids =
                        four_parts(&names::parts(value)).map(|part| self.dictionary.intern(part));
                    known.insert(value, ids);
                    ids
                }
            };
            for (comparison, id) in comparisons.iter().zip(ids) {
                self.texts[comparison.slot].push(id);
            }
        }
    }
}

/// Own name, father, grandfather and family; of a longer name the ancestors between are left out.
fn four_parts(parts: &[String]) -> [&str; 4] {
    match parts {
        [] => ["", "", "", ""],
        [given] => [given, "", "", ""],
        [given, family] => [given, "", "", family],
        [given, father, family] => [given, father, "", family],
        [given, father, grandfather, .., family] => [given, father, grandfather, family],
    }
}

/// Words that say only that a street or a number follows.
const STREET_WORDS: [&str; 3] = ["شارع", "ش", "رقم"];

fn folded(comparison: &Comparison, value: &str) -> String {
    match comparison.kind {
        Kind::Name | Kind::Code => names::folded(value).replace(' ', ""),
        _ if comparison.role == Role::OrganisationName => names::organisation_key(value),
        _ if comparison.role == Role::Address => {
            let line = names::folded(value);
            let words = line.split(' ').filter(|word| !STREET_WORDS.contains(word));
            words.collect::<Vec<_>>().join(" ")
        }
        _ => names::folded(value),
    }
}
