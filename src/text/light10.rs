//! Light stemming of Arabic words: one prefix and the common endings, nothing clever.

const PREFIXES: [&str; 7] = ["ال", "وال", "بال", "كال", "فال", "لل", "و"];
const SUFFIXES: [&str; 10] = ["ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي"];

/// Cuts one prefix and the endings of a folded Arabic word (Larkey, Ballesteros and Connell's light10).
///
/// At most one prefix goes, the first that fits, and only if two letters remain; a bare «و» only from words of four
/// letters or more. Then each ending in turn goes if two letters remain.
///
/// ```
/// assert_eq!(mizan_text::light10("واللحامين"), "لحام");
/// ```
pub fn light10(word: &str) -> &str {
    let mut stem = word;
    let mut letters = stem.chars().count();
    for prefix in PREFIXES {
        let length = prefix.chars().count();
        let least = if prefix == "و" { 4 } else { length + 2 };
        if letters >= least
            && let Some(rest) = stem.strip_prefix(prefix)
        {
            stem = rest;
            letters -= length;
            break;
        }
    }
    for suffix in SUFFIXES {
        let length = suffix.chars().count();
        if letters >= length + 2
            && let Some(rest) = stem.strip_suffix(suffix)
        {
            stem = rest;
            letters -= length;
        }
    }
    stem
}
