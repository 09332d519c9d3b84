//! What matching adds to several pages: wages offered nearby, course plans, wishes against a curriculum.

use super::{CourseView, OpeningView};

/// What the results of a search are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResultOrder {
    /// How well they fit the reader's skills.
    Fit,
    /// Closeness to the words typed.
    Words,
    /// Day of posting, the newest first.
    #[default]
    Newest,
}

impl ResultOrder {
    /// Key of the sentence that says so.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Fit => "jobs-order-fit",
            Self::Words => "jobs-order-text",
            Self::Newest => "jobs-order-new",
        }
    }
}

/// What openings pay.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WagesView {
    /// Where they are, in words.
    pub place: String,
    /// A quarter offers less, pounds a month.
    pub quarter_egp: f64,
    /// Half offer less.
    pub median_egp: f64,
    /// A quarter offers more.
    pub three_quarters_egp: f64,
    /// Openings that state a wage.
    pub stated: u64,
    /// Openings looked at.
    pub openings: u64,
}

/// The cheapest courses for what is missing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanView {
    /// Courses by starting day with what each teaches of it.
    pub courses: Vec<PlannedCourseView>,
    /// What they cost together, pounds.
    pub cost_egp: f64,
    /// How many more openings within reach they open.
    pub unlocked: u64,
    /// Whether the courses are in the reader's governorate or next to it.
    pub is_nearby: bool,
    /// Missing skills that no course with free places teaches.
    pub not_taught: Vec<String>,
}

/// A course and what it is chosen for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlannedCourseView {
    /// The course.
    pub course: CourseView,
    /// Missing skills it teaches.
    pub teaches: Vec<String>,
}

/// What employers ask against what a course teaches.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CurriculumView {
    /// Openings of the occupation that were looked at.
    pub openings: u64,
    /// Whether they are in the course's governorate and its neighbours.
    pub is_nearby: bool,
    /// Asked and not taught, most asked first.
    pub not_taught: Vec<AskedSkillView>,
    /// Asked and taught.
    pub taught: Vec<AskedSkillView>,
    /// Taught and asked by none.
    pub not_asked: Vec<String>,
    /// The openings that fit best.
    pub fitting: Vec<OpeningView>,
}

/// A skill and how many openings ask it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AskedSkillView {
    /// The skill.
    pub skill: String,
    /// Openings that ask it.
    pub openings: u64,
    /// Of these, those that cannot do without it.
    pub essential: u64,
}
