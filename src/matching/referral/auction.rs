//! An auction for markets so tight that prices from steps stay blunt: people outbid each other by small raises.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::{Edges, UNIT};

/// Least raise of a bid: the loss against the best lists is at most this much for every place on a list.
const RAISE: i32 = UNIT / 5_000;

/// Most bids, so that time stays bounded; enough for a hundred bids on every edge of a small market.
const BIDS_MAX: usize = 20_000_000;

/// Lists by auction (Bertsekas 1988, here for several places on both sides); `None` where the bids
/// run out before everybody is content.
///
/// Whoever has room on the list bids for the vacancy with the highest score minus price, as much as
/// makes the second best one equal, and a raise more. A vacancy keeps its highest bidders; its price
/// is the lowest bid it keeps, 0 while it has room. Prices only rise, so it ends; then nobody holds
/// anything that is worse than something else by more than a raise.
pub(crate) fn auction(edges: &Edges, caps: &[u32], top: usize) -> Option<Vec<Vec<u32>>> {
    let mut lists: Vec<Vec<u32>> = vec![Vec::with_capacity(top); edges.candidate_count()];
    let mut kept: Vec<BinaryHeap<Reverse<(i32, u32)>>> = vec![BinaryHeap::new(); caps.len()];
    let mut prices: Vec<i32> =
        caps.iter().map(|cap| if *cap == 0 { i32::MAX } else { 0 }).collect();
    let mut waiting: VecDeque<u32> = (0..lists.len() as u32).collect();
    let mut bids = 0;
    while let Some(candidate) = waiting.pop_front() {
        while lists[candidate as usize].len() < top {
            let Some((vacancy, bid)) = bid_of(edges, candidate, &lists, &prices) else { break };
            bids += 1;
            if bids > BIDS_MAX {
                return None;
            }
            let (place, cap) = (vacancy as usize, caps[vacancy as usize] as usize);
            let holders = &mut kept[place];
            if holders.len() >= cap
                && let Some(Reverse((_, loser))) = holders.pop()
            {
                lists[loser as usize].retain(|held| *held != vacancy);
                waiting.push_back(loser);
            }
            holders.push(Reverse((bid, candidate)));
            lists[candidate as usize].push(vacancy);
            if holders.len() >= cap {
                prices[place] = holders.peek().map_or(0, |Reverse((bid, _))| *bid);
            }
        }
    }
    for (candidate, list) in lists.iter_mut().enumerate() {
        list.sort_by_key(|vacancy| (Reverse(edges.score(candidate, *vacancy)), *vacancy));
    }
    Some(lists)
}

/// The best vacancy not yet held and what is bid for it; `None` where none is worth its price.
fn bid_of(edges: &Edges, candidate: u32, lists: &[Vec<u32>], prices: &[i32]) -> Option<(u32, i32)> {
    let held = &lists[candidate as usize];
    let (vacancies, scores) = edges.of(candidate as usize);
    let (mut best, mut second): (Option<(i32, u32, i32)>, i32) = (None, 0);
    for (vacancy, score) in vacancies.iter().zip(scores) {
        // Edges come by falling score: further ones cannot be worth more than the second best.
        if *score <= second {
            break;
        }
        let net = score.saturating_sub(prices[*vacancy as usize]);
        if net <= second || held.contains(vacancy) {
            continue;
        }
        match best {
            Some((most, _, _)) if net <= most => second = net,
            Some((most, _, _)) => {
                second = most;
                best = Some((net, *vacancy, *score));
            }
            None => best = Some((net, *vacancy, *score)),
        }
    }
    best.map(|(_, vacancy, score)| (vacancy, score - second + RAISE))
}
