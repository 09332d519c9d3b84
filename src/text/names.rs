//! Personal names: keys, parts and the meeting of Arabic and Latin spellings. Names are never stemmed.

mod attested;
mod organisation;
mod sound;

use crate::normalise::{is_ignorable, western_digit, without_accent};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

pub use organisation::{OrganisationName, organisation, organisation_key, organisation_sound};
pub use sound::{sound_key, to_arabic};

/// A name in folded letters with single blanks between its words: what [`strict_key`] makes its parts of.
///
/// Only what never tells two names apart is folded: letter shapes, marks, tatweel, hamza carriers, final ya,
/// letters borrowed for foreign sounds, Latin case and accents, digits of every set. ة stays.
pub fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    if is_nfkc_quick(name.chars()) == IsNormalized::Yes {
        name.chars().for_each(|letter| push_folded(letter, &mut out));
    } else {
        name.nfkc().for_each(|letter| push_folded(letter, &mut out));
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

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
    let folded = folded(name);
    let mut parts: Vec<String> = Vec::with_capacity(6);
    let mut is_open = false;
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        let closes = CLOSING.contains(&word) && !parts.is_empty();
        match parts.last_mut() {
            Some(last) if is_open || closes => last.push_str(word),
            _ => parts.push(word.to_owned()),
        }
        // «عبد» opens a compound, «عبدال» typed with a blank after the article stays open too.
        is_open = OPENING.contains(&word);
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
const OPENING: [&str; 25] = [
    "عبد",
    "ابو",
    "ابي",
    "ابا",
    "ام",
    "ال",
    "عبدال",
    "بو",
    "ابن",
    "بن",
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
    "bin",
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

fn push_folded(letter: char, out: &mut String) {
    if letter.is_ascii_alphanumeric() {
        out.push(letter.to_ascii_lowercase());
        return;
    }
    match letter {
        _ if is_ignorable(letter) => {}
        // The apostrophe of "Sana'a" stands for a letter inside the word.
        '\'' | '’' | '`' | '‘' => {}
        'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
        'ى' | 'ی' | 'ې' => out.push('ي'),
        'ک' | 'ڪ' => out.push('ك'),
        'ھ' | 'ہ' => out.push('ه'),
        'ڤ' => out.push('ف'),
        'پ' => out.push('ب'),
        'چ' => out.push('ج'),
        _ if letter.is_alphanumeric() => match western_digit(letter) {
            Some(digit) => out.push(digit),
            None => without_accent(letter, out),
        },
        _ if out.is_empty() || out.ends_with(' ') => {}
        _ => out.push(' '),
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
