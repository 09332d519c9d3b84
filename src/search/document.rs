//! An opening as the build hands it over: codes and words, not yet numbers of a taxonomy.

use mizan_domain::{Date, governorate, occupation};
use mizan_matching::{Contract, Opening, REQUIREMENTS_MAX, Requirement, Shift, SkillGraph};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Most characters of a title that are kept.
const TITLE_MAX: usize = 300;

/// One opening of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningDocument {
    /// Its number, unique in the index.
    pub id: String,
    /// Title as the employer typed it, Arabic or English; cut after 300 characters.
    pub title: String,
    /// Employer as it may be shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub employer: String,
    /// ISCO-08 code of the occupation, 1–4 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation_code: Option<String>,
    /// Labels of the occupation in both languages, all forms: found by words, never shown.
    #[serde(default, skip_serializing)]
    pub labels: Vec<String>,
    /// Governorate, such as `EG-MN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub governorate_code: Option<String>,
    /// Codes of skills the work cannot be done without.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub essential_skills: Vec<String>,
    /// Codes of further skills asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub optional_skills: Vec<String>,
    /// Least wage, EGP a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wage_min_egp_month: Option<u32>,
    /// Highest wage, EGP a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wage_max_egp_month: Option<u32>,
    /// Kind of contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
    /// Part of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<Shift>,
    /// Qualification level asked, 1–8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub education_level: Option<u8>,
    /// Craft licence the law asks for: the ISCO-08 code of the craft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_code: Option<String>,
    /// Day of publication.
    pub posted_on: Date,
    /// Places to fill, at least 1.
    pub openings_count: u32,
}

impl OpeningDocument {
    /// A document with a number, a title and a day; everything else not stated, one place.
    pub fn new(id: impl Into<String>, title: impl Into<String>, posted_on: Date) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            employer: String::new(),
            occupation_code: None,
            labels: Vec::new(),
            governorate_code: None,
            essential_skills: Vec::new(),
            optional_skills: Vec::new(),
            wage_min_egp_month: None,
            wage_max_egp_month: None,
            contract: None,
            shift: None,
            education_level: None,
            licence_code: None,
            posted_on,
            openings_count: 1,
        }
    }

    /// Says which column breaks its rule, and cuts what is too long.
    pub(crate) fn check(mut self) -> Result<Self> {
        let bad = |column, value: &str| {
            let value = value.chars().take(60).collect();
            Err(Error::BadValue { id: self.id.chars().take(60).collect(), column, value })
        };
        if self.id.trim().is_empty() {
            return bad("id", &self.id);
        }
        if let Some(code) = &self.governorate_code
            && governorate::by_code(code).is_none()
        {
            return bad("governorate_code", code);
        }
        if let Some(code) = &self.occupation_code
            && !occupation::is_isco_code(code)
        {
            return bad("occupation_code", code);
        }
        if let Some(level) = self.education_level
            && !(1..=8).contains(&level)
        {
            return bad("education_level", &level.to_string());
        }
        if self.openings_count == 0 {
            return bad("openings_count", "0");
        }
        // A skill named as both essential and optional is essential; each counts once.
        self.essential_skills.sort_unstable();
        self.essential_skills.dedup();
        self.essential_skills.truncate(REQUIREMENTS_MAX);
        self.optional_skills.sort_unstable();
        self.optional_skills.dedup();
        self.optional_skills.retain(|code| self.essential_skills.binary_search(code).is_err());
        self.optional_skills.truncate(REQUIREMENTS_MAX - self.essential_skills.len());
        if let Some((end, _)) = self.title.char_indices().nth(TITLE_MAX) {
            self.title.truncate(end);
        }
        Ok(self)
    }

    /// The opening with skills as numbers of a taxonomy.
    pub fn into_opening(self, graph: &impl SkillGraph) -> Opening {
        let mut requirements = Vec::new();
        let mut unknown_skills = Vec::new();
        let essential = self.essential_skills.into_iter().map(|code| (code, true));
        for (code, is_essential) in
            essential.chain(self.optional_skills.into_iter().map(|code| (code, false)))
        {
            match graph.skill_by_code(&code) {
                Some(skill) => requirements.push(Requirement { skill, is_essential }),
                None => unknown_skills.push(code),
            }
        }
        Opening {
            id: self.id,
            title: self.title,
            employer: self.employer,
            occupation_code: self.occupation_code,
            governorate_code: self.governorate_code,
            requirements,
            unknown_skills,
            wage_min_egp_month: self.wage_min_egp_month,
            wage_max_egp_month: self.wage_max_egp_month,
            contract: self.contract,
            shift: self.shift,
            education_level: self.education_level,
            licence_code: self.licence_code,
            posted_on: self.posted_on,
            openings_count: self.openings_count,
        }
    }
}
