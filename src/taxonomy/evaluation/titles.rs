//! Ranks titles against titles: by their text, and through the concepts, skills and groups they stand for.

use std::collections::BTreeMap;

use mizan_domain::Language;
use mizan_text::LatinStemmer;

use super::metrics::{RankedList, Ties, score};
use super::{JudgedSet, RUN_DEPTH, Ranked, language};
use crate::Taxonomy;
use crate::classifier::{concept_sources, isco_groups};
use crate::parallel::in_parallel;
use crate::ranking::{Analysed, Analyser, ConceptIndex, Field, Weighting, best};

// A title stands for its twenty best concepts, each with the cube of its score relative to the best.
const CONCEPTS: usize = 20;
const SHARPNESS: i32 = 3;

// What the parts of the sum weigh; the same five for every set. Skills lead, because titles of one trade share them.
const TEXT: f32 = 0.75;
const CONCEPT: f32 = 0.5;
const SKILL: f32 = 1.5;
const UNIT_GROUP: f32 = 0.375;
const MINOR_GROUP: f32 = 0.2;

/// A sparse vector of unit length, ascending.
type Sparse = Vec<(u32, f32)>;

/// What a title stands for in the taxonomy.
#[derive(Default)]
struct Meaning {
    /// How surely the best concept's label was met, 0–1.
    confidence: f32,
    concepts: Sparse,
    skills: Sparse,
    unit_groups: Sparse,
    minor_groups: Sparse,
}

/// Titles indexed by their text alone.
pub(crate) struct TitleTexts {
    analyser: Analyser,
    words: Field,
    grams: Field,
    count: usize,
}

impl TitleTexts {
    /// Indexes titles.
    pub(crate) fn build<'a>(latin: LatinStemmer, titles: impl Iterator<Item = &'a str>) -> Self {
        let analyser = Analyser::new(latin);
        let titles: Vec<Analysed> = titles.map(|title| analyser.analyse(title)).collect();
        Self {
            words: Field::build(
                Weighting::Cosine,
                titles.iter().map(|title| title.words.as_slice()),
            ),
            grams: Field::build(
                Weighting::SublinearCosine,
                titles.iter().map(|title| title.grams.as_slice()),
            ),
            count: titles.len(),
            analyser,
        }
    }

    /// One score per title: word cosine and n-gram cosine, each divided by its best, halved: 0–1.
    pub(crate) fn scores(&self, query: &str) -> Vec<f32> {
        let query = self.analyser.analyse(query);
        let mut sum = vec![0.0; self.count];
        for (field, terms) in [(&self.words, &query.words), (&self.grams, &query.grams)] {
            let scores = field.scores(terms, self.count);
            let best = scores.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
            sum.iter_mut().zip(scores).for_each(|(sum, score)| *sum += score / best / 2.0);
        }
        sum
    }
}

/// Ranks every query.
pub(crate) fn rank(set: &JudgedSet, taxonomy: Option<&Taxonomy>) -> Ranked {
    let titles = || set.documents.iter().map(|document| document.text.as_str());
    let queries = || set.queries.iter().map(|query| query.1.as_str());
    let texts = TitleTexts::build(language::latin_stemmer(titles().chain(queries())), titles());
    let meanings = taxonomy.map(|taxonomy| {
        let index = meaning_index(taxonomy, &set.languages_asked());
        let all: Vec<&str> = queries().chain(titles()).collect();
        in_parallel(all.len(), |at| meaning(&index, taxonomy, all[at]))
    });
    let ranked = in_parallel(set.queries.len(), |at| {
        let (id, title) = &set.queries[at];
        let gains = set.gains(id)?;
        let mut scores = texts.scores(title);
        if let Some(meanings) = &meanings {
            let (asked, there) = meanings.split_at(set.queries.len());
            for score in &mut scores {
                *score *= TEXT;
            }
            add_meaning(&asked[at], there, &mut scores);
        }
        let order = best(&scores, scores.len());
        let list: Vec<(&str, f64)> = order
            .into_iter()
            .map(|at| (set.documents[at as usize].id.as_str(), f64::from(scores[at as usize])))
            .collect();
        let outcome = score(&list, gains, Ties::File);
        let documents =
            list.into_iter().take(RUN_DEPTH).map(|(id, score)| (id.to_owned(), score)).collect();
        Some((outcome, RankedList { query: id.clone(), documents }))
    });
    let (outcomes, lists) = ranked.into_iter().flatten().unzip();
    Ranked { outcomes, lists, is_cross_validated: false }
}

fn meaning_index(taxonomy: &Taxonomy, languages: &[Language]) -> ConceptIndex {
    let analyser = Analyser::new(LatinStemmer::English);
    ConceptIndex::build(analyser, &concept_sources(taxonomy, languages), &isco_groups(taxonomy))
}

fn meaning(index: &ConceptIndex, taxonomy: &Taxonomy, title: &str) -> Meaning {
    let scan = index.scan(&index.analyse(title));
    let blend = scan.blend();
    let concepts = best(&blend, CONCEPTS);
    let Some(highest) = concepts.first().map(|&at| blend[at as usize]).filter(|&score| score > 0.0)
    else {
        return Meaning::default();
    };
    let mut parts: [BTreeMap<u32, f32>; 4] = Default::default();
    for concept in concepts {
        let weight = (blend[concept as usize] / highest).powi(SHARPNESS);
        let isco = taxonomy.isco(crate::OccupationId(concept));
        *parts[0].entry(concept).or_default() += weight;
        for (skill, value) in &index.vectors[concept as usize] {
            *parts[1].entry(skill.0).or_default() += weight * *value as f32;
        }
        for (part, digits) in [(2, 4), (3, 3)] {
            if let Some(code) = isco.get(..digits).and_then(|code| code.parse::<u32>().ok()) {
                *parts[part].entry(code).or_default() += weight;
            }
        }
    }
    let [concepts, skills, unit_groups, minor_groups] = parts.map(unit);
    let confidence = scan.label.iter().copied().fold(0.0, f32::max).min(1.0);
    Meaning { confidence, concepts, skills, unit_groups, minor_groups }
}

// Both titles must be understood before their meanings count: the sum is scaled by √(confidence × confidence), which
// leaves the text alone to decide in a language the taxonomy does not speak.
fn add_meaning(query: &Meaning, titles: &[Meaning], scores: &mut [f32]) {
    type Part = fn(&Meaning) -> &Sparse;
    let parts: [(Part, f32); 4] = [
        (|meaning| &meaning.concepts, CONCEPT),
        (|meaning| &meaning.skills, SKILL),
        (|meaning| &meaning.unit_groups, UNIT_GROUP),
        (|meaning| &meaning.minor_groups, MINOR_GROUP),
    ];
    for (part, weight) in parts {
        let asked = part(query);
        let size = asked.last().map_or(0, |(at, _)| *at as usize + 1);
        let mut dense = vec![0.0f32; size];
        for &(at, value) in asked {
            dense[at as usize] = value;
        }
        for (title, score) in titles.iter().zip(scores.iter_mut()) {
            let own = part(title).iter().take_while(|(at, _)| (*at as usize) < size);
            let sure = (query.confidence * title.confidence).sqrt();
            *score +=
                sure * weight * own.map(|&(at, value)| dense[at as usize] * value).sum::<f32>();
        }
    }
}

fn unit(entries: BTreeMap<u32, f32>) -> Sparse {
    let length =
        entries.values().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    entries.into_iter().map(|(at, value)| (at, value / length)).collect()
}
