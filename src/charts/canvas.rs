//! The sheet a chart is drawn on: plotters' SVG backend inside, the house's marks and accessibility around it.

use std::fmt::Write as _;

use plotters::prelude::{Color, DrawingBackend, IntoTextStyle, RGBColor, SVGBackend, ShapeStyle};
use plotters::style::FontStyle;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::Head;
use crate::palette::{ABSENT, INK, Marker, OUTER, QUIET, SERIES, SeriesStyle};

/// Width of every chart in user units: a cheap phone's screen, so that letters keep their size there.
pub(crate) const WIDTH: i32 = 340;

/// Letters of labels, in user units.
pub(crate) const TEXT_SIZE: f64 = 13.0;

/// Which end of a text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Left,
    Middle,
    Right,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextLook {
    pub(crate) anchor: Anchor,
    pub(crate) size: f64,
    pub(crate) is_bold: bool,
    pub(crate) colour: RGBColor,
}

impl TextLook {
    pub(crate) fn new(anchor: Anchor) -> Self {
        Self { anchor, size: TEXT_SIZE, is_bold: false, colour: INK }
    }

    pub(crate) fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }

    pub(crate) fn size(self, size: f64) -> Self {
        Self { size, ..self }
    }

    pub(crate) fn colour(self, colour: RGBColor) -> Self {
        Self { colour, ..self }
    }
}

/// Collects drawing commands and closes them into one SVG text.
///
/// Writing into a text cannot fail, so the backend's results carry no information and are dropped in one place, `draw`.
pub(crate) struct Canvas {
    commands: Vec<Command>,
    height: i32,
    behind: String,
}

enum Command {
    Line((i32, i32), (i32, i32), RGBColor, f64, u32),
    Path(Vec<(i32, i32)>, RGBColor, u32),
    Polygon(Vec<(i32, i32)>, RGBColor, f64),
    Rectangle((i32, i32), (i32, i32), RGBColor, bool),
    Circle((i32, i32), u32, RGBColor, bool),
    Text(String, (i32, i32), TextLook),
}

impl Canvas {
    pub(crate) fn new(height: i32) -> Self {
        Self { commands: Vec::new(), height, behind: String::new() }
    }

    /// Elements of the house's own making behind all others: shapes finer than the backend's whole units.
    pub(crate) fn behind(&mut self, elements: &str) {
        self.behind.push_str(elements);
    }

    /// A quiet grid line.
    pub(crate) fn grid(&mut self, from: (i32, i32), to: (i32, i32)) {
        self.commands.push(Command::Line(from, to, QUIET, 0.35, 1));
    }

    /// A line in a colour.
    pub(crate) fn line(&mut self, from: (i32, i32), to: (i32, i32), colour: RGBColor, width: u32) {
        self.commands.push(Command::Line(from, to, colour, 1.0, width));
    }

    /// A bent line; one point alone draws nothing.
    pub(crate) fn path(&mut self, points: Vec<(i32, i32)>, colour: RGBColor, width: u32) {
        if points.len() > 1 {
            self.commands.push(Command::Path(points, colour, width));
        }
    }

    /// A filled shape.
    pub(crate) fn polygon(&mut self, points: Vec<(i32, i32)>, colour: RGBColor, opacity: f64) {
        self.commands.push(Command::Polygon(points, colour, opacity));
    }

    /// A filled rectangle between two corners in any order.
    pub(crate) fn rectangle(&mut self, one: (i32, i32), other: (i32, i32), colour: RGBColor) {
        self.commands.push(Command::Rectangle(one, other, colour, true));
    }

    /// An outlined rectangle between two corners in any order.
    pub(crate) fn outline(&mut self, one: (i32, i32), other: (i32, i32), colour: RGBColor) {
        self.commands.push(Command::Rectangle(one, other, colour, false));
    }

    /// A ring without a filling.
    pub(crate) fn ring(&mut self, centre: (i32, i32), radius: u32, colour: RGBColor) {
        self.commands.push(Command::Circle(centre, radius, colour, false));
    }

    /// A mark of a series.
    pub(crate) fn marker(&mut self, (x, y): (i32, i32), style: SeriesStyle) {
        match style.marker {
            Marker::Circle => self.commands.push(Command::Circle((x, y), 3, style.colour, true)),
            Marker::Square => self.rectangle((x - 3, y - 3), (x + 3, y + 3), style.colour),
            Marker::Triangle => {
                self.polygon(vec![(x, y - 4), (x + 4, y + 3), (x - 4, y + 3)], style.colour, 1.0);
            }
            Marker::Diamond => self.polygon(
                vec![(x, y - 4), (x + 4, y), (x, y + 4), (x - 4, y)],
                style.colour,
                1.0,
            ),
        }
    }

    /// A text centred vertically on its point.
    pub(crate) fn text(&mut self, text: &str, at: (i32, i32), look: TextLook) {
        let text = isolate(&clean(text));
        if !text.is_empty() {
            // Renderers differ in baselines, so the middle of the letters is found here.
            let below = (look.size * 0.35).round() as i32;
            self.commands.push(Command::Text(text, (at.0, at.1 + below), look));
        }
    }

    /// Draws everything and wraps it with title, description and role.
    pub(crate) fn finish(self, head: &Head, description: &str) -> String {
        let mut drawn = String::new();
        {
            let mut backend =
                SVGBackend::with_string(&mut drawn, (WIDTH as u32, self.height.max(1) as u32));
            for command in &self.commands {
                draw(&mut backend, command);
            }
            let _ = backend.present();
        }
        wrap(&drawn, &self.behind, head, description, self.height.max(1))
    }
}

fn draw(backend: &mut SVGBackend<'_>, command: &Command) {
    let _ = match command {
        Command::Line(from, to, colour, opacity, width) => {
            let style =
                ShapeStyle { color: colour.mix(*opacity), filled: false, stroke_width: *width };
            backend.draw_line(*from, *to, &style)
        }
        Command::Path(points, colour, width) => {
            backend.draw_path(points.iter().copied(), &colour.stroke_width(*width))
        }
        Command::Polygon(points, colour, opacity) => {
            backend.fill_polygon(points.iter().copied(), &colour.mix(*opacity))
        }
        Command::Rectangle(one, other, colour, is_filled) => {
            let upper = (one.0.min(other.0), one.1.min(other.1));
            let lower = (one.0.max(other.0), one.1.max(other.1));
            backend.draw_rect(upper, lower, colour, *is_filled)
        }
        Command::Circle(centre, radius, colour, is_filled) => {
            backend.draw_circle(*centre, *radius, &colour.stroke_width(2), *is_filled)
        }
        Command::Text(text, at, look) => {
            let horizontal = match look.anchor {
                Anchor::Left => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::Right => HPos::Right,
            };
            let style = if look.is_bold { FontStyle::Bold } else { FontStyle::Normal };
            // plotters divides the size by 1.24 when it writes it.
            let font = ("sans-serif", look.size * 1.24, style);
            let style = font
                .with_color(look.colour)
                .into_text_style(&(WIDTH as u32, WIDTH as u32))
                .pos(Pos::new(horizontal, VPos::Center));
            backend.draw_text(text, &style, *at)
        }
    };
}

/// Replaces the backend's frame by ours and drops what is the default anyway.
fn wrap(drawn: &str, behind: &str, head: &Head, description: &str, height: i32) -> String {
    let inner = drawn.split_once(">\n").map_or("", |(_, rest)| rest);
    let inner = inner.strip_suffix("</svg>\n").unwrap_or(inner);
    let id = head.safe_id();
    let mut out = String::with_capacity(inner.len() + 600);
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart-picture\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-description\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" lang=\"{}\" style=\"direction:ltr\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-description\">{}</desc>\
         <g aria-hidden=\"true\" font-family=\"system-ui,'Noto Sans Arabic',sans-serif\" \
         font-size=\"{TEXT_SIZE}\">",
        head.language.code(),
        escape(&clean(&head.title)),
        escape(&clean(description)),
    );
    out.push_str(behind);
    for element in inner.lines() {
        out.push_str(&tidy(element));
    }
    out.push_str("</g></svg>");
    out
}

fn tidy(element: &str) -> String {
    let mut element = element
        .replace(" opacity=\"1\"", "")
        .replace(" stroke=\"none\"", "")
        .replace(" dy=\"0.5ex\"", "")
        .replace(" font-family=\"sans-serif\"", "")
        .replace(&format!(" font-size=\"{TEXT_SIZE}\""), "")
        .replace(" text-anchor=\"start\"", "")
        .replace(&format!("\"{}\"", hexadecimal(INK)), "\"currentColor\"")
        .replace(" \"/>", "\"/>");
    if element.contains("fill=\"#") {
        element = element.replace(" stroke-width=\"2\"", "");
    }
    for (colour, dash) in SERIES {
        if element.starts_with("<polyline") && !dash.is_empty() {
            element = dashed(&element, colour, dash, colour);
        }
    }
    let quiet = hexadecimal(QUIET);
    element = dashed(&element, &hexadecimal(ABSENT), "3 3", &quiet);
    dashed(&element, &hexadecimal(OUTER), "5 4", &quiet)
}

fn dashed(element: &str, colour: &str, dash: &str, shown: &str) -> String {
    element.replace(
        &format!("stroke=\"{colour}\""),
        &format!("stroke=\"{shown}\" stroke-dasharray=\"{dash}\""),
    )
}

fn hexadecimal(colour: RGBColor) -> String {
    format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2)
}

/// Drops characters that XML forbids and line ends that would split an element.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .filter(|letter| {
            !letter.is_control()
                && !matches!(*letter, '\u{FFFE}' | '\u{FFFF}' | '\u{2028}' | '\u{2029}')
        })
        .collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Wraps a text with Arabic letters in U+2067 … U+2069, so that viewers which assume left to right keep its order.
pub(crate) fn isolate(text: &str) -> String {
    if text.chars().any(is_arabic_letter) {
        format!("\u{2067}{text}\u{2069}")
    } else {
        text.to_owned()
    }
}

fn is_arabic_letter(letter: char) -> bool {
    matches!(letter, '\u{0620}'..='\u{065F}' | '\u{066E}'..='\u{06EF}' | '\u{06FA}'..='\u{077F}' | '\u{08A0}'..='\u{08FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// A rough width of a text in user units; the real shaping happens in the browser.
pub(crate) fn text_width(text: &str, size: f64) -> i32 {
    (text.chars().map(letter_width).sum::<f64>() * size).ceil() as i32
}

/// Widths in ems, a little more than common fonts need: joined Arabic letters are narrow, marks take no room.
fn letter_width(letter: char) -> f64 {
    match letter {
        '\u{064B}'..='\u{0652}' | '\u{2066}'..='\u{2069}' => 0.0,
        letter if is_arabic_letter(letter) => 0.52,
        _ => 0.6,
    }
}

/// The text cut to about `width` units, with an ellipsis when something is missing.
pub(crate) fn fit(text: &str, width: i32, size: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut room = f64::from(width) / size - 0.9;
    let kept: String = text
        .chars()
        .take_while(|letter| {
            room -= letter_width(*letter);
            room >= 0.0
        })
        .collect();
    format!("{}…", kept.trim_end())
}
