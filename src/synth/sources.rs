//! From the market to rows: one writer per source, each saying what its register knew at a month's end.

mod employers;
mod insurance;
mod irregular;
mod seekers;
mod training;
mod vacancies;

use std::fmt::Write;

use mizan_domain::governorate::GOVERNORATES;
use rand::Rng;

use crate::delivery::Delivery;
use crate::error::Result;
use crate::random::{chance, stream};
use crate::row::Row;
use crate::spelling::{Habits, write_name};
use crate::world::World;

/// Writes the rows of one source and month into its delivery.
pub(crate) fn write(
    world: &World,
    source: &str,
    month: usize,
    delivery: &mut Delivery,
) -> Result<()> {
    match source {
        "work_registrations" => seekers::registrations(world, month, delivery),
        "skill_assessments" => seekers::assessments(world, month, delivery),
        "craft_licences" => seekers::licences(world, month, delivery),
        "irregular_workers" => irregular::workers(world, month, delivery),
        "support_payments" => irregular::payments(world, month, delivery),
        "work_permits" => employers::permits(world, month, delivery),
        "employment_contracts" => employers::contracts(world, month, delivery),
        "commercial_register" => employers::register(world, month, delivery),
        "training_programmes" => training::programmes(world, month, delivery),
        "training_cohorts" => training::cohorts(world, month, delivery),
        "training_enrolments" => training::enrolments(world, month, delivery),
        "vacancies" => vacancies::vacancies(world, month, delivery),
        "referrals" => vacancies::referrals(world, month, delivery),
        "hires" => vacancies::hires(world, month, delivery),
        "job_advertisements" => vacancies::advertisements(world, month, delivery),
        "insurance_contributions" => insurance::contributions(world, month, delivery),
        "insured_establishments" => insurance::establishments(world, month, delivery),
        _ => Ok(()),
    }
}

/// Mistyped national numbers against all faults.
const MISTYPED_SHARE: f64 = 0.4;

/// Adds a person's name as one register spells it; the same every time it is delivered.
fn name(world: &World, row: &mut Row, person: u32, register: &str, habits: &Habits, record: u64) {
    let mut random = stream(world.seed, register, record);
    let one = &world.persons[person as usize];
    row.with(|out| write_name(out, &one.name, one.is_woman, habits, &mut random));
}

fn national_id(world: &World, row: &mut Row, person: u32) {
    row.digits(&world.national_ids[person as usize]);
}

/// Adds a national number as one register holds it: now and then one digit was mistyped on entry,
/// and stays so. The structure holds, so no rule of a contract can notice.
fn typed_national_id(world: &World, row: &mut Row, person: u32, register: &str, record: u64) {
    let mut digits = world.national_ids[person as usize];
    let mut random = stream(world.seed, register, !record);
    if chance(&mut random, world.dirt_share * MISTYPED_SHARE) {
        let place = random.random_range(9..12);
        digits[place] = b'0' + (digits[place] - b'0' + random.random_range(1..10)) % 10;
    }
    row.digits(&digits);
}

fn governorate_name(row: &mut Row, governorate: u8) {
    row.text(GOVERNORATES[usize::from(governorate)].name_ar);
}

fn governorate_code(row: &mut Row, governorate: u8) {
    row.text(GOVERNORATES[usize::from(governorate)].code);
}

fn isco(world: &World, row: &mut Row, occupation: u8) {
    row.text(&world.taxonomy.occupations[usize::from(occupation)].isco);
}

/// Adds a tax number; one employer in eight writes it with hyphens.
fn tax_no(world: &World, row: &mut Row, establishment: u32) {
    let number = world.establishments.all[establishment as usize].tax_no;
    let has_hyphens =
        chance(&mut stream(world.seed, "tax number", u64::from(establishment)), 0.125);
    row.with(|out| {
        let _ = if has_hyphens {
            write!(
                out,
                "{}-{:03}-{:03}",
                number / 1_000_000,
                number / 1_000 % 1_000,
                number % 1_000
            )
        } else {
            write!(out, "{number:09}")
        };
    });
}
