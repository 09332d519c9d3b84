//! Finding people for an opening, in the order that the law and the office's rule give.

use mizan_domain::Date;
use serde::{Deserialize, Serialize};

use crate::openings::is_licensed;
use crate::score::Scorer;
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
    /// Day of registration.
    pub registered_on: Option<Date>,
    /// Fit, 0–1: the sum of the parts.
    pub score: f64,
    /// Parts of the score.
    pub parts: Vec<Part>,
    /// Each required skill and how it is met.
    pub requirements: Vec<RequirementMatch>,
}

/// Finds people for an opening.
///
/// The licence rule removes people, `score_min` the ones who do not fit; ties go by registration
/// day, then by pseudonym.
pub fn find_candidates(
    people: &[RegisteredSeeker],
    graph: &impl SkillGraph,
    weights: &Weights,
    request: &CandidateRequest,
) -> Vec<CandidateMatch> {
    let opening = &request.opening;
    let mut matches: Vec<CandidateMatch> = people
        .iter()
        .filter(|person| is_licensed(&person.seeker, opening, request.as_of))
        .filter_map(|person| {
            let profile = SkillProfile::new(graph, weights, &person.seeker.skills, request.as_of);
            let own = Request::new(Seeker { text: None, ..person.seeker.clone() }, request.as_of);
            let scorer = Scorer::new(graph, weights, &own, &profile);
            let score = scorer.score(opening, 0.0);
            (score >= request.score_min).then(|| CandidateMatch {
                id: person.id.clone(),
                registered_on: person.registered_on,
                score,
                parts: scorer.parts(opening, 0.0),
                requirements: scorer.requirements(opening),
            })
        })
        .collect();
    let seniority =
        |person: &CandidateMatch| (person.registered_on.is_none(), person.registered_on);
    matches.sort_by(|one, other| {
        let by_fit = other.score.total_cmp(&one.score);
        let by_seniority = seniority(one).cmp(&seniority(other));
        let by_rule = match request.order {
            Order::Fit => by_fit.then(by_seniority),
            Order::Seniority => by_seniority.then(by_fit),
        };
        by_rule.then_with(|| one.id.cmp(&other.id))
    });
    matches.truncate(request.limit);
    matches
}
