//! The engine below titles and evaluation: labels of concepts, indexed three ways, and what a query has in common with them.

mod analysis;
mod associations;
mod concepts;
mod features;
mod field;
mod wording;

pub(crate) use analysis::{Analysed, Analyser};
pub(crate) use associations::Associations;
pub(crate) use concepts::{ConceptIndex, ConceptSource, Group};
pub(crate) use features::{FEATURES, Features, best};
pub(crate) use field::{Field, Weighting};
pub(crate) use wording::Wording;
