//! What matching asks of a taxonomy: how telling a skill is, and which skills are near it.

use std::collections::BTreeMap;

use mizan_domain::{Bilingual, Language};
use serde::{Deserialize, Serialize};

/// Number of a skill in the loaded taxonomy, from 0.
pub type SkillId = u32;

/// A skill near another one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NearSkill {
    /// The near skill.
    pub skill: SkillId,
    /// How near, above 0 and below 1.
    pub similarity: f64,
}

/// A taxonomy of skills as matching sees it.
pub trait SkillGraph: Sync {
    /// How many skills there are; numbers run from 0 to one less.
    fn skill_count(&self) -> usize;

    /// The skill with this code.
    fn skill_by_code(&self, code: &str) -> Option<SkillId>;

    /// The code of a skill.
    fn code(&self, skill: SkillId) -> &str;

    /// The label of a skill.
    fn label(&self, skill: SkillId, language: Language) -> &str;

    /// How telling a skill is: ln(occupations / occupations that ask it), above 0.
    fn idf(&self, skill: SkillId) -> f64;

    /// Skills near this one, which its holder partly masters; best first, never the skill itself.
    fn nearer(&self, skill: SkillId) -> &[NearSkill];
}

/// A taxonomy held in plain tables, for tests, benches and small catalogues.
#[derive(Debug, Clone, Default)]
pub struct SkillTable {
    codes: Vec<String>,
    labels: Vec<Bilingual>,
    idf: Vec<f64>,
    nearer: Vec<Vec<NearSkill>>,
    by_code: BTreeMap<String, SkillId>,
}

impl SkillTable {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a skill and returns its number; a code that is there already keeps its number.
    pub fn add(&mut self, code: &str, label: Bilingual, idf: f64) -> SkillId {
        if let Some(skill) = self.by_code.get(code) {
            return *skill;
        }
        let skill = self.codes.len() as SkillId;
        self.codes.push(code.to_owned());
        self.labels.push(label);
        self.idf.push(idf);
        self.nearer.push(Vec::new());
        self.by_code.insert(code.to_owned(), skill);
        skill
    }

    /// Says how near two skills are, in both directions.
    pub fn connect(&mut self, left: SkillId, right: SkillId, similarity: f64) {
        for (from, to) in [(left, right), (right, left)] {
            let list = &mut self.nearer[from as usize];
            list.push(NearSkill { skill: to, similarity });
            list.sort_by(|one, other| {
                other.similarity.total_cmp(&one.similarity).then(one.skill.cmp(&other.skill))
            });
        }
    }
}

impl SkillGraph for SkillTable {
    fn skill_count(&self) -> usize {
        self.codes.len()
    }

    fn skill_by_code(&self, code: &str) -> Option<SkillId> {
        self.by_code.get(code).copied()
    }

    fn code(&self, skill: SkillId) -> &str {
        &self.codes[skill as usize]
    }

    fn label(&self, skill: SkillId, language: Language) -> &str {
        self.labels[skill as usize].get(language)
    }

    fn idf(&self, skill: SkillId) -> f64 {
        self.idf[skill as usize]
    }

    fn nearer(&self, skill: SkillId) -> &[NearSkill] {
        &self.nearer[skill as usize]
    }
}
