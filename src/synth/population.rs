//! Persons of the labour force: households, names, ages, places, schooling, occupations and synthetic national numbers.

use mizan_domain::governorate::GOVERNORATES;
use mizan_domain::{Date, national_id};
use rand::Rng;

use crate::calibration::{AGES, URBAN, WOMEN_SHARE};
use crate::clock::Day;
use crate::names::{self, Line, Name};
use crate::random::{Random, Weighted, between, chance, normal, stream};
use crate::taxonomy::Taxonomy;
use crate::trades::{Family, TRADES, Trade};

/// Index of "born abroad" behind the 27 governorates.
const ABROAD: u8 = 27;

/// Fewest persons of a governorate, so that no map has a hole.
const GOVERNORATE_PERSONS_MIN: usize = 6;

/// One person of the labour force.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// Birth date.
    pub(crate) birth: Day,
    /// Sex.
    pub(crate) is_woman: bool,
    /// Residence, index into [`GOVERNORATES`].
    pub(crate) governorate: u8,
    /// Birth registration, index into [`GOVERNORATES`] or [`ABROAD`].
    birth_governorate: u8,
    /// Whether the residence is urban.
    pub(crate) is_urban: bool,
    /// National qualification level, 1–8.
    pub(crate) education: u8,
    /// Index into the taxonomy's occupations.
    pub(crate) occupation: u8,
    /// Name.
    pub(crate) name: Name,
    /// Serial inside birth day and governorate, 0–4999.
    serial: u16,
    /// Household; members share a line of names and often a telephone.
    pub(crate) household: u32,
    /// Mobile telephone without its leading `01`.
    pub(crate) phone: u32,
    /// What no register sees: standard normal.
    pub(crate) ability: f32,
}

impl Person {
    /// The synthetic national number: century digit 9, which is never issued.
    pub(crate) fn national_id(&self) -> [u8; 14] {
        let date = Date::from_days(self.birth);
        let (year, month, day) = (date.year() as u32 % 100, date.month(), date.day());
        let place = match GOVERNORATES.get(usize::from(self.birth_governorate)) {
            Some(governorate) => governorate.id_code.as_bytes(),
            None => b"88",
        };
        let serial = u32::from(self.serial) * 2 + u32::from(!self.is_woman);
        let mut digits = [b'9'; 14];
        let pairs = [year, month, day];
        for (at, value) in pairs.into_iter().enumerate() {
            digits[1 + at * 2] = b'0' + (value / 10) as u8;
            digits[2 + at * 2] = b'0' + (value % 10) as u8;
        }
        digits[7..9].copy_from_slice(place);
        for (at, power) in [1_000, 100, 10, 1].into_iter().enumerate() {
            digits[9 + at] = b'0' + (serial / power % 10) as u8;
        }
        digits[13] = national_id::check_digit(&digits[..13]);
        digits
    }

    /// Code of the governorate of residence.
    pub(crate) fn governorate_code(&self) -> &'static str {
        GOVERNORATES[usize::from(self.governorate)].code
    }

    /// ISO code of the governorate of birth registration; empty for births abroad.
    pub(crate) fn birth_governorate_code(&self) -> &'static str {
        GOVERNORATES.get(usize::from(self.birth_governorate)).map_or("", |place| place.code)
    }
}

/// What the market adds to the taxonomy's occupations, in their order.
pub(crate) fn trades_of(taxonomy: &Taxonomy) -> Vec<Trade> {
    let unlisted = Trade {
        slug: "",
        family: Family::Services,
        weight: 2.0,
        women: 0.25,
        pay: 1.0,
        schooling: crate::trades::Schooling::Trade,
        is_craft: false,
    };
    taxonomy
        .occupations
        .iter()
        .map(|occupation| {
            TRADES.iter().find(|trade| trade.slug == occupation.slug).copied().unwrap_or(unlisted)
        })
        .collect()
}

/// Draws the whole labour force; ages are as of `reference`.
pub(crate) fn draw(seed: u64, people: usize, reference: Day, trades: &[Trade]) -> Vec<Person> {
    let tables = Tables::new(trades);
    let mut random = stream(seed, "population", 0);
    let mut persons = Vec::with_capacity(people);
    let mut household = 0;
    let forced = forced_governorates(people);
    while persons.len() < people {
        let governorate = forced
            .get(persons.len())
            .copied()
            .unwrap_or_else(|| tables.governorates.draw(&mut random) as u8);
        let size = 1 + tables.household.draw(&mut random);
        let room = people - persons.len();
        let members = draw_household(&mut random, &tables, trades, reference, governorate);
        persons.extend(members.take(size.min(room)).map(|mut person| {
            person.household = household;
            person
        }));
        household += 1;
    }
    number(seed, &mut persons);
    persons
}

/// The first households are spread over all governorates.
fn forced_governorates(people: usize) -> Vec<u8> {
    let rounds = GOVERNORATE_PERSONS_MIN.min(people / GOVERNORATES.len() / 4);
    (0..rounds * GOVERNORATES.len()).map(|at| (at % GOVERNORATES.len()) as u8).collect()
}

struct Tables {
    governorates: Weighted,
    household: Weighted,
    ages: Weighted,
    /// Occupation by sex and kind of place.
    occupations: [[Weighted; 3]; 2],
}

impl Tables {
    fn new(trades: &[Trade]) -> Self {
        let weights = occupation_weights(trades);
        let women = fitted_women_shares(trades, &weights);
        let by = |is_woman: bool, farming: f64| {
            Weighted::new(trades.iter().enumerate().map(|(at, trade)| {
                let share = if is_woman { women[at] } else { 1.0 - women[at] };
                let place = if trade.family == Family::Agriculture { farming } else { 1.0 };
                weights[at] * share * place
            }))
        };
        // Population shares .163, .149 and .688 give a mean of one, and so keep the family's share.
        let by_place = |is_woman| [by(is_woman, 0.04), by(is_woman, 0.62), by(is_woman, 1.45)];
        Self {
            governorates: Weighted::new(
                GOVERNORATES.iter().map(|place| f64::from(place.population)),
            ),
            household: Weighted::new([0.42, 0.33, 0.17, 0.08]),
            ages: Weighted::new(AGES.iter().map(|(_, _, share)| *share)),
            occupations: [by_place(false), by_place(true)],
        }
    }
}

/// Share of each occupation in employment: its family's share, split by weight.
fn occupation_weights(trades: &[Trade]) -> Vec<f64> {
    let total = |family: Family| -> f64 {
        trades.iter().filter(|trade| trade.family == family).map(|trade| trade.weight).sum()
    };
    let totals = Family::ALL.map(total);
    trades
        .iter()
        .map(|trade| trade.weight / totals[trade.family as usize] * trade.family.employed_share())
        .collect()
}

/// Women's shares with one common factor on the odds, so that the whole meets the labour force.
fn fitted_women_shares(trades: &[Trade], weights: &[f64]) -> Vec<f64> {
    let shares = |factor: f64| -> Vec<f64> {
        let odds = |share: f64| factor * share / (1.0 - share);
        trades.iter().map(|trade| odds(trade.women) / (1.0 + odds(trade.women))).collect()
    };
    let total: f64 = weights.iter().sum();
    let mean = |factor: f64| -> f64 {
        let sum: f64 =
            shares(factor).iter().zip(weights).map(|(share, weight)| share * weight).sum();
        sum / total
    };
    let (mut low, mut high) = (0.01, 100.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if mean(middle) < WOMEN_SHARE { low = middle } else { high = middle }
    }
    shares(low)
}

fn place_kind(governorate: u8) -> usize {
    match GOVERNORATES[usize::from(governorate)].code {
        "EG-C" | "EG-ALX" | "EG-PTS" | "EG-SUZ" => 0,
        "EG-GZ" | "EG-KB" => 1,
        _ => 2,
    }
}

/// Members of one household, one after the other: brothers, sisters and those who married in.
fn draw_household<'a>(
    random: &'a mut Random,
    tables: &'a Tables,
    trades: &'a [Trade],
    reference: Day,
    governorate: u8,
) -> impl Iterator<Item = Person> + 'a {
    let line = names::draw_line(random);
    let phone = draw_phone(random);
    let is_urban = chance(random, URBAN[usize::from(governorate)]);
    let home = Home { governorate, is_urban, phone, line };
    let mut eldest: Option<Day> = None;
    std::iter::from_fn(move || {
        let person = draw_person(random, tables, trades, reference, &home, eldest);
        eldest = Some(person.birth);
        Some(person)
    })
}

struct Home {
    governorate: u8,
    is_urban: bool,
    phone: u32,
    line: Line,
}

fn draw_person(
    random: &mut Random,
    tables: &Tables,
    trades: &[Trade],
    reference: Day,
    home: &Home,
    elder: Option<Day>,
) -> Person {
    let is_woman = chance(random, WOMEN_SHARE);
    let (youngest, oldest, _) = AGES[tables.ages.draw(random)];
    let age = between(random, youngest, oldest);
    let mut birth = reference - (f64::from(age) * 365.25) as i32 - between(random, 0, 364);
    if elder.is_some() && chance(random, 0.012) {
        // Twins: honest look-alikes of one person registered twice.
        birth = elder.unwrap_or(birth);
    }
    let kind = place_kind(home.governorate);
    let occupation = tables.occupations[usize::from(is_woman)][kind].draw(random);
    let education = draw_education(random, &trades[occupation], age);
    let has_married_in = is_woman && elder.is_some() && chance(random, 0.5);
    let line = if has_married_in { names::draw_other_line(random, &home.line) } else { home.line };
    let shares_phone = elder.is_none() || chance(random, 0.35);
    Person {
        birth,
        is_woman,
        governorate: home.governorate,
        birth_governorate: draw_birthplace(random, tables, home.governorate),
        is_urban: home.is_urban,
        education,
        occupation: occupation as u8,
        name: names::draw_child(random, &line, is_woman),
        serial: 0,
        household: 0,
        phone: if shares_phone { home.phone } else { draw_phone(random) },
        ability: normal(random) as f32,
    }
}

fn draw_education(random: &mut Random, trade: &Trade, age: i32) -> u8 {
    let level = 1 + Weighted::new(trade.schooling.levels()).draw(random) as u8;
    match age {
        ..18 => level.min(2),
        18..22 => level.min(3),
        _ => level,
    }
}

fn draw_birthplace(random: &mut Random, tables: &Tables, residence: u8) -> u8 {
    match random.random_range(0..1_000) {
        0..860 => residence,
        860..990 => tables.governorates.draw(random) as u8,
        _ => ABROAD,
    }
}

/// Operator digit and eight digits, as in 01x xxxxxxxx.
fn draw_phone(random: &mut Random) -> u32 {
    const OPERATORS: [u32; 4] = [0, 1, 2, 5];
    let operator = OPERATORS[Weighted::new([0.4, 0.27, 0.2, 0.13]).draw(random)];
    operator * 100_000_000 + random.random_range(0..100_000_000)
}

/// Gives each person a serial that is free on the birth day in the governorate of birth.
fn number(seed: u64, persons: &mut [Person]) {
    let places = usize::from(ABROAD) + 1;
    let first = persons.iter().map(|person| person.birth).min().unwrap_or(0);
    let last = persons.iter().map(|person| person.birth).max().unwrap_or(0);
    let mut used = vec![0_u16; (last - first + 1) as usize * places];
    for person in persons {
        let cell = (person.birth - first) as usize * places + usize::from(person.birth_governorate);
        let start = stream(seed, "serial", cell as u64).random_range(0..5_000_u32);
        // 1,237 has no factor in common with 5,000: no serial comes twice within a cell.
        person.serial = ((start + u32::from(used[cell]) * 1_237) % 5_000) as u16;
        used[cell] = used[cell].wrapping_add(1);
    }
}
