//! Finding openings for people and people for openings: score, reasons, course plans, referral under capacity and its audit.

mod batch;
mod candidates;
mod code;
mod course;
mod error;
pub mod fairness;
mod filters;
mod graph;
pub mod nightly;
mod opening;
mod openings;
mod plan;
pub mod referral;
mod score;
mod seeker;
mod skills;
mod source;
mod taxonomy;
mod weights;

pub mod bench;

pub use batch::{BatchReferral, BatchSettings, Referred, refer_population};
pub use candidates::{CandidateMatch, CandidateRequest, Order, RegisteredSeeker, find_candidates};
pub use code::{UnknownCode, nearest_code};
pub use course::Course;
pub use error::{Error, Result};
pub use filters::{FilterCodes, Filters};
pub use graph::{NearSkill, SkillGraph, SkillId, SkillTable};
pub use opening::{Contract, Opening, Requirement, Shift};
pub use openings::{Exclusion, ExclusionReason, Match, Matches, Request, find_openings};
pub use plan::{Plan, PlanRequest, PlannedCourse, plan, unlocked_openings};
pub use score::{Outcome, Part, PartKind, Reason, RequirementMatch};
pub use seeker::{Evidence, HeldSkill, Licence, Seeker};
pub use skills::{
    Mastery, REQUIREMENTS_MAX, SkillProfile, asked_weight, requirement_weight, skill_score,
};
pub use source::{Candidate, CandidateSource, Found, MemorySource, Wanted};
pub use taxonomy::TaxonomyGraph;
pub use weights::{EvidenceWeights, Weights};

#[cfg(test)]
mod tests;
