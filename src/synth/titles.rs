//! Titles of posts as employers type them: either sex, Arabic or English, with the usual additions and slips.

use rand::Rng;

use crate::random::{Random, between, chance, pick};
use crate::taxonomy::Taxonomy;
use crate::trades::{Family, Trade};

/// Share of titles typed in English.
const ENGLISH_SHARE: f64 = 0.17;

/// A title of an occupation.
pub(crate) fn type_title(
    random: &mut Random,
    taxonomy: &Taxonomy,
    occupation: u8,
    trade: &Trade,
) -> String {
    let one = &taxonomy.occupations[usize::from(occupation)];
    if chance(random, ENGLISH_SHARE) {
        let title = pick(random, &one.titles_en);
        return match random.random_range(0..6) {
            0 => format!("{title} needed"),
            1 => title.to_uppercase(),
            2 => format!("Senior {title}"),
            3 => format!("{title} (urgent)"),
            _ => title.clone(),
        };
    }
    let name = if chance(random, 0.4) { &one.titles[0] } else { pick(random, &one.titles) };
    let (male, female) = (name.usual(), name.female.as_str());
    let title = match random.random::<f64>() {
        _ if male == female => male.to_owned(),
        point if point < 0.62 * (1.0 - trade.women) + 0.15 => male.to_owned(),
        point if point < 0.86 => female.to_owned(),
        point if point < 0.94 => with_both_endings(male),
        _ => format!("{male} - {female}"),
    };
    let workplace = match trade.family {
        Family::Manufacturing => "بمصنع",
        Family::Construction => "بموقع",
        _ => "بشركة",
    };
    let title = match random.random_range(0..14) {
        0 => format!("مطلوب {title}"),
        1 => format!("مطلوب {title} فورا"),
        2 => format!("{title} خبرة"),
        3 => format!("{title} خبرة لا تقل عن {} سنوات", between(random, 2, 5)),
        4 => format!("{title} للعمل {workplace}"),
        5 => format!("{title} (دوام كامل)"),
        _ => title,
    };
    type_loosely(random, &title)
}

/// `عامل/ة نظافة`: both endings on the first word, which carries the sex.
fn with_both_endings(male: &str) -> String {
    match male.split_once(' ') {
        Some((first, rest)) => format!("{first}/ة {rest}"),
        None => format!("{male}/ة"),
    }
}

/// Hamza dropped, ta marbuta folded, ya swapped, a tatweel.
fn type_loosely(random: &mut Random, title: &str) -> String {
    let drops_hamza = chance(random, 0.35);
    let folds_ta = chance(random, 0.22);
    let swaps_ya = chance(random, 0.15);
    let mut text = String::with_capacity(title.len());
    let mut letters = title.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_final = letters.peek().is_none_or(|next| !next.is_alphabetic());
        text.push(match letter {
            'أ' | 'إ' | 'آ' if drops_hamza => 'ا',
            'ة' if folds_ta && is_final => 'ه',
            'ي' if swaps_ya && is_final => 'ى',
            other => other,
        });
    }
    if chance(random, 0.02) {
        text = text.replacen("ا", "ـا", 1);
    }
    text
}
