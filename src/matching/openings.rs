//! The one use case "find openings": hard rules, score, reasons and order, for the command line, the API and batches alike.

use mizan_domain::Date;
use serde::Serialize;

use crate::score::{Scale, Scorer};
use crate::{
    CandidateSource, Filters, Opening, Part, RequirementMatch, Seeker, SkillGraph, SkillProfile,
    Wanted, Weights,
};

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The person.
    pub seeker: Seeker,
    /// What the person rules out.
    pub filters: Filters,
    /// Words typed; openings must match them.
    pub query: Option<String>,
    /// ISCO-08 codes the taxonomy read out of the words typed.
    pub query_occupations: Vec<String>,
    /// Most openings to return.
    pub limit: usize,
    /// The day for which to answer.
    pub as_of: Date,
}

impl Request {
    /// A request of this person without words or filters, for ten openings.
    pub fn new(seeker: Seeker, as_of: Date) -> Self {
        Self {
            seeker,
            filters: Filters::default(),
            query: None,
            query_occupations: Vec::new(),
            limit: 10,
            as_of,
        }
    }

    /// The words typed, where there are any but blanks.
    pub fn words(&self) -> Option<&str> {
        self.query.as_deref().map(str::trim).filter(|words| !words.is_empty())
    }
}

/// One opening with its score and the reasons for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Match {
    /// The opening.
    pub opening: Opening,
    /// Fit, 0–1: the sum of the parts.
    pub score: f64,
    /// Parts of the score.
    pub parts: Vec<Part>,
    /// Each required skill and how it is met; their values sum to the part `skills`.
    pub requirements: Vec<RequirementMatch>,
    /// Whether the opening asks a higher qualification level than the seeker states.
    pub is_education_below: bool,
}

/// Why an opening near the request is not in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionReason {
    /// The law asks for a licence that the seeker does not hold on that day.
    LicenceMissing,
}

/// How many openings near the request were left out for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Exclusion {
    /// The reason.
    pub reason: ExclusionReason,
    /// How many openings.
    pub count: usize,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matches {
    /// Openings by falling score; equal scores by later publication, then by number.
    pub openings: Vec<Match>,
    /// How many openings were scored.
    pub scored: usize,
    /// What was left out by a hard rule.
    pub excluded: Vec<Exclusion>,
    /// Whether some opening holds the words typed; true where none were typed.
    pub has_words_matched: bool,
}

/// Finds the openings that fit a person best.
///
/// The source applies the filters; here the law's licence rule removes openings, the rest is scored,
/// and the best `limit` are explained.
pub fn find_openings<S: CandidateSource>(
    source: &S,
    graph: &impl SkillGraph,
    weights: &Weights,
    request: &Request,
) -> Result<Matches, S::Error> {
    let seeker = &request.seeker;
    let profile = SkillProfile::new(graph, weights, &seeker.skills, request.as_of);
    let found = source.candidates(&Wanted {
        query: request.words(),
        query_occupations: &request.query_occupations,
        profile_text: seeker.text.as_deref().filter(|text| !text.trim().is_empty()),
        occupations: &seeker.occupation_codes,
        governorate_code: seeker.governorate_code.as_deref(),
        skills: &profile,
        filters: &request.filters,
        limit: weights.candidates_max.max(request.limit),
    })?;
    let scorer = Scorer::new(graph, weights, request, &profile, Scale::Own);
    let mut without_licence = 0;
    let mut ranked = Vec::with_capacity(found.candidates.len());
    for candidate in &found.candidates {
        if is_licensed(seeker, candidate.opening, request.as_of) {
            ranked.push((scorer.score(candidate.opening, candidate.text), candidate));
        } else {
            without_licence += 1;
        }
    }
    let scored = ranked.len();
    ranked.sort_unstable_by(|one, other| {
        (other.0.total_cmp(&one.0))
            .then_with(|| other.1.opening.posted_on.cmp(&one.1.opening.posted_on))
            .then_with(|| one.1.opening.id.cmp(&other.1.opening.id))
    });
    ranked.truncate(request.limit);
    let openings = ranked
        .into_iter()
        .map(|(_, candidate)| explain(&scorer, request, candidate.opening, candidate.text))
        .collect();
    let licence = Exclusion { reason: ExclusionReason::LicenceMissing, count: without_licence };
    Ok(Matches {
        openings,
        scored,
        excluded: (without_licence > 0).then_some(licence).into_iter().collect(),
        has_words_matched: request.words().is_none() || found.has_words_matched,
    })
}

fn explain<G: SkillGraph>(
    scorer: &Scorer<'_, G>,
    request: &Request,
    opening: &Opening,
    text: f64,
) -> Match {
    let is_education_below = match (request.seeker.education_level, opening.education_level) {
        (Some(held), Some(asked)) => held < asked,
        _ => false,
    };
    Match {
        score: scorer.score(opening, text),
        parts: scorer.parts(opening, text),
        requirements: scorer.requirements(opening),
        is_education_below,
        opening: opening.clone(),
    }
}

/// The licence rule (Law 14/2025, article 27): no one may be employed in a listed craft without one.
pub(crate) fn is_licensed(seeker: &Seeker, opening: &Opening, day: Date) -> bool {
    opening.licence_code.as_ref().is_none_or(|code| {
        seeker.licences.iter().any(|licence| licence.code == *code && licence.is_valid_on(day))
    })
}
