//! The funnel plot: each group against its size, inside the limits that chance alone would draw.

use crate::canvas::{Anchor, Canvas, TEXT_SIZE, TextLook, WIDTH, fit, text_width};
use crate::head::Head;
use crate::line::{axis_format, empty};
use crate::narrative;
use crate::numerals::{self, ValueFormat};
use crate::palette::{self, INK, OUTER, QUIET};
use crate::scale::{Scale, drawable, ticks};

const HEIGHT: i32 = 220;
const POINTS_MAX: usize = 60;

/// The limits at one size, computed where statistics are computed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FunnelLimits {
    /// Size of a group: persons, or expected count.
    pub size: f64,
    /// Lower and upper 95 % limit.
    pub limits_95: (f64, f64),
    /// Lower and upper 99.8 % limit.
    pub limits_998: (f64, f64),
}

/// One group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FunnelPoint {
    /// Name; drawn only for the highlighted ones.
    pub label: String,
    /// Size on the horizontal axis.
    pub size: f64,
    /// Value; `None` is not drawn.
    pub value: Option<f64>,
    /// Whether it is the reader's own group.
    pub is_highlighted: bool,
}

/// A funnel plot. Names are not written beside the points except the reader's own: it is not a league table.
#[derive(Debug, Clone, PartialEq)]
pub struct FunnelPlot {
    /// Identity, title, language, digits.
    pub head: Head,
    /// Name of the horizontal axis, such as "completers".
    pub size_name: String,
    /// The value all groups are compared with.
    pub target: f64,
    /// The limits by rising size.
    pub limits: Vec<FunnelLimits>,
    /// The groups.
    pub points: Vec<FunnelPoint>,
    /// How the values are written.
    pub format: ValueFormat,
}

impl FunnelPlot {
    /// The generated sentence.
    pub fn describe(&self) -> String {
        let (mut above, mut below, mut within) = (0, 0, 0);
        for point in &self.points {
            let Some(value) = drawable(point.value) else { continue };
            let Some((low, high)) = self.limits_at(point.size) else { continue };
            if value > high {
                above += 1;
            } else if value < low {
                below += 1;
            } else {
                within += 1;
            }
        }
        if above + below + within == 0 {
            return narrative::nothing(self.head.language);
        }
        narrative::over_funnel(&self.head, above, below, within)
    }

    /// The 95 % limits at a size, interpolated between the given ones.
    fn limits_at(&self, size: f64) -> Option<(f64, f64)> {
        let above = self.limits.iter().position(|limits| limits.size >= size);
        let (one, other) = match above {
            Some(0) => (self.limits[0], self.limits[0]),
            Some(index) => (self.limits[index - 1], self.limits[index]),
            None => {
                let last = *self.limits.last()?;
                (last, last)
            }
        };
        let width = other.size - one.size;
        let share = if width > 0.0 { (size - one.size) / width } else { 0.0 };
        let between = |from: f64, to: f64| from + share * (to - from);
        Some((
            between(one.limits_95.0, other.limits_95.0),
            between(one.limits_95.1, other.limits_95.1),
        ))
    }

    /// Draws the plot.
    pub fn to_svg(&self) -> String {
        let description = self.head.description.clone().unwrap_or_else(|| self.describe());
        let points: Vec<(&FunnelPoint, f64, f64)> = self
            .points
            .iter()
            .filter_map(|point| Some((point, drawable(Some(point.size))?, drawable(point.value)?)))
            .take(POINTS_MAX)
            .collect();
        if points.is_empty() {
            return empty(&self.head, &description);
        }
        let write = |value: f64, format| {
            numerals::short(value, format, self.head.language, self.head.digits)
        };
        let sizes = points.iter().map(|(_, size, _)| *size);
        let size_ticks = ticks(0.0, sizes.fold(1.0, f64::max), 4);
        let value_ticks = self.value_ticks(&points);
        let value_format = axis_format(self.format, &value_ticks);
        let size_format = axis_format(ValueFormat::Number(0), &size_ticks);
        let axis = value_ticks
            .iter()
            .map(|value| text_width(&write(*value, value_format), TEXT_SIZE))
            .max()
            .unwrap_or(0)
            + 10;
        let (near, far) =
            if self.head.is_arabic() { (WIDTH - axis, 12) } else { (axis, WIDTH - 12) };
        let horizontal = Scale::new(0.0, size_ticks.last().copied().unwrap_or(1.0), near, far);
        let vertical = Scale::new(
            value_ticks.first().copied().unwrap_or(0.0),
            value_ticks.last().copied().unwrap_or(1.0),
            HEIGHT - 44,
            14,
        );
        let mut canvas = Canvas::new(HEIGHT);
        for value in &value_ticks {
            let y = vertical.pixel(*value);
            canvas.grid((near, y), (far, y));
            let (x, anchor) = if self.head.is_arabic() {
                (near + 6, Anchor::Left)
            } else {
                (near - 6, Anchor::Right)
            };
            canvas.text(&write(*value, value_format), (x, y), TextLook::new(anchor));
        }
        for value in &size_ticks {
            let x = horizontal.pixel(*value);
            canvas.text(
                &write(*value, size_format),
                (x, HEIGHT - 30),
                TextLook::new(Anchor::Middle),
            );
        }
        canvas.text(
            &self.size_name,
            (i32::midpoint(near, far), HEIGHT - 11),
            TextLook::new(Anchor::Middle),
        );
        self.limit_lines(&mut canvas, horizontal, vertical);
        if let Some(target) = drawable(Some(self.target)) {
            let y = vertical.pixel(target);
            canvas.line((near, y), (far, y), INK, 1);
        }
        for (point, size, value) in points {
            let at = (horizontal.pixel(size), vertical.pixel(value));
            if !point.is_highlighted {
                canvas.marker(at, palette::series(0));
                continue;
            }
            canvas.marker(at, palette::series(3));
            canvas.ring(at, 8, palette::series(3).colour);
            // Away from the line of the reference value, so that it does not cross the name.
            let half = text_width(&point.label, TEXT_SIZE).min(WIDTH / 2) / 2;
            let x =
                at.0.clamp(near.min(far) + half, (near.max(far) - half).max(near.min(far) + half));
            let label = fit(&point.label, WIDTH / 2, TEXT_SIZE);
            let y = if value < self.target { at.1 + 18 } else { at.1 - 18 };
            canvas.text(&label, (x, y), TextLook::new(Anchor::Middle).bold());
        }
        canvas.finish(&self.head, &description)
    }

    fn value_ticks(&self, points: &[(&FunnelPoint, f64, f64)]) -> Vec<f64> {
        let values = points
            .iter()
            .map(|(_, _, value)| *value)
            .chain(drawable(Some(self.target)))
            .chain(self.limits.iter().flat_map(|l| [l.limits_95.0, l.limits_95.1]))
            .filter(|value| drawable(Some(*value)).is_some());
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let low = if low > 0.0 { 0.0 } else { low };
        let is_share = matches!(self.format, ValueFormat::Percent(_));
        let high = if is_share && high <= 1.0 { high.max(0.5) } else { high };
        ticks(low, if high > low { high } else { low + 1.0 }, 4)
    }

    fn limit_lines(&self, canvas: &mut Canvas, horizontal: Scale, vertical: Scale) {
        type Pick = fn(&FunnelLimits) -> f64;
        let lines: [(Pick, _); 4] = [
            (|limits| limits.limits_95.0, QUIET),
            (|limits| limits.limits_95.1, QUIET),
            (|limits| limits.limits_998.0, OUTER),
            (|limits| limits.limits_998.1, OUTER),
        ];
        for (pick, colour) in lines {
            let points = self
                .limits
                .iter()
                .filter_map(|limits| {
                    let size = drawable(Some(limits.size))?;
                    let value = drawable(Some(pick(limits)))?;
                    Some((horizontal.pixel(size), vertical.pixel(value)))
                })
                .collect();
            canvas.path(points, colour, 1);
        }
    }
}
