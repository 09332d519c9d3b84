//! A judged set: queries, documents and which of them belong together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mizan_domain::Language;
use mizan_text::{Script, tokens};

use super::Protocol;
use crate::{Error, Result};

/// A text that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// The thing the text is a name of; empty where there is none.
    pub group: String,
}

/// Queries, documents and judgements.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JudgedSet {
    /// Query id and text, in file order.
    pub queries: Vec<(String, String)>,
    /// Documents, in file order.
    pub documents: Vec<Document>,
    /// Query → relevant document or group → gain above zero.
    pub relevant: BTreeMap<String, BTreeMap<String, f64>>,
}

impl JudgedSet {
    /// Reads the plain form: tab-separated queries and corpus without header, judgements separated by blanks.
    pub fn read(queries: &Path, corpus: &Path, qrels: &Path) -> Result<Self> {
        let mut set = Self::default();
        let mut seen = BTreeSet::new();
        for (line, text) in &lines(queries)? {
            let line = *line;
            let mut cells = text.split('\t');
            match (cells.next(), cells.next()) {
                (Some(id), Some(text)) => {
                    check_id(queries, line, "query", id, &mut seen)?;
                    set.queries.push((id.to_owned(), text.to_owned()));
                }
                _ => {
                    return Err(fault(
                        queries,
                        line,
                        "expected `query id, text` with a tab between",
                    ));
                }
            }
        }
        seen.clear();
        for (line, text) in &lines(corpus)? {
            let line = *line;
            let mut cells = text.split('\t');
            match (cells.next(), cells.next(), cells.next()) {
                (Some(id), Some(text), group) => {
                    check_id(corpus, line, "document", id, &mut seen)?;
                    set.documents.push(Document {
                        id: id.to_owned(),
                        text: text.to_owned(),
                        group: group.unwrap_or_default().trim().to_owned(),
                    });
                }
                _ => {
                    return Err(fault(
                        corpus,
                        line,
                        "expected `document id, text, group` with tabs between",
                    ));
                }
            }
        }
        set.relevant = read_qrels(qrels)?;
        set.check(qrels)?;
        Ok(set)
    }

    /// Judgements that name nothing of the other files would score 0 without a word.
    fn check(&self, qrels: &Path) -> Result<()> {
        let mismatch = |reason: &str| {
            Err(Error::JudgedSet { path: qrels.to_owned(), line: 1, reason: reason.to_owned() })
        };
        if self.queries.is_empty() || self.relevant.is_empty() {
            return Ok(());
        }
        if !self.queries.iter().any(|(id, _)| self.relevant.contains_key(id)) {
            return mismatch("no judgement names a query of the file of queries");
        }
        let targets: BTreeSet<&str> = self
            .documents
            .iter()
            .flat_map(|document| [document.id.as_str(), document.group.as_str()])
            .collect();
        let judged = self.relevant.values().flat_map(BTreeMap::keys);
        if !judged.into_iter().any(|target| targets.contains(target.as_str())) {
            return mismatch("no judgement names a document or a group of the corpus");
        }
        Ok(())
    }

    /// How the judgements want the set to be ranked.
    pub fn protocol(&self) -> Protocol {
        if self.documents.iter().all(|document| document.group.is_empty()) {
            return Protocol::Titles;
        }
        let documents: BTreeSet<&str> =
            self.documents.iter().map(|document| document.id.as_str()).collect();
        let is_about_documents = self
            .relevant
            .values()
            .flat_map(BTreeMap::keys)
            .any(|target| documents.contains(target.as_str()));
        if is_about_documents { Protocol::Raw } else { Protocol::ConceptFirst }
    }

    /// The groups, ascending, each once.
    pub fn group_names(&self) -> Vec<&str> {
        let names: BTreeSet<&str> = self
            .documents
            .iter()
            .map(|document| document.group.as_str())
            .filter(|group| !group.is_empty())
            .collect();
        names.into_iter().collect()
    }

    /// The taxonomy's languages whose script the queries use; both where they use neither.
    pub(crate) fn languages_asked(&self) -> Vec<Language> {
        let asked = languages(self.queries.iter().map(|query| query.1.as_str()));
        if asked.is_empty() { Language::ALL.to_vec() } else { asked }
    }

    /// The taxonomy's languages whose script the documents use.
    pub(crate) fn languages_there(&self) -> Vec<Language> {
        languages(self.documents.iter().map(|document| document.text.as_str()))
    }

    /// The relevant targets of a query.
    pub(crate) fn gains(&self, query: &str) -> Option<&BTreeMap<String, f64>> {
        self.relevant.get(query).filter(|gains| !gains.is_empty())
    }
}

fn languages<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Language> {
    let scripts: BTreeSet<Script> = texts.flat_map(tokens).map(|token| token.script).collect();
    [(Script::Arabic, Language::Arabic), (Script::Latin, Language::English)]
        .into_iter()
        .filter(|(script, _)| scripts.contains(script))
        .map(|(_, language)| language)
        .collect()
}

pub(crate) fn read_qrels(path: &Path) -> Result<BTreeMap<String, BTreeMap<String, f64>>> {
    let mut relevant: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    for (line, text) in &lines(path)? {
        let line = *line;
        let cells: Vec<&str> = text.split_whitespace().collect();
        let [query, _, target, gain] = cells.as_slice() else {
            return Err(fault(path, line, &format!("expected 4 columns, found {}", cells.len())));
        };
        let gain: f64 = gain.parse().map_err(|_| fault(path, line, "the gain is not a number"))?;
        if !gain.is_finite() {
            return Err(fault(path, line, "the gain is not a number"));
        }
        if gain > 0.0 {
            relevant.entry((*query).to_owned()).or_default().insert((*target).to_owned(), gain);
        }
    }
    Ok(relevant)
}

/// An id that can stand in a run file: not empty, without blanks, not given before.
fn check_id(
    path: &Path,
    line: usize,
    kind: &str,
    id: &str,
    seen: &mut BTreeSet<String>,
) -> Result<()> {
    if id.is_empty() || id.contains(char::is_whitespace) {
        return Err(fault(path, line, &format!("the id of a {kind} is empty or holds a blank")));
    }
    if !seen.insert(id.to_owned()) {
        return Err(fault(path, line, &format!("{kind} `{id}` stands there twice")));
    }
    Ok(())
}

/// The lines of a UTF-8 file with their numbers from 0, without their ends; blank ones are left out.
pub(crate) fn lines(path: &Path) -> Result<Vec<(usize, String)>> {
    let bytes = std::fs::read(path).map_err(|error| Error::read(path, error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|&byte| byte == b'\n').count() - 1;
        fault(path, line, "not UTF-8")
    })?;
    let all = text.trim_start_matches('\u{FEFF}').lines().enumerate();
    Ok(all
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| (at, line.to_owned()))
        .collect())
}

fn fault(path: &Path, line: usize, reason: &str) -> Error {
    Error::JudgedSet { path: path.to_owned(), line: line + 1, reason: reason.to_owned() }
}
