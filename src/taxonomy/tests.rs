//! What the taxonomy promises, on small folders made here and on the full one where it is at hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use mizan_domain::Language;

use crate::evaluation::run_benchmark;
use crate::{
    Error, SkillRelation, SparseVector, Taxonomy, TitleClassifier, UNKNOWN_BELOW, isco_proximity,
    isco_shared_digits,
};

fn starter() -> Taxonomy {
    let (taxonomy, report) = Taxonomy::import(&[repository().join("pipelines/taxonomy")]).unwrap();
    assert_eq!(report.rows_refused(), 0, "{report:?}");
    taxonomy
}

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder of shared data, or `None` with a word on standard output where it is absent.
pub(crate) fn shared(part: &str) -> Option<PathBuf> {
    let root = std::env::var_os("MIZAN_SHARED")
        .map_or_else(|| repository().join("../shared"), PathBuf::from);
    let path = root.join(part);
    if path.exists() {
        return Some(path);
    }
    let required = std::env::var("MIZAN_REQUIRE").unwrap_or_default();
    assert!(!required.contains("shared"), "`{}` is absent", path.display());
    println!("skipped: `{}` is absent", path.display());
    None
}

fn esco() -> Option<Taxonomy> {
    let folders = [shared("data/esco_en_v1.1.1")?, shared("data/esco_ar_v1.0")?];
    Some(Taxonomy::import(&folders).unwrap().0)
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

const OCCUPATIONS: &str = "conceptUri,iscoGroup,preferredLabel,altLabels\n";
const SKILLS: &str = "conceptUri,skillType,preferredLabel,altLabels\n";
const RELATIONS: &str = "occupationUri,relationType,skillType,skillUri\n";

#[test]
fn the_starter_taxonomy_is_sound_and_bilingual() {
    let taxonomy = starter();
    assert!(taxonomy.occupation_count() >= 45 && taxonomy.skill_count() >= 200);
    for occupation in taxonomy.occupations() {
        assert_eq!(taxonomy.isco(occupation).len(), 4);
        assert!(taxonomy.isco_label(taxonomy.isco(occupation), Language::Arabic).is_some());
        assert!(!taxonomy.essential(occupation).is_empty());
        for language in Language::ALL {
            assert!(!taxonomy.occupation_forms(occupation, language).is_empty());
            assert!(!taxonomy.occupation_description(occupation, language).is_empty());
        }
        let vector = SparseVector { entries: taxonomy.skill_vector(occupation).to_vec() };
        assert!((vector.length() - 1.0).abs() < 1e-9);
    }
    for skill in taxonomy.skills() {
        let arabic = taxonomy.skill_label(skill, Language::Arabic);
        assert!(arabic.chars().any(|letter| ('ا'..='ي').contains(&letter)), "{arabic}");
    }
    let welder = taxonomy.occupation_by_code("welder").unwrap();
    assert_eq!(taxonomy.isco(welder), "7212");
    assert_eq!(taxonomy.occupation_by_uri("urn:mizan:occupation:welder"), Some(welder));
    assert_eq!(taxonomy.occupations_by_isco("7212"), [welder]);
    assert_eq!(taxonomy.occupation_label(welder, Language::Arabic), "لحام / لحامة");
    assert!(taxonomy.occupation_forms(welder, Language::Arabic).contains(&"لحامة"));
    assert!(taxonomy.occupation_by_code("nobody").is_none());
}

#[test]
fn a_nearer_skill_exists_where_the_trade_knows_one() {
    let taxonomy = starter();
    let skill = |code| taxonomy.skill_by_code(code).unwrap();
    let (similarity, relation) =
        taxonomy.skill_similarity(skill("arc-welding"), skill("welding")).unwrap();
    assert_eq!(relation, SkillRelation::Broader);
    let (sibling, kind) =
        taxonomy.skill_similarity(skill("arc-welding"), skill("mig-welding")).unwrap();
    assert_eq!(kind, SkillRelation::Sibling);
    assert!(sibling < similarity && similarity < 1.0);
    assert!(taxonomy.skill_similarity(skill("arc-welding"), skill("french-language")).is_none());
    assert_eq!(taxonomy.skill_similarity(skill("sql"), skill("sql")).unwrap().0, 1.0);
    for one in taxonomy.skills() {
        for near in taxonomy.nearer_skills(one) {
            assert!(near.similarity > 0.0 && near.similarity < 1.0 && near.skill != one);
            let back = taxonomy.skill_similarity(near.skill, one).unwrap().0;
            assert!((back - near.similarity).abs() < 1e-12, "nearness is symmetric");
        }
    }
}

#[test]
fn occupation_codes_are_near_by_their_leading_digits() {
    for (one, other, digits) in
        [("7212", "7212", 4), ("7212", "7213", 3), ("7212", "7126", 1), ("7212", "2512", 0)]
    {
        assert_eq!(isco_shared_digits(one, other), digits);
        assert_eq!(isco_proximity(one, other), f64::from(digits) / 4.0);
    }
}

#[test]
fn a_broken_row_is_refused_with_file_line_and_reason() {
    let folder = folder(&[
        (
            "occupations_en.csv",
            &format!(
                "\u{FEFF}{OCCUPATIONS}o:1,7212,welder,\"arc welder\nlong\ntext\"\n,7212,nameless,\n\
                 o:2,7126,plumber\no:3,72x2,smith,\no:4,110,soldier,\n"
            ),
        ),
        ("skills_en.csv", &format!("{SKILLS}s:1,skill/competence,weld,\n")),
        (
            "occupationSkillRelations.csv",
            &format!(
                "{RELATIONS}o:1,essential,,s:1\no:9,essential,,s:1\no:1,optional,,s:9\no:1,maybe,,s:1\n"
            ),
        ),
        ("notes_en.csv", "x\n"),
    ]);
    let (taxonomy, report) = Taxonomy::import(&[folder.path().to_owned()]).unwrap();
    assert_eq!(taxonomy.occupation_count(), 2);
    assert_eq!(taxonomy.isco(taxonomy.occupation_by_uri("o:4").unwrap()), "0110");
    let found: Vec<(u64, &str)> =
        report.examples().map(|refusal| (refusal.line, refusal.reason)).collect();
    assert_eq!(
        found,
        [
            (5, "missing URI"),
            (6, "wrong number of columns (an unbalanced quote?)"),
            (7, "ISCO group is not a four-digit code"),
            (3, "unknown occupation"),
            (4, "unknown skill"),
            (5, "relation is neither `essential` nor `optional`"),
        ]
    );
    assert_eq!((report.files[0].rows_read, report.files[0].rows_kept), (5, 2));
    assert_eq!(report.ignored.len(), 1);
}

#[test]
fn a_missing_column_or_an_empty_folder_is_an_error_with_advice() {
    let wrong = folder(&[("occupations_en.csv", "uri,label\nx,y\n")]);
    let error = Taxonomy::import(&[wrong.path().to_owned()]).unwrap_err();
    assert!(matches!(error, Error::MissingColumn { column: "conceptUri", .. }), "{error}");
    assert!(error.hint().unwrap().contains("uri, label"));
    let empty = folder(&[]);
    let error = Taxonomy::import(&[empty.path().to_owned()]).unwrap_err();
    assert!(error.hint().unwrap().contains("occupations_en.csv"));
    assert!(matches!(
        Taxonomy::import(&[PathBuf::from("/nowhere")]).unwrap_err(),
        Error::Io { .. }
    ));
    let skills = folder(&[("skills_en.csv", SKILLS)]);
    assert!(matches!(
        Taxonomy::import(&[skills.path().to_owned()]).unwrap_err(),
        Error::NoOccupations
    ));
}

#[test]
fn bytes_that_are_not_text_refuse_one_row_only() {
    let folder = folder(&[]);
    let mut bytes = OCCUPATIONS.as_bytes().to_vec();
    bytes.extend(b"o:1,7212,wel\xFFder,\no:2,7126,plumber,\n");
    fs::write(folder.path().join("occupations_en.csv"), bytes).unwrap();
    let (taxonomy, report) = Taxonomy::import(&[folder.path().to_owned()]).unwrap();
    assert_eq!(taxonomy.occupation_count(), 1);
    assert_eq!(report.examples().next().unwrap().reason, "not UTF-8");
}

#[test]
fn folders_merge_by_uri_and_the_first_one_wins() {
    let first = folder(&[("occupations_en.csv", &format!("{OCCUPATIONS}o:1,7212,welder,\n"))]);
    let second = folder(&[
        (
            "occupations_en.csv",
            &format!("{OCCUPATIONS}o:1,7213,metal joiner,\no:2,7126,plumber,\n"),
        ),
        ("occupations_ar.csv", &format!("{OCCUPATIONS}o:1,7212,لحام / لحامة,\n")),
    ]);
    let folders = [first.path().to_owned(), second.path().to_owned()];
    let (taxonomy, report) = Taxonomy::import(&folders).unwrap();
    let welder = taxonomy.occupation_by_uri("o:1").unwrap();
    assert_eq!(taxonomy.isco(welder), "7212");
    assert_eq!(taxonomy.occupation_forms(welder, Language::English), ["welder", "metal joiner"]);
    assert_eq!(taxonomy.occupation_forms(welder, Language::Arabic), ["لحام", "لحامة"]);
    let plumber = taxonomy.occupation_by_uri("o:2").unwrap();
    assert_eq!(taxonomy.occupation_label(plumber, Language::Arabic), "plumber");
    assert!(report.files.iter().any(|file| !file.notes.is_empty()));
}

#[test]
fn the_compact_file_keeps_everything_and_detects_damage() {
    let taxonomy = starter();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("taxonomy.bin");
    taxonomy.save(&path).unwrap();
    let bytes = fs::read(&path).unwrap();
    assert!(Taxonomy::load(&path).unwrap() == taxonomy);
    taxonomy.save(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), bytes, "the same taxonomy gives the same bytes");
    for at in (0..bytes.len()).step_by(bytes.len() / 50) {
        let mut broken = bytes.clone();
        broken[at] ^= 0x10;
        fs::write(&path, &broken).unwrap();
        assert!(matches!(Taxonomy::load(&path), Err(Error::Damaged { .. })), "byte {at}");
        fs::write(&path, &bytes[..at]).unwrap();
        assert!(matches!(Taxonomy::load(&path), Err(Error::Damaged { .. })), "cut at {at}");
    }
}

#[test]
fn full_esco_imports_clean_and_loads_in_a_tenth_of_a_second() {
    let Some(folder) = shared("data/esco_en_v1.1.1") else { return };
    let Some(arabic) = shared("data/esco_ar_v1.0") else { return };
    let start = Instant::now();
    let folders = [folder, arabic, repository().join("pipelines/taxonomy")];
    let (taxonomy, report) = Taxonomy::import(&folders).unwrap();
    println!("import {:?}", start.elapsed());
    for file in &report.files {
        println!(
            "{} {} {} {:?} {:?}",
            file.path, file.rows_read, file.rows_kept, file.refused, file.notes
        );
    }
    assert_eq!(taxonomy.occupation_count(), 3_007 + 3 + 78);
    assert_eq!(taxonomy.skill_count(), 13_896 + 264);
    let target = tempfile::tempdir().unwrap();
    let path = target.path().join("taxonomy.bin");
    taxonomy.save(&path).unwrap();
    let mut times: Vec<_> = (0..7)
        .map(|_| {
            let start = Instant::now();
            assert_eq!(Taxonomy::load(&path).unwrap().skill_count(), taxonomy.skill_count());
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("load {times:?}, {} bytes", fs::metadata(&path).unwrap().len());
    assert!(times[0].as_millis() <= 100, "{times:?}");
    assert!(Taxonomy::load(&path).unwrap() == taxonomy);
}

#[test]
fn titles_as_people_type_them_find_the_trade() {
    let taxonomy = starter();
    let classifier = TitleClassifier::new(&taxonomy);
    for (title, slug) in [
        ("لحام", "welder"),
        ("لحّامة", "welder"),
        ("مطلوب فنى لحام أرجون", "welder"),
        ("Welder", "welder"),
        ("welders", "welder"),
        ("فني تكييفات", "refrigeration-mechanic"),
        ("كول سنتر", "contact-centre-agent"),
        ("Call Center Agents", "contact-centre-agent"),
        ("محاسبه", "accountant"),
        ("محاسب ERP", "accountant"),
        ("سائق", "driver"),
        ("السباك", "plumber"),
        ("شيف", "cook"),
        ("نجار مسلح", "carpenter"),
        ("أمين المخزن", "storekeeper"),
        ("ترزية", "tailor"),
        ("ممرضه", "nurse"),
        ("مطلوب فورا محاسبين خبرة", "accountant"),
        ("Senior Software Developer", "software-developer"),
    ] {
        let found = classifier.classify(title, 3);
        assert_eq!(taxonomy.occupation_code(found[0].occupation), slug, "{title}: {found:?}");
        assert!(found[0].confidence >= UNKNOWN_BELOW, "{title}: {found:?}");
    }
}

#[test]
fn the_gender_and_the_article_of_a_title_leave_the_ranking_as_it_is() {
    let taxonomy = starter();
    let classifier = TitleClassifier::new(&taxonomy);
    for occupation in taxonomy.occupations() {
        let label = taxonomy.occupation_label(occupation, Language::Arabic);
        let Some((masculine, feminine)) = label.split_once('/') else { continue };
        let [one, other] = [masculine, feminine].map(|title| classifier.classify(title, 1));
        assert_eq!(one[0].occupation, other[0].occupation, "{label}");
        assert_eq!(one[0].occupation, occupation, "{label}");
    }
}

#[test]
fn what_is_no_title_is_unknown_and_says_so() {
    let taxonomy = starter();
    let classifier = TitleClassifier::new(&taxonomy);
    for text in [
        "",
        "   ",
        "😀😀",
        "!!",
        "123456",
        "what is the weather today",
        "zzxqj",
        "'; drop table x; --",
        "\u{202e}\u{200f}",
    ] {
        let vector = classifier.title_vector(text);
        assert!(!vector.is_known, "{text}: {vector:?}");
        assert!(classifier.classify(text, 5).iter().all(|found| found.confidence < UNKNOWN_BELOW));
    }
    let long = "لحام welder ".repeat(10_000);
    assert!(classifier.classify(&long, 5).len() <= 5);
}

#[test]
fn a_title_becomes_skills_of_its_trade() {
    let taxonomy = starter();
    let classifier = TitleClassifier::new(&taxonomy);
    let vector = classifier.title_vector("لحام كهرباء");
    let arc = taxonomy.skill_by_code("arc-welding").unwrap();
    let sql = taxonomy.skill_by_code("sql").unwrap();
    let weight = |skill| {
        vector.skills.iter().find(|(at, _)| *at == skill).map_or(0.0, |(_, weight)| *weight)
    };
    assert!(vector.is_known && weight(arc) > 0.2 && weight(sql) < 0.05, "{vector:?}");
    let length: f64 = vector.skills.iter().map(|(_, weight)| weight * weight).sum();
    assert!((length - 1.0).abs() < 1e-9);
    let found = classifier.skills_in("خبرة في لحام أرجون و Excel والعمل الجماعي", 10);
    let codes: Vec<&str> = found.iter().map(|(skill, _)| taxonomy.skill_code(*skill)).collect();
    assert_eq!(codes, ["tig-welding", "excel", "teamwork"]);
}

#[test]
fn a_title_is_classified_in_well_under_a_millisecond_on_full_esco() {
    let Some(taxonomy) = esco() else { return };
    let start = Instant::now();
    let classifier = TitleClassifier::new(&taxonomy);
    println!("classifier built in {:?}", start.elapsed());
    let titles = [
        "welder",
        "sales manager in software",
        "refrigeration and air conditioning mechanic",
        "مهندس مدني",
        "عامل نظافة",
        "Senior Java Developer",
    ];
    for title in titles {
        let start = Instant::now();
        for _ in 0..50 {
            classifier.classify(title, 10);
        }
        let each = start.elapsed() / 50;
        let found = classifier.classify(title, 1);
        println!(
            "{title}: {each:?} {:?} {:.3} {}",
            found[0].label,
            found[0].confidence,
            taxonomy.occupation_label(found[0].occupation, Language::English)
        );
        assert!(each.as_millis() < 20, "{title} took {each:?}");
    }
}

#[test]
fn the_published_sets_are_ranked_at_least_as_well_as_promised() {
    let Some(data) = shared("data") else { return };
    let number =
        |value: &serde_json::Value, path: &str| value.pointer(path).unwrap().as_f64().unwrap();
    for (name, floors) in [
        ("melo-en-en", &[("/map", 0.58), ("/a_at_1", 0.58), ("/concept_first/mrr", 0.69)][..]),
        ("talentclef-en", &[("/map", 0.52)]),
        ("arabic-titles", &[("/a_at_1_min", 0.99)]),
    ] {
        let start = Instant::now();
        let result = run_benchmark(name, &data).unwrap();
        println!("{name} in {:?}: {result}", start.elapsed());
        for (path, floor) in floors {
            assert!(number(&result, path) >= *floor, "{name} {path}: {result}");
        }
        if name == "arabic-titles" {
            assert!(number(&result, "/gender_gap_points").abs() <= 0.5, "{result}");
        }
    }
}
