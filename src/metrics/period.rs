//! Which period a level is taken at: the last of which enough has come.

/// A period counts as come where it holds this part of what is usual.
pub(crate) const COVERAGE_MINIMUM: f64 = 0.5;
/// Periods before it that say what is usual.
const PERIODS_BEFORE: usize = 6;

/// The period chosen, and later ones that were passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Covered {
    pub(crate) chosen: Option<u32>,
    pub(crate) passed_over: Vec<u32>,
}

/// Chooses the last of the periods kept in which every column reaches half of the median of the six
/// periods before; `totals` are by column, then by period.
///
/// Where none does, the last one is taken: something is asked for, and nothing better is there.
pub(crate) fn covered(totals: &[Vec<f64>], kept: &[u32]) -> Covered {
    let is_covered =
        |period: &&u32| totals.iter().all(|column| is_usual(column, **period as usize));
    let Some(chosen) = kept.iter().rev().find(is_covered).or(kept.last()).copied() else {
        return Covered::default();
    };
    let passed_over = kept.iter().copied().filter(|period| *period > chosen).collect();
    Covered { chosen: Some(chosen), passed_over }
}

fn is_usual(column: &[f64], period: usize) -> bool {
    let first = period.saturating_sub(PERIODS_BEFORE);
    let mut before = column[first..period].to_vec();
    if before.is_empty() {
        return true;
    }
    before.sort_by(f64::total_cmp);
    column[period] >= COVERAGE_MINIMUM * before[before.len() / 2]
}
