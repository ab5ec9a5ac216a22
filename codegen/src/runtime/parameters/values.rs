//! Parameters and forms in text.

use serde::Serialize;
use serde_json::Value;

use super::request::EncodeError;

/// The texts that a parameter's value is sent as: one, or one for each item of a list.
fn texts(value: &impl Serialize) -> Result<Vec<String>, EncodeError> {
    let value = serde_json::to_value(value).map_err(EncodeError::new)?;
    Ok(match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().map(text).collect(),
        other => vec![text(&other)],
    })
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
