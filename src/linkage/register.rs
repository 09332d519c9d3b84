//! A register of persons that grows delivery by delivery under one frozen model: any order of arrival gives
//! the partition of a full run.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};

use crate::blocking;
use crate::cluster::{self, Edge, Setting};
use crate::compare::FEW;
use crate::error::{Error, Result};
use crate::features::{Features, Kind, Layout};
use crate::frequencies::Surprises;
use crate::index::Index;
use crate::ledger::{Event, Ledger, PersonKey};
use crate::linker::Linker;
use crate::model::{Model, Weights};
use crate::records::Records;
use crate::score::{Plan, Scorer};
use crate::spec::Mode;

/// Candidates this many bits below the threshold are still worth telling.
const TOLD_BELOW: f64 = 10.0;

/// Who a record is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    /// The person that the record would join, the same as a full run would give.
    pub joins: Option<PersonKey>,
    /// Persons it resembles, most probable first, with the probability that it is they.
    pub candidates: Vec<(PersonKey, f64)>,
}

/// Records, their links and the persons they form.
pub struct Register {
    model: Model,
    layout: Layout,
    features: Features,
    surprises: Surprises,
    weights: Weights,
    plan: Plan,
    index: Index,
    /// Profiles by the hash of their content.
    by_signature: HashTable<u32>,
    carriers: Carriers,
    /// Links of each profile: the other one and the weight in bits.
    links: Vec<Vec<(u32, f32)>>,
    ledger: Ledger,
}

/// Which records carry each profile, by the numbers the ledger gave them.
#[derive(Debug, Clone, Default)]
struct Carriers {
    /// Per profile: the last record that came, and how many carry it.
    last: Vec<u32>,
    count: Vec<u32>,
    /// Per record: the one before it with the same profile, and the profile.
    before: Vec<u32>,
    profile_of: Vec<u32>,
    records: usize,
}

const NONE: u32 = u32::MAX;

impl Carriers {
    fn add(&mut self, profile: u32, record: u32) {
        let place = profile as usize;
        if place >= self.last.len() {
            self.last.resize(place + 1, NONE);
            self.count.resize(place + 1, 0);
        }
        let row = record as usize;
        if row >= self.profile_of.len() {
            self.profile_of.resize(row + 1, NONE);
            self.before.resize(row + 1, NONE);
        }
        self.before[row] = self.last[place];
        self.profile_of[row] = profile;
        self.last[place] = record;
        self.count[place] += 1;
        self.records += 1;
    }

    fn of(&self, profile: u32) -> impl Iterator<Item = u32> {
        let last = Some(self.last[profile as usize]).filter(|&record| record != NONE);
        std::iter::successors(last, |&record| {
            Some(self.before[record as usize]).filter(|&before| before != NONE)
        })
    }

    fn count(&self, profile: u32) -> usize {
        self.count[profile as usize] as usize
    }

    fn profile_of(&self, record: u32) -> Option<u32> {
        self.profile_of.get(record as usize).copied().filter(|&profile| profile != NONE)
    }
}

impl Register {
    /// An empty register under a model that groups records of one set.
    pub fn new(model: &Model) -> Result<Self> {
        if model.spec.mode == Mode::Link {
            return Err(Error::ModelMismatch {
                expected: "two files paired one to one".into(),
                found: "a register, which needs `mode = \"dedupe\"`".into(),
            });
        }
        let layout = model.layout()?;
        let features = Features::new(&layout);
        Self::assemble(model, layout, features)
    }

    /// Links a whole set at once under a model and keeps it as a register; `keys` name the records.
    pub fn load(model: &Model, records: &Records, keys: &[String]) -> Result<Self> {
        if model.spec.mode == Mode::Link || records.is_empty() {
            return Self::new(model);
        }
        let linker = Linker::new(model, records)?;
        let (edges, _) = linker.edges(model.threshold_bits);
        let clusters = linker.group(&edges, model.threshold_bits);
        let Linker { layout, features, profiles, blocks, .. } = linker;
        drop(blocks);
        let mut register = Self::assemble(model, layout, features)?;
        register.check_keys(records, keys)?;
        register.links = vec![Vec::new(); register.features.rows()];
        for edge in edges {
            register.links[edge.a as usize].push((edge.b, edge.bits));
            register.links[edge.b as usize].push((edge.a, edge.bits));
        }
        for profile in 0..register.features.rows() {
            register.know(profile as u32);
        }
        for (key, &profile) in keys.iter().zip(profiles.of_records()) {
            let record = register.ledger.intern(key);
            register.carriers.add(profile, record);
        }
        let groups = register.sorted(clusters.members());
        register.ledger.apply_ids(&groups);
        Ok(register)
    }

    fn assemble(model: &Model, layout: Layout, mut features: Features) -> Result<Self> {
        // All values the model knows get their number now; those that come later are rare ones.
        let values: Vec<_> =
            model.comparisons.iter().map(|comparison| comparison.values.clone()).collect();
        for (comparison, values) in layout.comparisons.iter().zip(&values) {
            if matches!(comparison.kind, Kind::Name | Kind::Text | Kind::Code) {
                for text in values.counts.keys() {
                    features.dictionary.intern(text);
                }
            }
        }
        let surprises = Surprises::new(&layout, &values, &features);
        let weights = Weights::new(&layout, model);
        let plan = Plan::new(&layout, &weights, &surprises, model.records);
        let rules = blocking::compile(&model.spec, &layout, &model.blocking_rules())?;
        let bounds: Vec<u32> = model.rules.iter().map(|rule| rule.block_size_max).collect();
        Ok(Self {
            index: Index::new(rules, &bounds, &features),
            model: model.clone(),
            surprises,
            weights,
            plan,
            by_signature: HashTable::new(),
            carriers: Carriers::default(),
            links: Vec::new(),
            ledger: Ledger::default(),
            layout,
            features,
        })
    }

    /// Each record needs a key of its own.
    fn check_keys(&self, records: &Records, keys: &[String]) -> Result<()> {
        if records.len() != keys.len() {
            return Err(Error::ModelMismatch {
                expected: format!("{} records", keys.len()),
                found: format!("{} records", records.len()),
            });
        }
        let mut fresh = std::collections::HashSet::with_capacity(keys.len());
        let is_used = |key: &String| {
            self.ledger.find(key).is_some_and(|record| self.carriers.profile_of(record).is_some())
        };
        match keys.iter().find(|&key| is_used(key) || !fresh.insert(key)) {
            Some(key) => Err(Error::DuplicateRecordKey(key.clone())),
            None => Ok(()),
        }
    }

    /// The ledger of persons.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.carriers.records
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.carriers.records == 0
    }

    /// Adds records under their keys, one after the other, and returns what happened to persons.
    pub fn insert(&mut self, records: &Records, keys: &[String]) -> Result<Vec<Event>> {
        self.check_keys(records, keys)?;
        let mut touched = BTreeSet::new();
        let first = self.features.rows();
        self.features.append(&self.model.spec, &self.layout, records)?;
        let last = self.features.rows();
        // The rows wait at the end of the features and move forward one by one.
        let mut next = first;
        for (row, key) in (first..last).zip(keys) {
            let record = self.ledger.intern(key);
            match self.twin(row) {
                Some(profile) => {
                    self.carriers.add(profile, record);
                    touched.insert(profile);
                }
                None => {
                    self.features.copy_row(row, next);
                    self.know(next as u32);
                    self.carriers.add(next as u32, record);
                    self.links.push(Vec::new());
                    self.connect(next as u32, &mut touched);
                    next += 1;
                }
            }
        }
        self.features.truncate(next);
        let groups = self.regroup(&touched);
        let from = self.ledger.apply_ids(&groups);
        Ok(self.ledger.events()[from..].to_vec())
    }

    /// Remembers a profile by its content.
    fn know(&mut self, profile: u32) {
        let features = &self.features;
        let hash = |&profile: &u32| features.signature(profile as usize);
        self.by_signature.insert_unique(hash(&profile), profile, hash);
    }

    /// The profile of equal content.
    fn twin(&self, row: usize) -> Option<u32> {
        let is_same = |&profile: &u32| self.features.is_equal(profile as usize, row);
        self.by_signature.find(self.features.signature(row), is_same).copied()
    }

    /// Sorted by the keys of records, so that keys given to new persons do not depend on numbering.
    fn sorted(&self, mut groups: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
        let key = |&record: &u32| self.ledger.record(record);
        for group in &mut groups {
            group.sort_by_key(key);
        }
        groups.sort_by(|one, two| one.iter().map(key).cmp(two.iter().map(key)));
        groups
    }

    /// Says who a record is without adding it.
    pub fn resolve(&mut self, record: &Records) -> Result<Resolution> {
        if record.len() != 1 {
            return Err(Error::ModelMismatch {
                expected: "one record".into(),
                found: format!("{} records", record.len()),
            });
        }
        let texts = self.features.dictionary.len();
        let row = self.features.rows();
        self.features.append(&self.model.spec, &self.layout, record)?;
        let resolution = self.resolve_row(row);
        self.features.truncate(row);
        self.features.dictionary.truncate(texts);
        Ok(resolution)
    }

    fn resolve_row(&self, row: usize) -> Resolution {
        let bar = self.model.threshold_bits;
        let twin = self.twin(row);
        let keys = self.index.keys(&self.features, row);
        let mut scorer = self.scorer();
        let mut told: BTreeSet<PersonKey> = BTreeSet::new();
        let mut edges = Vec::new();
        let candidates = self.index.candidates(&keys, twin.is_some());
        for other in candidates.into_iter().chain(twin) {
            if let Some(bits) = scorer.above(row, other as usize, bar - TOLD_BELOW) {
                told.extend(self.persons_of(other));
                if bits > bar {
                    edges.push(Edge { a: other, b: row as u32, bits: bits as f32 });
                }
            }
        }
        let mut candidates: Vec<(PersonKey, f64)> = told
            .into_iter()
            .map(|person| (person, self.mean_bits(&mut scorer, row, person)))
            .collect();
        let all: f64 = candidates.iter().map(|(_, bits)| bits.min(500.0).exp2()).sum::<f64>() + 1.0;
        for (_, bits) in &mut candidates {
            *bits = bits.min(500.0).exp2() / all;
        }
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let joins = match twin {
            Some(profile) if scorer.joins_copies(row, self.carriers.count(profile) + 1, bar) => {
                self.persons_of(profile).into_iter().next()
            }
            Some(_) => None,
            None => self.would_join(row as u32, edges),
        };
        Resolution { joins, candidates }
    }

    /// The person whose records the new one would stand with after grouping its component anew.
    fn would_join(&self, row: u32, edges: Vec<Edge>) -> Option<PersonKey> {
        let seeds: BTreeSet<u32> = edges.iter().map(|edge| edge.a).collect();
        let mut nodes: Vec<u32> = self.component(&seeds).into_iter().collect();
        nodes.push(row);
        let group =
            self.group_nodes(&nodes, edges).into_iter().find(|group| group.contains(&row))?;
        let mut shares: BTreeMap<PersonKey, usize> = BTreeMap::new();
        for profile in group.into_iter().filter(|&profile| profile != row) {
            for person in self.persons_of(profile) {
                *shares.entry(person).or_insert(0) += self.carriers.count(profile);
            }
        }
        shares
            .into_iter()
            .max_by_key(|&(person, share)| (share, std::cmp::Reverse(person)))
            .map(|(person, _)| person)
    }

    /// The mean weight between a row and all distinct records of a person: the bar a group sets.
    fn mean_bits(&self, scorer: &mut Scorer<'_>, row: usize, person: PersonKey) -> f64 {
        let profiles: BTreeSet<u32> = self
            .ledger
            .members(person)
            .filter_map(|record| self.carriers.profile_of(record))
            .collect();
        let sum: f64 = profiles.iter().map(|&other| scorer.weight(row, other as usize)).sum();
        sum / profiles.len().max(1) as f64
    }

    fn persons_of(&self, profile: u32) -> BTreeSet<PersonKey> {
        self.carriers.of(profile).filter_map(|record| self.ledger.person(record)).collect()
    }

    /// Finds the links of a new profile, and drops those that only a block grown too large supported.
    fn connect(&mut self, profile: u32, touched: &mut BTreeSet<u32>) {
        touched.insert(profile);
        let keys = self.index.keys(&self.features, profile as usize);
        for block in self.index.add(&keys, profile) {
            self.drop_unsupported(&block, touched);
        }
        let candidates = self.index.candidates(&keys, true);
        let bar = self.model.threshold_bits;
        let mut found = Vec::new();
        let mut scorer = self.scorer();
        for other in candidates {
            if other != profile
                && let Some(bits) = scorer.above(profile as usize, other as usize, bar)
            {
                found.push((other, bits as f32));
            }
        }
        for (other, bits) in found {
            self.links[profile as usize].push((other, bits));
            self.links[other as usize].push((profile, bits));
        }
    }

    fn drop_unsupported(&mut self, block: &[u32], touched: &mut BTreeSet<u32>) {
        let inside: BTreeSet<u32> = block.iter().copied().collect();
        for &a in block {
            let keys_a = self.index.keys(&self.features, a as usize);
            let mut lost = Vec::new();
            for &(b, _) in &self.links[a as usize] {
                if inside.contains(&b) {
                    let keys_b = self.index.keys(&self.features, b as usize);
                    if !self.index.is_candidate(&keys_a, &keys_b) {
                        lost.push(b);
                    }
                }
            }
            for b in lost {
                self.links[a as usize].retain(|link| link.0 != b);
                self.links[b as usize].retain(|link| link.0 != a);
                touched.extend([a, b]);
            }
        }
    }

    /// Groups the records of all components that were touched.
    fn regroup(&self, touched: &BTreeSet<u32>) -> Vec<Vec<u32>> {
        let nodes: Vec<u32> = self.component(touched).into_iter().collect();
        let groups = self.group_nodes(&nodes, Vec::new());
        let mut is_grouped: BTreeSet<u32> = BTreeSet::new();
        let mut named: Vec<Vec<u32>> = Vec::new();
        let mut scorer = self.scorer();
        let bar = self.model.threshold_bits;
        let singles = |named: &mut Vec<Vec<u32>>, profile: u32| {
            named.extend(self.carriers.of(profile).map(|record| vec![record]));
        };
        // Copies of a profile that says too little to know somebody again stay apart.
        let mut joins = |profile: u32| {
            let copies = self.carriers.count(profile);
            copies == 1 || scorer.joins_copies(profile as usize, copies, bar)
        };
        for group in groups {
            is_grouped.extend(&group);
            let (together, apart): (Vec<u32>, Vec<u32>) =
                group.into_iter().partition(|&profile| joins(profile));
            let members: Vec<u32> =
                together.into_iter().flat_map(|profile| self.carriers.of(profile)).collect();
            if !members.is_empty() {
                named.push(members);
            }
            for profile in apart {
                singles(&mut named, profile);
            }
        }
        for profile in nodes.into_iter().filter(|profile| !is_grouped.contains(profile)) {
            if joins(profile) {
                named.push(self.carriers.of(profile).collect());
            } else {
                singles(&mut named, profile);
            }
        }
        self.sorted(named)
    }

    /// All profiles connected to the seeds by links.
    fn component(&self, seeds: &BTreeSet<u32>) -> BTreeSet<u32> {
        let mut reached = seeds.clone();
        let mut open: Vec<u32> = seeds.iter().copied().collect();
        while let Some(node) = open.pop() {
            for &(other, _) in &self.links[node as usize] {
                if reached.insert(other) {
                    open.push(other);
                }
            }
        }
        reached
    }

    /// Groups profiles by their links and the extra edges given.
    fn group_nodes(&self, nodes: &[u32], extra: Vec<Edge>) -> Vec<Vec<u32>> {
        let place = |node: u32| nodes.binary_search(&node).ok().map(|place| place as u32);
        let mut edges = Vec::new();
        for &a in nodes {
            for &(b, bits) in self.links.get(a as usize).into_iter().flatten() {
                if a < b {
                    edges.push(Edge { a, b, bits });
                }
            }
        }
        edges.extend(extra);
        let edges: Vec<Edge> = edges
            .into_iter()
            .filter_map(|edge| Some(Edge { a: place(edge.a)?, b: place(edge.b)?, ..edge }))
            .collect();
        let setting = Setting {
            scorer: &|| self.scorer(),
            signature: &|node: u32| self.features.signature(node as usize),
            bar: self.model.threshold_bits,
            size_max: self.model.spec.limits.cluster_size_max as usize,
        };
        cluster::cluster(nodes, &edges, &setting)
    }

    fn scorer(&self) -> Scorer<'_> {
        Scorer::new(&self.layout, &self.features, &self.surprises, &self.weights, &self.plan, FEW)
    }
}
