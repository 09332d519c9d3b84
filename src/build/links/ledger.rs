//! Who each pseudonym belongs to and how that came about: events that are only ever added to.
//!
//! The key of a person is the pseudonym of one of its own members, so that a pseudonym nothing is
//! known about is already a person under the key it will keep.

use std::collections::{BTreeMap, HashMap, HashSet};

use mizan_linkage::EventKind;
use serde::Serialize;

use super::Pseudonym;

/// One pseudonym that came to a person, or went from one to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonEvent {
    /// Number of the version this event belongs to, from 1.
    pub version: u64,
    /// What happened.
    pub kind: EventKind,
    /// The person it belonged to, if to any.
    pub from: Option<Pseudonym>,
    /// The person it belongs to now.
    pub to: Pseudonym,
    /// The pseudonym.
    pub pseudonym: Pseudonym,
}

/// The persons as the events made them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonLedger {
    version: u64,
    key_of: HashMap<Pseudonym, Pseudonym>,
}

impl PersonLedger {
    /// Replays events, in order, up to and with a version.
    pub fn at<'a>(events: impl IntoIterator<Item = &'a PersonEvent>, version: u64) -> Self {
        let mut ledger = Self::default();
        for event in events.into_iter().take_while(|event| event.version <= version) {
            ledger.version = event.version;
            ledger.key_of.insert(event.pseudonym, event.to);
        }
        ledger
    }

    /// The number of the latest version; 0 before the first.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Pseudonyms known.
    pub fn len(&self) -> usize {
        self.key_of.len()
    }

    /// Whether nothing is known yet.
    pub fn is_empty(&self) -> bool {
        self.key_of.is_empty()
    }

    /// Whether a pseudonym stands in the ledger.
    pub(crate) fn knows(&self, pseudonym: Pseudonym) -> bool {
        self.key_of.contains_key(&pseudonym)
    }

    /// The person of a pseudonym; one that is unknown is its own.
    pub fn person_of(&self, pseudonym: Pseudonym) -> Pseudonym {
        self.key_of.get(&pseudonym).copied().unwrap_or(pseudonym)
    }

    /// Persons with more than one pseudonym, by key, members in order.
    pub fn joined(&self) -> BTreeMap<Pseudonym, Vec<Pseudonym>> {
        let mut persons: BTreeMap<Pseudonym, Vec<Pseudonym>> = BTreeMap::new();
        for (pseudonym, key) in self.key_of.iter().filter(|(pseudonym, key)| pseudonym != key) {
            persons.entry(*key).or_insert_with(|| vec![*key]).push(*pseudonym);
        }
        for members in persons.values_mut() {
            members.sort_unstable();
        }
        persons
    }

    /// Number of persons.
    pub fn persons(&self) -> usize {
        self.key_of.iter().filter(|(pseudonym, key)| pseudonym == key).count()
    }

    /// Takes over a grouping of pseudonyms and returns the events it caused; a pseudonym of `all`
    /// in no group stands alone.
    ///
    /// A group keeps the key of the person whose founder is in it; of several, of the one most of
    /// whose pseudonyms it holds, then the smallest. A person keeps its key as long as its founder's
    /// pseudonym exists, so a key never comes to mean somebody else.
    pub fn apply(&mut self, all: &[Pseudonym], groups: &[Vec<Pseudonym>]) -> Vec<PersonEvent> {
        let mut wanted: HashMap<Pseudonym, Pseudonym> = HashMap::with_capacity(all.len());
        for group in groups {
            let key = self.key_of_group(group);
            wanted.extend(group.iter().map(|member| (*member, key)));
        }
        let mut order: Vec<Pseudonym> = all.iter().chain(wanted.keys()).copied().collect();
        order.sort_unstable();
        order.dedup();
        let version = self.version + 1;
        let mut events = Vec::new();
        let before: HashSet<Pseudonym> = self.key_of.values().copied().collect();
        for pseudonym in order {
            let to = wanted.get(&pseudonym).copied().unwrap_or(pseudonym);
            let from = self.key_of.get(&pseudonym).copied();
            if from == Some(to) {
                continue;
            }
            let kind = match from {
                None if before.contains(&to) => EventKind::Joined,
                None => EventKind::Created,
                Some(from) if wanted.get(&from) == Some(&to) => EventKind::Merged,
                Some(_) => EventKind::Split,
            };
            events.push(PersonEvent { version, kind, from, to, pseudonym });
        }
        for event in &events {
            self.key_of.insert(event.pseudonym, event.to);
            self.version = version;
        }
        events
    }

    /// The key a group gets: that of a living person founded in it, else of its oldest member.
    fn key_of_group(&self, group: &[Pseudonym]) -> Pseudonym {
        let mut shares: BTreeMap<Pseudonym, usize> = BTreeMap::new();
        for key in group.iter().filter_map(|member| self.key_of.get(member)) {
            *shares.entry(*key).or_default() += 1;
        }
        let members: HashSet<Pseudonym> = group.iter().copied().collect();
        let founded = shares
            .iter()
            .filter(|(key, _)| members.contains(key) && self.key_of.get(key) == Some(key))
            .max_by_key(|(key, share)| (**share, std::cmp::Reverse(**key)))
            .map(|(key, _)| *key);
        let known = || group.iter().filter(|member| self.key_of.contains_key(member)).min();
        founded.or_else(|| known().copied()).or_else(|| group.iter().min().copied()).unwrap_or(
            // A group is never empty; an empty one names nobody.
            Pseudonym::from_number(0),
        )
    }
}
