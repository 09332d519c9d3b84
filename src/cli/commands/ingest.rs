//! `mizan ingest`: takes deliveries in and closes an account for each.

use std::fmt::Write;
use std::process::ExitCode;
use std::time::Instant;

use mizan_build::{Delivered, IngestRequest, Installation};
use mizan_domain::national_id::Profile;

use crate::arguments::{Common, IngestOptions};
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &IngestOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let mut installation = common.open()?;
    if options.synthetic {
        installation.settings.ingest.profile = Profile::Synthetic;
    }
    let request = IngestRequest {
        paths: options.paths.clone(),
        source: options.source.clone(),
        month: options.month,
        corrects: None,
    };
    let started = Instant::now();
    let results = take_in(&installation, &request, printer).await?;
    printer.note(&format!("took {:.1} s", started.elapsed().as_secs_f64()));
    Ok(report(&results, printer))
}

/// Ingests and draws how far it is.
pub(crate) async fn take_in(
    installation: &Installation,
    request: &IngestRequest,
    printer: &Printer,
) -> anyhow::Result<Vec<Delivered>> {
    let results = installation.ingest(request, &|progress| printer.progress(progress)).await?;
    printer.end_step();
    Ok(results)
}

/// Writes the accounts; 1 where a delivery was held or could not be read.
pub(crate) fn report(results: &[Delivered], printer: &Printer) -> ExitCode {
    printer.answer(&serde_json::json!({ "deliveries": results }), || accounts(results));
    ExitCode::from(u8::from(is_blocked(results)))
}

/// Whether a delivery was held or could not be read.
pub(crate) fn is_blocked(results: &[Delivered]) -> bool {
    results.iter().any(|one| matches!(one, Delivered::Held(_) | Delivered::Failed { .. }))
}

fn accounts(results: &[Delivered]) -> String {
    let mut text = String::new();
    let mut totals = [0_u64; 4];
    for result in results {
        match result {
            Delivered::Accepted(account) => {
                let counts =
                    [account.rows_in, account.accepted, account.quarantined, account.duplicate];
                totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
                let [rows, accepted, quarantined, duplicate] = counts;
                let _ = writeln!(
                    text,
                    "{} {} {}: {rows} rows = {accepted} accepted + {quarantined} quarantined + {duplicate} duplicate",
                    account.delivery_id, account.source, account.month
                );
                for finding in &account.findings {
                    let _ = writeln!(
                        text,
                        "    {} × {} ({})",
                        finding.rows, finding.text.en, finding.text.ar
                    );
                }
            }
            Delivered::Held(held) => {
                let _ = writeln!(
                    text,
                    "{} {} {}: held whole, its columns are not those of the contract",
                    held.delivery_id, held.source, held.file_name
                );
                for difference in &held.differences {
                    let _ = writeln!(text, "    {} ({})", difference.text.en, difference.text.ar);
                }
            }
            Delivered::Known { source, delivery_id, file_name } => {
                let _ = writeln!(
                    text,
                    "{delivery_id} {source} {file_name}: came before, nothing changed"
                );
            }
            Delivered::Failed { file_name, reason, hint } => {
                let _ = writeln!(text, "{file_name}: {reason}");
                if let Some(hint) = hint {
                    let _ = writeln!(text, "    hint: {hint}");
                }
            }
        }
    }
    let [rows, accepted, quarantined, duplicate] = totals;
    let _ = writeln!(
        text,
        "total: {} deliveries, {rows} rows = {accepted} accepted + {quarantined} quarantined + {duplicate} duplicate",
        results.len()
    );
    text
}

/// Whether any delivery was new.
pub(crate) fn has_news(results: &[Delivered]) -> bool {
    !results.iter().all(|one| matches!(one, Delivered::Known { .. }))
}

/// The last line of the accounts.
pub(crate) fn summary(results: &[Delivered]) -> String {
    accounts(results).lines().last().unwrap_or_default().to_owned()
}
