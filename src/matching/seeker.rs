//! A person who looks for work, as far as matching may know: no name, no sex, no number.

use mizan_domain::Date;
use serde::{Deserialize, Serialize};

use crate::SkillId;

/// How well a skill is shown to be mastered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Said by the person, not tested.
    Stated,
    /// Taught in a course that was completed.
    Taught,
    /// Skill certificate, level assistant (مساعد).
    Assistant,
    /// Skill certificate, level limited skill (محدود المهارة).
    Limited,
    /// Skill certificate, level medium skill (متوسط المهارة).
    Medium,
    /// Skill certificate, level skilled (ماهر).
    Skilled,
    /// Skill certificate, level technician (فني).
    Technician,
}

/// One skill of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSkill {
    /// The skill.
    pub skill: SkillId,
    /// What shows it.
    pub evidence: Evidence,
    /// When it was last tested, taught or used; nothing is taken off where unknown.
    #[serde(default)]
    pub confirmed_on: Option<Date>,
}

/// A licence to practise a craft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// Code of the licensed craft: its ISCO-08 unit group.
    pub code: String,
    /// Last day it holds; without end where missing.
    #[serde(default)]
    pub valid_until: Option<Date>,
}

impl Licence {
    /// Whether it holds on that day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_until.is_none_or(|last| last >= day)
    }
}

/// A person who looks for work.
///
/// Sex, age, name and disability are not here on purpose: what is not an input cannot change a rank.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seeker {
    /// Skills, in any order; a skill named twice counts once, at its best.
    pub skills: Vec<HeldSkill>,
    /// ISCO-08 codes of occupations held or wanted.
    pub occupation_codes: Vec<String>,
    /// Where the person lives, such as `EG-MN`.
    pub governorate_code: Option<String>,
    /// Wage wanted, EGP a month.
    pub wage_wanted_egp_month: Option<u32>,
    /// Qualification level, 1–8.
    pub education_level: Option<u8>,
    /// Licences held.
    pub licences: Vec<Licence>,
    /// What the person writes about own work; helps ranking, excludes nothing.
    pub text: Option<String>,
}
