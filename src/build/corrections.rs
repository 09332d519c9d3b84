//! Refused rows and the way back: what waits, corrections that come in, and lines that are rightly refused.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use mizan_catalog::SourceContract;
use mizan_domain::Language;
use mizan_ingest::{
    Fixes, QuarantinedRow, RefusedRow, correction_csv, read_quarantine, read_refused,
};

use crate::deliveries::{Delivered, Incoming, missing};
use crate::events::{DeliveryDecision, NewEvent};
use crate::ledger::{Delivery, Ledger};
use crate::unnamed::Unnamed;
use crate::{Error, Installation, Progress, Result};

/// Where corrected rows come from.
#[derive(Debug, Clone)]
pub enum Replay {
    /// A corrected file, as `mizan quarantine export` writes it.
    File(PathBuf),
    /// New texts for cells of refused lines.
    Fixes(Fixes),
    /// The refused rows as they are, judged again: the contract was repaired, not the rows.
    AsTheyAre,
}

impl Installation {
    /// The refused rows of a delivery with their text, opened with the key; those that wait, or all.
    pub fn quarantined_rows(
        &self,
        ledger: &Ledger,
        delivery: &Delivery,
        only_open: bool,
    ) -> Result<Vec<QuarantinedRow>> {
        let Some(path) = self.quarantine_file(delivery) else { return Ok(Vec::new()) };
        let mut rows = read_quarantine(&path, &self.key()?)?;
        rows.retain(|row| !only_open || ledger.is_open(delivery, row.line));
        Ok(rows)
    }

    /// Place and reason of the refused rows of a delivery; nothing is unsealed and no key is needed.
    pub fn refused_rows(&self, delivery: &Delivery) -> Result<Vec<RefusedRow>> {
        match self.quarantine_file(delivery) {
            Some(path) => Ok(read_refused(&path)?),
            None => Ok(Vec::new()),
        }
    }

    fn quarantine_file(&self, delivery: &Delivery) -> Option<PathBuf> {
        let name = format!("{}-{}.quarantine.parquet", delivery.source, delivery.delivery_id);
        // The ledger commit comes last, so what it counts lies in the table.
        (delivery.quarantined > 0).then(|| self.lake.folder("quarantine").join(name))
    }

    /// The contract of a delivery's source.
    pub fn contract_of(&self, delivery: &Delivery) -> Result<&SourceContract> {
        self.catalog.source(&delivery.source).ok_or_else(|| Error::UnknownSource {
            name: delivery.source.clone(),
            nearest: None,
            known: Vec::new(),
        })
    }

    /// Takes corrections of a delivery's refused rows in; accepted ones close lines of its account.
    pub async fn replay(
        &self,
        id: &str,
        replay: &Replay,
        progress: &(dyn Fn(Progress<'_>) + Sync),
    ) -> Result<Delivered> {
        let _lock = self.home.lock()?;
        let ledger = self.read_ledger().await?;
        let delivery = self.delivery(&ledger, id)?;
        let id = delivery.delivery_id.as_str();
        let refuse = |reason: &str, advice: String| {
            Err(Error::Conflict { delivery: id.to_owned(), reason: reason.to_owned(), advice })
        };
        if let Some(original) = &delivery.corrects {
            let advice = format!("correct the delivery itself: `mizan quarantine show {original}`");
            return refuse("it is a correction of another delivery", advice);
        }
        if !delivery.is_counted() {
            let advice = format!("put it back first: `mizan deliveries restore {id}`");
            return refuse("it was withdrawn", advice);
        }
        let open = self.open_lines(&ledger, delivery)?;
        if open.is_empty() {
            return refuse(
                "none of its rows waits for a correction",
                "there is nothing to do".into(),
            );
        }
        let unnamed;
        let (path, name): (&Path, String) = match replay {
            Replay::File(path) if path.exists() => (path, crate::deliveries::file_name(path)),
            Replay::File(path) => return Err(missing(path)),
            Replay::Fixes(_) | Replay::AsTheyAre => {
                let rows = self.rows_to_replay(&ledger, delivery, replay)?;
                if rows.is_empty() {
                    let advice = format!(
                        "rows refused for their form must be corrected: `mizan quarantine export {id} --out FILE`"
                    );
                    return refuse("no waiting row can be judged again as it is", advice);
                }
                let none = Fixes::new();
                let fixes = if let Replay::Fixes(fixes) = replay { fixes } else { &none };
                let contract = self.contract_of(delivery)?;
                let bytes = correction_csv(&rows, contract, Language::Arabic, fixes);
                unnamed = Unnamed::filled(|file| {
                    file.write_all(&bytes)
                        .map_err(|error| Error::io("write", Path::new("corrections"), &error))
                })?;
                (unnamed.path(), format!("{}.corrections.csv", delivery.file_name))
            }
        };
        let incoming = Incoming {
            path,
            name: Some(&name),
            source: Some(&delivery.source),
            month: Some(delivery.month),
            corrects: Some(id),
            open_lines: Some(&open),
        };
        let mut results = self.take_in(&ledger, &[incoming], progress).await?;
        results.pop().ok_or_else(|| Error::UnknownDelivery { id: id.to_owned() })
    }

    /// Lines of a delivery that wait for a correction.
    fn open_lines(&self, ledger: &Ledger, delivery: &Delivery) -> Result<BTreeSet<i64>> {
        let rows = self.refused_rows(delivery)?;
        let lines = rows.iter().map(|row| row.line);
        Ok(lines.filter(|line| ledger.is_open(delivery, *line)).collect())
    }

    fn rows_to_replay(
        &self,
        ledger: &Ledger,
        delivery: &Delivery,
        replay: &Replay,
    ) -> Result<Vec<QuarantinedRow>> {
        let mut rows = self.quarantined_rows(ledger, delivery, true)?;
        match replay {
            Replay::Fixes(fixes) => {
                let contract = self.contract_of(delivery)?;
                for (line, fix) in fixes {
                    if !rows.iter().any(|row| row.line == *line) {
                        return Err(not_open(delivery, *line));
                    }
                    let known = |name: &str| contract.columns.iter().any(|one| one.name == name);
                    if let Some(column) = fix.keys().find(|name| !known(name)) {
                        let names = contract.columns.iter().map(|one| one.name.as_str());
                        let advice = match mizan_catalog::nearest(column, names.clone()) {
                            Some(nearest) => format!("did you mean `{nearest}`?"),
                            None => format!("it has {}", names.collect::<Vec<_>>().join(", ")),
                        };
                        return Err(Error::Conflict {
                            delivery: delivery.delivery_id.clone(),
                            reason: format!(
                                "source `{}` has no column `{column}`",
                                delivery.source
                            ),
                            advice,
                        });
                    }
                }
                rows.retain(|row| fixes.contains_key(&row.line));
            }
            // A row refused for its form would be another row once its cells are cut anew.
            _ => rows.retain(|row| row.column.is_some()),
        }
        Ok(rows)
    }

    /// Records that refused lines are rightly refused, or that they wait again; returns the lines.
    pub async fn set_aside(
        &self,
        id: &str,
        wanted: impl Fn(&RefusedRow) -> bool,
        is_aside: bool,
        note: Option<&str>,
    ) -> Result<Vec<i64>> {
        let _lock = self.home.lock()?;
        let ledger = self.read_ledger().await?;
        let delivery = self.delivery(&ledger, id)?;
        let refused = self.refused_rows(delivery)?;
        let is_wanted = |row: &&RefusedRow| {
            let is_open = ledger.is_open(delivery, row.line);
            let may = if is_aside {
                is_open
            } else {
                !is_open && !ledger.is_corrected(delivery, row.line)
            };
            may && wanted(row)
        };
        let lines: Vec<i64> = refused.iter().filter(is_wanted).map(|row| row.line).collect();
        if lines.is_empty() {
            return Err(Error::Conflict {
                delivery: delivery.delivery_id.clone(),
                reason: "no such line waits for this decision".to_owned(),
                advice: format!(
                    "`mizan quarantine show {} --all` lists its refused lines",
                    delivery.delivery_id
                ),
            });
        }
        let decision = if is_aside {
            DeliveryDecision::SetAside { lines: lines.clone() }
        } else {
            DeliveryDecision::Reopened { lines: lines.clone() }
        };
        let event = NewEvent {
            delivery_id: &delivery.delivery_id,
            source: &delivery.source,
            file_name: &delivery.file_name,
            decision,
            note,
        };
        self.record(ledger.last_event(), &[event]).await?;
        Ok(lines)
    }
}

fn not_open(delivery: &Delivery, line: i64) -> Error {
    let id = &delivery.delivery_id;
    Error::Conflict {
        delivery: id.clone(),
        reason: format!("line {line} does not wait for a correction"),
        advice: format!("`mizan quarantine show {id}` lists the lines that do"),
    }
}
