//! What follows from the tables and is computed again after loading: sorted lookups and skill vectors.

use crate::lists::Lists;
use crate::{OccupationId, SkillId, Taxonomy};

/// Lookups and weights that the file does not keep.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Derived {
    pub(crate) occupations_by_uri: Vec<u32>,
    pub(crate) skills_by_uri: Vec<u32>,
    pub(crate) occupations_by_code: Vec<u32>,
    pub(crate) skills_by_code: Vec<u32>,
    pub(crate) occupations_by_isco: Vec<u32>,
    pub(crate) occupations_of_skill: Lists<OccupationId>,
    /// Skill or group → narrower skills and groups.
    pub(crate) narrower: Lists,
    /// Skill → skills that draw on it.
    pub(crate) related_from: Lists<SkillId>,
    pub(crate) skill_idf: Vec<f64>,
    pub(crate) vector_starts: Vec<u32>,
    pub(crate) vectors: Vec<(SkillId, f64)>,
}

impl Taxonomy {
    /// Computes the lookups and weights from the tables.
    pub(crate) fn derive(mut self) -> Self {
        let mut derived = Derived {
            occupations_by_uri: self.order(self.occupations.len(), |at| self.occupations[at].uri),
            skills_by_uri: self.order(self.skills.len(), |at| self.skills[at].uri),
            occupations_by_code: self.order(self.occupations.len(), |at| self.occupations[at].code),
            skills_by_code: self.order(self.skills.len(), |at| self.skills[at].code),
            occupations_by_isco: self
                .order(self.occupations.len(), |at| self.occupations[at].class),
            occupations_of_skill: self.both_relations().inverted(self.skills.len()),
            narrower: self.broader.inverted(self.skills.len() + self.groups.len()),
            related_from: self.related.inverted(self.skills.len()),
            ..Derived::default()
        };
        let occupations = self
            .occupations()
            .filter(|&at| !self.essential(at).is_empty() || !self.optional(at).is_empty())
            .count();
        derived.skill_idf = self
            .skills()
            .map(|skill| {
                let named = derived.occupations_of_skill.get(skill.0 as usize).len().max(1);
                (occupations.max(1) as f64 / named as f64).ln().max(0.0)
            })
            .collect();
        derived.vector_starts.push(0);
        for occupation in self.occupations() {
            self.push_vector(occupation, &mut derived);
            derived.vector_starts.push(derived.vectors.len() as u32);
        }
        self.derived = derived;
        self
    }

    fn push_vector(&self, occupation: OccupationId, derived: &mut Derived) {
        let weigh =
            |skill: &SkillId, share: f64| (*skill, share * derived.skill_idf[skill.0 as usize]);
        let mut entries: Vec<(SkillId, f64)> = self
            .essential(occupation)
            .iter()
            .map(|skill| weigh(skill, 1.0))
            .chain(self.optional(occupation).iter().map(|skill| weigh(skill, 0.5)))
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        entries.sort_by_key(|(skill, _)| *skill);
        let length = entries.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        derived.vectors.extend(entries.into_iter().map(|(skill, weight)| (skill, weight / length)));
    }

    // A skill is never essential and optional at once for one occupation: the builder sees to it.
    fn both_relations(&self) -> Lists<SkillId> {
        let mut starts = vec![0];
        let mut items = Vec::with_capacity(self.essential.items.len() + self.optional.items.len());
        for occupation in self.occupations() {
            items.extend_from_slice(self.essential(occupation));
            items.extend_from_slice(self.optional(occupation));
            starts.push(items.len() as u32);
        }
        Lists { starts, items }
    }

    fn order(&self, count: usize, key: impl Fn(usize) -> crate::model::Text) -> Vec<u32> {
        let mut order: Vec<u32> = (0..count as u32).collect();
        // Equal codes keep the order of the files: the first one wins a lookup.
        order.sort_by(|&one, &other| {
            self.text(key(one as usize)).cmp(self.text(key(other as usize))).then(one.cmp(&other))
        });
        order
    }
}
