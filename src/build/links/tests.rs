//! Laws of ledger, partition and decisions, and of the whole way under one model.

use std::collections::{BTreeMap, BTreeSet};

use mizan_linkage::{EventKind, LinkageSpec};
use proptest::prelude::*;

use super::decisions::{Decision, Verdict, contradictions, obey, standing};
use super::identity::{Identities, IdentityRecord};
use super::ledger::PersonLedger;
use super::model::train;
use super::step::link;
use super::{Pseudonym, partition};

fn id(number: u64) -> Pseudonym {
    Pseudonym::from_number(u128::from(number))
}

fn ids(numbers: &[u64]) -> Vec<Pseudonym> {
    numbers.iter().map(|number| id(*number)).collect()
}

fn decision(number: u64, one: u64, other: u64, verdict: Verdict) -> Decision {
    Decision {
        number,
        pair: format!("{one}-{other}"),
        records: [id(one + 1_000), id(other + 1_000)],
        pseudonyms: [id(one), id(other)],
        verdict,
        officer: "sample officer".into(),
        decided_at: "2026-11-01T00:00:00Z".into(),
    }
}

/// Who stands together, without keys.
fn together(ledger: &PersonLedger, all: &[Pseudonym]) -> BTreeSet<BTreeSet<Pseudonym>> {
    let mut persons: BTreeMap<Pseudonym, BTreeSet<Pseudonym>> = BTreeMap::new();
    for pseudonym in all {
        persons.entry(ledger.person_of(*pseudonym)).or_default().insert(*pseudonym);
    }
    persons.into_values().collect()
}

#[test]
fn a_pseudonym_reads_back_as_it_was_written_and_nothing_else_is_one() {
    let text = "00ff00ff00ff00ff00ff00ff00ff00aa";
    assert_eq!(Pseudonym::parse(text).unwrap().to_string(), text);
    for wrong in ["", "ff", "zz", "+0ff00ff00ff00ff00ff00ff00ff00aa"] {
        assert_eq!(Pseudonym::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_person_keeps_its_key_through_joins_merges_and_splits() {
    let mut ledger = PersonLedger::default();
    let first = ledger.apply(&ids(&[1, 2, 5, 6]), &[ids(&[1, 2])]);
    assert!(first.iter().all(|event| event.kind == EventKind::Created));
    assert_eq!(ledger.person_of(id(2)), id(1));
    // A smaller pseudonym joins: the key stays.
    let joined = ledger.apply(&ids(&[0, 1, 2, 5, 6]), &[ids(&[0, 1, 2])]);
    assert_eq!(joined.len(), 1);
    assert_eq!((joined[0].kind, joined[0].to), (EventKind::Joined, id(1)));
    // Two persons turn out to be one: the larger keeps its key, the other is retired.
    let merged = ledger.apply(&ids(&[0, 1, 2, 5, 6]), &[ids(&[0, 1, 2, 5])]);
    assert_eq!(
        (merged[0].kind, merged[0].from, merged[0].to),
        (EventKind::Merged, Some(id(5)), id(1))
    );
    // And two again: the founder's part keeps the key, the other gets its own back.
    let split = ledger.apply(&ids(&[0, 1, 2, 5, 6]), &[ids(&[0, 1, 2])]);
    assert_eq!((split[0].kind, split[0].from, split[0].to), (EventKind::Split, Some(id(1)), id(5)));
    assert_eq!(ledger.version(), 4);
    assert!(ledger.apply(&ids(&[0, 1, 2, 5, 6]), &[ids(&[0, 1, 2])]).is_empty());
    assert_eq!(ledger.version(), 4, "nothing happened, so there is no new version");
}

#[test]
fn records_of_one_number_never_chain_two_persons_together() {
    // Number 2 was typed once for person 1 and twice for person 3.
    let keys = ids(&[10, 11, 12, 13, 14]);
    let numbers = ids(&[1, 2, 2, 2, 3]);
    let groups = partition::groups(&keys, &numbers, &[0, 0, 1, 1, 1]);
    assert_eq!(groups, [ids(&[2, 3])]);
    // With as many on both sides, the cluster of the smallest record key has it, in any order.
    let groups = partition::groups(&ids(&[14, 12, 11, 10]), &ids(&[3, 2, 2, 1]), &[7, 7, 2, 2]);
    assert_eq!(groups, [ids(&[1, 2])]);
}

#[test]
fn the_last_decision_on_a_pair_holds_until_it_is_withdrawn() {
    let mut decisions =
        vec![decision(1, 1, 2, Verdict::Same), decision(2, 2, 1, Verdict::Different)];
    assert_eq!(standing(&decisions)[&(id(1), id(2))].verdict, Verdict::Different);
    decisions.push(decision(3, 1, 2, Verdict::Withdrawn));
    assert!(standing(&decisions).is_empty());
}

#[test]
fn what_is_joined_by_others_cannot_be_different() {
    let decisions = [
        decision(1, 1, 2, Verdict::Same),
        decision(2, 2, 3, Verdict::Same),
        decision(3, 1, 3, Verdict::Different),
    ];
    assert_eq!(contradictions(&standing(&decisions)), [3]);
    assert!(contradictions(&standing(&decisions[..2])).is_empty());
}

#[test]
fn a_third_record_goes_with_the_one_it_resembles_when_two_are_kept_apart() {
    let decisions = [decision(1, 1, 2, Verdict::Different)];
    let weigh =
        |one: Pseudonym, other: Pseudonym| if (one, other) == (id(2), id(3)) { 9.0 } else { 1.0 };
    let groups = obey(vec![ids(&[1, 2, 3])], &standing(&decisions), 0.0, &weigh);
    assert_eq!(groups, [ids(&[2, 3])]);
}

proptest! {
    #[test]
    fn the_key_of_a_person_is_a_member_and_past_versions_are_rebuilt(
        rounds in prop::collection::vec(prop::collection::vec(0u64..6, 24), 1..6),
    ) {
        let mut ledger = PersonLedger::default();
        let (mut events, mut states) = (Vec::new(), Vec::new());
        for (round, groups_of) in rounds.iter().enumerate() {
            // Deliveries bring more numbers each round.
            let all: Vec<Pseudonym> = (0..(8 + 4 * round as u64).min(24)).map(id).collect();
            let mut groups: BTreeMap<u64, Vec<Pseudonym>> = BTreeMap::new();
            for (pseudonym, group) in all.iter().zip(groups_of) {
                groups.entry(*group).or_default().push(*pseudonym);
            }
            let groups: Vec<_> = groups.into_values().filter(|group| group.len() > 1).collect();
            let before = ledger.clone();
            events.extend(ledger.apply(&all, &groups));
            for group in &groups {
                let key = ledger.person_of(group[0]);
                prop_assert!(group.contains(&key));
                prop_assert!(group.iter().all(|member| ledger.person_of(*member) == key));
                // Somebody's key lives on in it, where somebody was founded in it.
                let founded = group.iter().any(|one| {
                    before.person_of(*one) == *one && !before.is_empty() && one.to_string() == key.to_string()
                });
                let had_founder = group.iter().any(|one| {
                    before.person_of(*one) == *one && events.iter().any(|event| {
                        event.pseudonym == *one && event.version <= before.version()
                    })
                });
                prop_assert!(founded || !had_founder);
            }
            states.push((ledger.version(), ledger.clone()));
        }
        for (version, state) in states {
            prop_assert_eq!(PersonLedger::at(&events, version), state);
        }
    }

    #[test]
    fn decisions_that_do_not_contradict_each_other_always_hold(
        group_of in prop::collection::vec(0u32..5, 12),
        pairs in prop::collection::vec((0u64..12, 0u64..12, any::<bool>()), 0..8),
        weights in prop::collection::vec(-5.0f64..5.0, 144),
    ) {
        let mut decisions: Vec<Decision> = Vec::new();
        for (number, (one, other, same)) in pairs.into_iter().enumerate().filter(|(_, pair)| pair.0 != pair.1) {
            let verdict = if same { Verdict::Same } else { Verdict::Different };
            decisions.push(decision(number as u64, one, other, verdict));
            if !contradictions(&standing(&decisions)).is_empty() {
                decisions.pop();
            }
        }
        let mut groups: BTreeMap<u32, Vec<Pseudonym>> = BTreeMap::new();
        for (number, group) in group_of.iter().enumerate() {
            groups.entry(*group).or_default().push(id(number as u64));
        }
        let weigh = |one: Pseudonym, other: Pseudonym| {
            let at = |one: Pseudonym| (0..12).position(|number| id(number) == one).unwrap();
            weights[at(one) * 12 + at(other)]
        };
        let groups = groups.into_values().filter(|group| group.len() > 1).collect();
        let obeyed = obey(groups, &standing(&decisions), 0.0, &weigh);
        let seen: Vec<Pseudonym> = obeyed.iter().flatten().copied().collect();
        prop_assert_eq!(seen.len(), seen.iter().collect::<BTreeSet<_>>().len(), "each stands once");
        for ((one, other), decision) in standing(&decisions) {
            let joined = obeyed.iter().any(|group| group.contains(&one) && group.contains(&other));
            prop_assert_eq!(joined, decision.verdict == Verdict::Same);
        }
    }
}

/// A small population with the faults of registers: slips in names, one digit off, twins.
fn population(persons: u64) -> Vec<IdentityRecord> {
    const GIVEN: [&str; 12] = [
        "محمد",
        "محمود",
        "أحمد",
        "منى",
        "هدى",
        "سعاد",
        "خالد",
        "عمر",
        "ياسر",
        "نورا",
        "سلمى",
        "علي",
    ];
    const FAMILY: [&str; 9] =
        ["الشناوي", "الدسوقي", "النجار", "الحداد", "متولي", "بيومي", "غنيم", "شاهين", "زهران"];
    let mut state = 7u64;
    let mut draw = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut records = Vec::new();
    let mut before: Option<(Vec<String>, String)> = None;
    for person in 0..persons {
        let mut pick = |list: &[&str]| list[draw(list.len() as u64) as usize].to_owned();
        let mut names = [pick(&GIVEN), pick(&GIVEN), pick(&GIVEN), pick(&FAMILY)];
        let mut birth = format!("{:02}{:02}{:02}", 60 + draw(40), 1 + draw(12), 1 + draw(28));
        // Now and then twins: one day, one family, numbers near each other.
        if let Some((family, day)) = before.take().filter(|_| person % 8 == 1) {
            names[1..].clone_from_slice(&family);
            birth = day;
        }
        let number = format!("9{birth}01{:05}", 10_000 + person * 10);
        before = Some((names[1..].to_vec(), birth));
        for copy in 0..3 + draw(2) {
            let (mut names, mut number) = (names.clone(), number.clone());
            if draw(4) == 0 {
                names[3] = names[3].replacen('ا', "أ", 1);
            }
            if draw(5) == 0 {
                let last = number.pop().map_or(0, |digit| digit.to_digit(10).unwrap_or(0));
                number.push(char::from_digit((last + 1) % 10, 10).unwrap());
            }
            let key = Pseudonym::from_number(
                u128::from(person * 10 + copy).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c),
            );
            let pseudonym = Pseudonym::from_number(number.parse().unwrap());
            let values = [("full_name", names.join(" ")), ("national_id", number)];
            let values =
                values.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
            records.push(IdentityRecord::new(key, pseudonym, "sample".into(), &values));
        }
    }
    records
}

fn identities(records: &[IdentityRecord]) -> Identities {
    let mut records = records.to_vec();
    records.sort_by_key(|record| record.key);
    Identities { records }
}

#[test]
fn a_thousand_orders_of_arrival_give_the_same_persons_under_one_model() {
    let spec =
        LinkageSpec::from_toml(include_str!("../../../pipelines/linkage/person.toml")).unwrap();
    let all = identities(&population(900));
    let model = train(&spec, &all.columns(&spec).unwrap(), &all, &[]).unwrap();
    let few: Vec<IdentityRecord> = population(24);
    let decisions = [decision(1, 1, 2, Verdict::Same)];
    let numbers: Vec<Pseudonym> = identities(&few).pseudonyms();
    let at_once = {
        let mut ledger = PersonLedger::default();
        let groups = link(&model, &identities(&few), &decisions).unwrap();
        ledger.apply(&numbers, &groups);
        together(&ledger, &numbers)
    };
    assert!(at_once.iter().any(|person| person.len() > 1), "something was joined");
    let mut order = few;
    let mut state = 1u64;
    for _ in 0..1_000 {
        for last in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            order.swap(last, (state >> 33) as usize % (last + 1));
        }
        let mut ledger = PersonLedger::default();
        let cut = 1 + (state >> 40) as usize % (order.len() - 1);
        for arrived in [cut, order.len()] {
            let so_far = identities(&order[..arrived]);
            let groups = link(&model, &so_far, &decisions).unwrap();
            ledger.apply(&so_far.pseudonyms(), &groups);
        }
        assert_eq!(together(&ledger, &numbers), at_once);
    }
}

#[test]
fn what_officers_decide_moves_the_next_model_their_way() {
    let spec =
        LinkageSpec::from_toml(include_str!("../../../pipelines/linkage/person.toml")).unwrap();
    let all = identities(&population(900));
    let records = all.columns(&spec).unwrap();
    let before = train(&spec, &records, &all, &[]).unwrap();
    let linker = mizan_linkage::Linker::new(&before, &records).unwrap();
    // Pairs of relatives, one digit apart, that an officer calls two persons.
    let mut decisions = Vec::new();
    for (a, one) in all.records.iter().enumerate() {
        for (b, other) in all.records.iter().enumerate().skip(a + 1) {
            let waterfall = || linker.explain(a, b).unwrap();
            let is_near = linker.is_candidate(a, b) && one.pseudonym != other.pseudonym;
            if is_near
                && decisions.len() < 30
                && !waterfall().steps.iter().any(|step| step.is_forbidding)
            {
                let number = decisions.len() as u64 + 1;
                let (records, pseudonyms) =
                    ([one.key, other.key], [one.pseudonym, other.pseudonym]);
                let plain = decision(number, 0, 0, Verdict::Different);
                decisions.push(Decision { records, pseudonyms, ..plain });
            }
        }
    }
    assert!(decisions.len() >= 20, "{} pairs can be decided", decisions.len());
    let after = train(&spec, &records, &all, &decisions).unwrap();
    let wrong = |model: &mizan_linkage::Model| {
        let linker = mizan_linkage::Linker::new(model, &records).unwrap();
        let row = |key: Pseudonym| all.records.iter().position(|one| one.key == key).unwrap();
        let linked = |one: &&Decision| {
            linker.weight(row(one.records[0]), row(one.records[1])) > model.threshold_bits
        };
        decisions.iter().filter(linked).count()
    };
    assert!(wrong(&after) < wrong(&before), "{} of {}", wrong(&after), wrong(&before));
}
