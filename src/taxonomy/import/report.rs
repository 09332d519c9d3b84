//! What an import read, kept and refused.

use std::collections::BTreeMap;

use serde::Serialize;

/// The report on an import, file by file in the order of reading.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ImportReport {
    /// One entry per file.
    pub files: Vec<FileReport>,
    /// Files of the folders that are not part of the layout or of another language.
    pub ignored: Vec<String>,
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FileReport {
    /// The file.
    pub path: String,
    /// Rows read, without the header.
    pub rows_read: usize,
    /// Rows kept.
    pub rows_kept: usize,
    /// Rows refused, by reason.
    pub refused: BTreeMap<&'static str, usize>,
    /// The first refused rows of the file.
    pub examples: Vec<Refusal>,
    /// Findings that refuse nothing.
    pub notes: Vec<String>,
}

/// One refused row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The file.
    pub path: String,
    /// Line on which the row starts, from 1.
    pub line: u64,
    /// Why it was refused.
    pub reason: &'static str,
}

impl ImportReport {
    /// Rows refused in all files.
    pub fn rows_refused(&self) -> usize {
        self.files.iter().map(FileReport::rows_refused).sum()
    }

    /// The first refused rows of every file.
    pub fn examples(&self) -> impl Iterator<Item = &Refusal> {
        self.files.iter().flat_map(|file| &file.examples)
    }
}

impl FileReport {
    /// Rows refused.
    pub fn rows_refused(&self) -> usize {
        self.rows_read - self.rows_kept
    }
}
