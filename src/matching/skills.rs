//! How far somebody masters what an opening asks, in whole numbers so that every sum is exact.

use mizan_domain::Date;
use serde::{Deserialize, Serialize};

use crate::{HeldSkill, Requirement, SkillGraph, SkillId, Weights};

/// Mastery of a required skill by somebody, held directly or through a near skill.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mastery {
    /// The skill that may be required.
    pub skill: SkillId,
    /// How far it is mastered, thousandths.
    pub permille: u32,
    /// The held skill behind it: the same one, or a near one.
    pub through: SkillId,
    /// Similarity of the two, 1 for the same.
    pub similarity: f64,
}

impl Mastery {
    /// Whether the skill itself is held.
    pub fn is_exact(&self) -> bool {
        self.skill == self.through
    }
}

/// Everything somebody masters, directly or through near skills, in the order of skill numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SkillProfile {
    masteries: Vec<Mastery>,
}

impl SkillProfile {
    /// Spreads held skills to the near ones; of several ways to a skill the best one counts.
    ///
    /// Skills the graph does not have are left out.
    pub fn new(
        graph: &impl SkillGraph,
        weights: &Weights,
        held: &[HeldSkill],
        as_of: Date,
    ) -> Self {
        let mut masteries = Vec::with_capacity(held.len() * 4);
        for skill in held.iter().filter(|skill| (skill.skill as usize) < graph.skill_count()) {
            let strength = strength(weights, skill, as_of);
            push(&mut masteries, skill.skill, skill.skill, 1.0, strength);
            for near in graph.nearer(skill.skill) {
                if near.similarity >= weights.nearer_similarity_min {
                    push(&mut masteries, near.skill, skill.skill, near.similarity, strength);
                }
            }
        }
        masteries.sort_by(|one, other| {
            (one.skill, other.permille, other.is_exact(), one.through).cmp(&(
                other.skill,
                one.permille,
                one.is_exact(),
                other.through,
            ))
        });
        masteries.dedup_by_key(|mastery| mastery.skill);
        Self { masteries }
    }

    /// How far a skill is mastered, if at all.
    pub fn mastery(&self, skill: SkillId) -> Option<&Mastery> {
        let place = self.masteries.binary_search_by_key(&skill, |mastery| mastery.skill);
        place.ok().map(|place| &self.masteries[place])
    }

    /// All masteries in the order of skill numbers.
    pub fn masteries(&self) -> &[Mastery] {
        &self.masteries
    }

    /// Whether nothing is mastered.
    pub fn is_empty(&self) -> bool {
        self.masteries.is_empty()
    }
}

fn push(
    masteries: &mut Vec<Mastery>,
    skill: SkillId,
    through: SkillId,
    similarity: f64,
    strength: f64,
) {
    let permille = (strength * similarity.clamp(0.0, 1.0) * 1000.0).round() as u32;
    if permille > 0 {
        masteries.push(Mastery { skill, permille, through, similarity });
    }
}

fn strength(weights: &Weights, held: &HeldSkill, as_of: Date) -> f64 {
    let recency = held.confirmed_on.map_or(1.0, |day| {
        let days = f64::from(as_of.days_since_epoch() - day.days_since_epoch()).max(0.0);
        let left = 0.5_f64.powf(days / 365.25 / weights.recency_half_life_years);
        weights.recency_floor + (1.0 - weights.recency_floor) * left
    });
    weights.evidence.of(held.evidence) * recency
}

/// Requirements of one opening that count; more are cut off, so that sums fit 31 bits.
pub const REQUIREMENTS_MAX: usize = 200;

/// Weight of a requirement: idf times 1 (essential) or the optional weight, in thousandths, 1 to 10,000.
pub fn requirement_weight(
    graph: &impl SkillGraph,
    weights: &Weights,
    requirement: Requirement,
) -> u32 {
    let kind = if requirement.is_essential { 1.0 } else { weights.optional_skill };
    ((graph.idf(requirement.skill) * kind * 1000.0).round() as u32).clamp(1, 10_000)
}

/// What an opening asks in all, including the doubt about short lists, thousandths.
pub fn asked_weight(
    graph: &impl SkillGraph,
    weights: &Weights,
    requirements: &[Requirement],
) -> u64 {
    let asked: u64 = requirements
        .iter()
        .take(REQUIREMENTS_MAX)
        .map(|requirement| u64::from(requirement_weight(graph, weights, *requirement)))
        .sum();
    asked + doubt(weights)
}

/// The doubt about short lists, thousandths.
pub(crate) fn doubt(weights: &Weights) -> u64 {
    (weights.skill_doubt * 1000.0).round() as u64
}

/// Share of what is asked that is mastered: Σ mastery × weight over 1000 × asked, 0–1.
pub fn skill_score(mastered: u64, asked: u64) -> f64 {
    if asked == 0 { 0.0 } else { mastered as f64 / (1000 * asked) as f64 }
}
