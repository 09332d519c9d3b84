//! The job seeker's pages: home, search, one opening, my matches.

use mizan_domain::{Date, Month};

use super::{
    FigureView, LinkView, OptionView, PageView, PlanView, ResultOrder, SelectView, WagesView,
};

/// `/`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HomeView {
    /// Open positions now.
    pub openings: FigureView,
    /// Courses with free places.
    pub courses: FigureView,
    /// Cohorts whose outcomes are known.
    pub cohorts: FigureView,
    /// Governorates, for the search form.
    pub governorates: Vec<OptionView>,
}

/// `/jobs`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobsView {
    /// Searched text as typed.
    pub text: String,
    /// Selects `governorate`, `occupation`, `contract`, `shift`, `education`.
    pub selects: Vec<SelectView>,
    /// Whether neighbouring governorates count too (`nearby`).
    pub is_nearby: bool,
    /// Whether openings that state no place count too (`unstated`).
    pub has_unstated: bool,
    /// Least monthly wage asked for, in pounds (`wage_min`).
    pub wage_min_egp: Option<u32>,
    /// Skills the reader ticked (`skill`, repeated).
    pub skills: Vec<OptionView>,
    /// Names offered while typing a further skill (`skill_text`): labels only.
    pub skill_names: Vec<String>,
    /// Number of openings found.
    pub total: u64,
    /// Which page.
    pub page: PageView,
    /// What the results are ordered by.
    pub order: ResultOrder,
    /// What such openings nearby pay.
    pub wages: Option<WagesView>,
    /// Openings of this page, best first.
    pub results: Vec<OpeningView>,
    /// What a signed-in reader can do with the search.
    pub keep: Option<KeepView>,
    /// Wider searches to offer when nothing was found.
    pub suggestions: Vec<LinkView>,
}

/// Forms that keep a search: for the reader's account, and on paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeepView {
    /// Ties the forms to this browser.
    pub form_token: String,
    /// What the search is called.
    pub title: String,
    /// Path and query of the search, without language.
    pub address: String,
    /// Whether the reader may print lists for others.
    pub is_printing: bool,
}

/// `/lists/<code>`, and `/lists` where a code is typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobListView {
    /// The code as it is printed; without it the page asks for one.
    pub code: Option<String>,
    /// What is wrong with the code that was typed.
    pub problem: Option<String>,
    /// Day on which the list was made.
    pub made_on: Option<Date>,
    /// The openings, in the order of the print.
    pub rows: Vec<JobListRowView>,
    /// The search (path without language).
    pub search_path: String,
}

impl JobListView {
    /// How many openings were printed.
    pub(crate) fn count(&self) -> u64 {
        self.rows.len() as u64
    }
}

/// One opening of a printed list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobListRowView {
    /// Number of the opening.
    pub id: String,
    /// The opening, while it is there.
    pub opening: Option<OpeningView>,
}

impl JobsView {
    /// Labels of everything chosen behind "more options".
    pub(crate) fn chosen(&self) -> Vec<&str> {
        let options = self.selects.iter().filter(|select| select.name != "governorate");
        options
            .flat_map(|select| &select.options)
            .chain(&self.skills)
            .filter(|option| option.is_selected)
            .map(|option| option.label.as_str())
            .collect()
    }
}

/// When an opening was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostedView {
    /// A known day.
    On(Date),
    /// Only the delivery's month is known and stands in.
    During(Month),
}

/// One opening in a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OpeningView {
    /// Identity in `/jobs/<id>`.
    pub id: String,
    /// Title as the employer wrote it.
    pub title: String,
    /// Employer, when it may be shown.
    pub employer: Option<String>,
    /// Governorate or region.
    pub place: String,
    /// Lowest monthly wage in pounds.
    pub wage_min_egp: Option<f64>,
    /// Highest monthly wage in pounds.
    pub wage_max_egp: Option<f64>,
    /// Posting day or month.
    pub posted: Option<PostedView>,
    /// Contract type, in words.
    pub contract: Option<String>,
    /// Shift, in words.
    pub shift: Option<String>,
    /// Education asked for, in words.
    pub education: Option<String>,
    /// Positions open.
    pub positions: Option<u32>,
    /// Whether a craft licence is required.
    pub is_licence_required: bool,
    /// How it fits the reader's skills; `None` when no skills were given.
    pub fit: Option<MatchView>,
    /// Query its page is opened with, such as `?skill=arc-welding`, so that it can say what is missing.
    pub query: String,
}

impl OpeningView {
    /// Path of its page, without language.
    pub(crate) fn path(&self) -> String {
        format!("/jobs/{}{}", crate::context::encode(&self.id), self.query)
    }
}

/// How an opening fits, with reasons.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MatchView {
    /// The match score, 0–100; the sum of the parts' points.
    pub score: f64,
    /// The parts that add up to the score.
    pub parts: Vec<PartView>,
    /// Skills asked for that the reader has.
    pub matched: Vec<String>,
    /// Skills reached through a nearer named one.
    pub near: Vec<NearSkillView>,
    /// Skills that are missing.
    pub missing: Vec<MissingSkillView>,
}

/// One part of the match score.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PartView {
    /// Name, such as "certified skills".
    pub name: String,
    /// Points given.
    pub points: f64,
    /// Points possible.
    pub points_max: f64,
}

/// A wanted skill that a similar one stands in for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NearSkillView {
    /// The skill asked for.
    pub wanted: String,
    /// The reader's skill that comes near.
    pub through: String,
}

/// A skill the reader lacks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MissingSkillView {
    /// The skill.
    pub skill: String,
    /// A course that teaches it.
    pub course: Option<CourseView>,
}

/// A course with places.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CourseView {
    /// Title.
    pub title: String,
    /// Training centre.
    pub provider: String,
    /// Governorate.
    pub place: String,
    /// First day.
    pub starts_on: Option<Date>,
    /// Free places, in steps of five; 1 stands for a few.
    pub free_seats: Option<u32>,
    /// What the trainee pays, in pounds; 0 is free.
    pub cost_egp: Option<f64>,
    /// Its cohort page (path without language).
    pub path: Option<String>,
}

/// `/jobs/<id>`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OpeningPageView {
    /// The opening.
    pub opening: OpeningView,
    /// Skills asked for, in words.
    pub skills: Vec<String>,
    /// Name of the source it came from.
    pub source: String,
    /// The cheapest courses for what the reader lacks.
    pub plan: Option<PlanView>,
    /// Similar openings.
    pub similar: Vec<OpeningView>,
    /// The list the reader came from (path without language).
    pub back_path: Option<String>,
    /// Page of candidates, for readers who may see it (path without language).
    pub candidates_path: Option<String>,
}

/// `/matches`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MatchesView {
    /// Selects `occupation` and `governorate`.
    pub selects: Vec<SelectView>,
    /// Skills to tick (`skill`, repeated): those of the occupation, ticked ones first.
    pub skills: Vec<OptionView>,
    /// Names offered while typing a further skill (`skill_text`): labels only.
    pub skill_names: Vec<String>,
    /// Whether the reader gave anything to match with.
    pub is_asked: bool,
    /// Number of openings found.
    pub total: u64,
    /// Which page.
    pub page: PageView,
    /// Openings of this page, best first.
    pub results: Vec<OpeningView>,
    /// What such openings nearby pay.
    pub wages: Option<WagesView>,
    /// The cheapest courses for what is missing, and what they open.
    pub plan: Option<PlanView>,
    /// Missing skills that close most gaps, best first.
    pub gaps: Vec<GapView>,
    /// Wider searches to offer when nothing was found.
    pub suggestions: Vec<LinkView>,
}

impl MatchesView {
    /// Whether the reader has ticked a skill.
    pub(crate) fn has_ticked(&self) -> bool {
        self.skills.iter().any(|skill| skill.is_selected)
    }
}

/// A missing skill and what learning it would open.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GapView {
    /// The skill.
    pub skill: String,
    /// Openings of the list that ask for it.
    pub openings: u64,
}
