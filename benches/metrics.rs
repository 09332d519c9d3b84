//! How long do twelve figures take, warm and in a new process, and what does their protection cost?
//!
//! `cargo bench --bench metrics` makes marts of the whole country: 427 occupations × 27 governorates
//! × 24 months, more than ten million facts behind them. `--first DIR` is what it starts anew.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "a bench answers on standard output")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mizan_catalog::{Catalog, Project};
use mizan_metrics::{Catalogue, Figures, Query, RowError, RowFuture, RowSource, Tier};
use mizan_warehouse::{Session, TableSource};

const ROUNDS: usize = 60;
const PROCESSES: usize = 7;
const VINTAGE: &str = "2026-11-23.1";

/// Months of the marts with their numbers.
const MONTHS: &str = "select cast(month as date) as month, row_number() over (order by month) as m
    from (select unnest(generate_series(date '2024-11-01', date '2026-10-01', interval '1 month')) as month)";

/// Cells of occupation, governorate and month, larger where the market is.
const CELLS: &str = "select month, 'EG-' || cast(g as varchar) as governorate_code,
        cast(1000 + o as varchar) as occupation_code,
        (o * 7919 + g * 104729 + m * 1299709) % 97 as dice,
        cast(floor(9000.0 / (8 + g * o)) as bigint) as size
    from (select unnest(generate_series(1, 427)) as o)
    cross join (select unnest(generate_series(1, 27)) as g)
    cross join months";

/// Cells of service, office and month.
const DESKS: &str = "select month, 'service-' || cast(s as varchar) as service,
        'office-' || cast(o as varchar) as office_code,
        'EG-' || cast(o % 27 + 1 as varchar) as governorate_code,
        (o * 7919 + s * 104729 + m * 1299709) % 97 as dice
    from (select unnest(generate_series(1, 4)) as s)
    cross join (select unnest(generate_series(1, 300)) as o)
    cross join months";

/// The marts, the cells below them and their rows, written by the engine itself.
const MARTS: [(&str, &str, &str); 3] = [
    (
        "mart_market_by_occupation_governorate_month",
        CELLS,
        "select month, occupation_code, governorate_code,
            size / 3 + dice % 5 as registered_seekers, size / 4 + dice % 4 as seekers,
            size / 9 + dice % 3 as open_positions, size / 12 + dice % 3 as new_postings,
            size / 13 + dice % 2 as postings_due_60d, size / 26 as postings_filled_60d,
            size / 30 + dice % 2 as filled, size / 15 + dice % 3 as hires,
            size * 12 + dice as insured, size * 12 + dice + size / 9 + dice % 3 as positions
        from grid order by month, occupation_code, governorate_code",
    ),
    (
        "mart_wages_by_occupation_governorate_month",
        CELLS,
        "select month, occupation_code, governorate_code,
            size / 9 + dice % 3 as vacancies, size / 18 as vacancies_with_wage,
            (size / 18) * 7000 as wage_posted_egp_month_total,
            6500.0 + dice as wage_posted_egp_month_median, size / 60 + 1 as establishments_posting,
            size / 20 as hires_with_wage, 6400.0 + dice as wage_hired_egp_month_median,
            size / 60 + 1 as establishments_hiring, size * 12 + dice as insured,
            (size * 12 + dice) * 7100 as wage_paid_egp_month_total,
            7050.0 + dice as wage_paid_egp_month_median, size / 3 + 1 as establishments_paying
        from grid order by month, occupation_code, governorate_code",
    ),
    (
        "mart_services_by_office_month",
        DESKS,
        "select service, office_code, governorate_code, month,
            dice + 10 as applications, dice / 2 as applications_paper,
            dice + 10 - dice / 2 as applications_digital, dice + 4 as decisions,
            dice as approved, dice + 4 as decisions_timed, (dice + 4) * 9 as days_total,
            dice / 2 as decisions_within_14_days, 9.0 as days_median, dice / 3 as backlog
        from grid order by service, office_code, month",
    ),
];

/// The figures of a planner's page.
const METRICS: [&str; 12] = [
    "seekers",
    "open_positions",
    "tightness",
    "hires",
    "vacancy_rate",
    "new_postings",
    "fill_rate_60d",
    "insured_employment",
    "wage_paid_mean",
    "wage_posted_mean",
    "service_applications",
    "service_days_mean",
];

struct Rows(Session);

impl RowSource for Rows {
    fn query<'a>(&'a self, sql: &'a str) -> RowFuture<'a> {
        Box::pin(async move { self.0.query(sql).await.map_err(RowError::from) })
    }
}

fn main() {
    let started = Instant::now();
    let mut arguments = std::env::args().skip(1);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    if arguments.next().as_deref() == Some("--first") {
        let folder = PathBuf::from(arguments.next().unwrap());
        runtime.block_on(first(&folder));
        println!("{}", started.elapsed().as_secs_f64() * 1000.0);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    runtime.block_on(write_marts(folder.path()));
    let mut first: Vec<f64> = (0..PROCESSES).map(|_| in_new_process(folder.path())).collect();
    first.sort_by(f64::total_cmp);
    print_line(
        "first",
        serde_json::json!({
            "metrics": METRICS.len(), "processes": PROCESSES, "median_ms": first[PROCESSES / 2],
            "worst_ms": first[PROCESSES - 1],
        }),
    );
    runtime.block_on(async {
        let (catalogue, rows) = open(folder.path()).await;
        facts(&rows).await;
        warm(&catalogue, &rows).await;
        perturbation(&catalogue, &rows).await;
    });
}

fn print_line(part: &str, mut answer: serde_json::Value) {
    answer["part"] = part.into();
    println!("{answer}");
}

async fn write_marts(folder: &Path) {
    let session = Session::new(&folder.join("spill")).unwrap();
    for (name, grid, select) in MARTS {
        let sql = format!("with months as ({MONTHS}), grid as ({grid}) {select}");
        session.write(&sql, &folder.join(name), name).await.unwrap();
    }
}

async fn open(folder: &Path) -> (Catalogue, Arc<Rows>) {
    let session = Session::new(&folder.join("spill")).unwrap();
    for (name, ..) in MARTS {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder.join(name)).unwrap().map(|one| one.unwrap().path()).collect();
        files.sort();
        session.add_table(name, TableSource::Files(files)).await.unwrap();
    }
    let catalog = Catalog::load(&Project::Embedded).unwrap();
    let files = catalog.metrics.iter().map(|file| (&*file.name, &*file.text));
    let catalogue = Catalogue::from_files(files).unwrap().with_secret("secret of a bench");
    (catalogue, Arc::new(Rows(session)))
}

fn in_new_process(folder: &Path) -> f64 {
    let program = std::env::current_exe().unwrap();
    let output = std::process::Command::new(program).arg("--first").arg(folder).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.trim()
        .parse()
        .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

/// Everything a new process does until the twelve figures stand.
async fn first(folder: &Path) {
    let (catalogue, rows) = open(folder).await;
    page(Arc::new(catalogue), rows, 0).await;
}

/// Twelve figures asked for together, as pages ask for them.
async fn page(catalogue: Arc<Catalogue>, rows: Arc<Rows>, round: usize) -> Vec<Figures> {
    let mut tasks = Vec::with_capacity(METRICS.len());
    for place in 0..METRICS.len() {
        let (catalogue, rows) = (Arc::clone(&catalogue), Arc::clone(&rows));
        tasks.push(tokio::spawn(async move {
            catalogue.query(&question(place, round), rows.as_ref(), VINTAGE).await.unwrap()
        }));
    }
    let mut answers = Vec::with_capacity(tasks.len());
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

/// A question of the kinds pages ask: a line over months, a table by place, a table by occupation.
fn question(place: usize, round: usize) -> Query {
    let query = Query::new(METRICS[place], Tier::Ministry);
    let governorate = format!("EG-{}", round * 5 % 27 + 1);
    let month = format!("2026-{:02}", round % 10 + 1);
    let is_service = METRICS[place].starts_with("service");
    match place % 3 {
        0 => query.keep("governorate_code", [governorate]).by("month"),
        1 => query.keep("month", [month]).by("governorate_code"),
        _ if is_service => query.keep("month", [month]).by("office_code"),
        _ => query
            .keep("governorate_code", [governorate])
            .keep("month", [month])
            .by("occupation_code"),
    }
}

async fn facts(rows: &Rows) {
    let sql = "select sum(insured) + sum(registered_seekers) + sum(hires) as facts, count(*) as cells \
        from mart_market_by_occupation_governorate_month";
    let batches = rows.0.query(sql).await.unwrap();
    let row = mizan_warehouse::rows(&batches).next().unwrap();
    print_line(
        "facts",
        serde_json::json!({
            "facts": row.integer("facts"), "mart_rows": row.integer("cells"),
        }),
    );
}

async fn warm(catalogue: &Catalogue, rows: &Arc<Rows>) {
    // Each kind of question was asked once before: that is what warm means.
    let mut single: Vec<Duration> = Vec::new();
    let mut whole: Vec<Duration> = Vec::new();
    for round in 0..=ROUNDS {
        let started = Instant::now();
        for place in 0..METRICS.len() {
            let one = Instant::now();
            catalogue.query(&question(place, round), rows.as_ref(), VINTAGE).await.unwrap();
            if round > 10 {
                single.push(one.elapsed());
            }
        }
        if round > 10 {
            whole.push(started.elapsed());
        }
    }
    let part = |times: &mut Vec<Duration>, share: f64| {
        times.sort();
        times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0
    };
    print_line(
        "warm",
        serde_json::json!({
            "twelve_together_p50_ms": part(&mut whole, 0.5), "twelve_together_p95_ms": part(&mut whole, 0.95),
            "one_p50_ms": part(&mut single, 0.5), "one_p95_ms": part(&mut single, 0.95),
        }),
    );
}

/// What noise costs, whether it has a bias, and whether a cell is the same on two routes.
async fn perturbation(catalogue: &Catalogue, rows: &Arc<Rows>) {
    let ask = async |tier: Tier, metric: &str, month: &str| {
        let query = Query::new(metric, tier).by("governorate_code").by("occupation_code");
        let query = query.keep("month", [month]);
        catalogue.query(&query, rows.as_ref(), VINTAGE).await.unwrap()
    };
    ask(Tier::Public, "insured_employment", "2026-01").await;
    let (mut cells, mut seconds, mut noise, mut shown) = (0, 0.0, 0.0, 0);
    for month in ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"] {
        let exact = ask(Tier::Operational, "insured_employment", month).await;
        let started = Instant::now();
        let public = ask(Tier::Public, "insured_employment", month).await;
        seconds += started.elapsed().as_secs_f64();
        cells += public.rows.len();
        let truth: std::collections::BTreeMap<_, _> =
            exact.rows.iter().map(|row| (&row.keys, row.value)).collect();
        for row in &public.rows {
            // Small ones are partly hidden by their noise, which would look like a bias.
            if let (Some(value), Some(Some(true_value))) = (row.value, truth.get(&row.keys))
                && *true_value >= 30.0
            {
                noise += value - true_value;
                shown += 1;
            }
        }
    }
    let (mut same, mut routes) = (0, 0);
    let table = ask(Tier::Public, "insured_employment", "2026-02").await;
    for row in table.rows.iter().step_by(97) {
        let mut query = Query::new("insured_employment", Tier::Public).keep("month", ["2026-02"]);
        for (dimension, code) in &row.keys {
            query = query.keep(dimension, [code]);
        }
        let Ok(alone) = catalogue.query(&query, rows.as_ref(), VINTAGE).await else { continue };
        let alone = alone.single().unwrap();
        routes += 1;
        same += usize::from((alone.value, alone.status) == (row.value, row.status));
    }
    print_line(
        "perturbation",
        serde_json::json!({
            "cells": cells, "answer_ms_per_1000_cells": seconds * 1e6 / cells as f64,
            "mean_bias": noise / f64::from(shown), "cells_compared": shown,
            "same_on_two_routes": same, "routes": routes,
        }),
    );
}
