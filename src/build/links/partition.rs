//! From records that were linked to groups of pseudonyms that are one person.

use std::collections::{BTreeMap, HashMap};

use super::Pseudonym;

/// Groups of at least two pseudonyms.
///
/// Records of one national number stay together: a pseudonym goes, as a whole, to the cluster most
/// of its records are in (then to the one with the smallest record key), so one record typed under
/// a wrong number never chains two persons together. Nothing here depends on the order of records.
pub(crate) fn groups(
    keys: &[Pseudonym],
    pseudonyms: &[Pseudonym],
    clusters: &[u32],
) -> Vec<Vec<Pseudonym>> {
    let mut first: HashMap<u32, Pseudonym> = HashMap::new();
    for (key, cluster) in keys.iter().zip(clusters) {
        first.entry(*cluster).and_modify(|known| *known = (*known).min(*key)).or_insert(*key);
    }
    let mut shares: BTreeMap<Pseudonym, BTreeMap<u32, usize>> = BTreeMap::new();
    for (pseudonym, cluster) in pseudonyms.iter().zip(clusters) {
        *shares.entry(*pseudonym).or_default().entry(*cluster).or_default() += 1;
    }
    let mut members: BTreeMap<Pseudonym, Vec<Pseudonym>> = BTreeMap::new();
    for (pseudonym, shares) in shares {
        let cluster = shares
            .into_iter()
            .max_by_key(|(cluster, share)| (*share, std::cmp::Reverse(first[cluster])))
            .map(|(cluster, _)| first[&cluster]);
        members.entry(cluster.unwrap_or(pseudonym)).or_default().push(pseudonym);
    }
    let mut groups: Vec<Vec<Pseudonym>> =
        members.into_values().filter(|members| members.len() > 1).collect();
    groups.sort();
    groups
}
