//! Behaviour of matching, through its public functions.

mod batch;
mod curriculum;
mod fairness;
mod laws;
mod market;
mod nightly;
mod openings;
mod plan;
mod referral;
mod speed;
mod taxonomy;

use mizan_domain::{Bilingual, Date};

use crate::{Evidence, HeldSkill, Opening, Requirement, Seeker, SkillGraph, SkillId, SkillTable};

/// Skills of two trades; arc and MIG welding stand near each other.
pub(crate) fn skills() -> SkillTable {
    let mut table = SkillTable::new();
    for (code, idf) in [
        ("arc-welding", 3.0),
        ("mig-welding", 3.5),
        ("metal-cutting", 2.5),
        ("technical-drawing", 1.5),
        ("plumbing", 3.2),
        ("pipe-fitting", 3.4),
    ] {
        table.add(code, Bilingual::new(code, code), idf);
    }
    let [arc, mig] = ["arc-welding", "mig-welding"].map(|code| table.skill_by_code(code).unwrap());
    table.connect(arc, mig, 0.8);
    table
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn held(skill: SkillId, evidence: Evidence) -> HeldSkill {
    HeldSkill { skill, evidence, confirmed_on: None }
}

/// A seeker of Minya with these skills at the level skilled.
pub(crate) fn seeker(skills: &[SkillId]) -> Seeker {
    Seeker {
        skills: skills.iter().map(|skill| held(*skill, Evidence::Skilled)).collect(),
        occupation_codes: vec!["7212".into()],
        governorate_code: Some("EG-MN".into()),
        ..Seeker::default()
    }
}

/// An opening of Minya that asks these skills; the true ones are essential.
pub(crate) fn opening(id: &str, requirements: &[(SkillId, bool)]) -> Opening {
    let requirement = |(skill, is_essential): &(SkillId, bool)| Requirement {
        skill: *skill,
        is_essential: *is_essential,
    };
    Opening {
        id: id.into(),
        title: "لحام".into(),
        employer: "مصنع".into(),
        occupation_code: Some("7212".into()),
        governorate_code: Some("EG-MN".into()),
        requirements: requirements.iter().map(requirement).collect(),
        unknown_skills: Vec::new(),
        wage_min_egp_month: Some(7_000),
        wage_max_egp_month: Some(9_000),
        contract: None,
        shift: None,
        education_level: None,
        licence_code: None,
        posted_on: day("2026-11-01"),
        openings_count: 1,
    }
}
