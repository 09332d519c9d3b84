//! Finds the records that share a key, in a set that grows record by record.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::blocking::KeyRule;
use crate::features::Features;

/// One rule's blocks: a sorted base and what came after it.
#[derive(Debug, Clone, Default)]
struct RuleIndex {
    /// Key and profile, sorted.
    base: Vec<u64>,
    added: HashMap<u32, Vec<u32>>,
    bound: usize,
}

impl RuleIndex {
    fn base_of(&self, key: u32) -> &[u64] {
        let from = self.base.partition_point(|entry| (entry >> 32) < u64::from(key));
        let length = self.base[from..].partition_point(|entry| (entry >> 32) == u64::from(key));
        &self.base[from..from + length]
    }

    fn len(&self, key: u32) -> usize {
        self.base_of(key).len() + self.added.get(&key).map_or(0, Vec::len)
    }

    fn members(&self, key: u32) -> impl Iterator<Item = u32> {
        let added = self.added.get(&key).map(Vec::as_slice).unwrap_or_default();
        self.base_of(key).iter().map(|entry| *entry as u32).chain(added.iter().copied())
    }
}

/// The blocks of all rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    rules: Vec<KeyRule>,
    by_rule: Vec<RuleIndex>,
}

impl Index {
    /// Indexes all profiles; `bounds` are the model's largest blocks.
    pub(crate) fn new(rules: Vec<KeyRule>, bounds: &[u32], features: &Features) -> Self {
        let by_rule = rules
            .iter()
            .zip(bounds)
            .map(|(rule, &bound)| {
                let mut base: Vec<u64> = (0..features.rows())
                    .into_par_iter()
                    .filter_map(|row| {
                        let key = rule.key(features, row);
                        (key != 0).then_some(u64::from(key) << 32 | row as u64)
                    })
                    .collect();
                base.par_sort_unstable();
                base.shrink_to_fit();
                RuleIndex { base, added: HashMap::new(), bound: bound as usize }
            })
            .collect();
        Self { rules, by_rule }
    }

    /// The keys of a profile, 0 where it has none.
    pub(crate) fn keys(&self, features: &Features, profile: usize) -> Vec<u32> {
        self.rules.iter().map(|rule| rule.key(features, profile)).collect()
    }

    /// Adds a profile; returns the members of each block that became too large by it.
    pub(crate) fn add(&mut self, keys: &[u32], profile: u32) -> Vec<Vec<u32>> {
        let mut overflowed = Vec::new();
        for (rule, &key) in self.by_rule.iter_mut().zip(keys) {
            if key == 0 {
                continue;
            }
            rule.added.entry(key).or_default().push(profile);
            if rule.len(key) == rule.bound + 1 {
                overflowed.push(rule.members(key).collect());
            }
        }
        overflowed
    }

    /// The profiles that share a block with these keys, sorted, each once. `is_inside` says that the
    /// keys' own profile is already counted in the blocks.
    pub(crate) fn candidates(&self, keys: &[u32], is_inside: bool) -> Vec<u32> {
        let own = usize::from(!is_inside);
        let mut found = Vec::new();
        for (rule, &key) in self.by_rule.iter().zip(keys) {
            if key != 0 && rule.len(key) + own <= rule.bound {
                found.extend(rule.members(key));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether two profiles share a block that is not too large.
    pub(crate) fn is_candidate(&self, a: &[u32], b: &[u32]) -> bool {
        self.by_rule
            .iter()
            .zip(a.iter().zip(b))
            .any(|(rule, (x, y))| x == y && *x != 0 && rule.len(*x) <= rule.bound)
    }
}
