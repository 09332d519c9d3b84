//! From prices to lists that keep every cap: edges by falling score minus price, taken while both sides have room.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::Edges;

/// Lists by falling score while list and vacancy have room, without prices: the yardstick.
pub fn greedy_referral(edges: &Edges, caps: &[u32], top: usize) -> Vec<Vec<u32>> {
    repair(edges, caps, top, &vec![0; edges.vacancy_count()])
}

/// Greedy on score minus price; ties go to the lower vacancy, then to the lower candidate.
///
/// Each candidate's edges are sorted apart and in parallel; a heap merges them, so that memory stays
/// small and the result does not depend on threads.
pub(crate) fn repair(edges: &Edges, caps: &[u32], top: usize, prices: &[i32]) -> Vec<Vec<u32>> {
    let order: Vec<Vec<(i32, u32, i32)>> = (0..edges.candidate_count())
        .into_par_iter()
        .with_min_len(256)
        .map(|candidate| {
            let (vacancies, scores) = edges.of(candidate);
            let mut order: Vec<(i32, u32, i32)> = vacancies
                .iter()
                .zip(scores)
                .map(|(vacancy, score)| (score - prices[*vacancy as usize], *vacancy, *score))
                .collect();
            order.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
            order
        })
        .collect();
    let mut room = caps.to_vec();
    let mut taken: Vec<Vec<(i32, u32)>> = vec![Vec::with_capacity(top); order.len()];
    let entry = |candidate: usize, place: usize| {
        let (net, vacancy, _) = order[candidate].get(place).copied()?;
        Some((net, Reverse(vacancy), Reverse(candidate as u32), place as u32))
    };
    let first = (0..order.len()).filter_map(|candidate| entry(candidate, 0));
    let mut heap: BinaryHeap<_> = first.collect();
    while let Some((_, Reverse(vacancy), Reverse(candidate), place)) = heap.pop() {
        let list = &mut taken[candidate as usize];
        if list.len() >= top {
            continue;
        }
        if room[vacancy as usize] > 0 {
            room[vacancy as usize] -= 1;
            list.push((order[candidate as usize][place as usize].2, vacancy));
        }
        // Pass over full vacancies here rather than through the heap: once full, always full.
        let rest = &order[candidate as usize][place as usize + 1..];
        let open = rest.iter().position(|(_, vacancy, _)| room[*vacancy as usize] > 0);
        if let Some(skip) = open.filter(|_| list.len() < top) {
            heap.extend(entry(candidate as usize, place as usize + 1 + skip));
        }
    }
    let sorted = |mut list: Vec<(i32, u32)>| -> Vec<u32> {
        list.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        list.into_iter().map(|(_, vacancy)| vacancy).collect()
    };
    taken.into_iter().map(sorted).collect()
}

/// Looks at alternatives that [`complete`] may cost at most.
const LOOKS_MAX: usize = 300_000_000;

/// Fills short lists by moving somebody else: a full vacancy is freed where a person on it has an
/// open alternative, if the two together gain. Every move raises the sum, and caps hold throughout.
pub(crate) fn complete(edges: &Edges, caps: &[u32], top: usize, lists: &mut [Vec<u32>]) {
    let mut holders: Vec<Vec<u32>> = vec![Vec::new(); caps.len()];
    for (candidate, list) in lists.iter().enumerate() {
        list.iter().for_each(|vacancy| holders[*vacancy as usize].push(candidate as u32));
    }
    let mut looks = 0;
    for candidate in 0..lists.len() {
        while lists[candidate].len() < top && looks < LOOKS_MAX {
            let Some(shift) = best_shift(edges, caps, lists, &holders, candidate, &mut looks)
            else {
                break;
            };
            let Shift { vacancy, holder, alternative, .. } = shift;
            replace(edges, lists, holder as usize, vacancy, alternative);
            holders[vacancy as usize].retain(|other| *other != holder);
            holders[vacancy as usize].push(candidate as u32);
            holders[alternative as usize].push(holder);
            lists[candidate].push(vacancy);
            sort(edges, candidate, &mut lists[candidate]);
        }
    }
}

/// One person moves to an alternative and leaves a vacancy to another one.
struct Shift {
    gain: i32,
    vacancy: u32,
    holder: u32,
    alternative: u32,
}

/// The shift that gains most for a candidate; ties go to the first met.
fn best_shift(
    edges: &Edges,
    caps: &[u32],
    lists: &[Vec<u32>],
    holders: &[Vec<u32>],
    candidate: usize,
    looks: &mut usize,
) -> Option<Shift> {
    let mut best: Option<Shift> = None;
    let (vacancies, scores) = edges.of(candidate);
    for (vacancy, score) in vacancies.iter().zip(scores) {
        // Prices put holders where they are: a holder seldom gains by moving, so that the score alone
        // is about the most a shift can gain, and the walk ends here.
        if best.as_ref().is_some_and(|best| *score <= best.gain) {
            break;
        }
        if lists[candidate].contains(vacancy) {
            continue;
        }
        for holder in &holders[*vacancy as usize] {
            let (others, other_scores) = edges.of(*holder as usize);
            let list = &lists[*holder as usize];
            let open = others.iter().position(|other| {
                *looks += 1;
                holders[*other as usize].len() < caps[*other as usize] as usize
                    && !list.contains(other)
            });
            let Some(place) = open else { continue };
            let gain = score + other_scores[place] - edges.score(*holder as usize, *vacancy);
            if gain > best.as_ref().map_or(0, |best| best.gain) {
                let alternative = others[place];
                best = Some(Shift { gain, vacancy: *vacancy, holder: *holder, alternative });
            }
        }
    }
    best
}

fn replace(edges: &Edges, lists: &mut [Vec<u32>], candidate: usize, from: u32, to: u32) {
    let list = &mut lists[candidate];
    list.retain(|vacancy| *vacancy != from);
    list.push(to);
    sort(edges, candidate, list);
}

fn sort(edges: &Edges, candidate: usize, list: &mut [u32]) {
    list.sort_by_key(|vacancy| (std::cmp::Reverse(edges.score(candidate, *vacancy)), *vacancy));
}
