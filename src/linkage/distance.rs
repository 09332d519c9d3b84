//! Edit distance and Jaro–Winkler similarity on short strings, symmetric and free of allocation.

/// Longest string that is compared letter by letter; the rest of a longer one is ignored.
pub(crate) const LENGTH_MAX: usize = 64;

/// What a glance at a text tells: how often each letter occurs (letters may share a count), how it begins,
/// how long it is. It bounds distance and similarity from the good side.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outline {
    counts: [u8; 32],
    /// The first four letters, the first in the lowest bits.
    start: u64,
    length: u8,
}

impl Outline {
    pub(crate) fn new(letters: &[u16]) -> Self {
        let letters = &letters[..letters.len().min(LENGTH_MAX)];
        let mut outline = Outline { length: letters.len() as u8, ..Outline::default() };
        for (place, &letter) in letters.iter().enumerate() {
            outline.counts[usize::from(letter.wrapping_mul(0x9e37) >> 11)] += 1;
            if place < 4 {
                outline.start |= u64::from(letter) << (16 * place);
            }
        }
        outline
    }

    pub(crate) fn len(&self) -> usize {
        usize::from(self.length)
    }

    /// Letters of this text, counted with repetition, for which the other has none.
    fn lacking(&self, other: &Outline) -> usize {
        let lacking =
            self.counts.iter().zip(&other.counts).map(|(own, theirs)| own.saturating_sub(*theirs));
        usize::from(lacking.sum::<u8>())
    }

    /// Edits that two texts need at least: each edit mends one letter on either side.
    pub(crate) fn edits_at_least(&self, other: &Outline) -> usize {
        self.lacking(other).max(other.lacking(self))
    }

    /// Jaro–Winkler similarity that two texts reach at most.
    pub(crate) fn jaro_winkler_at_most(&self, other: &Outline) -> f64 {
        let matches = self.len() - self.lacking(other);
        if matches == 0 {
            return 0.0;
        }
        let matches = matches as f64;
        let jaro = (matches / self.len() as f64 + matches / other.len() as f64 + 1.0) / 3.0;
        let prefix = ((self.start ^ other.start).trailing_zeros() / 16).min(4);
        jaro + f64::from(prefix) * 0.1 * (1.0 - jaro)
    }
}

/// Letters of six bits each, packed from bit 125 downwards, none of them 0.
const GROUP: u32 = 6;

/// Like [`edits`] with limit 2, for packed identifiers.
pub(crate) fn packed_edits(a: u128, b: u128) -> usize {
    const LIMIT: usize = 2;
    let differing = a ^ b;
    if differing == 0 {
        return 0;
    }
    let (length_a, length_b) = (packed_length(a), packed_length(b));
    if length_a.abs_diff(length_b) > LIMIT {
        return LIMIT + 1;
    }
    if length_a == length_b {
        let first = (differing.leading_zeros() - 2) / GROUP;
        let last = 20 - differing.trailing_zeros() / GROUP;
        if first == last {
            return 1;
        }
        let group = |packed: u128, place: u32| packed >> (120 - GROUP * place) & 63;
        let is_swap = |place: u32| {
            group(a, place) == group(b, place + 1) && group(a, place + 1) == group(b, place)
        };
        if last - first == 1 {
            return if is_swap(first) { 1 } else { 2 };
        }
        let inside = (u128::MAX >> (2 + GROUP * first)) & !(u128::MAX >> (2 + GROUP * last));
        if ((a << GROUP) ^ b) & inside == 0 || ((b << GROUP) ^ a) & inside == 0 {
            return 2;
        }
        let changed = (first..=last).filter(|&place| group(differing, place) != 0).count();
        return match changed {
            2 => 2,
            3 if is_swap(first) || is_swap(last - 1) => 2,
            4 if is_swap(first) && is_swap(last - 1) => 2,
            _ => LIMIT + 1,
        };
    }
    let (one, length_one) = crate::normalise::identifier_letters(a);
    let (two, length_two) = crate::normalise::identifier_letters(b);
    edits(&one[..length_one], &two[..length_two], LIMIT)
}

/// The number of letters of a packed identifier.
pub(crate) fn packed_length(packed: u128) -> usize {
    if packed == 0 { 0 } else { 21 - (packed.trailing_zeros() / GROUP) as usize }
}

/// Counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment),
/// up to `limit`; returns `limit + 1` when there are more.
pub(crate) fn edits(a: &[u16], b: &[u16], limit: usize) -> usize {
    let (mut a, mut b) = (&a[..a.len().min(LENGTH_MAX)], &b[..b.len().min(LENGTH_MAX)]);
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (a, b) = (&a[..a.len() - suffix], &b[..b.len() - suffix]);
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len()).min(limit + 1);
    }
    let mut rows = [[0u8; LENGTH_MAX + 1]; 3];
    for (j, cell) in rows[1].iter_mut().enumerate().take(b.len() + 1) {
        *cell = j as u8;
    }
    for i in 1..=a.len() {
        let [before, above, here] = &mut rows;
        here[0] = i as u8;
        let mut smallest = here[0];
        for j in 1..=b.len() {
            let cost = u8::from(a[i - 1] != b[j - 1]);
            let mut best = (above[j - 1] + cost).min(above[j] + 1).min(here[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            here[j] = best;
            smallest = smallest.min(best);
        }
        // A swap can still repair the row above, so two bad rows in turn are needed to give up.
        if smallest as usize > limit && above[..=b.len()].iter().all(|&cell| cell as usize > limit)
        {
            return limit + 1;
        }
        rows.rotate_left(1);
    }
    (rows[1][b.len()] as usize).min(limit + 1)
}

/// Jaro–Winkler similarity in 0–1 with the usual prefix weight 0.1 over at most four letters.
pub(crate) fn jaro_winkler(a: &[u16], b: &[u16]) -> f64 {
    // The matching is greedy, hence fixed to one order of the arguments to stay symmetric.
    let (a, b) = if (a.len(), a) <= (b.len(), b) { (a, b) } else { (b, a) };
    let (a, b) = (&a[..a.len().min(LENGTH_MAX)], &b[..b.len().min(LENGTH_MAX)]);
    if a.is_empty() {
        return if b.is_empty() { 1.0 } else { 0.0 };
    }
    let window = (b.len() / 2).saturating_sub(1);
    let (mut matched_a, mut matched_b, mut matches) = (0u64, 0u64, 0u32);
    for (i, letter) in a.iter().enumerate() {
        let from = i.saturating_sub(window);
        let to = (i + window + 1).min(b.len());
        for (j, other) in b.iter().enumerate().take(to).skip(from) {
            if matched_b & (1 << j) == 0 && letter == other {
                matched_a |= 1 << i;
                matched_b |= 1 << j;
                matches += 1;
                break;
            }
        }
    }
    if matches == 0 {
        return 0.0;
    }
    let mut swapped = 0u32;
    let mut rest = matched_b;
    for (i, letter) in a.iter().enumerate() {
        if matched_a & (1 << i) != 0 {
            swapped += u32::from(*letter != b[rest.trailing_zeros() as usize]);
            rest &= rest - 1;
        }
    }
    let matches = f64::from(matches);
    let jaro = (matches / a.len() as f64
        + matches / b.len() as f64
        + (matches - f64::from(swapped / 2)) / matches)
        / 3.0;
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    jaro + prefix as f64 * 0.1 * (1.0 - jaro)
}
