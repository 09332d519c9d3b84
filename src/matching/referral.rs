//! Referral lists for a whole population: everybody gets good openings, no opening gets more people than its cap.

mod auction;
mod edges;
mod exact;
mod exposure;
mod prices;
mod repair;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::batch::{OnProgress, Stage};
use crate::{Error, Result};

pub use edges::Edges;
pub use exact::{EXACT_EDGES_MAX, exact_referral};
pub use exposure::{Exposure, loads as loads_of};
pub use repair::greedy_referral;

/// One millionth of a score is the unit of all sums here, so that they are exact.
pub const UNIT: i32 = 1_000_000;

/// An auction is held as well where more than this part of the bound is lacking.
const AUCTION_GAP: i64 = 1_000;

/// How a referral is computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Openings on each list.
    pub top: usize,
    /// Most price steps.
    pub steps: usize,
    /// First step of a price, as a share of a full score, for a load twice the cap.
    pub step: f64,
    /// How fast steps shrink: step / (1 + decay × number of the step).
    pub decay: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { top: 10, steps: 220, step: 0.08, decay: 0.08 }
    }
}

/// What a run promises, in numbers that anybody can check against the lists.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// Sum of the scores of all lists, millionths.
    pub score_sum: i64,
    /// No lists under the caps can sum to more than this, millionths.
    pub bound: i64,
    /// Sum of everybody's best list without caps, millionths.
    pub ideal: i64,
    /// `score_sum` / `bound`.
    pub share_of_bound: f64,
    /// `score_sum` / `ideal`.
    pub score_kept: f64,
    /// Places on lists that stay empty, because nothing scored is left under the caps.
    pub places_empty: usize,
    /// Openings above their cap; always 0.
    pub above_cap: usize,
    /// Price steps made.
    pub steps: usize,
}

/// Lists for everybody, the prices behind them, and the certificate.
#[derive(Debug, Clone, PartialEq)]
pub struct Referral {
    /// For each candidate the vacancies, best first.
    pub lists: Vec<Vec<u32>>,
    /// Price of each vacancy in millionths of a score: how much too many qualified people see it.
    pub prices: Vec<i32>,
    /// What the run promises.
    pub certificate: Certificate,
}

/// Makes referral lists under caps.
///
/// Dual prices by subgradient steps, then greedy repair on score minus price, then single moves that
/// gain; the smallest dual value met is the bound. Where that leaves more than a thousandth of the
/// bound, an auction tries as well and the better lists stand. `warm` are the prices of an earlier run.
/// The same input gives the same lists for any number of threads.
pub fn refer(
    edges: &Edges,
    caps: &[u32],
    settings: &Settings,
    warm: Option<&[i32]>,
) -> Result<Referral> {
    refer_with(edges, caps, settings, warm, &|_, _, _| {})
}

/// [`refer`], telling how far it is.
pub fn refer_with(
    edges: &Edges,
    caps: &[u32],
    settings: &Settings,
    warm: Option<&[i32]>,
    on_progress: OnProgress<'_>,
) -> Result<Referral> {
    check_length("the list of caps", caps.len(), edges.vacancy_count())?;
    if let Some(warm) = warm {
        check_length("the list of warm prices", warm.len(), edges.vacancy_count())?;
    }
    let ideal = edges.ideal(settings.top);
    let path = prices::descend(edges, caps, settings, warm, on_progress);
    let mut best: Option<(i64, Vec<Vec<u32>>)> = None;
    let attempts = path.tried.len() as u64 + 1;
    for (attempt, prices) in (0..).zip(&path.tried) {
        on_progress(Stage::Lists, attempt, attempts);
        let lists = repair::repair(edges, caps, settings.top, prices);
        let sum = edges.score_sum(&lists);
        if best.as_ref().is_none_or(|(most, _)| sum > *most) {
            best = Some((sum, lists));
        }
    }
    let (_, mut lists) = best.unwrap_or_default();
    on_progress(Stage::Lists, attempts - 1, attempts);
    repair::improve(edges, caps, settings.top, &mut lists);
    let mut score_sum = edges.score_sum(&lists);
    if path.bound - score_sum > path.bound / AUCTION_GAP
        && let Some(mut others) = auction::auction(edges, caps, settings.top)
    {
        repair::improve(edges, caps, settings.top, &mut others);
        let sum = edges.score_sum(&others);
        if sum > score_sum {
            (lists, score_sum) = (others, sum);
        }
    }
    let certificate = certify(edges, caps, settings, &lists, score_sum, &path, ideal);
    on_progress(Stage::Lists, attempts, attempts);
    Ok(Referral { lists, prices: path.best, certificate })
}

fn certify(
    edges: &Edges,
    caps: &[u32],
    settings: &Settings,
    lists: &[Vec<u32>],
    score_sum: i64,
    path: &prices::Path,
    ideal: i64,
) -> Certificate {
    let loads = exposure::loads(lists, edges.vacancy_count());
    let share = |whole: i64| if whole > 0 { score_sum as f64 / whole as f64 } else { 1.0 };
    Certificate {
        score_sum,
        bound: path.bound,
        ideal,
        share_of_bound: share(path.bound),
        score_kept: share(ideal),
        places_empty: lists.iter().map(|list| settings.top - list.len().min(settings.top)).sum(),
        above_cap: loads.iter().zip(caps).filter(|(load, cap)| load > cap).count(),
        steps: path.steps,
    }
}

/// Fills places that stay empty with openings outside the edges that have room, asking `more` for
/// each short candidate's further openings, best first.
pub fn fill_up(
    lists: &mut [Vec<u32>],
    caps: &[u32],
    top: usize,
    more: impl Fn(usize) -> Vec<u32> + Sync,
) {
    let mut loads = exposure::loads(lists, caps.len());
    let short: Vec<usize> = (0..lists.len()).filter(|place| lists[*place].len() < top).collect();
    for group in short.chunks(256) {
        let further: Vec<Vec<u32>> = group.par_iter().map(|candidate| more(*candidate)).collect();
        for (candidate, further) in group.iter().zip(further) {
            for vacancy in further {
                let Some(cap) = caps.get(vacancy as usize) else { continue };
                let list = &mut lists[*candidate];
                if list.len() >= top {
                    break;
                }
                if loads[vacancy as usize] < *cap && !list.contains(&vacancy) {
                    list.push(vacancy);
                    loads[vacancy as usize] += 1;
                }
            }
        }
    }
}

fn check_length(name: &'static str, found: usize, expected: usize) -> Result<()> {
    if found == expected { Ok(()) } else { Err(Error::Length { name, found, expected }) }
}
