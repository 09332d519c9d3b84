//! Referral runs: lists for the whole population under capacity, kept with certificate and audit.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use mizan_matching::fairness::Audit;
use mizan_matching::referral::{Certificate, Exposure};
use mizan_matching::{OnProgress, Opening, refer_population};
use serde::{Deserialize, Serialize};

use crate::conductor::now;
use crate::settings::ReferralSettings;
use crate::{Error, Installation, Market, Population, Result};

/// File names inside the folder of a run.
const RUN_FILE: &str = "run.json";
const PRICES_FILE: &str = "prices.json";
/// The lists.
pub const LISTS_FILE: &str = "lists.csv";

/// What a referral run was and what it promises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferralRun {
    /// Id: the vintage and the number of the run on it.
    pub id: String,
    /// Vintage it was made from.
    pub vintage: String,
    /// When it was made, RFC 3339 in UTC.
    pub made_at: String,
    /// Run whose prices it started from.
    pub warm_from: Option<String>,
    /// Settings.
    pub settings: ReferralSettings,
    /// People referred.
    pub people: usize,
    /// Openings.
    pub openings: usize,
    /// Places to fill over all openings.
    pub places: u64,
    /// People without any opening.
    pub people_without_list: usize,
    /// What the run promises.
    pub certificate: Certificate,
    /// How evenly people are spread over openings.
    pub exposure: Exposure,
    /// People who would rather have an opening that went to somebody who fits it less, counted per opening.
    pub envy_count: usize,
    /// Fairness by sex and governorate.
    pub audits: Vec<Audit>,
    /// Seconds from people to lists.
    pub seconds: f64,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReferralRow<'a> {
    /// Pseudonym of the person.
    pub person_key: &'a str,
    /// Place on the list, from 1.
    pub rank: usize,
    /// Number of the opening.
    pub vacancy_no: &'a str,
    /// Fit, 0–1.
    pub score: f64,
}

impl Installation {
    /// Refers the whole population, keeps lists, prices, certificate and audit, and returns what
    /// was kept and where.
    ///
    /// `is_cold` ignores the prices of earlier runs.
    pub fn refer(
        &self,
        vintage: &str,
        market: &Market,
        population: &Population,
        is_cold: bool,
        on_progress: OnProgress<'_>,
    ) -> Result<(ReferralRun, PathBuf)> {
        let started = Instant::now();
        let settings = self.settings.matching.referral.clone();
        let warm = if is_cold { None } else { self.newest_prices()? };
        let openings = market.index.openings();
        let referral = refer_population(
            &population.people,
            openings,
            market.graph.as_ref(),
            &self.settings.matching.weights,
            &settings.to_batch(),
            market.as_of,
            warm.as_ref().map(|(_, prices)| prices),
            on_progress,
        )?;
        let _lock = self.home.lock()?;
        let id = self.next_referral(vintage)?;
        let run = ReferralRun {
            id: id.clone(),
            vintage: vintage.to_owned(),
            made_at: now().1,
            warm_from: warm.map(|(id, _)| id),
            settings,
            people: population.people.len(),
            openings: openings.len(),
            places: openings.iter().map(|opening| u64::from(opening.openings_count)).sum(),
            people_without_list: referral.lists.iter().filter(|list| list.is_empty()).count(),
            certificate: referral.certificate,
            exposure: referral.exposure,
            envy_count: referral.envy_count,
            audits: population.audit_lists(&referral.given),
            seconds: started.elapsed().as_secs_f64(),
        };
        let lists = population.people.iter().zip(&referral.lists);
        let rows = lists.flat_map(|(person, list)| {
            (1..).zip(list).map(|(rank, referred)| ReferralRow {
                person_key: &person.id,
                rank,
                vacancy_no: id_of(openings, referred.opening),
                score: referred.score,
            })
        });
        let folder = self.keep_referral(&run, rows, &referral.prices)?;
        Ok((run, folder))
    }

    /// Ids of the runs kept, oldest first.
    pub fn referrals(&self) -> Result<Vec<String>> {
        let folder = self.home.referrals();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("read", &folder, &error)),
        };
        let mut ids: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.') && folder.join(name).join(RUN_FILE).exists())
            .collect();
        ids.sort_by_key(|id| order_of(id));
        Ok(ids)
    }

    /// A run by id, the newest where none is given; its folder beside it.
    pub fn referral(&self, id: Option<&str>) -> Result<(ReferralRun, PathBuf)> {
        let known = self.referrals()?;
        let wanted = match id {
            Some(id) => known.iter().find(|known| *known == id),
            None => known.last(),
        };
        let missing = || Error::NotThere {
            kind: "referral",
            code: id.unwrap_or("newest").chars().take(60).collect(),
            vintage: "any".to_owned(),
            nearest: known.last().cloned(),
        };
        let folder = self.home.referrals().join(wanted.ok_or_else(missing)?);
        let path = folder.join(RUN_FILE);
        Ok((read_json(&path)?, folder))
    }

    fn newest_prices(&self) -> Result<Option<(String, BTreeMap<String, i32>)>> {
        let Some(id) = self.referrals()?.pop() else { return Ok(None) };
        let path = self.home.referrals().join(&id).join(PRICES_FILE);
        if !path.exists() {
            return Ok(None);
        }
        Ok(Some((id, read_json(&path)?)))
    }

    fn next_referral(&self, vintage: &str) -> Result<String> {
        let prefix = format!("{vintage}-r");
        let numbers = self.referrals()?;
        let newest = numbers.iter().filter_map(|id| id.strip_prefix(&prefix)?.parse::<u32>().ok());
        Ok(format!("{prefix}{}", newest.max().unwrap_or(0) + 1))
    }

    /// Writes a run beside its place and moves it there when complete.
    fn keep_referral<'a>(
        &self,
        run: &ReferralRun,
        rows: impl Iterator<Item = ReferralRow<'a>>,
        prices: &BTreeMap<String, i32>,
    ) -> Result<PathBuf> {
        let folder = self.home.referrals().join(&run.id);
        let part = self.home.referrals().join(format!(".{}.part", run.id));
        if part.exists() {
            fs::remove_dir_all(&part).map_err(|error| Error::io("remove", &part, &error))?;
        }
        fs::create_dir_all(&part).map_err(|error| Error::io("create", &part, &error))?;
        write_lists(&part.join(LISTS_FILE), rows)?;
        write_json(&part.join(PRICES_FILE), prices)?;
        write_json(&part.join(RUN_FILE), run)?;
        fs::rename(&part, &folder).map_err(|error| Error::io("write", &folder, &error))?;
        Ok(folder)
    }
}

/// Vintage day, number on the day, number of the run where runs are counted: the order in which runs were made.
pub(crate) fn order_of(id: &str) -> (String, u32, u32) {
    let (vintage, run) = id.rsplit_once("-r").or_else(|| id.rsplit_once("-c")).unwrap_or((id, "0"));
    let (day, number) = vintage.split_once('.').unwrap_or((vintage, "0"));
    (day.to_owned(), number.parse().unwrap_or(0), run.parse().unwrap_or(0))
}

fn id_of(openings: &[Opening], place: u32) -> &str {
    openings.get(place as usize).map_or("", |opening| opening.id.as_str())
}

/// Writes lists as CSV, readable by their owner only: every row is a person.
pub fn write_lists<'a>(path: &Path, rows: impl Iterator<Item = ReferralRow<'a>>) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let file = fs::File::options()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| Error::io("create", path, &error))?;
    let write = || -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(std::io::BufWriter::new(&file));
        writer.write_record(["person_key", "rank", "vacancy_no", "score"])?;
        for row in rows {
            writer.write_record([
                row.person_key,
                &row.rank.to_string(),
                row.vacancy_no,
                &format!("{:.6}", row.score),
            ])?;
        }
        writer.flush()?;
        file.sync_all()
    };
    write().map_err(|error| Error::io("write", path, &error))
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let written = fs::File::create(path).and_then(|mut file| {
        std::io::Write::write_all(&mut file, text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| Error::io("write", path, &error))
}

pub(crate) fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path).map_err(|error| Error::io("read", path, &error))?;
    serde_json::from_str(&text).map_err(|error| Error::Io {
        action: "read",
        path: path.to_owned(),
        reason: format!("damaged: {error}"),
    })
}
