//! Sub-seeds and weighted draws: one independent stream per purpose and index, so that no thread order can matter.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// The generator of every draw.
pub(crate) type Random = Pcg64Mcg;

/// The stream of one purpose (`career`, `vacancy` …) and one index (a person, a month …).
pub(crate) fn stream(seed: u64, purpose: &str, index: u64) -> Random {
    let purpose = purpose
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| mix(hash ^ u64::from(byte)).rotate_left(9));
    Random::seed_from_u64(mix(mix(seed ^ purpose) ^ index.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// SplitMix64 finaliser (Steele, Lea, Flood 2014).
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// True with the given probability; values outside 0–1 are cut.
pub(crate) fn chance(random: &mut Random, probability: f64) -> bool {
    random.random::<f64>() < probability
}

/// A whole number between `low` and `high`, both included; `low` where the range is empty.
pub(crate) fn between(random: &mut Random, low: i32, high: i32) -> i32 {
    if high <= low { low } else { random.random_range(low..=high) }
}

/// A standard normal value.
pub(crate) fn normal(random: &mut Random) -> f64 {
    random.sample(rand_distr::StandardNormal)
}

/// One of the items; panics never, as the lists of this crate are constants with entries.
pub(crate) fn pick<'a, T>(random: &mut Random, items: &'a [T]) -> &'a T {
    &items[random.random_range(0..items.len())]
}

/// A whole number whose expectation is `value`: its floor, or one more with the rest as chance.
pub(crate) fn round_randomly(random: &mut Random, value: f64) -> usize {
    value.floor() as usize + usize::from(chance(random, value.fract()))
}

/// Draws indexes in proportion to weights.
#[derive(Debug, Clone)]
pub(crate) struct Weighted {
    cumulative: Vec<f64>,
}

impl Weighted {
    /// Prepares the weights; negative ones count as nothing.
    pub(crate) fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut total = 0.0;
        let cumulative = weights
            .into_iter()
            .map(|weight| {
                total += weight.max(0.0);
                total
            })
            .collect();
        Self { cumulative }
    }

    /// Sum of all weights.
    pub(crate) fn total(&self) -> f64 {
        self.cumulative.last().copied().unwrap_or(0.0)
    }

    /// An index; 0 where all weights are nothing.
    pub(crate) fn draw(&self, random: &mut Random) -> usize {
        let point = random.random::<f64>() * self.total();
        let index = self.cumulative.partition_point(|&upper| upper <= point);
        index.min(self.cumulative.len().saturating_sub(1))
    }
}
