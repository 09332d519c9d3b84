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
