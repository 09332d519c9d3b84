//! Registrations of job seekers (كعب العمل): who applies, how long the office takes, who is placed.

use rand::Rng;

use crate::careers::{Careers, Spell, State};
use crate::clock::{Clock, Day, NEVER, after};
use crate::offices::{Channel, Offices};
use crate::population::Person;
use crate::random::{Random, chance, stream};

/// Days for which a certificate is kept active: custom varies, the law's term was not found.
const ACTIVE_DAYS: i32 = 365;

/// One application for a registration certificate.
#[derive(Debug, Clone)]
pub(crate) struct Registration {
    /// Index of the person.
    pub(crate) person: u32,
    /// Governorate of the office.
    pub(crate) governorate: u8,
    /// Office inside the governorate.
    pub(crate) office: u8,
    /// Way in which the application came.
    pub(crate) channel: Channel,
    /// Application.
    pub(crate) applied: Day,
    /// Entry in the register, or never.
    pub(crate) registered: Day,
    /// Issue of the certificate, or never.
    pub(crate) issued: Day,
    /// Refusal, or never.
    pub(crate) rejected: Day,
    /// Start of work, known once the slip is back.
    pub(crate) started: Day,
    /// Return of the slip, or never.
    pub(crate) returned: Day,
    /// Real start of insured work, returned or not: the seeker is no longer free.
    pub(crate) placed: Day,
}

impl Registration {
    /// Status in the office's book at the end of a day.
    pub(crate) fn status(&self, as_of: Day) -> &'static str {
        if self.rejected <= as_of {
            "مرفوض"
        } else if self.returned <= as_of {
            "تم التشغيل"
        } else if after(self.registered, ACTIVE_DAYS) <= as_of {
            "منتهٍ"
        } else {
            "سارٍ"
        }
    }

    /// Whether somebody who applied looks for work on a day, as far as the office knows.
    pub(crate) fn is_seeking(&self, day: Day) -> bool {
        self.rejected == NEVER
            && self.applied <= day
            && day < self.placed
            && day < after(self.applied, ACTIVE_DAYS)
    }

    /// Whether the seeker can be nominated on a day.
    pub(crate) fn is_active(&self, day: Day) -> bool {
        self.registered <= day
            && day < self.placed
            && day < self.rejected
            && day < after(self.registered, ACTIVE_DAYS)
    }

    /// Days on which the book changes after the application.
    pub(crate) fn changes(&self) -> [Day; 5] {
        let expiry =
            if self.returned == NEVER { after(self.registered, ACTIVE_DAYS) } else { NEVER };
        [self.registered, self.issued, self.rejected, self.returned, expiry]
    }
}

/// How eagerly people register; small markets are livelier than the country.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Eagerness {
    unemployed: f64,
    informal_month: f64,
    hired: f64,
}

impl Eagerness {
    /// Shares for a labour force of that size: 436,615 in half a year of 27 million (2012/13) is
    /// about 0.27 % a month; small markets register several times as many.
    pub(crate) fn for_people(people: usize) -> Self {
        let smallness = (60_000.0 / people.max(1) as f64).clamp(1.0, 20.0);
        Self {
            unemployed: 0.22 * smallness.min(3.0),
            informal_month: 0.0005 * smallness,
            hired: 0.08 * smallness.min(4.0),
        }
    }
}

/// Day on which somebody without insured work applies, if at all: a pure function of the spell, so
/// that what happens after it changes nothing before.
pub(crate) fn application_day(
    seed: u64,
    clock: &Clock,
    eagerness: Eagerness,
    spell: &Spell,
) -> Option<Day> {
    let key = u64::from(spell.person) << 24 ^ spell.start.unsigned_abs() as u64;
    let mut random = stream(seed, "application", key);
    let day = match spell.state {
        State::Unemployed => {
            if !chance(&mut random, eagerness.unemployed) {
                return None;
            }
            spell.start + exponential_days(&mut random, 60.0)
        }
        State::Informal => {
            let days = 30.4 / eagerness.informal_month;
            spell.start.max(earliest(clock)) + exponential_days(&mut random, days)
        }
        State::Insured => return None,
    };
    (day <= spell.end).then_some(day)
}

/// Whether an office would hold somebody with these spells for a seeker on a day.
pub(crate) fn is_seeking(
    seed: u64,
    clock: &Clock,
    eagerness: Eagerness,
    spells: &[Spell],
    day: Day,
) -> bool {
    spells.iter().enumerate().any(|(at, spell)| {
        let next = spells.get(at + 1).filter(|next| next.state == State::Insured);
        spell.start <= day
            && next.is_none_or(|next| day < next.start)
            && application_day(seed, clock, eagerness, spell).is_some_and(|applied| {
                (earliest(clock)..=day).contains(&applied) && day < after(applied, ACTIVE_DAYS)
            })
    })
}

fn exponential_days(random: &mut Random, mean: f64) -> i32 {
    (-mean * (1.0 - random.random::<f64>()).ln()).min(1e6) as i32
}

/// First day from which applications are kept.
fn earliest(clock: &Clock) -> Day {
    clock.start() - 150
}

/// All registrations of the window and the stock still active at its start.
pub(crate) fn draw(
    seed: u64,
    clock: &Clock,
    persons: &[Person],
    careers: &Careers,
    offices: &Offices,
) -> Vec<Registration> {
    let eagerness = Eagerness::for_people(persons.len());
    let earliest = earliest(clock);
    let mut all = Vec::new();
    for (index, person) in persons.iter().enumerate() {
        let index = index as u32;
        let mut random = stream(seed, "registration", u64::from(index));
        let spells = careers.of(index);
        for (at, spell) in spells.iter().enumerate() {
            let next = spells.get(at + 1).filter(|next| next.state == State::Insured);
            let start = next.map_or(NEVER, |next| next.start);
            let day = match spell.state {
                State::Unemployed | State::Informal => {
                    application_day(seed, clock, eagerness, spell)
                }
                // Hired unregistered: allowed where registered within 30 days of starting.
                State::Insured if at > 0 && chance(&mut random, eagerness.hired) => {
                    Some(spell.start + random.random_range(0..=36))
                }
                State::Insured => None,
            };
            let start = if spell.state == State::Insured { spell.start } else { start };
            if let Some(day) = day.filter(|day| (earliest..=clock.end()).contains(day)) {
                all.push(draw_one(&mut random, index, person, offices, day, start));
            }
        }
    }
    all.sort_by_key(|one| (one.applied, one.person));
    all
}

fn draw_one(
    random: &mut Random,
    index: u32,
    person: &Person,
    offices: &Offices,
    applied: Day,
    placed: Day,
) -> Registration {
    let governorate = person.governorate;
    let office = offices.draw_one(random, governorate);
    let channel = offices.channel(random, governorate, office, applied);
    let mut one = Registration {
        person: index,
        governorate,
        office,
        channel,
        applied,
        registered: NEVER,
        issued: NEVER,
        rejected: NEVER,
        started: NEVER,
        returned: NEVER,
        placed,
    };
    let decided = applied + offices.duration(random, governorate, office, channel, 9.0);
    if chance(random, 0.03) {
        one.rejected = decided;
        return one;
    }
    one.registered = decided;
    one.issued = decided + offices.duration(random, governorate, office, channel, 3.0);
    if placed != NEVER {
        // 45 days are allowed; some employers are late, some never answer.
        let delay = match random.random_range(0..100) {
            0..68 => Some(random.random_range(5..=45)),
            68..84 => Some(random.random_range(46..=120)),
            _ => None,
        };
        if let Some(delay) = delay {
            let back = (placed + delay).max(one.issued);
            one.started = placed;
            one.returned = back;
        }
    }
    one
}
