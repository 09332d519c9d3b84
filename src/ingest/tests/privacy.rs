//! Nothing that is written or said may hold an identifying value in the clear.

use std::path::Path;

use super::support::{Door, delimited, people_row, read_parquet};
use crate::Outcome;

const NAME: &str = "زبيدة المزروعة القاهرية";
const NUMBER: &str = "99003062400999";
const PHONE: &str = "01099887766";
const PLANTED: [&str; 5] = [NAME, "زبيدة", NUMBER, PHONE, "1099887766"];

/// Every byte of the folder's files, and every value of its Parquet files.
fn everything_written(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.display().to_string();
        found.push((name.clone(), std::fs::read(&path).unwrap()));
        if name.ends_with(".parquet") {
            for batch in read_parquet(&path) {
                // Debug of an array shows at most twenty values: the planted file is small enough.
                let shown = format!("{:?}", batch.columns());
                let sealed = batch.column_by_name("record").or(batch.column_by_name("sealed"));
                let bytes = sealed.map(|column| column.to_data().buffers()[1].as_slice().to_vec());
                found.push((name.clone(), shown.into_bytes()));
                found.push((name.clone(), bytes.unwrap_or_default()));
            }
        }
    }
    found
}

fn assert_clean(place: &str, bytes: &[u8]) {
    for planted in PLANTED {
        let is_there = memchr::memmem::find(bytes, planted.as_bytes()).is_some();
        assert!(!is_there, "`{planted}` stands in {place}");
    }
}

fn planted_rows() -> Vec<Vec<String>> {
    let mut rows: Vec<_> = (0..9).map(people_row).collect();
    rows[5][2] = NAME.to_owned();
    rows[5][1] = NUMBER.to_owned();
    rows[5][3] = PHONE.to_owned();
    rows
}

#[test]
fn accepted_rows_leave_no_identifying_value_outside_the_vault() {
    let door = Door::new();
    let account = door.ingest("people_2025-03.csv", delimited(&planted_rows(), ",").as_bytes());
    assert_eq!(account.accepted, 9, "{:?}", account.findings);
    for (name, bytes) in everything_written(&door.staging()) {
        assert_clean(&name, &bytes);
    }
    assert_clean("the account", format!("{account:?}").as_bytes());
    assert_clean("the account", serde_json::to_string(&account).unwrap().as_bytes());
}

#[test]
fn refused_rows_keep_their_identifying_values_sealed() {
    // Each fault puts the planted values in the refused row itself.
    let faults: [fn(&mut Vec<String>); 6] = [
        |row| row[1] = format!("{NUMBER}1"),
        |row| row[2] = format!("{NAME} 7"),
        |row| row[3] = format!("{PHONE}0000000000"),
        |row| row[4] = "1991-01-01".to_owned(),
        |row| row[6] = NAME.to_owned(),
        |row| row.push(NAME.to_owned()),
    ];
    for fault in faults {
        let door = Door::new();
        let mut rows = planted_rows();
        fault(&mut rows[5]);
        let account = door.ingest("people_2025-03.csv", delimited(&rows, ",").as_bytes());
        assert_eq!(account.quarantined, 1);
        for (name, bytes) in everything_written(&door.staging()) {
            assert_clean(&name, &bytes);
        }
        assert_clean("the account", serde_json::to_string(&account).unwrap().as_bytes());
        let refused =
            crate::read_quarantine(&account.files.quarantine.unwrap(), &door.key).unwrap();
        assert!(memchr::memmem::find(&refused[0].record, "زبيدة".as_bytes()).is_some());
        assert_clean("the debug form", format!("{refused:?}").as_bytes());
    }
}

#[test]
fn held_deliveries_say_nothing_of_their_values() {
    let door = Door::new();
    let mut rows = planted_rows();
    for row in &mut rows {
        row[8] = NAME.to_owned();
    }
    let outcome = door.try_ingest("people_2025-03.csv", delimited(&rows, ",").as_bytes()).unwrap();
    assert!(matches!(outcome, Outcome::Held(_)));
    assert_clean("the outcome", format!("{outcome:?}").as_bytes());
    for (name, bytes) in everything_written(&door.staging()) {
        assert_clean(&name, &bytes);
    }
}
