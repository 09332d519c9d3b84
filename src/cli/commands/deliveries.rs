//! `mizan deliveries`: what came, when, for which month, and what became of it.

use std::process::ExitCode;

use anyhow::bail;
use mizan_warehouse::{Format, format_batches};

use crate::arguments::{Common, DeliveriesOptions};
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &DeliveriesOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let installation = common.open()?;
    let filter = match &options.source {
        None => String::new(),
        Some(source) if installation.catalog.source(source).is_some() => {
            format!("where source = '{source}'")
        }
        Some(source) => bail!("no source is called `{source}`"),
    };
    let sql = format!(
        "select received_at, source, delivery_month, delivery_id, file_name, rows_in, accepted, \
         quarantined, duplicate from deliveries {filter} order by received_at desc, delivery_month desc, \
         source limit {}",
        options.limit
    );
    let rows = installation.ledger(&sql).await?;
    let format = if printer.is_json() { Format::Json } else { Format::Table };
    printer.raw(&format_batches(&rows, format)?);
    Ok(ExitCode::SUCCESS)
}
