//! Tables, vintages and queries keep what the house promises.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use crate::{
    CommitMode, Error, Format, Home, Lake, Session, TableCommit, TableSource, Vintage, Vintages,
    format_batches, write_batches,
};

fn schema(columns: &[&str]) -> SchemaRef {
    let fields: Vec<Field> =
        columns.iter().map(|name| Field::new(*name, DataType::Int64, true)).collect();
    Arc::new(Schema::new(fields))
}

fn rows(schema: &SchemaRef, values: &[i64]) -> RecordBatch {
    let column = || Arc::new(Int64Array::from(values.to_vec())) as _;
    let columns = schema.fields().iter().map(|_| column()).collect();
    RecordBatch::try_new(Arc::clone(schema), columns).unwrap()
}

async fn put(
    lake: &Lake,
    staging: &Path,
    name: &str,
    columns: &[&str],
    values: &[i64],
    mode: CommitMode,
) -> u64 {
    let schema = schema(columns);
    let file =
        write_batches(&staging.join(format!("{name}.parquet")), &schema, &[rows(&schema, values)]);
    let files = [file.unwrap()];
    let commit = TableCommit { table: "numbers", schema, files: &files, mode, transaction: name };
    lake.commit(commit).await.unwrap().version
}

async fn sum(lake: &Lake, staging: &Path) -> i64 {
    let session = Session::new(staging).unwrap();
    let files = lake.state("numbers").await.unwrap().unwrap().files;
    session.add_table("numbers", TableSource::Files(files)).await.unwrap();
    let batches = session.query("select sum(a) as total from numbers").await.unwrap();
    let total: &Int64Array = batches[0].column(0).as_any().downcast_ref().unwrap();
    total.value(0)
}

#[tokio::test]
async fn a_commit_repeated_changes_nothing_and_replacing_keeps_old_versions_readable() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::open(folder.path()).unwrap();
    let (lake, staging) = (Lake::new(&home.lake()), home.staging());
    put(&lake, &staging, "one", &["a"], &[1, 2], CommitMode::Append).await;
    let before = put(&lake, &staging, "two", &["a"], &[10], CommitMode::Append).await;
    let again = put(&lake, &staging, "two", &["a"], &[10], CommitMode::Append).await;
    assert_eq!(before, again);
    assert_eq!(sum(&lake, &staging).await, 13);
    let old = lake.state("numbers").await.unwrap().unwrap();

    put(&lake, &staging, "three", &["a", "b"], &[100], CommitMode::Replace).await;
    assert_eq!(sum(&lake, &staging).await, 100);
    assert!(old.files.iter().all(|file| file.exists()), "files of older versions stay");
    assert_eq!(lake.tables().unwrap(), ["numbers"]);
    assert!(lake.state("absent").await.unwrap().is_none());
}

#[tokio::test]
async fn only_queries_run_and_an_unknown_table_names_the_known_ones() {
    let folder = tempfile::tempdir().unwrap();
    let session = Session::new(folder.path()).unwrap();
    let schema = schema(&["a"]);
    let batch = rows(&schema, &[1]);
    session.add_table("numbers", TableSource::Rows(schema, vec![batch])).await.unwrap();
    for sql in [
        "drop table numbers",
        "create table x as select 1",
        "copy numbers to 'x.csv'",
        "set a.b = 1",
        "insert into numbers values (2)",
    ] {
        assert!(matches!(session.query(sql).await, Err(Error::Query { .. })), "{sql}");
    }
    let error = session.query("select * from number").await.unwrap_err();
    assert!(error.hint().unwrap().contains("numbers"), "{error}: {:?}", error.hint());
    assert!(session.query("selec").await.is_err());
}

#[tokio::test]
async fn written_tables_hold_canonical_types_and_an_empty_result_keeps_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    let session = Session::new(folder.path()).unwrap();
    let sql = "select 'x' as text, cast(1 as int unsigned) as number, null as nothing where false";
    let written = session.write(sql, folder.path(), "empty").await.unwrap();
    let types: Vec<&DataType> =
        written.schema.fields().iter().map(|field| field.data_type()).collect();
    assert_eq!(types, [&DataType::Utf8, &DataType::Int64, &DataType::Utf8]);
    assert_eq!(written.files.len(), 1);
    let files = written.files.iter().map(|file| file.path.clone()).collect();
    session.add_table("empty", TableSource::Files(files)).await.unwrap();
    assert_eq!(session.query("select * from empty").await.unwrap()[0].num_rows(), 0);
}

#[test]
fn rows_are_written_as_table_csv_and_json() {
    let fields = vec![Field::new("اسم", DataType::Utf8, true)];
    let values = Arc::new(StringArray::from(vec![Some("لحام, \"عام\""), None]));
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), vec![values]).unwrap();
    let batches = [batch];
    assert_eq!(
        format_batches(&batches, Format::Csv).unwrap(),
        "اسم\n\"لحام, \"\"عام\"\"\"\n\"\"\n"
    );
    assert_eq!(
        format_batches(&batches, Format::Json).unwrap(),
        r#"[{"اسم":"لحام, \"عام\""},{"اسم":null}]"#
    );
    assert!(format_batches(&batches, Format::Table).unwrap().contains("لحام"));
}

fn vintage(id: &str) -> Vintage {
    Vintage {
        id: id.into(),
        published_at: "2026-11-23T10:00:00Z".into(),
        as_of_month: "2026-10".into(),
        program: "0".into(),
        taxonomy: String::new(),
        fingerprint: "f".into(),
        tables: BTreeMap::new(),
    }
}

#[test]
fn vintages_are_numbered_released_and_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let vintages = Vintages::new(&Home::open(folder.path()).unwrap());
    assert_eq!(vintages.published().unwrap(), None);
    for number in 1..=10 {
        let id = vintages.next_id("2026-11-23").unwrap();
        assert_eq!(id, format!("2026-11-23.{number}"));
        vintages.publish(&vintage(&id)).unwrap();
    }
    assert_eq!(vintages.published().unwrap().unwrap().id, "2026-11-23.10");
    vintages.release("2026-11-23.2").unwrap();
    vintages.release("2026-11-23.10").unwrap();
    assert_eq!(vintages.releases().unwrap(), ["2026-11-23.2", "2026-11-23.10"]);
    vintages.put_back("2026-11-23.2").unwrap();
    assert_eq!(vintages.released().unwrap().unwrap().id, "2026-11-23.2");
    for id in ["2026-11-23.3", "../published", ""] {
        assert!(matches!(vintages.put_back(id), Err(Error::UnknownVintage { .. })), "{id}");
    }
    assert!(vintages.get("../../etc/passwd").is_err());
}

#[test]
fn a_home_of_a_newer_program_and_a_home_in_use_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::open(folder.path()).unwrap();
    let lock = home.lock().unwrap();
    assert!(matches!(home.lock(), Err(Error::Locked { .. })));
    drop(lock);
    home.lock().unwrap();
    std::fs::write(folder.path().join("mizan-home"), "2\n").unwrap();
    let error = Home::open(folder.path()).unwrap_err();
    assert!(error.to_string().contains("format 2"), "{error}");
}

#[tokio::test]
async fn a_table_is_written_though_the_join_behind_it_does_not_fit_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let session = Session::with_memory(folder.path(), 24 << 20).unwrap();
    let schema = schema(&["a", "b", "c", "d"]);
    let values: Vec<i64> = (0..400_000).collect();
    for name in ["left", "right"] {
        let path = folder.path().join(format!("{name}.parquet"));
        let file = write_batches(&path, &schema, &[rows(&schema, &values)]).unwrap();
        session.add_table(name, TableSource::Files(vec![file.path])).await.unwrap();
    }
    let join =
        "select l.a, l.b, r.c, r.d from \"left\" as l inner join \"right\" as r on l.a = r.a";
    let error = session.query(&format!("{join} order by l.b")).await.unwrap_err();
    assert!(matches!(error, Error::MemoryFull { .. }), "{error}");
    assert!(error.hint().is_some());
    let written = session.write(join, &folder.path().join("joined"), "joined").await.unwrap();
    assert_eq!(written.files.iter().map(|file| file.rows).sum::<u64>(), 400_000);
}
