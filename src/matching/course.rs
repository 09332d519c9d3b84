//! A course somebody could still join.

use mizan_domain::Date;
use serde::{Deserialize, Serialize};

use crate::SkillId;

/// A planned cohort of a training programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// Code of the cohort.
    pub cohort_code: String,
    /// Code of the programme it follows.
    pub programme_code: String,
    /// Skills taught.
    pub skills: Vec<SkillId>,
    /// Where it is held.
    pub governorate_code: String,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Places not yet taken.
    pub seats_free: u32,
    /// What the trainee pays, EGP.
    pub cost_egp: u32,
}
