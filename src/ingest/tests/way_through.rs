//! A clean delivery, a dirty one, and what they leave behind.

use super::support::{Door, delimited, found, people_row, read_parquet};
use crate::{Outcome, read_quarantine, read_vault};

#[test]
fn a_clean_delivery_is_accepted_whole() {
    let door = Door::new();
    let rows: Vec<_> = (0..50).map(people_row).collect();
    let account = door.ingest("people_2025-03.csv", delimited(&rows, ",").as_bytes());
    assert_eq!(
        (account.rows_in, account.accepted, account.quarantined, account.duplicate),
        (50, 50, 0, 0)
    );
    assert_eq!(account.month.to_string(), "2025-03");
    assert_eq!(account.encoding, "utf-8");
    assert_eq!(account.format, "csv ,");
    assert!(found(&account).is_empty(), "{:?}", account.findings);
    let batches = read_parquet(&account.files.raw[0]);
    assert_eq!(batches[0].schema().fields(), crate::raw_schema(&door.contracts[0]).fields());
    assert_eq!(batches.iter().map(arrow_array::RecordBatch::num_rows).sum::<usize>(), 50);
}

#[test]
fn the_vault_opens_with_the_key_and_with_no_other() {
    let door = Door::new();
    let rows: Vec<_> = (0..3).map(people_row).collect();
    let account = door.ingest("people_2025-03.csv", delimited(&rows, ",").as_bytes());
    let vault = account.files.vault.unwrap();
    let mut opened = Vec::new();
    read_vault(&vault, &door.key, &mut |row| opened.push(row)).unwrap();
    assert_eq!(opened.len(), 3);
    assert_eq!(opened[0].values["national_id"], rows[0][1]);
    assert_eq!(opened[0].values["full_name"], rows[0][2]);
    let other = crate::VaultKey::from_bytes([8; 32]);
    assert!(matches!(read_vault(&vault, &other, &mut |_| ()), Err(crate::Error::Sealed(_))));
}

#[test]
fn a_broken_row_keeps_its_bytes_line_and_reason() {
    let door = Door::new();
    let mut rows: Vec<_> = (0..10).map(people_row).collect();
    rows[4][8] = "2025-13-45".to_owned();
    let text = delimited(&rows, "|");
    let account = door.ingest("people_2025-03.csv", text.as_bytes());
    assert_eq!((account.rows_in, account.accepted, account.quarantined), (10, 9, 1));
    assert_eq!(found(&account), [("applied_on:date".to_owned(), 1)]);
    let refused = read_quarantine(&account.files.quarantine.unwrap(), &door.key).unwrap();
    assert_eq!(refused[0].line, 6);
    assert_eq!(refused[0].record, rows[4].join("|").as_bytes());
    assert_eq!(refused[0].rule, "date");
    let offset = refused[0].offset.unwrap() as usize;
    assert!(text[offset..].starts_with(&rows[4].join("|")));
    assert!(!refused[0].reason.ar.is_empty() && !refused[0].reason.en.contains("2025-13-45"));
}

#[test]
fn repeated_rows_count_as_duplicates_and_contradictions_are_quarantined() {
    let door = Door::new();
    let mut rows: Vec<_> = (0..6).map(people_row).collect();
    rows.push(people_row(2));
    let mut contradiction = people_row(3);
    contradiction[10] = "7000".to_owned();
    rows.push(contradiction);
    let account = door.ingest("people_2025-03.csv", delimited(&rows, ",").as_bytes());
    assert_eq!(
        (account.rows_in, account.accepted, account.quarantined, account.duplicate),
        (8, 6, 1, 1)
    );
    assert_eq!(found(&account), [("duplicate_key".to_owned(), 1), ("duplicate".to_owned(), 1)]);
}

#[test]
fn a_renamed_column_holds_the_delivery() {
    let door = Door::new();
    let text = delimited(&[people_row(1)], ",").replace("الأجر", "الراتب");
    let held = door.held("people_2025-03.csv", text.as_bytes());
    assert_eq!(held.differences.len(), 1);
    assert_eq!(held.differences[0].change, crate::Change::Renamed);
    assert_eq!(held.differences[0].column.as_deref(), Some("wage_egp_month"));
    assert!(held.original.exists());
}

#[test]
fn corrections_close_the_account_of_the_original_delivery() {
    let door = Door::new();
    let mut rows: Vec<_> = (0..10).map(people_row).collect();
    rows[4][8] = "2025-13-45".to_owned();
    rows[7][6] = "أطلانطس".to_owned();
    let account = door.ingest("people_2025-03.csv", delimited(&rows, ",").as_bytes());
    assert_eq!(account.quarantined, 2);
    let refused = read_quarantine(account.files.quarantine.as_ref().unwrap(), &door.key).unwrap();
    let export = door.folder.path().join("people_2025-03_corrections.csv");
    crate::export_corrections(
        &refused,
        &door.contracts[0],
        mizan_domain::Language::Arabic,
        &export,
    )
    .unwrap();
    let text = std::fs::read_to_string(&export).unwrap();
    let repaired = text.replace("2025-13-45", "2025-03-15").replace("أطلانطس", "أسوان");
    std::fs::write(&export, repaired).unwrap();
    let outcome = door.try_ingest_path(&export, Some(&account.delivery_id)).unwrap();
    let Outcome::Accepted(correction) = outcome else { panic!("{outcome:?}") };
    assert_eq!((correction.rows_in, correction.accepted, correction.quarantined), (2, 2, 0));
    assert_eq!(correction.corrects.as_deref(), Some(account.delivery_id.as_str()));
    assert_eq!(correction.corrected_lines, [6, 9]);
}
