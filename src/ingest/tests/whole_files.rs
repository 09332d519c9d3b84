//! Deliveries that are held or refused as a whole, and those that only look unusual.

use super::corpus::encoded;
use super::support::{Door, delimited, people_contract, people_header, people_row};
use crate::{Change, Error, Outcome, identify};

fn text(delimiter: &str) -> String {
    delimited(&(0..12).map(people_row).collect::<Vec<_>>(), delimiter)
}

/// Swaps the header line of a file.
fn with_header(change: impl FnOnce(&mut Vec<String>)) -> String {
    let mut header = people_header();
    change(&mut header);
    let body = text("|");
    header.join("|") + "\n" + body.split_once('\n').unwrap().1
}

#[test]
fn a_changed_header_holds_the_delivery_with_a_difference() {
    type Case = (&'static str, fn(&mut Vec<String>), Change, Option<&'static str>);
    let cases: &[Case] = &[
        (
            "renamed",
            |header| header[10] = "الراتب".to_owned(),
            Change::Renamed,
            Some("wage_egp_month"),
        ),
        (
            "translated",
            |header| header[6] = "Governorate of residence".to_owned(),
            Change::Renamed,
            Some("governorate_code"),
        ),
        ("repeated", |header| header[15] = "الاسم".to_owned(), Change::Repeated, Some("full_name")),
        ("added", |header| header.push("الديانة".to_owned()), Change::Added, None),
    ];
    for (name, change, expected, column) in cases {
        let held = Door::new().held("people_2025-03.csv", with_header(*change).as_bytes());
        let difference = held.differences.iter().find(|difference| difference.change == *expected);
        let difference = difference.unwrap_or_else(|| panic!("{name}: {:?}", held.differences));
        assert_eq!(difference.column.as_deref(), *column, "{name}");
    }
}

#[test]
fn a_removed_column_holds_the_delivery() {
    let keep = |line: &str| line.split('|').take(15).collect::<Vec<_>>().join("|");
    let shorter: String = text("|").lines().map(|line| keep(line) + "\n").collect();
    let held = Door::new().held("people_2025-03.csv", shorter.as_bytes());
    assert_eq!(held.differences[0].change, Change::Removed);
    assert_eq!(held.differences[0].column.as_deref(), Some("note"));
}

#[test]
fn a_retyped_column_holds_the_delivery() {
    let mut rows: Vec<_> = (0..12).map(people_row).collect();
    for row in &mut rows {
        row[8] = "آذار".to_owned();
    }
    let held = Door::new().held("people_2025-03.csv", delimited(&rows, ",").as_bytes());
    assert_eq!(held.differences.len(), 1);
    assert_eq!(held.differences[0].change, Change::Retyped);
    assert_eq!(held.differences[0].column.as_deref(), Some("applied_on"));
}

#[test]
fn unreadable_bytes_hold_the_delivery_with_a_reason() {
    let good = text(",");
    let latin: String = good.as_bytes().iter().map(|byte| char::from(*byte)).collect();
    let windows = encoded(&good, "windows-1256").unwrap();
    let mixed = [good.as_bytes(), &windows].concat();
    let questions: String =
        good.chars().map(|letter| if letter.is_ascii() { letter } else { '?' }).collect();
    let wide: Vec<u8> = good.chars().flat_map(|letter| (letter as u32).to_le_bytes()).collect();
    let marked_wide = [&[0xff, 0xfe, 0, 0], wide.as_slice()].concat();
    let noise: Vec<u8> =
        (0..20_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8 | 1).collect();
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("NUL bytes", good.replace("حضرت", "حضرت\0").into_bytes(), "NUL"),
        ("double encoding", latin.into_bytes(), "encoded twice"),
        ("mixed encodings", mixed, "more than one encoding"),
        ("letters lost", questions.into_bytes(), "question marks"),
        ("UTF-32 with mark", marked_wide, "UTF-32"),
        ("UTF-32", wide, "UTF-32"),
        ("noise", noise, "the file"),
        ("western letters", b"caf\xe9;na\xefve;\xfcber;\xf6l;stra\xdfe\n".repeat(20), "not known"),
    ];
    for (name, bytes, words) in cases {
        let path = "people_2025-03.csv";
        let held = Door::new().held(path, &bytes);
        assert_eq!(held.differences.len(), 1, "{name}: {:?}", held.differences);
        assert_eq!(held.differences[0].change, Change::Unreadable, "{name}");
        assert!(
            held.differences[0].text.en.contains(words),
            "{name}: {}",
            held.differences[0].text.en
        );
        assert!(!held.differences[0].text.ar.is_empty());
    }
}

#[test]
fn a_few_broken_bytes_cost_their_rows_and_not_the_file() {
    let rows: Vec<_> = (0..400).map(people_row).collect();
    let mut bytes = delimited(&rows, ",").into_bytes();
    let place = bytes.len() - 10;
    bytes[place] = 0xff;
    let account = Door::new().ingest("people_2025-03.csv", &bytes);
    assert_eq!((account.rows_in, account.accepted, account.quarantined), (400, 399, 1));
    assert_eq!(account.findings[0].rule, "broken_text");
    assert_eq!(account.findings[0].lines, [401]);
}

#[test]
fn columns_may_stand_in_any_order_and_carry_their_warehouse_names() {
    let body: Vec<_> = (0..12).map(people_row).collect();
    let names: Vec<String> =
        people_contract().columns.iter().map(|column| column.name.clone()).collect();
    let reversed =
        |cells: &[String]| cells.iter().rev().cloned().collect::<Vec<_>>().join("|") + "\n";
    let file = reversed(&names) + &body.iter().map(|row| reversed(row)).collect::<String>();
    let account = Door::new().ingest("people_2025-03.csv", file.as_bytes());
    assert_eq!((account.accepted, account.quarantined), (12, 0));
}

#[test]
fn the_source_is_recognised_by_name_or_by_header() {
    let door = Door::new();
    let by_header = door.write("export.csv", text(";").as_bytes());
    let identified = identify(&by_header, &door.contracts).unwrap();
    assert_eq!(identified.source, "people");
    assert_eq!(identified.month, None);
    let unknown = door.write("letter.csv", b"Dear Sir,hello\nyours,truly\n");
    let error = identify(&unknown, &door.contracts).unwrap_err();
    assert!(matches!(error, Error::UnknownSource { .. }), "{error}");
    assert!(error.hint().is_some());
}

#[test]
fn the_month_comes_from_the_name_else_from_the_newest_date() {
    let door = Door::new();
    let mut rows: Vec<_> = (0..12).map(people_row).collect();
    rows[3][9] = "2025-05-02".to_owned();
    let account = door.ingest("people.csv", delimited(&rows, ",").as_bytes());
    assert_eq!(account.month.to_string(), "2025-05");
    let account = door.ingest("people_2025-11.csv", delimited(&rows, ",").as_bytes());
    assert_eq!(account.month.to_string(), "2025-11");
}

#[test]
fn hostile_paths_and_files_are_refused_with_one_clear_error() {
    let door = Door::new();
    let folder = door.folder.path();
    let error = |path: &std::path::Path| door.try_ingest_path(path, None).unwrap_err();
    assert!(matches!(error(&folder.join("absent.csv")), Error::Missing(_)));
    assert!(matches!(error(folder), Error::NotAFile(_)));
    let empty = door.write("people_2025-03.csv", b"");
    assert!(matches!(error(&empty), Error::Empty(_)));
    for fault in [error(&empty), error(folder)] {
        assert!(fault.hint().is_some() && !fault.is_internal());
    }
}

#[test]
fn a_header_of_a_hundred_thousand_columns_is_held_with_a_short_difference() {
    let mut file = people_header().join(",");
    for column in 0..100_000 {
        file += &format!(",c{column}");
    }
    file += "\n1,2,3\n";
    let held = Door::new().held("people_2025-03.csv", file.as_bytes());
    assert!(held.differences.len() < 60, "{}", held.differences.len());
}

#[test]
fn a_file_without_a_header_repeats_nothing_of_its_first_record() {
    let body = text("|");
    let body = body.split_once('\n').unwrap().1;
    let held = Door::new().held("people_2025-03.csv", body.as_bytes());
    let shown = format!("{:?}", held.differences);
    for planted in ["منى", "9900", "0101"] {
        assert!(!shown.contains(planted), "{shown}");
    }
}

#[test]
fn the_same_content_has_the_same_identity_under_any_name() {
    let door = Door::new();
    let first = door.write("people_2025-03.csv", text(",").as_bytes());
    let second = door.write("people_copy.csv", text(",").as_bytes());
    let other = door.write("people_2025-04.csv", text(";").as_bytes());
    let id = |path| identify(path, &door.contracts).unwrap().delivery_id;
    assert_eq!(id(&first), id(&second));
    assert_ne!(id(&first), id(&other));
    assert_eq!(id(&first).len(), 16);
}

#[test]
fn the_original_opens_to_the_delivered_bytes() {
    let door = Door::new();
    let bytes = text(",").into_bytes().repeat(900);
    let outcome = door.try_ingest("people_2025-03.csv", &bytes).unwrap();
    let original = match outcome {
        Outcome::Accepted(account) => account.files.original,
        Outcome::Held(held) => held.original,
        Outcome::Known { .. } => panic!("nothing came before"),
    };
    let mut opened = Vec::new();
    crate::open_original(&original, &door.key, &mut opened).unwrap();
    assert!(opened == bytes);
    let cut = std::fs::read(&original).unwrap();
    let path = door.write("cut.original", &cut[..cut.len() - 100_000]);
    assert!(crate::open_original(&path, &door.key, &mut Vec::new()).is_err());
}
