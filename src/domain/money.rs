//! Money as whole piastres, so that sums are exact.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An amount in piastres, a hundredth of an Egyptian pound.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Piastres(pub i64);

impl Piastres {
    /// A whole number of pounds.
    pub const fn from_pounds(pounds: i64) -> Self {
        Self(pounds * 100)
    }

    /// The amount in pounds, for display and statistics only.
    pub fn pounds(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl fmt::Display for Piastres {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let absolute = self.0.unsigned_abs();
        write!(formatter, "{sign}{}.{:02}", absolute / 100, absolute % 100)
    }
}

/// The text is not an amount with at most two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an amount with at most two decimals")]
pub struct ParseMoneyError;

impl FromStr for Piastres {
    type Err = ParseMoneyError;

    /// Reads `1234`, `1234.5` or `-1234.50`; digits must be Western and without thousands marks.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || fraction.len() > 2 || !is_number(whole) || !is_number(fraction) {
            return Err(ParseMoneyError);
        }
        if digits.ends_with('.') {
            return Err(ParseMoneyError);
        }
        let pounds: i64 = whole.parse().map_err(|_| ParseMoneyError)?;
        let cents: i64 = match fraction.len() {
            0 => 0,
            1 => fraction.parse::<i64>().map_err(|_| ParseMoneyError)? * 10,
            _ => fraction.parse().map_err(|_| ParseMoneyError)?,
        };
        let total = pounds.checked_mul(100).and_then(|amount| amount.checked_add(cents));
        total.map(|amount| Self(sign * amount)).ok_or(ParseMoneyError)
    }
}
