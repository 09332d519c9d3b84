//! What the last linking left behind, sealed in a file: with it a build links new records only.
//!
//! It can always be made again from the identity records: where it is missing, of another model or
//! does not open, all records are linked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use mizan_ingest::{Purpose, VaultKey};
use mizan_linkage::{LinkMemory, Model, NearLinkage};

use super::Pseudonym;
use super::doubts::NEAR_BITS;
use super::identity::{Identities, Roster, columns};
use crate::{Error, Installation, Result};

const CONTEXT: &[u8] = b"link_memory";
/// New records beyond this share of those known are linked together with all.
const NEW_SHARE_MAX: f64 = 0.5;
/// Letters of a day as it is kept.
const DAY: usize = 10;

/// A linkage with what the next one needs.
pub(super) struct Remembered {
    /// Version of the model.
    pub(super) model: u64,
    pub(super) links: LinkMemory,
    /// Day of birth by national number, ISO dates.
    pub(super) births: BTreeMap<Pseudonym, String>,
}

impl Remembered {
    /// Keys of the records that are not in it; `None` where it does not lead on to the roster.
    pub(super) fn unseen(&self, model: u64, roster: &Roster) -> Option<BTreeSet<Pseudonym>> {
        let known: BTreeSet<u128> = self.links.record_keys().iter().copied().collect();
        let is_known = |key: &Pseudonym| known.contains(&key.number());
        let unseen: BTreeSet<Pseudonym> =
            roster.keys.iter().copied().filter(|key| !is_known(key)).collect();
        let is_part = known.len() + unseen.len() == roster.keys.len();
        let is_small = unseen.len() as f64 <= known.len() as f64 * NEW_SHARE_MAX;
        (self.model == model && is_part && is_small).then_some(unseen)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.model.to_le_bytes().to_vec();
        bytes.extend((self.births.len() as u64).to_le_bytes());
        for (pseudonym, day) in &self.births {
            bytes.extend(pseudonym.number().to_le_bytes());
            bytes.extend(format!("{day:DAY$}").bytes().take(DAY));
        }
        bytes.extend(self.links.to_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (model, bytes) = bytes.split_first_chunk()?;
        let (count, bytes) = bytes.split_first_chunk()?;
        let width = 16 + DAY;
        let length = usize::try_from(u64::from_le_bytes(*count)).ok()?.checked_mul(width)?;
        let (births, bytes) = bytes.split_at_checked(length)?;
        let birth = |row: &[u8]| {
            let (pseudonym, day) = row.split_first_chunk()?;
            let pseudonym = Pseudonym::from_number(u128::from_le_bytes(*pseudonym));
            Some((pseudonym, String::from_utf8(day.to_vec()).ok()?))
        };
        Some(Self {
            model: u64::from_le_bytes(*model),
            births: births.chunks_exact(width).map(birth).collect::<Option<_>>()?,
            links: LinkMemory::from_bytes(bytes)?,
        })
    }
}

impl Installation {
    fn memory_path(&self) -> PathBuf {
        self.home.root().join("links").join("memory.sealed")
    }

    /// What the last linking left behind, where it can be read.
    pub(super) fn remembered(&self, key: &VaultKey) -> Option<Remembered> {
        let sealed = std::fs::read(self.memory_path()).ok()?;
        let plain = key.sealer(Purpose::Vault).open(CONTEXT, &sealed)?;
        Remembered::from_bytes(&plain)
    }

    /// Keeps what the next linking needs.
    pub(super) fn remember(&self, remembered: &Remembered, key: &VaultKey) -> Result<()> {
        let path = self.memory_path();
        let folder = self.home.root().join("links");
        std::fs::create_dir_all(&folder).map_err(|error| Error::io("create", &folder, &error))?;
        let sealed = key.sealer(Purpose::Vault).seal(CONTEXT, &remembered.to_bytes());
        mizan_durable::write_whole(&path, "link-memory", &sealed)
            .map_err(|error| Error::io("write", &path, &error))
    }

    /// Links records that are not in memory yet; of the known ones only those are opened that the new
    /// ones meet.
    pub(super) async fn go_on(
        &self,
        remembered: Remembered,
        fresh: &Identities,
        model: &Model,
        key: &VaultKey,
    ) -> Result<(NearLinkage, LinkMemory, u64)> {
        let keys: Vec<u128> = fresh.records.iter().map(|record| record.key.number()).collect();
        let records = columns(&model.spec, &fresh.records)?;
        let mut advance = remembered.links.advance(model, NEAR_BITS, &records, &keys)?;
        let mut opened = 0;
        while !advance.proceed() {
            let wanted: BTreeSet<Pseudonym> =
                advance.wanted().into_iter().map(Pseudonym::from_number).collect();
            let given = self.identities(key, Some(&wanted)).await?;
            let given: Vec<_> =
                given.records.into_iter().filter(|one| wanted.contains(&one.key)).collect();
            opened += given.len() as u64;
            let keys: Vec<u128> = given.iter().map(|record| record.key.number()).collect();
            advance.give(&columns(&model.spec, &given)?, &keys)?;
        }
        let (linkage, memory) = advance.finish();
        Ok((linkage, memory, opened))
    }
}
