//! What all handlers share: the vintage on show with its tables, index and taxonomy.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use mizan_build::{CourseTexts, Edition, Installation, Population};
use mizan_domain::{Date, Month};
use mizan_matching::{Course, Licence, TaxonomyGraph};
use mizan_metrics::{Catalogue, Tier};
use mizan_search::SearchIndex;
use mizan_taxonomy::{Taxonomy, TitleClassifier};
use mizan_warehouse::{RecordBatch, Session, Vintage};
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;

use crate::limits::Limits;
use crate::people::People;
use crate::problem::Problem;
use crate::telemetry::{Running, Telemetry};
use crate::{Result, VintageRows};

/// Time before a vintage that could not be opened is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(10);
/// Earlier vintages kept open; the oldest id goes first.
const EARLIER_MAX: usize = 8;

/// The application behind the router.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    installation: Installation,
    is_released: bool,
    is_sample: bool,
    ledger: crate::ledger::LedgerCache,
    metrics: Catalogue,
    queries: Queries,
    query_places: Semaphore,
    limits: Limits,
    people: People,
    postman: Option<crate::mail::Postman>,
    works: std::sync::OnceLock<Arc<crate::works::Works>>,
    tracer: Option<crate::traces::Tracer>,
    telemetry: Telemetry,
    /// A vintage that could not be opened, and when: it is tried again only after a while.
    failed: std::sync::Mutex<Option<(String, Instant)>>,
    is_draining: AtomicBool,
    current: RwLock<Arc<Loaded>>,
    loading: tokio::sync::Mutex<()>,
    earlier: tokio::sync::Mutex<BTreeMap<String, Arc<Marts>>>,
}

/// The marts of one vintage, for figures.
pub(crate) struct Marts {
    /// Id of the vintage.
    pub(crate) vintage: String,
    pub(crate) rows: VintageRows,
}

/// One vintage, opened.
pub(crate) struct Loaded {
    pub(crate) vintage: Vintage,
    pub(crate) session: Session,
    pub(crate) marts: Arc<Marts>,
    pub(crate) taxonomy: Arc<Taxonomy>,
    pub(crate) classifier: Arc<TitleClassifier>,
    /// Whether occupations or skills come from ESCO.
    pub(crate) has_esco: bool,
    pub(crate) index: SearchIndex<TaxonomyGraph>,
    pub(crate) graph: Arc<TaxonomyGraph>,
    /// Crafts whose licence some opening asks for.
    pub(crate) licences: Vec<Licence>,
    pub(crate) courses: Vec<Course>,
    pub(crate) course_texts: Vec<CourseTexts>,
    /// Registered seekers, read when they are first counted.
    population: tokio::sync::OnceCell<Arc<Population>>,
}

impl Loaded {
    /// Registered seekers of the vintage: for counts only, no answer names one.
    pub(crate) async fn population(
        &self,
        installation: &Installation,
    ) -> Result<Arc<Population>, mizan_build::Error> {
        let read =
            async { installation.population(&self.vintage, &self.taxonomy).await.map(Arc::new) };
        self.population.get_or_try_init(|| read).await.cloned()
    }

    /// Last month the data reach.
    pub(crate) fn month(&self) -> Month {
        let first = Date::from_days(0).calendar_month();
        self.vintage.as_of_month.parse().unwrap_or(first)
    }

    /// The day for which matches are answered: the last one of the data.
    pub(crate) fn as_of(&self) -> Date {
        self.month().last_day()
    }
}

/// Threads on which queries run, so that a heavy one never blocks the network's.
struct Queries(Option<Runtime>);

impl Drop for Queries {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl App {
    /// Opens the vintage an installation has published.
    pub async fn open(
        installation: Installation,
        is_released: bool,
        is_sample: bool,
    ) -> Result<Self> {
        let files = &installation.catalog.metrics;
        let mut metrics =
            Catalogue::from_files(files.iter().map(|file| (&*file.name, &*file.text)))?;
        if is_released {
            metrics = metrics.with_secret(installation.disclosure_secret()?);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().thread_name("query").build();
        let queries = Queries(runtime.ok());
        let loaded = load(&installation, is_released).await?;
        let people = People::open(&installation).await?;
        let postman = crate::mail::Postman::of(&installation.settings.mail)?;
        let telemetry = Telemetry::new();
        let traces = &installation.settings.traces;
        let tracer = crate::traces::Tracer::of(traces, &telemetry.spans_dropped)?;
        let serve = &installation.settings.serve;
        let limits = Limits::new(serve);
        let query_places = Semaphore::new(serve.queries_at_once.max(1));
        Ok(Self(Arc::new(Inner {
            installation,
            is_released,
            is_sample,
            ledger: crate::ledger::LedgerCache::default(),
            metrics,
            queries,
            query_places,
            limits,
            people,
            postman,
            works: std::sync::OnceLock::new(),
            tracer,
            telemetry,
            failed: std::sync::Mutex::default(),
            is_draining: AtomicBool::new(false),
            current: RwLock::new(Arc::new(loaded)),
            loading: tokio::sync::Mutex::new(()),
            earlier: tokio::sync::Mutex::default(),
        })))
    }

    /// The vintage on show; a newer one is opened where it has been published meanwhile.
    pub(crate) async fn loaded(&self) -> Arc<Loaded> {
        let current = self.current();
        if !self.is_outdated(&current) {
            return current;
        }
        let _only_one = self.0.loading.lock().await;
        let current = self.current();
        if !self.is_outdated(&current) {
            return current;
        }
        match load(&self.0.installation, self.0.is_released).await {
            Ok(newer) => {
                let newer = Arc::new(newer);
                if let Ok(mut slot) = self.0.current.write() {
                    *slot = Arc::clone(&newer);
                }
                newer
            }
            Err(error) => {
                tracing::error!(%error, "the newer vintage cannot be opened; serving the one before");
                *self.failure() = self.pointed().map(|id| (id, Instant::now()));
                current
            }
        }
    }

    fn current(&self) -> Arc<Loaded> {
        let slot = self.0.current.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&slot)
    }

    fn is_outdated(&self, current: &Loaded) -> bool {
        let Some(id) = self.pointed().filter(|id| *id != current.vintage.id) else { return false };
        let failure = self.failure();
        !failure.as_ref().is_some_and(|(failed, at)| *failed == id && at.elapsed() < RETRY_AFTER)
    }

    /// The vintage that should be on show.
    fn pointed(&self) -> Option<String> {
        let pointer = if self.0.is_released { "released" } else { "published" };
        let path = self.0.installation.home.root().join(pointer);
        std::fs::read_to_string(path).ok().map(|id| id.trim().to_owned())
    }

    fn failure(&self) -> std::sync::MutexGuard<'_, Option<(String, Instant)>> {
        self.0.failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Limits on requests.
    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Accounts and the record of access.
    pub(crate) fn people(&self) -> &People {
        &self.0.people
    }

    /// Where traces go, where a collector is set up.
    pub(crate) fn tracer(&self) -> Option<&crate::traces::Tracer> {
        self.0.tracer.as_ref()
    }

    /// Lets this server do jobs.
    pub(crate) fn start_works(&self, launch: crate::Launch) -> Result<()> {
        let jobs = mizan_build::jobs::Jobs::of(&self.0.installation.home)?;
        let _ = self.0.works.set(Arc::new(crate::works::Works::new(jobs, launch)));
        Ok(())
    }

    /// The jobs of this server, where it does any.
    pub(crate) fn works(&self) -> Option<Arc<crate::works::Works>> {
        self.0.works.get().cloned()
    }

    /// The way out for e-mail, where one is set up.
    pub(crate) fn postman(&self) -> Option<&crate::mail::Postman> {
        self.0.postman.as_ref()
    }

    /// Counters for the operator.
    pub(crate) fn telemetry(&self) -> &Telemetry {
        &self.0.telemetry
    }

    /// Tells balancers to send requests elsewhere; those that come are still answered.
    pub(crate) fn drain(&self) {
        self.0.is_draining.store(true, Ordering::Relaxed);
    }

    /// Whether the server is about to stop.
    pub(crate) fn is_draining(&self) -> bool {
        self.0.is_draining.load(Ordering::Relaxed)
    }

    /// The installation served.
    pub(crate) fn installation(&self) -> &Installation {
        &self.0.installation
    }

    /// Definitions of all metrics.
    pub(crate) fn metrics(&self) -> &Catalogue {
        &self.0.metrics
    }

    /// Whether the public's release is served.
    pub(crate) fn is_released(&self) -> bool {
        self.0.is_released
    }

    /// For whom this server answers: the public sees releases only, the ministry the newest vintage.
    pub(crate) fn tier(&self) -> Tier {
        if self.0.is_released { Tier::Public } else { Tier::Ministry }
    }

    /// The marts of a vintage as it was published; the public may ask for releases only.
    pub(crate) async fn marts_at(&self, id: &str) -> std::result::Result<Arc<Marts>, Problem> {
        let current = self.loaded().await;
        if current.vintage.id == id {
            return Ok(Arc::clone(&current.marts));
        }
        let known = self.vintages().map_err(|error| Problem::internal(&error))?;
        if !known.iter().any(|one| one == id) {
            return Err(unknown_vintage(id, &known));
        }
        // Held while opening, so that two askers open it once.
        let mut earlier = self.0.earlier.lock().await;
        if let Some(found) = earlier.get(id) {
            return Ok(Arc::clone(found));
        }
        let installation = &self.0.installation;
        let opened = async {
            let vintage = installation.vintage(Edition::Id(id))?;
            let rows = VintageRows::open(installation, &vintage).await?;
            Ok::<_, mizan_build::Error>(Arc::new(Marts { vintage: vintage.id, rows }))
        };
        let marts = opened.await.map_err(|error| Problem::internal(&error))?;
        if earlier.len() >= EARLIER_MAX {
            earlier.pop_first();
        }
        earlier.insert(id.to_owned(), Arc::clone(&marts));
        Ok(marts)
    }

    /// Ids of the vintages that may be asked for, oldest first.
    pub(crate) fn vintages(&self) -> Result<Vec<String>> {
        let vintages = self.0.installation.vintages();
        let known = if self.0.is_released { vintages.releases() } else { vintages.list() };
        Ok(known?)
    }

    /// The ledger as last read.
    pub(crate) fn ledger_cache(&self) -> &crate::ledger::LedgerCache {
        &self.0.ledger
    }

    /// Whether the figures are made up.
    pub(crate) fn is_sample(&self) -> bool {
        self.0.is_sample
    }

    /// Runs a query on the threads for queries; it ends where its caller leaves.
    pub(crate) async fn query(
        &self,
        session: Session,
        sql: String,
    ) -> std::result::Result<Vec<RecordBatch>, mizan_warehouse::Error> {
        let work = self.on_query_threads(async move { session.query(&sql).await });
        work.await.unwrap_or_else(|reason| {
            Err(mizan_warehouse::Error::Query { reason, tables: Vec::new() })
        })
    }

    /// Runs work on the threads for queries, as many at once as there are places; it ends where its
    /// caller leaves. The error says why it was stopped.
    pub(crate) async fn on_query_threads<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> std::result::Result<T, String> {
        let _span = Step::begin(self, "query");
        let place = self.0.query_places.acquire().await;
        let _place = place.map_err(|error| error.to_string())?;
        let telemetry = self.telemetry();
        telemetry.queries.inc();
        let _running = Running::new(&telemetry.queries_running);
        let Some(runtime) = &self.0.queries.0 else { return Ok(work.await) };
        let mut task = AbortOnDrop(runtime.spawn(work));
        (&mut task.0).await.map_err(|error| format!("the query was stopped: {error}"))
    }
}

/// A step of a traced request; it ends when it is dropped, also where its caller has left.
struct Step(Option<(crate::traces::Tracer, crate::traces::Span)>);

impl Step {
    fn begin(app: &App, name: &str) -> Self {
        let traced = app.tracer().zip(crate::traces::current());
        Self(traced.map(|(tracer, place)| {
            let began = std::time::SystemTime::now();
            let place = tracer.step(place);
            let (name, is_request, status) = (name.to_owned(), false, 0);
            let span = crate::traces::Span { place, name, is_request, began, ended: began, status };
            (tracer.clone(), span)
        }))
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if let Some((tracer, span)) = self.0.take() {
            let ended = std::time::SystemTime::now();
            tracer.end(crate::traces::Span { ended, ..span });
        }
    }
}

/// A task that nobody waits for any more is stopped.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Whether a table may be read by everybody who reaches the server.
pub(crate) fn is_open(table: &str) -> bool {
    table.starts_with("mart_") && table != "mart_candidates"
}

fn unknown_vintage(id: &str, known: &[String]) -> Problem {
    let shown: String = id.chars().take(80).collect();
    let message = crate::words::bilingual("problem-unknown-vintage", &[("id", &shown)]);
    let problem = Problem::not_found(message);
    let problem = Problem { code: "unknown_vintage", parameter: Some("vintage".into()), ..problem };
    let recent = known.len().saturating_sub(5);
    let names = known[recent..].join(", ");
    problem.with_hint(crate::words::bilingual("hint-known-vintages", &[("names", &names)]))
}

async fn load(installation: &Installation, is_released: bool) -> Result<Loaded> {
    let edition = if is_released { Edition::Released } else { Edition::Published };
    let vintage = installation.vintage(edition)?;
    let session = installation.session(&vintage, is_open).await?;
    let market = installation.market(&vintage, &session).await?;
    let marts = Arc::new(Marts {
        vintage: vintage.id.clone(),
        rows: VintageRows::new(session.clone(), &vintage, &installation.catalog),
    });
    Ok(Loaded {
        vintage,
        session,
        marts,
        has_esco: is_esco(&market.taxonomy),
        taxonomy: market.taxonomy,
        classifier: market.classifier,
        index: market.index,
        graph: market.graph,
        licences: market.licences,
        courses: market.courses,
        course_texts: market.course_texts,
        population: tokio::sync::OnceCell::new(),
    })
}

/// Whether any occupation or skill of a taxonomy comes from ESCO, whose use is credited.
fn is_esco(taxonomy: &Taxonomy) -> bool {
    let is_its = |uri: &str| uri.starts_with("http://data.europa.eu/esco/");
    taxonomy.occupations().any(|one| is_its(taxonomy.occupation_uri(one)))
        || taxonomy.skills().any(|one| is_its(taxonomy.skill_uri(one)))
}
