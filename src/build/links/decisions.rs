//! What officers decided about pairs: the last word on a pair holds until a later one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Pseudonym;

/// What an officer says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// One person: they are joined whatever the model says.
    Same,
    /// Two persons: they are kept apart whatever the model says.
    Different,
    /// An earlier decision no longer holds; the model decides again.
    Withdrawn,
}

impl Verdict {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Same, Self::Different, Self::Withdrawn].into_iter().find(|one| one.name() == text)
    }
}

/// One decision; it is never changed, only followed by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Number, from 1.
    pub number: u64,
    /// The pair, as the list of doubtful pairs names it.
    pub pair: String,
    /// The records that were looked at.
    pub records: [Pseudonym; 2],
    /// Their pseudonyms.
    pub pseudonyms: [Pseudonym; 2],
    /// What was decided.
    pub verdict: Verdict,
    /// Who decided.
    pub officer: String,
    /// When, RFC 3339 in UTC.
    pub decided_at: String,
}

/// The decisions that hold: the last of each pair, without those withdrawn.
pub(crate) type Standing<'a> = BTreeMap<(Pseudonym, Pseudonym), &'a Decision>;

/// A pair in one order.
pub(crate) fn ordered([one, other]: [Pseudonym; 2]) -> (Pseudonym, Pseudonym) {
    (one.min(other), one.max(other))
}

/// The decisions that hold.
pub(crate) fn standing(decisions: &[Decision]) -> Standing<'_> {
    let mut last = Standing::new();
    for decision in decisions {
        last.insert(ordered(decision.pseudonyms), decision);
    }
    last.retain(|_, decision| decision.verdict != Verdict::Withdrawn);
    last
}

/// Decisions that cannot hold together with the others: `different` inside what `same` joins.
pub(crate) fn contradictions(standing: &Standing<'_>) -> Vec<u64> {
    let joined = Sets::of(standing);
    standing
        .iter()
        .filter(|((one, other), decision)| {
            decision.verdict == Verdict::Different && joined.root(*one) == joined.root(*other)
        })
        .map(|(_, decision)| decision.number)
        .collect()
}

/// Pseudonyms joined by decisions.
struct Sets(BTreeMap<Pseudonym, Pseudonym>);

impl Sets {
    fn of(standing: &Standing<'_>) -> Self {
        let mut sets = Self(BTreeMap::new());
        let same = standing.iter().filter(|(_, decision)| decision.verdict == Verdict::Same);
        for ((one, other), _) in same {
            sets.join(*one, *other);
        }
        sets
    }

    fn root(&self, mut pseudonym: Pseudonym) -> Pseudonym {
        while let Some(above) = self.0.get(&pseudonym) {
            pseudonym = *above;
        }
        pseudonym
    }

    fn join(&mut self, one: Pseudonym, other: Pseudonym) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.0.insert(one.max(other), one.min(other));
        }
    }
}

/// Makes groups obey the decisions: whole groups are joined by `same`, and a group that holds a
/// `different` pair is grouped anew by mean weight above `bar`, the pair never in one part.
pub(crate) fn obey(
    groups: Vec<Vec<Pseudonym>>,
    standing: &Standing<'_>,
    bar: f64,
    weigh: &dyn Fn(Pseudonym, Pseudonym) -> f64,
) -> Vec<Vec<Pseudonym>> {
    let mut wholes = Sets::of(standing);
    let decided: BTreeSet<Pseudonym> = standing.keys().flat_map(|(a, b)| [*a, *b]).collect();
    let (touched, mut kept): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|group| group.iter().any(|one| decided.contains(one)));
    for group in &touched {
        group.windows(2).for_each(|pair| wholes.join(pair[0], pair[1]));
    }
    let mut parts: BTreeMap<Pseudonym, Vec<Pseudonym>> = BTreeMap::new();
    let members: BTreeSet<Pseudonym> =
        touched.into_iter().flatten().chain(decided.iter().copied()).collect();
    for member in members {
        parts.entry(wholes.root(member)).or_default().push(member);
    }
    let together = Sets::of(standing);
    for members in parts.into_values() {
        let apart: BTreeSet<(Pseudonym, Pseudonym)> = standing
            .iter()
            .filter(|((one, other), decision)| {
                decision.verdict == Verdict::Different
                    && members.contains(one)
                    && members.contains(other)
            })
            .map(|(pair, _)| *pair)
            .collect();
        if apart.is_empty() {
            kept.push(members);
        } else {
            kept.extend(regroup(&members, &together, &apart, bar, weigh));
        }
    }
    kept.retain(|group| group.len() > 1);
    for group in &mut kept {
        group.sort_unstable();
    }
    kept.sort();
    kept
}

/// Joins the two parts with the greatest mean weight above the bar, again and again, never across a
/// pair that must stay apart.
fn regroup(
    members: &[Pseudonym],
    together: &Sets,
    apart: &BTreeSet<(Pseudonym, Pseudonym)>,
    bar: f64,
    weigh: &dyn Fn(Pseudonym, Pseudonym) -> f64,
) -> Vec<Vec<Pseudonym>> {
    let mut by_root: BTreeMap<Pseudonym, Vec<Pseudonym>> = BTreeMap::new();
    for member in members {
        by_root.entry(together.root(*member)).or_default().push(*member);
    }
    let mut parts: Vec<Vec<Pseudonym>> = by_root.into_values().collect();
    let weights: BTreeMap<(Pseudonym, Pseudonym), f64> = members
        .iter()
        .enumerate()
        .flat_map(|(place, one)| members[place + 1..].iter().map(|other| ordered([*one, *other])))
        .map(|(one, other)| ((one, other), weigh(one, other)))
        .collect();
    loop {
        let mut best: Option<(f64, usize, usize)> = None;
        for one in 0..parts.len() {
            for other in one + 1..parts.len() {
                let pairs = || {
                    let others = &parts[other];
                    parts[one].iter().flat_map(move |a| others.iter().map(|b| ordered([*a, *b])))
                };
                if pairs().any(|pair| apart.contains(&pair)) {
                    continue;
                }
                let sum: f64 = pairs().filter_map(|pair| weights.get(&pair)).sum();
                let mean = sum / (parts[one].len() * parts[other].len()) as f64;
                if mean > bar && best.is_none_or(|(known, _, _)| mean > known) {
                    best = Some((mean, one, other));
                }
            }
        }
        let Some((_, one, other)) = best else { return parts };
        let joined = parts.remove(other);
        parts[one].extend(joined);
    }
}
