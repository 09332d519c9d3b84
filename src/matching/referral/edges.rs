//! The sparse graph of a referral: for each candidate the best vacancies with their scores.

use rayon::prelude::*;

use crate::{Error, Result};

/// For each candidate the best vacancies, best first, with scores in millionths.
#[derive(Debug, Clone)]
pub struct Edges {
    starts: Vec<usize>,
    vacancies: Vec<u32>,
    scores: Vec<i32>,
    /// For each candidate, the most that any vacancy outside the list may score.
    tails: Vec<i32>,
    vacancy_count: usize,
}

impl Edges {
    /// Checks and sorts lists of (vacancy, score in millionths).
    ///
    /// A list of `full_length` entries or more is taken as cut off: further vacancies may score as
    /// much as its last one, and the bound allows for that. Shorter lists are complete: everything
    /// outside them scores 0.
    pub fn new(
        lists: Vec<Vec<(u32, i32)>>,
        vacancy_count: usize,
        full_length: usize,
    ) -> Result<Self> {
        let mut starts = Vec::with_capacity(lists.len() + 1);
        let total = lists.iter().map(Vec::len).sum();
        let (mut vacancies, mut scores) = (Vec::with_capacity(total), Vec::with_capacity(total));
        let mut tails = Vec::with_capacity(lists.len());
        let mut seen = vec![usize::MAX; vacancy_count];
        starts.push(0);
        for (candidate, mut list) in lists.into_iter().enumerate() {
            for (vacancy, score) in &list {
                let (vacancy, score) = (*vacancy, *score);
                let Some(last) = seen.get_mut(vacancy as usize) else {
                    return Err(Error::UnknownVacancy { candidate, vacancy, count: vacancy_count });
                };
                if std::mem::replace(last, candidate) == candidate {
                    return Err(Error::RepeatedEdge { candidate, vacancy });
                }
                if score < 0 {
                    return Err(Error::NegativeScore { candidate, vacancy, score });
                }
            }
            list.sort_unstable_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
            let is_cut_off =
                !list.is_empty() && list.len() >= full_length && list.len() < vacancy_count;
            tails.push(if is_cut_off { list.last().map_or(0, |last| last.1) } else { 0 });
            vacancies.extend(list.iter().map(|(vacancy, _)| *vacancy));
            scores.extend(list.iter().map(|(_, score)| *score));
            starts.push(vacancies.len());
        }
        Ok(Self { starts, vacancies, scores, tails, vacancy_count })
    }

    /// How many candidates there are.
    pub fn candidate_count(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many vacancies there are.
    pub fn vacancy_count(&self) -> usize {
        self.vacancy_count
    }

    /// How many edges there are.
    pub fn len(&self) -> usize {
        self.vacancies.len()
    }

    /// Whether there is no edge.
    pub fn is_empty(&self) -> bool {
        self.vacancies.is_empty()
    }

    /// Vacancies and scores of a candidate, best first.
    pub fn of(&self, candidate: usize) -> (&[u32], &[i32]) {
        let range = self.starts[candidate]..self.starts[candidate + 1];
        (&self.vacancies[range.clone()], &self.scores[range])
    }

    /// The most that a vacancy outside the candidate's list may score.
    pub(crate) fn tail(&self, candidate: usize) -> i32 {
        self.tails[candidate]
    }

    /// The score of a pair, 0 outside the edges.
    pub fn score(&self, candidate: usize, vacancy: u32) -> i32 {
        let (vacancies, scores) = self.of(candidate);
        vacancies.iter().position(|other| *other == vacancy).map_or(0, |place| scores[place])
    }

    /// Sum of all scores of lists, millionths; pairs outside the edges count 0.
    pub fn score_sum(&self, lists: &[Vec<u32>]) -> i64 {
        let of_one = |(candidate, list): (usize, &Vec<u32>)| -> i64 {
            list.iter().map(|vacancy| i64::from(self.score(candidate, *vacancy))).sum()
        };
        lists.par_iter().enumerate().map(of_one).sum()
    }

    /// Sum of everybody's best `top` scores without caps, millionths.
    pub fn ideal(&self, top: usize) -> i64 {
        let of_one = |candidate: usize| -> i64 {
            self.of(candidate).1.iter().take(top).map(|score| i64::from(*score)).sum()
        };
        (0..self.candidate_count()).into_par_iter().map(of_one).sum()
    }

    /// Everybody's best `top` vacancies without caps.
    pub fn naive(&self, top: usize) -> Vec<Vec<u32>> {
        (0..self.candidate_count())
            .map(|candidate| self.of(candidate).0.iter().take(top).copied().collect())
            .collect()
    }
}
