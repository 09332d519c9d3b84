//! Work the server does for the installation, one at a time: kept in files, so that it survives a restart.

use std::fs;
use std::path::{Path, PathBuf};

use mizan_domain::clock::egypt_clock;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Jobs kept; the oldest that have ended go first.
const KEPT: usize = 200;

/// When something is done by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum Times {
    /// Not at all.
    #[default]
    Never,
    /// So many minutes after it last began.
    Every {
        /// Minutes.
        minutes: u32,
    },
    /// Once a day at a minute of the day, by the clock in Egypt.
    At {
        /// Minutes since midnight.
        minute: u32,
    },
}

impl TryFrom<String> for Times {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is none of \"never\", \"every 30 minutes\" and \"at 02:30\"");
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["never"] => Ok(Self::Never),
            ["every", number, "minutes" | "minute"] => match number.parse() {
                Ok(minutes) if (1..=100_000).contains(&minutes) => Ok(Self::Every { minutes }),
                _ => Err(wrong()),
            },
            ["at", time] => {
                let (hour, minute) = time.split_once(':').ok_or_else(wrong)?;
                match (hour.parse::<u32>(), minute.parse::<u32>()) {
                    (Ok(hour), Ok(minute)) if hour < 24 && minute < 60 => {
                        Ok(Self::At { minute: hour * 60 + minute })
                    }
                    _ => Err(wrong()),
                }
            }
            _ => Err(wrong()),
        }
    }
}

impl Times {
    /// Whether it is time, given when it last began (seconds since 1970-01-01 UTC; 0 never).
    pub fn is_due(self, last: i64, now: i64) -> bool {
        match self {
            Self::Never => false,
            Self::Every { minutes } => now - last >= i64::from(minutes) * 60,
            Self::At { minute } => {
                let (today, clock) = egypt_clock(now);
                let (day, begun) = egypt_clock(last);
                // The latest moment at which it should have begun lies after its last beginning.
                let due = if clock >= minute { today } else { today.add_days(-1) };
                (day, begun) < (due, minute)
            }
        }
    }
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobKind {
    /// Taking in an uploaded file.
    Upload,
    /// Looking through the folder for deliveries.
    Ingest,
    /// Building tables.
    Build,
}

impl JobKind {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Ingest => "ingest",
            Self::Build => "build",
        }
    }
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Not begun.
    Waiting,
    /// Being done.
    Running,
    /// Done.
    Done,
    /// Ended with an error.
    Failed,
    /// Stopped by somebody.
    Stopped,
}

impl JobState {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
        }
    }

    /// Whether nothing more happens.
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Stopped)
    }
}

/// One piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Id, in the order of asking.
    pub id: String,
    /// What is done.
    pub kind: JobKind,
    /// How far it is.
    pub state: JobState,
    /// Account that asked; empty for the schedule.
    pub asked_by: String,
    /// Office in whose name; empty where there is none.
    pub office: String,
    /// When it was asked for, in seconds since 1970-01-01 UTC.
    pub asked_at: i64,
    /// When it began; 0 not yet.
    pub began_at: i64,
    /// When it ended; 0 not yet.
    pub ended_at: i64,
    /// Name of an uploaded file as it was delivered.
    pub file_name: String,
    /// Source of an uploaded file.
    pub source: String,
    /// Reference month of an uploaded file, where it was given.
    pub month: Option<String>,
    /// Deliveries that came of it.
    pub deliveries: Vec<String>,
    /// What it said at its end.
    pub said: String,
}

/// The jobs of a home folder.
#[derive(Debug, Clone)]
pub struct Jobs {
    folder: PathBuf,
    uploads: PathBuf,
}

impl Jobs {
    /// The jobs of an installation.
    pub fn of(home: &mizan_warehouse::Home) -> Result<Self> {
        let folder = home.root().join("jobs");
        let uploads = home.staging().join("uploads");
        for path in [&folder, &uploads] {
            fs::create_dir_all(path).map_err(|error| Error::io("create", path, &error))?;
        }
        Ok(Self { folder, uploads })
    }

    /// A new job, not yet kept.
    pub fn new_job(&self, kind: JobKind, now: i64) -> Result<Job> {
        let next = self.list()?.iter().filter_map(|job| number(&job.id)).max().unwrap_or(0) + 1;
        Ok(Job {
            id: format!("{next:08}"),
            kind,
            state: JobState::Waiting,
            asked_by: String::new(),
            office: String::new(),
            asked_at: now,
            began_at: 0,
            ended_at: 0,
            file_name: String::new(),
            source: String::new(),
            month: None,
            deliveries: Vec::new(),
            said: String::new(),
        })
    }

    /// Folder of an uploaded file; the file in it has the name it was delivered under.
    pub fn upload(&self, id: &str) -> PathBuf {
        self.uploads.join(id)
    }

    /// Where uploads are written before their job is kept.
    pub fn uploads(&self) -> &Path {
        &self.uploads
    }

    /// Keeps a job as it stands.
    pub fn keep(&self, job: &Job) -> Result<()> {
        let path = self.path(&job.id);
        let text = serde_json::to_string_pretty(job).unwrap_or_default();
        mizan_durable::write_whole(&path, "job", text.as_bytes())
            .map_err(|error| Error::io("write", &path, &error))
    }

    /// All jobs, the oldest first.
    pub fn list(&self) -> Result<Vec<Job>> {
        let failed = |error: std::io::Error| Error::io("read", &self.folder, &error);
        let mut jobs: Vec<Job> = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let is_job = path.extension().is_some_and(|ending| ending == "json");
            let text = if is_job { fs::read_to_string(&path).ok() } else { None };
            jobs.extend(text.and_then(|text| serde_json::from_str::<Job>(&text).ok()));
        }
        jobs.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(jobs)
    }

    /// One job.
    pub fn get(&self, id: &str) -> Result<Option<Job>> {
        Ok(self.list()?.into_iter().find(|job| job.id == id))
    }

    /// Drops what ended long ago, so that a schedule does not fill the folder.
    pub fn prune(&self) -> Result<()> {
        let jobs = self.list()?;
        let ended: Vec<&Job> = jobs.iter().filter(|job| job.state.has_ended()).collect();
        for job in ended.iter().take(ended.len().saturating_sub(KEPT)) {
            let path = self.path(&job.id);
            fs::remove_file(&path).map_err(|error| Error::io("remove", &path, &error))?;
        }
        Ok(())
    }

    /// Puts back what a killed server was doing, and drops uploads of no job.
    pub fn recover(&self) -> Result<()> {
        self.prune()?;
        let jobs = self.list()?;
        for job in jobs.iter().filter(|job| job.state == JobState::Running) {
            self.keep(&Job { state: JobState::Waiting, began_at: 0, ..job.clone() })?;
        }
        let failed = |error: std::io::Error| Error::io("read", &self.uploads, &error);
        for entry in fs::read_dir(&self.uploads).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let is_wanted = jobs.iter().any(|job| job.id == name && !job.state.has_ended());
            if !is_wanted {
                fs::remove_dir_all(&path).map_err(|error| Error::io("remove", &path, &error))?;
            }
        }
        Ok(())
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }
}

fn number(id: &str) -> Option<u64> {
    id.parse().ok()
}

#[cfg(test)]
mod tests {
    //! Times of day and pauses, and what a restart finds.

    use super::*;

    fn times(text: &str) -> Times {
        Times::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn times_are_read_as_they_are_said() {
        assert_eq!(times("never"), Times::Never);
        assert_eq!(times("every 30 minutes"), Times::Every { minutes: 30 });
        assert_eq!(times("at 02:30"), Times::At { minute: 150 });
        for text in ["", "every 0 minutes", "every day", "at 24:00", "at 2", "at 02:60", "daily"] {
            assert!(Times::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn what_was_missed_is_made_up_for_once() {
        // 2026-01-15 12:00 UTC is 14:00 in Egypt.
        let noon = 1_768_478_400;
        assert!(times("every 30 minutes").is_due(0, noon));
        assert!(!times("every 30 minutes").is_due(noon - 1799, noon));
        assert!(times("every 30 minutes").is_due(noon - 1800, noon));
        let daily = times("at 13:00");
        assert!(daily.is_due(0, noon));
        assert!(daily.is_due(noon - 2 * 3600, noon), "began before today's hour");
        assert!(!daily.is_due(noon - 1800, noon), "began after it");
        assert!(
            !times("at 15:00").is_due(noon - 20 * 3600, noon),
            "yesterday's, today's is to come"
        );
        assert!(times("at 15:00").is_due(noon - 24 * 3600, noon), "yesterday's was missed");
        assert!(!times("never").is_due(0, noon));
    }

    #[test]
    fn a_killed_servers_job_waits_again_and_orphans_go() {
        let folder = tempfile::tempdir().unwrap();
        let home = mizan_warehouse::Home::open(folder.path()).unwrap();
        let jobs = Jobs::of(&home).unwrap();
        let mut first = jobs.new_job(JobKind::Upload, 5).unwrap();
        first.state = JobState::Running;
        jobs.keep(&first).unwrap();
        let second = jobs.new_job(JobKind::Build, 6).unwrap();
        assert_ne!(first.id, second.id);
        jobs.keep(&Job { state: JobState::Done, ..second }).unwrap();
        for id in [first.id.as_str(), "orphan"] {
            fs::create_dir_all(jobs.upload(id)).unwrap();
        }
        jobs.recover().unwrap();
        let states: Vec<JobState> = jobs.list().unwrap().iter().map(|job| job.state).collect();
        assert_eq!(states, [JobState::Waiting, JobState::Done]);
        assert!(jobs.upload(&first.id).exists() && !jobs.upload("orphan").exists());
    }

    #[test]
    fn the_oldest_ended_jobs_go_and_what_waits_stays() {
        let folder = tempfile::tempdir().unwrap();
        let home = mizan_warehouse::Home::open(folder.path()).unwrap();
        let jobs = Jobs::of(&home).unwrap();
        let one = jobs.new_job(JobKind::Ingest, 5).unwrap();
        jobs.keep(&one).unwrap();
        for number in 2..KEPT + 5 {
            let (id, state) = (format!("{number:08}"), JobState::Done);
            jobs.keep(&Job { id, state, ..one.clone() }).unwrap();
        }
        jobs.prune().unwrap();
        let kept = jobs.list().unwrap();
        assert_eq!(kept.len(), KEPT + 1);
        assert_eq!((kept[0].state, kept[1].id.as_str()), (JobState::Waiting, "00000005"));
    }
}
