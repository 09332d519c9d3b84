//! A document as sheets of A4, or as one poster as long as it needs, drawn as SVG.

use std::fmt::Write as _;

use mizan_domain::Language;

use crate::document::{Block, Document};

const MARGIN: f64 = 42.0;
const SHEET: (f64, f64) = (595.0, 842.0);
const FOOT: f64 = 26.0;
const QUIET: &str = "#50605D";
const CHART_WIDTH: f64 = 400.0;
const CARDS: usize = 3;

/// Sheets of A4 with the page's line of freshness and a number below each.
pub fn papers(document: &Document) -> Vec<String> {
    let mut setter = Setter::new(document, SHEET.0, SHEET.1 - FOOT);
    setter.all(document);
    let count = setter.sheets.len() + 1;
    let mut sheets = std::mem::take(&mut setter.sheets);
    sheets.push(setter.drawn.clone());
    let mut out = Vec::with_capacity(count);
    for (index, inner) in sheets.into_iter().enumerate() {
        setter.drawn = inner;
        let line = format!("{} · {} / {count}", document.footer, index + 1);
        setter.top = SHEET.1 - MARGIN;
        setter.line_at(&line, 0.0, 8.0, false, QUIET);
        out.push(wrap(&setter.drawn, SHEET.0, SHEET.1));
    }
    out
}

/// One drawing of a width, as long as the document.
pub fn poster(document: &Document, width: f64) -> String {
    let mut setter = Setter::new(document, width, f64::INFINITY);
    setter.all(document);
    if !document.footer.is_empty() {
        setter.top += 6.0;
        setter.paragraph(&document.footer, 8.0, false, QUIET);
    }
    let height = (setter.top + MARGIN / 2.0).ceil();
    wrap(&setter.drawn, width, height)
}

fn wrap(inner: &str, width: f64, height: f64) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"'Noto Sans Arabic','Noto Sans'\">{inner}</svg>"
    )
}

struct Setter {
    is_arabic: bool,
    width: f64,
    bottom: f64,
    margin: f64,
    top: f64,
    drawn: String,
    sheets: Vec<String>,
}

impl Setter {
    fn new(document: &Document, width: f64, bottom: f64) -> Self {
        let margin = if width < 500.0 { 16.0 } else { MARGIN };
        Self {
            is_arabic: document.language == Language::Arabic,
            width,
            bottom: bottom - margin,
            margin,
            top: margin,
            drawn: String::new(),
            sheets: Vec::new(),
        }
    }

    fn all(&mut self, document: &Document) {
        let mut cards: Vec<&Block> = Vec::new();
        for block in &document.blocks {
            if matches!(block, Block::Card { .. }) {
                cards.push(block);
                continue;
            }
            self.cards(&std::mem::take(&mut cards));
            self.block(block);
        }
        self.cards(&cards);
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, text) => {
                let size = [20.0, 15.0, 12.0][usize::from((*level).clamp(1, 3)) - 1];
                // A heading does not stay alone at the end of a sheet.
                self.room(size * 5.0);
                self.top += size * 0.5;
                self.paragraph(text, size, true, "#000000");
            }
            Block::Text(text) => self.paragraph(text, 10.0, false, "#000000"),
            Block::Note(text) => self.paragraph(text, 8.5, false, QUIET),
            Block::Chart { svg, .. } => self.chart(svg),
            Block::Table { head, rows, .. } => self.table(head, rows),
            Block::Card { .. } => {}
        }
    }

    fn inner(&self) -> f64 {
        self.width - 2.0 * self.margin
    }

    /// Begins another sheet where so much does not fit any more.
    fn room(&mut self, height: f64) {
        if self.top + height > self.bottom && self.top > self.margin {
            self.sheets.push(std::mem::take(&mut self.drawn));
            self.top = self.margin;
        }
    }

    fn paragraph(&mut self, text: &str, size: f64, is_bold: bool, colour: &str) {
        for line in lines(text, self.inner(), size) {
            self.room(size * 1.6);
            self.top += size * 1.6;
            self.line_at(&line, 0.0, size, is_bold, colour);
        }
        self.top += size * 0.3;
    }

    /// A line of text so far from the side where reading begins; its foot stands at `top`.
    fn line_at(&mut self, text: &str, start: f64, size: f64, is_bold: bool, colour: &str) {
        let (x, anchor) = if self.is_arabic {
            (self.width - self.margin - start, "end")
        } else {
            (self.margin + start, "start")
        };
        self.letters(text, x, anchor, size, is_bold, colour);
    }

    fn letters(
        &mut self,
        text: &str,
        x: f64,
        anchor: &str,
        size: f64,
        is_bold: bool,
        colour: &str,
    ) {
        let weight = if is_bold { " font-weight=\"bold\"" } else { "" };
        let y = self.top - size * 0.35;
        let text = escape(&directed(text, self.is_arabic));
        let _ = write!(
            self.drawn,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"{colour}\"{weight}>{text}</text>"
        );
    }

    fn chart(&mut self, svg: &str) {
        let size = |name: &str| {
            let rest = svg.split_once(&format!(" {name}=\"")).map_or("", |(_, rest)| rest);
            rest.split_once('"').and_then(|(text, _)| text.parse::<f64>().ok())
        };
        let (Some(width), Some(height)) = (size("width"), size("height")) else { return };
        let shown = CHART_WIDTH.min(self.inner());
        let tall = height * shown / width;
        self.room(tall + 8.0);
        let x = if self.is_arabic { self.width - self.margin - shown } else { self.margin };
        let y = self.top + 4.0;
        // The same drawing at another place and size.
        let placed = svg
            .replacen(&format!(" width=\"{width}\""), &format!(" width=\"{shown:.1}\""), 1)
            .replacen(&format!(" height=\"{height}\""), &format!(" height=\"{tall:.1}\""), 1)
            .replacen("<svg ", &format!("<svg x=\"{x:.1}\" y=\"{y:.1}\" color=\"#000000\" "), 1)
            .replace("system-ui,'Noto Sans Arabic',sans-serif", "'Noto Sans Arabic','Noto Sans'");
        self.drawn.push_str(&placed);
        self.top = y + tall + 4.0;
    }

    fn cards(&mut self, cards: &[&Block]) {
        let per_row = if self.width < 500.0 { 1 } else { CARDS };
        let column = self.inner() / per_row as f64;
        for row in cards.chunks(per_row) {
            let texts: Vec<Vec<(String, f64, bool)>> = row
                .iter()
                .map(|card| match card {
                    Block::Card { name, value, notes } => {
                        let room = column - 12.0;
                        let part = |text: &str, size: f64, is_bold: bool| {
                            lines(text, room, size)
                                .into_iter()
                                .map(move |line| (line, size, is_bold))
                                .collect::<Vec<_>>()
                        };
                        let mut all = part(name, 9.5, false);
                        all.extend(part(value, 13.0, true));
                        all.extend(notes.iter().flat_map(|note| part(note, 8.0, false)));
                        all
                    }
                    _ => Vec::new(),
                })
                .collect();
            let tall = |lines: &Vec<(String, f64, bool)>| {
                lines.iter().map(|(_, size, _)| size * 1.5).sum::<f64>()
            };
            let height = texts.iter().map(tall).fold(0.0, f64::max) + 8.0;
            self.room(height);
            let from = self.top;
            for (index, lines) in texts.iter().enumerate() {
                self.top = from;
                for (line, size, is_bold) in lines {
                    self.top += size * 1.5;
                    self.line_at(line, index as f64 * column, *size, *is_bold, "#000000");
                }
            }
            self.top = from + height;
        }
    }

    fn table(&mut self, head: &[String], rows: &[Vec<String>]) {
        let columns = head.len().max(rows.iter().map(Vec::len).max().unwrap_or_default());
        if columns == 0 {
            return;
        }
        let size = if columns > 6 { 7.0 } else { 8.5 };
        // The first column takes the room that the others, each as wide as its longest word needs, leave.
        let widest = |column: usize| {
            let cells =
                rows.iter().filter_map(|row| row.get(column)).map(|cell| measure(cell, size));
            let words = head.get(column).map_or(0.0, |cell| {
                cell.split(' ').map(|word| measure(word, size)).fold(0.0, f64::max)
            });
            cells.fold(words, f64::max) + 10.0
        };
        let mut widths: Vec<f64> = (0..columns).map(widest).collect();
        let total: f64 = widths.iter().sum();
        let scale = self.inner() / total;
        for width in &mut widths {
            *width *= if scale < 1.0 { scale } else { scale.min(1.6) };
        }
        self.row(head, &widths, size, true);
        for row in rows {
            self.row(row, &widths, size, false);
        }
        self.top += 6.0;
    }

    fn row(&mut self, cells: &[String], widths: &[f64], size: f64, is_head: bool) {
        let wrapped: Vec<Vec<String>> =
            cells.iter().zip(widths).map(|(cell, width)| lines(cell, width - 6.0, size)).collect();
        let tall = wrapped.iter().map(Vec::len).max().unwrap_or(1).max(1) as f64 * size * 1.5 + 3.0;
        self.room(tall);
        let from = self.top;
        let mut start = 0.0;
        for (lines, width) in wrapped.iter().zip(widths) {
            self.top = from;
            for line in lines {
                self.top += size * 1.5;
                self.line_at(line, start, size, is_head, if is_head { QUIET } else { "#000000" });
            }
            start += width;
        }
        self.top = from + tall;
        let (left, right) = (self.margin, self.width - self.margin);
        let y = self.top - 1.0;
        let _ = write!(
            self.drawn,
            "<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"#C3CDCA\" stroke-width=\"0.5\"/>"
        );
    }
}

/// Breaks a text into lines that fit; a word longer than a line is broken too.
fn lines(text: &str, width: f64, size: f64) -> Vec<String> {
    let mut out = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if measure(&joined, size) <= width {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            out.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            if !line.is_empty() && measure(&line, size) + size * 0.6 > width {
                out.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    if !line.is_empty() {
        out.push(line);
    }
    out
}

/// A little more than the fonts need; exact widths come with the shaping.
fn measure(text: &str, size: f64) -> f64 {
    let letters = text.chars().map(|letter| match letter {
        '\u{064B}'..='\u{0652}' | '\u{2066}'..='\u{2069}' => 0.0,
        ' ' => 0.28,
        '\u{0600}'..='\u{06FF}' => 0.54,
        'A'..='Z' | 'm' | 'w' | '%' | '–' => 0.78,
        'i' | 'j' | 'l' | 't' | 'f' | '.' | ',' | ':' | '\'' => 0.36,
        _ => 0.59,
    });
    letters.sum::<f64>() * size
}

/// The shaper takes the left for the beginning, so every line says its own direction.
fn directed(text: &str, is_arabic: bool) -> String {
    let has_arabic = text.chars().any(|letter| matches!(letter, '\u{0600}'..='\u{06FF}'));
    match (is_arabic, has_arabic) {
        (true, true) => format!("\u{2067}{text}\u{2069}"),
        (_, true) => format!("\u{2066}{text}\u{2069}"),
        _ => text.to_owned(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
