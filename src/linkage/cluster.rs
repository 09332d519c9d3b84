//! Groups records by average linkage, so that a chain of weak links joins nobody.

use rayon::prelude::*;

use crate::score::Scorer;

/// A component larger than this is first cut at a higher bar.
const COMPONENT_MAX: usize = 300;
/// How much the bar rises, in bits, to cut a large component.
const BAR_STEP: f64 = 3.0;
/// Weights beyond this many bits count as this many, so that one loud pair cannot outvote several.
const LOUD: f64 = 40.0;

/// A pair worth a link: two profiles and the weight in bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) bits: f32,
}

/// Groups of places (0 to `nodes`) connected by edges, each group sorted, groups in order of their first node.
pub(crate) fn components(nodes: usize, edges: &[Edge]) -> Vec<Vec<u32>> {
    let mut parent: Vec<u32> = (0..nodes as u32).collect();
    for edge in edges {
        let (one, two) = (root(&mut parent, edge.a), root(&mut parent, edge.b));
        // The smaller number leads: the same forest for any order of edges.
        parent[one.max(two) as usize] = one.min(two);
    }
    let mut labelled: Vec<(u32, u32)> =
        (0..nodes as u32).map(|node| (root(&mut parent, node), node)).collect();
    labelled.sort_unstable();
    labelled
        .chunk_by(|one, two| one.0 == two.0)
        .filter(|group| group.len() > 1)
        .map(|group| group.iter().map(|&(_, node)| node).collect())
        .collect()
}

fn root(parent: &mut [u32], node: u32) -> u32 {
    let mut top = node;
    while parent[top as usize] != top {
        top = parent[top as usize];
    }
    let mut here = node;
    while parent[here as usize] != top {
        let next = parent[here as usize];
        parent[here as usize] = top;
        here = next;
    }
    top
}

/// What the clustering needs to know about its surroundings.
pub(crate) struct Setting<'a, S> {
    /// Makes a scorer for a thread.
    pub(crate) scorer: &'a (dyn Fn() -> Scorer<'a> + Sync),
    /// A number per node that depends on its content alone and settles ties.
    pub(crate) signature: &'a S,
    /// Weight in bits above which a pair is a link.
    pub(crate) bar: f64,
    /// Largest group.
    pub(crate) size_max: usize,
}

/// Splits the connected nodes into groups of at least two; who is in none stays single.
pub(crate) fn cluster<S>(nodes: &[u32], edges: &[Edge], setting: &Setting<'_, S>) -> Vec<Vec<u32>>
where
    S: Fn(u32) -> u64 + Sync,
{
    let small = split(components(nodes.len(), edges), edges, setting.bar);
    let mut groups: Vec<Vec<u32>> = small
        .into_par_iter()
        .map(|places| places.into_iter().map(|place| nodes[place as usize]).collect())
        .map_init(|| (setting.scorer)(), |scorer, nodes| agglomerate(scorer, nodes, setting))
        .flatten()
        .collect();
    groups.sort_unstable();
    groups
}

/// Cuts components that are too large at ever higher bars.
fn split(components: Vec<Vec<u32>>, edges: &[Edge], bar: f64) -> Vec<Vec<u32>> {
    let (mut small, large): (Vec<_>, Vec<_>) =
        components.into_iter().partition(|nodes| nodes.len() <= COMPONENT_MAX);
    for nodes in large {
        let bar = bar + BAR_STEP;
        let inside: Vec<Edge> = edges
            .iter()
            .filter(|edge| f64::from(edge.bits) > bar && nodes.binary_search(&edge.a).is_ok())
            .filter_map(|edge| {
                let a = nodes.binary_search(&edge.a).ok()? as u32;
                let b = nodes.binary_search(&edge.b).ok()? as u32;
                Some(Edge { a, b, bits: edge.bits })
            })
            .collect();
        let parts = split(self::components(nodes.len(), &inside), &inside, bar);
        small.extend(
            parts.into_iter().map(|part| {
                part.into_iter().map(|place| nodes[place as usize]).collect::<Vec<u32>>()
            }),
        );
    }
    small
}

/// Joins the two groups with the greatest mean weight until none is above the bar.
fn agglomerate<S>(
    scorer: &mut Scorer<'_>,
    mut nodes: Vec<u32>,
    setting: &Setting<'_, S>,
) -> Vec<Vec<u32>>
where
    S: Fn(u32) -> u64 + Sync,
{
    if nodes.len() == 2 {
        return vec![nodes];
    }
    nodes.sort_by_cached_key(|&node| ((setting.signature)(node), node));
    let count = nodes.len();
    let mut sums = vec![0.0f64; count * count];
    for i in 0..count {
        for j in i + 1..count {
            let bits = scorer.weight(nodes[i] as usize, nodes[j] as usize);
            let bits = bits.min(LOUD) - setting.bar;
            sums[i * count + j] = bits;
            sums[j * count + i] = bits;
        }
    }
    let mut groups: Vec<Vec<u32>> = nodes.iter().map(|&node| vec![node]).collect();
    let mut alive: Vec<usize> = (0..count).collect();
    loop {
        let mut best = (0.0, 0, 0);
        for (place, &i) in alive.iter().enumerate() {
            for &j in &alive[place + 1..] {
                let size = groups[i].len() * groups[j].len();
                let mean = sums[i * count + j] / size as f64;
                if mean > best.0 && groups[i].len() + groups[j].len() <= setting.size_max {
                    best = (mean, i, j);
                }
            }
        }
        let (mean, i, j) = best;
        if mean <= 0.0 {
            break;
        }
        let joined = std::mem::take(&mut groups[j]);
        groups[i].extend(joined);
        alive.retain(|&group| group != j);
        for &other in &alive {
            if other != i {
                let sum = sums[i * count + other] + sums[j * count + other];
                sums[i * count + other] = sum;
                sums[other * count + i] = sum;
            }
        }
    }
    groups
        .into_iter()
        .filter(|group| group.len() > 1)
        .map(|mut group| {
            group.sort_unstable();
            group
        })
        .collect()
}
