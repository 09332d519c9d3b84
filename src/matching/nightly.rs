//! The best openings by skills for everybody at once: exact, over postings divided by governorate.

use mizan_domain::governorate::GOVERNORATES;
use rayon::prelude::*;

use crate::skills::{REQUIREMENTS_MAX, asked_weight, skill_score};
use crate::{Opening, Requirement, SkillGraph, SkillProfile, Weights, requirement_weight};

/// Number of the partition of openings that name no place.
pub const NATIONWIDE: usize = GOVERNORATES.len();

/// Openings looked at together when a list is selected; a power of two that fills vector registers.
const BLOCK: usize = 16;

/// The partition of a governorate; `None` for an unknown code.
pub fn partition_of(governorate_code: &str) -> Option<usize> {
    GOVERNORATES.iter().position(|governorate| governorate.code == governorate_code)
}

/// An opening and its skill score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Place of the opening in the list the postings were built from.
    pub opening: u32,
    /// Skill score, 0–1, as [`skill_score`] gives it.
    pub score: f64,
}

/// One person of a nightly run.
#[derive(Debug, Clone)]
pub struct Person {
    /// Skills mastered.
    pub profile: SkillProfile,
    /// Partitions to look in, see [`partition_of`]; [`NATIONWIDE`] only where it is named.
    pub partitions: Vec<usize>,
}

/// Openings by skill, divided by governorate so that a list only walks what its filter allows.
#[derive(Debug)]
pub struct Postings {
    partitions: Vec<Partition>,
    /// For each skill the weight of an optional and of an essential requirement, thousandths.
    weights: Vec<[i32; 2]>,
}

#[derive(Debug, Default)]
struct Partition {
    openings: Vec<Member>,
    /// What each opening asks, thousandths; the precise divisor of its score.
    asked: Vec<u64>,
    /// 1 / (1000 × asked), rounded; only to pass over openings quickly.
    scale: Vec<f32>,
    /// Where the postings of each skill begin, and where the last ones end.
    starts: Vec<u32>,
    /// Place in the partition times two, plus one where the skill is essential.
    postings: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Member {
    opening: u32,
    /// Place among all openings by falling publication day, then number: the lower wins a tie.
    order: u32,
}

/// Memory that one thread reuses from person to person; all sums are 0 between two calls.
#[derive(Debug, Default)]
pub struct Accumulator {
    sums: Vec<i32>,
}

#[derive(Debug, Clone, Copy)]
struct Ranked {
    score: f64,
    member: Member,
}

impl Postings {
    /// Divides and sorts the openings; those without a skill that the graph knows are never hit.
    pub fn build(graph: &impl SkillGraph, weights: &Weights, openings: &[Opening]) -> Self {
        let both_weights = |skill| {
            [false, true].map(|is_essential| {
                requirement_weight(graph, weights, Requirement { skill, is_essential }) as i32
            })
        };
        let mut order: Vec<u32> = (0..openings.len() as u32).collect();
        order.sort_unstable_by(|one, other| {
            let (one, other) = (&openings[*one as usize], &openings[*other as usize]);
            other.posted_on.cmp(&one.posted_on).then_with(|| one.id.cmp(&other.id))
        });
        let mut members = vec![Vec::new(); GOVERNORATES.len() + 1];
        for (place, opening) in order.into_iter().enumerate() {
            let code = openings[opening as usize].governorate_code.as_deref();
            let partition = code.and_then(partition_of).unwrap_or(NATIONWIDE);
            members[partition].push(Member { opening, order: place as u32 });
        }
        let partitions = members
            .into_par_iter()
            .map(|members| Partition::build(graph, weights, openings, members))
            .collect();
        Self { partitions, weights: (0..graph.skill_count() as u32).map(both_weights).collect() }
    }

    /// The `count` openings with the highest skill score above 0, best first.
    ///
    /// Ties go by later publication, then by number of the opening; `is_allowed` is asked only
    /// about openings that would enter the list.
    pub fn best(
        &self,
        accumulator: &mut Accumulator,
        profile: &SkillProfile,
        partitions: &[usize],
        count: usize,
        is_allowed: impl Fn(u32) -> bool,
    ) -> Vec<Hit> {
        let mut ranked = Vec::with_capacity(2 * count);
        let mut threshold = 0.0;
        for partition in partitions.iter().filter_map(|number| self.partitions.get(*number)) {
            self.accumulate(accumulator, profile, partition);
            let sums = &mut accumulator.sums[..partition.openings.len()];
            partition.select(sums, count, &is_allowed, &mut ranked, &mut threshold);
            sums.fill(0);
        }
        keep_best(&mut ranked, count);
        ranked
            .into_iter()
            .map(|ranked| Hit { opening: ranked.member.opening, score: ranked.score })
            .collect()
    }

    /// [`Postings::best`] for everybody, the same for any number of threads.
    pub fn best_for_all(&self, people: &[Person], count: usize) -> Vec<Vec<Hit>> {
        people
            .par_iter()
            .with_min_len(64)
            .map_init(Accumulator::default, |accumulator, person| {
                self.best(accumulator, &person.profile, &person.partitions, count, |_| true)
            })
            .collect()
    }

    fn accumulate(
        &self,
        accumulator: &mut Accumulator,
        profile: &SkillProfile,
        partition: &Partition,
    ) {
        if accumulator.sums.len() < partition.openings.len() {
            accumulator.sums.resize(partition.openings.len(), 0);
        }
        let sums = accumulator.sums.as_mut_slice();
        for mastery in profile.masteries() {
            let skill = mastery.skill as usize;
            let Some(weights) = self.weights.get(skill) else { continue };
            let adds = weights.map(|weight| weight * mastery.permille as i32);
            let range = partition.starts[skill] as usize..partition.starts[skill + 1] as usize;
            for posting in &partition.postings[range] {
                sums[(posting >> 1) as usize] += adds[(posting & 1) as usize];
            }
        }
    }
}

impl Partition {
    fn build(
        graph: &impl SkillGraph,
        weights: &Weights,
        openings: &[Opening],
        members: Vec<Member>,
    ) -> Self {
        let requirements = |member: &Member| {
            let all = openings[member.opening as usize].requirements.iter().take(REQUIREMENTS_MAX);
            all.filter(|requirement| (requirement.skill as usize) < graph.skill_count())
        };
        let mut starts = vec![0_u32; graph.skill_count() + 1];
        for requirement in members.iter().flat_map(requirements) {
            starts[requirement.skill as usize + 1] += 1;
        }
        for skill in 1..starts.len() {
            starts[skill] += starts[skill - 1];
        }
        let mut next = starts.clone();
        let mut postings = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (place, member) in members.iter().enumerate() {
            for requirement in requirements(member) {
                let slot = &mut next[requirement.skill as usize];
                postings[*slot as usize] =
                    (place as u32) << 1 | u32::from(requirement.is_essential);
                *slot += 1;
            }
        }
        let asked: Vec<u64> = members
            .iter()
            .map(|member| {
                asked_weight(graph, weights, &openings[member.opening as usize].requirements)
            })
            .collect();
        let scale = asked.iter().map(|asked| 1.0 / (1000 * asked).max(1) as f32).collect();
        Self { openings: members, asked, scale, starts, postings }
    }

    /// Adds openings above the threshold to the list and raises the threshold as it fills.
    fn select(
        &self,
        sums: &[i32],
        count: usize,
        is_allowed: &impl Fn(u32) -> bool,
        ranked: &mut Vec<Ranked>,
        threshold: &mut f64,
    ) {
        for (block, (sums, scale)) in sums.chunks(BLOCK).zip(self.scale.chunks(BLOCK)).enumerate() {
            // The rounded product may be off by a few parts in ten million: pass over only below that.
            let least = (*threshold * (1.0 - 1e-5)) as f32;
            let is_above = |(sum, scale): (&i32, &f32)| u32::from(*sum as f32 * scale > least);
            if sums.iter().zip(scale).map(is_above).sum::<u32>() == 0 {
                continue;
            }
            for (offset, sum) in sums.iter().enumerate().filter(|(_, sum)| **sum > 0) {
                let place = block * BLOCK + offset;
                let score = skill_score(*sum as u64, self.asked[place]);
                let member = self.openings[place];
                // Inside a partition later places lose ties; between partitions `order` decides.
                if score >= *threshold && is_allowed(member.opening) {
                    ranked.push(Ranked { score, member });
                }
            }
            if ranked.len() >= (2 * count).max(BLOCK) {
                keep_best(ranked, count);
                *threshold = ranked.last().map_or(0.0, |last| last.score);
            }
        }
    }
}

fn keep_best(ranked: &mut Vec<Ranked>, count: usize) {
    let by_rank = |one: &Ranked, other: &Ranked| {
        other.score.total_cmp(&one.score).then(one.member.order.cmp(&other.member.order))
    };
    if count > 0 && count < ranked.len() {
        ranked.select_nth_unstable_by(count - 1, by_rank);
    }
    ranked.truncate(count);
    ranked.sort_unstable_by(by_rank);
}
