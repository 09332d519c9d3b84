//! Working lives month by month: insured work, informal work and unemployment, as spells of days.
//!
//! Each person has a share of time in each of the three states (π), fitted to the published rates.
//! The monthly chance to go from a to b is κ(a,b)·π(b) with κ symmetric, so that π is the
//! stationary distribution (detailed balance) and the market neither drains nor fills.

use rand::Rng;

use crate::calibration::{self, CATEGORIES};
use crate::clock::{Clock, Day, NEVER};
use crate::error::{Error, Result};
use crate::establishments::Establishments;
use crate::population::Person;
use crate::random::{Random, Weighted, between, chance, stream};
use crate::shortages::Shortages;
use crate::trades::{Schooling, Trade};

/// κ between unemployment and any work: about ten months of search.
const SEARCH_RATE: f64 = 0.115;
/// κ between insured and informal work.
const FORMALISATION_RATE: f64 = 0.008;
/// Monthly chance that an insured worker changes the employer.
const MOVE_RATE: f64 = 0.006;

/// What somebody does during a spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Work with social insurance.
    Insured,
    /// Work without it.
    Informal,
    /// Looking for work.
    Unemployed,
}

/// Why insured work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndReason {
    /// Still open.
    None,
    /// Left for another employer.
    BetterJob,
    /// Resigned.
    Resignation,
    /// Term of the contract over.
    ContractEnd,
    /// Dismissed.
    Dismissal,
    /// Reached the age of retirement.
    Retirement,
}

impl EndReason {
    /// Text delivered by the insurance body.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::None => "",
            Self::BetterJob => "انتقال لجهة أخرى",
            Self::Resignation => "استقالة",
            Self::ContractEnd => "انتهاء العقد",
            Self::Dismissal => "فصل",
            Self::Retirement => "بلوغ سن التقاعد",
        }
    }
}

/// One spell of one person.
#[derive(Debug, Clone)]
pub(crate) struct Spell {
    /// Index of the person.
    pub(crate) person: u32,
    /// What is done.
    pub(crate) state: State,
    /// First day.
    pub(crate) start: Day,
    /// Last day, or [`NEVER`].
    pub(crate) end: Day,
    /// Index of the establishment; meaningless unless insured.
    pub(crate) establishment: u32,
    /// Index of the occupation.
    pub(crate) occupation: u8,
    /// Category of Law 148/2019, 1–4.
    pub(crate) category: u8,
    /// Why it ended.
    pub(crate) end_reason: EndReason,
    /// Monthly wage at the level of 2024, EGP.
    pub(crate) wage_2024: f32,
    /// First month (number in the window) in which the insurance body knows the spell.
    pub(crate) posted_month: i16,
}

impl Spell {
    /// Whether the person does this on a day.
    pub(crate) fn covers(&self, day: Day) -> bool {
        self.start <= day && day <= self.end
    }
}

/// What drives careers, prepared once.
pub(crate) struct Market<'a> {
    /// The window.
    pub(crate) clock: &'a Clock,
    /// Everybody.
    pub(crate) persons: &'a [Person],
    /// All employers.
    pub(crate) establishments: &'a Establishments,
    /// Attributes by occupation.
    pub(crate) trades: &'a [Trade],
    /// Planted shortages.
    pub(crate) shortages: &'a Shortages,
    /// Seed of the run.
    pub(crate) seed: u64,
    unemployment: [f64; 2],
    insurance: f64,
    pay: [f64; 2],
    categories: Weighted,
}

impl<'a> Market<'a> {
    /// Fits the chances of persons to the published rates at the middle of the window.
    pub(crate) fn new(
        clock: &'a Clock,
        persons: &'a [Person],
        establishments: &'a Establishments,
        trades: &'a [Trade],
        shortages: &'a Shortages,
        seed: u64,
    ) -> Self {
        let mut market = Self {
            clock,
            persons,
            establishments,
            trades,
            shortages,
            seed,
            unemployment: [1.0; 2],
            insurance: 1.0,
            pay: [1.0; 2],
            categories: Weighted::new(CATEGORIES),
        };
        market.fit();
        market
    }

    fn fit(&mut self) {
        let (men, women) =
            calibration::unemployment_rates(self.clock.month(self.clock.months() / 2));
        let mut people = [0.0; 2];
        let mut unemployment = [0.0; 2];
        let mut insurance = 0.0;
        let mut insured = [0.0; 2];
        let mut pay = [0.0; 2];
        for person in self.persons {
            let sex = usize::from(person.is_woman);
            let (search, insurance_weight) =
                (self.search_weight(person), self.insurance_weight(person));
            people[sex] += 1.0;
            unemployment[sex] += search;
            insurance += insurance_weight;
            insured[sex] += insurance_weight;
            pay[sex] += insurance_weight * self.pay_weight(person, person.occupation);
        }
        let sum = |values: [f64; 2]| (values[0] + values[1]).max(1.0);
        for (sex, rate) in [men, women].into_iter().enumerate() {
            self.unemployment[sex] = rate * people[sex] / unemployment[sex].max(1e-9);
        }
        self.insurance = calibration::INSURED_SHARE * sum(people) / insurance.max(1e-9);
        let wages = [calibration::WAGE_MEN_2024, calibration::WAGE_WOMEN_2024];
        for (sex, wage) in wages.into_iter().enumerate() {
            self.pay[sex] = wage * insured[sex] / pay[sex].max(1e-9);
        }
    }

    /// Scales pay so that the insured jobs of these careers have the published means by sex.
    pub(crate) fn settle_wages(&mut self, careers: &mut Careers) {
        let sex_of = |spell: &Spell| usize::from(self.persons[spell.person as usize].is_woman);
        let (mut sums, mut counts) = ([0.0; 2], [0.0; 2]);
        for spell in careers.spells.iter().filter(|spell| spell.state == State::Insured) {
            sums[sex_of(spell)] += f64::from(spell.wage_2024);
            counts[sex_of(spell)] += 1.0;
        }
        let wages = [calibration::WAGE_MEN_2024, calibration::WAGE_WOMEN_2024];
        let factor = |sex: usize| {
            if sums[sex] > 0.0 { wages[sex] * counts[sex] / sums[sex] } else { 1.0 }
        };
        let factors = [factor(0), factor(1)];
        for spell in &mut careers.spells {
            spell.wage_2024 *= factors[sex_of(spell)] as f32;
        }
        for (pay, factor) in self.pay.iter_mut().zip(factors) {
            *pay *= factor;
        }
    }

    fn search_weight(&self, person: &Person) -> f64 {
        let age = (self.clock.start() - person.birth) / 365;
        let shortage =
            if self.shortages.has(person.occupation, person.governorate) { 0.35 } else { 1.0 };
        let weight = calibration::unemployment_by_age(age)
            * calibration::unemployment_by_education(person.education)
            * calibration::unemployment_by_place(person.is_urban)
            * shortage;
        weight.min(6.0)
    }

    fn insurance_weight(&self, person: &Person) -> f64 {
        let schooling = match self.trades[usize::from(person.occupation)].schooling {
            Schooling::Higher => 1.9,
            Schooling::Clerical => 1.45,
            Schooling::Trade => 1.0,
            Schooling::Low => 0.45,
        };
        let age = (self.clock.start() - person.birth) / 365;
        schooling * if age < 25 { 0.45 } else { 1.0 }
    }

    fn pay_weight(&self, person: &Person, occupation: u8) -> f64 {
        let age = f64::from((self.clock.start() - person.birth) / 365).clamp(16.0, 60.0);
        let experience = 0.55 + 0.022 * (age - 16.0) - 0.000_22 * (age - 16.0).powi(2);
        let education = 0.86 + 0.045 * f64::from(person.education);
        // exp(0.22·z) has the mean exp(0.0242).
        let ability = (0.22 * f64::from(person.ability) - 0.0242).exp();
        self.trades[usize::from(occupation)].pay * experience * education * ability
    }

    /// Shares of time (insured, informal, unemployed) of a person.
    pub(crate) fn shares(&self, person: &Person) -> [f64; 3] {
        let sex = usize::from(person.is_woman);
        let search = (self.unemployment[sex] * self.search_weight(person)).clamp(0.004, 0.75);
        let insured = (self.insurance * self.insurance_weight(person)).clamp(0.02, 0.95);
        [(1.0 - search) * insured, (1.0 - search) * (1.0 - insured), search]
    }

    /// Monthly wage of a person at an employer, at the level of 2024.
    pub(crate) fn wage_2024(&self, person: &Person, occupation: u8, establishment: u32) -> f32 {
        let employer = f64::from(self.establishments.all[establishment as usize].pay);
        let sex = usize::from(person.is_woman);
        (self.pay[sex] * self.pay_weight(person, occupation) * employer) as f32
    }

    /// The whole working life of a person without any training.
    pub(crate) fn career(&self, index: u32, spells: &mut Vec<Spell>) {
        let mut random = stream(self.seed, "career", u64::from(index));
        let person = &self.persons[index as usize];
        let shares = self.shares(person);
        let state = [State::Insured, State::Informal, State::Unemployed]
            [Weighted::new(shares).draw(&mut random)];
        let begin = self.past_start(&mut random, person, state);
        let first = self.open(&mut random, index, person.occupation, state, begin);
        spells.push(first);
        self.walk(&mut random, index, 0, spells);
    }

    /// Continues the last spell from a month to the end of the window.
    pub(crate) fn walk(
        &self,
        random: &mut Random,
        index: u32,
        from_month: usize,
        spells: &mut Vec<Spell>,
    ) {
        let person = &self.persons[index as usize];
        let [insured, informal, search] = self.shares(person);
        let retirement = person.birth + (60.0 * 365.25) as i32;
        for month in from_month..self.clock.months() {
            let Some(current) = spells.last() else { return };
            let (state, occupation) = (current.state, current.occupation);
            let (first, last) =
                (self.clock.first_day(month as i32), self.clock.last_day(month as i32));
            let point = random.random::<f64>();
            let day = between(random, first, last).max(current.start + 1);
            let (next, reason) = match state {
                State::Insured if (first..=last).contains(&retirement) => {
                    (State::Informal, EndReason::Retirement)
                }
                State::Insured => {
                    let lost = SEARCH_RATE * search;
                    let left = lost + FORMALISATION_RATE * informal;
                    match point {
                        point if point < lost => (State::Unemployed, lost_reason(random)),
                        point if point < left => (State::Informal, EndReason::Resignation),
                        point if point < left + MOVE_RATE => (State::Insured, EndReason::BetterJob),
                        _ => continue,
                    }
                }
                State::Informal => {
                    let lost = SEARCH_RATE * search;
                    match point {
                        point if point < lost => (State::Unemployed, EndReason::None),
                        point if point < lost + FORMALISATION_RATE * insured => {
                            (State::Insured, EndReason::None)
                        }
                        _ => continue,
                    }
                }
                State::Unemployed => {
                    let found = SEARCH_RATE * insured;
                    match point {
                        point if point < found => (State::Insured, EndReason::None),
                        point if point < found + SEARCH_RATE * informal => {
                            (State::Informal, EndReason::None)
                        }
                        _ => continue,
                    }
                }
            };
            self.change(random, index, occupation, next, day, reason, spells);
        }
    }

    /// Ends the last spell before a day and opens the next.
    #[expect(clippy::too_many_arguments, reason = "one change of state has this many sides")]
    pub(crate) fn change(
        &self,
        random: &mut Random,
        index: u32,
        occupation: u8,
        next: State,
        day: Day,
        reason: EndReason,
        spells: &mut Vec<Spell>,
    ) {
        if let Some(current) = spells.last_mut() {
            current.end = day - 1;
            current.end_reason = reason;
        }
        let spell = self.open(random, index, occupation, next, day);
        spells.push(spell);
    }

    fn open(
        &self,
        random: &mut Random,
        index: u32,
        occupation: u8,
        state: State,
        start: Day,
    ) -> Spell {
        let person = &self.persons[index as usize];
        let family = self.trades[usize::from(occupation)].family;
        let (mut establishment, mut category, mut wage) = (0, 1, 0.0);
        if state == State::Insured {
            establishment = self.establishments.draw(random, person.governorate, family);
            category = 1 + self.categories.draw(random) as u8;
            wage = self.wage_2024(person, occupation, establishment);
        }
        // Some employers report a new worker one to three months late.
        let delay = if chance(random, 0.03) { random.random_range(1..=3) } else { 0 };
        Spell {
            person: index,
            state,
            start,
            end: NEVER,
            establishment,
            occupation,
            category,
            end_reason: EndReason::None,
            wage_2024: wage,
            posted_month: (self.clock.number_of(start) + delay).clamp(-30_000, 30_000) as i16,
        }
    }

    fn past_start(&self, random: &mut Random, person: &Person, state: State) -> Day {
        let mean = if state == State::Unemployed { 240.0 } else { 4.5 * 365.0 };
        let elapsed = -mean * (1.0 - random.random::<f64>()).ln();
        let of_age = person.birth + 16 * 365;
        let latest = self.clock.start() - 31;
        (latest - elapsed as i32).max(of_age).min(latest)
    }
}

fn lost_reason(random: &mut Random) -> EndReason {
    match random.random_range(0..100) {
        0..45 => EndReason::ContractEnd,
        45..80 => EndReason::Resignation,
        _ => EndReason::Dismissal,
    }
}

/// All spells, grouped by person.
#[derive(Debug)]
pub(crate) struct Careers {
    /// Spells in the order of persons and time.
    pub(crate) spells: Vec<Spell>,
    /// First spell of each person, and the end of the last.
    offsets: Vec<u32>,
}

impl Careers {
    /// Draws everybody's career; the result does not depend on the number of threads.
    pub(crate) fn draw(threads: usize, market: &Market<'_>) -> Result<Self> {
        let people = market.persons.len();
        let chunk = people.div_ceil(threads.max(1)).max(1);
        let parts: Result<Vec<Vec<Spell>>> = std::thread::scope(|scope| {
            let handles: Vec<_> = (0..people)
                .step_by(chunk)
                .map(|begin| {
                    scope.spawn(move || {
                        let mut spells = Vec::new();
                        for index in begin..(begin + chunk).min(people) {
                            market.career(index as u32, &mut spells);
                        }
                        spells
                    })
                })
                .collect();
            handles
                .into_iter()
                .map(|handle| handle.join().map_err(|_| Error::Worker("careers".to_owned())))
                .collect()
        });
        Ok(Self::group(parts?.concat(), people))
    }

    /// Groups spells that stand in the order of persons.
    pub(crate) fn group(spells: Vec<Spell>, people: usize) -> Self {
        let mut offsets = vec![0_u32; people + 1];
        for spell in &spells {
            offsets[spell.person as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        Self { spells, offsets }
    }

    /// Spells of a person, in the order of time.
    pub(crate) fn of(&self, person: u32) -> &[Spell] {
        let (begin, end) = self.range(person);
        &self.spells[begin..end]
    }

    /// Range of a person's spells.
    pub(crate) fn range(&self, person: u32) -> (usize, usize) {
        let at = person as usize;
        (self.offsets[at] as usize, self.offsets[at + 1] as usize)
    }

    /// What a person does on a day; unemployed before the first spell.
    pub(crate) fn state(&self, person: u32, day: Day) -> State {
        self.of(person)
            .iter()
            .find(|spell| spell.covers(day))
            .map_or(State::Unemployed, |spell| spell.state)
    }

    /// Whether a person has insured work, of a category that excludes grants, on a day.
    pub(crate) fn is_insured_regularly(&self, person: u32, day: Day) -> bool {
        self.of(person)
            .iter()
            .any(|spell| spell.state == State::Insured && spell.category != 4 && spell.covers(day))
    }
}
