//! All rows of the accounts as lines of JSON: the same from SQLite and PostgreSQL, into either.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::any::{AnyArguments, AnyRow, AnyTypeInfoKind};
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe, Column, Row, query};

use crate::store::{file_url, make_private, without_password};
use crate::{Error, Result, Store};

/// Tables in an order in which rows can be put back. Sessions, sign-ins under way and counts of
/// failures are not carried over: whoever was signed in signs in anew.
pub(crate) const TABLES: [&str; 12] = [
    "accounts",
    "account_roles",
    "tokens",
    "known_devices",
    "identities",
    "consents",
    "own_data",
    "corrections",
    "saved_searches",
    "notices",
    "answers",
    "secrets",
];
/// Tables that hold for the running server only.
pub(crate) const PASSING: [&str; 3] = ["sessions", "failures", "openid_flows"];

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dumped {
    /// Version of the tables.
    pub version: i64,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    /// Version of the tables.
    accounts_version: i64,
}

impl Store {
    /// Writes all rows as of one moment, a line each; others go on reading and writing meanwhile.
    pub async fn dump(&self, out: &mut Vec<u8>) -> Result<Dumped> {
        let version = Self::newest_version();
        write_line(out, &Head { accounts_version: version })?;
        let mut moment = self.snapshot().await?;
        let mut rows = BTreeMap::new();
        for table in TABLES {
            let mut count = 0;
            let statement = AssertSqlSafe(format!("select * from {table}"));
            let mut found = query(statement).fetch(&mut *moment);
            while let Some(row) = found.try_next().await? {
                write_line(out, &(table, values(&row)?))?;
                count += 1;
            }
            rows.insert(table.to_owned(), count);
        }
        moment.rollback().await?;
        Ok(Dumped { version, rows })
    }

    /// Makes a database file of the rows of [`Store::dump`].
    pub async fn load_file(path: &std::path::Path, rows: &[u8], replaces: bool) -> Result<Self> {
        let store = Self::load(&file_url(path), rows, replaces).await?;
        make_private(path)?;
        Ok(store)
    }

    /// Puts the rows of [`Store::dump`] into a database, all or none, and brings it up to date.
    ///
    /// A database that has accounts is refused unless they are to be replaced.
    pub async fn load(url: &str, rows: &[u8], replaces: bool) -> Result<Self> {
        let damaged = |what: &str| Error::Database(format!("the rows to put back: {what}"));
        let text = std::str::from_utf8(rows).map_err(|error| damaged(&error.to_string()))?;
        let mut lines = text.lines();
        let head: Head = serde_json::from_str(lines.next().unwrap_or_default())
            .map_err(|error| damaged(&error.to_string()))?;
        let (version, newest) = (head.accounts_version, Self::newest_version());
        let shown = without_password(url);
        if version > newest {
            let reason = format!("the rows have version {version} of the tables");
            return Err(Error::Newer { url: shown, reason });
        }
        // Into tables as they were, so that what later versions add gets its value as at an update.
        // A database that has the newer tables already fills what the rows lack the same way.
        let store = match Self::open_at(url, version).await {
            Err(Error::Newer { .. }) => Self::open(url).await?,
            other => other?,
        };
        let mut transaction = store.transaction().await?;
        let held: i64 = query("select count(*) as held from accounts")
            .fetch_one(&mut *transaction)
            .await?
            .try_get("held")?;
        if held > 0 && !replaces {
            let reason = "it holds accounts already".to_owned();
            return Err(Error::Invalid { what: "database", value: shown, reason });
        }
        let known = TABLES.iter().filter(|table| version >= 3 || **table != "secrets");
        for table in PASSING.iter().chain(known.rev()) {
            let statement = AssertSqlSafe(format!("delete from {table}"));
            query(statement).execute(&mut *transaction).await?;
        }
        for (number, line) in lines.enumerate() {
            let (table, row): (String, Map<String, Value>) = serde_json::from_str(line)
                .map_err(|error| damaged(&format!("line {}: {error}", number + 2)))?;
            if !TABLES.contains(&table.as_str()) || !row.keys().all(|name| is_name(name)) {
                return Err(damaged(&format!("line {} names no table of ours", number + 2)));
            }
            insert(&table, &row, &mut transaction).await?;
        }
        transaction.commit().await?;
        store.migrate(&shown, newest).await?;
        Ok(store)
    }
}

async fn insert(
    table: &str,
    row: &Map<String, Value>,
    transaction: &mut sqlx::Transaction<'static, Any>,
) -> Result<()> {
    let names: Vec<&str> = row.keys().map(String::as_str).collect();
    let places: Vec<String> = (1..=names.len()).map(|place| format!("${place}")).collect();
    let (names, places) = (names.join(", "), places.join(", "));
    let statement = format!("insert into {table} ({names}) values ({places})");
    let mut insert: Query<'_, Any, AnyArguments> = query(AssertSqlSafe(statement));
    for value in row.values() {
        insert = match value {
            Value::Number(number) => insert.bind(number.as_i64().unwrap_or(0)),
            other => insert.bind(other.as_str().unwrap_or_default().to_owned()),
        };
    }
    insert.execute(&mut **transaction).await?;
    Ok(())
}

/// Columns hold texts and integers only, none is null.
fn values(row: &AnyRow) -> Result<Map<String, Value>> {
    let mut values = Map::new();
    for (place, column) in row.columns().iter().enumerate() {
        let value = match column.type_info().kind() {
            AnyTypeInfoKind::Text => Value::String(row.try_get(place)?),
            _ => Value::Number(row.try_get::<i64, _>(place)?.into()),
        };
        values.insert(column.name().to_owned(), value);
    }
    Ok(values)
}

fn is_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn write_line(out: &mut Vec<u8>, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, value).map_err(|error| Error::Database(error.to_string()))?;
    out.push(b'\n');
    Ok(())
}
