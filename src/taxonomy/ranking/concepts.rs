//! Concepts with many labels each, indexed by label, by all labels together, by what surrounds them.

use std::collections::BTreeMap;

use super::analysis::without_exceptions;
use super::{Analyser, Field, Weighting};
use crate::SkillId;

/// What is known about one concept before indexing.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConceptSource {
    /// Every label.
    pub(crate) labels: Vec<String>,
    /// The one label to show; may be empty.
    pub(crate) preferred: String,
    /// Free text about it; may be empty.
    pub(crate) description: String,
    /// Names of the skills it cannot do without; may be empty.
    pub(crate) skills: String,
    /// ISCO-08 code; may be empty.
    pub(crate) isco: String,
    /// Skill vector; may be empty.
    pub(crate) vector: Vec<(SkillId, f64)>,
}

/// A group of the occupation classification: code and text (name and description).
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    pub(crate) code: String,
    pub(crate) text: String,
}

/// The index over concepts.
pub(crate) struct ConceptIndex {
    pub(crate) analyser: Analyser,
    /// First label of each concept; labels of a concept follow each other.
    pub(crate) label_starts: Vec<u32>,
    pub(crate) label_heads: Vec<u64>,
    /// Sum of the inverse frequencies of a label's distinct words.
    pub(crate) label_mass: Vec<f32>,
    pub(crate) words: Field,
    pub(crate) grams: Field,
    pub(crate) preferred: Field,
    pub(crate) documents: Field,
    pub(crate) everything: Field,
    pub(crate) skills: Field,
    pub(crate) groups: Field,
    pub(crate) group_count: usize,
    /// Group of each concept, beyond the count where it has none.
    pub(crate) group_of: Vec<u32>,
    /// First digit of each concept's code, 10 where it has none.
    pub(crate) major: Vec<u8>,
    pub(crate) vectors: Vec<Vec<(SkillId, f64)>>,
    pub(crate) skill_count: usize,
}

/// What the quick look at a query finds, one number per concept.
pub(crate) struct Scan {
    /// Half the sum of word and n-gram cosine, maximum over the labels.
    pub(crate) label: Vec<f32>,
    /// The label of the maximum, a tie going to the first.
    pub(crate) label_at: Vec<u32>,
    pub(crate) document: Vec<f32>,
    pub(crate) everything: Vec<f32>,
    pub(crate) group: Vec<f32>,
    pub(crate) preferred: Vec<f32>,
    pub(crate) skills: Vec<f32>,
    /// Word and n-gram cosine of every label, summed.
    pub(crate) by_label: Vec<f32>,
}

impl ConceptIndex {
    /// Indexes concepts; their numbers are their places in the list.
    pub(crate) fn build(analyser: Analyser, sources: &[ConceptSource], groups: &[Group]) -> Self {
        let mut label_starts = vec![0u32];
        let mut labels = Vec::new();
        for source in sources {
            labels.extend(source.labels.iter().map(|label| analyser.analyse(label)));
            label_starts.push(labels.len() as u32);
        }
        let words =
            Field::build(Weighting::Cosine, labels.iter().map(|label| label.words.as_slice()));
        let label_mass = labels.iter().map(|label| mass(&words, &label.words).0).collect();
        let mut documents = Vec::with_capacity(sources.len());
        let mut everything = Vec::with_capacity(sources.len());
        let mut skills = Vec::with_capacity(sources.len());
        let mut preferred = Vec::with_capacity(sources.len());
        for (at, source) in sources.iter().enumerate() {
            let range = label_starts[at] as usize..label_starts[at + 1] as usize;
            let document: Vec<u64> =
                labels[range].iter().flat_map(|label| label.words.iter().copied()).collect();
            let skill_words = analyser.words(&source.skills);
            let mut all = document.clone();
            all.extend(analyser.words(&source.description));
            all.extend(&skill_words);
            documents.push(document);
            everything.push(all);
            skills.push(skill_words);
            preferred.push(analyser.analyse(&source.preferred).grams);
        }
        let group_texts: Vec<Vec<u64>> =
            groups.iter().map(|group| analyser.words(&group.text)).collect();
        let group_at: BTreeMap<&str, u32> =
            groups.iter().enumerate().map(|(at, group)| (group.code.as_str(), at as u32)).collect();
        let slices = |texts: &'_ [Vec<u64>], weighting| {
            Field::build(weighting, texts.iter().map(Vec::as_slice))
        };
        Self {
            label_heads: labels
                .iter()
                .map(|label| label.heads.first().copied().unwrap_or(0))
                .collect(),
            grams: Field::build(
                Weighting::SublinearCosine,
                labels.iter().map(|label| label.grams.as_slice()),
            ),
            preferred: slices(&preferred, Weighting::SublinearCosine),
            documents: slices(&documents, Weighting::Bm25(0.75)),
            everything: slices(&everything, Weighting::Bm25(0.75)),
            skills: slices(&skills, Weighting::Bm25(0.75)),
            groups: slices(&group_texts, Weighting::Bm25(0.75)),
            group_count: groups.len(),
            group_of: sources
                .iter()
                .map(|source| group_at.get(source.isco.as_str()).copied().unwrap_or(u32::MAX))
                .collect(),
            major: sources.iter().map(|source| major(&source.isco)).collect(),
            skill_count: sources
                .iter()
                .filter_map(|source| source.vector.last())
                .map(|(skill, _)| skill.0 as usize + 1)
                .max()
                .unwrap_or(0),
            vectors: sources.iter().map(|source| source.vector.clone()).collect(),
            analyser,
            label_starts,
            label_mass,
            words,
        }
    }

    /// Number of concepts.
    pub(crate) fn len(&self) -> usize {
        self.vectors.len()
    }

    /// The labels of a concept.
    pub(crate) fn labels_of(&self, concept: usize) -> std::ops::Range<usize> {
        self.label_starts[concept] as usize..self.label_starts[concept + 1] as usize
    }

    /// The quick look: every score that needs no second pass.
    pub(crate) fn scan(&self, query: &super::Analysed) -> Scan {
        let mut by_label = vec![0.0; self.label_heads.len()];
        self.add_label_scores(query, &mut by_label);
        let mut label = vec![0.0f32; self.len()];
        let mut label_at = vec![0u32; self.len()];
        for concept in 0..self.len() {
            for at in self.labels_of(concept) {
                if by_label[at] > 2.0 * label[concept] {
                    label[concept] = by_label[at] / 2.0;
                    label_at[concept] = at as u32;
                }
            }
        }
        let group_scores = self.groups.scores(&query.words, self.group_count);
        Scan {
            label,
            label_at,
            document: self.documents.scores(&query.words, self.len()),
            everything: self.everything.scores(&query.words, self.len()),
            group: self
                .group_of
                .iter()
                .map(|&group| group_scores.get(group as usize).copied().unwrap_or(0.0))
                .collect(),
            preferred: self.preferred.scores(&query.grams, self.len()),
            skills: self.skills.scores(&query.words, self.len()),
            by_label,
        }
    }

    /// Adds word and n-gram cosine of every label.
    pub(crate) fn add_label_scores(&self, query: &super::Analysed, by_label: &mut [f32]) {
        self.words.add_scores(&self.words.query(&query.words), by_label);
        self.grams.add_scores(&self.grams.query(&query.grams), by_label);
    }

    /// The title without exceptions, taken apart.
    pub(crate) fn analyse(&self, title: &str) -> super::Analysed {
        self.analyser.analyse(without_exceptions(title))
    }
}

impl Scan {
    /// The untrained blend, one number per concept.
    ///
    /// The label maximum speaks in full, in absolute terms; the others, each relative to its best, speak softly:
    /// all labels together ¼, all text ¼, name of the ISCO group ⅕, preferred label and skills 0.15 each.
    pub(crate) fn blend(&self) -> Vec<f32> {
        let parts = [
            (&self.document, 0.25),
            (&self.everything, 0.25),
            (&self.group, 0.2),
            (&self.preferred, 0.15),
            (&self.skills, 0.15),
        ];
        let mut blended = self.label.clone();
        for (scores, weight) in parts {
            let best = maximum(scores);
            if best > 0.0 {
                for (sum, score) in blended.iter_mut().zip(scores) {
                    *sum += weight * score / best;
                }
            }
        }
        blended
    }
}

/// Sum of the inverse frequencies of the distinct words, and of those the field does not know, taken at their highest.
pub(crate) fn mass(words: &Field, terms: &[u64]) -> (f32, u32) {
    let mut distinct = terms.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let mut unknown = 0;
    let mut sum = 0.0;
    for term in distinct {
        match words.idf(term) {
            Some(idf) => sum += idf - 1.0,
            None => unknown += 1,
        }
    }
    (sum, unknown)
}

pub(crate) fn maximum(scores: &[f32]) -> f32 {
    scores.iter().copied().fold(0.0, f32::max)
}

fn major(isco: &str) -> u8 {
    isco.bytes().next().filter(u8::is_ascii_digit).map_or(10, |digit| digit - b'0')
}
