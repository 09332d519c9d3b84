//! Shares of a large market stand where the published tables have them, within the tolerance stated.

use std::collections::BTreeMap;

use mizan_domain::governorate::{self, GOVERNORATES};
use mizan_domain::rules;

use super::*;

type Row = BTreeMap<String, String>;

fn share(rows: &[Row], test: impl Fn(&Row) -> bool) -> f64 {
    rows.iter().filter(|row| test(row)).count() as f64 / rows.len().max(1) as f64
}

fn near(name: &str, found: f64, published: f64, tolerance: f64) {
    println!("{name}: {found:.4}, published {published:.4}");
    assert!((found - published).abs() <= tolerance, "{name}: {found:.4} for {published:.4}");
}

/// State of each person in the middle of the window.
fn states() -> Vec<(Row, String)> {
    const DAY: &str = "2026-04-01";
    let persons = large().truth("persons.csv");
    let mut states = vec![String::new(); persons.len()];
    for spell in large().truth("careers.csv") {
        let is_over = !spell["ended_on"].is_empty() && spell["ended_on"].as_str() < DAY;
        if spell["started_on"].as_str() <= DAY && !is_over {
            states[spell["person_no"].parse::<usize>().unwrap()] = spell["state"].clone();
        }
    }
    persons.into_iter().zip(states).collect()
}

#[test]
fn governorates_have_their_share_of_people_within_one_point() {
    let persons = large().truth("persons.csv");
    let total: f64 = GOVERNORATES.iter().map(|place| f64::from(place.population)).sum();
    for place in &GOVERNORATES {
        let found = share(&persons, |row| row["governorate_code"] == place.code);
        near(place.code, found, f64::from(place.population) / total, 0.01);
    }
}

#[test]
fn women_have_their_share_of_the_labour_force_within_one_point() {
    let persons = large().truth("persons.csv");
    near("women", share(&persons, |row| row["sex"] == "f"), 7.926 / 34.829, 0.01);
}

#[test]
fn sectors_have_their_share_within_a_point_and_a_half() {
    let persons = large().truth("persons.csv");
    let family = |row: &Row| {
        trades::TRADES
            .iter()
            .find(|trade| trade.slug == row["occupation"])
            .map(|trade| trade.family)
    };
    let published = [
        (trades::Family::Agriculture, 0.201),
        (trades::Family::Trade, 0.167),
        (trades::Family::Manufacturing, 0.144),
        (trades::Family::Construction, 0.106),
        (trades::Family::Transport, 0.082),
    ];
    for (wanted, value) in published {
        near(
            &format!("{wanted:?}"),
            share(&persons, |row| family(row) == Some(wanted)),
            value,
            0.015,
        );
    }
}

#[test]
fn unemployment_by_sex_and_place_and_age_follows_the_labour_force_survey() {
    let states = states();
    let rate = |test: &dyn Fn(&Row) -> bool| {
        let group: Vec<&String> =
            states.iter().filter(|(row, _)| test(row)).map(|(_, state)| state).collect();
        group.iter().filter(|state| **state == "unemployed").count() as f64
            / group.len().max(1) as f64
    };
    near("all", rate(&|_| true), 0.062, 0.008);
    near("men", rate(&|row| row["sex"] == "m"), 0.038, 0.008);
    near("women", rate(&|row| row["sex"] == "f"), 0.143, 0.02);
    near("urban", rate(&|row| row["is_urban"] == "true"), 0.097, 0.02);
    near("rural", rate(&|row| row["is_urban"] == "false"), 0.034, 0.012);
    let unemployed: Vec<Row> = states
        .iter()
        .filter(|(_, state)| state == "unemployed")
        .map(|(row, _)| row.clone())
        .collect();
    let young = share(&unemployed, |row| row["birth_date"].as_str() > "1996-04-01");
    near("unemployed below thirty", young, 0.598, 0.06);
    let taught = share(&unemployed, |row| row["education_level"].parse::<u8>().unwrap() >= 3);
    near("unemployed with intermediate education or more", taught, 0.80, 0.07);
}

#[test]
fn the_insured_are_the_published_share_of_the_employed() {
    let states = states();
    let of = |name: &str| states.iter().filter(|(_, state)| state == name).count() as f64;
    near("insured", of("insured") / (of("insured") + of("informal")), 0.447, 0.02);
}

#[test]
fn the_market_neither_drains_nor_fills() {
    let made = large();
    let files = made.files("insurance_contributions");
    let rows: Vec<f64> = files.iter().map(|file| columns(file, ["month"]).len() as f64).collect();
    let change = rows[rows.len() - 1] / rows[0] - 1.0;
    println!("insured records first and last month: {} {}", rows[0], rows[rows.len() - 1]);
    assert!(change.abs() < 0.03, "{change}");
    near("records a person and month", rows[3] / 80_000.0, 0.42, 0.02);
}

#[test]
fn mean_wages_of_men_and_women_are_those_of_2024_within_five_per_cent() {
    let persons = large().truth("persons.csv");
    let mut sums = [(0.0, 0.0); 2];
    for spell in large().truth("careers.csv") {
        if spell["state"] == "insured" {
            let person: usize = spell["person_no"].parse().unwrap();
            let sum = &mut sums[usize::from(persons[person]["sex"] == "f")];
            sum.0 += spell["wage_egp_month_2024"].parse::<f64>().unwrap();
            sum.1 += 1.0;
        }
    }
    near("men", sums[0].0 / sums[0].1, 5_998.0, 300.0);
    near("women", sums[1].0 / sums[1].1, 4_928.0, 250.0);
}

#[test]
fn insured_wages_stay_inside_the_bounds_of_their_year() {
    let mut at_bounds = 0.0;
    let mut count = 0.0;
    for file in large().files("insurance_contributions") {
        for [month, wage] in columns(&file, ["month", "wage_egp_month"]) {
            let (lowest, highest) =
                rules::insurable_wage_bounds(month[..4].parse().unwrap()).unwrap();
            let wage: f64 = wage.parse().unwrap();
            let bounds = lowest.pounds()..=highest.pounds();
            assert!(bounds.contains(&wage), "{wage} in {month}");
            at_bounds += f64::from(u8::from(wage == lowest.pounds() || wage == highest.pounds()));
            count += 1.0;
        }
    }
    let found = at_bounds / count;
    println!("at a bound: {found:.3}");
    assert!((0.01..0.5).contains(&found), "{found}");
}

#[test]
fn permits_follow_nationality_issuer_occupation_and_first_time_shares() {
    let made = Made::new(|options| {
        options.people = 2_500_000 / 50;
        options.months = 48;
        options.dirt_share = 0.0;
    });
    let permits: Vec<Row> = made.latest("work_permits", "permit_no").into_values().collect();
    println!("{} permits", permits.len());
    let is_one_of = |codes: &'static [&'static str]| {
        move |row: &Row| codes.contains(&row["nationality_code"].as_str())
    };
    let europe = is_one_of(&["GBR", "ITA", "DEU", "FRA", "ESP", "UKR"]);
    near("Europe", share(&permits, europe), 0.384, 0.05);
    let arab = is_one_of(&["SYR", "PSE", "JOR", "LBN", "YEM"]);
    near("Arab", share(&permits, arab), 0.211, 0.05);
    near("directorates", share(&permits, |row| row["issuer_code"] == "directorate"), 0.489, 0.05);
    near("petroleum", share(&permits, |row| row["issuer_code"] == "petroleum"), 0.033, 0.02);
    let of_group = |digit: &'static str| move |row: &Row| row["occupation_code"].starts_with(digit);
    near("managers", share(&permits, of_group("1")), 0.364, 0.05);
    near("professionals", share(&permits, of_group("2")), 0.238, 0.05);
    near("first time", share(&permits, |row| row["is_first_time"] == "true"), 0.437, 0.04);
}

#[test]
fn establishments_have_the_published_sizes_within_two_points() {
    let register: Vec<Row> = large()
        .delivered("commercial_register")
        .into_iter()
        .map(|row| ((row["register_no"].clone(), row["register_office_code"].clone()), row))
        .collect::<BTreeMap<_, _>>()
        .into_values()
        .filter(|row| !row["workers"].is_empty())
        .collect();
    let small = share(&register, |row| row["workers"].parse::<u32>().unwrap() < 10);
    // Every large employer is registered, and four in five of the small ones.
    near("below ten workers", small, 0.872, 0.02);
}

#[test]
fn paper_gives_way_to_digital_forms_month_by_month() {
    let mut rows: Vec<Row> = Vec::new();
    let made = large();
    for file in made.files("work_registrations") {
        rows.extend(read(&file));
    }
    let paper = |from: &str, until: &str| {
        let group: Vec<Row> = rows
            .iter()
            .filter(|row| (from..until).contains(&row["تاريخ التقديم"].as_str()))
            .cloned()
            .collect();
        share(&group, |row| row["قناة التقديم"] == "ورقي")
    };
    let (early, late) = (paper("2025-09", "2025-12"), paper("2026-08", "2026-11"));
    println!("paper: {early:.3} then {late:.3}");
    assert!(early - late > 0.08, "{early} {late}");
    assert!((0.3..0.9).contains(&late), "{late}");
}

#[test]
fn digital_applications_are_decided_faster_and_offices_differ() {
    let rows: Vec<Row> = large().latest("work_registrations", "رقم القيد").into_values().collect();
    let days = |row: &Row| {
        let day = |name: &str| {
            row[name].parse::<mizan_domain::Date>().ok().map(mizan_domain::Date::days_since_epoch)
        };
        Some(f64::from(day("تاريخ القيد")? - day("تاريخ التقديم")?))
    };
    let mean = |test: &dyn Fn(&Row) -> bool| {
        let values: Vec<f64> = rows.iter().filter(|row| test(row)).filter_map(days).collect();
        values.iter().sum::<f64>() / values.len().max(1) as f64
    };
    let paper = mean(&|row| row["قناة التقديم"] == "ورقي");
    let electronic = mean(&|row| row["قناة التقديم"] == "إلكتروني");
    println!("days: paper {paper:.1}, electronic {electronic:.1}");
    assert!(paper > electronic * 1.8);
    let offices: std::collections::BTreeSet<&String> =
        rows.iter().map(|row| &row["مكتب العمل"]).collect();
    let means: Vec<f64> =
        offices.iter().map(|office| mean(&|row| row["مكتب العمل"] == **office)).collect();
    let slowest = means.iter().copied().fold(0.0, f64::max);
    let fastest = means.iter().copied().fold(f64::MAX, f64::min);
    assert!(slowest > fastest * 2.0, "{fastest} {slowest}");
}

#[test]
fn trainees_are_mostly_women_and_cohorts_have_the_usual_size() {
    let made = large();
    let persons = made.truth("persons.csv");
    let outcomes = made.truth("training_outcomes.csv");
    let women =
        share(&outcomes, |row| persons[row["person_no"].parse::<usize>().unwrap()]["sex"] == "f");
    near("women among trainees", women, 0.67, 0.08);
    let cohorts: std::collections::BTreeSet<&String> =
        outcomes.iter().map(|row| &row["cohort_code"]).collect();
    near("trainees a cohort", outcomes.len() as f64 / cohorts.len() as f64, 13.5, 2.5);
}

#[test]
fn about_a_fifth_of_registered_irregular_workers_are_paid_an_occasion() {
    let made = large();
    let workers = made.latest("irregular_workers", "رقم العامل");
    near("register against labour force", workers.len() as f64 / 80_000.0, 0.0335, 0.004);
    let payments = made.latest("support_payments", "payment_no");
    let mut paid: BTreeMap<String, std::collections::BTreeSet<String>> = BTreeMap::new();
    for row in payments.values() {
        paid.entry(row["occasion_code"].clone()).or_default().insert(row["national_id"].clone());
    }
    for (occasion, persons) in paid {
        let until = if occasion.starts_with("2025") { "2025-09-30" } else { "2026-04-30" };
        let registered = workers.values().filter(|row| {
            let left = &row["تاريخ الخروج"];
            row["تاريخ القيد"].as_str() < until && (left.is_empty() || left.as_str() > until)
        });
        near(&occasion, persons.len() as f64 / registered.count() as f64, 0.19, 0.045);
    }
}

#[test]
fn spellings_of_places_are_recognised() {
    for row in clean().delivered("work_registrations") {
        assert!(governorate::recognise(&row["المحافظة"]).is_some(), "{}", row["المحافظة"]);
    }
}
