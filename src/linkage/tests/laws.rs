//! Laws: the same bytes for any number of threads, the same partition for any order of arrival.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;

use super::population::{COLUMNS, Draw, Population};
use crate::distance::{Outline, edits, jaro_winkler, packed_edits};
use crate::normalise;
use crate::{
    EventKind, Ledger, Linkage, LinkageSpec, Linker, Mode, Model, Records, Register, default_spec,
};

fn person() -> LinkageSpec {
    default_spec("person").unwrap().unwrap()
}

fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

/// A partition without names: the set of the sets of record keys.
fn partition(groups: impl IntoIterator<Item = Vec<String>>) -> BTreeSet<BTreeSet<String>> {
    groups.into_iter().map(|group| group.into_iter().collect()).collect()
}

fn batch_partition(linkage: &Linkage, keys: &[String]) -> BTreeSet<BTreeSet<String>> {
    partition(
        linkage
            .members()
            .into_iter()
            .map(|members| members.into_iter().map(|row| keys[row as usize].clone()).collect()),
    )
}

fn register_partition(register: &Register) -> BTreeSet<BTreeSet<String>> {
    partition(
        register
            .ledger()
            .persons()
            .map(|(_, records)| records.into_iter().map(str::to_owned).collect()),
    )
}

#[test]
fn one_two_and_four_threads_give_the_same_bytes() {
    let population = Population::new(4_000, 3);
    let records = population.records();
    let run = || {
        let linker = Linker::train(&person(), &records).unwrap();
        let model = serde_json::to_string(linker.model()).unwrap();
        (model, serde_json::to_string(&linker.link()).unwrap())
    };
    let one = with_threads(1, run);
    assert!(one == with_threads(2, run), "two threads differ from one");
    assert!(one == with_threads(4, run), "four threads differ from one");
}

#[test]
fn a_model_survives_its_json_form() {
    let records = Population::new(1_000, 5).records();
    let model = Model::train(&person(), &records).unwrap();
    let text = serde_json::to_string(&model).unwrap();
    let again: Model = serde_json::from_str(&text).unwrap();
    let link = |model: &Model| Linker::new(model, &records).unwrap().link();
    assert!(link(&model) == link(&again));
    assert!(text == serde_json::to_string(&again).unwrap(), "a number changed on the way");
}

#[test]
fn training_and_linking_in_one_go_equals_a_frozen_model() {
    let records = Population::new(2_000, 9).records();
    let linker = Linker::train(&person(), &records).unwrap();
    assert_eq!(linker.link(), Linker::new(linker.model(), &records).unwrap().link());
}

#[test]
fn the_order_of_rows_does_not_change_the_partition() {
    let population = Population::new(1_500, 21);
    let keys: Vec<String> = (0..population.rows.len()).map(|row| format!("r{row}")).collect();
    let model = Model::train(&person(), &population.records()).unwrap();
    let expected =
        batch_partition(&Linker::new(&model, &population.records()).unwrap().link(), &keys);
    let mut draw = Draw::new(4);
    for _ in 0..10 {
        let order = shuffled(population.rows.len(), &mut draw);
        let rows: Vec<_> = order.iter().map(|&row| population.rows[row].clone()).collect();
        let names: Vec<_> = order.iter().map(|&row| keys[row].clone()).collect();
        let linker = Linker::new(&model, &Records::from_rows(&COLUMNS, &rows)).unwrap();
        assert_eq!(batch_partition(&linker.link(), &names), expected);
    }
}

/// Small blocks on purpose, so that many of them overflow on the way.
#[test]
fn any_order_of_arrival_gives_the_partition_of_a_full_run() {
    let population = Population::new(160, 33);
    let mut model = Model::train(&person(), &Population::new(2_000, 34).records()).unwrap();
    let mut draw = Draw::new(8);
    let keys: Vec<String> = (0..population.rows.len()).map(|row| format!("r{row}")).collect();
    let mut shuffles = 0;
    for bound in [2_000, 12, 5] {
        for rule in &mut model.rules {
            rule.block_size_max = bound;
        }
        let linker = Linker::new(&model, &population.records()).unwrap();
        let expected = batch_partition(&linker.link(), &keys);
        assert!(expected.len() < population.rows.len(), "nothing was linked");
        for round in 0..400 {
            let order = shuffled(population.rows.len(), &mut draw);
            let mut register = Register::new(&model).unwrap();
            let mut from = 0;
            while from < order.len() {
                // Deliveries of one record, or of several at once.
                let to =
                    (from + 1 + if round % 2 == 0 { 0 } else { draw.below(40) }).min(order.len());
                let rows: Vec<_> =
                    order[from..to].iter().map(|&row| population.rows[row].clone()).collect();
                let names: Vec<_> = order[from..to].iter().map(|&row| keys[row].clone()).collect();
                register.insert(&Records::from_rows(&COLUMNS, &rows), &names).unwrap();
                from = to;
            }
            assert_eq!(register_partition(&register), expected, "round {round}, bound {bound}");
            shuffles += 1;
        }
    }
    println!("{shuffles} orders of arrival of {} records: one partition each", keys.len());
    assert!(shuffles >= 1_000);
}

#[test]
fn a_register_loaded_at_once_equals_one_grown_and_resolves_like_it() {
    let population = Population::new(1_200, 41);
    let keys: Vec<String> = (0..population.rows.len()).map(|row| format!("r{row}")).collect();
    let model = Model::train(&person(), &population.records()).unwrap();
    let half = 600;
    let first = Records::from_rows(&COLUMNS, &population.rows[..half]);
    let mut register = Register::load(&model, &first, &keys[..half]).unwrap();
    for row in half..population.rows.len() {
        let record = Records::from_rows(&COLUMNS, &population.rows[row..=row]);
        let resolution = register.resolve(&record).unwrap();
        register.insert(&record, &keys[row..=row]).unwrap();
        let person = register.ledger().person_of(&keys[row]).unwrap();
        match resolution.joins {
            // The key may since have been merged with an older one, but the record is among its records.
            Some(joined) => assert!(
                joined == person || register.ledger().records_of(joined).is_empty(),
                "row {row}: told {joined:?}, became {person:?}"
            ),
            None => assert_eq!(
                register.ledger().records_of(person).len(),
                1,
                "row {row} was said to be new"
            ),
        }
        for (_, probability) in &resolution.candidates {
            assert!((0.0..=1.0).contains(probability));
        }
    }
    let all = Register::load(&model, &population.records(), &keys).unwrap();
    assert_eq!(register_partition(&register), register_partition(&all));
}

#[test]
fn resolving_leaves_no_trace() {
    let population = Population::new(300, 43);
    let keys: Vec<String> = (0..population.rows.len()).map(|row| format!("r{row}")).collect();
    let model = Model::train(&person(), &population.records()).unwrap();
    let mut register = Register::load(&model, &population.records(), &keys).unwrap();
    let before = register_partition(&register);
    let record = Records::from_rows(
        &COLUMNS,
        &[vec!["اسم لم يرد من قبل قط", "1999-09-09", "", "01099999999", "24", "M"]],
    );
    let first = register.resolve(&record).unwrap();
    assert_eq!(first, register.resolve(&record).unwrap());
    assert_eq!(first.joins, None);
    assert_eq!(before, register_partition(&register));
}

#[test]
fn every_past_version_of_the_ledger_can_be_rebuilt() {
    let population = Population::new(500, 51);
    let keys: Vec<String> = (0..population.rows.len()).map(|row| format!("r{row}")).collect();
    let model = Model::train(&person(), &population.records()).unwrap();
    let mut register = Register::new(&model).unwrap();
    let mut versions: BTreeMap<u64, BTreeMap<String, u64>> = BTreeMap::new();
    for (rows, names) in population.rows.chunks(50).zip(keys.chunks(50)) {
        register.insert(&Records::from_rows(&COLUMNS, rows), names).unwrap();
        let ledger = register.ledger();
        let now =
            keys.iter().filter_map(|key| Some((key.clone(), ledger.person_of(key)?.0))).collect();
        versions.insert(ledger.version(), now);
    }
    let stored = serde_json::to_string(register.ledger().events()).unwrap();
    let again = Ledger::from_events(serde_json::from_str(&stored).unwrap());
    for (version, expected) in &versions {
        let rebuilt: BTreeMap<String, u64> =
            again.at(*version).into_iter().map(|(record, person)| (record, person.0)).collect();
        assert_eq!(&rebuilt, expected, "version {version}");
    }
    assert_eq!(again.version(), register.ledger().version());
}

#[test]
fn a_person_keeps_the_key_when_records_join_leave_and_merge() {
    let group = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let mut ledger = Ledger::default();
    ledger.apply(&[group(&["a", "b", "c"]), group(&["d"])]);
    let first = ledger.person_of("a").unwrap();
    let second = ledger.person_of("d").unwrap();
    let merged = ledger.apply(&[group(&["a", "b", "c", "d", "e"])]);
    assert_eq!(ledger.person_of("d"), Some(first));
    assert!(
        merged.iter().any(|event| event.kind == EventKind::Merged && event.from == Some(second))
    );
    assert!(merged.iter().any(|event| event.kind == EventKind::Joined && event.records == ["e"]));
    let split = ledger.apply(&[group(&["a", "b", "c"]), group(&["d", "e"])]);
    assert_eq!(ledger.person_of("a"), Some(first));
    let third = ledger.person_of("d").unwrap();
    assert!(third != first && third != second, "a retired key is never used again");
    assert!(split.iter().all(|event| event.kind == EventKind::Split));
    assert_eq!(ledger.at(1)["d"], second);
    assert!(ledger.apply(&[group(&["d", "e"])]).is_empty(), "nothing happened");
}

#[test]
fn two_files_pair_one_to_one() {
    let population = Population::new(3_000, 61);
    let mut seen = BTreeMap::new();
    let (mut left, mut right, mut truth) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (row, person) in population.rows.iter().zip(&population.truth) {
        match seen.insert(*person, left.len()) {
            None => left.push(row.clone()),
            Some(first) if first != usize::MAX => {
                truth.insert((first, right.len()));
                right.push(row.clone());
                seen.insert(*person, usize::MAX);
            }
            Some(_) => {
                seen.insert(*person, usize::MAX);
            }
        }
    }
    let mut spec = person();
    spec.mode = Mode::Link;
    let records = Records::from_rows(&COLUMNS, &left).then(Records::from_rows(&COLUMNS, &right));
    let linkage = Linker::train(&spec, &records).unwrap().link();
    let found: BTreeSet<(usize, usize)> =
        linkage.links.iter().map(|link| (link.a as usize, link.b as usize - left.len())).collect();
    let (lefts, rights): (BTreeSet<_>, BTreeSet<_>) = found.iter().copied().unzip();
    assert_eq!((lefts.len(), rights.len()), (found.len(), found.len()), "one to one");
    let hits = found.intersection(&truth).count();
    let f1 = 2.0 * hits as f64 / (found.len() + truth.len()) as f64;
    assert!(f1 >= 0.99, "f1 {f1}");
}

fn shuffled(count: usize, draw: &mut Draw) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        order.swap(last, draw.below(last + 1));
    }
    order
}

proptest! {
    #[test]
    fn edit_distance_is_symmetric_and_agrees_with_the_reference(a in "[ابتم]{0,9}", b in "[ابتم]{0,9}") {
        let letters = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        let (one, two) = (letters(&a), letters(&b));
        let reference = strsim::osa_distance(&a, &b);
        for limit in [0, 1, 2, 4, 12] {
            prop_assert_eq!(edits(&one, &two, limit), reference.min(limit + 1));
            prop_assert_eq!(edits(&two, &one, limit), reference.min(limit + 1));
        }
    }

    #[test]
    fn packed_numbers_have_the_edit_distance_of_their_digits(a in "[0-3]{1,12}", b in "[0-3]{1,12}", is_random in any::<bool>(), cut in 0usize..12) {
        // Random pairs are far apart; the other half differ by a shift or a slip.
        let b = if is_random { b } else { format!("{}{}", &a[..cut.min(a.len())], &b[..b.len().min(3)]) + &a[cut.min(a.len())..] };
        let b = if is_random { b } else { b.chars().take(a.len()).collect() };
        prop_assume!(!b.is_empty());
        let (one, two) = (normalise::identifier(&a), normalise::identifier(&b));
        let reference = strsim::osa_distance(&a, &b).min(3);
        prop_assert_eq!(packed_edits(one, two), reference);
        prop_assert_eq!(packed_edits(two, one), reference);
    }

    #[test]
    fn a_glance_never_makes_two_texts_less_alike_than_they_are(a in "[ابتمنقفغ ]{1,20}", b in "[ابتمنقفغ ]{1,20}") {
        let letters = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        let (one, two) = (letters(&a), letters(&b));
        let (glance, other) = (Outline::new(&one), Outline::new(&two));
        prop_assert!(glance.edits_at_least(&other) <= strsim::osa_distance(&a, &b));
        let most = glance.jaro_winkler_at_most(&other);
        prop_assert!(jaro_winkler(&one, &two) <= most + 1e-12);
    }

    #[test]
    fn jaro_winkler_is_symmetric_and_within_bounds(a in "[abcd]{0,12}", b in "[abcd]{0,12}") {
        let letters = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        let (one, two) = (letters(&a), letters(&b));
        let similarity = jaro_winkler(&one, &two);
        prop_assert!((0.0..=1.0).contains(&similarity));
        prop_assert_eq!(similarity.to_bits(), jaro_winkler(&two, &one).to_bits());
        prop_assert_eq!(similarity == 1.0, a == b);
    }

    #[test]
    fn the_weight_of_a_pair_is_symmetric(seed in 0u64..40) {
        let population = Population::new(60, seed);
        let linker = Linker::train(&person(), &population.records()).unwrap();
        for a in 0..population.rows.len() {
            for b in 0..a {
                prop_assert_eq!(linker.weight(a, b).to_bits(), linker.weight(b, a).to_bits());
            }
        }
    }
}

#[test]
fn a_waterfall_adds_up() {
    let population = Population::new(400, 71);
    let linker = Linker::train(&person(), &population.records()).unwrap();
    for (a, b) in [(0, 1), (5, 9), (17, 17), (200, 399)] {
        let waterfall = linker.explain(a, b).unwrap();
        let sum = waterfall.prior_bits
            + waterfall.steps.iter().map(|step| step.bits).sum::<f64>()
            + waterfall.relatives_bits;
        assert!((sum - waterfall.bits).abs() < 1e-6);
        let is_forbidden = waterfall.steps.iter().any(|step| step.is_forbidding);
        assert!(is_forbidden || (waterfall.bits - linker.weight(a, b)).abs() < 1e-6);
        assert_eq!(waterfall.steps.len(), linker.model().comparisons.len());
        assert!(waterfall.steps.iter().all(|step| !step.level_ar.is_empty()));
    }
    let error = linker.explain(0, 400).unwrap_err();
    assert_eq!(error.to_string(), "unknown record `400`");
}

#[test]
fn default_specifications_are_readable_and_have_rules() {
    for schema in ["person", "person_parts", "person_address", "establishment"] {
        let spec = default_spec(schema).unwrap().unwrap();
        assert!(!spec.blocking_rules().is_empty(), "{schema}");
    }
    assert!(default_spec("no_such").is_none());
    assert!(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../pipelines/linkage")).is_dir());
}
