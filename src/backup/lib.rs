//! Backups: a home folder copied while it is served, checked by its hashes, and put back whole or not at all.
//!
//! A backup is a folder of plain files: `files/` as they lie in the home folder, `accounts.jsonl` with
//! the rows of the accounts (from SQLite or PostgreSQL alike), `manifest.json`, and `SHA256SUMS`, which
//! `sha256sum -c` checks without this program. Sealed files stay sealed, and no key is ever copied.

mod error;
mod manifest;
mod plan;
mod restore;
mod take;

pub use error::{Error, Result};
pub use manifest::{AccountsPart, FORMAT, FileEntry, MANIFEST, Manifest, read, verify};
pub use plan::Plan;
pub use restore::{AccountsTarget, RestoreRequest, restore};
pub use take::{Described, take};

/// How far it is: what is being worked on, bytes done and bytes in all.
pub type Progress<'a> = &'a (dyn Fn(&str, u64, u64) + Sync);

#[cfg(test)]
mod tests;
