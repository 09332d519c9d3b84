//! `mizan ingest`, `deliveries` and `quarantine`: the account of every delivery closes.

use std::fs;

use crate::support::Home;

const HEADER: &str = "hire_no,vacancy_no,national_id,establishment_tax_no,occupation_code,governorate_code,started_on,wage_egp_month";

fn hires(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

const GOOD: &str = "H-1,V-1,90506152400011,123-456-789,7212,EG-MN,2026-09-03,7200";
const BAD_DATE: &str = "H-2,V-1,90506152400038,123-456-789,7212,EG-MN,2026-02-30,7200";

#[test]
fn a_damaged_delivery_is_repaired_replayed_and_its_account_closes() {
    let home = Home::new();
    let file = home.beside("hires_2026-09.csv");
    fs::write(&file, hires(&[GOOD, BAD_DATE, GOOD])).unwrap();
    let answer = home.run(&["ingest", "--synthetic", "--json", file.to_str().unwrap()]).json();
    let delivery = &answer["deliveries"][0];
    let counts = |name: &str| delivery[name].as_i64().unwrap();
    assert_eq!(
        (counts("rows_in"), counts("accepted"), counts("quarantined"), counts("duplicate")),
        (3, 1, 1, 1),
        "{delivery}"
    );
    let id = delivery["delivery_id"].as_str().unwrap();
    let shown = home.run(&["quarantine", "show", id]).done();
    assert!(shown.contains("2026-02-30") && shown.contains("line 3"), "{shown}");

    let export = home.beside("corrections.csv");
    home.run(&["quarantine", "export", id, "--out", export.to_str().unwrap()]).done();
    let corrected = fs::read_to_string(&export).unwrap().replace("2026-02-30", "2026-02-28");
    fs::write(&export, corrected).unwrap();
    let replay = home
        .run(&["quarantine", "replay", id, export.to_str().unwrap(), "--synthetic", "--json"])
        .json();
    assert_eq!(replay["deliveries"][0]["accepted"], 1, "{replay}");
    home.run(&["build"]).done();
    let rows = home.run(&["query", "select count(*) as n from raw_hires", "--json"]).json();
    assert_eq!(rows[0]["n"], 2);
}

#[test]
fn a_delivery_resent_or_renamed_changes_nothing() {
    let home = Home::new();
    let (file, renamed) = (home.beside("hires_2026-09.csv"), home.beside("copy_2026-09.csv"));
    fs::write(&file, hires(&[GOOD])).unwrap();
    fs::write(&renamed, hires(&[GOOD])).unwrap();
    home.run(&["ingest", "--synthetic", file.to_str().unwrap()]).done();
    for path in [&file, &renamed] {
        let answer = home.run(&["ingest", "--synthetic", "--json", path.to_str().unwrap()]).json();
        assert_eq!(answer["deliveries"][0]["result"], "known", "{answer}");
    }
}

#[test]
fn changed_columns_hold_the_whole_delivery_with_a_difference() {
    let home = Home::new();
    let file = home.beside("hires_2026-09.csv");
    fs::write(&file, hires(&[GOOD]).replace("started_on", "start_day")).unwrap();
    let run = home.run(&["ingest", "--source", "hires", file.to_str().unwrap()]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.out.contains("held whole") && run.out.contains("start"), "{}", run.out);
    let status = home.run(&["status", "--json"]).json();
    assert_eq!(status["sources"].as_array().unwrap().len(), 0, "nothing was half-read");
}

#[test]
fn no_file_written_holds_an_identifying_value_in_the_clear() {
    let home = Home::new();
    let file = home.beside("hires_2026-09.csv");
    let secret = "90506152400011";
    fs::write(&file, hires(&[GOOD, &BAD_DATE.replace("90506152400038", secret)])).unwrap();
    let run = home.run(&["ingest", "--synthetic", "-vv", file.to_str().unwrap()]);
    assert!(!run.out.contains(secret) && !run.err.contains(secret), "{} {}", run.out, run.err);
    home.run(&["build"]).done();
    let mut folders = vec![home.path.clone()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files += 1;
                let bytes = fs::read(&path).unwrap();
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{} holds a national number", path.display());
            }
        }
    }
    assert!(files > 20, "{files} files were looked at");
}
