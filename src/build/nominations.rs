//! Candidates of an opening: chosen by the office's rule, and the list with its fairness audit kept.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use mizan_matching::fairness::Audit;
use mizan_matching::{CandidateRequest, Nomination, Order, SkillGraph, find_candidates};
use serde::{Deserialize, Serialize};

use crate::conductor::now;
use crate::fingerprint::fingerprint;
use crate::referrals::{order_of, read_json};
use crate::{Error, Installation, Population, Result};

const KIND: &str = "nomination";
const ENDING: &str = "json";
/// Digits of the hash in an id.
const HASH_DIGITS: usize = 12;

/// One list is kept at a time: two readers of one list would write the same file.
static KEEPING: Mutex<()> = Mutex::new(());

/// A list of candidates as it was given out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NominationRun {
    /// Id: the vintage and a hash of everything but the time; the same list again is the same run.
    pub id: String,
    /// Vintage it was made from.
    pub vintage: String,
    /// When it was first made, RFC 3339 in UTC.
    pub made_at: String,
    /// Number of the opening.
    pub opening: String,
    /// Offices whose registered people were looked at; empty for all.
    pub offices: Vec<String>,
    /// The order of the names.
    pub order: Order,
    /// Least fit to be named at all, 0–1.
    pub score_min: f64,
    /// Most names.
    pub limit: usize,
    /// People looked at.
    pub people: usize,
    /// People who fit well enough.
    pub eligible: usize,
    /// People left out because they do not hold the licence the law asks for.
    pub without_licence: usize,
    /// People left out because they do not fit well enough.
    pub below_score: usize,
    /// The people named, in order.
    pub named: Vec<NamedPerson>,
    /// Fairness of the choice among those who fit, by sex and governorate.
    pub audits: Vec<Audit>,
}

/// One name of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedPerson {
    /// Pseudonym of the person.
    pub person_key: String,
    /// Fit, 0–1.
    pub score: f64,
}

impl Installation {
    /// Finds candidates for an opening among a population and keeps the list with its audit.
    ///
    /// `offices` says whose people the population holds; empty for everybody.
    pub fn nominate(
        &self,
        vintage: &str,
        graph: &impl SkillGraph,
        population: &Population,
        offices: &[String],
        request: &CandidateRequest,
    ) -> Result<(Nomination, NominationRun)> {
        let weights = &self.settings.matching.weights;
        let nomination = find_candidates(&population.people, graph, weights, request);
        let chosen: BTreeSet<usize> =
            nomination.candidates.iter().map(|candidate| candidate.person).collect();
        let named = nomination.candidates.iter().map(|candidate| NamedPerson {
            person_key: candidate.id.clone(),
            score: candidate.score,
        });
        let run = NominationRun {
            id: String::new(),
            vintage: vintage.to_owned(),
            made_at: String::new(),
            opening: request.opening.id.clone(),
            offices: offices.to_vec(),
            order: request.order,
            score_min: request.score_min,
            limit: request.limit,
            people: population.people.len(),
            eligible: nomination.eligible.len(),
            without_licence: nomination.without_licence,
            below_score: nomination.below_score,
            named: named.collect(),
            audits: population.audit_choice(&nomination.eligible, &chosen),
        };
        Ok((nomination, self.keep_nomination(run)?))
    }

    /// Ids of the lists kept, those made first first.
    pub fn nominations(&self) -> Result<Vec<String>> {
        let mut ids: Vec<(String, String)> = Vec::new();
        for id in self.nomination_ids()? {
            ids.push((self.read_nomination(&id)?.made_at, id));
        }
        ids.sort();
        Ok(ids.into_iter().map(|(_, id)| id).collect())
    }

    /// A kept list by id.
    pub fn nomination(&self, id: &str) -> Result<NominationRun> {
        let known = self.nomination_ids()?;
        if known.iter().any(|known| known == id) {
            return self.read_nomination(id);
        }
        Err(Error::NotThere {
            kind: "list of candidates",
            code: id.chars().take(60).collect(),
            vintage: "any".to_owned(),
            nearest: known.last().cloned(),
        })
    }

    fn read_nomination(&self, id: &str) -> Result<NominationRun> {
        read_json(&self.nomination_path(id))
    }

    fn nomination_path(&self, id: &str) -> PathBuf {
        self.home.nominations().join(format!("{id}.{ENDING}"))
    }

    /// Ids in the order of their vintages.
    fn nomination_ids(&self) -> Result<Vec<String>> {
        let folder = self.home.nominations();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("read", &folder, &error)),
        };
        let id_of = |path: &Path| {
            let is_list = path.extension().is_some_and(|ending| ending == ENDING);
            is_list.then(|| path.file_stem()?.to_str().map(str::to_owned)).flatten()
        };
        let mut ids: Vec<String> = entries.filter_map(|entry| id_of(&entry.ok()?.path())).collect();
        ids.sort_by_key(|id| (order_of(id), id.clone()));
        Ok(ids)
    }

    /// Keeps a list under its hash; one that is there already stays as it was first made.
    fn keep_nomination(&self, run: NominationRun) -> Result<NominationRun> {
        let text = serde_json::to_string(&run).unwrap_or_default();
        let hash = fingerprint([text.as_str()]);
        let id = format!("{}-c{}", run.vintage, hash.get(..HASH_DIGITS).unwrap_or(&hash));
        let path = self.nomination_path(&id);
        let _only_one = KEEPING.lock().unwrap_or_else(PoisonError::into_inner);
        if path.exists() {
            return read_json(&path);
        }
        let folder = self.home.nominations();
        // Every line is a person: readable by the owner only.
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        made.map_err(|error| Error::io("create", &folder, &error))?;
        let run = NominationRun { id, made_at: now().1, ..run };
        let text = serde_json::to_string_pretty(&run).unwrap_or_default();
        mizan_durable::write_whole(&path, KIND, text.as_bytes())
            .map_err(|error| Error::io("write", &path, &error))?;
        Ok(run)
    }
}
