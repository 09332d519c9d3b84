//! The ledger as people read it: accounts and later decisions together, each delivery with its present state.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mizan_domain::{Date, Month};
use mizan_ingest::{Difference, Finding, MonthOrigin};
use mizan_warehouse::{RecordBatch, rows};
use serde::Serialize;

use crate::deliveries::file_name;
use crate::events::{DeliveryDecision, Event};
use crate::{Error, Installation, LEDGER, Result, events};

/// Every delivery that came, and what was decided about it.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Deliveries whose rows were read, in the order of arrival.
    pub deliveries: Vec<Delivery>,
    /// Deliveries held whole, in the order of arrival.
    pub held: Vec<HeldRecord>,
    /// Every decision in order.
    pub events: Vec<Event>,
}

/// A delivery whose rows were read, with its account as it stands now.
///
/// `rows_in = accepted + corrected + set_aside + open + duplicate`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delivery {
    /// First 16 hexadecimal digits of the content's SHA-256.
    pub delivery_id: String,
    /// Source.
    pub source: String,
    /// Name of the delivered file.
    pub file_name: String,
    /// Reference month, corrected where an officer did so.
    pub month: Month,
    /// What told the month.
    pub month_origin: MonthOrigin,
    /// Place in the order of arrival.
    pub sequence: i64,
    /// Instant of receipt in microseconds since 1970, UTC.
    pub received_at: i64,
    /// Size of the delivered file in bytes.
    pub received_bytes: u64,
    /// Encoding as recognised.
    pub encoding: String,
    /// Container, packing and delimiter.
    pub format: String,
    /// Rows read.
    pub rows_in: u64,
    /// Rows accepted when it came.
    pub accepted: u64,
    /// Rows refused when it came.
    pub quarantined: u64,
    /// Rows that repeat an earlier row of the file.
    pub duplicate: u64,
    /// Refused rows that corrections have brought in since.
    pub corrected: u64,
    /// Refused rows that are rightly refused.
    pub set_aside: u64,
    /// Refused rows that still wait.
    pub open: u64,
    /// Broken rules with counts.
    pub findings: Vec<Finding>,
    /// The delivery whose refused rows this one corrects.
    pub corrects: Option<String>,
    /// Lines of that delivery that this one brought in.
    #[serde(skip)]
    pub corrected_lines: Vec<i64>,
    /// Share of accepted rows without a value, by column.
    #[serde(skip)]
    pub null_shares: BTreeMap<String, f64>,
    /// Whether its rows count.
    pub state: DeliveryState,
    /// Last decision to withdraw or restore it, in the words of whoever decided.
    pub note: Option<String>,
    /// Lines accounted for since, corrected or set aside.
    #[serde(skip)]
    closed_lines: BTreeSet<i64>,
}

/// Whether the rows of a delivery count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// They do.
    Counted,
    /// It was withdrawn, or the delivery it corrects was.
    Withdrawn,
}

impl Delivery {
    /// Whether its rows count.
    pub fn is_counted(&self) -> bool {
        self.state == DeliveryState::Counted
    }

    /// Whether every row is accounted for.
    pub fn closes(&self) -> bool {
        let sum = [self.corrected, self.set_aside, self.open, self.duplicate];
        sum.iter().fold(self.accepted, |sum, part| sum.saturating_add(*part)) == self.rows_in
    }

    /// Day of receipt, UTC.
    pub fn received_on(&self) -> Date {
        day_of(self.received_at)
    }

    /// Name of its file in the raw table.
    pub(crate) fn raw_file(&self) -> String {
        if self.month_origin == MonthOrigin::Corrected {
            return self.raw_file_of_month(self.month);
        }
        format!("{}-{}.parquet", self.source, self.delivery_id)
    }

    /// Name of its file in the raw table once its month was corrected.
    pub(crate) fn raw_file_of_month(&self, month: Month) -> String {
        let (year, number) = (month.year(), month.number());
        format!("{}-{}.m{year}{number:02}.parquet", self.source, self.delivery_id)
    }
}

/// A delivery held whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldRecord {
    /// First 16 hexadecimal digits of the content's SHA-256.
    pub delivery_id: String,
    /// Source.
    pub source: String,
    /// Name of the delivered file.
    pub file_name: String,
    /// Size of the delivered file in bytes.
    pub received_bytes: u64,
    /// Reference month, where it is known.
    pub month: Option<Month>,
    /// Instant of receipt in microseconds since 1970, UTC.
    pub received_at: i64,
    /// What differs from the contract.
    pub differences: Vec<Difference>,
    /// What became of it.
    pub state: HeldState,
}

impl HeldRecord {
    /// Whether somebody still has to do something about it.
    pub fn is_waiting(&self) -> bool {
        self.state == HeldState::Waiting
    }

    /// Day of receipt, UTC.
    pub fn received_on(&self) -> Date {
        day_of(self.received_at)
    }
}

/// What became of a held delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum HeldState {
    /// It waits for a repaired file or contract.
    Waiting,
    /// It was taken in after its contract had been repaired.
    TakenIn,
    /// A repaired file of the same name came instead.
    Replaced {
        /// The delivery that came instead.
        by: String,
    },
    /// It was withdrawn.
    Withdrawn,
}

fn day_of(microseconds: i64) -> Date {
    Date::from_days(microseconds.div_euclid(86_400_000_000) as i32)
}

impl Ledger {
    /// Brings accounts and decisions together.
    pub(crate) fn new(mut deliveries: Vec<Delivery>, events: Vec<Event>) -> Self {
        deliveries.sort_by(|one, other| {
            let place = |delivery: &Delivery| {
                (delivery.sequence, delivery.received_at, delivery.delivery_id.clone())
            };
            place(one).cmp(&place(other))
        });
        let mut ledger = Self { deliveries, held: Vec::new(), events: Vec::new() };
        let mut set_aside: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for event in &events {
            ledger.apply(event, &mut set_aside);
        }
        ledger.events = events;
        ledger.follow_originals();
        ledger.close_lines(&set_aside);
        ledger.settle_held();
        ledger
    }

    fn apply(&mut self, event: &Event, set_aside: &mut BTreeMap<String, BTreeSet<i64>>) {
        let id = event.delivery_id.as_str();
        match &event.decision {
            DeliveryDecision::Held { differences, received_bytes, month } => {
                self.held.retain(|held| held.delivery_id != id);
                self.held.push(HeldRecord {
                    delivery_id: id.to_owned(),
                    source: event.source.clone(),
                    file_name: event.file_name.clone(),
                    received_bytes: *received_bytes,
                    month: *month,
                    received_at: event.at,
                    differences: differences.clone(),
                    state: HeldState::Waiting,
                });
            }
            DeliveryDecision::Withdrawn | DeliveryDecision::Restored => {
                let is_withdrawn = event.decision == DeliveryDecision::Withdrawn;
                if let Some(one) = self.deliveries.iter_mut().find(|one| one.delivery_id == id) {
                    one.note.clone_from(&event.note);
                    one.state = if is_withdrawn {
                        DeliveryState::Withdrawn
                    } else {
                        DeliveryState::Counted
                    };
                } else if let Some(held) = self.held.iter_mut().find(|one| one.delivery_id == id) {
                    held.state =
                        if is_withdrawn { HeldState::Withdrawn } else { HeldState::Waiting };
                }
            }
            DeliveryDecision::MonthCorrected { month } => {
                for one in self.deliveries.iter_mut().filter(|one| one.delivery_id == id) {
                    one.month = *month;
                    one.month_origin = MonthOrigin::Corrected;
                }
            }
            DeliveryDecision::SetAside { lines } => {
                set_aside.entry(id.to_owned()).or_default().extend(lines);
            }
            DeliveryDecision::Reopened { lines } => {
                let open = set_aside.entry(id.to_owned()).or_default();
                open.retain(|line| !lines.contains(line));
            }
        }
    }

    /// Corrections of a delivery that does not count do not count either.
    fn follow_originals(&mut self) {
        let gone: BTreeSet<String> = self
            .deliveries
            .iter()
            .filter(|one| !one.is_counted())
            .map(|one| one.delivery_id.clone())
            .collect();
        for one in &mut self.deliveries {
            if one.corrects.as_ref().is_some_and(|original| gone.contains(original)) {
                one.state = DeliveryState::Withdrawn;
            }
        }
    }

    fn close_lines(&mut self, set_aside: &BTreeMap<String, BTreeSet<i64>>) {
        let mut corrected: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for one in self.deliveries.iter().filter(|one| one.is_counted()) {
            if let Some(original) = &one.corrects {
                corrected.entry(original.clone()).or_default().extend(&one.corrected_lines);
            }
        }
        let none = BTreeSet::new();
        for one in &mut self.deliveries {
            let corrected = corrected.get(&one.delivery_id).unwrap_or(&none);
            let aside = set_aside.get(&one.delivery_id).unwrap_or(&none);
            one.closed_lines = corrected.union(aside).copied().collect();
            one.corrected = corrected.len() as u64;
            one.set_aside = aside.difference(corrected).count() as u64;
            one.open = one.quarantined.saturating_sub(one.corrected + one.set_aside);
        }
    }

    /// Held deliveries that came in after all, or whose repaired file came.
    fn settle_held(&mut self) {
        for held in &mut self.held {
            if self.deliveries.iter().any(|one| one.delivery_id == held.delivery_id) {
                held.state = HeldState::TakenIn;
                continue;
            }
            let replacement = self.deliveries.iter().find(|one| {
                one.source == held.source
                    && one.received_at > held.received_at
                    && stem(&one.file_name) == stem(&held.file_name)
                    && one.is_counted()
            });
            if let Some(one) = replacement
                && held.state == HeldState::Waiting
            {
                held.state = HeldState::Replaced { by: one.delivery_id.clone() };
            }
        }
    }

    /// Ids of all deliveries whose rows were read.
    pub fn ids(&self) -> BTreeSet<String> {
        self.deliveries.iter().map(|one| one.delivery_id.clone()).collect()
    }

    /// A delivery by its id.
    pub fn get(&self, id: &str) -> Option<&Delivery> {
        self.deliveries.iter().find(|one| one.delivery_id == id)
    }

    /// Deliveries that count.
    pub fn counted(&self) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(|one| one.is_counted())
    }

    /// Corrections of a delivery, in the order of arrival.
    pub fn corrections_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Delivery> {
        self.deliveries.iter().filter(move |one| one.corrects.as_deref() == Some(id))
    }

    /// Held deliveries about which somebody still has to do something.
    pub fn waiting(&self) -> impl Iterator<Item = &HeldRecord> {
        self.held.iter().filter(|held| held.is_waiting())
    }

    /// Whether a refused line of a delivery still waits for a correction.
    pub fn is_open(&self, delivery: &Delivery, line: i64) -> bool {
        !delivery.closed_lines.contains(&line)
    }

    /// Whether a refused line of a delivery was set aside or corrected, and which of the two.
    pub fn is_corrected(&self, delivery: &Delivery, line: i64) -> bool {
        self.corrections_of(&delivery.delivery_id)
            .any(|one| one.is_counted() && one.corrected_lines.contains(&line))
    }

    /// Number the next delivery gets.
    pub(crate) fn next_sequence(&self) -> i64 {
        let last = self.deliveries.iter().map(|one| one.sequence).max().unwrap_or(0);
        last.max(self.deliveries.len() as i64) + 1
    }

    /// Number of the last decision.
    pub(crate) fn last_event(&self) -> i64 {
        self.events.iter().map(|event| event.sequence).max().unwrap_or(0)
    }

    /// Names of the raw files that count.
    pub(crate) fn raw_files(&self) -> BTreeSet<String> {
        self.counted().filter(|one| one.accepted > 0).map(Delivery::raw_file).collect()
    }

    /// The ledger as far as it is in a set of raw files, such as those of a release.
    pub fn restricted_to(&self, files: &BTreeSet<String>) -> Self {
        let is_in = |one: &&Delivery| files.contains(&one.raw_file());
        let deliveries: Vec<Delivery> = self.deliveries.iter().filter(is_in).cloned().collect();
        Self { deliveries, held: Vec::new(), events: Vec::new() }
    }
}

/// File name without its extensions, so that `a.csv` and `a.xlsx` are the same delivery repaired.
fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Reads accounts from rows of the ledger table.
fn accounts(batches: &[RecordBatch]) -> Result<Vec<Delivery>> {
    let mut deliveries = Vec::new();
    for row in rows(batches) {
        let text = |name| row.text(name).unwrap_or_default().to_owned();
        let number = |name| row.integer(name).unwrap_or(0).max(0) as u64;
        let broken =
            |error: serde_json::Error| Error::Ledger { table: LEDGER, reason: error.to_string() };
        let first = Date::from_days(0);
        deliveries.push(Delivery {
            delivery_id: text("delivery_id"),
            source: text("source"),
            file_name: text("file_name"),
            month: row.date("delivery_month").unwrap_or(first).calendar_month(),
            month_origin: MonthOrigin::from_name(row.text("month_origin")),
            sequence: row.integer("sequence").unwrap_or(0),
            received_at: row.instant("received_at").unwrap_or(0),
            received_bytes: number("received_bytes"),
            encoding: text("encoding"),
            format: text("format"),
            rows_in: number("rows_in"),
            accepted: number("accepted"),
            quarantined: number("quarantined"),
            duplicate: number("duplicate"),
            corrected: 0,
            set_aside: 0,
            open: 0,
            findings: serde_json::from_str(row.text("findings").unwrap_or("[]")).map_err(broken)?,
            corrects: row.text("corrects").map(str::to_owned),
            corrected_lines: serde_json::from_str(row.text("corrected_lines").unwrap_or("[]"))
                .map_err(broken)?,
            null_shares: serde_json::from_str(row.text("null_shares").unwrap_or("{}"))
                .map_err(broken)?,
            state: DeliveryState::Counted,
            note: None,
            closed_lines: BTreeSet::new(),
        });
    }
    Ok(deliveries)
}

impl Installation {
    /// Reads the ledger: every delivery with its present state.
    pub async fn read_ledger(&self) -> Result<Ledger> {
        let schema = mizan_ingest::deliveries_schema();
        let deliveries = self.ask(LEDGER, schema, "select * from deliveries").await?;
        let sql = "select * from delivery_events";
        let events = self.ask(events::EVENTS, events::schema(), sql).await?;
        Ok(Ledger::new(accounts(&deliveries)?, events::from_rows(&events)?))
    }

    /// Version of the ledger, cheap to ask: it changes with every delivery and every decision.
    pub fn ledger_version(&self) -> (Option<u64>, Option<u64>) {
        (self.lake.version(LEDGER), self.lake.version(events::EVENTS))
    }

    /// The delivery of an id or of its first digits, where only one begins so.
    pub fn delivery<'l>(&self, ledger: &'l Ledger, id: &str) -> Result<&'l Delivery> {
        let mut found = ledger.deliveries.iter().filter(|one| one.delivery_id.starts_with(id));
        match (found.next(), found.next()) {
            (Some(one), None) if id.len() >= 4 => Ok(one),
            _ => Err(Error::UnknownDelivery { id: id.to_owned() }),
        }
    }
}

/// Whether the rows of a delivery are in a vintage.
pub fn is_built(vintage: &mizan_warehouse::Vintage, delivery: &Delivery) -> bool {
    let (table, file) = (format!("raw_{}", delivery.source), delivery.raw_file());
    let files = vintage.tables.get(&table).map(|table| table.files.as_slice());
    files.unwrap_or_default().iter().any(|one| file_name(Path::new(one)) == file)
}

/// Names of the raw files that a vintage shows.
pub fn raw_files_of(vintage: &mizan_warehouse::Vintage) -> BTreeSet<String> {
    let raw = vintage.tables.iter().filter(|(name, _)| name.starts_with("raw_"));
    raw.flat_map(|(_, table)| &table.files).map(|file| file_name(Path::new(file))).collect()
}

#[cfg(test)]
pub(crate) mod tests;
