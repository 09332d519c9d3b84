//! What ties a query to each of its best candidates, as numbers a weighing can learn from.

use std::collections::BTreeMap;

use super::concepts::{Scan, distinct, maximum};
use super::wording::{self, CONCEPT_AND_GROUPS, CONCEPT_ONLY, GROUPS_ONLY};
use super::{Analysed, Associations, ConceptIndex, Wording};

/// Candidates looked at closely.
pub(crate) const CANDIDATES: usize = 100;

/// Names of the features, in their order.
pub(crate) const FEATURES: [&str; 27] = [
    "best_label",
    "preferred_label",
    "all_labels",
    "essential_skills",
    "isco_group_text",
    "best_eight_labels",
    "best_piece",
    "mean_of_pieces",
    "best_label_same_head",
    "query_covered",
    "mutual_cover",
    "all_text",
    "near_words",
    "label_count",
    "neighbours_by_skill",
    "neighbours_by_major_group",
    "neighbours_by_unit_group",
    "best_label_reworded",
    "best_label_reworded_more",
    "best_label_reworded_freely",
    "spoken_by_concept_and_groups",
    "spoken_by_groups",
    "spoken_by_concept",
    "letters_held",
    "best_label_covered",
    "words_in_order",
    "second_label",
];

/// The last features are looked at for the candidates only and stay as they are.
const CLOSE: usize = 13;

/// The best candidates of a query with their features, best first by the untrained blend.
pub(crate) struct Features {
    /// Concepts.
    pub(crate) candidates: Vec<u32>,
    /// One row per candidate, each feature divided by its maximum over all concepts.
    pub(crate) rows: Vec<[f32; FEATURES.len()]>,
    /// The untrained blend, for every concept.
    pub(crate) blend: Vec<f32>,
    /// Best word and n-gram cosine of every label, for ordering labels.
    pub(crate) by_label: Vec<f32>,
}

impl ConceptIndex {
    /// Looks closely at the best candidates of a title.
    pub(crate) fn features(&self, title: &str) -> Features {
        let query = self.analyse(title);
        let pieces = self.analyser.pieces(super::analysis::without_exceptions(title));
        let scan = self.scan(&query);
        let blend = scan.blend();
        let mut candidates = best(&blend, CANDIDATES);
        candidates.retain(|&concept| blend[concept as usize] > 0.0);
        let (best_piece, mean_piece) = self.piece_scores(&pieces, &scan);
        let (covered, mutual) = self.cover(&query);
        let same_head = self.same_head(&query, &scan);
        let eight = self.best_eight(&scan);
        let by_skill = self.neighbours_by_skill(&blend, &candidates);
        let by_major = neighbours_by_group(&blend, &candidates, &self.major);
        let near_words =
            self.associations.get_or_init(|| Associations::new(self)).scores(self, &query);
        let label_count: Vec<f32> =
            (0..self.len()).map(|concept| (self.labels_of(concept).len() as f32).ln_1p()).collect();
        let by_unit = neighbours_by_group(&blend, &candidates, &self.group_of);
        let own_wording = self.wording.get_or_init(|| Wording::new(self));
        let reworded = |bend| own_wording.reworded(self, &query, &candidates, bend);
        let spoken = |mixture| own_wording.spoken(self, &query, &candidates, mixture);
        let close: [Vec<f32>; CLOSE] = [
            by_skill,
            by_major,
            by_unit,
            reworded(1.0),
            reworded(0.5),
            reworded(0.25),
            spoken(&CONCEPT_AND_GROUPS),
            spoken(&GROUPS_ONLY),
            spoken(&CONCEPT_ONLY),
            own_wording.letters(self, &query, &candidates),
            wording::best_label_covered(self, &query, &candidates),
            wording::words_in_order(self, &query, &candidates),
            self.second_label(&scan, &candidates),
        ];
        let columns: [&[f32]; FEATURES.len() - CLOSE] = [
            &scan.label,
            &scan.preferred,
            &scan.document,
            &scan.skills,
            &scan.group,
            &eight,
            &best_piece,
            &mean_piece,
            &same_head,
            &covered,
            &mutual,
            &scan.everything,
            &near_words,
            &label_count,
        ];
        let highest = columns.map(maximum);
        let rows = candidates
            .iter()
            .enumerate()
            .map(|(place, &concept)| {
                let mut row = [0.0; FEATURES.len()];
                for (at, column) in columns.iter().enumerate() {
                    row[at] = column[concept as usize] / highest[at].max(f32::MIN_POSITIVE);
                }
                for (value, column) in row[FEATURES.len() - CLOSE..].iter_mut().zip(&close) {
                    *value = column[place];
                }
                row
            })
            .collect();
        Features { candidates, rows, blend, by_label: scan.by_label }
    }

    fn piece_scores(&self, pieces: &[Analysed], scan: &Scan) -> (Vec<f32>, Vec<f32>) {
        if pieces.is_empty() {
            return (scan.label.clone(), scan.label.clone());
        }
        let mut highest = vec![0.0f32; self.len()];
        let mut mean = vec![0.0f32; self.len()];
        let mut by_label = vec![0.0; self.label_heads.len()];
        for piece in pieces {
            by_label.fill(0.0);
            self.add_label_scores(piece, &mut by_label);
            for concept in 0..self.len() {
                let score = maximum(&by_label[self.labels_of(concept)]) / 2.0;
                highest[concept] = highest[concept].max(score);
                mean[concept] += score / pieces.len() as f32;
            }
        }
        (highest, mean)
    }

    // Shares of the inverse-frequency mass: of the query, and 2 × common / (query + label), best label.
    fn cover(&self, query: &Analysed) -> (Vec<f32>, Vec<f32>) {
        let query_mass = self.query_mass(query);
        let mut common = vec![0.0f32; self.label_heads.len()];
        for term in distinct(&query.words) {
            let weight = self.words.idf(term).unwrap_or(1.0) - 1.0;
            for &label in self.words.documents(term) {
                common[label as usize] += weight;
            }
        }
        let mut covered = vec![0.0f32; self.len()];
        let mut mutual = vec![0.0f32; self.len()];
        for concept in 0..self.len() {
            for label in self.labels_of(concept) {
                let both = 2.0 * common[label] / (query_mass + self.label_mass[label]).max(1e-9);
                covered[concept] = covered[concept].max(common[label] / query_mass.max(1e-9));
                mutual[concept] = mutual[concept].max(both);
            }
        }
        (covered, mutual)
    }

    fn same_head(&self, query: &Analysed, scan: &Scan) -> Vec<f32> {
        (0..self.len())
            .map(|concept| {
                self.labels_of(concept)
                    .filter(|&label| query.heads.contains(&self.label_heads[label]))
                    .map(|label| scan.by_label[label] / 2.0)
                    .fold(0.0, f32::max)
            })
            .collect()
    }

    fn best_eight(&self, scan: &Scan) -> Vec<f32> {
        let mut top = Vec::new();
        (0..self.len())
            .map(|concept| {
                top.clear();
                top.extend_from_slice(&scan.by_label[self.labels_of(concept)]);
                top.sort_unstable_by(|one: &f32, other| other.total_cmp(one));
                top.iter().take(8).sum::<f32>() / 16.0
            })
            .collect()
    }

    // The next best label of each candidate: one label met by chance has no second beside it.
    fn second_label(&self, scan: &Scan, candidates: &[u32]) -> Vec<f32> {
        let second = |concept: &u32| {
            let labels = &scan.by_label[self.labels_of(*concept as usize)];
            let (mut first, mut second) = (0.0f32, 0.0f32);
            for &score in labels {
                (first, second) = (first.max(score), second.max(score.min(first)));
            }
            second / 2.0
        };
        candidates.iter().map(second).collect()
    }

    // The skill vector of the twenty best candidates together, compared with each candidate's own.
    fn neighbours_by_skill(&self, blend: &[f32], candidates: &[u32]) -> Vec<f32> {
        let Some(&first) = candidates.first() else { return Vec::new() };
        let mut sum = vec![0.0f64; self.skill_count];
        for &concept in candidates.iter().take(20) {
            let weight = f64::from(blend[concept as usize] / blend[first as usize]).powi(8);
            for (skill, value) in &self.vectors[concept as usize] {
                sum[skill.0 as usize] += weight * value;
            }
        }
        let cosines: Vec<f64> = candidates
            .iter()
            .map(|&concept| {
                let entries = &self.vectors[concept as usize];
                entries.iter().map(|(skill, value)| sum[skill.0 as usize] * value).sum()
            })
            .collect();
        let highest = cosines.iter().copied().fold(0.0, f64::max).max(1e-12);
        cosines.into_iter().map(|cosine| (cosine / highest) as f32).collect()
    }
}

// How much of the twenty best candidates lies in the group of each candidate.
fn neighbours_by_group(blend: &[f32], candidates: &[u32], groups: &[u32]) -> Vec<f32> {
    let Some(&first) = candidates.first() else { return Vec::new() };
    let mut share: BTreeMap<u32, f32> = BTreeMap::new();
    for &concept in candidates.iter().take(20) {
        let weight = (blend[concept as usize] / blend[first as usize]).powi(4);
        *share.entry(groups[concept as usize]).or_default() += weight;
    }
    let highest = share.values().copied().fold(f32::MIN_POSITIVE, f32::max);
    let of = |concept: &u32| share.get(&groups[*concept as usize]).copied().unwrap_or(0.0);
    candidates.iter().map(|concept| of(concept) / highest).collect()
}

/// The numbers of the highest scores, best first, ties by number.
pub(crate) fn best(scores: &[f32], count: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..scores.len() as u32).collect();
    let by_score = |one: &u32, other: &u32| {
        scores[*other as usize].total_cmp(&scores[*one as usize]).then(one.cmp(other))
    };
    if order.len() > count {
        order.select_nth_unstable_by(count, by_score);
        order.truncate(count);
    }
    order.sort_unstable_by(by_score);
    order
}
