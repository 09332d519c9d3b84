//! Vacancies reported by employers, the hires they lead to and the referrals in between.

use mizan_domain::governorate::GOVERNORATES;
use mizan_domain::{Date, rules};
use rand::Rng;

use crate::calibration::wage_index;
use crate::careers::{Careers, Market, Spell, State};
use crate::clock::{Clock, Day, NEVER, year_of};
use crate::random::{Random, Weighted, between, chance, round_randomly, stream};
use crate::registrations::Registration;
use crate::taxonomy::Taxonomy;
use crate::titles::type_title;
use crate::trades::{Family, Schooling};

/// Marks a hire without a vacancy.
pub(crate) const NO_VACANCY: u32 = u32::MAX;

/// Months before the window from which open vacancies are still known.
const MONTHS_BEFORE: i32 = 4;

/// One vacancy.
#[derive(Debug, Clone)]
pub(crate) struct Vacancy {
    /// Index of the establishment.
    pub(crate) establishment: u32,
    /// Index of the occupation that is meant.
    pub(crate) occupation: u8,
    /// Governorate of the work.
    pub(crate) governorate: u8,
    /// Whether the employer states the occupation code.
    pub(crate) has_code: bool,
    /// Posts.
    pub(crate) openings: u32,
    /// Posts filled so far.
    pub(crate) filled: u32,
    /// Lowest and highest wage offered, EGP a month.
    pub(crate) wage: Option<(i32, i32)>,
    /// Contract type.
    pub(crate) contract: &'static str,
    /// Shift.
    pub(crate) shift: &'static str,
    /// Lowest qualification level, 0 where not stated.
    pub(crate) education: u8,
    /// Skill codes asked for.
    pub(crate) skills: Vec<String>,
    /// Whether a craft licence is asked for.
    pub(crate) is_licence_required: bool,
    /// Posting.
    pub(crate) posted: Day,
    /// End, by filling or withdrawal; never where open at the end.
    pub(crate) closed: Day,
    /// Whether it ended filled.
    pub(crate) is_filled: bool,
    /// Free-text title as the employer types it.
    pub(crate) title: String,
}

/// One hire reported by an employer.
#[derive(Debug, Clone)]
pub(crate) struct Hire {
    /// Index of the vacancy, or [`NO_VACANCY`].
    pub(crate) vacancy: u32,
    /// Index of the person.
    pub(crate) person: u32,
    /// Index of the establishment.
    pub(crate) establishment: u32,
    /// Index of the occupation.
    pub(crate) occupation: u8,
    /// Governorate of the work.
    pub(crate) governorate: u8,
    /// First day.
    pub(crate) started: Day,
    /// Monthly wage, EGP.
    pub(crate) wage: i32,
}

/// Outcome of a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Taken on.
    Hired,
    /// The employer refused.
    RefusedByEmployer,
    /// The seeker refused.
    RefusedBySeeker,
    /// Nobody answered.
    NoAnswer,
}

impl Outcome {
    /// Code of the warehouse.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Hired => "hired",
            Self::RefusedByEmployer => "refused_by_employer",
            Self::RefusedBySeeker => "refused_by_seeker",
            Self::NoAnswer => "no_answer",
        }
    }
}

/// One referral of a registered seeker.
#[derive(Debug, Clone)]
pub(crate) struct Referral {
    /// Index of the vacancy.
    pub(crate) vacancy: u32,
    /// Index of the person.
    pub(crate) person: u32,
    /// Day of the referral.
    pub(crate) referred: Day,
    /// Outcome.
    pub(crate) outcome: Outcome,
    /// Day of the outcome, or never.
    pub(crate) outcome_on: Day,
}

/// Demand side of the market.
#[derive(Debug, Default)]
pub(crate) struct Demand {
    /// Vacancies in the order of posting.
    pub(crate) vacancies: Vec<Vacancy>,
    /// Hires in the order of start.
    pub(crate) hires: Vec<Hire>,
    /// Referrals in the order of their day.
    pub(crate) referrals: Vec<Referral>,
}

/// Posts vacancies, lets hires fill them and draws the referrals.
///
/// A hire that fills a vacancy moves to the vacancy's employer, so `careers` is changed.
pub(crate) fn draw(
    market: &Market<'_>,
    taxonomy: &Taxonomy,
    careers: &mut Careers,
    registrations: &[Registration],
) -> Demand {
    let mut demand = Demand { vacancies: post(market, taxonomy, careers), ..Demand::default() };
    fill(market, careers, &mut demand);
    withdraw(market, &mut demand);
    refer(market, registrations, &mut demand);
    demand.hires.sort_by_key(|hire| (hire.started, hire.person));
    demand.referrals.sort_by_key(|referral| (referral.referred, referral.vacancy, referral.person));
    demand
}

/// Whether a spell is a start of work for others inside the window: what can fill a vacancy.
fn is_start(clock: &Clock, spell: &Spell) -> bool {
    spell.state == State::Insured
        && (clock.start()..=clock.end()).contains(&spell.start)
        && spell.category == 1
}

fn post(market: &Market<'_>, taxonomy: &Taxonomy, careers: &Careers) -> Vec<Vacancy> {
    let clock = market.clock;
    let mut random = stream(market.seed, "vacancies", 0);
    // Posts stand where people are taken on, so that only planted cells are short of them.
    let mut starts = [1.0; GOVERNORATES.len()];
    for spell in careers.spells.iter().filter(|spell| is_start(clock, spell)) {
        starts[usize::from(market.persons[spell.person as usize].governorate)] += 1.0;
    }
    let places = Weighted::new(starts);
    // Posts follow the stock of workers, less farms, where posts are not reported.
    let mut stock = vec![1.0; market.trades.len()];
    market.persons.iter().for_each(|person| stock[usize::from(person.occupation)] += 1.0);
    let occupations = Weighted::new(market.trades.iter().enumerate().map(|(at, trade)| {
        let reported = if trade.family == Family::Agriculture { 0.1 } else { 1.0 };
        stock[at] * reported
    }));
    let month_mean = (market.persons.len() as f64 * 0.0032).max(112.0);
    let mut vacancies = Vec::new();
    for month in -MONTHS_BEFORE..clock.months() as i32 {
        let season =
            1.0 + 0.12 * (f64::from(clock.number_of(clock.first_day(month)) % 12) * 0.524).sin();
        for _ in 0..round_randomly(&mut random, month_mean * season) {
            let occupation = occupations.draw(&mut random) as u8;
            let governorate = places.draw(&mut random) as u8;
            vacancies.push(draw_one(&mut random, market, taxonomy, month, occupation, governorate));
        }
        let extra = (month_mean / 60.0).clamp(4.0, 40.0);
        for (occupation, governorate) in &market.shortages.cells {
            for _ in 0..round_randomly(&mut random, extra) {
                vacancies.push(draw_one(
                    &mut random,
                    market,
                    taxonomy,
                    month,
                    *occupation,
                    *governorate,
                ));
            }
        }
    }
    vacancies.sort_by_key(|vacancy| (vacancy.posted, vacancy.governorate, vacancy.occupation));
    vacancies
}

fn draw_one(
    random: &mut Random,
    market: &Market<'_>,
    taxonomy: &Taxonomy,
    month: i32,
    occupation: u8,
    governorate: u8,
) -> Vacancy {
    let trade = &market.trades[usize::from(occupation)];
    let clock = market.clock;
    let posted = between(random, clock.first_day(month), clock.last_day(month));
    let establishment = market.establishments.draw(random, governorate, trade.family);
    let skills = ask_skills(random, taxonomy, occupation);
    let title = type_title(random, taxonomy, occupation, trade);
    let contract = ["permanent", "temporary", "part_time", "seasonal"]
        [Weighted::new([0.62, 0.25, 0.07, 0.06]).draw(random)];
    let shift = ["day", "night", "rotating"][Weighted::new([0.72, 0.08, 0.20]).draw(random)];
    let education = match (trade.schooling, random.random_range(0..10)) {
        (_, 0..3) => 0,
        (Schooling::Low, _) => 1,
        (Schooling::Trade | Schooling::Clerical, _) => 3,
        (Schooling::Higher, _) => 6,
    };
    Vacancy {
        establishment,
        occupation,
        governorate,
        has_code: chance(random, 0.65),
        openings: 1 + (-0.95 * (1.0 - random.random::<f64>()).ln()) as u32,
        filled: 0,
        wage: offer(random, market, occupation, governorate, establishment, posted),
        contract,
        shift,
        education,
        skills,
        is_licence_required: trade.is_craft && chance(random, 0.30),
        posted,
        closed: NEVER,
        is_filled: false,
        title,
    }
}

/// Essential skills mostly, some optional ones.
fn ask_skills(random: &mut Random, taxonomy: &Taxonomy, occupation: u8) -> Vec<String> {
    let one = &taxonomy.occupations[usize::from(occupation)];
    if chance(random, 0.06) {
        return Vec::new();
    }
    let mut skills: Vec<String> =
        one.essential.iter().filter(|_| chance(random, 0.85)).cloned().collect();
    skills.extend(one.optional.iter().filter(|_| chance(random, 0.30)).cloned());
    skills
}

/// Wage offered: about the market's wage; nothing stated in a third of posts.
fn offer(
    random: &mut Random,
    market: &Market<'_>,
    occupation: u8,
    governorate: u8,
    establishment: u32,
    posted: Day,
) -> Option<(i32, i32)> {
    if chance(random, 0.32) {
        return None;
    }
    let wage = market_wage(market, occupation, governorate, establishment, posted);
    let middle = wage * (0.88 + 0.24 * random.random::<f64>());
    let round = |value: f64| (value / 100.0).round() as i32 * 100;
    let low = round(middle * 0.92);
    // Employers know the legal minimum; one in six still offers less.
    let minimum = rules::minimum_wage(Date::from_days(posted)).map_or(0, |wage| wage.0 / 100);
    let low = if chance(random, 0.84) { low.max(minimum as i32) } else { low.max(1_500) };
    Some((low, (round(middle * 1.12)).max(low)))
}

/// Usual wage of an occupation at an employer on a day; it runs ahead in shortage cells.
fn market_wage(
    market: &Market<'_>,
    occupation: u8,
    governorate: u8,
    establishment: u32,
    day: Day,
) -> f64 {
    let pay = market.trades[usize::from(occupation)].pay
        * f64::from(market.establishments.all[establishment as usize].pay);
    let base = crate::calibration::WAGE_MEN_2024 * pay * wage_index(year_of(day));
    base * market.shortages.premium(market.clock, occupation, governorate, day)
}

/// Lets starts of insured work fill open vacancies of the same governorate, oldest first.
fn fill(market: &Market<'_>, careers: &mut Careers, demand: &mut Demand) {
    let clock = market.clock;
    let mut starts: Vec<u32> = (0..careers.spells.len() as u32)
        .filter(|at| is_start(clock, &careers.spells[*at as usize]))
        .collect();
    starts.sort_by_key(|at| {
        let spell = &careers.spells[*at as usize];
        (spell.start, spell.person)
    });
    let mut open: Vec<Vec<u32>> = vec![Vec::new(); GOVERNORATES.len()];
    let mut next = 0;
    let mut random = stream(market.seed, "hires", 0);
    for at in starts {
        let (person, started, own) = {
            let spell = &careers.spells[at as usize];
            (spell.person, spell.start, spell.occupation)
        };
        while next < demand.vacancies.len() && demand.vacancies[next].posted + 4 <= started {
            open[usize::from(demand.vacancies[next].governorate)].push(next as u32);
            next += 1;
        }
        let governorate = market.persons[person as usize].governorate;
        let list = &mut open[usize::from(governorate)];
        let chosen = if chance(&mut random, 0.75) {
            choose_vacancy(&mut random, market, &demand.vacancies, list, own, started)
        } else {
            None
        };
        let spell = &mut careers.spells[at as usize];
        let vacancy = chosen.map_or(NO_VACANCY, |place| list[place]);
        if let Some(place) = chosen {
            let one = &mut demand.vacancies[vacancy as usize];
            one.filled += 1;
            if one.filled == one.openings {
                one.closed = started;
                one.is_filled = true;
                list.swap_remove(place);
            }
            spell.establishment = one.establishment;
            spell.occupation = one.occupation;
            let person = &market.persons[person as usize];
            spell.wage_2024 = market.wage_2024(person, one.occupation, one.establishment);
        } else if !chance(&mut random, 0.6) {
            continue;
        }
        let premium =
            market.shortages.premium(market.clock, spell.occupation, governorate, started);
        let wage = f64::from(spell.wage_2024) * wage_index(year_of(started)) * premium;
        demand.hires.push(Hire {
            vacancy,
            person,
            establishment: spell.establishment,
            occupation: spell.occupation,
            governorate,
            started,
            wage: (wage / 10.0).round() as i32 * 10,
        });
    }
}

/// Place in the list of open vacancies that suits an occupation; planted cells rarely fill.
fn choose_vacancy(
    random: &mut Random,
    market: &Market<'_>,
    vacancies: &[Vacancy],
    list: &mut Vec<u32>,
    own: u8,
    day: Day,
) -> Option<usize> {
    // Vacancies half a year old are no longer looked at.
    list.retain(|at| vacancies[*at as usize].posted + 150 >= day);
    let family = market.trades[usize::from(own)].family;
    let looks_elsewhere = chance(random, 0.25);
    let suits = |place: &usize| {
        let one = &vacancies[list[*place] as usize];
        one.occupation == own
            || market.trades[usize::from(one.occupation)].family == family
            || looks_elsewhere
    };
    let exact = (0..list.len()).find(|place| vacancies[list[*place] as usize].occupation == own);
    let place = exact.or_else(|| {
        if list.is_empty() {
            return None;
        }
        let offset = random.random_range(0..list.len());
        (0..list.len().min(40)).map(|step| (offset + step) % list.len()).find(suits)
    })?;
    let one = &vacancies[list[place] as usize];
    let is_scarce = market.shortages.has(one.occupation, one.governorate);
    (!is_scarce || chance(random, 0.2)).then_some(place)
}

/// What nobody filled is withdrawn after two to six months.
fn withdraw(market: &Market<'_>, demand: &mut Demand) {
    let mut random = stream(market.seed, "withdrawals", 0);
    for vacancy in &mut demand.vacancies {
        let patience =
            if market.shortages.has(vacancy.occupation, vacancy.governorate) { 120 } else { 60 };
        let until = vacancy.posted + between(&mut random, patience, 180);
        if vacancy.closed == NEVER && until <= market.clock.end() {
            vacancy.closed = until;
        }
    }
    // A vacancy that ended before the window was never delivered.
    let start = market.clock.start();
    let mut kept = vec![NO_VACANCY; demand.vacancies.len()];
    let mut count = 0;
    for (at, vacancy) in demand.vacancies.iter().enumerate() {
        if vacancy.closed >= start {
            kept[at] = count;
            count += 1;
        }
    }
    demand.vacancies.retain(|vacancy| vacancy.closed >= start);
    for hire in &mut demand.hires {
        if hire.vacancy != NO_VACANCY {
            hire.vacancy = kept[hire.vacancy as usize];
        }
    }
}

fn refer(market: &Market<'_>, registrations: &[Registration], demand: &mut Demand) {
    let mut by_place: Vec<Vec<u32>> = vec![Vec::new(); GOVERNORATES.len()];
    for (at, one) in registrations.iter().enumerate() {
        by_place[usize::from(one.governorate)].push(at as u32);
    }
    let mut is_registered = vec![false; market.persons.len()];
    for one in registrations {
        is_registered[one.person as usize] = true;
    }
    let mut random = stream(market.seed, "referrals", 0);
    for hire in demand.hires.iter().filter(|hire| hire.vacancy != NO_VACANCY) {
        let through_office = is_registered[hire.person as usize] && chance(&mut random, 0.75);
        if through_office || chance(&mut random, 0.15) {
            let posted = demand.vacancies[hire.vacancy as usize].posted;
            let referred = (hire.started - between(&mut random, 3, 30)).max(posted + 1);
            demand.referrals.push(Referral {
                vacancy: hire.vacancy,
                person: hire.person,
                referred: referred.min(hire.started),
                outcome: Outcome::Hired,
                outcome_on: hire.started,
            });
        }
    }
    for (at, vacancy) in demand.vacancies.iter().enumerate() {
        let list = &by_place[usize::from(vacancy.governorate)];
        let scarce = market.shortages.has(vacancy.occupation, vacancy.governorate);
        let wanted = round_randomly(&mut random, if scarce { 0.5 } else { 2.0 });
        for _ in 0..wanted {
            let day = vacancy.posted + between(&mut random, 2, 40);
            if day > vacancy.closed || day > market.clock.end() {
                continue;
            }
            let family = market.trades[usize::from(vacancy.occupation)].family;
            let fits = |one: &Registration| {
                let own = market.persons[one.person as usize].occupation;
                one.is_active(day) && market.trades[usize::from(own)].family == family
            };
            if let Some(seeker) = find_seeker(&mut random, registrations, list, fits) {
                demand.referrals.push(draw_referral(&mut random, at as u32, seeker, day));
            }
        }
    }
    demand.referrals.retain(|referral| referral.referred >= market.clock.start());
}

/// The next seeker by seniority behind a random place of the register.
fn find_seeker(
    random: &mut Random,
    registrations: &[Registration],
    list: &[u32],
    fits: impl Fn(&Registration) -> bool,
) -> Option<u32> {
    if list.is_empty() {
        return None;
    }
    let offset = random.random_range(0..list.len());
    (0..list.len().min(60))
        .map(|step| &registrations[list[(offset + step) % list.len()] as usize])
        .find(|one| fits(one))
        .map(|one| one.person)
}

fn draw_referral(random: &mut Random, vacancy: u32, person: u32, day: Day) -> Referral {
    let outcomes = [Outcome::RefusedByEmployer, Outcome::RefusedBySeeker, Outcome::NoAnswer];
    let outcome = outcomes[Weighted::new([0.48, 0.22, 0.30]).draw(random)];
    let is_answered = chance(random, 0.85);
    Referral {
        vacancy,
        person,
        referred: day,
        outcome,
        outcome_on: if is_answered { day + between(random, 1, 35) } else { NEVER },
    }
}
