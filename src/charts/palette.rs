//! The colours of the house: Okabe–Ito for categories, cividis for amounts, each with a dash and a marker beside it.

use plotters::style::RGBColor;

/// A mark that tells series apart without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    Circle,
    Square,
    Triangle,
    Diamond,
}

/// How one series looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeriesStyle {
    pub(crate) colour: RGBColor,
    pub(crate) marker: Marker,
}

/// Series colours in the order of use, with the dash of their line; all of them reach 3 : 1 on the house's light and dark grounds, the style sheet lifting the blue in the dark.
pub const SERIES: [(&str, &str); 6] = [
    ("#0072B2", ""),
    ("#D55E00", "7 3"),
    ("#009E73", "2 3"),
    ("#B4508A", "9 3 2 3"),
    ("#8A6100", "12 4"),
    ("#5D6B78", "4 4"),
];

const MARKERS: [Marker; 4] = [Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond];

/// Sequential colours from the least to the most, with the ink that reads on each.
pub const SEQUENCE: [(&str, &str); 5] = [
    ("#FEE838", "#000001"),
    ("#B6A971", "#000001"),
    ("#6B6D72", "#FFFFFF"),
    ("#3B496C", "#FFFFFF"),
    ("#00224E", "#FFFFFF"),
];

/// Text and axes; becomes `currentColor`.
pub(crate) const INK: RGBColor = RGBColor(0, 0, 0);
/// Grid lines and outlines, readable on both grounds.
pub(crate) const QUIET: RGBColor = RGBColor(0x80, 0x80, 0x80);
/// Outline of a cell without a value; becomes a dashed `QUIET`.
pub(crate) const ABSENT: RGBColor = RGBColor(0x80, 0x80, 0x7F);
/// Outer limits of the funnel plot; becomes a dashed `QUIET`.
pub(crate) const OUTER: RGBColor = RGBColor(0x80, 0x7F, 0x80);

/// The look of series number `index`; colours repeat after six, markers after four.
pub(crate) fn series(index: usize) -> SeriesStyle {
    let (colour, _) = SERIES[index % SERIES.len()];
    SeriesStyle { colour: rgb(colour), marker: MARKERS[index % MARKERS.len()] }
}

/// Reads `#RRGGBB`; anything else is black.
pub(crate) fn rgb(hexadecimal: &str) -> RGBColor {
    let part = |from: usize| {
        hexadecimal
            .get(from..from + 2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .unwrap_or(0)
    };
    RGBColor(part(1), part(3), part(5))
}
