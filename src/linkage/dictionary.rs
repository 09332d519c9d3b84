//! Every distinct text once: its letters, its loose form, the key of its sound and a hash of its content.

use std::borrow::Cow;

use mizan_text::names;

use crate::distance::Outline;
use crate::texts::Texts;
use crate::{hash, normalise};

/// The missing value.
pub(crate) const MISSING: u32 = 0;
/// Letters that are compared; the rest of a longer text counts as a whole.
const LETTERS_MAX: usize = 256;

/// Distinct texts, numbered in order of arrival; 0 is the missing text.
#[derive(Debug, Clone)]
pub(crate) struct Dictionary {
    texts: Texts,
    entries: Vec<Entry>,
    rest: Vec<Rest>,
    letters: Vec<u16>,
}

/// What most comparisons need, in one line of the processor's cache.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Entry {
    /// Of the loose form.
    outline: Outline,
    /// Words of at least three letters that occur, a bit each, bits shared.
    words: u64,
    sound_hash: u64,
    loose: u32,
    is_arabic: bool,
}

/// What the others need.
#[derive(Debug, Clone, Copy, Default)]
struct Rest {
    start: u32,
    length: u16,
    loose_hash: u64,
}

impl Default for Dictionary {
    fn default() -> Self {
        let mut texts = Texts::default();
        texts.intern("");
        Self {
            texts,
            entries: vec![Entry::default()],
            rest: vec![Rest::default()],
            letters: Vec::new(),
        }
    }
}

impl Dictionary {
    /// The number of a text in its strict form.
    pub(crate) fn intern(&mut self, strict: &str) -> u32 {
        let strict = &*shortened(strict);
        if let Some(id) = self.texts.find(strict) {
            return id;
        }
        let loose = normalise::loose(strict);
        let loose_id = if loose == strict { None } else { Some(self.intern(&loose)) };
        let id = self.texts.intern(strict);
        let start = self.letters.len() as u32;
        self.letters.extend(
            strict
                .chars()
                .take(LETTERS_MAX)
                .map(|letter| u16::try_from(letter as u32).unwrap_or(1)),
        );
        let length = (self.letters.len() - start as usize) as u16;
        self.rest.push(Rest { start, length, loose_hash: hash::text(&loose) });
        let outline = match loose_id {
            Some(loose) => self.entries[loose as usize].outline,
            None => Outline::new(&self.letters[start as usize..]),
        };
        self.entries.push(Entry {
            outline,
            words: word_mask(strict),
            sound_hash: hash::text(&names::sound_key(&loose)),
            loose: loose_id.unwrap_or(id),
            is_arabic: names::is_arabic(strict),
        });
        id
    }

    /// Forgets all texts from this number on.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.texts.truncate(length);
        if let Some(rest) = self.rest.get(length) {
            self.letters.truncate(rest.start as usize);
        }
        self.rest.truncate(length);
        self.entries.truncate(length);
    }

    /// The number of a text if it is known.
    pub(crate) fn find(&self, strict: &str) -> Option<u32> {
        self.texts.find(&shortened(strict))
    }

    /// How many numbers are in use.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The letters in strict form, blanks kept.
    pub(crate) fn letters(&self, id: u32) -> &[u16] {
        let rest = &self.rest[id as usize];
        &self.letters[rest.start as usize..rest.start as usize + rest.length as usize]
    }

    /// What a glance at the loose form tells.
    pub(crate) fn outline(&self, id: u32) -> &Outline {
        &self.entries[id as usize].outline
    }

    /// The words that occur, a bit each: two texts without a bit in common share no word of three letters.
    pub(crate) fn words(&self, id: u32) -> u64 {
        self.entries[id as usize].words
    }

    /// The number of the loose form.
    pub(crate) fn loose(&self, id: u32) -> u32 {
        self.entries[id as usize].loose
    }

    /// A hash of the loose form, 0 when missing.
    pub(crate) fn loose_hash(&self, id: u32) -> u64 {
        self.rest[id as usize].loose_hash
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
        self.texts.get(id)
    }
}

/// A text longer than what is compared is cut, and a hash of the whole put at its end: it stays equal to
/// itself alone and takes little memory.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LETTERS_MAX) {
        Some((end, _)) if text.len() > end + 16 => {
            Cow::Owned(format!("{}{:016x}", &text[..end], hash::text(text)))
        }
        _ => Cow::Borrowed(text),
    }
}

fn word_mask(text: &str) -> u64 {
    text.split(' ')
        .filter(|word| word.chars().nth(2).is_some())
        .fold(0, |mask, word| mask | 1 << (hash::text(word) >> 58))
}
