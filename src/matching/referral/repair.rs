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

/// Looks at alternatives that [`improve`] may cost at most.
const LOOKS_MAX: usize = 300_000_000;

/// Rounds over everybody that [`improve`] makes at most.
const ROUNDS_MAX: usize = 4;

/// Raises the sum by single moves: short lists first, then everybody.
///
/// Somebody takes an open vacancy, or a full one whose holder moves to an open alternative or takes
/// over what is given up, where the two together gain. Caps hold throughout, and since every move
/// raises a sum of whole numbers, it ends.
pub(crate) fn improve(edges: &Edges, caps: &[u32], top: usize, lists: &mut [Vec<u32>]) {
    if top == 0 {
        return;
    }
    let mut holders: Vec<Vec<u32>> = vec![Vec::new(); caps.len()];
    for (candidate, list) in lists.iter().enumerate() {
        for vacancy in list {
            holders[*vacancy as usize].push(candidate as u32);
        }
    }
    let (mut looks, mut is_first) = (0, true);
    let short: Vec<usize> = (0..lists.len()).filter(|place| lists[*place].len() < top).collect();
    let everybody: Vec<usize> = (0..lists.len()).collect();
    for round in std::iter::once(&short).chain(std::iter::repeat_n(&everybody, ROUNDS_MAX)) {
        let mut is_changed = false;
        for candidate in round.iter().copied() {
            while looks < LOOKS_MAX {
                let shift = best_shift(edges, caps, top, lists, &holders, candidate, &mut looks);
                let Some(shift) = shift else { break };
                apply(edges, top, lists, &mut holders, candidate, &shift);
                is_changed = true;
            }
        }
        if !is_changed && !is_first {
            break;
        }
        is_first = false;
    }
}

/// Somebody takes a vacancy; its holder may move elsewhere.
struct Shift {
    gain: i32,
    vacancy: u32,
    /// Who leaves the vacancy, and for which other one.
    moved: Option<(u32, u32)>,
}

/// The shift that gains most for a candidate; ties go to the first met.
fn best_shift(
    edges: &Edges,
    caps: &[u32],
    top: usize,
    lists: &[Vec<u32>],
    holders: &[Vec<u32>],
    candidate: usize,
    looks: &mut usize,
) -> Option<Shift> {
    let given_up = lists[candidate].last().copied().filter(|_| lists[candidate].len() >= top);
    let floor = given_up.map_or(0, |vacancy| edges.score(candidate, vacancy));
    let has_room = |vacancy: u32| holders[vacancy as usize].len() < caps[vacancy as usize] as usize;
    let mut best: Option<Shift> = None;
    let (vacancies, scores) = edges.of(candidate);
    for (vacancy, score) in vacancies.iter().zip(scores) {
        // Prices put holders where they are: a holder seldom gains by moving, so that the own gain
        // is about the most a shift can gain, and the walk ends here.
        if score - floor <= best.as_ref().map_or(0, |best| best.gain) {
            break;
        }
        if lists[candidate].contains(vacancy) {
            continue;
        }
        if has_room(*vacancy) {
            best = Some(Shift { gain: score - floor, vacancy: *vacancy, moved: None });
            continue;
        }
        for holder in &holders[*vacancy as usize] {
            let (others, other_scores) = edges.of(*holder as usize);
            let list = &lists[*holder as usize];
            let open = others.iter().position(|other| {
                *looks += 1;
                has_room(*other) && !list.contains(other)
            });
            let alternative = open.map(|place| (other_scores[place], others[place]));
            let taken_over = given_up
                .filter(|vacancy| !list.contains(vacancy))
                .map(|vacancy| (edges.score(*holder as usize, vacancy), vacancy));
            let Some((worth, other)) = alternative.max(taken_over) else { continue };
            let gain = score - floor + worth - edges.score(*holder as usize, *vacancy);
            if worth > 0 && gain > best.as_ref().map_or(0, |best| best.gain) {
                best = Some(Shift { gain, vacancy: *vacancy, moved: Some((*holder, other)) });
            }
        }
    }
    best
}

fn apply(
    edges: &Edges,
    top: usize,
    lists: &mut [Vec<u32>],
    holders: &mut [Vec<u32>],
    candidate: usize,
    shift: &Shift,
) {
    if lists[candidate].len() >= top
        && let Some(given_up) = lists[candidate].pop()
    {
        holders[given_up as usize].retain(|other| *other as usize != candidate);
    }
    if let Some((holder, other)) = shift.moved {
        let list = &mut lists[holder as usize];
        list.retain(|vacancy| *vacancy != shift.vacancy);
        list.push(other);
        sort(edges, holder as usize, list);
        holders[shift.vacancy as usize].retain(|place| *place != holder);
        holders[other as usize].push(holder);
    }
    lists[candidate].push(shift.vacancy);
    sort(edges, candidate, &mut lists[candidate]);
    holders[shift.vacancy as usize].push(candidate as u32);
}

fn sort(edges: &Edges, candidate: usize, list: &mut [u32]) {
    list.sort_by_key(|vacancy| (std::cmp::Reverse(edges.score(candidate, *vacancy)), *vacancy));
}
