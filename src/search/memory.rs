//! What the index holds in memory: openings in order, the stretch of each governorate, and sums reused from query to query.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use mizan_domain::Date;
use mizan_matching::{Contract, Filters, Opening, Shift, SkillGraph, Weights, asked_weight};

use crate::analyse::analyse;

/// Openings in the order of the index and what is looked up for each of them.
#[derive(Debug)]
pub(crate) struct Table {
    openings: Vec<Opening>,
    /// Stretches of openings of one governorate; `None` for those that name no place.
    stretches: Vec<(Option<String>, Range<u32>)>,
    occupation_codes: BTreeSet<String>,
    /// 1 / (1000 × asked), rounded; only to pass over openings quickly.
    scale: Vec<f32>,
    /// What picking reads of each opening.
    briefs: Vec<Brief>,
}

/// What picking reads of an opening, side by side in memory: most filters, order and divisors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Brief {
    /// What it asks, thousandths.
    pub(crate) asked: u64,
    /// Place among all openings by falling publication day, then number.
    pub(crate) order: u32,
    /// Distinct stems of its title, at most 255.
    pub(crate) title_length: u8,
    wage_egp_month: Option<u32>,
    posted_on: Date,
    contract: Option<Contract>,
    shift: Option<Shift>,
    education_level: Option<u8>,
}

impl Brief {
    fn of(opening: &Opening, asked: u64, order: u32) -> Self {
        let words = analyse(&opening.title).into_iter();
        let stems: BTreeSet<String> = words.map(|word| word.stem).collect();
        Self {
            asked,
            order,
            title_length: stems.len().min(255) as u8,
            wage_egp_month: opening.wage_egp_month(),
            posted_on: opening.posted_on,
            contract: opening.contract,
            shift: opening.shift,
            education_level: opening.education_level,
        }
    }

    /// Whether every filter but those on place and occupation lets the opening pass.
    fn passes(&self, filters: &Filters) -> bool {
        fn is_among<T: PartialEq>(allowed: &[T], value: Option<T>) -> bool {
            allowed.is_empty() || value.is_some_and(|value| allowed.contains(&value))
        }
        is_among(&filters.contracts, self.contract)
            && is_among(&filters.shifts, self.shift)
            && filters
                .wage_min_egp_month
                .is_none_or(|least| self.wage_egp_month.is_some_and(|wage| wage >= least))
            && filters
                .education_level_max
                .is_none_or(|most| self.education_level.is_none_or(|asked| asked <= most))
            && filters.posted_since.is_none_or(|first| self.posted_on >= first)
    }
}

impl Table {
    /// Takes the openings in the order of the index: by governorate, then day, then number.
    pub(crate) fn new(openings: Vec<Opening>, graph: &impl SkillGraph, weights: &Weights) -> Self {
        let mut stretches: Vec<(Option<String>, Range<u32>)> = Vec::new();
        for (place, opening) in openings.iter().enumerate() {
            match stretches.last_mut() {
                Some((code, range)) if *code == opening.governorate_code => {
                    range.end = place as u32 + 1;
                }
                _ => {
                    let range = place as u32..place as u32 + 1;
                    stretches.push((opening.governorate_code.clone(), range));
                }
            }
        }
        let mut by_day: Vec<u32> = (0..openings.len() as u32).collect();
        by_day.sort_unstable_by(|one, other| {
            let (one, other) = (&openings[*one as usize], &openings[*other as usize]);
            other.posted_on.cmp(&one.posted_on).then_with(|| one.id.cmp(&other.id))
        });
        let mut order = vec![0; openings.len()];
        for (place, document) in by_day.into_iter().enumerate() {
            order[document as usize] = place as u32;
        }
        let codes = openings.iter().filter_map(|opening| opening.occupation_code.clone());
        let asked: Vec<u64> = openings
            .iter()
            .map(|opening| asked_weight(graph, weights, &opening.requirements))
            .collect();
        Self {
            stretches,
            occupation_codes: codes.collect(),
            briefs: openings
                .iter()
                .zip(asked.iter().zip(&order))
                .map(|(opening, (asked, order))| Brief::of(opening, *asked, *order))
                .collect(),
            scale: asked.iter().map(|asked| 1.0 / (1000 * asked).max(1) as f32).collect(),
            openings,
        }
    }

    pub(crate) fn openings(&self) -> &[Opening] {
        &self.openings
    }

    pub(crate) fn brief(&self, document: u32) -> &Brief {
        &self.briefs[document as usize]
    }

    pub(crate) fn occupation_codes(&self) -> &BTreeSet<String> {
        &self.occupation_codes
    }

    /// Stretches of the governorates that `is_allowed` lets pass.
    pub(crate) fn stretches(
        &self,
        is_allowed: impl Fn(Option<&str>) -> bool,
    ) -> Vec<(Option<&str>, Range<u32>)> {
        let allowed = self.stretches.iter().filter(|(code, _)| is_allowed(code.as_deref()));
        allowed.map(|(code, range)| (code.as_deref(), range.clone())).collect()
    }

    /// Whether an opening passes every filter but the one on place.
    pub(crate) fn passes(&self, filters: &Filters, document: usize) -> bool {
        self.briefs[document].passes(filters)
            && (filters.occupations.is_empty()
                || filters.allows_besides_place(&self.openings[document]))
    }
}

impl Table {
    /// Rounded factors from skill sums to skill scores, in the order of the index.
    pub(crate) fn scale(&self) -> &[f32] {
        &self.scale
    }
}

/// Sums over all openings, all 0 between two queries.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    /// Skill mastery times weight.
    pub(crate) skills: Vec<i32>,
    /// Weight of the words met.
    pub(crate) words: Vec<f32>,
    /// Nearness of the occupation.
    pub(crate) occupations: Vec<f32>,
    /// Trigrams met of one word.
    pub(crate) trigrams: Vec<u8>,
    /// Whether anything was added to `skills`, `words`, `occupations`; what was not is not cleared.
    pub(crate) has_skills: bool,
    pub(crate) has_words: bool,
    pub(crate) has_occupations: bool,
}

impl Sums {
    fn fit(&mut self, count: usize) {
        self.skills.resize(count, 0);
        self.words.resize(count, 0.0);
        self.occupations.resize(count, 0.0);
        self.trigrams.resize(count, 0);
    }

    /// Sets everything back to 0.
    pub(crate) fn clear(&mut self) {
        // Trigrams are set back word by word.
        if std::mem::take(&mut self.has_skills) {
            self.skills.fill(0);
        }
        if std::mem::take(&mut self.has_words) {
            self.words.fill(0.0);
        }
        if std::mem::take(&mut self.has_occupations) {
            self.occupations.fill(0.0);
        }
    }
}

/// Sums waiting to be used again, one for each query that runs at the same time.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    waiting: Mutex<Vec<Sums>>,
}

impl Pool {
    /// Lends sums for `count` openings to one query.
    pub(crate) fn with<T>(&self, count: usize, run: impl FnOnce(&mut Sums) -> T) -> T {
        let waiting = || self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sums = waiting().pop().unwrap_or_default();
        sums.fit(count);
        let answer = run(&mut sums);
        sums.clear();
        waiting().push(sums);
        answer
    }
}
