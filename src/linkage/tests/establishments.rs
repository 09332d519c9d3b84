//! Establishments as the register, the insurance body and employers name them.

use mizan_synth::{LinkageSetOptions, write_establishment_records};

use crate::{Linker, Records, aliases, default_spec, evaluate};

const COLUMNS: [&str; 7] = [
    "trade_name",
    "tax_no",
    "register_key",
    "establishment_no",
    "governorate_code",
    "activity_code",
    "address",
];

#[test]
fn establishments_named_differently_by_three_registers_meet() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("establishments.csv");
    let rows = write_establishment_records(&LinkageSetOptions::new(60_000, 3), &file).unwrap();
    let spec = default_spec("establishment").unwrap().unwrap();
    let report = evaluate(&[file], &spec, "establishment").unwrap();
    println!("{}", serde_json::to_string(&report).unwrap());
    assert_eq!(report.records, rows);
    assert!(report.cluster.precision >= 0.99, "{report:?}");
    assert!(report.f1 >= 0.97, "{report:?}");
}

/// The clusters of rows added to a set of ordinary establishments.
fn clusters_among(rows: &[[&str; 7]]) -> Vec<u32> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("establishments.csv");
    write_establishment_records(&LinkageSetOptions::new(20_000, 5), &file).unwrap();
    let records = crate::read_file(&file).unwrap();
    let first = records.len();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.to_vec()).collect();
    let records = records.then(Records::from_rows(&COLUMNS, &rows));
    let mut spec = default_spec("establishment").unwrap().unwrap();
    spec.mode = crate::Mode::Dedupe;
    Linker::train(&spec, &records).unwrap().link().clusters[first..].to_vec()
}

#[test]
fn legal_form_branch_and_abbreviation_do_not_part_one_establishment() {
    let clusters = clusters_among(&[
        [
            "شركة بوابة سيوة للمقاولات العامة ش.م.م",
            "",
            "MT-01/77",
            "",
            "EG-MT",
            "4100",
            "12 شارع الورش - حي الزهور",
        ],
        ["بوابه سيوه للمقاولات العامه", "", "", "", "EG-MT", "", "12 ش الورش"],
        ["بوابة سيوة للمقاولات العامة - فرع المنيا", "", "", "", "EG-MT", "", "شارع الورش رقم 12"],
    ]);
    assert_eq!(clusters[0], clusters[1]);
    assert_eq!(clusters[1], clusters[2]);
}

#[test]
fn two_tax_numbers_that_differ_never_meet_but_a_slip_does() {
    let name = "شركة بوابة سيوة للمقاولات العامة";
    let address = "12 شارع الورش - حي الزهور";
    let row = |tax_no| [name, tax_no, "", "", "EG-MT", "4100", address];
    let clusters =
        clusters_among(&[row("911-222-333"), row("911222333"), row("911222338"), row("957482016")]);
    assert_eq!(clusters[0], clusters[1], "stops in a number are nothing");
    assert_eq!(clusters[0], clusters[2], "one wrong digit is a slip");
    assert_ne!(clusters[0], clusters[3]);
}

#[test]
fn one_register_number_in_two_offices_is_two_establishments() {
    let clusters = clusters_among(&[
        ["شركة بوابة سيوة للمقاولات", "", "MT-01/4711", "", "EG-MT", "4100", ""],
        ["مؤسسة أنوار دمياط للأثاث", "", "DT-02/4711", "", "EG-DT", "3100", ""],
    ]);
    assert_ne!(clusters[0], clusters[1]);
}

#[test]
fn every_name_and_number_of_an_establishment_is_an_alias_of_it() {
    let rows = [
        vec!["شركة الأمل", "911222333", "MT-01/77", "", "EG-MT", "4100", ""],
        vec!["الامل", "911222333", "", "55001", "EG-MT", "", "12 ش الورش"],
        vec!["الامل", "", "", "55001", "EG-MT", "", ""],
        vec!["النور", "", "", "", "", "", ""],
    ];
    let records = Records::from_rows(&COLUMNS, &rows);
    let spec = default_spec("establishment").unwrap().unwrap();
    let found = aliases(&spec, &records, &[7, 7, 7, 2]).unwrap();
    let told: Vec<String> = found
        .iter()
        .map(|one| format!("{} {} {} {}", one.entity, one.column, one.value, one.records))
        .collect();
    assert_eq!(
        told,
        [
            "2 trade_name النور 1",
            "7 trade_name الامل 2",
            "7 trade_name شركة الأمل 1",
            "7 tax_no 911222333 2",
            "7 register_key MT-01/77 1",
            "7 establishment_no 55001 2",
            "7 address 12 ش الورش 1",
        ]
    );
}

#[test]
fn names_of_nothing_but_a_legal_form_stay_single() {
    let rows = vec![["شركة", "", "", "", "EG-C", "", ""]; 300];
    let clusters = clusters_among(&rows);
    let mut distinct = clusters.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), clusters.len());
}
