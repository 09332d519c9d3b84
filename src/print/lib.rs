//! Pages and charts as PNG pictures and PDF papers, with the fonts in the program and Arabic letters joined and in order.
//!
//! [`read`] takes the main part of one of our own HTML pages apart into a [`Document`]; [`papers`] and [`poster`] lay it
//! out as SVG; [`pdf`] and [`png`] write that SVG. Every form is made from the page itself, so it says what the page says.

mod document;
mod error;
mod fonts;
mod layout;
mod paper;
mod picture;
mod reader;

pub use document::{Block, Document};
pub use error::{Error, Result};
pub use fonts::{Glyph, glyphs};
pub use layout::{papers, poster};
pub use paper::pdf;
pub use picture::png;
pub use reader::read;

#[cfg(test)]
mod tests;
