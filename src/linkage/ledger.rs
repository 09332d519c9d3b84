//! Keeps a key per person for ever: merges and splits are events, and every past version can be rebuilt.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::texts::Texts;

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
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    events: Vec<Event>,
    version: u64,
    next_key: u64,
    records: Texts,
    /// Per record: the person's key, and the records before and after it in the person's chain.
    person_of: Vec<u64>,
    before: Vec<u32>,
    after: Vec<u32>,
    members: HashMap<u64, Members>,
}

/// The records of a person: the first of a chain, and how many.
#[derive(Debug, Clone, Copy)]
struct Members {
    first: u32,
    count: u32,
}

const NOBODY: u64 = u64::MAX;
const NONE: u32 = u32::MAX;

impl Ledger {
    /// Rebuilds a ledger from its events, as stored.
    pub fn from_events(events: Vec<Event>) -> Self {
        let mut ledger = Ledger {
            version: events.iter().map(|event| event.version).max().unwrap_or(0),
            next_key: events.iter().map(|event| event.to.0.saturating_add(1)).max().unwrap_or(0),
            ..Ledger::default()
        };
        for event in &events {
            for record in &event.records {
                let id = ledger.intern(record);
                ledger.put(id, event.to.0);
            }
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
        self.person(self.records.find(record)?)
    }

    /// The records of a person, sorted; none when the key is retired or unknown.
    pub fn records_of(&self, person: PersonKey) -> Vec<&str> {
        let mut records: Vec<&str> = self.members(person).map(|id| self.records.get(id)).collect();
        records.sort_unstable();
        records
    }

    /// Persons and their records now, both sorted.
    pub fn persons(&self) -> impl Iterator<Item = (PersonKey, Vec<&str>)> {
        let mut persons: Vec<PersonKey> = self.members.keys().map(|&key| PersonKey(key)).collect();
        persons.sort_unstable();
        persons.into_iter().map(|person| (person, self.records_of(person)))
    }

    /// Who each record belonged to at a version.
    pub fn at(&self, version: u64) -> BTreeMap<String, PersonKey> {
        let mut person_of = BTreeMap::new();
        for event in self.events.iter().take_while(|event| event.version <= version) {
            for record in &event.records {
                person_of.insert(record.clone(), event.to);
            }
        }
        person_of
    }

    /// Takes over a grouping of records and returns the events it caused. A group keeps the key of the
    /// person most of whose records it holds (of several, the oldest key); a key is never used twice.
    /// Records not mentioned stay where they are.
    pub fn apply(&mut self, groups: &[Vec<String>]) -> Vec<Event> {
        let groups: Vec<Vec<u32>> = groups
            .iter()
            .map(|group| group.iter().map(|record| self.intern(record)).collect())
            .collect();
        let from = self.apply_ids(&groups);
        self.events[from..].to_vec()
    }

    /// The same for records by their numbers; returns where the new events start.
    pub(crate) fn apply_ids(&mut self, groups: &[Vec<u32>]) -> usize {
        self.version += 1;
        let from = self.events.len();
        let keys = self.choose_keys(groups);
        for (group, key) in groups.iter().zip(keys) {
            let key = key.unwrap_or_else(|| {
                self.next_key += 1;
                self.next_key - 1
            });
            let mut moves: BTreeMap<Option<PersonKey>, Vec<u32>> = BTreeMap::new();
            for &record in group {
                let from = self.person(record);
                if from != Some(PersonKey(key)) {
                    moves.entry(from).or_default().push(record);
                }
            }
            for (from, mut records) in moves {
                records.sort_by_key(|&record| self.records.get(record));
                let kind = match from {
                    None if self.members.contains_key(&key) => EventKind::Joined,
                    None => EventKind::Created,
                    // Whether the old person is empty afterwards is known only at the end.
                    Some(_) => EventKind::Split,
                };
                for &record in &records {
                    self.put(record, key);
                }
                let records =
                    records.iter().map(|&record| self.records.get(record).to_owned()).collect();
                let to = PersonKey(key);
                self.events.push(Event { version: self.version, kind, from, to, records });
            }
        }
        for event in &mut self.events[from..] {
            if event.from.is_some_and(|from| !self.members.contains_key(&from.0)) {
                event.kind = EventKind::Merged;
            }
        }
        if self.events.len() == from {
            self.version -= 1;
        }
        from
    }

    /// The number of a record, given now if it has none yet.
    pub(crate) fn intern(&mut self, record: &str) -> u32 {
        let id = self.records.intern(record);
        if id as usize == self.person_of.len() {
            self.person_of.push(NOBODY);
            self.before.push(NONE);
            self.after.push(NONE);
        }
        id
    }

    /// The number of a record if it is known.
    pub(crate) fn find(&self, record: &str) -> Option<u32> {
        self.records.find(record)
    }

    /// The key of a record by its number.
    pub(crate) fn record(&self, id: u32) -> &str {
        self.records.get(id)
    }

    /// The person of a record by its number.
    pub(crate) fn person(&self, id: u32) -> Option<PersonKey> {
        match self.person_of[id as usize] {
            NOBODY => None,
            key => Some(PersonKey(key)),
        }
    }

    /// The records of a person by their numbers, in no order.
    pub(crate) fn members(&self, person: PersonKey) -> impl Iterator<Item = u32> {
        let first = self.members.get(&person.0).map(|members| members.first);
        std::iter::successors(first, |&id| {
            Some(self.after[id as usize]).filter(|&next| next != NONE)
        })
    }

    fn choose_keys(&self, groups: &[Vec<u32>]) -> Vec<Option<u64>> {
        let mut claims: Vec<(std::cmp::Reverse<usize>, u64, usize)> = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            let mut shares: BTreeMap<u64, usize> = BTreeMap::new();
            for person in group.iter().filter_map(|&record| self.person(record)) {
                *shares.entry(person.0).or_insert(0) += 1;
            }
            let claim = |(person, share)| (std::cmp::Reverse(share), person, number);
            claims.extend(shares.into_iter().map(claim));
        }
        claims.sort_unstable();
        let mut keys = vec![None; groups.len()];
        let mut taken = BTreeSet::new();
        for (_, person, group) in claims {
            if keys[group].is_none() && taken.insert(person) {
                keys[group] = Some(person);
            }
        }
        keys
    }

    /// Takes a record out of its person's chain and puts it at the head of another's.
    fn put(&mut self, id: u32, key: u64) {
        let place = id as usize;
        let from = self.person_of[place];
        if let Some(members) = self.members.get_mut(&from) {
            let (before, after) = (self.before[place], self.after[place]);
            match before {
                NONE => members.first = after,
                before => self.after[before as usize] = after,
            }
            if after != NONE {
                self.before[after as usize] = before;
            }
            members.count -= 1;
            if members.count == 0 {
                self.members.remove(&from);
            }
        }
        let members = self.members.entry(key).or_insert(Members { first: NONE, count: 0 });
        if members.first != NONE {
            self.before[members.first as usize] = id;
        }
        self.before[place] = NONE;
        self.after[place] = members.first;
        members.first = id;
        members.count += 1;
        self.person_of[place] = key;
    }
}
