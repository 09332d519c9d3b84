//! The word without its article and without the ending that marks a woman: what «المهندسة» and «مهندس» share.

/// Cuts the article, with و ب ك ف ل before it, and one final ه from a folded Arabic word, if two letters remain.
///
/// Gentler than [`light10`](crate::light10): plural and relative endings stay, so that «بحري» is not «بحر».
/// A title and its feminine form meet in it, whatever the article.
///
/// ```
/// assert_eq!(mizan_text::plain_form("المهندسه"), "مهندس");
/// ```
pub fn plain_form(word: &str) -> &str {
    let mut plain = word;
    for article in ["ال", "وال", "بال", "كال", "فال", "لل"] {
        if let Some(rest) = word.strip_prefix(article)
            && rest.chars().nth(1).is_some()
        {
            plain = rest;
            break;
        }
    }
    match plain.strip_suffix('ه') {
        Some(rest) if rest.chars().nth(1).is_some() => rest,
        _ => plain,
    }
}
