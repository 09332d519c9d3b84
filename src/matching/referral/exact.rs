//! The exact best lists of a small market, by successive cheapest paths: the oracle of the other methods.

use super::Edges;
use crate::{Error, Result};

/// Most edges the exact method accepts.
pub const EXACT_EDGES_MAX: usize = 200_000;

struct Arc {
    to: usize,
    room: i64,
    cost: i64,
}

/// Lists whose scores sum to the most possible under the caps.
///
/// A flow from candidates (up to `top` each) to vacancies (up to their caps); each round sends one
/// unit along the path that adds most, found by Bellman–Ford with a queue, and stops when none adds.
pub fn exact_referral(edges: &Edges, caps: &[u32], top: usize) -> Result<Vec<Vec<u32>>> {
    if edges.len() > EXACT_EDGES_MAX {
        return Err(Error::TooLargeForExact { edges: edges.len(), limit: EXACT_EDGES_MAX });
    }
    super::check_length("the list of caps", caps.len(), edges.vacancy_count())?;
    let people = edges.candidate_count();
    let (source, sink) = (0, 1 + people + edges.vacancy_count());
    let mut arcs: Vec<Arc> = Vec::new();
    let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); sink + 1];
    let mut connect = |from: usize, to: usize, room: i64, cost: i64| {
        leaving[from].push(arcs.len());
        arcs.push(Arc { to, room, cost });
        leaving[to].push(arcs.len());
        arcs.push(Arc { to: from, room: 0, cost: -cost });
    };
    for candidate in 0..people {
        connect(source, 1 + candidate, top as i64, 0);
        let (vacancies, scores) = edges.of(candidate);
        for (vacancy, score) in vacancies.iter().zip(scores) {
            connect(1 + candidate, 1 + people + *vacancy as usize, 1, -i64::from(*score));
        }
    }
    for (vacancy, cap) in caps.iter().enumerate() {
        connect(1 + people + vacancy, sink, i64::from(*cap), 0);
    }
    while let Some(path) = cheapest_path(&arcs, &leaving, source, sink) {
        for arc in path {
            arcs[arc].room -= 1;
            arcs[arc ^ 1].room += 1;
        }
    }
    Ok((0..people).map(|candidate| used(&arcs, &leaving[1 + candidate], people)).collect())
}

/// Vacancies a candidate's arcs lead to that carry flow, best first.
fn used(arcs: &[Arc], leaving: &[usize], people: usize) -> Vec<u32> {
    let forward = leaving.iter().filter(|arc| **arc % 2 == 0 && arcs[**arc].room == 0);
    let mut list: Vec<(i64, u32)> =
        forward.map(|arc| (arcs[*arc].cost, (arcs[*arc].to - 1 - people) as u32)).collect();
    list.sort_unstable();
    list.into_iter().map(|(_, vacancy)| vacancy).collect()
}

/// Arcs of the path that adds most, where one adds anything.
fn cheapest_path(
    arcs: &[Arc],
    leaving: &[Vec<usize>],
    source: usize,
    sink: usize,
) -> Option<Vec<usize>> {
    let mut costs = vec![i64::MAX; leaving.len()];
    let mut by = vec![usize::MAX; leaving.len()];
    let mut is_waiting = vec![false; leaving.len()];
    let mut queue = std::collections::VecDeque::from([source]);
    costs[source] = 0;
    while let Some(node) = queue.pop_front() {
        is_waiting[node] = false;
        for arc in &leaving[node] {
            let Arc { to, room, cost } = arcs[*arc];
            if room > 0 && costs[node] + cost < costs[to] {
                costs[to] = costs[node] + cost;
                by[to] = *arc;
                if !std::mem::replace(&mut is_waiting[to], true) {
                    queue.push_back(to);
                }
            }
        }
    }
    if costs[sink] >= 0 {
        return None;
    }
    let mut path = Vec::new();
    let mut node = sink;
    while node != source {
        path.push(by[node]);
        node = arcs[by[node] ^ 1].to;
    }
    Some(path)
}
