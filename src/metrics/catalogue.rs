//! The catalogue of metrics: finds a metric, asks for rows, protects and seals the answer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use arrow_array::RecordBatch;
use mizan_statistics::cell_key::PerturbationTable;

use crate::cube::Cube;
use crate::error::{Error, Result};
use crate::figures::{Figure, Figures, Sums, assemble, figure};
use crate::metric::{Kind, Metric};
use crate::query::{Checked, Query, Tier, Value};
use crate::release::{Release, not_at_grain};
use crate::rows::{Row, RowSource, read_rows, read_values};
use crate::{ministry, sql};

/// Largest number of cells in one answer.
pub const CELLS_MAX: usize = 50_000;
/// Largest number of finest cells a public figure is computed from.
const BASE_CELLS_MAX: usize = 2_000_000;
/// Public bases kept in memory; the oldest name goes first.
const BASES_MAX: usize = 64;

type ValueKey = (String, String, String);

/// All metrics of one installation.
#[derive(Debug, Default)]
pub struct Catalogue {
    metrics: BTreeMap<String, Metric>,
    secret: Vec<u8>,
    values: Mutex<BTreeMap<ValueKey, Arc<Vec<String>>>>,
    bases: Mutex<BTreeMap<(String, String), Arc<Cube>>>,
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
            Tier::Operational | Tier::Ministry => sql::answer(&checked, CELLS_MAX + 1),
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
            Tier::Operational | Tier::Ministry => self.answer(&checked, rows, vintage).await,
        }
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

    async fn answer(
        &self,
        checked: &Checked<'_>,
        source: &dyn RowSource,
        vintage: &str,
    ) -> Result<Figures> {
        let metric = checked.metric;
        self.refuse_unknown_values(checked, source, vintage).await?;
        let statement = sql::answer(checked, CELLS_MAX + 1);
        let batches = ask(metric, source, &statement).await?;
        let rows = read_rows(&metric.name, &batches, checked.by.len())?;
        if rows.len() > CELLS_MAX {
            return Err(Error::TooManyCells { metric: metric.name.clone(), limit: CELLS_MAX });
        }
        if metric.kind == Kind::Median && rows.iter().any(|row| row.records > 1.0) {
            return Err(not_at_grain(checked));
        }
        let mut figures = rows
            .iter()
            .map(|row| figure(metric, named_keys(checked, row), sums_of(row)))
            .collect::<Result<Vec<Figure>>>()?;
        if checked.tier == Tier::Ministry {
            ministry::protect(checked, &rows, &mut figures)?;
        }
        let period = rows.iter().filter_map(|row| row.period.clone()).max();
        Ok(assemble(checked, figures, statement, vintage, period, None))
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
        let noise = Some(table.typical_noise());
        Ok(assemble(checked, figures, cube.sql.clone(), vintage, period, noise))
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
            return Err(Error::TooManyCells { metric: metric.name.clone(), limit: BASE_CELLS_MAX });
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
        vintage: &str,
    ) -> Result<()> {
        for filter in &checked.filters {
            if checked.metric.is_time(filter.dimension) {
                // A period without data gives an answer without data, which says so.
                continue;
            }
            let known = if checked.tier == Tier::Operational {
                // What one reader may see must not be kept for another.
                Arc::new(list_values(checked.metric, filter.dimension, source).await?)
            } else {
                self.values(&checked.metric.name, filter.dimension, source, vintage).await?
            };
            let unknown = filter.values.iter().find(
                |value| matches!(value, Value::Code(code) if known.binary_search(code).is_err()),
            );
            if let Some(value) = unknown {
                let value = value.to_string();
                let nearest = mizan_catalog::nearest(&value, known.iter().map(String::as_str));
                return Err(Error::UnknownValue {
                    dimension: filter.dimension.to_owned(),
                    nearest: nearest.map(str::to_owned),
                    value,
                });
            }
        }
        Ok(())
    }
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
