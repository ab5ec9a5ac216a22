//! What a schema of a document asks of the type that holds it.

use grid_codegen::pointer;
use serde_json::Value;

/// What a schema describes, as far as it matters to what can hold it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'d> {
    /// One of several.
    Union(&'d [Value]),
    /// All of several at once.
    All(&'d [Value]),
    Text,
    Boolean,
    Integer,
    Number,
    List(Option<&'d Value>),
    /// With these members.
    Object(&'d serde_json::Map<String, Value>),
    /// Any names, values of this schema.
    Map(&'d Value),
    /// An object of which no more is said.
    FreeForm,
    /// No more is said.
    Any,
    /// A type that `OpenAPI` does not have.
    Unknown,
}

/// The schema itself, where this one refers to it.
pub(super) fn resolve<'d>(document: &'d Value, mut schema: &'d Value) -> Option<&'d Value> {
    // As many hops as a chain of references can sensibly have; a cycle of nothing else is no schema.
    for _ in 0..16 {
        let Some(reference) = schema.get("$ref") else {
            return Some(schema);
        };
        let place = pointer::of_reference(reference.as_str()?)?;
        schema = document.pointer(&place)?;
    }
    None
}

pub(super) fn kind(schema: &Value) -> Kind<'_> {
    let list = |keyword: &str| schema.get(keyword).and_then(Value::as_array);
    if let Some(parts) = list("oneOf").or_else(|| list("anyOf")) {
        return Kind::Union(parts);
    }
    if let Some(parts) = list("allOf") {
        return Kind::All(parts);
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => Kind::Text,
        Some("boolean") => Kind::Boolean,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("array") => Kind::List(schema.get("items")),
        Some("object") => object(schema),
        Some(_) => Kind::Unknown,
        None if schema.get("properties").is_some() => object(schema),
        None => Kind::Any,
    }
}

fn object(schema: &Value) -> Kind<'_> {
    if let Some(members) = schema
        .get("properties")
        .and_then(Value::as_object)
        .filter(|members| !members.is_empty())
    {
        return Kind::Object(members);
    }
    match schema.get("additionalProperties") {
        Some(value) if value.is_object() => Kind::Map(value),
        _ => Kind::FreeForm,
    }
}

/// The strings that the schema names: its enum, or else its example.
pub(super) fn strings(schema: &Value) -> Vec<&str> {
    match schema.get("enum").and_then(Value::as_array) {
        Some(values) => values.iter().filter_map(Value::as_str).collect(),
        None => schema
            .get("example")
            .and_then(Value::as_str)
            .into_iter()
            .collect(),
    }
}
