//! Ranks groups of documents, and documents by their groups: the concept decides first, then the label.

use std::collections::BTreeMap;

use mizan_domain::Language;

use super::learning::{Example, cross_validate, fold_of};
use super::metrics::{RankedList, Ties, score};
use super::{JudgedSet, Protocol, RUN_DEPTH, Ranked, language};
use crate::classifier::{concept_source, isco_groups};
use crate::parallel::in_parallel;
use crate::ranking::{Analyser, ConceptIndex, ConceptSource, FEATURES, Features};
use crate::{SparseVector, Taxonomy};

/// Features and their squares: what is nearly whole may count more than in proportion.
const F: usize = 2 * FEATURES.len();

/// Query → relevant group or document → gain.
pub(crate) type Relevant = BTreeMap<String, BTreeMap<String, f64>>;

/// A set looked at closely, ready to be ranked in several ways.
pub(crate) struct Prepared<'a> {
    groups: Groups<'a>,
    /// Queries that have a judgement.
    queries: Vec<&'a (String, String)>,
    features: Vec<Features>,
}

/// The groups of a set, indexed.
struct Groups<'a> {
    names: Vec<&'a str>,
    /// Documents of each group, in corpus order.
    documents: Vec<Vec<usize>>,
    index: ConceptIndex,
}

impl<'a> Prepared<'a> {
    /// Indexes the groups and looks at the candidates of every query.
    pub(crate) fn new(set: &'a JudgedSet, taxonomy: Option<&Taxonomy>) -> Self {
        let groups = Groups::new(set, taxonomy);
        let queries: Vec<&(String, String)> =
            set.queries.iter().filter(|(id, _)| set.gains(id).is_some()).collect();
        let features = in_parallel(queries.len(), |at| {
            let mut features = groups.index.features(&queries[at].1);
            // One number per label and query would fill the memory; where needed it is computed again.
            features.by_label = Vec::new();
            features
        });
        Self { groups, queries, features }
    }

    /// Ranks every query; with `is_learned` by weights learned on the other folds.
    ///
    /// `relevant` are the judgements, of groups or of documents as the protocol says.
    pub(crate) fn rank(
        &self,
        set: &JudgedSet,
        relevant: &Relevant,
        protocol: Protocol,
        is_learned: bool,
    ) -> Ranked {
        let weights = is_learned.then(|| self.weights(set, relevant));
        let ranked = in_parallel(self.queries.len(), |at| {
            let (id, title) = self.queries[at];
            let learned = weights.as_ref().map(|weights| &weights[fold_of(id)]);
            let order = order(&self.features[at], learned);
            let (list, ties) = match protocol {
                Protocol::Raw => (self.groups.documents_in_order(set, title, &order), Ties::File),
                _ => (self.groups.named(&order), Ties::Against),
            };
            let outcome =
                relevant.get(id).map(|gains| score(&list, gains, ties)).unwrap_or_default();
            let documents = list
                .into_iter()
                .take(RUN_DEPTH)
                .map(|(id, score)| (id.to_owned(), score))
                .collect();
            (outcome, RankedList { query: id.clone(), documents })
        });
        let (outcomes, lists) = ranked.into_iter().unzip();
        Ranked { outcomes, lists, is_cross_validated: is_learned }
    }

    fn weights(&self, set: &JudgedSet, relevant: &Relevant) -> Vec<[f64; F]> {
        let examples: Vec<(usize, Example<F>)> = self
            .features
            .iter()
            .zip(&self.queries)
            .map(|(features, (id, _))| {
                let right = match relevant.get(id) {
                    Some(gains) => self.groups.right(set, gains, &features.candidates),
                    None => Vec::new(),
                };
                (
                    fold_of(id),
                    Example { rows: features.rows.iter().map(with_squares).collect(), right },
                )
            })
            .collect();
        cross_validate(&examples)
    }
}

fn with_squares(row: &[f32; FEATURES.len()]) -> [f32; F] {
    std::array::from_fn(|at| match row.get(at) {
        Some(value) => *value,
        None => row[at - FEATURES.len()].powi(2),
    })
}

// Candidates by the learned weights, the rest below them by the untrained blend.
fn order(features: &Features, weights: Option<&[f64; F]>) -> Vec<(u32, f64)> {
    let mut order: Vec<(u32, f64)> =
        (0..).zip(&features.blend).map(|(group, &score)| (group, f64::from(score))).collect();
    if let Some(weights) = weights {
        let floor = f64::from(features.blend.iter().copied().fold(0.0, f32::max)) + 1.0;
        let scores: Vec<f64> = features
            .rows
            .iter()
            .map(|row| {
                let row = with_squares(row);
                row.iter().zip(weights).map(|(value, weight)| f64::from(*value) * weight).sum()
            })
            .collect();
        let lowest = scores.iter().copied().fold(f64::INFINITY, f64::min);
        for (&candidate, score) in features.candidates.iter().zip(&scores) {
            order[candidate as usize].1 = floor + score - lowest;
        }
    }
    // A stable sort: equals stay in the order of the groups.
    order.sort_by(|one, other| other.1.total_cmp(&one.1));
    order
}

impl<'a> Groups<'a> {
    fn new(set: &'a JudgedSet, taxonomy: Option<&Taxonomy>) -> Self {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, document) in set.documents.iter().enumerate() {
            // A document of no group is a group of its own.
            let name = if document.group.is_empty() { &document.id } else { &document.group };
            by_name.entry(name).or_default().push(at);
        }
        let (names, documents): (Vec<&str>, Vec<Vec<usize>>) = by_name.into_iter().unzip();
        let asked = set.languages_asked();
        let there = set.languages_there();
        // Where the corpus does not speak the queries' language the taxonomy's own labels build the bridge.
        let missing: Vec<Language> =
            asked.iter().copied().filter(|language| !there.contains(language)).collect();
        let sources: Vec<ConceptSource> = names
            .iter()
            .zip(&documents)
            .map(|(name, documents)| {
                let labels = documents.iter().map(|&at| set.documents[at].text.clone()).collect();
                source(taxonomy, name, labels, &asked, &missing)
            })
            .collect();
        let texts = set.documents.iter().map(|document| document.text.as_str());
        let analyser = Analyser::new(language::latin_stemmer(
            texts.chain(set.queries.iter().map(|query| query.1.as_str())),
        ));
        let isco = taxonomy.map(isco_groups).unwrap_or_default();
        Self { names, documents, index: ConceptIndex::build(analyser, &sources, &isco) }
    }

    fn named(&self, order: &[(u32, f64)]) -> Vec<(&'a str, f64)> {
        order.iter().map(|&(group, score)| (self.names[group as usize], score)).collect()
    }

    // All labels of the best group, best label first, then those of the next one.
    fn documents_in_order<'b>(
        &self,
        set: &'b JudgedSet,
        title: &str,
        order: &[(u32, f64)],
    ) -> Vec<(&'b str, f64)> {
        let query = self.index.analyse(title);
        let mut by_label = vec![0.0; self.index.label_heads.len()];
        self.index.add_label_scores(&query, &mut by_label);
        let mut list = Vec::with_capacity(set.documents.len());
        for &(group, _) in order {
            let first = self.index.labels_of(group as usize).start;
            let mut documents: Vec<(usize, f32)> = self.documents[group as usize]
                .iter()
                .enumerate()
                .map(|(place, &document)| (document, by_label[first + place]))
                .collect();
            documents.sort_by(|one, other| other.1.total_cmp(&one.1));
            for (document, _) in documents {
                list.push((set.documents[document].id.as_str(), 0.0));
            }
        }
        let count = list.len();
        list.iter_mut().enumerate().for_each(|(place, entry)| entry.1 = (count - place) as f64);
        list
    }

    // The candidates that are relevant, or hold a relevant document.
    fn right(
        &self,
        set: &JudgedSet,
        gains: &BTreeMap<String, f64>,
        candidates: &[u32],
    ) -> Vec<usize> {
        let is_right = |group: u32| {
            gains.contains_key(self.names[group as usize])
                || self.documents[group as usize]
                    .iter()
                    .any(|&document| gains.contains_key(&set.documents[document].id))
        };
        (0..)
            .zip(candidates)
            .filter(|(_, group)| is_right(**group))
            .map(|(place, _)| place)
            .collect()
    }
}

fn source(
    taxonomy: Option<&Taxonomy>,
    name: &str,
    labels: Vec<String>,
    asked: &[Language],
    missing: &[Language],
) -> ConceptSource {
    let plain = |labels: Vec<String>| ConceptSource {
        preferred: labels.first().cloned().unwrap_or_default(),
        labels,
        ..ConceptSource::default()
    };
    let Some(taxonomy) = taxonomy else { return plain(labels) };
    if let Some(occupation) = taxonomy.occupation_by_uri(name) {
        let mut labels = labels;
        for &language in missing {
            labels.extend(
                taxonomy.occupation_forms(occupation, language).into_iter().map(str::to_owned),
            );
        }
        return ConceptSource { labels, ..concept_source(taxonomy, occupation, asked) };
    }
    let code = name.rsplit_once("/C").map_or(name, |(_, code)| code);
    let Some(label) = taxonomy.isco_label(code, Language::English) else { return plain(labels) };
    let mut source = ConceptSource {
        labels,
        preferred: label.to_owned(),
        isco: code.to_owned(),
        ..ConceptSource::default()
    };
    if code == name {
        add_members(taxonomy, code, asked, &mut source);
    }
    source
}

// A classification group is described by the occupations in it.
fn add_members(taxonomy: &Taxonomy, code: &str, asked: &[Language], source: &mut ConceptSource) {
    let mut entries = Vec::new();
    for occupation in taxonomy.occupations_by_isco(code) {
        let member = concept_source(taxonomy, occupation, asked);
        for (text, more) in
            [(&mut source.description, member.description), (&mut source.skills, member.skills)]
        {
            text.push(' ');
            text.push_str(&more);
        }
        entries.extend(member.vector);
    }
    source.vector = SparseVector::new(entries).normalised().entries;
}
