//! `mizan match candidates`: people for an opening, in the order of the office's rule.

use std::fmt::Write;
use std::process::ExitCode;

use mizan_build::{Installation, Market, NominationRun};
use mizan_matching::fairness::Audit;
use mizan_matching::{CandidateMatch, CandidateRequest, Opening, Order, UnknownCode};
use serde::Serialize;

use super::explain::{audit_lines, opening_line, parts_line, requirement_lines};
use crate::arguments::matching::CandidatesOptions;
use crate::printer::Printer;

#[derive(Serialize)]
struct Answer<'a> {
    /// Under which the list and its audit are kept.
    id: &'a str,
    vintage: &'a str,
    offices: &'a [String],
    opening: &'a Opening,
    order: Order,
    score_min: f64,
    candidates: &'a [CandidateMatch],
    eligible: usize,
    without_licence: usize,
    below_score: usize,
    audits: &'a [Audit],
}

pub(super) async fn run(
    installation: &Installation,
    options: &CandidatesOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let opened = super::open(installation, options.vintage.as_deref()).await?;
    let market = &opened.market;
    let Some(opening) = market.index.opening(&options.opening) else {
        let known = market.index.openings().iter().map(|one| one.id.as_str());
        return Err(UnknownCode::new("opening", &options.opening, known).into());
    };
    let rule = &installation.settings.matching.nomination;
    let score_min = options.score_min.unwrap_or(rule.score_min);
    if !(0.0..=1.0).contains(&score_min) {
        anyhow::bail!("`--score-min {score_min}` is outside 0 to 1");
    }
    let request = CandidateRequest {
        opening: opening.clone(),
        order: options.order.map_or(rule.order, Order::from),
        score_min,
        limit: options.limit.map_or(rule.limit, |limit| limit as usize),
        as_of: market.as_of,
    };
    let population = installation.population(&opened.vintage, &market.taxonomy).await?;
    population.check_offices(&options.offices)?;
    let population = match options.offices.as_slice() {
        [] => population,
        offices => population.of_offices(offices),
    };
    let (nomination, run) = installation.nominate(
        &opened.vintage.id,
        market.graph.as_ref(),
        &population,
        &options.offices,
        &request,
    )?;
    let answer = Answer {
        id: &run.id,
        vintage: &opened.vintage.id,
        offices: &options.offices,
        opening,
        order: request.order,
        score_min,
        candidates: &nomination.candidates,
        eligible: nomination.eligible.len(),
        without_licence: nomination.without_licence,
        below_score: nomination.below_score,
        audits: &run.audits,
    };
    printer.answer(&answer, || words(market, &answer));
    Ok(ExitCode::SUCCESS)
}

fn words(market: &Market, answer: &Answer<'_>) -> String {
    let mut text = format!("{}\n", opening_line(answer.opening));
    let rule = order_words(answer.order);
    let _ = writeln!(
        text,
        "{} of {} who fit at least {:.0}, {rule}; {} fit less, {} lack the licence the law asks for",
        answer.candidates.len(),
        answer.eligible,
        answer.score_min * 100.0,
        answer.below_score,
        answer.without_licence
    );
    for (number, candidate) in (1..).zip(answer.candidates) {
        let registered = candidate
            .registered_on
            .map_or_else(|| "not registered".to_owned(), |day| format!("registered {day}"));
        let _ = writeln!(
            text,
            "{number:>3}. {:>5.1}  {} · {registered}",
            candidate.score * 100.0,
            candidate.id
        );
        text.push_str(&parts_line(&candidate.parts));
        text.push_str(&requirement_lines(market, &candidate.requirements));
    }
    text.push_str(&audit_lines(answer.audits));
    let _ = writeln!(
        text,
        "vintage {}; kept, `mizan match audit {}` shows it",
        answer.vintage, answer.id
    );
    text
}

/// A kept list: what it was, who was named, how fair the choice was.
pub(super) fn kept_words(run: &NominationRun) -> String {
    let mut text =
        format!("candidates {} for opening {}, made {}\n", run.id, run.opening, run.made_at);
    let whose = match run.offices.as_slice() {
        [] => "all offices".to_owned(),
        offices => offices.join(", "),
    };
    let rule = order_words(run.order);
    let _ = writeln!(
        text,
        "{} of {} who fit at least {:.0} among {} registered ({whose}), {rule}; {} fit less, {} lack \
         the licence the law asks for",
        run.named.len(),
        run.eligible,
        run.score_min * 100.0,
        run.people,
        run.below_score,
        run.without_licence
    );
    for (number, named) in (1..).zip(&run.named) {
        let _ = writeln!(text, "{number:>3}. {:>5.1}  {}", named.score * 100.0, named.person_key);
    }
    text.push_str(&audit_lines(&run.audits));
    text
}

fn order_words(order: Order) -> &'static str {
    match order {
        Order::Fit => "best fit first",
        Order::Seniority => "first registered first",
    }
}
