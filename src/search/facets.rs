//! How many openings a search would leave under each filter value.

use std::collections::BTreeMap;

use mizan_matching::{Filters, SkillGraph};
use serde::Serialize;

use crate::words::Words;
use crate::{Result, SearchIndex};

/// Openings by value of each filter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// Openings that match words and filters.
    pub total: usize,
    /// By governorate code.
    pub governorates: BTreeMap<String, usize>,
    /// By ISCO-08 code as delivered.
    pub occupations: BTreeMap<String, usize>,
    /// By code of the kind of contract.
    pub contracts: BTreeMap<String, usize>,
    /// By code of the shift.
    pub shifts: BTreeMap<String, usize>,
    /// By qualification level asked.
    pub education_levels: BTreeMap<u8, usize>,
}

impl<G: SkillGraph> SearchIndex<G> {
    /// Counts the openings that match the words (any, where none are typed) and pass the filters.
    pub fn facets(&self, query: Option<&str>, filters: &Filters) -> Result<Facets> {
        let query = query.map(str::trim).filter(|query| !query.is_empty());
        self.pool.with(self.openings().len(), |sums| {
            let mut words = Words::read(query.unwrap_or(""));
            self.add_words(sums, &mut words)?;
            let matching = self.openings().iter().zip(&sums.words).filter(|(opening, met)| {
                (query.is_none() || **met > 0.0) && filters.allows(opening)
            });
            let mut facets = Facets::default();
            for (opening, _) in matching {
                facets.total += 1;
                count(&mut facets.governorates, opening.governorate_code.as_deref());
                count(&mut facets.occupations, opening.occupation_code.as_deref());
                count(&mut facets.contracts, opening.contract.map(mizan_matching::Contract::code));
                count(&mut facets.shifts, opening.shift.map(mizan_matching::Shift::code));
                if let Some(level) = opening.education_level {
                    *facets.education_levels.entry(level).or_default() += 1;
                }
            }
            Ok(facets)
        })
    }
}

fn count(counts: &mut BTreeMap<String, usize>, code: Option<&str>) {
    let Some(code) = code else { return };
    if let Some(count) = counts.get_mut(code) {
        *count += 1;
    } else {
        counts.insert(code.to_owned(), 1);
    }
}
