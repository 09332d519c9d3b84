//! An opening as matching sees it.

use std::fmt;
use std::str::FromStr;

use mizan_domain::Date;
use serde::{Deserialize, Serialize};

use crate::{SkillId, UnknownCode};

/// A skill an opening asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// The skill.
    pub skill: SkillId,
    /// Whether the work cannot be done without it.
    pub is_essential: bool,
}

/// The kind of contract offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contract {
    /// Without end.
    Permanent,
    /// For a stated time.
    Temporary,
    /// Fewer hours than full time.
    PartTime,
    /// For a season.
    Seasonal,
}

/// The part of the day worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    /// By day.
    Day,
    /// By night.
    Night,
    /// By turns.
    Rotating,
}

impl Contract {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Self; 4] = [Self::Permanent, Self::Temporary, Self::PartTime, Self::Seasonal];

    /// The code used in deliveries.
    pub fn code(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::Temporary => "temporary",
            Self::PartTime => "part_time",
            Self::Seasonal => "seasonal",
        }
    }
}

impl Shift {
    /// All shifts, in the order of their declaration.
    pub const ALL: [Self; 3] = [Self::Day, Self::Night, Self::Rotating];

    /// The code used in deliveries.
    pub fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Night => "night",
            Self::Rotating => "rotating",
        }
    }
}

impl fmt::Display for Contract {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl FromStr for Contract {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.into_iter();
        let error = || UnknownCode::new("contract", code, Self::ALL.map(Self::code));
        known.into_iter().find(|contract| contract.code() == code).ok_or_else(error)
    }
}

impl FromStr for Shift {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let error = || UnknownCode::new("shift", code, Self::ALL.map(Self::code));
        Self::ALL.into_iter().find(|shift| shift.code() == code).ok_or_else(error)
    }
}

/// An opening: one advertisement or vacancy with one or more places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Its number, unique in the index.
    pub id: String,
    /// Title as the employer typed it.
    pub title: String,
    /// Employer as it may be shown.
    pub employer: String,
    /// ISCO-08 code of the occupation, 1–4 digits.
    pub occupation_code: Option<String>,
    /// Where the work is, such as `EG-MN`; missing where the advertisement names no place.
    pub governorate_code: Option<String>,
    /// Skills asked.
    pub requirements: Vec<Requirement>,
    /// Skills asked that the taxonomy does not know, as written.
    pub unknown_skills: Vec<String>,
    /// Least wage offered, EGP a month.
    pub wage_min_egp_month: Option<u32>,
    /// Highest wage offered, EGP a month.
    pub wage_max_egp_month: Option<u32>,
    /// Kind of contract.
    pub contract: Option<Contract>,
    /// Part of the day.
    pub shift: Option<Shift>,
    /// Qualification level asked, 1–8.
    pub education_level: Option<u8>,
    /// Craft licence the law asks for this work: the ISCO-08 code of the craft.
    pub licence_code: Option<String>,
    /// Day of publication.
    pub posted_on: Date,
    /// Places to fill, at least 1.
    pub openings_count: u32,
}

impl Opening {
    /// The wage to compare with a wanted one: the highest offered, else the least.
    pub fn wage_egp_month(&self) -> Option<u32> {
        self.wage_max_egp_month.max(self.wage_min_egp_month)
    }
}
