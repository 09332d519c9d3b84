//! `mizan doctor`: what is wrong with this installation and what to do about it.

use std::fmt::Write;
use std::process::ExitCode;

use mizan_build::{Edition, Installation};
use serde::Serialize;

use crate::arguments::Common;
use crate::printer::Printer;

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    is_well: bool,
    finding: String,
    advice: Option<String>,
}

impl Check {
    fn well(name: &'static str, finding: impl Into<String>) -> Self {
        Self { name, is_well: true, finding: finding.into(), advice: None }
    }

    fn ill(name: &'static str, finding: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { name, is_well: false, finding: finding.into(), advice: Some(advice.into()) }
    }
}

pub(crate) async fn run(common: &Common, printer: &Printer) -> anyhow::Result<ExitCode> {
    let installation = common.open()?;
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
    let is_well = checks.iter().all(|check| check.is_well);
    printer.answer(&serde_json::json!({ "is_well": is_well, "checks": checks }), || {
        let mut text = String::new();
        for check in &checks {
            let mark = if check.is_well { "ok  " } else { "LOOK" };
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

/// Every Delta log can be read, and every ledgered account closes.
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
    let open =
        "select delivery_id from deliveries where rows_in <> accepted + quarantined + duplicate";
    checks.push(match installation.ledger(open).await {
        Ok(rows) if rows.iter().all(|batch| batch.num_rows() == 0) => {
            Check::well("accounts", "every delivery's account closes")
        }
        Ok(_) => Check::ill("accounts", "an account does not close", "report this as a fault"),
        Err(error) => Check::ill("accounts", error.to_string(), error.hint().unwrap_or_default()),
    });
    checks
}
