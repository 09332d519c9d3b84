//! Sets to try record linkage on: known truth, faults as asked, the same bytes for the same seed.

use std::collections::BTreeMap;

use super::table;
use crate::{LinkageSetOptions, write_establishment_records, write_person_records};

fn rows(options: &LinkageSetOptions, is_person: bool) -> Vec<BTreeMap<String, String>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("set.csv");
    let write = if is_person { write_person_records } else { write_establishment_records };
    let count = write(options, &path).unwrap();
    let rows = table(&std::fs::read(&path).unwrap(), b',');
    assert_eq!(rows.len() as u64, count);
    rows
}

#[test]
fn the_same_seed_gives_the_same_set_and_another_seed_another() {
    for is_person in [true, false] {
        let set = |seed| rows(&LinkageSetOptions::new(1_000, seed), is_person);
        assert!(set(1) == set(1), "equal seeds");
        assert!(set(1) != set(2), "different seeds");
    }
}

#[test]
fn faultless_records_of_one_person_say_the_same() {
    let mut options = LinkageSetOptions::new(1_000, 3);
    options.faults = 0.0;
    let mut known: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for mut row in rows(&options, true) {
        row.remove("record_key");
        let first = known.entry(row["person"].clone()).or_insert_with(|| row.clone());
        assert_eq!(*first, row);
    }
    assert_eq!(known.len(), 1_000);
}

#[test]
fn numbers_are_missing_and_wrong_as_often_as_promised() {
    let rows = rows(&LinkageSetOptions::new(10_000, 4), true);
    let missing = rows.iter().filter(|row| row["national_id"].is_empty()).count();
    let share = missing as f64 / rows.len() as f64;
    println!("{} records, {share:.3} without a national number", rows.len());
    assert!((0.47..0.53).contains(&share), "{share}");
}

#[test]
fn registers_name_one_establishment_differently() {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows(&LinkageSetOptions::new(10_000, 5), false) {
        names.entry(row["establishment"].clone()).or_default().push(row["trade_name"].clone());
    }
    let several: Vec<_> = names.values().filter(|names| names.len() > 1).collect();
    let differ = several.iter().filter(|names| names.iter().any(|name| *name != names[0])).count();
    println!("{differ} of {} establishments are named in more than one way", several.len());
    assert!(differ * 2 > several.len());
}

#[test]
fn impossible_options_are_refused() {
    let path = std::env::temp_dir().join("never-written.csv");
    let mut options = LinkageSetOptions::new(10, 1);
    assert!(write_person_records(&options, &path).is_err());
    options.people = 1_000;
    options.faults = 7.0;
    assert!(write_establishment_records(&options, &path).is_err());
}
