//! The tile map: one square per governorate, so that small ones are seen; never mirrored.

use mizan_domain::governorate;

use crate::canvas::{Anchor, Canvas, TextLook, WIDTH, fit};
use crate::head::Head;
use crate::narrative;
use crate::numerals::{self, ValueFormat};
use crate::palette::{self, ABSENT, QUIET, SEQUENCE};
use crate::scale::drawable;

/// Where each governorate stands: ISO 3166-2 code, row, column, both from 0.
pub const TILE_GRID: [(&str, i32, i32); 27] = [
    ("EG-KFS", 0, 2),
    ("EG-DT", 0, 3),
    ("EG-ALX", 1, 0),
    ("EG-BH", 1, 1),
    ("EG-GH", 1, 2),
    ("EG-DK", 1, 3),
    ("EG-PTS", 1, 4),
    ("EG-MT", 2, 0),
    ("EG-MNF", 2, 1),
    ("EG-KB", 2, 2),
    ("EG-SHR", 2, 3),
    ("EG-IS", 2, 4),
    ("EG-SIN", 2, 5),
    ("EG-FYM", 3, 0),
    ("EG-GZ", 3, 1),
    ("EG-BNS", 3, 2),
    ("EG-C", 3, 3),
    ("EG-SUZ", 3, 4),
    ("EG-JS", 3, 5),
    ("EG-MN", 4, 1),
    ("EG-AST", 4, 2),
    ("EG-BA", 4, 3),
    ("EG-WAD", 5, 1),
    ("EG-SHG", 5, 2),
    ("EG-KN", 5, 3),
    ("EG-LX", 5, 4),
    ("EG-ASN", 6, 3),
];

const TILE: i32 = 56;
const TILE_HEIGHT: i32 = 48;
const NAME_SIZE: f64 = 10.5;

/// The value of one governorate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tile {
    /// ISO 3166-2 code, such as `EG-MN`; other codes are not drawn.
    pub governorate_code: String,
    /// Its value; `None` leaves the tile empty with a dashed outline.
    pub value: Option<f64>,
    /// Sign in an empty tile, such as `c` for suppressed or `x` for not available.
    pub absent: String,
}

/// A map of 27 tiles in up to five classes of about equal size.
#[derive(Debug, Clone, PartialEq)]
pub struct TileMap {
    /// Identity, title, language, digits.
    pub head: Head,
    /// The values; a governorate left out is drawn empty with the sign `x`.
    pub tiles: Vec<Tile>,
    /// How the values are written.
    pub format: ValueFormat,
}

impl TileMap {
    /// The generated sentence.
    pub fn describe(&self) -> String {
        let rows = self.tiles.iter().filter_map(|tile| {
            let governorate = governorate::by_code(&tile.governorate_code)?;
            Some((governorate.name(self.head.language), tile.value))
        });
        narrative::over_categories(&self.head, rows, self.format)
    }

    /// Draws the map with its key.
    pub fn to_svg(&self) -> String {
        let description = self.head.description.clone().unwrap_or_else(|| self.describe());
        let mut known: Vec<f64> =
            self.tiles.iter().filter_map(|tile| drawable(tile.value)).collect();
        known.sort_by(f64::total_cmp);
        let classes = classes(&known);
        let keys = i32::from(!classes.is_empty()) * 36;
        let mut canvas = Canvas::new(7 * TILE_HEIGHT + 8 + keys);
        for (code, row, column) in TILE_GRID {
            let tile = self.tiles.iter().find(|tile| tile.governorate_code == code);
            self.tile(&mut canvas, code, (column * TILE, row * TILE_HEIGHT), tile, &classes);
        }
        self.keys(&mut canvas, &classes, 7 * TILE_HEIGHT + 8);
        canvas.finish(&self.head, &description)
    }

    fn tile(
        &self,
        canvas: &mut Canvas,
        code: &str,
        (x, y): (i32, i32),
        tile: Option<&Tile>,
        classes: &[(f64, f64)],
    ) {
        let Some(governorate) = governorate::by_code(code) else { return };
        let name = governorate.name(self.head.language);
        let value = tile.and_then(|tile| drawable(tile.value));
        let corners = ((x + 1, y + 1), (x + TILE - 1, y + TILE_HEIGHT - 1));
        let ink = match value {
            Some(value) => {
                let (fill, ink) = SEQUENCE[class_of(value, classes)];
                canvas.rectangle(corners.0, corners.1, palette::rgb(fill));
                canvas.outline(corners.0, corners.1, QUIET);
                palette::rgb(ink)
            }
            None => {
                canvas.outline(corners.0, corners.1, ABSENT);
                palette::INK
            }
        };
        let look = TextLook::new(Anchor::Middle).size(NAME_SIZE).colour(ink);
        let centre = x + TILE / 2;
        // Long names take two lines, so that they stay readable on a narrow screen.
        let words = name.split_once(' ').filter(|_| name.chars().count() > 9);
        let value_y = match words {
            Some((first, second)) => {
                canvas.text(&fit(first, TILE + 14, NAME_SIZE), (centre, y + 9), look);
                canvas.text(&fit(second, TILE + 14, NAME_SIZE), (centre, y + 20), look);
                y + 35
            }
            None => {
                canvas.text(&fit(name, TILE + 14, NAME_SIZE), (centre, y + 13), look);
                y + 31
            }
        };
        let text = match value {
            Some(value) => {
                numerals::short(value, self.format, self.head.language, self.head.digits)
            }
            None => tile.map_or("x", |tile| tile.absent.as_str()).to_owned(),
        };
        canvas.text(&text, (centre, value_y), look.size(13.0).bold());
    }

    pub(crate) fn keys(&self, canvas: &mut Canvas, classes: &[(f64, f64)], top: i32) {
        let width = WIDTH / SEQUENCE.len() as i32;
        for (index, (low, high)) in classes.iter().enumerate() {
            let (fill, _) = SEQUENCE[colour_of(index, classes.len())];
            let place = index as i32;
            let x = if self.head.is_arabic() { WIDTH - (place + 1) * width } else { place * width };
            canvas.rectangle((x + 1, top), (x + width - 1, top + 12), palette::rgb(fill));
            canvas.outline((x + 1, top), (x + width - 1, top + 12), QUIET);
            let write = |value: f64| {
                numerals::short(value, self.format, self.head.language, self.head.digits)
            };
            let text = if low == high {
                write(*low)
            } else {
                format!("{}–{}", write(*low), write(*high))
            };
            let look = TextLook::new(Anchor::Middle).size(NAME_SIZE);
            canvas.text(&fit(&text, width + 12, NAME_SIZE), (x + width / 2, top + 23), look);
        }
    }
}

/// The lowest and highest value of each class; `sorted` is ascending.
pub(crate) fn classes(sorted: &[f64]) -> Vec<(f64, f64)> {
    let mut distinct = sorted.to_vec();
    distinct.dedup();
    let count = distinct.len().min(SEQUENCE.len());
    (0..count)
        .map(|index| {
            let from = index * distinct.len() / count;
            let to = (index + 1) * distinct.len() / count - 1;
            (distinct[from], distinct[to])
        })
        .collect()
}

/// Index into the colours for a value.
pub(crate) fn class_of(value: f64, classes: &[(f64, f64)]) -> usize {
    let class = classes.iter().position(|(_, high)| value <= *high).unwrap_or(classes.len() - 1);
    colour_of(class, classes.len())
}

/// Spreads fewer classes over the whole range of colours.
fn colour_of(class: usize, count: usize) -> usize {
    if count < 2 { 2 } else { class * (SEQUENCE.len() - 1) / (count - 1) }
}
