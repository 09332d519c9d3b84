//! Personal names: keys, parts and the meeting of Arabic and Latin spellings. Names are never stemmed.

mod attested;
mod sound;

use crate::normalise::{is_ignorable, western_digit};
use unicode_normalization::UnicodeNormalization;

pub use sound::{sound_key, to_arabic};

/// The strict key of a name: one spelling per letter, compounds joined, ة kept apart from ه.
///
/// An under-folded key is recoverable, an over-folded one is not, hence two keys: see [`loose_key`].
pub fn strict_key(name: &str) -> String {
    parts(name).join(" ")
}

/// The loose key of a name: like [`strict_key`], and ة is ه, ؤ is و, ئ is ي, a bare hamza is dropped.
pub fn loose_key(name: &str) -> String {
    loosen(&strict_key(name))
}

/// The parts of a name in order (own, father, grandfather, family), folded as in [`strict_key`].
///
/// What belongs together is one part, however it was typed: «عبد الرحمن», «أبو زيد», «نور الدين», «هبة الله».
pub fn parts(name: &str) -> Vec<String> {
    let words = words(name);
    let mut parts: Vec<String> = Vec::with_capacity(words.len());
    let mut is_open = false;
    for word in words {
        let closes = CLOSING.contains(&word.as_str()) && !parts.is_empty();
        match parts.last_mut() {
            Some(last) if is_open || closes => last.push_str(&word),
            _ => parts.push(word.clone()),
        }
        // «عبد» opens a compound, «عبدال» typed with a blank after the article stays open too.
        is_open = OPENING.contains(&word.as_str());
    }
    parts
}

/// The parts of a name folded as in [`loose_key`].
pub fn loose_parts(name: &str) -> Vec<String> {
    parts(name).iter().map(|part| loosen(part)).collect()
}

/// Whether a name has at least one Arabic letter.
pub fn is_arabic(name: &str) -> bool {
    name.nfkc().any(|letter| matches!(letter, '\u{0621}'..='\u{064A}'))
}

// Words that never stand alone in a name and take the next one.
const OPENING: [&str; 23] = [
    "عبد",
    "ابو",
    "ابي",
    "ابا",
    "ام",
    "ال",
    "عبدال",
    "بو",
    "ابن",
    "abd",
    "abdel",
    "abdul",
    "abdal",
    "abu",
    "abo",
    "abou",
    "el",
    "al",
    "om",
    "umm",
    "abdou",
    "ibn",
    "bou",
];

// Words that never start a name and belong to the one before.
const CLOSING: [&str; 17] = [
    "الدين",
    "الله",
    "الحق",
    "الاسلام",
    "النبي",
    "الرب",
    "المولي",
    "الرسول",
    "النصر",
    "اللة",
    "eldin",
    "eldeen",
    "aldin",
    "uddin",
    "eldien",
    "allah",
    "ullah",
];

fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in name.nfkc() {
        if is_ignorable(letter) {
            continue;
        }
        match fold(letter) {
            Some(folded) => word.extend(folded.to_lowercase()),
            // The apostrophe of "Sana'a" stands for a letter inside the word.
            None if matches!(letter, '\'' | '’' | '`' | '‘') => {}
            None if !word.is_empty() => words.push(std::mem::take(&mut word)),
            None => {}
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn fold(letter: char) -> Option<char> {
    match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' | 'ی' => Some('ي'),
        'ک' => Some('ك'),
        _ if letter.is_alphanumeric() => western_digit(letter).or(Some(letter)),
        _ => None,
    }
}

fn loosen(key: &str) -> String {
    key.chars()
        .filter_map(|letter| match letter {
            'ة' => Some('ه'),
            'ؤ' => Some('و'),
            'ئ' => Some('ي'),
            'ء' => None,
            _ => Some(letter),
        })
        .collect()
}
