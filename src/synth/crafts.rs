//! Skill assessments and craft licences: two services in a row, with centres, offices, scores and fees.

use rand::Rng;

use crate::clock::{Clock, Day, NEVER};
use crate::offices::{Channel, Offices};
use crate::population::Person;
use crate::random::{Random, Weighted, between, chance, normal, stream};
use crate::trades::Trade;
use crate::training::Training;

/// Levels as delivered, lowest first.
pub(crate) const LEVELS: [&str; 5] =
    ["عامل مساعد", "محدود المهارة", "متوسط المهارة", "ماهر", "فني متخصص"];

/// One application for an assessment.
#[derive(Debug, Clone)]
pub(crate) struct Assessment {
    /// Index of the person.
    pub(crate) person: u32,
    /// Governorate of the centre.
    pub(crate) governorate: u8,
    /// Test centre inside the governorate.
    pub(crate) centre: u8,
    /// Way in which the application came.
    pub(crate) channel: Channel,
    /// Index of the occupation.
    pub(crate) occupation: u8,
    /// Application.
    pub(crate) applied: Day,
    /// Test, or never.
    pub(crate) tested: Day,
    /// Scores in theory and practice.
    pub(crate) scores: (f64, f64),
    /// Whether prior learning was recognised.
    pub(crate) is_prior_learning: bool,
    /// Index into [`LEVELS`], where passed.
    pub(crate) level: Option<u8>,
    /// Issue of the certificate, or never.
    pub(crate) issued: Day,
    /// Fee, EGP.
    pub(crate) fee: i32,
    /// Reason not to pay it, or nothing.
    pub(crate) exemption: &'static str,
}

/// One application for a licence.
#[derive(Debug, Clone)]
pub(crate) struct Licence {
    /// Index of the assessment whose certificate is attached.
    pub(crate) assessment: u32,
    /// Index of the person.
    pub(crate) person: u32,
    /// Governorate of the office.
    pub(crate) governorate: u8,
    /// Office inside the governorate.
    pub(crate) office: u8,
    /// Way in which the application came.
    pub(crate) channel: Channel,
    /// Index of the occupation.
    pub(crate) occupation: u8,
    /// Application.
    pub(crate) applied: Day,
    /// Decision, or never.
    pub(crate) decided: Day,
    /// What was decided.
    pub(crate) decision: Decision,
    /// Issue, or never.
    pub(crate) issued: Day,
    /// Fee, EGP.
    pub(crate) fee: i32,
}

/// Decision about an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Granted.
    Approved,
    /// Refused.
    Rejected,
    /// Documents still to be supplied.
    Incomplete,
}

impl Decision {
    /// Code of the warehouse.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Incomplete => "incomplete",
        }
    }

    /// Arabic text of deliveries with Arabic headers.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Approved => "مقبول",
            Self::Rejected => "مرفوض",
            Self::Incomplete => "استيفاء مستندات",
        }
    }
}

/// Both services over the window.
#[derive(Debug, Default)]
pub(crate) struct Crafts {
    /// Assessments in the order of application.
    pub(crate) assessments: Vec<Assessment>,
    /// Licences in the order of application.
    pub(crate) licences: Vec<Licence>,
}

/// Draws both services: graduates of courses, and workers of crafts at random.
pub(crate) fn draw(
    seed: u64,
    clock: &Clock,
    persons: &[Person],
    trades: &[Trade],
    training: &Training,
    offices: &Offices,
) -> Crafts {
    let mut random = stream(seed, "crafts", 0);
    let mut wanted: Vec<(Day, u32, u8)> = Vec::new();
    for enrolment in training.enrolments.iter().filter(|one| one.is_completed) {
        let programme = &training.programmes[training.cohorts[enrolment.cohort as usize].programme];
        if trades[usize::from(programme.occupation)].is_craft && chance(&mut random, 0.7) {
            let day = enrolment.ended + between(&mut random, 2, 45);
            wanted.push((day, enrolment.person, programme.occupation));
        }
    }
    let workers: Vec<u32> = (0..persons.len() as u32)
        .filter(|at| trades[usize::from(persons[*at as usize].occupation)].is_craft)
        .collect();
    let count = (persons.len() as f64 * 0.0009).max(45.0) * clock.months() as f64;
    for _ in 0..count as usize {
        if workers.is_empty() {
            break;
        }
        let person = workers[random.random_range(0..workers.len())];
        let day = between(&mut random, clock.start() - 40, clock.end());
        wanted.push((day, person, persons[person as usize].occupation));
    }
    wanted.retain(|(day, ..)| *day <= clock.end());
    wanted.sort_unstable();
    let mut crafts = Crafts::default();
    for (day, person, occupation) in wanted {
        let one = assess(&mut random, persons, offices, day, person, occupation);
        crafts.assessments.push(one);
    }
    for index in 0..crafts.assessments.len() {
        let assessment = &crafts.assessments[index];
        if assessment.issued <= clock.end() && chance(&mut random, 0.7) {
            let licence = license(&mut random, offices, index as u32, assessment);
            if licence.applied <= clock.end() {
                crafts.licences.push(licence);
            }
        }
    }
    crafts.licences.sort_by_key(|licence| (licence.applied, licence.assessment));
    crafts
}

fn assess(
    random: &mut Random,
    persons: &[Person],
    offices: &Offices,
    applied: Day,
    index: u32,
    occupation: u8,
) -> Assessment {
    let person = &persons[index as usize];
    let governorate = person.governorate;
    let centre = offices.draw_one(random, governorate) % 3;
    let channel = offices.channel(random, governorate, centre, applied);
    let is_missed = chance(random, 0.07);
    let tested = if is_missed {
        NEVER
    } else {
        applied + 1 + offices.duration(random, governorate, centre, channel, 18.0)
    };
    let talent = 8.0 * f64::from(person.ability);
    let theory = (63.0 + talent + 14.0 * normal(random)).clamp(0.0, 100.0);
    let practical = (69.0 + talent + 13.0 * normal(random)).clamp(0.0, 100.0);
    let mean = 0.4 * theory + 0.6 * practical;
    let level = match mean {
        mean if is_missed || mean < 50.0 => None,
        ..58.0 => Some(0),
        ..66.0 => Some(1),
        ..76.0 => Some(2),
        ..86.0 => Some(3),
        _ => Some(4),
    };
    let issued = match level {
        Some(_) => tested + 1 + offices.duration(random, governorate, centre, channel, 9.0),
        None => NEVER,
    };
    let exemption =
        ["", "ذوو الإعاقة", "أبناء الشهداء"][Weighted::new([0.965, 0.028, 0.007]).draw(random)];
    Assessment {
        person: index,
        governorate,
        centre,
        channel,
        occupation,
        applied,
        tested,
        scores: (theory.round(), practical.round()),
        is_prior_learning: chance(random, 0.22),
        level,
        issued,
        fee: if exemption.is_empty() {
            *crate::random::pick(random, &[200, 250, 300, 400, 500])
        } else {
            0
        },
        exemption,
    }
}

fn license(random: &mut Random, offices: &Offices, index: u32, assessment: &Assessment) -> Licence {
    let governorate = assessment.governorate;
    let office = offices.draw_one(random, governorate);
    let applied = assessment.issued + between(random, 1, 60);
    let channel = offices.channel(random, governorate, office, applied);
    let decision = [Decision::Approved, Decision::Rejected, Decision::Incomplete]
        [Weighted::new([0.86, 0.06, 0.08]).draw(random)];
    // Some files lie for months: the backlog.
    let is_lost = chance(random, 0.04);
    let decided = if is_lost {
        NEVER
    } else {
        applied + offices.duration(random, governorate, office, channel, 14.0)
    };
    let issued = if decision == Decision::Approved && !is_lost {
        decided + offices.duration(random, governorate, office, channel, 7.0)
    } else {
        NEVER
    };
    Licence {
        assessment: index,
        person: assessment.person,
        governorate,
        office,
        channel,
        occupation: assessment.occupation,
        applied,
        decided,
        decision,
        issued,
        fee: if assessment.exemption.is_empty() {
            *crate::random::pick(random, &[150, 200, 300, 500])
        } else {
            0
        },
    }
}
