//! A value that fits a JSON Schema: what a model answers when it is told the shape.

use serde_json::{Map, Value, json};

/// The simplest value of the schema; `text` wherever a string is free.
pub(crate) fn sample(schema: &Value, text: &str) -> Value {
    if let Some(value) = schema.get("const").or_else(|| schema["enum"].get(0)) {
        return value.clone();
    }
    if let Some(first) = ["anyOf", "oneOf", "allOf"]
        .iter()
        .find_map(|key| schema[*key].get(0))
    {
        return sample(first, text);
    }
    let kind = schema["type"]
        .as_str()
        .or_else(|| schema["type"][0].as_str());
    match kind {
        Some("string") => json!(text),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(true),
        Some("array") => json!([sample(&schema["items"], text)]),
        Some("null") => Value::Null,
        _ => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties
                .map(|(name, schema)| (name.clone(), sample(schema, text)))
                .collect::<Map<_, _>>()
                .into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_fits_the_schema() {
        let schema = json!({"type": "object", "properties": {
            "city": {"type": "string"}, "unit": {"enum": ["C", "F"]}, "days": {"type": ["integer", "null"], "minimum": 3},
            "tags": {"type": "array", "items": {"anyOf": [{"type": "boolean"}]}},
        }, "required": ["city", "unit", "days", "tags"], "additionalProperties": false});
        let value = sample(&schema, "Oslo");
        assert_eq!(
            value,
            json!({"city": "Oslo", "unit": "C", "days": 3, "tags": [true]})
        );
        assert!(jsonschema::is_valid(&schema, &value));
    }
}
