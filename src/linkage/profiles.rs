//! Identical records stand as one profile, so that a thousand monthly copies cost as much as one.

use std::borrow::Cow;

use hashbrown::HashTable;

use crate::features::Features;
use crate::records::Records;
use crate::spec::{LinkageSpec, Mode};

/// Of identical records so many count when it is learnt how common values and agreements are; more of
/// them are a placeholder or a delivery repeated, and would make everybody else look rare.
const COUNTED_MAX: u32 = 50;

/// The distinct records and who carries them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profiles {
    of_record: Vec<u32>,
    copies: Vec<u32>,
    file: Vec<u8>,
    in_file: [u64; 2],
}

impl Profiles {
    /// Groups equal rows and keeps one of each in the features. In link mode every record stays itself.
    pub(crate) fn new(spec: &LinkageSpec, records: &Records, features: &mut Features) -> Self {
        let mut profiles = Profiles::default();
        if spec.mode == Mode::Link {
            profiles.of_record = (0..features.rows() as u32).collect();
            profiles.copies = vec![1; features.rows()];
            profiles.file =
                (0..features.rows()).map(|row| records.file_of(row).min(1) as u8).collect();
            for &file in &profiles.file {
                profiles.in_file[file as usize] += 1;
            }
            return profiles;
        }
        let mut known: HashTable<u32> = HashTable::with_capacity(features.rows());
        let mut kept: Vec<u32> = Vec::new();
        for row in 0..features.rows() {
            let signature = features.signature(row);
            let place = |profile: u32, kept: &[u32]| kept[profile as usize] as usize;
            let same =
                known.find(signature, |&profile| features.is_equal(place(profile, &kept), row));
            let profile = same.copied().unwrap_or_else(|| {
                let profile = kept.len() as u32;
                kept.push(row as u32);
                profiles.copies.push(0);
                let hash = |&other: &u32| features.signature(place(other, &kept));
                known.insert_unique(signature, profile, hash);
                profile
            });
            profiles.copies[profile as usize] += 1;
            profiles.of_record.push(profile);
        }
        if kept.len() < features.rows() {
            features.select(&kept);
        }
        profiles.in_file = [profiles.of_record.len() as u64, 0];
        profiles
    }

    /// The number of records.
    pub(crate) fn records(&self) -> usize {
        self.of_record.len()
    }

    pub(crate) fn of_record(&self, record: usize) -> usize {
        self.of_record[record] as usize
    }

    /// The profile of each record.
    pub(crate) fn of_records(&self) -> &[u32] {
        &self.of_record
    }

    /// How many records share a profile.
    pub(crate) fn copies(&self, profile: usize) -> u32 {
        self.copies[profile]
    }

    /// How many of the records that share a profile count for frequencies.
    pub(crate) fn counted_copies(&self, profile: usize) -> u32 {
        self.copies[profile].min(COUNTED_MAX)
    }

    /// The profiles of the records that count, in the order of records.
    pub(crate) fn counted(&self) -> Cow<'_, [u32]> {
        if self.copies.iter().all(|&copies| copies <= COUNTED_MAX) {
            return Cow::Borrowed(&self.of_record);
        }
        let mut seen = vec![0u32; self.copies.len()];
        let counts = |profile: &u32| {
            let seen = &mut seen[*profile as usize];
            *seen += 1;
            *seen <= COUNTED_MAX
        };
        Cow::Owned(self.of_record.iter().copied().filter(counts).collect())
    }

    /// The file of a profile (link mode).
    pub(crate) fn file(&self, profile: usize) -> u8 {
        self.file.get(profile).copied().unwrap_or(0)
    }

    /// The number of pairs of records that could match; of identical ones only those that count.
    pub(crate) fn pairs(&self, mode: Mode) -> f64 {
        let [one, two] = self.in_file.map(|count| count as f64);
        match mode {
            Mode::Link => one * two,
            Mode::Dedupe => {
                let one = (0..self.copies.len())
                    .map(|profile| f64::from(self.counted_copies(profile)))
                    .sum::<f64>();
                one * (one - 1.0) / 2.0
            }
        }
    }
}
