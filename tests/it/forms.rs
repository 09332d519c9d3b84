//! Figures read back from every form the API gives them in.

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, RecordBatch};
use calamine::{Data, Reader};
use serde_json::Value;

/// Keys, value and status symbol of a figure.
pub type Row = (Vec<String>, Option<f64>, String);

/// The forms beside JSON.
pub const FORMS: [&str; 4] = ["csv", "xlsx", "arrow", "parquet"];

/// Rows of the JSON answer.
pub fn of_json(answer: &Value) -> Vec<Row> {
    let symbol = |status: &str| match status {
        "shown" => "",
        "suppressed" => "c",
        "unavailable" => "x",
        _ => "z",
    };
    let rows = answer["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let keys = row["keys"].as_array().unwrap().iter();
        let keys = keys.map(|key| key[1].as_str().unwrap().to_owned()).collect();
        (keys, row["value"].as_f64(), symbol(row["status"].as_str().unwrap()).to_owned())
    })
    .collect()
}

/// Names of the dimensions an answer is split by.
pub fn dimensions(answer: &Value) -> Vec<String> {
    let text = |one: &Value| one.as_str().unwrap().to_owned();
    answer["by"].as_array().unwrap().iter().map(text).collect()
}

/// Rows of an answer in another form.
pub fn read(form: &str, bytes: Vec<u8>, by: &[String]) -> Vec<Row> {
    let rows = exactly(form, bytes, by);
    // The JSON side comes through a reader that is exact to one unit in the last place only; the
    // shortest text of the number goes through the same reader here.
    let as_read = |value: f64| serde_json::from_str(&value.to_string()).unwrap();
    rows.into_iter().map(|(keys, value, symbol)| (keys, value.map(as_read), symbol)).collect()
}

fn exactly(form: &str, bytes: Vec<u8>, by: &[String]) -> Vec<Row> {
    match form {
        "csv" => of_csv(&bytes, by),
        "xlsx" => of_xlsx(bytes, by),
        "arrow" => {
            let cursor = std::io::Cursor::new(bytes);
            let reader = arrow_ipc::reader::FileReader::try_new(cursor, None).unwrap();
            reader.flat_map(|batch| of_batch(&batch.unwrap(), by)).collect()
        }
        _ => {
            let bytes = bytes::Bytes::from(bytes);
            let reader =
                parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(bytes, 4_096);
            reader.unwrap().flat_map(|batch| of_batch(&batch.unwrap(), by)).collect()
        }
    }
}

fn of_batch(batch: &RecordBatch, by: &[String]) -> Vec<Row> {
    let text = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
    let keys: Vec<_> = by.iter().map(|name| text(name)).collect();
    let statuses = text("status");
    let values = batch.column_by_name("value").unwrap().as_primitive::<Float64Type>();
    (0..batch.num_rows())
        .map(|row| {
            let keys = keys.iter().map(|key| key.value(row).to_owned()).collect();
            let value = (!values.is_null(row)).then(|| values.value(row));
            (keys, value, statuses.value(row).to_owned())
        })
        .collect()
}

fn of_csv(bytes: &[u8], by: &[String]) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(bytes);
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|one| one == name).unwrap();
    let places: Vec<usize> = by.iter().map(|name| at(name)).collect();
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let keys = places.iter().map(|place| row[*place].to_owned()).collect();
            (keys, row[at("value")].parse().ok(), row[at("status")].to_owned())
        })
        .collect()
}

fn of_xlsx(bytes: Vec<u8>, by: &[String]) -> Vec<Row> {
    let cursor = std::io::Cursor::new(bytes);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(cursor).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let text = |cell: Option<&Data>| cell.map(ToString::to_string).unwrap_or_default();
    let head: Vec<String> = (0..30).map(|column| text(sheet.get_value((0, column)))).collect();
    let at = |name: &str| head.iter().position(|one| one == name).unwrap() as u32;
    (1..sheet.height() as u32)
        .map(|row| {
            let keys = by.iter().map(|name| text(sheet.get_value((row, at(name))))).collect();
            let value = match sheet.get_value((row, at("value"))) {
                Some(Data::Float(value)) => Some(*value),
                Some(Data::Int(value)) => Some(*value as f64),
                _ => None,
            };
            (keys, value, text(sheet.get_value((row, at("status")))))
        })
        .collect()
}
