//! `mizan metric`: one metric's figures, the same as the API and the pages show.

use std::fmt::Write;
use std::process::ExitCode;

use mizan_api::VintageRows;
use mizan_build::{Edition, Installation};
use mizan_metrics::{Catalogue, Figures, Query, Tier};
use mizan_warehouse::Vintage;

use crate::arguments::{Common, MetricOptions};
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &MetricOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let installation = common.open_existing()?;
    let files = &installation.catalog.metrics;
    let mut metrics = Catalogue::from_files(files.iter().map(|file| (&*file.name, &*file.text)))?;
    let Some(name) = options.name.as_deref().filter(|_| !options.list) else {
        list(&metrics, printer);
        return Ok(ExitCode::SUCCESS);
    };
    let tier = if options.released { Tier::Public } else { Tier::Ministry };
    let mut query = Query::new(name, tier);
    for dimension in &options.by {
        query = query.by(dimension.as_str());
    }
    for condition in &options.conditions {
        let Some((dimension, values)) = condition.split_once('=') else {
            anyhow::bail!("`--where {condition}` is not `dimension=value,value`");
        };
        query = query.keep(dimension, values.split(','));
    }
    // What is wrong with the question is said before anything is opened.
    metrics.compile(&query)?;
    let vintage = vintage(&installation, options)?;
    if options.released {
        metrics = metrics.with_secret(installation.disclosure_secret()?);
    }
    let rows = VintageRows::open(&installation, &vintage).await?;
    let figures = metrics.query(&query, &rows, &vintage.id).await?;
    printer.answer(&figures, || {
        let mut text = table(&figures);
        if options.receipt {
            text.push_str(&receipt(&figures));
        }
        text
    });
    Ok(ExitCode::SUCCESS)
}

/// The vintage asked for; the public sees releases only.
fn vintage(installation: &Installation, options: &MetricOptions) -> anyhow::Result<Vintage> {
    let Some(id) = options.vintage.as_deref() else {
        let edition = if options.released { Edition::Released } else { Edition::Published };
        return Ok(installation.vintage(edition)?);
    };
    if options.released {
        let known = installation.vintages().releases()?;
        if !known.iter().any(|one| one == id) {
            let id = id.to_owned();
            return Err(mizan_warehouse::Error::UnknownVintage { id, known }.into());
        }
    }
    Ok(installation.vintage(Edition::Id(id))?)
}

fn list(metrics: &Catalogue, printer: &Printer) {
    let values: Vec<_> = metrics
        .list()
        .map(|one| {
            let title = serde_json::json!({ "ar": one.title.ar, "en": one.title.en });
            serde_json::json!({ "name": one.name, "title": title, "dimensions": one.dimensions })
        })
        .collect();
    printer.answer(&serde_json::json!({ "metrics": values }), || {
        metrics.list().fold(String::new(), |mut text, one| {
            let _ = writeln!(text, "{:<32} {} — {}", one.name, one.title.en, one.title.ar);
            text
        })
    });
}

fn table(figures: &Figures) -> String {
    let receipt = &figures.receipt;
    let mut text = format!("{} — {} ({})\n", receipt.title.en, receipt.title.ar, figures.unit.en);
    for row in &figures.rows {
        let keys: Vec<&str> = row.keys.iter().map(|(_, code)| code.as_str()).collect();
        let value =
            row.value.map_or_else(|| row.status.symbol().to_owned(), |value| format!("{value:.4}"));
        let n = row.n.map(|n| format!("  n {n}")).unwrap_or_default();
        let interval = row.interval.map(|(low, high)| format!("  [{low:.4}, {high:.4}]"));
        let _ =
            writeln!(text, "{:<40} {value:>14}{n}{}", keys.join(" "), interval.unwrap_or_default());
    }
    for note in &figures.notes {
        let _ = writeln!(text, "note: {}", note.en);
    }
    if let Some(period) = &receipt.period {
        let _ = writeln!(text, "period {period}");
    }
    let _ = writeln!(
        text,
        "{}\nvintage {} · {}",
        receipt.definition.en, receipt.vintage, receipt.sha256
    );
    text
}

/// Everything behind the figures, one line each.
fn receipt(figures: &Figures) -> String {
    let receipt = &figures.receipt;
    let mut text = String::from("\nreceipt\n");
    let filters: Vec<String> = receipt
        .filters
        .iter()
        .map(|(dimension, values)| format!("{dimension}={}", values.join(",")))
        .collect();
    let lines = [
        ("definition", format!("{}\n  {}", receipt.definition.en, receipt.definition.ar)),
        ("pitfalls", format!("{}\n  {}", receipt.pitfalls.en, receipt.pitfalls.ar)),
        ("formula", receipt.formula.clone()),
        ("filters", if filters.is_empty() { "none".to_owned() } else { filters.join(" ") }),
        ("n", receipt.n.to_string()),
        ("rule", format!("{}\n  {}", receipt.rule.en, receipt.rule.ar)),
        ("owner", receipt.owner.clone()),
        ("anchor", receipt.anchor.clone().unwrap_or_else(|| "none".to_owned())),
        ("reproduce", receipt.reproduce.clone()),
        ("sha256", receipt.sha256.clone()),
    ];
    for (name, value) in lines {
        let _ = writeln!(text, "{name}: {value}");
    }
    for table in &receipt.tables {
        let (name, version, rows) = (&table.name, table.version, table.rows);
        let _ =
            writeln!(text, "table: {name} version {version}, {rows} rows, {}", table.fingerprint);
    }
    let _ = writeln!(text, "sql:\n{}", receipt.sql);
    text
}
