//! Input that tries to break the linker: it stays bounded, and records stay single rather than join by accident.

use std::time::Instant;

use super::population::{COLUMNS, Population};
use crate::{LinkageSpec, Linker, Records, default_spec};

fn person() -> LinkageSpec {
    default_spec("person").unwrap().unwrap()
}

/// The clusters of rows added to a sound population, by row.
fn clusters_among(rows: &[Vec<String>]) -> Vec<u32> {
    let mut all = Population::new(3_000, 81).rows;
    let first = all.len();
    all.extend(rows.iter().cloned());
    let records = Records::from_rows(&COLUMNS, &all);
    let linker = Linker::train(&person(), &records).unwrap();
    linker.link().clusters[first..].to_vec()
}

fn row(values: [&str; 6]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}

fn are_single(clusters: &[u32]) -> bool {
    let mut sorted = clusters.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}

/// A population with one record delivered again and again.
#[test]
fn masses_of_one_record_do_not_make_everybody_else_rare() {
    let population = Population::new(3_000, 61);
    let alone = Linker::train(&person(), &population.records()).unwrap().link();
    let mut rows = population.rows.clone();
    let copy = vec!["محمد أحمد محمد السيد", "1990-01-01", "", "", "01", "M"];
    rows.extend(vec![copy.into_iter().map(str::to_owned).collect::<Vec<_>>(); 60_000]);
    let records = crate::Records::from_rows(&COLUMNS, &rows);
    let crowded = Linker::train(&person(), &records).unwrap().link();
    let pairs = |clusters: &[u32]| -> u64 {
        let mut counts = std::collections::HashMap::new();
        for cluster in clusters {
            *counts.entry(*cluster).or_insert(0u64) += 1;
        }
        counts.values().map(|count| count * (count - 1) / 2).sum()
    };
    let (before, after) = (pairs(&alone.clusters), pairs(&crowded.clusters[..3_000]));
    println!("{before} pairs joined alone, {after} beside 60,000 copies of another record");
    assert!(after.abs_diff(before) * 50 < before, "{before} {after}");
    let mut singles: Vec<u32> = crowded.clusters[3_000..].to_vec();
    singles.sort_unstable();
    singles.dedup();
    assert_eq!(singles.len(), 60_000, "copies without a number stay single");
}

#[test]
fn records_without_anything_stay_single() {
    assert!(are_single(&clusters_among(&vec![row(["", "", "", "", "", ""]); 500])));
}

#[test]
fn names_of_one_letter_stay_single() {
    assert!(are_single(&clusters_among(&vec![row(["م", "", "", "", "24", "M"]); 500])));
}

#[test]
fn a_common_name_alone_makes_nobody_known() {
    assert!(are_single(&clusters_among(&vec![
        row(["محمد أحمد", "", "", "", "01", "M"]);
        50
    ])));
}

#[test]
fn a_placeholder_telephone_and_date_join_nobody() {
    let population = Population::new(2_000, 82);
    let rows: Vec<Vec<String>> = population
        .rows
        .iter()
        .map(|names| row([&names[0], "1900-01-01", "", "01012345678", &names[4], &names[5]]))
        .collect();
    let clusters = clusters_among(&rows);
    // Namesakes of one governorate cannot be told apart any more; others must not meet.
    let (mut together, mut different) = (0, 0);
    for a in 0..rows.len() {
        for b in 0..a {
            if clusters[a] == clusters[b] {
                together += 1;
                different += usize::from(population.truth[a] != population.truth[b]);
            }
        }
    }
    println!("{together} pairs together, {different} of different persons");
    assert!(different * 10 <= together, "{different} of {together}");
}

#[test]
fn two_valid_national_ids_that_differ_never_meet() {
    let one =
        row(["علي حسن محمد النجار", "1990-05-05", "99005052401231", "01011112222", "24", "M"]);
    let mut two = one.clone();
    two[2] = "99005052409991".into();
    let clusters = clusters_among(&[one.clone(), two]);
    assert_ne!(clusters[0], clusters[1]);
    let mut slip = one.clone();
    slip[2] = "99005052401281".into();
    let clusters = clusters_among(&[one, slip]);
    assert_eq!(clusters[0], clusters[1], "one wrong digit is a slip");
}

#[test]
fn an_unknown_column_is_named_with_advice() {
    let records = Records::from_rows(&["full_nam"], &[vec!["علي"]]);
    let error = Linker::train(&person(), &records).err().unwrap();
    assert_eq!(error.to_string(), "unknown column `full_name`");
    assert_eq!(error.hint().unwrap(), "did you mean `full_nam`?");
}

#[test]
fn columns_of_placeholders_and_of_nothing_are_named_and_join_nobody() {
    let rows: Vec<Vec<String>> = Population::new(3_000, 83)
        .rows
        .iter()
        .map(|values| {
            row([&values[0], "1900-01-01", "99001012400018", "01000000001", "", &values[5]])
        })
        .collect();
    let mut all = Population::new(3_000, 81).rows;
    for values in &mut all {
        values[4].clear();
    }
    all.extend(rows);
    all.extend(vec![row(["", "", "", "01000000001", "", ""]); 7]);
    let linker = Linker::train(&person(), &Records::from_rows(&COLUMNS, &all)).unwrap();
    let notes = linker.notes();
    for expected in [
        "column `birth_date`: 1 of its values",
        "column `national_id`: 1 of its values",
        "column `phone`: 1 of its values",
        "column `governorate_code`: no record has a usable value",
        "column `full_name.given_name`: 7 of 6007 records have no name",
    ] {
        assert!(notes.iter().any(|note| note.contains(expected)), "{notes:?} lacks {expected}");
    }
    assert!(notes.iter().all(|note| !note.contains("01000000001")), "a value is told");
    assert!(are_single(&linker.link().clusters[6_000..]), "records without a name met");
}

#[test]
fn tiny_sets_are_linked_without_a_fuss() {
    for count in 0..4 {
        let rows = vec![row(["علي حسن", "1990-05-05", "", "", "", ""]); count];
        let linkage =
            Linker::train(&person(), &Records::from_rows(&COLUMNS, &rows)).unwrap().link();
        assert_eq!(linkage.clusters.len(), count);
    }
}

#[test]
fn wrong_specifications_are_refused_with_a_reason() {
    let field = "[[fields]]\ncolumn = \"a\"\nrole = \"given_name\"\n";
    let cases = [
        ("schema = 1", "linkage specification is not readable"),
        ("schema = \"s\"\nfields = []", "it declares no field"),
        (&format!("schema = \"s\"\nfoo = 1\n{field}"), "foo"),
        (&format!("schema = \"s\"\n{field}{field}"), "given twice"),
        (
            &format!("schema = \"s\"\n{field}[[fields]]\ncolumn = \"b\"\nrole = \"full_name\"\n"),
            "repeats a part of the full name",
        ),
    ];
    for (text, expected) in cases {
        let error = LinkageSpec::from_toml(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let text = format!("schema = \"s\"\n{field}[[blocking]]\nkeys = [\"phone\"]\n");
    let spec = LinkageSpec::from_toml(&text).unwrap();
    let records = Records::from_rows(&["a"], &[vec!["علي"]]);
    let error = Linker::train(&spec, &records).err().unwrap().to_string();
    assert!(error.contains("`phone`"), "{error}");
}

#[test]
fn a_very_long_value_and_odd_letters_do_no_harm() {
    let long = "ا".repeat(100_000);
    let rows = [
        row([&long, "99999999999999999999", &long, &long, &long, &long]),
        row(["\u{202e}\u{0}\u{feff}😀", "0000-00-00", "１２３４", "٠١٠", "🙂", "?"]),
        row(["ﷺ ﻻ ﻷ", "32/13/2999", "abcdefghijklmnopqrstuvwxyz", "-", "-", "-"]),
    ];
    assert_eq!(clusters_among(&rows).len(), 3);
}

/// Equal keys in every rule: the same name, date and telephone in each row, with distinct addresses of noise.
#[test]
fn a_block_of_a_hundred_thousand_equal_keys_stays_bounded() {
    let rows: Vec<Vec<String>> = (0..100_000)
        .map(|number| {
            let national_id = format!("9{:013}", 9_000_000_000_000u64 + number);
            row(["محمد أحمد محمد السيد", "1900-01-01", &national_id, "01000000001", "01", "M"])
        })
        .collect();
    let records = Records::from_rows(&COLUMNS, &rows);
    let start = Instant::now();
    let linkage = Linker::train(&person(), &records).unwrap().link();
    let seconds = start.elapsed().as_secs_f64();
    println!("{} candidate pairs, {seconds:.1} s", linkage.candidate_pairs);
    assert!(linkage.candidate_pairs <= 40_000_000);
    assert!(are_single(&linkage.clusters), "strangers joined");
}

#[test]
fn latin_and_arabic_spellings_of_one_person_meet() {
    let clusters = clusters_among(&[
        row(["محمد عبد الرحمن حسين الشناوي", "1990-05-05", "", "01011112222", "24", "M"]),
        row([
            "Mohamed Abdel Rahman Hussein El Shenawy",
            "1990-05-05",
            "",
            "01011112222",
            "24",
            "M",
        ]),
        row(["Ahmed Gamal Saeed Barakat", "1990-05-05", "", "", "24", "M"]),
    ]);
    assert_eq!(clusters[0], clusters[1]);
    assert_ne!(clusters[1], clusters[2]);
}
