//! `/api`: the contract as forms, so that every call can be tried without a program.

use std::sync::Arc;

use axum::response::{IntoResponse, Redirect, Response};
use mizan_web::{ContractView, OperationView, ParameterView, View};
use serde_json::Value;

use crate::pages::PageRequest;
use crate::parameters::unknown_code;
use crate::problem::Problem;

const DOCUMENT: &str = "/api/v1/openapi.json";

pub(crate) async fn view(_request: Arc<PageRequest>) -> Result<View, Problem> {
    let operations = operations()?;
    Ok(View::Contract(ContractView { document_path: DOCUMENT.into(), operations }))
}

/// Leads from a filled form to the call it stands for.
pub(crate) fn call(query: &str) -> Result<Response, Problem> {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.trim().to_owned()))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let wanted = pairs.iter().find(|(name, _)| name == "_path").map_or("", |(_, path)| path);
    let operations = operations()?;
    let Some(operation) = operations.iter().find(|one| one.path == wanted) else {
        let known: Vec<&str> = operations.iter().map(|one| one.path.as_str()).collect();
        return Err(unknown_code("_path", wanted, &known));
    };
    let mut path = operation.path.clone();
    let mut rest = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.iter().filter(|(name, _)| name != "_path") {
        let place = format!("{{{name}}}");
        if path.contains(&place) {
            // A plus means a space in a query only.
            let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            path = path.replace(&place, &encoded.replace('+', "%20"));
        } else {
            rest.append_pair(name, value);
        }
    }
    let rest = rest.finish();
    let address = if rest.is_empty() { path } else { format!("{path}?{rest}") };
    Ok(Redirect::to(&address).into_response())
}

/// The reading calls of the contract.
fn operations() -> Result<Vec<OperationView>, Problem> {
    let document: Value = serde_json::from_str(&crate::openapi::document())
        .map_err(|error| Problem::internal(&error))?;
    let empty = serde_json::Map::new();
    let paths = document["paths"].as_object().unwrap_or(&empty);
    let calls = paths.iter().filter_map(|(path, methods)| Some((path, methods.get("get")?)));
    Ok(calls.map(|(path, call)| operation(path, call)).collect())
}

fn operation(path: &str, call: &Value) -> OperationView {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let id: String = path
        .trim_start_matches("/api/v1/")
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .collect();
    let summary = [text(&call["summary"]), text(&call["description"])].join(" ");
    let parameters = call["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    OperationView {
        id: id.trim_matches('-').to_owned(),
        method: "GET".to_owned(),
        path: path.to_owned(),
        summary: summary.trim().to_owned(),
        parameters: parameters
            .iter()
            .map(|parameter| ParameterView {
                name: text(&parameter["name"]),
                description: text(&parameter["description"]),
                is_required: parameter["required"].as_bool().unwrap_or(false),
            })
            .collect(),
    }
}
