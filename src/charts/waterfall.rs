//! A waterfall: steps up and down from one value to the next, and the bar they must pass.

use crate::bars::{ROW, absent_row, row_label, value_label};
use crate::canvas::{Anchor, Canvas, TEXT_SIZE, TextLook, WIDTH, text_width};
use crate::head::Head;
use crate::line::empty;
use crate::narrative;
use crate::numerals::{self, ValueFormat};
use crate::palette::{self, QUIET};
use crate::scale::{Scale, drawable};

const STEPS_MAX: usize = 24;
const PIECES_MAX: i32 = 16;
const FORMAT: ValueFormat = ValueFormat::Number(1);

/// One step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WaterfallStep {
    /// What it is.
    pub label: String,
    /// How much it adds or takes off; `None` where it settles the matter alone.
    pub change: Option<f64>,
}

/// A waterfall chart, in the order given; at most 24 steps are drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WaterfallChart {
    /// Identity, title, language, digits.
    pub head: Head,
    /// The steps from top to bottom, from zero.
    pub steps: Vec<WaterfallStep>,
    /// The value the sum must pass.
    pub threshold: f64,
    /// What the sum is called.
    pub total_label: String,
    /// What the threshold is called.
    pub threshold_label: String,
    /// Words of a step without a number.
    pub absent: String,
}

impl WaterfallChart {
    fn write(&self, value: f64) -> String {
        let text = numerals::value(value, FORMAT, self.head.language, self.head.digits);
        if value > 0.0 { format!("+{text}") } else { text }
    }

    /// The sum after each step; a step without a number changes nothing.
    fn sums(&self) -> Vec<f64> {
        let mut sum = 0.0;
        let add = |step: &WaterfallStep| {
            sum += drawable(step.change).unwrap_or(0.0);
            sum
        };
        self.steps.iter().take(STEPS_MAX).map(add).collect()
    }

    /// The generated sentence: the steps, the sum and the threshold.
    pub fn describe(&self) -> String {
        let total = self.sums().last().copied();
        let steps = self.steps.iter().map(|step| {
            let absent = if step.change.is_none() { self.absent.as_str() } else { "" };
            (step.label.as_str(), step.change, absent)
        });
        let ends = [
            (self.total_label.as_str(), total, ""),
            (self.threshold_label.as_str(), Some(self.threshold), ""),
        ];
        narrative::listed(&self.head, steps.chain(ends), FORMAT)
    }

    /// Draws the chart.
    pub fn to_svg(&self) -> String {
        let description = self.head.description.clone().unwrap_or_else(|| self.describe());
        let sums = self.sums();
        let (Some(total), Some(threshold)) = (sums.last().copied(), drawable(Some(self.threshold)))
        else {
            return empty(&self.head, &description);
        };
        let low = sums.iter().copied().fold(threshold.min(0.0), f64::min);
        let high = sums.iter().copied().fold(threshold.max(0.0), f64::max);
        let room = text_width("+000.0", TEXT_SIZE) + 10;
        let (from, to) =
            if self.head.is_arabic() { (WIDTH - room, room) } else { (room, WIDTH - room) };
        let horizontal = Scale::new(low, if high > low { high } else { low + 1.0 }, from, to);
        let rows = sums.len() as i32 + 1;
        let mut canvas = Canvas::new(rows * ROW + 26);
        let bar = horizontal.pixel(threshold);
        let zero = horizontal.pixel(0.0);
        // Short pieces keep the labels clear; long charts take one line to stay light.
        let pieces: Vec<(i32, i32)> = if rows <= PIECES_MAX {
            (0..rows).map(|row| (row * ROW + 17, row * ROW + 34)).collect()
        } else {
            vec![(17, rows * ROW)]
        };
        for (upper, lower) in pieces {
            canvas.line((zero, upper), (zero, lower), QUIET, 1);
            canvas.line((bar, upper), (bar, lower), palette::OUTER, 2);
        }
        let mut before = 0.0;
        for (index, (step, after)) in self.steps.iter().zip(&sums).enumerate() {
            let top = index as i32 * ROW;
            row_label(&mut canvas, &self.head, &step.label, top + 8);
            let Some(change) = drawable(step.change) else {
                absent_row(&mut canvas, &self.head, &self.absent, top + 27);
                continue;
            };
            self.bar(&mut canvas, horizontal, (before, *after), change, top);
            before = *after;
        }
        let top = (rows - 1) * ROW;
        row_label(&mut canvas, &self.head, &self.total_label, top + 8);
        self.bar(&mut canvas, horizontal, (0.0, total), total, top);
        let name = format!("{} {}", self.threshold_label, self.write(threshold));
        let half = text_width(&name, TEXT_SIZE) / 2 + 2;
        let x = bar.clamp(half, WIDTH - half);
        canvas.text(&name, (x, rows * ROW + 12), TextLook::new(Anchor::Middle));
        canvas.finish(&self.head, &description)
    }

    /// A piece from one sum to the next; what speaks for has another colour than what speaks against.
    fn bar(
        &self,
        canvas: &mut Canvas,
        horizontal: Scale,
        (before, after): (f64, f64),
        change: f64,
        top: i32,
    ) {
        let (one, other) = (horizontal.pixel(before), horizontal.pixel(after));
        let style = palette::series(usize::from(change < 0.0));
        // A step of nothing is still seen.
        let other_end = if one == other { other + 1 } else { other };
        canvas.rectangle((one, top + 19), (other_end, top + 32), style.colour);
        let is_leftward = (change >= 0.0) == self.head.is_arabic();
        value_label(canvas, &self.write(change), other, top + 25, is_leftward);
    }
}
