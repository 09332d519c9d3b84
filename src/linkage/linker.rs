//! Links a whole set of records with a model: candidates, weights, groups or pairs.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::assign;
use crate::blocking::{self, Blocks};
use crate::cluster::{self, Edge, Setting};
use crate::compare::MANY;
use crate::error::{Error, Result};
use crate::features::{Features, Layout};
use crate::frequencies::Surprises;
use crate::model::{Model, Weights, probability};
use crate::profiles::Profiles;
use crate::records::Records;
use crate::score::{Plan, Scorer};
use crate::spec::Mode;
use crate::train::train;

/// Two records taken for one entity by their own evidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The earlier record.
    pub a: u32,
    /// The later record.
    pub b: u32,
    /// Weight in bits, prior included.
    pub bits: f32,
    /// The probability that they are one entity.
    pub probability: f64,
}

/// The result of linking a set.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Linkage {
    /// The cluster of each record; clusters are numbered in order of their first record.
    pub clusters: Vec<u32>,
    /// Pairs above the threshold: in link mode the one-to-one pairs, otherwise each pair of distinct
    /// records before clustering, the first of identical ones standing for all.
    pub links: Vec<Link>,
    /// Distinct records among them.
    pub profiles: u64,
    /// Pairs brought together by the blocking rules.
    pub candidate_pairs: u64,
}

impl Linkage {
    /// The records of each cluster, in order.
    pub fn members(&self) -> Vec<Vec<u32>> {
        let count = self.clusters.iter().map(|&cluster| cluster as usize + 1).max().unwrap_or(0);
        let mut members = vec![Vec::new(); count];
        for (record, &cluster) in self.clusters.iter().enumerate() {
            members[cluster as usize].push(record as u32);
        }
        members
    }
}

/// A set of records prepared under a model: ready to link, to score and to explain.
pub struct Linker {
    pub(crate) model: Model,
    pub(crate) layout: Layout,
    pub(crate) features: Features,
    pub(crate) profiles: Profiles,
    pub(crate) surprises: Surprises,
    pub(crate) weights: Weights,
    pub(crate) plan: Plan,
    pub(crate) blocks: Blocks,
}

impl Linker {
    /// Prepares records under a frozen model.
    pub fn new(model: &Model, records: &Records) -> Result<Self> {
        let layout = model.layout()?;
        let mut features = Features::new(&layout);
        features.append(&model.spec, &layout, records)?;
        let profiles = Profiles::new(&model.spec, records, &mut features);
        let rules: Vec<_> = model.blocking_rules();
        let key_rules = blocking::compile(&model.spec, &layout, &rules)?;
        let bounds: Vec<u32> = model.rules.iter().map(|rule| rule.block_size_max).collect();
        let (blocks, _) = Blocks::new(&key_rules, &features, &model.spec, Some(&bounds));
        Ok(Self::assemble(model.clone(), layout, features, profiles, blocks))
    }

    /// Trains a model on the records and prepares them under it, without doing the common work twice.
    pub fn train(spec: &crate::spec::LinkageSpec, records: &Records) -> Result<Self> {
        let layout = Layout::new(spec);
        let mut features = Features::new(&layout);
        features.append(spec, &layout, records)?;
        let profiles = Profiles::new(spec, records, &mut features);
        let (model, blocks) = train(spec, &layout, &features, &profiles)?;
        Ok(Self::assemble(model, layout, features, profiles, blocks))
    }

    fn assemble(
        model: Model,
        layout: Layout,
        features: Features,
        profiles: Profiles,
        blocks: Blocks,
    ) -> Self {
        let values: Vec<_> =
            model.comparisons.iter().map(|comparison| comparison.values.clone()).collect();
        let surprises = Surprises::new(&layout, &values, &features);
        let weights = Weights::new(&layout, &model);
        let plan = Plan::new(&layout, &weights, &surprises, model.records);
        Self { model, layout, features, profiles, surprises, weights, plan, blocks }
    }

    /// The model in force.
    pub fn model(&self) -> &Model {
        &self.model
    }

    pub(crate) fn scorer(&self) -> Scorer<'_> {
        Scorer::new(&self.layout, &self.features, &self.surprises, &self.weights, &self.plan, MANY)
    }

    /// Links all records; the same bytes for any number of threads.
    pub fn link(&self) -> Linkage {
        let bar = self.model.threshold_bits;
        let (edges, candidate_pairs) = self.edges(bar);
        let mut linkage = match self.model.spec.mode {
            Mode::Dedupe => self.group(&edges, bar),
            Mode::Link => self.pair(&edges, bar),
        };
        linkage.profiles = self.features.rows() as u64;
        linkage.candidate_pairs = candidate_pairs;
        linkage
    }

    /// Links all records as [`Linker::link`] does, and also gives the candidate pairs that miss the
    /// threshold by less than `below` bits, weighed in the same pass.
    pub fn link_and_near(&self, below: f64) -> (Linkage, Vec<Link>) {
        let bar = self.model.threshold_bits;
        let (edges, candidate_pairs) = self.edges(bar - below);
        let (above, near): (Vec<Edge>, Vec<Edge>) =
            edges.into_iter().partition(|edge| f64::from(edge.bits) > bar);
        let mut linkage = match self.model.spec.mode {
            Mode::Dedupe => self.group(&above, bar),
            Mode::Link => self.pair(&above, bar),
        };
        linkage.profiles = self.features.rows() as u64;
        linkage.candidate_pairs = candidate_pairs;
        let first = self.first_records();
        let near = near
            .iter()
            .map(|edge| link(first[edge.a as usize], first[edge.b as usize], edge.bits))
            .collect();
        (linkage, near)
    }

    /// The first record of each profile.
    fn first_records(&self) -> Vec<u32> {
        let mut first = vec![u32::MAX; self.features.rows()];
        for record in (0..self.profiles.records()).rev() {
            first[self.profiles.of_record(record)] = record as u32;
        }
        first
    }

    /// All candidate pairs above the bar, sorted, and the number of candidates weighed.
    pub(crate) fn edges(&self, bar: f64) -> (Vec<Edge>, u64) {
        let is_link = self.model.spec.mode == Mode::Link;
        let parts: Vec<(Vec<Edge>, u64)> = self
            .blocks
            .units()
            .into_par_iter()
            .map_init(
                || self.scorer(),
                |scorer, unit| {
                    let (mut edges, mut pairs) = (Vec::new(), 0);
                    self.blocks.visit(
                        unit,
                        |_| true,
                        |a, b| {
                            if is_link && self.profiles.file(a) == self.profiles.file(b) {
                                return;
                            }
                            pairs += 1;
                            if let Some(bits) = scorer.above(a, b, bar) {
                                let (a, b) = (a.min(b) as u32, a.max(b) as u32);
                                edges.push(Edge { a, b, bits: bits as f32 });
                            }
                        },
                    );
                    (edges, pairs)
                },
            )
            .collect();
        let pairs = parts.iter().map(|(_, pairs)| pairs).sum();
        let mut edges: Vec<Edge> = parts.into_iter().flat_map(|(edges, _)| edges).collect();
        edges.sort_unstable_by_key(|edge| (edge.a, edge.b));
        (edges, pairs)
    }

    pub(crate) fn group(&self, edges: &[Edge], bar: f64) -> Linkage {
        let groups = self.groups(edges, bar);
        let mut group_of = vec![u32::MAX; self.features.rows()];
        for (number, group) in groups.iter().enumerate() {
            for &profile in group {
                group_of[profile as usize] = number as u32;
            }
        }
        // Copies of one profile join only if the profile says enough to know somebody again.
        let joins = self.joins();
        let mut of_group = std::collections::HashMap::new();
        let mut next = 0;
        let clusters = (0..self.profiles.records())
            .map(|record| {
                let profile = self.profiles.of_record(record);
                let is_alone = self.profiles.copies(profile) > 1 && !joins[profile];
                let group = match group_of[profile] {
                    _ if is_alone => (2, record as u32),
                    u32::MAX => (1, profile as u32),
                    group => (0, group),
                };
                *of_group.entry(group).or_insert_with(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        // Links name records: the first record of each profile.
        let first = self.first_records();
        let links = edges
            .iter()
            .map(|edge| link(first[edge.a as usize], first[edge.b as usize], edge.bits));
        Linkage { clusters, links: links.collect(), ..Linkage::default() }
    }

    /// Groups of at least two profiles that edges above the bar connect and the mean weight keeps.
    pub(crate) fn groups(&self, edges: &[Edge], bar: f64) -> Vec<Vec<u32>> {
        let setting = Setting {
            scorer: &|| self.scorer(),
            signature: &|node: u32| self.features.signature(node as usize),
            bar,
            size_max: self.model.spec.limits.cluster_size_max as usize,
        };
        let nodes: Vec<u32> = (0..self.features.rows() as u32).collect();
        cluster::cluster(&nodes, edges, &setting)
    }

    /// Per profile: whether it has copies and they are one entity.
    pub(crate) fn joins(&self) -> Vec<bool> {
        let mut scorer = self.scorer();
        (0..self.features.rows())
            .map(|profile| {
                let copies = self.profiles.copies(profile) as usize;
                copies > 1 && scorer.joins_copies(profile, copies, self.model.threshold_bits)
            })
            .collect()
    }

    fn pair(&self, edges: &[Edge], bar: f64) -> Linkage {
        let chosen = assign::one_to_one(self.features.rows(), edges, bar, |node| {
            self.profiles.file(node as usize) == 0
        });
        let mut clusters: Vec<u32> = vec![u32::MAX; self.profiles.records()];
        let mut partner = vec![u32::MAX; self.profiles.records()];
        for edge in &chosen {
            partner[edge.a as usize] = edge.b;
            partner[edge.b as usize] = edge.a;
        }
        let mut next = 0;
        for record in 0..clusters.len() {
            if clusters[record] == u32::MAX {
                clusters[record] = next;
                if let Some(other) = clusters.get_mut(partner[record] as usize) {
                    *other = next;
                }
                next += 1;
            }
        }
        let links = chosen.iter().map(|edge| link(edge.a, edge.b, edge.bits)).collect();
        Linkage { clusters, links, ..Linkage::default() }
    }

    /// Whether the blocking rules bring two records together.
    pub fn is_candidate(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.profiles.of_record(a), self.profiles.of_record(b));
        a == b || self.blocks.is_candidate(a, b)
    }

    /// The weight of a pair of records in bits, prior included.
    pub fn weight(&self, a: usize, b: usize) -> f64 {
        self.scorer().weight(self.profiles.of_record(a), self.profiles.of_record(b))
    }
}

pub(crate) fn link(a: u32, b: u32, bits: f32) -> Link {
    Link { a: a.min(b), b: a.max(b), bits, probability: probability(f64::from(bits)) }
}

impl Model {
    /// The comparisons of the specification, checked against those the model holds.
    pub(crate) fn layout(&self) -> Result<Layout> {
        let layout = Layout::new(&self.spec);
        let expected: Vec<&str> =
            layout.comparisons.iter().map(|comparison| comparison.label.as_str()).collect();
        let found: Vec<&str> =
            self.comparisons.iter().map(|comparison| comparison.field.as_str()).collect();
        let has_levels = layout.comparisons.iter().zip(&self.comparisons).all(|(own, model)| {
            model.levels.len() + 1 == crate::level::levels(own.kind).len()
                && model
                    .levels
                    .iter()
                    .all(|level| level.m > 0.0 && level.u > 0.0 && level.relatives > 0.0)
        });
        if expected != found || !has_levels {
            return Err(Error::ModelMismatch {
                expected: format!("fields `{}`", found.join("`, `")),
                found: format!("fields `{}`", expected.join("`, `")),
            });
        }
        Ok(layout)
    }

    pub(crate) fn blocking_rules(&self) -> Vec<crate::spec::BlockingRule> {
        self.rules
            .iter()
            .map(|rule| crate::spec::BlockingRule { keys: rule.keys.clone() })
            .collect()
    }
}
