//! The starter taxonomy as the generator needs it: occupations with titles in both sexes, and the skills each asks for.

use std::collections::BTreeMap;

use crate::error::{Error, Result};

const OCCUPATIONS_AR: &str = include_str!("../../pipelines/taxonomy/occupations_ar.csv");
const OCCUPATIONS_EN: &str = include_str!("../../pipelines/taxonomy/occupations_en.csv");
const RELATIONS: &str = include_str!("../../pipelines/taxonomy/occupationSkillRelations.csv");
const SKILLS_EN: &str = include_str!("../../pipelines/taxonomy/skills_en.csv");

/// An Arabic name of an occupation in its two forms.
#[derive(Debug, Clone)]
pub(crate) struct Title {
    /// Form for a man; names that are said of women only have none.
    pub(crate) male: Option<String>,
    /// Form for a woman; equal to the other where the name does not change.
    pub(crate) female: String,
}

impl Title {
    /// The form for a man where there is one.
    pub(crate) fn usual(&self) -> &str {
        self.male.as_deref().unwrap_or(&self.female)
    }
}

/// One occupation with what people call it and what it asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Occupation {
    /// Last part of its URI, such as `welder`.
    pub(crate) slug: String,
    /// ISCO-08 code of four digits.
    pub(crate) isco: String,
    /// Preferred English name.
    pub(crate) name_en: String,
    /// Arabic names, the preferred one first.
    pub(crate) titles: Vec<Title>,
    /// English names, the preferred one first.
    pub(crate) titles_en: Vec<String>,
    /// Codes of essential skills.
    pub(crate) essential: Vec<String>,
    /// Codes of optional skills.
    pub(crate) optional: Vec<String>,
}

/// All occupations and the English names of skills.
#[derive(Debug, Clone)]
pub(crate) struct Taxonomy {
    /// Occupations in the order of their slugs.
    pub(crate) occupations: Vec<Occupation>,
    /// Skill code → shortest English name.
    pub(crate) skill_names_en: BTreeMap<String, String>,
}

impl Taxonomy {
    /// Reads the embedded files.
    pub(crate) fn load() -> Result<Self> {
        let mut by_slug: BTreeMap<String, Occupation> = BTreeMap::new();
        for row in rows("occupations_ar.csv", OCCUPATIONS_AR)? {
            let slug = slug_of(&row["conceptUri"]);
            let occupation = by_slug.entry(slug.clone()).or_default();
            occupation.slug = slug;
            occupation.isco.clone_from(&row["iscoGroup"]);
            for label in labels(&row) {
                let (male, female) = label.split_once(" / ").unwrap_or((label, label));
                let male = (!is_female_only(label)).then(|| male.to_owned());
                occupation.titles.push(Title { male, female: female.to_owned() });
            }
        }
        for row in rows("occupations_en.csv", OCCUPATIONS_EN)? {
            let occupation = by_slug.entry(slug_of(&row["conceptUri"])).or_default();
            occupation.name_en.clone_from(&row["preferredLabel"]);
            occupation.titles_en = labels(&row).map(str::to_owned).collect();
        }
        for row in rows("occupationSkillRelations.csv", RELATIONS)? {
            let occupation = by_slug.entry(slug_of(&row["occupationUri"])).or_default();
            let skill = slug_of(&row["skillUri"]);
            match row["relationType"].as_str() {
                "essential" => occupation.essential.push(skill),
                _ => occupation.optional.push(skill),
            }
        }
        let mut skill_names_en = BTreeMap::new();
        for row in rows("skills_en.csv", SKILLS_EN)? {
            let shortest = labels(&row).min_by_key(|label| label.len()).unwrap_or_default();
            skill_names_en.insert(slug_of(&row["conceptUri"]), shortest.to_owned());
        }
        let occupations: Vec<Occupation> = by_slug
            .into_values()
            .filter(|occupation| {
                occupation.isco.len() == 4
                    && !occupation.essential.is_empty()
                    && !occupation.titles.is_empty()
                    && !occupation.titles_en.is_empty()
            })
            .collect();
        if occupations.len() < 40 || occupations.len() > 255 {
            return Err(Error::Taxonomy {
                file: "occupations_ar.csv",
                message: format!("{} complete occupations, 40 to 255 wanted", occupations.len()),
            });
        }
        Ok(Self { occupations, skill_names_en })
    }
}

type Cells = BTreeMap<String, String>;

fn rows(file: &'static str, text: &str) -> Result<Vec<Cells>> {
    let fault = |error: csv::Error| Error::Taxonomy { file, message: error.to_string() };
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers: Vec<String> = reader.headers().map_err(fault)?.iter().map(str::to_owned).collect();
    let wanted: &[&str] = match file {
        "occupationSkillRelations.csv" => &["occupationUri", "relationType", "skillUri"],
        "skills_en.csv" => &["conceptUri", "preferredLabel", "altLabels"],
        _ => &["conceptUri", "iscoGroup", "preferredLabel", "altLabels"],
    };
    if let Some(missing) = wanted.iter().find(|name| !headers.iter().any(|header| header == *name))
    {
        return Err(Error::Taxonomy { file, message: format!("column `{missing}` is missing") });
    }
    reader
        .records()
        .map(|record| {
            let record = record.map_err(fault)?;
            Ok(headers.iter().cloned().zip(record.iter().map(str::to_owned)).collect())
        })
        .collect()
}

/// Preferred label, then the alternative ones.
fn labels(row: &Cells) -> impl Iterator<Item = &str> {
    std::iter::once(row["preferredLabel"].as_str())
        .chain(row["altLabels"].lines())
        .map(str::trim)
        .filter(|label| !label.is_empty())
}

fn slug_of(uri: &str) -> String {
    uri.rsplit(':').next().unwrap_or_default().to_owned()
}

/// A one-form title that starts with a feminine noun, as people write for women's work.
fn is_female_only(label: &str) -> bool {
    !label.contains(" / ")
        && label.split(' ').next().is_some_and(|word| word.ends_with('ة') && word != "خدمة")
}
