//! `/links`: pairs of records that may be one person, the evidence of one, and an officer's decision.
//!
//! Lists and evidence hold levels only; the values of a pair are shown to an officer who asks for them,
//! on record, for a decision.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use mizan_audit::{Action, Outcome};
use mizan_build::{
    Decision, DecisionRequest, Doubt, Edition, Explanation, FieldTitles, RecordView, Verdict,
};
use mizan_warehouse::rows;
use mizan_web::{
    DecidedView, DecisionView, DoubtRowView, DoubtView, DoubtsView, EvidenceView, PageView,
    ValuesView, View,
};

use crate::access::Fields;
use crate::pages::PageRequest;
use crate::problem::Problem;
use crate::words::bilingual;

const PAGE_LENGTH: usize = 24;
/// Decisions that the list shows.
const DECIDED_MAX: usize = 24;
/// Letters of a reason.
const REASON_MAX: usize = 2_000;
/// The purpose under which values are looked at.
const PURPOSE: &str = "linking";

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
            return Err(Problem::not_found(bilingual("problem-no-page", &[("path", &path)])));
        }
        let installation = request.app.installation();
        let failed = |error: mizan_build::Error| Problem::internal(&error);
        let edition = Edition::Id(&request.loaded.vintage.id);
        let doubts = installation.doubts(edition).await.map_err(failed)?;
        let decisions = installation.link_decisions().await.map_err(failed)?;
        Ok(Self { doubts, decisions })
    }

    /// The decision on a pair that holds.
    fn decision(&self, pair: &str) -> Option<DecisionView> {
        let last = self.decisions.iter().rev().find(|one| one.pair == pair);
        last.filter(|one| one.verdict != Verdict::Withdrawn).map(decision_view)
    }

    /// Decisions that hold, the latest first.
    fn decided(&self) -> Vec<DecidedView> {
        let mut seen = BTreeSet::new();
        let last = self.decisions.iter().rev().filter(|one| seen.insert(&one.pair));
        last.filter(|one| one.verdict != Verdict::Withdrawn)
            .map(|one| DecidedView { pair: one.pair.clone(), decision: decision_view(one) })
            .take(DECIDED_MAX)
            .collect()
    }

    fn row(&self, request: &PageRequest, doubt: &Doubt) -> DoubtRowView {
        DoubtRowView {
            pair: doubt.pair.clone(),
            sources: [0, 1].map(|at| source_title(request, &doubt.sources[at])),
            probability: doubt.waterfall.probability,
            is_joined: doubt.is_joined,
            decision: self.decision(&doubt.pair),
        }
    }

    /// A pair: from the list, or one that was decided before and has left it.
    async fn view(&self, request: &PageRequest, pair: &str) -> Result<DoubtView, Problem> {
        let unknown = || Problem::not_found(bilingual("problem-no-pair", &[("pair", pair)]));
        let installation = request.app.installation();
        let (row, waterfall) = if let Some(doubt) = self.doubts.iter().find(|one| one.pair == pair)
        {
            (self.row(request, doubt), doubt.waterfall.clone())
        } else if self.decisions.iter().any(|one| one.pair == pair) {
            let explained = installation.explain(&[pair.to_owned()]).await.map_err(refused)?;
            let found = explained.into_iter().next().ok_or_else(unknown)?;
            let row = DoubtRowView {
                pair: pair.to_owned(),
                sources: [0, 1].map(|at| source_title(request, &found.records[at].source)),
                probability: found.waterfall.probability,
                is_joined: found.is_joined,
                decision: self.decision(pair),
            };
            (row, found.waterfall)
        } else {
            return Err(unknown());
        };
        let titles = installation.field_titles().map_err(|error| Problem::internal(&error))?;
        Ok(DoubtView {
            row,
            prior_bits: waterfall.prior_bits,
            steps: waterfall.steps.iter().map(|step| evidence(request, &titles, step)).collect(),
            relatives_bits: waterfall.relatives_bits,
            bits: waterfall.bits,
            threshold_bits: waterfall.threshold_bits,
            form_token: request.principal.form_token(),
            commands: commands(pair),
            ..DoubtView::default()
        })
    }
}

fn decision_view(decision: &Decision) -> DecisionView {
    DecisionView {
        is_same: decision.verdict == Verdict::Same,
        officer: decision.officer.clone(),
        decided_on: decision.decided_at.get(..10).and_then(|day| day.parse().ok()),
    }
}

fn source_title(request: &PageRequest, name: &str) -> String {
    let contract = request.app.installation().catalog.source(name);
    contract.map_or(name, |one| one.title.get(request.language())).to_owned()
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
        decided: links.decided(),
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
    Ok(View::Doubt(links.view(&request, &pair).await?))
}

/// An officer looks at the values of a pair, or decides.
pub(crate) async fn act(
    request: Arc<PageRequest>,
    fields: Fields,
    pair: String,
) -> Result<Response, Problem> {
    let links = Links::open(&request).await?;
    let view = links.view(&request, &pair).await?;
    let verdict = match fields.one("act") {
        "values" => return values(&request, view, &pair).await,
        "same" => Verdict::Same,
        "different" => Verdict::Different,
        "withdraw" => Verdict::Withdrawn,
        _ => return Err(Problem::parameter("act", bilingual("problem-link-act", &[]))),
    };
    let reason = fields.one("reason").trim().to_owned();
    let kept = match decide(&request, &pair, verdict, &reason).await {
        Ok(()) => return Ok(request.go(&format!("/links/{pair}"))),
        Err(problem) if problem.status.is_client_error() => problem,
        Err(problem) => return Err(problem),
    };
    let said = Some(kept.message.get(request.language()).to_owned());
    let mut response = request.show(&View::Doubt(DoubtView { problem: said, reason, ..view }));
    *response.status_mut() = kept.status;
    Ok(response)
}

/// Keeps a decision under the name of the account; on record before anything is kept or answered.
async fn decide(
    request: &PageRequest,
    pair: &str,
    verdict: Verdict,
    reason: &str,
) -> Result<(), Problem> {
    let letters = reason.chars().count();
    if letters == 0 || letters > REASON_MAX {
        let most = REASON_MAX.to_string();
        return Err(Problem::parameter("reason", bilingual("problem-reason", &[("most", &most)])));
    }
    let account = request.principal.own()?;
    let officer = match account.shown_name.trim() {
        "" => account.user_name.clone(),
        name if name == account.user_name => name.to_owned(),
        name => format!("{name} ({})", account.user_name),
    };
    let event = || {
        let event = request.principal.event(Action::Decision).on("pair", pair);
        event.purpose(PURPOSE).detail("verdict", verdict.name())
    };
    request.app.people().record(event()).await?;
    let asked = DecisionRequest {
        pair: vec![pair.to_owned()],
        verdict,
        officer,
        reason: reason.to_owned(),
    };
    match request.app.installation().decide(&asked).await {
        Ok(_) => Ok(()),
        Err(error) => {
            request.app.people().record(event().outcome(Outcome::Failed)).await?;
            Err(refused(error))
        }
    }
}

/// Shows what both records say; the look-up stands on record, for each person, before anything is read.
async fn values(request: &PageRequest, view: DoubtView, pair: &str) -> Result<Response, Problem> {
    let installation = request.app.installation();
    for person in installation.persons_of_pair(pair).await.map_err(refused)? {
        let event = request.principal.event(Action::LookUp).on("person", person.to_string());
        request.app.people().record(event.purpose(PURPOSE).detail("pair", pair)).await?;
    }
    let explained = installation.explain(&[pair.to_owned()]).await.map_err(refused)?;
    let titles = installation.field_titles().map_err(|error| Problem::internal(&error))?;
    let values = explained.first().map(|found| said(request, &titles, found)).unwrap_or_default();
    let is_sealed = values.is_empty();
    let words = is_sealed.then(|| bilingual("problem-link-key", &[]));
    let problem = words.map(|words| words.get(request.language()).to_owned());
    Ok(request.show(&View::Doubt(DoubtView { values, problem, ..view })))
}

/// What both records say, field by field.
fn said(request: &PageRequest, titles: &FieldTitles, found: &Explanation) -> Vec<ValuesView> {
    let of = |at: usize| {
        let record: &RecordView = &found.records[at];
        record.values.clone().unwrap_or_default()
    };
    let both = [of(0), of(1)];
    let fields: BTreeSet<&String> = both.iter().flat_map(|values| values.keys()).collect();
    fields
        .into_iter()
        .map(|field| ValuesView {
            field: titles.get(field).get(request.language()).to_owned(),
            values: [0, 1].map(|at| both[at].get(field).cloned().unwrap_or_default()),
        })
        .collect()
}

/// What keeps a decision from being kept, in both languages.
fn refused(error: mizan_build::Error) -> Problem {
    use mizan_build::Error as Kind;
    let conflict = |code, message| Problem::new(StatusCode::CONFLICT, code, message);
    match &error {
        Kind::Warehouse(inner) if inner.is_locked() => {
            conflict("busy", bilingual("problem-link-busy", &[]))
        }
        Kind::NeedsKey { .. } => conflict("needs_key", bilingual("problem-link-key", &[])),
        Kind::ContradictsDecisions { numbers } => {
            let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
            let numbers = numbers.join(", ");
            let message = bilingual("problem-link-contradicts", &[("numbers", &numbers)]);
            conflict("contradicts", message)
        }
        Kind::Decision { .. } => conflict("not_decided", bilingual("problem-link-none", &[])),
        Kind::UnknownRecord { text } => {
            Problem::not_found(bilingual("problem-no-pair", &[("pair", text)]))
        }
        _ => Problem::internal(&error),
    }
}

/// How an officer looks closer and decides at the command line.
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
