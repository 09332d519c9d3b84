//! Establishments: entries of registers → linked under a frozen model → lasting keys and an alias ledger.
//!
//! Nothing here is about persons, so nothing is sealed. The key of an establishment is one of its own
//! numbers, so that a number nothing is known about already is an establishment under itself.

use std::collections::BTreeMap;
use std::time::Instant;

use mizan_linkage::{Alias, LinkageSpec, Linker, Model, Records, aliases};
use mizan_warehouse::rows;
use serde::Serialize;

use super::ledger::{PersonEvent, PersonLedger};
use super::step::LinkState;
use super::store::{Values, kind_name, kind_of, table};
use super::{Pseudonym, partition};
use crate::conductor::now;
use crate::fingerprint::fingerprint;
use crate::models::ModelRun;
use crate::{Error, Installation, Progress, Result};

const SPEC: &str = "establishment.toml";
const FORMAT: &str = "establishments-1";
/// With fewer records nothing can be learnt about names, and exact numbers serve better.
const RECORDS_LEAST: usize = 300;
/// The tables the entries stand in.
const REGISTER: &str = "stg_commercial_register";
const INSURED: &str = "stg_insured_establishments";
/// Numbers whose establishment has another key than themselves; a table of the vintage.
pub(crate) const LINKED: &str = "link_establishment";
/// Every spelling and number of each establishment; a table of the vintage.
pub(crate) const ALIASES: &str = "link_establishment_alias";
/// What happened to establishments. Only added to.
const EVENTS: &str = "link_establishment_events";
/// Versions of the model. Only added to.
const MODELS: &str = "link_establishment_models";
/// Fields of the specification, in the order of a record's values.
const FIELDS: [&str; 7] = [
    "trade_name",
    "tax_no",
    "register_key",
    "establishment_no",
    "governorate_code",
    "activity_code",
    "address",
];

/// What linking establishments did in a build.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EstablishmentReport {
    /// What was done.
    pub state: LinkState,
    /// Version of the model in force; 0 where there is none.
    pub model_version: u64,
    /// Entries of registers.
    pub records: u64,
    /// Numbers they carry, tax numbers where they have one.
    pub numbers: u64,
    /// Establishments they form.
    pub establishments: u64,
    /// Events that were added to the ledger.
    pub events: u64,
    /// Seconds that linking took.
    pub seconds: f64,
}

/// One name or number under which an establishment is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EstablishmentAlias {
    /// Lasting key.
    pub establishment_key: String,
    /// What it is: `trade_name`, `tax_no`, `register_key`, `establishment_no`, `address`.
    pub kind: String,
    /// As the registers write it.
    pub value: String,
    /// Entries that write it so.
    pub records: u64,
}

/// An entry of a register.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// The number that stands for it: its tax number, else that of its register.
    number: String,
    /// All its numbers.
    numbers: Vec<String>,
    /// Values of [`FIELDS`].
    values: Vec<String>,
    is_registered: bool,
}

impl Entry {
    /// A key that depends on content alone.
    fn key(&self) -> Pseudonym {
        let values = self.values.iter().map(String::as_str);
        of_hash(0, &fingerprint(values.chain([self.number.as_str()])))
    }
}

fn of_hash(kind: u8, hash: &str) -> Pseudonym {
    let digits = u128::from_str_radix(&hash[..30], 16).unwrap_or(0);
    Pseudonym::from_number((u128::from(kind) << 120) | digits)
}

/// A number as one that sorts: tax numbers first, then insurance and register numbers.
fn sortable(number: &str) -> Pseudonym {
    let kind: u8 = match number.split_once('-') {
        None => 1,
        Some(("ins", _)) => 2,
        _ => 3,
    };
    match number.strip_prefix("ins-").unwrap_or(number).parse::<u64>() {
        Ok(digits) => Pseudonym::from_number((u128::from(kind) << 120) | u128::from(digits)),
        Err(_) => of_hash(kind, &fingerprint([number])),
    }
}

/// Links the entries of registers where something changed and gives the vintage its tables.
pub(crate) async fn link_establishments(
    installation: &Installation,
    run: &mut ModelRun<'_>,
    progress: &(dyn Fn(Progress<'_>) + Sync),
) -> Result<EstablishmentReport> {
    let started = Instant::now();
    let files = installation.project().files("linkage", "toml")?;
    let text = files.get(SPEC).map_or("", String::as_str);
    let spec = LinkageSpec::from_toml(text)?;
    check(&spec)?;
    let known = installation.establishment_model().await?;
    let of = |name: &str| run.tables.get(name).map(|table| table.fingerprint.clone());
    let inputs = [REGISTER, INSURED].map(|name| of(name).unwrap_or_default());
    let content = |version: u64| {
        let version = version.to_string();
        fingerprint([FORMAT, text, &inputs[0], &inputs[1], &version])
    };
    let version = known.as_ref().map_or(0, |(version, _)| *version);
    let mut report = EstablishmentReport {
        state: LinkState::Unchanged,
        model_version: version,
        records: 0,
        numbers: 0,
        establishments: 0,
        events: 0,
        seconds: 0.0,
    };
    let now_content = content(version);
    if run.reuse_rows(LINKED, &now_content).await? && run.reuse_rows(ALIASES, &now_content).await? {
        return Ok(report);
    }
    progress(Progress { step: "linking", item: "establishments", done: 0, total: 1 });
    let entries = entries(run).await?;
    report.records = entries.len() as u64;
    let (version, model) = match known {
        Some(known) => known,
        None if entries.len() < RECORDS_LEAST => {
            report.state = LinkState::TooFew;
            add_tables(run, &BTreeMap::new(), &[], &now_content).await?;
            return Ok(report);
        }
        None => {
            let model = Model::train(&spec, &records(&entries))?;
            (installation.keep_establishment_model(&model).await?, model)
        }
    };
    let records = records(&entries);
    let clusters = Linker::new(&model, &records)?.link().clusters;
    let keys: Vec<Pseudonym> = entries.iter().map(Entry::key).collect();
    let numbers: Vec<Pseudonym> = entries.iter().map(|one| sortable(&one.number)).collect();
    let groups = partition::groups(&keys, &numbers, &clusters);
    let mut past = installation.establishment_events().await?;
    let mut ledger = PersonLedger::at(&past.events, u64::MAX);
    past.names.extend(entries.iter().map(|one| (sortable(&one.number), one.number.clone())));
    // What the register holds is known before what others write, so that it gives its number as key.
    let mut registered: Vec<Pseudonym> = entries
        .iter()
        .zip(&numbers)
        .filter(|(entry, number)| entry.is_registered && !ledger.knows(**number))
        .map(|(_, number)| *number)
        .collect();
    registered.sort_unstable();
    registered.dedup();
    let mut events = ledger.apply(&registered, &[]);
    let mut all = numbers.clone();
    all.sort_unstable();
    all.dedup();
    events.extend(ledger.apply(&all, &groups));
    installation.keep_establishment_events(&events, &past.names, version).await?;
    let key_of = |number: Pseudonym| {
        let key = ledger.person_of(number);
        past.names.get(&key).cloned().unwrap_or_default()
    };
    let mut places: BTreeMap<String, u64> = BTreeMap::new();
    let of_entry: Vec<String> = numbers.iter().map(|number| key_of(*number)).collect();
    for key in &of_entry {
        let next = places.len() as u64;
        places.entry(key.clone()).or_insert(next);
    }
    let entities: Vec<u64> = of_entry.iter().map(|key| places[key]).collect();
    let names: BTreeMap<u64, &String> = places.iter().map(|(key, place)| (*place, key)).collect();
    let found: Vec<(String, Alias)> = aliases(&model.spec, &records, &entities)?
        .into_iter()
        .filter_map(|alias| Some(((*names.get(&alias.entity)?).clone(), alias)))
        .collect();
    report.state = LinkState::Linked;
    report.model_version = version;
    report.numbers = all.len() as u64;
    report.establishments = places.len() as u64;
    report.events = events.len() as u64;
    add_tables(run, &linked(&entries, &of_entry), &found, &content(version)).await?;
    progress(Progress { step: "linking", item: "", done: 1, total: 1 });
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// The specification may leave fields out, but asks for none that entries do not give.
fn check(spec: &LinkageSpec) -> Result<()> {
    match spec.fields.iter().find(|field| !FIELDS.contains(&field.column.as_str())) {
        None => Ok(()),
        Some(field) => Err(Error::Linkage(mizan_linkage::Error::UnknownColumn {
            column: field.column.clone(),
            available: FIELDS.map(str::to_owned).to_vec(),
        })),
    }
}

/// Entries of the commercial register and of the insurance body, in an order that content gives.
async fn entries(run: &ModelRun<'_>) -> Result<Vec<Entry>> {
    let sql = format!(
        "select trade_name, establishment_tax_no, register_no, register_office_code, \
         cast(null as varchar) as establishment_no, governorate_code, activity_code, \
         cast(null as varchar) as address, 'yes' as is_registered from {REGISTER} \
         union all \
         select trade_name, establishment_tax_no, register_no, register_office_code, \
         establishment_no, governorate_code, activity_code, address, \
         'no' as is_registered from {INSURED}"
    );
    let batches = run.session.query(&sql).await?;
    let entry = |row: mizan_warehouse::Row<'_>| {
        let text = |name| row.text(name).unwrap_or_default().to_owned();
        let (office, register_no) = (text("register_office_code"), text("register_no"));
        let register_key = if office.is_empty() || register_no.is_empty() {
            String::new()
        } else {
            format!("{office}/{register_no}")
        };
        let (tax_no, insurance_no) = (text("establishment_tax_no"), text("establishment_no"));
        let prefixed =
            |prefix: &str, number: &str| (!number.is_empty()).then(|| format!("{prefix}{number}"));
        let numbers: Vec<String> = [
            prefixed("", &tax_no),
            prefixed("ins-", &insurance_no),
            prefixed("reg-", &register_key),
        ]
        .into_iter()
        .flatten()
        .collect();
        Some(Entry {
            number: numbers.first()?.clone(),
            numbers,
            values: vec![
                text("trade_name"),
                tax_no,
                register_key,
                insurance_no,
                text("governorate_code"),
                text("activity_code"),
                text("address"),
            ],
            is_registered: row.text("is_registered") == Some("yes"),
        })
    };
    let mut entries: Vec<Entry> = rows(&batches).filter_map(entry).collect();
    entries.sort();
    entries.dedup();
    Ok(entries)
}

fn records(entries: &[Entry]) -> Records {
    let rows: Vec<Vec<&str>> =
        entries.iter().map(|entry| entry.values.iter().map(String::as_str).collect()).collect();
    Records::from_rows(&FIELDS, &rows)
}

/// The establishment of every number whose key is another: of several the one most entries tell, then
/// the smallest.
fn linked(entries: &[Entry], keys: &[String]) -> BTreeMap<String, String> {
    let mut told: BTreeMap<&String, BTreeMap<&String, u64>> = BTreeMap::new();
    for (entry, key) in entries.iter().zip(keys) {
        for number in &entry.numbers {
            *told.entry(number).or_default().entry(key).or_default() += 1;
        }
    }
    told.into_iter()
        .filter_map(|(number, keys)| {
            let most =
                keys.into_iter().max_by_key(|(key, count)| (*count, std::cmp::Reverse(*key)));
            most.map(|(key, _)| (number.clone(), key.clone()))
        })
        .filter(|(number, key)| number != key)
        .collect()
}

fn linked_columns(linked: &BTreeMap<String, String>) -> Vec<(&'static str, Values)> {
    vec![
        ("establishment_alias", Values::Text(linked.keys().cloned().collect())),
        ("establishment_key", Values::Text(linked.values().cloned().collect())),
    ]
}

fn alias_columns(found: &[(String, Alias)]) -> Vec<(&'static str, Values)> {
    let text =
        |pick: &dyn Fn(&(String, Alias)) -> String| Values::Text(found.iter().map(pick).collect());
    vec![
        ("establishment_key", text(&|one| one.0.clone())),
        ("kind", text(&|one| one.1.column.clone())),
        ("value", text(&|one| one.1.value.clone())),
        ("records", Values::Number(found.iter().map(|one| one.1.records as i64).collect())),
    ]
}

async fn add_tables(
    run: &mut ModelRun<'_>,
    linked: &BTreeMap<String, String>,
    found: &[(String, Alias)],
    content: &str,
) -> Result<()> {
    let (schema, batch) = table(linked_columns(linked));
    run.add_rows(LINKED, schema, batch, content).await?;
    let (schema, batch) = table(alias_columns(found));
    run.add_rows(ALIASES, schema, batch, content).await
}

/// The events of establishments and the numbers that stand in them.
struct Past {
    events: Vec<PersonEvent>,
    names: BTreeMap<Pseudonym, String>,
}

fn event_columns(
    events: &[PersonEvent],
    names: &BTreeMap<Pseudonym, String>,
    model: u64,
) -> Vec<(&'static str, Values)> {
    let name = |number: Pseudonym| names.get(&number).cloned().unwrap_or_default();
    let text =
        |pick: &dyn Fn(&PersonEvent) -> String| Values::Text(events.iter().map(pick).collect());
    vec![
        ("version", Values::Number(events.iter().map(|one| one.version as i64).collect())),
        ("kind", text(&|one| kind_name(one.kind).to_owned())),
        ("from_key", Values::Maybe(events.iter().map(|one| one.from.map(name)).collect())),
        ("to_key", text(&|one| name(one.to))),
        ("establishment_number", text(&|one| name(one.pseudonym))),
        ("model_version", Values::Number(vec![model as i64; events.len()])),
        ("at", Values::Text(vec![now().1; events.len()])),
    ]
}

impl Installation {
    async fn establishment_events(&self) -> Result<Past> {
        let schema = table(event_columns(&[], &BTreeMap::new(), 0)).0;
        let sql = format!("select * from {EVENTS} order by version, establishment_number");
        let batches = self.ask(EVENTS, schema, &sql).await?;
        let mut names = BTreeMap::new();
        let mut number = |text: &str| {
            let number = sortable(text);
            names.insert(number, text.to_owned());
            number
        };
        let mut events = Vec::new();
        for row in rows(&batches) {
            let (Some(to), Some(own)) = (row.text("to_key"), row.text("establishment_number"))
            else {
                continue;
            };
            events.push(PersonEvent {
                version: row.integer("version").unwrap_or(0).max(0) as u64,
                kind: kind_of(row.text("kind").unwrap_or_default()),
                from: row.text("from_key").map(&mut number),
                to: number(to),
                pseudonym: number(own),
            });
        }
        Ok(Past { events, names })
    }

    async fn keep_establishment_events(
        &self,
        events: &[PersonEvent],
        names: &BTreeMap<Pseudonym, String>,
        model: u64,
    ) -> Result<()> {
        let Some(first) = events.first() else { return Ok(()) };
        let transaction = format!("link/establishment-events/{}", first.version);
        let columns = event_columns(events, names, model);
        self.append_link_rows(EVENTS, columns, &transaction).await
    }

    async fn establishment_model(&self) -> Result<Option<(u64, Model)>> {
        let schema = table(model_columns(&[])).0;
        let sql = format!("select version, model from {MODELS} order by version desc limit 1");
        let batches = self.ask(MODELS, schema, &sql).await?;
        let Some(row) = rows(&batches).next() else { return Ok(None) };
        let version = row.integer("version").unwrap_or(0).max(0) as u64;
        let model = row.text("model").and_then(|text| serde_json::from_str(text).ok());
        Ok(model.map(|model| (version, model)))
    }

    async fn keep_establishment_model(&self, model: &Model) -> Result<u64> {
        let columns = model_columns(&[(1, model)]);
        self.append_link_rows(MODELS, columns, "link/establishment-model/1").await?;
        Ok(1)
    }

    /// Names and numbers of establishments in the published vintage: of those whose key, number or name
    /// holds the text.
    pub async fn establishment_aliases(&self, text: &str) -> Result<Vec<EstablishmentAlias>> {
        let vintage = self.vintage(crate::Edition::Published)?;
        let session = self.session(&vintage, |name| name == ALIASES).await?;
        if session.tables().is_empty() {
            return Ok(Vec::new());
        }
        let text = text.trim().replace('\'', "''");
        let sql = format!(
            "select * from {ALIASES} where establishment_key in (\
             select establishment_key from {ALIASES} \
             where strpos(value, '{text}') > 0 or strpos(establishment_key, '{text}') > 0) \
             order by establishment_key, kind, records desc, value limit 1000"
        );
        let batches = session.query(&sql).await?;
        let alias = |row: mizan_warehouse::Row<'_>| {
            let text = |name| row.text(name).map(str::to_owned);
            Some(EstablishmentAlias {
                establishment_key: text("establishment_key")?,
                kind: text("kind")?,
                value: text("value")?,
                records: row.integer("records").unwrap_or(0).max(0) as u64,
            })
        };
        Ok(rows(&batches).filter_map(alias).collect())
    }
}

fn model_columns(models: &[(u64, &Model)]) -> Vec<(&'static str, Values)> {
    let texts = models.iter().map(|(_, model)| serde_json::to_string(model).unwrap_or_default());
    vec![
        ("version", Values::Number(models.iter().map(|one| one.0 as i64).collect())),
        ("at", Values::Text(vec![now().1; models.len()])),
        ("records", Values::Number(models.iter().map(|one| one.1.records as i64).collect())),
        ("model", Values::Text(texts.collect())),
    ]
}

/// The table of links without any.
#[cfg(test)]
pub(crate) fn no_establishments() -> mizan_warehouse::TableSource {
    let (schema, batch) = table(linked_columns(&BTreeMap::new()));
    mizan_warehouse::TableSource::Rows(schema, vec![batch])
}
