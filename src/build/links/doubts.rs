//! Pairs worth an officer's look: those whose weight lies near the threshold, with their waterfall.

use std::collections::BTreeMap;

use mizan_linkage::{Link, Linker, Waterfall};
use mizan_warehouse::Row;
use serde::Serialize;

use super::Pseudonym;
use super::decisions::{Standing, ordered};
use super::identity::{Identities, IdentityRecord};
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

/// The doubtful pairs, the most doubtful first; of two pseudonyms the pair that speaks loudest.
pub(crate) fn doubts(
    linker: &Linker,
    links: &[Link],
    identities: &Identities,
    ledger: &PersonLedger,
    standing: &Standing<'_>,
) -> Result<Vec<Doubt>> {
    let bar = linker.model().threshold_bits;
    let mut loudest: BTreeMap<(Pseudonym, Pseudonym), (f32, String, Link)> = BTreeMap::new();
    for link in links {
        let [one, other] = both(identities, link);
        if one.pseudonym == other.pseudonym {
            continue;
        }
        let pair = ordered([one.pseudonym, other.pseudonym]);
        let name = pair_name(one.key, other.key);
        let known = loudest.get(&pair);
        if known.is_none_or(|(bits, known, _)| (link.bits, known) > (*bits, &name)) {
            loudest.insert(pair, (link.bits, name, *link));
        }
    }
    let mut near: Vec<(f64, String, Link)> = loudest
        .into_iter()
        .filter(|(pair, (bits, _, _))| {
            let is_open = !standing.contains_key(pair);
            let is_near = (f64::from(*bits) - bar).abs() <= NEAR_BITS;
            // Two numbers joined through others are settled by those.
            let is_joined = ledger.person_of(pair.0) == ledger.person_of(pair.1);
            is_open && is_near && (!is_joined || f64::from(*bits) > bar)
        })
        .map(|(_, (bits, name, link))| ((f64::from(bits) - bar).abs(), name, link))
        .collect();
    near.sort_by(|one, other| one.0.total_cmp(&other.0).then_with(|| one.1.cmp(&other.1)));
    near.truncate(DOUBTS_MAX);
    near.into_iter()
        .map(|(_, pair, link)| {
            let [one, other] = both(identities, &link);
            Ok(Doubt {
                pair,
                records: [one.key, other.key],
                pseudonyms: [one.pseudonym, other.pseudonym],
                sources: [one.source.clone(), other.source.clone()],
                is_joined: ledger.person_of(one.pseudonym) == ledger.person_of(other.pseudonym),
                waterfall: linker.explain(link.a as usize, link.b as usize)?,
            })
        })
        .collect()
}

fn both<'a>(identities: &'a Identities, link: &Link) -> [&'a IdentityRecord; 2] {
    [&identities.records[link.a as usize], &identities.records[link.b as usize]]
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
