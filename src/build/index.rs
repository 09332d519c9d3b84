//! The index step: openings of a vintage, with occupations and skills read out of their words.

use std::path::Path;

use mizan_domain::{Date, Language};
use mizan_search::{OpeningDocument, build_index};
use mizan_taxonomy::{OccupationId, Taxonomy, TitleClassifier, UNKNOWN_BELOW};
use mizan_warehouse::{Row, Session, rows};

use crate::Result;

/// Changes when what is indexed changes, so that an unchanged warehouse gets a new index.
pub(crate) const FORMAT: &str = "index-2";

/// Builds the index of one vintage in a folder; returns how many openings it holds.
pub(crate) async fn build(
    session: &Session,
    taxonomy: &Taxonomy,
    folder: &Path,
    vintage: &str,
) -> Result<u64> {
    let batches = session.query("select * from mart_openings order by vacancy_no").await?;
    let classifier = TitleClassifier::new(taxonomy);
    let documents: Vec<OpeningDocument> =
        rows(&batches).filter_map(|row| document(&row, taxonomy, &classifier)).collect();
    let count = documents.len() as u64;
    build_index(folder, vintage, documents)?;
    Ok(count)
}

fn document(
    row: &Row<'_>,
    taxonomy: &Taxonomy,
    classifier: &TitleClassifier,
) -> Option<OpeningDocument> {
    let (id, title) = (row.text("vacancy_no")?, row.text("title")?);
    let stated = row.text("occupation_code").map(str::to_owned);
    let occupation_code = stated.or_else(|| {
        let best = classifier.classify(title, 1).into_iter().next()?;
        (best.confidence >= UNKNOWN_BELOW).then(|| taxonomy.isco(best.occupation).to_owned())
    });
    let pounds =
        |name| row.number(name).filter(|value| *value >= 0.0).map(|value| value.round() as u32);
    let is_licence_required = row.flag("is_licence_required").unwrap_or(false);
    let occupations = occupation_code.as_deref().map(|code| taxonomy.occupations_by_isco(code));
    let occupations = occupations.unwrap_or_default();
    let (essential_skills, optional_skills) = skills(row, &occupations, taxonomy, classifier);
    let labels = occupations
        .iter()
        .flat_map(|one| Language::ALL.map(|language| taxonomy.occupation_forms(*one, language)))
        .flatten()
        .map(str::to_owned)
        .collect();
    let posted_on = row.date("posted_on").unwrap_or(Date::from_days(0));
    Some(OpeningDocument {
        employer: row.text("establishment_name").unwrap_or_default().to_owned(),
        licence_code: occupation_code.clone().filter(|_| is_licence_required),
        occupation_code,
        labels,
        governorate_code: row
            .text("governorate_code")
            .filter(|code| *code != "unknown")
            .map(str::to_owned),
        essential_skills,
        optional_skills,
        wage_min_egp_month: pounds("wage_min_egp_month"),
        wage_max_egp_month: pounds("wage_max_egp_month"),
        contract: row.text("contract_type").and_then(|code| code.parse().ok()),
        shift: row.text("shift").and_then(|code| code.parse().ok()),
        education_level: row
            .integer("education_level")
            .and_then(|level| u8::try_from(level).ok())
            .filter(|level| (1..=8).contains(level)),
        openings_count: row.integer("openings").map_or(1, |count| count.clamp(1, 100_000) as u32),
        ..OpeningDocument::new(id, title, posted_on)
    })
}

/// Skills asked, by code or read out of the words: essential where the occupation says so.
///
/// What the taxonomy does not know stays as it was written.
fn skills(
    row: &Row<'_>,
    occupations: &[OccupationId],
    taxonomy: &Taxonomy,
    classifier: &TitleClassifier,
) -> (Vec<String>, Vec<String>) {
    let (mut essential, mut optional) = (Vec::new(), Vec::new());
    let by_code = row.text("skills").into_iter().flat_map(|codes| codes.split(';'));
    let by_words = row.text("skills_text").into_iter().flat_map(|words| words.split(';'));
    for text in by_code.chain(by_words).map(str::trim).filter(|text| !text.is_empty()) {
        let found = taxonomy.skill_by_code(text).or_else(|| {
            let (skill, confidence) = classifier.skills_in(text, 1).into_iter().next()?;
            (confidence >= UNKNOWN_BELOW).then_some(skill)
        });
        let code = found.map_or(text, |skill| taxonomy.skill_code(skill)).to_owned();
        let is_essential = found.is_some_and(|skill| {
            occupations.iter().any(|one| taxonomy.essential(*one).contains(&skill))
        });
        if is_essential { essential.push(code) } else { optional.push(code) }
    }
    (essential, optional)
}
