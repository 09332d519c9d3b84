//! The ledger of deliveries, read once per change and not once per request.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use mizan_build::{Installation, Ledger, raw_files_of};

use crate::state::{App, Loaded};

/// Versions of the ledger's tables, and the release it is restricted to.
type Version = ((Option<u64>, Option<u64>), Option<String>);

/// The ledger as last read.
#[derive(Debug, Default)]
pub(crate) struct LedgerCache(RwLock<Option<(Version, Arc<Ledger>)>>);

impl App {
    /// The ledger as the readers of this server may see it: all of it, or what the release holds.
    pub(crate) async fn ledger(&self, loaded: &Loaded) -> Result<Arc<Ledger>, mizan_build::Error> {
        let installation: &Installation = self.installation();
        let release = self.is_released().then(|| loaded.vintage.id.clone());
        let version: Version = (installation.ledger_version(), release);
        let known = self.ledger_cache().0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, ledger)) = known.filter(|(known, _)| *known == version) {
            return Ok(ledger);
        }
        let mut ledger = installation.read_ledger().await?;
        if self.is_released() {
            let files: BTreeSet<String> = raw_files_of(&loaded.vintage);
            ledger = ledger.restricted_to(&files);
        }
        let ledger = Arc::new(ledger);
        let mut slot = self.ledger_cache().0.write().unwrap_or_else(PoisonError::into_inner);
        *slot = Some((version, Arc::clone(&ledger)));
        Ok(ledger)
    }
}
