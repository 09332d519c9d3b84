//! A new version of the model as a deliberate step: trained, compared with the one in force, kept
//! aside until it is accepted.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Pseudonym;
use super::decisions::{Decision, Verdict, standing};
use super::model::{ModelEntry, RECORDS_LEAST, in_force, train};
use super::step::{link, opened};
use crate::{Error, Installation, Progress, Result};

/// A trained model beside the one in force, on the same records.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelComparison {
    /// The new version.
    pub trained: ModelEntry,
    /// The version in force, where there is one.
    pub in_force: Option<ModelEntry>,
    /// Identity records both linked.
    pub records: u64,
    /// Persons under the new model.
    pub persons: u64,
    /// Persons under the model in force; each number one where there is none.
    pub persons_before: u64,
    /// Pairs of numbers that only the new model joins.
    pub pairs_joined: u64,
    /// Pairs of numbers that only the model in force joins.
    pub pairs_parted: u64,
    /// Persons that would change: merged or split.
    pub persons_changed: u64,
    /// Standing decisions of officers on which a model alone, without them, would agree.
    pub decisions: u64,
    /// Of those, how many the new model gets right.
    pub decisions_right: u64,
    /// How many the model in force gets right.
    pub decisions_right_before: u64,
}

impl Installation {
    /// Trains the next version on all records and decisions and compares it; nothing changes until
    /// it is accepted. The first version of an installation is accepted at once.
    pub async fn train_model(
        &self,
        progress: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<ModelComparison> {
        let _lock = self.home.lock()?;
        let key = self.key_if_present()?.ok_or(Error::NeedsKey { action: "train a model" })?;
        let step = |item, done| progress(Progress { step: "train", item, done, total: 4 });
        step("records", 0);
        let (spec, identities) = opened(self, &key).await?;
        if identities.records.len() < RECORDS_LEAST {
            let (found, needed) = (identities.records.len() as u64, RECORDS_LEAST as u64);
            return Err(Error::TooFewRecords { found, needed });
        }
        let decisions = self.link_decisions().await?;
        step("model", 1);
        let records = identities.columns(&spec)?;
        let model = train(&spec, &records, &identities, &decisions)?;
        drop(records);
        step("linking under the new model", 2);
        let (after, after_right) = outcome(&link(&model, &identities, &[])?, &decisions);
        let entries = self.model_entries().await?;
        let before = in_force(&entries).cloned();
        step("linking under the model in force", 3);
        let (groups, right) = match &before {
            None => (BTreeMap::new(), 0),
            Some(entry) => {
                let model = self.model(entry.version, &key).await?;
                outcome(&link(&model, &identities, &[])?, &decisions)
            }
        };
        let mut pseudonyms = identities.pseudonyms();
        pseudonyms.sort_unstable();
        pseudonyms.dedup();
        let trained = self.keep_model(&model, &key, before.is_none()).await?;
        step("", 4);
        let (joined, parted) = changed_pairs(&groups, &after);
        let persons = |groups: &BTreeMap<Pseudonym, u32>| persons(pseudonyms.len(), groups);
        Ok(ModelComparison {
            records: identities.records.len() as u64,
            persons: persons(&after),
            persons_before: persons(&groups),
            pairs_joined: joined,
            pairs_parted: parted,
            persons_changed: changed_persons(&groups, &after),
            decisions: standing(&decisions).len() as u64,
            decisions_right: after_right,
            decisions_right_before: right,
            trained,
            in_force: before,
        })
    }
}

/// The group of each pseudonym that is in one, and how many decisions the model alone gets right.
fn outcome(groups: &[Vec<Pseudonym>], decisions: &[Decision]) -> (BTreeMap<Pseudonym, u32>, u64) {
    let mut group_of = BTreeMap::new();
    for (number, group) in groups.iter().enumerate() {
        group_of.extend(group.iter().map(|member| (*member, number as u32)));
    }
    let right = standing(decisions)
        .iter()
        .filter(|((one, other), decision)| {
            let groups = (group_of.get(one), group_of.get(other));
            let is_joined = groups.0.is_some() && groups.0 == groups.1;
            is_joined == (decision.verdict == Verdict::Same)
        })
        .count();
    (group_of, right as u64)
}

fn persons(pseudonyms: usize, groups: &BTreeMap<Pseudonym, u32>) -> u64 {
    let distinct: std::collections::BTreeSet<u32> = groups.values().copied().collect();
    (pseudonyms - groups.len() + distinct.len()) as u64
}

fn members(groups: &BTreeMap<Pseudonym, u32>) -> BTreeMap<u32, Vec<Pseudonym>> {
    let mut members: BTreeMap<u32, Vec<Pseudonym>> = BTreeMap::new();
    for (pseudonym, group) in groups {
        members.entry(*group).or_default().push(*pseudonym);
    }
    members
}

/// Pairs joined only after, and only before.
fn changed_pairs(
    before: &BTreeMap<Pseudonym, u32>,
    after: &BTreeMap<Pseudonym, u32>,
) -> (u64, u64) {
    let only = |one: &BTreeMap<Pseudonym, u32>, other: &BTreeMap<Pseudonym, u32>| {
        let mut pairs = 0;
        for group in members(one).values() {
            for (place, a) in group.iter().enumerate() {
                let apart = |b: &&Pseudonym| {
                    let (a, b) = (other.get(a), other.get(b));
                    a.is_none() || a != b
                };
                pairs += group[place + 1..].iter().filter(apart).count() as u64;
            }
        }
        pairs
    };
    (only(after, before), only(before, after))
}

/// Groups of the one that are not groups of the other, counted on the side that has more.
fn changed_persons(before: &BTreeMap<Pseudonym, u32>, after: &BTreeMap<Pseudonym, u32>) -> u64 {
    let sets = |groups| -> std::collections::BTreeSet<Vec<Pseudonym>> {
        members(groups).into_values().collect()
    };
    let (before, after) = (sets(before), sets(after));
    let one = before.difference(&after).count();
    one.max(after.difference(&before).count()) as u64
}
