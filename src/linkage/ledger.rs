//! Keeps a key per person for ever: merges and splits are events, and every past version can be rebuilt.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The lasting key of a person or establishment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(pub u64);

/// What happened to persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A person was seen for the first time.
    Created,
    /// A record came to a person already known.
    Joined,
    /// All records of one person turned out to be another's; the key is retired.
    Merged,
    /// Records of one person turned out to be somebody else's.
    Split,
}

/// Records that came to a person, or went from one to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Number of the version this event belongs to, from 1.
    pub version: u64,
    /// What happened.
    pub kind: EventKind,
    /// The person the records belonged to, if to any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PersonKey>,
    /// The person they belong to now.
    pub to: PersonKey,
    /// The records, sorted.
    pub records: Vec<String>,
}

/// Who each record belongs to, and how that came about. It is only ever added to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    events: Vec<Event>,
    version: u64,
    next_key: u64,
    #[serde(skip)]
    person_of: BTreeMap<String, PersonKey>,
    #[serde(skip)]
    members: BTreeMap<PersonKey, BTreeSet<String>>,
}

impl Ledger {
    /// Rebuilds a ledger from its events, as stored.
    pub fn from_events(events: Vec<Event>) -> Self {
        let mut ledger = Ledger {
            version: events.iter().map(|event| event.version).max().unwrap_or(0),
            next_key: events.iter().map(|event| event.to.0 + 1).max().unwrap_or(0),
            ..Ledger::default()
        };
        ledger.person_of = replay(&events, u64::MAX);
        for (record, person) in &ledger.person_of {
            ledger.members.entry(*person).or_default().insert(record.clone());
        }
        ledger.events = events;
        ledger
    }

    /// All events in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The number of the latest version; 0 before the first.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The person a record belongs to.
    pub fn person_of(&self, record: &str) -> Option<PersonKey> {
        self.person_of.get(record).copied()
    }

    /// The records of a person; none when the key is retired or unknown.
    pub fn records_of(&self, person: PersonKey) -> impl Iterator<Item = &str> {
        self.members.get(&person).into_iter().flatten().map(String::as_str)
    }

    /// Persons and their records now.
    pub fn persons(&self) -> impl Iterator<Item = (PersonKey, &BTreeSet<String>)> {
        self.members.iter().map(|(person, records)| (*person, records))
    }

    /// Who each record belonged to at a version.
    pub fn at(&self, version: u64) -> BTreeMap<String, PersonKey> {
        replay(&self.events, version)
    }

    /// Takes over a grouping of records and returns the events it caused. A group keeps the key of the
    /// person most of whose records it holds (of several, the oldest key); a key is never used twice.
    /// Records not mentioned stay where they are.
    pub fn apply(&mut self, groups: &[Vec<String>]) -> Vec<Event> {
        self.version += 1;
        let keys = self.choose_keys(groups);
        let mut events = Vec::new();
        for (group, key) in groups.iter().zip(keys) {
            let key = key.unwrap_or_else(|| {
                self.next_key += 1;
                PersonKey(self.next_key - 1)
            });
            let mut moves: BTreeMap<Option<PersonKey>, Vec<String>> = BTreeMap::new();
            for record in group {
                let from = self.person_of(record);
                if from != Some(key) {
                    moves.entry(from).or_default().push(record.clone());
                }
            }
            for (from, mut records) in moves {
                records.sort();
                let kind = match from {
                    None if self.members.contains_key(&key) => EventKind::Joined,
                    None => EventKind::Created,
                    // Whether the old person is empty afterwards is known only at the end.
                    Some(_) => EventKind::Split,
                };
                self.move_records(from, key, &records);
                events.push(Event { version: self.version, kind, from, to: key, records });
            }
        }
        for event in &mut events {
            if event.from.is_some_and(|from| !self.members.contains_key(&from)) {
                event.kind = EventKind::Merged;
            }
        }
        if events.is_empty() {
            self.version -= 1;
        }
        self.events.extend(events.iter().cloned());
        events
    }

    fn choose_keys(&self, groups: &[Vec<String>]) -> Vec<Option<PersonKey>> {
        let mut claims: Vec<(std::cmp::Reverse<usize>, PersonKey, usize)> = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            let mut shares: BTreeMap<PersonKey, usize> = BTreeMap::new();
            for person in group.iter().filter_map(|record| self.person_of(record)) {
                *shares.entry(person).or_insert(0) += 1;
            }
            let claim = |(person, share)| (std::cmp::Reverse(share), person, number);
            claims.extend(shares.into_iter().map(claim));
        }
        claims.sort();
        let mut keys = vec![None; groups.len()];
        let mut taken = BTreeSet::new();
        for (_, person, group) in claims {
            if keys[group].is_none() && taken.insert(person) {
                keys[group] = Some(person);
            }
        }
        keys
    }

    fn move_records(&mut self, from: Option<PersonKey>, to: PersonKey, records: &[String]) {
        for record in records {
            if let Some(members) = from.and_then(|from| self.members.get_mut(&from)) {
                members.remove(record);
            }
            self.members.entry(to).or_default().insert(record.clone());
            self.person_of.insert(record.clone(), to);
        }
        if let Some(from) = from
            && self.members.get(&from).is_some_and(BTreeSet::is_empty)
        {
            self.members.remove(&from);
        }
    }
}

fn replay(events: &[Event], version: u64) -> BTreeMap<String, PersonKey> {
    let mut person_of = BTreeMap::new();
    for event in events.iter().take_while(|event| event.version <= version) {
        for record in &event.records {
            person_of.insert(record.clone(), event.to);
        }
    }
    person_of
}
