//! Referral lists for a whole population: the same score as the interactive way, then caps, certificate and audit numbers.

use std::collections::BTreeMap;

use mizan_domain::{Date, governorate};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fairness::{Given, envy_count, given};
use crate::nightly::{Accumulator, NATIONWIDE, Postings, partition_of};
use crate::openings::is_licensed;
use crate::referral::{Certificate, Edges, Exposure, Settings, UNIT, refer_with};
use crate::score::{Scale, Scorer};
use crate::{Opening, RegisteredSeeker, Request, Result, SkillGraph, SkillProfile, Weights};

/// How a population is referred.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BatchSettings {
    /// Prices and length of lists.
    pub referral: Settings,
    /// Openings kept for each person before caps: enough to have a choice, few enough for memory.
    pub edges_per_person: usize,
    /// Most people referred to one place to fill; an opening of three places takes three times as many.
    pub people_per_place: u32,
    /// Whether openings of neighbouring governorates count too.
    pub has_neighbours: bool,
}

impl Default for BatchSettings {
    fn default() -> Self {
        Self {
            referral: Settings::default(),
            edges_per_person: 200,
            people_per_place: 10,
            has_neighbours: true,
        }
    }
}

/// One opening on a list.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Referred {
    /// Place in the list of openings.
    pub opening: u32,
    /// Fit, 0–1, on the scale common to all people: for somebody with skills, occupation and place
    /// what [`crate::find_openings`] gives without words and a wage; else that times a constant, so
    /// that the order of each list is the same.
    pub score: f64,
}

/// The lists of a population and what the run promises.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchReferral {
    /// For each person, in the order given, the openings, best first.
    pub lists: Vec<Vec<Referred>>,
    /// Price of each opening that has one, by number of the opening: the warm start of the next run.
    pub prices: BTreeMap<String, i32>,
    /// What the run promises.
    pub certificate: Certificate,
    /// How evenly people are spread.
    pub exposure: Exposure,
    /// Justified envies, see [`envy_count`].
    pub envy_count: usize,
    /// What each person got, for [`crate::fairness::audit`].
    pub given: Vec<Given>,
}

/// What a long run is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Finding each person's best openings; counts people.
    Edges,
    /// Prices of crowded openings; counts steps.
    Prices,
    /// From prices to lists under the caps; counts attempts.
    Lists,
}

/// Told how far a run is: the stage, what is done of it and what there is in all.
pub type OnProgress<'a> = &'a (dyn Fn(Stage, u64, u64) + Sync);

/// People handled between two words on progress.
const PEOPLE_AT_ONCE: usize = 8_192;

/// Refers everybody at once under caps.
///
/// Each person's edges are the best openings by skills in reach, and those of the own occupation,
/// scored in full; the licence rule holds. `warm` are the prices of an earlier run.
#[expect(clippy::too_many_arguments, reason = "each is one input of a run")]
pub fn refer_population(
    people: &[RegisteredSeeker],
    openings: &[Opening],
    graph: &impl SkillGraph,
    weights: &Weights,
    settings: &BatchSettings,
    as_of: Date,
    warm: Option<&BTreeMap<String, i32>>,
    on_progress: OnProgress<'_>,
) -> Result<BatchReferral> {
    weights.check()?;
    let postings = Postings::build(graph, weights, openings);
    let by_occupation = by_occupation(openings);
    let most = settings.edges_per_person.max(settings.referral.top);
    let edges_of = |accumulator: &mut Accumulator, person: &RegisteredSeeker| {
        let partitions = partitions(person, settings.has_neighbours);
        let profile = SkillProfile::new(graph, weights, &person.seeker.skills, as_of);
        let hits = postings.best(accumulator, &profile, &partitions, most, |_| true);
        let mut found: Vec<u32> = hits.into_iter().map(|hit| hit.opening).collect();
        for code in &person.seeker.occupation_codes {
            for partition in &partitions {
                let key = (*partition, code.as_str());
                found.extend(by_occupation.get(&key).into_iter().flatten().take(most));
            }
        }
        found.sort_unstable();
        found.dedup();
        let request = Request::new(crate::Seeker { text: None, ..person.seeker.clone() }, as_of);
        let scorer = Scorer::new(graph, weights, &request, &profile, Scale::Common);
        let mut edges: Vec<(u32, i32)> = found
            .into_iter()
            .filter(|place| is_licensed(&person.seeker, &openings[*place as usize], as_of))
            .map(|place| {
                let score = scorer.score(&openings[place as usize], 0.0);
                (place, (score * f64::from(UNIT)).round() as i32)
            })
            .collect();
        edges.sort_unstable_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        edges.truncate(most);
        edges
    };
    let mut lists: Vec<Vec<(u32, i32)>> = Vec::with_capacity(people.len());
    for group in people.chunks(PEOPLE_AT_ONCE) {
        on_progress(Stage::Edges, lists.len() as u64, people.len() as u64);
        lists
            .par_extend(group.par_iter().with_min_len(16).map_init(Accumulator::default, edges_of));
    }
    on_progress(Stage::Edges, lists.len() as u64, people.len() as u64);
    // The bound takes openings outside a full list to be worth its last entry at most.
    let edges = Edges::new(lists, openings.len(), most)?;
    let caps: Vec<u32> = openings
        .iter()
        .map(|opening| opening.openings_count.saturating_mul(settings.people_per_place))
        .collect();
    let warm: Option<Vec<i32>> = warm.map(|prices| {
        openings.iter().map(|opening| prices.get(&opening.id).copied().unwrap_or(0)).collect()
    });
    let referral = refer_with(&edges, &caps, &settings.referral, warm.as_deref(), on_progress)?;
    let top = settings.referral.top;
    let referred = |(person, list): (usize, &Vec<u32>)| -> Vec<Referred> {
        let score = |opening: u32| f64::from(edges.score(person, opening)) / f64::from(UNIT);
        list.iter().map(|opening| Referred { opening: *opening, score: score(*opening) }).collect()
    };
    let priced = openings.iter().zip(&referral.prices).filter(|(_, price)| **price > 0);
    Ok(BatchReferral {
        lists: referral.lists.iter().enumerate().map(referred).collect(),
        prices: priced.map(|(opening, price)| (opening.id.clone(), *price)).collect(),
        certificate: referral.certificate,
        exposure: Exposure::of(&referral.lists, openings.len(), top),
        envy_count: envy_count(&edges, &referral.lists, top),
        given: given(&edges, &referral.lists, top),
    })
}

/// Openings by partition and occupation code, the latest published first.
fn by_occupation(openings: &[Opening]) -> BTreeMap<(usize, &str), Vec<u32>> {
    let mut lists: BTreeMap<(usize, &str), Vec<u32>> = BTreeMap::new();
    for (place, opening) in openings.iter().enumerate() {
        if let Some(code) = &opening.occupation_code {
            let partition = opening.governorate_code.as_deref().and_then(partition_of);
            lists.entry((partition.unwrap_or(NATIONWIDE), code)).or_default().push(place as u32);
        }
    }
    for list in lists.values_mut() {
        list.sort_by(|one, other| {
            let (one, other) = (&openings[*one as usize], &openings[*other as usize]);
            other.posted_on.cmp(&one.posted_on).then_with(|| one.id.cmp(&other.id))
        });
    }
    lists
}

/// Where a person looks: the own governorate, its neighbours, and openings that name no place;
/// everywhere for somebody without a governorate.
fn partitions(person: &RegisteredSeeker, has_neighbours: bool) -> Vec<usize> {
    let own = person.seeker.governorate_code.as_deref().and_then(governorate::by_code);
    let Some(own) = own else { return (0..=NATIONWIDE).collect() };
    let neighbours = own.neighbours.iter().filter(|_| has_neighbours);
    let codes = std::iter::once(&own.code).chain(neighbours);
    codes.filter_map(|code| partition_of(code)).chain([NATIONWIDE]).collect()
}
