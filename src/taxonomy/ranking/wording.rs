//! How labels are worded: which words stand in for each other, and how a concept and its group speak.
//!
//! Two labels of one concept that differ by a word or two, such as "sales manager" and "sales director",
//! say that the words that differ can stand in for each other. Everything is read off the labels
//! themselves, in any language, without a dictionary.

use std::collections::BTreeMap;

use super::concepts::distinct;
use super::{Analysed, ConceptIndex};

/// Labels of a concept compared with each other at most.
const LABELS_MAX: usize = 60;
/// Words in which two labels may differ, each way.
const DIFFERENT_MAX: usize = 2;
/// Words kept that may stand in for one.
const SUBSTITUTES_MAX: usize = 24;

/// How much each level counts where the wording of a concept is smoothed by that of its groups.
pub(crate) struct Mixture {
    own: f32,
    unit: f32,
    major: f32,
    all: f32,
}

/// Half of what a concept says is its own, a quarter its unit group's, the rest is everybody's.
pub(crate) const CONCEPT_AND_GROUPS: Mixture =
    Mixture { own: 0.5, unit: 0.25, major: 0.15, all: 0.1 };

/// What the groups alone say, the concept's own labels left out.
pub(crate) const GROUPS_ONLY: Mixture = Mixture { own: 0.0, unit: 0.75, major: 0.15, all: 0.1 };

/// What the concept alone says.
pub(crate) const CONCEPT_ONLY: Mixture = Mixture { own: 0.9, unit: 0.0, major: 0.0, all: 0.1 };

/// Share of a word that a level does not know, of one label in ten concepts of the whole list.
const UNKNOWN: f32 = 0.1;

/// Words by their share of the labels.
type Shares = BTreeMap<u64, f32>;

/// The wording of all labels.
pub(crate) struct Wording {
    substitutes: BTreeMap<u64, Vec<(u64, f32)>>,
    concepts: Vec<Shares>,
    units: BTreeMap<u32, Shares>,
    majors: BTreeMap<u32, Shares>,
    all: Shares,
    concept_of: Vec<u32>,
    gram_idf: Vec<f32>,
}

impl Wording {
    /// Reads all labels.
    pub(crate) fn new(index: &ConceptIndex) -> Self {
        let count = index.len();
        let mut together: BTreeMap<(u64, u64), f32> = BTreeMap::new();
        let mut holders: BTreeMap<u64, f32> = BTreeMap::new();
        let mut concepts: Vec<Shares> = Vec::with_capacity(count);
        let mut concept_of = vec![0; index.label_heads.len()];
        for concept in 0..count {
            let labels = index.labels_of(concept);
            concept_of[labels.clone()].fill(concept as u32);
            let words: Vec<Vec<u64>> =
                labels.map(|label| distinct(&index.label_words[label])).collect();
            let mut shares = Shares::new();
            for label in &words {
                for &word in label {
                    *shares.entry(word).or_default() += 1.0 / words.len() as f32;
                }
            }
            for &word in shares.keys() {
                *holders.entry(word).or_default() += 1.0;
            }
            for (pair, strength) in stand_ins(&words) {
                *together.entry(pair).or_default() += strength;
            }
            concepts.push(shares);
        }
        let mut substitutes: BTreeMap<u64, Vec<(u64, f32)>> = BTreeMap::new();
        for ((one, other), strength) in together {
            let size = holders.get(&one).copied().unwrap_or(1.0)
                * holders.get(&other).copied().unwrap_or(1.0);
            let nearness = (strength / size.sqrt()).min(1.0);
            substitutes.entry(one).or_default().push((other, nearness));
            substitutes.entry(other).or_default().push((one, nearness));
        }
        for list in substitutes.values_mut() {
            list.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
            list.truncate(SUBSTITUTES_MAX);
        }
        let every = |_: usize| Some(0);
        let unit = |concept: usize| {
            Some(index.group_of[concept]).filter(|group| (*group as usize) < index.group_count)
        };
        let major = |concept: usize| Some(index.major[concept]);
        let mut gram_idf = vec![0.0; index.grams.term_count()];
        for (term, idf) in gram_idf.iter_mut().enumerate() {
            let labels = index.grams.documents_of(term as u32);
            let holding = labels
                .chunk_by(|one, other| concept_of[*one as usize] == concept_of[*other as usize]);
            *idf = (1.0 + count as f32 / (1.0 + holding.count() as f32)).ln();
        }
        Self {
            substitutes,
            units: mean(&concepts, unit),
            majors: mean(&concepts, major),
            all: mean(&concepts, every).remove(&0).unwrap_or_default(),
            concepts,
            concept_of,
            gram_idf,
        }
    }

    /// For each candidate: how far its best label says the same as the query where words may stand in
    /// for each other, 0–1.
    ///
    /// A word that may stand in for another counts with the nearness of the two to the power of `bend`:
    /// below 1 even a word seen rarely in the other's place counts.
    pub(crate) fn reworded(
        &self,
        index: &ConceptIndex,
        query: &Analysed,
        candidates: &[u32],
        bend: f32,
    ) -> Vec<f32> {
        let rarest = (index.label_heads.len() as f32 + 1.0).ln() - 2f32.ln();
        let weight = |word: u64| index.words.idf(word).map_or(rarest, |idf| idf - 1.0);
        let words = distinct(&query.words);
        let near: Vec<BTreeMap<u64, f32>> = words
            .iter()
            .map(|word| {
                let others = self.substitutes.get(word).into_iter().flatten();
                let mut near: BTreeMap<u64, f32> =
                    others.map(|&(other, nearness)| (other, nearness.powf(bend))).collect();
                near.insert(*word, 1.0);
                near
            })
            .collect();
        let weights: Vec<f32> = words.iter().map(|&word| weight(word)).collect();
        let mass: f32 = weights.iter().sum();
        candidates
            .iter()
            .map(|&concept| {
                index
                    .labels_of(concept as usize)
                    .map(|label| {
                        let own = distinct(&index.label_words[label]);
                        let mut met = vec![0.0f32; own.len()];
                        let mut sum = 0.0;
                        for (near, weight) in near.iter().zip(&weights) {
                            let mut best = 0.0f32;
                            for (place, word) in own.iter().enumerate() {
                                let nearness = near.get(word).copied().unwrap_or(0.0);
                                best = best.max(nearness);
                                met[place] = met[place].max(nearness);
                            }
                            sum += weight * best;
                        }
                        let back: f32 =
                            own.iter().zip(&met).map(|(&word, met)| weight(word) * met).sum();
                        (sum + back) / (mass + index.label_mass[label]).max(1e-9)
                    })
                    .fold(0.0, f32::max)
            })
            .collect()
    }

    /// For each candidate the mean logarithm of how often it, its groups and all labels use the
    /// query's words, relative to the best candidate: 0 for the best, less for others.
    pub(crate) fn spoken(
        &self,
        index: &ConceptIndex,
        query: &Analysed,
        candidates: &[u32],
        mixture: &Mixture,
    ) -> Vec<f32> {
        let words = distinct(&query.words);
        let least = UNKNOWN / index.len() as f32;
        let scores: Vec<f32> = candidates
            .iter()
            .map(|&concept| {
                let at = concept as usize;
                let unit = self.units.get(&index.group_of[at]);
                let major = self.majors.get(&index.major[at]);
                let sum: f32 = words
                    .iter()
                    .map(|word| {
                        let of = |shares: Option<&Shares>| {
                            shares.and_then(|shares| shares.get(word)).copied().unwrap_or(0.0)
                        };
                        let share = mixture.own * of(self.concepts.get(at))
                            + mixture.unit * of(unit)
                            + mixture.major * of(major)
                            + mixture.all * of(Some(&self.all))
                            + least;
                        share.ln()
                    })
                    .sum();
                sum / words.len().max(1) as f32
            })
            .collect();
        let best = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        scores.iter().map(|score| score - best).collect()
    }

    /// For each candidate the share of the query's letters, as n-grams, that any of its labels holds.
    pub(crate) fn letters(
        &self,
        index: &ConceptIndex,
        query: &Analysed,
        candidates: &[u32],
    ) -> Vec<f32> {
        let mut held = vec![0.0f32; index.len()];
        let mut mass = 0.0;
        for gram in distinct(&query.grams) {
            let Some(term) = index.grams.number(gram) else { continue };
            let weight = self.gram_idf[term as usize];
            mass += weight;
            let mut last = u32::MAX;
            for &label in index.grams.documents_of(term) {
                let concept = self.concept_of[label as usize];
                if concept != last {
                    held[concept as usize] += weight;
                    last = concept;
                }
            }
        }
        candidates.iter().map(|&concept| held[concept as usize] / mass.max(1e-9)).collect()
    }
}

/// For each candidate the best share of a label's mass that the query holds.
pub(crate) fn best_label_covered(
    index: &ConceptIndex,
    query: &Analysed,
    candidates: &[u32],
) -> Vec<f32> {
    let words = distinct(&query.words);
    candidates
        .iter()
        .map(|&concept| {
            index
                .labels_of(concept as usize)
                .map(|label| {
                    let common: f32 = distinct(&index.label_words[label])
                        .iter()
                        .filter(|word| words.binary_search(word).is_ok())
                        .map(|&word| index.words.idf(word).unwrap_or(1.0) - 1.0)
                        .sum();
                    common / index.label_mass[label].max(1e-9)
                })
                .fold(0.0, f32::max)
        })
        .collect()
}

/// For each candidate the best agreement of neighbouring words in their order, 0–1.
pub(crate) fn words_in_order(
    index: &ConceptIndex,
    query: &Analysed,
    candidates: &[u32],
) -> Vec<f32> {
    let pairs_of = |words: &[u64]| -> Vec<(u64, u64)> {
        let with_ends = std::iter::once(0).chain(words.iter().copied()).chain(std::iter::once(1));
        let all: Vec<u64> = with_ends.collect();
        all.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let own = pairs_of(&query.words);
    candidates
        .iter()
        .map(|&concept| {
            index
                .labels_of(concept as usize)
                .map(|label| {
                    let theirs = pairs_of(&index.label_words[label]);
                    let common = theirs.iter().filter(|pair| own.contains(pair)).count();
                    2.0 * common as f32 / (own.len() + theirs.len()) as f32
                })
                .fold(0.0, f32::max)
        })
        .collect()
}

/// Pairs of words that stand in for each other in two labels of a concept, each with its strength.
fn stand_ins(labels: &[Vec<u64>]) -> BTreeMap<(u64, u64), f32> {
    let mut found: BTreeMap<(u64, u64), f32> = BTreeMap::new();
    for (place, one) in labels.iter().enumerate().take(LABELS_MAX) {
        for other in labels.iter().take(LABELS_MAX).skip(place + 1) {
            let only = |own: &[u64], others: &[u64]| -> Vec<u64> {
                own.iter().filter(|word| others.binary_search(word).is_err()).copied().collect()
            };
            let (left, right) = (only(one, other), only(other, one));
            let is_near = !left.is_empty()
                && !right.is_empty()
                && left.len() <= DIFFERENT_MAX
                && right.len() <= DIFFERENT_MAX;
            if !is_near {
                continue;
            }
            let strength = 1.0 / (left.len() * right.len()) as f32;
            for &first in &left {
                for &second in &right {
                    let pair = (first.min(second), first.max(second));
                    let best = found.entry(pair).or_default();
                    *best = best.max(strength);
                }
            }
        }
    }
    found
}

/// The mean wording of the concepts of each group.
fn mean(concepts: &[Shares], group_of: impl Fn(usize) -> Option<u32>) -> BTreeMap<u32, Shares> {
    let mut sums: BTreeMap<u32, (Shares, f32)> = BTreeMap::new();
    for (concept, shares) in concepts.iter().enumerate() {
        let Some(group) = group_of(concept) else { continue };
        let (sum, count) = sums.entry(group).or_default();
        *count += 1.0;
        for (&word, share) in shares {
            *sum.entry(word).or_default() += share;
        }
    }
    sums.into_iter()
        .map(|(group, (mut sum, count))| {
            for share in sum.values_mut() {
                *share /= count;
            }
            (group, sum)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    //! What labels say about each other.

    use mizan_text::LatinStemmer;

    use super::*;
    use crate::ranking::{Analyser, ConceptSource};

    fn index(concepts: &[&[&str]]) -> ConceptIndex {
        let sources: Vec<ConceptSource> = concepts
            .iter()
            .map(|labels| ConceptSource {
                labels: labels.iter().map(|label| (*label).to_owned()).collect(),
                ..ConceptSource::default()
            })
            .collect();
        ConceptIndex::build(Analyser::new(LatinStemmer::English), &sources, &[])
    }

    const CONCEPTS: [&[&str]; 3] = [
        &["sales manager", "sales director"],
        &["plant manager", "factory manager"],
        &["plant breeder", "crop breeder"],
    ];

    #[test]
    fn words_that_differ_between_two_labels_stand_in_for_each_other() {
        let index = index(&CONCEPTS);
        let wording = Wording::new(&index);
        let query = index.analyse("factory director");
        let found = wording.reworded(&index, &query, &[0, 1, 2], 1.0);
        assert!(found[1] > found[0] && found[0] > found[2], "{found:?}");
        let exact = index.analyse("plant manager");
        let whole = wording.reworded(&index, &exact, &[1], 1.0);
        assert!((whole[0] - 1.0).abs() < 1e-6, "{whole:?}");
        // Bent, a word seen rarely in the other's place counts more, and never more than itself.
        let bent = wording.reworded(&index, &query, &[0, 1, 2], 0.25);
        assert!(bent.iter().zip(&found).all(|(bent, plain)| bent >= plain && *bent <= 1.0));
    }

    #[test]
    fn order_letters_and_groups_are_measured_between_none_and_all() {
        let index = index(&CONCEPTS);
        let wording = Wording::new(&index);
        let query = index.analyse("crop breeder");
        let all = [0, 1, 2];
        assert_eq!(words_in_order(&index, &query, &all), [0.0, 0.0, 1.0]);
        let letters = wording.letters(&index, &query, &all);
        assert!((letters[2] - 1.0).abs() < 1e-6 && letters[0] < 0.5, "{letters:?}");
        let spoken = wording.spoken(&index, &query, &all, &CONCEPT_ONLY);
        assert!(spoken[2] == 0.0 && spoken[0] < 0.0 && spoken[1] < 0.0, "{spoken:?}");
        let covered = best_label_covered(&index, &index.analyse("senior crop breeder"), &all);
        assert!((covered[2] - 1.0).abs() < 1e-6, "{covered:?}");
    }
}
