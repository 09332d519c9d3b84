//! `mizan link status` and `mizan link train`: versions of the model.

use std::fmt::Write;
use std::process::ExitCode;

use mizan_build::{Edition, Installation, ModelComparison, Verdict};

use crate::printer::Printer;

pub(super) async fn status(
    installation: &Installation,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let models = installation.models().await?;
    let persons = installation.persons().await?;
    let decisions = installation.link_decisions().await?;
    let doubts = installation.doubts(Edition::Published).await.unwrap_or_default();
    let in_force = models.iter().rev().find(|entry| entry.is_accepted).map(|entry| entry.version);
    let count = |verdict| decisions.iter().filter(|one| one.verdict == verdict).count();
    let answer = serde_json::json!({
        "in_force": in_force, "models": models, "numbers": persons.len(),
        "persons": persons.persons(), "ledger_version": persons.version(),
        "doubtful": doubts.len(), "decisions": decisions.len(),
    });
    printer.answer(&answer, || {
        let mut text = match in_force {
            Some(version) => format!("model {version} is in force\n"),
            None => "no model yet: each national number is a person\n".to_owned(),
        };
        for entry in &models {
            let what = if entry.is_accepted { "accepted" } else { "trained" };
            let by = if entry.officer.is_empty() { "" } else { " by " };
            let _ = writeln!(
                text,
                "  {} model {} {what}{by}{}: {} records, threshold {:.2} bits",
                entry.at, entry.version, entry.officer, entry.records, entry.threshold_bits
            );
        }
        let _ = writeln!(
            text,
            "{} persons from {} numbers, version {} of the ledger",
            persons.persons(),
            persons.len(),
            persons.version()
        );
        let _ = writeln!(
            text,
            "{} doubtful pairs wait; {} decisions: {} same, {} different, {} withdrawn",
            doubts.len(),
            decisions.len(),
            count(Verdict::Same),
            count(Verdict::Different),
            count(Verdict::Withdrawn)
        );
        text
    });
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn train(
    installation: &Installation,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let comparison = installation.train_model(&|progress| printer.progress(progress)).await?;
    printer.end_step();
    printer.answer(&comparison, || compared(&comparison));
    Ok(ExitCode::SUCCESS)
}

fn compared(one: &ModelComparison) -> String {
    let trained = &one.trained;
    let mut text = format!(
        "trained model {} on {} records: threshold {:.2} bits\n",
        trained.version, one.records, trained.threshold_bits
    );
    let Some(before) = &one.in_force else {
        text.push_str("it is the first and in force; `mizan build` links under it\n");
        return text;
    };
    let _ = writeln!(text, "beside model {} in force, on the same records:", before.version);
    let _ = writeln!(
        text,
        "  threshold          {:>10.2} → {:.2} bits",
        before.threshold_bits, trained.threshold_bits
    );
    let _ = writeln!(text, "  persons            {:>10} → {}", one.persons_before, one.persons);
    let _ = writeln!(text, "  pairs newly joined {:>10}", one.pairs_joined);
    let _ = writeln!(text, "  pairs parted       {:>10}", one.pairs_parted);
    let _ = writeln!(text, "  persons changed    {:>10}", one.persons_changed);
    let _ = writeln!(
        text,
        "  decisions the model alone gets right {} → {} of {}",
        one.decisions_right_before, one.decisions_right, one.decisions
    );
    let _ = writeln!(
        text,
        "nothing has changed yet; `mizan link accept {} --officer NAME` puts it in force",
        trained.version
    );
    text
}
