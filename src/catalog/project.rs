//! Where the declarations are read from: embedded in the program, or a folder given with `--project`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::{Error, Result};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../pipelines");

/// The declarations of one installation.
#[derive(Debug, Clone, Default)]
pub enum Project {
    /// Those the program was built with.
    #[default]
    Embedded,
    /// The folder that holds `pipelines/`.
    Folder(PathBuf),
}

impl Project {
    /// All files of one folder below `pipelines/` with an ending, by file name in order.
    pub fn files(&self, folder: &str, extension: &str) -> Result<BTreeMap<String, String>> {
        let files = match self {
            Self::Embedded => embedded_files(folder),
            Self::Folder(root) => folder_files(&root.join("pipelines").join(folder))?,
        };
        let suffix = format!(".{extension}");
        Ok(files.into_iter().filter(|(name, _)| name.ends_with(&suffix)).collect())
    }
}

fn embedded_files(folder: &str) -> BTreeMap<String, String> {
    let Some(directory) = EMBEDDED.get_dir(folder) else {
        return BTreeMap::new();
    };
    directory
        .files()
        .filter_map(|file| {
            let name = file.path().file_name()?.to_str()?.to_owned();
            Some((name, file.contents_utf8()?.to_owned()))
        })
        .collect()
}

fn folder_files(folder: &Path) -> Result<BTreeMap<String, String>> {
    let unreadable = |path: &Path, error: std::io::Error| Error::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if path.is_file() && !name.starts_with('.') {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            files.insert(name.to_owned(), text);
        }
    }
    Ok(files)
}
