//! Hostile queries and documents: a clear answer in bounded time, never a panic.

use std::time::{Duration, Instant};

use mizan_matching::{FilterCodes, Filters};
use proptest::prelude::*;

use super::{document, find, ids, index, request, with_skills};
use crate::{Error, OpeningDocument, build_index};

#[test]
fn hostile_queries_are_answered_quickly_and_without_a_word_matched() {
    let documents: Vec<OpeningDocument> =
        (0..2_000).map(|number| document(&number.to_string(), "لحام أول")).collect();
    let (_folder, index) = index(documents);
    let long = "قطط ".repeat(10_000);
    let letters = "ق".repeat(100_000);
    let cases = [
        "🧑‍🏭🔧🙂",
        "'; DROP TABLE openings; --",
        "\" OR 1=1) AND (x:[* TO *]",
        "xyzzy:/etc/passwd\u{0}",
        "\u{202e}abc\u{202c}\u{2067}",
        "<script>alert(1)</script>",
        long.as_str(),
        letters.as_str(),
        "🙂 \u{feff} ، ؛ ؟",
    ];
    for query in cases {
        let start = Instant::now();
        let matches = find(&index, &request(Some(query)));
        let shown: String = query.chars().take(30).collect();
        assert!(ids(&matches).is_empty(), "{shown}");
        assert!(!matches.has_words_matched, "{shown}");
        assert!(start.elapsed() < Duration::from_millis(500), "{shown}: {:?}", start.elapsed());
    }
}

#[test]
fn an_empty_query_means_no_words_were_typed() {
    let (_folder, index) = index(vec![document("1", "لحام")]);
    for query in ["", "  ", "\t\n"] {
        let matches = find(&index, &request(Some(query)));
        assert_eq!(ids(&matches), ["1"]);
        assert!(matches.has_words_matched);
    }
}

#[test]
fn mixed_direction_queries_find_the_words_they_hold() {
    let (_folder, index) = index(vec![document("1", "مهندس CNC أول")]);
    for query in ["CNC مهندس", "\u{202b}مهندس\u{202c} cnc", "ＣＮＣ"] {
        assert_eq!(ids(&find(&index, &request(Some(query)))), ["1"], "{query}");
    }
}

#[test]
fn unknown_codes_are_errors_that_name_the_nearest_known_one() {
    let mut welder = document("1", "لحام");
    welder.occupation_code = Some("7212".into());
    let (_folder, index) = index(vec![welder]);
    let error = index.check_occupations(&["7213".into()]).unwrap_err();
    assert_eq!(error.to_string(), "occupation `7213` is unknown");
    assert_eq!(error.hint().unwrap(), "did you mean `7212`?");
    assert!(index.check_occupations(&["72".into(), "7212".into()]).is_ok());
    let error = index.skills_by_code(&["arc-wielding".into()]).unwrap_err();
    assert_eq!(error.hint().unwrap(), "did you mean `arc-welding`?");
    let codes = FilterCodes { governorates: vec!["minya".into()], ..FilterCodes::default() };
    assert!(Filters::from_codes(&codes).is_err());
}

#[test]
fn a_broken_document_is_named_with_its_column() {
    type Change = fn(&mut OpeningDocument);
    let folder = tempfile::tempdir().unwrap();
    let cases: [(Change, &str); 5] = [
        (|document| document.governorate_code = Some("EG-XX".into()), "governorate_code"),
        (|document| document.occupation_code = Some("72123".into()), "occupation_code"),
        (|document| document.education_level = Some(9), "education_level"),
        (|document| document.openings_count = 0, "openings_count"),
        (|document| document.id = " ".into(), "id"),
    ];
    for (change, expected) in cases {
        let mut broken = document("1", "لحام");
        change(&mut broken);
        let error = build_index(&folder.path().join("index"), "v1", [broken]).unwrap_err();
        assert!(
            matches!(error, Error::BadValue { column, .. } if column == expected),
            "{expected}"
        );
    }
    let twice = [document("1", "لحام"), document("1", "سباك")];
    let error = build_index(&folder.path().join("index"), "v1", twice).unwrap_err();
    assert_eq!(error.to_string(), "opening `1` was given twice");
    assert!(!folder.path().join("index").exists());
}

#[test]
fn an_opening_with_an_endless_title_and_unknown_skills_is_kept_within_bounds() {
    let mut wild = document("1", &"لحام ".repeat(50_000));
    wild.essential_skills = (0..5_000).map(|number| format!("skill-{number}")).collect();
    wild.optional_skills = vec!["arc-welding".into(), "skill-1".into()];
    let (_folder, index) = index(vec![wild]);
    let opening = index.opening("1").unwrap();
    assert!(opening.title.chars().count() <= 300);
    assert_eq!(opening.unknown_skills.len(), 200);
    let mut request = request(Some("لحام"));
    request.seeker = with_skills(&["arc-welding"]);
    assert_eq!(ids(&find(&index, &request)), ["1"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_query_makes_a_search_fail(query in "\\PC{0,40}", spiced in any::<bool>()) {
        thread_local! {
            static INDEX: (tempfile::TempDir, super::TableIndex) =
                index(vec![document("1", "لحام CNC"), document("2", "محاسب")]);
        }
        let query = if spiced { format!("لحام {query}") } else { query };
        INDEX.with(|(_, index)| {
            let matches = find(index, &request(Some(&query)));
            if spiced {
                assert!(ids(&matches).contains(&"1"));
            }
        });
    }
}
