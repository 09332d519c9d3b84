//! Matching over the starter taxonomy of the repository.

use std::path::PathBuf;
use std::sync::Arc;

use mizan_taxonomy::Taxonomy;

use super::{day, held, opening};
use crate::{
    Evidence, MemorySource, Outcome, Request, Seeker, SkillGraph, TaxonomyGraph, Weights,
    find_openings,
};

fn starter() -> TaxonomyGraph {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../pipelines/taxonomy"));
    let (taxonomy, _) = Taxonomy::import(&[folder]).unwrap();
    TaxonomyGraph::new(Arc::new(taxonomy))
}

#[test]
fn a_certified_arc_welder_reaches_welding_through_the_narrower_skill() {
    let graph = starter();
    let [welding, arc, cutting] =
        ["welding", "arc-welding", "metal-cutting"].map(|code| graph.skill_by_code(code).unwrap());
    let seeker = Seeker {
        skills: vec![held(arc, Evidence::Skilled), held(cutting, Evidence::Medium)],
        ..Seeker::default()
    };
    let asked = opening("a", &[(welding, true), (cutting, true)]);
    let source = MemorySource { openings: vec![asked] };
    let request = Request::new(seeker, day("2026-11-20"));
    let matches = find_openings(&source, &graph, &Weights::default(), &request).unwrap();
    let through = matches.openings[0].requirements.iter().find(|met| met.skill == welding).unwrap();
    assert!(
        matches!(&through.outcome, Outcome::Nearer { through_code, .. } if through_code == "arc-welding"),
        "{through:?}"
    );
}

#[test]
fn every_skill_has_a_code_a_label_a_weight_and_symmetric_near_skills() {
    let graph = starter();
    assert!(graph.skill_count() > 100);
    for skill in 0..graph.skill_count() as u32 {
        assert_eq!(graph.skill_by_code(graph.code(skill)), Some(skill));
        assert!(!graph.label(skill, mizan_domain::Language::Arabic).is_empty());
        assert!(graph.idf(skill) > 0.0);
        for near in graph.nearer(skill) {
            assert!(near.skill != skill && near.similarity > 0.0 && near.similarity < 1.0);
            assert!(graph.nearer(near.skill).iter().any(|back| back.skill == skill));
        }
    }
}
