//! Files that are whole or absent: every durable step of the house in one place, where tests can make it fail.
//!
//! A step is a call after which something must survive a kill: creating, writing, syncing or renaming
//! a file, or committing to a table. Each has a name such as `rows/rename`. In builds with debug
//! assertions the environment variable `MIZAN_FAULT` makes one of them end the process or fail like a
//! full or broken disk, see [`Fault`]; release builds hold none of this.

mod fault;
mod file;

pub use fault::{Fault, Harm, Place};
pub use file::{DurableFile, rename, sync_folder, write_whole};

/// Announces the durable step `<kind>/<act>`; fails where a fault is set for it.
///
/// # Errors
///
/// The injected error: a full disk or a failed device.
#[inline]
pub fn step(kind: &str, act: &str) -> std::io::Result<()> {
    if cfg!(debug_assertions) { fault::reach(kind, act) } else { Ok(()) }
}

/// Whether an error says that the disk is full.
pub fn is_disk_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}

#[cfg(test)]
mod tests;
