//! Ranges: a dot for the estimate, a thick line for its interval, thin ends for the bounds of what is not known.

use crate::bars::{absent_row, row_label};
use crate::canvas::{Anchor, Canvas, TEXT_SIZE, TextLook, WIDTH, text_width};
use crate::head::Head;
use crate::line::{axis_format, empty};
use crate::narrative;
use crate::numerals::{self, ValueFormat};
use crate::palette::{self, QUIET};
use crate::scale::{Scale, drawable, ticks};

const ROW: i32 = 40;
const ROWS_MAX: usize = 20;

/// One estimate with what is known of its uncertainty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IntervalRow {
    /// What is estimated.
    pub label: String,
    /// The estimate; `None` is drawn as a named gap.
    pub value: Option<f64>,
    /// The confidence interval.
    pub interval: Option<(f64, f64)>,
    /// Bounds when all unknown outcomes were failures, or all successes.
    pub bounds: Option<(f64, f64)>,
    /// Words shown instead of a missing value.
    pub absent: String,
}

/// A chart of estimates with intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalChart {
    /// Identity, title, language, digits.
    pub head: Head,
    /// The rows from top to bottom; at most 20 are drawn.
    pub rows: Vec<IntervalRow>,
    /// How the values are written.
    pub format: ValueFormat,
}

impl IntervalChart {
    /// The generated sentence.
    pub fn describe(&self) -> String {
        let rows = self.rows.iter().map(|row| (row.label.as_str(), row.value, row.absent.as_str()));
        narrative::listed(&self.head, rows, self.format)
    }

    /// Draws the chart.
    pub fn to_svg(&self) -> String {
        let description = self.head.description.clone().unwrap_or_else(|| self.describe());
        let rows = &self.rows[..self.rows.len().min(ROWS_MAX)];
        if rows.is_empty() {
            return empty(&self.head, &description);
        }
        let tick_values = axis_values(rows);
        let format = axis_format(self.format, &tick_values);
        let short =
            |value: f64| numerals::short(value, format, self.head.language, self.head.digits);
        let write =
            |value: f64| numerals::value(value, self.format, self.head.language, self.head.digits);
        let (low, high) = (
            tick_values.first().copied().unwrap_or(0.0),
            tick_values.last().copied().unwrap_or(1.0),
        );
        let room = rows
            .iter()
            .filter_map(|row| drawable(row.value))
            .map(|value| text_width(&write(value), TEXT_SIZE))
            .max()
            .unwrap_or(0)
            + 12;
        let (near, far) = (text_width(&short(low), TEXT_SIZE) / 2 + 4, WIDTH - room - 8);
        let (from, to) =
            if self.head.is_arabic() { (WIDTH - near, WIDTH - far) } else { (near, far) };
        let horizontal = Scale::new(low, high, from, to);
        let bottom = rows.len() as i32 * ROW + 4;
        let mut canvas = Canvas::new(bottom + 24);
        for value in &tick_values {
            let x = horizontal.pixel(*value);
            // Short pieces keep the labels clear; long charts take one line to stay light.
            if rows.len() <= 8 {
                for index in 0..rows.len() as i32 {
                    canvas.grid((x, index * ROW + 20), (x, index * ROW + 38));
                }
            } else {
                canvas.grid((x, 18), (x, bottom));
            }
            canvas.text(&short(*value), (x, bottom + 12), TextLook::new(Anchor::Middle));
        }
        for (index, row) in rows.iter().enumerate() {
            let top = index as i32 * ROW;
            row_label(&mut canvas, &self.head, &row.label, top + 8);
            self.row(&mut canvas, row, horizontal, top + 29, &write);
        }
        canvas.finish(&self.head, &description)
    }

    fn row(
        &self,
        canvas: &mut Canvas,
        row: &IntervalRow,
        horizontal: Scale,
        y: i32,
        write: &dyn Fn(f64) -> String,
    ) {
        let Some(value) = drawable(row.value) else {
            absent_row(canvas, &self.head, &row.absent, y);
            return;
        };
        let span = |pair: Option<(f64, f64)>| {
            pair.and_then(|(low, high)| Some((drawable(Some(low))?, drawable(Some(high))?)))
                .map(|(low, high)| (horizontal.pixel(low), horizontal.pixel(high)))
        };
        if let Some((low, high)) = span(row.bounds) {
            let bracket =
                [(low, y - 5), (low, y + 5), (low, y), (high, y), (high, y - 5), (high, y + 5)];
            canvas.path(bracket.to_vec(), QUIET, 1);
        }
        let style = palette::series(0);
        if let Some((low, high)) = span(row.interval) {
            canvas.line((low, y), (high, y), style.colour, 4);
        }
        let x = horizontal.pixel(value);
        canvas.rectangle((x - 4, y - 7), (x + 4, y + 7), style.colour);
        let (x, anchor) =
            if self.head.is_arabic() { (2, Anchor::Left) } else { (WIDTH - 2, Anchor::Right) };
        canvas.text(&write(value), (x, y), TextLook::new(anchor).bold());
    }
}

fn axis_values(rows: &[IntervalRow]) -> Vec<f64> {
    let known: Vec<f64> = rows
        .iter()
        .flat_map(|row| {
            let pair = |pair: Option<(f64, f64)>| [pair.map(|p| p.0), pair.map(|p| p.1)];
            [row.value].into_iter().chain(pair(row.interval)).chain(pair(row.bounds))
        })
        .filter_map(drawable)
        .collect();
    let low = known.iter().copied().fold(0.0, f64::min);
    let high = known.iter().copied().fold(0.0, f64::max);
    ticks(low, if high > low { high } else { low + 1.0 }, 4)
}
