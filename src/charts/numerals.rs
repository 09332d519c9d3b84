//! Numbers and months as people read them: thousands, percent, pounds, Western or Arabic-Indic digits.

use mizan_domain::{Language, Month};

/// Which digits a reader prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Digits {
    /// 0–9, the default of tables and identifiers.
    #[default]
    Western,
    /// ٠–٩ with ٬ for thousands, ٫ for decimals and ٪.
    Arabic,
}

/// How the values of one chart or figure are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueFormat {
    /// A plain number with so many decimals.
    Number(u8),
    /// A share between 0 and 1 as percent with so many decimals.
    Percent(u8),
    /// Egyptian pounds, rounded to whole pounds.
    Pounds,
}

const MONTHS_AR: [&str; 12] = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Turns 0–9 of a text into the reader's digits.
pub fn digits(text: &str, digits: Digits) -> String {
    if digits == Digits::Western {
        return text.to_owned();
    }
    text.chars()
        .map(|letter| match letter.to_digit(10) {
            Some(digit) => char::from_u32('٠' as u32 + digit).unwrap_or(letter),
            None => letter,
        })
        .collect()
}

/// Writes a number with thousands separators; a minus is U+2212; `–` when it is not finite.
pub fn number(value: f64, decimals: u8, shown: Digits) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.*}", usize::from(decimals), value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let (thousands, point) = match shown {
        Digits::Western => (',', '.'),
        Digits::Arabic => ('٬', '٫'),
    };
    let mut out = String::new();
    let is_zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    if value < 0.0 && !is_zero {
        out.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    digits(&out, shown)
}

/// Writes a share between 0 and 1 as percent.
pub fn percent(share: f64, decimals: u8, shown: Digits) -> String {
    let sign = match shown {
        Digits::Western => '%',
        Digits::Arabic => '٪',
    };
    format!("{}{sign}", number(share * 100.0, decimals, shown))
}

/// Writes a value in its format, with the currency where it is money.
pub fn value(value: f64, format: ValueFormat, language: Language, shown: Digits) -> String {
    match format {
        ValueFormat::Number(decimals) => number(value, decimals, shown),
        ValueFormat::Percent(decimals) => percent(value, decimals, shown),
        ValueFormat::Pounds => match language {
            Language::Arabic => format!("{} {}", number(value, 0, shown), pounds_after(value)),
            Language::English => format!("EGP {}", number(value, 0, shown)),
        },
    }
}

/// The word for pounds after a number: few, many, and all others in the singular.
fn pounds_after(value: f64) -> &'static str {
    match value.abs().round() % 100.0 {
        3.0..=10.0 => "جنيهات",
        11.0..=99.0 => "جنيهًا",
        _ => "جنيه",
    }
}

/// Writes a value as short as an axis or a tile needs: no currency, millions and thousands named from 100,000 on.
pub fn short(value: f64, format: ValueFormat, language: Language, shown: Digits) -> String {
    if let ValueFormat::Percent(decimals) = format {
        return percent(value, decimals, shown);
    }
    let decimals = match format {
        ValueFormat::Number(decimals) => decimals,
        _ => 0,
    };
    let (divisor, suffix) = match (value.abs(), language) {
        (1e9.., Language::Arabic) => (1e9, " مليار"),
        (1e9.., Language::English) => (1e9, "bn"),
        (1e6.., Language::Arabic) => (1e6, " مليون"),
        (1e6.., Language::English) => (1e6, "m"),
        (1e5.., Language::Arabic) => (1e3, " ألف"),
        (1e5.., Language::English) => (1e3, "k"),
        _ => return number(value, decimals, shown),
    };
    let scaled = value / divisor;
    let is_whole = (scaled - scaled.round()).abs() < 0.05 || scaled.abs() >= 100.0;
    format!("{}{suffix}", number(scaled, u8::from(!is_whole), shown))
}

/// The name of a month without its year.
pub fn month_name(month: Month, language: Language) -> &'static str {
    let names = match language {
        Language::Arabic => &MONTHS_AR,
        Language::English => &MONTHS_EN,
    };
    names[(month.number() as usize).clamp(1, 12) - 1]
}

/// A month with its year, such as `يناير 2026`.
pub fn month(month: Month, language: Language, shown: Digits) -> String {
    format!("{} {}", month_name(month, language), digits(&month.year().to_string(), shown))
}

/// Puts a value between marks, so that it keeps its own direction inside any sentence: to the left where an Arabic word
/// such as a currency goes with the number, else to the right.
pub fn isolated(text: &str) -> String {
    let has_arabic_word = text.chars().any(|letter| ('\u{0621}'..='\u{064A}').contains(&letter));
    let mark = if has_arabic_word { '\u{2067}' } else { '\u{2066}' };
    format!("{mark}{text}\u{2069}")
}
