//! Why two records are or are not one person: levels and weights always, values only with the key.

use std::collections::{BTreeMap, BTreeSet};

use mizan_domain::Bilingual;
use mizan_ingest::VaultKey;
use mizan_linkage::{Model, Waterfall, explain_pair};
use mizan_warehouse::{TableSource, rows};
use serde::Serialize;

use super::Pseudonym;
use super::decisions::{Decision, ordered, standing};
use super::doubts::{Doubt, doubt, doubt_columns, pair_name};
use super::identity::{IdentityRecord, IdentitySources, columns, record_schema};
use super::ledger::PersonLedger;
use super::model::in_force;
use super::store::{DOUBTS, RECORDS, table};
use crate::{Edition, Error, Installation, Result};

/// Letters of a record or pseudonym that must be typed at least.
const PREFIX_LEAST: usize = 6;
/// Pairs explained for one record.
const PAIRS_MAX: usize = 20;

/// One of the two records of an explanation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordView {
    /// Key of the record.
    pub record: Pseudonym,
    /// Pseudonym of its national number.
    pub pseudonym: Pseudonym,
    /// The person it belongs to.
    pub person: Pseudonym,
    /// Who says so.
    pub source: String,
    /// What it says; `None` where the key of the vault is not here.
    pub values: Option<BTreeMap<String, String>>,
}

/// Why two records are or are not one person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// Name of the pair, for `mizan link review`.
    pub pair: String,
    /// The records.
    pub records: [RecordView; 2],
    /// Whether they are one person now.
    pub is_joined: bool,
    /// What speaks for and against.
    pub waterfall: Waterfall,
    /// The decision that holds, where there is one.
    pub decision: Option<Decision>,
}

/// What the comparisons are called in both languages.
#[derive(Debug, Clone)]
pub struct FieldTitles(IdentitySources);

impl FieldTitles {
    /// The title of a comparison; its name where it has none.
    pub fn get(&self, field: &str) -> Bilingual {
        self.0.title(field)
    }
}

/// A pair that somebody named.
#[derive(Debug, Clone)]
pub(crate) struct FoundPair {
    pub(crate) name: String,
    pub(crate) records: [Pseudonym; 2],
    pub(crate) pseudonyms: [Pseudonym; 2],
}

/// A record as its table shows it without the key.
#[derive(Debug, Clone)]
struct Sealed {
    record: Pseudonym,
    pseudonym: Pseudonym,
}

impl Installation {
    /// What the comparisons are called.
    pub fn field_titles(&self) -> Result<FieldTitles> {
        Ok(FieldTitles(IdentitySources::load(self)?.1))
    }

    /// The doubtful pairs of an edition, the most doubtful first.
    pub async fn doubts(&self, edition: Edition<'_>) -> Result<Vec<Doubt>> {
        let vintage = self.vintage(edition)?;
        let session = self.session(&vintage, |name| name == DOUBTS).await?;
        if session.tables().is_empty() {
            let source = TableSource::Rows(table(doubt_columns(&[])).0, Vec::new());
            session.add_table(DOUBTS, source).await?;
        }
        let sql = format!("select * from {DOUBTS} order by abs(bits - threshold_bits), pair");
        let batches = session.query(&sql).await?;
        Ok(rows(&batches).filter_map(doubt).collect())
    }

    /// The persons as the ledger has them now.
    pub async fn persons(&self) -> Result<PersonLedger> {
        Ok(PersonLedger::at(&self.person_events().await?, u64::MAX))
    }

    /// Explains a pair, two records, or one record against the others of its person and its doubts.
    pub async fn explain(&self, references: &[String]) -> Result<Vec<Explanation>> {
        let doubts = self.doubts(Edition::Published).await.unwrap_or_default();
        let decisions = self.link_decisions().await?;
        let ledger = self.persons().await?;
        let known = Known { doubts: &doubts, decisions: &decisions, ledger: &ledger };
        let pairs = self.pairs_of(references, &known).await?;
        let key = self.key_if_present()?;
        let entries = self.model_entries().await?;
        let (Some(key), Some(entry)) = (key, in_force(&entries)) else {
            return known.stored(&pairs);
        };
        let model = self.model(entry.version, &key).await?;
        let wanted: BTreeSet<Pseudonym> = pairs.iter().flat_map(|pair| pair.records).collect();
        let opened = self.opened_records(&wanted, &key).await?;
        let mut explanations = Vec::with_capacity(pairs.len());
        for pair in &pairs {
            let [Some(one), Some(other)] = pair.records.map(|record| opened.get(&record)) else {
                continue;
            };
            explanations.push(known.explanation(pair, [one, other], &model)?);
        }
        Ok(explanations)
    }

    /// The persons of the two records of a pair, by the name of the pair.
    pub async fn persons_of_pair(&self, name: &str) -> Result<[Pseudonym; 2]> {
        Ok(self.find_pair(&[name.to_owned()]).await?.pseudonyms)
    }

    /// The pair that one name or two records stand for.
    pub(crate) async fn find_pair(&self, references: &[String]) -> Result<FoundPair> {
        let doubts = self.doubts(Edition::Published).await.unwrap_or_default();
        let decisions = self.link_decisions().await?;
        let ledger = PersonLedger::default();
        let known = Known { doubts: &doubts, decisions: &decisions, ledger: &ledger };
        if let [name] = references {
            return known.named(name).ok_or_else(|| unknown(name));
        }
        let pairs = self.pairs_of(references, &known).await?;
        pairs.into_iter().next().ok_or_else(|| unknown(&references.join(" ")))
    }

    async fn pairs_of(&self, references: &[String], known: &Known<'_>) -> Result<Vec<FoundPair>> {
        match references {
            [one, other] => {
                let (one, other) = (self.records_of(one).await?, self.records_of(other).await?);
                let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
                let pairs = pairs.filter(|(a, b)| a.record != b.record).take(1);
                Ok(pairs.map(|(a, b)| found(a, b)).collect())
            }
            [name] => match known.named(name) {
                Some(pair) => Ok(vec![pair]),
                None => self.neighbours_of(name, known).await,
            },
            _ => Err(Error::UnknownRecord { text: references.join(" ") }),
        }
    }

    /// The pairs of a record with the others of its person, then its doubtful ones.
    async fn neighbours_of(&self, name: &str, known: &Known<'_>) -> Result<Vec<FoundPair>> {
        let own = self.records_of(name).await?;
        let Some(first) = own.first() else { return Err(unknown(name)) };
        let person = known.ledger.person_of(first.pseudonym);
        let joined = known.ledger.joined().remove(&person).unwrap_or_else(|| vec![person]);
        let members: BTreeSet<Pseudonym> = joined.into_iter().collect();
        let mut pairs: Vec<FoundPair> = self
            .sealed_records(&in_list(&members))
            .await?
            .iter()
            .filter(|other| other.record != first.record)
            .map(|other| found(first, other))
            .collect();
        let doubtful = known
            .doubts
            .iter()
            .filter(|doubt| doubt.pseudonyms.contains(&first.pseudonym) && !doubt.is_joined);
        pairs.extend(doubtful.map(of_doubt));
        pairs.truncate(PAIRS_MAX);
        Ok(pairs)
    }

    /// Records by key, by pseudonym (or how one of these begins), or as `source:number`.
    async fn records_of(&self, text: &str) -> Result<Vec<Sealed>> {
        if let Some((source, number)) = text.split_once(':') {
            let pseudonym = self.pseudonym_of(source, number).await?;
            return self.sealed_records(&in_list(&BTreeSet::from([pseudonym]))).await;
        }
        let text = text.trim().to_ascii_lowercase();
        let is_hex = text.len() >= PREFIX_LEAST && text.bytes().all(|one| one.is_ascii_hexdigit());
        if !is_hex {
            return Err(unknown(&text));
        }
        let filter = format!("record_key like '{text}%' or person_pseudonym like '{text}%'");
        let found = self.sealed_records(&filter).await?;
        if found.is_empty() { Err(unknown(&text)) } else { Ok(found) }
    }

    /// The pseudonym that a record of a source carries, by the number the source gives it.
    async fn pseudonym_of(&self, source: &str, number: &str) -> Result<Pseudonym> {
        let name = || format!("{source}:{number}");
        let contract = self.catalog.source(source).ok_or_else(|| unknown(&name()))?;
        let table = format!("stg_{source}");
        let vintage = self.vintage(Edition::Published)?;
        let session = self.session(&vintage, |one| one == table).await?;
        let number = number.replace('\'', "''");
        let sql = format!(
            "select person_pseudonym from {table} where cast({} as varchar) = '{number}' limit 1",
            contract.key[0]
        );
        let batches = session.query(&sql).await?;
        let found = rows(&batches).find_map(|row| Pseudonym::parse(row.text("person_pseudonym")?));
        found.ok_or_else(|| unknown(&name()))
    }

    async fn sealed_records(&self, filter: &str) -> Result<Vec<Sealed>> {
        let sql = format!(
            "select distinct record_key, person_pseudonym from {RECORDS} where {filter} \
             order by record_key limit 200"
        );
        let batches = self.ask(RECORDS, record_schema(), &sql).await?;
        let found = rows(&batches).filter_map(|row| {
            Some(Sealed {
                record: Pseudonym::parse(row.text("record_key")?)?,
                pseudonym: Pseudonym::parse(row.text("person_pseudonym")?)?,
            })
        });
        Ok(found.collect())
    }

    async fn opened_records(
        &self,
        wanted: &BTreeSet<Pseudonym>,
        key: &VaultKey,
    ) -> Result<BTreeMap<Pseudonym, IdentityRecord>> {
        let opened = self.identities(key, Some(wanted)).await?;
        Ok(opened.records.into_iter().map(|record| (record.key, record)).collect())
    }
}

/// What is known without the key.
struct Known<'a> {
    doubts: &'a [Doubt],
    decisions: &'a [Decision],
    ledger: &'a PersonLedger,
}

impl Known<'_> {
    /// A pair by its name, from the list of doubts or from decisions.
    fn named(&self, name: &str) -> Option<FoundPair> {
        let doubt = self.doubts.iter().find(|doubt| doubt.pair == name).map(of_doubt);
        doubt.or_else(|| {
            let decision = self.decisions.iter().find(|decision| decision.pair == name)?;
            let (records, pseudonyms) = (decision.records, decision.pseudonyms);
            Some(FoundPair { name: name.to_owned(), records, pseudonyms })
        })
    }

    /// Explanations as they were stored with the list of doubts.
    fn stored(&self, pairs: &[FoundPair]) -> Result<Vec<Explanation>> {
        let of = |pair: &FoundPair| {
            let doubt = self.doubts.iter().find(|doubt| doubt.pair == pair.name)?;
            let view = |at: usize| RecordView {
                record: doubt.records[at],
                pseudonym: doubt.pseudonyms[at],
                person: self.ledger.person_of(doubt.pseudonyms[at]),
                source: doubt.sources[at].clone(),
                values: None,
            };
            Some(Explanation {
                pair: pair.name.clone(),
                records: [view(0), view(1)],
                is_joined: doubt.is_joined,
                waterfall: doubt.waterfall.clone(),
                decision: self.decision(pair.pseudonyms),
            })
        };
        let explanations: Vec<Explanation> = pairs.iter().filter_map(of).collect();
        if explanations.is_empty() {
            return Err(Error::NeedsKey {
                action: "explain a pair that is not on the list of doubts",
            });
        }
        Ok(explanations)
    }

    fn explanation(
        &self,
        pair: &FoundPair,
        records: [&IdentityRecord; 2],
        model: &Model,
    ) -> Result<Explanation> {
        let both = [records[0].clone(), records[1].clone()];
        let waterfall = explain_pair(model, &columns(&model.spec, &both)?)?;
        let view = |record: &IdentityRecord| RecordView {
            record: record.key,
            pseudonym: record.pseudonym,
            person: self.ledger.person_of(record.pseudonym),
            source: record.source.to_string(),
            values: Some(record.values()),
        };
        let records = records.map(view);
        Ok(Explanation {
            pair: pair.name.clone(),
            is_joined: records[0].person == records[1].person,
            records,
            waterfall,
            decision: self.decision(pair.pseudonyms),
        })
    }

    fn decision(&self, pseudonyms: [Pseudonym; 2]) -> Option<Decision> {
        standing(self.decisions).get(&ordered(pseudonyms)).map(|decision| (*decision).clone())
    }
}

fn of_doubt(doubt: &Doubt) -> FoundPair {
    let (records, pseudonyms) = (doubt.records, doubt.pseudonyms);
    FoundPair { name: doubt.pair.clone(), records, pseudonyms }
}

fn found(one: &Sealed, other: &Sealed) -> FoundPair {
    FoundPair {
        name: pair_name(one.record, other.record),
        records: [one.record, other.record],
        pseudonyms: [one.pseudonym, other.pseudonym],
    }
}

fn in_list(pseudonyms: &BTreeSet<Pseudonym>) -> String {
    let list: Vec<String> = pseudonyms.iter().map(|one| format!("'{one}'")).collect();
    format!("person_pseudonym in ({})", list.join(", "))
}

fn unknown(text: &str) -> Error {
    Error::UnknownRecord { text: text.to_owned() }
}
