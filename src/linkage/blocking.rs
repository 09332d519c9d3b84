//! Brings together the records worth comparing: equal keys under any of several rules, each pair once.

use mizan_text::names::organisation_sound;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::features::{Comparison, Features, Kind, Layout};
use crate::spec::{BlockingRule, LinkageSpec};
use crate::{hash, normalise};

/// Pairs per unit of parallel work, about.
const UNIT_PAIRS: u64 = 20_000;

/// What of a field's value makes the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Sound,
    Start,
    First,
    Pair,
    Head,
    Tail,
    Year,
    DayMonth,
}

/// One rule ready to make keys.
#[derive(Debug, Clone)]
pub(crate) struct KeyRule {
    parts: Vec<(Kind, usize, Part)>,
}

/// Compiles the rules of a specification; a key that names no declared field is an error.
pub(crate) fn compile(
    spec: &LinkageSpec,
    layout: &Layout,
    rules: &[BlockingRule],
) -> Result<Vec<KeyRule>> {
    rules
        .iter()
        .map(|rule| {
            let parts = rule
                .keys
                .iter()
                .map(|key| key_part(layout, key).ok_or_else(|| unknown_key(spec, key)))
                .collect::<Result<_>>()?;
            Ok(KeyRule { parts })
        })
        .collect()
}

fn unknown_key(spec: &LinkageSpec, key: &str) -> Error {
    Error::SpecContent {
        schema: spec.schema.clone(),
        reason: format!("blocking key `{key}` names no declared role or no part of it"),
    }
}

fn key_part(layout: &Layout, key: &str) -> Option<(Kind, usize, Part)> {
    let mut words = key.split('.');
    let role = words.next()?;
    let mut number = 0;
    let mut part = Part::Whole;
    for word in words {
        match word {
            "sound" => part = Part::Sound,
            "start" => part = Part::Start,
            "first" => part = Part::First,
            "pair" => part = Part::Pair,
            "head" => part = Part::Head,
            "tail" => part = Part::Tail,
            "year" => part = Part::Year,
            "day_month" => part = Part::DayMonth,
            word => number = word.parse::<usize>().ok()?.checked_sub(1)?,
        }
    }
    let comparison = layout
        .comparisons
        .iter()
        .filter(|comparison: &&Comparison| comparison.role.name() == role)
        .nth(number)?;
    let fits = match comparison.kind {
        Kind::Date => matches!(part, Part::Whole | Part::Year | Part::DayMonth),
        Kind::Identifier => matches!(part, Part::Whole | Part::Head | Part::Tail),
        Kind::Text => !matches!(part, Part::Head | Part::Tail | Part::Year | Part::DayMonth),
        _ => matches!(part, Part::Whole | Part::Sound | Part::Start),
    };
    fits.then_some((comparison.kind, comparison.slot, part))
}

impl KeyRule {
    /// The key of a record, 0 when a part is missing.
    pub(crate) fn key(&self, features: &Features, row: usize) -> u32 {
        let mut hash = 1;
        for &(kind, slot, part) in &self.parts {
            let word = match kind {
                Kind::Date => date_word(features.dates[slot][row], part),
                Kind::Identifier => identifier_word(features.identifiers[slot][row], part),
                _ => text_word(features, features.texts[slot][row], part),
            };
            if word == 0 {
                return 0;
            }
            hash = hash::combine(hash, word);
        }
        ((hash >> 32) as u32).max(1)
    }
}

fn text_word(features: &Features, id: u32, part: Part) -> u64 {
    match part {
        Part::Sound => features.dictionary.sound_hash(id),
        Part::Start => {
            let letters = features.dictionary.letters(features.dictionary.loose(id));
            letters.iter().take(5).fold(0, |hash, &letter| hash::combine(hash, u64::from(letter)))
        }
        // The first word that names, by its sound in either script.
        Part::First => hash::text(&organisation_sound(features.dictionary.text(id))),
        // The first two words in either order: a street and its number.
        Part::Pair => {
            let mut words = features.dictionary.text(id).split(' ').filter(|word| !word.is_empty());
            match (words.next(), words.next()) {
                (Some(one), Some(two)) => {
                    let [one, two] = [one, two].map(|word| hash::text(&normalise::loose(word)));
                    hash::combine(one.min(two), one.max(two)).max(1)
                }
                _ => 0,
            }
        }
        _ => features.dictionary.loose_hash(id),
    }
}

fn date_word(date: u32, part: Part) -> u64 {
    if date == 0 {
        return 0;
    }
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    u64::from(match part {
        Part::Year => year,
        // In either order, so that exchanged days and months meet.
        Part::DayMonth => 1 + month.min(day) * 100 + month.max(day),
        _ => date,
    })
}

fn identifier_word(packed: u128, part: Part) -> u64 {
    if packed == 0 {
        return 0;
    }
    let (_, length) = normalise::identifier_letters(packed);
    let head = 6 * length.div_ceil(2) as u32;
    let piece = match part {
        // The 126 bits in use start below two empty ones.
        Part::Head => packed >> (126 - head),
        Part::Tail => (packed << (2 + head)) | 1,
        _ => packed,
    };
    hash::combine(piece as u64, (piece >> 64) as u64).max(1)
}

/// All keys of all records, and the blocks they form.
pub(crate) struct Blocks {
    rules: usize,
    /// Row by row, a key per rule; 0 where the record has none or its block is too large.
    keys: Vec<u32>,
    /// Per rule: key and row of every record in a block worth comparing, sorted.
    sorted: Vec<Vec<u64>>,
}

/// A piece of one rule's sorted records that ends at a block's end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit {
    rule: usize,
    from: usize,
    to: usize,
}

impl Blocks {
    /// Makes the keys and the blocks. `size_max` bounds each rule's blocks; without it the bounds are
    /// chosen so that no rule makes more pairs than the limits allow, and returned.
    pub(crate) fn new(
        rules: &[KeyRule],
        features: &Features,
        spec: &LinkageSpec,
        size_max: Option<&[u32]>,
    ) -> (Self, Vec<u32>) {
        let rows = features.rows();
        let mut keys = vec![0u32; rows * rules.len()];
        keys.par_chunks_mut(rules.len().max(1)).enumerate().for_each(|(row, keys)| {
            for (key, rule) in keys.iter_mut().zip(rules) {
                *key = rule.key(features, row);
            }
        });
        let limits = &spec.limits;
        let budget = limits.pairs_at_least.max(limits.pairs_per_record * rows as u64);
        let mut bounds = Vec::with_capacity(rules.len());
        let mut sorted = Vec::with_capacity(rules.len());
        for rule in 0..rules.len() {
            let mut column: Vec<u64> = (0..rows)
                .into_par_iter()
                .filter_map(|row| {
                    let key = keys[row * rules.len() + rule];
                    (key != 0).then_some(u64::from(key) << 32 | row as u64)
                })
                .collect();
            column.par_sort_unstable();
            let bound = match size_max {
                Some(bounds) => bounds[rule],
                None => size_bound(&column, budget, limits.block_size_max),
            };
            let mut kept = Vec::new();
            for block in column.chunk_by(|a, b| a >> 32 == b >> 32) {
                if block.len() > bound as usize {
                    for entry in block {
                        keys[(*entry as u32) as usize * rules.len() + rule] = 0;
                    }
                } else if block.len() > 1 {
                    kept.extend_from_slice(block);
                }
            }
            kept.shrink_to_fit();
            bounds.push(bound);
            sorted.push(kept);
        }
        (Self { rules: rules.len(), keys, sorted }, bounds)
    }

    /// Cuts the work into units of whole blocks.
    pub(crate) fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        for (rule, sorted) in self.sorted.iter().enumerate() {
            let (mut from, mut to, mut pairs) = (0, 0, 0);
            for block in sorted.chunk_by(|a, b| a >> 32 == b >> 32) {
                to += block.len();
                pairs += pairs_in(block.len());
                if pairs >= UNIT_PAIRS {
                    units.push(Unit { rule, from, to });
                    (from, pairs) = (to, 0);
                }
            }
            if from < to {
                units.push(Unit { rule, from, to });
            }
        }
        units
    }

    /// An upper bound of the pairs all rules make together.
    pub(crate) fn pairs_at_most(&self) -> u64 {
        self.sorted
            .iter()
            .flat_map(|sorted| sorted.chunk_by(|a, b| a >> 32 == b >> 32))
            .map(|block| pairs_in(block.len()))
            .sum()
    }

    /// Calls `visit` for each pair that this unit's rule finds first; `keep` may skip whole blocks by key.
    pub(crate) fn visit(
        &self,
        unit: Unit,
        keep: impl Fn(u64) -> bool,
        mut visit: impl FnMut(usize, usize),
    ) {
        for block in self.sorted[unit.rule][unit.from..unit.to].chunk_by(|a, b| a >> 32 == b >> 32)
        {
            if !keep(hash::combine(unit.rule as u64 + 1, block[0] >> 32)) {
                continue;
            }
            for (position, first) in block.iter().enumerate() {
                let a = (*first as u32) as usize;
                let keys_a = &self.keys[a * self.rules..a * self.rules + unit.rule];
                for second in &block[position + 1..] {
                    let b = (*second as u32) as usize;
                    let keys_b = &self.keys[b * self.rules..b * self.rules + unit.rule];
                    let is_known = keys_a.iter().zip(keys_b).any(|(x, y)| x == y && *x != 0);
                    if !is_known {
                        visit(a, b);
                    }
                }
            }
        }
    }

    /// Whether any rule brings the two records together.
    pub(crate) fn is_candidate(&self, a: usize, b: usize) -> bool {
        let keys = |row: usize| &self.keys[row * self.rules..(row + 1) * self.rules];
        keys(a).iter().zip(keys(b)).any(|(x, y)| x == y && *x != 0)
    }
}

fn pairs_in(size: usize) -> u64 {
    let size = size as u64;
    size * (size.saturating_sub(1)) / 2
}

/// The largest block size at which all blocks up to it stay within the budget of pairs.
fn size_bound(sorted: &[u64], budget: u64, size_max: u32) -> u32 {
    let mut blocks_by_size = vec![0u64; size_max as usize + 1];
    for block in sorted.chunk_by(|a, b| a >> 32 == b >> 32) {
        if let Some(count) = blocks_by_size.get_mut(block.len()) {
            *count += 1;
        }
    }
    let mut pairs = 0;
    for (size, count) in blocks_by_size.iter().enumerate() {
        pairs += count * pairs_in(size);
        if pairs > budget {
            return (size as u32 - 1).max(1);
        }
    }
    size_max
}
