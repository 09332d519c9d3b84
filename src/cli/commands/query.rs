//! `mizan query`: asks one vintage in SQL.

use std::process::ExitCode;

use mizan_build::Edition;
use mizan_warehouse::{Format, format_batches};

use crate::arguments::{Common, QueryOptions};
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &QueryOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let installation = common.open_existing()?;
    let edition = options.vintage.as_deref().map_or(Edition::Published, Edition::Id);
    let vintage = installation.vintage(edition)?;
    let session = installation.session(&vintage, |_| true).await?;
    let rows = session.query(&options.sql).await?;
    let format = if printer.is_json() { Format::Json } else { options.format.into() };
    printer.raw(&format_batches(&rows, format)?);
    Ok(ExitCode::SUCCESS)
}
