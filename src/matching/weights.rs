//! The weights of a match, as `mizan.toml` keeps them under `[matching]`.

use serde::{Deserialize, Serialize};

use crate::{Error, Evidence, Result};

/// The weights of a match; every field has a default and a reason.
///
/// The six weights of parts are relative: parts that a request cannot use (no wage wanted, no words
/// typed) drop out and the others share their weight, so that the score always runs from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Share of required skills mastered; the largest, because skills predict fit best.
    pub skills: f64,
    /// Nearness of the occupation in ISCO-08; carries openings that state few skills.
    pub occupation: f64,
    /// Nearness of the governorate.
    pub place: f64,
    /// Wage offered against wage wanted.
    pub wage: f64,
    /// Days since publication: an old opening is more often filled already.
    pub freshness: f64,
    /// Words in common with what was typed.
    pub text: f64,
    /// Weight of an optional skill beside an essential one (1).
    pub optional_skill: f64,
    /// Doubt about openings that state few skills: this much skill weight (in idf) is added to what
    /// they ask, so that one matched skill of one says less than five of five.
    pub skill_doubt: f64,
    /// Least similarity at which a near skill counts at all.
    pub nearer_similarity_min: f64,
    /// How far each kind of evidence shows mastery.
    pub evidence: EvidenceWeights,
    /// Mastery left of a skill confirmed very long ago.
    pub recency_floor: f64,
    /// Years after which half of what can be lost is lost.
    pub recency_half_life_years: f64,
    /// Value of 0, 1, 2, 3 and 4 shared digits of two ISCO-08 codes.
    pub occupation_by_shared_digits: [f64; 5],
    /// Value of a neighbouring governorate beside the own one (1).
    pub place_neighbour: f64,
    /// Value of a governorate of the same planning region without a common border.
    pub place_region: f64,
    /// Value of an opening that names no place.
    pub place_not_stated: f64,
    /// Share of the wanted wage at which the value of a wage reaches 0.
    pub wage_floor_share: f64,
    /// Value of an opening that states no wage.
    pub wage_not_stated: f64,
    /// Days after which freshness halves.
    pub freshness_half_life_days: f64,
    /// Openings fetched from the source for each request before ranking.
    pub candidates_max: usize,
}

/// How far each kind of evidence shows mastery, 0–1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EvidenceWeights {
    /// Said by the person.
    pub stated: f64,
    /// Taught in a completed course.
    pub taught: f64,
    /// Certificate, level assistant.
    pub assistant: f64,
    /// Certificate, level limited skill.
    pub limited: f64,
    /// Certificate, level medium skill.
    pub medium: f64,
    /// Certificate, level skilled.
    pub skilled: f64,
    /// Certificate, level technician.
    pub technician: f64,
}

impl Default for EvidenceWeights {
    fn default() -> Self {
        Self {
            stated: 0.6,
            taught: 0.75,
            assistant: 0.65,
            limited: 0.75,
            medium: 0.9,
            skilled: 1.0,
            technician: 1.0,
        }
    }
}

impl EvidenceWeights {
    /// The weight of one kind of evidence.
    pub fn of(&self, evidence: Evidence) -> f64 {
        match evidence {
            Evidence::Stated => self.stated,
            Evidence::Taught => self.taught,
            Evidence::Assistant => self.assistant,
            Evidence::Limited => self.limited,
            Evidence::Medium => self.medium,
            Evidence::Skilled => self.skilled,
            Evidence::Technician => self.technician,
        }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            skills: 0.50,
            occupation: 0.18,
            place: 0.10,
            wage: 0.08,
            freshness: 0.04,
            text: 0.10,
            optional_skill: 0.5,
            skill_doubt: 1.5,
            nearer_similarity_min: 0.5,
            evidence: EvidenceWeights::default(),
            recency_floor: 0.7,
            recency_half_life_years: 10.0,
            occupation_by_shared_digits: [0.0, 0.15, 0.35, 0.65, 1.0],
            place_neighbour: 0.6,
            place_region: 0.3,
            place_not_stated: 0.4,
            wage_floor_share: 0.7,
            wage_not_stated: 0.5,
            freshness_half_life_days: 30.0,
            candidates_max: 120,
        }
    }
}

impl Weights {
    /// Says which weight is out of its range.
    pub fn check(&self) -> Result<()> {
        let parts = [
            ("skills", self.skills),
            ("occupation", self.occupation),
            ("place", self.place),
            ("wage", self.wage),
            ("freshness", self.freshness),
            ("text", self.text),
        ];
        for (name, value) in parts {
            within(name, value, 0.0, 1000.0, "0 to 1000")?;
        }
        let evidence = &self.evidence;
        let [digits_0, digits_1, digits_2, digits_3, digits_4] = self.occupation_by_shared_digits;
        let shares = [
            ("optional_skill", self.optional_skill),
            ("nearer_similarity_min", self.nearer_similarity_min),
            ("evidence.stated", evidence.stated),
            ("evidence.taught", evidence.taught),
            ("evidence.assistant", evidence.assistant),
            ("evidence.limited", evidence.limited),
            ("evidence.medium", evidence.medium),
            ("evidence.skilled", evidence.skilled),
            ("evidence.technician", evidence.technician),
            ("recency_floor", self.recency_floor),
            ("occupation_by_shared_digits", digits_0),
            ("occupation_by_shared_digits", digits_1),
            ("occupation_by_shared_digits", digits_2),
            ("occupation_by_shared_digits", digits_3),
            ("occupation_by_shared_digits", digits_4),
            ("place_neighbour", self.place_neighbour),
            ("place_region", self.place_region),
            ("place_not_stated", self.place_not_stated),
            ("wage_not_stated", self.wage_not_stated),
        ];
        for (name, value) in shares {
            within(name, value, 0.0, 1.0, "0 to 1")?;
        }
        within("skills", self.skills, 0.001, 1000.0, "0.001 to 1000")?;
        within("skill_doubt", self.skill_doubt, 0.0, 100.0, "0 to 100")?;
        within("wage_floor_share", self.wage_floor_share, 0.0, 0.99, "0 to 0.99")?;
        within("recency_half_life_years", self.recency_half_life_years, 0.1, 1e6, "0.1 to 1e6")?;
        within("freshness_half_life_days", self.freshness_half_life_days, 0.1, 1e6, "0.1 to 1e6")?;
        within("candidates_max", self.candidates_max as f64, 1.0, 100_000.0, "1 to 100000")
    }
}

fn within(name: &'static str, value: f64, low: f64, high: f64, range: &'static str) -> Result<()> {
    if (low..=high).contains(&value) { Ok(()) } else { Err(Error::Weight { name, value, range }) }
}
