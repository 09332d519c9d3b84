//! Pairs the records of two files one to one so that the total weight is greatest.

use std::collections::BTreeMap;

use crate::cluster::{Edge, components};

/// Components with more edges than this are paired greedily, best first.
const EXACT_EDGES_MAX: usize = 20_000;

/// Chooses the edges of the one-to-one pairing of greatest total weight above the bar.
/// `is_left` tells the file of a node; every edge joins a left and a right node.
pub(crate) fn one_to_one(
    nodes: usize,
    edges: &[Edge],
    bar: f64,
    is_left: impl Fn(u32) -> bool,
) -> Vec<Edge> {
    let mut component_of = vec![u32::MAX; nodes];
    let groups = components(nodes, edges);
    for (number, group) in groups.iter().enumerate() {
        for &node in group {
            component_of[node as usize] = number as u32;
        }
    }
    let mut edges_of: Vec<Vec<Edge>> = vec![Vec::new(); groups.len()];
    for edge in edges {
        let (a, b) = if is_left(edge.a) { (edge.a, edge.b) } else { (edge.b, edge.a) };
        edges_of[component_of[a as usize] as usize].push(Edge { a, b, bits: edge.bits });
    }
    let mut chosen: Vec<Edge> = edges_of
        .into_iter()
        .flat_map(|mut edges| {
            edges.sort_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
            match edges.len() {
                1 => edges,
                2..=EXACT_EDGES_MAX => best_pairing(&edges, bar),
                _ => greedy(&edges),
            }
        })
        .collect();
    chosen.sort_by_key(|edge| (edge.a, edge.b));
    chosen
}

fn greedy(edges: &[Edge]) -> Vec<Edge> {
    let mut taken = std::collections::BTreeSet::new();
    edges
        .iter()
        .filter(|edge| {
            let is_free = !taken.contains(&edge.a) && !taken.contains(&edge.b);
            if is_free {
                taken.insert(edge.a);
                taken.insert(edge.b);
            }
            is_free
        })
        .copied()
        .collect()
}

/// Grows the pairing along the path of greatest gain until no path gains (successive longest paths).
fn best_pairing(edges: &[Edge], bar: f64) -> Vec<Edge> {
    let number = |pick: fn(&Edge) -> u32| -> BTreeMap<u32, usize> {
        let mut nodes: Vec<u32> = edges.iter().map(pick).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes.into_iter().enumerate().map(|(place, node)| (node, place)).collect()
    };
    let (left, right) = (number(|edge| edge.a), number(|edge| edge.b));
    let ends: Vec<(usize, usize, f64)> = edges
        .iter()
        .map(|edge| (left[&edge.a], right[&edge.b], f64::from(edge.bits) - bar))
        .collect();
    let mut edge_of_left: Vec<Option<usize>> = vec![None; left.len()];
    let mut edge_of_right: Vec<Option<usize>> = vec![None; right.len()];
    loop {
        // Gain of the best alternating path from a free left node to each node, and how it came there.
        let mut gain_left: Vec<f64> = edge_of_left
            .iter()
            .map(|edge| if edge.is_none() { 0.0 } else { f64::NEG_INFINITY })
            .collect();
        let mut gain_right = vec![f64::NEG_INFINITY; right.len()];
        let mut came_right: Vec<Option<usize>> = vec![None; right.len()];
        let mut has_changed = true;
        while has_changed {
            has_changed = false;
            for (place, &(l, r, gain)) in ends.iter().enumerate() {
                if edge_of_left[l] != Some(place) && gain_left[l] + gain > gain_right[r] + 1e-9 {
                    gain_right[r] = gain_left[l] + gain;
                    came_right[r] = Some(place);
                    has_changed = true;
                    if let Some(held) = edge_of_right[r] {
                        let (back, _, lost) = ends[held];
                        gain_left[back] = gain_left[back].max(gain_right[r] - lost);
                    }
                }
            }
        }
        let best = (0..right.len())
            .filter(|&r| edge_of_right[r].is_none())
            .max_by(|&x, &y| gain_right[x].total_cmp(&gain_right[y]).then(y.cmp(&x)));
        let Some(mut r) = best.filter(|&r| gain_right[r] > 0.0) else { break };
        // Turn the path over.
        while let Some(place) = came_right[r] {
            let l = ends[place].0;
            let before = edge_of_left[l].replace(place);
            edge_of_right[r] = Some(place);
            match before {
                Some(held) => r = ends[held].1,
                None => break,
            }
        }
    }
    edge_of_left.into_iter().flatten().map(|place| edges[place]).collect()
}
