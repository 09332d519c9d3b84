//! What openings offer: the spread of stated wages, for somebody who wants to know what work nearby pays.

use serde::Serialize;

use crate::Opening;

/// Openings with a stated wage below which no spread is given: a few say nothing about many.
pub const WAGES_MIN: usize = 5;

/// The spread of wages offered, EGP a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WageSpread {
    /// A quarter of the openings offer less.
    pub quarter_egp_month: u32,
    /// Half of the openings offer less.
    pub median_egp_month: u32,
    /// A quarter of the openings offer more.
    pub three_quarters_egp_month: u32,
    /// Openings that state a wage.
    pub stated: usize,
    /// Openings looked at.
    pub openings: usize,
}

/// The spread of what openings offer; `None` where fewer than [`WAGES_MIN`] state a wage.
///
/// An opening that states a range counts with the middle of it. Quartiles are the nearest ranks.
pub fn offered_wages<'a>(openings: impl IntoIterator<Item = &'a Opening>) -> Option<WageSpread> {
    let mut count = 0;
    let mut wages: Vec<u32> = Vec::new();
    for opening in openings {
        count += 1;
        let (least, most) = (opening.wage_min_egp_month, opening.wage_max_egp_month);
        let middle = match (least, most) {
            (Some(least), Some(most)) => Some(u32::midpoint(least, most)),
            (one, other) => one.or(other),
        };
        wages.extend(middle);
    }
    if wages.len() < WAGES_MIN {
        return None;
    }
    wages.sort_unstable();
    let at = |share: usize| wages[(wages.len() * share).div_ceil(4).max(1) - 1];
    Some(WageSpread {
        quarter_egp_month: at(1),
        median_egp_month: at(2),
        three_quarters_egp_month: at(3),
        stated: wages.len(),
        openings: count,
    })
}
