//! Linear scales with round tick values.

/// The largest magnitude that is drawn; beyond it a value is a gap.
pub(crate) const VALUE_MAX: f64 = 1e15;

/// The smallest magnitude told apart from zero.
const VALUE_MIN: f64 = 1e-9;

/// The value when it can be drawn; specks become zero.
pub(crate) fn drawable(value: Option<f64>) -> Option<f64> {
    value
        .filter(|value| value.is_finite() && value.abs() <= VALUE_MAX)
        .map(|value| if value.abs() < VALUE_MIN { 0.0 } else { value })
}

/// Maps values to pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// `low` lands on pixel `from`, `high` on pixel `to`; an empty range is widened.
    pub(crate) fn new(low: f64, high: f64, from: i32, to: i32) -> Self {
        let (low, high) = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
        Self { low, high, from: f64::from(from), to: f64::from(to) }
    }

    /// The pixel of a value, kept within the range.
    pub(crate) fn pixel(&self, value: f64) -> i32 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        (self.from + share * (self.to - self.from)).round() as i32
    }
}

/// Round numbers around `low..high`, about `count` of them; the first is ≤ low and the last ≥ high.
pub(crate) fn ticks(low: f64, high: f64, count: usize) -> Vec<f64> {
    let (low, high) = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
    let step = round_step((high - low) / count.max(1) as f64);
    if !(step.is_finite() && step > 0.0) {
        return vec![low, high];
    }
    let first = (low / step).floor();
    let last = (high / step).ceil();
    let number = ((last - first) as usize).min(20);
    (0..=number).map(|index| (first + index as f64) * step).collect()
}

fn round_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let lead = rough / power;
    let round = match lead {
        ..=1.0 => 1.0,
        ..=2.0 => 2.0,
        ..=2.5 => 2.5,
        ..=5.0 => 5.0,
        _ => 10.0,
    };
    round * power
}

/// Decimals that tell ticks of this step apart.
pub(crate) fn tick_decimals(ticks: &[f64]) -> u8 {
    let step = match ticks {
        [first, second, ..] => (second - first).abs(),
        _ => return 0,
    };
    (0..=6u8)
        .find(|decimals| {
            let scaled = step * 10f64.powi(i32::from(*decimals));
            (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
        })
        .unwrap_or(6)
}
