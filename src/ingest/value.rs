//! Judges one cell's text against its column, before any cast.

use std::collections::HashMap;

use mizan_catalog::source::ColumnType;
use mizan_domain::national_id::{NationalId, NationalIdError, Profile};
use mizan_domain::{governorate, occupation};

use crate::day::{parse_day, parse_month};
use crate::delimited::Span;
use crate::label::fold_label;
use crate::number::Decimal;
use crate::plan::{Bound, ColumnPlan};
use crate::reason::Kind;

/// A judged value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Slot {
    Null,
    Text(Span),
    Whole(i64),
    /// Hundredths.
    Money(i64),
    Float(f64),
    /// Days since 1970-01-01.
    Day(i32),
    Boolean(bool),
    /// Index into the column's code names.
    Code(u32),
    Governorate(&'static str),
    Id(NationalId),
}

/// A broken rule, and the value that may stand where the rule only flags.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) kind: Kind,
    pub(crate) slot: Slot,
}

impl From<Kind> for Broken {
    fn from(kind: Kind) -> Self {
        Self { kind, slot: Slot::Null }
    }
}

/// Longest text kept in a cell, in bytes.
const LONGEST_TEXT: usize = 32 << 10;
/// Largest amount `Decimal128(14, 2)` holds, in hundredths.
const LARGEST_MONEY: i64 = 99_999_999_999_999;
/// Recognised spellings remembered per column.
const REMEMBERED: usize = 4096;

/// Remembers how the few distinct spellings of code columns were judged.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    slots: HashMap<Box<str>, Option<Slot>>,
}

impl Memory {
    fn recall(&mut self, text: &str, judge: impl FnOnce() -> Option<Slot>) -> Option<Slot> {
        if let Some(slot) = self.slots.get(text) {
            return slot.clone();
        }
        let slot = judge();
        if self.slots.len() < REMEMBERED && text.len() <= 128 {
            self.slots.insert(text.into(), slot.clone());
        }
        slot
    }
}

/// What judging one cell may use and change.
pub(crate) struct Cell<'c> {
    pub(crate) column: &'c ColumnPlan,
    pub(crate) profile: Profile,
    pub(crate) memory: &'c mut Memory,
    /// Where rewritten texts go; its present content stays.
    pub(crate) rewritten: &'c mut String,
    /// Set where a date was converted.
    pub(crate) note: &'c mut Option<Kind>,
}

impl Cell<'_> {
    /// Judges a cell; `text` is trimmed and its digits are Western, `span` is where it stands.
    #[inline]
    pub(crate) fn judge(&mut self, text: &str, span: Span) -> Result<Slot, Broken> {
        if text.is_empty() {
            return if self.column.is_required {
                Err(Kind::Required.into())
            } else {
                Ok(Slot::Null)
            };
        }
        let slot = self.typed(text, span)?;
        if let Some(pattern) = &self.column.pattern
            && self.column.kind != ColumnType::List
            && !pattern.is_match(text)
        {
            return Err(Broken { kind: Kind::Pattern, slot });
        }
        match (&self.column.minimum, &self.column.maximum) {
            (None, None) => Ok(slot),
            (Some(minimum), _) if is_below(&slot, *minimum) => {
                Err(Broken { kind: Kind::Minimum, slot })
            }
            (_, Some(maximum)) if is_above(&slot, *maximum) => {
                Err(Broken { kind: Kind::Maximum, slot })
            }
            _ => Ok(slot),
        }
    }

    #[inline]
    fn typed(&mut self, text: &str, span: Span) -> Result<Slot, Broken> {
        let slot = match self.column.kind {
            ColumnType::Text => free_text(text, span)?,
            ColumnType::Integer => {
                let integer = Decimal::parse(text).and_then(Decimal::integer);
                Slot::Whole(integer.ok_or(Kind::Integer)?)
            }
            ColumnType::Number => Slot::Float(Decimal::parse(text).ok_or(Kind::Number)?.float()),
            ColumnType::Money => Slot::Money(money(text).ok_or(Kind::Money)?),
            ColumnType::Date => {
                let day = parse_day(text)?;
                *self.note = day.note;
                Slot::Day(day.days)
            }
            ColumnType::Month => Slot::Day(parse_month(text)?),
            ColumnType::Boolean => {
                let slot = self.memory.recall(text, || boolean(text).map(Slot::Boolean));
                slot.ok_or(Kind::Boolean)?
            }
            ColumnType::Code => {
                let codes = &self.column.codes;
                let find = || codes.get(&fold_label(text)).copied().map(Slot::Code);
                self.memory.recall(text, find).ok_or(Kind::Code)?
            }
            ColumnType::Governorate => {
                self.memory.recall(text, || governorate_slot(text)).ok_or(Kind::Governorate)?
            }
            ColumnType::Occupation => {
                if !occupation::is_isco_code(text) {
                    return Err(Kind::Occupation.into());
                }
                Slot::Text(span)
            }
            ColumnType::List => self.list(text)?,
            ColumnType::NationalId => Slot::Id(national_id(text, self.profile)?),
            ColumnType::PersonName => {
                if !is_person_name(text) {
                    return Err(Kind::PersonName.into());
                }
                Slot::Text(span)
            }
            ColumnType::Phone => self.canonical(phone(text).ok_or(Kind::Phone)?),
            ColumnType::Passport => self.canonical(passport(text).ok_or(Kind::Passport)?),
        };
        Ok(slot)
    }

    fn list(&mut self, text: &str) -> Result<Slot, Broken> {
        let mut items = Vec::new();
        for item in text.trim_end_matches([';', '؛', ' ']).split([';', '؛']) {
            let item = item.trim();
            let is_valid =
                self.column.pattern.as_ref().is_none_or(|pattern| pattern.is_match(item));
            if item.is_empty() || !is_valid {
                return Err(Kind::List.into());
            }
            items.push(item);
        }
        Ok(self.canonical(items.join(";")))
    }

    fn canonical(&mut self, text: String) -> Slot {
        let start = self.rewritten.len() as u32;
        self.rewritten.push_str(&text);
        Slot::Text(Span { start, end: self.rewritten.len() as u32, is_rewritten: true })
    }
}

#[inline]
fn free_text(text: &str, span: Span) -> Result<Slot, Kind> {
    if text.len() > LONGEST_TEXT {
        return Err(Kind::OversizedRecord);
    }
    if text.starts_with('?') && is_lost(text) {
        return Err(Kind::BrokenText);
    }
    Ok(Slot::Text(span))
}

fn is_below(slot: &Slot, minimum: Bound) -> bool {
    match (slot, minimum) {
        (Slot::Whole(value) | Slot::Money(value), Bound::Whole(limit)) => *value < limit,
        (Slot::Day(days), Bound::Whole(limit)) => i64::from(*days) < limit,
        (Slot::Float(value), Bound::Float(limit)) => *value < limit,
        _ => false,
    }
}

fn is_above(slot: &Slot, maximum: Bound) -> bool {
    match (slot, maximum) {
        (Slot::Whole(value) | Slot::Money(value), Bound::Whole(limit)) => *value > limit,
        (Slot::Day(days), Bound::Whole(limit)) => i64::from(*days) > limit,
        (Slot::Float(value), Bound::Float(limit)) => *value > limit,
        _ => false,
    }
}

fn money(text: &str) -> Option<i64> {
    let hundredths = Decimal::parse(text)?.hundredths()?;
    (hundredths.abs() <= LARGEST_MONEY).then_some(hundredths)
}

fn boolean(text: &str) -> Option<bool> {
    match fold_label(text).as_str() {
        "true" | "t" | "yes" | "y" | "1" | "نعم" | "صح" | "صحيح" => Some(true),
        "false" | "f" | "no" | "n" | "0" | "لا" | "خطا" => Some(false),
        _ => None,
    }
}

/// A governorate; a two-digit code whose leading zero a spreadsheet dropped gets it back.
fn governorate_slot(text: &str) -> Option<Slot> {
    let found = match text.as_bytes() {
        [digit @ b'1'..=b'9'] => governorate::by_id_code(&format!("0{}", char::from(*digit))),
        _ => governorate::recognise(text),
    };
    found.map(|governorate| Slot::Governorate(governorate.code))
}

fn national_id(text: &str, profile: Profile) -> Result<NationalId, Kind> {
    NationalId::parse(text, profile).map_err(|error| match error {
        _ if is_scientific(text) => Kind::NationalIdScientific,
        NationalIdError::Length => Kind::NationalIdLength,
        NationalIdError::NotDigits => Kind::NationalIdDigits,
        NationalIdError::Century => Kind::NationalIdCentury,
        NationalIdError::BirthDate => Kind::NationalIdBirthDate,
        NationalIdError::Governorate => Kind::NationalIdGovernorate,
    })
}

/// `2.99E+13` and the like.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let is_number =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,".contains(&byte));
    !mantissa.is_empty() && !exponent.is_empty() && is_number(mantissa) && is_number(exponent)
}

/// At least two letters, no digits, and not question marks in their place.
fn is_person_name(text: &str) -> bool {
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).take(2).count();
    letters == 2
        && text.len() <= 512
        && !text.bytes().any(|byte| byte.is_ascii_digit())
        && !text.contains("??")
}

/// Digits with an optional country prefix; a mobile number whose leading zero was lost gets it back.
fn phone(text: &str) -> Option<String> {
    let is_decoration =
        |letter: &char| matches!(letter, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}');
    let plain: String = text.chars().filter(|letter| !is_decoration(letter)).collect();
    let digits = plain.strip_prefix('+').or_else(|| plain.strip_prefix("00")).unwrap_or(&plain);
    if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let national = digits.strip_prefix("20").filter(|rest| (9..=10).contains(&rest.len()));
    Some(match national {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None if digits.len() == 10 && digits.starts_with('1') => format!("0{digits}"),
        None => digits.to_owned(),
    })
}

/// Five to fifteen Latin letters and digits, in capitals.
fn passport(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    let is_valid = (5..=15).contains(&plain.len())
        && plain.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && plain.bytes().any(|byte| byte.is_ascii_digit());
    is_valid.then(|| plain.to_ascii_uppercase())
}

/// Letters that were written as question marks: at least three and the better half of the text.
fn is_lost(text: &str) -> bool {
    let marks = text.chars().filter(|letter| *letter == '?').count();
    let letters = text.chars().filter(|letter| !letter.is_whitespace()).count();
    marks >= 3 && marks * 2 >= letters
}

/// The span without outer blanks, with Western digits, without direction marks and with plain letters
/// instead of presentation forms; `may_need_rewriting` is false where none of these occurs nearby.
#[inline]
pub(crate) fn clean(
    span: Span,
    record: &str,
    arena: &mut String,
    may_need_rewriting: bool,
) -> Span {
    let text = span.of(record, arena);
    if text.is_empty() {
        return Span::EMPTY;
    }
    if may_need_rewriting && needs_rewriting(text.as_bytes()) {
        let rewritten = rewrite(text);
        let start = arena.len() as u32;
        arena.push_str(rewritten.trim());
        return Span { start, end: arena.len() as u32, is_rewritten: true };
    }
    if has_no_outer_blank(text.as_bytes()) {
        return span;
    }
    let start = span.start + (text.len() - text.trim_start().len()) as u32;
    Span { start, end: start + text.trim().len() as u32, ..span }
}

/// Whether the text surely begins and ends with a Latin or Arabic letter, digit or sign.
#[inline]
fn has_no_outer_blank(bytes: &[u8]) -> bool {
    let is_sign = |byte: u8| (0x21..=0x7e).contains(&byte);
    match bytes {
        [only] => is_sign(*only),
        [first, .., before_last, last] => {
            (is_sign(*first) || (0xd8..=0xdb).contains(first))
                && (is_sign(*last) || (0xd8..=0xdb).contains(before_last))
        }
        [first, last] => is_sign(*first) && is_sign(*last),
        [] => true,
    }
}

/// Whether anything in the bytes is of the kind that [`clean`] rewrites; every byte is looked at, so
/// that the compiler can look at many at once.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "branches would keep the loop from many bytes at once"
)]
pub(crate) fn needs_rewriting(bytes: &[u8]) -> bool {
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    pairs.fold(false, |found, (&first, &second)| {
        let is_arabic_digit = (first == 0xd9) & (second.wrapping_sub(0xa0) < 10);
        let is_persian_digit = (first == 0xdb) & (second.wrapping_sub(0xb0) < 10);
        let is_hard_blank = (first == 0xc2) & (second == 0xa0);
        found
            | is_arabic_digit
            | is_persian_digit
            | is_hard_blank
            | (first == 0xe2)
            | (first == 0xef)
    })
}

fn rewrite(text: &str) -> String {
    let mut rewritten = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '٠'..='٩' => rewritten.push(char::from(b'0' + (letter as u32 - '٠' as u32) as u8)),
            '۰'..='۹' => rewritten.push(char::from(b'0' + (letter as u32 - '۰' as u32) as u8)),
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => rewritten.push(' '),
            '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {}
            '\u{feff}' => {}
            '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
                rewritten.extend(unicode_normalization::UnicodeNormalization::nfkc(
                    std::iter::once(letter),
                ));
            }
            other => rewritten.push(other),
        }
    }
    rewritten
}
