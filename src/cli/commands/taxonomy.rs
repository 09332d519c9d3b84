//! `mizan taxonomy`: imports occupations and skills beside the starter.

use std::fmt::Write;
use std::process::ExitCode;

use mizan_taxonomy::ImportReport;

use crate::arguments::{Common, TaxonomyAction, TaxonomyOptions};
use crate::printer::Printer;

pub(crate) fn run(
    common: &Common,
    options: &TaxonomyOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let installation = common.open()?;
    match &options.action {
        TaxonomyAction::Import { folders } => {
            let _lock = installation.home.lock()?;
            let report = installation.import_taxonomy(folders)?;
            printer.answer(&report, || summary(&report));
            printer.note("run `mizan build` to bring the index up to date");
        }
        TaxonomyAction::Show => {
            let taxonomy = installation.taxonomy()?;
            let (occupations, skills) = (taxonomy.occupation_count(), taxonomy.skill_count());
            let answer = serde_json::json!({ "occupations": occupations, "skills": skills });
            printer.answer(&answer, || format!("{occupations} occupations, {skills} skills\n"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// One line per file, then the refused rows worth a look.
fn summary(report: &ImportReport) -> String {
    let mut text = String::new();
    for file in &report.files {
        let (kept, refused) = (file.rows_kept, file.rows_refused());
        let _ = writeln!(text, "{}: {kept} kept, {refused} refused", file.path);
        for note in &file.notes {
            let _ = writeln!(text, "    {note}");
        }
    }
    for refusal in report.examples().take(20) {
        let _ = writeln!(text, "{}:{}: {}", refusal.path, refusal.line, refusal.reason);
    }
    text
}
