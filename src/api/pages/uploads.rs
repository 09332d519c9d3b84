//! `/uploads`: an officer delivers a file in the browser and sees how far it is and what became of it.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use mizan_accounts::Role;
use mizan_audit::Action;
use mizan_build::jobs::{Job, JobKind, JobState};
use mizan_domain::{Bilingual, Month};
use mizan_web::{JobRowView, OptionView, UploadsView, View};

use crate::access::Fields;
use crate::pages::PageRequest;
use crate::pages::record::moment;
use crate::problem::Problem;
use crate::state::App;
use crate::words::bilingual;
use crate::works::Works;

/// Longest silence of a sender.
const SILENCE_SECONDS: u64 = 30;
/// Seconds after which a page that waits asks again.
const AGAIN_SECONDS: &str = "2";
const SHOWN: usize = 50;
const NAME_BYTES_MAX: usize = 200;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<Response, Problem> {
    shown(&request, None)
}

fn shown(request: &PageRequest, problem: Option<String>) -> Result<Response, Problem> {
    let works = works(&request.app)?;
    let offices = request.principal.scopes(Role::Officer);
    let jobs = works.jobs.list().map_err(|error| Problem::internal(&error))?;
    let own = jobs.iter().rev().filter(|job| is_own(job, &offices)).take(SHOWN);
    let rows: Vec<JobRowView> = own.map(|job| row(&works, job, true)).collect();
    let is_busy = rows.iter().any(|row| row.can_stop);
    let settings = &request.app.installation().settings.uploads;
    let language = request.language();
    let sources = request.app.installation().catalog.sources.iter();
    let sources = sources
        .filter(|source| offices.iter().any(|office| may_deliver(request, office, &source.name)))
        .map(|source| OptionView::new(&source.name, source.title.get(language), ""))
        .collect();
    let view = UploadsView {
        form_token: request.principal.form_token(),
        sources,
        offices,
        megabytes_max: settings.megabytes_max,
        problem,
        jobs: rows,
    };
    let mut response = request.show(&View::Uploads(view));
    if is_busy {
        let value = HeaderValue::from_static(AGAIN_SECONDS);
        response.headers_mut().insert(header::REFRESH, value);
    }
    Ok(response)
}

/// Takes an uploaded delivery to disk and lets it wait for its turn.
pub(crate) async fn receive(request: Arc<PageRequest>, sent: Request) -> Result<Response, Problem> {
    let result = async {
        let works = works(&request.app)?;
        let folder = works.jobs.uploads().join(format!(".coming-{}", unique()?));
        fs::create_dir_all(&folder).map_err(|error| Problem::internal(&error))?;
        let came = come(&request, sent, &folder).await;
        let result = match came {
            Ok(came) => taken(&request, &works, &folder, came).await,
            Err(problem) => Err(problem),
        };
        if result.is_err() {
            let _ = fs::remove_dir_all(&folder);
        }
        result
    };
    match result.await {
        Err(problem) if problem.status.is_client_error() => {
            let text = problem.message.get(request.language()).to_owned();
            let mut response = shown(&request, Some(text))?;
            *response.status_mut() = problem.status;
            Ok(response)
        }
        other => other,
    }
}

/// What came with a form.
#[derive(Default)]
struct Came {
    file_name: String,
    bytes: u64,
    source: String,
    month: String,
    office: String,
}

/// Reads a form of several parts; its file goes to disk as it comes.
async fn come(request: &PageRequest, sent: Request, folder: &Path) -> Result<Came, Problem> {
    let wrong = |status, key: &'static str, code: &'static str| {
        Problem::new(status, code, bilingual(key, &[]))
    };
    let kind = sent.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = kind.and_then(|kind| multer::parse_boundary(kind).ok()).ok_or_else(|| {
        wrong(StatusCode::UNSUPPORTED_MEDIA_TYPE, "problem-upload-form", "form_expected")
    })?;
    let broken = || wrong(StatusCode::BAD_REQUEST, "problem-upload-broken", "upload_broken");
    let most = request.app.installation().settings.uploads.megabytes_max.saturating_mul(1_000_000);
    let body: Body = sent.into_body();
    let mut parts = multer::Multipart::new(body.into_data_stream(), boundary);
    let silence = Duration::from_secs(SILENCE_SECONDS);
    let mut came = Came::default();
    loop {
        let next = tokio::time::timeout(silence, parts.next_field()).await.map_err(|_| broken())?;
        let Some(mut field) = next.map_err(|_| broken())? else { break };
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            let mut text = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(|_| broken())? {
                text.extend_from_slice(&chunk);
                if text.len() > 1_000 {
                    return Err(broken());
                }
            }
            let text = String::from_utf8_lossy(&text).trim().to_owned();
            match name.as_str() {
                "source" => came.source = text,
                "month" => came.month = text,
                "office" => came.office = text,
                _ => {}
            }
            continue;
        }
        if !came.file_name.is_empty() {
            // One delivery a form: a second file would lie beside it unread.
            return Err(broken());
        }
        came.file_name = plain_name(field.file_name().unwrap_or_default());
        let (give, mut take) = tokio::sync::mpsc::channel::<bytes::Bytes>(8);
        let path = folder.join(&came.file_name);
        let writer = tokio::task::spawn_blocking(move || -> std::io::Result<()> {
            let mut file = File::create(&path)?;
            while let Some(chunk) = take.blocking_recv() {
                file.write_all(&chunk)?;
            }
            file.sync_all()
        });
        let read = async {
            loop {
                let next = tokio::time::timeout(silence, field.chunk()).await;
                let next = next.map_err(|_| broken())?;
                let Some(chunk) = next.map_err(|_| broken())? else { return Ok(()) };
                came.bytes += chunk.len() as u64;
                if came.bytes > most {
                    let status = StatusCode::PAYLOAD_TOO_LARGE;
                    return Err(wrong(status, "problem-upload-long", "upload_too_long"));
                }
                // Fails only where writing has, which is asked below.
                if give.send(chunk).await.is_err() {
                    return Ok(());
                }
            }
        };
        let read = read.await;
        drop(give);
        let written = writer.await.map_err(|error| Problem::internal(&error))?;
        read?;
        written.map_err(|error| Problem::internal(&error))?;
    }
    if came.bytes == 0 {
        return Err(wrong(StatusCode::BAD_REQUEST, "problem-upload-empty", "upload_empty"));
    }
    Ok(came)
}

/// Checks who may deliver what and lets the file wait.
async fn taken(
    request: &PageRequest,
    works: &Arc<Works>,
    folder: &Path,
    came: Came,
) -> Result<Response, Problem> {
    let offices = request.principal.scopes(Role::Officer);
    let office = match came.office.as_str() {
        "" => offices.first().cloned().unwrap_or_default(),
        office => office.to_owned(),
    };
    let names: Vec<&str> =
        request.app.installation().catalog.sources.iter().map(|one| one.name.as_str()).collect();
    if !names.contains(&came.source.as_str()) {
        return Err(crate::parameters::unknown_code("source", &came.source, &names));
    }
    if !offices.contains(&office) || !may_deliver(request, &office, &came.source) {
        let message = bilingual("problem-upload-source", &[("source", &came.source)]);
        return Err(Problem::new(StatusCode::FORBIDDEN, "not_allowed", message));
    }
    let month = match came.month.as_str() {
        "" => None,
        text => {
            let wrong = || {
                let message: Bilingual = bilingual("problem-invalid-value", &[("value", text)]);
                Problem::parameter("month", message)
            };
            Some(text.parse::<Month>().map_err(|_| wrong())?.to_string())
        }
    };
    let account = request.principal.own()?.id.clone();
    let folder: PathBuf = folder.to_owned();
    let (source, bytes) = (came.source.clone(), came.bytes);
    let uploads = works.jobs.clone();
    let job = works.add(JobKind::Upload, |job| {
        (job.asked_by, job.office) = (account, office);
        (job.file_name, job.source, job.month) = (came.file_name, came.source, month);
        let place = uploads.upload(&job.id);
        fs::rename(&folder, &place).map_err(|error| mizan_build::Error::Io {
            action: "move",
            path: place,
            reason: error.to_string(),
        })
    });
    let job = job.map_err(|error| Problem::internal(&error))?;
    let event = request.principal.event(Action::Operation).on("job", &job.id);
    let event = event
        .detail("operation", "upload")
        .detail("source", source)
        .detail("office", &job.office)
        .detail("bytes", bytes.to_string());
    request.app.people().record(event).await?;
    Ok(request.go("/uploads"))
}

/// Stops an upload of the own office that waits or is being read.
pub(crate) async fn stop(request: Arc<PageRequest>, fields: Fields) -> Result<Response, Problem> {
    let works = works(&request.app)?;
    let offices = request.principal.scopes(Role::Officer);
    let job = works.jobs.get(fields.one("id")).map_err(|error| Problem::internal(&error))?;
    let Some(job) = job.filter(|job| is_own(job, &offices)) else {
        return Err(Problem::not_found(bilingual("problem-no-job", &[])));
    };
    super::operations::stopped(&request, &works, &job).await?;
    Ok(request.go("/uploads"))
}

fn is_own(job: &Job, offices: &[String]) -> bool {
    job.kind == JobKind::Upload && offices.contains(&job.office)
}

fn may_deliver(request: &PageRequest, office: &str, source: &str) -> bool {
    let named = &request.app.installation().settings.uploads.sources_by_office;
    named.get(office).is_none_or(|sources| sources.iter().any(|one| one == source))
}

pub(crate) fn works(app: &App) -> Result<Arc<Works>, Problem> {
    app.works().ok_or_else(|| Problem::not_found(bilingual("problem-no-works", &[])))
}

/// A job as pages show it; names of files only to the office that sent them.
pub(crate) fn row(works: &Works, job: &Job, names_file: bool) -> JobRowView {
    let minute = |seconds: i64| if seconds == 0 { String::new() } else { moment(seconds) };
    let far = works.far(&job.id);
    JobRowView {
        id: job.id.clone(),
        kind: job.kind.name().to_owned(),
        state: job.state.name().to_owned(),
        asked_at: minute(job.asked_at),
        began_at: minute(job.began_at),
        ended_at: minute(job.ended_at),
        source: job.source.clone(),
        office: job.office.clone(),
        file_name: if names_file { job.file_name.clone() } else { String::new() },
        is_by_schedule: job.asked_by.is_empty(),
        // Reasons name files.
        said: if names_file || job.kind == JobKind::Build {
            job.said.clone()
        } else {
            String::new()
        },
        deliveries: job.deliveries.clone(),
        item: far.as_ref().map(|far| format!("{} {}", far.step, far.item)).unwrap_or_default(),
        done: far.as_ref().map_or(0, |far| far.done),
        total: far.as_ref().map_or(0, |far| far.total),
        can_stop: matches!(job.state, JobState::Waiting | JobState::Running),
    }
}

/// The last part of a name without what a file system or a terminal would take amiss.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|one| !one.is_control()).collect();
    let plain = plain.trim_start_matches(['.', '-']).trim();
    // File systems count bytes, of which a letter has up to four; the ending says the format.
    let begin = plain.ceil_char_boundary(plain.len().saturating_sub(NAME_BYTES_MAX));
    let plain = plain[begin..].trim_start_matches(['.', '-']);
    if plain.is_empty() { "delivery".to_owned() } else { plain.to_owned() }
}

fn unique() -> Result<String, Problem> {
    let secret = mizan_accounts::Secret::new().map_err(|error| Problem::internal(&error))?;
    Ok(secret.show().to_owned())
}

#[cfg(test)]
mod tests {
    //! Names under which strangers send files.

    use super::{NAME_BYTES_MAX, plain_name};

    #[test]
    fn a_name_is_one_a_file_system_takes() {
        for (sent, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\deliveries\\شهر.csv", "شهر.csv"),
            ("--help", "help"),
            ("..", "delivery"),
            ("a\u{0}\nb.csv", "ab.csv"),
            ("", "delivery"),
        ] {
            assert_eq!(plain_name(sent), kept, "{sent:?}");
        }
        let long = plain_name(&format!("{}.xlsx", "🙂".repeat(300)));
        assert!(long.len() <= NAME_BYTES_MAX, "{long}");
        assert_eq!(long.rsplit_once('.').unwrap().1, "xlsx", "the ending says the format");
    }
}
