//! `mizan match openings`: openings for words, skills or a registered person.

use std::fmt::Write;
use std::process::ExitCode;

use mizan_build::{Installation, Market};
use mizan_domain::governorate::{self, GOVERNORATES};
use mizan_matching::{
    ClosingPlan, ClosingRequest, Evidence, FilterCodes, Filters, HeldSkill, Licence, Matches,
    Request, Seeker, UnknownCode, WageSpread, closing_plan, find_openings, offered_wages,
};
use mizan_taxonomy::UNKNOWN_BELOW;
use serde::Serialize;

use super::explain::{match_lines, plan_lines, wage_line};
use crate::arguments::matching::OpeningsOptions;
use crate::printer::Printer;

/// Openings whose wages and gaps are looked at, however few are shown.
const LOOKED_AT: usize = 100;
/// Confidence from which a text that names skills is also taken for a title.
const TITLE_IN_SKILLS: f64 = 0.85;
/// Skills read out of a text.
const SKILLS_READ: usize = 40;

#[derive(Serialize)]
struct Answer<'a> {
    vintage: &'a str,
    #[serde(flatten)]
    matches: &'a Matches,
    #[serde(skip)]
    has_skills: bool,
    wages: Option<WageSpread>,
    closing: Option<&'a ClosingPlan>,
}

pub(super) async fn run(
    installation: &Installation,
    options: &OpeningsOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let opened = super::open(installation, options.vintage.as_deref()).await?;
    let market = &opened.market;
    let filters = filters(options, market)?;
    let mut seeker = match &options.person {
        Some(key) => {
            let population = installation.population(&opened.vintage, &market.taxonomy).await?;
            population.person(key, &opened.vintage.id)?.seeker.clone()
        }
        None => stated(options, market)?,
    };
    seeker.wage_wanted_egp_month = options.wage_wanted.or(seeker.wage_wanted_egp_month);
    if seeker.governorate_code.is_none() && options.governorates.len() == 1 {
        seeker.governorate_code = filters_home(options)?;
    }
    let text = options.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if text.is_none()
        && seeker.skills.is_empty()
        && seeker.occupation_codes.is_empty()
        && seeker.text.is_none()
    {
        anyhow::bail!(
            "nothing to match with: give `--text`, `--about`, `--skill`, `--occupation` or `--person`"
        );
    }
    let request = Request {
        filters,
        query: text.map(str::to_owned),
        query_occupations: text
            .map(|text| occupations_in(market, text, UNKNOWN_BELOW))
            .unwrap_or_default(),
        limit: LOOKED_AT.max(options.limit as usize),
        ..Request::new(seeker.clone(), market.as_of)
    };
    let weights = &installation.settings.matching.weights;
    let graph = market.graph.as_ref();
    let mut matches = find_openings(&market.index, graph, weights, &request)?;
    let wages = offered_wages(matches.openings.iter().map(|found| &found.opening));
    let closing = closing_plan(
        graph,
        weights,
        &ClosingRequest {
            seeker: &seeker,
            matches: &matches.openings,
            courses: &market.courses,
            openings: market.index.openings(),
            as_of: market.as_of,
            is_chosen: false,
        },
    )
    .filter(|_| !seeker.skills.is_empty());
    matches.openings.truncate(options.limit as usize);
    let answer = Answer {
        vintage: &opened.vintage.id,
        matches: &matches,
        has_skills: !seeker.skills.is_empty(),
        wages,
        closing: closing.as_ref(),
    };
    printer.answer(&answer, || words(market, &answer));
    Ok(ExitCode::SUCCESS)
}

fn words(market: &Market, answer: &Answer<'_>) -> String {
    let mut text = String::new();
    if !answer.matches.has_words_matched {
        text.push_str("no opening holds these words");
        text.push_str(if answer.matches.openings.is_empty() {
            "; try fewer or other words\n"
        } else {
            "; shown are openings of the occupation they name\n"
        });
    }
    for (number, found) in (1..).zip(&answer.matches.openings) {
        text.push_str(&match_lines(market, number, found, answer.has_skills));
    }
    if answer.matches.openings.is_empty() && answer.matches.has_words_matched {
        text.push_str("no opening passes these filters\n");
    }
    for excluded in &answer.matches.excluded {
        let _ = writeln!(
            text,
            "{} openings left out: the law asks for a craft licence that is not held (`--licence CODE`)",
            excluded.count
        );
    }
    if let Some(wages) = &answer.wages {
        text.push_str(&wage_line(wages));
    }
    if let Some(closing) = answer.closing {
        text.push_str(&plan_lines(market, closing));
    }
    let _ = writeln!(text, "vintage {}", answer.vintage);
    text
}

/// Somebody described by options, not registered.
fn stated(options: &OpeningsOptions, market: &Market) -> anyhow::Result<Seeker> {
    for code in options.occupations.iter().chain(&options.licences) {
        check_occupation(market, code)?;
    }
    let mut skills = market.index.skills_by_code(&options.skills)?;
    let mut occupation_codes = options.occupations.clone();
    if let Some(about) = &options.about {
        let found = market.classifier.skills_in(about, SKILLS_READ);
        skills.extend(found.into_iter().map(|(skill, _)| skill.0));
        if occupation_codes.is_empty() {
            // A list of skills is no title: only a title met nearly to the letter names the occupation.
            let least = if skills.is_empty() { UNKNOWN_BELOW } else { TITLE_IN_SKILLS };
            occupation_codes = occupations_in(market, about, least);
        }
    }
    skills.sort_unstable();
    skills.dedup();
    Ok(Seeker {
        skills: skills
            .into_iter()
            .map(|skill| HeldSkill { skill, evidence: Evidence::Stated, confirmed_on: None })
            .collect(),
        occupation_codes,
        licences: options
            .licences
            .iter()
            .map(|code| Licence { code: code.clone(), valid_until: None })
            .collect(),
        text: options.about.clone().filter(|about| !about.trim().is_empty()),
        ..Seeker::default()
    })
}

/// ISCO-08 codes of occupations that a text names.
fn occupations_in(market: &Market, text: &str, least: f64) -> Vec<String> {
    let mut codes: Vec<String> = market
        .classifier
        .classify(text, 3)
        .into_iter()
        .filter(|found| found.confidence >= least)
        .map(|found| market.taxonomy.isco(found.occupation).to_owned())
        .collect();
    codes.dedup();
    codes
}

/// An occupation code that the taxonomy does not have is an error.
fn check_occupation(market: &Market, code: &str) -> Result<(), UnknownCode> {
    let taxonomy = &market.taxonomy;
    if !taxonomy.occupations_by_isco(code).is_empty()
        || taxonomy.isco_codes().any(|one| one == code)
    {
        return Ok(());
    }
    Err(UnknownCode::new("occupation", code, taxonomy.isco_codes().filter(|one| one.len() == 4)))
}

fn governorate_code(text: &str) -> Result<&'static str, UnknownCode> {
    let known = || GOVERNORATES.iter().flat_map(|one| [one.code, one.name_en, one.name_ar]);
    governorate::recognise(text)
        .map(|found| found.code)
        .ok_or_else(|| UnknownCode::new("governorate", text, known()))
}

fn filters_home(options: &OpeningsOptions) -> Result<Option<String>, UnknownCode> {
    let first = options.governorates.first().map(|text| governorate_code(text));
    Ok(first.transpose()?.map(str::to_owned))
}

fn filters(options: &OpeningsOptions, market: &Market) -> anyhow::Result<Filters> {
    for code in &options.only_occupations {
        check_occupation(market, code)?;
    }
    let governorates = options
        .governorates
        .iter()
        .map(|text| governorate_code(text).map(str::to_owned))
        .collect::<Result<_, _>>()?;
    Ok(Filters::from_codes(&FilterCodes {
        governorates,
        has_neighbours: options.nearby,
        has_unstated_places: options.unstated_place,
        occupations: options.only_occupations.clone(),
        contracts: options.contracts.clone(),
        shifts: options.shifts.clone(),
        education_level_max: options.education,
        wage_min_egp_month: options.wage_min,
        posted_since: None,
    })?)
}
