//! One template per page, and the one function that chooses among them.

use askama::Template;

use crate::context::Context;
use crate::shell::Shell;
use crate::styleguide::Samples;
use crate::views::{AccountView, AuditView, PersonsView, SignInView, StopView, UsersView};
use crate::views::{
    CandidatesView, CohortView, CohortsView, ContractView, CoverageView, DeliveriesView,
    DeliveryView, DoubtView, DoubtsView, FiguresView, HomeView, JobListView, JobsView, LeadsView,
    MarketView, MatchesView, MethodsView, OpeningPageView, PermitsView, ProblemView, ProfileView,
    RevisionsView, ServicesView, ShortagesView, View,
};
use crate::views::{CorrectionsView, OperationsView, UploadsView};

macro_rules! page {
    ($name:ident, $path:literal, $view:ty) => {
        #[derive(Template)]
        #[template(path = $path)]
        struct $name<'a> {
            page: Shell<'a>,
            view: &'a $view,
        }
    };
}

page!(HomePage, "home.html", HomeView);
page!(JobsPage, "jobs.html", JobsView);
page!(OpeningPage, "opening.html", OpeningPageView);
page!(CandidatesPage, "candidates.html", CandidatesView);
page!(JobListPage, "job-list.html", JobListView);
page!(MatchesPage, "matches.html", MatchesView);
page!(CohortsPage, "cohorts.html", CohortsView);
page!(CohortPage, "cohort.html", CohortView);
page!(MarketPage, "market.html", MarketView);
page!(ShortagesPage, "shortages.html", ShortagesView);
page!(ProfilePage, "profile.html", ProfileView);
page!(RevisionsPage, "revisions.html", RevisionsView);
page!(CoveragePage, "coverage.html", CoverageView);
page!(LeadsPage, "leads.html", LeadsView);
page!(PermitsPage, "permits.html", PermitsView);
page!(ServicesPage, "services.html", ServicesView);
page!(DeliveriesPage, "deliveries.html", DeliveriesView);
page!(DoubtsPage, "links.html", DoubtsView);
page!(DoubtPage, "link.html", DoubtView);
page!(DeliveryPage, "delivery.html", DeliveryView);
page!(MethodsPage, "methods.html", MethodsView);
page!(ContractPage, "contract.html", ContractView);
page!(FiguresPage, "figures.html", FiguresView);
page!(StyleguidePage, "styleguide.html", Samples);
page!(SignInPage, "sign-in.html", SignInView);
page!(AccountPage, "account.html", AccountView);
page!(PersonsPage, "persons.html", PersonsView);
page!(UsersPage, "users.html", UsersView);
page!(AuditPage, "audit.html", AuditView);
page!(CorrectionsPage, "corrections.html", CorrectionsView);
page!(UploadsPage, "uploads.html", UploadsView);
page!(OperationsPage, "operations.html", OperationsView);
page!(StopPage, "stop.html", StopView);
page!(ProblemPage, "problem.html", ProblemView);

/// Writes one page as an HTML document in the context's language.
pub fn render(view: &View, context: &Context) -> String {
    let page = Shell { context };
    let rendered = match view {
        View::Home(view) => HomePage { page, view }.render(),
        View::Jobs(view) => JobsPage { page, view }.render(),
        View::Opening(view) => OpeningPage { page, view }.render(),
        View::Candidates(view) => CandidatesPage { page, view }.render(),
        View::JobList(view) => JobListPage { page, view }.render(),
        View::Matches(view) => MatchesPage { page, view }.render(),
        View::Cohorts(view) => CohortsPage { page, view }.render(),
        View::Cohort(view) => CohortPage { page, view }.render(),
        View::Market(view) => MarketPage { page, view }.render(),
        View::Shortages(view) => ShortagesPage { page, view }.render(),
        View::Profile(view) => ProfilePage { page, view }.render(),
        View::Revisions(view) => RevisionsPage { page, view }.render(),
        View::Coverage(view) => CoveragePage { page, view }.render(),
        View::Leads(view) => LeadsPage { page, view }.render(),
        View::Permits(view) => PermitsPage { page, view }.render(),
        View::Services(view) => ServicesPage { page, view }.render(),
        View::Deliveries(view) => DeliveriesPage { page, view }.render(),
        View::Doubts(view) => DoubtsPage { page, view }.render(),
        View::Doubt(view) => DoubtPage { page, view }.render(),
        View::Delivery(view) => DeliveryPage { page, view }.render(),
        View::Methods(view) => MethodsPage { page, view }.render(),
        View::Contract(view) => ContractPage { page, view }.render(),
        View::SignIn(view) => SignInPage { page, view }.render(),
        View::Account(view) => AccountPage { page, view }.render(),
        View::Persons(view) => PersonsPage { page, view }.render(),
        View::Users(view) => UsersPage { page, view }.render(),
        View::Audit(view) => AuditPage { page, view }.render(),
        View::Figures(view) => FiguresPage { page, view }.render(),
        View::Corrections(view) => CorrectionsPage { page, view }.render(),
        View::Uploads(view) => UploadsPage { page, view }.render(),
        View::Operations(view) => OperationsPage { page, view }.render(),
        View::Stop(view) => StopPage { page, view }.render(),
        View::Styleguide => StyleguidePage { page, view: &Samples::new(page) }.render(),
        View::Problem(view) => ProblemPage { page, view }.render(),
    };
    // Writing into a text fails only when a filter does, and the templates use none that can.
    rendered.unwrap_or_default()
}
