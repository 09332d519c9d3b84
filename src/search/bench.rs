//! Speed of building and asking an index, over synthetic openings of any number.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use mizan_matching::bench::SyntheticMarket;
use mizan_matching::{
    FilterCodes, Filters, Opening, Request, Seeker, SkillGraph, SkillTable, Weights, find_openings,
};
use serde::Serialize;

use crate::{OpeningDocument, Result, SearchIndex, build_index};

/// Skills of the synthetic market.
const SKILLS: usize = 2_000;

/// Words that the measured queries type, in turn.
const QUERIES: [&str; 8] = [
    "لحام",
    "welder",
    "محاسبة أولى",
    "كهربائى مبانى",
    "sales senior",
    "ممرضه",
    "سبااك",
    "مشغلة ماكينة خياطة",
];

/// Numbers of a build.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexBenchmark {
    /// Openings.
    pub openings: usize,
    /// Seconds to build.
    pub build_seconds: f64,
    /// Openings a second.
    pub documents_per_second: f64,
    /// Size on disk.
    pub bytes: u64,
    /// Seconds to open.
    pub open_seconds: f64,
}

/// Numbers of queries.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueryBenchmark {
    /// Openings in the index.
    pub openings: usize,
    /// Queries asked.
    pub queries: usize,
    /// Median time of a query with ten explanations, milliseconds.
    pub p50_ms: f64,
    /// Time that 99 of 100 queries keep, milliseconds.
    pub p99_ms: f64,
    /// Slowest query, milliseconds.
    pub max_ms: f64,
    /// Queries a second, one thread.
    pub queries_per_second: f64,
    /// Mean openings found per query.
    pub found_mean: f64,
}

/// The synthetic openings as documents.
pub fn synthetic_documents(market: &SyntheticMarket) -> Vec<OpeningDocument> {
    market.openings.iter().map(|opening| document(&market.graph, opening)).collect()
}

fn document(graph: &SkillTable, opening: &Opening) -> OpeningDocument {
    let codes = |is_essential: bool| {
        let asked = opening.requirements.iter();
        asked
            .filter(|required| required.is_essential == is_essential)
            .map(|required| graph.code(required.skill).to_owned())
            .collect()
    };
    OpeningDocument {
        employer: opening.employer.clone(),
        occupation_code: opening.occupation_code.clone(),
        governorate_code: opening.governorate_code.clone(),
        essential_skills: codes(true),
        optional_skills: codes(false),
        wage_min_egp_month: opening.wage_min_egp_month,
        wage_max_egp_month: opening.wage_max_egp_month,
        contract: opening.contract,
        shift: opening.shift,
        education_level: opening.education_level,
        openings_count: opening.openings_count,
        ..OpeningDocument::new(&opening.id, &opening.title, opening.posted_on)
    }
}

/// Builds and opens an index of synthetic openings in `folder`.
pub fn index_benchmark(folder: &Path, openings: usize) -> Result<IndexBenchmark> {
    let market = SyntheticMarket::draw(openings, 0, SKILLS, 17);
    let documents = synthetic_documents(&market);
    let report = build_index(folder, "bench", documents)?;
    let start = Instant::now();
    SearchIndex::open(folder, "bench", Arc::new(market.graph), Weights::default())?;
    Ok(IndexBenchmark {
        openings,
        build_seconds: report.seconds,
        documents_per_second: openings as f64 / report.seconds,
        bytes: report.bytes,
        open_seconds: start.elapsed().as_secs_f64(),
    })
}

/// Asks an index of synthetic openings: skills and words of `people` seekers, half with filters,
/// ten explained openings each; one thread, after a warm-up.
pub fn query_benchmark(folder: &Path, openings: usize, people: usize) -> Result<QueryBenchmark> {
    let market = SyntheticMarket::draw(openings, people, SKILLS, 17);
    build_index(folder, "bench", synthetic_documents(&market))?;
    let requests = requests(&market)?;
    let graph = Arc::new(market.graph);
    let weights = Weights::default();
    let index = SearchIndex::open(folder, "bench", Arc::clone(&graph), weights.clone())?;
    for request in requests.iter().take(50) {
        find_openings(&index, graph.as_ref(), &weights, request)?;
    }
    let mut times = Vec::with_capacity(requests.len());
    let mut found = 0;
    for request in &requests {
        let start = Instant::now();
        let matches = find_openings(&index, graph.as_ref(), &weights, request)?;
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
        found += matches.openings.len();
    }
    let total: f64 = times.iter().sum();
    times.sort_unstable_by(f64::total_cmp);
    let at =
        |share: f64| times.get((times.len() as f64 * share) as usize).or(times.last()).copied();
    Ok(QueryBenchmark {
        openings,
        queries: times.len(),
        p50_ms: at(0.5).unwrap_or(0.0),
        p99_ms: at(0.99).unwrap_or(0.0),
        max_ms: at(1.0).unwrap_or(0.0),
        queries_per_second: times.len() as f64 / total * 1_000.0,
        found_mean: found as f64 / times.len().max(1) as f64,
    })
}

/// Every second seeker filters by governorate with neighbours, every third by contract and wage, and
/// every second one types words.
fn requests(market: &SyntheticMarket) -> Result<Vec<Request>> {
    let mut requests = Vec::with_capacity(market.people.len());
    for (number, (held, governorate)) in market.people.iter().enumerate() {
        let codes = FilterCodes {
            governorates: (number % 2 == 0)
                .then(|| (*governorate).to_owned())
                .into_iter()
                .collect(),
            has_neighbours: true,
            contracts: (number % 3 == 0).then(|| "permanent".to_owned()).into_iter().collect(),
            wage_min_egp_month: (number % 3 == 0).then_some(8_000),
            ..FilterCodes::default()
        };
        let seeker = Seeker {
            skills: held.clone(),
            occupation_codes: vec!["7212".to_owned()],
            governorate_code: Some((*governorate).to_owned()),
            wage_wanted_egp_month: Some(9_000),
            ..Seeker::default()
        };
        let mut request = Request::new(seeker, market.as_of);
        request.filters = Filters::from_codes(&codes)?;
        request.query =
            (number / 2 % 2 == 0).then(|| QUERIES[number / 4 % QUERIES.len()].to_owned());
        requests.push(request);
    }
    Ok(requests)
}
