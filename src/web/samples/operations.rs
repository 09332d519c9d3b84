//! Made-up work of the server: uploads, jobs, corrections, a stopped search.

use mizan_domain::Language;

use super::say;
use crate::*;

fn job(id: &str, kind: &str, state: &str) -> JobRowView {
    JobRowView {
        id: id.to_owned(),
        kind: kind.to_owned(),
        state: state.to_owned(),
        asked_at: "2026-10-12 09:41".to_owned(),
        ..JobRowView::default()
    }
}

fn running() -> JobRowView {
    JobRowView {
        item: "ingest hires_2026-10.csv".to_owned(),
        done: 1,
        total: 3,
        can_stop: true,
        source: "hires".to_owned(),
        office: "OF-MN-1".to_owned(),
        file_name: "hires_2026-10.csv".to_owned(),
        ..job("00000003", "upload", "running")
    }
}

pub(super) fn uploads(language: Language, is_first: bool) -> View {
    let done = JobRowView {
        said: "4 = 3 + 1 + 0".to_owned(),
        deliveries: vec!["5f00c1d2e3f4a5b6".to_owned()],
        ended_at: "2026-10-12 09:42".to_owned(),
        file_name: "hires_2026-09.csv".to_owned(),
        source: "hires".to_owned(),
        ..job("00000002", "upload", "done")
    };
    let problem = say(language, "الملف فارغ", "The file is empty");
    View::Uploads(UploadsView {
        form_token: "k3YpQv".to_owned(),
        sources: vec![OptionView::new("hires", say(language, "التعيينات", "Hires"), "")],
        offices: vec!["OF-MN-1".to_owned(), "OF-MN-2".to_owned()],
        megabytes_max: 2048,
        problem: (!is_first).then_some(problem),
        jobs: if is_first { Vec::new() } else { vec![running(), done] },
    })
}

pub(super) fn operations(language: Language) -> View {
    let schedule = |kind: &str, ar: &str, en: &str, can_run| ScheduleView {
        kind: kind.to_owned(),
        times: say(language, ar, en),
        can_run,
    };
    View::Operations(OperationsView {
        form_token: "k3YpQv".to_owned(),
        schedules: vec![
            schedule("ingest", "كل 30 دقيقة", "every 30 minutes", false),
            schedule("build", "كل يوم الساعة 02:30", "every day at 02:30", true),
        ],
        jobs: vec![
            JobRowView { file_name: String::new(), ..running() },
            JobRowView { is_by_schedule: true, ..job("00000001", "build", "failed") },
        ],
    })
}

pub(super) fn corrections(language: Language) -> View {
    let row = vec![(say(language, "رقم القيد", "Registration number"), "R-1".to_owned())];
    let table =
        RecordTableView { title: say(language, "القيد", "Registrations"), rows: vec![row] };
    let one = |id: &str| CorrectionView {
        id: id.to_owned(),
        source: "work_registrations".to_owned(),
        field: say(language, "العنوان", "address"),
        proposed: say(language, "شارع النيل", "Nile Street"),
        on: "2026-10-02".to_owned(),
        tables: vec![table.clone()],
    };
    View::Corrections(CorrectionsView {
        form_token: "k3YpQv".to_owned(),
        problem: Some(say(language, "اكتب السبب", "Say why")),
        corrections: vec![one("c-1"), one("c-2")],
    })
}

pub(super) fn stop(language: Language, is_done: bool) -> View {
    let title = say(language, "لحام في المنيا", "Welder in Minya");
    View::Stop(StopView { path: "/stop/s-1.x".to_owned(), title, is_done })
}
