//! Every distinct text once: its letters, its loose form, the key of its sound and a hash of its content.

use std::collections::HashMap;
use std::sync::Arc;

use crate::{hash, names, normalise};

/// The missing value.
pub(crate) const MISSING: u32 = 0;

/// Distinct texts, numbered in order of arrival; 0 is the missing text.
#[derive(Debug, Clone)]
pub(crate) struct Dictionary {
    by_text: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
    entries: Vec<Entry>,
    letters: Vec<u16>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    start: u32,
    length: u16,
    is_arabic: bool,
    loose: u32,
    loose_hash: u64,
    sound_hash: u64,
}

impl Default for Dictionary {
    fn default() -> Self {
        let empty: Arc<str> = Arc::from("");
        let by_text = HashMap::from([(Arc::clone(&empty), MISSING)]);
        let entries = vec![Entry::default()];
        Self { by_text, texts: vec![empty], entries, letters: Vec::new() }
    }
}

impl Dictionary {
    /// The number of a text in its strict form.
    pub(crate) fn intern(&mut self, strict: &str) -> u32 {
        if let Some(&id) = self.by_text.get(strict) {
            return id;
        }
        let loose = normalise::loose(strict);
        let loose_id = if loose == strict { None } else { Some(self.intern(&loose)) };
        let id = self.entries.len() as u32;
        let start = self.letters.len() as u32;
        self.letters.extend(
            strict.chars().take(256).map(|letter| u16::try_from(letter as u32).unwrap_or(1)),
        );
        self.entries.push(Entry {
            start,
            length: (self.letters.len() - start as usize) as u16,
            is_arabic: names::is_arabic(strict),
            loose: loose_id.unwrap_or(id),
            loose_hash: hash::text(&loose),
            sound_hash: hash::text(&names::sound(&loose)),
        });
        let text: Arc<str> = strict.into();
        self.texts.push(Arc::clone(&text));
        self.by_text.insert(text, id);
        id
    }

    /// Forgets all texts from this number on.
    pub(crate) fn truncate(&mut self, length: usize) {
        for text in self.texts.drain(length..) {
            self.by_text.remove(&text);
        }
        if let Some(entry) = self.entries.get(length) {
            self.letters.truncate(entry.start as usize);
        }
        self.entries.truncate(length);
    }

    /// The number of a text if it is known.
    pub(crate) fn find(&self, strict: &str) -> Option<u32> {
        self.by_text.get(strict).copied()
    }

    /// How many numbers are in use.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The letters in strict form, blanks kept.
    pub(crate) fn letters(&self, id: u32) -> &[u16] {
        let entry = &self.entries[id as usize];
        &self.letters[entry.start as usize..entry.start as usize + entry.length as usize]
    }

    /// The number of the loose form.
    pub(crate) fn loose(&self, id: u32) -> u32 {
        self.entries[id as usize].loose
    }

    /// A hash of the loose form, 0 when missing.
    pub(crate) fn loose_hash(&self, id: u32) -> u64 {
        self.entries[id as usize].loose_hash
    }

    /// A hash of the sound, 0 when it has none.
    pub(crate) fn sound_hash(&self, id: u32) -> u64 {
        self.entries[id as usize].sound_hash
    }

    /// Whether the text is in Arabic letters.
    pub(crate) fn is_arabic(&self, id: u32) -> bool {
        self.entries[id as usize].is_arabic
    }

    /// The text of a number, in strict form.
    pub(crate) fn text(&self, id: u32) -> &str {
        &self.texts[id as usize]
    }
}
