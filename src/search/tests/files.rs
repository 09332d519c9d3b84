//! Files of an index: vintage, format, replacement, determinism.

use std::fs;
use std::sync::Arc;

use mizan_matching::Weights;

use super::{day, document, find, graph, ids, index, open, request};
use crate::{Error, OpeningDocument, SearchIndex, build_index};

fn open_error(folder: &std::path::Path, vintage: &str) -> Error {
    SearchIndex::open(folder, vintage, Arc::new(graph()), Weights::default()).unwrap_err()
}

#[test]
fn an_index_of_another_vintage_format_or_none_is_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v1");
    assert!(matches!(open_error(&path, "v1"), Error::Missing { .. }));
    build_index(&path, "v1", [document("1", "لحام")]).unwrap();
    let error = open_error(&path, "v2");
    assert!(error.to_string().contains("is of vintage `v1`, not of `v2`"), "{error}");
    assert!(error.hint().unwrap().contains("mizan build"));

    let meta = path.join("mizan-index.json");
    let text = fs::read_to_string(&meta).unwrap();
    fs::write(&meta, text.replace("\"format\": 2", "\"format\": 99")).unwrap();
    assert!(matches!(open_error(&path, "v1"), Error::OtherFormat { found: 99, .. }));
    fs::write(&meta, "{").unwrap();
    assert!(matches!(open_error(&path, "v1"), Error::Damaged { .. }));
    fs::write(&meta, text.replace("\"openings\": 1", "\"openings\": 7")).unwrap();
    assert!(matches!(open_error(&path, "v1"), Error::Damaged { .. }));
    fs::write(&meta, &text).unwrap();
    fs::remove_file(path.join("meta.json")).unwrap();
    assert!(matches!(open_error(&path, "v1"), Error::Damaged { .. }));
}

#[test]
fn a_build_replaces_the_index_and_open_readers_keep_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v1");
    let before = open(&path, vec![document("1", "لحام")]);
    let after = open(&path, vec![document("2", "لحام")]);
    assert_eq!(ids(&find(&before, &request(Some("لحام")))), ["1"]);
    assert_eq!(ids(&find(&after, &request(Some("لحام")))), ["2"]);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_build_that_was_killed_leaves_the_old_index_and_does_not_disturb_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v1");
    drop(open(&path, vec![document("1", "لحام")]));
    let half = folder.path().join(".v1.new");
    fs::create_dir(&half).unwrap();
    fs::write(half.join("meta.json"), "half").unwrap();
    let kept = SearchIndex::open(&path, "v1", Arc::new(graph()), Weights::default()).unwrap();
    assert_eq!(kept.info().openings, 1);
    let again = open(&path, vec![document("2", "لحام")]);
    assert_eq!(ids(&find(&again, &request(None))), ["2"]);
}

#[test]
fn the_order_documents_come_in_changes_nothing() {
    let documents: Vec<OpeningDocument> = (0..300)
        .map(|number: i32| {
            let posted_on = day("2026-11-01").add_days(-(number % 7));
            OpeningDocument {
                governorate_code: [Some("EG-MN"), Some("EG-C"), None][number as usize % 3]
                    .map(Into::into),
                ..OpeningDocument::new(format!("{number:03}"), "لحام أول", posted_on)
            }
        })
        .collect();
    let reversed = documents.iter().rev().cloned().collect();
    let ((_one, first), (_other, second)) = (index(documents), index(reversed));
    assert_eq!(first.openings(), second.openings());
    assert_eq!(find(&first, &request(Some("لحام"))), find(&second, &request(Some("لحام"))));
}

#[test]
fn an_empty_index_can_be_built_opened_and_asked() {
    let (_folder, index) = index(Vec::new());
    assert_eq!(index.info().openings, 0);
    assert!(find(&index, &request(Some("لحام"))).openings.is_empty());
    assert_eq!(index.facets(None, &mizan_matching::Filters::default()).unwrap().total, 0);
}
