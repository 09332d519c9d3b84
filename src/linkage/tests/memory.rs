//! Runs that go on from what the one before remembered end as one run over everything.

use std::collections::{BTreeMap, BTreeSet};

use super::population::{COLUMNS, Draw, Population};
use crate::{LinkMemory, Linker, Model, NearLinkage, Records, default_spec};

const BELOW: f64 = 10.0;

/// Clusters, links and near pairs by the keys of records.
type Outcome = (BTreeSet<BTreeSet<u128>>, BTreeMap<(u128, u128), u32>);

fn outcome(found: &NearLinkage, keys: &[u128]) -> Outcome {
    let clusters = found
        .linkage
        .members()
        .into_iter()
        .map(|members| members.into_iter().map(|row| keys[row as usize]).collect());
    let pair = |link: &crate::Link| {
        let (a, b) = (keys[link.a as usize], keys[link.b as usize]);
        ((a.min(b), a.max(b)), link.bits.to_bits())
    };
    let links = found.linkage.links.iter().chain(&found.near).map(pair);
    (clusters.collect(), links.collect())
}

/// A population in which now and then a record is delivered again under another key.
fn rows() -> Vec<Vec<String>> {
    let population = Population::new(160, 33);
    let mut rows = population.rows;
    let again: Vec<Vec<String>> = rows.iter().step_by(9).cloned().collect();
    rows.extend(again);
    rows
}

fn records(rows: &[Vec<String>], order: &[usize]) -> Records {
    let rows: Vec<Vec<String>> = order.iter().map(|&row| rows[row].clone()).collect();
    Records::from_rows(&COLUMNS, &rows)
}

/// Takes `order` in after what is remembered; every record that is asked for is given.
fn go_on(
    memory: LinkMemory,
    model: &Model,
    rows: &[Vec<String>],
    order: &[usize],
) -> (NearLinkage, LinkMemory, usize) {
    let key = |row: &usize| *row as u128 + 7;
    let keys: Vec<u128> = order.iter().map(key).collect();
    let mut advance = memory.advance(model, BELOW, &records(rows, order), &keys).unwrap();
    let mut opened = 0;
    while !advance.proceed() {
        let wanted = advance.wanted();
        opened += wanted.len();
        let order: Vec<usize> = wanted.iter().map(|key| (*key - 7) as usize).collect();
        advance.give(&records(rows, &order), &wanted).unwrap();
    }
    let (found, memory) = advance.finish();
    (found, memory, opened)
}

/// Small blocks on purpose, so that many of them overflow on the way.
#[test]
fn a_thousand_orders_of_going_on_end_as_one_run() {
    let rows = rows();
    let spec = default_spec("person").unwrap().unwrap();
    let mut model = Model::train(&spec, &Population::new(2_000, 34).records()).unwrap();
    let mut draw = Draw::new(8);
    let mut shuffles = 0;
    for bound in [2_000, 12, 5] {
        for rule in &mut model.rules {
            rule.block_size_max = bound;
        }
        let all: Vec<usize> = (0..rows.len()).collect();
        let keys: Vec<u128> = all.iter().map(|row| *row as u128 + 7).collect();
        let linker = Linker::new(&model, &records(&rows, &all)).unwrap();
        let (found, _) = linker.link_and_remember(BELOW, &keys).unwrap();
        let expected = outcome(&found, &keys);
        assert!(expected.0.len() < rows.len(), "nothing was linked");
        assert_eq!(found.linkage.clusters, linker.link_and_near(BELOW).0.clusters);
        for _ in 0..350 {
            let mut order = all.clone();
            for last in (1..order.len()).rev() {
                order.swap(last, draw.below(last + 1));
            }
            let start = 1 + draw.below(order.len() - 1);
            let first: Vec<u128> = order[..start].iter().map(|row| *row as u128 + 7).collect();
            let linker = Linker::new(&model, &records(&rows, &order[..start])).unwrap();
            let (mut found, mut memory) = linker.link_and_remember(BELOW, &first).unwrap();
            let mut from = start;
            while from < order.len() {
                let to = (from + 1 + draw.below(120)).min(order.len());
                memory = LinkMemory::from_bytes(&memory.to_bytes()).unwrap();
                (found, memory, _) = go_on(memory, &model, &rows, &order[from..to]);
                from = to;
            }
            assert_eq!(outcome(&found, memory.record_keys()), expected);
            shuffles += 1;
        }
    }
    println!("{shuffles} orders of going on, one outcome each");
    assert!(shuffles >= 1_000);
}

#[test]
fn going_on_opens_few_of_the_records_known() {
    let population = Population::new(4_000, 3);
    let rows = population.rows.clone();
    let spec = default_spec("person").unwrap().unwrap();
    let model = Model::train(&spec, &population.records()).unwrap();
    let known: Vec<usize> = (0..rows.len() - 1).collect();
    let keys: Vec<u128> = known.iter().map(|row| *row as u128 + 7).collect();
    let linker = Linker::new(&model, &records(&rows, &known)).unwrap();
    let (_, memory) = linker.link_and_remember(BELOW, &keys).unwrap();
    let fresh: Vec<usize> = (rows.len() - 1..rows.len()).collect();
    let (_, _, opened) = go_on(memory, &model, &rows, &fresh);
    println!("{opened} of {} records opened for a new one", known.len());
    assert!(opened < known.len() / 2);
}

#[test]
fn a_memory_that_was_cut_or_changed_is_none() {
    let rows = rows();
    let spec = default_spec("person").unwrap().unwrap();
    let model = Model::train(&spec, &Population::new(2_000, 34).records()).unwrap();
    let all: Vec<usize> = (0..rows.len()).collect();
    let keys: Vec<u128> = all.iter().map(|row| *row as u128).collect();
    let linker = Linker::new(&model, &records(&rows, &all)).unwrap();
    let bytes = linker.link_and_remember(BELOW, &keys).unwrap().1.to_bytes();
    assert!(LinkMemory::from_bytes(&bytes).is_some());
    for cut in [0, 1, 8, 16, bytes.len() / 2, bytes.len() - 1] {
        assert!(LinkMemory::from_bytes(&bytes[..cut]).is_none(), "{cut}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(LinkMemory::from_bytes(&longer).is_none());
    let mut draw = Draw::new(5);
    for _ in 0..300 {
        // Whatever is read is whole: nothing in it leads outside of it.
        let mut changed = bytes.clone();
        changed[draw.below(bytes.len())] ^= 1 << draw.below(8);
        if let Some(memory) = LinkMemory::from_bytes(&changed) {
            go_on(memory, &model, &rows, &[]);
        }
    }
}
