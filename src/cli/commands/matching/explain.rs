//! Openings, people, courses and audits in words, for the terminal.

use std::fmt::Write;

use mizan_build::Market;
use mizan_domain::{Language, governorate};
use mizan_matching::fairness::Audit;
use mizan_matching::{
    ClosingPlan, Match, Opening, Outcome, Part, PartKind, RequirementMatch, SkillId, WageSpread,
};
use mizan_taxonomy::SkillId as TaxonomySkill;

/// A skill in English, its code where it has no English name.
pub(super) fn skill_name(market: &Market, skill: SkillId) -> &str {
    let id = TaxonomySkill(skill);
    let label = market.taxonomy.skill_label(id, Language::English);
    if label.is_empty() { market.taxonomy.skill_code(id) } else { label }
}

/// A governorate in English.
pub(super) fn place_name(code: Option<&str>) -> &str {
    code.and_then(governorate::by_code).map_or("no place stated", |place| place.name_en)
}

/// One line on an opening.
pub(super) fn opening_line(opening: &Opening) -> String {
    let wage = match (opening.wage_min_egp_month, opening.wage_max_egp_month) {
        (Some(least), Some(most)) if least != most => format!("{least}–{most} EGP"),
        (Some(wage), _) | (None, Some(wage)) => format!("{wage} EGP"),
        (None, None) => "wage not stated".to_owned(),
    };
    let employer =
        if opening.employer.is_empty() { String::new() } else { format!(", {}", opening.employer) };
    format!(
        "{}  {}{employer} · {} · {wage}",
        opening.id,
        opening.title,
        place_name(opening.governorate_code.as_deref())
    )
}

/// A match with its parts and what becomes of each required skill.
///
/// Where the seeker has named no skill nothing is missing: the skills are what the opening asks.
pub(super) fn match_lines(
    market: &Market,
    number: usize,
    found: &Match,
    has_skills: bool,
) -> String {
    let mut text =
        format!("{number:>3}. {:>5.1}  {}\n", found.score * 100.0, opening_line(&found.opening));
    text.push_str(&parts_line(&found.parts));
    if has_skills {
        text.push_str(&requirement_lines(market, &found.requirements));
    } else if !found.requirements.is_empty() {
        let names: Vec<&str> =
            found.requirements.iter().map(|one| skill_name(market, one.skill)).collect();
        let _ = writeln!(text, "            asks    {}", names.join("; "));
    }
    if found.is_education_below {
        text.push_str("            asks a higher qualification level\n");
    }
    text
}

/// The parts of a score, which sum to it.
pub(super) fn parts_line(parts: &[Part]) -> String {
    let shown: Vec<String> = parts
        .iter()
        .map(|part| {
            format!(
                "{} {:.1}/{:.1}",
                part_name(part.kind),
                part.value * 100.0,
                part.maximum * 100.0
            )
        })
        .collect();
    format!("            = {}\n", shown.join(" + "))
}

/// Required skills: held, through a near one, missing; one line each kind.
pub(super) fn requirement_lines(market: &Market, requirements: &[RequirementMatch]) -> String {
    let (mut held, mut near, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for requirement in requirements {
        let name = skill_name(market, requirement.skill);
        match &requirement.outcome {
            Outcome::Exact { .. } => held.push(name.to_owned()),
            Outcome::Nearer { through, similarity, .. } => near.push(format!(
                "{name} through {} ({:.0} %)",
                skill_name(market, *through),
                similarity * 100.0
            )),
            Outcome::Missing if requirement.is_essential => {
                missing.push(format!("{name} (essential)"));
            }
            Outcome::Missing => missing.push(name.to_owned()),
        }
    }
    let mut text = String::new();
    for (word, names) in [("has", held), ("near", near), ("missing", missing)] {
        if !names.is_empty() {
            let _ = writeln!(text, "            {word:<8}{}", names.join("; "));
        }
    }
    text
}

/// What openings pay.
pub(super) fn wage_line(wages: &WageSpread) -> String {
    format!(
        "wages offered: half of them {}–{} EGP a month, median {} ({} of {} openings state a wage)\n",
        wages.quarter_egp_month,
        wages.three_quarters_egp_month,
        wages.median_egp_month,
        wages.stated,
        wages.openings
    )
}

/// The courses of a plan with seats, dates and cost, and what they unlock.
pub(super) fn plan_lines(market: &Market, closing: &ClosingPlan) -> String {
    let mut text = String::from("to close the gap:\n");
    for planned in &closing.plan.courses {
        let course = &planned.course;
        let position = market.courses.iter().position(|one| one.cohort_code == course.cohort_code);
        let title =
            position.map_or("", |place| market.course_texts[place].title.get(Language::English));
        let teaches: Vec<&str> =
            planned.teaches.iter().map(|skill| skill_name(market, *skill)).collect();
        let _ = writeln!(
            text,
            "    {} {title} · {} · {} to {} · {} seats · {} EGP · teaches {}",
            course.cohort_code,
            place_name(Some(&course.governorate_code)),
            course.starts_on,
            course.ends_on,
            course.seats_free,
            course.cost_egp,
            teaches.join("; ")
        );
    }
    if closing.plan.courses.is_empty() {
        text.push_str("    no course with free seats teaches what is missing\n");
    } else {
        let _ = writeln!(
            text,
            "    together {} EGP{}; unlocks {} more openings in reach",
            closing.plan.cost_egp,
            if closing.plan.is_cheapest { ", the cheapest set" } else { "" },
            closing.unlocked
        );
    }
    if !closing.plan.not_taught.is_empty() {
        let names: Vec<&str> =
            closing.plan.not_taught.iter().map(|skill| skill_name(market, *skill)).collect();
        let _ = writeln!(text, "    taught by none: {}", names.join("; "));
    }
    text
}

/// The audits of a run, group by group.
pub(super) fn audit_lines(audits: &[Audit]) -> String {
    let mut text = String::new();
    let number =
        |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
    for audit in audits {
        let _ = writeln!(
            text,
            "fairness by {}: impact ratio {} (at least .800 wanted), not known for {:.1} %",
            audit.attribute,
            number(audit.impact_ratio_min),
            audit.missing_share * 100.0
        );
        let _ = writeln!(
            text,
            "    {:<10} {:>8} {:>9} {:>7} {:>11} {:>7} {:>7} {:>12}",
            "group", "people", "selected", "ratio", "mean score", "loss", "KS", "Wasserstein"
        );
        for group in &audit.groups {
            let _ = writeln!(
                text,
                "    {:<10} {:>8} {:>8.1}% {:>7} {:>11.3} {:>6.1}% {:>7} {:>12}{}",
                group.value,
                group.count,
                group.selection_rate * 100.0,
                number(group.impact_ratio),
                group.score_mean,
                group.loss_share_mean * 100.0,
                number(group.distance_ks),
                number(group.distance_wasserstein),
                if group.is_flagged { "  below four fifths" } else { "" }
            );
        }
    }
    text
}

fn part_name(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Skills => "skills",
        PartKind::Occupation => "occupation",
        PartKind::Place => "place",
        PartKind::Wage => "wage",
        PartKind::Freshness => "freshness",
        PartKind::Text => "words",
    }
}
