//! The figures the market is fitted to, each with its publication; values marked [G] are estimates.

use mizan_domain::Month;

/// Share of women in the labour force, 2025 Q4: 7.926 of 34.829 million (CAPMAS).
pub(crate) const WOMEN_SHARE: f64 = 7.926 / 34.829;

/// Share of the employed who are insured, 2020 (44.7 %).
pub(crate) const INSURED_SHARE: f64 = 0.447;

/// Unemployment rates of men and women by quarter (CAPMAS); quarters without a split are left out.
const UNEMPLOYMENT: [(i32, u32, f64, f64); 11] = [
    (2022, 1, 0.049, 0.177),
    (2023, 1, 0.045, 0.192),
    (2023, 2, 0.048, 0.173),
    (2024, 1, 0.044, 0.165),
    (2024, 2, 0.042, 0.173),
    (2024, 3, 0.042, 0.182),
    (2024, 4, 0.039, 0.166),
    (2025, 1, 0.036, 0.164),
    (2025, 2, 0.035, 0.158),
    (2025, 3, 0.040, 0.150),
    (2025, 4, 0.038, 0.143),
];

/// Unemployment rates (men, women) of the last published quarter at or before a month.
pub(crate) fn unemployment_rates(month: Month) -> (f64, f64) {
    let quarter = (month.year(), (month.number() - 1) / 3 + 1);
    let known = UNEMPLOYMENT.iter().rev().find(|(year, number, ..)| (*year, *number) <= quarter);
    let (_, _, men, women) = known.unwrap_or(&UNEMPLOYMENT[0]);
    (*men, *women)
}

/// Ages of the labour force: first age, last age, share [G].
pub(crate) const AGES: [(i32, i32, f64); 9] = [
    (15, 19, 0.060),
    (20, 24, 0.115),
    (25, 29, 0.140),
    (30, 34, 0.145),
    (35, 39, 0.140),
    (40, 44, 0.120),
    (45, 49, 0.100),
    (50, 59, 0.150),
    (60, 64, 0.030),
];

/// Shares of the unemployed by age, 2025 Q2 (CAPMAS), over shares of the labour force.
pub(crate) fn unemployment_by_age(age: i32) -> f64 {
    match age {
        ..20 => 0.102 / 0.060,
        20..25 => 0.289 / 0.115,
        25..30 => 0.207 / 0.140,
        _ => 0.402 / 0.685,
    }
}

/// Unemployment against the mean, urban 9.7 % and rural 3.4 % of 6.2 % (2025 Q4).
pub(crate) fn unemployment_by_place(is_urban: bool) -> f64 {
    if is_urban { 9.7 / 6.2 } else { 3.4 / 6.2 }
}

/// Unemployment against the mean by education: four in five have intermediate or higher.
pub(crate) fn unemployment_by_education(level: u8) -> f64 {
    if level >= 3 { 1.45 } else { 0.42 }
}

/// Urban share by governorate, in the order of the two-digit codes [G].
pub(crate) const URBAN: [f64; 27] = [
    1.0, 0.99, 1.0, 1.0, 0.39, 0.28, 0.23, 0.43, 0.23, 0.29, 0.21, 0.19, 0.45, 0.60, 0.24, 0.23,
    0.18, 0.27, 0.21, 0.19, 0.42, 0.38, 0.97, 0.43, 0.62, 0.60, 0.50,
];

/// Mean private wage of men and women in 2024, EGP a month (CAPMAS establishments survey).
pub(crate) const WAGE_MEN_2024: f64 = 5_998.0;
/// See [`WAGE_MEN_2024`].
pub(crate) const WAGE_WOMEN_2024: f64 = 4_928.0;

/// Wage level of a year against 2024: private means 4,675 (2023) and 5,796 (2024), all workers
/// 4,284 (2022) against 5,005 (2023); 2025 and later are assumptions.
pub(crate) fn wage_index(year: i32) -> f64 {
    const ASSUMED_GROWTH: f64 = 1.16;
    let of_2023 = 4_675.0 / 5_796.0;
    match year {
        ..=2022 => of_2023 * (4_284.0 / 5_005.0) * 1.12_f64.powi(year - 2022),
        2023 => of_2023,
        2024 => 1.0,
        _ => ASSUMED_GROWTH.powi(year - 2024),
    }
}

/// Sizes of private establishments, 2021 (CAPMAS): fewest workers, most workers, share.
pub(crate) const SIZES: [(f64, f64, f64); 4] =
    [(1.0, 9.0, 0.872), (10.0, 24.0, 0.084), (25.0, 99.0, 0.033), (100.0, 1_500.0, 0.011)];

/// Insured categories of Law 148/2019 among the insured [G]: others' workers, employers, abroad,
/// irregular.
pub(crate) const CATEGORIES: [f64; 4] = [0.88, 0.06, 0.02, 0.04];

/// Share of registered irregular workers paid per occasion: 221,103 of 1,164,012.
pub(crate) const PAID_SHARE: f64 = 221_103.0 / 1_164_012.0;

/// Registered irregular workers against the labour force, September 2025: 1,164,012 of 34.7 m.
pub(crate) const IRREGULAR_SHARE: f64 = 1_164_012.0 / 34_727_000.0;

/// Permits a year against the labour force, 2024: 22,909 of 32.041 m.
pub(crate) const PERMIT_RATE_YEAR: f64 = 22_909.0 / 32_041_000.0;

/// First-time permits, 2024.
pub(crate) const PERMIT_FIRST_TIME: f64 = 0.437;

/// Permits by nationality: the groups are those of 2024, the split inside a group follows 2021 [G].
pub(crate) const NATIONALITIES: [(&str, f64); 24] = [
    ("GBR", 0.135),
    ("ITA", 0.085),
    ("DEU", 0.055),
    ("FRA", 0.050),
    ("ESP", 0.030),
    ("UKR", 0.029),
    ("CHN", 0.115),
    ("BGD", 0.082),
    ("IND", 0.068),
    ("PHL", 0.025),
    ("PAK", 0.025),
    ("SYR", 0.105),
    ("PSE", 0.052),
    ("JOR", 0.020),
    ("LBN", 0.018),
    ("YEM", 0.016),
    ("NGA", 0.018),
    ("KEN", 0.014),
    ("ETH", 0.013),
    ("USA", 0.025),
    ("CAN", 0.013),
    ("AUS", 0.004),
    ("NZL", 0.001),
    ("KOR", 0.002),
];

/// Permits by issuer, 2024.
pub(crate) const ISSUERS: [(&str, f64); 4] =
    [("directorate", 0.489), ("investment", 0.279), ("company", 0.199), ("petroleum", 0.033)];

/// Permits by occupation: managers 36.4 %, professionals 23.8 %, technicians 15.4 % (2024), the
/// rest spread [G]; codes are ISCO-08.
pub(crate) const PERMIT_OCCUPATIONS: [(&str, f64); 16] = [
    ("1120", 0.164),
    ("1219", 0.080),
    ("1321", 0.070),
    ("1221", 0.050),
    ("2142", 0.080),
    ("2512", 0.060),
    ("2151", 0.048),
    ("2353", 0.050),
    ("3115", 0.064),
    ("3112", 0.050),
    ("3113", 0.040),
    ("3434", 0.060),
    ("4110", 0.044),
    ("7212", 0.060),
    ("8153", 0.070),
    ("9129", 0.010),
];
