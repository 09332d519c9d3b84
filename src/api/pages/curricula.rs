//! A cohort before its openings: what fits, and what employers ask that the course does not teach.

use mizan_build::{TaughtCohort, taught_cohort};
use mizan_matching::{AskedSkill, CurriculumGap, Match, Request, Seeker, curriculum_gap};
use mizan_web::{AskedSkillView, CurriculumView, OpeningView};

use crate::pages::PageRequest;
use crate::pages::closing::opening_query;
use crate::pages::jobs::{find, opening_view};
use crate::pages::matches::{fit, skill_name};
use crate::problem::Problem;

/// Skills named of each kind.
const SKILLS_SHOWN: usize = 8;
/// Openings shown.
const OPENINGS_SHOWN: usize = 3;

/// A cohort's curriculum against the openings of its occupation.
pub(crate) struct Compared {
    pub(crate) cohort: TaughtCohort,
    pub(crate) gap: CurriculumGap,
    pub(crate) fitting: Vec<Match>,
    seeker: Seeker,
}

/// Compares a cohort with the openings; a code nobody has is not found.
pub(crate) async fn compare(
    request: &PageRequest,
    code: &str,
    limit: usize,
) -> Result<Compared, Problem> {
    let loaded = &request.loaded;
    let vintage = &loaded.vintage.id;
    let found = taught_cohort(&loaded.session, &loaded.taxonomy, vintage, code).await;
    let cohort = found.map_err(|error| match error {
        mizan_build::Error::NotThere { code, nearest, .. } => {
            let message = crate::words::bilingual("problem-no-cohort", &[("code", &code)]);
            let problem = Problem::not_found(message);
            match nearest {
                Some(name) => problem
                    .with_hint(crate::words::bilingual("hint-did-you-mean", &[("name", &name)])),
                None => problem,
            }
        }
        error => Problem::internal(&error),
    })?;
    let curriculum = &cohort.curriculum;
    let seeker = curriculum.graduate();
    let wanted = Request { limit, ..Request::new(seeker.clone(), loaded.as_of()) };
    let fitting = find(request, wanted)?.openings;
    let gap = curriculum_gap(
        &*loaded.graph,
        &request.app.installation().settings.matching.weights,
        curriculum,
        loaded.index.openings(),
        loaded.as_of(),
    );
    Ok(Compared { cohort, gap, fitting, seeker })
}

/// The comparison as the cohort's page shows it; `None` for a cohort whose curriculum is not known.
pub(crate) async fn view(
    request: &PageRequest,
    code: &str,
) -> Result<Option<CurriculumView>, Problem> {
    let compared = compare(request, code, OPENINGS_SHOWN).await?;
    if compared.cohort.curriculum.skills.is_empty() {
        return Ok(None);
    }
    let asked = |skills: &[AskedSkill]| -> Vec<AskedSkillView> {
        skills
            .iter()
            .take(SKILLS_SHOWN)
            .map(|asked| AskedSkillView {
                skill: skill_name(request, asked.skill),
                openings: asked.openings as u64,
                essential: asked.essential as u64,
            })
            .collect()
    };
    let gap = &compared.gap;
    Ok(Some(CurriculumView {
        openings: gap.openings as u64,
        is_nearby: gap.is_nearby,
        not_taught: asked(&gap.not_taught),
        taught: asked(&gap.taught),
        not_asked: gap.not_asked.iter().map(|skill| skill_name(request, *skill)).collect(),
        fitting: compared
            .fitting
            .iter()
            .map(|one| OpeningView {
                fit: Some(fit(request, one)),
                query: opening_query(request, &compared.seeker),
                ..opening_view(request, &one.opening)
            })
            .collect(),
    }))
}
