//! Distinct texts, each stored once and known by its number.

use hashbrown::HashTable;

use crate::hash;

/// Texts numbered in order of arrival, in one piece of memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    bytes: String,
    /// Where each text ends.
    ends: Vec<usize>,
    table: HashTable<u32>,
}

impl Texts {
    pub(crate) fn get(&self, id: u32) -> &str {
        get(&self.bytes, &self.ends, id)
    }

    /// The number of a text if it is known.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.table.find(hash_of(text), |&id| self.get(id) == text).copied()
    }

    /// The number of a text, given now if it has none yet.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        if let Some(id) = self.find(text) {
            return id;
        }
        let id = self.ends.len() as u32;
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
        let (bytes, ends) = (&self.bytes, &self.ends);
        self.table.insert_unique(hash_of(text), id, |&id| hash_of(get(bytes, ends, id)));
        id
    }

    /// Forgets all texts from this number on.
    pub(crate) fn truncate(&mut self, length: usize) {
        for id in (length..self.ends.len()).rev() {
            let hash = hash_of(self.get(id as u32));
            if let Ok(entry) = self.table.find_entry(hash, |&other| other as usize == id) {
                entry.remove();
            }
        }
        self.ends.truncate(length);
        self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
    }
}

fn get<'a>(bytes: &'a str, ends: &[usize], id: u32) -> &'a str {
    let place = id as usize;
    let start = if place == 0 { 0 } else { ends[place - 1] };
    &bytes[start..ends[place]]
}

fn hash_of(text: &str) -> u64 {
    hash::text(text)
}
