//! The taxonomy in memory: one block of text, flat tables of numbers, and the questions one asks of them.

use mizan_domain::Language;

use crate::derived::Derived;
use crate::lists::{Lists, Number};

/// An occupation, dense from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct OccupationId(pub u32);

/// A skill, dense from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct SkillId(pub u32);

impl Number for OccupationId {
    fn from_u32(number: u32) -> Self {
        Self(number)
    }
    fn to_u32(self) -> u32 {
        self.0
    }
}

impl Number for SkillId {
    fn from_u32(number: u32) -> Self {
        Self(number)
    }
    fn to_u32(self) -> u32 {
        self.0
    }
}

/// What kind of thing a skill is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkillKind {
    /// Something one can do.
    Competence,
    /// Something one knows.
    Knowledge,
}

/// A piece of the text block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Text {
    pub(crate) start: u32,
    pub(crate) length: u32,
}

/// What a concept is called in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Names {
    pub(crate) preferred: Text,
    pub(crate) description: Text,
    /// Range in the label pool: every form of the preferred label, then the alternatives.
    pub(crate) forms: (u32, u32),
}

/// An occupation, a skill, a skill group or an ISCO group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Concept {
    pub(crate) uri: Text,
    pub(crate) code: Text,
    /// ISCO-08 code of an occupation, `skillType` of a skill.
    pub(crate) class: Text,
    pub(crate) names: [Names; 2],
}

/// Occupations, skills and their relations, in Arabic and English.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Taxonomy {
    pub(crate) text: String,
    pub(crate) labels: Vec<Text>,
    pub(crate) occupations: Vec<Concept>,
    pub(crate) skills: Vec<Concept>,
    pub(crate) groups: Vec<Concept>,
    pub(crate) isco: Vec<Concept>,
    /// Occupation → skills, ascending.
    pub(crate) essential: Lists<SkillId>,
    pub(crate) optional: Lists<SkillId>,
    /// Skill or group (skills first) → broader skills and groups.
    pub(crate) broader: Lists,
    /// Occupation → broader occupations.
    pub(crate) broader_occupations: Lists<OccupationId>,
    /// Skill → skills it draws on.
    pub(crate) related: Lists<SkillId>,
    pub(crate) derived: Derived,
}

impl Taxonomy {
    /// Number of occupations.
    pub fn occupation_count(&self) -> usize {
        self.occupations.len()
    }

    /// Number of skills.
    pub fn skill_count(&self) -> usize {
        self.skills.len()
    }

    /// All occupations, in the order of the files.
    pub fn occupations(&self) -> impl ExactSizeIterator<Item = OccupationId> + use<> {
        (0..self.occupations.len() as u32).map(OccupationId)
    }

    /// All skills, in the order of the files.
    pub fn skills(&self) -> impl ExactSizeIterator<Item = SkillId> + use<> {
        (0..self.skills.len() as u32).map(SkillId)
    }

    /// The occupation with that URI.
    pub fn occupation_by_uri(&self, uri: &str) -> Option<OccupationId> {
        self.find(&self.derived.occupations_by_uri, uri, |at| self.occupations[at].uri)
            .map(OccupationId)
    }

    /// The skill with that URI.
    pub fn skill_by_uri(&self, uri: &str) -> Option<SkillId> {
        self.find(&self.derived.skills_by_uri, uri, |at| self.skills[at].uri).map(SkillId)
    }

    /// The occupation with that code: the slug of an own URI, the code column of ESCO, or the whole URI.
    pub fn occupation_by_code(&self, code: &str) -> Option<OccupationId> {
        self.find(&self.derived.occupations_by_code, code, |at| self.occupations[at].code)
            .map(OccupationId)
            .or_else(|| self.occupation_by_uri(code))
    }

    /// The skill with that code: the last segment of its URI, or the whole URI.
    pub fn skill_by_code(&self, code: &str) -> Option<SkillId> {
        self.find(&self.derived.skills_by_code, code, |at| self.skills[at].code)
            .map(SkillId)
            .or_else(|| self.skill_by_uri(code))
    }

    /// The occupations whose ISCO-08 code starts with the given one to four digits, ascending by code.
    pub fn occupations_by_isco(&self, code: &str) -> Vec<OccupationId> {
        let order = &self.derived.occupations_by_isco;
        let from = order.partition_point(|&at| self.isco(OccupationId(at)) < code);
        order[from..]
            .iter()
            .map(|&at| OccupationId(at))
            .take_while(|&occupation| self.isco(occupation).starts_with(code))
            .filter(|_| !code.is_empty())
            .collect()
    }

    /// The URI of an occupation.
    pub fn occupation_uri(&self, occupation: OccupationId) -> &str {
        self.text(self.occupations[occupation.0 as usize].uri)
    }

    /// The URI of a skill.
    pub fn skill_uri(&self, skill: SkillId) -> &str {
        self.text(self.skills[skill.0 as usize].uri)
    }

    /// The short code of an occupation: the slug of an own URI, else ESCO's code, else the last segment of the URI.
    pub fn occupation_code(&self, occupation: OccupationId) -> &str {
        self.text(self.occupations[occupation.0 as usize].code)
    }

    /// The short code of a skill: the last segment of its URI.
    pub fn skill_code(&self, skill: SkillId) -> &str {
        self.text(self.skills[skill.0 as usize].code)
    }

    /// The four-digit ISCO-08 code of an occupation; empty where the files give none.
    pub fn isco(&self, occupation: OccupationId) -> &str {
        self.text(self.occupations[occupation.0 as usize].class)
    }

    /// Whether a skill is something one does or something one knows.
    pub fn skill_kind(&self, skill: SkillId) -> SkillKind {
        match self.text(self.skills[skill.0 as usize].class) {
            "knowledge" => SkillKind::Knowledge,
            _ => SkillKind::Competence,
        }
    }

    /// The preferred label as written, «masculine / feminine» together; the other language where this one is missing.
    pub fn occupation_label(&self, occupation: OccupationId, language: Language) -> &str {
        self.label_of(&self.occupations[occupation.0 as usize], language)
    }

    /// The preferred label of a skill; the other language where this one is missing.
    pub fn skill_label(&self, skill: SkillId, language: Language) -> &str {
        self.label_of(&self.skills[skill.0 as usize], language)
    }

    /// Every form of the occupation's name in one language: the preferred label split on «/», then the alternatives.
    pub fn occupation_forms(&self, occupation: OccupationId, language: Language) -> Vec<&str> {
        self.forms_of(&self.occupations[occupation.0 as usize], language)
    }

    /// Every form of the skill's name in one language.
    pub fn skill_forms(&self, skill: SkillId, language: Language) -> Vec<&str> {
        self.forms_of(&self.skills[skill.0 as usize], language)
    }

    /// The description of an occupation in exactly that language; empty where there is none.
    pub fn occupation_description(&self, occupation: OccupationId, language: Language) -> &str {
        self.text(self.occupations[occupation.0 as usize].names[language as usize].description)
    }

    /// The description of a skill in exactly that language; empty where there is none.
    pub fn skill_description(&self, skill: SkillId, language: Language) -> &str {
        self.text(self.skills[skill.0 as usize].names[language as usize].description)
    }

    /// The skills an occupation cannot do without, ascending.
    pub fn essential(&self, occupation: OccupationId) -> &[SkillId] {
        self.essential.get(occupation.0 as usize)
    }

    /// The skills an occupation may need, ascending.
    pub fn optional(&self, occupation: OccupationId) -> &[SkillId] {
        self.optional.get(occupation.0 as usize)
    }

    /// The occupations that name a skill as essential or optional, ascending.
    pub fn occupations_requiring(&self, skill: SkillId) -> &[OccupationId] {
        self.derived.occupations_of_skill.get(skill.0 as usize)
    }

    /// The occupations one step broader than this one.
    pub fn broader_occupations(&self, occupation: OccupationId) -> &[OccupationId] {
        self.broader_occupations.get(occupation.0 as usize)
    }

    /// The skill vector of an occupation: essential 1, optional ½, each × ln(N / df), unit length, ascending by skill.
    pub fn skill_vector(&self, occupation: OccupationId) -> &[(SkillId, f64)] {
        let at = occupation.0 as usize;
        let range =
            self.derived.vector_starts[at] as usize..self.derived.vector_starts[at + 1] as usize;
        &self.derived.vectors[range]
    }

    /// ln(N / df) of a skill over the occupations; a skill no occupation names counts as named once.
    pub fn skill_idf(&self, skill: SkillId) -> f64 {
        self.derived.skill_idf[skill.0 as usize]
    }

    /// The name of an ISCO-08 group of one to four digits; the other language where this one is missing.
    pub fn isco_label(&self, code: &str, language: Language) -> Option<&str> {
        let at = self.isco.binary_search_by(|group| self.text(group.code).cmp(code)).ok()?;
        Some(self.label_of(&self.isco[at], language))
    }

    /// The ISCO-08 groups of all levels, ascending by code.
    pub fn isco_codes(&self) -> impl Iterator<Item = &str> {
        self.isco.iter().map(|group| self.text(group.code))
    }

    pub(crate) fn isco_names(
        &self,
        language: Language,
    ) -> impl Iterator<Item = (&str, &str, &str)> {
        self.isco.iter().map(move |group| {
            let names = group.names[language as usize];
            (self.text(group.code), self.text(names.preferred), self.text(names.description))
        })
    }

    pub(crate) fn text(&self, text: Text) -> &str {
        let start = text.start as usize;
        self.text.get(start..start + text.length as usize).unwrap_or_default()
    }

    fn label_of(&self, concept: &Concept, language: Language) -> &str {
        let own = self.text(concept.names[language as usize].preferred);
        if own.is_empty() { self.text(concept.names[1 - language as usize].preferred) } else { own }
    }

    fn forms_of(&self, concept: &Concept, language: Language) -> Vec<&str> {
        let (from, to) = concept.names[language as usize].forms;
        self.labels[from as usize..to as usize].iter().map(|&label| self.text(label)).collect()
    }

    fn find(&self, order: &[u32], key: &str, text: impl Fn(usize) -> Text) -> Option<u32> {
        let at = order.partition_point(|&at| self.text(text(at as usize)) < key);
        let found = *order.get(at)?;
        (self.text(text(found as usize)) == key).then_some(found)
    }
}
