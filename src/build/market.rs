//! Everything matching needs of one vintage: index, taxonomy, courses, curricula.

use std::collections::BTreeSet;
use std::sync::Arc;

use mizan_domain::{Bilingual, Date, Month};
use mizan_matching::{Course, Curriculum, Licence, SkillId, TaxonomyGraph, nearest_code};
use mizan_search::SearchIndex;
use mizan_taxonomy::{Taxonomy, TitleClassifier};
use mizan_warehouse::{Row, Session, Vintage, rows};

use crate::{Error, Installation, Result};

/// The openings, courses and skills of one vintage, opened for matching.
pub struct Market {
    /// The taxonomy the vintage was built with.
    pub taxonomy: Arc<Taxonomy>,
    /// Titles to occupations.
    pub classifier: Arc<TitleClassifier>,
    /// Skills and what is near them.
    pub graph: Arc<TaxonomyGraph>,
    /// Openings by words and skills.
    pub index: SearchIndex<TaxonomyGraph>,
    /// Crafts whose licence some opening asks for, each as held without end.
    pub licences: Vec<Licence>,
    /// Courses one can still join, by cohort code.
    pub courses: Vec<Course>,
    /// Words of each course, in the order of `courses`.
    pub course_texts: Vec<CourseTexts>,
    /// Last day of the data: the day for which matches are answered.
    pub as_of: Date,
}

/// Words of a course that matching does not need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseTexts {
    /// Title of the programme.
    pub title: Bilingual,
    /// Who teaches it.
    pub provider: Bilingual,
}

/// A cohort and what it is taught.
#[derive(Debug, Clone)]
pub struct TaughtCohort {
    /// Code.
    pub code: String,
    /// Words.
    pub texts: CourseTexts,
    /// Skills, occupation, place.
    pub curriculum: Curriculum,
    /// Skills taught that the taxonomy does not know, as written.
    pub unknown_skills: Vec<String>,
}

impl Installation {
    /// Opens the market of a vintage; the session must hold its marts.
    pub async fn market(&self, vintage: &Vintage, session: &Session) -> Result<Market> {
        let taxonomy = self.taxonomy_of(vintage)?;
        let classifier = Arc::new(TitleClassifier::new(&taxonomy));
        let graph = Arc::new(TaxonomyGraph::new(Arc::clone(&taxonomy)));
        let index = SearchIndex::open(
            &self.home.index(&vintage.id),
            &vintage.id,
            Arc::clone(&graph),
            self.settings.matching.weights.clone(),
        )?;
        let codes: BTreeSet<&str> =
            index.openings().iter().filter_map(|opening| opening.licence_code.as_deref()).collect();
        let licences = codes
            .into_iter()
            .map(|code| Licence { code: code.to_owned(), valid_until: None })
            .collect();
        let (courses, course_texts) = courses(session, &taxonomy).await?;
        let as_of = as_of(vintage);
        Ok(Market { taxonomy, classifier, graph, index, licences, courses, course_texts, as_of })
    }
}

/// The day for which a vintage answers: the last one of its data.
pub(crate) fn as_of(vintage: &Vintage) -> Date {
    let month: Month =
        vintage.as_of_month.parse().unwrap_or_else(|_| Date::from_days(0).calendar_month());
    month.last_day()
}

/// A cohort with what it is taught; an unknown code is an error that names the nearest.
pub async fn taught_cohort(
    session: &Session,
    taxonomy: &Taxonomy,
    vintage: &str,
    code: &str,
) -> Result<TaughtCohort> {
    let batches = session.query("select * from mart_curricula order by cohort_code").await?;
    let found = rows(&batches).find(|row| row.text("cohort_code") == Some(code));
    let Some(row) = found else {
        let known: Vec<&str> = rows(&batches).filter_map(|row| row.text("cohort_code")).collect();
        return Err(Error::NotThere {
            kind: "cohort",
            code: code.chars().take(60).collect(),
            vintage: vintage.to_owned(),
            nearest: nearest_code(code, known).map(str::to_owned),
        });
    };
    let (skills, unknown_skills) = skills(&row, taxonomy);
    let stated = |name: &str| row.text(name).filter(|code| *code != "unknown").map(str::to_owned);
    Ok(TaughtCohort {
        code: code.to_owned(),
        texts: texts(&row),
        curriculum: Curriculum {
            skills,
            occupation_code: stated("occupation_code"),
            governorate_code: stated("governorate_code"),
        },
        unknown_skills,
    })
}

/// Courses one can still join, by cohort code in order.
async fn courses(
    session: &Session,
    taxonomy: &Taxonomy,
) -> Result<(Vec<Course>, Vec<CourseTexts>)> {
    let batches = session
        .query("select * from mart_courses where seats_free > 0 order by cohort_code")
        .await?;
    let (mut courses, mut all_texts) = (Vec::new(), Vec::new());
    for row in rows(&batches) {
        let (Some(code), Some(starts_on)) = (row.text("cohort_code"), row.date("starts_on")) else {
            continue;
        };
        courses.push(Course {
            cohort_code: code.to_owned(),
            programme_code: row.text("programme_code").unwrap_or_default().to_owned(),
            skills: skills(&row, taxonomy).0,
            governorate_code: row.text("governorate_code").unwrap_or_default().to_owned(),
            starts_on,
            seats_free: row.integer("seats_free").unwrap_or(0).clamp(0, 1_000_000) as u32,
            ends_on: row.date("ends_on").unwrap_or(starts_on),
            cost_egp: row.number("cost_egp_trainee").unwrap_or(0.0).max(0.0).round() as u32,
        });
        all_texts.push(texts(&row));
    }
    Ok((courses, all_texts))
}

/// Skills of the column `skills`, and the codes the taxonomy does not know.
fn skills(row: &Row<'_>, taxonomy: &Taxonomy) -> (Vec<SkillId>, Vec<String>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    let codes = row.text("skills").unwrap_or_default().split(';').map(str::trim);
    for code in codes.filter(|code| !code.is_empty()) {
        match taxonomy.skill_by_code(code) {
            Some(skill) => known.push(skill.0),
            None => unknown.push(code.to_owned()),
        }
    }
    (known, unknown)
}

fn texts(row: &Row<'_>) -> CourseTexts {
    let bilingual =
        |ar, en| Bilingual::new(row.text(ar).unwrap_or_default(), row.text(en).unwrap_or_default());
    CourseTexts {
        title: bilingual("title_ar", "title_en"),
        provider: bilingual("provider_name_ar", "provider_name_en"),
    }
}
