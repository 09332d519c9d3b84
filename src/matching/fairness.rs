//! The fairness audit of a run: who gets lists as good as others, by sex and governorate.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

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
    /// Mean score of the list the person would have had without caps, 0–1.
    pub score_mean_ideal: f64,
}

/// One group of people in the audit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Value of the attribute, such as `f` or `EG-MN`.
    pub value: String,
    /// People.
    pub count: usize,
    /// Share of people who get a good list: mean score at or above the run's median.
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
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    let people = values.len().min(given.len());
    let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (person, value) in values.iter().enumerate().take(people) {
        if let Some(value) = value {
            members.entry(value).or_default().push(person);
        }
    }
    let known: usize = members.values().map(Vec::len).sum();
    let mut scores: Vec<f64> = given[..people].iter().map(|given| given.score_mean).collect();
    scores.sort_unstable_by(f64::total_cmp);
    let median = scores.get(people / 2).copied().unwrap_or(0.0);

    let mut groups: Vec<Group> = members
        .iter()
        .map(|(value, members)| group(value, members, given, &scores, median))
        .collect();
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
        missing_share: if people > 0 { (people - known) as f64 / people as f64 } else { 0.0 },
        impact_ratio_min: groups
            .iter()
            .filter_map(|group| group.impact_ratio)
            .min_by(f64::total_cmp),
        groups,
    }
}

fn group(value: &str, members: &[usize], given: &[Given], all: &[f64], median: f64) -> Group {
    let count = members.len() as f64;
    let of = |person: &usize| given[*person];
    let mut own: Vec<f64> = members.iter().map(|person| of(person).score_mean).collect();
    own.sort_unstable_by(f64::total_cmp);
    let good = own.iter().filter(|score| **score >= median && **score > 0.0).count();
    let loss = |given: Given| {
        if given.score_mean_ideal > 0.0 {
            1.0 - given.score_mean / given.score_mean_ideal
        } else {
            0.0
        }
    };
    let others = without(all, &own);
    let is_compared = own.len() >= GROUP_SIZE_MIN && !others.is_empty();
    let distances = is_compared.then(|| distances(&own, &others));
    Group {
        value: value.to_owned(),
        count: members.len(),
        selection_rate: good as f64 / count,
        impact_ratio: None,
        score_mean: own.iter().sum::<f64>() / count,
        loss_share_mean: members.iter().map(|person| loss(of(person))).sum::<f64>() / count,
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
