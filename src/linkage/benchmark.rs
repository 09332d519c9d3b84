//! The known sets with their truth, linked with the default specification of their schema.

use std::path::Path;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::evaluate::evaluate;
use crate::spec::{LinkageSpec, Mode};

/// The default specification of a schema, as shipped in `pipelines/linkage`.
pub fn default_spec(schema: &str) -> Option<Result<LinkageSpec>> {
    let text = match schema {
        "person" => include_str!("../../pipelines/linkage/person.toml"),
        "person_parts" => include_str!("../../pipelines/linkage/person_parts.toml"),
        "person_address" => include_str!("../../pipelines/linkage/person_address.toml"),
        "establishment" => include_str!("../../pipelines/linkage/establishment.toml"),
        _ => return None,
    };
    Some(LinkageSpec::from_toml(text))
}

/// Links `febrl1` to `febrl4` or `eg100k` under the data folder and reports the scores.
pub fn run_benchmark(name: &str, data_folder: &Path) -> Result<Value> {
    let febrl = |files: &[&str]| {
        files.iter().map(|file| data_folder.join("febrl").join(file)).collect::<Vec<_>>()
    };
    let (schema, files, truth) = match name {
        "febrl1" => ("person_address", febrl(&["dataset1.csv"]), "rec_id"),
        "febrl2" => ("person_address", febrl(&["dataset2.csv"]), "rec_id"),
        "febrl3" => ("person_address", febrl(&["dataset3.csv"]), "rec_id"),
        "febrl4" => ("person_address", febrl(&["dataset4a.csv", "dataset4b.csv"]), "rec_id"),
        "eg100k" => {
            ("person_parts", vec![data_folder.join("linkage_eg100k/eg100k.parquet")], "person")
        }
        _ => return Err(Error::UnknownBenchmark(name.to_owned())),
    };
    let mut spec =
        default_spec(schema).ok_or_else(|| Error::UnknownBenchmark(name.to_owned()))??;
    if files.len() == 2 {
        spec.mode = Mode::Link;
    }
    let report = evaluate(&files, &spec, truth)?;
    let mut value =
        serde_json::to_value(report).map_err(|error| Error::SpecSyntax(error.to_string()))?;
    value["benchmark"] = Value::from(name);
    Ok(value)
}
