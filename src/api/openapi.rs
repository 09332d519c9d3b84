//! The OpenAPI document, made from the handlers themselves.

use std::sync::LazyLock;

use mizan_domain::governorate::GOVERNORATES;
use mizan_export::FileFormat;
use serde_json::{Value, json};
use utoipa::OpenApi;

use crate::resources::{candidates, cohorts, metrics, openings, own, reference};

const PROBLEM: &str = "application/problem+json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "mizan",
        description = "Labour-market figures and matches of people to openings. Answers come from one published vintage; errors are problem documents (RFC 9457) in the language of `Accept-Language`.",
        version = "1",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        openings::search,
        openings::one,
        openings::match_openings,
        candidates::counts,
        cohorts::gap,
        metrics::list,
        metrics::figures,
        reference::governorates,
        reference::occupations,
        reference::skills,
        reference::sources,
        reference::vintage,
        own::account,
        own::look_ups,
        own::correct,
        own::audit
    )
)]
struct Document;

/// The document as JSON, with what all calls have in common said once here.
pub(crate) fn document() -> String {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
        let paths = document.get_mut("paths").and_then(Value::as_object_mut);
        for (path, methods) in paths.into_iter().flatten() {
            for call in methods.as_object_mut().into_iter().flatten().map(|(_, call)| call) {
                complete(path, call);
            }
        }
        serde_json::to_string_pretty(&document).unwrap_or_default()
    });
    TEXT.clone()
}

/// Adds the limits of parameters, the kind of problem documents, and answers any call may give.
fn complete(path: &str, call: &mut Value) {
    let parameters = call.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        let Some(limits) = limits_of(path, &name) else { continue };
        let schema = &mut parameter["schema"];
        let is_list = !schema["items"].is_null();
        let place = if is_list { &mut schema["items"] } else { schema };
        if let (Some(place), Some(limits)) = (place.as_object_mut(), limits.as_object()) {
            // An absent parameter is left out; it is never sent as null.
            place.insert("type".into(), json!(limits["type"]));
            place.extend(limits.clone());
        }
    }
    let Some(responses) = call.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, response) in responses.iter_mut() {
        let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else {
            continue;
        };
        if status.starts_with(['4', '5'])
            && let Some(schema) = content.remove("application/json")
        {
            content.insert(PROBLEM.into(), schema);
        }
    }
    let is_list = responses.get("200").is_some_and(|answer| {
        let schema = answer["content"]["application/json"]["schema"]["$ref"].as_str();
        schema.is_some_and(|name| !name.ends_with("Document"))
    });
    let is_figures = path.ends_with("{file}");
    if let Some(answer) = responses.get_mut("200").filter(|_| is_list || is_figures) {
        if is_figures {
            answer["content"]["application/json"] = json!({ "schema": { "type": "object" } });
        }
        for format in FileFormat::ALL {
            let kind = format.media_type().split(';').next().unwrap_or_default();
            answer["content"][kind] = json!({});
        }
    }
    let problem = |description: &str| {
        let schema = json!({ "$ref": "#/components/schemas/ProblemDocument" });
        json!({ "description": description, "content": { PROBLEM: { "schema": schema } } })
    };
    let common = [
        ("304", json!({ "description": "the caller has this answer" })),
        ("400", problem("a parameter is unknown or its value cannot be used")),
        ("405", problem("the address cannot be used in this way")),
        ("406", problem("no form that is accepted is written here")),
        ("410", problem("the cursor belongs to another question or vintage")),
        ("429", problem("too many requests from one caller; `Retry-After` says when to come back")),
        ("503", problem("the server is full or stopping; `Retry-After` says when to come back")),
    ];
    for (status, response) in common {
        responses.entry(status).or_insert(response);
    }
}

/// What a parameter accepts, wherever it occurs.
fn limits_of(path: &str, name: &str) -> Option<Value> {
    let governorates: Vec<&str> = GOVERNORATES.iter().map(|one| one.code).collect();
    Some(match name {
        "limit" => json!({ "type": "integer", "minimum": 1, "maximum": 1000 }),
        "education" => json!({ "type": "integer", "minimum": 1, "maximum": 8 }),
        "wage_min" => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        "governorate" | "governorate_code" => json!({ "type": "string", "enum": governorates }),
        "contract" => {
            json!({ "type": "string", "enum": ["permanent", "temporary", "part_time", "seasonal"] })
        }
        "shift" => json!({ "type": "string", "enum": ["day", "night", "rotating"] }),
        "month" => json!({ "type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$" }),
        "file" if path.contains("/metrics/") => {
            let endings = crate::formats::ENDINGS.map(|ending| format!("figures.{ending}"));
            let files: Vec<String> = std::iter::once("figures".into()).chain(endings).collect();
            json!({ "type": "string", "enum": files })
        }
        _ => return None,
    })
}
