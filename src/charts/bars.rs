//! Horizontal bars: the label above, the value at the end; they grow from right to left in Arabic.

use crate::canvas::{Anchor, Canvas, TEXT_SIZE, TextLook, WIDTH, fit, text_width};
use crate::head::Head;
use crate::line::empty;
use crate::narrative;
use crate::numerals::{self, ValueFormat};
use crate::palette::{self, ABSENT, QUIET};
use crate::scale::{Scale, drawable};

pub(crate) const ROW: i32 = 38;
const BARS_MAX: usize = 30;

/// One bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bar {
    /// What is counted.
    pub label: String,
    /// Its value; `None` is drawn as a named gap.
    pub value: Option<f64>,
    /// Words shown instead of a missing value, such as "suppressed".
    pub absent: String,
}

/// A bar chart, in the order given; at most 30 bars are drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct BarChart {
    /// Identity, title, language, digits.
    pub head: Head,
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
    /// How the values are written.
    pub format: ValueFormat,
}

impl BarChart {
    /// The generated sentence.
    pub fn describe(&self) -> String {
        let rows = self.bars.iter().map(|bar| (bar.label.as_str(), bar.value));
        narrative::over_categories(&self.head, rows, self.format)
    }

    /// Draws the chart.
    pub fn to_svg(&self) -> String {
        let description = self.head.description.clone().unwrap_or_else(|| self.describe());
        let bars = &self.bars[..self.bars.len().min(BARS_MAX)];
        if bars.is_empty() {
            return empty(&self.head, &description);
        }
        let write =
            |value: f64| numerals::value(value, self.format, self.head.language, self.head.digits);
        let known: Vec<f64> = bars.iter().filter_map(|bar| drawable(bar.value)).collect();
        let low = known.iter().copied().fold(0.0, f64::min);
        let high = known.iter().copied().fold(0.0, f64::max);
        let room =
            known.iter().map(|value| text_width(&write(*value), TEXT_SIZE)).max().unwrap_or(0) + 12;
        let near = if low < 0.0 { room } else { 1 };
        let far = (WIDTH - room).max(WIDTH / 3);
        let (from, to) =
            if self.head.is_arabic() { (WIDTH - near, WIDTH - far) } else { (near, far) };
        let horizontal = Scale::new(low, if high > low { high } else { low + 1.0 }, from, to);
        let mut canvas = Canvas::new(bars.len() as i32 * ROW + 4);
        let zero = horizontal.pixel(0.0);
        for (index, bar) in bars.iter().enumerate() {
            let top = index as i32 * ROW;
            row_label(&mut canvas, &self.head, &bar.label, top + 8);
            let (upper, lower) = (top + 19, top + 32);
            match drawable(bar.value) {
                Some(value) => {
                    let end = horizontal.pixel(value);
                    canvas.rectangle((zero, upper), (end, lower), palette::series(0).colour);
                    let is_leftward = (value >= 0.0) == self.head.is_arabic();
                    value_label(&mut canvas, &write(value), end, top + 25, is_leftward);
                }
                None => absent_row(&mut canvas, &self.head, &bar.absent, top + 27),
            }
        }
        let height = bars.len() as i32 * ROW;
        canvas.line((zero, 2), (zero, height), QUIET, 1);
        canvas.finish(&self.head, &description)
    }
}

/// A row's label at the side where reading starts.
pub(crate) fn row_label(canvas: &mut Canvas, head: &Head, label: &str, y: i32) {
    let (x, anchor) = if head.is_arabic() { (WIDTH - 2, Anchor::Right) } else { (2, Anchor::Left) };
    canvas.text(&fit(label, WIDTH - 8, TEXT_SIZE), (x, y), TextLook::new(anchor));
}

/// A value beside a bar's end.
pub(crate) fn value_label(canvas: &mut Canvas, text: &str, end: i32, y: i32, is_leftward: bool) {
    let (x, anchor) = if is_leftward { (end - 5, Anchor::Right) } else { (end + 5, Anchor::Left) };
    canvas.text(text, (x, y), TextLook::new(anchor).bold());
}

/// A dashed box with the words that say why there is no value.
pub(crate) fn absent_row(canvas: &mut Canvas, head: &Head, words: &str, y: i32) {
    let words = if words.is_empty() { "–" } else { words };
    let width = (text_width(words, TEXT_SIZE) + 14).min(WIDTH - 4);
    let (from, anchor, x) = if head.is_arabic() {
        (WIDTH - 2 - width, Anchor::Right, WIDTH - 9)
    } else {
        (2, Anchor::Left, 9)
    };
    canvas.outline((from, y - 7), (from + width, y + 8), ABSENT);
    canvas.text(words, (x, y), TextLook::new(anchor));
}
