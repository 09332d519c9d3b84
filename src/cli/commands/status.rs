//! `mizan status`: what is here, how fresh it is and what failed.

use std::process::ExitCode;

use mizan_build::{Delivery, Installation, Ledger};
use mizan_domain::{Date, Month};
use serde::Serialize;

use crate::arguments::Common;
use crate::commands::deliveries::today;
use crate::printer::Printer;

/// A source's deliveries in sum; `rows_in = accepted + quarantined + duplicate`, and no row counts
/// twice: a corrected row moves from quarantined to accepted.
#[derive(Debug, Serialize)]
struct SourceStatus {
    source: String,
    deliveries: u64,
    corrections: u64,
    newest_month: Option<Month>,
    rows_in: u64,
    accepted: u64,
    quarantined: u64,
    duplicate: u64,
    /// Of the quarantined, those that wait; the others are rightly refused.
    waiting: u64,
    held: u64,
    withdrawn: u64,
    overdue_days: i32,
    last_received_on: Option<Date>,
}

fn by_source(installation: &Installation, ledger: &Ledger) -> Vec<SourceStatus> {
    let mut found = Vec::new();
    for contract in &installation.catalog.sources {
        let name = contract.name.as_str();
        let roots: Vec<&Delivery> = ledger.roots(name).collect();
        let sum = |pick: fn(&Delivery) -> u64| roots.iter().map(|one| pick(one)).sum();
        let of_source = ledger.deliveries.iter().filter(|one| one.source == name);
        let withdrawn = of_source.clone().filter(|one| !one.is_counted()).count() as u64;
        let held = ledger.waiting().filter(|one| one.source == name).count() as u64;
        if roots.is_empty() && withdrawn == 0 && held == 0 {
            continue;
        }
        let freshness = ledger.freshness(contract, today());
        let corrections = of_source.filter(|one| one.is_counted() && one.corrects.is_some());
        found.push(SourceStatus {
            source: name.to_owned(),
            deliveries: roots.len() as u64,
            corrections: corrections.count() as u64,
            newest_month: freshness.newest_month,
            rows_in: sum(|one| one.rows_in),
            accepted: sum(|one| one.accepted + one.corrected),
            quarantined: sum(|one| one.open + one.set_aside),
            duplicate: sum(|one| one.duplicate),
            waiting: sum(|one| one.open),
            held,
            withdrawn,
            overdue_days: freshness.overdue_days,
            last_received_on: freshness.last_received_on,
        });
    }
    found
}

fn table(sources: &[SourceStatus]) -> String {
    let mut lines = vec![
        [
            "source",
            "deliveries",
            "newest",
            "rows",
            "accepted",
            "quarantined",
            "duplicate",
            "held",
            "late",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    lines.extend(sources.iter().map(|one| {
        let late = match one.overdue_days {
            0 => String::new(),
            days => format!("{days} days overdue"),
        };
        let month = one.newest_month.map(|month| month.to_string()).unwrap_or_default();
        let numbers = [one.rows_in, one.accepted, one.quarantined, one.duplicate, one.held];
        let mut cells = vec![one.source.clone(), one.deliveries.to_string(), month];
        cells.extend(numbers.map(|number| number.to_string()));
        cells.push(late);
        cells
    }));
    let widths: Vec<usize> = (0..lines[0].len())
        .map(|at| lines.iter().map(|cells| cells[at].len()).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for cells in &lines {
        let padded = cells.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
            if (1..8).contains(&at) { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        text += padded.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}

pub(crate) async fn run(common: &Common, printer: &Printer) -> anyhow::Result<ExitCode> {
    let installation = common.open_existing()?;
    let vintages = installation.vintages();
    let (published, released) = (vintages.published()?, vintages.released()?);
    let ledger = installation.read_ledger().await?;
    let sources = by_source(&installation, &ledger);
    let unbuilt = installation.unbuilt(&ledger)?;
    if printer.is_json() {
        let published = published.map(|one| {
            serde_json::json!({
                "id": one.id, "published_at": one.published_at, "as_of_month": one.as_of_month,
                "tables": one.tables.len(),
                "rows": one.tables.values().map(|table| table.rows).sum::<u64>(),
            })
        });
        let released = released.map(|one| one.id);
        let answer = serde_json::json!({
            "home": installation.home.root(), "published": published, "released": released,
            "sources": sources,
            "not_built": unbuilt.waiting, "outdated": unbuilt.outdated,
        });
        printer.answer(&answer, String::new);
        return Ok(ExitCode::SUCCESS);
    }
    match &published {
        None => printer.raw("nothing has been published yet; run `mizan demo` or `mizan build`\n"),
        Some(one) => printer.raw(&format!(
            "published: vintage {} of {} (data to {}), {} tables\n",
            one.id,
            one.published_at,
            one.as_of_month,
            one.tables.len()
        )),
    }
    match &released {
        None => printer.raw("released:  nothing\n"),
        Some(one) => printer.raw(&format!("released:  vintage {}\n", one.id)),
    }
    if sources.is_empty() {
        printer.raw("deliveries: none yet; `mizan ingest PATH` takes files in\n");
        return Ok(ExitCode::SUCCESS);
    }
    printer.raw(&table(&sources));
    for held in ledger.waiting() {
        printer.raw(&format!("held: {} {} {}\n", held.delivery_id, held.source, held.file_name));
    }
    let changes = unbuilt.waiting.len() + unbuilt.outdated.len();
    if changes > 0 && published.is_some() {
        printer
            .raw(&format!("{changes} deliveries changed since that vintage; run `mizan build`\n"));
    }
    Ok(ExitCode::SUCCESS)
}
