//! Amounts and terms of law by date, each with its source.
//!
//! Unverified values are parameters of `mizan.toml` or of a contract and do not stand here.

use crate::{Date, Piastres};

/// A grant day on which registered irregular workers are paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantOccasion {
    /// Name of the occasion inside its year, such as `labour_day`.
    pub name: &'static str,
    /// Month in which it was paid, as the first day.
    pub month: Date,
}

fn date(year: i32, month: u32, day: u32) -> Date {
    Date::new(year, month, day).unwrap_or(Date::from_days(0))
}

/// Insurable wage limits per month of a year: (minimum, maximum).
///
/// Law 148/2019: 1,000 and 7,000 in 2020, then 15 % a year rounded up to the next hundred.
/// `None` before 2020 and after 2027, where the law switches to inflation.
pub fn insurable_wage_bounds(year: i32) -> Option<(Piastres, Piastres)> {
    if !(2020..=2027).contains(&year) {
        return None;
    }
    let raise =
        |start: i64| (2020..year).fold(start, |wage, _| (wage * 115 + 9_999) / 10_000 * 100);
    Some((Piastres::from_pounds(raise(1_000)), Piastres::from_pounds(raise(7_000))))
}

/// Minimum wage per month in the private sector on a day (National Wages Council).
pub fn minimum_wage(day: Date) -> Option<Piastres> {
    let steps = [
        (date(2025, 3, 1), 7_000),
        (date(2024, 5, 1), 6_000),
        (date(2024, 1, 1), 3_500),
        (date(2023, 7, 1), 3_000),
        (date(2023, 1, 1), 2_700),
        (date(2022, 1, 1), 2_400),
    ];
    steps
        .into_iter()
        .find(|(from, _)| day >= *from)
        .map(|(_, pounds)| Piastres::from_pounds(pounds))
}

/// Grant per occasion for registered irregular workers on a day.
pub fn grant_amount(day: Date) -> Piastres {
    let pounds = match day {
        day if day >= date(2025, 5, 1) => 1_500,
        day if day >= date(2025, 1, 7) => 1_000,
        _ => 500,
    };
    Piastres::from_pounds(pounds)
}

/// Ages, in whole years, between which a registered irregular worker is entitled to the grant.
pub const GRANT_AGES: std::ops::RangeInclusive<i32> = 20..=60;

/// The six grant occasions of a year with the month in which each falls.
///
/// Moving feasts follow the Umm al-Qura calendar (Ramadan, Eid al-Fitr, Eid al-Adha, Mawlid).
pub fn grant_occasions(year: i32) -> Option<[GrantOccasion; 6]> {
    let (ramadan, fitr, adha, mawlid) = match year {
        2023 => (3, 4, 6, 9),
        2024 => (3, 4, 6, 9),
        2025 => (3, 3, 6, 9),
        2026 => (2, 3, 5, 8),
        2027 => (2, 3, 5, 8),
        _ => return None,
    };
    let occasion = |name, month| GrantOccasion { name, month: date(year, month, 1) };
    Some([
        occasion("coptic_christmas", 1),
        occasion("ramadan", ramadan),
        occasion("eid_al_fitr", fitr),
        occasion("labour_day", 5),
        occasion("eid_al_adha", adha),
        occasion("mawlid", mawlid),
    ])
}

/// Foreigners may be at most this share of an establishment's Egyptian workforce (decree 279/2025).
pub const FOREIGN_WORKER_SHARE_MAX: f64 = 0.10;

/// Days within which an employer returns the registration certificate (Law 14/2025 art. 35).
pub const CERTIFICATE_RETURN_DAYS: u32 = 45;

/// Days within which a worker hired unregistered must be registered (Law 14/2025 art. 33).
pub const REGISTER_AFTER_HIRE_DAYS: u32 = 30;

/// Fee cap of a skill test and of a craft licence, each (Law 14/2025 art. 27).
pub const CRAFT_FEE_MAX: Piastres = Piastres::from_pounds(500);
