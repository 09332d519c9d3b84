//! The index as a source of candidates for matching: words, skills and occupation pick what is worth scoring.

use mizan_domain::governorate;
use mizan_matching::{Candidate, CandidateSource, Found, SkillGraph, Wanted};
use tantivy::Term;
use tantivy::schema::IndexRecordOption;

use crate::index::for_each_posting;
use crate::memory::Sums;
use crate::sight::{Sight, Sighted};
use crate::words::Words;
use crate::{Error, Result, SearchIndex};

impl<G: SkillGraph> CandidateSource for SearchIndex<G> {
    type Error = Error;

    /// Openings with the highest sum of words, skills and occupation by the weights of the index.
    ///
    /// Without a filter on place, half of them are the best of the seeker's governorate and its
    /// neighbours, the rest the best of the country.
    fn candidates(&self, wanted: &Wanted<'_>) -> Result<Found<'_>> {
        self.pool.with(self.openings().len(), |sums| self.pick(sums, wanted))
    }
}

impl<G: SkillGraph> SearchIndex<G> {
    fn pick(&self, sums: &mut Sums, wanted: &Wanted<'_>) -> Result<Found<'_>> {
        let text = wanted.query.or(wanted.profile_text);
        let mut words = Words::read(text.unwrap_or(""));
        let has_words_matched = self.add_words(sums, &mut words)?;
        let everywhere = self.table.stretches(|code| wanted.filters.allows_place(code));
        self.add_skills(sums, wanted.skills, &everywhere);
        let is_typed = wanted.query.is_some();
        let occupations = if is_typed { wanted.query_occupations } else { wanted.occupations };
        self.add_occupations(sums, occupations, is_typed)?;

        let sight = Sight::new(&self.table, &self.weights, wanted, &words, sums);
        let mut picked = Vec::new();
        let home = wanted.governorate_code.and_then(governorate::by_code);
        if let Some(home) = home.filter(|_| wanted.filters.governorates.is_empty()) {
            let near = |code: Option<&str>| {
                code.is_some_and(|code| code == home.code || home.neighbours.contains(&code))
            };
            let nearby = self.table.stretches(near);
            picked = sight.best(&nearby, wanted.limit.div_ceil(2));
        }
        let rest = wanted.limit.saturating_sub(picked.len());
        picked.extend(sight.best(&everywhere, rest.max(wanted.limit / 2)));
        picked.sort_unstable_by_key(|sighted| sighted.document);
        picked.dedup_by_key(|sighted| sighted.document);
        let candidate = |sighted: Sighted| Candidate {
            opening: &self.openings()[sighted.document as usize],
            text: sighted.text,
        };
        Ok(Found {
            candidates: picked.into_iter().map(candidate).collect(),
            has_words_matched: is_typed && has_words_matched,
        })
    }

    /// Sets the nearness of the occupation, the nearest code counting.
    ///
    /// Codes read from words typed are met whole; those of the seeker also by their leading digits.
    fn add_occupations(&self, sums: &mut Sums, codes: &[String], is_whole: bool) -> Result<()> {
        let values = self.weights.occupation_by_shared_digits;
        for code in codes.iter().filter(|code| code.is_ascii()) {
            let most = code.len().min(4);
            for digits in if is_whole { most } else { 2 }..=most {
                let term = Term::from_field_text(self.fields.occupations, &code[..digits]);
                let value = if is_whole { 1.0 } else { values[digits] as f32 };
                sums.has_occupations = true;
                let nearness = &mut sums.occupations;
                for_each_posting(
                    &self.occupations,
                    &term,
                    IndexRecordOption::Basic,
                    |document, _| {
                        let nearness = &mut nearness[document as usize];
                        *nearness = nearness.max(value);
                    },
                )?;
            }
        }
        Ok(())
    }
}
