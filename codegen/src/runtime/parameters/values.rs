use serde::Serialize;
use serde_json::Value;

use super::request::EncodeError;

/// What a value is sent as: a text, one for each item of a list, or for each member of an object its name and a text.
fn pieces(value: &impl Serialize) -> Result<Vec<(Option<String>, String)>, EncodeError> {
    let value = serde_json::to_value(value).map_err(EncodeError::new)?;
    Ok(match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().map(|item| (None, text(item))).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (Some(name), text(&value))).collect(),
        other => vec![(None, text(&other))],
    })
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
