//! What was planted can be found again in the deliveries: training effect, schemes, shortages, persons behind records.

use std::collections::{BTreeMap, BTreeSet};

use mizan_domain::Date;

use super::*;

type Row = BTreeMap<String, String>;

fn days(text: &str) -> i32 {
    text.parse::<Date>().unwrap().days_since_epoch()
}

fn effect_of(made: &Made, population: &str) -> (f64, f64) {
    let rows = made.truth("training_effect.csv");
    let row = rows.into_iter().find(|row| row["population"] == population).unwrap();
    (row["effect"].parse().unwrap(), row["n"].parse().unwrap())
}

#[test]
fn the_training_effect_is_the_parameter() {
    let (effect, count) = effect_of(large(), "completers");
    println!("effect {effect:.4} over {count} completers");
    assert!(count > 400.0, "{count}");
    // Three standard errors of a share near the effect.
    let error = (0.12 * 0.88 / count).sqrt();
    assert!((effect - 0.12).abs() < 3.0 * error, "{effect}");
    let (starters, _) = effect_of(large(), "starters");
    assert!(starters < effect && starters > 0.0, "{starters}");
}

#[test]
fn without_an_effect_both_potential_outcomes_are_equal() {
    let made = Made::new(|options| options.training_effect = 0.0);
    for row in made.truth("training_outcomes.csv") {
        assert_eq!(row["outcome_untreated"], row["outcome_treated"]);
    }
    assert_eq!(effect_of(&made, "completers").0, 0.0);
}

/// First and last month of M4–M6 after an end.
fn outcome_months(ended: &str) -> (String, String) {
    let end = ended.parse::<Date>().unwrap().calendar_month();
    (end.add(4).to_string(), end.add(6).to_string())
}

#[test]
fn outcomes_with_training_are_those_of_the_insurance_records() {
    let made = clean();
    let insured_no: BTreeMap<String, String> = made
        .truth("records.csv")
        .into_iter()
        .filter(|row| row["source"] == "insurance_contributions")
        .map(|row| (row["person_no"].clone(), row["record_no"].clone()))
        .collect();
    let mut paid: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in made.delivered("insurance_contributions") {
        paid.entry(row["insured_no"].clone()).or_default().insert(row["month"].clone());
    }
    let enrolments = made.latest("training_enrolments", "enrolment_no");
    let (mut agreed, mut observed) = (0, 0);
    for row in made.truth("training_outcomes.csv") {
        if row["is_observed"] != "true" {
            continue;
        }
        let (first, last) = outcome_months(&enrolments[&row["enrolment_no"]]["ended_on"]);
        let months = insured_no.get(&row["person_no"]).and_then(|number| paid.get(number));
        let is_paid = months.is_some_and(|months| months.range(first..=last).next().is_some());
        observed += 1;
        agreed += u32::from(is_paid == (row["outcome_treated"] == "true"));
    }
    println!("{agreed} of {observed} outcomes agree with the records");
    assert!(observed > 150, "{observed}");
    // Late postings may fall behind the last delivery.
    assert!(f64::from(agreed) >= 0.98 * f64::from(observed), "{agreed} of {observed}");
}

#[test]
fn trainees_are_chosen_by_what_registers_see() {
    let made = large();
    let persons = made.truth("persons.csv");
    let chosen: BTreeSet<String> = made
        .truth("training_outcomes.csv")
        .into_iter()
        .map(|row| row["person_no"].clone())
        .collect();
    let share = |test: &dyn Fn(&Row) -> bool, is_chosen: bool| {
        let group: Vec<&Row> =
            persons.iter().filter(|row| chosen.contains(&row["person_no"]) == is_chosen).collect();
        group.iter().filter(|row| test(row)).count() as f64 / group.len() as f64
    };
    let is_young = |row: &Row| row["birth_date"].as_str() > "1996-01-01";
    assert!(share(&is_young, true) > share(&is_young, false) + 0.1);
    let is_woman = |row: &Row| row["sex"] == "f";
    assert!(share(&is_woman, true) > share(&is_woman, false) + 0.3);
}

struct Ledger {
    /// National number of each worker.
    workers: BTreeMap<String, Row>,
    payments: BTreeMap<String, Row>,
    cases: Vec<Row>,
    insured: BTreeMap<String, BTreeMap<String, String>>,
    register: Vec<Row>,
}

fn ledger() -> Ledger {
    let made = clean();
    let mut insured: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for row in made.delivered("insurance_contributions") {
        let months = insured.entry(row["national_id"].clone()).or_default();
        months.insert(row["month"].clone(), row["category_code"].clone());
    }
    Ledger {
        workers: made.latest("irregular_workers", "رقم العامل"),
        payments: made.latest("support_payments", "payment_no"),
        cases: made.truth("schemes.csv"),
        insured,
        register: made.delivered("commercial_register"),
    }
}

impl Ledger {
    fn of(&self, scheme: &str) -> Vec<&Row> {
        let cases: Vec<&Row> = self.cases.iter().filter(|row| row["scheme"] == scheme).collect();
        println!("{scheme}: {}", cases.len());
        cases
    }

    fn payment(&self, case: &Row) -> &Row {
        &self.payments[&case["payment_no"]]
    }

    fn category_at(&self, payment: &Row) -> Option<&str> {
        let month = &payment["run_date"][..7];
        self.insured.get(&payment["national_id"])?.get(month).map(String::as_str)
    }

    fn is_owner(&self, payment: &Row) -> bool {
        self.register.iter().any(|row| {
            row["owner_national_id"] == payment["national_id"]
                && row["registered_on"] <= payment["run_date"]
                && row["status"] == "active"
        })
    }

    fn age_at_run(payment: &Row) -> i32 {
        let text = &payment["national_id"];
        let id = mizan_domain::national_id::NationalId::parse(
            text,
            mizan_domain::national_id::Profile::Synthetic,
        );
        let run = Date::from_days(days(&payment["run_date"]));
        id.unwrap().birth_date().age_at(run)
    }
}

#[test]
fn payments_made_twice_stand_twice_in_the_ledger() {
    let ledger = ledger();
    let cases = ledger.of("paid_twice");
    assert!(cases.len() >= 8, "{}", cases.len());
    for case in cases {
        let payment = ledger.payment(case);
        let same = ledger.payments.values().filter(|one| {
            one["national_id"] == payment["national_id"]
                && one["occasion_code"] == payment["occasion_code"]
        });
        assert_eq!(same.count(), 2, "{payment:?}");
    }
}

#[test]
fn payments_to_the_insured_the_wrong_age_and_owners_break_their_rule_and_no_other() {
    let ledger = ledger();
    let is_right_age = |payment: &Row| (20..=60).contains(&Ledger::age_at_run(payment));
    let insured = ledger.of("paid_while_insured");
    assert!(insured.len() >= 8, "{}", insured.len());
    let mut seen = 0;
    for case in &insured {
        let payment = ledger.payment(case);
        seen += usize::from(matches!(ledger.category_at(payment), Some("1" | "2" | "3")));
        assert!(is_right_age(payment));
    }
    // A few employers post late: the record is not there yet.
    assert!(seen * 10 >= insured.len() * 9, "{seen} of {}", insured.len());
    let aged = ledger.of("paid_outside_age");
    assert!(aged.len() >= 8, "{}", aged.len());
    for case in aged {
        assert!(!is_right_age(ledger.payment(case)), "{case:?}");
    }
    let owners = ledger.of("paid_register_owner");
    assert!(owners.len() >= 8, "{}", owners.len());
    for case in owners {
        assert!(ledger.is_owner(ledger.payment(case)), "{case:?}");
        assert!(is_right_age(ledger.payment(case)), "{case:?}");
    }
}

#[test]
fn the_entitled_who_were_never_paid_stand_in_no_payment() {
    let ledger = ledger();
    let cases = ledger.of("entitled_never_paid");
    assert!(cases.len() >= 8, "{}", cases.len());
    let paid: BTreeSet<&String> =
        ledger.payments.values().map(|payment| &payment["national_id"]).collect();
    for case in cases {
        let worker = &ledger.workers[&case["worker_no"]];
        assert!(!paid.contains(&worker["الرقم القومي"]), "{case:?}");
    }
}

#[test]
fn honest_look_alikes_are_named_as_such() {
    let cases = large().truth("schemes.csv");
    for scheme in ["honest_irregular_insured", "honest_former_owner"] {
        let count = cases.iter().filter(|row| row["scheme"] == scheme).count();
        println!("{scheme}: {count}");
        assert!(count > 0, "{scheme}");
    }
}

#[test]
fn planted_shortages_stay_open_longer_and_pay_more() {
    let made = large();
    let cells: BTreeSet<(String, String)> = made
        .truth("shortages.csv")
        .into_iter()
        .map(|row| (row["occupation_code"].clone(), row["governorate_code"].clone()))
        .collect();
    assert!(cells.len() >= 6, "{cells:?}");
    let vacancies = made.latest("vacancies", "vacancy_no");
    let is_planted = |row: &Row| {
        cells.contains(&(row["occupation_code"].clone(), row["governorate_code"].clone()))
    };
    let old_enough = |row: &&Row| {
        ("2025-10".."2026-05").contains(&row["posted_on"].as_str())
            && !row["occupation_code"].is_empty()
    };
    let filled = |planted: bool| {
        let group: Vec<&Row> = vacancies
            .values()
            .filter(old_enough)
            .filter(|row| is_planted(row) == planted)
            .collect();
        assert!(group.len() >= 30, "{}", group.len());
        group.iter().filter(|row| row["status"] == "filled").count() as f64 / group.len() as f64
    };
    let (inside, outside) = (filled(true), filled(false));
    println!("filled: {inside:.3} in planted cells, {outside:.3} elsewhere");
    assert!(inside < outside * 0.6, "{inside} {outside}");
    for cell in &cells {
        let count = vacancies
            .values()
            .filter(|row| row["occupation_code"] == cell.0 && row["governorate_code"] == cell.1);
        assert!(count.count() >= 30, "{cell:?}");
    }
}

#[test]
fn every_record_has_a_person_and_names_are_variants_of_one() {
    let made = clean();
    let persons = made.truth("persons.csv");
    let person_of: BTreeMap<(String, String), usize> = made
        .truth("records.csv")
        .into_iter()
        .map(|row| {
            let key = (row["source"].clone(), row["record_no"].clone());
            (key, row["person_no"].parse().unwrap())
        })
        .collect();
    let (mut names, mut changed) = (0, 0);
    for (source, key, id, name) in [
        ("work_registrations", "رقم القيد", "الرقم القومي", "الاسم"),
        ("irregular_workers", "رقم العامل", "الرقم القومي", "الاسم"),
        ("training_enrolments", "enrolment_no", "national_id", "full_name"),
        ("insurance_contributions", "insured_no", "national_id", "full_name"),
    ] {
        for row in made.delivered(source) {
            let person = &persons[person_of[&(source.to_owned(), row[key].clone())]];
            assert_eq!(person["national_id"], row[id]);
            let first = |text: &str| text.chars().next().map(|letter| "أإآ".contains(letter));
            assert_eq!(first(&person["full_name"]).is_some(), first(&row[name]).is_some());
            names += 1;
            changed += usize::from(person["full_name"] != row[name]);
        }
    }
    let share = f64::from(changed as u32) / f64::from(names as u32);
    println!("{share:.3} of {names} names are typed in another way");
    assert!((0.3..0.95).contains(&share), "{share}");
    let parts: BTreeSet<usize> = persons
        .iter()
        .map(|row| {
            let joined = row["full_name"]
                .replace("عبد ", "عبد")
                .replace("أبو ", "أبو")
                .replace("أم ", "أم")
                .replace(" الدين", "الدين")
                .replace(" الله", "الله");
            joined.split(' ').count()
        })
        .collect();
    println!("{parts:?} parts");
    assert_eq!(parts, BTreeSet::from([4, 5, 6]));
}

#[test]
fn a_record_posted_late_carries_its_own_month() {
    let made = large();
    let mut late = 0;
    for file in made.files("insurance_contributions") {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let delivered = name.rsplit('_').next().unwrap().to_owned();
        for [month] in columns(&file, ["month"]) {
            assert!(month <= delivered, "{month} in {name}");
            late += usize::from(month < delivered);
        }
    }
    println!("{late} late records");
    assert!(late > 50, "{late}");
}

#[test]
fn a_few_national_numbers_are_mistyped_so_that_only_linkage_can_see_it() {
    let made = Made::new(|options| options.dirt_share = 0.2);
    let persons = made.truth("persons.csv");
    let person_of: BTreeMap<String, usize> = made
        .truth("records.csv")
        .into_iter()
        .filter(|row| row["source"] == "training_enrolments")
        .map(|row| (row["record_no"].clone(), row["person_no"].parse().unwrap()))
        .collect();
    let parse = |text: &str| {
        let profile = mizan_domain::national_id::Profile::Synthetic;
        mizan_domain::national_id::NationalId::parse(text.trim(), profile).ok()
    };
    let mut wrong = 0;
    for (number, row) in made.latest("training_enrolments", "enrolment_no") {
        let Some(id) = parse(&row["national_id"]) else { continue };
        let right = parse(&persons[person_of[&number]]["national_id"]).unwrap();
        if id != right {
            assert_eq!(id.birth_date(), right.birth_date());
            assert_eq!(id.sex(), right.sex());
            wrong += 1;
        }
    }
    println!("{wrong} mistyped");
    assert!(wrong > 20, "{wrong}");
}
