//! The next run: new records against those of the memory that share a block with them, and the groups
//! that this touches.

use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use super::{LinkMemory, NONE, NearLinkage};
use crate::blocking::{self, KeyRule};
use crate::cluster::{self, Edge, Setting};
use crate::compare::MANY;
use crate::error::{Error, Result};
use crate::features::{Features, Layout};
use crate::frequencies::Surprises;
use crate::model::{Model, Weights};
use crate::profiles::Profiles;
use crate::records::Records;
use crate::score::{Plan, Scorer};

/// Pairs that one thread weighs at a time.
const PAIRS_AT_ONCE: usize = 2_048;

/// What new profiles meet under one rule: pairs with those they share a block with, and the keys of
/// blocks that became too large.
type Met = (Vec<(u32, u32)>, HashSet<u32>);

/// A run under way: it says which records of the memory it must see, and goes on when it has them.
pub struct Advance {
    memory: LinkMemory,
    model: Model,
    layout: Layout,
    /// Values of the new profiles, then of those that were given.
    features: Features,
    surprises: Surprises,
    weights: Weights,
    plan: Plan,
    below: f64,
    /// Profile of the memory → row of the features.
    row_of: HashMap<u32, u32>,
    /// Profiles whose group may change.
    touched: BTreeSet<u32>,
    /// Profiles that got more copies.
    copied: BTreeSet<u32>,
    /// New profiles with old and new ones of the same blocks, sorted.
    pairs: Vec<(u32, u32)>,
    /// Components to group anew, once pairs are weighed.
    nodes: Option<Vec<u32>>,
    candidate_pairs: u64,
}

impl Advance {
    pub(super) fn begin(
        mut memory: LinkMemory,
        model: &Model,
        below: f64,
        records: &Records,
        keys: &[u128],
    ) -> Result<Self> {
        let layout = model.layout()?;
        let rules = blocking::compile(&model.spec, &layout, &model.blocking_rules())?;
        let known: HashSet<u128> = memory.record_keys.iter().copied().collect();
        if records.len() != keys.len() || rules.len() != memory.rules {
            return Err(Error::ModelMismatch {
                expected: format!("{} records and {} rules", keys.len(), memory.rules),
                found: format!("{} records and {} rules", records.len(), rules.len()),
            });
        }
        if let Some(key) = keys.iter().find(|key| known.contains(key)) {
            return Err(Error::DuplicateRecordKey(format!("{key:032x}")));
        }
        let mut features = Features::new(&layout);
        features.append(&model.spec, &layout, records)?;
        let profiles = Profiles::new(&model.spec, records, &mut features);
        let values: Vec<_> =
            model.comparisons.iter().map(|comparison| comparison.values.clone()).collect();
        let surprises = Surprises::new(&layout, &values, &features);
        let weights = Weights::new(&layout, model);
        let plan = Plan::new(&layout, &weights, &surprises, model.records);
        let old = memory.signatures.len();
        let places = memory.admit(&rules, &features, &profiles, keys);
        let mut advance = Self {
            row_of: HashMap::new(),
            touched: places.iter().copied().collect(),
            copied: BTreeSet::new(),
            pairs: Vec::new(),
            nodes: None,
            candidate_pairs: 0,
            model: model.clone(),
            memory,
            layout,
            features,
            surprises,
            weights,
            plan,
            below,
        };
        for (row, &place) in places.iter().enumerate() {
            advance.row_of.insert(place, row as u32);
            if advance.memory.copies[place as usize] > 1 {
                advance.copied.insert(place);
            }
        }
        advance.meet(old);
        Ok(advance)
    }

    /// The records of the memory whose values are needed next; none when the run can end.
    pub fn wanted(&self) -> Vec<u128> {
        let mut profiles: BTreeSet<u32> = match &self.nodes {
            None => self.pairs.iter().flat_map(|pair| [pair.0, pair.1]).collect(),
            Some(nodes) => nodes.iter().copied().collect(),
        };
        profiles.retain(|profile| !self.row_of.contains_key(profile));
        let key =
            |profile: u32| self.memory.record_keys[self.memory.first[profile as usize] as usize];
        profiles.into_iter().map(key).collect()
    }

    /// Takes the values of records that were wanted, in any order.
    pub fn give(&mut self, records: &Records, keys: &[u128]) -> Result<()> {
        let missing = |key: u128| Error::UnknownRecord(format!("{key:032x}"));
        let asked = self.wanted();
        let profile_of: HashMap<u128, u32> = {
            let wanted: HashSet<u128> = asked.iter().copied().collect();
            let first = self.memory.first.iter().enumerate();
            first
                .map(|(profile, record)| {
                    (self.memory.record_keys[*record as usize], profile as u32)
                })
                .filter(|(key, _)| wanted.contains(key))
                .collect()
        };
        let row = self.features.rows();
        self.features.append(&self.model.spec, &self.layout, records)?;
        for (place, key) in keys.iter().enumerate() {
            let profile = profile_of.get(key).ok_or_else(|| missing(*key))?;
            self.row_of.insert(*profile, (row + place) as u32);
        }
        if let Some(key) = self.wanted().first() {
            return Err(missing(*key));
        }
        // What is common is told by the model; values that came now need their number.
        let values: Vec<_> =
            self.model.comparisons.iter().map(|comparison| comparison.values.clone()).collect();
        self.surprises = Surprises::new(&self.layout, &values, &self.features);
        Ok(())
    }

    /// Goes on as far as the given records allow; `true` when the groups are made and the run can end.
    pub fn proceed(&mut self) -> bool {
        if !self.wanted().is_empty() {
            return false;
        }
        if self.nodes.is_none() {
            self.weigh();
            self.nodes = Some(self.components());
            if !self.wanted().is_empty() {
                return false;
            }
        }
        true
    }

    /// Ends the run.
    pub fn finish(mut self) -> (NearLinkage, LinkMemory) {
        let bar = self.model.threshold_bits;
        let nodes = self.nodes.take().unwrap_or_default();
        self.group(&nodes);
        let copied = std::mem::take(&mut self.copied);
        let joins: Vec<(u32, bool)> = {
            let mut scorer = self.scorer();
            let mut joins = |profile: u32| {
                let copies = self.memory.copies[profile as usize] as usize;
                scorer.joins_copies(self.row_of[&profile] as usize, copies, bar)
            };
            copied.into_iter().map(|profile| (profile, joins(profile))).collect()
        };
        for (profile, joins) in joins {
            self.memory.joins[profile as usize] = joins;
        }
        (self.memory.linkage(bar, self.candidate_pairs), self.memory)
    }

    fn scorer(&self) -> Scorer<'_> {
        Scorer::new(&self.layout, &self.features, &self.surprises, &self.weights, &self.plan, MANY)
    }

    /// Finds the pairs that the new profiles make, and drops those that only a block grown too large
    /// brought together.
    fn meet(&mut self, old: usize) {
        let memory = &self.memory;
        let bounds: Vec<usize> =
            self.model.rules.iter().map(|rule| rule.block_size_max as usize).collect();
        let key = |profile: usize, rule: usize| memory.keys[profile * memory.rules + rule];
        let found: Vec<Met> = (0..memory.rules)
            .into_par_iter()
            .map(|rule| {
                let mut blocks: HashMap<u32, Vec<u32>> = HashMap::new();
                for profile in old..memory.signatures.len() {
                    let key = key(profile, rule);
                    if key != 0 {
                        blocks.entry(key).or_default();
                    }
                }
                for profile in 0..memory.signatures.len() {
                    if let Some(block) = blocks.get_mut(&key(profile, rule)) {
                        block.push(profile as u32);
                    }
                }
                let (mut pairs, mut overflowed) = (Vec::new(), HashSet::new());
                for (key, block) in blocks {
                    let known = block.partition_point(|profile| (*profile as usize) < old);
                    if block.len() <= bounds[rule] {
                        for (place, &b) in block.iter().enumerate().skip(known) {
                            pairs.extend(block[..place].iter().map(|&a| (a, b)));
                        }
                    } else if known <= bounds[rule] {
                        overflowed.insert(key);
                    }
                }
                (pairs, overflowed)
            })
            .collect();
        let (pairs, overflowed): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        self.pairs = pairs.into_iter().flatten().collect();
        self.pairs.par_sort_unstable();
        self.pairs.dedup();
        self.drop_unsupported(&overflowed, &bounds);
    }

    fn drop_unsupported(&mut self, overflowed: &[HashSet<u32>], bounds: &[usize]) {
        let memory = &self.memory;
        let rules = memory.rules;
        let shared = |edge: &Edge| -> Vec<(usize, u32)> {
            let keys = |profile: u32| &memory.keys[profile as usize * rules..][..rules];
            let both = keys(edge.a).iter().zip(keys(edge.b)).enumerate();
            both.filter(|(_, (a, b))| a == b && **a != 0).map(|(rule, (a, _))| (rule, *a)).collect()
        };
        if overflowed.iter().all(HashSet::is_empty) {
            return;
        }
        let suspects: Vec<(usize, Vec<(usize, u32)>)> = memory
            .edges
            .iter()
            .enumerate()
            .map(|(place, edge)| (place, shared(edge)))
            .filter(|(_, keys)| keys.iter().any(|(rule, key)| overflowed[*rule].contains(key)))
            .collect();
        let mut sizes: HashMap<(usize, u32), usize> =
            suspects.iter().flat_map(|(_, keys)| keys.iter().map(|key| (*key, 0))).collect();
        if sizes.is_empty() {
            return;
        }
        for keys in memory.keys.chunks_exact(rules) {
            for (rule, key) in keys.iter().enumerate() {
                if let Some(size) = sizes.get_mut(&(rule, *key)) {
                    *size += 1;
                }
            }
        }
        let is_lost = |keys: &[(usize, u32)]| keys.iter().all(|key| sizes[key] > bounds[key.0]);
        let lost: HashSet<usize> = suspects
            .into_iter()
            .filter(|(_, keys)| is_lost(keys))
            .map(|(place, _)| place)
            .collect();
        let edges = std::mem::take(&mut self.memory.edges);
        for (place, edge) in edges.into_iter().enumerate() {
            if lost.contains(&place) {
                self.touched.extend([edge.a, edge.b]);
            } else {
                self.memory.edges.push(edge);
            }
        }
    }

    /// Weighs the pairs and keeps those near the threshold.
    fn weigh(&mut self) {
        let bar = self.model.threshold_bits - self.below;
        let parts: Vec<Vec<Edge>> = self
            .pairs
            .par_chunks(PAIRS_AT_ONCE)
            .map_init(
                || self.scorer(),
                |scorer, pairs| {
                    let mut edges = Vec::new();
                    for &(a, b) in pairs {
                        let (one, two) = (self.row_of[&a] as usize, self.row_of[&b] as usize);
                        if let Some(bits) = scorer.above(one, two, bar) {
                            edges.push(Edge { a, b, bits: bits as f32 });
                        }
                    }
                    edges
                },
            )
            .collect();
        self.candidate_pairs = self.pairs.len() as u64;
        self.pairs = Vec::new();
        self.memory.edges.extend(parts.into_iter().flatten());
        self.memory.edges.sort_unstable_by_key(|edge| (edge.a, edge.b));
    }

    /// All profiles connected to those touched by links.
    fn components(&self) -> Vec<u32> {
        let bar = self.model.threshold_bits;
        let above: Vec<Edge> =
            self.memory.edges.iter().copied().filter(|edge| f64::from(edge.bits) > bar).collect();
        let mut nodes: BTreeSet<u32> = BTreeSet::new();
        for group in cluster::components(self.memory.signatures.len(), &above) {
            if group.iter().any(|profile| self.touched.contains(profile)) {
                nodes.extend(group);
            }
        }
        // Who lost the last link stands alone from now on.
        nodes.extend(
            self.touched.iter().filter(|profile| self.memory.group_of[**profile as usize] != NONE),
        );
        nodes.into_iter().collect()
    }

    /// Groups the components anew.
    fn group(&mut self, nodes: &[u32]) {
        let place = |profile: u32| nodes.binary_search(&profile).ok().map(|place| place as u32);
        let bar = self.model.threshold_bits;
        let edges: Vec<Edge> = self
            .memory
            .edges
            .iter()
            .filter(|edge| f64::from(edge.bits) > bar)
            .filter_map(|edge| Some(Edge { a: place(edge.a)?, b: place(edge.b)?, ..*edge }))
            .collect();
        let rows: Vec<u32> = nodes.iter().map(|profile| self.row_of[profile]).collect();
        let profile_at: HashMap<u32, u32> =
            rows.iter().copied().zip(nodes.iter().copied()).collect();
        let setting = Setting {
            scorer: &|| self.scorer(),
            signature: &|row: u32| self.features.signature(row as usize),
            bar,
            size_max: self.model.spec.limits.cluster_size_max as usize,
        };
        let groups = cluster::cluster(&rows, &edges, &setting);
        for profile in nodes {
            self.memory.group_of[*profile as usize] = NONE;
        }
        for group in groups {
            let group: Vec<u32> = group.iter().map(|row| profile_at[row]).collect();
            let smallest = group.iter().copied().min().unwrap_or(NONE);
            for profile in group {
                self.memory.group_of[profile as usize] = smallest;
            }
        }
    }
}

impl LinkMemory {
    /// Takes new records in: as copies of profiles of equal content, or as profiles of their own;
    /// returns the profile of each new distinct record.
    fn admit(
        &mut self,
        rules: &[KeyRule],
        features: &Features,
        profiles: &Profiles,
        keys: &[u128],
    ) -> Vec<u32> {
        let rows = features.rows();
        let own =
            |row: usize| -> Vec<u32> { rules.iter().map(|rule| rule.key(features, row)).collect() };
        let mut fresh: HashMap<u64, usize> =
            (0..rows).map(|row| (features.signature(row), row)).collect();
        let mut places = vec![NONE; rows];
        for (profile, signature) in self.signatures.iter().enumerate() {
            let Some(&row) = fresh.get(signature) else { continue };
            // Equal content has an equal hash and equal keys.
            if self.keys[profile * self.rules..][..self.rules] == own(row)[..] {
                places[row] = profile as u32;
                fresh.remove(signature);
            }
        }
        for (row, place) in places.iter_mut().enumerate() {
            if *place == NONE {
                *place = self.signatures.len() as u32;
                self.signatures.push(features.signature(row));
                self.keys.extend(own(row));
                self.first.push(NONE);
                self.copies.push(0);
                self.joins.push(false);
                self.group_of.push(NONE);
            }
        }
        for (record, key) in keys.iter().enumerate() {
            let profile = places[profiles.of_record(record)];
            self.record_keys.push(*key);
            self.profile_of.push(profile);
            self.copies[profile as usize] += 1;
            self.stands_first(self.record_keys.len() - 1);
        }
        places
    }
}
