//! Follows the whole chain and holds it against the signed checkpoints; reads only.

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::chain::{Head, Line, link, to_hex};
use crate::checkpoint::{Checkpoint, PublicKey, read_checkpoints};
use crate::entry::{Action, Entry};
use crate::log::segments;
use crate::{Error, Result};

/// One file of the log: the entry it begins with by its name, and its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a> {
    /// Sequence of the first entry, from the file's name.
    pub first: u64,
    /// Content.
    pub bytes: &'a [u8],
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Finding {
    /// A line is no entry.
    Malformed {
        /// Place where the entry should be.
        sequence: u64,
    },
    /// An entry is not what its hash was made of, or does not follow the entry before.
    Edited {
        /// Place of the entry.
        sequence: u64,
    },
    /// Entries are missing, doubled or in another order.
    Order {
        /// Place that comes next.
        expected: u64,
        /// Place that stands there.
        found: u64,
    },
    /// An entry claims an earlier time than the one before.
    Time {
        /// Place of the entry.
        sequence: u64,
    },
    /// The last line is cut: an interrupted write, which the next start sets aside, or a cut by hand.
    Torn {
        /// Bytes after the last whole line.
        bytes: u64,
    },
    /// A checkpoint saw more entries than there are: the end was cut off or the log put back.
    Truncated {
        /// Entries the checkpoint saw.
        signed: u64,
        /// Entries there are.
        size: u64,
    },
    /// A checkpoint saw another entry at its place: the chain was computed anew.
    Rewritten {
        /// Entries the checkpoint saw.
        signed: u64,
    },
    /// A checkpoint of another log, or one whose signature no known key made.
    Checkpoint {
        /// File.
        file: String,
    },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed { sequence } => write!(out, "entry {sequence}: the line is no entry"),
            Self::Edited { sequence } => {
                write!(out, "entry {sequence}: it is not what was recorded there")
            }
            Self::Order { expected, found } => {
                write!(out, "entry {expected} should follow and entry {found} stands there")
            }
            Self::Time { sequence } => {
                write!(out, "entry {sequence}: it claims an earlier time than the one before")
            }
            Self::Torn { bytes } => write!(
                out,
                "the last {bytes} bytes are no whole entry (an interrupted write; the next start \
                 sets them aside)"
            ),
            Self::Truncated { signed, size } => {
                write!(out, "a checkpoint saw {signed} entries, and there are {size}")
            }
            Self::Rewritten { signed } => {
                write!(out, "a checkpoint saw another entry {signed}: the log was written anew")
            }
            Self::Checkpoint { file } => write!(
                out,
                "checkpoint `{file}` was signed for another log or by a key that is not known"
            ),
        }
    }
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Name of the log.
    pub log: String,
    /// Entries.
    pub entries: u64,
    /// Hash of the last one, hexadecimal.
    pub head: String,
    /// Checkpoints whose signature holds.
    pub checkpoints: u64,
    /// Entries the newest checkpoint covers; those after it could be cut off without trace.
    pub covered: u64,
    /// Everything that is not as it was written; empty where the log is whole.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether everything is as it was written.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Verifies the log of a folder against the notes of a place for checkpoints.
pub fn verify(folder: &Path, checkpoints: &Path, keys: &[PublicKey]) -> Result<Report> {
    if !folder.exists() {
        let reason = "there is no such folder";
        return Err(Error::file("read", folder, &reason));
    }
    // Notes first: one that is signed while we read would speak of entries we have not seen.
    let notes = read_checkpoints(checkpoints)?;
    // Nobody writes while we read; a copy of the folder without its lock is read as it is.
    let lock = fs::File::open(folder.join("lock"));
    if let Ok(lock) = &lock {
        let _ = lock.lock_shared();
    }
    let mut files = Vec::new();
    for (first, path) in segments(folder)? {
        let bytes = fs::read(&path).map_err(|error| Error::file("read", &path, &error))?;
        files.push((first, bytes));
    }
    let parts: Vec<Segment<'_>> =
        files.iter().map(|(first, bytes)| Segment { first: *first, bytes }).collect();
    drop(lock);
    Ok(verify_segments(&parts, &notes, keys))
}

/// Verifies segments in their order against notes, given as file name and text.
pub fn verify_segments(
    segments: &[Segment<'_>],
    notes: &[(String, String)],
    keys: &[PublicKey],
) -> Report {
    let mut findings = Vec::new();
    let mut signed: Vec<Checkpoint> = Vec::new();
    for (file, note) in notes {
        match Checkpoint::open(note, keys) {
            Some(checkpoint) => signed.push(checkpoint),
            None => findings.push(Finding::Checkpoint { file: file.clone() }),
        }
    }
    signed.sort_by_key(|checkpoint| checkpoint.size);
    let mut walk = Walk { head: Head::start(), name: String::new(), findings, seen: 0 };
    let mut waiting = signed.iter().peekable();
    for segment in segments {
        let expected = walk.head.size.saturating_add(1);
        if segment.first != expected {
            let found = segment.first;
            walk.findings.push(Finding::Order { expected, found });
        }
        let mut rest = segment.bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            walk.step(&rest[..end]);
            rest = &rest[end + 1..];
            while let Some(checkpoint) =
                waiting.next_if(|checkpoint| checkpoint.size <= walk.head.size)
            {
                let is_same =
                    checkpoint.size == walk.head.size && checkpoint.hash == walk.head.hash;
                if !is_same {
                    walk.findings.push(Finding::Rewritten { signed: checkpoint.size });
                }
            }
        }
        if !rest.is_empty() {
            walk.findings.push(Finding::Torn { bytes: rest.len() as u64 });
        }
    }
    for checkpoint in waiting {
        let (signed, size) = (checkpoint.size, walk.head.size);
        walk.findings.push(Finding::Truncated { signed, size });
    }
    for checkpoint in signed.iter().filter(|checkpoint| checkpoint.log != walk.name) {
        let file = format!("{}-{:012}.note", checkpoint.log, checkpoint.size);
        walk.findings.push(Finding::Checkpoint { file });
    }
    Report {
        log: walk.name,
        entries: walk.seen,
        head: to_hex(&walk.head.hash),
        checkpoints: signed.len() as u64,
        covered: signed.last().map_or(0, |checkpoint| checkpoint.size),
        findings: walk.findings,
    }
}

struct Walk {
    head: Head,
    name: String,
    findings: Vec<Finding>,
    seen: u64,
}

impl Walk {
    fn step(&mut self, line: &[u8]) {
        self.seen += 1;
        let expected = self.head.size.saturating_add(1);
        let Some(line) = Line::read(line) else {
            self.findings.push(Finding::Malformed { sequence: expected });
            self.head.size = expected;
            return;
        };
        if line.sequence != expected {
            self.findings.push(Finding::Order { expected, found: line.sequence });
        }
        if line.at_micros < self.head.at_micros {
            self.findings.push(Finding::Time { sequence: line.sequence });
        }
        if link(&self.head.hash, line.covered) != line.hash {
            self.findings.push(Finding::Edited { sequence: line.sequence });
        }
        if line.sequence == 1 {
            let entry = Entry::read(1, line.at_micros, line.event);
            self.name = entry
                .filter(|entry| entry.event.action == Action::LogOpened)
                .and_then(|entry| entry.event.details.get("log").cloned())
                .unwrap_or_default();
        }
        // Going on from what stands there finds the next edit too, not only the first.
        self.head = Head { size: line.sequence, hash: line.hash, at_micros: line.at_micros };
    }
}
