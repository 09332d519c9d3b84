//! The loaded taxonomy as matching sees it: near skills looked up once, for all of them.

use std::sync::Arc;

use mizan_domain::Language;
use mizan_taxonomy::Taxonomy;
use rayon::prelude::*;

use crate::{NearSkill, SkillGraph, SkillId};

/// Near skills below this similarity are not kept, whatever the weights say.
const SIMILARITY_MIN: f64 = 0.3;

/// Weight of a skill that every occupation asks, or that none does: it tells little, but not nothing.
const IDF_MIN: f64 = 0.1;

/// A taxonomy with the near skills of every skill at hand.
#[derive(Debug, Clone)]
pub struct TaxonomyGraph {
    taxonomy: Arc<Taxonomy>,
    nearer: Vec<Vec<NearSkill>>,
}

impl TaxonomyGraph {
    /// Looks up the near skills of every skill.
    pub fn new(taxonomy: Arc<Taxonomy>) -> Self {
        let near = |skill: SkillId| {
            let all = taxonomy.nearer_skills(mizan_taxonomy::SkillId(skill)).into_iter();
            all.filter(|near| near.similarity >= SIMILARITY_MIN)
                .map(|near| NearSkill { skill: near.skill.0, similarity: near.similarity })
                .collect()
        };
        let nearer = (0..taxonomy.skill_count() as u32).into_par_iter().map(near).collect();
        Self { taxonomy, nearer }
    }

    /// The taxonomy itself.
    pub fn taxonomy(&self) -> &Arc<Taxonomy> {
        &self.taxonomy
    }
}

impl SkillGraph for TaxonomyGraph {
    fn skill_count(&self) -> usize {
        self.nearer.len()
    }

    fn skill_by_code(&self, code: &str) -> Option<SkillId> {
        self.taxonomy.skill_by_code(code).map(|skill| skill.0)
    }

    fn code(&self, skill: SkillId) -> &str {
        self.taxonomy.skill_code(mizan_taxonomy::SkillId(skill))
    }

    fn label(&self, skill: SkillId, language: Language) -> &str {
        self.taxonomy.skill_label(mizan_taxonomy::SkillId(skill), language)
    }

    fn idf(&self, skill: SkillId) -> f64 {
        self.taxonomy.skill_idf(mizan_taxonomy::SkillId(skill)).max(IDF_MIN)
    }

    fn nearer(&self, skill: SkillId) -> &[NearSkill] {
        &self.nearer[skill as usize]
    }
}
