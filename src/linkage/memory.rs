//! What a run leaves behind, so that the next one weighs only what came since and ends in the same groups.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::cluster::Edge;
use crate::error::{Error, Result};
use crate::linker::{Link, Linkage, Linker, link};
use crate::spec::Mode;
use crate::{blocking, model::Model};

pub use advance::Advance;

mod advance;
mod bytes;

/// Distinct records with their blocking keys, the pairs near the threshold and the groups of a run
/// under one model.
///
/// It holds no value of a record, but hashes of names and numbers that somebody could try out: whoever
/// keeps it keeps it sealed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LinkMemory {
    rules: usize,
    /// Profile by profile, a key per rule; 0 where the profile has none.
    keys: Vec<u32>,
    /// Per profile: a hash of its content.
    signatures: Vec<u64>,
    /// Per profile: the record that stands for it, the one with the smallest key.
    first: Vec<u32>,
    copies: Vec<u32>,
    /// Per profile with copies: whether they are one entity.
    joins: Vec<bool>,
    /// Per profile: the smallest profile of its group, or `NONE`.
    group_of: Vec<u32>,
    /// Per record, in the order of arrival: its key and its profile.
    record_keys: Vec<u128>,
    profile_of: Vec<u32>,
    /// Pairs of profiles above and near below the threshold, sorted.
    edges: Vec<Edge>,
}

const NONE: u32 = u32::MAX;

/// A linkage with what stands near its threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct NearLinkage {
    /// Clusters of the records in the order in which they came, and the pairs above the threshold.
    pub linkage: Linkage,
    /// Pairs that miss the threshold by little.
    pub near: Vec<Link>,
}

impl Linker {
    /// Links all records as [`Linker::link_and_near`] does and remembers what the next run needs; `keys`
    /// name the records, no two alike.
    pub fn link_and_remember(
        &self,
        below: f64,
        keys: &[u128],
    ) -> Result<(NearLinkage, LinkMemory)> {
        if self.model.spec.mode == Mode::Link || keys.len() != self.profiles.records() {
            return Err(Error::ModelMismatch {
                expected: format!("{} records of one set", self.profiles.records()),
                found: format!("{} record keys", keys.len()),
            });
        }
        let bar = self.model.threshold_bits;
        let (edges, candidate_pairs) = self.edges(bar - below);
        let above: Vec<Edge> =
            edges.iter().copied().filter(|edge| f64::from(edge.bits) > bar).collect();
        let rows = self.features.rows();
        let rules =
            blocking::compile(&self.model.spec, &self.layout, &self.model.blocking_rules())?;
        let mut memory = LinkMemory {
            rules: rules.len(),
            keys: (0..rows)
                .into_par_iter()
                .flat_map_iter(|row| rules.iter().map(move |rule| rule.key(&self.features, row)))
                .collect(),
            signatures: (0..rows).map(|row| self.features.signature(row)).collect(),
            first: vec![NONE; rows],
            copies: (0..rows).map(|profile| self.profiles.copies(profile)).collect(),
            joins: self.joins(),
            group_of: vec![NONE; rows],
            record_keys: keys.to_vec(),
            profile_of: self.profiles.of_records().to_vec(),
            edges,
        };
        for group in self.groups(&above, bar) {
            for &profile in &group {
                memory.group_of[profile as usize] = group[0];
            }
        }
        for record in 0..keys.len() {
            memory.stands_first(record);
        }
        Ok((memory.linkage(bar, candidate_pairs), memory))
    }
}

impl LinkMemory {
    /// Keys of the records in the order in which they came.
    pub fn record_keys(&self) -> &[u128] {
        &self.record_keys
    }

    /// Takes more records in under the model of the run before; ask the answer which records it must
    /// see, give them, and end it.
    ///
    /// The groups are those that [`Linker::link_and_remember`] would find in all records together.
    pub fn advance(
        self,
        model: &Model,
        below: f64,
        records: &crate::Records,
        keys: &[u128],
    ) -> Result<Advance> {
        Advance::begin(self, model, below, records, keys)
    }

    /// Lets a record stand for its profile where its key is the smallest.
    fn stands_first(&mut self, record: usize) {
        let first = &mut self.first[self.profile_of[record] as usize];
        let is_smaller = |known: u32| self.record_keys[record] < self.record_keys[known as usize];
        if *first == NONE || is_smaller(*first) {
            *first = record as u32;
        }
    }

    /// The result as it stands.
    fn linkage(&self, bar: f64, candidate_pairs: u64) -> NearLinkage {
        let mut numbers: HashMap<(u8, u32), u32> = HashMap::new();
        let mut next = 0;
        let mut clusters = Vec::with_capacity(self.profile_of.len());
        for (record, &profile) in self.profile_of.iter().enumerate() {
            let place = profile as usize;
            let group = match self.group_of[place] {
                // Copies of one profile join only if the profile says enough to know somebody again.
                _ if self.copies[place] > 1 && !self.joins[place] => (2, record as u32),
                NONE => (1, profile),
                group => (0, group),
            };
            clusters.push(*numbers.entry(group).or_insert_with(|| {
                next += 1;
                next - 1
            }));
        }
        let named =
            |edge: &Edge| link(self.first[edge.a as usize], self.first[edge.b as usize], edge.bits);
        let (above, near): (Vec<&Edge>, Vec<&Edge>) =
            self.edges.iter().partition(|edge| f64::from(edge.bits) > bar);
        let linkage = Linkage {
            clusters,
            links: above.into_iter().map(named).collect(),
            profiles: self.signatures.len() as u64,
            candidate_pairs,
        };
        NearLinkage { linkage, near: near.into_iter().map(named).collect() }
    }
}
