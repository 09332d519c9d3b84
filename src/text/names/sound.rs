//! A rough bridge between Latin and Arabic spellings of one name.

use super::attested::ATTESTED;
use super::{is_arabic, parts};

/// A key of consonants that Arabic and Latin spellings of a name share: «محمد», Mohamed and Muhammad give one key.
///
/// Made for finding candidates, not for deciding: short names of different people share keys.
/// Part keys are joined by single blanks; a name without letters gives an empty key.
pub fn sound_key(name: &str) -> String {
    let keys: Vec<String> = parts(name)
        .iter()
        .map(|part| if is_arabic(part) { arabic_skeleton(part) } else { latin_skeleton(part) })
        .filter(|key| !key.is_empty())
        .collect();
    keys.join(" ")
}

/// Writes a Latin name in Arabic letters: attested spellings first, rules for the rest; Arabic parts stay.
///
/// The result is folded as in [`strict_key`](super::strict_key).
pub fn to_arabic(name: &str) -> String {
    let parts: Vec<String> = parts(name)
        .iter()
        .map(|part| if is_arabic(part) { part.clone() } else { part_to_arabic(part) })
        .collect();
    parts.join(" ")
}

fn part_to_arabic(part: &str) -> String {
    attested(part).map_or_else(|| by_rule(part), str::to_owned)
}

fn attested(part: &str) -> Option<&'static str> {
    ATTESTED.binary_search_by(|(latin, _)| (*latin).cmp(part)).ok().map(|at| ATTESTED[at].1)
}

// Longest spelling first; the first that fits at a place is taken.
const LATIN_SOUNDS: [(&str, char, &str); 38] = [
    ("sh", 'c', "ش"),
    ("ch", 'c', "ش"),
    ("kh", 'x', "خ"),
    ("gh", 'q', "غ"),
    ("th", 's', "ث"),
    ("dh", 'z', "ذ"),
    ("ph", 'f', "ف"),
    ("ou", '-', "و"),
    ("oo", '-', "و"),
    ("ee", '-', "ي"),
    ("ei", '-', "ي"),
    ("ai", '-', "اي"),
    ("ay", '-', "اي"),
    ("aa", '-', "ا"),
    ("b", 'b', "ب"),
    ("p", 'b', "ب"),
    ("t", 't', "ت"),
    ("g", 'g', "ج"),
    ("j", 'g', "ج"),
    ("h", 'h', "ه"),
    ("d", 'd', "د"),
    ("r", 'r', "ر"),
    ("z", 'z', "ز"),
    ("s", 's', "س"),
    ("f", 'f', "ف"),
    ("v", 'f', "ف"),
    ("q", 'k', "ق"),
    ("c", 'k', "ك"),
    ("k", 'k', "ك"),
    ("l", 'l', "ل"),
    ("m", 'm', "م"),
    ("n", 'n', "ن"),
    ("w", '-', "و"),
    ("x", 'k', "كس"),
    ("y", '-', "ي"),
    ("i", '-', "ي"),
    ("o", '-', "و"),
    ("u", '-', "و"),
];

fn latin_sounds(part: &str) -> Vec<(char, &'static str)> {
    let mut sounds = Vec::new();
    let mut rest = part;
    while let Some(letter) = rest.chars().next() {
        match LATIN_SOUNDS.iter().find(|(spelling, ..)| rest.starts_with(spelling)) {
            Some((spelling, sound, arabic)) => {
                sounds.push((*sound, *arabic));
                rest = &rest[spelling.len()..];
            }
            None => {
                // "a" and "e" inside a word are short vowels, which Arabic does not write; letters of
                // other scripts stand for themselves.
                let is_kept =
                    letter.is_ascii_digit() || !letter.is_ascii() && letter.is_alphabetic();
                sounds.push((if is_kept { letter } else { '-' }, ""));
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    sounds
}

fn latin_skeleton(part: &str) -> String {
    let mut key: Vec<char> = latin_sounds(part).into_iter().map(|(sound, _)| sound).collect();
    if part.starts_with(['y', 'w']) {
        key[0] = if part.starts_with('y') { 'y' } else { 'w' };
    } else if key.first() == Some(&'-') {
        key[0] = 'a';
    }
    finish(key)
}

fn arabic_skeleton(part: &str) -> String {
    let letters: Vec<char> = part.chars().collect();
    let key =
        letters.iter().enumerate().map(|(at, letter)| arabic_sound(*letter, at == 0)).collect();
    finish(key)
}

fn arabic_sound(letter: char, is_first: bool) -> char {
    match letter {
        'ا' | 'ع' | 'ء' | 'ئ' | 'ؤ' if is_first => 'a',
        'و' if is_first => 'w',
        'ي' if is_first => 'y',
        'و' | 'ي' => '-',
        'ب' | 'پ' => 'b',
        'ت' | 'ط' => 't',
        'ة' | 'ه' | 'ح' => 'h',
        'ث' | 'س' | 'ص' => 's',
        'ج' | 'چ' => 'g',
        'خ' => 'x',
        'د' | 'ض' => 'd',
        'ذ' | 'ز' | 'ظ' => 'z',
        'ر' => 'r',
        'ش' => 'c',
        'غ' => 'q',
        'ف' | 'ڤ' => 'f',
        'ق' | 'ك' => 'k',
        'ل' => 'l',
        'م' => 'm',
        'ن' => 'n',
        _ if letter.is_ascii_digit() => letter,
        _ => '-',
    }
}

// Doubled letters are one, vowels go, and a final h, which is a tied ta half of the time, goes too.
fn finish(key: Vec<char>) -> String {
    let mut sounds: Vec<char> = Vec::with_capacity(key.len());
    for (at, sound) in key.iter().enumerate() {
        let is_doubled = at > 0 && key[at - 1] == *sound;
        if *sound != '-' && !is_doubled {
            sounds.push(*sound);
        }
    }
    if sounds.len() > 2 && sounds.last() == Some(&'h') {
        sounds.pop();
    }
    sounds.into_iter().collect()
}

fn by_rule(part: &str) -> String {
    let mut arabic = String::new();
    let mut rest = part;
    for prefix in ["el", "al"] {
        if let Some(stem) = part.strip_prefix(prefix)
            && stem.len() > 2
        {
            arabic.push_str("ال");
            rest = stem;
            break;
        }
    }
    let starts_with_vowel = rest.starts_with(['a', 'e', 'i', 'o', 'u']);
    if starts_with_vowel && arabic.is_empty() {
        arabic.push('ا');
        rest = &rest[1..];
    }
    let mut previous = "";
    for (_, letters) in latin_sounds(rest) {
        // A doubled Latin consonant is one Arabic letter with shadda.
        if letters != previous || letters.is_empty() {
            arabic.push_str(letters);
        }
        previous = letters;
    }
    if part.ends_with('a') && part.len() > 3 {
        arabic.push('ا');
    }
    arabic
}
