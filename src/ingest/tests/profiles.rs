//! Profiles and exports of what a delivery left.

use super::support::{Door, delimited, people_row};
use crate::profile::{export_csv, profile};

#[test]
fn a_profile_counts_values_nulls_and_limits() {
    let door = Door::new();
    let mut rows: Vec<_> = (0..40).map(people_row).collect();
    for row in rows.iter_mut().take(10) {
        row[7] = String::new();
        row[10] = "7000".to_owned();
    }
    let account = door.ingest("people_2025-03.csv", delimited(&rows, ",").as_bytes());
    let columns = profile(&account.files.raw[0]).unwrap();
    let column = |name: &str| columns.iter().find(|column| column.name == name).unwrap();
    assert_eq!(column("occupation_code").null_share, 0.25);
    assert_eq!(column("record_no").distinct, 40);
    assert_eq!(column("record_no").minimum.as_deref(), Some("A0000"));
    assert_eq!(column("record_no").maximum.as_deref(), Some("A0039"));
    assert_eq!(column("wage_egp_month").distinct, 2);
    assert_eq!(column("birth_date").minimum.as_deref(), Some("1990-03-01"));
    assert!(columns.iter().all(|column| column.rows == 40));
    assert!(profile(std::path::Path::new("absent.parquet")).is_err());
}

#[test]
fn an_export_reads_back_as_the_same_values() {
    let door = Door::new();
    let rows: Vec<_> = (0..5).map(people_row).collect();
    let account = door.ingest("people_2025-03.csv", delimited(&rows, ",").as_bytes());
    let out = door.folder.path().join("export.csv");
    export_csv(&account.files.raw[0], &out).unwrap();
    let text = std::fs::read_to_string(&out).unwrap();
    assert_eq!(text.lines().count(), 6);
    let first = text.lines().nth(1).unwrap();
    for value in
        ["A0000", "1990-03-01", "EG-MN", "6500.50", "true", "arc-welding;safety", "2025-03-01"]
    {
        assert!(first.split(',').any(|cell| cell == value), "{value} is not in {first}");
    }
}
