//! The same values come back out of every kind of file.

use std::io::Cursor;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use calamine::{Data, Reader, Xlsx};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::{FileFormat, Notes, write};

const VALUES: [Option<f64>; 4] = [Some(0.1 + 0.2), None, Some(-1e-9), Some(12_345_678.0)];

fn table() -> RecordBatch {
    let columns: [(&str, ArrayRef); 5] = [
        (
            "name",
            Arc::new(StringArray::from(vec![
                Some("لحام، \"أ\""),
                Some("=SUM(A1)"),
                None,
                Some("two\nlines"),
            ])),
        ),
        ("value", Arc::new(Float64Array::from(VALUES.to_vec()))),
        ("n", Arc::new(Int64Array::from(vec![Some(1), Some(-2), Some(i64::MAX), None]))),
        ("day", Arc::new(Date32Array::from(vec![Some(0), Some(-1), Some(20_000), None]))),
        ("is_open", Arc::new(BooleanArray::from(vec![Some(true), None, Some(false), None]))),
    ];
    RecordBatch::try_from_iter(columns.map(|(name, column)| (name, column))).unwrap()
}

fn notes() -> Notes {
    Notes {
        title: "open: positions/[2025]".into(),
        entries: vec![("definition".into(), "التعريف".into())],
        is_right_to_left: true,
    }
}

#[test]
fn csv_keeps_every_digit_and_disarms_formulas() {
    let bytes = write(&table(), &notes(), FileFormat::Csv).unwrap();
    let mut reader = csv::Reader::from_reader(&*bytes);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let read: Vec<Option<f64>> = rows.iter().map(|row| row[1].parse().ok()).collect();
    assert_eq!(read, VALUES);
    assert_eq!(&rows[0][0], "لحام، \"أ\"");
    assert_eq!(&rows[1][0], "'=SUM(A1)");
    assert_eq!(&rows[2][2], "9223372036854775807");
    assert_eq!([&rows[0][3], &rows[1][3], &rows[2][3]], ["1970-01-01", "1969-12-31", "2024-10-04"]);
}

#[test]
fn a_workbook_holds_the_rows_and_the_notes_from_right_to_left() {
    let bytes = write(&table(), &notes(), FileFormat::Xlsx).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["open  positions  2025", "ملاحظات"]);
    let sheet = book.worksheet_range("open  positions  2025").unwrap();
    for (row, value) in VALUES.iter().enumerate() {
        let found = sheet.get_value((row as u32 + 1, 1));
        match value {
            Some(value) => assert_eq!(found, Some(&Data::Float(*value))),
            None => assert!(matches!(found, None | Some(Data::Empty)), "{found:?}"),
        }
    }
    assert_eq!(sheet.get_value((2, 0)), Some(&Data::String("=SUM(A1)".into())));
    assert_eq!(sheet.get_value((3, 2)), Some(&Data::String(i64::MAX.to_string())));
    let remarks = book.worksheet_range("ملاحظات").unwrap();
    assert_eq!(remarks.get_value((0, 1)), Some(&Data::String("التعريف".into())));
}

#[test]
fn arrow_and_parquet_give_back_the_same_batch_with_its_notes() {
    let bytes = write(&table(), &notes(), FileFormat::Arrow).unwrap();
    let mut arrow = arrow_ipc::reader::FileReader::try_new(Cursor::new(bytes), None).unwrap();
    let bytes = write(&table(), &notes(), FileFormat::Parquet).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap();
    let parquet_schema = Arc::clone(builder.schema());
    let mut parquet = builder.build().unwrap();
    let read = [
        (arrow.schema(), arrow.next().unwrap().unwrap()),
        (parquet_schema, parquet.next().unwrap().unwrap()),
    ];
    for (schema, batch) in read {
        assert_eq!(batch.columns(), table().columns());
        let values: Vec<Option<f64>> =
            batch.column(1).as_primitive::<Float64Type>().iter().collect();
        assert_eq!(values, VALUES);
        assert_eq!(schema.metadata()["definition"], "التعريف");
    }
}

#[test]
fn a_table_without_rows_still_has_its_header() {
    let empty = table().slice(0, 0);
    for format in FileFormat::ALL {
        assert!(!write(&empty, &notes(), format).unwrap().is_empty(), "{format:?}");
    }
    let text = write(&empty, &notes(), FileFormat::Csv).unwrap();
    assert_eq!(String::from_utf8(text).unwrap(), "name,value,n,day,is_open\n");
}

#[test]
fn kinds_are_found_by_ending_and_by_media_type() {
    for format in FileFormat::ALL {
        assert_eq!(FileFormat::from_ending(format.ending()), Some(format));
        assert_eq!(FileFormat::from_media_type(format.media_type()), Some(format));
    }
    assert_eq!(FileFormat::from_media_type("Text/CSV"), Some(FileFormat::Csv));
    assert_eq!(FileFormat::from_media_type("text/html"), None);
}
