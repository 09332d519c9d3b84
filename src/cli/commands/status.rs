//! `mizan status`: what is here, how fresh it is and what failed.

use std::process::ExitCode;

use mizan_warehouse::{Format, format_batches};

use crate::arguments::Common;
use crate::printer::Printer;

/// One row per source: deliveries, newest month, rows by result.
const BY_SOURCE: &str = "select source, count(*) as deliveries, max(delivery_month) as newest_month, \
    sum(rows_in) as rows_in, sum(accepted) as accepted, sum(quarantined) as quarantined, \
    sum(duplicate) as duplicate, max(received_at) as last_received \
    from deliveries group by source order by source";

pub(crate) async fn run(common: &Common, printer: &Printer) -> anyhow::Result<ExitCode> {
    let installation = common.open()?;
    let vintages = installation.vintages();
    let (published, released) = (vintages.published()?, vintages.released()?);
    let sources = installation.ledger(BY_SOURCE).await?;
    if printer.is_json() {
        let sources: serde_json::Value =
            serde_json::from_str(&format_batches(&sources, Format::Json)?).unwrap_or_default();
        let published = published.map(|one| {
            serde_json::json!({
                "id": one.id, "published_at": one.published_at, "as_of_month": one.as_of_month,
                "tables": one.tables.len(),
                "rows": one.tables.values().map(|table| table.rows).sum::<u64>(),
            })
        });
        let released = released.map(|one| one.id);
        let answer = serde_json::json!({
            "home": installation.home.root(), "published": published, "released": released,
            "sources": sources,
        });
        printer.answer(&answer, String::new);
        return Ok(ExitCode::SUCCESS);
    }
    match &published {
        None => printer.raw("nothing has been published yet; run `mizan demo` or `mizan build`\n"),
        Some(one) => printer.raw(&format!(
            "published: vintage {} of {} (data to {}), {} tables\n",
            one.id,
            one.published_at,
            one.as_of_month,
            one.tables.len()
        )),
    }
    match &released {
        None => printer.raw("released:  nothing\n"),
        Some(one) => printer.raw(&format!("released:  vintage {}\n", one.id)),
    }
    printer.raw(&format_batches(&sources, Format::Table)?);
    Ok(ExitCode::SUCCESS)
}
