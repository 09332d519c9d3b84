//! The step of the build that links persons, between staging and core.

use std::collections::BTreeMap;

use mizan_domain::national_id::{NationalId, Profile};
use mizan_ingest::VaultKey;
use mizan_linkage::{Linker, Model};
use serde::Serialize;

use super::decisions::{Decision, obey, standing};
use super::doubts::{Doubt, NEAR_BITS, doubt_columns, doubts};
use super::identity::{Identities, IdentityRecord, IdentitySources, NUMBER};
use super::ledger::{PersonEvent, PersonLedger};
use super::model::{RECORDS_LEAST, in_force, train};
use super::store::{BIRTHS, DOUBTS, EVENTS, PERSONS, Values, event_columns, table};
use super::{Pseudonym, partition};
use crate::conductor::now;
use crate::fingerprint::fingerprint;
use crate::models::ModelRun;
use crate::{Installation, Progress, Result};

/// Changes when links are made differently from the same input.
const FORMAT: &str = "links-2";
/// Records of one pseudonym that are weighed where a decision splits a person.
const RECORDS_WEIGHED: usize = 8;

/// What linking did in a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// Persons were linked anew.
    Linked,
    /// Nothing that links depend on had changed.
    Unchanged,
    /// Deliveries or decisions wait, and the key of the vault is not here: persons stay under their
    /// last links, new numbers each under its own.
    WithoutKey,
    /// Too few records to learn a model from: each number is a person.
    TooFew,
}

/// What linking did in a build.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkReport {
    /// What was done.
    pub state: LinkState,
    /// Version of the model in force; 0 where there is none.
    pub model_version: u64,
    /// Whether the model was trained in this build, as the first of the installation.
    pub is_first_model: bool,
    /// Identity records; 0 where they were not read.
    pub records: u64,
    /// Numbers among them.
    pub pseudonyms: u64,
    /// Persons they form.
    pub persons: u64,
    /// Events that were added to the ledger.
    pub events: u64,
    /// Version of the ledger.
    pub ledger_version: u64,
    /// Doubtful pairs that wait for an officer.
    pub doubtful: u64,
    /// Whether the model learnt from so few of today's records that a new one should be trained.
    pub is_outgrown: bool,
}

impl LinkReport {
    fn new(state: LinkState, model_version: u64) -> Self {
        Self {
            state,
            model_version,
            is_first_model: false,
            records: 0,
            pseudonyms: 0,
            persons: 0,
            events: 0,
            ledger_version: 0,
            doubtful: 0,
            is_outgrown: false,
        }
    }
}

/// Records linked under a model and officers' decisions.
pub(crate) struct Linked {
    pub(crate) linker: Linker,
    /// Groups of at least two pseudonyms that are one person.
    pub(crate) groups: Vec<Vec<Pseudonym>>,
    /// Pairs above and just below the threshold.
    pub(crate) near: Vec<mizan_linkage::Link>,
}

/// Links all records under a model; decisions hold.
pub(crate) fn link(
    model: &Model,
    identities: &Identities,
    decisions: &[Decision],
) -> Result<Linked> {
    let records = identities.columns(&model.spec)?;
    let linker = Linker::new(model, &records)?;
    let (linkage, below) = linker.link_and_near(NEAR_BITS);
    let groups = partition::groups(&identities.keys(), &identities.pseudonyms(), &linkage.clusters);
    let standing = standing(decisions);
    let mut rows: BTreeMap<Pseudonym, Vec<usize>> = BTreeMap::new();
    let is_weighed = !standing.is_empty();
    for (row, record) in identities.records.iter().enumerate().filter(|_| is_weighed) {
        rows.entry(record.pseudonym).or_default().push(row);
    }
    let weigh = |one: Pseudonym, other: Pseudonym| {
        let few = |pseudonym| rows.get(&pseudonym).into_iter().flatten().take(RECORDS_WEIGHED);
        let weights: Vec<f64> =
            few(one).flat_map(|a| few(other).map(|b| linker.weight(*a, *b))).collect();
        weights.iter().sum::<f64>() / weights.len().max(1) as f64
    };
    let groups = obey(groups, &standing, model.threshold_bits, &weigh);
    let near = linkage.links.into_iter().chain(below).collect();
    Ok(Linked { linker, groups, near })
}

/// The tables of the vintage that linking makes.
pub(crate) struct LinkedTables {
    pub(crate) persons: Vec<(Pseudonym, Pseudonym)>,
    /// Day of birth by national number, ISO dates.
    pub(crate) births: BTreeMap<Pseudonym, String>,
    pub(crate) doubts: Vec<Doubt>,
}

impl LinkedTables {
    /// No links at all: each number is a person.
    pub(crate) fn none() -> Self {
        Self { persons: Vec::new(), births: BTreeMap::new(), doubts: Vec::new() }
    }

    pub(crate) async fn add_to(self, run: &mut ModelRun<'_>, content: &str) -> Result<()> {
        let (schema, batch) = table(person_columns(&self.persons));
        run.add_rows(PERSONS, schema, batch, content).await?;
        let (schema, batch) = table(birth_columns(&self.births));
        run.add_rows(BIRTHS, schema, batch, content).await?;
        let (schema, batch) = table(doubt_columns(&self.doubts));
        run.add_rows(DOUBTS, schema, batch, content).await
    }
}

/// Rows of the table that `core_person_link` reads.
fn person_columns(persons: &[(Pseudonym, Pseudonym)]) -> Vec<(&'static str, Values)> {
    vec![
        ("person_pseudonym", Values::Text(persons.iter().map(|one| one.0.to_string()).collect())),
        ("person_key", Values::Text(persons.iter().map(|one| one.1.to_string()).collect())),
    ]
}

/// Rows of the table from which `core_person` takes the day of birth.
fn birth_columns(births: &BTreeMap<Pseudonym, String>) -> Vec<(&'static str, Values)> {
    vec![
        ("person_pseudonym", Values::Text(births.keys().map(ToString::to_string).collect())),
        ("birth_date", Values::Text(births.values().cloned().collect())),
    ]
}

/// The day of birth each valid national number holds.
fn births(identities: &Identities) -> BTreeMap<Pseudonym, String> {
    let day = |record: &IdentityRecord| {
        let number = record.values.get(NUMBER)?;
        let number = NationalId::parse(number, Profile::Synthetic).ok()?;
        Some((record.pseudonym, number.birth_date().to_string()))
    };
    identities.records.iter().filter_map(day).collect()
}

/// Links persons where something has changed and gives the vintage its tables of links.
pub(crate) async fn link_persons(
    installation: &Installation,
    run: &mut ModelRun<'_>,
    progress: &(dyn Fn(Progress<'_>) + Sync),
) -> Result<LinkReport> {
    let (spec, sources) = IdentitySources::load(installation)?;
    let deliveries = installation.identity_deliveries(&sources).await?;
    let decisions = installation.link_decisions().await?;
    let entries = installation.model_entries().await?;
    let model = in_force(&entries).map_or(0, |entry| entry.version);
    let content = content_of(&deliveries, &decisions, model);
    let is_current = run.reuse_rows(PERSONS, &content).await?
        && run.reuse_rows(BIRTHS, &content).await?
        && run.reuse_rows(DOUBTS, &content).await?;
    if is_current {
        return Ok(LinkReport::new(LinkState::Unchanged, model));
    }
    let Some(key) = installation.key_if_present()? else {
        run.keep_or_make_empty(PERSONS, table(person_columns(&[]))).await?;
        run.keep_or_make_empty(BIRTHS, table(birth_columns(&BTreeMap::new()))).await?;
        run.keep_or_make_empty(DOUBTS, table(doubt_columns(&[]))).await?;
        let state = if deliveries.is_empty() { LinkState::TooFew } else { LinkState::WithoutKey };
        return Ok(LinkReport::new(state, model));
    };
    let session = run.session.clone();
    installation.read_identities(&sources, &deliveries, &key, &session, progress).await?;
    let identities = installation.identities(&key, None).await?;
    let is_first_model = model == 0 && identities.records.len() >= RECORDS_LEAST;
    let version = if is_first_model {
        progress(Progress { step: "linking", item: "training the first model", done: 0, total: 2 });
        let records = identities.columns(&spec)?;
        let trained = train(&spec, &records, &identities, &decisions)?;
        installation.keep_model(&trained, &key, true).await?.version
    } else {
        model
    };
    let content = content_of(&deliveries, &decisions, version);
    if version == 0 {
        LinkedTables::none().add_to(run, &content).await?;
        let mut report = LinkReport::new(LinkState::TooFew, 0);
        report.records = identities.records.len() as u64;
        return Ok(report);
    }
    progress(Progress { step: "linking", item: "persons", done: 1, total: 2 });
    let model = installation.model(version, &key).await?;
    let report = installation.link_under(&model, version, &identities, &decisions, &content, run);
    let mut report = report.await?;
    progress(Progress { step: "linking", item: "", done: 2, total: 2 });
    report.is_first_model = is_first_model;
    Ok(report)
}

impl Installation {
    async fn link_under(
        &self,
        model: &Model,
        version: u64,
        identities: &Identities,
        decisions: &[Decision],
        content: &str,
        run: &mut ModelRun<'_>,
    ) -> Result<LinkReport> {
        let linked = link(model, identities, decisions)?;
        let mut all = identities.pseudonyms();
        all.sort_unstable();
        all.dedup();
        let past = self.person_events().await?;
        let mut ledger = PersonLedger::at(&past, u64::MAX);
        let events = ledger.apply(&all, &linked.groups);
        self.keep_events(&events, version).await?;
        let standing = standing(decisions);
        let doubts = doubts(&linked.linker, &linked.near, identities, &ledger, &standing)?;
        let persons: Vec<(Pseudonym, Pseudonym)> = all
            .iter()
            .map(|pseudonym| (*pseudonym, ledger.person_of(*pseudonym)))
            .filter(|(pseudonym, key)| pseudonym != key)
            .collect();
        let mut report = LinkReport::new(LinkState::Linked, version);
        report.records = identities.records.len() as u64;
        report.pseudonyms = all.len() as u64;
        report.persons = ledger.persons() as u64;
        report.events = events.len() as u64;
        report.ledger_version = ledger.version();
        report.doubtful = doubts.len() as u64;
        report.is_outgrown = report.records > 4 * model.records;
        LinkedTables { persons, births: births(identities), doubts }.add_to(run, content).await?;
        Ok(report)
    }

    async fn keep_events(&self, events: &[PersonEvent], model: u64) -> Result<()> {
        let Some(first) = events.first() else { return Ok(()) };
        // A version that stands in the ledger is never written again.
        let transaction = format!("link/events/{}", first.version);
        self.append_link_rows(EVENTS, event_columns(events, model, &now().1), &transaction).await
    }
}

/// Everything links depend on, as one text.
fn content_of(deliveries: &[(String, String)], decisions: &[Decision], model: u64) -> String {
    let mut ids: Vec<&str> = deliveries.iter().map(|(id, _)| id.as_str()).collect();
    ids.sort_unstable();
    let decided: Vec<String> = decisions
        .iter()
        .map(|one| format!("{}:{}:{}", one.number, one.pair, one.verdict.name()))
        .collect();
    let model = format!("model {model}");
    let parts = [FORMAT, &model].into_iter().chain(ids);
    fingerprint(parts.chain(decided.iter().map(String::as_str)))
}

/// Opens all records with the key of the installation, reading what is new in the vault first.
pub(crate) async fn opened(
    installation: &Installation,
    key: &VaultKey,
) -> Result<(mizan_linkage::LinkageSpec, Identities)> {
    let (spec, sources) = IdentitySources::load(installation)?;
    let deliveries = installation.identity_deliveries(&sources).await?;
    let session = installation.raw_session().await?;
    installation.read_identities(&sources, &deliveries, key, &session, &|_| ()).await?;
    Ok((spec, installation.identities(key, None).await?))
}

/// The table of links without any.
#[cfg(test)]
pub(crate) fn no_links() -> mizan_warehouse::TableSource {
    let (schema, batch) = table(person_columns(&[]));
    mizan_warehouse::TableSource::Rows(schema, vec![batch])
}

/// The table of days of birth without any.
#[cfg(test)]
pub(crate) fn no_births() -> mizan_warehouse::TableSource {
    let (schema, batch) = table(birth_columns(&BTreeMap::new()));
    mizan_warehouse::TableSource::Rows(schema, vec![batch])
}
