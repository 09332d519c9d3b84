//! `mizan ingest`: takes deliveries in and closes an account for each.

use std::fmt::Write;
use std::process::ExitCode;
use std::time::Instant;

use mizan_build::{Delivered, IngestRequest, Installation, Timeliness, Unusual};
use mizan_domain::national_id::Profile;
use mizan_ingest::{Finding, MonthOrigin};

use crate::arguments::{Common, IngestOptions};
use crate::commands::deliveries::unusual_text;
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &IngestOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let is_new = !common.home.join("mizan-home").exists();
    let mut installation = common.open()?;
    if is_new {
        printer.note(&format!("made a new home folder in `{}`", common.home.display()));
    }
    if options.synthetic {
        installation.settings.ingest.profile = Profile::Synthetic;
    }
    let request = IngestRequest {
        paths: options.paths.clone(),
        source: options.source.clone(),
        month: options.month,
    };
    let started = Instant::now();
    let results = take_in(&installation, &request, printer).await?;
    printer.note(&format!("took {:.1} s", started.elapsed().as_secs_f64()));
    report(&installation, &results, printer).await
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
pub(crate) async fn report(
    installation: &Installation,
    results: &[Delivered],
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let ledger = installation.read_ledger().await?;
    let mut values = Vec::with_capacity(results.len());
    for result in results {
        let mut value = serde_json::to_value(result)?;
        if let Delivered::Accepted(account) = result {
            let (timeliness, unusual) = installation.remarks(&ledger, &account.delivery_id);
            value["timeliness"] = serde_json::json!(timeliness);
            value["unusual"] = serde_json::json!(unusual);
        }
        // Of what was held, known or unreadable no row was read; its account says so.
        for name in ["rows_in", "accepted", "quarantined", "duplicate"] {
            if value.get(name).is_none() {
                value[name] = serde_json::json!(0);
            }
        }
        values.push(value);
    }
    printer.answer(&serde_json::json!({ "deliveries": values }), || {
        accounts(results, &|id| installation.remarks(&ledger, id))
    });
    Ok(ExitCode::from(u8::from(is_blocked(results))))
}

/// Whether a delivery was held or could not be read.
pub(crate) fn is_blocked(results: &[Delivered]) -> bool {
    results.iter().any(|one| matches!(one, Delivered::Held(_) | Delivered::Failed { .. }))
}

/// How late a delivery is and what is unusual about it.
type Remarks = (Option<Timeliness>, Vec<Unusual>);

fn accounts(results: &[Delivered], remarks: &dyn Fn(&str) -> Remarks) -> String {
    let mut text = String::new();
    let mut totals = [0_u64; 4];
    for result in results {
        match result {
            Delivered::Accepted(account) => {
                let counts =
                    [account.rows_in, account.accepted, account.quarantined, account.duplicate];
                totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
                let [rows, accepted, quarantined, duplicate] = counts;
                let (timeliness, unusual) = remarks(&account.delivery_id);
                let late = match timeliness {
                    Some(Timeliness::Late { days }) => format!(", {days} days late"),
                    _ => String::new(),
                };
                let _ = writeln!(
                    text,
                    "{} {} {}: {rows} rows = {accepted} accepted + {quarantined} quarantined + {duplicate} duplicate{late}",
                    account.delivery_id, account.source, account.month
                );
                text += &unusual_text(&unusual);
                if account.month_origin == MonthOrigin::Content {
                    let _ = writeln!(
                        text,
                        "    hint: were it another month: `mizan deliveries move {} --month YYYY-MM`",
                        account.delivery_id
                    );
                }
                let is_century = |finding: &&Finding| finding.rule == "national_id_century";
                if account.findings.iter().any(|finding| is_century(&finding)) {
                    let _ = writeln!(
                        text,
                        "    hint: numbers with century digit 9 are invented; `--synthetic` accepts them in a trial"
                    );
                }
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
                    "{} {} {}: held whole, it is not as its contract says",
                    held.delivery_id, held.source, held.file_name
                );
                for difference in &held.differences {
                    let _ = writeln!(text, "    {} ({})", difference.text.en, difference.text.ar);
                }
                let _ = writeln!(
                    text,
                    "    hint: send it again repaired, or repair `pipelines/sources/{}.toml` and run \
                     `mizan deliveries retry {}`",
                    held.source, held.delivery_id
                );
            }
            Delivered::Known { source, delivery_id, file_name, is_withdrawn: true } => {
                let _ = writeln!(
                    text,
                    "{delivery_id} {source} {file_name}: came before and was withdrawn; \
                     `mizan deliveries restore {delivery_id}` lets it count again"
                );
            }
            Delivered::Known { source, delivery_id, file_name, .. } => {
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
    accounts(results, &|_| (None, Vec::new())).lines().last().unwrap_or_default().to_owned()
}
