//! Lines over months: one to six series, told apart by dash, marker and a label at their end.

use mizan_domain::Month;

use crate::canvas::{Anchor, Canvas, TEXT_SIZE, TextLook, WIDTH, fit, text_width};
use crate::head::{Head, TimeDirection};
use crate::narrative;
use crate::numerals::{self, ValueFormat};
use crate::palette::{self, INK};
use crate::scale::{Scale, drawable, tick_decimals, ticks};

const PLOT_HEIGHT: i32 = 176;
const KEY_ROW: i32 = 18;
const MARKERS_MAX: usize = 8;
const LABEL_WIDTH_MAX: i32 = 110;

/// One line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// Name shown at the line's end.
    pub name: String,
    /// One value per month of the chart; `None` is a gap.
    pub values: Vec<Option<f64>>,
}

/// A line chart over months.
#[derive(Debug, Clone, PartialEq)]
pub struct LineChart {
    /// Identity, title, language, digits.
    pub head: Head,
    /// The months, oldest first.
    pub months: Vec<Month>,
    /// The lines; a seventh and further ones repeat the looks of the first.
    pub series: Vec<Series>,
    /// How the values are written.
    pub format: ValueFormat,
    /// Where time runs to.
    pub time: TimeDirection,
}

impl LineChart {
    /// The generated sentences, one per series.
    pub fn describe(&self) -> String {
        let sentences: Vec<String> = self
            .series
            .iter()
            .filter_map(|series| {
                narrative::over_months(
                    &self.head,
                    &series.name,
                    &self.months,
                    &series.values,
                    self.format,
                )
            })
            .collect();
        if sentences.is_empty() {
            narrative::nothing(self.head.language)
        } else {
            sentences.join(" ")
        }
    }

    /// The sentence to show beside the chart: everything for one series, only the latest for several.
    pub fn headline(&self) -> String {
        if self.series.len() < 2 {
            return self.describe();
        }
        let sentences: Vec<String> = self
            .series
            .iter()
            .filter_map(|series| {
                let (name, values) = (&series.name, &series.values);
                narrative::latest(&self.head, name, &self.months, values, self.format)
            })
            .collect();
        if sentences.is_empty() {
            narrative::nothing(self.head.language)
        } else {
            sentences.join(" ")
        }
    }

    /// Draws the chart.
    pub fn to_svg(&self) -> String {
        let description = self.head.description.clone().unwrap_or_else(|| self.describe());
        let known: Vec<f64> = self
            .series
            .iter()
            .flat_map(|series| &series.values)
            .filter_map(|v| drawable(*v))
            .collect();
        if known.is_empty() || self.months.is_empty() {
            return empty(&self.head, &description);
        }
        Sketch::new(self, &known).draw(&description)
    }
}

/// A chart without values: the words that say so.
pub(crate) fn empty(head: &Head, description: &str) -> String {
    let mut canvas = Canvas::new(64);
    canvas.outline((1, 1), (WIDTH - 1, 63), palette::ABSENT);
    let text = narrative::nothing(head.language);
    canvas.text(&text, (WIDTH / 2, 32), TextLook::new(Anchor::Middle));
    canvas.finish(head, description)
}

struct Sketch<'a> {
    chart: &'a LineChart,
    /// Whether names stand at the lines' ends instead of in a key above.
    is_labelled_directly: bool,
    is_time_reversed: bool,
    is_axis_right: bool,
    left: i32,
    right: i32,
    top: i32,
    tick_values: Vec<f64>,
    tick_texts: Vec<String>,
}

impl<'a> Sketch<'a> {
    fn new(chart: &'a LineChart, known: &[f64]) -> Self {
        let head = &chart.head;
        let tick_values = value_ticks(known);
        let format = axis_format(chart.format, &tick_values);
        let tick_texts: Vec<String> = tick_values
            .iter()
            .map(|value| numerals::short(*value, format, head.language, head.digits))
            .collect();
        let axis_width =
            tick_texts.iter().map(|text| text_width(text, TEXT_SIZE)).max().unwrap_or(0) + 8;
        let is_axis_right = head.is_arabic();
        let is_time_reversed = chart.time.is_right_to_left(head.language);
        let is_end_free = is_time_reversed == is_axis_right;
        let widest = chart.series.iter().map(|s| text_width(&s.name, TEXT_SIZE)).max().unwrap_or(0);
        let is_labelled_directly =
            chart.series.len() > 1 && is_end_free && widest <= LABEL_WIDTH_MAX;
        let label_width = if is_labelled_directly { widest + 12 } else { 10 };
        let (left, right) = if is_axis_right {
            (label_width, WIDTH - axis_width)
        } else {
            (axis_width, WIDTH - label_width)
        };
        let keys =
            if is_labelled_directly || chart.series.len() < 2 { 0 } else { chart.series.len() };
        let top = 12 + keys as i32 * KEY_ROW;
        Self {
            chart,
            is_labelled_directly,
            is_time_reversed,
            is_axis_right,
            left,
            right,
            top,
            tick_values,
            tick_texts,
        }
    }

    fn draw(&self, description: &str) -> String {
        let bottom = self.top + PLOT_HEIGHT;
        let mut canvas = Canvas::new(bottom + 26);
        let low = self.tick_values.first().copied().unwrap_or(0.0);
        let high = self.tick_values.last().copied().unwrap_or(1.0);
        let vertical = Scale::new(low, high, bottom, self.top);
        self.value_axis(&mut canvas, vertical);
        self.month_axis(&mut canvas, bottom);
        let mut ends = Vec::new();
        for (index, series) in self.chart.series.iter().enumerate() {
            if let Some(end) = self.series(&mut canvas, vertical, index, series) {
                ends.push((index, end));
            }
        }
        if self.is_labelled_directly {
            self.end_labels(&mut canvas, &mut ends, bottom);
        } else if self.chart.series.len() > 1 {
            self.keys(&mut canvas);
        }
        canvas.finish(&self.chart.head, description)
    }

    fn value_axis(&self, canvas: &mut Canvas, vertical: Scale) {
        for (value, text) in self.tick_values.iter().zip(&self.tick_texts) {
            let y = vertical.pixel(*value);
            canvas.grid((self.left, y), (self.right, y));
            let (x, anchor) = if self.is_axis_right {
                (self.right + 6, Anchor::Left)
            } else {
                (self.left - 6, Anchor::Right)
            };
            canvas.text(text, (x, y), TextLook::new(anchor));
        }
    }

    fn month_axis(&self, canvas: &mut Canvas, bottom: i32) {
        let head = &self.chart.head;
        let last = self.chart.months.len() - 1;
        let mut shown = vec![0];
        if last > 0 {
            shown.push(last);
        }
        if last >= 4 && self.right - self.left >= 240 {
            shown.insert(1, last / 2);
        }
        for index in shown {
            let x = self.month_pixel(index);
            canvas.line((x, bottom), (x, bottom + 4), palette::QUIET, 1);
            let anchor = match (index, index == last, self.is_time_reversed) {
                _ if last == 0 => Anchor::Middle,
                (0, _, false) | (_, true, true) => Anchor::Left,
                (0, _, true) | (_, true, false) => Anchor::Right,
                _ => Anchor::Middle,
            };
            let text = numerals::month(self.chart.months[index], head.language, head.digits);
            canvas.text(&text, (x, bottom + 15), TextLook::new(anchor));
        }
    }

    fn month_pixel(&self, index: usize) -> i32 {
        let last = self.chart.months.len().saturating_sub(1);
        if last == 0 {
            return i32::midpoint(self.left, self.right);
        }
        let share = index as f64 / last as f64;
        let share = if self.is_time_reversed { 1.0 - share } else { share };
        let (left, right) = (self.left + 4, self.right - 4);
        left + (share * f64::from(right - left)).round() as i32
    }

    /// Draws one line and returns where it ends.
    fn series(
        &self,
        canvas: &mut Canvas,
        vertical: Scale,
        index: usize,
        series: &Series,
    ) -> Option<(i32, i32)> {
        let style = palette::series(index);
        let points: Vec<Option<(i32, i32)>> = (0..self.chart.months.len())
            .map(|month| {
                let value = drawable(series.values.get(month).copied().flatten())?;
                Some((self.month_pixel(month), vertical.pixel(value)))
            })
            .collect();
        for run in points.split(Option::is_none) {
            canvas.path(run.iter().flatten().copied().collect(), style.colour, 2);
        }
        let stride = points.len().div_ceil(MARKERS_MAX).max(1);
        let last = points.iter().rposition(Option::is_some)?;
        for (month, point) in points.iter().enumerate() {
            let Some(point) = *point else { continue };
            let is_alone = (month == 0 || points[month - 1].is_none())
                && points.get(month + 1).is_none_or(Option::is_none);
            if is_alone || month == last || (last - month).is_multiple_of(stride) {
                canvas.marker(point, style);
            }
        }
        points[last]
    }

    /// Names beside the lines' ends, pushed apart so that none covers another.
    fn end_labels(&self, canvas: &mut Canvas, ends: &mut [(usize, (i32, i32))], bottom: i32) {
        ends.sort_by_key(|(index, (_, y))| (*y, *index));
        let gap = 15;
        let mut places: Vec<i32> = Vec::new();
        for (_, (_, y)) in ends.iter() {
            let lowest = places.last().map_or(self.top, |previous| previous + gap);
            places.push((*y).max(lowest));
        }
        let mut limit = bottom;
        for place in places.iter_mut().rev() {
            *place = (*place).min(limit);
            limit = *place - gap;
        }
        for ((index, (_, y)), place) in ends.iter().zip(places) {
            let colour = palette::series(*index).colour;
            let (from, x, anchor) = if self.is_axis_right {
                (self.left + 2, self.left - 8, Anchor::Right)
            } else {
                (self.right - 2, self.right + 8, Anchor::Left)
            };
            if (place - y).abs() > 5 {
                canvas.line((from, *y), (x, place), colour, 1);
            }
            canvas.text(&self.chart.series[*index].name, (x, place), TextLook::new(anchor));
        }
    }

    /// One row per series above the plot: dash, marker, name.
    fn keys(&self, canvas: &mut Canvas) {
        for (index, series) in self.chart.series.iter().enumerate() {
            let style = palette::series(index);
            let y = 8 + index as i32 * KEY_ROW;
            let (from, to, x, anchor) = if self.chart.head.is_arabic() {
                (WIDTH - 2, WIDTH - 30, WIDTH - 38, Anchor::Right)
            } else {
                (2, 30, 38, Anchor::Left)
            };
            canvas.path(vec![(from, y), (to, y)], style.colour, 2);
            canvas.marker((i32::midpoint(from, to), y), style);
            let name = fit(&series.name, WIDTH - 44, TEXT_SIZE);
            canvas.text(&name, (x, y), TextLook::new(anchor).colour(INK));
        }
    }
}

/// Ticks around the values, from zero unless all of them lie far from it.
fn value_ticks(known: &[f64]) -> Vec<f64> {
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let is_near_zero = low >= 0.0 && (high - low) >= 0.25 * high;
    let low = if is_near_zero { 0.0 } else { low };
    let high = if high <= 0.0 && (high - low) >= 0.25 * -low { 0.0 } else { high };
    if high > low {
        return ticks(low, high, 4);
    }
    // One value alone, or a flat line: a scale from zero to it keeps the digits short.
    match low {
        0.0 => ticks(0.0, 1.0, 2),
        0.0.. => ticks(0.0, low, 4),
        _ => ticks(low, 0.0, 4),
    }
}

/// The format with as many decimals as the ticks need.
pub(crate) fn axis_format(format: ValueFormat, tick_values: &[f64]) -> ValueFormat {
    match format {
        ValueFormat::Number(_) | ValueFormat::Pounds => {
            ValueFormat::Number(tick_decimals(tick_values))
        }
        ValueFormat::Percent(_) => {
            ValueFormat::Percent(tick_decimals(tick_values).saturating_sub(2))
        }
    }
}
