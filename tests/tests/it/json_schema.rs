//! A schema of the document as JSON Schema 2020-12, for a validator.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::document::{EFFECTIVE, Schema, Surface};

/// Copied as they are.
const KEPT: &[&str] = &[
    "type",
    "enum",
    "required",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
];
/// They constrain nothing; `x-any-of`, `nullable` and `x-same-as` are read where they matter.
const SILENT: &[&str] = &[
    "title",
    "description",
    "default",
    "example",
    "deprecated",
    "nullable",
];

/// A validator of the surface's request body.
pub(crate) fn of_request(surface: &Surface) -> Validator {
    let components = EFFECTIVE["components"]["schemas"].as_object().unwrap();
    let definitions: Map<String, Value> = components
        .iter()
        .map(|(name, schema)| (name.clone(), translate(surface, schema)))
        .collect();
    let mut schema = translate(surface, surface.request());
    schema["$defs"] = definitions.into();
    jsonschema::validator_for(&schema).unwrap()
}

fn translate(surface: &Surface, schema: Schema) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return json!({"$ref": reference.replacen("#/components/schemas/", "#/$defs/", 1)});
    }
    if let Some(name) = schema["x-same-as"].as_str() {
        // The name of another surface's schema stands in a definition that this one does not use.
        return surface
            .names()
            .find(|(known, _)| *known == name)
            .map_or(json!({}), |(_, schema)| translate(surface, schema));
    }
    let each = |value: Schema| -> Value {
        match value {
            Value::Array(schemas) => schemas.iter().map(|s| translate(surface, s)).collect(),
            Value::Object(schemas) => {
                let translated = schemas
                    .iter()
                    .map(|(name, schema)| (name.clone(), translate(surface, schema)));
                Value::Object(translated.collect())
            }
            other => panic!("schemas expected, found {other}"),
        }
    };
    let mut out = Map::new();
    for (key, value) in schema.as_object().unwrap() {
        match key.as_str() {
            key if KEPT.contains(&key) => _ = out.insert(key.to_owned(), value.clone()),
            "properties" | "allOf" => _ = out.insert(key.clone(), each(value)),
            "items" | "additionalProperties" => {
                out.insert(key.clone(), translate(surface, value));
            }
            "format" if value == "uint8" => {
                out.insert("minimum".to_owned(), json!(0));
                out.insert("maximum".to_owned(), json!(255));
            }
            "oneOf" => {
                let overlap = schema["x-any-of"] == true;
                let keyword = if overlap { "anyOf" } else { "oneOf" };
                out.insert(keyword.to_owned(), each(value));
            }
            key => assert!(
                key.starts_with("x-") || SILENT.contains(&key),
                "`{key}` is new: say here what it means"
            ),
        }
    }
    let schema_or_null = |schema: Value| json!({"anyOf": [schema, {"type": "null"}]});
    if schema["nullable"] == true {
        schema_or_null(out.into())
    } else {
        out.into()
    }
}
