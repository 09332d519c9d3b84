//! What each page needs to know: plain structs that the HTTP crate fills; texts arrive in the reader's language.

mod candidates;
mod chart;
mod contract;
mod decision;
mod deliveries;
mod figure;
mod form;
mod jobs;
mod leads;
mod matching;
mod office;
mod operations;
mod people;
mod persons;
mod profile;
mod receipt;
mod training;

pub use candidates::{CandidateView, CandidatesView, NominationOrder};
pub use chart::{
    BarView, BarsView, FunnelPlotView, FunnelPointView, LimitsView, StageView, StagesView,
    TileView, TilesView, TrendSeriesView, TrendView,
};
pub use contract::{ContractView, OperationView, ParameterView};
pub use decision::{
    CoverageRowView, CoverageView, MarketView, OfficeRowView, PermitsView, ServicesView,
    ShortageClass, ShortageRowView, ShortagesView,
};
pub use deliveries::{
    DeliveriesView, DeliveryDecisionView, DeliveryRowView, DeliveryView, DifferenceView, HeldView,
    OverdueView, ReasonView, RefusedState, RefusedView,
};
pub use figure::{FigureView, GoodDirection, IndicatorView, Status, Unit};
pub use form::{LinkView, OptionView, PageView, SelectView, governorate_options};
pub use jobs::{
    CourseView, GapView, HomeView, JobListRowView, JobListView, JobsView, KeepView, MatchView,
    MatchesView, MissingSkillView, NearSkillView, OpeningPageView, OpeningView, PartView,
    PostedView,
};
pub use leads::{LeadCaseView, LeadCasesView, LeadDirectionView, LeadRuleView, LeadsView};
pub use matching::{
    AskedSkillView, CurriculumView, PlanView, PlannedCourseView, ResultOrder, WagesView,
};
pub use office::{MethodsView, MetricView, ProblemKind, ProblemView};
pub use operations::{JobRowView, OperationsView, ScheduleView, UploadsView};
pub use people::{
    AccessRowView, AccountView, AuditView, ConsentView, CorrectionView, CorrectionsView, FormToken,
    NoticeView, OwnCorrectionView, PersonsView, ProfileFieldView, RecordTableView, SavedSearchView,
    SignInView, StopView, TokenView, UserRowView, UsersView,
};
pub use persons::{
    DecidedView, DecisionView, DoubtRowView, DoubtView, DoubtsView, EvidenceView, ValuesView,
};
pub use profile::{
    ChangeRowView, ComparedRowView, ComparisonView, ProfileView, RevisionsView, VintageRowView,
};
pub use receipt::{FigureRowView, FiguresView, ReceiptLineView};
pub use training::{
    CohortRowView, CohortView, CohortsView, OutcomeView, RatioView, Tier, TierView,
};

/// One page with everything it shows.
#[derive(Debug, Clone, PartialEq)]
pub enum View {
    /// `/`: three doors and how fresh the data are.
    Home(HomeView),
    /// `/jobs`: search for openings.
    Jobs(JobsView),
    /// `/jobs/<id>`: one opening.
    Opening(OpeningPageView),
    /// `/jobs/<id>/candidates`: who of an office fits an opening.
    Candidates(CandidatesView),
    /// `/lists/<code>`: a printed list of openings, opened again.
    JobList(JobListView),
    /// `/matches`: openings for somebody's skills.
    Matches(MatchesView),
    /// `/cohorts`: training cohorts and their fair comparison.
    Cohorts(CohortsView),
    /// `/cohorts/<code>`: outcomes of one cohort.
    Cohort(CohortView),
    /// `/market`: supply, demand and wages.
    Market(MarketView),
    /// `/shortages`: occupations in shortage, how sure, why, and what helps.
    Shortages(ShortagesView),
    /// `/places/<code>`, `/occupations/<code>`, `/skills/<code>`, `/compare`: one place, occupation or skill, or two places or periods.
    Profile(ProfileView),
    /// `/revisions`: what changed between vintages.
    Revisions(RevisionsView),
    /// `/coverage`: support of irregular workers, with both errors.
    Coverage(CoverageView),
    /// `/leads`: grant records worth a second look.
    Leads(LeadsView),
    /// `/permits`: foreigners' work permits.
    Permits(PermitsView),
    /// `/services`: performance of services by office.
    Services(ServicesView),
    /// `/deliveries`: what came in.
    Deliveries(DeliveriesView),
    /// `/links`: pairs of records that may be one person.
    Doubts(DoubtsView),
    /// `/links/<pair>`: the evidence of one pair.
    Doubt(DoubtView),
    /// `/deliveries/<id>`: one delivery and its refused rows.
    Delivery(DeliveryView),
    /// `/methods`: every metric with its definition.
    Methods(MethodsView),
    /// `/api`: every call of the API with a form that makes it.
    Contract(ContractView),
    /// `/sign-in`: name and password, or the identity provider.
    SignIn(SignInView),
    /// `/account`: the own page.
    Account(AccountView),
    /// `/persons`: an officer's look-up of a person.
    Persons(PersonsView),
    /// `/users`: accounts and their roles.
    Users(UsersView),
    /// `/audit`: the record of access.
    Audit(AuditView),
    /// `/corrections`: what waits for an officer.
    Corrections(CorrectionsView),
    /// `/uploads`: deliveries of the own office.
    Uploads(UploadsView),
    /// `/operations`: what the server does by itself.
    Operations(OperationsView),
    /// `/stop/<code>`: messages of a saved search are stopped.
    Stop(StopView),
    /// `/figures/<metric>`: one metric's figures with the receipt behind them.
    Figures(FiguresView),
    /// `/styleguide`: every component on one page.
    Styleguide,
    /// Something prevents the page; says what to do next.
    Problem(ProblemView),
}
