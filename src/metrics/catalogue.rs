//! The catalogue of metrics: finds a metric, asks for rows, protects and seals the answer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use arrow_array::RecordBatch;
use mizan_statistics::cell_key::PerturbationTable;
use tokio::sync::OnceCell;

use crate::base::{Base, ROWS_MAX};
use crate::cube::Cube;
use crate::error::{Error, Result};
use crate::figures::{Figure, Figures, Said, Sums, assemble, figure};
use crate::metric::{Kind, Metric};
use crate::ministry::CELLS_MAX;
use crate::protection::Protected;
use crate::protection::measures::Measures;
use crate::query::{Checked, Filter, Query, Tier, Value};
use crate::release::{Release, not_at_grain};
use crate::rows::{Row, RowSource, read_rows, read_values};
use crate::{ministry, sql};

/// Largest number of finest cells a public figure is computed from.
const BASE_CELLS_MAX: usize = 2_000_000;
/// Public bases kept in memory; the oldest name goes first.
const BASES_MAX: usize = 64;
/// Marts kept in memory with what is hidden of them; the oldest vintage goes first.
const MARTS_MAX: usize = 32;

type ValueKey = (String, String, String);
/// Filled by the first who asks, while others wait.
type Slot = Arc<OnceCell<Arc<Protected>>>;

/// All metrics of one installation.
#[derive(Debug, Default)]
pub struct Catalogue {
    metrics: BTreeMap<String, Metric>,
    secret: Vec<u8>,
    values: Mutex<BTreeMap<ValueKey, Arc<Vec<String>>>>,
    bases: Mutex<BTreeMap<(String, String), Arc<Cube>>>,
    marts: Mutex<BTreeMap<(String, String), Slot>>,
}

impl Catalogue {
    /// Reads metric files given as name without ending and text.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let metrics: Vec<Metric> = files
            .into_iter()
            .map(|(name, text)| Metric::from_toml(name, text))
            .collect::<Result<_>>()?;
        Ok(Self::from_metrics(metrics))
    }

    /// Collects metrics that were read before.
    pub fn from_metrics(metrics: impl IntoIterator<Item = Metric>) -> Self {
        let metrics = metrics.into_iter().map(|metric| (metric.name.clone(), metric)).collect();
        Self { metrics, ..Self::default() }
    }

    /// Sets the secret of the cell keys, without which no public figure is given.
    pub fn with_secret(mut self, secret: impl Into<Vec<u8>>) -> Self {
        self.secret = secret.into();
        self
    }

    /// Finds a metric.
    pub fn get(&self, name: &str) -> Result<&Metric> {
        self.metrics.get(name).ok_or_else(|| Error::UnknownMetric {
            name: name.to_owned(),
            nearest: mizan_catalog::nearest(name, self.metrics.keys().map(String::as_str))
                .map(str::to_owned),
        })
    }

    /// Lists all metrics in order of name.
    pub fn list(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.values()
    }

    /// Returns the statement a question compiles to, without running it.
    pub fn compile(&self, query: &Query) -> Result<String> {
        let checked = Checked::new(self.get(&query.metric)?, query)?;
        Ok(match query.tier {
            Tier::Public => sql::base(checked.metric, BASE_CELLS_MAX + 1),
            Tier::Operational | Tier::Ministry => sql::answer(&checked, None, CELLS_MAX + 1),
        })
    }

    /// Answers a question over the marts of one vintage.
    ///
    /// `rows` must be bound to that vintage and, for the operational tier, to the reader's own rows.
    pub async fn query(
        &self,
        query: &Query,
        rows: &dyn RowSource,
        vintage: &str,
    ) -> Result<Figures> {
        let checked = Checked::new(self.get(&query.metric)?, query)?;
        match checked.tier {
            Tier::Public => self.release(&checked, rows, vintage).await,
            Tier::Ministry => self.ministry(&checked, rows, vintage).await,
            Tier::Operational => self.answer(&checked, rows, vintage).await,
        }
    }

    /// Reads a mart and decides what is hidden before the first question, so that it answers at once.
    pub async fn prepare(&self, metric: &str, rows: &dyn RowSource, vintage: &str) -> Result<()> {
        self.protected(self.get(metric)?, rows, vintage).await.map(drop)
    }

    /// Lists the values of a dimension of a metric in one vintage, for the filters of a page.
    ///
    /// Not for the public tier: a rare value may tell of one person.
    pub async fn values(
        &self,
        metric: &str,
        dimension: &str,
        rows: &dyn RowSource,
        vintage: &str,
    ) -> Result<Arc<Vec<String>>> {
        let metric = self.get(metric)?;
        let dimension = metric.dimension(dimension)?;
        let key = (vintage.to_owned(), metric.mart.clone(), dimension.to_owned());
        if let Some(found) = lock(&self.values).get(&key) {
            return Ok(Arc::clone(found));
        }
        let values = Arc::new(list_values(metric, dimension, rows).await?);
        lock(&self.values).insert(key, Arc::clone(&values));
        Ok(values)
    }

    /// The reader's own rows, as they are.
    async fn answer(
        &self,
        checked: &Checked<'_>,
        source: &dyn RowSource,
        vintage: &str,
    ) -> Result<Figures> {
        let metric = checked.metric;
        self.refuse_unknown_values(checked, source).await?;
        let statement = sql::answer(checked, None, CELLS_MAX + 1);
        let batches = ask(metric, source, &statement).await?;
        let rows = read_rows(&metric.name, &batches, checked.by.len())?;
        if rows.len() > CELLS_MAX {
            return Err(Error::TooManyCells {
                metric: metric.name.clone(),
                limit: CELLS_MAX,
                widest: None,
            });
        }
        if metric.kind == Kind::Median && rows.iter().any(|row| row.records > 1.0) {
            return Err(not_at_grain(checked));
        }
        let figures = rows
            .iter()
            .map(|row| figure(metric, named_keys(checked, row), sums_of(row)))
            .collect::<Result<Vec<Figure>>>()?;
        let period = rows.iter().filter_map(|row| row.period.clone()).max();
        let said = Said { period, ..Said::new(statement, vintage, source.tables(&metric.mart)) };
        Ok(assemble(checked, figures, said))
    }

    async fn ministry(
        &self,
        checked: &Checked<'_>,
        source: &dyn RowSource,
        vintage: &str,
    ) -> Result<Figures> {
        let metric = checked.metric;
        let protected = self.protected(metric, source, vintage).await?;
        refuse_values_out_of(checked, &protected)?;
        let answer = ministry::answer(checked, &protected)?;
        let statement = sql::answer(checked, answer.period.as_deref(), CELLS_MAX + 1);
        let said = Said {
            period: answer.period,
            passed_over: answer.passed_over,
            span: answer.span,
            ..Said::new(statement, vintage, source.tables(&metric.mart))
        };
        Ok(assemble(checked, answer.figures, said))
    }

    async fn protected(
        &self,
        metric: &Metric,
        source: &dyn RowSource,
        vintage: &str,
    ) -> Result<Arc<Protected>> {
        let slot = {
            let mut marts = lock(&self.marts);
            let key = (vintage.to_owned(), metric.mart.clone());
            if !marts.contains_key(&key) && marts.len() >= MARTS_MAX {
                marts.pop_first();
            }
            Arc::clone(marts.entry(key).or_default())
        };
        let load = || async {
            let metrics: Vec<&Metric> =
                self.metrics.values().filter(|other| other.mart == metric.mart).collect();
            let batches = ask(metric, source, &sql::rows(&metrics, ROWS_MAX + 1)).await?;
            let base = Base::read(&metric.mart, &metrics, &batches)?;
            let measures = Measures::new(&metrics, &base.columns);
            Ok(Arc::new(Protected::new(base, measures)))
        };
        slot.get_or_try_init(load).await.map(Arc::clone)
    }

    async fn release(
        &self,
        checked: &Checked<'_>,
        source: &dyn RowSource,
        vintage: &str,
    ) -> Result<Figures> {
        let table = self.perturbation()?;
        let cube = self.base(checked.metric, source, vintage).await?;
        let (figures, period) = Release::new(checked, &cube, table)?.figures()?;
        let said = Said {
            period,
            typical_noise: Some(table.typical_noise()),
            ..Said::new(cube.sql.clone(), vintage, source.tables(&checked.metric.mart))
        };
        Ok(assemble(checked, figures, said))
    }

    fn perturbation(&self) -> Result<&'static PerturbationTable> {
        // One table for all: its construction takes longer than a whole answer.
        static TABLE: OnceLock<PerturbationTable> = OnceLock::new();
        if self.secret.is_empty() {
            return Err(Error::SecretMissing);
        }
        if let Some(table) = TABLE.get() {
            return Ok(table);
        }
        let table = PerturbationTable::standard()?;
        Ok(TABLE.get_or_init(|| table))
    }

    async fn base(
        &self,
        metric: &Metric,
        source: &dyn RowSource,
        vintage: &str,
    ) -> Result<Arc<Cube>> {
        let key = (vintage.to_owned(), metric.name.clone());
        if let Some(found) = lock(&self.bases).get(&key) {
            return Ok(Arc::clone(found));
        }
        let statement = sql::base(metric, BASE_CELLS_MAX + 1);
        let batches = ask(metric, source, &statement).await?;
        let rows = read_rows(&metric.name, &batches, metric.axes().len())?;
        if rows.len() > BASE_CELLS_MAX {
            return Err(Error::TooManyCells {
                metric: metric.name.clone(),
                limit: BASE_CELLS_MAX,
                widest: None,
            });
        }
        let cube = Arc::new(Cube::build(metric, &rows, statement, &self.secret)?);
        let mut bases = lock(&self.bases);
        if bases.len() >= BASES_MAX {
            bases.pop_first();
        }
        bases.insert(key, Arc::clone(&cube));
        Ok(cube)
    }

    async fn refuse_unknown_values(
        &self,
        checked: &Checked<'_>,
        source: &dyn RowSource,
    ) -> Result<()> {
        for filter in &checked.filters {
            if checked.metric.is_time(filter.dimension) {
                // A period without data gives an answer without data, which says so.
                continue;
            }
            // What one reader may see must not be kept for another.
            let known = list_values(checked.metric, filter.dimension, source).await?;
            refuse_unknown(filter, &known)?;
        }
        Ok(())
    }
}

/// A value that no row of the mart has is an error; a period without data is an answer that says so.
fn refuse_values_out_of(checked: &Checked<'_>, protected: &Protected) -> Result<()> {
    let space = &protected.base.space;
    for filter in &checked.filters {
        if let (false, Some(axis)) =
            (checked.metric.is_time(filter.dimension), space.axis(filter.dimension))
        {
            refuse_unknown(filter, &space.axes[axis].values)?;
        }
    }
    Ok(())
}

fn refuse_unknown(filter: &Filter<'_>, known: &[String]) -> Result<()> {
    let is_unknown =
        |value: &&Value| matches!(value, Value::Code(code) if known.binary_search(code).is_err());
    let Some(value) = filter.values.iter().find(is_unknown) else { return Ok(()) };
    let value = value.to_string();
    let nearest = mizan_catalog::nearest(&value, known.iter().map(String::as_str));
    Err(Error::UnknownValue {
        dimension: filter.dimension.to_owned(),
        nearest: nearest.map(str::to_owned),
        value,
    })
}

fn named_keys(checked: &Checked<'_>, row: &Row) -> Vec<(String, String)> {
    checked.by.iter().map(|one| (*one).to_owned()).zip(row.keys.iter().cloned()).collect()
}

fn sums_of(row: &Row) -> Sums {
    Sums { numerator: row.numerator, denominator: row.denominator, persons: row.persons }
}

async fn ask(metric: &Metric, source: &dyn RowSource, statement: &str) -> Result<Vec<RecordBatch>> {
    source
        .query(statement)
        .await
        .map_err(|source| Error::Rows { metric: metric.name.clone(), source })
}

async fn list_values(
    metric: &Metric,
    dimension: &str,
    source: &dyn RowSource,
) -> Result<Vec<String>> {
    let batches = ask(metric, source, &sql::values(metric, dimension)).await?;
    read_values(&metric.name, &batches)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves the cache whole: entries are inserted complete.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
