//! One file per page; each reads the address, asks, and fills the page's view.

pub(crate) mod candidates;
pub(crate) mod closing;
pub(crate) mod cohorts;
pub(crate) mod contract;
pub(crate) mod corrections;
pub(crate) mod coverage;
pub(crate) mod curricula;
pub(crate) mod deliveries;
pub(crate) mod figures;
pub(crate) mod home;
pub(crate) mod jobs;
pub(crate) mod leads;
pub(crate) mod links;
pub(crate) mod lists;
pub(crate) mod market;
pub(crate) mod matches;
pub(crate) mod methods;
pub(crate) mod operations;
pub(crate) mod own;
pub(crate) mod permits;
pub(crate) mod persons;
pub(crate) mod printing;
pub(crate) mod profiles;
pub(crate) mod record;
pub(crate) mod revisions;
pub(crate) mod services;
pub(crate) mod shortages;
pub(crate) mod sign_in;
pub(crate) mod skills;
pub(crate) mod stop;
pub(crate) mod uploads;
pub(crate) mod users;

use std::future::Future;
use std::sync::Arc;

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use mizan_domain::{Language, Month};
use mizan_web::{
    Context, LinkView, OptionView, ProblemKind, ProblemView, SelectView, View, render,
};

use crate::access::Principal;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::{App, Loaded};

/// What a page handler is given.
pub(crate) struct PageRequest {
    pub(crate) app: App,
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) context: Context,
    pub(crate) parameters: Parameters,
    /// Who asks.
    pub(crate) principal: Principal,
}

impl PageRequest {
    /// Language of the page.
    pub(crate) fn language(&self) -> Language {
        self.context.language
    }

    /// The month asked for, the last of the data by default; later ones are an error.
    pub(crate) fn month(&self) -> Result<Month, Problem> {
        let last = self.loaded.month();
        let month = self.parameters.month("month")?.unwrap_or(last);
        if month > last {
            let arguments = [("month", &*month.to_string()), ("last", &*last.to_string())];
            let message = crate::words::bilingual("problem-month-too-late", &arguments);
            return Err(Problem::parameter("month", message));
        }
        Ok(month)
    }

    /// A page as an answer.
    pub(crate) fn show(&self, view: &View) -> Response {
        html(StatusCode::OK, &render(view, &self.context))
    }

    /// Sends the reader to a page in the own language.
    pub(crate) fn go(&self, path: &str) -> Response {
        axum::response::Redirect::to(&self.context.link(path)).into_response()
    }

    /// A select of the last twelve months.
    pub(crate) fn month_select(&self, chosen: Option<Month>) -> SelectView {
        let chosen = chosen.map(|month| month.to_string()).unwrap_or_default();
        let last = self.loaded.month();
        let options = (0..12)
            .map(|back| last.add(-back))
            .map(|month| {
                let label = month_name(self.language(), month);
                OptionView::new(month.to_string(), label, &chosen)
            })
            .collect();
        SelectView { name: "month", options }
    }

    /// A select of all governorates.
    pub(crate) fn governorate_select(&self, chosen: Option<&str>) -> SelectView {
        let options = mizan_web::governorate_options(self.language(), chosen.unwrap_or_default());
        SelectView { name: "governorate", options }
    }

    /// A message of the bundles.
    pub(crate) fn word(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        crate::words::word(self.language(), key, arguments)
    }

    /// The address of this page with one parameter set.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let address = self.context.with(name, &encoded);
        // Views hold paths without the language; the page adds it.
        mizan_web::split_language(&address).1.to_owned()
    }
}

/// Answers a page request: the page, or a page that says what prevents it.
pub(crate) async fn page<F, R>(app: App, uri: Uri, handler: F) -> Response
where
    F: FnOnce(Arc<PageRequest>) -> R,
    R: Future<Output = Result<View, Problem>>,
{
    let request = prepared(app, &uri).await;
    let context = request.context.clone();
    let form = printing::without_ending(&uri).1;
    let asked = Arc::clone(&request);
    let answer = match (handler(request).await, form) {
        (Ok(view), None) => Ok(html(StatusCode::OK, &render(&view, &context))),
        (Ok(view), Some(form)) => printing::printed(&asked, render(&view, &context), form).await,
        (Err(problem), _) => Err(problem),
    };
    answer.unwrap_or_else(|problem| problem_page(&problem, &context))
}

/// Answers a request whose handler sets cookies or sends the reader elsewhere.
pub(crate) async fn act<F, R>(app: App, uri: Uri, handler: F) -> Response
where
    F: FnOnce(Arc<PageRequest>) -> R,
    R: Future<Output = Result<Response, Problem>>,
{
    let request = prepared(app, &uri).await;
    let context = request.context.clone();
    handler(request).await.unwrap_or_else(|problem| problem_page(&problem, &context))
}

/// Reads what every page needs of a request.
async fn prepared(app: App, uri: &Uri) -> Arc<PageRequest> {
    let loaded = app.loaded().await;
    let principal = crate::access::current();
    let (path_and_query, form) = printing::without_ending(uri);
    let mut context = Context::from_request(&path_and_query);
    // On paper nobody chooses another form.
    context.is_printable = form.is_none() && printing::is_printable(context.path());
    context.vintage = Some(loaded.vintage.id.clone());
    context.release_date = loaded.vintage.published_at.get(..10).and_then(|day| day.parse().ok());
    context.data_month = Some(loaded.month());
    context.is_sample = app.is_sample();
    context.has_esco = loaded.has_esco;
    context.reader = principal.reader();
    let parameters = Parameters::parse(uri.query().unwrap_or_default());
    Arc::new(PageRequest { app, loaded, context, parameters, principal })
}

/// The page for an address that leads nowhere.
pub(crate) async fn not_found(app: App, uri: Uri) -> Response {
    page(app, uri, |request| async move {
        let path = request.context.path().to_owned();
        Err(Problem::not_found(crate::words::bilingual("problem-no-page", &[("path", &path)])))
    })
    .await
}

fn problem_page(problem: &Problem, context: &Context) -> Response {
    let kind = match problem.status {
        StatusCode::NOT_FOUND => ProblemKind::NotFound,
        StatusCode::FORBIDDEN => ProblemKind::NotAllowed,
        status if status.is_client_error() => ProblemKind::BadRequest,
        _ => ProblemKind::Internal,
    };
    let language = context.language;
    let view = View::Problem(ProblemView {
        kind,
        detail: Some(problem.message.get(language).to_owned()),
        hint: problem.hint.as_ref().map(|hint| hint.get(language).to_owned()),
        links: Vec::<LinkView>::new(),
    });
    html(problem.status, &render(&view, context))
}

fn html(status: StatusCode, body: &str) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (status, headers, body.to_owned()).into_response()
}

/// A month in words.
pub(crate) fn month_name(language: Language, month: Month) -> String {
    mizan_charts::numerals::month(month, language, mizan_charts::Digits::Western)
}
