//! Marks of grammatical gender in Latin titles: "(m/w/d)", "Ingenieur/in", "técnico/a", "infirmier·ère".

use std::borrow::Cow;

/// Endings that a mark sets off from the word, in lower case; the longest that fits counts.
const ENDINGS: [&str; 27] = [
    "innen", "ienne", "iennes", "trices", "trice", "euses", "euse", "ières", "ière", "rices",
    "rice", "ères", "ère", "inen", "ine", "essa", "esse", "nes", "ne", "ora", "ra", "in", "as",
    "es", "os", "a", "e",
];

/// What sets such an ending off.
const MARKS: [char; 6] = ['/', '*', ':', '_', '·', '•'];

/// A title without marks of gender; other titles as they are.
///
/// Dropped are groups of single letters that stand for sexes, in brackets or not ("(m/w/d)", "H/F"),
/// and endings set off from a word of three letters or more ("Ingenieur*in", "técnico/a",
/// "enfermeiro(a)"). "and/or" and «CAD/CAM» stay.
///
/// ```
/// assert_eq!(mizan_text::without_gender_marks("Ingenieur/in (m/w/d)"), "Ingenieur");
/// ```
pub fn without_gender_marks(title: &str) -> Cow<'_, str> {
    if !title.contains(|letter| MARKS.contains(&letter) || matches!(letter, '(' | '|')) {
        return Cow::Borrowed(title);
    }
    let mut is_changed = false;
    let mut kept: Vec<&str> = Vec::new();
    for word in title.split(' ') {
        let plain = word.trim_end_matches([',', ';', '.']);
        let shortened = if stands_for_sexes(plain) { "" } else { without_ending(plain) };
        if shortened.len() == plain.len() {
            kept.push(word);
            continue;
        }
        is_changed = true;
        if !shortened.is_empty() {
            kept.push(shortened);
        }
    }
    if is_changed && !kept.is_empty() { Cow::Owned(kept.join(" ")) } else { Cow::Borrowed(title) }
}

/// "m/w/d", "(h/f)", "[m|f|x]".
fn stands_for_sexes(word: &str) -> bool {
    let inner = word.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let mut parts = inner.split(['/', '|', ',']);
    let is_sex = |part: &str| {
        let mut letters = part.chars().flat_map(char::to_lowercase);
        matches!(
            (letters.next(), letters.next()),
            (Some('m' | 'w' | 'd' | 'f' | 'h' | 'x' | 'i' | 'v' | 'k'), None)
        )
    };
    inner.len() > 2 && parts.all(is_sex)
}

fn without_ending(word: &str) -> &str {
    let body = word.strip_suffix(')').unwrap_or(word);
    for ending in ENDINGS {
        let Some(cut) =
            body.len().checked_sub(ending.len()).filter(|cut| body.is_char_boundary(*cut))
        else {
            continue;
        };
        if body[cut..].to_lowercase() != ending {
            continue;
        }
        let before = body[..cut].trim_end_matches('-');
        let marks: &[char] = if body.len() < word.len() { &['('] } else { &MARKS };
        if let Some(stem) = before.strip_suffix(marks)
            && stem.chars().count() >= 3
            && stem.chars().all(|letter| letter.is_alphabetic() || letter == '-')
        {
            return stem;
        }
    }
    word
}
