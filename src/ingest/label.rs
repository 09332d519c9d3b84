//! Folds short labels (headers, codes) so that spelling habits do not matter.

/// Lowercase, without marks and tatweel, hamza and ya and ta marbuta unified, Western digits, and
/// single blanks; underscores and hyphens count as blanks.
pub(crate) fn fold_label(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in mizan_domain::fold_digits(text).chars() {
        let letter = match letter {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            '\u{64b}'..='\u{65f}' | '\u{640}' | '\u{feff}' => continue,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => continue,
            '_' | '-' => ' ',
            other if other.is_whitespace() => ' ',
            other => other,
        };
        if letter == ' ' && (folded.is_empty() || folded.ends_with(' ')) {
            continue;
        }
        folded.extend(letter.to_lowercase());
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Words with which a row of totals begins, folded.
const TOTALS: [&str; 8] =
    ["الاجمالي", "اجمالي", "المجموع", "مجموع", "الاجمالي العام", "total", "grand total", "totals"];

/// Whether a cell announces a row of totals.
pub(crate) fn is_total(text: &str) -> bool {
    let folded = fold_label(text);
    TOTALS.contains(&folded.trim_end_matches([':', '.']))
}
