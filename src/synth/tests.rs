//! The market's promises: same seed, same bytes; every source alive; limits that are kept.

mod calibration;
mod contracts;
mod linkage_sets;
mod speed;
mod truth;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::*;

/// A finished market in a folder that lives as long as the tests.
struct Made {
    folder: TempDir,
    summary: Summary,
}

impl Made {
    fn new(change: impl FnOnce(&mut SynthOptions)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = SynthOptions::new(folder.path().join("deliveries"));
        change(&mut options);
        let summary = generate(&options, &mut |_| {}).unwrap();
        Self { folder, summary }
    }

    /// Rows of one truth file as maps from header to value.
    fn truth(&self, file: &str) -> Vec<BTreeMap<String, String>> {
        table(&std::fs::read(self.summary.truth.join(file)).unwrap(), b',')
    }

    /// Rows of all deliveries of a text source, decoded, in the order of months.
    fn delivered(&self, source: &str) -> Vec<BTreeMap<String, String>> {
        let mut rows = Vec::new();
        for path in self.files(source) {
            rows.extend(read(&path));
        }
        rows
    }

    /// The last delivered row of each key.
    fn latest(&self, source: &str, key: &str) -> BTreeMap<String, BTreeMap<String, String>> {
        self.delivered(source).into_iter().map(|row| (row[key].clone(), row)).collect()
    }

    /// Files of a source in the order of months, resent ones left out.
    fn files(&self, source: &str) -> Vec<std::path::PathBuf> {
        let mut files: Vec<_> = std::fs::read_dir(&self.summary.out)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                name.strip_prefix(source).is_some_and(|rest| rest.starts_with("_20"))
                    && !name.contains("_resent")
            })
            .collect();
        files.sort();
        files
    }
}

fn read(path: &Path) -> Vec<BTreeMap<String, String>> {
    let bytes = std::fs::read(path).unwrap();
    if path.to_string_lossy().contains("insurance") {
        let (text, _, had_faults) = encoding_rs::WINDOWS_1256.decode(&bytes);
        assert!(!had_faults);
        table(text.as_bytes(), b';')
    } else {
        table(&bytes, b',')
    }
}

fn table(bytes: &[u8], delimiter: u8) -> Vec<BTreeMap<String, String>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
    let headers = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            headers.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
        })
        .collect()
}

/// Some columns of an insurance file, without the cost of decoding the others.
fn columns<const N: usize>(path: &Path, names: [&str; N]) -> Vec<[String; N]> {
    let bytes = std::fs::read(path).unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&bytes[..]);
    let headers = reader.byte_headers().unwrap().clone();
    let place = |name: &str| headers.iter().position(|header| header == name.as_bytes()).unwrap();
    let places = names.map(place);
    reader
        .byte_records()
        .map(|record| {
            let record = record.unwrap();
            places.map(|at| String::from_utf8(record[at].to_vec()).unwrap())
        })
        .collect()
}

/// The demonstration's market as it is.
fn demonstration() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| Made::new(|_| {}))
}

/// The demonstration's market without faults.
fn clean() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| Made::new(|options| options.dirt_share = 0.0))
}

/// A market large enough to compare shares.
fn large() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        Made::new(|options| {
            options.people = 80_000;
            options.months = 14;
            options.dirt_share = 0.0;
        })
    })
}

fn hashes(folder: &Path) -> BTreeMap<String, String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let hash = Sha256::digest(std::fs::read(&path).unwrap());
            let hash = format!("{hash:?}");
            (path.file_name().unwrap().to_string_lossy().into_owned(), hash)
        })
        .collect()
}

#[test]
fn the_demonstration_is_alive_in_every_source() {
    let made = demonstration();
    for source in &made.summary.sources {
        println!("{source:?}");
        assert!(source.rows > 0, "{source:?}");
    }
    let persons = made.truth("persons.csv");
    assert_eq!(persons.len(), 4_000);
    let places: std::collections::BTreeSet<_> =
        persons.iter().map(|row| row["governorate_code"].as_str()).collect();
    assert_eq!(places.len(), 27);
    let vacancies = made.latest("vacancies", "vacancy_no");
    let open = vacancies.values().filter(|row| row["status"].trim() == "open").count();
    println!("{} vacancies, {open} open", vacancies.len());
    assert!(vacancies.len() >= 800, "{}", vacancies.len());
    assert!(open >= 300, "{open}");
    let mut sizes: BTreeMap<String, u32> = BTreeMap::new();
    for row in made.delivered("training_enrolments") {
        *sizes.entry(row["cohort_code"].clone()).or_default() += 1;
    }
    let full = sizes.values().filter(|size| **size >= 8).count();
    println!("{} cohorts with enrolments, {full} with eight and more", sizes.len());
    assert!(full >= 40, "{full}");
    let occasions: std::collections::BTreeSet<_> = made
        .delivered("support_payments")
        .into_iter()
        .filter(|row| row["payment_no"].starts_with("GP"))
        .map(|row| row["occasion_code"].trim().to_owned())
        .filter(|code| code.starts_with("20"))
        .collect();
    assert_eq!(occasions.len(), 6, "{occasions:?}");
    let is_total = |row: &BTreeMap<String, String>| row["payment_no"] == "الإجمالي";
    assert!(made.delivered("support_payments").iter().any(is_total));
    let last_day = "2026-10-31";
    let planned = made.latest("training_cohorts", "cohort_code");
    let planned = planned.values().filter(|row| row["starts_on"].as_str() > last_day).count();
    assert!(planned >= 27, "{planned}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, threads: usize, seed: u64| {
        let mut options = SynthOptions::new(folder.path().join(name));
        options.seed = seed;
        options.people = 2_500;
        options.months = 5;
        let summary = generate_on(threads, &options, &mut |_| {}).unwrap();
        (hashes(&summary.out), hashes(&summary.truth))
    };
    let first = run("first", 1, 11);
    // A workbook must not carry the time of writing.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    let second = run("second", 3, 11);
    let other = run("other", 3, 12);
    assert_eq!(first, second);
    assert_ne!(first.0, other.0);
}

#[test]
fn faults_come_in_the_share_asked_for() {
    let made = Made::new(|options| {
        options.people = 20_000;
        options.months = 4;
        options.dirt_share = 0.05;
    });
    let of = |source: &SourceSummary| source.faulty_rows as f64;
    let share = made.summary.sources.iter().map(of).sum::<f64>() / made.summary.rows() as f64;
    assert!((0.04..=0.052).contains(&share), "{share}");
    let kinds: std::collections::BTreeSet<_> =
        made.truth("faults.csv").into_iter().map(|row| row["fault"].clone()).collect();
    for kind in dirt::Fault::ALL {
        assert!(kinds.contains(kind.code()), "{}", kind.code());
    }
    assert!(kinds.contains("resent_file"), "{kinds:?}");
}

#[test]
fn a_market_without_faults_has_none() {
    let made = clean();
    assert_eq!(made.truth("faults.csv").len(), 0);
    assert!(made.summary.sources.iter().all(|source| source.faulty_rows == 0));
}

#[test]
fn a_resent_file_is_the_same_delivery() {
    let made = demonstration();
    let hashes = hashes(&made.summary.out);
    let resent: Vec<_> = hashes.keys().filter(|name| name.contains("_resent")).collect();
    assert_eq!(resent.len(), 2, "{resent:?}");
    for name in resent {
        assert_eq!(hashes[name], hashes[&name.replace("_resent", "")]);
    }
}

#[test]
fn options_out_of_range_are_named_with_advice() {
    let check = |change: &dyn Fn(&mut SynthOptions), named: &str| {
        let folder = tempfile::tempdir().unwrap();
        let mut options = SynthOptions::new(folder.path().join("out"));
        change(&mut options);
        let error = generate(&options, &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains(&format!("`{named}`")), "{error}");
        assert!(error.hint().is_some());
        assert!(!options.out.exists(), "nothing is written for a refused request");
    };
    check(&|options| options.people = 10, "people");
    check(&|options| options.months = 0, "months");
    check(&|options| options.months = 61, "months");
    check(&|options| options.last_month = "2019-01".parse().unwrap(), "last-month");
    check(&|options| options.dirt_share = 0.7, "dirt-share");
    check(&|options| options.dirt_share = f64::NAN, "dirt-share");
    check(&|options| options.training_effect = -0.1, "training-effect");
    check(&|options| options.truth = Some(options.out.join("truth")), "truth");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    std::fs::write(&blocked, b"x").unwrap();
    let options = SynthOptions::new(blocked.join("out"));
    let error = generate(&options, &mut |_| {}).unwrap_err();
    assert!(matches!(error, Error::Write { .. }), "{error}");
    assert!(error.to_string().contains("file"), "{error}");
}

#[test]
fn progress_counts_up_to_its_total() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = SynthOptions::new(folder.path().join("out"));
    options.people = 600;
    options.months = 1;
    let mut seen = Vec::new();
    generate(&options, &mut |progress| seen.push(progress)).unwrap();
    assert!(seen.windows(2).all(|pair| pair[0].done <= pair[1].done));
    let last = seen.last().unwrap();
    assert_eq!(last.done, last.total);
}

#[test]
fn the_default_truth_folder_stands_beside_the_deliveries() {
    let options = SynthOptions::new("/tmp/market/deliveries");
    assert_eq!(options.truth_folder(), Path::new("/tmp/market/deliveries-truth"));
    assert_eq!(fallback_month(), options.last_month);
}

#[test]
fn the_smallest_and_the_shortest_market_come_through() {
    for (people, months) in [(500, 1), (500, 60), (3_000, 2)] {
        let made = Made::new(|options| {
            options.people = people;
            options.months = months;
        });
        assert!(made.summary.rows() > 0);
        assert!(made.folder.path().exists());
    }
}
