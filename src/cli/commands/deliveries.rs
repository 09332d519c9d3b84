//! `mizan deliveries`: what came, when, how late and what became of it; and decisions about whole deliveries.

use std::fmt::Write;
use std::process::ExitCode;

use mizan_build::{Delivery, HeldRecord, HeldState, Installation, Ledger, Timeliness, Unusual};
use mizan_domain::Date;
use mizan_domain::national_id::Profile;
use mizan_ingest::MonthOrigin;
use serde_json::{Value, json};

use crate::arguments::{Common, DeliveriesAction, DeliveriesOptions};
use crate::commands::ingest;
use crate::printer::Printer;

pub(crate) async fn run(
    common: &Common,
    options: &DeliveriesOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let mut installation = common.open_existing()?;
    match &options.action {
        None => list(&installation, options, printer).await,
        Some(DeliveriesAction::Show { delivery }) => show(&installation, delivery, printer).await,
        Some(DeliveriesAction::Withdraw { delivery, reason }) => {
            installation.withdraw(delivery, false, Some(reason)).await?;
            decided(
                printer,
                "withdrawn: no later build counts its rows; `mizan deliveries restore` undoes it",
            )
        }
        Some(DeliveriesAction::Restore { delivery, reason }) => {
            installation.withdraw(delivery, true, reason.as_deref()).await?;
            decided(printer, "restored: the next build counts its rows again")
        }
        Some(DeliveriesAction::Move { delivery, month, reason }) => {
            installation.correct_month(delivery, *month, reason.as_deref()).await?;
            decided(
                printer,
                "moved, its corrections with it; the next build reads it under that month",
            )
        }
        Some(DeliveriesAction::Retry { delivery, month, synthetic }) => {
            if *synthetic {
                installation.settings.ingest.profile = Profile::Synthetic;
            }
            let tell = |progress: mizan_build::Progress<'_>| printer.progress(progress);
            let result = installation.retry_held(delivery, *month, &tell).await?;
            printer.end_step();
            ingest::report(&installation, &[result], printer).await
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the last word of arms that can fail")]
fn decided(printer: &Printer, text: &str) -> anyhow::Result<ExitCode> {
    printer.answer(&json!({ "decided": text }), || format!("{text}\n"));
    Ok(ExitCode::SUCCESS)
}

async fn list(
    installation: &Installation,
    options: &DeliveriesOptions,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    installation.check_source(options.source.as_deref())?;
    let ledger = installation.read_ledger().await?;
    let is_wanted = |source: &str| options.source.as_deref().is_none_or(|one| one == source);
    let mut deliveries: Vec<&Delivery> =
        ledger.deliveries.iter().filter(|one| is_wanted(&one.source)).collect();
    deliveries.reverse();
    let all = deliveries.len();
    deliveries.truncate(options.limit);
    let held: Vec<&HeldRecord> =
        ledger.held.iter().rev().filter(|one| is_wanted(&one.source)).collect();
    let sources = installation.catalog.sources.iter().filter(|one| is_wanted(&one.name));
    let freshness: Vec<_> = sources.map(|one| ledger.freshness(one, today())).collect();
    let values: Vec<Value> =
        deliveries.iter().map(|one| as_json(installation, &ledger, one)).collect();
    let answer = json!({ "deliveries": values, "held": held, "sources": freshness });
    printer.answer(&answer, || {
        let mut text = String::new();
        for one in held.iter().filter(|one| one.is_waiting()) {
            text += &held_text(one);
        }
        for one in &deliveries {
            text += &line(installation, &ledger, one);
        }
        if all > deliveries.len() {
            let _ = writeln!(text, "… and {} more; `--limit` shows them", all - deliveries.len());
        }
        for one in freshness.iter().filter(|one| one.overdue_days > 0) {
            let (due, days) = (one.next_due_on, one.overdue_days);
            let due = due.map(|day| day.to_string()).unwrap_or_default();
            let _ = writeln!(text, "overdue: {} was due on {due}, {days} days ago", one.source);
        }
        for one in freshness.iter().filter(|one| !one.missing_months.is_empty()) {
            let months: Vec<String> = one.missing_months.iter().map(ToString::to_string).collect();
            let _ =
                writeln!(text, "missing: {} brought nothing for {}", one.source, months.join(", "));
        }
        if text.is_empty() {
            text.push_str("nothing has been delivered yet; `mizan ingest PATH` takes files in\n");
        }
        text
    });
    Ok(ExitCode::SUCCESS)
}

async fn show(
    installation: &Installation,
    id: &str,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let ledger = installation.read_ledger().await?;
    let mut found =
        ledger.held.iter().filter(|one| id.len() >= 4 && one.delivery_id.starts_with(id));
    if let (Some(held), true) = (found.next(), installation.delivery(&ledger, id).is_err()) {
        printer.answer(held, || held_text(held));
        return Ok(ExitCode::SUCCESS);
    }
    let delivery = installation.delivery(&ledger, id)?;
    let id = delivery.delivery_id.as_str();
    let events: Vec<_> = ledger.events.iter().filter(|event| event.delivery_id == id).collect();
    let mut answer = as_json(installation, &ledger, delivery);
    answer["findings"] = json!(delivery.findings);
    answer["events"] = json!(events);
    answer["corrections"] = json!(ledger.corrections_of(id).collect::<Vec<_>>());
    printer.answer(&answer, || {
        let mut text = line(installation, &ledger, delivery);
        let _ = writeln!(
            text,
            "    {} · {} · {}",
            delivery.file_name, delivery.encoding, delivery.format
        );
        for finding in &delivery.findings {
            let _ =
                writeln!(text, "    {} × {} ({})", finding.rows, finding.text.en, finding.text.ar);
        }
        for one in ledger.corrections_of(id) {
            text += &format!("    corrected by {}", line(installation, &ledger, one));
        }
        for event in events {
            let note = event.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            let _ = writeln!(text, "    {} {}{note}", instant(event.at), event.decision.name());
        }
        text
    });
    Ok(ExitCode::SUCCESS)
}

/// Today in UTC.
pub(crate) fn today() -> Date {
    let passed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Date::from_days(passed.map_or(0, |time| (time.as_secs() / 86_400) as i32))
}

fn instant(microseconds: i64) -> String {
    let seconds = microseconds.div_euclid(1_000_000);
    let day = Date::from_days(seconds.div_euclid(86_400) as i32);
    let rest = seconds.rem_euclid(86_400);
    format!("{day} {:02}:{:02}", rest / 3600, rest / 60 % 60)
}

fn as_json(installation: &Installation, ledger: &Ledger, delivery: &Delivery) -> Value {
    let (timeliness, unusual) = installation.remarks(ledger, &delivery.delivery_id);
    let mut value = json!(delivery);
    if let Some(object) = value.as_object_mut() {
        object.remove("findings");
        object.insert("received_at".to_owned(), json!(instant(delivery.received_at)));
        object.insert("timeliness".to_owned(), json!(timeliness));
        object.insert("unusual".to_owned(), json!(unusual));
    }
    value
}

/// One delivery in a line, with what is unusual about it below.
fn line(installation: &Installation, ledger: &Ledger, delivery: &Delivery) -> String {
    let mut text = format!(
        "{} {} {} {}: {} rows = {} accepted",
        instant(delivery.received_at),
        delivery.delivery_id,
        delivery.source,
        delivery.month,
        delivery.rows_in,
        delivery.accepted
    );
    for (rows, what) in [
        (delivery.corrected, "corrected"),
        (delivery.open, "quarantined"),
        (delivery.set_aside, "set aside"),
        (delivery.duplicate, "duplicate"),
    ] {
        if rows > 0 || matches!(what, "quarantined" | "duplicate") {
            let _ = write!(text, " + {rows} {what}");
        }
    }
    if let Some(original) = &delivery.corrects {
        let _ = write!(text, ", corrects {original}");
    }
    if !delivery.is_counted() {
        text.push_str(", WITHDRAWN");
    }
    let (timeliness, unusual) = installation.remarks(ledger, &delivery.delivery_id);
    if let Some(Timeliness::Late { days }) = timeliness {
        let _ = write!(text, ", {days} days late");
    }
    match delivery.month_origin {
        MonthOrigin::Content => text.push_str(", month guessed from its rows"),
        MonthOrigin::Corrected => text.push_str(", month corrected"),
        MonthOrigin::Given | MonthOrigin::Name => {}
    }
    text.push('\n');
    text + &unusual_text(&unusual)
}

/// What is unusual about the size and filling of a delivery, a line each.
pub(crate) fn unusual_text(unusual: &[Unusual]) -> String {
    let mut text = String::new();
    for one in unusual {
        let _ = match &one.column {
            None => writeln!(text, "    unusual: {} rows, usually about {}", one.value, one.usual),
            Some(column) => writeln!(
                text,
                "    unusual: `{column}` is empty in {:.0} % of rows, usually in {:.0} %",
                one.value * 100.0,
                one.usual * 100.0
            ),
        };
    }
    text
}

/// A held delivery with its differences and what to do about it.
fn held_text(held: &HeldRecord) -> String {
    let state = match &held.state {
        HeldState::Waiting => "HELD".to_owned(),
        HeldState::TakenIn => "held, taken in since".to_owned(),
        HeldState::Replaced { by } => format!("held, replaced by {by}"),
        HeldState::Withdrawn => "held, withdrawn".to_owned(),
    };
    let (received, id) = (instant(held.received_at), &held.delivery_id);
    let mut text = format!("{received} {id} {} {}: {state}\n", held.source, held.file_name);
    for difference in &held.differences {
        let _ = writeln!(text, "    {} ({})", difference.text.en, difference.text.ar);
    }
    if held.is_waiting() {
        let _ = writeln!(
            text,
            "    hint: send it again repaired under the same name, or repair `pipelines/sources/{}.toml` \
             and run `mizan deliveries retry {id}`",
            held.source
        );
    }
    text
}
