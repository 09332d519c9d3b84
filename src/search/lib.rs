//! The text and skill index of openings: built from documents of one vintage, searched by words, filters and skills.

pub mod bench;

mod analyse;

mod document;
mod error;
mod facets;
mod index;
mod memory;
mod schema;
mod sight;
mod skills;
mod source;
mod words;
mod writer;

pub use document::OpeningDocument;
pub use error::{Error, Result};
pub use facets::Facets;
pub use index::{IndexInfo, SearchIndex};
pub use writer::{BuildReport, build_index};

#[cfg(test)]
mod tests;
