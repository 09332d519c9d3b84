//! SQL models: a query, what its rows mean, and the tests they must pass.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use mizan_domain::Bilingual;
use serde::Deserialize;
use sqlparser::ast::{ObjectName, Query, Statement, visit_relations};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

use crate::{Error, Result};

/// What SQL cannot express: estimators that make a mart from the rows of its query.
pub const ESTIMATORS: [&str; 8] = [
    "comparison",
    "impact",
    "impact_balance",
    "impact_by_month",
    "mismatch",
    "service_waiting",
    "shortage",
    "survival",
];

/// Layers of models, in the direction of the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Renames, casts, keeps the last record of each key.
    Staging,
    /// Entities and their relations.
    Core,
    /// What pages, notebooks and indexes read.
    Marts,
}

impl Layer {
    /// All layers, first to last.
    pub const ALL: [Self; 3] = [Self::Staging, Self::Core, Self::Marts];

    /// The folder below `pipelines/`.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Staging => "staging",
            Self::Core => "core",
            Self::Marts => "marts",
        }
    }

    /// What the names of its models begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Staging => "stg_",
            Self::Core => "core_",
            Self::Marts => "mart_",
        }
    }
}

/// One SQL model.
#[derive(Debug, Clone)]
pub struct Model {
    /// Name of the table it makes, equal to the file name.
    pub name: String,
    /// Where it stands in the flow.
    pub layer: Layer,
    /// What its rows are about.
    pub about: Bilingual,
    /// What one row stands for.
    pub grain: String,
    /// Columns in order.
    pub columns: Vec<ModelColumn>,
    /// Queries whose rows break a promise.
    pub tests: Vec<ModelTest>,
    /// The query.
    pub sql: String,
    /// The estimator that makes the table from the query's rows; none where the rows are the table.
    pub estimator: Option<String>,
    /// Tables the query reads, parsed from it.
    pub reads: BTreeSet<String>,
}

/// One column of a model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelColumn {
    /// Name in the table.
    pub name: String,
    /// Meaning, in both languages.
    pub about: Bilingual,
    /// Tests by name: `not_null`, `unique`, `share`, `not_negative`, `accepted:a,b,c`.
    #[serde(default)]
    pub tests: Vec<String>,
}

/// A query that returns the rows which break a promise.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelTest {
    /// What is promised.
    pub name: String,
    /// Query over the model.
    pub sql: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelFile {
    about: Bilingual,
    grain: String,
    #[serde(default)]
    estimator: Option<String>,
    #[serde(rename = "column")]
    columns: Vec<ModelColumn>,
    #[serde(default, rename = "test")]
    tests: Vec<ModelTest>,
}

impl Model {
    /// Reads a model from its two texts.
    pub fn parse(name: &str, layer: Layer, sql: &str, toml: &str) -> Result<Self> {
        let file = format!("pipelines/{}/{name}.toml", layer.folder());
        let parsed: ModelFile = toml::from_str(toml)
            .map_err(|error| Error::BrokenFile { file: file.clone(), reason: error.to_string() })?;
        if !name.starts_with(layer.prefix()) {
            let reason = format!("a name in `{}` begins with `{}`", layer.folder(), layer.prefix());
            return Err(Error::BrokenFile { file, reason });
        }
        if let Some(estimator) = &parsed.estimator
            && !ESTIMATORS.contains(&estimator.as_str())
        {
            let nearest = crate::nearest(estimator, ESTIMATORS).unwrap_or(ESTIMATORS[0]);
            let reason = format!("unknown estimator `{estimator}`; is it `{nearest}`?");
            return Err(Error::BrokenFile { file, reason });
        }
        let reads = tables_read(name, sql)?;
        let mut tests = Vec::new();
        for column in &parsed.columns {
            for test in &column.tests {
                let reason = || format!("column `{}` has unknown test `{test}`", column.name);
                tests.push(
                    column_test(name, &column.name, test).ok_or_else(|| Error::BrokenFile {
                        file: file.clone(),
                        reason: reason(),
                    })?,
                );
            }
        }
        tests.extend(parsed.tests);
        Ok(Self {
            name: name.to_owned(),
            layer,
            about: parsed.about,
            grain: parsed.grain,
            columns: parsed.columns,
            tests,
            sql: sql.to_owned(),
            estimator: parsed.estimator,
            reads,
        })
    }
}

/// The query behind a test named on a column, or `None` for an unknown name.
fn column_test(model: &str, column: &str, test: &str) -> Option<ModelTest> {
    let broken = match test {
        "not_null" => format!("select * from {model} where {column} is null"),
        "unique" => format!(
            "select {column} from {model} where {column} is not null group by {column} having count(*) > 1"
        ),
        "share" => format!("select * from {model} where {column} < 0 or {column} > 1"),
        "not_negative" => format!("select * from {model} where {column} < 0"),
        _ => {
            let codes = test.strip_prefix("accepted:")?;
            let list: Vec<String> = codes
                .split(',')
                .map(|code| format!("'{}'", code.trim().replace('\'', "''")))
                .collect();
            format!("select * from {model} where {column} not in ({})", list.join(", "))
        }
    };
    Some(ModelTest { name: format!("{column}: {test}"), sql: broken })
}

/// Tables a query reads, without the names of its own common table expressions.
fn tables_read(model: &str, sql: &str) -> Result<BTreeSet<String>> {
    let broken = |reason: String| Error::BrokenSql { model: model.to_owned(), reason };
    let statements =
        Parser::parse_sql(&GenericDialect {}, sql).map_err(|error| broken(error.to_string()))?;
    let [Statement::Query(query)] = statements.as_slice() else {
        return Err(broken(format!("expected one query, found {} statements", statements.len())));
    };
    let mut tables = BTreeSet::new();
    let _ = visit_relations(query, |relation: &ObjectName| {
        tables.insert(relation.to_string().replace('"', "").to_lowercase());
        ControlFlow::<()>::Continue(())
    });
    for name in expression_names(query) {
        tables.remove(&name);
    }
    Ok(tables)
}

/// Names of common table expressions, but for one that is named like the table it imports.
fn expression_names(query: &Query) -> Vec<String> {
    let mut names = Vec::new();
    for table in query.with.iter().flat_map(|with| &with.cte_tables) {
        let name = table.alias.name.value.to_lowercase();
        let mut imports_itself = false;
        let _ = visit_relations(&table.query, |relation: &ObjectName| {
            imports_itself |= relation.to_string().to_lowercase() == name;
            ControlFlow::<()>::Continue(())
        });
        if !imports_itself {
            names.push(name);
        }
        names.extend(expression_names(&table.query));
    }
    names
}
