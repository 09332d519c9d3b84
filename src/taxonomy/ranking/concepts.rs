//! Concepts with many labels each, indexed by label, by all labels together, by what surrounds them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::analysis::without_exceptions;
use super::{Analysed, Analyser, Associations, Field, Weighting, Wording};
use crate::SkillId;
use crate::parallel::in_parallel;

// How much of a text's length BM25 discounts.
const LENGTH_SHARE: f32 = 0.75;

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
    /// Words of each label in their order.
    pub(crate) label_words: Vec<Vec<u64>>,
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
    pub(crate) major: Vec<u32>,
    pub(crate) vectors: Vec<Vec<(SkillId, f64)>>,
    pub(crate) skill_count: usize,
    /// Near words, read off the labels when first needed.
    pub(crate) associations: OnceLock<Associations>,
    /// How labels are worded, read off them when first needed.
    pub(crate) wording: OnceLock<Wording>,
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
        let texts = in_parallel(sources.len(), |at| Texts::new(&analyser, &sources[at]));
        let labels: Vec<&Analysed> = texts.iter().flat_map(|text| &text.labels).collect();
        let mut label_starts = vec![0u32];
        for text in &texts {
            label_starts.push(label_starts.last().copied().unwrap_or(0) + text.labels.len() as u32);
        }
        let group_words = in_parallel(groups.len(), |at| analyser.words(&groups[at].text));
        let group_at: BTreeMap<&str, u32> =
            (0..).zip(groups).map(|(at, group)| (group.code.as_str(), at)).collect();
        let bm25 = |part: fn(&Texts) -> &[u64]| {
            Field::build(Weighting::Bm25(LENGTH_SHARE), texts.iter().map(part))
        };
        // The n-grams take as long as everything else together.
        let (grams, words, others) = std::thread::scope(|scope| {
            let grams = scope.spawn(|| {
                let texts = labels.iter().map(|label| label.grams.as_slice());
                Field::build(Weighting::SublinearCosine, texts)
            });
            let words =
                Field::build(Weighting::Cosine, labels.iter().map(|label| label.words.as_slice()));
            let others = [
                bm25(|text| &text.document),
                bm25(|text| &text.everything),
                bm25(|text| &text.skills),
                Field::build(
                    Weighting::SublinearCosine,
                    texts.iter().map(|text| text.preferred.as_slice()),
                ),
            ];
            match grams.join() {
                Ok(grams) => (grams, words, others),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        let [documents, everything, skills, preferred] = others;
        Self {
            label_heads: labels
                .iter()
                .map(|label| label.heads.first().copied().unwrap_or(0))
                .collect(),
            label_mass: labels.iter().map(|label| mass(&words, &label.words).0).collect(),
            words,
            grams,
            preferred,
            documents,
            everything,
            skills,
            groups: Field::build(
                Weighting::Bm25(LENGTH_SHARE),
                group_words.iter().map(Vec::as_slice),
            ),
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
            associations: OnceLock::new(),
            wording: OnceLock::new(),
            label_words: labels.iter().map(|label| label.words.clone()).collect(),
            vectors: sources.iter().map(|source| source.vector.clone()).collect(),
            label_starts,
            analyser,
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
    pub(crate) fn scan(&self, query: &Analysed) -> Scan {
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
    pub(crate) fn add_label_scores(&self, query: &Analysed, by_label: &mut [f32]) {
        self.words.add_scores(&self.words.query(&query.words), by_label);
        self.grams.add_scores(&self.grams.query(&query.grams), by_label);
    }

    /// How far query and label cover each other: twice the common mass over both masses, 0–1.
    pub(crate) fn mutual_cover(&self, query: &Analysed, label: u32) -> f32 {
        let query_mass = self.query_mass(query);
        let common: f32 = distinct(&query.words)
            .into_iter()
            .filter(|&term| self.words.documents(term).binary_search(&label).is_ok())
            .map(|term| self.words.idf(term).unwrap_or(1.0) - 1.0)
            .sum();
        2.0 * common / (query_mass + self.label_mass[label as usize]).max(1e-9)
    }

    /// The inverse-frequency mass of a query; a word no label has counts like the rarest one.
    pub(crate) fn query_mass(&self, query: &Analysed) -> f32 {
        let (known, unknown) = mass(&self.words, &query.words);
        let rarest = (self.label_heads.len() as f32 + 1.0).ln() - 2f32.ln();
        known + unknown as f32 * rarest
    }

    /// The title without exceptions, taken apart.
    pub(crate) fn analyse(&self, title: &str) -> Analysed {
        self.analyser.analyse(without_exceptions(title))
    }
}

/// The texts of one concept, taken apart.
struct Texts {
    labels: Vec<Analysed>,
    /// Words of all labels.
    document: Vec<u64>,
    /// Words of labels, description and skills.
    everything: Vec<u64>,
    skills: Vec<u64>,
    /// Character n-grams of the preferred label.
    preferred: Vec<u64>,
}

impl Texts {
    fn new(analyser: &Analyser, source: &ConceptSource) -> Self {
        let labels: Vec<Analysed> =
            source.labels.iter().map(|label| analyser.analyse(label)).collect();
        let document: Vec<u64> =
            labels.iter().flat_map(|label| label.words.iter().copied()).collect();
        let skills = analyser.words(&source.skills);
        let mut everything = document.clone();
        everything.extend(analyser.words(&source.description));
        everything.extend(&skills);
        let preferred = analyser.analyse(&source.preferred).grams;
        Self { labels, document, everything, skills, preferred }
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

// Sum of the inverse frequencies of the distinct known words, and the number of unknown ones.
fn mass(words: &Field, terms: &[u64]) -> (f32, u32) {
    let mut unknown = 0;
    let mut sum = 0.0;
    for term in distinct(terms) {
        match words.idf(term) {
            Some(idf) => sum += idf - 1.0,
            None => unknown += 1,
        }
    }
    (sum, unknown)
}

/// Each term once, ascending.
pub(crate) fn distinct(terms: &[u64]) -> Vec<u64> {
    let mut distinct = terms.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    distinct
}

pub(crate) fn maximum(scores: &[f32]) -> f32 {
    scores.iter().copied().fold(0.0, f32::max)
}

fn major(isco: &str) -> u32 {
    isco.bytes().next().filter(u8::is_ascii_digit).map_or(10, |digit| u32::from(digit - b'0'))
}
