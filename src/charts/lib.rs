//! Plain numbers become SVG pictures in one house style, right to left in Arabic; the only crate that knows plotters.
//!
//! Every chart is a struct of plain data with one method, `to_svg`.
//! The picture is `<svg role="img">` with a title and a generated description; everything inside is `aria-hidden`, because a real table stands behind each chart on the page.
//! Text takes `currentColor`, series keep the fixed colours of [`palette`], which a style sheet may restate for a dark ground.
//! A missing value (`None`, NaN, infinite, or beyond ±10¹⁵) is a gap, never a zero.

mod bars;
mod canvas;
mod funnel_plot;
mod head;
mod intervals;
mod line;
mod map;
mod narrative;
pub mod numerals;
pub mod palette;
mod scale;
mod stages;
mod tiles;
mod waterfall;

pub use bars::{Bar, BarChart};
pub use funnel_plot::{FunnelLimits, FunnelPlot, FunnelPoint};
pub use head::{Head, TimeDirection};
pub use intervals::{IntervalChart, IntervalRow};
pub use line::{LineChart, Series};
pub use numerals::{Digits, ValueFormat};
pub use stages::{Stage, StageChart};
pub use tiles::{TILE_GRID, Tile, TileMap};
pub use waterfall::{WaterfallChart, WaterfallStep};

#[cfg(test)]
mod tests;
