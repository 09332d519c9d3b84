//! Finding people for an opening, in the order that the law and the office's rule give.

use mizan_domain::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::openings::is_licensed;
use crate::score::{Scale, Scorer};
use crate::{Opening, Part, Request, RequirementMatch, Seeker, SkillGraph, SkillProfile, Weights};

/// The order in which people are nominated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Best fit first.
    #[default]
    Fit,
    /// Among those who fit well enough, first registered first (Law 14/2025, article 33).
    Seniority,
}

/// A registered person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredSeeker {
    /// Pseudonym of the person.
    pub id: String,
    /// Day of registration, which sets seniority; the unregistered come last.
    pub registered_on: Option<Date>,
    /// What matching may know.
    pub seeker: Seeker,
}

/// What an employer or office asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateRequest {
    /// The opening to fill.
    pub opening: Opening,
    /// The order of nomination.
    pub order: Order,
    /// Least score to be nominated at all, 0–1.
    pub score_min: f64,
    /// Most people to return.
    pub limit: usize,
    /// The day for which to answer.
    pub as_of: Date,
}

/// One person with the fit to the opening and the reasons for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidateMatch {
    /// Pseudonym of the person.
    pub id: String,
    /// Place of the person in the list given.
    #[serde(skip)]
    pub person: usize,
    /// Day of registration.
    pub registered_on: Option<Date>,
    /// Fit, 0–1, on the scale common to all people: the sum of the parts.
    pub score: f64,
    /// Parts of the score.
    pub parts: Vec<Part>,
    /// Each required skill and how it is met.
    pub requirements: Vec<RequirementMatch>,
}

/// Who is nominated, and out of whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Nomination {
    /// The people, in the order asked for.
    pub candidates: Vec<CandidateMatch>,
    /// Everybody who could have been nominated, by place in the list given, with the fit.
    pub eligible: Vec<(usize, f64)>,
    /// People left out because they do not hold the licence the law asks for.
    pub without_licence: usize,
    /// People left out because they do not fit well enough.
    pub below_score: usize,
}

/// Finds people for an opening.
///
/// The licence rule removes people, `score_min` the ones who do not fit; ties go by registration
/// day, then by pseudonym. The same for any number of threads.
pub fn find_candidates(
    people: &[RegisteredSeeker],
    graph: &impl SkillGraph,
    weights: &Weights,
    request: &CandidateRequest,
) -> Nomination {
    let opening = &request.opening;
    let own_request = |person: &RegisteredSeeker| {
        Request::new(Seeker { text: None, ..person.seeker.clone() }, request.as_of)
    };
    let profile_of = |person: &RegisteredSeeker| {
        SkillProfile::new(graph, weights, &person.seeker.skills, request.as_of)
    };
    let scores: Vec<Option<f64>> = people
        .par_iter()
        .with_min_len(64)
        .map(|person| {
            is_licensed(&person.seeker, opening, request.as_of).then(|| {
                let (own, profile) = (own_request(person), profile_of(person));
                Scorer::new(graph, weights, &own, &profile, Scale::Common).score(opening, 0.0)
            })
        })
        .collect();
    let without_licence = scores.iter().filter(|score| score.is_none()).count();
    let eligible: Vec<(usize, f64)> = (0..)
        .zip(&scores)
        .filter_map(|(person, score)| Some((person, (*score)?)))
        .filter(|(_, score)| *score >= request.score_min)
        .collect();
    let below_score = people.len() - without_licence - eligible.len();

    let mut order = eligible.clone();
    let seniority = |person: usize| {
        let day = people[person].registered_on;
        (day.is_none(), day)
    };
    order.sort_unstable_by(|one, other| {
        let by_fit = other.1.total_cmp(&one.1);
        let by_seniority = seniority(one.0).cmp(&seniority(other.0));
        let by_rule = match request.order {
            Order::Fit => by_fit.then(by_seniority),
            Order::Seniority => by_seniority.then(by_fit),
        };
        by_rule.then_with(|| people[one.0].id.cmp(&people[other.0].id))
    });
    order.truncate(request.limit);
    let candidates = order
        .into_iter()
        .map(|(place, score)| {
            let person = &people[place];
            let (own, profile) = (own_request(person), profile_of(person));
            let scorer = Scorer::new(graph, weights, &own, &profile, Scale::Common);
            CandidateMatch {
                id: person.id.clone(),
                person: place,
                registered_on: person.registered_on,
                score,
                parts: scorer.parts(opening, 0.0),
                requirements: scorer.requirements(opening),
            }
        })
        .collect();
    Nomination { candidates, eligible, without_licence, below_score }
}
