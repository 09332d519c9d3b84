//! Dual prices of crowded vacancies by subgradient steps; every step also yields a bound.

use rayon::prelude::*;

use super::{Edges, Settings, UNIT};
use crate::batch::{OnProgress, Stage};

/// Candidates handled by one task; fixed, so that work is divided alike on any machine.
const CHUNK: usize = 1024;

/// Where the steps led.
pub(crate) struct Path {
    /// Smallest dual value met, millionths.
    pub(crate) bound: i64,
    /// Prices that gave it.
    pub(crate) best: Vec<i32>,
    /// Prices worth a repair: those of the bound, the last ones, and the mean of the second half.
    pub(crate) tried: Vec<Vec<i32>>,
    /// Steps made.
    pub(crate) steps: usize,
}

/// Follows p ← max(0, p + step / (1 + decay × t) × clip((load − cap) / cap, −1, 2)).
pub(crate) fn descend(
    edges: &Edges,
    caps: &[u32],
    settings: &Settings,
    warm: Option<&[i32]>,
    on_progress: OnProgress<'_>,
) -> Path {
    let count = edges.vacancy_count();
    let mut prices: Vec<i32> = match warm {
        Some(warm) => warm.iter().map(|price| (*price).clamp(0, UNIT)).collect(),
        None => vec![0; count],
    };
    // A warm start stands near the end of the road already: begin with the steps of a quarter of it.
    let head_start = if warm.is_some() { settings.steps / 4 } else { 0 };
    let (mut bound, mut best) = (i64::MAX, prices.clone());
    let (mut total, mut averaged) = (vec![0_i64; count], 0);
    for step in 0..settings.steps.max(1) {
        on_progress(Stage::Prices, step as u64, settings.steps as u64);
        let (value, loads) = dual(edges, caps, settings.top, &prices);
        if value < bound {
            bound = value;
            best.clone_from(&prices);
        }
        if step >= settings.steps / 2 {
            averaged += 1;
            total.iter_mut().zip(&prices).for_each(|(total, price)| *total += i64::from(*price));
        }
        let length = settings.step / (1.0 + settings.decay * (step + head_start) as f64);
        for ((price, load), cap) in prices.iter_mut().zip(&loads).zip(caps) {
            let excess = if *cap == 0 {
                if *load > 0 { 2.0 } else { -1.0 }
            } else {
                ((f64::from(*load) - f64::from(*cap)) / f64::from(*cap)).clamp(-1.0, 2.0)
            };
            let change = (length * excess * f64::from(UNIT)).round() as i32;
            *price = price.saturating_add(change).clamp(0, UNIT);
        }
    }
    let mean: Vec<i32> = total.iter().map(|total| (total / averaged.max(1)) as i32).collect();
    let (value, _) = dual(edges, caps, settings.top, &mean);
    if value < bound {
        bound = value;
        best.clone_from(&mean);
    }
    Path { bound, tried: vec![best.clone(), mean, prices], best, steps: settings.steps.max(1) }
}

/// The dual value Σᵢ top-k(Sᵢ − p) + Σⱼ capⱼ pⱼ and the load of each vacancy at these prices.
///
/// Where a list is cut off, vacancies outside it are allowed for at their highest possible score
/// and no price, so that the value bounds every referral of the full graph.
fn dual(edges: &Edges, caps: &[u32], top: usize, prices: &[i32]) -> (i64, Vec<u32>) {
    let paid: i64 =
        caps.iter().zip(prices).map(|(cap, price)| i64::from(*cap) * i64::from(*price)).sum();
    let chunks = edges.candidate_count().div_ceil(CHUNK);
    let fresh = || (0_i64, vec![0_u32; prices.len()], Vec::with_capacity(top + 1));
    let (value, loads) = (0..chunks)
        .into_par_iter()
        .fold(fresh, |(mut value, mut loads, mut chosen), chunk| {
            let end = ((chunk + 1) * CHUNK).min(edges.candidate_count());
            for candidate in chunk * CHUNK..end {
                choose(edges, candidate, top, prices, &mut chosen);
                value += chosen.iter().map(|(net, _)| i64::from(*net)).sum::<i64>();
                for (_, vacancy) in chosen.iter().filter(|(_, vacancy)| *vacancy != OUTSIDE) {
                    loads[*vacancy as usize] += 1;
                }
            }
            (value, loads, chosen)
        })
        .map(|(value, loads, _)| (value, loads))
        .reduce(
            || (0, vec![0; prices.len()]),
            |(one, mut loads), (other, more)| {
                loads.iter_mut().zip(more).for_each(|(load, more)| *load += more);
                (one + other, loads)
            },
        );
    (value + paid, loads)
}

/// Stands for some vacancy outside the list.
const OUTSIDE: u32 = u32::MAX;

/// The best `top` of a candidate by score minus price, at least the tail and at least 0 each.
///
/// Edges come by falling score and prices are never negative, so the walk ends where the score
/// alone no longer beats the last one chosen.
fn choose(
    edges: &Edges,
    candidate: usize,
    top: usize,
    prices: &[i32],
    chosen: &mut Vec<(i32, u32)>,
) {
    chosen.clear();
    let tail = edges.tail(candidate).max(0);
    chosen.resize(top, (tail, OUTSIDE));
    let (vacancies, scores) = edges.of(candidate);
    let mut last = tail;
    for (vacancy, score) in vacancies.iter().zip(scores) {
        if *score <= last || top == 0 {
            break;
        }
        let net = score - prices[*vacancy as usize];
        if net > last {
            let mut place = top - 1;
            while place > 0 && chosen[place - 1].0 < net {
                chosen[place] = chosen[place - 1];
                place -= 1;
            }
            chosen[place] = (net, *vacancy);
            last = chosen[top - 1].0;
        }
    }
}
