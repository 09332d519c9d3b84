//! Sparse vectors over skills.

use crate::SkillId;

/// A sparse vector over skills: entries ascending by skill, each skill once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparseVector {
    /// Skill and weight.
    pub entries: Vec<(SkillId, f64)>,
}

impl SparseVector {
    /// Sorts the entries, adds up the weights of a skill named twice and drops zeros.
    pub fn new(mut entries: Vec<(SkillId, f64)>) -> Self {
        entries.sort_by_key(|(skill, _)| *skill);
        entries.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 += next.1;
            }
            is_same
        });
        entries.retain(|(_, weight)| *weight != 0.0);
        Self { entries }
    }

    /// The inner product with another vector.
    pub fn dot(&self, other: &[(SkillId, f64)]) -> f64 {
        dot(&self.entries, other)
    }

    /// The Euclidean length.
    pub fn length(&self) -> f64 {
        self.entries.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt()
    }

    /// The same direction with length one; a zero vector stays.
    pub fn normalised(mut self) -> Self {
        let length = self.length();
        if length > 0.0 {
            self.entries.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        self
    }
}

/// The inner product of two entry lists ascending by skill.
pub(crate) fn dot(left: &[(SkillId, f64)], right: &[(SkillId, f64)]) -> f64 {
    let (mut at, mut with, mut sum) = (0, 0, 0.0);
    while at < left.len() && with < right.len() {
        match left[at].0.cmp(&right[with].0) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => with += 1,
            std::cmp::Ordering::Equal => {
                sum += left[at].1 * right[with].1;
                at += 1;
                with += 1;
            }
        }
    }
    sum
}
