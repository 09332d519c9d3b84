//! Picking what is worth scoring: openings by the sum of words, skills and occupation, sixteen at a time.

use std::ops::Range;

use mizan_matching::{Wanted, Weights, skill_score};

use crate::memory::{Sums, Table};
use crate::words::Words;

/// Text score of an opening met through the occupation that the words name, not by the words.
const OCCUPATION_TEXT: f64 = 0.6;

/// Openings looked at together; a power of two that fills vector registers.
const BLOCK: usize = 16;

/// A request and its sums, as openings are looked at.
pub(crate) struct Sight<'a> {
    table: &'a Table,
    weights: &'a Weights,
    wanted: &'a Wanted<'a>,
    words: &'a Words,
    sums: &'a Sums,
    is_typed: bool,
    /// Whether the stretches are all the filtering there is.
    is_by_place_only: bool,
    /// What a unit of the sums of words, skills and occupation is worth, at most.
    units: [f32; 3],
}

/// An opening and what it is worth at first sight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sighted {
    value: f64,
    order: u32,
    /// Place in the index.
    pub(crate) document: u32,
    /// Text score, 0–1.
    pub(crate) text: f64,
}

impl<'a> Sight<'a> {
    pub(crate) fn new(
        table: &'a Table,
        weights: &'a Weights,
        wanted: &'a Wanted<'a>,
        words: &'a Words,
        sums: &'a Sums,
    ) -> Self {
        let is_typed = wanted.query.is_some();
        let text = if is_typed { OCCUPATION_TEXT * weights.text } else { 0.0 };
        Self {
            table,
            weights,
            wanted,
            words,
            sums,
            is_typed,
            is_by_place_only: wanted.filters.is_by_place_only(),
            units: [
                (weights.text * words.unit()) as f32,
                weights.skills as f32,
                (weights.occupation + text) as f32,
            ],
        }
    }

    /// The `count` openings of these stretches that are worth most and pass the filters.
    pub(crate) fn best(
        &self,
        stretches: &[(Option<&str>, Range<u32>)],
        count: usize,
    ) -> Vec<Sighted> {
        let mut picked = Vec::with_capacity(2 * count);
        let mut threshold = 0.0;
        for (_, range) in stretches {
            let (start, end) = (range.start as usize, range.end as usize);
            for first in (start..end).step_by(BLOCK) {
                let values = if self.is_typed {
                    self.rough_values::<true>(first)
                } else {
                    self.rough_values::<false>(first)
                };
                // Rounded values may be off by parts in a million: pass over only below that.
                let least = (threshold * (1.0 - 1e-5) - 1e-6) as f32;
                if values.iter().copied().fold(f32::MIN, f32::max) >= least {
                    let block = first..(first + BLOCK).min(end);
                    let reaching = block.filter(|place| values[place - first] >= least);
                    self.pick(reaching, count, &mut picked, &mut threshold);
                }
            }
        }
        keep_best(&mut picked, count);
        picked
    }

    /// What each opening of a block is worth at most, nearly; below 0 where it is no answer.
    ///
    /// The block may reach into the next stretch; at the end of the table nothing is passed over.
    fn rough_values<const IS_TYPED: bool>(&self, first: usize) -> [f32; BLOCK] {
        let mut values = [f32::INFINITY; BLOCK];
        let (Some(words), Some(skills), Some(occupations), Some(scale)) = (
            self.sums.words[first..].first_chunk::<BLOCK>(),
            self.sums.skills[first..].first_chunk::<BLOCK>(),
            self.sums.occupations[first..].first_chunk::<BLOCK>(),
            self.table.scale()[first..].first_chunk::<BLOCK>(),
        ) else {
            return values;
        };
        let [by_words, by_skills, by_occupation] = self.units;
        for place in 0..BLOCK {
            let met = words[place] * by_words + occupations[place] * by_occupation;
            let value = met + skills[place] as f32 * scale[place] * by_skills;
            values[place] = if IS_TYPED && met <= 0.0 { -1.0 } else { value };
        }
        values
    }

    fn pick(
        &self,
        documents: impl Iterator<Item = usize>,
        count: usize,
        picked: &mut Vec<Sighted>,
        threshold: &mut f64,
    ) {
        for document in documents {
            let Some(sighted) = self.look(document as u32) else { continue };
            if sighted.value >= *threshold
                && (self.is_by_place_only || self.table.passes(self.wanted.filters, document))
            {
                picked.push(sighted);
            }
        }
        if picked.len() >= (2 * count).max(BLOCK) {
            keep_best(picked, count);
            let least = picked.iter().map(|sighted| sighted.value);
            *threshold = least.fold(f64::INFINITY, f64::min);
        }
    }

    /// What an opening is worth at first sight; `None` where it is no answer to what was typed.
    fn look(&self, document: u32) -> Option<Sighted> {
        let place = document as usize;
        let (words, occupation) = (self.sums.words[place], self.sums.occupations[place]);
        if self.is_typed && words == 0.0 && occupation == 0.0 {
            return None;
        }
        let brief = self.table.brief(document);
        let mut text = self.words.score(words, brief.title_length);
        if self.is_typed && occupation > 0.0 {
            text = text.max(OCCUPATION_TEXT * f64::from(occupation));
        }
        let skills = skill_score(self.sums.skills[place] as u64, brief.asked);
        let value = self.weights.text * text
            + self.weights.skills * skills
            + self.weights.occupation * f64::from(occupation);
        Some(Sighted { value, order: brief.order, document, text })
    }
}

fn keep_best(picked: &mut Vec<Sighted>, count: usize) {
    if picked.len() > count && count > 0 {
        picked.select_nth_unstable_by(count - 1, |one, other| {
            other.value.total_cmp(&one.value).then(one.order.cmp(&other.order))
        });
    }
    picked.truncate(count);
}
