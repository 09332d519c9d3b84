//! The numbers registers give to their records, made from positions, so that truth and delivery agree.

use std::fmt::Write;

use crate::clock::year_of;
use crate::offices::push_office_code;
use crate::world::World;

/// `MN-03/2026/0000123`: office, year, running number.
pub(crate) fn registration(world: &World, index: usize) -> String {
    let one = &world.registrations[index];
    let mut out = String::with_capacity(20);
    push_office_code(&mut out, one.governorate, one.office);
    let _ = write!(out, "/{}/{:07}", year_of(one.applied), index + 1);
    out
}

/// `SA-0000123`.
pub(crate) fn assessment(index: usize) -> String {
    format!("SA-{:07}", index + 1)
}

/// `SC-0000123`: the certificate of an assessment.
pub(crate) fn certificate(index: usize) -> String {
    format!("SC-{:07}", index + 1)
}

/// `CL-0000123`.
pub(crate) fn licence(index: usize) -> String {
    format!("CL-{:07}", index + 1)
}

/// `IW-0000123`.
pub(crate) fn worker(index: usize) -> String {
    format!("IW-{:07}", index + 1)
}

/// `GP-00000123`.
pub(crate) fn payment(index: usize) -> String {
    format!("GP-{:08}", index + 1)
}

/// `FP-0000123`.
pub(crate) fn permit(index: usize) -> String {
    format!("FP-{:07}", index + 1)
}

/// `X00000123`: a passport number of no country.
pub(crate) fn passport(foreigner: u32) -> String {
    format!("X{foreigner:08}")
}

/// `EC-2026-0000123`.
pub(crate) fn contract(world: &World, index: usize) -> String {
    let spell = &world.careers.spells[world.contracts[index] as usize];
    format!("EC-{}-{:07}", year_of(spell.start), index + 1)
}

/// `EN-0000123`.
pub(crate) fn enrolment(index: usize) -> String {
    format!("EN-{:07}", index + 1)
}

/// `TR-0000123`: the certificate of a course.
pub(crate) fn course_certificate(index: usize) -> String {
    format!("TR-{:07}", index + 1)
}

/// `V-0000123`.
pub(crate) fn vacancy(index: usize) -> String {
    format!("V-{:07}", index + 1)
}

/// `R-0000123`.
pub(crate) fn referral(index: usize) -> String {
    format!("R-{:07}", index + 1)
}

/// `H-0000123`.
pub(crate) fn hire(index: usize) -> String {
    format!("H-{:07}", index + 1)
}

/// Nine digits: the insurance number of a person.
pub(crate) fn insured(person: u32) -> u64 {
    // 7,654,321 has no factor in common with 800,000,000: no number comes twice.
    100_000_000 + u64::from(person) * 7_654_321 % 800_000_000
}
