//! Reading a schema without trusting it: every accessor gives "nothing" where the document has something else.

use serde_json::{Map, Value};

use super::references;
use crate::model::Limits;

pub(crate) fn text<'a>(schema: &'a Value, key: &str) -> Option<&'a str> {
    schema.get(key)?.as_str()
}

pub(crate) fn flag(schema: &Value, key: &str) -> bool {
    schema.get(key).and_then(Value::as_bool).unwrap_or(false)
}

pub(crate) fn list<'a>(schema: &'a Value, key: &str) -> &'a [Value] {
    schema
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

pub(crate) fn map<'a>(
    schema: &'a Value,
    key: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    schema
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::iter)
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
    let strings: Vec<&str> = values
        .iter()
        .filter(|v| !v.is_null())
        .map(Value::as_str)
        .collect::<Option<Vec<_>>>()?;
    (!strings.is_empty()).then_some(strings)
}

/// The members of `oneOf` or `anyOf`, and the keyword.
pub(crate) fn members(schema: &Value) -> Option<(&'static str, &[Value])> {
    ["oneOf", "anyOf"].into_iter().find_map(|keyword| {
        let members = schema.get(keyword)?.as_array()?;
        (!members.is_empty()).then_some((keyword, members.as_slice()))
    })
}

/// The member of a `oneOf` or `anyOf` of one, and the keyword: it says what the value is.
pub(crate) fn only_member(schema: &Value) -> Option<(&'static str, &Value)> {
    match members(schema)? {
        (keyword, [only]) => Some((keyword, only)),
        _ => None,
    }
}

/// The reference that a schema is, looking through an `allOf` that only wraps one.
pub(crate) fn reference(schema: &Value) -> Option<&str> {
    text(schema, "$ref").or_else(|| reference(wrapped(schema)?.1))
}

/// The part of an `allOf` that says what the value is, and its index, where nothing else does: `allOf` is how a document puts a
/// description or `nullable` beside a reference.
pub(crate) fn wrapped(schema: &Value) -> Option<(usize, &Value)> {
    const BESIDE: [&str; 7] = [
        "properties",
        "required",
        "oneOf",
        "anyOf",
        "enum",
        "items",
        "x-name",
    ];
    if BESIDE.iter().any(|key| schema.get(*key).is_some()) {
        return None;
    }
    let parts = || list(schema, "allOf").iter().enumerate();
    // From what says most to what says least: `{$ref: Name}` beside `{type: string, maxLength: 9}` is the name.
    let ranks: [fn(&Value) -> bool; 4] = [
        |part| !says_only(part, &[&SAID, &LIMITS, &["type", "enum"]]),
        |part| !says_only(part, &[&SAID, &LIMITS, &["type"]]),
        |part| !says_only(part, &[&SAID, &LIMITS]),
        |part| !says_only(part, &[&SAID]),
    ];
    let telling = ranks
        .iter()
        .map(|tells| parts().filter(|(_, part)| tells(part)))
        .find_map(|mut telling| Some((telling.next()?, telling.next())));
    match telling? {
        (only, None) => Some(only),
        _ => None,
    }
}

/// What is said about any value.
const SAID: [&str; 9] = [
    "nullable",
    "description",
    "title",
    "default",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
];

/// What narrows a value without saying what it is.
const LIMITS: [&str; 14] = [
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

fn says_only(part: &Value, keywords: &[&[&str]]) -> bool {
    let said = |key: &String| {
        keywords.iter().any(|known| known.contains(&key.as_str())) || key.starts_with("x-")
    };
    part.as_object()
        .is_some_and(|members| members.keys().all(said))
}

/// Whether the schema says that its value is an object with named properties. Of the parts of an `allOf`, one that is of another type
/// decides.
pub(crate) fn is_object(document: &Value, schema: &Value) -> bool {
    let has_properties = schema
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|p| !p.is_empty());
    let parts = list(schema, "allOf");
    has_properties || (!parts.is_empty() && !parts.iter().any(|part| is_other(document, part, 0)))
}

/// Whether a value of the schema is something else than an object.
fn is_other(document: &Value, schema: &Value, depth: usize) -> bool {
    let Some(schema) = references::resolved(document, schema).filter(|_| depth < 32) else {
        return false;
    };
    text(schema, "type").is_some_and(|name| name != "object")
        || (schema.get("type").is_none() && string_values(schema).is_some())
        || list(schema, "allOf")
            .iter()
            .any(|part| is_other(document, part, depth + 1))
}

/// The limits that a schema itself sets; [`Limits::each`] is left to the caller.
pub(crate) fn limits(schema: &Value) -> Limits {
    let number = |key| schema.get(key).and_then(Value::as_f64);
    let count = |key| schema.get(key).and_then(Value::as_u64);
    Limits {
        minimum: number("minimum").map(|limit| (limit, flag(schema, "exclusiveMinimum"))),
        maximum: number("maximum").map(|limit| (limit, flag(schema, "exclusiveMaximum"))),
        length: (count("minLength"), count("maxLength")),
        items: (count("minItems"), count("maxItems")),
        properties: (count("minProperties"), count("maxProperties")),
        float: text(schema, "type") == Some("number"),
        unchecked: ["multipleOf", "pattern", "format", "uniqueItems"]
            .into_iter()
            .filter_map(|keyword| Some((keyword, schema.get(keyword)?)))
            .filter(|(keyword, value)| match *keyword {
                // The formats of numbers are their Rust types; of the others, only a binary body's has one.
                "format" => text(schema, "type") == Some("string"),
                "uniqueItems" => **value == Value::Bool(true),
                _ => true,
            })
            .map(|(keyword, value)| (keyword, value.clone()))
            .collect(),
        each: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_all_of_that_adds_nothing_is_what_it_wraps() {
        let to = json!({"$ref": "#/components/schemas/A"});
        assert_eq!(
            reference(&json!({"allOf": [to], "description": "d"})),
            Some("#/components/schemas/A")
        );
        assert_eq!(
            reference(&json!({"allOf": [to, {"nullable": true, "x-a": 1}]})),
            Some("#/components/schemas/A")
        );
        assert_eq!(reference(&json!({"allOf": [to], "required": ["a"]})), None);
        assert_eq!(
            reference(&json!({"allOf": [to, {"required": ["a"]}]})),
            None
        );
        assert_eq!(
            reference(&json!({"allOf": [to, {"type": "string", "maxLength": 3, "enum": ["a"]}]})),
            Some("#/components/schemas/A")
        );
        let listed = json!({"enum": ["a"]});
        assert_eq!(
            wrapped(&json!({"allOf": [{"type": "string"}, {"maxLength": 3}, listed]})),
            Some((2, &listed))
        );
        assert_eq!(
            reference(&json!({"allOf": [to, {"format": "uuid"}]})),
            Some("#/components/schemas/A")
        );
        assert_eq!(
            wrapped(&json!({"allOf": [{"description": "d"}, {"type": "string"}]})),
            Some((1, &json!({"type": "string"})))
        );
    }

    #[test]
    fn parts_that_are_scalars_make_no_object() {
        let document = json!({"components": {"schemas": {"Name": {"allOf": [{"type": "string"}]}, "Max": {"maxLength": 3}}}});
        let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let is_object = |schema: Value| is_object(&document, &schema);
        assert!(!is_object(
            json!({"allOf": [{"type": "string"}, {"maxLength": 3}]})
        ));
        assert!(!is_object(json!({"allOf": [to("Name"), to("Max")]})));
        assert!(!is_object(json!({"allOf": [to("Max"), {"enum": ["a"]}]})));
        assert!(is_object(
            json!({"allOf": [{"type": "object"}, {"required": ["a"]}]})
        ));
    }

    #[test]
    fn enums_of_texts() {
        assert_eq!(
            string_values(&json!({"enum": ["a", null]})),
            Some(vec!["a"])
        );
        assert_eq!(string_values(&json!({"enum": [null]})), None);
        assert_eq!(string_values(&json!({"enum": ["a", 1]})), None);
    }
}
