//! Finding openings for people and people for openings: score, reasons, course plans, referral under capacity and its audit.

mod batch;
mod candidates;
mod closing;
mod code;
mod course;
mod curriculum;
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
mod wages;
mod weights;

pub mod bench;

pub use batch::{BatchReferral, BatchSettings, OnProgress, Referred, Stage, refer_population};
pub use candidates::{
    CandidateMatch, CandidateRequest, Nomination, Order, RegisteredSeeker, find_candidates,
};
pub use closing::{ClosingPlan, ClosingRequest, closing_plan};
pub use code::{UnknownCode, nearest_code};
pub use course::Course;
pub use curriculum::{AskedSkill, Curriculum, CurriculumGap, curriculum_gap};
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
pub use wages::{WAGES_MIN, WageSpread, offered_wages};
pub use weights::{EvidenceWeights, Weights};

#[cfg(test)]
mod tests;
