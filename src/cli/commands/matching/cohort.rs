//! `mizan match cohort`: openings that fit a cohort, and what employers ask that it is not taught.

use std::fmt::Write;
use std::process::ExitCode;

use mizan_build::{Installation, Market, taught_cohort};
use mizan_domain::Language;
use mizan_matching::{
    AskedSkill, CurriculumGap, Match, Request, Seeker, curriculum_gap, find_openings,
};
use serde::Serialize;

use super::explain::{match_lines, place_name, skill_name};
use crate::arguments::matching::CohortOptions;
use crate::printer::Printer;

/// Skills named of each kind.
const SKILLS_SHOWN: usize = 15;

#[derive(Serialize)]
struct Answer<'a> {
    vintage: &'a str,
    cohort: &'a str,
    title: &'a str,
    openings: &'a [Match],
    openings_looked_at: usize,
    is_nearby: bool,
    not_taught: Vec<Asked<'a>>,
    taught: Vec<Asked<'a>>,
    not_asked: Vec<&'a str>,
    unknown_skills: &'a [String],
}

#[derive(Serialize)]
struct Asked<'a> {
    skill: &'a str,
    name: &'a str,
    openings: usize,
    essential: usize,
}

pub(super) async fn run(
    installation: &Installation,
    options: &CohortOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let opened = super::open(installation, options.vintage.as_deref()).await?;
    let market = &opened.market;
    let id = &opened.vintage.id;
    let cohort = taught_cohort(&opened.session, &market.taxonomy, id, &options.code).await?;
    let curriculum = &cohort.curriculum;
    let seeker = Seeker { licences: market.licences.clone(), ..curriculum.graduate() };
    let request = Request { limit: options.limit as usize, ..Request::new(seeker, market.as_of) };
    let weights = &installation.settings.matching.weights;
    let graph = market.graph.as_ref();
    let found = find_openings(&market.index, graph, weights, &request)?;
    let gap = curriculum_gap(graph, weights, curriculum, market.index.openings(), market.as_of);
    let answer = Answer {
        vintage: id,
        cohort: &cohort.code,
        title: cohort.texts.title.get(Language::English),
        openings: &found.openings,
        openings_looked_at: gap.openings,
        is_nearby: gap.is_nearby,
        not_taught: asked(market, &gap.not_taught),
        taught: asked(market, &gap.taught),
        not_asked: gap.not_asked.iter().map(|skill| skill_name(market, *skill)).collect(),
        unknown_skills: &cohort.unknown_skills,
    };
    printer
        .answer(&answer, || words(market, &answer, &gap, curriculum.governorate_code.as_deref()));
    Ok(ExitCode::SUCCESS)
}

fn asked<'a>(market: &'a Market, skills: &[AskedSkill]) -> Vec<Asked<'a>> {
    skills
        .iter()
        .map(|asked| Asked {
            skill: market.taxonomy.skill_code(mizan_taxonomy::SkillId(asked.skill)),
            name: skill_name(market, asked.skill),
            openings: asked.openings,
            essential: asked.essential,
        })
        .collect()
}

fn words(market: &Market, answer: &Answer<'_>, gap: &CurriculumGap, place: Option<&str>) -> String {
    let mut text = format!("cohort {} {}\n", answer.cohort, answer.title);
    for (number, found) in (1..).zip(answer.openings) {
        text.push_str(&match_lines(market, number, found, true));
    }
    let region = if gap.is_nearby {
        format!("in {} and its neighbours", place_name(place))
    } else {
        "in the whole country".to_owned()
    };
    let _ = writeln!(text, "{} openings of the occupation {region} were looked at", gap.openings);
    for (title, skills) in [
        ("asked by employers, not taught:", &answer.not_taught),
        ("asked and taught:", &answer.taught),
    ] {
        if skills.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{title}");
        for asked in skills.iter().take(SKILLS_SHOWN) {
            let _ = writeln!(
                text,
                "    {:>5} openings ({} essential)  {}",
                asked.openings, asked.essential, asked.name
            );
        }
    }
    if !answer.not_asked.is_empty() {
        let _ = writeln!(text, "taught, asked by none: {}", answer.not_asked.join("; "));
    }
    if !answer.unknown_skills.is_empty() {
        let _ = writeln!(
            text,
            "codes the taxonomy does not know: {}",
            answer.unknown_skills.join("; ")
        );
    }
    let _ = writeln!(text, "vintage {}", answer.vintage);
    text
}
