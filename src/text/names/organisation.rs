//! Names of companies and shops: legal forms and branches are set apart, what remains is the name itself.

use super::{folded, is_arabic, sound_key};

/// What a trade name says, part by part, folded like [`strict_key`](super::strict_key).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrganisationName {
    /// The words of the name itself, in the order written, articles and prepositions cut off.
    pub words: Vec<String>,
    /// The branch, where the name states one: the words after «فرع» or "branch".
    pub branch: Vec<String>,
    /// Whether a legal form was stated.
    pub has_legal_form: bool,
}

/// Takes a trade name apart. A name of nothing but legal forms keeps its words, so that it is never empty
/// unless it has no letter or digit at all.
pub fn organisation(name: &str) -> OrganisationName {
    let text = folded(name);
    let written: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let joined = join_letters(&written);
    let (rest, branch) = split_branch(&joined);
    let mut kept: Vec<&str> = Vec::with_capacity(rest.len());
    let mut has_legal_form = false;
    let mut place = 0;
    while place < rest.len() {
        match legal_form_at(&rest[place..]) {
            0 => {
                kept.push(&rest[place]);
                place += 1;
            }
            length => {
                has_legal_form = true;
                place += length;
            }
        }
    }
    if kept.is_empty() {
        kept = rest.iter().map(String::as_str).collect();
    }
    let words = kept.into_iter().filter_map(bare).collect();
    let branch = branch.iter().filter_map(|word| bare(word)).collect();
    OrganisationName { words, branch, has_legal_form }
}

/// The name itself as one line: words without legal form, branch, article and preposition.
pub fn organisation_key(name: &str) -> String {
    organisation(name).words.join(" ")
}

/// The sound of the first word that names rather than describes, common to Arabic and Latin spellings.
pub fn organisation_sound(key: &str) -> String {
    key.split(' ').find(|word| !DESCRIBING.contains(word)).map(sound_key).unwrap_or_default()
}

// Words that say what kind of house it is; they come before the name and tell nobody apart.
const DESCRIBING: [&str; 22] = [
    "صيدليه",
    "مطعم",
    "كافيه",
    "مقهي",
    "كوافير",
    "مخبز",
    "محلات",
    "محل",
    "معرض",
    "مصنع",
    "ورشه",
    "مكتب",
    "مركز",
    "مدرسه",
    "صيدلية",
    "ورشة",
    "pharmacy",
    "restaurant",
    "cafe",
    "bakery",
    "factory",
    "shop",
];

// Legal forms, longest first; each is a run of folded words.
const LEGAL_FORMS: [&[&str]; 34] = [
    &["شركة", "ذات", "مسئولية", "محدودة"],
    &["شركة", "ذات", "مسؤولية", "محدودة"],
    &["شركه", "ذات", "مسئوليه", "محدوده"],
    &["ذات", "مسئولية", "محدودة"],
    &["ذات", "مسؤولية", "محدودة"],
    &["ذات", "مسئوليه", "محدوده"],
    &["شركة", "مساهمة", "مصرية"],
    &["شركه", "مساهمه", "مصريه"],
    &["مساهمة", "مصرية"],
    &["مساهمه", "مصريه"],
    &["شركة", "توصية", "بسيطة"],
    &["شركه", "توصيه", "بسيطه"],
    &["توصية", "بسيطة"],
    &["شركة", "تضامن"],
    &["شركه", "تضامن"],
    &["منشاة", "فردية"],
    &["منشاه", "فرديه"],
    &["مؤسسة", "فردية"],
    &["شركة"],
    &["شركه"],
    &["الشركة"],
    &["الشركه"],
    &["مؤسسة"],
    &["مؤسسه"],
    &["موسسه"],
    &["شمم"],
    &["ذمم"],
    &["شتب"],
    &["sae"],
    &["llc"],
    &["ltd"],
    &["co"],
    &["company"],
    &["est"],
];

/// The number of words of the legal form that starts here, 0 where none does.
fn legal_form_at(words: &[String]) -> usize {
    LEGAL_FORMS
        .iter()
        .find(|form| form.len() <= words.len() && form.iter().zip(words).all(|(a, b)| a == b))
        .map_or(0, |form| form.len())
}

/// «ش م م» and "S A E" are one word typed with stops between.
fn join_letters(words: &[&str]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    let mut was_letter = false;
    for word in words {
        let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        match joined.last_mut() {
            Some(last) if is_letter && was_letter => last.push_str(word),
            _ => joined.push((*word).to_owned()),
        }
        was_letter = is_letter;
    }
    joined
}

fn split_branch(words: &[String]) -> (Vec<String>, Vec<String>) {
    let is_mark = |word: &String| matches!(word.as_str(), "فرع" | "الفرع" | "branch");
    match words.iter().position(is_mark) {
        // "Maadi branch" names the branch before the mark, «فرع المعادي» after it.
        Some(at) if words[at] == "branch" && at > 1 => {
            (words[..at - 1].to_vec(), vec![words[at - 1].clone()])
        }
        Some(at) if at > 0 => (words[..at].to_vec(), words[at + 1..].to_vec()),
        _ => (words.to_vec(), Vec::new()),
    }
}

/// A word without article, preposition and joining «و»; nothing where it was only that.
fn bare(word: &str) -> Option<String> {
    if !is_arabic(word) {
        let is_filler = matches!(word, "and" | "for" | "of" | "the" | "el" | "al");
        return (!is_filler).then(|| word.to_owned());
    }
    // The longest beginnings first: «وللمقاولات», «للمقاولات», «والمقاولات», «لمقاولات», «المقاولات».
    for (prefix, letters_left) in
        [("ولل", 3), ("وال", 3), ("لل", 3), ("ال", 2), ("بال", 3), ("ول", 4), ("ل", 4)]
    {
        if let Some(rest) = word.strip_prefix(prefix)
            && rest.chars().count() >= letters_left
        {
            return Some(rest.to_owned());
        }
    }
    (word != "و").then(|| word.to_owned())
}
