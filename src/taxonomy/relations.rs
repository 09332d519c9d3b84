//! Skills near to each other and occupations near to each other.

use std::collections::BTreeMap;

use crate::{SkillId, Taxonomy};

/// How one skill is near another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkillRelation {
    /// The very same skill.
    Same,
    /// The other skill is broader.
    Broader,
    /// The other skill is narrower.
    Narrower,
    /// One of the two draws on the other.
    Related,
    /// Both stand below the same broader skill or group.
    Sibling,
}

/// A skill near another one.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct NearSkill {
    /// The near skill.
    pub skill: SkillId,
    /// 0–1, one for the same skill; see [`Taxonomy::nearer_skills`].
    pub similarity: f64,
    /// How it is near.
    pub relation: SkillRelation,
}

/// Leading digits two ISCO-08 codes share, 0–4.
pub fn isco_shared_digits(left: &str, right: &str) -> u8 {
    mizan_domain::occupation::shared_digits(left, right) as u8
}

/// Nearness of two ISCO-08 codes: a quarter for each leading digit they share.
pub fn isco_proximity(left: &str, right: &str) -> f64 {
    f64::from(isco_shared_digits(left, right)) / 4.0
}

/// A group with more members than this says nothing about two of them being near.
const SIBLINGS_MAX: usize = 40;

impl Taxonomy {
    /// The skills near one skill, nearest first, ties by number.
    ///
    /// With s = 1 − ln(members below the broader one) / ln(all skills), how special the common ground is:
    /// broader or narrower ½ + 0.3 s; related 0.45; siblings below a skill 0.25 + 0.3 s, below a group 0.15 + 0.3 s,
    /// where the broader one has at most 40 members. A skill near in several ways keeps the best.
    pub fn nearer_skills(&self, skill: SkillId) -> Vec<NearSkill> {
        let mut near: BTreeMap<SkillId, (f64, SkillRelation)> = BTreeMap::new();
        let mut offer = |other: u32, similarity: f64, relation| {
            let entry = near.entry(SkillId(other)).or_insert((similarity, relation));
            if similarity > entry.0 {
                *entry = (similarity, relation);
            }
        };
        let skills = self.skills.len() as u32;
        let narrower = &self.derived.narrower;
        for &broad in self.broader.get(skill.0 as usize) {
            let members = narrower.get(broad as usize);
            let special = self.specificity(members.len());
            if broad < skills {
                offer(broad, 0.5 + 0.3 * special, SkillRelation::Broader);
            }
            let base = if broad < skills { 0.25 } else { 0.15 };
            if members.len() <= SIBLINGS_MAX {
                for &sibling in members.iter().filter(|&&member| member < skills) {
                    offer(sibling, base + 0.3 * special, SkillRelation::Sibling);
                }
            }
        }
        let below = narrower.get(skill.0 as usize);
        let special = self.specificity(below.len());
        for &narrow in below.iter().filter(|&&member| member < skills) {
            offer(narrow, 0.5 + 0.3 * special, SkillRelation::Narrower);
        }
        let drawn_on = self.related.get(skill.0 as usize).iter();
        for other in drawn_on.chain(self.derived.related_from.get(skill.0 as usize)) {
            offer(other.0, 0.45, SkillRelation::Related);
        }
        near.remove(&skill);
        let mut found: Vec<NearSkill> = near
            .into_iter()
            .map(|(skill, (similarity, relation))| NearSkill { skill, similarity, relation })
            .collect();
        found.sort_by(|one, other| other.similarity.total_cmp(&one.similarity));
        found
    }

    /// How near two skills are: 1 for the same one, `None` where nothing ties them.
    pub fn skill_similarity(&self, one: SkillId, other: SkillId) -> Option<(f64, SkillRelation)> {
        if one == other {
            return Some((1.0, SkillRelation::Same));
        }
        let near = self.nearer_skills(one).into_iter().find(|near| near.skill == other)?;
        Some((near.similarity, near.relation))
    }

    fn specificity(&self, members: usize) -> f64 {
        let all = (self.skills.len().max(2) as f64).ln();
        (1.0 - (members.max(1) as f64).ln() / all).clamp(0.0, 1.0)
    }
}
