//! Brings texts, dates and identifiers to comparable forms; names themselves are folded by `mizan_text::names`.

/// Folds what `folded` leaves and what is often confused: tied and untied ta, hamza on its seats, blanks.
pub(crate) fn loose(strict: &str) -> String {
    strict
        .chars()
        .filter_map(|letter| match letter {
            'ة' => Some('ه'),
            'ؤ' => Some('و'),
            'ئ' => Some('ي'),
            'ء' | ' ' => None,
            letter => Some(letter),
        })
        .collect()
}

/// Maps a digit of any of the sets in use to ASCII.
pub(crate) fn digit(letter: char) -> Option<char> {
    let value = match letter {
        '0'..='9' => return Some(letter),
        '\u{0660}'..='\u{0669}' => letter as u32 - 0x0660,
        '\u{06f0}'..='\u{06f9}' => letter as u32 - 0x06f0,
        '\u{ff10}'..='\u{ff19}' => letter as u32 - 0xff10,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// Keeps the digits and Latin letters of an identifier, at most 21 of them, packed six bits each from
/// the top, so that two identifiers share a prefix exactly when their packed forms do; 0 is missing.
pub(crate) fn identifier(raw: &str) -> u128 {
    let mut packed = 0u128;
    let mut room = 126u32;
    for letter in raw.chars() {
        let code = match digit(letter).unwrap_or_else(|| letter.to_ascii_uppercase()) {
            letter @ '0'..='9' => letter as u32 - '0' as u32 + 1,
            letter @ 'A'..='Z' => letter as u32 - 'A' as u32 + 11,
            _ => continue,
        };
        if room < 6 {
            break;
        }
        room -= 6;
        packed |= u128::from(code) << room;
    }
    packed
}

/// Unpacks an identifier into its letters (codes 1–36).
pub(crate) fn identifier_letters(packed: u128) -> ([u16; 21], usize) {
    let mut letters = [0u16; 21];
    let mut length = 0;
    for (position, letter) in letters.iter_mut().enumerate() {
        let code = (packed >> (120 - 6 * position)) & 63;
        if code == 0 {
            break;
        }
        *letter = code as u16;
        length = position + 1;
    }
    (letters, length)
}

/// A telephone number without its country and trunk prefix: its last ten digits.
pub(crate) fn without_prefix(packed: u128) -> u128 {
    let (_, length) = identifier_letters(packed);
    let extra = 6 * length.saturating_sub(10) as u32;
    (packed << extra) & (u128::MAX >> 2)
}

/// A placeholder: nothing, one repeated digit, or too short to identify anybody.
pub(crate) fn is_placeholder(packed: u128) -> bool {
    let (letters, length) = identifier_letters(packed);
    length < 4 || letters[1..length].iter().all(|letter| *letter == letters[0])
}

/// Reads a date as year × 10,000 + month × 100 + day from the usual notations; impossible months and days
/// are kept as typed, since a slip of the hand is evidence too; 0 is missing.
pub(crate) fn date(raw: &str) -> u32 {
    let mut groups: Vec<(u32, usize)> = Vec::new();
    let mut is_inside = false;
    for letter in raw.trim().chars() {
        match digit(letter).and_then(|digit| digit.to_digit(10)) {
            Some(value) if is_inside => {
                if let Some((number, length)) = groups.last_mut() {
                    *number = number.saturating_mul(10).saturating_add(value);
                    *length += 1;
                }
            }
            Some(value) => {
                groups.push((value, 1));
                is_inside = true;
            }
            // The time of a timestamp is no part of the date.
            None if matches!(letter, 'T' | ' ' | ':') && groups.len() >= 3 => break,
            None => is_inside = false,
        }
    }
    let packed = match groups.as_slice() {
        [(number, 8)] if *number / 10_000 >= 1_800 => *number,
        [(number, 8)] => {
            let (day, month, year) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
            year * 10_000 + month * 100 + day
        }
        [(year, 4), (month, _), (day, _)] => year * 10_000 + (month % 100) * 100 + day % 100,
        [(day, _), (month, _), (year, 4)] => year * 10_000 + (month % 100) * 100 + day % 100,
        _ => 0,
    };
    if packed / 10_000 < 1_000 { 0 } else { packed }
}

/// The birth date inside an Egyptian national id (century 2, 3 or the synthetic 9), 0 when it holds none.
pub(crate) fn national_id_birth_date(packed: u128) -> u32 {
    let (letters, length) = identifier_letters(packed);
    if length != 14 || letters[..14].iter().any(|code| *code > 10) {
        return 0;
    }
    let number = |from: usize, to: usize| {
        letters[from..to].iter().fold(0u32, |sum, code| sum * 10 + u32::from(*code) - 1)
    };
    let year = number(1, 3);
    let century = match number(0, 1) {
        2 => 1_900,
        3 => 2_000,
        9 if year <= 30 => 2_000,
        9 => 1_900,
        _ => return 0,
    };
    let (month, day) = (number(3, 5), number(5, 7));
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return 0;
    }
    (century + year) * 10_000 + month * 100 + day
}

/// Century, birth date and governorate of a national id: all but the serial and the check digit.
pub(crate) fn national_id_prefix(packed: u128) -> u128 {
    packed >> (126 - 6 * 9)
}
