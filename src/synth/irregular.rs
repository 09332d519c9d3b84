//! Irregular workers and their grants, with planted breaches of entitlement and honest look-alikes.

use std::collections::{BTreeMap, BTreeSet};

use mizan_domain::{Date, rules};
use rand::Rng;

use crate::calibration::{IRREGULAR_SHARE, PAID_SHARE};
use crate::careers::{Careers, Market, State};
use crate::clock::{Clock, Day, NEVER, age_at, year_of};
use crate::establishments::{Establishment, NO_OWNER};
use crate::random::{Random, between, chance, stream};
use crate::trades::{Family, Trade};

/// Days for which a grant may be collected.
const COLLECTION_DAYS: i32 = 30;

/// Categories as delivered.
pub(crate) const CATEGORIES: [&str; 5] =
    ["مقاولات وتشييد", "زراعة موسمية", "صيد وموانئ", "مناجم ومحاجر", "أخرى"];

/// One registered irregular worker.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    /// Index of the person.
    pub(crate) person: u32,
    /// Index into [`CATEGORIES`].
    pub(crate) category: u8,
    /// Establishment of the contractor who filed the name, where one did.
    pub(crate) contractor: Option<u32>,
    /// Entry.
    pub(crate) registered: Day,
    /// Leaving, or never.
    pub(crate) left: Day,
    /// Whether the leaving is a death.
    pub(crate) is_deceased: bool,
    /// Whether the worker is on the payment lists.
    is_listed: bool,
}

/// One payment of one occasion.
#[derive(Debug, Clone)]
pub(crate) struct Payment {
    /// Index of the worker.
    pub(crate) worker: u32,
    /// Occasion, such as `2025-labour_day`.
    pub(crate) occasion: String,
    /// Day of the run.
    pub(crate) run: Day,
    /// Amount, EGP.
    pub(crate) amount: i64,
    /// Governorate of the outlet, index.
    pub(crate) governorate: u8,
    /// Post office inside it.
    pub(crate) outlet: u8,
    /// Collection, or never.
    pub(crate) paid: Day,
    /// Return of what was not collected, or never.
    pub(crate) returned: Day,
}

/// What was planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scheme {
    /// Two payments to one person for one occasion.
    PaidTwice,
    /// Paid while insured in a category that excludes.
    PaidWhileInsured,
    /// Paid below 20 or above 60.
    PaidOutsideAge,
    /// Paid while owner of an active entry in the commercial register.
    PaidRegisterOwner,
    /// Entitled at three occasions or more, never paid.
    EntitledNeverPaid,
    /// Honest: insured in the fourth category, which does not exclude.
    HonestIrregularInsured,
    /// Honest: owner of an entry that was struck off before the run.
    HonestFormerOwner,
}

impl Scheme {
    /// Name in the truth folder.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::PaidTwice => "paid_twice",
            Self::PaidWhileInsured => "paid_while_insured",
            Self::PaidOutsideAge => "paid_outside_age",
            Self::PaidRegisterOwner => "paid_register_owner",
            Self::EntitledNeverPaid => "entitled_never_paid",
            Self::HonestIrregularInsured => "honest_irregular_insured",
            Self::HonestFormerOwner => "honest_former_owner",
        }
    }
}

/// One planted case.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// What it is.
    pub(crate) scheme: Scheme,
    /// Index of the worker.
    pub(crate) worker: u32,
    /// Index of the payment, where there is one.
    pub(crate) payment: Option<u32>,
}

/// Register, payments and what is wrong with them.
#[derive(Debug, Default)]
pub(crate) struct Irregular {
    /// Workers in the order of entry.
    pub(crate) workers: Vec<Worker>,
    /// Payments in the order of runs.
    pub(crate) payments: Vec<Payment>,
    /// Planted cases.
    pub(crate) cases: Vec<Case>,
}

struct Run {
    occasion: String,
    day: Day,
    amount: i64,
}

/// Draws register and payments, and the establishments with the owners planted for a scheme.
pub(crate) fn draw(market: &Market<'_>, careers: &Careers) -> (Irregular, Vec<Establishment>) {
    let mut establishments = market.establishments.all.clone();
    let mut random = stream(market.seed, "irregular", 0);
    let people = market.persons.len();
    let workers = register(&mut random, market, careers);
    let mut irregular = Irregular { workers, ..Irregular::default() };
    let cases = (people / 900).max(8);
    let owners = plant_owners(&mut random, market, &irregular, &mut establishments, cases);
    let runs = runs(market.clock);
    let mut tally = vec![Tally::default(); irregular.workers.len()];
    for run in &runs {
        let context = Context { market, careers, owners: &owners, run };
        pay_entitled(&mut random, &context, &mut irregular, &mut tally);
        let share = (cases.div_ceil(runs.len().max(1))).max(2);
        pay_twice(&mut random, &context, &mut irregular, share);
        plant_unentitled(&mut random, &context, &mut irregular, &mut tally, share);
    }
    let never =
        tally.iter().enumerate().filter(|(_, tally)| tally.entitled >= 3 && tally.paid == 0);
    irregular.cases.extend(never.map(|(worker, _)| Case {
        scheme: Scheme::EntitledNeverPaid,
        worker: worker as u32,
        payment: None,
    }));
    (irregular, establishments)
}

/// How often somebody was entitled and paid.
#[derive(Debug, Clone, Default)]
struct Tally {
    entitled: u32,
    paid: u32,
}

fn register(random: &mut Random, market: &Market<'_>, careers: &Careers) -> Vec<Worker> {
    let clock = market.clock;
    let people = market.persons.len();
    let wanted = (people as f64 * IRREGULAR_SHARE).max(500.0).min(people as f64 * 0.15);
    let weight = |trade: &Trade| match trade.family {
        Family::Construction => 3.0,
        Family::Agriculture => 1.2,
        Family::Quarrying => 2.5,
        Family::Transport | Family::Manufacturing if trade.is_craft => 0.8,
        _ => 0.25,
    };
    let eligible: Vec<f64> = market
        .persons
        .iter()
        .enumerate()
        .map(|(index, person)| {
            let is_irregular = careers.of(index as u32).iter().any(|spell| {
                let has_fourth = spell.state == State::Insured && spell.category == 4;
                spell.covers(clock.start()) && (spell.state == State::Informal || has_fourth)
            });
            let base = weight(&market.trades[usize::from(person.occupation)]);
            base * if is_irregular { 1.0 } else { 0.10 } * if person.is_woman { 0.5 } else { 1.0 }
        })
        .collect();
    let rate = wanted / eligible.iter().sum::<f64>().max(1.0);
    let mut workers = Vec::new();
    for (index, weight) in eligible.into_iter().enumerate() {
        if chance(random, rate * weight) {
            workers.push(draw_worker(random, market, careers, index as u32));
        }
    }
    workers.sort_by_key(|worker| (worker.registered, worker.person));
    workers
}

fn draw_worker(random: &mut Random, market: &Market<'_>, careers: &Careers, index: u32) -> Worker {
    let clock = market.clock;
    let person = &market.persons[index as usize];
    let trade = &market.trades[usize::from(person.occupation)];
    let category = match (trade.family, trade.slug) {
        (_, "fisher" | "fish-farm-worker") => 2,
        (Family::Agriculture, _) => 1,
        (Family::Construction, _) => 0,
        (Family::Quarrying, _) => 3,
        _ => 4,
    };
    let registered = if chance(random, 0.72) {
        clock.start() - 1 - (random.random::<f64>().powi(2) * 1_400.0) as i32
    } else {
        between(random, clock.start(), clock.end())
    };
    // Who finds insured work is taken out of the register in half of the cases, months later.
    let insured = careers
        .of(index)
        .iter()
        .find(|spell| {
            spell.state == State::Insured && spell.category != 4 && spell.end > registered
        })
        .map(|spell| spell.start.max(registered));
    let is_deceased = chance(random, 0.008);
    let left = match insured {
        _ if is_deceased => between(random, clock.start().max(registered), clock.end()),
        Some(day) if chance(random, 0.5) => (day + between(random, 40, 200)).max(clock.start()),
        _ if chance(random, 0.05) => between(random, clock.start().max(registered), clock.end()),
        _ => NEVER,
    };
    let by_contractor = category == 0 && chance(random, 0.7) || chance(random, 0.2);
    let contractor = by_contractor
        .then(|| market.establishments.draw(random, person.governorate, Family::Construction));
    Worker {
        person: index,
        category,
        contractor,
        registered,
        left: if left > clock.end() { NEVER } else { left },
        is_deceased: is_deceased && left <= clock.end(),
        is_listed: chance(random, PAID_SHARE * 1.22),
    }
}

/// Grant runs of the window in the order of days.
fn runs(clock: &Clock) -> Vec<Run> {
    let (first, last) = (year_of(clock.start()), year_of(clock.end()));
    let mut runs = Vec::new();
    for year in first..=last {
        // Outside the years whose feasts are known, those of the nearest known year stand in.
        let Some(occasions) = rules::grant_occasions(year.clamp(2023, 2027)) else { continue };
        for occasion in occasions {
            let name = occasion.name;
            let day = match name {
                "coptic_christmas" => 4,
                "labour_day" => 2,
                "eid_al_adha" => 20,
                _ => 13,
            };
            let Some(date) = Date::new(year, occasion.month.month(), day) else { continue };
            runs.push(Run {
                occasion: format!("{year}-{name}"),
                day: date.days_since_epoch(),
                amount: rules::grant_amount(date).0 / 100,
            });
        }
    }
    runs.retain(|run| clock.index_of(run.day).is_some());
    runs.sort_by_key(|run| run.day);
    runs
}

/// Entries in the commercial register by worker: from, and struck off on.
type Owners = BTreeMap<u32, Vec<(Day, Day)>>;

fn plant_owners(
    random: &mut Random,
    market: &Market<'_>,
    irregular: &Irregular,
    establishments: &mut [Establishment],
    cases: usize,
) -> Owners {
    let is_candidate = |one: &Establishment| one.is_registered && one.legal_form == 0;
    let candidates = establishments.iter().filter(|one| is_candidate(one)).count();
    let rate = (cases as f64 / 2.0).max(14.0) / candidates.max(1) as f64;
    for one in establishments.iter_mut().filter(|one| is_candidate(one)) {
        if chance(random, rate)
            && let Some(person) = find_neighbour(random, market, irregular, one.governorate)
        {
            one.owner = person;
        }
    }
    // Natural owners may stand in the register too: owners are looked up, not assumed.
    let places = irregular.workers.iter().enumerate();
    let worker_of: BTreeMap<u32, u32> =
        places.map(|(at, worker)| (worker.person, at as u32)).collect();
    let mut owners = Owners::new();
    for one in establishments.iter().filter(|one| one.is_registered && one.owner != NO_OWNER) {
        if let Some(worker) = worker_of.get(&one.owner) {
            owners.entry(*worker).or_default().push((one.registered_on, one.struck_off_on));
        }
    }
    owners
}

/// A registered worker of a governorate.
fn find_neighbour(
    random: &mut Random,
    market: &Market<'_>,
    irregular: &Irregular,
    governorate: u8,
) -> Option<u32> {
    let count = irregular.workers.len();
    let offset = random.random_range(0..count.max(1));
    (0..count.min(400))
        .map(|step| irregular.workers[(offset + step) % count].person)
        .find(|person| market.persons[*person as usize].governorate == governorate)
}

struct Context<'a> {
    market: &'a Market<'a>,
    careers: &'a Careers,
    owners: &'a Owners,
    run: &'a Run,
}

impl Context<'_> {
    fn is_in_register(&self, worker: &Worker) -> bool {
        worker.registered <= self.run.day && worker.left > self.run.day
    }

    fn has_right_age(&self, worker: &Worker) -> bool {
        let birth = self.market.persons[worker.person as usize].birth;
        rules::GRANT_AGES.contains(&age_at(birth, self.run.day))
    }

    fn is_insured(&self, worker: &Worker) -> bool {
        self.careers.is_insured_regularly(worker.person, self.run.day)
    }

    fn is_owner(&self, index: u32) -> bool {
        let day = self.run.day;
        self.entries(index).iter().any(|(from, until)| *from <= day && day < *until)
    }

    fn is_former_owner(&self, index: u32) -> bool {
        self.entries(index).iter().any(|(_, until)| *until <= self.run.day)
    }

    fn entries(&self, index: u32) -> &[(Day, Day)] {
        self.owners.get(&index).map_or(&[], Vec::as_slice)
    }
}

fn pay_entitled(
    random: &mut Random,
    context: &Context<'_>,
    irregular: &mut Irregular,
    tally: &mut [Tally],
) {
    for (index, tally) in tally.iter_mut().enumerate() {
        let worker = &irregular.workers[index];
        let is_entitled = context.is_in_register(worker)
            && context.has_right_age(worker)
            && !context.is_insured(worker)
            && !context.is_owner(index as u32);
        if !is_entitled {
            continue;
        }
        tally.entitled += 1;
        if !worker.is_listed || chance(random, 0.06) {
            continue;
        }
        tally.paid += 1;
        pay(random, context, irregular, index as u32);
        let day = context.run.day;
        let person = irregular.workers[index].person;
        let payment = Some(irregular.payments.len() as u32 - 1);
        let is_fourth =
            context.careers.of(person).iter().any(|spell| {
                spell.state == State::Insured && spell.category == 4 && spell.covers(day)
            });
        if is_fourth {
            let scheme = Scheme::HonestIrregularInsured;
            irregular.cases.push(Case { scheme, worker: index as u32, payment });
        }
        if context.is_former_owner(index as u32) {
            let scheme = Scheme::HonestFormerOwner;
            irregular.cases.push(Case { scheme, worker: index as u32, payment });
        }
    }
}

fn pay(random: &mut Random, context: &Context<'_>, irregular: &mut Irregular, index: u32) {
    let person = irregular.workers[index as usize].person;
    let governorate = context.market.persons[person as usize].governorate;
    let run = context.run;
    let is_collected = chance(random, 0.94);
    let wait = (-7.0 * (1.0 - random.random::<f64>()).ln()) as i32;
    irregular.payments.push(Payment {
        worker: index,
        occasion: run.occasion.clone(),
        run: run.day,
        amount: run.amount,
        governorate,
        outlet: random.random_range(1..=12),
        paid: if is_collected { run.day + wait.min(COLLECTION_DAYS) } else { NEVER },
        returned: if is_collected { NEVER } else { run.day + COLLECTION_DAYS + 1 },
    });
}

/// The same person once more for the same occasion, at another post office.
fn pay_twice(random: &mut Random, context: &Context<'_>, irregular: &mut Irregular, share: usize) {
    let first = irregular.payments.partition_point(|payment| payment.run < context.run.day);
    let count = irregular.payments.len() - first;
    let mut chosen = BTreeSet::new();
    for _ in 0..share * 3 {
        if chosen.len() < share && count > 0 {
            chosen.insert(first + random.random_range(0..count));
        }
    }
    for at in chosen {
        let worker = irregular.payments[at].worker;
        pay(random, context, irregular, worker);
        let again = irregular.payments.len() - 1;
        let outlet = irregular.payments[at].outlet;
        let copy = &mut irregular.payments[again];
        copy.outlet = outlet % 12 + 1;
        copy.paid = copy.paid.min(context.run.day + 20);
        copy.returned = NEVER;
        irregular.cases.push(Case {
            scheme: Scheme::PaidTwice,
            worker,
            payment: Some(again as u32),
        });
    }
}

fn plant_unentitled(
    random: &mut Random,
    context: &Context<'_>,
    irregular: &mut Irregular,
    tally: &mut [Tally],
    share: usize,
) {
    type Test = fn(&Context<'_>, &Worker, u32) -> bool;
    let schemes: [(Scheme, Test); 3] = [
        (Scheme::PaidWhileInsured, |context, worker, index| {
            context.is_insured(worker) && context.has_right_age(worker) && !context.is_owner(index)
        }),
        (Scheme::PaidOutsideAge, |context, worker, index| {
            !context.has_right_age(worker)
                && !context.is_insured(worker)
                && !context.is_owner(index)
        }),
        (Scheme::PaidRegisterOwner, |context, worker, index| {
            context.has_right_age(worker) && !context.is_insured(worker) && context.is_owner(index)
        }),
    ];
    let count = irregular.workers.len();
    for (scheme, test) in schemes {
        let offset = random.random_range(0..count.max(1));
        let candidates: Vec<u32> = match scheme {
            Scheme::PaidRegisterOwner => context.owners.keys().copied().collect(),
            _ => (0..count).map(|step| ((offset + step) % count) as u32).collect(),
        };
        let mut chosen: Vec<u32> = candidates
            .into_iter()
            .filter(|index| {
                let worker = &irregular.workers[*index as usize];
                context.is_in_register(worker) && test(context, worker, *index)
            })
            .take(share)
            .collect();
        chosen.dedup();
        for worker in chosen {
            pay(random, context, irregular, worker);
            tally[worker as usize].paid += 1;
            let payment = Some(irregular.payments.len() as u32 - 1);
            irregular.cases.push(Case { scheme, worker, payment });
        }
    }
}
