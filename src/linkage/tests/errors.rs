//! Shows wrong and missed pairs, for people at work on the model.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::population::Population;
use crate::{Linker, default_spec, labels, read_file};

/// `MIZAN_SET=febrl3 cargo test -p mizan-linkage show_errors -- --ignored --nocapture`
#[test]
#[ignore = "prints"]
fn show_errors() {
    let name = std::env::var("MIZAN_SET").unwrap_or_default();
    let shared = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let (schema, records, truth) = match name.as_str() {
        "febrl1" | "febrl2" | "febrl3" => {
            let file = shared.join(format!("febrl/dataset{}.csv", &name[5..]));
            ("person_address", read_file(&file).unwrap(), "rec_id")
        }
        "eg100k" => {
            let file = shared.join("linkage_eg100k/eg100k.parquet");
            ("person_parts", read_file(&file).unwrap(), "person")
        }
        _ => ("person", Population::new(30_000, 7).records(), ""),
    };
    let spec = default_spec(schema).unwrap().unwrap();
    let truth = if truth.is_empty() {
        Population::new(30_000, 7).truth
    } else {
        labels(&records, &spec, truth).unwrap()
    };
    let linker = Linker::train(&spec, &records).unwrap();
    println!("{}", summary(&linker));
    let linkage = linker.link();
    let show = |word: &str, a: usize, b: usize| {
        println!("{word}");
        for row in [a, b] {
            let values: Vec<String> = spec
                .fields
                .iter()
                .map(|field| records.values(&field.column).unwrap().nth(row).unwrap().to_owned())
                .collect();
            println!("{values:?}");
        }
        let waterfall = linker.explain(a, b).unwrap();
        let steps: Vec<String> = waterfall
            .steps
            .iter()
            .map(|step| format!("{} {} {:+.1}", step.field, step.level, step.bits))
            .collect();
        println!(
            "  {:+.1} {} relatives {:+.1} = {:+.1} candidate {}",
            waterfall.prior_bits,
            steps.join(", "),
            waterfall.relatives_bits,
            waterfall.bits,
            waterfall.is_candidate
        );
    };
    let mut shown = 0;
    for members in linkage.members() {
        for (place, &a) in members.iter().enumerate() {
            for &b in &members[place + 1..] {
                if truth[a as usize] != truth[b as usize] && shown < 25 {
                    show("WRONG", a as usize, b as usize);
                    shown += 1;
                }
            }
        }
    }
    shown = 0;
    let mut entities: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (row, &entity) in truth.iter().enumerate() {
        entities.entry(entity).or_default().push(row);
    }
    for members in entities.values() {
        for (place, &a) in members.iter().enumerate() {
            for &b in &members[place + 1..] {
                if linkage.clusters[a] != linkage.clusters[b] && shown < 25 {
                    show("MISSED", a, b);
                    shown += 1;
                }
            }
        }
    }
}

fn summary(linker: &Linker) -> String {
    let model = linker.model();
    let mut text = format!(
        "match {:.3e} relatives {:.3e}\n",
        model.match_probability, model.relative_probability
    );
    for comparison in &model.comparisons {
        for level in &comparison.levels {
            text.push_str(&format!(
                "{:30} {:14} m {:.6} u {:.7} r {:.6} bits {:+.1}\n",
                comparison.field,
                level.name,
                level.m,
                level.u,
                level.relatives,
                (level.m / level.u).log2()
            ));
        }
    }
    for rule in &model.rules {
        text.push_str(&format!("{:?} {}\n", rule.keys, rule.block_size_max));
    }
    text
}
