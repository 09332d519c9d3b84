//! Cuts one line of NDJSON into cells in the header's order.

use serde_json::{Map, Value};

use crate::delimited::Span;
use crate::reason::Kind;

/// Puts the cells of an object into `fields`; numbers stay as they are written where they are whole.
pub(crate) fn cut(
    line: &str,
    header: &[String],
    fields: &mut Vec<Span>,
    arena: &mut String,
) -> Result<(), Kind> {
    let object: Map<String, Value> = serde_json::from_str(line).map_err(|_| Kind::Json)?;
    fields.clear();
    fields.resize(header.len(), Span::EMPTY);
    for (name, value) in &object {
        let field = header.iter().position(|text| text == name).ok_or(Kind::UnknownField)?;
        let start = arena.len() as u32;
        push_value(value, arena)?;
        fields[field] = Span { start, end: arena.len() as u32, is_rewritten: true };
    }
    Ok(())
}

fn push_value(value: &Value, arena: &mut String) -> Result<(), Kind> {
    match value {
        Value::Null => {}
        Value::Bool(value) => arena.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => arena.push_str(&number.to_string()),
        Value::String(text) => arena.push_str(text),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    arena.push(';');
                }
                if item.is_array() {
                    return Err(Kind::Json);
                }
                push_value(item, arena)?;
            }
        }
        Value::Object(_) => return Err(Kind::Json),
    }
    Ok(())
}

/// The names of the fields in the first lines, in order of appearance.
pub(crate) fn names(head: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in head.lines().filter(|line| !line.trim().is_empty()).take(1000) {
        let Ok(object) = serde_json::from_str::<Map<String, Value>>(line) else { continue };
        for name in object.keys() {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    names
}
