//! `mizan quarantine`: refused rows, and the way back for corrected ones.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::ExitCode;

use anyhow::{Context, bail};
use mizan_build::{Delivery, Installation, Ledger, Replay};
use mizan_domain::Language;
use mizan_domain::national_id::Profile;
use mizan_ingest::{Fixes, QuarantinedRow, RefusedRow, export_corrections};
use serde_json::json;

use crate::arguments::{Common, QuarantineAction, QuarantineOptions};
use crate::commands::ingest;
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &QuarantineOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let mut installation = common.open_existing()?;
    match &options.action {
        QuarantineAction::List { all } => list(&installation, *all, printer).await,
        QuarantineAction::Show { delivery, all, without_text } => {
            let ledger = installation.read_ledger().await?;
            let delivery = with_refused(&installation, &ledger, delivery, *all)?;
            if *without_text {
                show_places(&installation, &ledger, delivery, *all, printer)?;
            } else {
                let rows = installation.quarantined_rows(&ledger, delivery, !all)?;
                show(&rows, printer);
            }
            Ok(ExitCode::SUCCESS)
        }
        QuarantineAction::Export { delivery, out, force } => {
            if out.exists() && !force {
                bail!("`{}` exists; `--force` replaces it", out.display());
            }
            let ledger = installation.read_ledger().await?;
            let delivery = with_refused(&installation, &ledger, delivery, false)?;
            let rows = installation.quarantined_rows(&ledger, delivery, true)?;
            let contract = installation.contract_of(delivery)?;
            export_corrections(&rows, contract, Language::Arabic, out)?;
            std::fs::set_permissions(out, std::fs::Permissions::from_mode(0o600))
                .with_context(|| format!("cannot protect `{}`", out.display()))?;
            printer.note(&format!(
                "wrote {} rows to `{}`, which holds personal data; correct them and run \
                 `mizan quarantine replay {} {}`",
                rows.len(),
                out.display(),
                delivery.delivery_id,
                out.display()
            ));
            Ok(ExitCode::SUCCESS)
        }
        QuarantineAction::Fix { delivery, line, cells, synthetic } => {
            accept_synthetic(&mut installation, *synthetic);
            let replay = Replay::Fixes(fixes(*line, cells)?);
            take_back(&installation, delivery, &replay, printer).await
        }
        QuarantineAction::Replay { delivery, file, synthetic } => {
            accept_synthetic(&mut installation, *synthetic);
            let replay = file.clone().map_or(Replay::AsTheyAre, Replay::File);
            take_back(&installation, delivery, &replay, printer).await
        }
        QuarantineAction::SetAside { delivery, rows, reason } => {
            let wanted = |row: &RefusedRow| rows.includes(row.line, &row.rule);
            let lines = installation.set_aside(delivery, wanted, true, Some(reason)).await?;
            let text =
                format!("{} rows set aside; `mizan quarantine reopen` undoes it\n", lines.len());
            printer.answer(&json!({ "set_aside": lines }), || text);
            Ok(ExitCode::SUCCESS)
        }
        QuarantineAction::Reopen { delivery, rows, reason } => {
            let wanted = |row: &RefusedRow| rows.includes(row.line, &row.rule);
            let note = reason.as_deref();
            let lines = installation.set_aside(delivery, wanted, false, note).await?;
            let text = format!("{} rows wait for a correction again\n", lines.len());
            printer.answer(&json!({ "reopened": lines }), || text);
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn accept_synthetic(installation: &mut Installation, synthetic: bool) {
    if synthetic {
        installation.settings.ingest.profile = Profile::Synthetic;
    }
}

/// New texts from `column=text`.
fn fixes(line: i64, cells: &[String]) -> anyhow::Result<Fixes> {
    let mut columns = BTreeMap::new();
    for cell in cells {
        let Some((column, text)) = cell.split_once('=') else {
            bail!("`--set` takes `column=text`, and `{}…` has no `=`", first_letters(cell));
        };
        columns.insert(column.trim().to_owned(), text.to_owned());
    }
    Ok(Fixes::from([(line, columns)]))
}

/// Enough to recognise an argument by; the rest may be somebody's number.
fn first_letters(text: &str) -> String {
    text.chars().take(4).collect()
}

/// Takes corrections in and says how the original's account stands then.
async fn take_back(
    installation: &Installation,
    id: &str,
    replay: &Replay,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let tell = |progress: mizan_build::Progress<'_>| printer.progress(progress);
    let result = installation.replay(id, replay, &tell).await?;
    printer.end_step();
    let code = ingest::report(installation, &[result], printer).await?;
    let ledger = installation.read_ledger().await?;
    let original = installation.delivery(&ledger, id)?;
    printer.note(&account(original));
    Ok(code)
}

/// The account of a delivery as it stands now, in words.
fn account(delivery: &Delivery) -> String {
    let state = match delivery.open {
        0 => "its account is closed".to_owned(),
        open => format!("{open} rows still wait"),
    };
    format!(
        "{}: {} rows = {} accepted + {} corrected + {} set aside + {} quarantined + {} duplicate; {state}",
        delivery.delivery_id,
        delivery.rows_in,
        delivery.accepted,
        delivery.corrected,
        delivery.set_aside,
        delivery.open,
        delivery.duplicate
    )
}

/// The delivery of an id; an error where it has no refused rows to show.
fn with_refused<'l>(
    installation: &Installation,
    ledger: &'l Ledger,
    id: &str,
    all: bool,
) -> anyhow::Result<&'l Delivery> {
    let rows = |one: &Delivery| if all { one.quarantined } else { one.open };
    match installation.delivery(ledger, id) {
        Ok(delivery) if rows(delivery) > 0 => Ok(delivery),
        Ok(delivery) if delivery.quarantined > 0 => bail!(
            "no refused row of delivery `{id}` waits any more; `--all` shows them, {} corrected, {} set aside",
            delivery.corrected,
            delivery.set_aside
        ),
        _ => bail!(
            "no refused rows of a delivery `{id}`; `mizan quarantine list` shows what there is"
        ),
    }
}

async fn list(
    installation: &Installation,
    all: bool,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let ledger = installation.read_ledger().await?;
    let mut rows = Vec::new();
    let mut text = String::new();
    // What a correction refused is still counted as waiting in the delivery it corrects.
    let roots = ledger.counted().filter(|one| one.corrects.is_none());
    for delivery in roots.filter(|one| if all { one.quarantined > 0 } else { one.open > 0 }) {
        let mut counts: BTreeMap<(String, String), [u64; 3]> = BTreeMap::new();
        for row in installation.refused_rows(delivery)? {
            let counted = counts.entry((row.rule, row.reason.en)).or_default();
            let place = match ledger.is_open(delivery, row.line) {
                true => 0,
                false if ledger.is_corrected(delivery, row.line) => 1,
                false => 2,
            };
            counted[place] += 1;
        }
        for ((rule, reason), [open, corrected, aside]) in counts {
            if open == 0 && !all {
                continue;
            }
            let (id, source) = (&delivery.delivery_id, &delivery.source);
            rows.push(json!({
                "delivery": id, "source": source, "month": delivery.month, "rule": rule,
                "reason": reason, "rows": open, "corrected": corrected, "set_aside": aside,
            }));
            let _ = writeln!(text, "{id} {source} {}: {open} × {rule} — {reason}", delivery.month);
        }
    }
    printer.answer(&json!({ "quarantine": rows }), || {
        if text.is_empty() {
            text.push_str("no row waits in quarantine\n");
        }
        text
    });
    Ok(ExitCode::SUCCESS)
}

fn show(rows: &[QuarantinedRow], printer: &Printer) {
    let values: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "delivery": row.delivery_id, "line": row.line, "offset": row.offset,
                "rule": row.rule, "column": row.column,
                "reason": { "ar": row.reason.ar, "en": row.reason.en },
                "record": String::from_utf8_lossy(&row.record),
            })
        })
        .collect();
    printer.answer(&json!({ "rows": values }), || {
        let mut text = String::new();
        for row in rows {
            let _ = writeln!(text, "line {}: {} ({})", row.line, row.reason.en, row.reason.ar);
            let _ = writeln!(text, "    {}", String::from_utf8_lossy(&row.record).trim_end());
        }
        text
    });
}

fn show_places(
    installation: &Installation,
    ledger: &Ledger,
    delivery: &Delivery,
    all: bool,
    printer: &Printer,
) -> anyhow::Result<()> {
    let mut rows = installation.refused_rows(delivery)?;
    rows.retain(|row| all || ledger.is_open(delivery, row.line));
    let values: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "line": row.line, "rule": row.rule, "column": row.column,
                "reason": { "ar": row.reason.ar, "en": row.reason.en },
                "waits": ledger.is_open(delivery, row.line),
            })
        })
        .collect();
    printer.answer(&json!({ "rows": values }), || {
        rows.iter().fold(String::new(), |mut text, row| {
            let _ = writeln!(text, "line {}: {} ({})", row.line, row.reason.en, row.reason.ar);
            text
        })
    });
    Ok(())
}
