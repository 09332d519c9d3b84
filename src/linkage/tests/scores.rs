//! Scores counted by hand, and what `evaluate` says of files it cannot use.

use std::path::PathBuf;

use crate::evaluate::{TruePairs, b_cubed, cluster_scores};
use crate::{Error, Linkage, Mode, Records, default_spec, evaluate};

fn near(one: f64, other: f64) {
    assert!((one - other).abs() < 1e-12, "{one} is not {other}");
}

/// Found {0 1 2} {3 4} {5}; true {0 1} {2 3 4} {5}: two of four pairs on either side.
#[test]
fn pairs_inside_clusters_and_b_cubed_are_those_counted_by_hand() {
    let linkage = Linkage { clusters: vec![0, 0, 0, 1, 1, 2], ..Linkage::default() };
    let labels = [0, 0, 1, 1, 1, 2];
    let records = Records::from_rows(&["a"], &vec![vec![""]; 6]);
    let truth = TruePairs::new(&records, Mode::Dedupe, &labels);
    let cluster = cluster_scores(&linkage, &labels, &truth);
    near(cluster.precision, 0.5);
    near(cluster.recall, 0.5);
    near(cluster.f1, 0.5);
    let b3 = b_cubed(&linkage, &labels);
    // Precision 2/3 + 2/3 + 1/3 + 1 + 1 + 1 of 6, recall 1 + 1 + 1/3 + 2/3 + 2/3 + 1 of 6.
    near(b3.precision, 14.0 / 18.0);
    near(b3.recall, 14.0 / 18.0);
}

#[test]
fn in_link_mode_only_pairs_across_the_files_count() {
    let linkage = Linkage { clusters: vec![0, 0, 0, 1], ..Linkage::default() };
    let labels = [0, 0, 0, 1];
    let rows = |count| Records::from_rows(&["a"], &vec![vec![""]; count]);
    let records = rows(2).then(rows(2));
    let truth = TruePairs::new(&records, Mode::Link, &labels);
    let cluster = cluster_scores(&linkage, &labels, &truth);
    near(cluster.precision, 1.0);
    near(cluster.recall, 1.0);
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

#[test]
fn a_report_says_everything_it_promises() {
    let folder = Folder::new();
    let mut text = "record_key,full_name,birth_date,who\n".to_owned();
    for number in 0..400 {
        let name = format!("عمرو{} حسن{} متولي", number % 37, number % 11);
        let date = format!("19{:02}-0{}-1{}", 60 + number % 39, 1 + number % 9, number % 7);
        text.push_str(&format!(
            "a{number},{name},{date},{number}\nb{number},{name},{date},{number}\n"
        ));
    }
    let file = folder.file("set.csv", text.as_bytes());
    let spec = default_spec("person").unwrap().unwrap();
    let report = evaluate(&[file], &spec, "who").unwrap();
    assert_eq!((report.records, report.truth_pairs), (800, 400));
    assert!(report.f1 > 0.9 && report.b3.f1 > 0.9 && report.pair.f1 > 0.9, "{report:?}");
    assert_eq!(report.f1.to_bits(), report.cluster.f1.to_bits());
    assert!(report.blocking_recall > 0.9 && report.candidate_pairs > 0, "{report:?}");
    assert!(report.seconds > 0.0 && report.seconds >= report.seconds_training, "{report:?}");
    assert!(report.peak_memory_bytes > 1 << 20, "{report:?}");
}

#[test]
fn files_that_cannot_be_used_are_refused_by_name_and_column() {
    let folder = Folder::new();
    let spec = default_spec("person").unwrap().unwrap();
    let header = b"record_key,full_name,who\n";
    let good = [&header[..], "r1,علي حسن,1\n".as_bytes()].concat();
    let set = folder.file("set.csv", &good);
    let message = |files: &[PathBuf], truth: &str| {
        let error: Error = evaluate(files, &spec, truth).unwrap_err();
        format!("{error} / {}", error.hint().unwrap_or_default())
    };
    let cases = [
        (vec![folder.0.path().join("absent.csv")], "who", "absent.csv"),
        (vec![folder.file("empty.csv", b"")], "who", "it has no header"),
        (vec![set.clone()], "whom", "unknown column `whom` / did you mean `who`?"),
        (vec![set], "full_name", "the truth column `full_name` is compared as a field"),
        (vec![folder.file("other.csv", b"name,who\nx,1\n")], "who", "unknown column `full_name`"),
        (vec![folder.file("broken.parquet", b"PAR1 not really")], "who", "broken.parquet"),
        (
            vec![folder.file("letters.csv", b"full_name,who\n\xff\xfe\xfa,1\n")],
            "who",
            "letters.csv",
        ),
    ];
    for (files, truth, expected) in cases {
        let message = message(&files, truth);
        assert!(message.contains(expected), "{message} lacks {expected}");
    }
}

#[test]
fn ragged_rows_and_a_header_alone_are_read_as_far_as_they_go() {
    let folder = Folder::new();
    let spec = default_spec("person").unwrap().unwrap();
    let ragged = folder.file(
        "ragged.csv",
        "\u{feff}full_name,who,phone\nعلي حسن\nمنى سعيد,2,01011112222,more,and more\n\n".as_bytes(),
    );
    let report = evaluate(&[ragged], &spec, "who").unwrap();
    assert_eq!((report.records, report.truth_pairs), (2, 0));
    let alone = folder.file("alone.csv", b"full_name,who\n");
    let report = evaluate(&[alone], &spec, "who").unwrap();
    assert_eq!((report.records, report.f1.to_bits()), (0, 0f64.to_bits()));
}
