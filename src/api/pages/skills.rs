//! `/skills/<code>`: who asks for a skill, where, and which courses teach it.

use std::collections::BTreeMap;
use std::sync::Arc;

use mizan_domain::governorate;
use mizan_matching::{Opening, SkillId};
use mizan_taxonomy::SkillId as TaxonomySkill;
use mizan_web::{
    BarView, BarsView, FigureView, IndicatorView, LinkView, ProfileView, TileView, TilesView, View,
};

use crate::pages::PageRequest;
use crate::pages::market::occupation_name;
use crate::pages::matches::{course_view, skill_name};
use crate::pages::profiles::OPENINGS;
use crate::problem::Problem;
use crate::words::bilingual;

const BARS_MAX: usize = 12;
const COURSES_MAX: usize = 6;

pub(crate) fn view(request: &Arc<PageRequest>, code: &str) -> Result<View, Problem> {
    let taxonomy = &request.loaded.taxonomy;
    let Some(skill) = taxonomy.skill_by_code(code) else {
        let shown: String = code.chars().take(60).collect();
        let message = bilingual("problem-unknown-code", &[("name", "skill"), ("value", &shown)]);
        return Err(Problem::not_found(message));
    };
    let place = request.parameters.governorate("governorate")?;
    let language = request.language();
    let openings: Vec<&Opening> = request
        .loaded
        .index
        .openings()
        .iter()
        .filter(|opening| opening.requirements.iter().any(|one| one.skill == skill.0))
        .collect();
    let here: Vec<&&Opening> = openings
        .iter()
        .filter(|opening| {
            place.is_none_or(|code| opening.governorate_code.as_deref() == Some(code))
        })
        .collect();
    let positions = here.iter().map(|opening| f64::from(opening.openings_count)).sum();
    let courses: Vec<_> = request
        .loaded
        .courses
        .iter()
        .filter(|course| course.skills.contains(&skill.0))
        .filter(|course| course.starts_on > request.loaded.as_of())
        .filter(|course| place.is_none_or(|code| course.governorate_code == code))
        .collect();
    let count = |key: &str, value: f64| IndicatorView {
        name: request.word(key, &[]),
        figure: FigureView::of(value),
        unit: OPENINGS,
        ..IndicatorView::default()
    };
    let mut links = vec![LinkView {
        label: request.word("further-matches-skill", &[]),
        path: format!("/matches?skill={code}"),
    }];
    links.extend(courses.iter().take(COURSES_MAX).filter_map(|course| {
        let shown = course_view(request, course)?;
        let label = [shown.title, shown.provider, shown.place].join(" · ");
        // Courses to come have no page of outcomes yet; openings for those who finish them do.
        Some(LinkView {
            label,
            path: format!("/matches?skill={code}&governorate={}", course.governorate_code),
        })
    }));
    Ok(View::Profile(ProfileView {
        path: format!("/skills/{code}"),
        title: taxonomy.skill_label(skill, language).to_owned(),
        trail: vec![LinkView {
            label: request.word("word-whole-country", &[]),
            path: "/market".to_owned(),
        }],
        scope: taxonomy.skill_description(skill, language).to_owned(),
        selects: vec![request.governorate_select(place)],
        indicators: vec![
            count("skill-openings", here.len() as f64),
            count("skill-positions", positions),
            count("skill-courses", courses.len() as f64),
        ],
        bars: vec![by_occupation(request, &here)],
        map: Some(by_place(request, &openings)),
        links,
        ..ProfileView::default()
    }))
}

fn by_occupation(request: &PageRequest, openings: &[&&Opening]) -> BarsView {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for opening in openings {
        if let Some(code) = opening.occupation_code.as_deref().filter(|code| *code != "unknown") {
            *counts.entry(code).or_default() += 1;
        }
    }
    BarsView {
        id: "skill-by-occupation".to_owned(),
        title: request.word("chart-skill-occupations", &[]),
        subtitle: request.word("chart-by-occupation-led", &[]),
        unit: OPENINGS,
        category: request.word("word-occupation", &[]),
        bars: largest(counts)
            .into_iter()
            .map(|(code, count)| BarView {
                label: occupation_name(request, code),
                path: Some(format!("/occupations/{code}")),
                figure: FigureView::of(count as f64),
            })
            .collect(),
    }
}

fn by_place(request: &PageRequest, openings: &[&Opening]) -> TilesView {
    let mut counts: BTreeMap<&str, u64> =
        governorate::GOVERNORATES.iter().map(|one| (one.code, 0)).collect();
    for opening in openings {
        if let Some(count) =
            opening.governorate_code.as_deref().and_then(|code| counts.get_mut(code))
        {
            *count += 1;
        }
    }
    TilesView {
        id: "skill-by-governorate".to_owned(),
        title: request.word("chart-skill-places", &[]),
        subtitle: request.word("chart-by-governorate", &[]),
        unit: OPENINGS,
        tiles: counts
            .into_iter()
            .map(|(code, count)| TileView {
                governorate_code: code.to_owned(),
                path: Some(request.with("governorate", code)),
                figure: FigureView::of(count as f64),
            })
            .collect(),
    }
}

/// Skills of some openings with the number of openings that ask for them.
pub(crate) fn asked(
    request: &PageRequest,
    is_wanted: impl Fn(&Opening) -> bool,
) -> BTreeMap<SkillId, u64> {
    let mut counts = BTreeMap::new();
    for opening in request.loaded.index.openings().iter().filter(|opening| is_wanted(opening)) {
        for requirement in &opening.requirements {
            *counts.entry(requirement.skill).or_default() += 1;
        }
    }
    counts
}

/// Skills asked for as bars that lead to their pages.
pub(crate) fn bars(request: &PageRequest, counts: BTreeMap<SkillId, u64>) -> BarsView {
    BarsView {
        id: "skills-asked".to_owned(),
        title: request.word("chart-skills-asked", &[]),
        subtitle: request.word("chart-skills-asked-note", &[]),
        unit: OPENINGS,
        category: request.word("word-skill", &[]),
        bars: largest(counts)
            .into_iter()
            .map(|(skill, count)| BarView {
                label: skill_name(request, skill),
                path: Some(format!(
                    "/skills/{}",
                    request.loaded.taxonomy.skill_code(TaxonomySkill(skill))
                )),
                figure: FigureView::of(count as f64),
            })
            .collect(),
    }
}

fn largest<K: Ord>(counts: BTreeMap<K, u64>) -> Vec<(K, u64)> {
    let mut counts: Vec<(K, u64)> = counts.into_iter().collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    counts.truncate(BARS_MAX);
    counts
}
