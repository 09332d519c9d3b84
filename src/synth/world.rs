//! The whole market in memory: drawn step by step, each step from its own stream.

use crate::careers::{Careers, Market, State};
use crate::clock::Clock;
use crate::crafts::{self, Crafts};
use crate::error::Result;
use crate::establishments::{self, Establishments};
use crate::irregular::{self, Irregular};
use crate::offices::Offices;
use crate::permits::{self, Permit};
use crate::population::{self, Person};
use crate::random::{chance, stream};
use crate::registrations::{self, Registration};
use crate::shortages::Shortages;
use crate::taxonomy::Taxonomy;
use crate::trades::Trade;
use crate::training::{self, Training};
use crate::vacancies::{self, Demand};
use crate::{Progress, SynthOptions};

/// Everything that happened, known in full.
pub(crate) struct World {
    /// Seed of the run.
    pub(crate) seed: u64,
    /// Share of rows with a fault.
    pub(crate) dirt_share: f64,
    /// The window.
    pub(crate) clock: Clock,
    /// Occupations and skills.
    pub(crate) taxonomy: Taxonomy,
    /// Attributes by occupation.
    pub(crate) trades: Vec<Trade>,
    /// Everybody.
    pub(crate) persons: Vec<Person>,
    /// National numbers of everybody.
    pub(crate) national_ids: Vec<[u8; 14]>,
    /// All employers.
    pub(crate) establishments: Establishments,
    /// Planted shortages.
    pub(crate) shortages: Shortages,
    /// Working lives, training included.
    pub(crate) careers: Careers,
    /// Programmes, cohorts, enrolments.
    pub(crate) training: Training,
    /// Registrations of seekers.
    pub(crate) registrations: Vec<Registration>,
    /// Assessments and licences.
    pub(crate) crafts: Crafts,
    /// Irregular workers and grants.
    pub(crate) irregular: Irregular,
    /// Foreigners' permits.
    pub(crate) permits: Vec<Permit>,
    /// Vacancies, hires, referrals.
    pub(crate) demand: Demand,
    /// Spells whose contract was deposited, in the order of their start.
    pub(crate) contracts: Vec<u32>,
}

/// Steps of [`World::draw`], for a progress bar.
pub(crate) const STEPS: u64 = 8;

impl World {
    /// Draws the market.
    pub(crate) fn draw(
        threads: usize,
        options: &SynthOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self> {
        let mut done = 0;
        let mut step = |name: &str| {
            progress(Progress { step: name.to_owned(), done, total: STEPS });
            done += 1;
        };
        let seed = options.seed;
        let clock = Clock::new(options.last_month, options.months);
        let taxonomy = Taxonomy::load()?;
        let trades = population::trades_of(&taxonomy);
        step("persons");
        let persons = population::draw(seed, options.people, clock.start(), &trades);
        let national_ids = persons.iter().map(Person::national_id).collect();
        step("establishments");
        let mut establishments = establishments::draw(seed, &persons, clock.start(), clock.end());
        let shortages = Shortages::draw(seed, persons.len(), &trades);
        let offices = Offices::draw(seed, persons.len());
        step("careers");
        let mut market = Market::new(&clock, &persons, &establishments, &trades, &shortages, seed);
        let mut baseline = Careers::draw(threads, &market)?;
        market.settle_wages(&mut baseline);
        step("training");
        let mut training = training::draw(&market, &baseline, &taxonomy);
        let mut careers =
            training::treat(&market, baseline, &mut training, options.training_effect);
        step("registrations");
        let registrations = registrations::draw(seed, &clock, &persons, &careers, &offices);
        step("vacancies");
        let demand = vacancies::draw(&market, &taxonomy, &mut careers, &registrations);
        let contracts = deposit(seed, &clock, &careers);
        step("services");
        let crafts = crafts::draw(seed, &clock, &persons, &trades, &training, &offices);
        let permits = permits::draw(seed, &clock, persons.len(), &establishments, &offices);
        step("grants");
        let (irregular, owned) = irregular::draw(&market, &careers);
        establishments.all = owned;
        Ok(Self {
            seed,
            dirt_share: options.dirt_share,
            clock,
            taxonomy,
            trades,
            persons,
            national_ids,
            establishments,
            shortages,
            careers,
            training,
            registrations,
            crafts,
            irregular,
            permits,
            demand,
            contracts,
        })
    }
}

/// Contracts of half of the workers who started in the window were deposited.
fn deposit(seed: u64, clock: &Clock, careers: &Careers) -> Vec<u32> {
    let mut random = stream(seed, "contracts", 0);
    let mut contracts: Vec<u32> = careers
        .spells
        .iter()
        .enumerate()
        .filter(|(_, spell)| {
            spell.state == State::Insured
                && spell.category == 1
                && clock.index_of(spell.start).is_some()
        })
        .filter(|_| chance(&mut random, 0.55))
        .map(|(at, _)| at as u32)
        .collect();
    contracts.sort_by_key(|at| {
        let spell = &careers.spells[*at as usize];
        (spell.start, spell.person)
    });
    contracts
}
