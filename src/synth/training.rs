//! Training: providers, programmes, cohorts, who is chosen, who completes, and the known effect on insured work.
//!
//! Choice depends on what registers see (sex, age, registration, the qualification stated there,
//! insurance, place) and on nothing else: neither on ability nor on work that no register knows. The effect is planted on potential outcomes: Y0 is insured work in at least one
//! of the months M4–M6 after the end without the course; a completer whose Y0 is no gets a job with
//! probability effect ÷ (1 − mean Y0), so that the mean of Y1 − Y0 over completers is the effect.

use mizan_domain::governorate::GOVERNORATES;
use rand::Rng;

use crate::careers::{Careers, EndReason, Market, Spell, State};
use crate::clock::{Clock, Day, NEVER, age_at};
use crate::population::Person;
use crate::random::{Random, Weighted, between, chance, normal, stream};
use crate::registrations::{Eagerness, is_seeking};
use crate::taxonomy::Taxonomy;
use crate::trades::Trade;

/// A training provider.
#[derive(Debug, Clone)]
pub(crate) struct Provider {
    /// Code, such as `TC-MN-1`.
    pub(crate) code: String,
    /// Arabic name.
    pub(crate) name_ar: String,
    /// English name.
    pub(crate) name_en: String,
    /// Seat.
    pub(crate) governorate: u8,
    /// Places of a usual cohort: centres 15.3 trainees, mobile units 11.1 (2024/25).
    seats: i32,
    /// How well it teaches: shifts the scores after the course.
    quality: f64,
}

/// A programme of one provider.
#[derive(Debug, Clone)]
pub(crate) struct Programme {
    /// Code.
    pub(crate) code: String,
    /// Index of the provider.
    pub(crate) provider: usize,
    /// Index of the occupation.
    pub(crate) occupation: u8,
    /// Length.
    pub(crate) hours: i32,
    /// Skill codes taught.
    pub(crate) skills: Vec<String>,
    /// Cost per trainee, EGP.
    pub(crate) cost: i32,
}

/// One run of a programme.
#[derive(Debug, Clone)]
pub(crate) struct Cohort {
    /// Code.
    pub(crate) code: String,
    /// Index of the programme.
    pub(crate) programme: usize,
    /// First day.
    pub(crate) starts: Day,
    /// Last day.
    pub(crate) ends: Day,
    /// Places.
    pub(crate) seats: i32,
}

/// One trainee in one cohort.
#[derive(Debug, Clone)]
pub(crate) struct Enrolment {
    /// Index of the cohort.
    pub(crate) cohort: u32,
    /// Index of the person.
    pub(crate) person: u32,
    /// Enrolment.
    pub(crate) enrolled: Day,
    /// End, by completion or dropout.
    pub(crate) ended: Day,
    /// Whether the course was completed.
    pub(crate) is_completed: bool,
    /// Attendance, 0–1.
    pub(crate) attendance: f64,
    /// Score before.
    pub(crate) pre_score: f64,
    /// Score after, of completers.
    pub(crate) post_score: f64,
    /// What would be and what is.
    pub(crate) outcome: Outcome,
}

/// Potential outcomes of one trainee: insured work in M4–M6.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outcome {
    /// Without the course.
    pub(crate) untreated: bool,
    /// With it.
    pub(crate) treated: bool,
    /// Whether M6 lies inside the window.
    pub(crate) is_observed: bool,
}

/// All training of a market.
#[derive(Debug, Default)]
pub(crate) struct Training {
    /// Providers.
    pub(crate) providers: Vec<Provider>,
    /// Programmes.
    pub(crate) programmes: Vec<Programme>,
    /// Cohorts in the order of their start.
    pub(crate) cohorts: Vec<Cohort>,
    /// Enrolments in the order of cohorts.
    pub(crate) enrolments: Vec<Enrolment>,
}

/// Draws providers, programmes and cohorts and chooses the trainees.
pub(crate) fn draw(market: &Market<'_>, careers: &Careers, taxonomy: &Taxonomy) -> Training {
    let mut random = stream(market.seed, "training", 0);
    let mut training = Training { providers: draw_providers(&mut random), ..Training::default() };
    draw_programmes(&mut random, &mut training, taxonomy, market.trades);
    let mut by_governorate = vec![Vec::new(); GOVERNORATES.len()];
    for (index, person) in market.persons.iter().enumerate() {
        by_governorate[usize::from(person.governorate)].push(index as u32);
    }
    draw_cohorts(&mut random, market, &by_governorate, &mut training);
    let mut is_taken = vec![false; market.persons.len()];
    for index in 0..training.cohorts.len() {
        if training.cohorts[index].starts > market.clock.end() {
            break;
        }
        let place = training.providers
            [training.programmes[training.cohorts[index].programme].provider]
            .governorate;
        let pool = &by_governorate[usize::from(place)];
        let enrolments = enrol(market, careers, &training, index, pool, &mut is_taken);
        training.enrolments.extend(enrolments);
    }
    training
}

fn draw_providers(random: &mut Random) -> Vec<Provider> {
    let mut providers = Vec::new();
    for (at, place) in GOVERNORATES.iter().enumerate() {
        let short = &place.code[3..];
        let kinds = [
            (
                "TC",
                format!("مركز التدريب المهني ب{}", place.name_ar),
                format!("{} Vocational Training Centre", place.name_en),
                16,
            ),
            (
                "MU",
                format!("وحدة التدريب المتنقلة ب{}", place.name_ar),
                format!("{} Mobile Training Unit", place.name_en),
                12,
            ),
            (
                "PV",
                format!("أكاديمية مهنتي ب{}", place.name_ar),
                format!("{} Mehnaty Academy", place.name_en),
                20,
            ),
        ];
        let count = if place.population >= 3_500_000 { 3 } else { 2 };
        for (kind, name_ar, name_en, seats) in kinds.into_iter().take(count) {
            providers.push(Provider {
                code: format!("{kind}-{short}-1"),
                name_ar,
                name_en,
                governorate: at as u8,
                seats,
                quality: normal(random),
            });
        }
    }
    providers
}

fn draw_programmes(
    random: &mut Random,
    training: &mut Training,
    taxonomy: &Taxonomy,
    trades: &[Trade],
) {
    // Women are two thirds of trainees: what they choose weighs more.
    let weights = Weighted::new(
        trades
            .iter()
            .map(|trade| if trade.is_craft { 0.3 + 5.0 * trade.women } else { 1.5 * trade.women }),
    );
    for provider in 0..training.providers.len() {
        let mut chosen: Vec<u8> = Vec::new();
        while chosen.len() < 4 {
            let occupation = weights.draw(random) as u8;
            if !chosen.contains(&occupation) {
                chosen.push(occupation);
            }
        }
        chosen.sort_unstable();
        for occupation in chosen {
            let one = &taxonomy.occupations[usize::from(occupation)];
            let mut skills = one.essential.clone();
            skills.extend(one.optional.iter().filter(|_| chance(random, 0.4)).cloned());
            let hours = *crate::random::pick(random, &[90, 120, 160, 240, 320, 480]);
            training.programmes.push(Programme {
                code: format!("{}-{}", training.providers[provider].code, one.isco)
                    + if one.slug.len().is_multiple_of(2) { "A" } else { "B" },
                provider,
                occupation,
                hours,
                skills,
                cost: hours * between(random, 14, 30) / 100 * 100 + 500,
            });
        }
    }
    // Two occupations may share an ISCO code: the code of a programme must not.
    let mut seen = std::collections::BTreeSet::new();
    for programme in &mut training.programmes {
        while !seen.insert(programme.code.clone()) {
            programme.code.push('2');
        }
    }
}

/// Cohorts are planned, and delivered, before they start.
pub(crate) const PLANNED_DAYS: i32 = 75;

/// Share of programmes with a cohort planned after the window.
const PLANNED_SHARE: f64 = 0.4;

/// Trainees a month: 0.12 % of the labour force, 75 at least.
fn intake_month(people: usize) -> f64 {
    (people as f64 * 0.0012).max(75.0)
}

fn draw_cohorts(
    random: &mut Random,
    market: &Market<'_>,
    by_governorate: &[Vec<u32>],
    training: &mut Training,
) {
    let clock = market.clock;
    let mut left = intake_month(market.persons.len()) * clock.months() as f64;
    // No more than a third of a governorate's labour force is ever trained.
    let mut room: Vec<f64> = by_governorate.iter().map(|pool| pool.len() as f64 * 0.33).collect();
    let weights = Weighted::new(training.programmes.iter().map(|programme| {
        let place = usize::from(training.providers[programme.provider].governorate);
        by_governorate[place].len() as f64
    }));
    let mut cohorts = Vec::new();
    let mut tries = 0;
    while left > 0.0 && tries < 400_000 {
        tries += 1;
        let programme = weights.draw(random);
        let provider = &training.providers[training.programmes[programme].provider];
        let place = usize::from(provider.governorate);
        let seats = (provider.seats + between(random, -3, 5)).max(8);
        if room[place] < f64::from(seats) {
            if room.iter().all(|room| *room < 8.0) {
                break;
            }
            continue;
        }
        room[place] -= f64::from(seats);
        left -= f64::from(seats) * 0.9;
        let weeks = training.programmes[programme].hours / 30 + between(random, 0, 2);
        let starts = between(random, clock.start() - 20, clock.end());
        cohorts.push(Cohort {
            code: String::new(),
            programme,
            starts,
            ends: starts + weeks.max(3) * 7,
            seats,
        });
    }
    // What is planned for the months after the window: the courses a seeker can still join.
    for programme in 0..training.programmes.len() {
        if chance(random, PLANNED_SHARE) {
            let provider = &training.providers[training.programmes[programme].provider];
            let weeks = (training.programmes[programme].hours / 30).max(3);
            let starts = between(random, clock.end() + 1, clock.end() + PLANNED_DAYS);
            let seats = provider.seats;
            let ends = starts + weeks * 7;
            cohorts.push(Cohort { code: String::new(), programme, starts, ends, seats });
        }
    }
    cohorts.sort_by_key(|cohort| (cohort.starts, cohort.programme));
    for (index, cohort) in cohorts.iter_mut().enumerate() {
        let year = crate::clock::year_of(cohort.starts);
        cohort.code = format!("C{year}-{:05}", index + 1);
    }
    training.cohorts = cohorts;
}

/// Log-weight of being chosen: observables only.
fn selection_score(
    person: &Person,
    trade: &Trade,
    is_insured: bool,
    is_registered: bool,
    day: Day,
) -> f64 {
    let age = age_at(person.birth, day);
    if !(17..=50).contains(&age) {
        return f64::NEG_INFINITY;
    }
    let mut score = 0.0;
    // Courses of crafts that only men practise draw men; all others draw mostly women.
    let draws_women = 2.8 - 4.0 * f64::from(u8::from(trade.women < 0.05));
    score += if person.is_woman { draws_women } else { 0.0 };
    score += if age < 30 { 0.8 } else { 0.0 };
    score -= if age > 40 { 0.8 } else { 0.0 };
    score += if is_registered { 1.0 } else { 0.0 };
    // Only who is registered has told an office the qualification.
    score += if is_registered && person.education >= 3 { 0.4 } else { 0.0 };
    score -= if is_insured { 1.6 } else { 0.0 };
    score
}

fn enrol(
    market: &Market<'_>,
    careers: &Careers,
    training: &Training,
    index: usize,
    pool: &[u32],
    is_taken: &mut [bool],
) -> Vec<Enrolment> {
    let cohort = &training.cohorts[index];
    let programme = &training.programmes[cohort.programme];
    let quality = training.providers[programme.provider].quality;
    let trade = &market.trades[usize::from(programme.occupation)];
    let mut random = stream(market.seed, "cohort", index as u64);
    let day = cohort.starts;
    let eagerness = Eagerness::for_people(market.persons.len());
    let fill = (f64::from(cohort.seats) * (0.78 + 0.22 * random.random::<f64>())).round() as usize;
    let looked_at = pool.len().min(fill * 40);
    let offset = random.random_range(0..pool.len().max(1));
    let stride = coprime_stride(pool.len());
    // Exponential keys: the smallest are a weighted sample without replacement.
    let mut keys: Vec<(f64, u32)> = (0..looked_at)
        .map(|at| pool[(offset + at * stride) % pool.len()])
        .filter(|person| !is_taken[*person as usize])
        .filter_map(|index| {
            let person = &market.persons[index as usize];
            let spells = careers.of(index);
            let is_insured = careers.state(index, day) == State::Insured;
            let is_registered = is_seeking(market.seed, market.clock, eagerness, spells, day);
            let score = selection_score(person, trade, is_insured, is_registered, day);
            let key = -(1.0 - random.random::<f64>()).ln() / score.exp();
            key.is_finite().then_some((key, index))
        })
        .collect();
    keys.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
    keys.truncate(fill);
    keys.into_iter()
        .map(|(_, person)| {
            is_taken[person as usize] = true;
            draw_enrolment(&mut random, market.persons, cohort, index as u32, person, quality)
        })
        .collect()
}

/// A step that visits every member of a pool once.
fn coprime_stride(length: usize) -> usize {
    let gcd = |mut left: usize, mut right: usize| {
        while right > 0 {
            (left, right) = (right, left % right);
        }
        left
    };
    (length * 5 / 13..length.max(2)).find(|step| *step > 0 && gcd(*step, length) == 1).unwrap_or(1)
}

fn draw_enrolment(
    random: &mut Random,
    persons: &[Person],
    cohort: &Cohort,
    index: u32,
    person: u32,
    quality: f64,
) -> Enrolment {
    let age = age_at(persons[person as usize].birth, cohort.starts);
    let is_dropout = chance(random, if age < 20 { 0.20 } else { 0.14 });
    let ended =
        if is_dropout { between(random, cohort.starts + 3, cohort.ends - 3) } else { cohort.ends };
    let attendance: f64 = if is_dropout {
        0.15 + 0.5 * random.random::<f64>()
    } else {
        0.75 + 0.25 * random.random::<f64>()
    };
    let pre_score = (44.0 + 13.0 * normal(random)).clamp(0.0, 95.0);
    let gain = 20.0 + 4.0 * quality + 9.0 * normal(random);
    Enrolment {
        cohort: index,
        person,
        enrolled: cohort.starts - random.random_range(0..10),
        ended,
        is_completed: !is_dropout,
        attendance,
        pre_score,
        post_score: (pre_score + gain).clamp(0.0, 100.0),
        outcome: Outcome::default(),
    }
}

/// First and last day of the months M4–M6 after an end; M1 is the first full month.
pub(crate) fn outcome_window(clock: &Clock, ended: Day) -> (Day, Day) {
    let first_full = clock.number_of(ended) + 1;
    (clock.first_day(first_full + 3), clock.last_day(first_full + 5))
}

pub(crate) fn is_insured_between(spells: &[Spell], from: Day, until: Day) -> bool {
    spells
        .iter()
        .any(|spell| spell.state == State::Insured && spell.start <= until && spell.end >= from)
}

/// Plants the effect: returns the careers as they went with training.
pub(crate) fn treat(
    market: &Market<'_>,
    careers: Careers,
    training: &mut Training,
    effect: f64,
) -> Careers {
    let clock = market.clock;
    let (mut completers, mut employed) = (0.0, 0.0);
    for enrolment in &mut training.enrolments {
        let (from, until) = outcome_window(clock, enrolment.ended);
        let outcome = is_insured_between(careers.of(enrolment.person), from, until);
        let is_observed = until <= clock.end();
        enrolment.outcome = Outcome { untreated: outcome, treated: outcome, is_observed };
        if enrolment.is_completed && is_observed {
            completers += 1.0;
            employed += f64::from(u8::from(outcome));
        }
    }
    let without = if completers > 0.0 { employed / completers } else { 0.4 };
    let gain = (effect / (1.0 - without).max(0.05)).clamp(0.0, 1.0);
    let mut changed = std::collections::BTreeMap::new();
    for (index, enrolment) in training.enrolments.iter_mut().enumerate() {
        let mut random = stream(market.seed, "effect", index as u64);
        let is_helped =
            enrolment.is_completed && !enrolment.outcome.untreated && chance(&mut random, gain);
        if !is_helped {
            continue;
        }
        let occupation =
            training.programmes[training.cohorts[enrolment.cohort as usize].programme].occupation;
        let first_full = clock.number_of(enrolment.ended) + 1;
        let month = first_full + between(&mut random, 0, 2);
        let day = between(&mut random, clock.first_day(month), clock.last_day(month));
        enrolment.outcome.treated = true;
        if day > clock.end() {
            continue;
        }
        let mut spells = careers.of(enrolment.person).to_vec();
        spells.retain(|spell| spell.start < day);
        let own = market.persons[enrolment.person as usize].occupation;
        let occupation = if chance(&mut random, 0.7) { occupation } else { own };
        market.change(
            &mut random,
            enrolment.person,
            occupation,
            State::Insured,
            day,
            EndReason::Resignation,
            &mut spells,
        );
        // The insurance body knows in time, and the job lasts through M6.
        if let Some(job) = spells.last_mut() {
            job.posted_month = clock.number_of(day) as i16;
            job.end = NEVER;
        }
        market.walk(&mut random, enrolment.person, (first_full + 6).max(0) as usize, &mut spells);
        changed.insert(enrolment.person, spells);
    }
    let people = market.persons.len();
    let mut spells = Vec::with_capacity(careers.spells.len() + changed.len());
    for person in 0..people as u32 {
        match changed.remove(&person) {
            Some(own) => spells.extend(own),
            None => spells.extend_from_slice(careers.of(person)),
        }
    }
    Careers::group(spells, people)
}
