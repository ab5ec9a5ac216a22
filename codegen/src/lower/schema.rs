//! Reading a schema without trusting it: every accessor answers "nothing" where the document has something else.

use serde_json::{Map, Value};

use crate::model::Limits;

pub(crate) fn text<'a>(schema: &'a Value, key: &str) -> Option<&'a str> {
    schema.get(key)?.as_str()
}

pub(crate) fn flag(schema: &Value, key: &str) -> bool {
    schema.get(key).and_then(Value::as_bool).unwrap_or(false)
}

pub(crate) fn list<'a>(schema: &'a Value, key: &str) -> &'a [Value] {
    schema.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(crate) fn map<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    schema.get(key).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// `description`, trimmed; nothing where it is empty.
pub(crate) fn description(schema: &Value) -> Option<String> {
    let text = text(schema, "description")?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The strings of a list.
pub(crate) fn strings<'a>(schema: &'a Value, key: &str) -> Vec<&'a str> {
    list(schema, key).iter().filter_map(Value::as_str).collect()
}

/// The strings of an `enum`, without the `null` that a nullable one lists; nothing where another value stands among them.
pub(crate) fn string_values(schema: &Value) -> Option<Vec<&str>> {
    let values = schema.get("enum")?.as_array()?;
    let strings: Vec<&str> =
        values.iter().filter(|v| !v.is_null()).map(Value::as_str).collect::<Option<Vec<_>>>()?;
    (!strings.is_empty()).then_some(strings)
}

/// The members of `oneOf` or `anyOf`, and the keyword.
pub(crate) fn members(schema: &Value) -> Option<(&'static str, &[Value])> {
    ["oneOf", "anyOf"].into_iter().find_map(|keyword| {
        let members = schema.get(keyword)?.as_array()?;
        (!members.is_empty()).then_some((keyword, members.as_slice()))
    })
}

/// The reference that a schema is, looking through an `allOf` that only wraps one.
pub(crate) fn reference(schema: &Value) -> Option<&str> {
    if let Some(reference) = text(schema, "$ref") {
        return Some(reference);
    }
    match list(schema, "allOf") {
        [only] if schema.get("properties").is_none() && schema.get("oneOf").is_none() => reference(only),
        _ => None,
    }
}

/// Whether the schema says that its value is an object with named properties.
pub(crate) fn is_object(schema: &Value) -> bool {
    let has_properties = schema.get("properties").and_then(Value::as_object).is_some_and(|p| !p.is_empty());
    has_properties || !list(schema, "allOf").is_empty()
}

/// The limits that a schema itself sets; [`Limits::each`] is left to the caller.
pub(crate) fn limits(schema: &Value) -> Limits {
    let number = |key| schema.get(key).and_then(Value::as_f64);
    let count = |key| schema.get(key).and_then(Value::as_u64);
    Limits {
        minimum: number("minimum").map(|limit| (limit, flag(schema, "exclusiveMinimum"))),
        maximum: number("maximum").map(|limit| (limit, flag(schema, "exclusiveMaximum"))),
        multiple_of: number("multipleOf"),
        length: (count("minLength"), count("maxLength")),
        items: (count("minItems"), count("maxItems")),
        properties: (count("minProperties"), count("maxProperties")),
        float: text(schema, "type") == Some("number"),
        each: None,
    }
}
