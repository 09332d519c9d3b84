//! Behaviour of the index, through its public functions.

mod bad_input;
mod fairness;
mod files;
mod search;
mod skills;
mod speed;

use std::path::Path;
use std::sync::Arc;

use mizan_domain::{Bilingual, Date};
use mizan_matching::{
    Evidence, HeldSkill, Matches, Request, Seeker, SkillGraph, SkillTable, Weights, find_openings,
};

use crate::{OpeningDocument, SearchIndex, build_index};

pub(crate) type TableIndex = SearchIndex<SkillTable>;

pub(crate) fn graph() -> SkillTable {
    let mut table = SkillTable::new();
    for (code, idf) in
        [("arc-welding", 3.0), ("mig-welding", 3.5), ("metal-cutting", 2.5), ("plumbing", 3.2)]
    {
        table.add(code, Bilingual::new(code, code), idf);
    }
    table.connect(0, 1, 0.8);
    table
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// An opening of Minya with this number and title.
pub(crate) fn document(id: &str, title: &str) -> OpeningDocument {
    OpeningDocument {
        governorate_code: Some("EG-MN".into()),
        ..OpeningDocument::new(id, title, day("2026-11-01"))
    }
}

pub(crate) fn open(folder: &Path, documents: Vec<OpeningDocument>) -> TableIndex {
    build_index(folder, "v1", documents).unwrap();
    SearchIndex::open(folder, "v1", Arc::new(graph()), Weights::default()).unwrap()
}

/// The index of these documents; the folder lives as long as the answer is needed.
pub(crate) fn index(documents: Vec<OpeningDocument>) -> (tempfile::TempDir, TableIndex) {
    let folder = tempfile::tempdir().unwrap();
    let index = open(&folder.path().join("v1"), documents);
    (folder, index)
}

pub(crate) fn request(query: Option<&str>) -> Request {
    let mut request = Request::new(Seeker::default(), day("2026-11-20"));
    request.query = query.map(Into::into);
    request
}

pub(crate) fn with_skills(skills: &[&str]) -> Seeker {
    let held = |code: &&str| HeldSkill {
        skill: graph().skill_by_code(code).unwrap(),
        evidence: Evidence::Skilled,
        confirmed_on: None,
    };
    Seeker { skills: skills.iter().map(held).collect(), ..Seeker::default() }
}

pub(crate) fn find(index: &TableIndex, request: &Request) -> Matches {
    find_openings(index, &graph(), &Weights::default(), request).unwrap()
}

pub(crate) fn ids(matches: &Matches) -> Vec<&str> {
    matches.openings.iter().map(|found| found.opening.id.as_str()).collect()
}
