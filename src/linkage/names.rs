//! Splits a person's name into its parts, joins compounds, and gives each part a key of its sound.

use crate::normalise::strict;

/// First words that belong to the next one: servants of, father of, mother of, son of.
const PREFIXES_ARABIC: [&str; 6] = ["عبد", "ابو", "ابي", "ام", "ابن", "بن"];
/// Second words that belong to the one before.
const SUFFIXES_ARABIC: [&str; 3] = ["الدين", "الله", "الاسلام"];
const PREFIXES_LATIN: [&str; 9] =
    ["abd", "abdel", "abdul", "abdal", "abu", "abou", "el", "al", "ibn"];
const SUFFIXES_LATIN: [&str; 6] = ["eldin", "aldin", "eldeen", "aldeen", "allah", "eddin"];

/// The parts of a name as written, compounds joined («عبد الله» → «عبدالله», «نور الدين» → «نورالدين»).
pub(crate) fn parts(raw: &str) -> Vec<String> {
    let folded = strict(raw);
    let mut parts: Vec<String> = Vec::new();
    let mut is_open = false;
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        let joins_back = SUFFIXES_ARABIC.contains(&word) || SUFFIXES_LATIN.contains(&word);
        match parts.last_mut() {
            Some(last) if is_open || joins_back => last.push_str(word),
            _ => parts.push(word.to_owned()),
        }
        is_open = PREFIXES_ARABIC.contains(&word) || PREFIXES_LATIN.contains(&word);
    }
    parts
}

/// One part that stands in its own column: all its words joined.
pub(crate) fn one_part(raw: &str) -> String {
    strict(raw).replace(' ', "")
}

/// A key of the consonants, common to the Arabic and the Latin spelling of a name (محمد, Mohammed → `mhmd`).
pub(crate) fn sound(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut key = String::new();
    let mut position = 0;
    while position < letters.len() {
        let is_first = position == 0;
        let is_last = position + 1 == letters.len();
        let next = letters.get(position + 1).copied();
        let (code, width) = match (letters[position], next) {
            ('s' | 'c', Some('h')) => ('x', 2),
            ('k', Some('h')) => ('q', 2),
            ('g', Some('h')) => ('g', 2),
            ('t' | 'd', Some('h')) => ('t', 2),
            ('p', Some('h')) => ('f', 2),
            ('ش', _) => ('x', 1),
            ('خ', _) => ('q', 1),
            ('ب' | 'p' | 'b', _) => ('b', 1),
            ('ت' | 'ط' | 'ث' | 't', _) => ('t', 1),
            ('د' | 'ض' | 'ذ' | 'd', _) => ('d', 1),
            ('ز' | 'ظ' | 'z', _) => ('z', 1),
            ('ج' | 'g' | 'j' | 'غ', _) => ('g', 1),
            ('س' | 'ص' | 's', _) => ('s', 1),
            ('c' | 'q' | 'k' | 'ك' | 'ق', _) => ('k', 1),
            ('ف' | 'f' | 'v', _) => ('f', 1),
            ('ل' | 'l', _) => ('l', 1),
            ('م' | 'm', _) => ('m', 1),
            ('ن' | 'n', _) => ('n', 1),
            ('ر' | 'r', _) => ('r', 1),
            ('ح', _) => ('h', 1),
            ('ه' | 'h', _) if !is_last => ('h', 1),
            (letter, _) if letter.is_ascii_digit() => (letter, 1),
            (letter, _) if is_first && "اعأإآaeiouويwyءئؤ".contains(letter) => {
                (if "ويwy".contains(letter) { 'w' } else { 'a' }, 1)
            }
            (letter, _) if letter.is_alphabetic() && !is_known(letter) => (letter, 1),
            _ => (' ', 1),
        };
        if code != ' ' && !key.ends_with(code) {
            key.push(code);
        }
        position += width;
    }
    key
}

/// Whether the letter belongs to one of the two scripts that the sound key understands.
fn is_known(letter: char) -> bool {
    letter.is_ascii() || ('\u{0600}'..='\u{06ff}').contains(&letter)
}

/// Whether the text is written in Arabic letters.
pub(crate) fn is_arabic(text: &str) -> bool {
    text.chars().any(|letter| ('\u{0600}'..='\u{06ff}').contains(&letter))
}
