//! Parquet files, zip files of the 64-bit kind, and codes that are in force for a time.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch,
    StringArray,
};
use mizan_domain::Date;
use parquet::arrow::ArrowWriter;

use super::support::{Door, delimited, found, people_contract, people_row};
use crate::{Error, read_quarantine};

fn days(column: usize) -> ArrayRef {
    let days = (0..12).map(|row| {
        let date: Date = people_row(row)[column].parse().unwrap();
        date.days_since_epoch()
    });
    Arc::new(Date32Array::from_iter_values(days))
}

/// The people of the corpus as typed columns; `change` may put another column in a place.
fn parquet(change: impl Fn(&str) -> Option<ArrayRef>) -> Vec<u8> {
    let contract = people_contract();
    let columns: Vec<(String, ArrayRef)> = contract
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let texts = (0..12).map(|row| people_row(row)[at].clone());
            let typed: ArrayRef = match column.name.as_str() {
                "birth_date" | "applied_on" | "decided_on" => days(at),
                "national_id" => {
                    Arc::new(Int64Array::from_iter_values(texts.map(|text| text.parse().unwrap())))
                }
                "share" => Arc::new(Float64Array::from(vec![0.5; 12])),
                "is_first" => Arc::new(BooleanArray::from(vec![true; 12])),
                _ => Arc::new(StringArray::from_iter_values(texts)),
            };
            (column.name.clone(), change(&column.name).unwrap_or(typed))
        })
        .collect();
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn a_parquet_file_is_read_as_the_text_its_cells_stand_for() {
    let door = Door::new();
    let account = door.ingest("people_2025-03.parquet", &parquet(|_| None));
    assert_eq!((account.rows_in, account.accepted), (12, 12), "{:?}", account.findings);
    assert_eq!(account.format, "parquet");
    let rows: Vec<_> = (0..12).map(people_row).collect();
    let plain = door.ingest("people_2025-03.csv", delimited(&rows, ",").as_bytes());
    let read = |account: &crate::DeliveryAccount| {
        let batches = super::support::read_parquet(&account.files.raw[0]);
        // All but the identity of the delivery, which is that of its bytes.
        batches[0].columns()[..13].iter().map(|column| format!("{column:?}")).collect::<Vec<_>>()
    };
    assert_eq!(read(&account), read(&plain));
}

#[test]
fn a_refused_row_of_a_parquet_file_names_its_row() {
    let door = Door::new();
    let broken = |name: &str| -> Option<ArrayRef> {
        let texts = (0..12).map(|row| (row != 4).then(|| people_row(row)[0].clone()));
        (name == "record_no").then(|| Arc::new(texts.collect::<StringArray>()) as ArrayRef)
    };
    let account = door.ingest("people_2025-03.parquet", &parquet(broken));
    assert_eq!((account.accepted, account.quarantined), (11, 1));
    assert_eq!(found(&account), [("record_no:required".to_owned(), 1)]);
    let refused = read_quarantine(&account.files.quarantine.unwrap(), &door.key).unwrap();
    assert_eq!((refused[0].line, refused[0].offset), (6, None));
}

#[test]
fn damaged_parquet_files_are_refused() {
    let door = Door::new();
    let whole = parquet(|_| None);
    for cut in [5, 60, whole.len() / 2, whole.len() - 3] {
        let error = door.try_ingest("people_2025-03.parquet", &whole[..cut]);
        assert!(matches!(error, Err(Error::Damaged { .. })), "{cut}: {error:?}");
    }
    let binary = |name: &str| -> Option<ArrayRef> {
        (name == "note").then(|| Arc::new(BinaryArray::from_vec(vec![b"x"; 12])) as ArrayRef)
    };
    let error = door.try_ingest("people_2025-03.parquet", &parquet(binary)).unwrap_err();
    assert!(error.to_string().contains("`note`"), "{error}");
}

/// A stored member in a zip file whose sizes and offsets all stand in 64-bit fields.
fn wide_zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let narrow = u32::MAX.to_le_bytes();
    let wide = |value: u64| value.to_le_bytes();
    let length = bytes.len() as u64;
    let mut common = [45_u16, 0, 0, 0, 0].map(u16::to_le_bytes).concat();
    common.extend([[0; 4], narrow, narrow].concat());
    common.extend((name.len() as u16).to_le_bytes());
    let mut file =
        [b"PK\x03\x04".as_slice(), &common, &20_u16.to_le_bytes(), name.as_bytes()].concat();
    file.extend([1_u16, 16].map(u16::to_le_bytes).concat());
    file.extend([wide(length), wide(length)].concat());
    file.extend(bytes);
    let start = file.len() as u64;
    file.extend([b"PK\x01\x02\x2d\x00".as_slice(), &common, &28_u16.to_le_bytes()].concat());
    file.extend([0; 10]);
    file.extend([narrow.as_slice(), name.as_bytes()].concat());
    file.extend([1_u16, 24].map(u16::to_le_bytes).concat());
    file.extend([wide(length), wide(length), wide(0)].concat());
    let (end, size) = (file.len() as u64, file.len() as u64 - start);
    file.extend([b"PK\x06\x06".as_slice(), &wide(44), &[45, 0, 45, 0], &[0; 8]].concat());
    file.extend([wide(1), wide(1), wide(size), wide(start)].concat());
    file.extend([b"PK\x06\x07".as_slice(), &[0; 4], &wide(end), &1_u32.to_le_bytes()].concat());
    file.extend([b"PK\x05\x06".as_slice(), &[0; 4], &[0xff; 12], &[0; 2]].concat());
    file
}

#[test]
fn a_zip_file_of_the_64_bit_kind_is_read() {
    let door = Door::new();
    let rows: Vec<_> = (0..12).map(people_row).collect();
    let text = delimited(&rows, ",");
    let zipped = wide_zip("people.csv", text.as_bytes());
    let account = door.ingest("people_2025-03.zip", &zipped);
    assert_eq!((account.rows_in, account.accepted), (12, 12));
    for cut in [10, zipped.len() - 60, zipped.len() - 30] {
        let mut broken = zipped.clone();
        broken.remove(cut);
        let error = door.try_ingest("people_2025-03.zip", &broken);
        assert!(matches!(error, Err(Error::Damaged { .. })), "{cut}: {error:?}");
    }
}

/// Skill codes hold until the end of 2024, or from 2025, on the day of the application.
fn door_with_periods(basis: Option<&str>) -> Door {
    let mut door = Door::new();
    let column = door.contracts[0].columns.iter_mut().find(|column| column.name == "sex").unwrap();
    let period = |text: &str| toml::from_str::<mizan_catalog::source::Period>(text).unwrap();
    column.in_force.insert("m".to_owned(), period("until = '2025-03-13'"));
    column.in_force.insert("f".to_owned(), period("from = '2025-03-14'"));
    column.in_force_on = basis.map(str::to_owned);
    door
}

#[test]
fn a_code_holds_on_the_days_of_its_period_only() {
    // Six men and six women applied on 2025-03-14.
    let rows: Vec<_> = (0..12).map(people_row).collect();
    let text = delimited(&rows, ",");
    let account =
        door_with_periods(Some("applied_on")).ingest("people_2025-03.csv", text.as_bytes());
    assert_eq!(found(&account), [("sex:code_not_in_force".to_owned(), 6)]);
    assert_eq!((account.accepted, account.quarantined), (6, 6));
    // In the month of the delivery each of them held on some day.
    let account = door_with_periods(None).ingest("people_2025-03.csv", text.as_bytes());
    assert_eq!((account.accepted, account.quarantined), (12, 0));
    let account = door_with_periods(None).ingest("people_2025-04.csv", text.as_bytes());
    assert_eq!((account.accepted, account.quarantined), (6, 6));
}

#[test]
fn a_period_of_an_unknown_code_or_day_is_a_fault_of_the_contract() {
    let rows = delimited(&[people_row(1)], ",");
    for basis in ["note", "absent"] {
        let error =
            door_with_periods(Some(basis)).try_ingest("people_2025-03.csv", rows.as_bytes());
        assert!(matches!(error, Err(Error::Contract { .. })), "{error:?}");
    }
}
