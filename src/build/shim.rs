//! Temporary.
#![expect(missing_docs, reason = "temporary")]
use mizan_taxonomy::{OccupationId, SkillId, Taxonomy};
pub const UNKNOWN_BELOW: f64 = 0.5;
pub struct TitleMatch { pub occupation: OccupationId, pub confidence: f64 }
#[derive(Debug)]
pub struct TitleClassifier;
impl TitleClassifier {
    pub fn new(_: &Taxonomy) -> Self { Self }
    pub fn classify(&self, _: &str, _: usize) -> Vec<TitleMatch> { Vec::new() }
    pub fn skills_in(&self, _: &str, _: usize) -> Vec<(SkillId, f64)> { Vec::new() }
}
