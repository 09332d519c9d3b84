//! An open index: the engine's postings beside the openings themselves in memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mizan_domain::occupation;
use mizan_matching::{Opening, SkillGraph, UnknownCode, Weights};
use serde::Serialize;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{Index, InvertedIndexReader, TantivyDocument, Term};

use crate::analyse::register;
use crate::memory::{Pool, Table};
use crate::schema::{FORMAT, Fields, schema};
use crate::skills::SkillPostings;
use crate::writer::{META_FILE, Meta};
use crate::{Error, OpeningDocument, Result};

/// What an index is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexInfo {
    /// Folder it lies in.
    pub folder: PathBuf,
    /// Vintage it was built from.
    pub vintage: String,
    /// Openings in it.
    pub openings: usize,
}

/// An open index of openings.
///
/// Postings are read from the engine's files; the openings are held in memory in the order of the
/// index, so that scoring never waits for a document.
pub struct SearchIndex<G> {
    info: IndexInfo,
    pub(crate) graph: Arc<G>,
    pub(crate) weights: Weights,
    pub(crate) fields: Fields,
    pub(crate) words: Arc<InvertedIndexReader>,
    pub(crate) stems: Arc<InvertedIndexReader>,
    pub(crate) labels: Arc<InvertedIndexReader>,
    pub(crate) trigrams: Arc<InvertedIndexReader>,
    pub(crate) skill_postings: SkillPostings,
    pub(crate) occupations: Arc<InvertedIndexReader>,
    pub(crate) table: Table,
    pub(crate) pool: Pool,
    by_id: BTreeMap<String, u32>,
}

impl<G> std::fmt::Debug for SearchIndex<G> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SearchIndex").field("info", &self.info).finish_non_exhaustive()
    }
}

impl<G: SkillGraph> SearchIndex<G> {
    /// Opens the index of a vintage; another vintage or format is an error.
    ///
    /// `weights` should be those of the requests: by them the index picks what is worth scoring.
    pub fn open(folder: &Path, vintage: &str, graph: Arc<G>, weights: Weights) -> Result<Self> {
        let meta = read_meta(folder)?;
        if meta.vintage != vintage {
            return Err(Error::OtherVintage {
                folder: folder.to_owned(),
                found: meta.vintage,
                expected: vintage.to_owned(),
            });
        }
        let index = Index::open_in_dir(folder).map_err(|error| damaged(folder, error))?;
        register(index.tokenizers());
        let (expected, fields) = schema();
        if index.schema() != expected {
            return Err(damaged(folder, "its fields are not those of its format"));
        }
        let searcher = index.reader()?.searcher();
        let [segment] = searcher.segment_readers() else {
            if meta.openings == 0 {
                return Ok(Self::empty(folder, meta, graph, weights, fields));
            }
            return Err(damaged(folder, "it does not hold exactly one segment"));
        };
        if segment.max_doc() as usize != meta.openings {
            return Err(damaged(folder, "it does not hold the openings its meta file counts"));
        }
        let store = segment.get_store_reader(0)?;
        let openings = store
            .iter::<TantivyDocument>(None)
            .map(|document| read_opening(folder, fields, &document?, graph.as_ref()))
            .collect::<Result<Vec<Opening>>>()?;
        let by_id = openings
            .iter()
            .enumerate()
            .map(|(place, opening)| (opening.id.clone(), place as u32))
            .collect();
        Ok(Self {
            info: info(folder, meta),
            fields,
            words: segment.inverted_index(fields.words)?,
            stems: segment.inverted_index(fields.stems)?,
            labels: segment.inverted_index(fields.labels)?,
            trigrams: segment.inverted_index(fields.trigrams)?,
            skill_postings: SkillPostings::new(&openings, graph.as_ref(), &weights),
            occupations: segment.inverted_index(fields.occupations)?,
            table: Table::new(openings, graph.as_ref(), &weights),
            pool: Pool::default(),
            by_id,
            graph,
            weights,
        })
    }

    fn empty(folder: &Path, meta: Meta, graph: Arc<G>, weights: Weights, fields: Fields) -> Self {
        let none = || Arc::new(InvertedIndexReader::empty(IndexRecordOption::WithFreqs));
        Self {
            info: info(folder, meta),
            fields,
            words: none(),
            stems: none(),
            labels: none(),
            trigrams: none(),
            skill_postings: SkillPostings::default(),
            occupations: none(),
            table: Table::new(Vec::new(), graph.as_ref(), &weights),
            pool: Pool::default(),
            by_id: BTreeMap::new(),
            graph,
            weights,
        }
    }

    /// What the index is of.
    pub fn info(&self) -> &IndexInfo {
        &self.info
    }

    /// All openings, in the order of the index.
    pub fn openings(&self) -> &[Opening] {
        self.table.openings()
    }

    /// The opening with this number.
    pub fn opening(&self, id: &str) -> Option<&Opening> {
        self.by_id.get(id).map(|place| &self.table.openings()[*place as usize])
    }

    /// Checks occupation codes of filters: a code that no opening has is an error that names the
    /// nearest one that some opening has.
    pub fn check_occupations(&self, codes: &[String]) -> Result<()> {
        let known = || self.table.occupation_codes().iter().map(String::as_str);
        for code in codes {
            let is_known = occupation::is_isco_code(code)
                && known().any(|known| known.starts_with(code.as_str()));
            if !is_known {
                return Err(UnknownCode::new("occupation", code, known()).into());
            }
        }
        Ok(())
    }

    /// Numbers of skills from their codes; an unknown one is an error that names the nearest.
    pub fn skills_by_code(&self, codes: &[String]) -> Result<Vec<u32>> {
        let known = || (0..self.graph.skill_count() as u32).map(|skill| self.graph.code(skill));
        let found = codes.iter().map(|code| {
            let skill = self.graph.skill_by_code(code);
            skill.ok_or_else(|| UnknownCode::new("skill", code, known()).into())
        });
        found.collect()
    }
}

fn info(folder: &Path, meta: Meta) -> IndexInfo {
    IndexInfo { folder: folder.to_owned(), vintage: meta.vintage, openings: meta.openings }
}

fn read_meta(folder: &Path) -> Result<Meta> {
    let path = folder.join(META_FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::Missing { folder: folder.to_owned() });
        }
        Err(source) => return Err(Error::Disk { path, source }),
    };
    // The format first, so that a later layout is named as such.
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| damaged(folder, error))?;
    let found = value["format"].as_u64().unwrap_or(0) as u32;
    if found != FORMAT {
        return Err(Error::OtherFormat { folder: folder.to_owned(), found, expected: FORMAT });
    }
    serde_json::from_value(value).map_err(|error| damaged(folder, error))
}

fn read_opening(
    folder: &Path,
    fields: Fields,
    document: &TantivyDocument,
    graph: &impl SkillGraph,
) -> Result<Opening> {
    let bytes = document.get_first(fields.document).and_then(|value| value.as_bytes());
    let bytes = bytes.ok_or_else(|| damaged(folder, "an opening is not stored"))?;
    let document: OpeningDocument =
        serde_json::from_slice(bytes).map_err(|error| damaged(folder, error))?;
    Ok(document.into_opening(graph))
}

fn damaged(folder: &Path, reason: impl ToString) -> Error {
    Error::Damaged { folder: folder.to_owned(), reason: reason.to_string() }
}

/// Visits the documents of a term with their frequencies, block by block; returns how many there are.
pub(crate) fn for_each_posting(
    reader: &InvertedIndexReader,
    term: &Term,
    record: IndexRecordOption,
    mut visit: impl FnMut(u32, u32),
) -> Result<u32> {
    let Some(mut postings) = reader.read_block_postings(term, record)? else { return Ok(0) };
    let count = postings.doc_freq();
    while postings.block_len() > 0 {
        if record.has_freq() {
            for (document, frequency) in postings.docs().iter().zip(postings.freqs()) {
                visit(*document, *frequency);
            }
        } else {
            postings.docs().iter().for_each(|document| visit(*document, 1));
        }
        postings.advance();
    }
    Ok(count)
}
