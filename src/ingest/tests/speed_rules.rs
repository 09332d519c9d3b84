//! The eleven rules of the speed comparison give the verdicts that were planted.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::speed::run_speed;

const ROWS: u64 = 30_000;

fn splitmix(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Planted faults by what they break: cell, text and the reason that must be given.
const FAULTS: [(usize, &str, &str); 13] = [
    (0, "X12", "vacancy_id:pattern"),
    (0, "", "vacancy_id:required"),
    (1, "123456", "person_id:pattern"),
    (3, "2024-13-45", "posted:date"),
    (3, "2031-05-01", "posted:maximum"),
    (4, "2023-02-30", "closed:date"),
    (4, "2020-12-31", "closed:before_posted"),
    (8, "abc", "wage_min:number"),
    (8, "-5", "wage_min:minimum"),
    (8, "900000", "wage_min:maximum"),
    (9, "100.00", "wage_max:lt_min"),
    (10, "", "contract:required"),
    (11, "0", "openings:minimum"),
];

/// A file of the comparison's twelve columns, and how often each fault was planted.
fn vacancies() -> (String, BTreeMap<String, u64>) {
    let header = "vacancy_id,person_id,employer_id,posted,closed,isco,gov,title,wage_min,wage_max,contract,openings\n";
    let (mut text, mut planted) = (header.to_owned(), BTreeMap::new());
    for row in 0..ROWS {
        let random = splitmix(row);
        let mut cells = [
            format!("V{row:09}"),
            format!("9{:013}", random % 10_000_000_000_000),
            format!("E{:06}", random % 50_000),
            format!("2022-{:02}-{:02}", random % 12 + 1, random % 28 + 1),
            if random.is_multiple_of(3) { String::new() } else { "2023-06-01".to_owned() },
            "7212".to_owned(),
            format!("EG-{:02}", random % 27 + 1),
            "فني لحام أول".to_owned(),
            format!("{}.{:02}", 3000 + random % 20_000, random % 100),
            format!("{}.00", 24_000 + random % 20_000),
            "FT".to_owned(),
            format!("{}", 1 + random % 20),
        ];
        if let Some((cell, broken, reason)) = FAULTS.get((splitmix(random) % 400) as usize) {
            cells[*cell] = (*broken).to_owned();
            *planted.entry((*reason).to_owned()).or_default() += 1;
        }
        writeln!(text, "{}", cells.join(",")).unwrap();
    }
    (text, planted)
}

#[test]
fn every_planted_fault_is_found_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vacancies.csv");
    let (text, planted) = vacancies();
    std::fs::write(&path, text).unwrap();
    let report = run_speed(&path, folder.path()).unwrap();
    assert_eq!(report.rows, ROWS);
    assert_eq!(report.reasons, planted);
    assert_eq!(report.good, ROWS - planted.values().sum::<u64>());
    assert!(planted.len() == FAULTS.len());
}
