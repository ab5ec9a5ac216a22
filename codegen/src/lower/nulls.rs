//! `null` as a member of a union, said as the rest of the document says it.
//!
//! `OpenAPI` 3.0 has no type for null; generators of documents write `oneOf: [X, {enum: [null]}]`, or refer to a schema `{enum: [null]}`. Before →
//! after: that → `oneOf: [X], nullable: true`.

use std::borrow::Cow;
use std::cell::OnceCell;

use serde_json::Value;

use super::references;
use crate::pointer::Path;

/// The document without members of unions that only null is of.
pub(crate) fn folded(document: &Value) -> Cow<'_, Value> {
    let mut unions = Vec::new();
    find(document, document, &Path::Root, &mut unions);
    if unions.is_empty() {
        return Cow::Borrowed(document);
    }
    let mut folded = document.clone();
    let text = OnceCell::new();
    // Those inside of others first: their places are told by indices.
    for (pointer, keyword) in unions.into_iter().rev() {
        let Some(schema) = folded.pointer_mut(&pointer) else {
            continue;
        };
        // A reference to one of its members counts them.
        let members = format!("\"#{pointer}/{keyword}/");
        if text.get_or_init(|| document.to_string()).contains(&members) {
            continue;
        }
        if let Some(members) = schema.get_mut(keyword).and_then(Value::as_array_mut) {
            members.retain(|member| !is_null(document, member));
        }
        schema["nullable"] = Value::Bool(true);
    }
    Cow::Owned(folded)
}

fn find(document: &Value, value: &Value, path: &Path<'_>, found: &mut Vec<(String, &'static str)>) {
    match value {
        Value::Object(object) => {
            for keyword in ["oneOf", "anyOf"] {
                let members = object.get(keyword).and_then(Value::as_array);
                let nulls = members.map_or(0, |members| {
                    let nulls = members.iter().filter(|member| is_null(document, member));
                    // A union of nothing but null is what it says.
                    nulls.count() % members.len().max(1)
                });
                if nulls > 0 {
                    found.push((path.to_string(), keyword));
                }
            }
            for (key, value) in object {
                let at = path.key(key);
                match (key.as_str(), value) {
                    ("example" | "examples" | "default" | "enum", _) => {}
                    // The keys in here are names.
                    ("properties" | "schemas", Value::Object(named)) => {
                        for (name, schema) in named {
                            find(document, schema, &at.key(name), found);
                        }
                    }
                    _ => find(document, value, &at, found),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find(document, item, &path.index(index), found);
            }
        }
        _ => {}
    }
}

fn is_null(document: &Value, member: &Value) -> bool {
    let member = references::resolved(document, member);
    let values = member.and_then(|member| member.get("enum")?.as_array());
    values.is_some_and(|values| matches!(values.as_slice(), [Value::Null]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn null_as_a_member_becomes_nullable() {
        let document = |union: Value| json!({"components": {"schemas": {"Null": {"enum": [null]}, "A": union}}});
        let nothing = || json!({"$ref": "#/components/schemas/Null"});
        let text = json!({"type": "string"});
        for (union, expected) in [
            (
                json!({"oneOf": [text, {"enum": [null]}]}),
                json!({"oneOf": [text], "nullable": true}),
            ),
            (
                json!({"properties": {"x": {"anyOf": [nothing(), text, {"type": "array"}]}}}),
                json!({"properties": {"x": {"anyOf": [text, {"type": "array"}], "nullable": true}}}),
            ),
        ] {
            assert_eq!(*folded(&document(union)), document(expected));
        }
        for untouched in [
            json!({"oneOf": [nothing()]}),
            json!({"oneOf": [text, {"enum": [null, "a"]}]}),
            json!({"example": {"oneOf": [nothing(), text]}}),
        ] {
            assert!(matches!(folded(&document(untouched)), Cow::Borrowed(_)));
        }
    }
}
