//! Rows of one vintage for the metric catalogue: the one place where figures meet the engine.

use std::collections::{BTreeMap, BTreeSet};

use mizan_build::Installation;
use mizan_catalog::Catalog;
use mizan_metrics::{RowError, RowFuture, RowSource, TableVersion};
use mizan_warehouse::{Session, Vintage};

/// The marts of one vintage, and the versions of everything they are made from.
#[derive(Clone)]
pub struct VintageRows {
    session: Session,
    tables: BTreeMap<String, Vec<TableVersion>>,
}

impl VintageRows {
    /// Opens the marts of a vintage.
    pub async fn open(
        installation: &Installation,
        vintage: &Vintage,
    ) -> Result<Self, mizan_build::Error> {
        let session = installation.session(vintage, |name| name.starts_with("mart_")).await?;
        Ok(Self::new(session, vintage, &installation.catalog))
    }

    /// Takes a session over the marts of a vintage that is open already.
    pub(crate) fn new(session: Session, vintage: &Vintage, catalog: &Catalog) -> Self {
        let marts = vintage.tables.keys().filter(|name| name.starts_with("mart_"));
        let tables = marts.map(|mart| (mart.clone(), made_from(catalog, vintage, mart))).collect();
        Self { session, tables }
    }
}

impl RowSource for VintageRows {
    fn query<'a>(&'a self, sql: &'a str) -> RowFuture<'a> {
        Box::pin(async move { self.session.query(sql).await.map_err(RowError::from) })
    }

    fn tables(&self, mart: &str) -> Vec<TableVersion> {
        self.tables.get(mart).cloned().unwrap_or_default()
    }
}

/// Versions of a mart and of all tables above it: the mart first, the others by name.
fn made_from(catalog: &Catalog, vintage: &Vintage, mart: &str) -> Vec<TableVersion> {
    let mut above = BTreeSet::new();
    let mut open = vec![mart];
    while let Some(table) = open.pop() {
        for read in catalog.model(table).into_iter().flat_map(|model| &model.reads) {
            if above.insert(read.as_str()) {
                open.push(read);
            }
        }
    }
    std::iter::once(mart)
        .chain(above)
        .filter_map(|name| {
            let table = vintage.tables.get(name)?;
            Some(TableVersion {
                name: name.to_owned(),
                version: table.version,
                rows: table.rows,
                fingerprint: table.fingerprint.clone(),
            })
        })
        .collect()
}
