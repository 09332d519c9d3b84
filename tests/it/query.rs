//! `mizan query`: answers from the published vintage, and from nothing else.

use crate::support::{mizan, sample};

#[test]
fn answers_come_as_table_csv_and_json() {
    let sql = "select 'لحام' as title, 2 as openings, cast(null as int) as nothing";
    let table = mizan(sample(), &["query", sql]).done();
    assert!(table.contains("| لحام"), "{table}");
    let csv = mizan(sample(), &["query", sql, "--format", "csv"]).done();
    assert_eq!(csv, "title,openings,nothing\nلحام,2,\n");
    let json = mizan(sample(), &["query", sql, "--json"]).json();
    assert_eq!(json, serde_json::json!([{ "title": "لحام", "openings": 2, "nothing": null }]));
}

#[test]
fn a_query_cannot_change_or_write_anything() {
    for sql in
        ["drop table mart_openings", "create table x as select 1", "copy mart_openings to 'x.csv'"]
    {
        let run = mizan(sample(), &["query", sql]);
        assert_eq!(run.code, 1, "{sql}: {}", run.err);
        assert!(run.err.starts_with("error: "), "{}", run.err);
    }
}

#[test]
fn a_misspelt_table_and_an_unknown_vintage_say_what_there_is() {
    let run = mizan(sample(), &["query", "select * from mart_opening"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("hint: ") && run.err.contains("mart_openings"), "{}", run.err);
    let run = mizan(sample(), &["query", "select 1", "--vintage", "1999-01-01.1"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("vintage `1999-01-01.1` does not exist"), "{}", run.err);
}

#[test]
fn no_mart_and_no_core_table_holds_an_identifying_value() {
    let names = mizan(
        sample(),
        &["query", "select table_name, column_name from information_schema.columns", "--json"],
    )
    .json();
    for column in names.as_array().unwrap() {
        let name = column["column_name"].as_str().unwrap_or_default();
        let is_identifying = ["national_id", "full_name", "phone", "passport_no"].contains(&name);
        assert!(!is_identifying, "{column}");
    }
}
