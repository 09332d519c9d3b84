//! The true map of the governorates, with the Delta and the Canal once more in a larger scale; never mirrored.

use std::fmt::Write as _;

use crate::canvas::{Anchor, Canvas, TextLook, WIDTH};
use crate::numerals;
use crate::palette::{self, SEQUENCE};
use crate::scale::drawable;
use crate::tiles::{TileMap, class_of, classes};

/// Made by `geometry/derive.py`: a code, then rings of points in a frame as wide as every chart.
const GEOMETRY: &str = include_str!("geometry/governorates.txt");
/// The country's height in that frame.
const HEIGHT: i32 = 304;
/// Left, top, width and height of what is shown again, larger: Alexandria to the Canal, the coast to Fayum.
const NORTH: (i32, i32, i32, i32) = (128, 2, 114, 68);
const NORTH_TOP: i32 = HEIGHT + 10;
const NORTH_HEIGHT: i32 = NORTH.3 * WIDTH / NORTH.2;

/// One governorate's land.
struct Land {
    code: &'static str,
    /// Path of all rings.
    path: String,
    /// Centre and size of the largest ring.
    centre: (f64, f64),
    size: (f64, f64),
}

fn lands() -> impl Iterator<Item = Land> {
    GEOMETRY.lines().filter(|line| !line.starts_with('#')).filter_map(land)
}

fn land(line: &'static str) -> Option<Land> {
    let (code, rest) = line.split_once(' ')?;
    let mut path = String::new();
    let mut largest: Vec<(f64, f64)> = Vec::new();
    for ring in rest.split(';').filter(|ring| !ring.trim().is_empty()) {
        let points: Vec<(f64, f64)> = ring
            .split_whitespace()
            .filter_map(|point| point.split_once(','))
            .filter_map(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?)))
            .collect();
        let _ = write!(path, "M{}Z", ring.trim());
        if area(&points) > area(&largest) {
            largest = points;
        }
    }
    let side = |pick: fn(&(f64, f64)) -> f64| {
        let values = largest.iter().map(pick);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), one| {
            (low.min(one), high.max(one))
        })
    };
    let ((west, east), (north, south)) = (side(|point| point.0), side(|point| point.1));
    let centre = centroid(&largest);
    Some(Land { code, path, centre, size: (east - west, south - north) })
}

/// Twice the signed area, by the shoelace formula.
fn doubled(points: &[(f64, f64)]) -> f64 {
    let next = points.iter().cycle().skip(1);
    points.iter().zip(next).map(|(one, other)| one.0 * other.1 - other.0 * one.1).sum()
}

fn area(points: &[(f64, f64)]) -> f64 {
    doubled(points).abs() / 2.0
}

fn centroid(points: &[(f64, f64)]) -> (f64, f64) {
    let whole = doubled(points) * 3.0;
    let next = points.iter().cycle().skip(1);
    let sum = points.iter().zip(next).fold((0.0, 0.0), |sum, (one, other)| {
        let cross = one.0 * other.1 - other.0 * one.1;
        (sum.0 + (one.0 + other.0) * cross, sum.1 + (one.1 + other.1) * cross)
    });
    if whole == 0.0 { (0.0, 0.0) } else { (sum.0 / whole, sum.1 / whole) }
}

impl TileMap {
    /// Draws the same values on the true map.
    pub fn to_map_svg(&self) -> String {
        let description = self.head.description.clone().unwrap_or_else(|| self.describe());
        let mut known: Vec<f64> =
            self.tiles.iter().filter_map(|tile| drawable(tile.value)).collect();
        known.sort_by(f64::total_cmp);
        let classes = classes(&known);
        let top = NORTH_TOP + NORTH_HEIGHT + 8;
        let keys = i32::from(!classes.is_empty()) * 36;
        let mut canvas = Canvas::new(top + keys);
        let id = self.head.safe_id();
        let mut shapes = String::new();
        for land in lands() {
            let tile = self.tiles.iter().find(|tile| tile.governorate_code == land.code);
            let value = tile.and_then(|tile| drawable(tile.value));
            let look = match value {
                Some(value) => {
                    format!("fill=\"{}\" stroke=\"#FFFFFF\"", SEQUENCE[class_of(value, &classes)].0)
                }
                None => "fill=\"none\" stroke=\"#808080\" stroke-dasharray=\"2 2\"".to_owned(),
            };
            let _ = write!(shapes, "<path d=\"{}\" {look} stroke-width=\"0.5\"/>", land.path);
            if land.size.0.max(land.size.1) < 4.0 {
                // Land too small to be seen is marked by a circle.
                let (x, y) = land.centre;
                let _ = write!(
                    shapes,
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" {look} stroke-width=\"0.5\"/>"
                );
            }
            self.label(&mut canvas, &land, value, &classes);
        }
        let (x, y, width, height) = NORTH;
        canvas.behind(&format!(
            "<g id=\"{id}-land\">{shapes}</g>\
             <rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"#808080\"/>\
             <svg x=\"0\" y=\"{NORTH_TOP}\" width=\"{WIDTH}\" height=\"{NORTH_HEIGHT}\" viewBox=\"{x} {y} {width} {height}\">\
             <use href=\"#{id}-land\"/></svg>\
             <rect x=\"0.5\" y=\"{NORTH_TOP}\" width=\"{}\" height=\"{NORTH_HEIGHT}\" fill=\"none\" stroke=\"#808080\"/>",
            WIDTH - 1
        ));
        self.keys(&mut canvas, &classes, top);
        canvas.finish(&self.head, &description)
    }

    /// The value where there is room for it: on the map, or in its larger part.
    fn label(&self, canvas: &mut Canvas, land: &Land, value: Option<f64>, classes: &[(f64, f64)]) {
        let Some(value) = value else { return };
        let text = numerals::short(value, self.format, self.head.language, self.head.digits);
        let ink = palette::rgb(SEQUENCE[class_of(value, classes)].1);
        let look = TextLook::new(Anchor::Middle).size(9.0).colour(ink);
        let (x, y) = land.centre;
        if land.size.0 > 34.0 && land.size.1 > 16.0 {
            canvas.text(&text, (x.round() as i32, y.round() as i32), look);
        }
        let scale = f64::from(WIDTH) / f64::from(NORTH.2);
        let (left, top) = ((x - f64::from(NORTH.0)) * scale, (y - f64::from(NORTH.1)) * scale);
        let has_room = land.size.0 * scale > 26.0 && land.size.1 * scale > 11.0;
        let is_inside = left > 14.0
            && left < f64::from(WIDTH) - 14.0
            && top > 6.0
            && top < f64::from(NORTH_HEIGHT) - 6.0;
        if has_room && is_inside {
            let at = (left.round() as i32, NORTH_TOP + top.round() as i32);
            canvas.text(&text, at, look.size(10.5));
        }
    }
}

#[cfg(test)]
mod tests {
    //! The geometry fits the list of governorates.

    use mizan_domain::governorate::GOVERNORATES;

    use super::{HEIGHT, lands};

    #[test]
    fn every_governorate_has_land_inside_the_frame() {
        let lands: Vec<_> = lands().collect();
        assert_eq!(lands.len(), 27);
        for governorate in &GOVERNORATES {
            let land = lands.iter().find(|land| land.code == governorate.code).unwrap();
            assert!(land.path.starts_with('M') && land.size.0 > 0.3, "{}", land.code);
            assert!(land.centre.0 > 0.0 && land.centre.0 < 340.0, "{}", land.code);
            assert!(land.centre.1 > 0.0 && land.centre.1 < f64::from(HEIGHT), "{}", land.code);
        }
        let at = |code: &str| lands.iter().find(|land| land.code == code).unwrap().centre;
        assert!(at("EG-ASN").1 > at("EG-C").1, "north is up");
        assert!(at("EG-MT").0 < at("EG-C").0 && at("EG-C").0 < at("EG-SIN").0, "west is left");
    }
}
