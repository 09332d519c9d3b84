//! Keeps the taxonomy of an installation: the starter, and what was imported beside it.

use std::fs;
use std::path::PathBuf;

use mizan_catalog::Project;
use mizan_taxonomy::{ImportReport, Taxonomy};
use mizan_warehouse::{Home, Vintage};
use serde::{Deserialize, Serialize};

use crate::fingerprint::fingerprint;
use crate::{Error, Result};

/// What the compact file was made from.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Origin {
    starter: String,
    folders: Vec<PathBuf>,
}

/// Loads the compact file, making it anew where the starter has changed.
pub(crate) fn load(home: &Home, project: &Project) -> Result<Taxonomy> {
    let folder = home.taxonomy();
    let origin = fs::read_to_string(folder.join("origin.json"))
        .ok()
        .and_then(|text| serde_json::from_str::<Origin>(&text).ok())
        .unwrap_or_default();
    let compact = folder.join("taxonomy.bin");
    let is_current = origin.starter == starter_fingerprint(project)?;
    let is_lost = origin.folders.iter().any(|folder| !folder.exists());
    if compact.exists() && (is_current || is_lost) {
        return Ok(Taxonomy::load(&compact)?);
    }
    import(home, project, &origin.folders)?;
    Ok(Taxonomy::load(&compact)?)
}

/// Keeps the compact file under its hash, so that a vintage finds the taxonomy it was built with
/// whatever is imported later.
pub(crate) fn keep(home: &Home, fingerprint: &str) -> Result<()> {
    let (current, kept) = (home.taxonomy().join("taxonomy.bin"), kept_path(home, fingerprint));
    if kept.exists() {
        return Ok(());
    }
    // A later import renames a new file into place and leaves this one as it is.
    if fs::hard_link(&current, &kept).is_ok() {
        return Ok(());
    }
    let part = kept.with_extension("part");
    fs::copy(&current, &part)
        .and_then(|_| fs::rename(&part, &kept))
        .map_err(|error| Error::io("write", &kept, &error))
}

/// Loads the taxonomy a vintage was built with.
pub(crate) fn load_of(home: &Home, project: &Project, vintage: &Vintage) -> Result<Taxonomy> {
    if vintage.taxonomy.is_empty() {
        return load(home, project);
    }
    let kept = kept_path(home, &vintage.taxonomy);
    if !kept.exists() {
        return Err(Error::TaxonomyLost { vintage: vintage.id.clone(), path: kept });
    }
    Ok(Taxonomy::load(&kept)?)
}

fn kept_path(home: &Home, fingerprint: &str) -> PathBuf {
    let short: String = fingerprint.chars().take(16).collect();
    home.taxonomy().join(format!("{short}.bin"))
}

/// Reads the starter and further folders into one compact file.
pub(crate) fn import(home: &Home, project: &Project, folders: &[PathBuf]) -> Result<ImportReport> {
    let folder = home.taxonomy();
    let starter = folder.join("starter");
    fs::create_dir_all(&starter).map_err(|error| Error::io("create", &starter, &error))?;
    for (name, text) in project.files("taxonomy", "csv")? {
        let path = starter.join(name);
        fs::write(&path, text).map_err(|error| Error::io("write", &path, &error))?;
    }
    let folders = folders
        .iter()
        .map(|folder| fs::canonicalize(folder).map_err(|error| Error::io("read", folder, &error)))
        .collect::<Result<Vec<PathBuf>>>()?;
    let all: Vec<PathBuf> = std::iter::once(starter).chain(folders.iter().cloned()).collect();
    let (taxonomy, report) = Taxonomy::import(&all)?;
    taxonomy.save(&folder.join("taxonomy.bin"))?;
    let origin = Origin { starter: starter_fingerprint(project)?, folders };
    let path = folder.join("origin.json");
    let text = serde_json::to_string_pretty(&origin).unwrap_or_default();
    fs::write(&path, text).map_err(|error| Error::io("write", &path, &error))?;
    Ok(report)
}

fn starter_fingerprint(project: &Project) -> Result<String> {
    let files = project.files("taxonomy", "csv")?;
    Ok(fingerprint(files.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()])))
}

/// Hash of the compact file: everything the index takes from the taxonomy.
pub(crate) fn fingerprint_of(home: &Home) -> Result<String> {
    let path = home.taxonomy().join("taxonomy.bin");
    let bytes = fs::read(&path).map_err(|error| Error::io("read", &path, &error))?;
    Ok(crate::fingerprint::fingerprint_of_bytes(&bytes))
}
