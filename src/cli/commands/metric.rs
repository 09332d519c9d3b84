//! `mizan metric`: one metric's figures, the same as the API and the pages show.

use std::fmt::Write;
use std::process::ExitCode;

use mizan_build::Edition;
use mizan_metrics::{Catalogue, Figures, Query, RowError, RowFuture, RowSource, Tier};
use mizan_warehouse::Session;

use crate::arguments::{Common, MetricOptions};
use crate::printer::Printer;

/// Rows of one vintage.
struct VintageRows(Session);

impl RowSource for VintageRows {
    fn query<'a>(&'a self, sql: &'a str) -> RowFuture<'a> {
        Box::pin(async move { self.0.query(sql).await.map_err(RowError::from) })
    }
}

pub(crate) async fn run(
    common: &Common,
    options: &MetricOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let installation = common.open()?;
    let files = &installation.catalog.metrics;
    let metrics = Catalogue::from_files(files.iter().map(|file| (&*file.name, &*file.text)))?;
    let Some(name) = options.name.as_deref().filter(|_| !options.list) else {
        list(&metrics, printer);
        return Ok(ExitCode::SUCCESS);
    };
    let edition = options.vintage.as_deref().map_or(Edition::Published, Edition::Id);
    let vintage = installation.vintage(edition)?;
    let session = installation.session(&vintage, |name| name.starts_with("mart_")).await?;
    let mut query = Query::new(name, Tier::Ministry);
    for dimension in &options.by {
        query = query.by(dimension.as_str());
    }
    for condition in &options.conditions {
        let Some((dimension, values)) = condition.split_once('=') else {
            anyhow::bail!("`--where {condition}` is not `dimension=value,value`");
        };
        query = query.keep(dimension, values.split(','));
    }
    let figures = metrics.query(&query, &VintageRows(session), &vintage.id).await?;
    printer.answer(&figures, || table(&figures));
    Ok(ExitCode::SUCCESS)
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
    let mut text = format!("{} — {}\n", receipt.title.en, receipt.title.ar);
    for row in &figures.rows {
        let keys: Vec<&str> = row.keys.iter().map(|(_, code)| code.as_str()).collect();
        let value =
            row.value.map_or_else(|| row.status.symbol().to_owned(), |value| format!("{value:.4}"));
        let n = row.n.map(|n| format!("  n {n}")).unwrap_or_default();
        let interval = row.interval.map(|(low, high)| format!("  [{low:.4}, {high:.4}]"));
        let _ =
            writeln!(text, "{:<40} {value:>14}{n}{}", keys.join(" "), interval.unwrap_or_default());
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
