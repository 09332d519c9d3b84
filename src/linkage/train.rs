//! Learns a model without labels: chance agreement from random pairs, true agreement by expectation and
//! maximisation over counted comparison patterns.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::blocking::{self, Blocks};
use crate::compare::{Comparer, MANY, Pattern, level_of};
use crate::error::Result;
use crate::features::{Features, Layout};
use crate::frequencies::{self, Surprises, ValueCounts};
use crate::hash;
use crate::level;
use crate::model::{
    ComparisonModel, LevelModel, Model, RuleModel, Weights, probability, relatives_step,
};
use crate::profiles::Profiles;
use crate::records::Records;
use crate::spec::{LinkageSpec, Mode, Role};

/// Surprise is counted in steps of half a bit.
const STEPS_PER_BIT: f32 = 2.0;
/// Weight of the expectation before any data, in pairs.
const PRIOR_PAIRS: f64 = 10.0;
/// Share of relatives born on one day: about one birth in eighty is of twins. It is not learnt, so that
/// pairs born on one day count as relatives only as far as there are others, born on different days.
/// National ids of twins are neighbours, hence one digit apart now and then.
const TWINS: f64 = 0.01;
/// Share of true pairs that may contradict each other in what belongs to one person alone; more would mean
/// that relatives had been taken for one person.
const CONTRADICTION_MOST: f64 = 0.14;
/// Patterns per piece of parallel work; the pieces, hence the sums, are the same for any thread count.
const PIECE: usize = 16_384;
/// Identical records count as at most this many in training.
const COPIES_MAX: u32 = 5;

/// A pattern, its surprise in steps, and the number of pairs.
#[derive(Debug, Clone, Copy)]
struct Counted {
    levels: u64,
    steps: i16,
    shared: i16,
    pairs: f64,
}

impl Model {
    /// Trains a model on the records; deterministic, whatever the number of threads.
    pub fn train(spec: &LinkageSpec, records: &Records) -> Result<Model> {
        let layout = Layout::new(spec);
        let mut features = Features::new(&layout);
        features.append(spec, &layout, records)?;
        let profiles = Profiles::new(spec, records, &mut features);
        let (model, _) = train(spec, &layout, &features, &profiles)?;
        Ok(model)
    }
}

/// Trains on prepared features; gives the blocks back, since linking the same records needs them.
pub(crate) fn train(
    spec: &LinkageSpec,
    layout: &Layout,
    features: &Features,
    profiles: &Profiles,
) -> Result<(Model, Blocks)> {
    let rules = spec.blocking_rules();
    let key_rules = blocking::compile(spec, layout, &rules)?;
    let (blocks, bounds) = Blocks::new(&key_rules, features, spec, None);
    let values = frequencies::count(layout, features, profiles);
    let surprises = Surprises::new(layout, &values, features);
    let random = random_patterns(spec, layout, features, profiles, &surprises);
    let (candidates, sampled) =
        candidate_patterns(spec, layout, features, profiles, &surprises, &blocks);
    let mut model = Model {
        spec: spec.clone(),
        records: profiles.records() as u64,
        match_probability: 0.0,
        relative_probability: 0.0,
        comparisons: first_guess(layout, values),
        rules: rules
            .into_iter()
            .zip(bounds)
            .map(|(rule, block_size_max)| RuleModel { keys: rule.keys, block_size_max })
            .collect(),
        threshold_bits: 0.0,
    };
    let pairs = profiles.pairs(spec.mode).max(1.0);
    let fitted = Fit { layout, random, candidates, sampled, pairs };
    fitted.run(&mut model, spec.training.rounds);
    Ok((model, blocks))
}

fn first_guess(layout: &Layout, values: Vec<ValueCounts>) -> Vec<ComparisonModel> {
    layout
        .comparisons
        .iter()
        .zip(values)
        .map(|(comparison, values)| {
            let levels = level::levels(comparison.kind)[1..]
                .iter()
                .map(|level| LevelModel {
                    name: level.name.into(),
                    m: level.prior,
                    u: 0.0,
                    relatives: 0.0,
                })
                .collect();
            ComparisonModel { field: comparison.label.clone(), levels, values }
        })
        .collect()
}

/// The patterns of pairs of records drawn by hash, or of all pairs when they are few.
fn random_patterns(
    spec: &LinkageSpec,
    layout: &Layout,
    features: &Features,
    profiles: &Profiles,
    surprises: &Surprises,
) -> Vec<Counted> {
    let counted = profiles.counted();
    let records = counted.len() as u64;
    let all = records * records.saturating_sub(1) / 2;
    let wanted = spec.training.random_pairs;
    let is_link = spec.mode == Mode::Link;
    let units: Vec<(u64, u64)> = if all <= wanted {
        (0..records).map(|row| (row, row + 1)).collect()
    } else {
        (0..wanted.div_ceil(10_000)).map(|unit| (unit * 10_000, (unit + 1) * 10_000)).collect()
    };
    let counted = units
        .into_par_iter()
        .map_init(
            || Comparer::new(layout, features, surprises, MANY),
            |comparer, (from, to)| {
                let mut counts = HashMap::new();
                let mut visit = |a: u64, b: u64| {
                    let (a, b) = (counted[a as usize] as usize, counted[b as usize] as usize);
                    if !is_link || profiles.file(a) != profiles.file(b) {
                        add(&mut counts, comparer.pattern(a, b), 1);
                    }
                };
                if all <= wanted {
                    (to..records).for_each(|other| visit(from, other));
                } else {
                    for draw in from..to {
                        let a = hash::mix(2 * draw + 1) % records;
                        let b = hash::mix(hash::mix(2 * draw + 2)) % records;
                        if a != b {
                            visit(a, b);
                        }
                    }
                }
                counts
            },
        )
        .reduce(HashMap::new, merge);
    sorted(counted)
}

/// The patterns of candidate pairs, of a sample of the blocks when there are too many, and the share
/// sampled; identical records count too.
fn candidate_patterns(
    spec: &LinkageSpec,
    layout: &Layout,
    features: &Features,
    profiles: &Profiles,
    surprises: &Surprises,
    blocks: &Blocks,
) -> (Vec<Counted>, f64) {
    let all = blocks.pairs_at_most().max(1);
    let share = (spec.training.candidate_pairs as f64 / all as f64).min(1.0);
    let bound = (share * u64::MAX as f64) as u64;
    let keep = |key: u64| share >= 1.0 || key <= bound;
    let is_link = spec.mode == Mode::Link;
    let mut counted = blocks
        .units()
        .into_par_iter()
        .map_init(
            || Comparer::new(layout, features, surprises, MANY),
            |comparer, unit| {
                let mut counts = HashMap::new();
                blocks.visit(unit, keep, |a, b| {
                    if is_link && profiles.file(a) == profiles.file(b) {
                        return;
                    }
                    let copies =
                        profiles.copies(a).min(COPIES_MAX) * profiles.copies(b).min(COPIES_MAX);
                    add(&mut counts, comparer.pattern(a, b), u64::from(copies));
                });
                counts
            },
        )
        .reduce(HashMap::new, merge);
    let mut comparer = Comparer::new(layout, features, surprises, MANY);
    for profile in 0..features.rows() {
        let copies = u64::from(profiles.copies(profile).min(COPIES_MAX));
        if copies > 1 && keep(hash::mix(profile as u64)) {
            let pairs = copies * (copies - 1) / 2;
            add(&mut counted, comparer.pattern(profile, profile), pairs);
        }
    }
    (sorted(counted), share)
}

type Counts = HashMap<(u64, i16, i16), u64>;

fn add(counts: &mut Counts, pattern: Pattern, pairs: u64) {
    let steps = |bits: f32| (bits * STEPS_PER_BIT).round() as i16;
    let key = (pattern.levels, steps(pattern.surprise), steps(pattern.shared));
    *counts.entry(key).or_insert(0) += pairs;
}

fn merge(one: Counts, two: Counts) -> Counts {
    let (mut large, small) = if one.len() >= two.len() { (one, two) } else { (two, one) };
    for (key, pairs) in small {
        *large.entry(key).or_insert(0) += pairs;
    }
    large
}

fn sorted(counts: Counts) -> Vec<Counted> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable();
    counts
        .into_iter()
        .map(|((levels, steps, shared), pairs)| Counted {
            levels,
            steps,
            shared,
            pairs: pairs as f64,
        })
        .collect()
}

/// The data of a fit.
struct Fit<'a> {
    layout: &'a Layout,
    random: Vec<Counted>,
    candidates: Vec<Counted>,
    /// Share of the candidate pairs that `candidates` stands for.
    sampled: f64,
    /// All pairs that could match.
    pairs: f64,
}

type Sums = Vec<[f64; 16]>;

/// What a pair of records may be.
#[derive(Debug, Clone, Copy)]
enum Class {
    Same = 0,
    Relatives = 1,
    Strangers = 2,
}

/// Pairs by class, and by class, comparison and level.
struct ClassSums {
    pairs: [f64; 3],
    levels: [Sums; 3],
}

impl ClassSums {
    fn new(width: usize) -> Self {
        Self { pairs: [0.0; 3], levels: std::array::from_fn(|_| vec![[0.0; 16]; width]) }
    }

    fn of(&self, class: Class) -> &Sums {
        &self.levels[class as usize]
    }

    fn add(&mut self, other: &ClassSums) {
        for class in 0..3 {
            self.pairs[class] += other.pairs[class];
            let own = self.levels[class].iter_mut().flatten();
            for (sum, part) in own.zip(other.levels[class].iter().flatten()) {
                *sum += part;
            }
        }
    }
}

impl Counted {
    fn bits(&self, weights: &Weights) -> (f64, f64) {
        let bits = |steps: i16| f64::from(steps) / f64::from(STEPS_PER_BIT);
        weights.pattern(self.levels, bits(self.steps), bits(self.shared))
    }

    /// The probability of each class.
    fn shares(&self, weights: &Weights) -> [f64; 3] {
        let (same, relatives) = self.bits(weights);
        let top = same.max(relatives).max(0.0);
        let odds = [(same - top).exp2(), (relatives - top).exp2(), (-top).exp2()];
        let all: f64 = odds.iter().sum();
        odds.map(|odds| odds / all)
    }
}

impl Fit<'_> {
    /// Alternates between the probability of each pattern to be of one entity, of relatives or of
    /// strangers, and the shares that follow.
    fn run(&self, model: &mut Model, rounds: u32) {
        let per_record = model.records as f64 / self.pairs;
        let least = (1.0 / self.pairs).min(0.5);
        model.match_probability = (0.2 * per_record).clamp(1e-12, 0.1);
        model.relative_probability = (0.2 * per_record).clamp(1e-12, 0.1);
        let strangers = self.sums(&self.random, None).of(Class::Strangers).clone();
        set_u(model, &strangers);
        self.set_m(model, &vec![[0.0; 16]; model.comparisons.len()]);
        self.set_relatives(model, &vec![[0.0; 16]; model.comparisons.len()]);
        for _ in 0..rounds {
            let before = model.match_probability;
            let weights = Weights::new(self.layout, model);
            let found = self.sums(&self.candidates, Some(&weights));
            let random = self.sums(&self.random, Some(&weights));
            self.set_m(model, found.of(Class::Same));
            set_u(model, random.of(Class::Strangers));
            self.set_relatives(model, found.of(Class::Relatives));
            let share = |class: Class| {
                (found.pairs[class as usize] / self.sampled / self.pairs).clamp(least, 0.5)
            };
            model.match_probability = share(Class::Same);
            model.relative_probability = share(Class::Relatives);
            if (model.match_probability / before - 1.0).abs() < 1e-6 {
                break;
            }
        }
        model.threshold_bits = self.best_threshold(model);
        round(model);
    }

    /// Sums pairs by class, comparison and level; without weights all pairs are strangers.
    fn sums(&self, counted: &[Counted], weights: Option<&Weights>) -> ClassSums {
        let width = self.layout.comparisons.len();
        let pieces: Vec<ClassSums> = counted
            .par_chunks(PIECE)
            .map(|piece| {
                let mut sums = ClassSums::new(width);
                for pattern in piece {
                    let shares = weights.map_or([0.0, 0.0, 1.0], |weights| pattern.shares(weights));
                    for (class, share) in shares.into_iter().enumerate() {
                        let pairs = pattern.pairs * share;
                        sums.pairs[class] += pairs;
                        for (comparison, sums) in sums.levels[class].iter_mut().enumerate() {
                            sums[level_of(pattern.levels, comparison) as usize] += pairs;
                        }
                    }
                }
                sums
            })
            .collect();
        let mut sums = ClassSums::new(width);
        for piece in pieces {
            sums.add(&piece);
        }
        sums
    }

    fn set_m(&self, model: &mut Model, sums: &Sums) {
        for ((comparison, sums), kind) in
            model.comparisons.iter_mut().zip(sums).zip(&self.layout.comparisons)
        {
            let total: f64 = sums[1..].iter().sum::<f64>() + PRIOR_PAIRS;
            let kinds = level::levels(kind.kind);
            let prior: f64 = kinds.iter().map(|kind| kind.prior).sum();
            for (number, level) in comparison.levels.iter_mut().enumerate() {
                let expected = PRIOR_PAIRS * kinds[number + 1].prior / prior;
                level.m = (sums[number + 1] + expected) / total;
            }
            if matches!(kind.role, Role::GivenName | Role::BirthDate | Role::NationalId)
                && let Some(different) = comparison.levels.last_mut()
            {
                different.m = different.m.min(CONTRADICTION_MOST);
            }
        }
    }

    /// Of what relatives share the shares are learnt; what belongs to one person agrees by chance alone,
    /// but for the birth date, which twins share.
    fn set_relatives(&self, model: &mut Model, sums: &Sums) {
        for ((comparison, sums), kind) in
            model.comparisons.iter_mut().zip(sums).zip(&self.layout.comparisons)
        {
            let kinds = level::levels(kind.kind);
            let prior: f64 = kinds.iter().map(|kind| kind.prior).sum();
            let total: f64 = sums[1..].iter().sum::<f64>() + PRIOR_PAIRS;
            let is_shared = kind.role.is_shared_by_relatives();
            for (number, level) in comparison.levels.iter_mut().enumerate() {
                let expected = PRIOR_PAIRS * kinds[number + 1].prior / prior;
                level.relatives =
                    if is_shared { (sums[number + 1] + expected) / total } else { level.u };
            }
            match kind.role {
                Role::BirthDate => {
                    let exact = &mut comparison.levels[0];
                    exact.relatives = exact.u + TWINS * (1.0 - exact.u);
                }
                Role::NationalId => {
                    let one_digit = level::identifier::ONE_DIGIT as usize - 1;
                    comparison.levels[one_digit].relatives = TWINS / 10.0;
                }
                _ => {}
            }
        }
    }

    /// The weight above which the pairs taken have the greatest expected F1, were the model true.
    fn best_threshold(&self, model: &Model) -> f64 {
        let weights = Weights::new(self.layout, model);
        let mut scored: Vec<(f64, f64)> = self
            .candidates
            .iter()
            .map(|pattern| {
                let (same, relatives) = pattern.bits(&weights);
                (same + relatives_step(relatives), pattern.pairs)
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        let true_pairs: f64 = scored.iter().map(|(bits, pairs)| probability(*bits) * pairs).sum();
        let (mut taken, mut hits, mut best) = (0.0f64, 0.0f64, 0.0f64);
        for (bits, pairs) in scored {
            taken += pairs;
            hits += probability(bits) * pairs;
            best = best.max(2.0 * hits / (taken + true_pairs).max(f64::MIN_POSITIVE));
        }
        // A pair is worth taking when its probability is above half the F1 reached.
        let least = (best / 2.0).clamp(0.1, 0.5);
        (least / (1.0 - least)).log2()
    }
}

/// Takes the shares among strangers, each at least half a pair.
fn set_u(model: &mut Model, sums: &Sums) {
    for (comparison, sums) in model.comparisons.iter_mut().zip(sums) {
        let count = comparison.levels.len() as f64;
        let total: f64 = sums[1..].iter().sum::<f64>() + 0.5 * count;
        for (number, level) in comparison.levels.iter_mut().enumerate() {
            level.u = (sums[number + 1] + 0.5) / total;
        }
    }
}

/// Keeps twelve digits of each number, so that a model is the same after a stay in a file.
fn round(model: &mut Model) {
    let keep = |number: &mut f64| *number = format!("{number:.11e}").parse().unwrap_or(*number);
    keep(&mut model.match_probability);
    keep(&mut model.relative_probability);
    keep(&mut model.threshold_bits);
    for level in model.comparisons.iter_mut().flat_map(|comparison| &mut comparison.levels) {
        keep(&mut level.m);
        keep(&mut level.u);
        keep(&mut level.relatives);
    }
}
