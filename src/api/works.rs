//! Ingest and build inside the server: one at a time, each in a process of its own that can be stopped.
//!
//! A process of its own because ingest and build may be killed at any moment without harm, their
//! memory goes back to the machine, and a heavy build never holds a thread of the network. It ends
//! with the server that started it; the job then waits for the next start.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mizan_audit::{Action, Actor, Event, Outcome};
use mizan_build::jobs::{Job, JobKind, JobState, Jobs, Times};
use serde::Deserialize;
use serde_json::Value;

use crate::problem::Problem;
use crate::state::App;

/// Begins a line of a job's process that says how far it is.
pub const PROGRESS_MARK: &str = "@progress ";
const SAID_LETTERS_MAX: usize = 2_000;

/// How the server starts the program again for its own installation.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The program.
    pub program: PathBuf,
    /// Options that name the installation.
    pub options: Vec<OsString>,
}

/// How far a running job is.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Far {
    pub(crate) step: String,
    pub(crate) item: String,
    pub(crate) done: u64,
    pub(crate) total: u64,
}

/// The work of a server.
pub(crate) struct Works {
    pub(crate) jobs: Jobs,
    launch: Launch,
    running: Mutex<Option<Running>>,
    /// Held while a job gets its number.
    numbering: Mutex<()>,
    wake: tokio::sync::Notify,
}

struct Running {
    id: String,
    child: Child,
    far: Far,
    is_stopped: bool,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Works {
    pub(crate) fn new(jobs: Jobs, launch: Launch) -> Self {
        let (running, numbering) = (Mutex::default(), Mutex::default());
        Self { jobs, launch, running, numbering, wake: tokio::sync::Notify::new() }
    }

    /// Adds a job; `prepare` fills it in and brings its file to its place.
    pub(crate) fn add(
        &self,
        kind: JobKind,
        prepare: impl FnOnce(&mut Job) -> mizan_build::Result<()>,
    ) -> mizan_build::Result<Job> {
        let _one = held(&self.numbering);
        let mut job = self.jobs.new_job(kind, mizan_accounts::now())?;
        prepare(&mut job)?;
        self.jobs.keep(&job)?;
        self.wake.notify_one();
        Ok(job)
    }

    /// How far a job is, where it is running.
    pub(crate) fn far(&self, id: &str) -> Option<Far> {
        held(&self.running).as_ref().filter(|one| one.id == id).map(|one| one.far.clone())
    }

    /// Stops a job that waits or runs; `false` where it has ended.
    pub(crate) fn stop(&self, id: &str) -> mizan_build::Result<bool> {
        let mut running = held(&self.running);
        if let Some(one) = running.as_mut().filter(|one| one.id == id) {
            one.is_stopped = true;
            // Signal 9: every step of ingest and build survives it.
            let _ = one.child.kill();
            return Ok(true);
        }
        let Some(job) = self.jobs.get(id)?.filter(|job| !job.state.has_ended()) else {
            return Ok(false);
        };
        let ended_at = mizan_accounts::now();
        self.jobs.keep(&Job { state: JobState::Stopped, ended_at, ..job })?;
        let _ = std::fs::remove_dir_all(self.jobs.upload(id));
        Ok(true)
    }

    /// Does a job and waits for its end; blocks.
    fn run(&self, mut job: Job, arguments: &[OsString]) -> mizan_build::Result<Job> {
        let mut command = Command::new(&self.launch.program);
        command.args(&self.launch.options).args(["--as-job", "--json"]).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let begun = {
            // Whoever stops a job sees it either waiting or running.
            let mut running = held(&self.running);
            let current = self.jobs.get(&job.id)?;
            if current.is_none_or(|one| one.state != JobState::Waiting) {
                return Ok(job);
            }
            (job.state, job.began_at) = (JobState::Running, mizan_accounts::now());
            self.jobs.keep(&job)?;
            command.spawn().map(|mut child| {
                let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
                let (id, far) = (job.id.clone(), Far::default());
                *running = Some(Running { id, child, far, is_stopped: false });
                pipes
            })
        };
        let (answer, said, end) = match begun {
            Err(error) => (String::new(), error.to_string(), None),
            Ok((stdin, stdout, stderr)) => {
                let reader = std::thread::spawn(move || {
                    let mut text = String::new();
                    if let Some(mut pipe) = stdout {
                        let _ = pipe.read_to_string(&mut text);
                    }
                    text
                });
                let mut said = String::new();
                for line in stderr.into_iter().flat_map(|pipe| BufReader::new(pipe).lines()) {
                    let Ok(line) = line else { break };
                    match line.strip_prefix(PROGRESS_MARK) {
                        Some(text) => {
                            if let (Ok(far), Some(one)) =
                                (serde_json::from_str(text), held(&self.running).as_mut())
                            {
                                one.far = far;
                            }
                        }
                        None if said.len() < SAID_LETTERS_MAX => said += &format!("{line}\n"),
                        None => {}
                    }
                }
                let answer = reader.join().unwrap_or_default();
                drop(stdin);
                let ended = held(&self.running).take().map(|mut one| {
                    let code = one.child.wait().ok().and_then(|status| status.code());
                    (code, one.is_stopped)
                });
                (answer, said, ended)
            }
        };
        job.ended_at = mizan_accounts::now();
        job.state = match end {
            Some((_, true)) => JobState::Stopped,
            Some((Some(0), _)) => JobState::Done,
            _ => JobState::Failed,
        };
        describe(&mut job, &answer, &said);
        self.jobs.keep(&job)?;
        self.jobs.prune()?;
        if job.kind == JobKind::Upload {
            let _ = std::fs::remove_dir_all(self.jobs.upload(&job.id));
        }
        Ok(job)
    }
}

/// Notes what a job's process said: its deliveries, and in words what it did or why it failed.
fn describe(job: &mut Job, answer: &str, said: &str) {
    let answer: Value = serde_json::from_str(answer).unwrap_or_default();
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let mut lines = Vec::new();
    for one in answer["deliveries"].as_array().into_iter().flatten() {
        let id = text(one, "delivery_id");
        match one["result"].as_str() {
            Some("accepted") => {
                let count = |name: &str| one[name].as_u64().unwrap_or(0);
                lines.push(format!(
                    "{} = {} + {} + {}",
                    count("rows_in"),
                    count("accepted"),
                    count("quarantined"),
                    count("duplicate")
                ));
            }
            Some("failed") => lines.push(text(one, "reason")),
            _ => {}
        }
        if !id.is_empty() && one["result"] != "held" {
            job.deliveries.push(id);
        }
    }
    if let Some(vintage) = answer["vintage"].as_str() {
        lines.push(vintage.to_owned());
    }
    if job.state == JobState::Failed && lines.is_empty() {
        lines.extend(said.lines().map(str::to_owned));
    }
    // A folder looked through again and again mostly holds what came before.
    lines.truncate(20);
    job.deliveries.truncate(100);
    job.said = lines.join("\n").chars().take(SAID_LETTERS_MAX).collect();
}

/// Does what waits and what is due; never ends.
pub(crate) async fn keep(app: App) {
    let Some(works) = app.works() else { return };
    if let Err(error) = works.jobs.recover() {
        tracing::error!(%error, "jobs of an earlier start could not be taken up");
    }
    loop {
        match next(&app, &works).await {
            Ok(true) => {}
            Ok(false) => {
                let pause = tokio::time::sleep(Duration::from_secs(1));
                tokio::select! {
                    () = works.wake.notified() => {}
                    () = pause => {}
                }
            }
            Err(problem) => {
                tracing::error!(code = problem.code, "a job could not be done");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
    }
}

/// Does the next job; `false` where there is none or the home folder is taken.
async fn next(app: &App, works: &Arc<Works>) -> Result<bool, Problem> {
    let failed = |error: mizan_build::Error| Problem::internal(&error);
    if app.is_draining() {
        return Ok(false);
    }
    let jobs = works.jobs.list().map_err(failed)?;
    let Some(job) = jobs.iter().find(|job| job.state == JobState::Waiting) else {
        return schedule(app, works, &jobs).map_err(failed);
    };
    // Somebody at the command line comes first.
    match app.installation().home.lock() {
        Ok(lock) => drop(lock),
        Err(mizan_warehouse::Error::Locked { .. }) => return Ok(false),
        Err(error) => return Err(Problem::internal(&error)),
    }
    let (arguments, job, doer) = (arguments(app, works, job), job.clone(), Arc::clone(works));
    let (id, kind) = (job.id.clone(), job.kind);
    let work = tokio::task::spawn_blocking(move || doer.run(job, &arguments));
    let done = work.await.map_err(|error| Problem::internal(&error))?.map_err(failed)?;
    let outcome = match done.state {
        JobState::Done => Outcome::Done,
        _ => Outcome::Failed,
    };
    let event = Event::new(Actor::Program, Action::Operation).on("job", id).outcome(outcome);
    let event = event.detail("operation", kind.name()).detail("state", done.state.name());
    app.people().record(event).await?;
    tracing::info!(job = done.id, kind = kind.name(), state = done.state.name(), "job ended");
    Ok(true)
}

/// What the program is asked for a job.
fn arguments(app: &App, works: &Works, job: &Job) -> Vec<OsString> {
    let settings = &app.installation().settings;
    let mut words: Vec<OsString> = Vec::new();
    match job.kind {
        JobKind::Build => words.push("build".into()),
        JobKind::Ingest => {
            words.push("ingest".into());
            words.extend(settings.schedule.ingest_folder.clone().map(Into::into));
        }
        JobKind::Upload => {
            words.extend(["ingest".into(), "--source".into(), OsString::from(&job.source)]);
            if let Some(month) = &job.month {
                words.extend(["--month".into(), OsString::from(month)]);
            }
            words.push(works.jobs.upload(&job.id).join(&job.file_name).into());
        }
    }
    if job.kind != JobKind::Build
        && settings.ingest.profile == mizan_domain::national_id::Profile::Synthetic
    {
        words.push("--synthetic".into());
    }
    words
}

/// Adds what is due by the settings; whether anything was.
fn schedule(app: &App, works: &Works, jobs: &[Job]) -> mizan_build::Result<bool> {
    let (schedule, now) = (&app.installation().settings.schedule, mizan_accounts::now());
    let has_folder = schedule.ingest_folder.is_some();
    let ingest = if has_folder { schedule.ingest } else { Times::Never };
    // Deliveries first: a build due at the same moment then counts them.
    for (kind, times) in [(JobKind::Ingest, ingest), (JobKind::Build, schedule.build)] {
        let own = jobs.iter().filter(|job| job.kind == kind && job.asked_by.is_empty());
        let last = own.map(|job| job.asked_at).max().unwrap_or(0);
        if times.is_due(last, now) {
            works.add(kind, |_| Ok(()))?;
            return Ok(true);
        }
    }
    Ok(false)
}
