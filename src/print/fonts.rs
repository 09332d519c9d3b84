//! The two fonts in the program, and texts set in them.

use std::sync::{Arc, LazyLock};

use usvg::fontdb::{Database, ID};
use usvg::{FontResolver, Node, Options, Tree};

use crate::{Error, Result};

/// Cut from Noto Sans and Noto Sans Arabic (SIL Open Font License 1.1): see `fonts/README.md`.
///
/// Both scripts stand in one file of each weight: the shaper gives up on a second font where a ligature changes the number
/// of glyphs, and digits beside lam-alef would be lost.
const FILES: [&[u8]; 2] =
    [include_bytes!("fonts/Noto-Regular.ttf"), include_bytes!("fonts/Noto-Bold.ttf")];

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for file in FILES {
        fonts.load_font_data(file.to_vec());
    }
    fonts.set_sans_serif_family("Noto Sans Arabic");
    Arc::new(fonts)
});

/// Reads a drawing; its letters are shaped with the fonts of the program, whatever the machine has.
pub(crate) fn tree(svg: &str) -> Result<Tree> {
    let options = Options {
        fontdb: Arc::clone(&FONTS),
        font_family: "Noto Sans Arabic".to_owned(),
        font_resolver: FontResolver {
            select_font: FontResolver::default_font_selector(),
            select_fallback: Box::new(same_weight),
        },
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|error| Error::Drawing(error.to_string()))
}

/// Another font of the same weight; there is none while each holds both scripts.
fn same_weight(_: char, used: &[ID], fonts: &mut Arc<Database>) -> Option<ID> {
    let weight = fonts.face(*used.first()?)?.weight;
    fonts.faces().find(|face| face.weight == weight && !used.contains(&face.id)).map(|face| face.id)
}

/// One glyph of a drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Which text of the drawing it belongs to, from 0.
    pub text: usize,
    /// The letters it stands for, in the order of reading.
    pub letters: String,
    /// Number of the glyph in its font: joined forms of a letter have different ones.
    pub number: u16,
    /// Where it stands, in units of the drawing from the left.
    pub x: f32,
}

/// All glyphs of a drawing as they are set, for checking their order.
pub fn glyphs(svg: &str) -> Result<Vec<Glyph>> {
    let tree = tree(svg)?;
    let mut found = Vec::new();
    let mut texts = 0;
    collect(tree.root(), &mut texts, &mut found);
    Ok(found)
}

fn collect(group: &usvg::Group, texts: &mut usize, found: &mut Vec<Glyph>) {
    for node in group.children() {
        match node {
            Node::Group(group) => collect(group, texts, found),
            Node::Text(text) => {
                for glyph in text.layouted().iter().flat_map(|span| &span.positioned_glyphs) {
                    let place = text.abs_transform().pre_concat(glyph.outline_transform());
                    found.push(Glyph {
                        text: *texts,
                        letters: glyph.text.clone(),
                        number: glyph.id.0,
                        x: place.tx,
                    });
                }
                *texts += 1;
            }
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

/// What the writer of papers needs to know of a font.
pub(crate) struct Metrics {
    /// Units of the design square.
    pub(crate) units_per_em: u16,
    /// Advance of every glyph in these units.
    pub(crate) advances: Vec<u16>,
    /// Letters rise so far above and reach so far below the line.
    pub(crate) ascent: i16,
    pub(crate) descent: i16,
    /// The box that holds every glyph: left, bottom, right, top.
    pub(crate) bounds: [i16; 4],
}

impl Metrics {
    /// Reads the tables `head`, `hhea` and `hmtx` of a TrueType file.
    pub(crate) fn of(file: &[u8]) -> Option<Self> {
        let short = |at: usize| Some(u16::from_be_bytes(file.get(at..at + 2)?.try_into().ok()?));
        let long =
            |at: usize| Some(u32::from_be_bytes(file.get(at..at + 4)?.try_into().ok()?) as usize);
        let table = |name: &[u8; 4]| {
            let count = usize::from(short(4)?);
            let entries = (0..count).map(|index| 12 + index * 16);
            entries
                .into_iter()
                .find(|at| file.get(*at..*at + 4) == Some(name))
                .and_then(|at| long(at + 8))
        };
        let (head, hhea, hmtx, maxp) =
            (table(b"head")?, table(b"hhea")?, table(b"hmtx")?, table(b"maxp")?);
        let measured = usize::from(short(hhea + 34)?).max(1);
        let advances = (0..usize::from(short(maxp + 4)?))
            .map(|glyph| short(hmtx + glyph.min(measured - 1) * 4))
            .collect::<Option<Vec<u16>>>()?;
        let signed = |at: usize| short(at).map(|value| value as i16);
        Some(Self {
            units_per_em: short(head + 18)?.max(1),
            advances,
            ascent: signed(hhea + 4)?,
            descent: signed(hhea + 6)?,
            bounds: [
                signed(head + 36)?,
                signed(head + 38)?,
                signed(head + 40)?,
                signed(head + 42)?,
            ],
        })
    }
}
