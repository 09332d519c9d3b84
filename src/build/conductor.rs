//! The build: raw tables and references → staging → persons → core and marts → index → one published vintage.

use std::collections::BTreeMap;
use std::time::SystemTime;

use mizan_catalog::Layer;
use mizan_domain::Date;
use mizan_ingest::raw_schema;
use mizan_warehouse::{Session, Vintage, rows};
use serde::Serialize;

use crate::fingerprint::fingerprint;
use crate::links::{EstablishmentReport, LinkReport, link_establishments, link_persons};
use crate::models::{ModelRun, ModelTiming, build_models};
use crate::{Installation, Progress, Result, deliveries, index, reference, taxonomy};

/// What a build did.
#[derive(Debug, Clone, Serialize)]
pub struct BuildReport {
    /// The vintage readers now see.
    pub vintage: String,
    /// Whether it is a new one; `false` where nothing had changed.
    pub is_new: bool,
    /// Tables that were made, not reused.
    pub tables_written: usize,
    /// Tables of the vintage.
    pub tables: usize,
    /// Rows over all tables.
    pub rows: u64,
    /// Openings in the index.
    pub openings: u64,
    /// What linking persons did.
    pub links: LinkReport,
    /// What linking establishments did.
    pub establishments: EstablishmentReport,
    /// Models that were made now, in order, with the time each took.
    pub models: Vec<ModelTiming>,
}

impl Installation {
    /// Brings every table and the index up to date and publishes them as one vintage.
    ///
    /// Nothing is published where a model fails or breaks a promise; readers keep the vintage
    /// they have.
    pub async fn build(&self, progress: &(dyn Fn(Progress<'_>) + Sync)) -> Result<BuildReport> {
        let _lock = self.home.lock()?;
        let vintages = self.vintages();
        let before = vintages.published()?;
        let loaded = self.taxonomy()?;
        let mut run = ModelRun {
            home: &self.home,
            lake: &self.lake,
            session: Session::new(&self.home.staging())?,
            before: before.as_ref().map(|vintage| vintage.tables.clone()).unwrap_or_default(),
            tables: BTreeMap::new(),
            written: 0,
            timings: Vec::new(),
        };
        self.add_raw_tables(&mut run).await?;
        let references = [reference::governorates(), reference::grant_occasions()];
        for table in references.into_iter().chain(reference::from_taxonomy(&loaded)) {
            run.add_rows(table.name, table.schema, table.batch, &table.content).await?;
        }
        build_models(&mut run, &self.catalog, &[Layer::Staging], progress).await?;
        let links = link_persons(self, &mut run, progress).await?;
        let establishments = link_establishments(self, &mut run, progress).await?;
        build_models(&mut run, &self.catalog, &[Layer::Core, Layer::Marts], progress).await?;

        let parts = run.tables.values().map(|table| table.fingerprint.as_str());
        let words = taxonomy::fingerprint_of(&self.home)?;
        let fingerprint = fingerprint(parts.chain([index::FORMAT, &words]));
        let rows = run.tables.values().map(|table| table.rows).sum();
        let tables = run.tables.len();
        if let Some(before) = before.filter(|before| before.fingerprint == fingerprint)
            && self.home.index(&before.id).exists()
            && before.taxonomy == words
        {
            return Ok(BuildReport {
                vintage: before.id,
                is_new: false,
                tables_written: run.written,
                tables,
                rows,
                openings: 0,
                links,
                establishments,
                models: run.timings,
            });
        }
        let (day, published_at) = now();
        let id = vintages.next_id(&day.to_string())?;
        taxonomy::keep(&self.home, &words)?;
        progress(Progress { step: "index", item: "", done: 0, total: 1 });
        let openings = index::build(&run.session, &loaded, &self.home.index(&id), &id).await?;
        progress(Progress { step: "index", item: "", done: 1, total: 1 });
        let as_of_month = as_of_month(&run.session).await?;
        let program = env!("CARGO_PKG_VERSION").to_owned();
        let (written, tables_by_name, models) = (run.written, run.tables, run.timings);
        vintages.publish(&Vintage {
            id: id.clone(),
            published_at,
            as_of_month,
            program,
            fingerprint,
            taxonomy: words,
            tables: tables_by_name,
        })?;
        Ok(BuildReport {
            vintage: id,
            is_new: true,
            tables_written: written,
            tables,
            rows,
            openings,
            links,
            establishments,
            models,
        })
    }

    /// Registers the raw table of every source: files of deliveries that count, by the ledger.
    async fn add_raw_tables(&self, run: &mut ModelRun<'_>) -> Result<()> {
        let ledger = self.read_ledger().await?;
        let counted = ledger.raw_files();
        for contract in &self.catalog.sources {
            let name = format!("raw_{}", contract.name);
            let state = self.lake.state(&name).await?;
            let version = state.as_ref().map_or(0, |state| state.version);
            let mut files = state.map(|state| state.files).unwrap_or_default();
            files.retain(|file| counted.contains(&deliveries::file_name(file)));
            let of_source = ledger.counted().filter(|one| one.source == contract.name);
            let rows = of_source.map(|one| one.accepted).sum();
            run.add_raw(&name, files, version, rows, raw_schema(contract)).await?;
        }
        Ok(())
    }
}

/// The month the core models take for the last of the data; the month of the build where there is none.
async fn as_of_month(session: &Session) -> Result<String> {
    let batches =
        session.query("select max(month) as month from core_month where is_as_of").await?;
    let found = rows(&batches).next().and_then(|row| row.date("month"));
    Ok(found.unwrap_or(now().0).calendar_month().to_string())
}

/// Today and the time now in UTC, RFC 3339.
/// The time now, RFC 3339 in UTC.
pub fn rfc3339_now() -> String {
    now().1
}

pub(crate) fn now() -> (Date, String) {
    let seconds = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |duration| duration.as_secs());
    let day = Date::from_days((seconds / 86_400) as i32);
    let rest = seconds % 86_400;
    let time = format!("{day}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60);
    (day, time)
}
