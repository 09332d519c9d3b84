//! The cohort funnel: how many reach each stage, as bars against the first one.

use crate::bars::{ROW, absent_row, row_label, value_label};
use crate::canvas::{Canvas, WIDTH};
use crate::head::Head;
use crate::line::empty;
use crate::narrative;
use crate::numerals;
use crate::palette;
use crate::scale::{Scale, drawable};

/// One stage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stage {
    /// Name of the stage.
    pub label: String,
    /// Persons who reached it; `None` is a named gap.
    pub count: Option<f64>,
    /// Words shown instead of a missing count.
    pub absent: String,
}

/// A funnel of stages, the widest first.
#[derive(Debug, Clone, PartialEq)]
pub struct StageChart {
    /// Identity, title, language, digits.
    pub head: Head,
    /// The stages in order.
    pub stages: Vec<Stage>,
}

impl StageChart {
    /// The generated sentence.
    pub fn describe(&self) -> String {
        let stages: Vec<(&str, Option<f64>)> =
            self.stages.iter().map(|stage| (stage.label.as_str(), stage.count)).collect();
        narrative::over_stages(&self.head, &stages)
    }

    /// Draws the funnel.
    pub fn to_svg(&self) -> String {
        let description = self.head.description.clone().unwrap_or_else(|| self.describe());
        let stages = &self.stages[..self.stages.len().min(12)];
        if stages.is_empty() {
            return empty(&self.head, &description);
        }
        let count = |stage: &Stage| drawable(stage.count).map(|count| count.max(0.0));
        let largest = stages.iter().filter_map(count).fold(0.0, f64::max);
        let first = stages.first().and_then(count).filter(|first| *first > 0.0);
        let room = 112;
        let (from, to) = if self.head.is_arabic() { (WIDTH - 1, room) } else { (1, WIDTH - room) };
        let horizontal = Scale::new(0.0, largest.max(1.0), from, to);
        let mut canvas = Canvas::new(stages.len() as i32 * ROW + 4);
        for (index, stage) in stages.iter().enumerate() {
            let top = index as i32 * ROW;
            row_label(&mut canvas, &self.head, &stage.label, top + 8);
            let Some(value) = count(stage) else {
                absent_row(&mut canvas, &self.head, &stage.absent, top + 27);
                continue;
            };
            let end = horizontal.pixel(value);
            canvas.rectangle((from, top + 19), (end, top + 32), palette::series(0).colour);
            let mut text = numerals::number(value, 0, self.head.digits);
            if let (Some(first), true) = (first, index > 0) {
                let share = numerals::percent(value / first, 0, self.head.digits);
                text = format!("{text} ({share})");
            }
            value_label(&mut canvas, &text, end, top + 25, self.head.is_arabic());
        }
        canvas.finish(&self.head, &description)
    }
}
