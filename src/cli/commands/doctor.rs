//! `mizan doctor`: what is wrong with this installation and what to do about it.

use std::fmt::Write;
use std::process::ExitCode;

use mizan_build::{Edition, Installation, Ledger};
use serde::Serialize;

use crate::arguments::Common;
use crate::commands::deliveries::today;
use crate::printer::Printer;

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    is_well: bool,
    /// Worth knowing though nothing here is wrong.
    is_note: bool,
    finding: String,
    advice: Option<String>,
}

impl Check {
    fn well(name: &'static str, finding: impl Into<String>) -> Self {
        Self { name, is_well: true, is_note: false, finding: finding.into(), advice: None }
    }

    fn ill(name: &'static str, finding: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { is_well: false, advice: Some(advice.into()), ..Self::well(name, finding) }
    }
}

pub(crate) async fn run(common: &Common, printer: &Printer) -> anyhow::Result<ExitCode> {
    let installation = common.open_existing()?;
    let mut checks = vec![
        Check::well(
            "declarations",
            format!(
                "{} sources, {} models, {} metrics",
                installation.catalog.sources.len(),
                installation.catalog.models.len(),
                installation.catalog.metrics.len()
            ),
        ),
        key(&installation),
        taxonomy(&installation),
    ];
    checks.extend(vintage(&installation));
    checks.extend(tables(&installation).await);
    match installation.read_ledger().await {
        Ok(ledger) => checks.extend(deliveries(&installation, &ledger)),
        Err(error) => {
            checks.push(Check::ill(
                "accounts",
                error.to_string(),
                error.hint().unwrap_or_default(),
            ));
        }
    }
    let is_well = checks.iter().all(|check| check.is_well);
    printer.answer(&serde_json::json!({ "is_well": is_well, "checks": checks }), || {
        let mut text = String::new();
        for check in &checks {
            let mark = match (check.is_well, check.is_note) {
                (true, false) => "ok  ",
                (true, true) => "note",
                (false, _) => "LOOK",
            };
            let _ = writeln!(text, "{mark} {}: {}", check.name, check.finding);
            if let Some(advice) = &check.advice {
                let _ = writeln!(text, "     hint: {advice}");
            }
        }
        text
    });
    Ok(ExitCode::from(u8::from(!is_well)))
}

fn key(installation: &Installation) -> Check {
    if installation.key_lies_in_home() {
        return Check::ill(
            "key of the vault",
            "it lies in the home folder, beside the data it protects",
            "for anything but a trial move it elsewhere, keep a copy, and give it with `--key FILE`",
        );
    }
    match installation.key() {
        Ok(_) => Check::well("key of the vault", "can be read"),
        Err(error) => {
            Check::ill("key of the vault", error.to_string(), error.hint().unwrap_or_default())
        }
    }
}

fn taxonomy(installation: &Installation) -> Check {
    match installation.taxonomy() {
        Ok(taxonomy) => Check::well(
            "taxonomy",
            format!(
                "{} occupations, {} skills",
                taxonomy.occupation_count(),
                taxonomy.skill_count()
            ),
        ),
        Err(error) => Check::ill("taxonomy", error.to_string(), error.hint().unwrap_or_default()),
    }
}

/// The published vintage: its files and its index are where it says.
fn vintage(installation: &Installation) -> Vec<Check> {
    let vintage = match installation.vintage(Edition::Published) {
        Ok(vintage) => vintage,
        Err(error) => {
            return vec![Check::ill(
                "vintage",
                error.to_string(),
                error.hint().unwrap_or_default(),
            )];
        }
    };
    let missing: Vec<&String> = vintage
        .tables
        .values()
        .flat_map(|table| &table.files)
        .filter(|file| !installation.home.root().join(file).exists())
        .collect();
    let files = match missing.as_slice() {
        [] => Check::well("vintage", format!("{}, all files are there", vintage.id)),
        [first, ..] => Check::ill(
            "vintage",
            format!("{}: {} files are missing, the first `{first}`", vintage.id, missing.len()),
            "restore the home folder from a backup, or run `mizan build`",
        ),
    };
    let index = if installation.home.index(&vintage.id).exists() {
        Check::well("index", "belongs to the vintage")
    } else {
        Check::ill("index", "is missing", "run `mizan build`")
    };
    vec![files, index]
}

/// Every Delta log can be read.
async fn tables(installation: &Installation) -> Vec<Check> {
    let mut checks = Vec::new();
    let names = installation.lake.tables().unwrap_or_default();
    let mut broken = Vec::new();
    for name in &names {
        if let Err(error) = installation.lake.state(name).await {
            broken.push(format!("{name}: {error}"));
        }
    }
    checks.push(match broken.as_slice() {
        [] => Check::well("tables", format!("{} tables, every log can be read", names.len())),
        [first, ..] => Check::ill("tables", first.clone(), "restore the home folder from a backup"),
    });
    checks
}

/// Accounts close, nothing is held, every delivery is built, none is late or unusual.
///
/// What partners send late or unusual is told and does not make the installation ill.
fn deliveries(installation: &Installation, ledger: &Ledger) -> Vec<Check> {
    let open = ledger.deliveries.iter().find(|one| !one.closes());
    let accounts = match open {
        None => Check::well("accounts", "every delivery's account closes"),
        Some(one) => Check::ill(
            "accounts",
            format!("the account of {} does not close", one.delivery_id),
            "report this as a fault",
        ),
    };
    let mut checks = vec![accounts];
    let held: Vec<String> = ledger
        .waiting()
        .map(|one| format!("{} {} ({})", one.delivery_id, one.source, one.file_name))
        .collect();
    checks.push(if held.is_empty() {
        Check::well("held deliveries", "none")
    } else {
        Check::ill(
            "held deliveries",
            held.join(", "),
            "`mizan deliveries` says how each differs from its contract and what to do",
        )
    });
    let waiting: u64 =
        ledger.counted().filter(|one| one.corrects.is_none()).map(|one| one.open).sum();
    checks.push(Check::well("quarantine", format!("{waiting} rows wait for a correction")));
    checks.push(built(installation, ledger));
    let today = today();
    let mut late = Vec::new();
    let mut missing = Vec::new();
    for contract in &installation.catalog.sources {
        let freshness = ledger.freshness(contract, today);
        if freshness.overdue_days > 0 {
            late.push(format!("{} by {} days", contract.name, freshness.overdue_days));
        }
        missing.extend(
            freshness.missing_months.iter().map(|month| format!("{} {month}", contract.name)),
        );
    }
    checks.push(told("overdue deliveries", &late));
    checks.push(told("months without a delivery", &missing));
    let unusual: Vec<String> = ledger
        .counted()
        .filter(|one| !ledger.unusual(one).is_empty())
        .map(|one| format!("{} {} {}", one.delivery_id, one.source, one.month))
        .collect();
    checks.push(told("unusual deliveries", &unusual));
    checks
}

/// A list that is told and calls for nobody here.
fn told(name: &'static str, items: &[String]) -> Check {
    match items {
        [] => Check::well(name, "none"),
        items => {
            let shown = items.iter().rev().take(5).cloned().collect::<Vec<_>>().join(", ");
            let more = items.len().saturating_sub(5);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            let finding = format!("{shown}{rest}; `mizan deliveries` lists them");
            Check { is_note: true, ..Check::well(name, finding) }
        }
    }
}

/// Whether the published vintage shows what the ledger counts.
fn built(installation: &Installation, ledger: &Ledger) -> Check {
    let name = "deliveries in the vintage";
    let some = |ids: &[String]| {
        let shown = ids.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        if ids.len() > 5 { format!("{shown} and {} more", ids.len() - 5) } else { shown }
    };
    match installation.unbuilt(ledger) {
        Err(error) => Check::ill(name, error.to_string(), error.hint().unwrap_or_default()),
        Ok(unbuilt) if unbuilt.waiting.is_empty() && unbuilt.outdated.is_empty() => {
            Check::well(name, "all that count")
        }
        Ok(unbuilt) => {
            let mut parts = Vec::new();
            if !unbuilt.waiting.is_empty() {
                parts.push(format!("not built yet: {}", some(&unbuilt.waiting)));
            }
            if !unbuilt.outdated.is_empty() {
                parts.push(format!("withdrawn or moved since: {}", some(&unbuilt.outdated)));
            }
            Check::ill(name, parts.join("; "), "run `mizan build`")
        }
    }
}
