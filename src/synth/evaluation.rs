//! What registers know of trainees and others before training, with the planted truth: for judging estimators.

use mizan_domain::governorate::GOVERNORATES;

use crate::careers::State;
use crate::clock::{Day, age_at};
use crate::error::Result;
use crate::training::is_insured_between;
use crate::world::World;
use crate::{Progress, SynthOptions};

/// A trainee, or another person in a quarter in which trainees begin their first full month after
/// training, as insurance and work offices knew them before.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about one person")]
pub struct KnownPerson {
    /// Number of the cohort of a trainee; none for others.
    pub cohort: Option<u32>,
    /// ISO 3166-2 code.
    pub governorate_code: &'static str,
    /// Quarters since year 0 of the first full month after training.
    pub quarter: i32,
    /// Sex.
    pub is_woman: bool,
    /// Age in years at the reference month.
    pub age_years: i32,
    /// Registered as a seeker at the end of the month before the reference month.
    pub is_seeker: bool,
    /// Qualification level 1–8, known of seekers only.
    pub qualification_level: Option<u8>,
    /// Insured in each of the six months before, the latest last.
    pub insured_before: [bool; 6],
    /// Insured on the first day of the course, for others in the middle of the reference month.
    pub is_insured_at_start: bool,
    /// Insured in the fourth to sixth month after training.
    pub is_employed_m6: bool,
    /// The same without training; equal to the outcome for others.
    pub would_be_employed_m6: bool,
    /// Chance that training turned a no into a yes, planted; 0 for others.
    pub planted_effect: f64,
}

/// Draws a market and returns everybody whom a register knew before: trainees with their truth and
/// others to compare them with. Nothing is written.
pub fn known_persons(options: &SynthOptions) -> Result<Vec<KnownPerson>> {
    options.check()?;
    let world = World::draw(1, options, &mut |_: Progress| {})?;
    let gain = gain(&world, options.training_effect);
    let mut is_trained = vec![false; world.persons.len()];
    let mut registrations: Vec<Vec<usize>> = vec![Vec::new(); world.persons.len()];
    for (index, one) in world.registrations.iter().enumerate() {
        registrations[one.person as usize].push(index);
    }
    let mut known = Vec::new();
    let mut quarters = Vec::new();
    for one in &world.training.enrolments {
        is_trained[one.person as usize] = true;
        if !one.outcome.is_observed {
            continue;
        }
        let reference = world.clock.number_of(one.enrolled);
        let month_1 = world.clock.number_of(one.ended) + 1;
        let starts = world.training.cohorts[one.cohort as usize].starts;
        quarters.push(quarter_of(&world, month_1));
        if let Some(person) = look(&world, &registrations, one.person, reference, starts, month_1) {
            let can_help = one.is_completed && !one.outcome.untreated;
            known.push(KnownPerson {
                cohort: Some(one.cohort),
                would_be_employed_m6: one.outcome.untreated,
                planted_effect: if can_help { gain } else { 0.0 },
                ..person
            });
        }
    }
    quarters.sort_unstable();
    quarters.dedup();
    for quarter in quarters {
        // The middle month of the quarter, and three months from reference to first full month.
        let first = world.clock.month(0);
        let month_1 = quarter * 3 + 1 - (first.year() * 12 + first.number() as i32 - 1);
        for person in (0..world.persons.len() as u32).filter(|at| !is_trained[*at as usize]) {
            let middle = world.clock.first_day(month_1 - 3) + 14;
            known.extend(look(&world, &registrations, person, month_1 - 3, middle, month_1));
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

/// A person as known before a reference month; none where no register knew the person, or the months
/// before or after lie outside the window.
fn look(
    world: &World,
    registrations: &[Vec<usize>],
    person: u32,
    reference: i32,
    starts: Day,
    month_1: i32,
) -> Option<KnownPerson> {
    let clock = &world.clock;
    if reference < 6 || month_1 + 5 >= clock.months() as i32 {
        return None;
    }
    let spells = world.careers.of(person);
    let is_insured =
        |from: i32, to: i32| is_insured_between(spells, clock.first_day(from), clock.last_day(to));
    let insured_before =
        std::array::from_fn(|at| is_insured(reference - 6 + at as i32, reference - 6 + at as i32));
    let day = clock.last_day(reference - 1);
    let is_seeker =
        registrations[person as usize].iter().any(|at| world.registrations[*at].is_active(day));
    if !is_seeker && !insured_before.contains(&true) {
        return None;
    }
    let own = &world.persons[person as usize];
    let is_employed_m6 = is_insured(month_1 + 3, month_1 + 5);
    Some(KnownPerson {
        cohort: None,
        governorate_code: GOVERNORATES[usize::from(own.governorate)].code,
        quarter: quarter_of(world, month_1),
        is_woman: own.is_woman,
        age_years: age_at(own.birth, clock.first_day(reference)),
        is_seeker,
        qualification_level: is_seeker.then_some(own.education),
        insured_before,
        is_insured_at_start: world.careers.state(person, starts) == State::Insured,
        is_employed_m6,
        would_be_employed_m6: is_employed_m6,
        planted_effect: 0.0,
    })
}
