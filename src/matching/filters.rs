//! What a seeker rules out, and the codes it is written in.

use mizan_domain::governorate::{self, GOVERNORATES};
use mizan_domain::{Date, occupation};
use serde::{Deserialize, Serialize};

use crate::{Contract, Opening, Shift, UnknownCode};

/// Filters as typed in a URL or on the command line: codes, not yet checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilterCodes {
    /// Governorates, such as `EG-MN`.
    pub governorates: Vec<String>,
    /// Whether governorates with a common border count too.
    pub has_neighbours: bool,
    /// Whether openings that name no place pass a filter on place.
    pub has_unstated_places: bool,
    /// ISCO-08 codes; fewer digits mean the whole group.
    pub occupations: Vec<String>,
    /// Kinds of contract.
    pub contracts: Vec<String>,
    /// Shifts.
    pub shifts: Vec<String>,
    /// Highest qualification level an opening may ask, 1–8.
    pub education_level_max: Option<u8>,
    /// Least wage, EGP a month; openings that state no wage are left out.
    pub wage_min_egp_month: Option<u32>,
    /// First day of publication.
    pub posted_since: Option<Date>,
}

/// Checked filters; an empty list filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Filters {
    /// Governorates that pass, neighbours already added.
    pub governorates: Vec<&'static str>,
    /// Whether openings that name no place pass a filter on place.
    pub has_unstated_places: bool,
    /// ISCO-08 codes or leading digits that pass.
    pub occupations: Vec<String>,
    /// Kinds of contract that pass.
    pub contracts: Vec<Contract>,
    /// Shifts that pass.
    pub shifts: Vec<Shift>,
    /// Highest qualification level asked; openings that ask none pass.
    pub education_level_max: Option<u8>,
    /// Least wage, EGP a month.
    pub wage_min_egp_month: Option<u32>,
    /// First day of publication.
    pub posted_since: Option<Date>,
}

impl Filters {
    /// Checks the codes; an unknown one is an error that names the nearest known code.
    pub fn from_codes(codes: &FilterCodes) -> Result<Self, UnknownCode> {
        let mut governorates = Vec::new();
        for code in &codes.governorates {
            let known = GOVERNORATES.iter().map(|governorate| governorate.code);
            let governorate = governorate::by_code(code)
                .ok_or_else(|| UnknownCode::new("governorate", code, known))?;
            governorates.push(governorate.code);
            if codes.has_neighbours {
                governorates.extend(governorate.neighbours);
            }
        }
        governorates.sort_unstable();
        governorates.dedup();
        for code in &codes.occupations {
            if !occupation::is_isco_code(code) {
                return Err(UnknownCode::new("occupation", code, []));
            }
        }
        if let Some(level) = codes.education_level_max.filter(|level| !(1..=8).contains(level)) {
            let nearest = if level == 0 { "1" } else { "8" };
            return Err(UnknownCode::new("education level", &level.to_string(), [nearest]));
        }
        Ok(Self {
            governorates,
            has_unstated_places: codes.has_unstated_places,
            occupations: codes.occupations.clone(),
            contracts: parse_all(&codes.contracts)?,
            shifts: parse_all(&codes.shifts)?,
            education_level_max: codes.education_level_max,
            wage_min_egp_month: codes.wage_min_egp_month,
            posted_since: codes.posted_since,
        })
    }

    /// Whether an opening passes every filter.
    pub fn allows(&self, opening: &Opening) -> bool {
        self.allows_place(opening.governorate_code.as_deref()) && self.allows_besides_place(opening)
    }

    /// Whether openings of this governorate, or of no stated place, pass.
    pub fn allows_place(&self, governorate_code: Option<&str>) -> bool {
        self.governorates.is_empty()
            || governorate_code
                .map_or(self.has_unstated_places, |code| self.governorates.contains(&code))
    }

    /// Whether nothing but perhaps the place is filtered.
    pub fn is_by_place_only(&self) -> bool {
        let places = self.governorates.clone();
        let has_unstated_places = self.has_unstated_places;
        *self == Self { governorates: places, has_unstated_places, ..Self::default() }
    }

    /// Whether an opening passes every filter but the one on place.
    pub fn allows_besides_place(&self, opening: &Opening) -> bool {
        let has_prefix = |code: &String| {
            opening.occupation_code.as_ref().is_some_and(|own| own.starts_with(code.as_str()))
        };
        (self.occupations.is_empty() || self.occupations.iter().any(has_prefix))
            && is_among(&self.contracts, opening.contract)
            && is_among(&self.shifts, opening.shift)
            && self
                .education_level_max
                .is_none_or(|most| opening.education_level.is_none_or(|asked| asked <= most))
            && self
                .wage_min_egp_month
                .is_none_or(|least| opening.wage_egp_month().is_some_and(|wage| wage >= least))
            && self.posted_since.is_none_or(|first| opening.posted_on >= first)
    }
}

fn is_among<T: PartialEq>(allowed: &[T], value: Option<T>) -> bool {
    allowed.is_empty() || value.is_some_and(|value| allowed.contains(&value))
}

fn parse_all<T: std::str::FromStr<Err = UnknownCode>>(
    codes: &[String],
) -> Result<Vec<T>, UnknownCode> {
    codes.iter().map(|code| code.parse()).collect()
}
