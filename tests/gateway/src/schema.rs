//! A schema of an `OpenAPI` 3.0 document as JSON Schema 2020-12.
//!
//! What differs: `nullable`, boolean `exclusiveMinimum`/`exclusiveMaximum`, keywords beside a `$ref` (ignored in 3.0), `example`
//! and the other annotations. One marker of our documents is read too: `x-any-of: true` beside `oneOf` makes it an `anyOf`.
//!
//! before → after: `{type: string, enum: [a], nullable: true, example: a}` → `{type: [string, null], enum: [a, null]}`

use serde_json::{Map, Value, json};

/// Where the components stand in what [`translate`] gives.
pub(crate) const DEFINITIONS: &str = "#/$defs/";

/// Copied as they are.
const KEPT: &[&str] = &[
    "type",
    "enum",
    "format",
    "pattern",
    "required",
    "minimum",
    "maximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

/// The schema in JSON Schema's terms; whatever is neither a constraint nor understood is left out.
pub(crate) fn translate(schema: &Value) -> Value {
    let Value::Object(schema) = schema else {
        return schema.clone();
    };
    if let Some(Value::String(reference)) = schema.get("$ref") {
        return json!({"$ref": reference.replacen("#/components/schemas/", DEFINITIONS, 1)});
    }
    let any_of = schema.get("x-any-of") == Some(&Value::Bool(true));
    let mut out = Map::new();
    for (key, value) in schema {
        match key.as_str() {
            kept if KEPT.contains(&kept) => _ = out.insert(key.clone(), value.clone()),
            "properties" => _ = out.insert(key.clone(), each_value(value)),
            "items" | "additionalProperties" | "not" => {
                _ = out.insert(key.clone(), translate(value));
            }
            "oneOf" if any_of => _ = out.insert("anyOf".to_owned(), each_item(value)),
            "oneOf" | "anyOf" | "allOf" => _ = out.insert(key.clone(), each_item(value)),
            _ => {}
        }
    }
    exclusive(schema, &mut out, "exclusiveMinimum", "minimum");
    exclusive(schema, &mut out, "exclusiveMaximum", "maximum");
    if schema.get("nullable") == Some(&Value::Bool(true)) {
        nullable(out)
    } else {
        Value::Object(out)
    }
}

fn each_value(schemas: &Value) -> Value {
    let schemas = schemas.as_object().into_iter().flatten();
    schemas
        .map(|(name, schema)| (name.clone(), translate(schema)))
        .collect::<Map<_, _>>()
        .into()
}

fn each_item(schemas: &Value) -> Value {
    schemas
        .as_array()
        .into_iter()
        .flatten()
        .map(translate)
        .collect()
}

/// `minimum: 1, exclusiveMinimum: true` is `exclusiveMinimum: 1`.
fn exclusive(schema: &Map<String, Value>, out: &mut Map<String, Value>, flag: &str, limit: &str) {
    if schema.get(flag) == Some(&Value::Bool(true))
        && let Some(value) = out.remove(limit)
    {
        out.insert(flag.to_owned(), value);
    }
}

/// A plain type takes `null` as one more type, which keeps its messages plain; a combination becomes one of two.
fn nullable(mut schema: Map<String, Value>) -> Value {
    let combined = ["oneOf", "anyOf", "allOf", "not"]
        .iter()
        .any(|key| schema.contains_key(*key));
    let Some(Value::String(kind)) = schema.get("type").filter(|_| !combined).cloned() else {
        return json!({"anyOf": [Value::Object(schema), {"type": "null"}]});
    };
    schema.insert("type".to_owned(), json!([kind, "null"]));
    if let Some(Value::Array(members)) = schema.get_mut("enum")
        && !members.contains(&Value::Null)
    {
        members.push(Value::Null);
    }
    Value::Object(schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_is_translated() {
        for (openapi, json_schema) in [
            (
                json!({"type": "string", "example": "a", "x-name": "A"}),
                json!({"type": "string"}),
            ),
            (
                json!({"type": "integer", "nullable": true, "minimum": 1}),
                json!({"type": ["integer", "null"], "minimum": 1}),
            ),
            (
                json!({"type": "string", "enum": ["a"], "nullable": true}),
                json!({"type": ["string", "null"], "enum": ["a", null]}),
            ),
            (
                json!({"nullable": true, "oneOf": [{"type": "string"}]}),
                json!({"anyOf": [{"oneOf": [{"type": "string"}]}, {"type": "null"}]}),
            ),
            (
                json!({"oneOf": [{"type": "string"}], "x-any-of": true}),
                json!({"anyOf": [{"type": "string"}]}),
            ),
            (
                json!({"$ref": "#/components/schemas/A", "nullable": true}),
                json!({"$ref": "#/$defs/A"}),
            ),
            (
                json!({"minimum": 1, "exclusiveMinimum": true}),
                json!({"exclusiveMinimum": 1}),
            ),
            (
                json!({"maximum": 1, "exclusiveMaximum": false}),
                json!({"maximum": 1}),
            ),
            (
                json!({"properties": {"nullable": {"type": "string", "nullable": false}, "example": {}}}),
                json!({"properties": {"nullable": {"type": "string"}, "example": {}}}),
            ),
            (
                json!({"additionalProperties": false}),
                json!({"additionalProperties": false}),
            ),
            (
                json!({"type": "array", "items": {"allOf": [{"example": 1}]}}),
                json!({"type": "array", "items": {"allOf": [{}]}}),
            ),
        ] {
            assert_eq!(translate(&openapi), json_schema);
        }
    }
}
