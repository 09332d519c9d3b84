//! Reads `pipelines/` into one checked graph: source contracts, SQL models and metric files.
//!
//! Nothing here runs: the catalog says what the data is, which table is made from which, and
//! what is wrong with a declaration before any engine sees it.

mod error;
mod graph;
mod lineage;
mod model;
mod project;
pub mod source;
mod suggest;

pub use error::{Error, Result};
pub use graph::{Catalog, LINK_TABLES, MetricFile, REFERENCE_TABLES};
pub use lineage::{lineage_markdown, lineage_tree};
pub use model::{ESTIMATORS, Layer, Model, ModelColumn, ModelTest};
pub use project::Project;
pub use source::SourceContract;
pub use suggest::nearest;

#[cfg(test)]
mod tests;
