//! Synthetic people and openings of any size for speed runs, drawn from a fixed seed.

use std::time::Instant;

use mizan_domain::governorate::GOVERNORATES;
use mizan_domain::{Bilingual, Date};
use rayon::prelude::*;
use serde::Serialize;

use super::stream::MersenneTwister;
use crate::nightly::{Accumulator, Person, Postings, partition_of};
use crate::referral::{Edges, Exposure, Settings, UNIT, refer};
use crate::{
    Contract, Evidence, HeldSkill, Opening, Requirement, Result, Shift, SkillProfile, SkillTable,
    Weights,
};

/// Synthetic openings and people over one table of skills.
#[derive(Debug)]
pub struct SyntheticMarket {
    /// Skills with Zipf-like frequencies, each near two others.
    pub graph: SkillTable,
    /// Openings, posted within 90 days before `as_of`.
    pub openings: Vec<Opening>,
    /// Skills, home governorate code of each person.
    pub people: Vec<(Vec<HeldSkill>, &'static str)>,
    /// The day of the market.
    pub as_of: Date,
}

/// Occupations of the synthetic market: code, Arabic title, English title.
const OCCUPATIONS: [(&str, &str, &str); 12] = [
    ("7212", "لحام", "welder"),
    ("7126", "سباك", "plumber"),
    ("7411", "كهربائي مبان", "building electrician"),
    ("7115", "نجار مسلح", "carpenter"),
    ("8153", "مشغل ماكينة خياطة", "sewing machine operator"),
    ("7231", "ميكانيكي سيارات", "car mechanic"),
    ("5120", "طباخ", "cook"),
    ("5223", "مندوب مبيعات", "sales assistant"),
    ("2411", "محاسب", "accountant"),
    ("5321", "مساعد تمريض", "nursing assistant"),
    ("4321", "أمين مخزن", "storekeeper"),
    ("2512", "مطور برمجيات", "software developer"),
];

/// What employers add to a title.
const ADDITIONS: [&str; 10] = [
    "",
    " خبرة",
    " أول",
    " بمصنع",
    " ورشة",
    " senior",
    " shift",
    " فوراً",
    " للعمل بالمصانع",
    " junior",
];

impl SyntheticMarket {
    /// Draws a market of the given sizes.
    pub fn draw(openings: usize, people: usize, skills: usize, seed: u32) -> Self {
        let mut stream = MersenneTwister::new(seed);
        let mut graph = SkillTable::new();
        for skill in 0..skills {
            let share = 0.5 / (1.0 + skill as f64).powf(0.8);
            let label = Bilingual::new(format!("مهارة {skill}"), format!("skill {skill}"));
            graph.add(&format!("skill-{skill}"), label, (1.0 + 1.0 / share).ln());
        }
        for skill in (0..skills.saturating_sub(1) as u32).step_by(2) {
            graph.connect(skill, skill + 1, 0.5 + 0.4 * stream.next_unit());
        }
        // The first place of a governorate on the ladder is its share of the population.
        let mut total = 0;
        let ladder: Vec<u64> = GOVERNORATES
            .iter()
            .map(|governorate| {
                total += u64::from(governorate.population);
                total
            })
            .collect();
        let place = |stream: &mut MersenneTwister| {
            let drawn = (stream.next_unit() * total as f64) as u64;
            GOVERNORATES[ladder.partition_point(|step| *step <= drawn).min(26)].code
        };
        let pick = |stream: &mut MersenneTwister| -> u32 {
            // Inverse of the cumulative distribution of x^-0.8 on 1..=skills.
            let most = (skills as f64).powf(0.2);
            let drawn = 1.0 + stream.next_unit() * (most - 1.0);
            (drawn.powi(5) as u32).clamp(1, skills as u32) - 1
        };
        let as_of = Date::from_days(20_780);
        let openings = (0..openings)
            .map(|number| {
                let (code, arabic, english) = OCCUPATIONS[stream.below(OCCUPATIONS.len())];
                let addition = ADDITIONS[stream.below(ADDITIONS.len())];
                let title = if stream.next_unit() < 0.7 { arabic } else { english };
                let wage = 7_000 + 250 * stream.below(40) as u32;
                let count = 3 + stream.below(10);
                let mut requirements: Vec<Requirement> = (0..count)
                    .map(|place| Requirement {
                        skill: pick(&mut stream),
                        is_essential: place % 3 != 2,
                    })
                    .collect();
                requirements
                    .sort_by_key(|requirement| (requirement.skill, !requirement.is_essential));
                requirements.dedup_by_key(|requirement| requirement.skill);
                Opening {
                    id: format!("V{number:08}"),
                    title: format!("{title}{addition}"),
                    employer: format!("منشأة {}", number % 5000),
                    occupation_code: Some(code.to_owned()),
                    governorate_code: Some(place(&mut stream).to_owned()),
                    requirements,
                    unknown_skills: Vec::new(),
                    wage_min_egp_month: Some(wage),
                    wage_max_egp_month: Some(wage + 1_000),
                    contract: Some(Contract::ALL[stream.below(4)]),
                    shift: Some(Shift::ALL[stream.below(3)]),
                    education_level: Some(1 + stream.below(8) as u8),
                    licence_code: None,
                    posted_on: as_of.add_days(-(stream.below(90) as i32)),
                    openings_count: 1 + stream.below(3) as u32,
                }
            })
            .collect();
        let evidence = [
            Evidence::Stated,
            Evidence::Taught,
            Evidence::Limited,
            Evidence::Medium,
            Evidence::Skilled,
        ];
        let people = (0..people)
            .map(|_| {
                let count = 5 + stream.below(16);
                let mut held: Vec<HeldSkill> = (0..count)
                    .map(|_| HeldSkill {
                        skill: pick(&mut stream),
                        evidence: evidence[stream.below(evidence.len())],
                        confirmed_on: Some(as_of.add_days(-(stream.below(3_000) as i32))),
                    })
                    .collect();
                held.sort_by_key(|held| held.skill);
                held.dedup_by_key(|held| held.skill);
                (held, place(&mut stream))
            })
            .collect();
        Self { graph, openings, people, as_of }
    }

    /// Some of the people as a nightly run takes them, each in the own governorate.
    pub fn nightly_people(
        &self,
        people: &[(Vec<HeldSkill>, &'static str)],
        weights: &Weights,
    ) -> Vec<Person> {
        people
            .par_iter()
            .map(|(held, governorate)| Person {
                profile: SkillProfile::new(&self.graph, weights, held, self.as_of),
                partitions: partition_of(governorate).into_iter().collect(),
            })
            .collect()
    }
}

/// Numbers of a nightly run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NightlyBenchmark {
    /// People.
    pub people: usize,
    /// Openings.
    pub openings: usize,
    /// Openings per list.
    pub top: usize,
    /// Seconds to build the postings.
    pub build_seconds: f64,
    /// Seconds to spread held skills to near ones.
    pub profile_seconds: f64,
    /// Seconds for all lists.
    pub list_seconds: f64,
    /// Seconds for everything: postings, profiles, lists.
    pub total_seconds: f64,
    /// Lists per second, all threads together.
    pub lists_per_second: f64,
    /// Mean skills per person, near ones included.
    pub skills_mean: f64,
    /// Threads used.
    pub threads: usize,
}

/// Measures exact lists for synthetic people.
pub fn nightly_benchmark(people: usize, openings: usize, top: usize) -> NightlyBenchmark {
    let market = SyntheticMarket::draw(openings, people, 2_000, 11);
    let weights = Weights::default();
    let start = Instant::now();
    let postings = Postings::build(&market.graph, &weights, &market.openings);
    let build_seconds = start.elapsed().as_secs_f64();
    let (mut profile_seconds, mut list_seconds) = (0.0, 0.0);
    let (mut counted, mut skills) = (0, 0);
    // In groups, as a run does: profiles and lists of a group are written out and dropped.
    for group in market.people.chunks(65_536) {
        let start = Instant::now();
        let persons = market.nightly_people(group, &weights);
        profile_seconds += start.elapsed().as_secs_f64();
        let start = Instant::now();
        counted += postings.best_for_all(&persons, top).len();
        list_seconds += start.elapsed().as_secs_f64();
        skills += persons.iter().map(|person| person.profile.masteries().len()).sum::<usize>();
    }
    NightlyBenchmark {
        people,
        openings,
        top,
        build_seconds,
        profile_seconds,
        list_seconds,
        total_seconds: build_seconds + profile_seconds + list_seconds,
        lists_per_second: counted as f64 / list_seconds,
        skills_mean: skills as f64 / people.max(1) as f64,
        threads: rayon::current_num_threads(),
    }
}

/// Numbers of a large referral.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LargeReferralBenchmark {
    /// Candidates.
    pub candidates: usize,
    /// Vacancies.
    pub vacancies: usize,
    /// Most people per vacancy.
    pub cap: u32,
    /// Edges.
    pub edges: usize,
    /// Seconds to find the best 200 of each candidate.
    pub edge_seconds: f64,
    /// Seconds for prices and repair.
    pub referral_seconds: f64,
    /// Spread of the lists.
    #[serde(flatten)]
    pub exposure: Exposure,
    /// Share of the score without caps.
    pub score_kept: f64,
    /// Share of the bound.
    pub share_of_bound: f64,
    /// Vacancies above their cap.
    pub above_cap: usize,
    /// Places on lists left empty.
    pub places_empty: usize,
}

/// Measures a referral of synthetic people over the whole country, top 10, caps half above the mean load.
pub fn large_referral_benchmark(
    candidates: usize,
    vacancies: usize,
) -> Result<LargeReferralBenchmark> {
    let mut market = SyntheticMarket::draw(vacancies, candidates, 2_000, 13);
    market.openings.iter_mut().for_each(|opening| opening.governorate_code = None);
    let weights = Weights::default();
    let postings = Postings::build(&market.graph, &weights, &market.openings);
    let start = Instant::now();
    let lists: Vec<Vec<(u32, i32)>> = market
        .nightly_people(&market.people, &weights)
        .into_par_iter()
        .map_init(Accumulator::default, |accumulator, person| {
            let places = [crate::nightly::NATIONWIDE];
            let hits = postings.best(accumulator, &person.profile, &places, 200, |_| true);
            let unit = f64::from(UNIT);
            hits.into_iter().map(|hit| (hit.opening, (hit.score * unit).round() as i32)).collect()
        })
        .collect();
    let edges = Edges::new(lists, vacancies, 200)?;
    let edge_seconds = start.elapsed().as_secs_f64();
    let settings = Settings::default();
    let cap = (candidates * settings.top * 3).div_ceil(2 * vacancies.max(1)) as u32;
    let start = Instant::now();
    let referral = refer(&edges, &vec![cap; vacancies], &settings, None)?;
    let certificate = referral.certificate;
    Ok(LargeReferralBenchmark {
        candidates,
        vacancies,
        cap,
        edges: edges.len(),
        edge_seconds,
        referral_seconds: start.elapsed().as_secs_f64(),
        exposure: Exposure::of(&referral.lists, vacancies, settings.top),
        score_kept: certificate.score_kept,
        share_of_bound: certificate.share_of_bound,
        above_cap: certificate.above_cap,
        places_empty: certificate.places_empty,
    })
}
