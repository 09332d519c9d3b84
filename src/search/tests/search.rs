//! Words, filters and facets.

use mizan_matching::{Contract, FilterCodes, Filters, PartKind};

use super::{day, document, find, ids, index, request, with_skills};
use crate::OpeningDocument;

fn titles() -> Vec<OpeningDocument> {
    [
        ("1", "لحام"),
        ("2", "مطلوب لحام أرجون"),
        ("3", "محاسبة خبرة"),
        ("4", "Senior Accountant"),
        ("5", "سائق نقل ثقيل"),
        ("6", "مندوب مبيعات ERP"),
    ]
    .into_iter()
    .map(|(id, title)| document(id, title))
    .collect()
}

#[test]
fn words_are_found_in_any_spelling_gender_script_and_with_or_without_the_article() {
    let (_folder, index) = index(titles());
    let cases: [(&str, &[&str]); 11] = [
        ("لحام", &["1", "2"]),
        ("لحّام", &["1", "2"]),
        ("اللحام", &["1", "2"]),
        ("لحامة", &["1", "2"]),
        ("لـحـام", &["1", "2"]),
        ("محاسب", &["3"]),
        ("محاسبه", &["3"]),
        ("accountants", &["4"]),
        ("السائقين", &["5"]),
        ("erp", &["6"]),
        ("ارجون", &["2"]),
    ];
    for (query, expected) in cases {
        let matches = find(&index, &request(Some(query)));
        assert_eq!(ids(&matches), expected, "{query}");
        assert!(matches.has_words_matched);
    }
}

#[test]
fn slips_of_the_finger_and_glued_words_are_met_by_their_letters() {
    let (_folder, index) = index(titles());
    for (query, expected) in [("acountant", "4"), ("مندووب", "6"), ("سائقق", "5"), ("محاسبب", "3")]
    {
        let matches = find(&index, &request(Some(query)));
        assert_eq!(ids(&matches).first(), Some(&expected), "{query}");
    }
}

#[test]
fn a_title_of_just_the_words_ranks_before_a_longer_one() {
    let (_folder, index) = index(titles());
    assert_eq!(ids(&find(&index, &request(Some("لحام")))), ["1", "2"]);
    assert_eq!(ids(&find(&index, &request(Some("لحام أرجون"))))[0], "2");
}

#[test]
fn labels_of_the_occupation_are_found_in_the_other_language() {
    let mut welder = document("1", "لحام");
    welder.labels = vec!["welder".into(), "لحام".into()];
    let (_folder, index) = index(vec![welder, document("2", "محاسب")]);
    assert_eq!(ids(&find(&index, &request(Some("welders")))), ["1"]);
}

#[test]
fn an_occupation_read_from_the_words_is_found_though_no_title_holds_them() {
    let mut cook = document("1", "شيف شرقي");
    cook.occupation_code = Some("5120".into());
    let (_folder, index) = index(vec![cook, document("2", "محاسب")]);
    let mut request = request(Some("طباخ"));
    assert!(ids(&find(&index, &request)).is_empty());
    request.query_occupations = vec!["5120".into()];
    let matches = find(&index, &request);
    assert_eq!(ids(&matches), ["1"]);
    assert!(!matches.has_words_matched);
}

#[test]
fn words_of_the_employer_are_found_but_never_stemmed() {
    let mut document = document("1", "لحام");
    document.employer = "مصانع الدلتا للصلب".into();
    let (_folder, index) = index(vec![document]);
    assert_eq!(ids(&find(&index, &request(Some("الدلتا")))), ["1"]);
    assert!(ids(&find(&index, &request(Some("صلبات")))).is_empty());
}

#[test]
fn skills_decide_among_openings_that_hold_the_words() {
    let welder = |id: &str, skills: &[&str]| OpeningDocument {
        essential_skills: skills.iter().map(|code| (*code).to_owned()).collect(),
        ..document(id, "لحام")
    };
    let documents = vec![
        welder("1", &["plumbing"]),
        welder("2", &["arc-welding"]),
        welder("3", &["mig-welding"]),
    ];
    let (_folder, index) = index(documents);
    let mut request = request(Some("لحام"));
    request.seeker = with_skills(&["arc-welding"]);
    assert_eq!(ids(&find(&index, &request)), ["2", "3", "1"]);
}

#[test]
fn filters_of_every_kind_leave_only_what_passes() {
    let documents: Vec<OpeningDocument> = (0..24)
        .map(|number: u32| OpeningDocument {
            governorate_code: Some(["EG-MN", "EG-AST", "EG-C"][number as usize % 3].into()),
            contract: Some(Contract::ALL[number as usize % 4]),
            education_level: Some(1 + (number % 8) as u8),
            occupation_code: Some(if number.is_multiple_of(2) { "7212" } else { "5120" }.into()),
            wage_max_egp_month: Some(7_000 + number * 100),
            ..OpeningDocument::new(format!("{number:02}"), "لحام", day("2026-11-01"))
        })
        .collect();
    let (_folder, index) = index(documents);
    let codes = FilterCodes {
        governorates: vec!["EG-MN".into()],
        contracts: vec!["permanent".into(), "part_time".into()],
        occupations: vec!["72".into()],
        wage_min_egp_month: Some(7_500),
        ..FilterCodes::default()
    };
    for query in [None, Some("لحام")] {
        let mut request = request(query);
        request.filters = Filters::from_codes(&codes).unwrap();
        request.seeker.occupation_codes = vec!["7212".into()];
        request.limit = 50;
        let matches = find(&index, &request);
        let mut found = ids(&matches);
        found.sort_unstable();
        assert_eq!(found, ["06", "12", "18"], "{query:?}");
    }
}

#[test]
fn facets_count_what_the_words_and_filters_leave() {
    let mut documents = titles();
    documents[1].governorate_code = Some("EG-C".into());
    documents[0].contract = Some(Contract::Seasonal);
    let (_folder, index) = index(documents);
    let facets = index.facets(Some("لحام"), &Filters::default()).unwrap();
    assert_eq!(facets.total, 2);
    assert_eq!(facets.governorates["EG-MN"], 1);
    assert_eq!(facets.governorates["EG-C"], 1);
    assert_eq!(facets.contracts["seasonal"], 1);
    assert_eq!(index.facets(None, &Filters::default()).unwrap().total, 6);
    let codes = FilterCodes { governorates: vec!["EG-C".into()], ..FilterCodes::default() };
    let filters = Filters::from_codes(&codes).unwrap();
    assert_eq!(index.facets(None, &filters).unwrap().total, 1);
}

#[test]
fn without_a_filter_the_seekers_own_governorate_is_among_the_answers() {
    // 400 better openings far away must not crowd out the one at home.
    let mut documents: Vec<OpeningDocument> = (0..400)
        .map(|number| OpeningDocument {
            governorate_code: Some("EG-ALX".into()),
            essential_skills: vec!["arc-welding".into(), "metal-cutting".into()],
            ..OpeningDocument::new(format!("far-{number}"), "لحام", day("2026-11-19"))
        })
        .collect();
    let mut near = document("near", "لحام");
    near.essential_skills = vec!["arc-welding".into(), "metal-cutting".into()];
    documents.push(near);
    let (_folder, index) = index(documents);
    let mut request = request(None);
    request.seeker = with_skills(&["arc-welding", "metal-cutting"]);
    request.seeker.governorate_code = Some("EG-MN".into());
    assert_eq!(ids(&find(&index, &request))[0], "near");
}

#[test]
fn own_words_help_ranking_but_exclude_nothing() {
    let (_folder, index) = index(titles());
    let mut request = request(None);
    request.seeker.text = Some("أعمل محاسبا منذ سنين".into());
    let matches = find(&index, &request);
    assert_eq!(ids(&matches)[0], "3");
    assert_eq!(matches.openings.len(), 6);
    assert!(matches.openings[0].parts.iter().any(|part| part.kind == PartKind::Text));
}
