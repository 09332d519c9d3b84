//! Occupations, skills and titles: the official ESCO and ISCO-08 layouts, own extensions, and free text made into both.

pub mod evaluation;

mod builder;
mod classifier;
mod derived;
mod error;
mod file;
mod import;
mod lists;
mod model;
mod parallel;
mod phrases;
mod ranking;
mod relations;
mod vector;

pub use classifier::{TitleClassifier, TitleMatch, TitleVector, UNKNOWN_BELOW};
pub use error::{Error, Result};
pub use import::{FileReport, ImportReport, Refusal};
pub use model::{OccupationId, SkillId, SkillKind, Taxonomy};
pub use relations::{NearSkill, SkillRelation, isco_proximity, isco_shared_digits};
pub use vector::SparseVector;

#[cfg(test)]
mod tests;
