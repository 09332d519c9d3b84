//! The fairness audit of a run: who gets lists as good as others, by sex and governorate.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::referral::{Edges, UNIT};

/// Impact ratios below this carry a flag: the four-fifths rule.
pub const IMPACT_RATIO_MIN: f64 = 0.8;

/// Groups smaller than this are counted but not compared: their rates are noise.
pub const GROUP_SIZE_MIN: usize = 30;

/// What a run gave one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given {
    /// Openings on the list.
    pub length: usize,
    /// Mean score of the list, 0–1; 0 for an empty list.
    pub score_mean: f64,
    /// Openings on the list the person would have had without caps.
    pub length_ideal: usize,
    /// Mean score of that list, 0–1.
    pub score_mean_ideal: f64,
}

/// One group of people in the audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Value of the attribute, such as `f` or `EG-MN`.
    pub value: String,
    /// People.
    pub count: usize,
    /// Share of people who are chosen: of a referral those with a good list (mean score at or above
    /// the run's median), of a nomination the nominated.
    pub selection_rate: f64,
    /// Selection rate over the highest of the compared groups; `None` for small groups.
    pub impact_ratio: Option<f64>,
    /// Mean score of lists.
    pub score_mean: f64,
    /// Mean of what caps took away, as a share of the list without caps.
    pub loss_share_mean: f64,
    /// Kolmogorov–Smirnov distance of the list scores to those of everybody else, 0–1.
    pub distance_ks: Option<f64>,
    /// Wasserstein distance of the list scores to those of everybody else, in units of score.
    pub distance_wasserstein: Option<f64>,
    /// Whether the impact ratio lies below four fifths.
    pub is_flagged: bool,
}

/// The audit of one attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    /// Attribute, such as `sex`.
    pub attribute: String,
    /// Share of people for whom it is not known.
    pub missing_share: f64,
    /// Groups in the order of their values.
    pub groups: Vec<Group>,
    /// Smallest impact ratio of the compared groups.
    pub impact_ratio_min: Option<f64>,
}

/// Audits a run by one attribute; `values` holds each person's value, where known.
///
/// The attribute is read here and only here: it is no input of the ranking.
pub fn audit(attribute: &str, values: &[Option<&str>], given: &[Given]) -> Audit {
    let scores: Vec<f64> = given.iter().map(|given| given.score_mean).collect();
    let mut sorted = scores.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
    let is_selected: Vec<bool> =
        scores.iter().map(|score| *score >= median && *score > 0.0).collect();
    let losses: Vec<f64> = given
        .iter()
        .map(|given| {
            // Sums, not means: a list that caps cut short has lost what it no longer holds.
            let ideal = given.score_mean_ideal * given.length_ideal as f64;
            let held = given.score_mean * given.length as f64;
            if ideal > 0.0 { (1.0 - held / ideal).max(0.0) } else { 0.0 }
        })
        .collect();
    audit_people(attribute, values, &People { scores, is_selected, losses })
}

/// Audits a choice among people by one attribute: who was chosen, and what each one's score was.
pub fn audit_selection(
    attribute: &str,
    values: &[Option<&str>],
    scores: &[f64],
    is_selected: &[bool],
) -> Audit {
    let people = People {
        scores: scores.to_vec(),
        is_selected: is_selected.to_vec(),
        losses: vec![0.0; scores.len()],
    };
    audit_people(attribute, values, &people)
}

/// What an audit compares, person by person.
struct People {
    scores: Vec<f64>,
    is_selected: Vec<bool>,
    losses: Vec<f64>,
}

fn audit_people(attribute: &str, values: &[Option<&str>], people: &People) -> Audit {
    let count = values.len().min(people.scores.len()).min(people.is_selected.len());
    let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (person, value) in values.iter().enumerate().take(count) {
        if let Some(value) = value {
            members.entry(value).or_default().push(person);
        }
    }
    let known: usize = members.values().map(Vec::len).sum();
    let mut sorted = people.scores[..count].to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut groups: Vec<Group> =
        members.iter().map(|(value, members)| group(value, members, people, &sorted)).collect();
    let compared = |group: &Group| group.count >= GROUP_SIZE_MIN;
    let highest = groups
        .iter()
        .filter(|group| compared(group))
        .map(|group| group.selection_rate)
        .fold(0.0, f64::max);
    for group in groups.iter_mut().filter(|group| compared(group)) {
        let ratio = if highest > 0.0 { group.selection_rate / highest } else { 1.0 };
        group.impact_ratio = Some(ratio);
        group.is_flagged = ratio < IMPACT_RATIO_MIN;
    }
    Audit {
        attribute: attribute.to_owned(),
        missing_share: if count > 0 { (count - known) as f64 / count as f64 } else { 0.0 },
        impact_ratio_min: groups
            .iter()
            .filter_map(|group| group.impact_ratio)
            .min_by(f64::total_cmp),
        groups,
    }
}

fn group(value: &str, members: &[usize], people: &People, all: &[f64]) -> Group {
    let count = members.len() as f64;
    let mut own: Vec<f64> = members.iter().map(|person| people.scores[*person]).collect();
    own.sort_unstable_by(f64::total_cmp);
    let good = members.iter().filter(|person| people.is_selected[**person]).count();
    let others = without(all, &own);
    let is_compared = own.len() >= GROUP_SIZE_MIN && !others.is_empty();
    let distances = is_compared.then(|| distances(&own, &others));
    Group {
        value: value.to_owned(),
        count: members.len(),
        selection_rate: good as f64 / count,
        impact_ratio: None,
        score_mean: own.iter().sum::<f64>() / count,
        loss_share_mean: members.iter().map(|person| people.losses[*person]).sum::<f64>() / count,
        distance_ks: distances.map(|(ks, _)| ks),
        distance_wasserstein: distances.map(|(_, wasserstein)| wasserstein),
        is_flagged: false,
    }
}

/// Sorted `all` without the sorted `part` of it.
fn without(all: &[f64], part: &[f64]) -> Vec<f64> {
    let mut part = part.iter().peekable();
    let is_other = |value: &&f64| part.next_if(|own| *own == *value).is_none();
    all.iter().filter(is_other).copied().collect()
}

/// Kolmogorov–Smirnov and Wasserstein-1 distance of two sorted samples, neither empty.
pub fn distances(one: &[f64], other: &[f64]) -> (f64, f64) {
    let (mut left, mut right) = (0, 0);
    let (mut ks, mut wasserstein) = (0.0_f64, 0.0);
    let mut before: Option<f64> = None;
    while left < one.len() || right < other.len() {
        let gap = left as f64 / one.len() as f64 - right as f64 / other.len() as f64;
        let next = match (one.get(left), other.get(right)) {
            (Some(first), Some(second)) => first.min(*second),
            (Some(value), None) | (None, Some(value)) => *value,
            (None, None) => break,
        };
        if let Some(before) = before {
            wasserstein += gap.abs() * (next - before);
        }
        before = Some(next);
        left += one[left..].iter().take_while(|value| **value == next).count();
        right += other[right..].iter().take_while(|value| **value == next).count();
        let gap = left as f64 / one.len() as f64 - right as f64 / other.len() as f64;
        ks = ks.max(gap.abs());
    }
    (ks, wasserstein)
}

/// What a referral gave each person, beside what the person would have had without caps.
pub fn given(edges: &Edges, lists: &[Vec<u32>], top: usize) -> Vec<Given> {
    let mean = |sum: i64, length: usize| {
        if length == 0 { 0.0 } else { sum as f64 / length as f64 / f64::from(UNIT) }
    };
    let of_one = |(candidate, list): (usize, &Vec<u32>)| {
        let scores = list.iter().map(|vacancy| i64::from(edges.score(candidate, *vacancy)));
        let best = &edges.of(candidate).1;
        let best = &best[..best.len().min(top)];
        Given {
            length: list.len(),
            score_mean: mean(scores.sum(), list.len()),
            length_ideal: best.len(),
            score_mean_ideal: mean(best.iter().map(|score| i64::from(*score)).sum(), best.len()),
        }
    };
    lists.par_iter().enumerate().map(of_one).collect()
}

/// Justified envies of a referral: pairs of a person and a vacancy outside the own list that the
/// person fits better than something on the list (or the list is short), while the vacancy went to
/// somebody who fits it less.
pub fn envy_count(edges: &Edges, lists: &[Vec<u32>], top: usize) -> usize {
    let mut weakest = vec![i32::MAX; edges.vacancy_count()];
    for (candidate, list) in lists.iter().enumerate() {
        for vacancy in list {
            let weakest = &mut weakest[*vacancy as usize];
            *weakest = (*weakest).min(edges.score(candidate, *vacancy));
        }
    }
    (0..lists.len())
        .into_par_iter()
        .map(|candidate| {
            let list = &lists[candidate];
            let held = list.iter().map(|vacancy| edges.score(candidate, *vacancy));
            let least = if list.len() < top { -1 } else { held.min().unwrap_or(-1) };
            let (vacancies, scores) = edges.of(candidate);
            let wanted = vacancies.iter().zip(scores).take_while(|(_, score)| **score > least);
            wanted
                .filter(|(vacancy, score)| weakest[**vacancy as usize] < **score)
                .filter(|(vacancy, _)| !list.contains(vacancy))
                .count()
        })
        .sum()
}
