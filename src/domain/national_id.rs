//! The 14-digit national number: layout, what it says and what it may not be used for.
//!
//! Layout: century, birth date YYMMDD, governorate of birth registration, serial whose last
//! digit tells the sex, check digit. The check digit has no official formula and is therefore
//! evidence at most, never a reason to refuse.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Date, fold_digits, governorate};

/// Which numbers are acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Numbers the Interior Ministry issues: century digits 2 and 3.
    #[default]
    Real,
    /// Also invented numbers with century digit 9, which is never issued.
    Synthetic,
}

/// Sex as the number tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// Odd serial.
    #[serde(rename = "m")]
    Male,
    /// Even serial.
    #[serde(rename = "f")]
    Female,
}

impl Sex {
    /// `m` or `f`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Male => "m",
            Self::Female => "f",
        }
    }
}

/// Why a text is no national number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NationalIdError {
    /// Not fourteen digits.
    #[error("national number must have 14 digits")]
    Length,
    /// Something that is no digit.
    #[error("national number must consist of digits")]
    NotDigits,
    /// A century digit that is not issued.
    #[error("century digit of the national number is not issued")]
    Century,
    /// A birth date the calendar does not have.
    #[error("birth date inside the national number does not exist")]
    BirthDate,
    /// A governorate code that is not in the list.
    #[error("governorate inside the national number does not exist")]
    Governorate,
}

/// A national number whose structure, birth date and governorate code hold.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationalId {
    digits: [u8; 14],
    birth_date: Date,
}

impl NationalId {
    /// Reads a number; Arabic-Indic and Persian digits are folded, outer blanks dropped.
    pub fn parse(text: &str, profile: Profile) -> Result<Self, NationalIdError> {
        let folded = fold_digits(text.trim());
        if !folded.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NationalIdError::NotDigits);
        }
        let digits: [u8; 14] = folded.as_bytes().try_into().map_err(|_| NationalIdError::Length)?;
        let pair = |at: usize| u32::from(digits[at] - b'0') * 10 + u32::from(digits[at + 1] - b'0');
        let short_year = pair(1) as i32;
        let century = match (digits[0], profile) {
            (b'2', _) => 1900,
            (b'3', _) => 2000,
            (b'9', Profile::Synthetic) if short_year <= 30 => 2000,
            (b'9', Profile::Synthetic) => 1900,
            _ => return Err(NationalIdError::Century),
        };
        let birth_date =
            Date::new(century + short_year, pair(3), pair(5)).ok_or(NationalIdError::BirthDate)?;
        let code = &folded[7..9];
        if code != governorate::BORN_ABROAD_ID_CODE && governorate::by_id_code(code).is_none() {
            return Err(NationalIdError::Governorate);
        }
        Ok(Self { digits, birth_date })
    }

    /// The fourteen Western digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.digits).unwrap_or_default()
    }

    /// Birth date inside the number.
    pub fn birth_date(&self) -> Date {
        self.birth_date
    }

    /// Sex inside the number.
    pub fn sex(&self) -> Sex {
        if (self.digits[12] - b'0') % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// Governorate of birth registration, never of residence; `None` for births abroad.
    pub fn birth_governorate(&self) -> Option<&'static governorate::Governorate> {
        governorate::by_id_code(&self.as_str()[7..9])
    }

    /// First and last two digits with the rest hidden, for display.
    pub fn masked(&self) -> String {
        let text = self.as_str();
        format!("{}•••••••••••{}", &text[..1], &text[12..])
    }

    /// Whether the last digit fits the unofficial modulo-11 form; evidence only.
    pub fn fits_check_digit(&self) -> bool {
        check_digit(&self.digits) == self.digits[13]
    }
}

/// The unofficial modulo-11 check digit (as ASCII) of the first thirteen digits.
pub fn check_digit(digits: &[u8]) -> u8 {
    const WEIGHTS: [u32; 13] = [2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum: u32 =
        WEIGHTS.iter().zip(digits).map(|(weight, digit)| weight * u32::from(digit - b'0')).sum();
    b'0' + ((11 - sum % 11) % 10) as u8
}

impl fmt::Debug for NationalId {
    /// Never prints the number itself, so that no log can hold it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "NationalId({})", self.masked())
    }
}
