//! The taxonomy as matching sees it: skills by number, how telling each is, and which stand near.

use std::sync::Arc;

use mizan_domain::Language;
use mizan_matching::{NearSkill, SkillGraph, SkillId};
use mizan_taxonomy::{SkillId as TaxonomySkill, Taxonomy};

/// A taxonomy whose relations are laid out once; skill numbers are those of the taxonomy.
#[derive(Debug)]
pub(crate) struct TaxonomyGraph {
    taxonomy: Arc<Taxonomy>,
    nearer: Vec<Vec<NearSkill>>,
}

impl TaxonomyGraph {
    pub(crate) fn new(taxonomy: Arc<Taxonomy>) -> Self {
        let near = |skill| {
            let found = taxonomy.nearer_skills(skill).into_iter();
            found
                .map(|near| NearSkill { skill: near.skill.0, similarity: near.similarity })
                .collect()
        };
        let nearer = taxonomy.skills().map(near).collect();
        Self { taxonomy, nearer }
    }
}

impl SkillGraph for TaxonomyGraph {
    fn skill_count(&self) -> usize {
        self.taxonomy.skill_count()
    }

    fn skill_by_code(&self, code: &str) -> Option<SkillId> {
        self.taxonomy.skill_by_code(code).map(|skill| skill.0)
    }

    fn code(&self, skill: SkillId) -> &str {
        self.taxonomy.skill_code(TaxonomySkill(skill))
    }

    fn label(&self, skill: SkillId, language: Language) -> &str {
        self.taxonomy.skill_label(TaxonomySkill(skill), language)
    }

    fn idf(&self, skill: SkillId) -> f64 {
        self.taxonomy.skill_idf(TaxonomySkill(skill))
    }

    fn nearer(&self, skill: SkillId) -> &[NearSkill] {
        &self.nearer[skill as usize]
    }
}
