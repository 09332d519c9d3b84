//! `/api/v1/openings/{id}/candidates`: how many registered seekers fit an opening, never who.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use mizan_domain::governorate;
use mizan_matching::{CandidateRequest, find_candidates};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{ApiProblem, Problem, ProblemDocument};
use crate::resources::{Meta, answer, request};
use crate::state::App;

/// Counts below this are not said.
const COUNT_MIN: usize = 10;
/// Counts are rounded to multiples of this, so that two openings cannot be subtracted.
const ROUNDED_TO: usize = 5;
/// Least fit of each band, the best first; the last is that of nominations.
const BANDS: [(&str, f64); 2] = [("strong", 0.6), ("fair", 0.4)];

/// Registered seekers of one band of fit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BandDocument {
    /// `strong`, `fair` or `weak`.
    band: &'static str,
    /// Least fit, 0–1, on the scale common to all people.
    score_min: f64,
    /// People in the governorate of the opening and its neighbours, rounded to fives; absent below ten.
    nearby: Option<usize>,
    /// People elsewhere, rounded to fives; absent below ten.
    elsewhere: Option<usize>,
}

/// How many registered seekers fit an opening.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CandidateCounts {
    /// Number of the opening.
    opening: String,
    /// Whether the law asks for a craft licence; people without it are not counted.
    is_licence_required: bool,
    /// Bands of fit, the best first; everybody is counted in one band only.
    bands: Vec<BandDocument>,
    meta: Meta,
}

/// How many registered seekers fit an opening, in bands; counts below ten are not said.
#[utoipa::path(get, path = "/api/v1/openings/{id}/candidates", tag = "openings",
    params(("id" = String, Path, description = "number of the opening")),
    responses((status = 200, body = CandidateCounts), (status = 404, body = ProblemDocument)))]
pub(crate) async fn counts(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let request = request(app, &headers, &uri, &[]).await?;
    let failed = |problem| ApiProblem(problem, request.language());
    let Some(opening) = request.loaded.index.opening(&id).cloned() else {
        let shown: String = id.chars().take(60).collect();
        let message = crate::words::bilingual("problem-no-opening", &[("id", &shown)]);
        return Err(failed(Problem::not_found(message)));
    };
    let installation = request.app.installation();
    let population = request.loaded.population(installation).await;
    let population = population.map_err(|error| failed(Problem::internal(&error)))?;
    let matching = &installation.settings.matching;
    let (weights, least) = (matching.weights.clone(), matching.nomination.score_min);
    let graph = std::sync::Arc::clone(&request.loaded.graph);
    let wanted = CandidateRequest {
        opening,
        order: mizan_matching::Order::Fit,
        score_min: least,
        limit: 0,
        as_of: request.loaded.as_of(),
    };
    // Scoring everybody takes a while: not on the threads that answer.
    let scored = tokio::task::spawn_blocking(move || {
        let nomination = find_candidates(&population.people, graph.as_ref(), &weights, &wanted);
        let own = wanted.opening.governorate_code.as_deref().and_then(governorate::by_code);
        let is_near = |person: usize| {
            let home = population.people[person].seeker.governorate_code.as_deref();
            own.is_some_and(|own| {
                home.is_some_and(|home| home == own.code || own.neighbours.contains(&home))
            })
        };
        let eligible = nomination.eligible.into_iter();
        let scores: Vec<(f64, bool)> =
            eligible.map(|(person, score)| (score, is_near(person))).collect();
        (scores, wanted.opening)
    })
    .await;
    let (scores, opening) = scored.map_err(|error| failed(Problem::internal(&error)))?;
    let document = CandidateCounts {
        bands: bands(&scores, least),
        is_licence_required: opening.licence_code.is_some(),
        opening: opening.id,
        meta: Meta::new(&request, BANDS.len() + 1),
    };
    answer(&request, Ok(document))
}

/// Counts by band, each protected on its own.
fn bands(scores: &[(f64, bool)], least: f64) -> Vec<BandDocument> {
    let mut above = f64::INFINITY;
    let floors = BANDS.into_iter().filter(|(_, floor)| *floor > least).chain([("weak", least)]);
    floors
        .map(|(band, score_min)| {
            let count = |is_near: bool| {
                let inside = |(score, near): &&(f64, bool)| {
                    *near == is_near && (score_min..above).contains(score)
                };
                said(scores.iter().filter(inside).count())
            };
            let document =
                BandDocument { band, score_min, nearby: count(true), elsewhere: count(false) };
            above = score_min;
            document
        })
        .collect()
}

fn said(count: usize) -> Option<usize> {
    let rounded = (count + ROUNDED_TO / 2) / ROUNDED_TO * ROUNDED_TO;
    (count >= COUNT_MIN).then_some(rounded)
}

#[cfg(test)]
mod tests {
    //! Few are never counted out loud.

    use super::{bands, said};

    #[test]
    fn small_counts_are_not_said_and_others_are_rounded() {
        for (count, expected) in
            [(0, None), (1, None), (9, None), (10, Some(10)), (12, Some(10)), (13, Some(15))]
        {
            assert_eq!(said(count), expected, "{count}");
        }
    }

    #[test]
    fn everybody_is_counted_in_one_band() {
        let scores: Vec<(f64, bool)> =
            (0..100).map(|at| (f64::from(at) / 100.0, at % 2 == 0)).collect();
        let found = bands(&scores, 0.25);
        let names: Vec<&str> = found.iter().map(|band| band.band).collect();
        assert_eq!(names, ["strong", "fair", "weak"]);
        assert_eq!(found[0].nearby, Some(20));
        assert_eq!(found[1].elsewhere, Some(10));
        assert_eq!(found[2].nearby, None, "seven people");
    }
}
