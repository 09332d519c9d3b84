//! What employers ask that a course does not teach.

use std::collections::BTreeMap;

use mizan_domain::{Date, governorate, occupation};
use serde::Serialize;

use crate::{
    Evidence, HeldSkill, Opening, Seeker, SkillGraph, SkillId, SkillProfile, Weights,
    requirement_weight,
};

/// A course as far as its openings are concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Curriculum {
    /// Skills taught.
    pub skills: Vec<SkillId>,
    /// ISCO-08 code of the occupation the course prepares for.
    pub occupation_code: Option<String>,
    /// Where it is held.
    pub governorate_code: Option<String>,
}

impl Curriculum {
    /// Somebody who has completed the course, as openings are found for its cohort: every skill as
    /// taught, the occupation it prepares for, the place where it is held.
    pub fn graduate(&self) -> Seeker {
        let held = |skill: &SkillId| HeldSkill {
            skill: *skill,
            evidence: Evidence::Taught,
            confirmed_on: None,
        };
        Seeker {
            skills: self.skills.iter().map(held).collect(),
            occupation_codes: self.occupation_code.iter().cloned().collect(),
            governorate_code: self.governorate_code.clone(),
            ..Seeker::default()
        }
    }
}

/// A skill employers ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AskedSkill {
    /// The skill.
    pub skill: SkillId,
    /// Openings that ask it.
    pub openings: usize,
    /// Of these, the ones that cannot do without it.
    pub essential: usize,
}

/// Employers' wishes against a curriculum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CurriculumGap {
    /// Openings of the occupation that were looked at.
    pub openings: usize,
    /// Whether they lie in the governorate of the course or its neighbours; else in the whole country.
    pub is_nearby: bool,
    /// Asked and not taught, not even through a near skill; most asked first.
    pub not_taught: Vec<AskedSkill>,
    /// Asked and taught.
    pub taught: Vec<AskedSkill>,
    /// Taught, but asked by none of the openings.
    pub not_asked: Vec<SkillId>,
}

/// Openings below which the governorate of a course says too little and the country is looked at.
const OPENINGS_MIN: usize = 10;

/// Counts what openings of the same occupation (four digits, else three) ask, against what is taught.
///
/// A skill near a taught one counts as taught, by the weights' least similarity.
pub fn curriculum_gap(
    graph: &impl SkillGraph,
    weights: &Weights,
    curriculum: &Curriculum,
    openings: &[Opening],
    as_of: Date,
) -> CurriculumGap {
    let held: Vec<HeldSkill> = curriculum
        .skills
        .iter()
        .map(|skill| HeldSkill { skill: *skill, evidence: Evidence::Taught, confirmed_on: None })
        .collect();
    let profile = SkillProfile::new(graph, weights, &held, as_of);
    let (looked_at, is_nearby) = relevant(curriculum, openings);
    let mut counts: BTreeMap<SkillId, (usize, usize, u64)> = BTreeMap::new();
    for requirement in looked_at.iter().flat_map(|opening| &opening.requirements) {
        let count = counts.entry(requirement.skill).or_default();
        count.0 += 1;
        count.1 += usize::from(requirement.is_essential);
        count.2 += u64::from(requirement_weight(graph, weights, *requirement));
    }
    let mut asked: Vec<(AskedSkill, u64)> = counts
        .iter()
        .map(|(skill, (openings, essential, weight))| {
            (AskedSkill { skill: *skill, openings: *openings, essential: *essential }, *weight)
        })
        .collect();
    // Equally often asked: the more telling skill first.
    asked.sort_by_key(|(asked, weight)| {
        (std::cmp::Reverse(asked.openings), std::cmp::Reverse(*weight), asked.skill)
    });
    let (taught, not_taught): (Vec<_>, Vec<_>) = asked
        .into_iter()
        .map(|(asked, _)| asked)
        .partition(|asked| profile.mastery(asked.skill).is_some());
    let mut not_asked: Vec<SkillId> =
        curriculum.skills.iter().copied().filter(|skill| !counts.contains_key(skill)).collect();
    not_asked.sort_unstable();
    not_asked.dedup();
    CurriculumGap { openings: looked_at.len(), is_nearby, not_taught, taught, not_asked }
}

/// Openings of the occupation near the course, or in the country where these are few; for a course
/// without an occupation, those that ask one of its skills.
fn relevant<'a>(curriculum: &Curriculum, openings: &'a [Opening]) -> (Vec<&'a Opening>, bool) {
    let is_of_occupation = |opening: &Opening, digits: usize| match (
        &curriculum.occupation_code,
        &opening.occupation_code,
    ) {
        (Some(own), Some(code)) => occupation::shared_digits(own, code) >= digits,
        (None, _) => opening.requirements.iter().any(|one| curriculum.skills.contains(&one.skill)),
        _ => false,
    };
    let own = curriculum.governorate_code.as_deref().and_then(governorate::by_code);
    let is_near = |opening: &Opening| {
        opening.governorate_code.as_deref().is_some_and(|code| {
            own.is_some_and(|own| own.code == code || own.neighbours.contains(&code))
        })
    };
    for digits in [4, 3] {
        let all: Vec<&Opening> = openings
            .iter()
            .filter(|opening| !opening.requirements.is_empty() && is_of_occupation(opening, digits))
            .collect();
        let near: Vec<&Opening> = all.iter().copied().filter(|opening| is_near(opening)).collect();
        if near.len() >= OPENINGS_MIN {
            return (near, true);
        }
        if all.len() >= OPENINGS_MIN || digits == 3 {
            return (all, false);
        }
    }
    (Vec::new(), false)
}
