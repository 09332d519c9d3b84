//! Pages about work the server does: uploads of an office, schedules, jobs.

use super::{OptionView, people::FormToken};

/// One piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobRowView {
    /// Id.
    pub id: String,
    /// `upload`, `ingest` or `build`; texts are kept under it.
    pub kind: String,
    /// `waiting`, `running`, `done`, `failed` or `stopped`; texts are kept under it.
    pub state: String,
    /// When it was asked for, in UTC.
    pub asked_at: String,
    /// When it began; empty not yet.
    pub began_at: String,
    /// When it ended; empty not yet.
    pub ended_at: String,
    /// Source of an upload.
    pub source: String,
    /// Office of an upload.
    pub office: String,
    /// Name of the file as it was delivered.
    pub file_name: String,
    /// Whether nobody asked for it.
    pub is_by_schedule: bool,
    /// What it said at its end.
    pub said: String,
    /// Deliveries that came of it.
    pub deliveries: Vec<String>,
    /// What it is working on; empty where it is not running.
    pub item: String,
    /// Items done.
    pub done: u64,
    /// Items in all.
    pub total: u64,
    /// Whether it can be stopped.
    pub can_stop: bool,
}

/// `/uploads`: deliveries of the own office.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UploadsView {
    /// Ties the forms to this browser.
    pub form_token: FormToken,
    /// Sources the office may deliver.
    pub sources: Vec<OptionView>,
    /// Offices of the reader.
    pub offices: Vec<String>,
    /// Largest file in megabytes.
    pub megabytes_max: u64,
    /// What went wrong, in words.
    pub problem: Option<String>,
    /// Uploads of the office, the newest first.
    pub jobs: Vec<JobRowView>,
}

/// When something is done by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScheduleView {
    /// `ingest` or `build`.
    pub kind: String,
    /// When, in words.
    pub times: String,
    /// Whether it can be done now.
    pub can_run: bool,
}

/// `/operations`: what the server does by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OperationsView {
    /// Ties the forms to this browser.
    pub form_token: FormToken,
    /// What is done when.
    pub schedules: Vec<ScheduleView>,
    /// Jobs, the newest first.
    pub jobs: Vec<JobRowView>,
}
