//! `mizan build`: brings tables and index up to date and publishes one vintage.

use std::process::ExitCode;
use std::time::Instant;

use crate::arguments::Common;
use crate::commands::link;
use crate::printer::Printer;

pub(crate) async fn run(common: &Common, printer: &Printer) -> anyhow::Result<ExitCode> {
    let installation = common.open()?;
    let started = Instant::now();
    let report = installation.build(&|progress| printer.progress(progress)).await?;
    printer.end_step();
    link::note(&report.links, printer);
    link::note_establishments(&report.establishments, printer);
    printer.note(&format!("took {:.1} s", started.elapsed().as_secs_f64()));
    printer.answer(&report, || {
        if report.is_new {
            format!(
                "published vintage {}: {} tables ({} made now), {} rows, {} openings in the index\n",
                report.vintage, report.tables, report.tables_written, report.rows, report.openings
            )
        } else {
            format!("nothing has changed since vintage {}\n", report.vintage)
        }
    });
    Ok(ExitCode::SUCCESS)
}
