//! Declarations are checked against each other before any engine sees them.

use std::path::Path;

use crate::{Catalog, Error, Project, lineage_markdown, lineage_tree, nearest};

const SOURCE: &str = r#"
name = "hires"
title = { ar = "تعيينات", en = "Hires" }
publisher = { ar = "الوزارة", en = "Ministry" }
legal_basis = ["Law 14/2025"]
cadence = "monthly"
format = { kind = "csv" }
key = ["hire_no"]
[[column]]
name = "hire_no"
type = "text"
about = { ar = "رقم", en = "number" }
[[column]]
name = "national_id"
type = "national_id"
personal = "identifying"
about = { ar = "الرقم القومي", en = "national number" }
"#;

const ABOUT: &str = r#"
about = { ar = "نص", en = "text" }
grain = "one row per hire"
[[column]]
name = "hire_no"
about = { ar = "رقم", en = "number" }
tests = ["not_null", "unique"]
"#;

/// Files of a project, the message they must cause, and what its hint must hold.
type Case<'a> = (Vec<(&'a str, &'a str)>, &'a str, &'a str);

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join("pipelines").join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Loads a project made of one source and the given files.
fn load(files: &[(&str, &str)]) -> Result<Catalog, Error> {
    let folder = tempfile::tempdir().unwrap();
    for part in ["sources", "staging", "core", "marts", "metrics"] {
        std::fs::create_dir_all(folder.path().join("pipelines").join(part)).unwrap();
    }
    write(folder.path(), "sources/hires.toml", SOURCE);
    for (file, text) in files {
        write(folder.path(), file, text);
    }
    Catalog::load(&Project::Folder(folder.path().to_owned()))
}

#[test]
fn models_are_ordered_by_what_their_queries_read() {
    let catalog = load(&[
        (
            "marts/mart_hires.sql",
            "with hires as (select hire_no from core_hire) select hire_no from hires",
        ),
        ("marts/mart_hires.toml", ABOUT),
        ("core/core_hire.sql", "select hire_no from stg_hires join ref_governorate on true"),
        ("core/core_hire.toml", ABOUT),
        ("staging/stg_hires.sql", "select hire_no from raw_hires"),
        ("staging/stg_hires.toml", ABOUT),
    ])
    .unwrap();
    let names: Vec<&str> = catalog.models.iter().map(|model| model.name.as_str()).collect();
    assert_eq!(names, ["stg_hires", "core_hire", "mart_hires"]);
    assert_eq!(catalog.models[0].tests.len(), 2);
    assert!(
        lineage_markdown(&catalog).contains("| `mart_hires` | one row per hire | `core_hire` |")
    );
    let tree = lineage_tree(&catalog, "mart_hires").unwrap();
    assert_eq!(
        tree,
        "mart_hires\n  core_hire\n    ref_governorate\n    stg_hires\n      raw_hires\n"
    );
}

#[test]
fn an_import_named_like_its_table_still_counts_as_a_read() {
    let catalog = load(&[
        (
            "staging/stg_hires.sql",
            "with raw_hires as (select hire_no from raw_hires) select hire_no from raw_hires",
        ),
        ("staging/stg_hires.toml", ABOUT),
    ])
    .unwrap();
    assert!(catalog.models[0].reads.contains("raw_hires"));
}

#[test]
fn broken_declarations_name_the_file_or_model_and_give_a_hint() {
    let query = |sql: &'static str| vec![("staging/stg_a.sql", sql), ("staging/stg_a.toml", ABOUT)];
    let cases: Vec<Case<'_>> = vec![
        (
            query("select 1 from raw_hire"),
            "model `stg_a` reads unknown table `raw_hire`",
            "did you mean `raw_hires`?",
        ),
        (query("select 1 from core_x"), "unknown table `core_x`", ""),
        (query("selec 1"), "model `stg_a`", "one query per model"),
        (query("select 1; select 2"), "expected one query", ""),
        (query("drop table raw_hires"), "expected one query", ""),
        (vec![("staging/stg_a.sql", "select 1")], "has no `pipelines/staging/stg_a.toml`", "add"),
        (vec![("staging/stg_a.toml", ABOUT)], "has no `pipelines/staging/stg_a.sql`", "add"),
        (vec![("sources/other.toml", SOURCE)], "calls itself `hires`", "rename"),
        (vec![("sources/bad.toml", "name = 3")], "pipelines/sources/bad.toml", "compare"),
        (
            vec![("marts/mart_a.sql", "select 1 from raw_hires"), ("marts/mart_a.toml", ABOUT)],
            "model `mart_a` in `marts` reads `raw_hires`",
            "only layers above",
        ),
        (
            vec![
                ("core/core_a.sql", "select 1 from core_b"),
                ("core/core_a.toml", ABOUT),
                ("core/core_b.sql", "select 1 from core_a"),
                ("core/core_b.toml", ABOUT),
            ],
            "core_a → core_b → core_a",
            "above both",
        ),
    ];
    for (files, message, hint) in cases {
        let error = load(&files).unwrap_err();
        assert!(error.to_string().contains(message), "{error} lacks {message}");
        assert!(error.hint().unwrap_or_default().contains(hint), "{:?} lacks {hint}", error.hint());
    }
}

#[test]
fn contracts_that_contradict_themselves_are_refused() {
    let cases = [
        ("key = [\"hire_no\"]", "key = [\"hire\"]", "unknown column `hire`"),
        ("key = [\"hire_no\"]", "key = []", "`key` is empty"),
        ("personal = \"identifying\"\n", "", "contradict each other"),
        ("name = \"national_id\"", "name = \"hire_no\"", "appears twice"),
        ("type = \"text\"", "type = \"text\"\npattern = \"(\"", "pattern of column"),
        ("type = \"text\"", "type = \"code\"", "has no `codes`"),
    ];
    for (from, to, message) in cases {
        let text = SOURCE.replace(from, to);
        let error = load(&[("sources/hires.toml", &text)]).unwrap_err();
        assert!(error.to_string().contains(message), "{error} lacks {message}");
    }
}

#[test]
fn the_embedded_declarations_are_sound() {
    let catalog = Catalog::load(&Project::Embedded).unwrap();
    assert!(!catalog.sources.is_empty());
}

#[test]
fn a_far_name_is_not_suggested() {
    assert_eq!(nearest("tightnes", ["tightness", "seekers"]), Some("tightness"));
    assert_eq!(nearest("zzz", ["tightness", "seekers"]), None);
}
