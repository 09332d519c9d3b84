//! One inverted field: which documents hold a term, and how much it counts there.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// How a field weighs terms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Weighting {
    /// TF-IDF of unit length on both sides.
    Cosine,
    /// The same with 1 + ln tf.
    SublinearCosine,
    /// BM25 with k₁ = 1.2 and the given b; each query term counts once.
    Bm25(f32),
}

/// An inverted index over documents numbered from 0.
pub(crate) struct Field {
    weighting: Weighting,
    terms: HashMap<u64, u32, BuildHasherDefault<Identity>>,
    idf: Vec<f32>,
    starts: Vec<u32>,
    documents: Vec<u32>,
    weights: Vec<f32>,
}

/// Query terms known to a field, each once, with their weights.
pub(crate) type Query = Vec<(u32, f32)>;

const K1: f32 = 1.2;

impl Field {
    /// Indexes documents given as term hashes with repetitions.
    pub(crate) fn build<'a>(weighting: Weighting, texts: impl Iterator<Item = &'a [u64]>) -> Self {
        let mut terms: HashMap<u64, u32, BuildHasherDefault<Identity>> = HashMap::default();
        let mut counts: Vec<Vec<(u32, u32)>> = Vec::new();
        let mut frequency: Vec<u32> = Vec::new();
        let mut sorted: Vec<u32> = Vec::new();
        for text in texts {
            sorted.clear();
            sorted.extend(text.iter().map(|&term| {
                let next = terms.len() as u32;
                *terms.entry(term).or_insert(next)
            }));
            sorted.sort_unstable();
            frequency.resize(terms.len(), 0);
            let document: Vec<(u32, u32)> = sorted
                .chunk_by(|one, other| one == other)
                .map(|run| (run[0], run.len() as u32))
                .collect();
            for &(term, _) in &document {
                frequency[term as usize] += 1;
            }
            counts.push(document);
        }
        let idf = frequency.iter().map(|&df| idf(weighting, counts.len(), df)).collect();
        let mut field = Self {
            weighting,
            terms,
            idf,
            starts: starts(&frequency),
            documents: Vec::new(),
            weights: Vec::new(),
        };
        field.fill(&counts);
        field
    }

    /// The query terms this field knows, weighed.
    pub(crate) fn query(&self, terms: &[u64]) -> Query {
        let mut known: Vec<u32> =
            terms.iter().filter_map(|term| self.terms.get(term).copied()).collect();
        known.sort_unstable();
        let counts: Vec<(u32, u32)> = known
            .chunk_by(|one, other| one == other)
            .map(|run| (run[0], run.len() as u32))
            .collect();
        match self.weighting {
            Weighting::Bm25(_) => counts.into_iter().map(|(term, _)| (term, 1.0)).collect(),
            Weighting::Cosine | Weighting::SublinearCosine => self.unit(&counts),
        }
    }

    /// Adds the products of query and document weights to one number per document.
    pub(crate) fn add_scores(&self, query: &Query, scores: &mut [f32]) {
        for &(term, weight) in query {
            let range =
                self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize;
            for (document, own) in self.documents[range.clone()].iter().zip(&self.weights[range]) {
                scores[*document as usize] += weight * own;
            }
        }
    }

    /// One number per document.
    pub(crate) fn scores(&self, terms: &[u64], documents: usize) -> Vec<f32> {
        let mut scores = vec![0.0; documents];
        self.add_scores(&self.query(terms), &mut scores);
        scores
    }

    /// The inverse document frequency of a term; that of an unseen term is the highest there is.
    pub(crate) fn idf(&self, term: u64) -> Option<f32> {
        self.terms.get(&term).map(|&at| self.idf[at as usize])
    }

    /// The documents of a term.
    pub(crate) fn documents(&self, term: u64) -> &[u32] {
        self.terms.get(&term).map_or(&[], |&at| self.documents_of(at))
    }

    /// The terms of every document, each once, by their numbers in this field.
    pub(crate) fn terms_by_document(&self, documents: usize) -> Vec<Vec<u32>> {
        let mut terms = vec![Vec::new(); documents];
        for term in 0..self.starts.len() - 1 {
            for document in self.documents_of(term as u32) {
                terms[*document as usize].push(term as u32);
            }
        }
        terms
    }

    /// The number of a term in this field.
    pub(crate) fn number(&self, term: u64) -> Option<u32> {
        self.terms.get(&term).copied()
    }

    /// How many terms there are.
    pub(crate) fn term_count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The documents of a term given by number.
    pub(crate) fn documents_of(&self, term: u32) -> &[u32] {
        let range = self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize;
        &self.documents[range]
    }

    fn unit(&self, counts: &[(u32, u32)]) -> Query {
        let weigh = |count: u32| match self.weighting {
            Weighting::SublinearCosine => 1.0 + (count as f32).ln(),
            _ => count as f32,
        };
        let mut weights: Query = counts
            .iter()
            .map(|&(term, count)| (term, weigh(count) * self.idf[term as usize]))
            .collect();
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        for (_, weight) in &mut weights {
            *weight /= length.max(f32::MIN_POSITIVE);
        }
        weights
    }

    fn fill(&mut self, counts: &[Vec<(u32, u32)>]) {
        let total = self.starts.last().copied().unwrap_or(0) as usize;
        let mut next = self.starts.clone();
        let mut documents = vec![0; total];
        let mut weights = vec![0.0; total];
        let lengths: Vec<f32> =
            counts.iter().map(|text| text.iter().map(|(_, count)| *count as f32).sum()).collect();
        let mean =
            (lengths.iter().sum::<f32>() / lengths.len().max(1) as f32).max(f32::MIN_POSITIVE);
        for (document, text) in counts.iter().enumerate() {
            let weighed: Query = match self.weighting {
                Weighting::Bm25(b) => {
                    let norm = K1 * (1.0 - b + b * lengths[document] / mean);
                    text.iter()
                        .map(|&(term, count)| {
                            let tf = count as f32;
                            (term, tf * (K1 + 1.0) / (tf + norm) * self.idf[term as usize])
                        })
                        .collect()
                }
                _ => self.unit(text),
            };
            for (term, weight) in weighed {
                let place = &mut next[term as usize];
                documents[*place as usize] = document as u32;
                weights[*place as usize] = weight;
                *place += 1;
            }
        }
        self.documents = documents;
        self.weights = weights;
    }
}

fn idf(weighting: Weighting, documents: usize, frequency: u32) -> f32 {
    let (all, df) = (documents as f32, frequency as f32);
    match weighting {
        Weighting::Bm25(_) => (1.0 + (all - df + 0.5) / (df + 0.5)).ln(),
        _ => ((1.0 + all) / (1.0 + df)).ln() + 1.0,
    }
}

fn starts(frequency: &[u32]) -> Vec<u32> {
    let mut starts = vec![0];
    let mut sum = 0;
    for count in frequency {
        sum += count;
        starts.push(sum);
    }
    starts
}

/// Terms are hashes already.
#[derive(Default)]
pub(crate) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}
