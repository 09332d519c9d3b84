//! The step of the build that links persons, between staging and core.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use mizan_domain::national_id::{NationalId, Profile};
use mizan_ingest::VaultKey;
use mizan_linkage::{Linker, Model};
use serde::Serialize;

use super::decisions::{Decision, Standing, obey, standing};
use super::doubts::{self, Doubt, NEAR_BITS, doubt_columns};
use super::identity::{Identities, IdentityRecord, IdentitySources, NUMBER, Roster, columns};
use super::ledger::{PersonEvent, PersonLedger};
use super::memory::Remembered;
use super::model::{RECORDS_LEAST, in_force, train};
use super::store::{BIRTHS, DOUBTS, EVENTS, PERSONS, Values, event_columns, table};
use super::{Pseudonym, partition};
use crate::conductor::now;
use crate::fingerprint::fingerprint;
use crate::models::ModelRun;
use crate::{Installation, Progress, Result};

/// Changes when links are made differently from the same input.
const FORMAT: &str = "links-3";
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
    /// Of them, those that this build linked for the first time, or all where `is_full`.
    pub records_new: u64,
    /// Records that were opened to link the new ones.
    pub records_opened: u64,
    /// Pairs of records that were weighed.
    pub pairs_weighed: u64,
    /// Whether all records were linked, because nothing led on from the linking before.
    pub is_full: bool,
    /// Seconds that reading and linking took.
    pub seconds: f64,
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
            records_new: 0,
            records_opened: 0,
            pairs_weighed: 0,
            is_full: false,
            seconds: 0.0,
            pseudonyms: 0,
            persons: 0,
            events: 0,
            ledger_version: 0,
            doubtful: 0,
            is_outgrown: false,
        }
    }
}

/// Links all records under a model, all in memory; decisions hold. Gives groups of at least two
/// pseudonyms that are one person.
pub(crate) fn link(
    model: &Model,
    identities: &Identities,
    decisions: &[Decision],
) -> Result<Vec<Vec<Pseudonym>>> {
    let linker = Linker::new(model, &identities.columns(&model.spec)?)?;
    let clusters = linker.link().clusters;
    drop(linker);
    let roster = Roster { keys: identities.keys(), pseudonyms: identities.pseudonyms() };
    let groups = partition::groups(&roster.keys, &roster.pseudonyms, &clusters);
    let standing = standing(decisions);
    let weighed = weighed_for(&roster, &groups, &standing);
    obeyed(model, groups, &standing, &identities.of(&weighed))
}

/// Records that must be weighed where decisions split a person: some of each pseudonym that stands in
/// a group with a decided one.
fn weighed_for(
    roster: &Roster,
    groups: &[Vec<Pseudonym>],
    standing: &Standing<'_>,
) -> BTreeSet<Pseudonym> {
    let decided: BTreeSet<Pseudonym> = standing.keys().flat_map(|(a, b)| [*a, *b]).collect();
    if decided.is_empty() {
        return BTreeSet::new();
    }
    let touched = groups.iter().filter(|group| group.iter().any(|one| decided.contains(one)));
    let wanted: BTreeSet<Pseudonym> = touched.flatten().chain(&decided).copied().collect();
    let mut counts: BTreeMap<Pseudonym, usize> = BTreeMap::new();
    let rows = roster.keys.iter().zip(&roster.pseudonyms);
    rows.filter(|(_, pseudonym)| wanted.contains(pseudonym))
        .filter(|(_, pseudonym)| {
            let count = counts.entry(**pseudonym).or_default();
            *count += 1;
            *count <= RECORDS_WEIGHED
        })
        .map(|(key, _)| *key)
        .collect()
}

/// Groups that obey the decisions; `opened` holds the records to weigh.
fn obeyed(
    model: &Model,
    groups: Vec<Vec<Pseudonym>>,
    standing: &Standing<'_>,
    opened: &[IdentityRecord],
) -> Result<Vec<Vec<Pseudonym>>> {
    if standing.is_empty() {
        return Ok(groups);
    }
    if opened.is_empty() {
        return Ok(obey(groups, standing, model.threshold_bits, &|_, _| 0.0));
    }
    let linker = Linker::new(model, &columns(&model.spec, opened)?)?;
    let mut rows: BTreeMap<Pseudonym, Vec<usize>> = BTreeMap::new();
    for (row, record) in opened.iter().enumerate() {
        rows.entry(record.pseudonym).or_default().push(row);
    }
    let weigh = |one: Pseudonym, other: Pseudonym| {
        let of = |pseudonym| rows.get(&pseudonym).into_iter().flatten();
        let weights: Vec<f64> =
            of(one).flat_map(|a| of(other).map(|b| linker.weight(*a, *b))).collect();
        weights.iter().sum::<f64>() / weights.len().max(1) as f64
    };
    Ok(obey(groups, standing, model.threshold_bits, &weigh))
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
        let values = record.values();
        let number = NationalId::parse(values.get(NUMBER)?, Profile::Synthetic).ok()?;
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
    let content = content_of(&sources, &deliveries, &decisions, model);
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
    let started = Instant::now();
    let session = run.session.clone();
    installation.read_identities(&sources, &deliveries, &key, &session, progress).await?;
    let roster = installation.roster().await?;
    let is_first_model = model == 0 && roster.keys.len() >= RECORDS_LEAST;
    let version = if is_first_model {
        progress(Progress { step: "linking", item: "training the first model", done: 0, total: 2 });
        let identities = installation.identities(&key, None).await?;
        let records = identities.columns(&spec)?;
        let trained = train(&spec, &records, &identities, &decisions)?;
        installation.keep_model(&trained, &key, true).await?.version
    } else {
        model
    };
    let content = content_of(&sources, &deliveries, &decisions, version);
    if version == 0 {
        LinkedTables::none().add_to(run, &content).await?;
        let mut report = LinkReport::new(LinkState::TooFew, 0);
        report.records = roster.keys.len() as u64;
        return Ok(report);
    }
    progress(Progress { step: "linking", item: "persons", done: 1, total: 2 });
    let model = installation.model(version, &key).await?;
    let under = Under { installation, key: &key, model, version, decisions };
    let mut report = under.link(&roster, &content, run).await?;
    progress(Progress { step: "linking", item: "", done: 2, total: 2 });
    report.is_first_model = is_first_model;
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// A model in force and what officers decided.
struct Under<'a> {
    installation: &'a Installation,
    key: &'a VaultKey,
    model: Model,
    version: u64,
    decisions: Vec<Decision>,
}

impl Under<'_> {
    /// Links what is new, or all where nothing leads on, and gives the vintage its tables.
    async fn link(
        &self,
        roster: &Roster,
        content: &str,
        run: &mut ModelRun<'_>,
    ) -> Result<LinkReport> {
        let mut report = LinkReport::new(LinkState::Linked, self.version);
        let remembered = self.installation.remembered(self.key);
        let leads_on = remembered.and_then(|remembered| {
            let unseen = remembered.unseen(self.version, roster)?;
            Some((remembered, unseen))
        });
        let (found, remembered, all) = match leads_on {
            Some((mut remembered, unseen)) => {
                let fresh = self.installation.identities(self.key, Some(&unseen)).await?;
                let fresh = Identities { records: fresh.of(&unseen) };
                let mut days = std::mem::take(&mut remembered.births);
                days.extend(births(&fresh));
                let going = self.installation.go_on(remembered, &fresh, &self.model, self.key);
                let (found, links, opened) = going.await?;
                report.records_new = fresh.records.len() as u64;
                report.records_opened = report.records_new + opened;
                (found, Remembered { model: self.version, links, births: days }, None)
            }
            None => {
                let all = self.installation.identities(self.key, None).await?;
                let keys: Vec<u128> = all.records.iter().map(|one| one.key.number()).collect();
                let linker = Linker::new(&self.model, &all.columns(&self.model.spec)?)?;
                let (found, links) = linker.link_and_remember(NEAR_BITS, &keys)?;
                drop(linker);
                report.is_full = true;
                report.records_new = keys.len() as u64;
                report.records_opened = keys.len() as u64;
                let births = births(&all);
                (found, Remembered { model: self.version, links, births }, Some(all))
            }
        };
        self.installation.remember(&remembered, self.key)?;
        report.pairs_weighed = found.linkage.candidate_pairs;
        let Remembered { links, births, .. } = remembered;
        let keys: Vec<Pseudonym> =
            links.record_keys().iter().map(|key| Pseudonym::from_number(*key)).collect();
        drop(links);
        let pseudonyms: Vec<Pseudonym> =
            keys.iter().map(|key| roster.pseudonym(*key).unwrap_or(*key)).collect();
        let groups = partition::groups(&keys, &pseudonyms, &found.linkage.clusters);
        let standing = standing(&self.decisions);
        let weighed = self.open(all.as_ref(), &weighed_for(roster, &groups, &standing)).await?;
        let groups = obeyed(&self.model, groups, &standing, &weighed)?;

        let mut everybody = roster.pseudonyms.clone();
        everybody.sort_unstable();
        everybody.dedup();
        let past = self.installation.person_events().await?;
        let mut ledger = PersonLedger::at(&past, u64::MAX);
        let events = ledger.apply(&everybody, &groups);
        self.installation.keep_events(&events, self.version).await?;
        let near = found.linkage.links.iter().chain(&found.near);
        let bar = self.model.threshold_bits;
        let chosen = doubts::choose(near, (&keys, &pseudonyms), bar, &ledger, &standing);
        let wanted: BTreeSet<Pseudonym> = chosen.iter().flat_map(|one| one.1).collect();
        let opened = self.open(all.as_ref(), &wanted).await?;
        let doubts = doubts::explained(chosen, &opened, &self.model, &ledger)?;
        let persons: Vec<(Pseudonym, Pseudonym)> = everybody
            .iter()
            .map(|pseudonym| (*pseudonym, ledger.person_of(*pseudonym)))
            .filter(|(pseudonym, key)| pseudonym != key)
            .collect();
        report.records = roster.keys.len() as u64;
        report.pseudonyms = everybody.len() as u64;
        report.persons = ledger.persons() as u64;
        report.events = events.len() as u64;
        report.ledger_version = ledger.version();
        report.doubtful = doubts.len() as u64;
        report.is_outgrown = report.records > 4 * self.model.records;
        LinkedTables { persons, births, doubts }.add_to(run, content).await?;
        Ok(report)
    }

    /// Records by key in order, from those in memory where all are.
    async fn open(
        &self,
        all: Option<&Identities>,
        wanted: &BTreeSet<Pseudonym>,
    ) -> Result<Vec<IdentityRecord>> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        match all {
            Some(all) => Ok(all.of(wanted)),
            None => Ok(self.installation.identities(self.key, Some(wanted)).await?.of(wanted)),
        }
    }
}

impl Installation {
    async fn keep_events(&self, events: &[PersonEvent], model: u64) -> Result<()> {
        let Some(first) = events.first() else { return Ok(()) };
        // A version that stands in the ledger is never written again.
        let transaction = format!("link/events/{}", first.version);
        self.append_link_rows(EVENTS, event_columns(events, model, &now().1), &transaction).await
    }
}

/// Everything links depend on, as one text.
fn content_of(
    sources: &IdentitySources,
    deliveries: &[(String, String)],
    decisions: &[Decision],
    model: u64,
) -> String {
    let mut ids: Vec<&str> = deliveries.iter().map(|(id, _)| id.as_str()).collect();
    ids.sort_unstable();
    let decided: Vec<String> = decisions
        .iter()
        .map(|one| format!("{}:{}:{}", one.number, one.pair, one.verdict.name()))
        .collect();
    let model = format!("model {model}");
    let readings = sources.readings();
    let parts = [FORMAT, &model, &readings].into_iter().chain(ids);
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
