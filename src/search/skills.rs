//! The skill stage: exact skill scores from postings in memory, read only where the filter allows.

use std::ops::Range;

use mizan_matching::nightly::Hit;
use mizan_matching::{
    Opening, REQUIREMENTS_MAX, Requirement, SkillGraph, SkillProfile, Weights, requirement_weight,
    skill_score,
};

use crate::memory::Sums;
use crate::{Result, SearchIndex};

/// Which openings ask each skill, in the order of the index; openings of one governorate stand
/// together there, so that a filter on place reads one stretch of every list.
#[derive(Debug, Default)]
pub(crate) struct SkillPostings {
    /// Where the postings of each skill begin, and where the last ones end.
    starts: Vec<u32>,
    /// Place of the opening times two, plus one where the skill is essential.
    postings: Vec<u32>,
    /// For each skill the weight of an optional and of an essential requirement, thousandths.
    weights: Vec<[u32; 2]>,
}

impl SkillPostings {
    /// Reads what the openings ask.
    pub(crate) fn new(openings: &[Opening], graph: &impl SkillGraph, weights: &Weights) -> Self {
        let count = graph.skill_count();
        let requirements = |opening: &'_ Opening| -> Vec<Requirement> {
            let asked = opening.requirements.iter().take(REQUIREMENTS_MAX).copied();
            asked.filter(|requirement| (requirement.skill as usize) < count).collect()
        };
        let mut starts = vec![0_u32; count + 1];
        for requirement in openings.iter().flat_map(requirements) {
            starts[requirement.skill as usize + 1] += 1;
        }
        for skill in 1..starts.len() {
            starts[skill] += starts[skill - 1];
        }
        let mut next = starts.clone();
        let mut postings = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (place, opening) in openings.iter().enumerate() {
            for requirement in requirements(opening) {
                let slot = &mut next[requirement.skill as usize];
                postings[*slot as usize] =
                    (place as u32) << 1 | u32::from(requirement.is_essential);
                *slot += 1;
            }
        }
        let both = |skill| {
            [false, true].map(|is_essential| {
                requirement_weight(graph, weights, Requirement { skill, is_essential })
            })
        };
        Self { starts, postings, weights: (0..count as u32).map(both).collect() }
    }

    /// Adds mastery times weight of every skill to the openings of these stretches that ask it.
    pub(crate) fn add<'a>(
        &self,
        sums: &mut [i32],
        profile: &SkillProfile,
        stretches: impl Iterator<Item = &'a Range<u32>> + Clone,
    ) {
        for mastery in profile.masteries() {
            let skill = mastery.skill as usize;
            let Some(weights) = self.weights.get(skill) else { continue };
            let adds = weights.map(|weight| (weight * mastery.permille) as i32);
            let list = &self.postings[self.starts[skill] as usize..self.starts[skill + 1] as usize];
            let mut rest = list;
            for stretch in stretches.clone() {
                let first = rest.partition_point(|posting| posting >> 1 < stretch.start);
                rest = &rest[first..];
                let end = rest.partition_point(|posting| posting >> 1 < stretch.end);
                for posting in &rest[..end] {
                    sums[(posting >> 1) as usize] += adds[(posting & 1) as usize];
                }
                rest = &rest[end..];
            }
        }
    }
}

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
            let stretches = self.table.stretches(is_allowed);
            self.add_skills(sums, profile, &stretches);
            let mut hits = Vec::new();
            for (_, range) in stretches {
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

    /// Adds the skills of somebody to the openings of these stretches.
    pub(crate) fn add_skills(
        &self,
        sums: &mut Sums,
        profile: &SkillProfile,
        stretches: &[(Option<&str>, Range<u32>)],
    ) {
        if !profile.is_empty() {
            sums.has_skills = true;
            let ranges = stretches.iter().map(|(_, range)| range);
            self.skill_postings.add(&mut sums.skills, profile, ranges);
        }
    }
}
