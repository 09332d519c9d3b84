//! A drawing becomes a PNG picture on white; its texts stand beside the pixels for those who cannot see them.

use std::io::Write;

use usvg::tiny_skia_path::{Path, PathSegment, Transform};
use usvg::{FillRule, Group, Node, Paint};
use zeno::{Command, Fill, Mask, PathBuilder, Stroke, Style};

use crate::fonts::tree;
use crate::{Error, Result};

/// Most pixels of a picture: a poster of a long page at twice its size.
const PIXELS_MAX: u64 = 40_000_000;

/// Draws an SVG at a scale and writes it as PNG; the texts of the drawing, in the order of reading, are its description.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>> {
    let tree = tree(svg)?;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    let (width, height) = (width.ceil().max(1.0) as u32, height.ceil().max(1.0) as u32);
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Error::TooLarge { width, height, limit: PIXELS_MAX });
    }
    let mut sheet = Sheet::new(width, height);
    draw(&mut sheet, tree.root(), Transform::from_scale(scale, scale));
    let mut texts = Vec::new();
    spoken(tree.root(), &mut texts);
    sheet.encode(&texts.join("\n"))
}

fn draw(sheet: &mut Sheet, group: &Group, transform: Transform) {
    let transform = transform.pre_concat(group.transform());
    for node in group.children() {
        match node {
            Node::Group(group) => draw(sheet, group, transform),
            Node::Text(text) => draw(sheet, text.flattened(), transform),
            Node::Path(path) if path.is_visible() => shape(sheet, path, transform),
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

fn shape(sheet: &mut Sheet, path: &usvg::Path, transform: Transform) {
    let outline = commands(path.data(), transform);
    if let Some(fill) = path.fill() {
        let rule = match fill.rule() {
            FillRule::NonZero => Fill::NonZero,
            FillRule::EvenOdd => Fill::EvenOdd,
        };
        sheet.blend(&outline, Style::Fill(rule), colour(fill.paint()), fill.opacity().get());
    }
    if let Some(stroke) = path.stroke() {
        let scale = transform.sx.hypot(transform.ky);
        let dashes: Vec<f32> =
            stroke.dasharray().unwrap_or_default().iter().map(|dash| dash * scale).collect();
        let mut style = Stroke::new(stroke.width().get() * scale);
        style.dash(&dashes, stroke.dashoffset() * scale);
        sheet.blend(&outline, Style::Stroke(style), colour(stroke.paint()), stroke.opacity().get());
    }
}

/// Charts use plain colours only.
pub(crate) fn colour(paint: &Paint) -> [u8; 3] {
    match paint {
        Paint::Color(colour) => [colour.red, colour.green, colour.blue],
        _ => [0x80; 3],
    }
}

fn commands(path: &Path, transform: Transform) -> Vec<Command> {
    let mut out: Vec<Command> = Vec::new();
    let at = |point: usvg::tiny_skia_path::Point| {
        let mut point = point;
        transform.map_point(&mut point);
        zeno::Point::new(point.x, point.y)
    };
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                out.move_to(at(to));
            }
            PathSegment::LineTo(to) => {
                out.line_to(at(to));
            }
            PathSegment::QuadTo(by, to) => {
                out.quad_to(at(by), at(to));
            }
            PathSegment::CubicTo(one, two, to) => {
                out.curve_to(at(one), at(two), at(to));
            }
            PathSegment::Close => {
                out.close();
            }
        }
    }
    out
}

/// The texts of a drawing without the marks that isolate directions.
pub(crate) fn spoken(group: &Group, found: &mut Vec<String>) {
    for node in group.children() {
        match node {
            Node::Group(group) => spoken(group, found),
            Node::Text(text) => {
                let whole: String = text.chunks().iter().map(usvg::TextChunk::text).collect();
                found.push(plain(&whole));
            }
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

/// A text without the marks that isolate directions.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|letter| !matches!(letter, '\u{2066}'..='\u{2069}')).collect()
}

struct Sheet {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Sheet {
    fn new(width: u32, height: u32) -> Self {
        Self { width, height, pixels: vec![0xFF; width as usize * height as usize * 3] }
    }

    fn blend(&mut self, outline: &[Command], style: Style<'_>, colour: [u8; 3], opacity: f32) {
        if outline.is_empty() {
            return;
        }
        let (mask, place) = Mask::new(outline).style(style).render();
        for row in 0..place.height {
            let y = i64::from(place.top) + i64::from(row);
            if y < 0 || y >= i64::from(self.height) {
                continue;
            }
            for column in 0..place.width {
                let x = i64::from(place.left) + i64::from(column);
                if x < 0 || x >= i64::from(self.width) {
                    continue;
                }
                let cover =
                    f32::from(mask[(row * place.width + column) as usize]) / 255.0 * opacity;
                let at = (y as usize * self.width as usize + x as usize) * 3;
                for (pixel, ink) in self.pixels[at..at + 3].iter_mut().zip(colour) {
                    let mixed = f32::from(*pixel) * (1.0 - cover) + f32::from(ink) * cover;
                    *pixel = mixed.round() as u8;
                }
            }
        }
    }

    /// PNG as of the third edition of its specification: header, description, one compressed run of rows.
    fn encode(&self, description: &str) -> Result<Vec<u8>> {
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut header = Vec::new();
        header.extend(self.width.to_be_bytes());
        header.extend(self.height.to_be_bytes());
        // Eight bits, red green blue, the only compression and filters there are, not interlaced.
        header.extend([8, 2, 0, 0, 0]);
        chunk(&mut file, *b"IHDR", &header);
        let mut text = b"Description\0\0\0\0\0".to_vec();
        text.extend(description.as_bytes());
        chunk(&mut file, *b"iTXt", &text);
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
        for row in self.pixels.chunks(self.width as usize * 3) {
            packed.write_all(&[0])?;
            packed.write_all(row)?;
        }
        chunk(&mut file, *b"IDAT", &packed.finish()?);
        chunk(&mut file, *b"IEND", &[]);
        Ok(file)
    }
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    file.extend((data.len() as u32).to_be_bytes());
    let from = file.len();
    file.extend(kind);
    file.extend(data);
    let sum = crc32fast::hash(&file[from..]);
    file.extend(sum.to_be_bytes());
}
