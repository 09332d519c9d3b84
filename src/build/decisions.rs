//! What an officer decides about whole deliveries: withdraw, restore, move to another month, try again.

use mizan_domain::Month;
use mizan_ingest::{open_original, raw_schema, rewrite_month};
use mizan_warehouse::{CommitMode, TableCommit, WrittenFile};

use crate::deliveries::{Delivered, Incoming};
use crate::events::{DeliveryDecision, NewEvent};
use crate::ledger::{Delivery, HeldState, Ledger, raw_files_of};
use crate::unnamed::Unnamed;
use crate::{Edition, Error, Installation, Progress, Result};

/// What the published vintage and the ledger do not have in common.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unbuilt {
    /// Deliveries that count and are not in the vintage.
    pub waiting: Vec<String>,
    /// Deliveries in the vintage whose rows no longer count, or count for another month.
    pub outdated: Vec<String>,
}

impl Installation {
    /// Takes the rows of a delivery out of every later build, or puts them back. A delivery that
    /// corrects another can be withdrawn too: the lines it brought in wait again.
    pub async fn withdraw(&self, id: &str, is_back: bool, note: Option<&str>) -> Result<Ledger> {
        let _lock = self.home.lock()?;
        let ledger = self.read_ledger().await?;
        let conflict = |id: &str, reason: &str, advice: &str| {
            let (reason, advice) = (reason.to_owned(), advice.to_owned());
            Err(Error::Conflict { delivery: id.to_owned(), reason, advice })
        };
        let decision =
            if is_back { DeliveryDecision::Restored } else { DeliveryDecision::Withdrawn };
        let held = ledger.held.iter().find(|one| id.len() >= 4 && one.delivery_id.starts_with(id));
        let event = match (held, self.delivery(&ledger, id)) {
            (_, Ok(delivery)) => {
                let id = &delivery.delivery_id;
                if delivery.is_counted() == is_back {
                    let state =
                        if is_back { "it counts already" } else { "it is withdrawn already" };
                    return conflict(id, state, "`mizan deliveries` shows what became of each");
                }
                if is_back && let Some(line) = line_corrected_since(&ledger, delivery) {
                    let reason = format!("its line {line} was corrected by another file since");
                    return conflict(id, &reason, "withdraw that other correction first");
                }
                let original = delivery.corrects.as_deref().and_then(|id| ledger.get(id));
                if is_back && original.is_some_and(|original| !original.is_counted()) {
                    let reason = "the delivery it corrects is withdrawn";
                    return conflict(id, reason, "restore that delivery; its corrections follow");
                }
                NewEvent {
                    delivery_id: id,
                    source: &delivery.source,
                    file_name: &delivery.file_name,
                    decision,
                    note,
                }
            }
            (Some(held), Err(_)) => {
                let is_withdrawn = held.state == HeldState::Withdrawn;
                if is_withdrawn != is_back {
                    let reason = if is_back { "it waits already" } else { "it is settled already" };
                    return conflict(
                        &held.delivery_id,
                        reason,
                        "`mizan deliveries` shows what became of each",
                    );
                }
                NewEvent {
                    delivery_id: &held.delivery_id,
                    source: &held.source,
                    file_name: &held.file_name,
                    decision,
                    note,
                }
            }
            (None, Err(error)) => return Err(error),
        };
        self.record(ledger.last_event(), &[event]).await?;
        self.read_ledger().await
    }

    /// Moves a delivery and its corrections to another reference month; moving it again undoes it.
    pub async fn correct_month(&self, id: &str, month: Month, note: Option<&str>) -> Result<()> {
        let _lock = self.home.lock()?;
        let ledger = self.read_ledger().await?;
        let delivery = self.delivery(&ledger, id)?;
        let conflict = |reason: String, advice: String| {
            Err(Error::Conflict { delivery: delivery.delivery_id.clone(), reason, advice })
        };
        if let Some(original) = &delivery.corrects {
            let advice = format!("move that delivery; its corrections follow: `{original}`");
            return conflict("it corrects another delivery".to_owned(), advice);
        }
        if delivery.month == month {
            return conflict(
                format!("it is of {month} already"),
                "there is nothing to do".to_owned(),
            );
        }
        let last = ledger.last_event();
        let all: Vec<&Delivery> =
            std::iter::once(delivery).chain(ledger.corrections_of(&delivery.delivery_id)).collect();
        for one in &all {
            self.write_moved(one, month, last + 1).await?;
        }
        let events: Vec<NewEvent<'_>> = all
            .iter()
            .map(|one| NewEvent {
                delivery_id: &one.delivery_id,
                source: &one.source,
                file_name: &one.file_name,
                decision: DeliveryDecision::MonthCorrected { month },
                note,
            })
            .collect();
        self.record(last, &events).await
    }

    /// Writes the raw rows of a delivery under another month beside the old file; the decision that
    /// follows makes it the one that counts.
    async fn write_moved(&self, delivery: &Delivery, month: Month, sequence: i64) -> Result<()> {
        if delivery.accepted == 0 {
            return Ok(());
        }
        let table = format!("raw_{}", delivery.source);
        let folder = self.lake.folder(&table);
        let name = delivery.raw_file_of_month(month);
        if folder.join(&name).exists() {
            return Ok(());
        }
        let from = folder.join(delivery.raw_file());
        let path = rewrite_month(&from, &self.home.staging().join(&name), month)?;
        let files = [WrittenFile { path, rows: delivery.accepted }];
        let schema = raw_schema(self.contract_of(delivery)?);
        let transaction = format!("month/{}/{sequence}", delivery.delivery_id);
        let (mode, table, transaction) = (CommitMode::Append, table.as_str(), transaction.as_str());
        self.lake.commit(TableCommit { table, schema, files: &files, mode, transaction }).await?;
        Ok(())
    }

    /// Reads the sealed original of a held delivery again, after its contract was repaired.
    pub async fn retry_held(
        &self,
        id: &str,
        month: Option<Month>,
        progress: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<Delivered> {
        let _lock = self.home.lock()?;
        let ledger = self.read_ledger().await?;
        let mut found =
            ledger.held.iter().filter(|one| id.len() >= 4 && one.delivery_id.starts_with(id));
        let (Some(held), None) = (found.next(), found.next()) else {
            return Err(Error::UnknownDelivery { id: id.to_owned() });
        };
        if held.state != HeldState::Waiting {
            return Err(Error::Conflict {
                delivery: held.delivery_id.clone(),
                reason: "it does not wait".to_owned(),
                advice: "`mizan deliveries` shows what became of it".to_owned(),
            });
        }
        let original =
            self.home.originals().join(format!("{}-{}.original", held.source, held.delivery_id));
        let key = self.key()?;
        let plain = Unnamed::filled(|file| Ok(open_original(&original, &key, file)?))?;
        let incoming = Incoming {
            path: plain.path(),
            name: Some(&held.file_name),
            source: Some(&held.source),
            month: month.or(held.month),
            corrects: None,
            open_lines: None,
        };
        let mut results = self.take_in(&ledger, &[incoming], progress).await?;
        results.pop().ok_or_else(|| Error::UnknownDelivery { id: id.to_owned() })
    }

    /// Compares the ledger with the published vintage.
    pub fn unbuilt(&self, ledger: &Ledger) -> Result<Unbuilt> {
        let Some(vintage) = self.vintages().published()? else {
            let waiting = ledger.counted().map(|one| one.delivery_id.clone()).collect();
            return Ok(Unbuilt { waiting, outdated: Vec::new() });
        };
        let built = raw_files_of(&vintage);
        let with_rows = ledger.counted().filter(|one| one.accepted > 0);
        let waiting = with_rows
            .filter(|one| !built.contains(&one.raw_file()))
            .map(|one| one.delivery_id.clone())
            .collect();
        let counted = ledger.raw_files();
        let outdated = built
            .iter()
            .filter(|file| !counted.contains(*file))
            .filter_map(|file| Some(file.rsplit_once('-')?.1.split('.').next()?.to_owned()))
            .collect();
        Ok(Unbuilt { waiting, outdated })
    }

    /// The ledger as readers of an edition may see it: all of it, or what the release holds.
    pub fn ledger_of(&self, ledger: &Ledger, edition: Edition<'_>) -> Result<Ledger> {
        match edition {
            Edition::Published => Ok(ledger.clone()),
            other => Ok(ledger.restricted_to(&raw_files_of(&self.vintage(other)?))),
        }
    }
}

/// A line that a withdrawn correction brought in and another one has brought in since.
fn line_corrected_since(ledger: &Ledger, delivery: &Delivery) -> Option<i64> {
    let original = ledger.get(delivery.corrects.as_deref()?)?;
    delivery.corrected_lines.iter().copied().find(|line| !ledger.is_open(original, *line))
}
