//! `/links`: pairs of records that may be one person, and the evidence of one; levels only, no value of a person.

use std::sync::Arc;

use mizan_build::{Decision, Doubt, Edition, FieldTitles, Verdict};
use mizan_warehouse::rows;
use mizan_web::{DecisionView, DoubtRowView, DoubtView, DoubtsView, EvidenceView, PageView, View};

use crate::pages::PageRequest;
use crate::problem::Problem;

const PAGE_LENGTH: usize = 24;

/// The list of an edition with the decisions made since.
struct Links {
    doubts: Vec<Doubt>,
    decisions: Vec<Decision>,
}

impl Links {
    /// Pairs are shown to the ministry only: the public's server has no such page.
    async fn open(request: &PageRequest) -> Result<Self, Problem> {
        if request.app.is_released() {
            let path = request.context.path().to_owned();
            let message = crate::words::bilingual("problem-no-page", &[("path", &path)]);
            return Err(Problem::not_found(message));
        }
        let installation = request.app.installation();
        let failed = |error: mizan_build::Error| Problem::internal(&error);
        let edition = Edition::Id(&request.loaded.vintage.id);
        let doubts = installation.doubts(edition).await.map_err(failed)?;
        let decisions = installation.link_decisions().await.map_err(failed)?;
        Ok(Self { doubts, decisions })
    }

    fn row(&self, request: &PageRequest, doubt: &Doubt) -> DoubtRowView {
        let catalog = &request.app.installation().catalog;
        let title = |name: &String| {
            let contract = catalog.source(name);
            contract.map_or(name.as_str(), |one| one.title.get(request.language())).to_owned()
        };
        let last = self.decisions.iter().rev().find(|one| one.pair == doubt.pair);
        let decision = last.filter(|one| one.verdict != Verdict::Withdrawn);
        DoubtRowView {
            pair: doubt.pair.clone(),
            sources: [title(&doubt.sources[0]), title(&doubt.sources[1])],
            probability: doubt.waterfall.probability,
            is_joined: doubt.is_joined,
            decision: decision.map(|one| DecisionView {
                is_same: one.verdict == Verdict::Same,
                officer: one.officer.clone(),
                decided_on: one.decided_at.get(..10).and_then(|day| day.parse().ok()),
            }),
        }
    }
}

/// The list.
pub(crate) async fn list(request: Arc<PageRequest>) -> Result<View, Problem> {
    let links = Links::open(&request).await?;
    let page = request.parameters.page()?;
    let (numbers, persons) = counts(&request).await?;
    let from = (page as usize - 1).saturating_mul(PAGE_LENGTH);
    let shown = links.doubts.iter().skip(from).take(PAGE_LENGTH);
    let pairs = shown.map(|doubt| links.row(&request, doubt)).collect();
    Ok(View::Doubts(DoubtsView {
        persons,
        numbers,
        total: links.doubts.len() as u64,
        page: PageView {
            number: page,
            count: links.doubts.len().div_ceil(PAGE_LENGTH).clamp(1, 1_000) as u32,
        },
        pairs,
    }))
}

/// National numbers and persons of the vintage on show.
async fn counts(request: &PageRequest) -> Result<(u64, u64), Problem> {
    let vintage = &request.loaded.vintage;
    let installation = request.app.installation();
    let session = installation.session(vintage, |name| name == "core_person_link").await;
    let session = session.map_err(|error| Problem::internal(&error))?;
    let sql = "select count(*) as numbers, count(distinct person_key) as persons \
               from core_person_link";
    let answer = request.app.query(session, sql.to_owned()).await;
    let batches = answer.map_err(|error| Problem::internal(&error))?;
    let count = |name| {
        let row = rows(&batches).next();
        row.and_then(|row| row.integer(name)).unwrap_or(0).max(0) as u64
    };
    Ok((count("numbers"), count("persons")))
}

/// One pair.
pub(crate) async fn one(request: Arc<PageRequest>, pair: String) -> Result<View, Problem> {
    let links = Links::open(&request).await?;
    let Some(doubt) = links.doubts.iter().find(|doubt| doubt.pair == pair) else {
        let message = crate::words::bilingual("problem-no-pair", &[("pair", &pair)]);
        return Err(Problem::not_found(message));
    };
    let installation = request.app.installation();
    let titles = installation.field_titles().map_err(|error| Problem::internal(&error))?;
    let waterfall = &doubt.waterfall;
    Ok(View::Doubt(DoubtView {
        row: links.row(&request, doubt),
        prior_bits: waterfall.prior_bits,
        steps: waterfall.steps.iter().map(|step| evidence(&request, &titles, step)).collect(),
        relatives_bits: waterfall.relatives_bits,
        bits: waterfall.bits,
        threshold_bits: waterfall.threshold_bits,
        commands: commands(&pair),
    }))
}

/// How an officer looks closer and decides.
fn commands(pair: &str) -> Vec<Vec<String>> {
    let decide = |verdict: &str| {
        let start = format!("mizan link review {pair}");
        vec![start, verdict.to_owned(), "--officer …".to_owned(), "--reason …".to_owned()]
    };
    vec![vec![format!("mizan link explain {pair}")], decide("--same"), decide("--different")]
}

fn evidence(
    request: &PageRequest,
    titles: &FieldTitles,
    step: &mizan_linkage::Step,
) -> EvidenceView {
    let level = mizan_domain::Bilingual::new(step.level_ar.clone(), step.level_en.clone());
    EvidenceView {
        field: titles.get(&step.field).get(request.language()).to_owned(),
        level: level.get(request.language()).to_owned(),
        bits: (!step.is_forbidding).then_some(step.bits),
    }
}
