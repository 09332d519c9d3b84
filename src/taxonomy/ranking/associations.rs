//! Words that name the same things: two words are near when labels of the same concepts hold them.
//!
//! "chief" and "director", «سائق» and «قائد»: the alternative labels of a classification are full of
//! such pairs, so that they can be read off it in any language, without a dictionary.

use super::concepts::distinct;
use super::{Analysed, ConceptIndex};

/// Near words looked at for each word of a query.
const NEAR: usize = 12;
/// Least nearness that counts.
const NEARNESS_MIN: f32 = 0.08;

/// The words of every concept, for finding words that share concepts.
pub(crate) struct Associations {
    terms: Vec<Vec<u32>>,
}

impl Associations {
    /// Reads the words of all labels.
    pub(crate) fn new(index: &ConceptIndex) -> Self {
        Self { terms: index.documents.terms_by_document(index.len()) }
    }

    /// One number per concept: how much its labels hold words near to those of the query.
    ///
    /// Nearness of two words is the cosine of the sets of concepts that hold them; a near word counts
    /// with its nearness and the inverse frequency of the query's word. A query's own words do not count.
    pub(crate) fn scores(&self, index: &ConceptIndex, query: &Analysed) -> Vec<f32> {
        let field = &index.documents;
        let own: Vec<u32> =
            distinct(&query.words).into_iter().filter_map(|term| field.number(term)).collect();
        let mut scores = vec![0.0; index.len()];
        let mut common = vec![0_u32; field.term_count()];
        let mut best = vec![0.0_f32; index.len()];
        for &term in &own {
            let concepts = field.documents_of(term);
            let mut met: Vec<u32> = Vec::new();
            for &concept in concepts {
                for &other in &self.terms[concept as usize] {
                    if common[other as usize] == 0 {
                        met.push(other);
                    }
                    common[other as usize] += 1;
                }
            }
            let size = concepts.len() as f32;
            let mut near: Vec<(f32, u32)> = met
                .iter()
                .filter(|other| !own.contains(other))
                .map(|&other| {
                    let both = common[other as usize] as f32;
                    let sizes = size * field.documents_of(other).len() as f32;
                    (both / sizes.sqrt(), other)
                })
                .filter(|(nearness, _)| *nearness >= NEARNESS_MIN)
                .collect();
            near.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
            near.truncate(NEAR);
            for other in met {
                common[other as usize] = 0;
            }
            // Of several near words in one concept the nearest counts.
            let weight = (1.0 + index.len() as f32 / (1.0 + size)).ln();
            let mut touched: Vec<u32> = Vec::new();
            for (nearness, other) in near {
                for &concept in field.documents_of(other) {
                    let best = &mut best[concept as usize];
                    if *best == 0.0 {
                        touched.push(concept);
                    }
                    *best = best.max(nearness);
                }
            }
            for concept in touched {
                scores[concept as usize] += weight * std::mem::take(&mut best[concept as usize]);
            }
        }
        scores
    }
}
