//! Deliveries keep the contracts of `pipelines/sources`: headers, delimiters, codes, patterns, bounds, row rules.

use std::collections::{BTreeMap, BTreeSet};

use mizan_catalog::source::{Column, ColumnType, Comparison, SourceContract};
use mizan_domain::governorate;
use mizan_domain::national_id::{NationalId, Profile, Sex};
use mizan_domain::{Date, Month};

use super::*;

fn contracts() -> Vec<SourceContract> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../pipelines/sources");
    let mut contracts: Vec<SourceContract> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            toml::from_str(&std::fs::read_to_string(&path).unwrap())
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .collect();
    contracts.sort_by(|left: &SourceContract, right| left.name.cmp(&right.name));
    contracts
}

fn contract(source: &str) -> SourceContract {
    contracts().into_iter().find(|contract| contract.name == source).unwrap()
}

#[test]
fn every_contract_has_a_writer_and_every_writer_a_contract() {
    // Published survey results are facts about the country: nobody invents them.
    let declared: BTreeSet<String> = contracts()
        .into_iter()
        .map(|contract| contract.name)
        .filter(|name| name != "labour_force_survey")
        .collect();
    let written: BTreeSet<String> =
        layout::ALL.iter().map(|layout| layout.source.to_owned()).collect();
    assert_eq!(declared, written);
}

#[test]
fn headers_and_delimiters_are_those_of_the_contracts() {
    for layout in &layout::ALL {
        let contract = contract(layout.source);
        let delimiter = contract.format.delimiter.unwrap_or(layout.delimiter);
        assert_eq!(layout.delimiter, delimiter, "{}", layout.source);
        // What a source may announce later stands in notices, not in its ordinary files.
        let agreed: Vec<_> = contract.columns.iter().filter(|column| !column.optional).collect();
        assert_eq!(layout.columns.len(), agreed.len(), "{}", layout.source);
        for (written, agreed) in layout.columns.iter().zip(agreed) {
            let is_agreed = agreed.name == written.header
                || agreed.headers.iter().any(|header| header == written.header);
            assert!(is_agreed, "{}: `{}` for `{}`", layout.source, written.header, agreed.name);
            assert_eq!(written.is_required, agreed.required, "{}.{}", layout.source, agreed.name);
        }
    }
}

/// What is wrong with a value, if anything.
fn complaint(column: &Column, value: &str) -> Option<String> {
    if value.is_empty() {
        return column.required.then(|| "missing".to_owned());
    }
    let pattern = column.pattern.as_deref().map(|text| regex::Regex::new(text).unwrap());
    if pattern.is_some_and(|pattern| !pattern.is_match(value)) {
        return Some("pattern".to_owned());
    }
    let number = || value.parse::<f64>().ok();
    let is_right = match column.kind {
        ColumnType::Text | ColumnType::PersonName | ColumnType::Passport => {
            value.trim() == value || column.name == "location"
        }
        ColumnType::Integer => value.parse::<i64>().is_ok(),
        ColumnType::Number | ColumnType::Money => number().is_some_and(f64::is_finite),
        ColumnType::Date => value.parse::<Date>().is_ok(),
        ColumnType::Month => value.parse::<Month>().is_ok(),
        ColumnType::Boolean => matches!(value, "true" | "false" | "نعم" | "لا"),
        ColumnType::Code => column.codes.contains_key(value),
        ColumnType::Governorate => {
            governorate::recognise(value).is_some() || governorate::by_id_code(value).is_some()
        }
        ColumnType::Occupation => mizan_domain::occupation::is_isco_code(value),
        ColumnType::List => value.split(';').all(|item| !item.is_empty()),
        ColumnType::NationalId => NationalId::parse(value, Profile::Synthetic).is_ok(),
        ColumnType::Phone => value.len() == 11 && value.starts_with("01"),
    };
    if !is_right {
        return Some("type".to_owned());
    }
    let beyond = |bound: &Option<String>, is_upper: bool| {
        let Some(bound) = bound else { return false };
        match (number(), bound.parse::<f64>()) {
            (Some(value), Ok(bound)) => {
                if is_upper {
                    value > bound
                } else {
                    value < bound
                }
            }
            _ => {
                if is_upper {
                    value > bound.as_str()
                } else {
                    value < bound.as_str()
                }
            }
        }
    };
    (beyond(&column.minimum, false) || beyond(&column.maximum, true)).then(|| "bounds".to_owned())
}

#[test]
fn rows_without_planted_faults_keep_every_rule_of_their_contract() {
    let made = clean();
    for contract in contracts() {
        if ["employment_contracts", "labour_force_survey"].contains(&&*contract.name) {
            continue;
        }
        let rows = made.delivered(&contract.name);
        assert!(!rows.is_empty(), "{}", contract.name);
        for row in rows {
            let value = |name: &str| -> String {
                let column = contract.columns.iter().find(|column| column.name == name).unwrap();
                let mut headers = column.headers.iter().chain(std::iter::once(&column.name));
                headers.find_map(|header| row.get(header)).unwrap().clone()
            };
            for column in contract.columns.iter().filter(|column| !column.optional) {
                let value = value(&column.name);
                let complaint = complaint(column, &value);
                assert!(
                    complaint.is_none(),
                    "{}.{} `{value}`: {complaint:?}",
                    contract.name,
                    column.name
                );
            }
            for rule in &contract.rules {
                let (left, right) = (value(&rule.left), value(&rule.right));
                let is_kept = match rule.comparison {
                    Comparison::PresentWith => right.is_empty() || !left.is_empty(),
                    _ if left.is_empty() || right.is_empty() => true,
                    Comparison::AgreesWithNationalId => {
                        let id = NationalId::parse(&right, Profile::Synthetic).unwrap();
                        id.birth_date().to_string() == left
                    }
                    comparison => {
                        let (left, right) = match (left.parse::<f64>(), right.parse::<f64>()) {
                            (Ok(left), Ok(right)) => (left, right),
                            _ => (
                                f64::from(left.parse::<Date>().unwrap().days_since_epoch()),
                                f64::from(right.parse::<Date>().unwrap().days_since_epoch()),
                            ),
                        };
                        match comparison {
                            Comparison::AtLeast => left >= right,
                            Comparison::AtMost => left <= right,
                            _ => left == right,
                        }
                    }
                };
                assert!(is_kept, "{}.{}: `{left}` `{right}`", contract.name, rule.id);
            }
        }
    }
}

#[test]
fn keys_stand_once_in_a_file_and_refer_to_records_that_were_delivered() {
    let made = clean();
    for layout in &layout::ALL {
        if matches!(layout.source, "job_advertisements" | "employment_contracts") {
            continue;
        }
        let contract = contract(layout.source);
        let keys: Vec<usize> = contract
            .key
            .iter()
            .map(|key| contract.columns.iter().position(|column| column.name == *key).unwrap())
            .collect();
        for file in made.files(layout.source) {
            let mut seen = BTreeSet::new();
            for row in read(&file) {
                let key: Vec<String> =
                    keys.iter().map(|at| row[layout.columns[*at].header].clone()).collect();
                assert!(seen.insert(key.clone()), "{}: {key:?}", file.display());
            }
        }
    }
    let vacancies = made.latest("vacancies", "vacancy_no");
    for referral in made.delivered("referrals") {
        assert!(vacancies.contains_key(&referral["vacancy_no"]), "{referral:?}");
    }
    for hire in made.delivered("hires") {
        let vacancy = &hire["vacancy_no"];
        assert!(vacancy.is_empty() || vacancies.contains_key(vacancy), "{hire:?}");
    }
    let cohorts = made.latest("training_cohorts", "cohort_code");
    for enrolment in made.delivered("training_enrolments") {
        assert!(cohorts.contains_key(&enrolment["cohort_code"]), "{enrolment:?}");
    }
    let programmes = made.latest("training_programmes", "programme_code");
    for cohort in cohorts.values() {
        assert!(programmes.contains_key(&cohort["programme_code"]), "{cohort:?}");
    }
    let certificates: BTreeSet<String> = made
        .delivered("skill_assessments")
        .into_iter()
        .map(|row| row["رقم الشهادة"].clone())
        .collect();
    for licence in made.delivered("craft_licences") {
        assert!(certificates.contains(&licence["رقم شهادة القياس"]), "{licence:?}");
    }
}

#[test]
fn a_workbook_is_a_zip_container_with_the_arabic_headers() {
    let files = clean().files("employment_contracts");
    assert!(!files.is_empty());
    for file in files {
        assert!(std::fs::read(&file).unwrap().starts_with(b"PK"), "{}", file.display());
    }
}

#[test]
fn insurance_is_windows_1256_with_semicolons_and_utf8_marks_are_where_excel_was() {
    let made = clean();
    let first = |source: &str| std::fs::read(&made.files(source)[0]).unwrap();
    let insurance = first("insurance_contributions");
    assert!(std::str::from_utf8(&insurance).is_err());
    assert!(insurance.starts_with(b"insured_no;month;national_id"));
    assert!(insurance.ends_with(b"\r\n"));
    assert!(first("skill_assessments").starts_with(b"\xef\xbb\xbf"));
    assert!(!first("work_registrations").starts_with(b"\xef\xbb\xbf"));
}

#[test]
fn national_numbers_are_synthetic_unique_and_agree_with_the_person() {
    let persons = large().truth("persons.csv");
    let mut seen = BTreeSet::new();
    for person in &persons {
        let text = &person["national_id"];
        assert!(NationalId::parse(text, Profile::Real).is_err(), "{text}");
        let id = NationalId::parse(text, Profile::Synthetic).unwrap();
        assert_eq!(id.birth_date().to_string(), person["birth_date"]);
        assert_eq!(id.sex() == Sex::Female, person["sex"] == "f");
        let birthplace = id.birth_governorate().map_or("", |place| place.code);
        assert_eq!(birthplace, person["birth_governorate_code"]);
        assert!(id.fits_check_digit(), "{text}");
        assert!(seen.insert(text.clone()), "{text} twice");
    }
}

#[test]
fn skills_and_occupations_are_those_of_the_starter_taxonomy() {
    let made = clean();
    let taxonomy = taxonomy::Taxonomy::load().unwrap();
    let skills: BTreeSet<&String> = taxonomy
        .occupations
        .iter()
        .flat_map(|occupation| occupation.essential.iter().chain(&occupation.optional))
        .collect();
    let codes: BTreeSet<&String> =
        taxonomy.occupations.iter().map(|occupation| &occupation.isco).collect();
    for source in ["vacancies", "training_programmes"] {
        for row in made.delivered(source) {
            for skill in row["skills"].split(';').filter(|skill| !skill.is_empty()) {
                assert!(skills.contains(&skill.to_owned()), "{skill}");
            }
            let code = &row["occupation_code"];
            assert!(code.is_empty() || codes.contains(code), "{code}");
        }
    }
    let listed: BTreeSet<&str> = trades::TRADES.iter().map(|trade| trade.slug).collect();
    for occupation in &taxonomy.occupations {
        assert!(listed.contains(occupation.slug.as_str()), "{} has no trade", occupation.slug);
    }
}

#[test]
fn records_say_what_was_known_at_the_end_of_their_month() {
    let made = clean();
    for file in made.files("vacancies") {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let month: Month = name.rsplit('_').next().unwrap().parse().unwrap();
        let last = month.last_day().to_string();
        for row in read(&file) {
            assert!(row["posted_on"] <= last && row["closed_on"] <= last, "{row:?}");
            assert_eq!(row["status"] == "open", row["closed_on"].is_empty(), "{row:?}");
        }
    }
    let statuses: BTreeMap<String, usize> =
        made.delivered("work_registrations").into_iter().fold(BTreeMap::new(), |mut sum, row| {
            *sum.entry(row["الحالة"].clone()).or_default() += 1;
            sum
        });
    println!("{statuses:?}");
    assert!(statuses.len() == 4, "{statuses:?}");
}
