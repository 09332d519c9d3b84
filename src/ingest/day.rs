//! Reads calendar days and months from delivered text, in the forms offices write them.

use mizan_domain::Date;

use crate::hijri::hijri_day;
use crate::reason::Kind;

/// A day as read, and what has to be noted where it was converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    /// Days since 1970-01-01.
    pub(crate) days: i32,
    /// [`Kind::ExcelSerial`] or [`Kind::HijriDate`].
    pub(crate) note: Option<Kind>,
}

/// Excel counts days from here (its 1900 system, for days after February 1900).
const SERIAL_EPOCH_DAYS: i64 = -25_569;
/// Serial numbers taken for dates: 1930-01-01 to 2099-12-31.
const SERIALS: std::ops::RangeInclusive<i64> = 10_959..=73_050;

/// Days that programs write where there is none.
const PLACEHOLDERS: [(i32, u32, u32); 7] = [
    (1900, 1, 1),
    (1899, 12, 30),
    (1899, 12, 31),
    (1, 1, 1),
    (1111, 11, 11),
    (9999, 12, 31),
    (9999, 9, 9),
];

/// Reads `YYYY-MM-DD`, `DD/MM/YYYY`, `YYYYMMDD`, an Excel serial number, each with an optional time
/// of day; separators are `-`, `/` and `.`; digits must be Western. Years from 1300 to 1499 are of the
/// Hijri calendar and converted.
pub(crate) fn parse_day(text: &str) -> Result<Day, Kind> {
    if let Some(day) = iso_day(text.as_bytes()) {
        return real(day).map(|days| Day { days, note: None });
    }
    let bytes = text.as_bytes();
    if bytes.iter().all(u8::is_ascii_digit) && bytes.len() == 8 {
        let number = |range: std::ops::Range<usize>| digits(&bytes[range]).unwrap_or(0);
        return civil(number(0..4), number(4..6), number(6..8));
    }
    if let Some(day) = serial(text) {
        return Ok(day);
    }
    let date = without_time(text).ok_or(Kind::Date)?;
    let mut parts = date.split(['-', '/', '.']).map(str::trim);
    let (Some(first), Some(second), Some(third), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Kind::Date);
    };
    let number = |part: &str| digits(part.as_bytes()).filter(|_| part.len() <= 4).ok_or(Kind::Date);
    let second = month_number(second).map_or_else(|| number(second), Ok)?;
    match (first.len(), third.len()) {
        (4, 1..=2) => civil(number(first)?, second, number(third)?),
        (1..=2, 4) => civil(number(third)?, second, number(first)?),
        (1..=2, 2) => {
            number(first)?;
            number(third)?;
            Err(Kind::TwoDigitYear)
        }
        _ => Err(Kind::Date),
    }
}

/// Reads `YYYY-MM`, `MM/YYYY` or any day of the month; gives the first day.
pub(crate) fn parse_month(text: &str) -> Result<i32, Kind> {
    let mut parts = text.split(['-', '/', '.']);
    let month = match (parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), None) if year.len() == 4 => (year, month),
        (Some(month), Some(year), None) if year.len() == 4 => (year, month),
        _ => {
            let day = parse_day(text).map_err(|kind| match kind {
                Kind::Date => Kind::Month,
                other => other,
            })?;
            let date = Date::from_days(day.days);
            return Ok(day.days - date.day() as i32 + 1);
        }
    };
    let number =
        |part: &str| digits(part.as_bytes()).filter(|_| part.len() <= 4).ok_or(Kind::Month);
    let (year, month) = (number(month.0)?, number(month.1)?);
    let first = civil(year, month, 1).map_err(|kind| match kind {
        Kind::Date => Kind::Month,
        other => other,
    })?;
    // A month of the Hijri calendar is no month of the other.
    if first.note.is_none() { Ok(first.days) } else { Err(Kind::HijriDay) }
}

/// `YYYY-MM-DD` and nothing else, quickly; the calendar is checked.
fn iso_day(bytes: &[u8]) -> Option<Date> {
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = digits(&bytes[..4])?;
    if year < 1500 {
        return None;
    }
    Date::new(year, digits(&bytes[5..7])? as u32, digits(&bytes[8..])? as u32)
}

fn civil(year: i32, month: i32, day: i32) -> Result<Day, Kind> {
    if year == 0 && month == 0 && day == 0 {
        return Err(Kind::PlaceholderDate);
    }
    let date = Date::new(year, month as u32, day as u32);
    if let Some(date) = date
        && real(date) == Err(Kind::PlaceholderDate)
    {
        return Err(Kind::PlaceholderDate);
    }
    if (1300..1500).contains(&year) && (1..=12).contains(&month) && (1..=30).contains(&day) {
        let days = hijri_day(year, month as u32, day as u32).ok_or(Kind::HijriDay)?;
        return Ok(Day { days, note: Some(Kind::HijriDate) });
    }
    let days = real(date.ok_or(Kind::Date)?)?;
    Ok(Day { days, note: None })
}

fn real(date: Date) -> Result<i32, Kind> {
    if PLACEHOLDERS.contains(&(date.year(), date.month(), date.day())) {
        return Err(Kind::PlaceholderDate);
    }
    Ok(date.days_since_epoch())
}

/// An Excel serial number, with or without a fraction for the time of day.
fn serial(text: &str) -> Option<Day> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if whole.len() != 5
        || fraction.is_empty()
        || !fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let number = i64::from(digits(whole.as_bytes())?);
    let days = (number + SERIAL_EPOCH_DAYS) as i32;
    SERIALS.contains(&number).then_some(Day { days, note: Some(Kind::ExcelSerial) })
}

/// Drops a time of day such as `T10:00:00`, ` 00:00` or `T10:00:00.000Z`; `None` where the rest is none.
fn without_time(text: &str) -> Option<&str> {
    let Some((date, time)) = text.split_once(['T', ' ']) else { return Some(text) };
    if !time.contains(':') {
        return Some(text);
    }
    let is_clock = |byte: u8| byte.is_ascii_digit() || b":.+-Z".contains(&byte);
    let hour = digits(time.as_bytes().get(..2)?)?;
    (time.bytes().all(is_clock) && time.len() <= 32 && hour <= 24).then_some(date)
}

/// Number of a month named as in Egypt or in English.
fn month_number(name: &str) -> Option<i32> {
    const NAMES: [(&str, &str); 12] = [
        ("يناير", "jan"),
        ("فبراير", "feb"),
        ("مارس", "mar"),
        ("أبريل", "apr"),
        ("مايو", "may"),
        ("يونيو", "jun"),
        ("يوليو", "jul"),
        ("أغسطس", "aug"),
        ("سبتمبر", "sep"),
        ("أكتوبر", "oct"),
        ("نوفمبر", "nov"),
        ("ديسمبر", "dec"),
    ];
    if name.len() < 3 {
        return None;
    }
    let name = name.to_lowercase().replace(['إ', 'أ'], "ا");
    let is_name = |(arabic, english): &(&str, &str)| {
        name == arabic.replace('أ', "ا") || (name.is_ascii() && name.starts_with(english))
    };
    NAMES.iter().position(is_name).map(|at| at as i32 + 1)
}

fn digits(bytes: &[u8]) -> Option<i32> {
    if bytes.is_empty() || bytes.len() > 8 {
        return None;
    }
    bytes
        .iter()
        .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i32::from(byte - b'0')))
}
