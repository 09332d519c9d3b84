//! Guesses the language of Latin titles from their small words, to choose a stemmer.

use mizan_text::{LatinStemmer, tokens};

const SMALL_WORDS: [(LatinStemmer, &[&str]); 10] = [
    (LatinStemmer::English, &["and", "of", "the", "for", "with", "manager", "worker"]),
    (LatinStemmer::German, &["und", "fur", "der", "die", "im", "von", "leiter", "bei"]),
    (LatinStemmer::Spanish, &["y", "el", "los", "del", "para", "las", "con", "tecnico"]),
    (LatinStemmer::French, &["et", "du", "des", "les", "aux", "au", "d", "l", "charge"]),
    (LatinStemmer::Italian, &["di", "e", "della", "dei", "per", "addetto", "delle", "alla"]),
    (LatinStemmer::Portuguese, &["e", "do", "da", "dos", "em", "das", "tecnico", "operador"]),
    (LatinStemmer::Dutch, &["van", "het", "voor", "een", "medewerker", "op"]),
    (LatinStemmer::Swedish, &["och", "for", "av", "inom", "pa", "chef"]),
    (LatinStemmer::Danish, &["og", "af", "til", "inden", "medarbejder"]),
    (LatinStemmer::Hungarian, &["es", "gepkezelo", "vezeto", "szakerto"]),
];

/// The stemmer whose small words occur most often; English where none stands out.
pub(crate) fn latin_stemmer<'a>(texts: impl Iterator<Item = &'a str>) -> LatinStemmer {
    let mut counts = [0usize; SMALL_WORDS.len()];
    for text in texts {
        for token in tokens(text) {
            for (count, (_, words)) in counts.iter_mut().zip(SMALL_WORDS) {
                *count += usize::from(words.contains(&token.text.as_str()));
            }
        }
    }
    let mut best = 0;
    for (at, &count) in counts.iter().enumerate() {
        if count > counts[best] {
            best = at;
        }
    }
    SMALL_WORDS[best].0
}
