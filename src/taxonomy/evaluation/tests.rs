//! What evaluation promises: metrics by hand, formats as published, learning that learns.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;

use super::arabic::{ArabicTitles, Twister};
use super::benchmarks::arabic_labels;
use super::language::latin_stemmer;
use super::learning::{Example, learn};
use super::{
    Document, Files, JudgedSet, Protocol, RankedList, Ties, evaluate, evaluate_files,
    run_benchmark, score,
};
use crate::Taxonomy;
use crate::tests::{repository, shared};
use mizan_domain::Language;
use mizan_text::LatinStemmer;

fn gains(documents: &[&str]) -> BTreeMap<String, f64> {
    documents.iter().map(|document| ((*document).to_owned(), 1.0)).collect()
}

#[test]
fn metrics_of_a_small_list_are_those_computed_by_hand() {
    let list = [("a", 4.0), ("b", 3.0), ("c", 2.0), ("d", 1.0)];
    let found = score(&list, &gains(&["b", "d", "absent"]), Ties::File);
    assert!((found.map - (1.0 / 2.0 + 2.0 / 4.0) / 3.0).abs() < 1e-12);
    assert_eq!((found.mrr, found.a_at_1, found.a_at_5), (0.5, 0.0, 1.0));
    assert!((found.p_at_5 - 0.4).abs() < 1e-12);
    let ideal = 1.0 + 1.0 / 3f64.log2() + 0.5;
    let reached = 1.0 / 3f64.log2() + 1.0 / 5f64.log2();
    assert!((found.ndcg_at_10 - reached / ideal).abs() < 1e-12);
}

#[test]
fn ties_count_as_the_rule_says() {
    let list = [("right", 1.0), ("wrong", 1.0), ("worse", 0.0)];
    let relevant = gains(&["right"]);
    assert_eq!(score(&list, &relevant, Ties::File).mrr, 1.0);
    assert_eq!(score(&list, &relevant, Ties::Against).mrr, 0.5);
    assert_eq!(score(&list, &relevant, Ties::Half).mrr, 1.0 / 1.5);
    assert_eq!(score(&list, &gains(&["right", "wrong"]), Ties::Half).a_at_1, 1.0);
}

#[test]
fn a_document_named_twice_counts_once_at_its_best_place() {
    let list = [("x", 3.0), ("x", 2.0), ("y", 1.0)];
    assert_eq!(score(&list, &gains(&["y"]), Ties::File).mrr, 0.5);
}

#[test]
fn the_stream_of_the_arabic_noise_is_the_published_one() {
    let mut stream = Twister::new(7);
    for expected in [0.32383276483316237, 0.15084917392450192, 0.6509344730398537] {
        assert_eq!(stream.fraction(), expected);
    }
}

#[test]
fn feminine_and_careless_titles_find_their_row() {
    let labels = ["المحاسب / المحاسبة", "مهندس مدني / مهندسة مدنية", "نجار / نجارة", "طبيب"];
    let sets = ArabicTitles::new(labels.into_iter());
    assert_eq!(sets.titles, ["المحاسب", "مهندس مدني", "نجار", "طبيب"]);
    for (name, list) in &sets.lists {
        assert_eq!(list.len(), 3, "{name}");
        assert_eq!(sets.evaluate(list).a_at_1, 1.0, "{name}");
    }
    assert_eq!(sets.lists[1].1[1].1, "مهندس مدنى");
}

#[test]
fn the_arabic_lists_have_the_published_size() {
    let Some(path) = shared("data/esco_ar_v1.0/occupations_ar.csv") else { return };
    let sets = ArabicTitles::new(arabic_labels(&path).unwrap().iter().map(String::as_str));
    assert_eq!((sets.titles.len(), sets.lists[0].1.len()), (2_942, 2_625));
}

#[test]
fn learning_finds_the_feature_that_decides() {
    let examples: Vec<Example<3>> = (0..60)
        .map(|at| {
            let noise = |place: usize| ((at * 7 + place * 13) % 10) as f32 / 10.0;
            let right = at % 4;
            let rows = (0..4)
                .map(|place| [f32::from(u8::from(place == right)), noise(place), noise(place + 3)])
                .collect();
            Example { rows, right: vec![right] }
        })
        .collect();
    let weights = learn(&examples.iter().collect::<Vec<_>>());
    assert!(
        weights[0] > 3.0 && weights[0] > 5.0 * weights[1].abs().max(weights[2].abs()),
        "{weights:?}"
    );
}

#[test]
fn the_language_of_titles_shows_in_their_small_words() {
    for (titles, expected) in [
        (&["Manager of the plant", "Clerk"][..], LatinStemmer::English),
        (&["Leiter der Produktion", "Fachkraft für Lager und Logistik"], LatinStemmer::German),
        (&["Técnico del agua y los mares"], LatinStemmer::Spanish),
        (&["Chargé des achats et du stock"], LatinStemmer::French),
        (&["محاسب"], LatinStemmer::English),
    ] {
        assert_eq!(latin_stemmer(titles.iter().copied()), expected, "{titles:?}");
    }
}

struct Written {
    folder: tempfile::TempDir,
}

impl Written {
    fn new(queries: &str, corpus: &str, qrels: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("queries", queries), ("corpus", corpus), ("qrels", qrels)] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self { folder }
    }

    fn evaluate(&self) -> crate::Result<super::Report> {
        let path = |name: &str| self.folder.path().join(name);
        let (queries, corpus, qrels) = (path("queries"), path("corpus"), path("qrels"));
        let files =
            Files { queries: &queries, corpus: &corpus, qrels: &qrels, run: Some(path("run")) };
        evaluate_files(&files, None)
    }
}

#[test]
fn a_judged_set_in_the_plain_form_is_ranked_scored_and_written_as_a_run() {
    let corpus = "1\twelder\tA\n2\tarc welder\tA\n3\tplumber\tB\n4\tpipe fitter\tB\n";
    let written =
        Written::new("q\twelders\nr\tplumbers\n", corpus, "q 0 1 1\nq 0 2 1\nr 0 3 1\nr 0 4 1\n");
    let report = written.evaluate().unwrap();
    assert_eq!((report.protocol, report.groups, report.documents), (Protocol::Raw, 2, 4));
    assert_eq!((report.metrics.map, report.metrics.queries), (1.0, 2));
    let run = fs::read_to_string(written.folder.path().join("run")).unwrap();
    let first: Vec<&str> = run.lines().next().unwrap().split(' ').collect();
    assert_eq!((first[0], first[1], first[2], first[3], first.len()), ("q", "Q0", "1", "1", 6));
    assert_eq!(run.lines().count(), 8);

    let groups = Written::new("q\twelders\n", corpus, "q 0 A 1\n").evaluate().unwrap();
    assert_eq!((groups.protocol, groups.metrics.mrr), (Protocol::ConceptFirst, 1.0));
    let titles =
        Written::new("q\twelders\n", "1\twelder\n2\tplumber\n", "q 0 1 1\n").evaluate().unwrap();
    assert_eq!((titles.protocol, titles.metrics.mrr), (Protocol::Titles, 1.0));
}

#[test]
fn arabic_queries_meet_english_documents_through_the_taxonomy() {
    let taxonomy = Taxonomy::import(&[repository().join("pipelines/taxonomy")]).unwrap().0;
    let mut set = JudgedSet::default();
    for occupation in taxonomy.occupations() {
        let uri = taxonomy.occupation_uri(occupation);
        set.documents.push(Document {
            id: uri.to_owned(),
            text: taxonomy.occupation_label(occupation, Language::English).to_owned(),
            group: uri.to_owned(),
        });
        let label = taxonomy.occupation_label(occupation, Language::Arabic);
        let id = taxonomy.occupation_code(occupation).to_owned();
        set.relevant.insert(id.clone(), gains(&[uri]));
        set.queries.push((id, label.rsplit('/').next().unwrap().to_owned()));
    }
    assert!(evaluate(&set, Some(&taxonomy)).0.metrics.a_at_1 > 0.95);
    assert!(evaluate(&set, None).0.metrics.a_at_1 < 0.2);
}

#[test]
fn a_line_that_does_not_fit_names_its_file_and_number() {
    for (queries, corpus, qrels, found) in [
        ("q welders\n", "1\tx\n", "q 0 1 1\n", "queries` line 1"),
        ("q\tx\n", "1\tx\n2\n", "q 0 1 1\n", "corpus` line 2"),
        ("q\tx\n", "1\tx\n", "q 0 1 1\nq 0 1\n", "qrels` line 2: expected 4 columns, found 3"),
        ("q\tx\n", "1\tx\n", "q 0 1 much\n", "not a number"),
    ] {
        let error = Written::new(queries, corpus, qrels).evaluate().unwrap_err().to_string();
        assert!(error.contains(found), "{error}");
    }
    assert!(run_benchmark("nothing", std::path::Path::new("/")).unwrap_err().hint().is_some());
}

#[test]
fn files_that_cannot_be_meant_are_errors_and_harmless_ones_are_read() {
    let infinite = "q 0 1 inf\n";
    for (queries, corpus, qrels, found) in [
        ("q\tx\nq\ty\n", "1\tx\n", "q 0 1 1\n", "query `q` stands there twice"),
        ("q\tx\n", "1\tx\n1\ty\n", "q 0 1 1\n", "document `1` stands there twice"),
        ("a q\tx\n", "1\tx\n", "q 0 1 1\n", "empty or holds a blank"),
        ("q\tx\n", "1\tx\n", infinite, "not a number"),
        ("q\tx\n", "1\tx\n", "p 0 1 1\n", "names a query"),
        ("q\tx\n", "1\tx\n", "q 0 7 1\n", "names a document or a group"),
    ] {
        let error = Written::new(queries, corpus, qrels).evaluate().unwrap_err().to_string();
        assert!(error.contains(found), "{error}");
    }
    let long = "لحام ".repeat(10_000);
    let queries = format!(
        "\u{feff}q\twelder\r\n\r\nlong\t{long}\r\nemoji\t🧑‍🏭🔧\r\nnothing\t\r\nodd\t\u{202e}\u{0}'; --\r\n"
    );
    let qrels = "q 0 1 1\r\nlong 0 2 1\r\nemoji 0 1 1\r\nnothing 0 1 1\r\nodd 0 1 1\r\n\r\n";
    for corpus in ["1\twelder\n2\tلحام\n", "1\twelder\tA\n2\tلحام\tB\n", "1\twelder\n\n2\tلحام\n"]
    {
        let report = Written::new(&queries, corpus, qrels).evaluate().unwrap();
        assert_eq!(report.metrics.queries, 5, "{corpus}");
        assert!((0.2..=1.0).contains(&report.metrics.mrr), "{report:?}");
    }
    let nothing = Written::new("", "", "").evaluate().unwrap();
    assert_eq!(nothing.metrics.queries, 0);
}

#[test]
fn titles_of_other_languages_find_each_other_whatever_their_gender() {
    let sets: [(&[&str], &[&str]); 3] = [
        (
            &["Elektroniker (m/w/d)", "Maurer/in", "Krankenpflegerin", "Buchhalter für Kreditoren"],
            &["Elektronikerin", "Maurer", "Krankenpfleger", "Kreditorenbuchhalterin"],
        ),
        (
            &["técnico/a de laboratorio", "enfermera", "soldador", "contable de costes"],
            &["técnica de laboratorio", "enfermero", "soldadora", "contable de los costes"],
        ),
        (
            &["محاسب تكاليف", "لحامة", "مهندس مدنى", "معلم لغه عربيه"],
            &["محاسبة التكاليف", "لحام", "مهندسة مدنية", "معلمة اللغة العربية"],
        ),
    ];
    for (queries, titles) in sets {
        let mut set = JudgedSet::default();
        for (at, (query, title)) in queries.iter().zip(titles).enumerate() {
            set.queries.push((format!("q{at}"), (*query).to_owned()));
            set.documents.push(Document {
                id: at.to_string(),
                text: (*title).to_owned(),
                group: String::new(),
            });
            set.relevant.insert(format!("q{at}"), gains(&[&at.to_string()]));
        }
        assert_eq!(evaluate(&set, None).0.metrics.a_at_1, 1.0, "{queries:?}");
    }
}

#[test]
fn a_query_without_judgement_is_left_out_and_an_empty_set_is_no_fault() {
    let written = Written::new("q\twelder\nz\tzzz\n", "1\twelder\n", "q 0 1 1\n");
    assert_eq!(written.evaluate().unwrap().metrics.queries, 1);
    let (report, lists) = evaluate(&JudgedSet::default(), None);
    assert_eq!((report.metrics.queries, lists), (0, Vec::<RankedList>::new()));
}

proptest! {
    #[test]
    fn metrics_stay_between_nought_and_one(
        scores in prop::collection::vec(0u8..4, 1..12),
        relevant in prop::collection::btree_set(0usize..14, 1..6),
    ) {
        let names: Vec<String> = (0..scores.len()).map(|at| at.to_string()).collect();
        let mut list: Vec<(&str, f64)> =
            names.iter().zip(&scores).map(|(name, &score)| (name.as_str(), f64::from(score))).collect();
        list.sort_by(|one, other| other.1.total_cmp(&one.1));
        let gains: BTreeMap<String, f64> = relevant.iter().map(|at| (at.to_string(), 1.0)).collect();
        let file = score(&list, &gains, Ties::File);
        let against = score(&list, &gains, Ties::Against);
        for value in [file.map, file.mrr, file.ndcg_at_10, file.p_at_5, file.a_at_10] {
            prop_assert!((0.0..=1.0).contains(&value));
        }
        prop_assert!(against.map <= file.map + 1e-12 && against.mrr <= file.mrr);
    }
}
