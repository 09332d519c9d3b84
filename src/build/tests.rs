//! The models make the golden rows from the golden worlds.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::csv::ReaderBuilder;
use mizan_catalog::{Catalog, Project};
use mizan_ingest::raw_schema;
use mizan_warehouse::{Format, RecordBatch, SchemaRef, Session, TableSource, format_batches};

use crate::{estimators, reference};

fn worlds() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let mut worlds: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    worlds.sort();
    worlds
}

/// Rows of a CSV file with a header, in the columns of a schema.
fn rows(path: &Path, schema: &SchemaRef) -> Vec<RecordBatch> {
    let header = std::fs::read_to_string(path).unwrap().lines().next().unwrap().to_owned();
    let names: Vec<&str> = header.split(',').collect();
    let declared: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, declared, "{}", path.display());
    let file = File::open(path).unwrap();
    let reader = ReaderBuilder::new(Arc::clone(schema)).with_header(true).build(file).unwrap();
    reader
        .map(|batch| batch.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .collect()
}

/// Every raw and reference table of a world; absent files are empty tables.
async fn session(world: &Path, catalog: &Catalog) -> Session {
    let session = Session::new(&std::env::temp_dir()).unwrap();
    for contract in &catalog.sources {
        let name = format!("raw_{}", contract.name);
        let path = world.join(format!("{name}.csv"));
        // Nulls are allowed while reading, whatever the writer promises.
        let fields: Vec<_> = raw_schema(contract)
            .fields()
            .iter()
            .map(|field| field.as_ref().clone().with_nullable(true))
            .collect();
        let schema: SchemaRef = Arc::new(arrow::datatypes::Schema::new(fields));
        let batches = if path.exists() { rows(&path, &schema) } else { Vec::new() };
        session.add_table(&name, TableSource::Rows(schema, batches)).await.unwrap();
    }
    // No links: each number is a person.
    session.add_table("link_person", crate::links::no_links()).await.unwrap();
    session.add_table("link_establishment", crate::links::no_establishments()).await.unwrap();
    session.add_table("link_birth_date", crate::links::no_births()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let home = mizan_warehouse::Home::open(folder.path()).unwrap();
    let taxonomy = crate::taxonomy::load(&home, &Project::Embedded).unwrap();
    let tables = [reference::governorates(), reference::grant_occasions()];
    for table in tables.into_iter().chain(reference::from_taxonomy(&taxonomy)) {
        let path = world.join(format!("{}.csv", table.name));
        let names: Option<Vec<String>> = path.exists().then(|| {
            let text = std::fs::read_to_string(&path).unwrap();
            text.lines().next().unwrap().split(',').map(str::to_owned).collect()
        });
        let (schema, batches) = match names {
            None => (table.schema, vec![table.batch]),
            Some(names) => {
                let fields: Vec<_> = names
                    .iter()
                    .map(|name| {
                        table
                            .schema
                            .field_with_name(name)
                            .unwrap_or_else(|_| panic!("{name}"))
                            .clone()
                    })
                    .collect();
                let schema: SchemaRef = Arc::new(arrow::datatypes::Schema::new(fields));
                let batches = rows(&path, &schema);
                (schema, batches)
            }
        };
        session.add_table(table.name, TableSource::Rows(schema, batches)).await.unwrap();
    }
    session
}

/// Whether two cells say the same: numbers within 1e-6, everything else to the letter.
fn is_same(one: &str, other: &str) -> bool {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => (one - other).abs() <= 1e-6 * one.abs().max(1.0),
        _ => one == other,
    }
}

#[tokio::test]
async fn every_golden_world_makes_its_golden_rows_and_keeps_every_promise() {
    let catalog = Catalog::load(&Project::Embedded).unwrap();
    let mut compared = 0;
    for world in worlds() {
        let session = session(&world, &catalog).await;
        for model in &catalog.models {
            let batches = session.query(&model.sql).await;
            let batches = batches.unwrap_or_else(|error| panic!("{}: {error}", model.name));
            let batches = match &model.estimator {
                Some(name) => vec![estimators::estimate(model, name, &batches).unwrap().1],
                None => batches,
            };
            let schema = batches[0].schema();
            session.add_table(&model.name, TableSource::Rows(schema, batches)).await.unwrap();
            for test in &model.tests {
                let broken = session.query(&test.sql).await.unwrap();
                let rows: usize = broken.iter().map(RecordBatch::num_rows).sum();
                assert_eq!(rows, 0, "{}: {} breaks `{}`", world.display(), model.name, test.name);
            }
            let golden = world.join(format!("{}.csv", model.name));
            if !golden.exists() {
                continue;
            }
            let expected = std::fs::read_to_string(&golden).unwrap();
            let columns = expected.lines().next().unwrap().to_owned();
            let made =
                session.query(&format!("select {columns} from {}", model.name)).await.unwrap();
            let made = format_batches(&made, Format::Csv).unwrap();
            let lines = |text: &str| -> Vec<String> {
                text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
            };
            let (mut expected, mut made) = (lines(&expected), lines(&made));
            if model.name.starts_with("stg_") {
                // Staging tables promise no order.
                expected[1..].sort();
                made[1..].sort();
            }
            assert_eq!(expected.len(), made.len(), "rows of {}\n{made:#?}", golden.display());
            for (wanted, found) in expected.iter().zip(&made) {
                let same =
                    wanted.split(',').zip(found.split(',')).all(|(one, other)| is_same(one, other));
                assert!(same, "{}\nwanted {wanted}\nfound  {found}", golden.display());
            }
            compared += 1;
        }
    }
    assert!(compared >= 14, "{compared} golden marts were compared");
}
