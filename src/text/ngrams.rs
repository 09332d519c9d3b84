//! Character n-grams inside words: what survives slips of the finger, compounds and glued articles.

/// Calls `visit` for each n-gram of a word padded with one blank on each side, for every length from `low` to `high`.
///
/// A padded word shorter than n counts once, whole, and ends the series, so that short words are not counted twice.
pub fn for_each_ngram(word: &str, low: usize, high: usize, mut visit: impl FnMut(&str)) {
    if word.is_empty() || low == 0 {
        return;
    }
    let mut padded = String::with_capacity(word.len() + 2);
    padded.push(' ');
    padded.push_str(word);
    padded.push(' ');
    let mut bounds: Vec<usize> = padded.char_indices().map(|(at, _)| at).collect();
    bounds.push(padded.len());
    let letters = bounds.len() - 1;
    for length in low..=high {
        if letters <= length {
            visit(&padded);
            return;
        }
        for start in 0..=letters - length {
            visit(&padded[bounds[start]..bounds[start + length]]);
        }
    }
}

/// The n-grams of every word of a text, after normalising and splitting, with repetitions.
pub fn character_ngrams(text: &str, low: usize, high: usize) -> Vec<String> {
    let mut grams = Vec::new();
    for token in crate::tokens(text) {
        for_each_ngram(&token.text, low, high, |gram| grams.push(gram.to_owned()));
    }
    grams
}
