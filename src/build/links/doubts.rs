//! Pairs worth an officer's look: those whose weight lies near the threshold, with their waterfall.

use std::collections::BTreeMap;

use mizan_linkage::{Link, Linker, Model, Waterfall};
use mizan_warehouse::Row;
use serde::Serialize;

use super::Pseudonym;
use super::decisions::{Standing, ordered};
use super::identity::{IdentityRecord, columns};
use super::ledger::PersonLedger;
use super::store::Values;
use crate::Result;
use crate::fingerprint::fingerprint;

/// Pairs within this many bits of the threshold are doubtful: what the model holds for a thousand to
/// one. Trained without labels, it is surer of itself than officers are.
pub(crate) const NEAR_BITS: f64 = 10.0;
/// The list shows the most doubtful; more would be read by nobody before the next build.
const DOUBTS_MAX: usize = 500;

/// A pair that an officer may decide; holds levels and weights and no value of a person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doubt {
    /// Name of the pair, the same in every build.
    pub pair: String,
    /// Keys of the two records.
    pub records: [Pseudonym; 2],
    /// Their pseudonyms.
    pub pseudonyms: [Pseudonym; 2],
    /// Their sources.
    pub sources: [String; 2],
    /// Whether both are one person now.
    pub is_joined: bool,
    /// What speaks for and against.
    pub waterfall: Waterfall,
}

/// The name of a pair of records: twelve digits of a hash of their keys.
pub(crate) fn pair_name(one: Pseudonym, other: Pseudonym) -> String {
    let (one, other) = ordered([one, other]);
    let mut name = fingerprint([one.to_string().as_str(), other.to_string().as_str()]);
    name.truncate(12);
    name
}

/// A pair that was chosen for the list: its name and the keys of its records, the smaller first.
pub(crate) type Chosen = (String, [Pseudonym; 2]);

/// The doubtful pairs, the most doubtful first; of two pseudonyms the pair that speaks loudest. `keys`
/// and `pseudonyms` name the rows of the links.
pub(crate) fn choose<'a>(
    links: impl Iterator<Item = &'a Link>,
    (keys, pseudonyms): (&[Pseudonym], &[Pseudonym]),
    bar: f64,
    ledger: &PersonLedger,
    standing: &Standing<'_>,
) -> Vec<Chosen> {
    let mut loudest: BTreeMap<(Pseudonym, Pseudonym), (f32, String, [Pseudonym; 2])> =
        BTreeMap::new();
    for link in links {
        let rows = [link.a as usize, link.b as usize];
        if pseudonyms[rows[0]] == pseudonyms[rows[1]] {
            continue;
        }
        let pair = ordered(rows.map(|row| pseudonyms[row]));
        let (one, other) = ordered(rows.map(|row| keys[row]));
        let known = loudest.get(&pair);
        if known.is_some_and(|(bits, _, _)| *bits > link.bits) {
            continue;
        }
        let name = pair_name(one, other);
        if known.is_none_or(|(bits, known, _)| (link.bits, known) > (*bits, &name)) {
            loudest.insert(pair, (link.bits, name, [one, other]));
        }
    }
    let mut near: Vec<(f64, String, [Pseudonym; 2])> = loudest
        .into_iter()
        .filter(|(pair, (bits, _, _))| {
            let is_open = !standing.contains_key(pair);
            let is_near = (f64::from(*bits) - bar).abs() <= NEAR_BITS;
            // Two numbers joined through others are settled by those.
            let is_joined = ledger.person_of(pair.0) == ledger.person_of(pair.1);
            is_open && is_near && (!is_joined || f64::from(*bits) > bar)
        })
        .map(|(_, (bits, name, records))| ((f64::from(bits) - bar).abs(), name, records))
        .collect();
    near.sort_by(|one, other| one.0.total_cmp(&other.0).then_with(|| one.1.cmp(&other.1)));
    near.truncate(DOUBTS_MAX);
    near.into_iter().map(|(_, name, records)| (name, records)).collect()
}

/// The chosen pairs with what speaks for and against; `opened` holds their records, by key in order.
pub(crate) fn explained(
    chosen: Vec<Chosen>,
    opened: &[IdentityRecord],
    model: &Model,
    ledger: &PersonLedger,
) -> Result<Vec<Doubt>> {
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let linker = Linker::new(model, &columns(&model.spec, opened)?)?;
    let row = |key: Pseudonym| opened.binary_search_by_key(&key, |record| record.key).ok();
    let mut doubts = Vec::with_capacity(chosen.len());
    for (pair, records) in chosen {
        let [Some(a), Some(b)] = records.map(row) else { continue };
        let [one, other] = [&opened[a], &opened[b]];
        doubts.push(Doubt {
            pair,
            records,
            pseudonyms: [one.pseudonym, other.pseudonym],
            sources: [one.source.to_string(), other.source.to_string()],
            is_joined: ledger.person_of(one.pseudonym) == ledger.person_of(other.pseudonym),
            waterfall: linker.explain(a, b)?,
        });
    }
    Ok(doubts)
}

/// Rows of the table of doubtful pairs.
pub(crate) fn doubt_columns(doubts: &[Doubt]) -> Vec<(&'static str, Values)> {
    let text = |pick: &dyn Fn(&Doubt) -> String| Values::Text(doubts.iter().map(pick).collect());
    let real = |pick: &dyn Fn(&Doubt) -> f64| Values::Real(doubts.iter().map(pick).collect());
    vec![
        ("pair", text(&|one| one.pair.clone())),
        ("record_a", text(&|one| one.records[0].to_string())),
        ("record_b", text(&|one| one.records[1].to_string())),
        ("pseudonym_a", text(&|one| one.pseudonyms[0].to_string())),
        ("pseudonym_b", text(&|one| one.pseudonyms[1].to_string())),
        ("source_a", text(&|one| one.sources[0].clone())),
        ("source_b", text(&|one| one.sources[1].clone())),
        ("is_joined", text(&|one| if one.is_joined { "yes" } else { "no" }.to_owned())),
        ("bits", real(&|one| one.waterfall.bits)),
        ("probability", real(&|one| one.waterfall.probability)),
        ("threshold_bits", real(&|one| one.waterfall.threshold_bits)),
        ("waterfall", text(&|one| serde_json::to_string(&one.waterfall).unwrap_or_default())),
    ]
}

/// A doubtful pair from its row.
pub(crate) fn doubt(row: Row<'_>) -> Option<Doubt> {
    let id = |name| row.text(name).and_then(Pseudonym::parse);
    let text = |name| row.text(name).unwrap_or_default().to_owned();
    Some(Doubt {
        pair: text("pair"),
        records: [id("record_a")?, id("record_b")?],
        pseudonyms: [id("pseudonym_a")?, id("pseudonym_b")?],
        sources: [text("source_a"), text("source_b")],
        is_joined: row.text("is_joined") == Some("yes"),
        waterfall: serde_json::from_str(row.text("waterfall")?).ok()?,
    })
}
