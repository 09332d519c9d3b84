//! The first step of every comparison: one spelling for the many ways a keyboard writes the same letter.

use unicode_normalization::{UnicodeNormalization, is_nfkc_quick};

/// Brings text to one spelling, in the order in which it must happen before any splitting into words.
///
/// 1. NFKC, which turns presentation forms and ligatures into letters;
/// 2. vowel marks, superscript alif, tatweel, direction marks and zero-width joiners are dropped;
/// 3. أ إ آ ٱ become ا, ى and the Persian ya become ي, ة becomes ه, the Persian kaf becomes ك;
///    Arabic-Indic and Persian digits become 0–9;
/// 4. Latin letters become lower case and lose their accents.
///
/// Punctuation and blanks stay: [`tokens`](crate::tokens) deals with them.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        out.extend(text.chars().map(|letter| letter.to_ascii_lowercase()));
    } else if is_nfkc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
        text.chars().for_each(|letter| push_folded(letter, &mut out));
    } else {
        text.nfkc().for_each(|letter| push_folded(letter, &mut out));
    }
    out
}

/// Replaces Arabic-Indic and Persian digits by 0–9 and leaves everything else.
pub fn fold_digits(text: &str) -> String {
    text.chars().map(|letter| western_digit(letter).unwrap_or(letter)).collect()
}

/// Whether a character carries no letter: vowel marks, tatweel, direction marks, joiners.
pub(crate) fn is_ignorable(letter: char) -> bool {
    matches!(letter,
        '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' | '\u{0610}'..='\u{061A}'
        | '\u{06D6}'..='\u{06ED}' | '\u{061C}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}')
}

/// The Western digit of an Arabic-Indic or Persian one.
pub(crate) fn western_digit(letter: char) -> Option<char> {
    let zero = match letter {
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        _ => return None,
    };
    char::from_digit(letter as u32 - zero, 10)
}

fn push_folded(letter: char, out: &mut String) {
    if letter.is_ascii() {
        out.push(letter.to_ascii_lowercase());
        return;
    }
    if is_ignorable(letter) {
        return;
    }
    match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' => out.push('ا'),
        'ى' | 'ی' => out.push('ي'),
        'ة' => out.push('ه'),
        'ک' => out.push('ك'),
        _ => match western_digit(letter) {
            Some(digit) => out.push(digit),
            None => without_accent(letter, out),
        },
    }
}

/// A letter in lower case, Latin ones without their accents and strokes.
pub(crate) fn without_accent(letter: char, out: &mut String) {
    match letter {
        // Letters that do not decompose but are typed without their stroke.
        'ß' | 'ẞ' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' => out.push('d'),
        'ı' => out.push('i'),
        _ if is_accented_latin(letter) => out.extend(
            letter
                .nfd()
                .filter(|part| !matches!(part, '\u{0300}'..='\u{036F}'))
                .flat_map(char::to_lowercase),
        ),
        _ => out.extend(letter.to_lowercase()),
    }
}

fn is_accented_latin(letter: char) -> bool {
    matches!(letter, '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' | '\u{0300}'..='\u{036F}')
}
