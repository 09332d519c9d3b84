//! What registers know of trainees and others before training, with the planted truth: for judging estimators.

use mizan_domain::governorate::GOVERNORATES;

use crate::careers::State;
use crate::clock::{Day, age_at};
use crate::error::Result;
use crate::training::is_insured_between;
use crate::world::World;
use crate::{Progress, SynthOptions};

/// Most months looked at from the reference month on.
const MONTHS_AFTER: i32 = 15;

/// A trainee, or another person in a quarter in which trainees begin their first full month after
/// training, as insurance and work offices knew them before.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about one person")]
pub struct KnownPerson {
    /// Number of the person.
    pub person: u32,
    /// Number of the cohort of a trainee; none for others.
    pub cohort: Option<u32>,
    /// ISO 3166-2 code.
    pub governorate_code: &'static str,
    /// Quarters since year 0 of the reference month.
    pub quarter: i32,
    /// Sex.
    pub is_woman: bool,
    /// Age in years on the first day of the course, for others in the middle of the reference month.
    pub age_years: i32,
    /// Registered as a seeker on that day, as far as an office knows.
    pub is_seeker: bool,
    /// Qualification level 1–8, known of seekers only.
    pub qualification_level: Option<u8>,
    /// Insured in each of the six months before the reference month, the latest last.
    pub insured_before: [bool; 6],
    /// Insured on the first day of the course, for others in the middle of the reference month.
    pub is_insured_at_start: bool,
    /// Months from the reference month to the first full month after training; 0 for others.
    pub gap_months: u32,
    /// Months observed, the reference month included.
    pub months_observed: u32,
    /// Insured in the month so many after the reference month, as bits.
    pub insured_after: u64,
    /// Registered as a seeker at the end of the month so many after the reference month, as bits.
    pub seeking_after: u64,
    /// Months from the reference month to a training of one's own after it; others only.
    pub trained_after_months: Option<u32>,
    /// Insured in the fourth to sixth month after training had there been none; `false` for others.
    pub would_be_employed_m6: bool,
    /// Chance that training turned a no into a yes, planted; 0 for others.
    pub planted_effect: f64,
}

/// The day and month at which somebody is looked at.
#[derive(Clone, Copy)]
struct Moment {
    reference: i32,
    day: Day,
}

/// Draws a market and returns everybody whom a register knew before: trainees with their truth and
/// others to compare them with. Nothing is written.
pub fn known_persons(options: &SynthOptions) -> Result<Vec<KnownPerson>> {
    options.check()?;
    let world = World::draw(1, options, &mut |_: Progress| {})?;
    let gain = gain(&world, options.training_effect);
    let mut enrolled: Vec<Option<i32>> = vec![None; world.persons.len()];
    let mut registrations: Vec<Vec<usize>> = vec![Vec::new(); world.persons.len()];
    for (index, one) in world.registrations.iter().enumerate() {
        registrations[one.person as usize].push(index);
    }
    let mut known = Vec::new();
    let mut quarters = Vec::new();
    for one in &world.training.enrolments {
        let reference = world.clock.number_of(one.enrolled);
        enrolled[one.person as usize] = Some(reference);
        if !one.outcome.is_observed {
            continue;
        }
        let month_1 = world.clock.number_of(one.ended) + 1;
        let day = world.training.cohorts[one.cohort as usize].starts;
        quarters.push(quarter_of(&world, reference));
        let moment = Moment { reference, day };
        if let Some(person) = look(&world, &registrations, one.person, moment) {
            let can_help = one.is_completed && !one.outcome.untreated;
            known.push(KnownPerson {
                cohort: Some(one.cohort),
                gap_months: (month_1 - reference).max(0) as u32,
                would_be_employed_m6: one.outcome.untreated,
                planted_effect: if can_help { gain } else { 0.0 },
                ..person
            });
        }
    }
    quarters.sort_unstable();
    quarters.dedup();
    for quarter in quarters {
        let first = world.clock.month(0);
        let reference = quarter * 3 + 1 - (first.year() * 12 + first.number() as i32 - 1);
        let moment = Moment { reference, day: world.clock.first_day(reference) + 14 };
        for (person, own) in enrolled.iter().enumerate() {
            // Whoever was trained before is no comparison; whoever is trained later is one until then.
            if own.is_some_and(|own| own < reference) {
                continue;
            }
            let found = look(&world, &registrations, person as u32, moment);
            let trained_after_months = own.map(|own| (own - reference) as u32);
            known.extend(found.map(|found| KnownPerson { trained_after_months, ..found }));
        }
    }
    Ok(known)
}

/// Chance with which a completed course turned a no into a yes.
fn gain(world: &World, effect: f64) -> f64 {
    let completed =
        world.training.enrolments.iter().filter(|one| one.is_completed && one.outcome.is_observed);
    let (count, employed) = completed.fold((0.0_f64, 0.0_f64), |sum, one| {
        (sum.0 + 1.0, sum.1 + f64::from(u8::from(one.outcome.untreated)))
    });
    let without = if count > 0.0 { employed / count } else { 0.4 };
    (effect / (1.0 - without).max(0.05)).clamp(0.0, 1.0)
}

fn quarter_of(world: &World, month: i32) -> i32 {
    let first = world.clock.month(0);
    (first.year() * 12 + first.number() as i32 - 1 + month).div_euclid(3)
}

/// A person as known at a moment; none where no register knew the person, or the months before lie
/// outside the window.
fn look(
    world: &World,
    registrations: &[Vec<usize>],
    person: u32,
    moment: Moment,
) -> Option<KnownPerson> {
    let (clock, reference) = (&world.clock, moment.reference);
    if reference < 6 || reference >= clock.months() as i32 {
        return None;
    }
    let spells = world.careers.of(person);
    let is_insured =
        |month: i32| is_insured_between(spells, clock.first_day(month), clock.last_day(month));
    let insured_before = std::array::from_fn(|at| is_insured(reference - 6 + at as i32));
    let is_seeking = |day: Day| {
        let mut own = registrations[person as usize].iter();
        own.any(|at| world.registrations[*at].is_seeking(day))
    };
    let is_seeker = is_seeking(moment.day);
    if !is_seeker && !insured_before.contains(&true) {
        return None;
    }
    let own = &world.persons[person as usize];
    let months_observed = (clock.months() as i32 - reference).min(MONTHS_AFTER) as u32;
    let bits = |holds: &dyn Fn(i32) -> bool| {
        (0..months_observed)
            .fold(0, |bits, at| bits | (u64::from(holds(reference + at as i32)) << at))
    };
    Some(KnownPerson {
        person,
        cohort: None,
        governorate_code: GOVERNORATES[usize::from(own.governorate)].code,
        quarter: quarter_of(world, reference),
        is_woman: own.is_woman,
        age_years: age_at(own.birth, moment.day),
        is_seeker,
        qualification_level: is_seeker.then_some(own.education),
        insured_before,
        is_insured_at_start: world.careers.state(person, moment.day) == State::Insured,
        gap_months: 0,
        months_observed,
        insured_after: bits(&is_insured),
        seeking_after: bits(&|month| is_seeking(clock.last_day(month))),
        trained_after_months: None,
        would_be_employed_m6: false,
        planted_effect: 0.0,
    })
}
