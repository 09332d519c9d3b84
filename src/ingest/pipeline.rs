//! Carries chunks through evaluation, duplicates, encoding and writing on several threads, in order.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow_array::{BooleanArray, RecordBatch};
use arrow_select::filter::filter_record_batch;
use mizan_domain::national_id::Profile;

use crate::chunks::{Chunk, ChunkSource};
use crate::columns::Lineage;
use crate::error::{Error, Result};
use crate::evaluate::{AcceptedRow, Evaluated, Evaluator, Layout, Refused, Tallies, place_offsets};
use crate::key::{Purpose, Sealer, VaultKey};
use crate::ordered::{OnLeave, Ordered};
use crate::plan::Plan;
use crate::quarantine::{QuarantineSetting, quarantine_batch, quarantine_schema};
use crate::reason::{Kind, Reason};
use crate::seen::{Repetition, SeenRows, Verdicts};
use crate::staging::{Group, GroupEncoder, StagedFile};
use crate::vault::{vault_batch, vault_schema};

/// Everything about a delivery that does not change while it is read.
pub(crate) struct Pipeline<'p> {
    /// The delivered file, for messages.
    pub(crate) delivery: &'p Path,
    pub(crate) plan: &'p Plan,
    pub(crate) layout: &'p Layout,
    pub(crate) lineage: Lineage,
    pub(crate) profile: Profile,
    /// Without a key nothing is sealed and no pseudonym made: only for speed runs over invented data.
    pub(crate) key: Option<&'p VaultKey>,
    pub(crate) paths: OutputPaths,
    pub(crate) has_offsets: bool,
    pub(crate) threads: usize,
    /// Rows remembered in memory at a time, to find repeated ones.
    pub(crate) window_rows: usize,
    pub(crate) progress: &'p (dyn Fn(u64, u64) + Sync),
}

/// Names of the files to be written.
#[derive(Debug, Clone)]
pub(crate) struct OutputPaths {
    pub(crate) raw: PathBuf,
    pub(crate) quarantine: PathBuf,
    pub(crate) vault: PathBuf,
}

/// What became of the rows.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) rows_in: u64,
    pub(crate) accepted: u64,
    pub(crate) quarantined: u64,
    pub(crate) duplicate: u64,
    pub(crate) refused: Tallies,
    pub(crate) flags: Tallies,
    pub(crate) corrected: Vec<i64>,
    pub(crate) raw: Option<PathBuf>,
    pub(crate) quarantine: Option<PathBuf>,
    pub(crate) vault: Option<PathBuf>,
}

/// How a reading of the whole delivery ended.
enum Reading {
    Complete(Totals),
    /// Rows were taken for new that are not; these are the true verdicts.
    Wrong(Verdicts),
}

#[derive(Default)]
struct Files {
    raw: Option<StagedFile>,
    quarantine: Option<StagedFile>,
    vault: Option<StagedFile>,
}

struct Shared<'p> {
    pipeline: &'p Pipeline<'p>,
    source: Mutex<ChunkSource>,
    seen: Ordered<SeenRows<'p>>,
    totals: Ordered<Totals>,
    files: Mutex<Files>,
    vault_sealer: Option<Sealer>,
    quarantine_sealer: Option<Sealer>,
    failure: Mutex<Option<Error>>,
    rows: AtomicU64,
}

#[derive(Default)]
struct Encoders {
    raw: Option<GroupEncoder>,
    quarantine: Option<GroupEncoder>,
    vault: Option<GroupEncoder>,
}

#[derive(Default)]
struct Groups {
    raw: Option<Group>,
    quarantine: Option<Group>,
    vault: Option<Group>,
}

impl Pipeline<'_> {
    /// Reads the source to its end and completes the files; `open` opens it at its first row, a second
    /// time where a row repeats one that was no longer in memory.
    pub(crate) fn run(&self, open: &mut dyn FnMut() -> Result<ChunkSource>) -> Result<Totals> {
        let folder = self.paths.raw.parent().unwrap_or(Path::new("."));
        let sealer = self.key.map(|key| key.sealer(Purpose::Spill));
        let seen = SeenRows::new(self.window_rows, folder, sealer);
        match self.read(open()?, seen)? {
            Reading::Complete(totals) => Ok(totals),
            Reading::Wrong(verdicts) => {
                match self.read(open()?, SeenRows::known(verdicts, folder))? {
                    Reading::Complete(totals) => Ok(totals),
                    Reading::Wrong(_) => Err(Error::Damaged {
                        file: self.delivery.to_owned(),
                        detail: "its content changed while it was read".to_owned(),
                    }),
                }
            }
        }
    }

    fn read(&self, source: ChunkSource, seen: SeenRows<'_>) -> Result<Reading> {
        let shared = Shared {
            pipeline: self,
            source: Mutex::new(source),
            seen: Ordered::new(seen),
            totals: Ordered::new(Totals::default()),
            files: Mutex::new(Files::default()),
            vault_sealer: self
                .key
                .filter(|_| self.plan.has_vault)
                .map(|key| key.sealer(Purpose::Vault)),
            quarantine_sealer: self.key.map(|key| key.sealer(Purpose::Quarantine)),
            failure: Mutex::new(None),
            rows: AtomicU64::new(0),
        };
        std::thread::scope(|scope| {
            for _ in 0..self.threads.max(1) {
                scope.spawn(|| shared.work());
            }
        });
        if let Some(error) = lock(&shared.failure).take() {
            return Err(error);
        }
        if let Some(verdicts) = shared.seen.into_state().resolve(self.threads)? {
            return Ok(Reading::Wrong(verdicts));
        }
        let mut totals = shared.totals.into_state();
        let files = shared.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        totals.raw = files.raw.map(StagedFile::finish).transpose()?;
        totals.quarantine = files.quarantine.map(StagedFile::finish).transpose()?;
        totals.vault = files.vault.map(StagedFile::finish).transpose()?;
        totals.corrected.sort_unstable();
        totals.corrected.dedup();
        Ok(Reading::Complete(totals))
    }
}

impl Shared<'_> {
    /// Takes chunk after chunk until the source ends or a thread gives up.
    fn work(&self) {
        let mut leave = OnLeave::new(|| {
            self.seen.abandon();
            self.totals.abandon();
        });
        let pipeline = self.pipeline;
        let mut evaluator = Evaluator::new(
            pipeline.plan,
            pipeline.layout,
            pipeline.key,
            pipeline.profile,
            pipeline.lineage.clone(),
        );
        loop {
            let chunk = lock(&self.source).next();
            match chunk {
                Ok(None) => break,
                Ok(Some(chunk)) => match self.chunk(&mut evaluator, &chunk) {
                    Ok(true) => {}
                    Ok(false) => return,
                    Err(error) => return self.fail(error),
                },
                Err(cause) => return self.fail(Error::read(pipeline.delivery, cause)),
            }
        }
        leave.disarm();
    }

    fn fail(&self, error: Error) {
        lock(&self.failure).get_or_insert(error);
    }

    /// Carries one chunk through; false where another thread gave up.
    fn chunk(&self, evaluator: &mut Evaluator<'_>, chunk: &Chunk) -> Result<bool> {
        let mut evaluated = evaluator.evaluate(chunk)?;
        let mut refused = std::mem::take(&mut evaluated.refused);
        let entered = self.seen.enter(chunk.index, |seen| {
            let judged = self.judge_repetitions(seen, &evaluated.rows)?;
            let has_accepted = judged
                .as_ref()
                .map_or(!evaluated.rows.is_empty(), |judged| judged.contains(&Repetition::New));
            let has_refused = !refused.is_empty()
                || judged
                    .iter()
                    .flatten()
                    .any(|repetition| *repetition == Repetition::Contradiction);
            self.encoders(has_accepted, has_refused, &evaluated.batch)
                .map(|encoders| (judged, encoders))
        });
        let Some(entered) = entered else { return Ok(false) };
        let (judged, encoders) = entered?;
        let mut totals = Totals {
            rows_in: evaluated.records,
            flags: std::mem::take(&mut evaluated.flags),
            ..Totals::default()
        };
        count_repetitions(&mut totals, &mut refused, &evaluated.rows, judged.as_deref());
        refused.sort_by_key(|row| row.start);
        place_offsets(&mut refused, chunk, self.pipeline.layout.encoding);
        for row in &refused {
            totals.refused.entry(row.reason).or_default().add(row.line);
        }
        totals.quarantined = refused.len() as u64;
        let keep: Option<Vec<bool>> = judged
            .map(|judged| judged.iter().map(|repetition| *repetition == Repetition::New).collect());
        totals.corrected =
            kept_rows(&evaluated.rows, keep.as_deref()).filter_map(|row| row.corrected).collect();
        let groups = self.encode(
            &encoders,
            evaluated,
            keep.as_deref(),
            &refused,
            &chunk.bytes,
            &mut totals,
        )?;
        let rows = self.rows.fetch_add(totals.rows_in, Ordering::Relaxed) + totals.rows_in;
        let written = self.totals.enter(chunk.index, |sum| {
            sum.merge(totals);
            self.append(groups)
        });
        let bytes_read = lock(&self.source).bytes_read();
        (self.pipeline.progress)(bytes_read, rows);
        written.map_or(Ok(false), |result| result.map(|()| true))
    }

    fn judge_repetitions(
        &self,
        seen: &mut SeenRows<'_>,
        rows: &[AcceptedRow],
    ) -> Result<Option<Vec<Repetition>>> {
        if self.pipeline.plan.key.is_empty() {
            return Ok(None);
        }
        let judged = rows
            .iter()
            .map(|row| {
                let repetition = seen.insert(row.key)?;
                // Two rows for one line: which of them is meant is not ours to choose.
                let is_second = repetition == Repetition::New
                    && row.corrected.is_some_and(|line| !seen.insert_line(line));
                Ok(if is_second { Repetition::Contradiction } else { repetition })
            })
            .collect::<Result<Vec<Repetition>>>()?;
        Ok(judged.iter().any(|repetition| *repetition != Repetition::New).then_some(judged))
    }

    /// The encoders that the chunk needs; files are opened by the first chunk that has rows for them.
    fn encoders(
        &self,
        has_accepted: bool,
        has_refused: bool,
        batch: &RecordBatch,
    ) -> Result<Encoders> {
        let paths = &self.pipeline.paths;
        let mut files = lock(&self.files);
        let mut encoders = Encoders::default();
        if has_accepted {
            if files.raw.is_none() {
                files.raw = Some(StagedFile::create(
                    &paths.raw,
                    "rows",
                    &self.pipeline.plan.schema,
                    Some(batch),
                )?);
            }
            if self.vault_sealer.is_some() && files.vault.is_none() {
                files.vault =
                    Some(StagedFile::create(&paths.vault, "vault", &vault_schema(), None)?);
            }
            encoders.raw = files.raw.as_ref().map(StagedFile::encoder);
            encoders.vault = files.vault.as_ref().map(StagedFile::encoder);
        }
        if has_refused {
            if files.quarantine.is_none() {
                files.quarantine = Some(StagedFile::create(
                    &paths.quarantine,
                    "quarantine",
                    &quarantine_schema(),
                    None,
                )?);
            }
            encoders.quarantine = files.quarantine.as_ref().map(StagedFile::encoder);
        }
        Ok(encoders)
    }

    fn encode(
        &self,
        encoders: &Encoders,
        evaluated: Evaluated,
        keep: Option<&[bool]>,
        refused: &[Refused],
        bytes: &[u8],
        totals: &mut Totals,
    ) -> Result<Groups> {
        let pipeline = self.pipeline;
        let mut groups = Groups::default();
        if let (Some(encoder), Some(sealer)) = (&encoders.vault, &self.vault_sealer) {
            let batch = vault_batch(
                &pipeline.lineage.delivery_id,
                &pipeline.plan.source,
                &evaluated.rows,
                keep,
                &evaluated.vault,
                sealer,
            )?;
            groups.vault = Some(encoder.encode(&batch)?);
        }
        if let Some(encoder) = &encoders.quarantine {
            let setting = QuarantineSetting {
                plan: pipeline.plan,
                lineage: &pipeline.lineage,
                layout: pipeline.layout,
                has_offsets: pipeline.has_offsets,
                sealer: self.quarantine_sealer.as_ref(),
            };
            groups.quarantine = Some(encoder.encode(&quarantine_batch(&setting, refused, bytes)?)?);
        }
        if let Some(encoder) = &encoders.raw {
            let mut batch = evaluated.batch;
            if let Some(keep) = keep {
                batch = filter_record_batch(&batch, &BooleanArray::from(keep.to_vec()))
                    .map_err(|error| Error::parquet(&pipeline.paths.raw, error.into()))?;
            }
            totals.accepted = batch.num_rows() as u64;
            groups.raw = Some(encoder.encode(&batch)?);
        }
        Ok(groups)
    }

    fn append(&self, groups: Groups) -> Result<()> {
        let mut files = lock(&self.files);
        let pairs = |file: &mut Option<StagedFile>, group: Option<Group>| match (file, group) {
            (Some(file), Some(group)) => file.append(group),
            _ => Ok(()),
        };
        pairs(&mut files.raw, groups.raw)?;
        pairs(&mut files.quarantine, groups.quarantine)?;
        pairs(&mut files.vault, groups.vault)
    }
}

impl Totals {
    fn merge(&mut self, other: Self) {
        self.rows_in += other.rows_in;
        self.accepted += other.accepted;
        self.quarantined += other.quarantined;
        self.duplicate += other.duplicate;
        for (reason, tally) in &other.refused {
            self.refused.entry(*reason).or_default().merge(tally);
        }
        for (reason, tally) in &other.flags {
            self.flags.entry(*reason).or_default().merge(tally);
        }
        self.corrected.extend(other.corrected);
    }
}

fn count_repetitions(
    totals: &mut Totals,
    refused: &mut Vec<Refused>,
    rows: &[AcceptedRow],
    judged: Option<&[Repetition]>,
) {
    for (row, repetition) in rows.iter().zip(judged.unwrap_or_default()) {
        match repetition {
            Repetition::New => {}
            Repetition::Duplicate => {
                totals.duplicate += 1;
                totals.refused.entry(Reason::row(Kind::Duplicate)).or_default().add(row.line);
            }
            Repetition::Contradiction => refused.push(Refused {
                line: row.line,
                offset: 0,
                start: row.start,
                end: row.end,
                reason: Reason::row(Kind::DuplicateKey),
            }),
        }
    }
}

fn kept_rows<'r>(
    rows: &'r [AcceptedRow],
    keep: Option<&'r [bool]>,
) -> impl Iterator<Item = &'r AcceptedRow> {
    rows.iter()
        .enumerate()
        .filter(move |(at, _)| keep.is_none_or(|keep| keep[*at]))
        .map(|(_, row)| row)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
