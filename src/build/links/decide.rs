//! Officers' decisions in: checked against those that hold, then added to the table that only grows.

use mizan_ingest::Purpose;

use super::decisions::{Decision, Verdict, contradictions, ordered, standing};
use super::store::{DECISIONS, decision_columns};
use crate::conductor::now;
use crate::{Error, Installation, Result};

/// What an officer wants to be kept.
#[derive(Debug, Clone)]
pub struct DecisionRequest {
    /// Pair from the list of doubtful pairs, or two records or pseudonyms.
    pub pair: Vec<String>,
    /// What was decided.
    pub verdict: Verdict,
    /// Who decided.
    pub officer: String,
    /// Why; sealed, since it may hold values of persons.
    pub reason: String,
}

/// Letters of a name or a reason that are kept.
const LETTERS_MAX: usize = 2_000;

impl Installation {
    /// Keeps a decision; the next build obeys it and the next model learns from it.
    pub async fn decide(&self, request: &DecisionRequest) -> Result<Decision> {
        let _lock = self.home.lock()?;
        for (name, text) in [("officer", &request.officer), ("reason", &request.reason)] {
            let letters = text.trim().chars().count();
            if letters == 0 || letters > LETTERS_MAX {
                return Err(Error::Decision {
                    reason: format!("the {name} must have 1 to {LETTERS_MAX} letters"),
                });
            }
        }
        let key = self.key_if_present()?.ok_or(Error::NeedsKey { action: "keep a decision" })?;
        let pair = self.find_pair(&request.pair).await?;
        if pair.pseudonyms[0] == pair.pseudonyms[1] {
            let reason =
                "both records carry the same national number and are one person".to_owned();
            return Err(Error::Decision { reason });
        }
        let mut decisions = self.link_decisions().await?;
        let holds = standing(&decisions);
        if request.verdict == Verdict::Withdrawn && !holds.contains_key(&ordered(pair.pseudonyms)) {
            let reason = "no decision on this pair holds, so none can be withdrawn".to_owned();
            return Err(Error::Decision { reason });
        }
        let number = decisions.last().map_or(0, |last| last.number) + 1;
        let decision = Decision {
            number,
            pair: pair.name,
            records: pair.records,
            pseudonyms: pair.pseudonyms,
            verdict: request.verdict,
            officer: request.officer.trim().to_owned(),
            decided_at: now().1,
        };
        decisions.push(decision.clone());
        let against = contradictions(&standing(&decisions));
        if !against.is_empty() {
            return Err(Error::ContradictsDecisions { numbers: against });
        }
        let context = format!("link_decision:{number}");
        let sealed =
            key.sealer(Purpose::Vault).seal(context.as_bytes(), request.reason.trim().as_bytes());
        let columns = decision_columns(std::slice::from_ref(&decision), &[sealed]);
        let transaction = format!("link/decision/{number}");
        self.append_link_rows(DECISIONS, columns, &transaction).await?;
        Ok(decision)
    }

    /// The reasons of decisions by number; `None` where the key is not here.
    pub async fn decision_reasons(
        &self,
    ) -> Result<Option<std::collections::BTreeMap<u64, String>>> {
        let Some(key) = self.key_if_present()? else { return Ok(None) };
        let sealer = key.sealer(Purpose::Vault);
        let (schema, _) = super::store::table(decision_columns(&[], &[]));
        let sql = format!("select number, reason_sealed from {DECISIONS}");
        let batches = self.ask(DECISIONS, schema, &sql).await?;
        let found = mizan_warehouse::rows(&batches).filter_map(|row| {
            let number = row.integer("number")?.max(0) as u64;
            let context = format!("link_decision:{number}");
            let plain = sealer.open(context.as_bytes(), row.bytes("reason_sealed")?)?;
            Some((number, String::from_utf8_lossy(&plain).into_owned()))
        });
        Ok(Some(found.collect()))
    }
}
