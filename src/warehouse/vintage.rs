//! Vintages: small manifests that pin the version and the files of every table readers see.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::home::write_atomically;
use crate::{Error, Home, Result};

/// One published state of all tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vintage {
    /// Id, `YYYY-MM-DD.N`.
    pub id: String,
    /// When it was published, RFC 3339 in UTC.
    pub published_at: String,
    /// Latest reference month of the deliveries in it, `YYYY-MM`.
    pub as_of_month: String,
    /// Version of the program that built it.
    pub program: String,
    /// Hash of everything it was made from; an equal one need not be built again.
    pub fingerprint: String,
    /// Hash of the taxonomy its index was built with; empty in vintages of older programs.
    #[serde(default)]
    pub taxonomy: String,
    /// Tables by name.
    pub tables: BTreeMap<String, VintageTable>,
}

/// One table of a vintage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VintageTable {
    /// Version of the Delta log.
    pub version: u64,
    /// Rows.
    pub rows: u64,
    /// Hash of the query and of all it reads.
    pub fingerprint: String,
    /// Parquet files relative to the home folder.
    pub files: Vec<String>,
}

/// The vintages and releases of a home folder.
#[derive(Debug, Clone)]
pub struct Vintages {
    home: Home,
}

impl Vintages {
    /// The vintages of a home folder.
    pub fn new(home: &Home) -> Self {
        Self { home: home.clone() }
    }

    /// Ids of all vintages, oldest first.
    pub fn list(&self) -> Result<Vec<String>> {
        ids(&self.home.root().join("vintages"))
    }

    /// Ids of all releases, oldest first.
    pub fn releases(&self) -> Result<Vec<String>> {
        ids(&self.home.root().join("releases"))
    }

    /// The id the next vintage of a day gets.
    pub fn next_id(&self, day: &str) -> Result<String> {
        let newest = self
            .list()?
            .iter()
            .filter_map(|id| id.strip_prefix(day)?.strip_prefix('.')?.parse::<u32>().ok())
            .max()
            .unwrap_or(0);
        Ok(format!("{day}.{}", newest + 1))
    }

    /// Publishes a vintage: its manifest first, then the pointer readers follow.
    pub fn publish(&self, vintage: &Vintage) -> Result<()> {
        write_atomically(&self.manifest("vintages", &vintage.id), to_json(vintage).as_bytes())?;
        write_atomically(&self.home.root().join("published"), vintage.id.as_bytes())
    }

    /// Freezes a vintage for the public.
    pub fn release(&self, id: &str) -> Result<Vintage> {
        let vintage = self.get(id)?;
        write_atomically(&self.manifest("releases", id), to_json(&vintage).as_bytes())?;
        write_atomically(&self.home.root().join("released"), id.as_bytes())?;
        Ok(vintage)
    }

    /// Puts an earlier release back in front of the public.
    pub fn put_back(&self, id: &str) -> Result<Vintage> {
        let path = self.manifest("releases", id);
        if !is_id(id) || !path.exists() {
            return Err(Error::UnknownVintage { id: id.to_owned(), known: self.releases()? });
        }
        write_atomically(&self.home.root().join("released"), id.as_bytes())?;
        read(&path)
    }

    /// A vintage by id.
    pub fn get(&self, id: &str) -> Result<Vintage> {
        let path = self.manifest("vintages", id);
        if is_id(id) && path.exists() {
            return read(&path);
        }
        let mut known = self.list()?;
        let recent = known.len().saturating_sub(5);
        known.drain(..recent);
        Err(Error::UnknownVintage { id: id.to_owned(), known })
    }

    /// The vintage readers see, or `None` before the first build.
    pub fn published(&self) -> Result<Option<Vintage>> {
        self.pointed("published", "vintages")
    }

    /// The release the public sees, or `None` before the first.
    pub fn released(&self) -> Result<Option<Vintage>> {
        self.pointed("released", "releases")
    }

    fn pointed(&self, pointer: &str, folder: &str) -> Result<Option<Vintage>> {
        let path = self.home.root().join(pointer);
        match fs::read_to_string(&path) {
            Ok(id) => read(&self.manifest(folder, id.trim())).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read", &path, &error)),
        }
    }

    fn manifest(&self, folder: &str, id: &str) -> PathBuf {
        self.home.root().join(folder).join(format!("{id}.json"))
    }
}

fn is_id(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
}

fn to_json(vintage: &Vintage) -> String {
    serde_json::to_string_pretty(vintage).unwrap_or_default()
}

fn read(path: &Path) -> Result<Vintage> {
    let text = fs::read_to_string(path).map_err(|error| Error::io("read", path, &error))?;
    serde_json::from_str(&text).map_err(|error| Error::Io {
        action: "read",
        path: path.to_owned(),
        reason: format!("damaged manifest: {error}"),
    })
}

/// Ids in a folder of manifests, ordered by day and number.
fn ids(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io("read", folder, &error)),
    };
    let mut ids: Vec<String> = entries
        .filter_map(|entry| {
            entry.ok()?.file_name().to_str()?.strip_suffix(".json").map(str::to_owned)
        })
        .collect();
    ids.sort_by_key(|id| {
        let (day, number) = id.split_once('.').unwrap_or((id, "0"));
        (day.to_owned(), number.parse::<u32>().unwrap_or(0))
    });
    Ok(ids)
}
