//! The whole catalogue: every declaration read, checked against every other, and put in order.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{ColumnType, Comparison, PersonalData, SourceContract};
use crate::{Error, Layer, Model, Project, Result, nearest};

/// Small tables made from the domain and the taxonomy, open to every layer.
pub const REFERENCE_TABLES: [&str; 5] = [
    "ref_governorate",
    "ref_grant_occasion",
    "ref_occupation",
    "ref_occupation_skill",
    "ref_skill",
];

/// Tables that linking makes between staging and core, open to core models.
pub const LINK_TABLES: [&str; 3] = ["link_birth_date", "link_establishment", "link_person"];

/// A metric file, still as text: `mizan-metrics` knows what it means.
#[derive(Debug, Clone)]
pub struct MetricFile {
    /// Name of the metric, equal to the file name.
    pub name: String,
    /// Text of the file.
    pub text: String,
}

/// Every declaration of a project.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Contracts by name.
    pub sources: Vec<SourceContract>,
    /// Models in the order in which they are built.
    pub models: Vec<Model>,
    /// Metric files by name.
    pub metrics: Vec<MetricFile>,
}

impl Catalog {
    /// Reads and checks all declarations of a project.
    pub fn load(project: &Project) -> Result<Self> {
        let sources = load_sources(project)?;
        let mut models = Vec::new();
        for layer in Layer::ALL {
            models.extend(load_models(project, layer)?);
        }
        let models = in_build_order(&sources, models)?;
        let metrics = project
            .files("metrics", "toml")?
            .into_iter()
            .map(|(file, text)| MetricFile { name: stem(&file).to_owned(), text })
            .collect();
        Ok(Self { sources, models, metrics })
    }

    /// The contract of a source.
    pub fn source(&self, name: &str) -> Option<&SourceContract> {
        self.sources.iter().find(|source| source.name == name)
    }

    /// A model by name.
    pub fn model(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.name == name)
    }
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn load_sources(project: &Project) -> Result<Vec<SourceContract>> {
    let mut sources = Vec::new();
    for (file, text) in project.files("sources", "toml")? {
        let path = format!("pipelines/sources/{file}");
        let contract: SourceContract = toml::from_str(&text)
            .map_err(|error| Error::BrokenFile { file: path.clone(), reason: error.to_string() })?;
        if contract.name != stem(&file) {
            return Err(Error::NameMismatch { file: path, name: contract.name });
        }
        check_contract(&contract)?;
        sources.push(contract);
    }
    Ok(sources)
}

/// Refuses a contract whose key, rules or columns do not fit together.
fn check_contract(contract: &SourceContract) -> Result<()> {
    let broken =
        |reason: String| Err(Error::BrokenContract { source_name: contract.name.clone(), reason });
    let mut names = BTreeSet::new();
    for column in &contract.columns {
        if !names.insert(column.name.as_str()) {
            return broken(format!("column `{}` appears twice", column.name));
        }
        if column.kind == ColumnType::Code && column.codes.is_empty() {
            return broken(format!("code column `{}` has no `codes`", column.name));
        }
        let is_vault_type = matches!(
            column.kind,
            ColumnType::NationalId
                | ColumnType::PersonName
                | ColumnType::Phone
                | ColumnType::Passport
        );
        if is_vault_type != (column.personal == PersonalData::Identifying) {
            return broken(format!(
                "column `{}`: `personal = \"identifying\"` and its type contradict each other",
                column.name
            ));
        }
        if let Some(pattern) = &column.pattern
            && let Err(error) = regex::Regex::new(pattern)
        {
            return broken(format!("pattern of column `{}`: {error}", column.name));
        }
    }
    for column in
        contract.key.iter().chain(contract.rules.iter().flat_map(|rule| [&rule.left, &rule.right]))
    {
        if !names.contains(column.as_str()) {
            let hint = nearest(column, names.iter().copied()).unwrap_or("another name");
            return broken(format!("key or rule names unknown column `{column}`; is it `{hint}`?"));
        }
    }
    let is_national_id = |name: &str| {
        contract.columns.iter().any(|one| one.name == name && one.kind == ColumnType::NationalId)
    };
    for rule in &contract.rules {
        if rule.comparison == Comparison::AgreesWithNationalId && !is_national_id(&rule.right) {
            return broken(format!("rule `{}`: `{}` is no national number", rule.id, rule.right));
        }
    }
    if let Some(changes) = &contract.changes {
        let column = |name: &str| contract.columns.iter().find(|one| one.name == name);
        let operation = column(&changes.operation);
        if !operation.is_some_and(|one| one.kind == ColumnType::Code && one.optional) {
            return broken(format!("operation `{}` is no optional code column", changes.operation));
        }
        if !operation.is_some_and(|one| one.codes.values().any(|code| *code == changes.delete)) {
            return broken(format!("`{}` is no code of the operation", changes.delete));
        }
        if let Some(day) = &changes.dated_by
            && !column(day).is_some_and(|one| one.kind == ColumnType::Date && one.optional)
        {
            return broken(format!("`dated_by` names `{day}`, which is no optional date column"));
        }
    }
    if contract.key.is_empty() {
        return broken("`key` is empty".into());
    }
    Ok(())
}

fn load_models(project: &Project, layer: Layer) -> Result<Vec<Model>> {
    let queries = project.files(layer.folder(), "sql")?;
    let descriptions = project.files(layer.folder(), "toml")?;
    let names: BTreeSet<&str> =
        queries.keys().chain(descriptions.keys()).map(|f| stem(f)).collect();
    let mut models = Vec::new();
    for name in names {
        let part = |files: &BTreeMap<String, String>, extension: &str| {
            let file = format!("{name}.{extension}");
            let missing = format!("pipelines/{}/{file}", layer.folder());
            let text = files.get(&file).cloned();
            text.ok_or_else(|| Error::HalfModel { model: name.to_owned(), missing })
        };
        let (sql, toml) = (part(&queries, "sql")?, part(&descriptions, "toml")?);
        models.push(Model::parse(name, layer, &sql, &toml)?);
    }
    Ok(models)
}

/// Sorts models so that each follows what it reads; names break ties, so the order is stable.
fn in_build_order(sources: &[SourceContract], models: Vec<Model>) -> Result<Vec<Model>> {
    let raw: BTreeSet<String> = sources.iter().map(|one| format!("raw_{}", one.name)).collect();
    let layers: BTreeMap<&str, Layer> =
        models.iter().map(|model| (model.name.as_str(), model.layer)).collect();
    for model in &models {
        for table in &model.reads {
            check_read(model, table, &raw, &layers)?;
        }
    }
    let mut waiting: BTreeMap<String, Model> =
        models.into_iter().map(|model| (model.name.clone(), model)).collect();
    let mut ordered: Vec<Model> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let next = waiting
            .values()
            .filter(|model| model.reads.iter().all(|table| !waiting.contains_key(table)))
            .min_by(|one, other| (one.layer, &one.name).cmp(&(other.layer, &other.name)))
            .map(|model| model.name.clone());
        let Some(name) = next else { return Err(cycle(&waiting)) };
        ordered.extend(waiting.remove(&name));
    }
    Ok(ordered)
}

fn check_read(
    model: &Model,
    table: &str,
    raw: &BTreeSet<String>,
    layers: &BTreeMap<&str, Layer>,
) -> Result<()> {
    let is_linked = model.layer == Layer::Core && LINK_TABLES.contains(&table);
    if REFERENCE_TABLES.contains(&table) || is_linked {
        return Ok(());
    }
    let is_above = match (layers.get(table), raw.contains(table)) {
        (Some(layer), _) => match model.layer {
            Layer::Staging => false,
            Layer::Core => matches!(layer, Layer::Staging | Layer::Core),
            Layer::Marts => matches!(layer, Layer::Core | Layer::Marts),
        },
        (None, true) => model.layer == Layer::Staging,
        (None, false) => {
            let known = layers.keys().copied().chain(raw.iter().map(String::as_str));
            let known = known.chain(REFERENCE_TABLES).chain(LINK_TABLES);
            let nearest = nearest(table, known).map(str::to_owned);
            let (model, table) = (model.name.clone(), table.to_owned());
            return Err(Error::UnknownTable { model, table, nearest });
        }
    };
    if is_above {
        return Ok(());
    }
    let (layer, table) = (model.layer.folder(), table.to_owned());
    Err(Error::WrongLayer { model: model.name.clone(), layer, table })
}

fn cycle(waiting: &BTreeMap<String, Model>) -> Error {
    let mut path: Vec<String> = waiting.keys().take(1).cloned().collect();
    while let Some(next) = path
        .last()
        .and_then(|name| waiting.get(name))
        .and_then(|model| model.reads.iter().find(|table| waiting.contains_key(*table)))
    {
        if let Some(start) = path.iter().position(|name| name == next) {
            path.drain(..start);
            path.push(next.clone());
            break;
        }
        path.push(next.clone());
    }
    Error::Cycle { path }
}
