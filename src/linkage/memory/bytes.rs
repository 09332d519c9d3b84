//! A memory as bytes, little end first, and back.

use super::LinkMemory;
use crate::cluster::Edge;

/// Changes when the bytes or the way groups are made change, so that an older memory is not taken.
const FORMAT: u64 = 1;

/// A number that is written with a fixed width.
trait Word: Copy {
    const BYTES: usize;
    fn put(self, bytes: &mut Vec<u8>);
    fn take(bytes: &[u8]) -> Option<Self>;
}

macro_rules! words {
    ($($kind:ty),*) => {$(
        impl Word for $kind {
            const BYTES: usize = size_of::<$kind>();
            fn put(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }
            fn take(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(<$kind>::from_le_bytes)
            }
        }
    )*};
}
words!(u8, u32, u64, u128);

fn put<T: Word>(bytes: &mut Vec<u8>, values: impl ExactSizeIterator<Item = T>) {
    (values.len() as u64).put(bytes);
    values.for_each(|value| value.put(bytes));
}

fn take<T: Word>(bytes: &mut &[u8]) -> Option<Vec<T>> {
    let count = usize::try_from(number(bytes)?).ok()?;
    let (own, rest) = bytes.split_at_checked(count.checked_mul(T::BYTES)?)?;
    *bytes = rest;
    own.chunks_exact(T::BYTES).map(T::take).collect()
}

fn number(bytes: &mut &[u8]) -> Option<u64> {
    let (own, rest) = bytes.split_at_checked(8)?;
    *bytes = rest;
    u64::take(own)
}

impl LinkMemory {
    /// The memory as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let words = self.keys.len() + self.first.len() * 6 + self.record_keys.len() * 5;
        let mut bytes = Vec::with_capacity(4 * words + 12 * self.edges.len() + 128);
        FORMAT.put(&mut bytes);
        (self.rules as u64).put(&mut bytes);
        put(&mut bytes, self.keys.iter().copied());
        put(&mut bytes, self.signatures.iter().copied());
        put(&mut bytes, self.first.iter().copied());
        put(&mut bytes, self.copies.iter().copied());
        put(&mut bytes, self.joins.iter().map(|joins| u8::from(*joins)));
        put(&mut bytes, self.group_of.iter().copied());
        put(&mut bytes, self.record_keys.iter().copied());
        put(&mut bytes, self.profile_of.iter().copied());
        put(&mut bytes, self.edges.iter().map(|edge| edge.a));
        put(&mut bytes, self.edges.iter().map(|edge| edge.b));
        put(&mut bytes, self.edges.iter().map(|edge| edge.bits.to_bits()));
        bytes
    }

    /// Reads a memory; `None` where the bytes are not one of this version.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let from = &mut bytes;
        if number(from)? != FORMAT {
            return None;
        }
        let rules = usize::try_from(number(from)?).ok()?;
        let memory = Self {
            rules,
            keys: take(from)?,
            signatures: take(from)?,
            first: take(from)?,
            copies: take(from)?,
            joins: take::<u8>(from)?.into_iter().map(|joins| joins == 1).collect(),
            group_of: take(from)?,
            record_keys: take(from)?,
            profile_of: take(from)?,
            edges: edges(&take(from)?, &take(from)?, &take(from)?)?,
        };
        (from.is_empty() && memory.is_whole()).then_some(memory)
    }

    /// Whether all parts fit together, so that nothing read from a file leads astray.
    fn is_whole(&self) -> bool {
        let profiles = self.signatures.len();
        let records = self.record_keys.len();
        let is_profile = |place: &u32| (*place as usize) < profiles;
        self.keys.len() == profiles * self.rules
            && [self.first.len(), self.copies.len(), self.joins.len(), self.group_of.len()]
                == [profiles; 4]
            && self.profile_of.len() == records
            && self.profile_of.iter().all(is_profile)
            && self.first.iter().all(|record| (*record as usize) < records)
            && self.group_of.iter().all(|group| *group == super::NONE || is_profile(group))
            && self.edges.iter().all(|edge| is_profile(&edge.a) && is_profile(&edge.b))
    }
}

fn edges(a: &[u32], b: &[u32], bits: &[u32]) -> Option<Vec<Edge>> {
    let is_even = a.len() == b.len() && a.len() == bits.len();
    let edge =
        |((a, b), bits): ((&u32, &u32), &u32)| Edge { a: *a, b: *b, bits: f32::from_bits(*bits) };
    is_even.then(|| a.iter().zip(b).zip(bits).map(edge).collect())
}
