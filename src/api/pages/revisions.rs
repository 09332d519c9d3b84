//! `/revisions`: every vintage as it was published, and which figures read otherwise in a later one.

use std::collections::BTreeMap;
use std::sync::Arc;

use mizan_domain::Month;
use mizan_metrics::{Query, Tier};
use mizan_warehouse::Vintage;
use mizan_web::{ChangeRowView, FigureView, RevisionsView, SelectView, View, VintageRowView};

use crate::figures::{ask, key, shown, unit};
use crate::pages::profiles::vintage_options;
use crate::pages::{PageRequest, month_name};
use crate::parameters::unknown_code;
use crate::problem::Problem;
use crate::state::Marts;

/// Figures compared: what stands at the top of the pages, by month.
const METRICS: [&str; 12] = [
    "seekers",
    "open_positions",
    "tightness",
    "new_postings",
    "hires",
    "wage_paid_mean",
    "wage_posted_mean",
    "shortage_cells",
    "surplus_cells",
    "service_applications",
    "service_backlog",
    "service_digital_share",
];
const ROWS_MAX: usize = 200;
const VINTAGES_MAX: usize = 50;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let ids = request.app.vintages().map_err(|error| Problem::internal(&error))?;
    let current = request.loaded.vintage.id.clone();
    let known: Vec<&str> = ids.iter().map(String::as_str).collect();
    let chosen = |name: &str| -> Result<Option<String>, Problem> {
        match request.parameters.one(name) {
            Some(id) if !known.contains(&id) => Err(unknown_code(name, id, &known)),
            found => Ok(found.map(str::to_owned)),
        }
    };
    let to = chosen("to")?.unwrap_or_else(|| current.clone());
    let before = ids.iter().position(|id| *id == to).and_then(|at| at.checked_sub(1));
    let from = chosen("from")?.or_else(|| before.map(|at| ids[at].clone())).unwrap_or_default();
    let mut view = RevisionsView {
        selects: vec![
            SelectView { name: "from", options: vintage_options(&ids, &from) },
            SelectView { name: "to", options: vintage_options(&ids, &to) },
        ],
        vintages: rows(&request, &ids, &current)?,
        from: from.clone(),
        to: to.clone(),
        ..RevisionsView::default()
    };
    if !from.is_empty() && from != to {
        let (earlier, later) =
            tokio::try_join!(request.app.marts_at(&from), request.app.marts_at(&to))?;
        for metric in METRICS {
            compare(&request, metric, &earlier, &later, &mut view).await?;
        }
    }
    view.total = view.changes.len() as u64;
    view.changes.truncate(ROWS_MAX);
    Ok(View::Revisions(view))
}

/// Adds what changed in one metric.
async fn compare(
    request: &PageRequest,
    name: &str,
    earlier: &Arc<Marts>,
    later: &Arc<Marts>,
    view: &mut RevisionsView,
) -> Result<(), Problem> {
    let Ok(metric) = request.app.metrics().get(name) else { return Ok(()) };
    let (title, unit) = (metric.title.get(request.language()).to_owned(), unit(metric));
    // For whom is settled where the question is sent.
    let question = || Query::new(name, Tier::Ministry).by("month");
    let (before, after) = tokio::try_join!(
        ask(&request.app, Arc::clone(earlier), question()),
        ask(&request.app, Arc::clone(later), question())
    )?;
    let known: BTreeMap<&str, FigureView> =
        before.rows.iter().map(|row| (key(row, "month"), shown(row))).collect();
    for row in &after.rows {
        let month = key(row, "month");
        let after = shown(row);
        let Some(before) = known.get(month) else {
            view.added += 1;
            continue;
        };
        view.compared += 1;
        if before.value == after.value && before.status == after.status {
            continue;
        }
        let period = month
            .parse::<Month>()
            .map_or_else(|_| month.to_owned(), |month| month_name(request.language(), month));
        view.changes.push(ChangeRowView {
            code: name.to_owned(),
            name: title.clone(),
            period,
            unit,
            before: before.clone(),
            after,
        });
    }
    Ok(())
}

/// The vintages, the newest first, each against the one before it.
fn rows(
    request: &PageRequest,
    ids: &[String],
    current: &str,
) -> Result<Vec<VintageRowView>, Problem> {
    let vintages = request.app.installation().vintages();
    let start = ids.len().saturating_sub(VINTAGES_MAX + 1);
    let read: Result<Vec<Vintage>, _> = ids[start..].iter().map(|id| vintages.get(id)).collect();
    let read = read.map_err(|error| Problem::internal(&error))?;
    let mut rows: Vec<VintageRowView> = Vec::new();
    for (index, vintage) in read.iter().enumerate() {
        let earlier = index.checked_sub(1).map(|before| &read[before]);
        let is_changed = |name: &String, fingerprint: &str| {
            earlier.is_none_or(|one| {
                one.tables.get(name).is_none_or(|table| table.fingerprint != fingerprint)
            })
        };
        let changed =
            vintage.tables.iter().filter(|(name, table)| is_changed(name, &table.fingerprint));
        let month = vintage.as_of_month.parse::<Month>();
        rows.push(VintageRowView {
            id: vintage.id.clone(),
            published_on: vintage.published_at.get(..10).unwrap_or_default().to_owned(),
            month: month.map_or_else(
                |_| vintage.as_of_month.clone(),
                |month| month_name(request.language(), month),
            ),
            rows: vintage.tables.values().map(|table| table.rows).sum(),
            tables_changed: changed.count() as u64,
            is_current: vintage.id == current,
        });
    }
    rows.reverse();
    rows.truncate(VINTAGES_MAX);
    Ok(rows)
}
