//! Hashes of key and content, by which repeated rows of a delivery are recognised.

use crate::delimited::Span;
use crate::plan::Plan;
use crate::value::Slot;

/// Hashes of a row's key and of its whole content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct RowKey {
    pub(crate) key: u64,
    pub(crate) content: u32,
}

/// Hashes the judged values, so that two spellings of one value are equal.
#[inline]
pub(crate) fn hash_slots(plan: &Plan, slots: &[Slot], record: &str, arena: &str) -> RowKey {
    if plan.key.is_empty() {
        return RowKey::default();
    }
    let hash = |seed, slot: &Slot| hash_slot(seed, slot, record, arena);
    let key = plan.key.iter().fold(0x6d69_7a61_6e21, |seed, column| hash(seed, &slots[*column]));
    let content = slots.iter().fold(key, hash);
    RowKey { key, content: (content ^ (content >> 32)) as u32 }
}

fn hash_slot(seed: u64, slot: &Slot, record: &str, arena: &str) -> u64 {
    let text = |span: &Span| hash_bytes(mix(seed, 1), span.of(record, arena).as_bytes());
    match slot {
        Slot::Null => mix(seed, 2),
        Slot::Text(span) => text(span),
        Slot::Whole(value) | Slot::Money(value) => mix(mix(seed, 3), *value as u64),
        Slot::Float(value) => mix(mix(seed, 4), value.to_bits()),
        Slot::Day(days) => mix(mix(seed, 5), *days as u64),
        Slot::Boolean(value) => mix(mix(seed, 6), u64::from(*value)),
        Slot::Code(index) => mix(mix(seed, 7), u64::from(*index)),
        Slot::Governorate(code) => hash_bytes(mix(seed, 8), code.as_bytes()),
        Slot::Id(id) => hash_bytes(mix(seed, 9), id.as_str().as_bytes()),
    }
}

fn hash_bytes(seed: u64, bytes: &[u8]) -> u64 {
    let mut hash = mix(seed, bytes.len() as u64);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash = mix(hash, u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(hash, u64::from_le_bytes(last))
}

/// Multiplies to 128 bits and folds: every bit of both numbers reaches every bit of the result.
#[inline]
fn mix(hash: u64, value: u64) -> u64 {
    let product = u128::from(hash ^ 0x9e37_79b9_7f4a_7c15)
        .wrapping_mul(u128::from(value ^ 0xd1b5_4a32_d192_ed03));
    let folded = (product as u64) ^ ((product >> 64) as u64);
    folded.rotate_left(23) ^ hash.wrapping_mul(0x2545_f491_4f6c_dd1d)
}
