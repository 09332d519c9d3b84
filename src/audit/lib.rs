//! The append-only, verifiable record of who did and saw what.
//!
//! Every entry is one line whose hash covers the entry and the hash of the line before, so that an edit,
//! a deletion in the middle or another order breaks the chain. Signed checkpoints, kept in a place of the
//! operator's choice, say how long the chain was and how it ended: they show a cut tail, a log put back
//! to an earlier state and a chain that somebody computed anew. Entries name people by opaque ids only, so
//! that an erased account leaves the record whole.

mod chain;
mod checkpoint;
mod entry;
mod error;
mod log;
mod verify;

pub use checkpoint::{Checkpoint, PublicKey, SigningKey, read_checkpoints, write_checkpoint};
pub use entry::{Action, Actor, Entry, Event, Outcome, Subject};
pub use error::{Error, Result};
pub use log::{Log, Receipt};
pub use verify::{Finding, Report, Segment, verify, verify_segments};

#[cfg(test)]
mod tests;
