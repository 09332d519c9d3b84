//! Work offices and channels: who serves whom, how fast, and how paper gives way to digital forms.

use mizan_domain::governorate::GOVERNORATES;
use rand::Rng;

use crate::clock::Day;
use crate::random::{Random, Weighted, chance, normal, stream};

/// Way in which an application comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    /// A form at the office.
    Paper,
    /// The portal.
    Electronic,
    /// A technology vehicle.
    Mobile,
    /// A fixed outlet.
    Outlet,
}

impl Channel {
    /// Code of the warehouse.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Electronic => "electronic",
            Self::Mobile => "mobile",
            Self::Outlet => "outlet",
        }
    }

    /// Arabic text of deliveries with Arabic headers.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Paper => "ورقي",
            Self::Electronic => "إلكتروني",
            Self::Mobile => "وحدة متنقلة",
            Self::Outlet => "منفذ",
        }
    }

    /// Time of a service against the mean.
    fn speed(self) -> f64 {
        match self {
            Self::Paper => 1.35,
            Self::Electronic => 0.45,
            Self::Mobile => 0.30,
            Self::Outlet => 0.65,
        }
    }
}

/// One office.
#[derive(Debug, Clone, Copy)]
struct Office {
    /// Duration against the mean: staffing and habit.
    slowness: f64,
    /// Readiness for digital forms, added to the log-odds.
    readiness: f64,
}

/// All offices of the country.
#[derive(Debug)]
pub(crate) struct Offices {
    by_governorate: Vec<Vec<Office>>,
}

impl Offices {
    /// Offices by population: about 300 in a large market, two a governorate at least.
    pub(crate) fn draw(seed: u64, people: usize) -> Self {
        let mut random = stream(seed, "offices", 0);
        let total = (people as f64 / 1_500.0).clamp(54.0, 300.0);
        let population: f64 = GOVERNORATES.iter().map(|place| f64::from(place.population)).sum();
        let by_governorate = GOVERNORATES
            .iter()
            .map(|place| {
                let share = f64::from(place.population) / population;
                let count = ((total * share).round() as usize).max(2);
                (0..count)
                    .map(|_| Office {
                        slowness: (0.35 * normal(&mut random)).exp(),
                        readiness: 0.8 * normal(&mut random),
                    })
                    .collect()
            })
            .collect();
        Self { by_governorate }
    }

    /// An office of the governorate.
    pub(crate) fn draw_one(&self, random: &mut Random, governorate: u8) -> u8 {
        random.random_range(0..self.by_governorate[usize::from(governorate)].len()) as u8
    }

    /// Channel of an application: the digital share grows year by year.
    pub(crate) fn channel(
        &self,
        random: &mut Random,
        governorate: u8,
        office: u8,
        day: Day,
    ) -> Channel {
        /// 2025-10-01: the middle of the change.
        const MIDDLE: f64 = 20_362.0;
        let years = (f64::from(day) - MIDDLE) / 365.25;
        let readiness = self.one(governorate, office).readiness;
        let digital = 1.0 / (1.0 + (1.1 - 0.9 * years - readiness).exp());
        if !chance(random, digital) {
            return Channel::Paper;
        }
        let kinds = [Channel::Electronic, Channel::Mobile, Channel::Outlet];
        kinds[Weighted::new([0.62, 0.18, 0.20]).draw(random)]
    }

    /// Days a step takes whose mean is `days`: office × channel × chance (log-normal).
    pub(crate) fn duration(
        &self,
        random: &mut Random,
        governorate: u8,
        office: u8,
        channel: Channel,
        days: f64,
    ) -> i32 {
        let spread = (0.55 * normal(random) - 0.15).exp();
        let mean = days * self.one(governorate, office).slowness * channel.speed();
        (mean * spread).round().clamp(0.0, 400.0) as i32
    }

    fn one(&self, governorate: u8, office: u8) -> &Office {
        let list = &self.by_governorate[usize::from(governorate)];
        &list[usize::from(office).min(list.len() - 1)]
    }
}

/// Code of an office, such as `MN-03`.
pub(crate) fn push_office_code(out: &mut String, governorate: u8, office: u8) {
    use std::fmt::Write;
    let place = GOVERNORATES[usize::from(governorate)].code;
    let _ = write!(out, "{}-{:02}", &place[3..], office + 1);
}
