//! Civil dates and months of the Gregorian calendar.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A calendar day between the years 1 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Date {
    year: i32,
    month: u32,
    day: u32,
}

/// The text is not a date or month of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a {1}")]
pub struct ParseDateError(String, &'static str);

impl Date {
    /// The day, where the calendar has it.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let is_valid = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        is_valid.then_some(Self { year, month, day })
    }

    /// Days since 1970-01-01 (proleptic Gregorian; algorithm of H. Hinnant, `days_from_civil`).
    pub fn days_since_epoch(self) -> i32 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted_month = (self.month as i32 + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + self.day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The day that many days after 1970-01-01; days outside the years 1–9999 stop at the edge.
    pub fn from_days(days: i32) -> Self {
        let shifted = i64::from(days).clamp(-719_162, 2_932_896) + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
        let year = (year_of_era + era * 400 + i64::from(month <= 2)) as i32;
        Self { year, month, day }
    }

    /// The day `days` later (earlier where negative).
    pub fn add_days(self, days: i32) -> Self {
        Self::from_days(self.days_since_epoch().saturating_add(days))
    }

    /// Year, such as 2026.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Month, 1–12.
    pub fn month(self) -> u32 {
        self.month
    }

    /// Day of the month, 1–31.
    pub fn day(self) -> u32 {
        self.day
    }

    /// The month the day lies in.
    pub fn calendar_month(self) -> Month {
        Month { year: self.year, month: self.month }
    }

    /// Whole years lived at `other` by somebody born on this day.
    pub fn age_at(self, other: Self) -> i32 {
        let had_birthday = (other.month, other.day) >= (self.month, self.day);
        other.year - self.year - i32::from(!had_birthday)
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = ParseDateError;

    /// Reads `YYYY-MM-DD` and nothing else.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ParseDateError(text.to_owned(), "date `YYYY-MM-DD`");
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' || !text.is_ascii() {
            return Err(error());
        }
        let number = |range: std::ops::Range<usize>| {
            let part = &text[range];
            part.bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| part.parse::<u32>().ok())
                .flatten()
        };
        match (number(0..4), number(5..7), number(8..10)) {
            (Some(year), Some(month), Some(day)) => {
                Self::new(year as i32, month, day).ok_or_else(error)
            }
            _ => Err(error()),
        }
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = ParseDateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// A calendar month between the years 1 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month, where the calendar has it.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// Year, such as 2026.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Number of the month, 1–12.
    pub fn number(self) -> u32 {
        self.month
    }

    /// First day of the month.
    pub fn first_day(self) -> Date {
        Date { year: self.year, month: self.month, day: 1 }
    }

    /// Last day of the month.
    pub fn last_day(self) -> Date {
        let day = days_in_month(self.year, self.month);
        Date { year: self.year, month: self.month, day }
    }

    /// The month `count` months later (earlier where negative); stops at the calendar's edge.
    #[expect(clippy::should_implement_trait, reason = "adds a count of months, not a month")]
    pub fn add(self, count: i32) -> Self {
        let index = (i64::from(self.year) * 12 + i64::from(self.month) - 1 + i64::from(count))
            .clamp(12, 9999 * 12 + 11);
        Self { year: index.div_euclid(12) as i32, month: index.rem_euclid(12) as u32 + 1 }
    }

    /// The month after this one.
    pub fn next(self) -> Self {
        self.add(1)
    }

    /// Months from this one to `other`, negative where `other` is earlier.
    pub fn months_until(self, other: Self) -> i32 {
        (other.year - self.year) * 12 + other.month as i32 - self.month as i32
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = ParseDateError;

    /// Reads `YYYY-MM` and nothing else.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let date = format!("{text}-01").parse::<Date>();
        date.map(Date::calendar_month)
            .map_err(|_| ParseDateError(text.to_owned(), "month `YYYY-MM`"))
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl TryFrom<String> for Month {
    type Error = ParseDateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}
