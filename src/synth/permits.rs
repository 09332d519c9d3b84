//! Foreigners' work permits: nationalities, issuers and occupations as published, fees by rule version.

use mizan_domain::governorate::GOVERNORATES;
use rand::Rng;

use crate::calibration::{
    ISSUERS, NATIONALITIES, PERMIT_FIRST_TIME, PERMIT_OCCUPATIONS, PERMIT_RATE_YEAR,
};
use crate::clock::{Clock, Day, NEVER, year_of};
use crate::crafts::Decision;
use crate::establishments::Establishments;
use crate::offices::{Channel, Offices};
use crate::random::{Random, Weighted, between, chance, stream};
use crate::trades::Family;

/// One application for a permit.
#[derive(Debug, Clone)]
pub(crate) struct Permit {
    /// Number of the foreigner; renewals share it.
    pub(crate) foreigner: u32,
    /// ISO 3166 alpha-3.
    pub(crate) nationality: &'static str,
    /// Governorate of the work.
    pub(crate) governorate: u8,
    /// Index of the establishment.
    pub(crate) establishment: u32,
    /// ISCO-08 code.
    pub(crate) occupation: &'static str,
    /// Issuing body.
    pub(crate) issuer: &'static str,
    /// Office inside the governorate.
    pub(crate) office: u8,
    /// Way in which the application came.
    pub(crate) channel: Channel,
    /// Year of permission of this foreigner, from 1.
    pub(crate) year_no: i32,
    /// Whether an exception from the cap was granted.
    pub(crate) is_over_cap: bool,
    /// Application.
    pub(crate) applied: Day,
    /// Decision, or never.
    pub(crate) decided: Day,
    /// What was decided.
    pub(crate) decision: Decision,
}

impl Permit {
    /// Version of the fee rules: decree 279/2025 applies from 2026.
    pub(crate) fn rule_version(&self) -> &'static str {
        if year_of(self.applied) >= 2026 { "2025" } else { "2019" }
    }

    /// Fee, EGP: the published steps of 2019; those of 2025 are unknown and assumed 20 % higher.
    pub(crate) fn fee(&self) -> i64 {
        let base = match self.year_no {
            ..=1 => 5_000,
            2 => 6_000,
            3 => 7_000,
            4 => 10_000,
            _ => 12_000,
        };
        let base = if self.rule_version() == "2025" { base * 12 / 10 } else { base };
        if self.is_over_cap { base * 2 } else { base }
    }

    /// First and last day of validity, of approved permits: a year at most.
    pub(crate) fn validity(&self) -> Option<(Day, Day)> {
        (self.decision == Decision::Approved && self.decided != NEVER)
            .then(|| (self.decided, self.decided + 364))
    }
}

/// Draws the permits of the window in the order of application.
pub(crate) fn draw(
    seed: u64,
    clock: &Clock,
    people: usize,
    establishments: &Establishments,
    offices: &Offices,
) -> Vec<Permit> {
    let mut random = stream(seed, "permits", 0);
    let tables = Tables::new();
    let month_mean = (people as f64 * PERMIT_RATE_YEAR / 12.0).max(26.0);
    let days = clock.end() - clock.start() + 60;
    let count = (month_mean * f64::from(days) / 30.4) as usize;
    let mut permits: Vec<Permit> = Vec::with_capacity(count);
    let mut foreigners = 0;
    let mut applications: Vec<Day> =
        (0..count).map(|_| between(&mut random, clock.start() - 60, clock.end())).collect();
    applications.sort_unstable();
    for applied in applications {
        // A renewal follows a permit of the market where one runs out; else its history is older.
        let is_first = chance(&mut random, PERMIT_FIRST_TIME);
        let earlier = if is_first { None } else { expiring(&mut random, &permits, applied) };
        let permit = match earlier {
            Some(at) => renew(&mut random, &permits[at], offices, applied),
            None => {
                foreigners += 1;
                let year_no = if is_first { 1 } else { between(&mut random, 2, 7) };
                let one = Identity { foreigner: foreigners, year_no };
                draw_one(&mut random, &tables, establishments, offices, applied, &one)
            }
        };
        permits.push(permit);
    }
    permits
}

/// A permit that runs out within two months of a day.
fn expiring(random: &mut Random, permits: &[Permit], day: Day) -> Option<usize> {
    let is_due = |permit: &Permit| {
        permit.validity().is_some_and(|(_, until)| (day..day + 60).contains(&until))
    };
    if permits.is_empty() {
        return None;
    }
    let offset = random.random_range(0..permits.len());
    (0..permits.len().min(200))
        .map(|step| (offset + step) % permits.len())
        .find(|at| is_due(&permits[*at]))
}

struct Identity {
    foreigner: u32,
    year_no: i32,
}

struct Tables {
    nationalities: Weighted,
    issuers: Weighted,
    occupations: Weighted,
    places: Weighted,
}

impl Tables {
    fn new() -> Self {
        let place = |code: &str| match code {
            "EG-C" => 42.0,
            "EG-GZ" => 16.0,
            "EG-ALX" => 10.0,
            "EG-SHR" | "EG-SUZ" | "EG-BA" => 6.0,
            "EG-KB" | "EG-JS" | "EG-PTS" => 3.0,
            "EG-MT" | "EG-IS" | "EG-MNF" => 1.2,
            _ => 0.35,
        };
        Self {
            nationalities: Weighted::new(NATIONALITIES.iter().map(|(_, share)| *share)),
            issuers: Weighted::new(ISSUERS.iter().map(|(_, share)| *share)),
            occupations: Weighted::new(PERMIT_OCCUPATIONS.iter().map(|(_, share)| *share)),
            places: Weighted::new(GOVERNORATES.iter().map(|one| place(one.code))),
        }
    }
}

fn draw_one(
    random: &mut Random,
    tables: &Tables,
    establishments: &Establishments,
    offices: &Offices,
    applied: Day,
    identity: &Identity,
) -> Permit {
    let governorate = tables.places.draw(random) as u8;
    let families =
        [Family::Manufacturing, Family::Construction, Family::Hospitality, Family::Services];
    let family = *crate::random::pick(random, &families);
    let office = offices.draw_one(random, governorate);
    let mut permit = Permit {
        foreigner: identity.foreigner,
        nationality: NATIONALITIES[tables.nationalities.draw(random)].0,
        governorate,
        establishment: establishments.draw(random, governorate, family),
        occupation: PERMIT_OCCUPATIONS[tables.occupations.draw(random)].0,
        issuer: ISSUERS[tables.issuers.draw(random)].0,
        office,
        channel: Channel::Paper,
        year_no: identity.year_no,
        is_over_cap: chance(random, 0.08),
        applied,
        decided: NEVER,
        decision: Decision::Approved,
    };
    decide(random, &mut permit, offices);
    permit
}

fn renew(random: &mut Random, earlier: &Permit, offices: &Offices, applied: Day) -> Permit {
    let mut permit =
        Permit { applied, year_no: earlier.year_no + 1, decided: NEVER, ..earlier.clone() };
    decide(random, &mut permit, offices);
    permit
}

fn decide(random: &mut Random, permit: &mut Permit, offices: &Offices) {
    let (place, office) = (permit.governorate, permit.office);
    permit.channel = offices.channel(random, place, office, permit.applied);
    permit.decision = [Decision::Approved, Decision::Rejected, Decision::Incomplete]
        [Weighted::new([0.90, 0.04, 0.06]).draw(random)];
    if !chance(random, 0.03) {
        // Security clearance precedes the issue: weeks.
        permit.decided =
            permit.applied + 3 + offices.duration(random, place, office, permit.channel, 30.0);
    }
}
