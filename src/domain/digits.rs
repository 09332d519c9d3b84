//! Arabic-Indic and Persian digits become Western ones.

use std::borrow::Cow;

/// Replaces Arabic-Indic (٠–٩) and Persian (۰–۹) digits by 0–9; borrows where there are none.
pub fn fold_digits(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|letter| western(letter).is_some()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|letter| western(letter).unwrap_or(letter)).collect())
}

fn western(letter: char) -> Option<char> {
    let offset = match letter {
        '٠'..='٩' => letter as u32 - '٠' as u32,
        '۰'..='۹' => letter as u32 - '۰' as u32,
        _ => return None,
    };
    char::from_digit(offset, 10)
}
