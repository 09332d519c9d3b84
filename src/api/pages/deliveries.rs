//! `/deliveries`: what came in and what became of it; counts only, no personal value.

use std::sync::Arc;

use mizan_domain::Date;
use mizan_warehouse::rows;
use mizan_web::{
    DeliveriesView, DeliveryRowView, OptionView, PageView, ReasonView, SelectView, View,
};
use serde::Deserialize;

use crate::pages::PageRequest;
use crate::problem::Problem;

const PAGE_LENGTH: u32 = 25;

/// A finding as the ledger keeps it.
#[derive(Deserialize)]
struct Finding {
    rule: String,
    rows: u64,
    text: mizan_domain::Bilingual,
}

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let installation = request.app.installation();
    let names: Vec<&str> =
        installation.catalog.sources.iter().map(|source| source.name.as_str()).collect();
    let source = request.parameters.code("source", &names)?;
    let month = request.parameters.month("month")?;
    let page = request.parameters.page()?;
    let mut conditions = vec!["true".to_owned()];
    conditions.extend(source.map(|name| format!("source = '{name}'")));
    conditions.extend(month.map(|month| format!("delivery_month = date '{}'", month.first_day())));
    let condition = conditions.join(" and ");
    let ask = |sql: String| async move {
        installation.ledger(&sql).await.map_err(|error| Problem::internal(&error))
    };
    let count = ask(format!("select count(*) as total from deliveries where {condition}")).await?;
    let total = rows(&count).next().and_then(|row| row.integer("total")).unwrap_or(0).max(0) as u64;
    let offset = u64::from(page - 1) * u64::from(PAGE_LENGTH);
    let batches = ask(format!(
        "select * from deliveries where {condition} \
         order by delivery_month desc, source, file_name limit {PAGE_LENGTH} offset {offset}"
    ))
    .await?;
    let title = |name: &str| {
        let contract = installation.catalog.source(name);
        contract.map_or(name, |contract| contract.title.get(request.language())).to_owned()
    };
    let deliveries = rows(&batches)
        .map(|row| {
            let text = |name| row.text(name).unwrap_or_default().to_owned();
            let number = |name| row.integer(name).unwrap_or(0).max(0) as u64;
            let findings: Vec<Finding> =
                serde_json::from_str(row.text("findings").unwrap_or("[]")).unwrap_or_default();
            DeliveryRowView {
                id: text("delivery_id"),
                source: title(row.text("source").unwrap_or_default()),
                file_name: text("file_name"),
                month: row.date("delivery_month").map(Date::calendar_month),
                received_on: row.date("received_at"),
                rows_in: number("rows_in"),
                accepted: number("accepted"),
                quarantined: number("quarantined"),
                duplicate: number("duplicate"),
                reasons: findings
                    .into_iter()
                    .map(|finding| ReasonView {
                        rule: finding.rule,
                        reason: finding.text.get(request.language()).to_owned(),
                        rows: finding.rows,
                    })
                    .collect(),
            }
        })
        .collect();
    let options = names
        .iter()
        .map(|name| OptionView::new(*name, title(name), source.unwrap_or_default()))
        .collect();
    Ok(View::Deliveries(DeliveriesView {
        selects: vec![SelectView { name: "source", options }, request.month_select(month)],
        total,
        page: PageView {
            number: page,
            count: total.div_ceil(u64::from(PAGE_LENGTH)).clamp(1, 1_000) as u32,
        },
        deliveries,
    }))
}
