//! The database: opened by its URL, brought up to date, one dialect for SQLite and PostgreSQL.

use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Any, AnyPool, Row, SqlSafeStr, Transaction};

use crate::{Error, Result};

/// Versions of the tables, in order; a published one is never changed.
pub(crate) const MIGRATIONS: [(i64, &str, &str); 3] = [
    (1, "people", include_str!("migrations/0001_people.sql")),
    (2, "rights of the person", include_str!("migrations/0002_rights_of_the_person.sql")),
    (3, "alerts", include_str!("migrations/0003_alerts.sql")),
];

/// Which database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

/// The accounts of an installation.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    kind: Kind,
}

impl Store {
    /// Opens a database by its URL and brings its tables up to date.
    ///
    /// `sqlite://PATH` makes the file where there is none. A database that a newer program has
    /// changed is refused.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_at(url, Self::newest_version()).await
    }

    /// The newest version of the tables this program knows.
    pub fn newest_version() -> i64 {
        MIGRATIONS.iter().map(|(version, _, _)| *version).max().unwrap_or(0)
    }

    /// Opens a database whose tables then have a version, or a newer one they have already.
    pub(crate) async fn open_at(url: &str, version: i64) -> Result<Self> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        let shown = without_password(url);
        let kind = match url.split_once(':') {
            Some(("sqlite", _)) => Kind::Sqlite,
            Some(("postgres" | "postgresql", _)) => Kind::Postgres,
            _ => return Err(Error::Url { url: shown }),
        };
        let mut options = AnyPoolOptions::new().acquire_timeout(Duration::from_secs(20));
        options = match kind {
            // Writers wait for each other in the file anyway; readers go on beside them.
            Kind::Sqlite => options.max_connections(4).after_connect(|connection, _| {
                Box::pin(async move {
                    for pragma in [
                        "pragma busy_timeout = 15000",
                        "pragma journal_mode = wal",
                        "pragma synchronous = full",
                        "pragma foreign_keys = on",
                    ] {
                        sqlx::raw_sql(pragma).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            }),
            Kind::Postgres => options.max_connections(16),
        };
        let pool = options.connect(url).await?;
        let store = Self { pool, kind };
        store.migrate(&shown, version).await?;
        Ok(store)
    }

    /// Opens the database in a file.
    pub async fn open_file(path: &Path) -> Result<Self> {
        let store = Self::open(&file_url(path)).await?;
        make_private(path)?;
        Ok(store)
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Brings the tables to a version; those of a newer program are refused.
    pub(crate) async fn migrate(&self, url: &str, version: i64) -> Result<()> {
        let migrations = MIGRATIONS
            .into_iter()
            .filter(|(one, _, _)| *one <= version)
            .map(|(version, name, sql)| {
                let sql = sql.into_sql_str();
                Migration::new(version, name.into(), MigrationType::Simple, sql, false)
            })
            .collect();
        let migrator = Migrator::with_migrations(migrations);
        let mut connection = self.pool.acquire().await?;
        let result = migrator.run(&mut *connection).await;
        if result.is_err() && self.kind == Kind::Postgres {
            // A failed run leaves its lock to the connection, which goes back to the pool.
            let _ = connection.unlock().await;
        }
        result.map_err(|error| match error {
            MigrateError::VersionMissing(version) => Error::Newer {
                url: url.to_owned(),
                reason: format!("it has version {version} of the tables"),
            },
            MigrateError::VersionMismatch(version) => Error::Newer {
                url: url.to_owned(),
                reason: format!("its version {version} of the tables is another one"),
            },
            other => Error::Database(other.to_string()),
        })
    }

    /// Begins a transaction that sees one moment of the whole database.
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Any>> {
        Ok(match self.kind {
            Kind::Sqlite => self.pool.begin().await?,
            Kind::Postgres => {
                self.pool.begin_with("begin isolation level repeatable read read only").await?
            }
        })
    }

    /// Begins a transaction that may write.
    pub(crate) async fn transaction(&self) -> Result<Transaction<'static, Any>> {
        Ok(match self.kind {
            // Taking the write lock first: two readers that both want to write would else fail.
            Kind::Sqlite => self.pool.begin_with("begin immediate").await?,
            Kind::Postgres => self.pool.begin().await?,
        })
    }

    pub(crate) fn pool(&self) -> &AnyPool {
        &self.pool
    }
}

/// A text column.
pub(crate) fn text(row: &AnyRow, column: &str) -> Result<String> {
    Ok(row.try_get::<String, _>(column)?)
}

/// An integer column.
pub(crate) fn integer(row: &AnyRow, column: &str) -> Result<i64> {
    Ok(row.try_get::<i64, _>(column)?)
}

/// The URL of a database in a file, made where there is none.
pub(crate) fn file_url(path: &Path) -> String {
    let text = path.to_string_lossy();
    let encoded: String = text.split('/').map(encode_segment).collect::<Vec<_>>().join("/");
    format!("sqlite://{encoded}?mode=rwc")
}

/// Names, addresses and hashes are nobody else's.
pub(crate) fn make_private(path: &Path) -> Result<()> {
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(path, private)
        .map_err(|error| Error::Database(format!("`{}`: {error}", path.display())))
}

/// The URL as it may be shown.
pub(crate) fn without_password(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut parsed) if parsed.password().is_some() => {
            let _ = parsed.set_password(Some("…"));
            parsed.to_string()
        }
        _ => url.to_owned(),
    }
}

fn encode_segment(segment: &str) -> String {
    segment
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
