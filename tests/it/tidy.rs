//! Habits of the house, enforced: heads, pairs, borders, links.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|one| one == extension) {
            found.push(path);
        }
    }
}

fn all(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&root().join(folder), extension, &mut found);
    found.sort();
    found
}

#[test]
fn every_source_file_says_in_its_first_line_what_it_is_for() {
    for path in all("src", "rs").into_iter().chain(all("tests", "rs")).chain(all("benches", "rs")) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} has no `//!` head", path.display());
    }
}

#[test]
fn no_source_file_is_longer_than_two_ideas() {
    for path in all("src", "rs") {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 700, "{} has {lines} lines", path.display());
    }
}

#[test]
fn no_marker_of_unfinished_work_is_left() {
    let markers = ["TO".to_owned() + "DO", "FIX".to_owned() + "ME", "XX".to_owned() + "X:"];
    for path in all("src", "rs").into_iter().chain(all("pipelines", "sql")) {
        let text = fs::read_to_string(&path).unwrap();
        for marker in &markers {
            assert!(!text.contains(marker), "{} holds {marker}", path.display());
        }
    }
}

#[test]
fn core_and_marts_name_their_columns() {
    for path in all("pipelines/core", "sql").into_iter().chain(all("pipelines/marts", "sql")) {
        let text = fs::read_to_string(&path).unwrap().to_lowercase();
        assert!(!text.contains("select *"), "{} selects everything", path.display());
    }
}

#[test]
fn each_heavy_dependency_is_at_home_in_one_crate() {
    let homes = [
        ("polars", "ingest"),
        ("datafusion", "warehouse"),
        ("deltalake", "warehouse"),
        ("tantivy", "search"),
        ("axum", "api"),
        ("plotters", "charts"),
        ("askama", "web"),
        ("sqlx", "accounts"),
        ("usvg", "print"),
        ("pdf-writer", "print"),
    ];
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let manifest = entry.unwrap().path().join("Cargo.toml");
        let Ok(text) = fs::read_to_string(&manifest) else { continue };
        let name = manifest.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        for (dependency, home) in homes {
            let uses =
                text.lines().any(|line| line.starts_with(&format!("{dependency}.workspace")));
            assert!(
                !uses || name == home,
                "`{name}` depends on `{dependency}`, at home in `{home}`"
            );
        }
    }
}

#[test]
fn pure_rooms_depend_on_no_engine_and_nothing_stands_on_the_conductor_but_cli_and_api() {
    for (name, allowed) in [("domain", vec![]), ("text", vec![]), ("statistics", vec![])] {
        let text = fs::read_to_string(root().join("src").join(name).join("Cargo.toml")).unwrap();
        let used: BTreeSet<&str> = text.lines().filter(|line| line.starts_with("mizan-")).collect();
        assert_eq!(used, allowed.into_iter().collect(), "{name}");
    }
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(text) = fs::read_to_string(path.join("Cargo.toml")) else { continue };
        let stands = text.lines().any(|line| line.starts_with("mizan-build.workspace"));
        assert!(
            !stands || ["api", "cli"].contains(&name.as_str()),
            "{name} stands on the conductor"
        );
    }
}

#[test]
fn links_between_papers_resolve() {
    let mut papers: Vec<PathBuf> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|one| one == "md"))
        .collect();
    papers.extend(all("docs", "md"));
    papers.extend(all("pipelines", "md"));
    papers.extend(all("benches", "md"));
    for paper in papers {
        let text = fs::read_to_string(&paper).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") {
                continue;
            }
            let full = paper.parent().unwrap().join(path);
            assert!(full.exists(), "{}: link to `{target}` leads nowhere", paper.display());
        }
    }
}

/// Whether a line denies rather than claims.
fn denies(line: &str) -> bool {
    let words = [" not ", "no ", "never", "cannot", "without", "ليس", "لا ", "دون"];
    words.iter().any(|word| line.contains(word))
}

#[test]
fn a_raw_placement_rate_is_never_called_impact() {
    let effect = ["impact", "effect of training", "effect of the training", "أثر التدريب", "الأثر"];
    let raw = ["placement", "placed", "employed", "completion", "تشغيل", "العاملون", "إتمام"];
    let speaks_of = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    // A measure that calls itself an effect comes from the matched comparison, no other mart.
    for path in all("pipelines/metrics", "toml") {
        let text = fs::read_to_string(&path).unwrap().to_lowercase();
        let said: String = text
            .lines()
            .filter(|line| line.starts_with("title") || line.starts_with("definition"))
            .collect();
        if speaks_of(&said, &effect) {
            let is_matched = text.contains("mart = \"mart_training_impact\"");
            assert!(is_matched, "{} calls a raw outcome an effect", path.display());
        }
    }
    let documents = all("docs", "md").into_iter().chain(all("pipelines", "md"));
    let pages = all("src", "ftl").into_iter().chain(all("src", "html"));
    let root_papers =
        ["README.md", "CHANGELOG.md", "ARCHITECTURE.md"].map(|name| root().join(name));
    for path in documents.chain(pages).chain(root_papers) {
        for line in fs::read_to_string(&path).unwrap().to_lowercase().lines() {
            let is_claim = speaks_of(line, &effect) && speaks_of(line, &raw) && !denies(line);
            assert!(!is_claim, "{} calls a raw outcome an effect: {line}", path.display());
        }
    }
}
