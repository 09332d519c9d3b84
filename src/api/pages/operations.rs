//! `/operations`: what the server does by itself, seen and stopped by administrators.

use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use mizan_audit::Action;
use mizan_build::jobs::{Job, JobKind, Times};
use mizan_web::{OperationsView, ScheduleView, View};

use crate::access::Fields;
use crate::pages::PageRequest;
use crate::pages::uploads::{row, works};
use crate::problem::Problem;
use crate::words::bilingual;
use crate::works::Works;

const SHOWN: usize = 50;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<Response, Problem> {
    let works = works(&request.app)?;
    let jobs = works.jobs.list().map_err(|error| Problem::internal(&error))?;
    let rows: Vec<_> = jobs.iter().rev().take(SHOWN).map(|job| row(&works, job, false)).collect();
    let is_busy = rows.iter().any(|row| row.can_stop);
    let schedule = &request.app.installation().settings.schedule;
    let line = |kind: JobKind, times: Times| ScheduleView {
        kind: kind.name().to_owned(),
        times: match times {
            Times::Never => request.word("times-never", &[]),
            Times::Every { minutes } => {
                request.word("times-every", &[("minutes", &minutes.to_string())])
            }
            Times::At { minute } => {
                let time = format!("{:02}:{:02}", minute / 60, minute % 60);
                request.word("times-at", &[("time", &time)])
            }
        },
        can_run: kind == JobKind::Build || schedule.ingest_folder.is_some(),
    };
    let view = OperationsView {
        form_token: request.principal.form_token(),
        schedules: vec![
            line(JobKind::Ingest, schedule.ingest),
            line(JobKind::Build, schedule.build),
        ],
        jobs: rows,
    };
    let mut response = request.show(&View::Operations(view));
    if is_busy {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    Ok(response)
}

pub(crate) async fn run(request: Arc<PageRequest>, fields: Fields) -> Result<Response, Problem> {
    let works = works(&request.app)?;
    let has_folder = request.app.installation().settings.schedule.ingest_folder.is_some();
    let kind = match fields.one("kind") {
        "build" => JobKind::Build,
        "ingest" if has_folder => JobKind::Ingest,
        other => {
            let known = ["build", "ingest"];
            return Err(crate::parameters::unknown_code("kind", other, &known));
        }
    };
    let account = request.principal.own()?.id.clone();
    let job = works.add(kind, |job| {
        job.asked_by = account;
        Ok(())
    });
    let job = job.map_err(|error| Problem::internal(&error))?;
    let event = request.principal.event(Action::Operation).on("job", &job.id);
    request.app.people().record(event.detail("operation", kind.name())).await?;
    Ok(request.go("/operations"))
}

pub(crate) async fn stop(request: Arc<PageRequest>, fields: Fields) -> Result<Response, Problem> {
    let works = works(&request.app)?;
    let job = works.jobs.get(fields.one("id")).map_err(|error| Problem::internal(&error))?;
    let job = job.ok_or_else(|| Problem::not_found(bilingual("problem-no-job", &[])))?;
    stopped(&request, &works, &job).await?;
    Ok(request.go("/operations"))
}

/// Stops a job on record.
pub(crate) async fn stopped(
    request: &PageRequest,
    works: &Works,
    job: &Job,
) -> Result<(), Problem> {
    let event = request.principal.event(Action::Operation).on("job", &job.id);
    request.app.people().record(event.detail("operation", "stop")).await?;
    works.stop(&job.id).map_err(|error| Problem::internal(&error))?;
    Ok(())
}
