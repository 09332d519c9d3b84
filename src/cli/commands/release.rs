//! `mizan release`: freezes a vintage for the public, or puts an earlier release back.

use std::process::ExitCode;

use mizan_build::Edition;

use crate::arguments::{Common, ReleaseOptions};
use crate::printer::Printer;

pub(crate) fn run(
    common: &Common,
    options: &ReleaseOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let installation = common.open_existing()?;
    let _lock = installation.home.lock()?;
    let vintages = installation.vintages();
    let released = match (&options.back, &options.vintage) {
        (Some(id), _) => vintages.put_back(id)?,
        (None, Some(id)) => vintages.release(id)?,
        (None, None) => vintages.release(&installation.vintage(Edition::Published)?.id)?,
    };
    let (id, month) = (&released.id, &released.as_of_month);
    printer.answer(&serde_json::json!({ "released": id, "as_of_month": month }), || {
        format!("the public sees vintage {id} (data to {month})\n")
    });
    Ok(ExitCode::SUCCESS)
}
