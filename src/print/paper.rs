//! Drawings become the sheets of a PDF: shapes as shapes, letters as letters of embedded fonts that can be searched and copied.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use mizan_domain::Language;
use pdf_writer::types::{CidFontType, Direction, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use subsetter::GlyphRemapper;
use usvg::fontdb::ID;
use usvg::tiny_skia_path::{Path, PathSegment, Transform};
use usvg::{FillRule, Group, Node, Text, Tree};

use crate::fonts::{Metrics, tree};
use crate::picture::{colour, plain};
use crate::{Error, Result};

const SYSTEM: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// A font while the sheets are written: which glyphs are used, and for which letters.
struct Used {
    name: String,
    remapper: GlyphRemapper,
    letters: BTreeMap<u16, String>,
    metrics: Metrics,
    file: Vec<u8>,
}

/// Writes drawings as the sheets of one PDF with a title and a language.
pub fn pdf(sheets: &[String], title: &str, language: Language) -> Result<Vec<u8>> {
    let mut writer = Writer { fonts: BTreeMap::new(), opacities: BTreeSet::new() };
    let mut contents = Vec::new();
    for sheet in sheets {
        let tree = tree(sheet)?;
        let (width, height) = (tree.size().width(), tree.size().height());
        let mut content = Content::new();
        content.transform([1.0, 0.0, 0.0, -1.0, 0.0, height]);
        writer.group(&tree, tree.root(), Transform::identity(), &mut content)?;
        contents.push((packed(&content.finish())?, width, height));
    }
    writer.file(&contents, title, language)
}

struct Writer {
    fonts: BTreeMap<ID, Used>,
    /// Opacities in thousandths.
    opacities: BTreeSet<u16>,
}

impl Writer {
    fn group(
        &mut self,
        tree: &Tree,
        group: &Group,
        transform: Transform,
        content: &mut Content,
    ) -> Result<()> {
        let transform = transform.pre_concat(group.transform());
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(tree, group, transform, content)?,
                Node::Text(text) => self.text(tree, text, transform, content)?,
                Node::Path(path) if path.is_visible() => self.shape(path, transform, content),
                Node::Path(_) | Node::Image(_) => {}
            }
        }
        Ok(())
    }

    fn shape(&mut self, path: &usvg::Path, transform: Transform, content: &mut Content) {
        content.save_state();
        let ts = transform;
        content.transform([ts.sx, ts.ky, ts.kx, ts.sy, ts.tx, ts.ty]);
        if let Some(fill) = path.fill() {
            self.ink(fill.paint(), fill.opacity().get(), false, content);
            outline(path.data(), content);
            match fill.rule() {
                FillRule::NonZero => content.fill_nonzero(),
                FillRule::EvenOdd => content.fill_even_odd(),
            };
        }
        if let Some(stroke) = path.stroke() {
            self.ink(stroke.paint(), stroke.opacity().get(), true, content);
            content.set_line_width(stroke.width().get());
            content.set_dash_pattern(
                stroke.dasharray().unwrap_or_default().iter().copied(),
                stroke.dashoffset(),
            );
            outline(path.data(), content);
            content.stroke();
        }
        content.restore_state();
    }

    fn ink(&mut self, paint: &usvg::Paint, opacity: f32, is_stroke: bool, content: &mut Content) {
        let [red, green, blue] = colour(paint).map(|part| f32::from(part) / 255.0);
        if is_stroke {
            content.set_stroke_rgb(red, green, blue);
        } else {
            content.set_fill_rgb(red, green, blue);
        }
        let thousandths = (opacity * 1_000.0).round() as u16;
        if thousandths < 1_000 {
            self.opacities.insert(thousandths);
            content.set_parameters(Name(opacity_name(thousandths).as_bytes()));
        }
    }

    /// Glyphs stand where the shaper put them, in the order of the line; each says which letters it stands for, so that
    /// readers turn the line round by themselves. (`ActualText` is turned round once more by some of them.)
    fn text(
        &mut self,
        tree: &Tree,
        text: &Text,
        transform: Transform,
        content: &mut Content,
    ) -> Result<()> {
        content.save_state();
        content.begin_text();
        for span in text.layouted() {
            if let Some(fill) = &span.fill {
                self.ink(fill.paint(), fill.opacity().get(), false, content);
            }
            // In a line from right to left a mark stands before its letter and holds the text of both.
            let mut marked = String::new();
            for glyph in &span.positioned_glyphs {
                let id = glyph.id.0;
                let is_isolate = |letter| matches!(letter, '\u{2066}'..='\u{2069}');
                if !glyph.text.is_empty() && glyph.text.chars().all(is_isolate) {
                    continue;
                }
                let place = transform.pre_concat(glyph.outline_transform());
                let used = self.font(tree, glyph.font)?;
                let new = used.remapper.remap(id);
                let is_mark =
                    used.metrics.advances.get(usize::from(id)).is_none_or(|one| *one == 0);
                if is_mark {
                    marked.clone_from(&glyph.text);
                } else {
                    let own = std::mem::take(&mut marked);
                    let own = if glyph.text.is_empty() { &own } else { &glyph.text };
                    let letters = written(&without_marks(&plain(own)));
                    let known = used.letters.entry(new).or_insert_with(|| letters.clone());
                    // A letter seen with a mark on it stands for itself elsewhere.
                    if letters.chars().count() < known.chars().count() {
                        *known = letters;
                    }
                }
                content.set_font(Name(used.name.as_bytes()), f32::from(used.metrics.units_per_em));
                content
                    .set_text_matrix([place.sx, place.ky, place.kx, place.sy, place.tx, place.ty]);
                content.show(Str(&new.to_be_bytes()));
            }
        }
        content.end_text();
        content.restore_state();
        Ok(())
    }

    fn font(&mut self, tree: &Tree, id: ID) -> Result<&mut Used> {
        let count = self.fonts.len();
        match self.fonts.entry(id) {
            std::collections::btree_map::Entry::Occupied(found) => Ok(found.into_mut()),
            std::collections::btree_map::Entry::Vacant(place) => {
                let face = tree.fontdb().face(id).map(|face| face.post_script_name.clone());
                let file = tree.fontdb().with_face_data(id, |data, _| data.to_vec());
                let name = face.unwrap_or_default();
                let missing =
                    || Error::Font(name.clone(), "it has no tables of its letters".to_owned());
                let file = file.ok_or_else(missing)?;
                let metrics = Metrics::of(&file).ok_or_else(missing)?;
                Ok(place.insert(Used {
                    name: format!("F{count}"),
                    remapper: GlyphRemapper::new(),
                    letters: BTreeMap::new(),
                    metrics,
                    file,
                }))
            }
        }
    }

    fn file(
        self,
        contents: &[(Vec<u8>, f32, f32)],
        title: &str,
        language: Language,
    ) -> Result<Vec<u8>> {
        let mut next = 1;
        let mut fresh = || {
            next += 1;
            Ref::new(next - 1)
        };
        let (catalog, pages, info) = (fresh(), fresh(), fresh());
        let mut pdf = Pdf::new();
        let fonts: Vec<(Ref, Used)> =
            self.fonts.into_values().map(|used| (fresh(), used)).collect();
        let states: Vec<(Ref, u16)> =
            self.opacities.iter().map(|opacity| (fresh(), *opacity)).collect();
        let sheets: Vec<(Ref, Ref)> = contents.iter().map(|_| (fresh(), fresh())).collect();
        let mut root = pdf.catalog(catalog);
        root.pages(pages).lang(TextStr(language.code()));
        let mut preferences = root.viewer_preferences();
        preferences.direction(match language {
            Language::Arabic => Direction::R2L,
            Language::English => Direction::L2R,
        });
        preferences.pair(Name(b"DisplayDocTitle"), true);
        preferences.finish();
        root.finish();
        pdf.document_info(info).title(TextStr(title)).creator(TextStr("mizan"));
        pdf.pages(pages).kids(sheets.iter().map(|(sheet, _)| *sheet)).count(sheets.len() as i32);
        for ((sheet, body), (content, width, height)) in sheets.iter().zip(contents) {
            let mut page = pdf.page(*sheet);
            page.parent(pages).media_box(Rect::new(0.0, 0.0, *width, *height)).contents(*body);
            let mut resources = page.resources();
            let mut named = resources.fonts();
            for (at, used) in &fonts {
                named.pair(Name(used.name.as_bytes()), *at);
            }
            named.finish();
            let mut named = resources.ext_g_states();
            for (at, opacity) in &states {
                named.pair(Name(opacity_name(*opacity).as_bytes()), *at);
            }
            named.finish();
            resources.finish();
            page.finish();
            pdf.stream(*body, content).filter(Filter::FlateDecode);
        }
        for (at, opacity) in &states {
            let opacity = f32::from(*opacity) / 1_000.0;
            pdf.ext_graphics(*at).non_stroking_alpha(opacity).stroking_alpha(opacity);
        }
        for (at, used) in &fonts {
            write_font(&mut pdf, *at, used, &mut fresh)?;
        }
        Ok(pdf.finish())
    }
}

fn write_font(pdf: &mut Pdf, at: Ref, used: &Used, fresh: &mut impl FnMut() -> Ref) -> Result<()> {
    let (face, descriptor, file, map) = (fresh(), fresh(), fresh(), fresh());
    let cut = subsetter::subset(&used.file, 0, &used.remapper)
        .map_err(|error| Error::Font(used.name.clone(), error.to_string()))?;
    // Six capitals and a plus say that the font holds only some of its letters.
    let index = used.name.bytes().last().unwrap_or(b'0') - b'0';
    let name = format!("MIZAN{}+Noto", char::from(b'A' + index));
    let base = Name(name.as_bytes());
    pdf.type0_font(at)
        .base_font(base)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(face)
        .to_unicode(map);
    let scale = 1_000.0 / f32::from(used.metrics.units_per_em);
    let mut cid = pdf.cid_font(face);
    cid.subtype(CidFontType::Type2)
        .base_font(base)
        .system_info(SYSTEM)
        .font_descriptor(descriptor)
        .default_width(0.0)
        .cid_to_gid_map_predefined(Name(b"Identity"));
    let widths = used.remapper.remapped_gids().map(|old| {
        f32::from(used.metrics.advances.get(usize::from(old)).copied().unwrap_or_default()) * scale
    });
    cid.widths().consecutive(0, widths);
    cid.finish();
    let [left, bottom, right, top] = used.metrics.bounds.map(|edge| f32::from(edge) * scale);
    pdf.font_descriptor(descriptor)
        .name(base)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(f32::from(used.metrics.ascent) * scale)
        .descent(f32::from(used.metrics.descent) * scale)
        .cap_height(714.0)
        .stem_v(80.0)
        .font_file2(file);
    pdf.stream(file, &packed(&cut)?).filter(Filter::FlateDecode);
    let mut letters = UnicodeCmap::new(Name(b"Custom"), SYSTEM);
    for (glyph, text) in &used.letters {
        if !text.is_empty() {
            letters.pair_with_multiple(*glyph, text.chars());
        }
    }
    pdf.cmap(map, &letters.finish());
    Ok(())
}

/// Letters without vowel marks, by which nobody searches.
fn without_marks(letters: &str) -> String {
    letters.chars().filter(|one| !matches!(one, '\u{64B}'..='\u{65F}' | '\u{670}')).collect()
}

/// What a glyph stands for; the two letters of lam-alef as their one sign, which no reader can turn round.
fn written(letters: &str) -> String {
    match letters {
        "لا" => "\u{FEFB}".to_owned(),
        "لأ" => "\u{FEF7}".to_owned(),
        "لإ" => "\u{FEF9}".to_owned(),
        "لآ" => "\u{FEF5}".to_owned(),
        other => other.to_owned(),
    }
}

fn opacity_name(thousandths: u16) -> String {
    format!("O{thousandths}")
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn outline(path: &Path, content: &mut Content) {
    let mut last = (0.0, 0.0);
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                content.move_to(to.x, to.y);
                last = (to.x, to.y);
            }
            PathSegment::LineTo(to) => {
                content.line_to(to.x, to.y);
                last = (to.x, to.y);
            }
            PathSegment::QuadTo(by, to) => {
                // The same curve with two handles.
                let third = |from: f32, by: f32| from + (by - from) * 2.0 / 3.0;
                content.cubic_to(
                    third(last.0, by.x),
                    third(last.1, by.y),
                    third(to.x, by.x),
                    third(to.y, by.y),
                    to.x,
                    to.y,
                );
                last = (to.x, to.y);
            }
            PathSegment::CubicTo(one, two, to) => {
                content.cubic_to(one.x, one.y, two.x, two.y, to.x, to.y);
                last = (to.x, to.y);
            }
            PathSegment::Close => {
                content.close_path();
            }
        }
    }
}
