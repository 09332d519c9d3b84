//! A woman's title and a man's title give the same ranking.

use std::path::PathBuf;

use super::{document, find, ids, index, request};
use crate::OpeningDocument;

#[test]
fn changing_the_gender_of_the_words_leaves_the_ranking_and_scores_identical() {
    let titles = [
        "لحام",
        "لحامة أرجون",
        "محاسب",
        "محاسبة أولى",
        "فني صيانة",
        "فنية معمل",
        "أخصائي تغذية",
        "أخصائية موارد بشرية",
        "طاهٍ",
        "طاهي شرقي",
        "مدير مبيعات",
        "مديرة مدرسة",
        "سكرتير",
        "بائعة",
        "مشرف إنتاج",
        "عاملة نظافة",
        "مهندسة",
        "waiter",
        "waitress",
        "salesman",
        "saleswoman",
        "سائق",
        "ممرض",
        "معلمة لغة إنجليزية",
        "بناء",
        "نجار مسلح",
    ];
    let documents: Vec<OpeningDocument> = titles
        .iter()
        .enumerate()
        .map(|(number, title)| document(&format!("{number:02}"), title))
        .collect();
    let (_folder, index) = index(documents);
    let pairs = [
        ("لحام", "لحامة"),
        ("محاسب", "محاسبة"),
        ("محاسب أول", "محاسبة أول"),
        ("فني", "فنية"),
        ("أخصائي", "أخصائية"),
        ("طاهي", "طاهية"),
        ("مدير", "مديرة"),
        ("سكرتير", "سكرتيرة"),
        ("بائع", "بائعة"),
        ("مشرف", "مشرفة"),
        ("عامل نظافة", "عاملة نظافة"),
        ("مهندس", "مهندسة"),
        ("waiter", "waitress"),
        ("salesman", "saleswoman"),
        ("سائق", "سائقة"),
        ("ممرض", "ممرضة"),
        ("معلم لغة", "معلمة لغة"),
        ("بناء", "بناءة"),
        ("نجار مسلح", "نجارة مسلحة"),
    ];
    for (man, woman) in pairs {
        let [man_found, woman_found] =
            [man, woman].map(|query| find(&index, &request(Some(query))));
        assert!(!man_found.openings.is_empty(), "{man}");
        assert_eq!(man_found, woman_found, "{man} / {woman}");
    }
}

/// The masculine and feminine forms of real occupation labels, unless the shared data are absent.
fn shared_pairs() -> Option<Vec<(String, String)>> {
    let folder = std::env::var_os("MIZAN_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let file = folder.join("data/esco_ar_v1.0/occupations_ar.csv");
    let Ok(text) = std::fs::read_to_string(&file) else {
        let required = std::env::var("MIZAN_REQUIRE").unwrap_or_default();
        assert!(!required.contains("shared"), "required but absent: {}", file.display());
        println!("skipped: no {}", file.display());
        return None;
    };
    let pair = |line: &str| {
        let field = line.split(',').find(|field| field.contains('/') && !field.contains("http"))?;
        let (man, woman) = field.trim_matches('"').split_once('/')?;
        let (man, woman) = (man.trim().to_owned(), woman.trim().to_owned());
        (man != woman && !woman.contains('/')).then_some((man, woman))
    };
    Some(text.lines().skip(1).filter_map(pair).collect())
}

#[test]
fn nearly_all_real_label_pairs_rank_identically() {
    let Some(pairs) = shared_pairs() else { return };
    assert!(pairs.len() > 2_000, "only {} pairs read", pairs.len());
    let documents: Vec<OpeningDocument> = pairs
        .iter()
        .enumerate()
        .map(|(number, (man, _))| document(&format!("{number:04}"), man))
        .collect();
    let (_folder, index) = index(documents);
    let mut identical = 0;
    let mut first = Vec::new();
    for (man, woman) in &pairs {
        let [man_found, woman_found] =
            [man, woman].map(|query| find(&index, &request(Some(query))));
        if ids(&man_found) == ids(&woman_found) {
            identical += 1;
        } else if first.len() < 15 {
            first.push((man, woman));
        }
    }
    let share = f64::from(identical) / pairs.len() as f64;
    println!("identical rankings: {identical} of {} ({share:.4}); others: {first:?}", pairs.len());
    assert!(share > 0.95, "{share}");
}
