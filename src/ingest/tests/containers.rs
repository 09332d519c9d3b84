//! Packed deliveries, workbooks and NDJSON.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use rust_xlsxwriter::Workbook;

use super::support::{Door, delimited, found, people_contract, people_header, people_row};
use crate::{Error, identify, read_quarantine};

fn text() -> String {
    delimited(&(0..12).map(people_row).collect::<Vec<_>>(), ",")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A zip file with these members; checksums are left out, which the door does not ask for.
fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        let packed = encoder.finish().unwrap();
        let offset = file.len() as u32;
        let sizes = [packed.len() as u32, bytes.len() as u32];
        let mut common = [20_u16, 0, 8, 0, 0].map(u16::to_le_bytes).concat();
        common.extend(0_u32.to_le_bytes());
        common.extend(sizes.map(u32::to_le_bytes).concat());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        file.extend(b"PK\x03\x04");
        file.extend(&common);
        file.extend(name.as_bytes());
        file.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (offset, size, count) = (file.len() as u32, directory.len() as u32, members.len() as u16);
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([count, count].map(u16::to_le_bytes).concat());
    file.extend([size, offset].map(u32::to_le_bytes).concat());
    file.extend([0, 0]);
    file
}

#[test]
fn packed_files_have_the_identity_of_their_content() {
    let door = Door::new();
    let plain = door.ingest("people_2025-03.csv", text().as_bytes());
    let gzipped = door.ingest("people_2025-03.csv.gz", &gzip(text().as_bytes()));
    let zipped = door.ingest("people_2025-03.zip", &zip(&[("whatever.csv", text().as_bytes())]));
    assert_eq!(plain.delivery_id, gzipped.delivery_id);
    assert_eq!(plain.delivery_id, zipped.delivery_id);
    assert_eq!((plain.accepted, gzipped.accepted, zipped.accepted), (12, 12, 12));
    assert_eq!(gzipped.format, "csv , gzip");
    assert_eq!(zipped.format, "csv , zip");
}

#[test]
fn damaged_packings_are_refused() {
    let door = Door::new();
    let packed = gzip(text().as_bytes());
    let zipped = zip(&[("people.csv", text().as_bytes())]);
    let cases: [(&str, Vec<u8>); 5] = [
        ("truncated gzip", packed[..packed.len() / 2].to_vec()),
        ("gzip cut in its checksum", packed[..packed.len() - 4].to_vec()),
        ("truncated zip", zipped[..zipped.len() - 30].to_vec()),
        ("zip of two files", zip(&[("a.csv", b"a"), ("b.csv", b"b")])),
        ("zip of no file", zip(&[])),
    ];
    for (name, bytes) in cases {
        let error = door.try_ingest("people_2025-03.bin", &bytes);
        match name {
            // An empty zip begins with its end record and is no zip by its first bytes.
            "zip of no file" => {
                assert!(!matches!(error, Ok(crate::Outcome::Accepted(_))), "{name}");
            }
            "zip of two files" => {
                let Err(error) = error else { panic!("{name} was read") };
                assert!(matches!(error, Error::Several { count: 2, .. }), "{name}: {error:?}");
                assert!(error.hint().unwrap().contains("take them apart"));
            }
            _ => assert!(matches!(error, Err(Error::Damaged { .. })), "{name}: {error:?}"),
        }
    }
}

#[test]
fn a_bomb_is_refused_before_it_fills_the_disk() {
    let door = Door::new();
    let zeros = vec![b'0'; 100 << 20];
    for (name, bytes) in [("gzip", gzip(&zeros)), ("zip", zip(&[("people.csv", &zeros)]))] {
        let error = door.try_ingest("people_2025-03.bin", &bytes).unwrap_err();
        assert!(matches!(error, Error::Bomb { .. }), "{name}: {error}");
    }
}

fn workbook(title: Option<&str>, change: impl Fn(usize, usize, &str) -> Option<f64>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let mut line = 0;
    if let Some(title) = title {
        sheet.write_string(0, 0, title).unwrap();
        line = 2;
    }
    for (column, header) in people_header().iter().enumerate() {
        sheet.write_string(line, column as u16, header).unwrap();
    }
    for number in 0..12 {
        for (column, cell) in people_row(number).iter().enumerate() {
            let place = (line + 1 + number as u32, column as u16);
            match change(number, column, cell) {
                Some(value) => sheet.write_number(place.0, place.1, value).unwrap(),
                None => sheet.write_string(place.0, place.1, cell).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_with_its_numbers_and_dates() {
    let door = Door::new();
    let bytes = workbook(Some("سجل الأفراد"), |_, column, cell| match column {
        // National numbers held as numbers keep their fourteen digits; dates come as serial numbers.
        1 | 10 | 12 => cell.parse().ok(),
        8 => Some(45_730.0),
        _ => None,
    });
    let account = door.ingest("people_2025-03.xlsx", &bytes);
    assert_eq!((account.rows_in, account.accepted), (12, 12), "{:?}", account.findings);
    assert_eq!(account.format, "xlsx");
    assert_eq!(
        found(&account),
        [("applied_on:excel_serial".to_owned(), 12), ("preamble".to_owned(), 1)]
    );
}

#[test]
fn a_second_sheet_with_rows_is_said_and_not_passed_over() {
    let door = Door::new();
    let mut workbook = Workbook::new();
    for _ in 0..2 {
        let sheet = workbook.add_worksheet();
        for (column, header) in people_header().iter().enumerate() {
            sheet.write_string(0, column as u16, header).unwrap();
        }
        for number in 0..3 {
            for (column, cell) in people_row(number).iter().enumerate() {
                sheet.write_string(number as u32 + 1, column as u16, cell).unwrap();
            }
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let error = door.try_ingest("people_2025-03.xlsx", &bytes).unwrap_err();
    assert!(matches!(error, Error::Several { count: 2, .. }), "{error}");
    assert!(error.to_string().contains("2 sheets that hold rows"), "{error}");
}

#[test]
fn a_cell_in_the_farthest_corner_of_a_sheet_costs_no_memory() {
    let door = Door::new();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, header) in people_header().iter().enumerate() {
        sheet.write_string(0, column as u16, header).unwrap();
        sheet.write_string(1, column as u16, &people_row(1)[column]).unwrap();
    }
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let account = door.ingest("people_2025-03.xlsx", &workbook.save_to_buffer().unwrap());
    assert_eq!((account.rows_in, account.accepted, account.quarantined), (2, 1, 1));
}

#[test]
fn a_refused_row_of_a_workbook_names_the_row_of_the_sheet() {
    let door = Door::new();
    let bytes = workbook(None, |number, column, _| (number == 4 && column == 8).then_some(3.5));
    let account = door.ingest("people_2025-03.xlsx", &bytes);
    assert_eq!((account.accepted, account.quarantined), (11, 1));
    let refused = read_quarantine(&account.files.quarantine.unwrap(), &door.key).unwrap();
    assert_eq!((refused[0].line, refused[0].offset), (6, None));
}

fn json_line(number: usize) -> String {
    let names = people_contract().columns.into_iter().map(|column| column.name);
    let cells = people_row(number).into_iter().map(serde_json::Value::from);
    serde_json::Value::Object(names.zip(cells).collect()).to_string()
}

#[test]
fn ndjson_is_read_line_by_line() {
    let door = Door::new();
    let mut lines: Vec<String> = (0..2000).map(json_line).collect();
    lines[1500] = "{\"record_no\": \"A1".to_owned();
    lines[1600] = lines[1600].replacen('{', "{\"religion\":\"x\",", 1);
    lines[1700] = lines[1700]
        .replace("\"6500.50\"", "6500.5")
        .replace("\"3\"", "3")
        .replace("\"نعم\"", "true");
    lines[1800] = lines[1800].replace("\"arc-welding;safety\"", "[\"arc-welding\",\"safety\"]");
    let account = door.ingest("people_2025-03.ndjson", lines.join("\n").as_bytes());
    assert_eq!((account.rows_in, account.accepted, account.quarantined), (2000, 1998, 2));
    assert_eq!(found(&account), [("json".to_owned(), 1), ("unknown_field".to_owned(), 1)]);
    assert_eq!(account.format, "ndjson");
}

#[test]
fn identification_of_a_workbook_needs_no_name() {
    let door = Door::new();
    let path = door.write("statement.xlsx", &workbook(None, |_, _, _| None));
    assert_eq!(identify(&path, &door.contracts).unwrap().source, "people");
}
