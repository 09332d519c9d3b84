//! The log on disk: opened, continued and read; entries of many callers are written together.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::chain::{Head, Line, link, to_hex, write_line};
use crate::checkpoint::Checkpoint;
use crate::entry::{Action, Actor, Entry, Event};
use crate::{Error, Result};

/// Bytes after which a new segment is begun.
const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;

/// That something has been recorded durably.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Place of the last entry written.
    pub sequence: u64,
}

/// An open log. Callers on many threads, and several programs on one machine, may append at once.
#[derive(Debug)]
pub struct Log {
    folder: PathBuf,
    queue: Mutex<Queue>,
    /// Told whenever a batch is on disk.
    written: Condvar,
    writer: Mutex<Writer>,
}

/// What waits, and whether somebody is writing for all.
#[derive(Debug, Default)]
struct Queue {
    waiting: Vec<Waiting>,
    is_writing: bool,
}

/// Events that wait for the one caller who writes for all.
#[derive(Debug)]
struct Waiting {
    events: Vec<Event>,
    answer: Arc<OnceLock<std::result::Result<Receipt, String>>>,
}

#[derive(Debug)]
struct Writer {
    folder: PathBuf,
    /// Held while writing, so that two programs never write at once.
    lock: File,
    segment: PathBuf,
    file: File,
    /// Bytes of the segment that belong to the chain.
    length: u64,
    head: Head,
    name: String,
    index: HashMap<String, Vec<Place>>,
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    segment: u64,
    offset: u64,
    length: u32,
}

impl Log {
    /// Opens the log of a folder, making one where there is none.
    ///
    /// The whole chain is followed; the rest of an interrupted write is set aside and said so.
    pub fn open(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|error| Error::file("create", folder, &error))?;
        let lock_path = folder.join("lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(|error| Error::file("open", &lock_path, &error))?;
        lock.lock().map_err(|error| Error::file("lock", &lock_path, &error))?;
        let opened = Writer::open(folder, lock);
        let mut writer = opened?;
        let result = writer.begin();
        writer.unlock();
        result?;
        Ok(Self {
            folder: folder.to_owned(),
            queue: Mutex::default(),
            written: Condvar::new(),
            writer: Mutex::new(writer),
        })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Records an event; returns once it is on disk.
    pub fn append(&self, event: Event) -> Result<Receipt> {
        self.append_all(vec![event])
    }

    /// Records events in their order, all or none; returns once they are on disk.
    pub fn append_all(&self, events: Vec<Event>) -> Result<Receipt> {
        let answer = Arc::new(OnceLock::new());
        let waiting = Waiting { events, answer: Arc::clone(&answer) };
        let mut queue = held(&self.queue);
        queue.waiting.push(waiting);
        while answer.get().is_none() {
            if queue.is_writing {
                queue = self.written.wait(queue).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            // Everything that came while the batch before was written goes to disk at once.
            queue.is_writing = true;
            let batch = std::mem::take(&mut queue.waiting);
            drop(queue);
            held(&self.writer).write_batch(&batch);
            queue = held(&self.queue);
            queue.is_writing = false;
            self.written.notify_all();
        }
        drop(queue);
        match answer.get() {
            Some(Ok(receipt)) => Ok(*receipt),
            Some(Err(reason)) => Err(Error::Batch(reason.clone())),
            None => Err(Error::Batch("the batch was lost".into())),
        }
    }

    /// How many entries there are.
    pub fn size(&self) -> Result<u64> {
        self.with_writer(|writer| Ok(writer.head.size))
    }

    /// What a checkpoint of the log as it stands now would say.
    pub fn head(&self) -> Result<Checkpoint> {
        self.with_writer(|writer| {
            Ok(Checkpoint {
                log: writer.name.clone(),
                size: writer.head.size,
                hash: writer.head.hash,
                signed_at: now_micros() / 1_000_000,
            })
        })
    }

    /// Entries about a record, the newest first.
    pub fn about(&self, kind: &str, id: &str, limit: usize) -> Result<Vec<Entry>> {
        self.found(&crate::Subject::new(kind, id).key(), limit)
    }

    /// Entries of what an account did, the newest first.
    pub fn by(&self, account_id: &str, limit: usize) -> Result<Vec<Entry>> {
        self.found(&actor_key(account_id), limit)
    }

    fn found(&self, key: &str, limit: usize) -> Result<Vec<Entry>> {
        let places =
            self.with_writer(|writer| Ok(writer.index.get(key).cloned().unwrap_or_default()))?;
        places.iter().rev().take(limit).map(|place| self.read(place)).collect()
    }

    /// The newest entries that pass a test, the newest first; reads back until there are enough.
    pub fn newest(
        &self,
        skip: usize,
        limit: usize,
        is_wanted: impl Fn(&Entry) -> bool,
    ) -> Result<Vec<Entry>> {
        self.with_writer(|_| Ok(()))?;
        let mut segments = segments(&self.folder)?;
        let mut found = Vec::new();
        let mut passed = 0;
        while let Some((_, path)) = segments.pop() {
            let bytes = fs::read(&path).map_err(|error| Error::file("read", &path, &error))?;
            for line in bytes.split(|byte| *byte == b'\n').rev() {
                let Some(line) = Line::read(line) else { continue };
                let entry = Entry::read(line.sequence, line.at_micros, line.event);
                let Some(entry) = entry.filter(&is_wanted) else { continue };
                passed += 1;
                if passed > skip {
                    found.push(entry);
                }
                if found.len() == limit {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }

    fn read(&self, place: &Place) -> Result<Entry> {
        let path = segment_path(&self.folder, place.segment);
        let failed = |error: std::io::Error| Error::file("read", &path, &error);
        let mut file = File::open(&path).map_err(failed)?;
        let mut bytes = vec![0; place.length as usize];
        file.seek(SeekFrom::Start(place.offset)).map_err(failed)?;
        file.read_exact(&mut bytes).map_err(failed)?;
        let entry = Line::read(&bytes)
            .and_then(|line| Entry::read(line.sequence, line.at_micros, line.event));
        entry.ok_or_else(|| Error::Broken {
            path,
            line: 0,
            reason: format!("no entry stands at byte {}", place.offset),
        })
    }

    /// Lends the writer after it has seen what other programs wrote.
    fn with_writer<T>(&self, act: impl FnOnce(&Writer) -> Result<T>) -> Result<T> {
        let mut writer = held(&self.writer);
        writer.locked(|writer| {
            writer.catch_up()?;
            act(writer)
        })
    }
}

impl Writer {
    /// Follows the chain of all segments; the lock is held.
    fn open(folder: &Path, lock: File) -> Result<Self> {
        let all = segments(folder)?;
        let first = all.first().map_or(1, |(first, _)| *first);
        let segment = segment_path(folder, first);
        let file = open_segment(&segment)?;
        let mut writer = Self {
            folder: folder.to_owned(),
            lock,
            segment,
            file,
            length: 0,
            head: Head::start(),
            name: String::new(),
            index: HashMap::new(),
        };
        writer.catch_up()?;
        Ok(writer)
    }

    /// Writes the first entry of a new log.
    fn begin(&mut self) -> Result<()> {
        if self.head.size > 0 {
            return Ok(());
        }
        let mut name = [0; 8];
        getrandom::fill(&mut name)
            .map_err(|error| Error::file("read", Path::new("the random source"), &error))?;
        let event = Event::new(Actor::Program, Action::LogOpened).detail("log", to_hex(&name));
        self.write(std::slice::from_ref(&event))
    }

    /// Cuts off what a killed writer left of its last entry, keeps it aside, and records that.
    ///
    /// The lock is held, so nobody is still writing it.
    fn set_torn_aside(&mut self, torn: &[u8]) -> Result<()> {
        let is_last = segments(&self.folder)?.last().is_some_and(|(_, path)| *path == self.segment);
        if !is_last {
            return Err(self.broken("the last line is not whole"));
        }
        let first = segment_first(&self.segment).unwrap_or(1);
        let kept = self.folder.join(format!("torn-{first:012}-{}", self.length));
        fs::write(&kept, torn).map_err(|error| Error::file("write", &kept, &error))?;
        self.file
            .set_len(self.length)
            .and_then(|()| self.file.sync_all())
            .map_err(|error| Error::file("cut", &self.segment, &error))?;
        if self.head.size == 0 {
            return Ok(());
        }
        let event = Event::new(Actor::Program, Action::LogRecovered)
            .detail("bytes", torn.len().to_string());
        self.write(std::slice::from_ref(&event))
    }

    /// Holds the lock between programs while acting.
    fn locked<T>(&mut self, act: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.lock.lock().map_err(|error| Error::file("lock", &self.folder.join("lock"), &error))?;
        let result = act(self);
        self.unlock();
        result
    }

    fn unlock(&self) {
        // Closing the file would release it too; a failure here cannot leave it held for ever.
        let _ = self.lock.unlock();
    }

    fn write_batch(&mut self, batch: &[Waiting]) {
        let result = self.locked(|writer| {
            writer.catch_up()?;
            let events: Vec<Event> =
                batch.iter().flat_map(|waiting| waiting.events.iter().cloned()).collect();
            let before = writer.head.size;
            writer.write(&events)?;
            Ok(before)
        });
        match result {
            Ok(mut sequence) => {
                for waiting in batch {
                    sequence += waiting.events.len() as u64;
                    let _ = waiting.answer.set(Ok(Receipt { sequence }));
                }
            }
            Err(error) => {
                for waiting in batch {
                    let _ = waiting.answer.set(Err(error.to_string()));
                }
            }
        }
    }

    /// Appends events to the last segment and brings them to disk.
    fn write(&mut self, events: &[Event]) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        if self.length >= SEGMENT_BYTES {
            self.turn_to(self.head.size + 1)?;
        }
        let mut bytes = Vec::with_capacity(events.len() * 320);
        let mut head = self.head;
        for event in events {
            let text = serde_json::to_string(event)
                .map_err(|error| Error::file("write", &self.segment, &error))?;
            let at_micros = now_micros().max(head.at_micros);
            let hash = write_line(&mut bytes, &head, at_micros, &text);
            head = Head { size: head.size + 1, hash, at_micros };
        }
        let length = self.length;
        let write = |file: &mut File| -> std::io::Result<()> {
            file.seek(SeekFrom::Start(length))?;
            file.write_all(&bytes)?;
            file.sync_data()
        };
        if let Err(error) = write(&mut self.file) {
            // What was written in part must not be continued by the next entry.
            let _ = self.file.set_len(length);
            return Err(Error::file("write", &self.segment, &error));
        }
        self.follow(&bytes)
    }

    /// Reads what other programs have appended since.
    fn catch_up(&mut self) -> Result<()> {
        loop {
            let failed = |error: std::io::Error| Error::file("read", &self.segment, &error);
            let length = self.file.metadata().map_err(failed)?.len();
            if length < self.length {
                return Err(self.broken("the segment is shorter than what was written"));
            }
            if length > self.length {
                let mut bytes = Vec::with_capacity((length - self.length) as usize);
                self.file.seek(SeekFrom::Start(self.length)).map_err(failed)?;
                (&mut self.file)
                    .take(length - self.length)
                    .read_to_end(&mut bytes)
                    .map_err(failed)?;
                let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
                self.follow(&bytes[..whole])?;
                if whole < bytes.len() {
                    self.set_torn_aside(&bytes[whole..])?;
                }
            }
            let next = segment_path(&self.folder, self.head.size + 1);
            if next == self.segment || !next.exists() {
                return Ok(());
            }
            self.turn_to(self.head.size + 1)?;
        }
    }

    /// Goes on in the segment that begins with an entry.
    fn turn_to(&mut self, first: u64) -> Result<()> {
        self.segment = segment_path(&self.folder, first);
        self.file = open_segment(&self.segment)?;
        self.length = 0;
        Ok(())
    }

    /// Moves the head over lines that stand on disk, refusing what does not continue the chain.
    fn follow(&mut self, bytes: &[u8]) -> Result<()> {
        let first = segment_first(&self.segment).unwrap_or(1);
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let line = Line::read(&rest[..end]).ok_or_else(|| self.broken("no entry"))?;
            let is_next = line.sequence == self.head.size + 1
                && line.at_micros >= self.head.at_micros
                && line.hash == link(&self.head.hash, line.covered);
            if !is_next {
                return Err(self.broken("it does not continue the entry before"));
            }
            let entry = Entry::read(line.sequence, line.at_micros, line.event)
                .ok_or_else(|| self.broken("no event"))?;
            if entry.event.action == Action::LogOpened
                && let Some(name) = entry.event.details.get("log")
            {
                self.name.clone_from(name);
            }
            let place = Place { segment: first, offset: self.length, length: end as u32 };
            if let Some(subject) = &entry.event.subject {
                self.index.entry(subject.key()).or_default().push(place);
            }
            if let Actor::Account(id) = &entry.event.actor {
                self.index.entry(actor_key(id)).or_default().push(place);
            }
            self.head = Head { size: line.sequence, hash: line.hash, at_micros: line.at_micros };
            self.length += end as u64 + 1;
            rest = &rest[end + 1..];
        }
        if rest.is_empty() { Ok(()) } else { Err(self.broken("the last line is not whole")) }
    }

    fn broken(&self, reason: &str) -> Error {
        let first = segment_first(&self.segment).unwrap_or(1);
        let line = (self.head.size + 2).saturating_sub(first);
        Error::Broken { path: self.segment.clone(), line, reason: reason.to_owned() }
    }
}

/// Name under which what an account did is found; no kind of record holds a space.
fn actor_key(account_id: &str) -> String {
    format!("by {account_id}")
}

/// The segments of a folder with the entry each begins with, in order.
pub(crate) fn segments(folder: &Path) -> Result<Vec<(u64, PathBuf)>> {
    let failed = |error: std::io::Error| Error::file("read", folder, &error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if let Some(first) = segment_first(&path) {
            found.push((first, path));
        }
    }
    found.sort();
    Ok(found)
}

fn segment_first(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    name.strip_prefix("entries-")?.strip_suffix(".log")?.parse().ok()
}

fn segment_path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("entries-{first:012}.log"))
}

fn open_segment(path: &Path) -> Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let is_new = !path.exists();
    let file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| Error::file("open", path, &error))?;
    if is_new
        && let Some(folder) = path.parent()
        && let Err(error) = File::open(folder).and_then(|folder| folder.sync_all())
    {
        return Err(Error::file("open", path, &error));
    }
    Ok(file)
}

fn now_micros() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64)
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
