//! Edit distance and Jaro–Winkler similarity on short strings, symmetric and free of allocation.

/// Longest string that is compared letter by letter; the rest of a longer one is ignored.
pub(crate) const LENGTH_MAX: usize = 64;

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
