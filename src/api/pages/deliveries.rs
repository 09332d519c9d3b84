//! `/deliveries`: what came in, how late, with which result; counts, places and reasons, no personal value.

use std::cmp::Reverse;
use std::sync::Arc;

use mizan_build::{Delivery, HeldRecord, Ledger, MonthOrigin, Timeliness, Unusual};
use mizan_charts::numerals;
use mizan_domain::Date;
use mizan_web::{
    DeliveriesView, DeliveryDecisionView, DeliveryRowView, DeliveryView, DifferenceView, HeldView,
    OptionView, OverdueView, PageView, ReasonView, RefusedState, RefusedView, SelectView, View,
};

use crate::pages::PageRequest;
use crate::problem::Problem;
use crate::words::bilingual;

const PAGE_LENGTH: usize = 24;
const REFUSED_LENGTH: usize = 100;

pub(crate) async fn view(request: Arc<PageRequest>) -> Result<View, Problem> {
    let installation = request.app.installation();
    let names: Vec<&str> =
        installation.catalog.sources.iter().map(|source| source.name.as_str()).collect();
    let source = request.parameters.code("source", &names)?;
    let month = request.parameters.month("month")?;
    let page = request.parameters.page()?;
    let ledger = ledger(&request).await?;
    let is_wanted = |name: &str| source.is_none_or(|source| source == name);
    let mut found: Vec<&Delivery> = ledger
        .deliveries
        .iter()
        .filter(|one| is_wanted(&one.source) && month.is_none_or(|month| one.month == month))
        .collect();
    found.sort_by_key(|one| (Reverse(one.month), Reverse(one.sequence), one.source.clone()));
    let total = found.len() as u64;
    let offset = (page as usize - 1).saturating_mul(PAGE_LENGTH);
    let shown = found.into_iter().skip(offset).take(PAGE_LENGTH);
    let deliveries = shown.map(|one| row(&request, &ledger, one)).collect();
    let held = ledger.waiting().filter(|one| is_wanted(&one.source));
    let options = names
        .iter()
        .map(|name| OptionView::new(*name, title(&request, name).0, source.unwrap_or_default()))
        .collect();
    Ok(View::Deliveries(DeliveriesView {
        selects: vec![SelectView { name: "source", options }, request.month_select(month)],
        total,
        page: pages(page, total, PAGE_LENGTH),
        held: held.map(|one| held_view(&request, one)).collect(),
        overdue: overdue(&request, &ledger, &is_wanted),
        deliveries,
    }))
}

/// One delivery with place and reason of its refused rows; for the office only.
pub(crate) async fn one(request: Arc<PageRequest>, id: String) -> Result<View, Problem> {
    let ledger = ledger(&request).await?;
    let delivery = ledger.get(&id).filter(|_| !request.app.is_released());
    let path = request.context.path();
    let Some(delivery) = delivery else {
        return Err(Problem::not_found(bilingual("problem-no-page", &[("path", path)])));
    };
    let page = request.parameters.page()?;
    let rows = request.app.installation().refused_rows(delivery);
    let rows = rows.map_err(|error| Problem::internal(&error))?;
    let total = rows.len() as u64;
    let language = request.language();
    let refused = rows
        .into_iter()
        .skip((page as usize - 1).saturating_mul(REFUSED_LENGTH))
        .take(REFUSED_LENGTH)
        .map(|row| RefusedView {
            line: row.line.max(0) as u64,
            state: match ledger.is_open(delivery, row.line) {
                true => RefusedState::Waiting,
                false if ledger.is_corrected(delivery, row.line) => RefusedState::Corrected,
                false => RefusedState::SetAside,
            },
            reason: row.reason.get(language).to_owned(),
            rule: row.rule,
        })
        .collect();
    let corrections = ledger.corrections_of(&delivery.delivery_id);
    let decisions = ledger.events.iter().filter(|event| event.delivery_id == delivery.delivery_id);
    let day = |microseconds: i64| Date::from_days(microseconds.div_euclid(86_400_000_000) as i32);
    Ok(View::Delivery(DeliveryView {
        delivery: row(&request, &ledger, delivery),
        refused,
        refused_total: total,
        page: pages(page, total, REFUSED_LENGTH),
        corrections: corrections.map(|one| row(&request, &ledger, one)).collect(),
        decisions: decisions
            .map(|event| DeliveryDecisionView {
                on: Some(day(event.at)),
                kind: event.decision.name().to_owned(),
                note: event.note.clone(),
            })
            .collect(),
    }))
}

async fn ledger(request: &PageRequest) -> Result<Arc<Ledger>, Problem> {
    let ledger = request.app.ledger(&request.loaded).await;
    ledger.map_err(|error| Problem::internal(&error))
}

fn pages(number: u32, total: u64, length: usize) -> PageView {
    PageView { number, count: total.div_ceil(length as u64).clamp(1, 10_000) as u32 }
}

/// What a source contains and who publishes it, in the reader's language.
fn title(request: &PageRequest, name: &str) -> (String, String) {
    let language = request.language();
    match request.app.installation().catalog.source(name) {
        Some(contract) => {
            (contract.title.get(language).to_owned(), contract.publisher.get(language).to_owned())
        }
        None => (name.to_owned(), String::new()),
    }
}

fn row(request: &PageRequest, ledger: &Ledger, one: &Delivery) -> DeliveryRowView {
    let installation = request.app.installation();
    let (source, publisher) = title(request, &one.source);
    let (timeliness, unusual) = installation.remarks(ledger, &one.delivery_id);
    let is_built = one.accepted == 0 || mizan_build::is_built(&request.loaded.vintage, one);
    DeliveryRowView {
        id: one.delivery_id.clone(),
        is_linked: !request.app.is_released(),
        source,
        publisher,
        file_name: one.file_name.clone(),
        month: Some(one.month),
        is_month_guessed: one.month_origin == MonthOrigin::Content,
        is_month_corrected: one.month_origin == MonthOrigin::Corrected,
        received_on: Some(one.received_on()),
        late_days: match timeliness {
            Some(Timeliness::Late { days }) => Some(days.max(0) as u64),
            _ => None,
        },
        rows_in: one.rows_in,
        accepted: one.accepted,
        corrected: one.corrected,
        set_aside: one.set_aside,
        open: one.open,
        duplicate: one.duplicate,
        corrects: one.corrects.clone(),
        is_withdrawn: !one.is_counted(),
        is_waiting_for_build: one.is_counted() && !is_built,
        unusual: unusual.iter().map(|unusual| unusual_text(request, one, unusual)).collect(),
        reasons: one
            .findings
            .iter()
            .map(|finding| ReasonView {
                rule: finding.rule.clone(),
                reason: finding.text.get(request.language()).to_owned(),
                rows: finding.rows,
            })
            .collect(),
    }
}

fn unusual_text(request: &PageRequest, delivery: &Delivery, unusual: &Unusual) -> String {
    let number = |value: f64| numerals::number(value, 0, request.context.digits);
    let Some(column) = &unusual.column else {
        let (rows, usual) = (number(unusual.value), number(unusual.usual));
        return request.word("delivery-unusual-rows", &[("rows", &rows), ("usual", &usual)]);
    };
    let contract = request.app.installation().catalog.source(&delivery.source);
    let declared = contract.and_then(|one| one.columns.iter().find(|one| one.name == *column));
    let name = declared.map_or(column.as_str(), |one| one.about.get(request.language()));
    let (share, usual) = (number(unusual.value * 100.0), number(unusual.usual * 100.0));
    let arguments = [("column", name), ("share", share.as_str()), ("usual", usual.as_str())];
    request.word("delivery-unusual-nulls", &arguments)
}

fn held_view(request: &PageRequest, held: &HeldRecord) -> HeldView {
    let (source, publisher) = title(request, &held.source);
    let differences = held.differences.iter().map(|difference| DifferenceView {
        change: difference.change.name().to_owned(),
        text: difference.text.get(request.language()).to_owned(),
    });
    HeldView {
        id: held.delivery_id.clone(),
        source,
        publisher,
        file_name: held.file_name.clone(),
        received_on: Some(held.received_on()),
        differences: differences.collect(),
    }
}

/// Sources whose next delivery is overdue or whose months have gaps; for the office only.
fn overdue(
    request: &PageRequest,
    ledger: &Ledger,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Vec<OverdueView> {
    if request.app.is_released() {
        return Vec::new();
    }
    let passed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let today = Date::from_days(passed.map_or(0, |time| (time.as_secs() / 86_400) as i32));
    let sources = request.app.installation().catalog.sources.iter();
    sources
        .filter(|contract| is_wanted(&contract.name))
        .map(|contract| ledger.freshness(contract, today))
        .filter(|one| one.overdue_days > 0 || !one.missing_months.is_empty())
        .map(|one| OverdueView {
            source: title(request, &one.source).0,
            due_on: one.next_due_on.filter(|_| one.overdue_days > 0),
            days: one.overdue_days.max(0) as u64,
            missing_months: one.missing_months,
        })
        .collect()
}
