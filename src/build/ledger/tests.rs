//! Laws of accounts under later decisions.

use std::collections::{BTreeMap, BTreeSet};

use mizan_ingest::MonthOrigin;
use proptest::prelude::*;

use super::{Delivery, DeliveryState, HeldState, Ledger};
use crate::events::{DeliveryDecision, Event};

/// A delivery of ten rows: five accepted, four refused in lines 2 to 5, one repeated.
pub(crate) fn delivery(id: &str, sequence: i64) -> Delivery {
    Delivery {
        delivery_id: id.to_owned(),
        source: "hires".to_owned(),
        file_name: format!("hires_{id}.csv"),
        month: "2026-09".parse().unwrap(),
        month_origin: MonthOrigin::Name,
        sequence,
        received_at: sequence * 1_000_000,
        received_bytes: 100,
        encoding: "utf-8".to_owned(),
        format: "csv ,".to_owned(),
        rows_in: 10,
        accepted: 5,
        quarantined: 4,
        duplicate: 1,
        corrected: 0,
        set_aside: 0,
        open: 0,
        findings: Vec::new(),
        corrects: None,
        corrected_lines: Vec::new(),
        null_shares: BTreeMap::new(),
        state: DeliveryState::Counted,
        note: None,
        closed_lines: BTreeSet::new(),
    }
}

fn correction(id: &str, sequence: i64, lines: Vec<i64>) -> Delivery {
    let count = lines.len() as u64;
    Delivery {
        corrects: Some("aaaa".to_owned()),
        corrected_lines: lines,
        rows_in: count,
        accepted: count,
        quarantined: 0,
        duplicate: 0,
        ..delivery(id, sequence)
    }
}

fn event(sequence: i64, id: &str, decision: DeliveryDecision) -> Event {
    Event {
        sequence,
        at: 1_000_000_000 + sequence,
        delivery_id: id.to_owned(),
        source: "hires".to_owned(),
        file_name: format!("hires_{id}.csv"),
        decision,
        note: None,
    }
}

/// One decision of a random history: whose, and which.
fn decisions() -> impl Strategy<Value = Vec<(usize, DeliveryDecision)>> {
    let lines = prop::collection::vec(2..6_i64, 0..4);
    let decision = prop_oneof![
        Just(DeliveryDecision::Withdrawn),
        Just(DeliveryDecision::Restored),
        lines.clone().prop_map(|lines| DeliveryDecision::SetAside { lines }),
        lines.prop_map(|lines| DeliveryDecision::Reopened { lines }),
        (1..=12_u32).prop_map(|month| DeliveryDecision::MonthCorrected {
            month: mizan_domain::Month::new(2026, month).unwrap()
        }),
    ];
    prop::collection::vec((0..3_usize, decision), 0..12)
}

proptest! {
    #[test]
    fn whatever_is_decided_every_account_closes_and_no_line_is_closed_twice(
        split in 2..5_i64,
        history in decisions(),
    ) {
        let first: Vec<i64> = (2..split).collect();
        let second: Vec<i64> = (split..5).collect();
        let deliveries = vec![
            delivery("aaaa", 1),
            correction("bbbb", 2, first),
            correction("cccc", 3, second),
        ];
        let names = ["aaaa", "bbbb", "cccc"];
        // Lines are set aside in the delivery itself only.
        let events: Vec<Event> = history
            .into_iter()
            .zip(1..)
            .map(|((whose, decision), sequence)| {
                let is_of_lines =
                    matches!(decision, DeliveryDecision::SetAside { .. } | DeliveryDecision::Reopened { .. });
                event(sequence, if is_of_lines { "aaaa" } else { names[whose] }, decision)
            })
            .collect();
        let ledger = Ledger::new(deliveries.clone(), events.clone());
        for one in &ledger.deliveries {
            prop_assert!(one.closes(), "{one:?}");
        }
        let original = ledger.get("aaaa").unwrap();
        let open = (2..6).filter(|line| ledger.is_open(original, *line)).count() as u64;
        prop_assert_eq!(open, original.open);
        let counted = ledger.corrections_of("aaaa").filter(|one| one.is_counted());
        let brought: u64 = counted.map(|one| one.accepted).sum();
        prop_assert_eq!(brought, original.corrected);
        // The order in which rows of the tables are read changes nothing.
        let mut reversed = deliveries;
        reversed.reverse();
        prop_assert_eq!(Ledger::new(reversed, events).deliveries, ledger.deliveries);
    }
}

#[test]
fn a_held_delivery_is_settled_by_its_repaired_file_and_by_nothing_else() {
    let held = |id: &str| {
        let decision =
            DeliveryDecision::Held { differences: Vec::new(), received_bytes: 9, month: None };
        Event { at: 500_000, ..event(1, id, decision) }
    };
    let state = |deliveries: Vec<Delivery>, events: Vec<Event>| {
        Ledger::new(deliveries, events).held[0].state.clone()
    };
    let named = |name: &str, sequence| Delivery {
        file_name: name.to_owned(),
        ..delivery("bbbb", sequence)
    };
    assert_eq!(state(vec![named("hires_x.csv", 1)], vec![held("aaaa")]), HeldState::Waiting);
    assert_eq!(state(vec![named("hires_aaaa.csv", 0)], vec![held("aaaa")]), HeldState::Waiting);
    let replaced = HeldState::Replaced { by: "bbbb".to_owned() };
    assert_eq!(state(vec![named("hires_aaaa.xlsx", 1)], vec![held("aaaa")]), replaced);
    assert_eq!(state(vec![delivery("aaaa", 1)], vec![held("aaaa")]), HeldState::TakenIn);
    let events = vec![held("aaaa"), event(2, "aaaa", DeliveryDecision::Withdrawn)];
    assert_eq!(state(Vec::new(), events), HeldState::Withdrawn);
}
