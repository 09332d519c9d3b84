//! Records of one person as sources delivered them: for the person, and for the officer of the own office.

use mizan_catalog::Layer;
use mizan_domain::national_id::NationalId;
use mizan_warehouse::{Format, format_batches};

use crate::problem::Problem;
use crate::state::App;
use crate::words::bilingual;

const PERSON: &str = "person_pseudonym";
const OFFICE: &str = "office_code";

/// Rows of one table about a person.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Records {
    /// Table.
    pub(crate) table: String,
    /// Rows, as objects by column.
    pub(crate) rows: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// The pseudonym a national number has in the tables.
pub(crate) fn pseudonym(app: &App, national_number: &str) -> Result<String, Problem> {
    let installation = app.installation();
    let profile = if app.is_sample() {
        mizan_domain::national_id::Profile::Synthetic
    } else {
        installation.settings.ingest.profile
    };
    let Ok(id) = NationalId::parse(national_number, profile) else {
        let message = bilingual("problem-national-number", &[]);
        return Err(Problem::parameter("national_number", message));
    };
    let key = installation.key().map_err(|error| Problem::internal(&error))?;
    Ok(key.pseudonym("national_id", id.as_str()))
}

/// Everything about a person, or what stands in the records of some offices only.
pub(crate) async fn records(
    app: &App,
    person: &str,
    offices: Option<&[String]>,
) -> Result<Vec<Records>, Problem> {
    let is_plain =
        |text: &str| text.chars().all(|one| one.is_ascii_alphanumeric() || "-._/".contains(one));
    if person.is_empty() || !is_plain(person) {
        return Ok(Vec::new());
    }
    let installation = app.installation();
    let has = |model: &mizan_catalog::Model, name: &str| {
        model.columns.iter().any(|column| column.name == name)
    };
    let tables: Vec<&mizan_catalog::Model> = installation
        .catalog
        .models
        .iter()
        .filter(|model| model.layer == Layer::Staging && has(model, PERSON))
        .filter(|model| offices.is_none() || has(model, OFFICE))
        .collect();
    let loaded = app.loaded().await;
    let wanted = |name: &str| tables.iter().any(|model| model.name == name);
    let session = installation.session(&loaded.vintage, wanted).await;
    let session = session.map_err(|error| Problem::internal(&error))?;
    let mut found = Vec::new();
    for model in tables.iter().filter(|model| loaded.vintage.tables.contains_key(&model.name)) {
        let mut condition = format!("{PERSON} = '{person}'");
        if let Some(offices) = offices {
            let codes: Vec<String> = offices
                .iter()
                .filter(|code| is_plain(code))
                .map(|code| format!("'{code}'"))
                .collect();
            if codes.is_empty() {
                return Ok(Vec::new());
            }
            condition.push_str(&format!(" and {OFFICE} in ({})", codes.join(", ")));
        }
        let columns: Vec<&str> = model
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .filter(|name| *name != PERSON)
            .collect();
        let sql = format!("select {} from {} where {condition}", columns.join(", "), model.name);
        let batches = app.query(session.clone(), sql).await;
        let batches = batches.map_err(|error| Problem::internal(&error))?;
        let text = format_batches(&batches, Format::Json);
        let text = text.map_err(|error| Problem::internal(&error))?;
        let rows: Vec<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_str(&text).unwrap_or_default();
        if !rows.is_empty() {
            found.push(Records { table: model.name.clone(), rows });
        }
    }
    Ok(found)
}
