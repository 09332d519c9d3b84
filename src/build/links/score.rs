//! Scores the links of an installation against known truth: pairs of records of all sources.

use std::collections::HashMap;
use std::hash::Hash;
use std::path::Path;

use mizan_warehouse::{Vintage, rows};
use serde::{Deserialize, Serialize};

use crate::{Edition, Error, Installation, Result};

/// Precision, recall and F1 over pairs of records.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PairScores {
    /// Pairs put together.
    pub found: u64,
    /// Of them, pairs of one person.
    pub hits: u64,
    /// Pairs that should be put together.
    pub truth: u64,
    /// `hits / found`.
    pub precision: f64,
    /// `hits / truth`.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

impl PairScores {
    fn new(found: u64, hits: u64, truth: u64) -> Self {
        let share = |of: u64| if of == 0 { 1.0 } else { hits as f64 / of as f64 };
        let (precision, recall) = (share(found), share(truth));
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { found, hits, truth, precision, recall, f1 }
    }
}

/// Links of a vintage against the truth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkScores {
    /// Vintage.
    pub vintage: String,
    /// Records with a known person.
    pub records: u64,
    /// Persons of the vintage.
    pub linked: PairScores,
    /// Each national number as a person.
    pub exact: PairScores,
    /// Only pairs whose national numbers differ, which exact numbers never find.
    pub across_numbers: PairScores,
    /// The same for entries of registers about establishments, where the truth tells of them.
    pub establishments: Option<EstablishmentScores>,
}

/// Links between entries of registers against the truth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EstablishmentScores {
    /// Entries of known establishments.
    pub records: u64,
    /// Establishments of the vintage.
    pub linked: PairScores,
    /// Each stated number as an establishment: the tax number, else that of the insurance body.
    pub exact: PairScores,
}

/// A line of the truth about establishments.
#[derive(Deserialize)]
struct TruthEstablishment {
    establishment_index: u32,
    establishment_no: String,
    register_office_code: String,
    register_no: String,
}

/// A line of the truth about records.
#[derive(Deserialize)]
struct TruthRecord {
    source: String,
    record_no: String,
    person_no: u32,
}

impl Installation {
    /// Compares the persons of the published vintage with `records.csv` of a truth folder
    /// (`source,record_no,person_no`); nothing of it reaches the linker.
    pub async fn score_links(&self, truth: &Path) -> Result<LinkScores> {
        let truth_folder = truth;
        let path = truth.join("records.csv");
        let wrong = |reason: String| Error::Truth { path: path.clone(), reason };
        let mut reader = csv::Reader::from_path(&path).map_err(|error| wrong(error.to_string()))?;
        let mut person_of: HashMap<String, HashMap<String, u32>> = HashMap::new();
        for line in reader.deserialize::<TruthRecord>() {
            let line = line.map_err(|error| wrong(error.to_string()))?;
            person_of.entry(line.source).or_default().insert(line.record_no, line.person_no);
        }
        let vintage = self.vintage(Edition::Published)?;
        let wanted = |name: &str| name.starts_with("stg_") || name == "core_person_link";
        let session = self.session(&vintage, wanted).await?;
        let mut cells: Vec<(u32, String, String)> = Vec::new();
        for contract in &self.catalog.sources {
            let Some(persons) = person_of.get(&contract.name) else { continue };
            let sql = format!(
                "select distinct cast(source.{} as varchar) as record_no, \
                 source.person_pseudonym, link.person_key \
                 from stg_{} as source inner join core_person_link as link \
                 on source.person_pseudonym = link.person_pseudonym",
                contract.key[0], contract.name
            );
            let batches = session.query(&sql).await?;
            cells.extend(rows(&batches).filter_map(|row| {
                let person = persons.get(row.text("record_no")?)?;
                let text = |name| row.text(name).map(str::to_owned);
                Some((*person, text("person_pseudonym")?, text("person_key")?))
            }));
        }
        let truth = pairs(cells.iter().map(|cell| cell.0));
        let by_key = pairs(cells.iter().map(|cell| &cell.2));
        let by_key_right = pairs(cells.iter().map(|cell| (cell.0, &cell.2)));
        let by_number = pairs(cells.iter().map(|cell| &cell.1));
        let by_number_right = pairs(cells.iter().map(|cell| (cell.0, &cell.1)));
        let establishments = self.score_establishments(truth_folder, &vintage).await?;
        Ok(LinkScores {
            establishments,
            vintage: vintage.id,
            records: cells.len() as u64,
            linked: PairScores::new(by_key, by_key_right, truth),
            exact: PairScores::new(by_number, by_number_right, truth),
            across_numbers: PairScores::new(
                by_key - by_number,
                by_key_right - by_number_right,
                truth - by_number_right,
            ),
        })
    }
}

impl Installation {
    /// Compares establishments with `establishments.csv` of a truth folder, where it is there.
    async fn score_establishments(
        &self,
        truth: &Path,
        vintage: &Vintage,
    ) -> Result<Option<EstablishmentScores>> {
        let path = truth.join("establishments.csv");
        if !path.exists() {
            return Ok(None);
        }
        let wrong = |reason: String| Error::Truth { path: path.clone(), reason };
        let mut reader = csv::Reader::from_path(&path).map_err(|error| wrong(error.to_string()))?;
        let mut known: HashMap<String, u32> = HashMap::new();
        for line in reader.deserialize::<TruthEstablishment>() {
            let line = line.map_err(|error| wrong(error.to_string()))?;
            let register = format!("{}/{}", line.register_office_code, line.register_no);
            known.insert(register, line.establishment_index);
            known.insert(line.establishment_no, line.establishment_index);
        }
        let wanted = |name: &str| name.starts_with("stg_") || name.starts_with("core_establish");
        let session = self.session(vintage, wanted).await?;
        let sql = "select source.register_office_code || '/' || source.register_no as entry, \
             source.establishment_tax_no as stated, link.establishment_key \
             from stg_commercial_register as source inner join core_establishment_tax as link \
             on source.establishment_tax_no = link.establishment_tax_no \
             union all \
             select source.establishment_no as entry, \
             coalesce(source.establishment_tax_no, 'ins-' || source.establishment_no) as stated, \
             link.establishment_key \
             from stg_insured_establishments as source inner join core_establishment_alias as link \
             on source.establishment_no = link.establishment_no";
        let batches = session.query(sql).await?;
        let cells: Vec<(u32, String, String)> = rows(&batches)
            .filter_map(|row| {
                let index = known.get(row.text("entry")?)?;
                let text = |name| row.text(name).map(str::to_owned);
                Some((*index, text("stated")?, text("establishment_key")?))
            })
            .collect();
        let truth = pairs(cells.iter().map(|cell| cell.0));
        let stated = pairs(cells.iter().map(|cell| &cell.1));
        let stated_right = pairs(cells.iter().map(|cell| (cell.0, &cell.1)));
        let linked = pairs(cells.iter().map(|cell| &cell.2));
        let linked_right = pairs(cells.iter().map(|cell| (cell.0, &cell.2)));
        Ok(Some(EstablishmentScores {
            records: cells.len() as u64,
            linked: PairScores::new(linked, linked_right, truth),
            exact: PairScores::new(stated, stated_right, truth),
        }))
    }
}

/// Pairs inside equal values.
fn pairs<T: Eq + Hash>(values: impl Iterator<Item = T>) -> u64 {
    let mut counts: HashMap<T, u64> = HashMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.values().map(|count| count * (count - 1) / 2).sum()
}
