//! Building an index: documents are sorted, written to a folder beside the target, and moved there when complete.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::{Index, TantivyDocument};

use crate::analyse::register;
use crate::schema::{FORMAT, Fields, schema};
use crate::{Error, OpeningDocument, Result};

/// File that names the vintage.
pub(crate) const META_FILE: &str = "mizan-index.json";

/// Memory of the writer before it must stop; far above what a national market needs.
const WRITER_BYTES: usize = 2_000_000_000;

/// What the meta file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meta {
    pub(crate) format: u32,
    pub(crate) vintage: String,
    pub(crate) openings: usize,
}

/// What a build did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BuildReport {
    /// Openings in the index.
    pub openings: usize,
    /// Seconds taken.
    pub seconds: f64,
    /// Size of the folder.
    pub bytes: u64,
}

/// Builds the index of one vintage in `folder`, replacing what lies there.
///
/// Readers see the old index or the new one, never a part: everything is written to a folder beside
/// it, flushed, and renamed. The same documents give the same order whatever order they come in.
pub fn build_index(
    folder: &Path,
    vintage: &str,
    documents: impl IntoIterator<Item = OpeningDocument>,
) -> Result<BuildReport> {
    let start = Instant::now();
    let mut documents: Vec<OpeningDocument> =
        documents.into_iter().map(OpeningDocument::check).collect::<Result<_>>()?;
    // By governorate, so that a filter reads one stretch; then in the order that wins ties.
    documents.sort_unstable_by(|one, other| {
        (one.governorate_code.cmp(&other.governorate_code))
            .then_with(|| other.posted_on.cmp(&one.posted_on))
            .then_with(|| one.id.cmp(&other.id))
    });
    refuse_repeated(&documents)?;

    let staging = beside(folder, "new");
    remove(&staging)?;
    fs::create_dir_all(&staging).map_err(|source| disk(&staging, source))?;
    write_index(&staging, &documents)?;
    let meta = Meta { format: FORMAT, vintage: vintage.to_owned(), openings: documents.len() };
    let text = serde_json::to_string_pretty(&meta).map_err(|error| disk(&staging, error.into()))?;
    let meta_path = staging.join(META_FILE);
    fs::write(&meta_path, text + "\n").map_err(|source| disk(&meta_path, source))?;
    let bytes = flush(&staging)?;
    swap(&staging, folder)?;
    let seconds = start.elapsed().as_secs_f64();
    let openings = documents.len();
    tracing::info!(
        index.vintage = vintage,
        openings,
        bytes,
        "built index of `{openings}` openings"
    );
    Ok(BuildReport { openings, seconds, bytes })
}

fn refuse_repeated(documents: &[OpeningDocument]) -> Result<()> {
    let mut ids: Vec<&str> = documents.iter().map(|document| document.id.as_str()).collect();
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Error::RepeatedOpening { id: pair[0].to_owned() }),
        None => Ok(()),
    }
}

fn write_index(folder: &Path, documents: &[OpeningDocument]) -> Result<()> {
    let (schema, fields) = schema();
    let directory = MmapDirectory::open(folder)
        .map_err(|error| disk(folder, std::io::Error::other(error.to_string())))?;
    // One segment in our own order: no merge, and one lookup per term.
    let builder = Index::builder().schema(schema);
    let manager = tantivy::tokenizer::TokenizerManager::default();
    register(&manager);
    let mut writer =
        builder.tokenizers(manager).single_segment_index_writer(directory, WRITER_BYTES)?;
    for document in documents {
        writer.add_document(fields_of(fields, folder, document)?)?;
    }
    writer.finalize()?;
    Ok(())
}

fn fields_of(fields: Fields, folder: &Path, document: &OpeningDocument) -> Result<TantivyDocument> {
    let mut indexed = TantivyDocument::default();
    indexed.add_text(fields.words, &document.title);
    if !document.employer.is_empty() {
        indexed.add_text(fields.words, &document.employer);
    }
    indexed.add_text(fields.stems, &document.title);
    indexed.add_text(fields.trigrams, &document.title);
    for label in &document.labels {
        indexed.add_text(fields.labels, label);
    }
    if let Some(code) = &document.occupation_code {
        for digits in 2..=code.len() {
            indexed.add_text(fields.occupations, &code[..digits]);
        }
    }
    let bytes = serde_json::to_vec(document).map_err(|error| disk(folder, error.into()))?;
    indexed.add_bytes(fields.document, &bytes);
    Ok(indexed)
}

/// Flushes every file and the folder to disk; returns their size.
fn flush(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(|source| disk(folder, source))? {
        let path = entry.map_err(|source| disk(folder, source))?.path();
        let file = fs::File::open(&path).map_err(|source| disk(&path, source))?;
        file.sync_all().map_err(|source| disk(&path, source))?;
        bytes += file.metadata().map_err(|source| disk(&path, source))?.len();
    }
    sync_folder(folder)?;
    Ok(bytes)
}

/// Puts the new folder in the place of the old one.
fn swap(staging: &Path, folder: &Path) -> Result<()> {
    let old = beside(folder, "old");
    remove(&old)?;
    if folder.exists() {
        fs::rename(folder, &old).map_err(|source| disk(folder, source))?;
    }
    fs::rename(staging, folder).map_err(|source| disk(folder, source))?;
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        sync_folder(parent)?;
    }
    remove(&old)
}

fn sync_folder(folder: &Path) -> Result<()> {
    let opened = fs::File::open(folder).and_then(|opened| opened.sync_all());
    opened.map_err(|source| disk(folder, source))
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(disk(folder, source)),
        _ => Ok(()),
    }
}

fn beside(folder: &Path, kind: &str) -> PathBuf {
    let name = folder.file_name().map_or_else(|| "index".into(), |name| name.to_string_lossy());
    folder.with_file_name(format!(".{name}.{kind}"))
}

fn disk(path: &Path, source: std::io::Error) -> Error {
    Error::Disk { path: path.to_owned(), source }
}
