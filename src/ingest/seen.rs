//! Remembers the rows of a delivery in bounded memory and tells which of them repeat an earlier one.
//!
//! The last one to two windows of rows are held in memory. When the younger is full, the hashes of the
//! elder go to a sealed file without a name; a row whose first like lies there is then taken for new.
//! At the end the spilled hashes are compared part by part. Where a row was wrongly taken for new, the
//! delivery is read a second time with the verdicts now known, two bits a row.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::key::Sealer;
use crate::row_key::RowKey;
use crate::spill::{Entry as Spilled, PARTS, Spill};

/// What an earlier row makes of this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repetition {
    New,
    /// Same key, same content.
    Duplicate,
    /// Same key, other content.
    Contradiction,
}

/// Rows of a window: seven eighths of 2²³ places of 17 bytes, 143 MB.
pub(crate) const WINDOW_ROWS: usize = 7 << 20;

/// The verdicts over the rows in their order, two bits each.
#[derive(Debug, Default)]
pub(crate) struct Verdicts {
    words: Vec<u64>,
    rows: u64,
}

impl Verdicts {
    fn push(&mut self, verdict: Repetition) {
        if self.rows.is_multiple_of(32) {
            self.words.push(0);
        }
        self.rows += 1;
        self.set(self.rows - 1, verdict);
    }

    fn set(&mut self, row: u64, verdict: Repetition) {
        let bits = match verdict {
            Repetition::New => 0,
            Repetition::Duplicate => 1,
            Repetition::Contradiction => 2,
        };
        if let Some(word) = self.words.get_mut((row / 32) as usize) {
            let shift = row % 32 * 2;
            *word = *word & !(3 << shift) | bits << shift;
        }
    }

    fn get(&self, row: u64) -> Repetition {
        let word = self.words.get((row / 32) as usize).copied().unwrap_or_default();
        match word >> (row % 32 * 2) & 3 {
            1 => Repetition::Duplicate,
            2 => Repetition::Contradiction,
            _ => Repetition::New,
        }
    }
}

/// Content hash and place of the first row of a key, counted from the start of the window.
type First = (u32, u32);

/// First rows by the hash of their key, and the row at which the window begins.
#[derive(Default)]
struct Window {
    rows: HashMap<u64, First, BuildHasherDefault<Ready>>,
    start: u64,
}

/// The rows seen so far.
pub(crate) struct SeenRows<'p> {
    young: Window,
    elder: Window,
    window_rows: usize,
    next: u64,
    spill: Option<Spill>,
    folder: &'p Path,
    sealer: Option<Sealer>,
    verdicts: Verdicts,
    is_known: bool,
    /// Lines of the original delivery that a file of corrections has named.
    lines: HashSet<i64>,
}

impl<'p> SeenRows<'p> {
    /// Remembers the line a correction names; false where an earlier row named it.
    pub(crate) fn insert_line(&mut self, line: i64) -> bool {
        self.lines.insert(line)
    }

    /// Begins a first reading; what does not fit into a window is spilled into the folder.
    pub(crate) fn new(window_rows: usize, folder: &'p Path, sealer: Option<Sealer>) -> Self {
        Self {
            young: Window::default(),
            elder: Window::default(),
            window_rows: window_rows.max(1),
            next: 0,
            spill: None,
            folder,
            sealer,
            verdicts: Verdicts::default(),
            is_known: false,
            lines: HashSet::new(),
        }
    }

    /// Begins a second reading, whose verdicts are known.
    pub(crate) fn known(verdicts: Verdicts, folder: &'p Path) -> Self {
        Self { verdicts, is_known: true, ..Self::new(1, folder, None) }
    }

    /// Compares the row with the first one of the same key and remembers it.
    pub(crate) fn insert(&mut self, row: RowKey) -> Result<Repetition> {
        let place = self.next;
        self.next += 1;
        if self.is_known {
            return Ok(self.verdicts.get(place));
        }
        let is_long = place - self.young.start >= u64::from(u32::MAX);
        if self.young.rows.len() >= self.window_rows || is_long {
            self.spill_elder()?;
            std::mem::swap(&mut self.young, &mut self.elder);
            self.young.start = place;
        }
        let first = if self.elder.rows.is_empty() { None } else { self.elder.rows.get(&row.key) };
        let first = match (first, self.young.rows.entry(row.key)) {
            (Some(first), _) => Some(first.0),
            (None, Entry::Occupied(first)) => Some(first.get().0),
            (None, Entry::Vacant(vacant)) => {
                vacant.insert((row.content, (place - self.young.start) as u32));
                None
            }
        };
        let repetition = match first {
            None => Repetition::New,
            Some(content) if content == row.content => Repetition::Duplicate,
            Some(_) => Repetition::Contradiction,
        };
        if repetition != Repetition::New
            && let Some(spill) = &mut self.spill
        {
            spill.push(Spilled { key: row.key, content: row.content, place })?;
        }
        self.verdicts.push(repetition);
        Ok(repetition)
    }

    /// Empties the elder window, whose room the next one takes.
    fn spill_elder(&mut self) -> Result<()> {
        if self.elder.rows.is_empty() {
            return Ok(());
        }
        let spill = match &mut self.spill {
            Some(spill) => spill,
            none => none.insert(Spill::create(self.folder, self.sealer.take())?),
        };
        for (key, (content, place)) in self.elder.rows.drain() {
            spill.push(Spilled { key, content, place: self.elder.start + u64::from(place) })?;
        }
        Ok(())
    }

    /// The true verdicts, where any of those given was wrong.
    pub(crate) fn resolve(mut self, threads: usize) -> Result<Option<Verdicts>> {
        if self.spill.is_none() {
            return Ok(None);
        }
        self.spill_elder()?;
        std::mem::swap(&mut self.young, &mut self.elder);
        self.spill_elder()?;
        // The parts need the room.
        (self.young, self.elder) = (Window::default(), Window::default());
        let Some(mut spill) = self.spill else { return Ok(None) };
        spill.flush()?;
        let next = AtomicUsize::new(0);
        let corrected = Mutex::new((self.verdicts, false));
        let failure: Mutex<Option<Error>> = Mutex::new(None);
        std::thread::scope(|scope| {
            for _ in 0..threads.max(1) {
                scope.spawn(|| {
                    loop {
                        let part = next.fetch_add(1, Ordering::Relaxed);
                        if part >= PARTS {
                            break;
                        }
                        match spill.read(part) {
                            Ok(entries) => correct(entries, &corrected),
                            Err(error) => {
                                let mut failure =
                                    failure.lock().unwrap_or_else(PoisonError::into_inner);
                                failure.get_or_insert(error);
                                break;
                            }
                        }
                    }
                });
            }
        });
        if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        let (verdicts, is_changed) = corrected.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(is_changed.then_some(verdicts))
    }
}

/// Judges all rows of one part of the keys and puts right what was judged otherwise.
fn correct(mut entries: Vec<Spilled>, corrected: &Mutex<(Verdicts, bool)>) {
    entries.sort_unstable_by_key(|entry| (entry.key, entry.place));
    let mut corrected = corrected.lock().unwrap_or_else(PoisonError::into_inner);
    for same_key in entries.chunk_by(|one, other| one.key == other.key) {
        let Some((first, others)) = same_key.split_first() else { continue };
        for entry in others {
            let verdict = if entry.content == first.content {
                Repetition::Duplicate
            } else {
                Repetition::Contradiction
            };
            if corrected.0.get(entry.place) != verdict {
                corrected.0.set(entry.place, verdict);
                corrected.1 = true;
            }
        }
    }
}

/// Keys are hashes already.
#[derive(Default)]
struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Only `u64` keys are hashed; this is what the trait asks for.
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}
