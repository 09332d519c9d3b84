//! Free text titles become occupations with a confidence, and sparse skill vectors.

use std::borrow::Cow;
use std::collections::HashMap;

use mizan_domain::Language;
use mizan_text::{LatinStemmer, Token, exact_key, tokens};

use crate::phrases::Phrases;
use crate::ranking::{Analyser, ConceptIndex, ConceptSource, Group, best};
use crate::{OccupationId, SkillId, SparseVector, Taxonomy};

/// Below this confidence a title counts as unknown: match it by its text and say so.
pub const UNKNOWN_BELOW: f64 = 0.5;

// Occupations that take part in a title's skill vector, and how fast their share falls with the score.
const BLENDED: usize = 20;
const SHARPNESS: i32 = 3;

// A title longer than this is a text: its first words decide.
const TITLE_BYTES_MAX: usize = 400;

/// Makes titles into occupations; built once from a taxonomy, then shared by all threads.
pub struct TitleClassifier {
    index: ConceptIndex,
    labels: Vec<String>,
    exact: HashMap<String, Vec<u32>>,
    phrases: Phrases,
}

/// An occupation a title may mean.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct TitleMatch {
    /// The occupation.
    pub occupation: OccupationId,
    /// The score of the ranking, comparable within one title only.
    pub score: f64,
    /// 0–1: 1 where a label is met to the letter; else the mean of how alike title and best label are (cosine of words
    /// and letters) and how far they cover each other, words that no label knows counting against.
    pub confidence: f64,
    /// The label met.
    pub label: String,
}

/// The skills a title stands for.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct TitleVector {
    /// Skills and weights, unit length, ascending by skill; empty where nothing matches at all.
    pub skills: Vec<(SkillId, f64)>,
    /// The best occupation.
    pub best: Option<TitleMatch>,
    /// Whether the best occupation's confidence reaches [`UNKNOWN_BELOW`].
    pub is_known: bool,
}

impl TitleClassifier {
    /// Indexes the labels of all occupations in both languages.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        let sources = concept_sources(taxonomy, &Language::ALL);
        let index = ConceptIndex::build(
            Analyser::new(LatinStemmer::English),
            &sources,
            &isco_groups(taxonomy),
        );
        let mut exact: HashMap<String, Vec<u32>> = HashMap::new();
        for (at, source) in sources.iter().enumerate() {
            for label in &source.labels {
                let concepts = exact.entry(exact_key(label)).or_default();
                if concepts.last() != Some(&(at as u32)) {
                    concepts.push(at as u32);
                }
            }
        }
        let labels = sources.into_iter().flat_map(|source| source.labels).collect();
        Self { index, labels, exact, phrases: Phrases::build(taxonomy) }
    }

    /// The occupations a title may mean, best first, at most `limit`; empty where it shares nothing with any label.
    ///
    /// An occupation called exactly so comes before every other; ties go to the earlier occupation of the taxonomy.
    pub fn classify(&self, title: &str, limit: usize) -> Vec<TitleMatch> {
        let title = &without_noise(beginning(title));
        let query = self.index.analyse(title);
        if query.words.is_empty() {
            return Vec::new();
        }
        let scan = self.index.scan(&query);
        let mut blend = scan.blend();
        let exact = self.exact.get(&exact_key(title)).map_or(&[][..], Vec::as_slice);
        for &concept in exact {
            blend[concept as usize] += 1.0;
        }
        best(&blend, limit)
            .into_iter()
            .filter(|&concept| scan.label[concept as usize] > 0.0)
            .map(|concept| {
                let at = concept as usize;
                let is_exact = exact.contains(&concept);
                let alike = scan.label[at].min(1.0);
                let covered = self.index.mutual_cover(&query, scan.label_at[at]);
                let confidence = f64::from(alike + covered) / 2.0;
                TitleMatch {
                    occupation: OccupationId(concept),
                    score: f64::from(blend[at]),
                    confidence: if is_exact { 1.0 } else { confidence.min(0.999) },
                    label: self.labels[scan.label_at[at] as usize].clone(),
                }
            })
            .collect()
    }

    /// The skills named in a free text, in its order, with weight 1 each; at most `limit`.
    pub fn skills_in(&self, text: &str, limit: usize) -> Vec<(SkillId, f64)> {
        self.phrases.find(text).into_iter().take(limit).map(|skill| (skill, 1.0)).collect()
    }

    /// The skill vector of a title: the vectors of its twenty best occupations, each weighing (score / best)³.
    pub fn title_vector(&self, title: &str) -> TitleVector {
        let matches = self.classify(title, BLENDED);
        let Some(best) = matches.first().cloned() else { return TitleVector::default() };
        let mut entries = Vec::new();
        for found in &matches {
            let weight = (found.score / best.score).powi(SHARPNESS);
            let vector = &self.index.vectors[found.occupation.0 as usize];
            entries.extend(vector.iter().map(|(skill, value)| (*skill, weight * value)));
        }
        let is_known = best.confidence >= UNKNOWN_BELOW;
        TitleVector {
            skills: SparseVector::new(entries).normalised().entries,
            best: Some(best),
            is_known,
        }
    }
}

/// The occupations of a taxonomy as concepts to index, in the given languages.
pub(crate) fn concept_sources(taxonomy: &Taxonomy, languages: &[Language]) -> Vec<ConceptSource> {
    taxonomy.occupations().map(|at| concept_source(taxonomy, at, languages)).collect()
}

/// One occupation as a concept to index, in the given languages.
pub(crate) fn concept_source(
    taxonomy: &Taxonomy,
    occupation: OccupationId,
    languages: &[Language],
) -> ConceptSource {
    let mut source = ConceptSource {
        isco: taxonomy.isco(occupation).to_owned(),
        vector: taxonomy.skill_vector(occupation).to_vec(),
        ..ConceptSource::default()
    };
    let append = |text: &mut String, more: &str| {
        if !text.is_empty() && !more.is_empty() {
            text.push(' ');
        }
        text.push_str(more);
    };
    for &language in languages {
        let forms = taxonomy.occupation_forms(occupation, language);
        append(&mut source.preferred, forms.first().copied().unwrap_or_default());
        append(&mut source.description, taxonomy.occupation_description(occupation, language));
        for &skill in taxonomy.essential(occupation) {
            let forms = taxonomy.skill_forms(skill, language);
            append(&mut source.skills, forms.first().copied().unwrap_or_default());
        }
        source.labels.extend(forms.into_iter().map(str::to_owned));
    }
    source
}

/// The four-digit groups of a taxonomy, names and descriptions in both languages.
pub(crate) fn isco_groups(taxonomy: &Taxonomy) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for language in Language::ALL {
        for (code, name, description) in taxonomy.isco_names(language) {
            if code.len() != 4 {
                continue;
            }
            let text = format!("{name} {}", without_exclusions(description));
            match groups.iter_mut().find(|group| group.code == code) {
                Some(group) => {
                    group.text.push(' ');
                    group.text.push_str(&text);
                }
                None => groups.push(Group { code: code.to_owned(), text }),
            }
        }
    }
    groups
}

// The official descriptions end with what does *not* belong to the group.
fn without_exclusions(description: &str) -> &str {
    ["Excluded from", "Some related"]
        .iter()
        .filter_map(|mark| description.find(mark))
        .min()
        .map_or(description, |end| &description[..end])
}

// What advertisements add to a title; dropped while something else remains.
const NOISE: [&str; 29] = [
    "experienced",
    "hiring",
    "job",
    "jr",
    "junior",
    "needed",
    "required",
    "senior",
    "sr",
    "urgent",
    "urgently",
    "vacancy",
    "wanted",
    "الي",
    "براتب",
    "بخبره",
    "خبره",
    "شاغره",
    "عاجل",
    "عدد",
    "فورا",
    "للتعيين",
    "للعمل",
    "مجزي",
    "مطلوب",
    "مطلوبه",
    "مطلوبين",
    "وظائف",
    "وظيفه",
];

fn without_noise(title: &str) -> Cow<'_, str> {
    let words = tokens(title);
    let is_noise = |word: &Token| NOISE.contains(&word.text.as_str());
    if words.iter().all(is_noise) || !words.iter().any(is_noise) {
        return Cow::Borrowed(title);
    }
    let kept: Vec<&str> =
        words.iter().filter(|word| !is_noise(word)).map(|word| word.text.as_str()).collect();
    Cow::Owned(kept.join(" "))
}

fn beginning(title: &str) -> &str {
    let mut end = title.len().min(TITLE_BYTES_MAX);
    while !title.is_char_boundary(end) {
        end -= 1;
    }
    &title[..end]
}
