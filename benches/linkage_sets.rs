//! Sets of records made by `mizan synth` for linkage, written by a process of its own so that its memory is not counted.

use std::path::{Path, PathBuf};

use mizan_synth::{LinkageSetOptions, write_establishment_records, write_person_records};

/// One made set: its name, what is different about it, and its specification.
struct MadeSet {
    name: &'static str,
    is_person: bool,
    people: usize,
    seed: u64,
    faults: f64,
    is_latin: bool,
}

const fn persons(name: &'static str, people: usize, seed: u64, faults: f64) -> MadeSet {
    MadeSet { name, is_person: true, people, seed, faults, is_latin: false }
}

/// About 1.7 records for each person, 3.3 for each establishment (45 of 1,000 people).
/// No seed but 11 was looked at while the model was written.
const SETS: [MadeSet; 9] = [
    persons("synth-1m", 600_000, 11, 1.0),
    persons("synth-100k", 60_000, 101, 1.0),
    persons("synth-100k-other-seed", 60_000, 102, 1.0),
    persons("synth-100k-half-the-faults", 60_000, 103, 0.5),
    persons("synth-100k-half-as-many-again", 60_000, 104, 1.5),
    MadeSet { is_latin: true, ..persons("synth-100k-latin", 60_000, 105, 1.0) },
    persons("synth-2k", 1_200, 106, 1.0),
    MadeSet { is_person: false, ..persons("establishments", 200_000, 107, 1.0) },
    MadeSet { is_person: false, ..persons("establishments-more-faults", 200_000, 108, 1.5) },
];

/// Names of all made sets.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    SETS.iter().map(|set| set.name)
}

/// Links a made set with the default specification of its schema and scores it.
pub(crate) fn run(name: &str) -> Result<serde_json::Value, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let (path, schema, truth) = make(name)?;
    let spec = mizan_linkage::default_spec(schema)
        .ok_or_else(|| format!("no specification `{schema}`"))?
        .map_err(|error| text(&error))?;
    let report = mizan_linkage::evaluate(&[&path], &spec, truth).map_err(|error| text(&error));
    std::fs::remove_file(&path).map_err(|error| text(&error))?;
    serde_json::to_value(report?).map_err(|error| text(&error))
}

/// Writes a set in a child process; returns the file, the schema and the truth column.
pub(crate) fn make(name: &str) -> Result<(PathBuf, &'static str, &'static str), String> {
    let set = SETS.iter().find(|set| set.name == name).ok_or_else(|| {
        format!("unknown set `{name}`; there are {}", names().collect::<Vec<_>>().join(", "))
    })?;
    let path = std::env::temp_dir().join(format!("mizan-{name}-{}.csv", std::process::id()));
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let status = std::process::Command::new(program)
        .arg("write-set")
        .arg(name)
        .arg(&path)
        .status()
        .map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(format!("could not write `{name}` to `{}`", path.display()));
    }
    Ok(if set.is_person {
        (path, "person", "person")
    } else {
        (path, "establishment", "establishment")
    })
}

/// What the child process does.
pub(crate) fn write(name: &str, path: &Path) -> Result<u64, String> {
    let set = SETS.iter().find(|set| set.name == name).ok_or("unknown set")?;
    let mut options = LinkageSetOptions::new(set.people, set.seed);
    options.faults = set.faults;
    options.is_latin = set.is_latin;
    let write = if set.is_person { write_person_records } else { write_establishment_records };
    write(&options, path).map_err(|error| error.to_string())
}
