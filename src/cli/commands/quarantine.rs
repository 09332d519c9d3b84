//! `mizan quarantine`: refused rows, and the way back for corrected ones.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::ExitCode;

use anyhow::{Context, bail};
use mizan_build::{IngestRequest, Installation};
use mizan_domain::Language;
use mizan_domain::national_id::Profile;
use mizan_ingest::{QuarantinedRow, export_corrections, read_quarantine};

use crate::arguments::{Common, QuarantineAction, QuarantineOptions};
use crate::commands::ingest;
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &QuarantineOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let mut installation = common.open()?;
    match &options.action {
        QuarantineAction::List => list(&installation, printer).await,
        QuarantineAction::Show { delivery } => {
            let rows = rows_of(&installation, Some(delivery)).await?;
            show(&rows, printer);
            Ok(ExitCode::SUCCESS)
        }
        QuarantineAction::Export { delivery, out } => {
            let rows = rows_of(&installation, Some(delivery)).await?;
            let source = rows.first().map(|row| row.source.clone()).unwrap_or_default();
            let contract = installation
                .catalog
                .source(&source)
                .context("the delivery's source has no contract")?;
            export_corrections(&rows, contract, Language::Arabic, out)?;
            printer.note(&format!(
                "wrote {} rows to `{}`; correct them and run `mizan quarantine replay {delivery} {}`",
                rows.len(),
                out.display(),
                out.display()
            ));
            Ok(ExitCode::SUCCESS)
        }
        QuarantineAction::Replay { delivery, file, synthetic } => {
            if *synthetic {
                installation.settings.ingest.profile = Profile::Synthetic;
            }
            let rows = rows_of(&installation, Some(delivery)).await?;
            let request = IngestRequest {
                paths: vec![file.clone()],
                source: rows.first().map(|row| row.source.clone()),
                month: rows.first().map(|row| row.month),
                corrects: Some(delivery.clone()),
            };
            let results = ingest::take_in(&installation, &request, printer).await?;
            Ok(ingest::report(&results, printer))
        }
    }
}

/// Opens the quarantine: all of it, or one delivery's.
async fn rows_of(
    installation: &Installation,
    delivery: Option<&str>,
) -> anyhow::Result<Vec<QuarantinedRow>> {
    let key = installation.key()?;
    let mut rows = Vec::new();
    for file in installation.quarantine_files().await? {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_wanted =
            |id: &str| name.as_ref().is_some_and(|name| name.contains(&format!("-{id}.")));
        if delivery.is_none_or(is_wanted) {
            rows.extend(read_quarantine(&file, &key)?);
        }
    }
    if let Some(delivery) = delivery
        && rows.is_empty()
    {
        bail!(
            "no refused rows of a delivery `{delivery}`; `mizan quarantine list` shows what there is"
        );
    }
    Ok(rows)
}

async fn list(installation: &Installation, printer: &Printer) -> anyhow::Result<ExitCode> {
    let mut counts: BTreeMap<(String, String, String, String), u64> = BTreeMap::new();
    for row in rows_of(installation, None).await? {
        let key = (row.delivery_id, row.source, row.rule, row.reason.en);
        *counts.entry(key).or_default() += 1;
    }
    let rows: Vec<_> = counts
        .iter()
        .map(|((delivery, source, rule, reason), rows)| {
            serde_json::json!({
                "delivery": delivery, "source": source, "rule": rule, "reason": reason, "rows": rows
            })
        })
        .collect();
    printer.answer(&serde_json::json!({ "quarantine": rows }), || {
        let mut text = String::new();
        for ((delivery, source, rule, reason), rows) in &counts {
            let _ = writeln!(text, "{delivery} {source}: {rows} × {rule} — {reason}");
        }
        if counts.is_empty() {
            text.push_str("no row is in quarantine\n");
        }
        text
    });
    Ok(ExitCode::SUCCESS)
}

fn show(rows: &[QuarantinedRow], printer: &Printer) {
    let values: Vec<_> = rows
        .iter()
        .map(|row| {
            serde_json::json!({
                "delivery": row.delivery_id, "line": row.line, "offset": row.offset,
                "rule": row.rule, "column": row.column,
                "reason": { "ar": row.reason.ar, "en": row.reason.en },
                "record": String::from_utf8_lossy(&row.record),
            })
        })
        .collect();
    printer.answer(&serde_json::json!({ "rows": values }), || {
        let mut text = String::new();
        for row in rows {
            let _ = writeln!(text, "line {}: {} ({})", row.line, row.reason.en, row.reason.ar);
            let _ = writeln!(text, "    {}", String::from_utf8_lossy(&row.record).trim_end());
        }
        text
    });
}
