//! The skill stage: exact skill scores from the engine's postings, read only where the filter allows.

use mizan_matching::nightly::Hit;
use mizan_matching::{Requirement, SkillGraph, SkillProfile, requirement_weight, skill_score};
use tantivy::Term;
use tantivy::schema::IndexRecordOption;

use crate::index::for_each_posting;
use crate::memory::Sums;
use crate::schema::{ANYWHERE, skill_term};
use crate::{Result, SearchIndex};

/// With more governorates than this, one walk over all openings is shorter than many small ones.
const BAKED_MAX: usize = 6;

impl<G: SkillGraph> SearchIndex<G> {
    /// The openings of these governorates with the highest skill score above 0, best first; every
    /// governorate where none is named.
    ///
    /// Scores, order and ties are those of [`mizan_matching::nightly::Postings::best`];
    /// [`Hit::opening`] is the place in [`SearchIndex::openings`].
    pub fn best_by_skills(
        &self,
        profile: &SkillProfile,
        governorates: &[&str],
        count: usize,
    ) -> Result<Vec<Hit>> {
        let is_allowed = |code: Option<&str>| {
            governorates.is_empty() || code.is_some_and(|code| governorates.contains(&code))
        };
        self.pool.with(self.openings().len(), |sums| {
            self.add_skills(sums, profile, governorates)?;
            let mut hits = Vec::new();
            for (_, range) in self.table.stretches(is_allowed) {
                for document in range {
                    let mastered = sums.skills[document as usize];
                    if mastered > 0 {
                        let score = skill_score(mastered as u64, self.table.brief(document).asked);
                        hits.push(Hit { opening: document, score });
                    }
                }
            }
            let by_rank = |one: &Hit, other: &Hit| {
                let order = |hit: &Hit| self.table.brief(hit.opening).order;
                other.score.total_cmp(&one.score).then(order(one).cmp(&order(other)))
            };
            if count > 0 && count < hits.len() {
                hits.select_nth_unstable_by(count - 1, by_rank);
            }
            hits.truncate(count);
            hits.sort_unstable_by(by_rank);
            Ok(hits)
        })
    }

    /// Adds mastery times weight of every skill to the openings that ask it.
    ///
    /// With a few governorates only their openings are read, and only theirs hold sums.
    pub(crate) fn add_skills(
        &self,
        sums: &mut Sums,
        profile: &SkillProfile,
        governorates: &[&str],
    ) -> Result<()> {
        let is_baked = !governorates.is_empty() && governorates.len() <= BAKED_MAX;
        let places = if is_baked { governorates } else { &[ANYWHERE] };
        for mastery in profile.masteries() {
            let add = |is_essential| {
                let requirement = Requirement { skill: mastery.skill, is_essential };
                let weight = requirement_weight(self.graph.as_ref(), &self.weights, requirement);
                (weight * mastery.permille) as i32
            };
            let (optional, essential) = (add(false), add(true));
            for place in places {
                let text = skill_term(place, self.graph.code(mastery.skill));
                let term = Term::from_field_text(self.fields.skills, &text);
                let skills = &mut sums.skills;
                // An essential skill was indexed twice, so its frequency is 2.
                for_each_posting(
                    &self.skills,
                    &term,
                    IndexRecordOption::WithFreqs,
                    |document, frequency| {
                        skills[document as usize] +=
                            if frequency > 1 { essential } else { optional };
                    },
                )?;
            }
        }
        Ok(())
    }
}
