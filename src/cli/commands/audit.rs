//! `mizan audit`: verifies the record of access, signs checkpoints, shows entries.

use std::fmt::Write;
use std::process::ExitCode;

use mizan_api::People;
use mizan_audit::{Entry, PublicKey, SigningKey, verify};
use serde_json::json;

use crate::arguments::{AuditAction, AuditOptions, Common};
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &AuditOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let installation = common.open()?;
    match &options.action {
        AuditAction::Verify { checkpoints, public_key } => {
            // Reads only: verifying must not repair what it looks at.
            let home = installation.home.root();
            let settings = &installation.settings.audit;
            let place = checkpoints.clone().or_else(|| settings.checkpoints.clone());
            let place = place.unwrap_or_else(|| home.join("audit/checkpoints"));
            let keys = match public_key {
                Some(path) => {
                    let text = std::fs::read_to_string(path).map_err(|error| {
                        anyhow::anyhow!("cannot read `{}`: {error}", path.display())
                    })?;
                    let lines = text.lines().filter(|line| !line.trim().is_empty());
                    lines.map(PublicKey::from_text).collect::<Result<Vec<_>, _>>()?
                }
                None => {
                    let path = settings.key_file.clone().unwrap_or_else(|| home.join("audit.key"));
                    vec![SigningKey::load(&path)?.public()]
                }
            };
            let report = verify(&home.join("audit"), &place, &keys)?;
            printer.answer(&json!(report), || {
                let mut text = format!(
                    "{} entries, {} checkpoints that cover {}\n",
                    report.entries, report.checkpoints, report.covered
                );
                for finding in &report.findings {
                    let _ = writeln!(text, "found: {finding}");
                }
                if report.is_whole() {
                    text.push_str("nothing was edited, removed, reordered or cut off\n");
                }
                text
            });
            if report.checkpoints == 0 {
                printer.note("there is no checkpoint: a cut tail would not be seen");
            }
            Ok(if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(1) })
        }
        AuditAction::Checkpoint => {
            let people = People::open(&installation).await?;
            let path = people.checkpoint().await?;
            printer.answer(&json!({ "checkpoint": path }), || format!("{}\n", path.display()));
            Ok(ExitCode::SUCCESS)
        }
        AuditAction::Key => {
            let people = People::open(&installation).await?;
            let text = people.public_key().to_text();
            printer.answer(&json!({ "public_key": text }), || format!("{text}\n"));
            Ok(ExitCode::SUCCESS)
        }
        AuditAction::Show { limit, user } => {
            let people = People::open(&installation).await?;
            let id = match user {
                Some(name) => Some(people.store().account_named(name).await?.id),
                None => None,
            };
            let entries = people.log().newest(0, *limit, |entry: &Entry| {
                id.as_ref().is_none_or(|id| entry.concerns_account(id))
            })?;
            printer.answer(&json!({ "entries": entries }), || {
                entries.iter().fold(String::new(), |mut text, entry| {
                    let line = serde_json::to_string(&entry.event).unwrap_or_default();
                    let _ = writeln!(text, "{}  {}  {line}", entry.sequence, entry.at_micros);
                    text
                })
            });
            Ok(ExitCode::SUCCESS)
        }
    }
}
