//! The skill stage: the same lists as the nightly run.

use std::sync::Arc;

use mizan_matching::bench::SyntheticMarket;
use mizan_matching::nightly::{Accumulator, Postings, partition_of};
use mizan_matching::{SkillProfile, Weights};

use crate::bench::synthetic_documents;
use crate::{SearchIndex, build_index};

#[test]
fn interactive_lists_by_skills_equal_the_nightly_ones() {
    let market = SyntheticMarket::draw(4_000, 60, 150, 3);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    build_index(&path, "v1", synthetic_documents(&market)).unwrap();
    let weights = Weights::default();
    let postings = Postings::build(&market.graph, &weights, &market.openings);
    let graph = Arc::new(market.graph.clone());
    let index = SearchIndex::open(&path, "v1", graph, weights.clone()).unwrap();
    let mut accumulator = Accumulator::default();
    for (held, own) in &market.people {
        let profile = SkillProfile::new(&market.graph, &weights, held, market.as_of);
        for governorates in [vec![*own], vec!["EG-C", "EG-GZ"], vec![]] {
            let partitions: Vec<usize> = if governorates.is_empty() {
                (0..28).collect()
            } else {
                governorates.iter().map(|code| partition_of(code).unwrap()).collect()
            };
            let nightly = postings.best(&mut accumulator, &profile, &partitions, 20, |_| true);
            let nightly: Vec<(&str, f64)> = nightly
                .iter()
                .map(|hit| (market.openings[hit.opening as usize].id.as_str(), hit.score))
                .collect();
            let interactive = index.best_by_skills(&profile, &governorates, 20).unwrap();
            let interactive: Vec<(&str, f64)> = interactive
                .iter()
                .map(|hit| (index.openings()[hit.opening as usize].id.as_str(), hit.score))
                .collect();
            assert_eq!(interactive, nightly);
        }
    }
}
