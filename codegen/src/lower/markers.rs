//! Names that an overlay gives must be names that Rust takes as they are.

use serde_json::Value;

use super::Refusal;
use crate::names;
use crate::pointer::Path;

/// Members whose values are data, not schemas.
const DATA: [&str; 5] = [
    "example",
    "examples",
    "default",
    "enum",
    "x-enum-descriptions",
];

/// Every `x-name`, `x-same-as` and `x-variant` that cannot be an identifier, or would hide something that the output uses.
pub(crate) fn refusals(document: &Value) -> Vec<Refusal> {
    let mut refused = Vec::new();
    walk(document, &Path::Root, &mut refused);
    refused
}

fn walk(value: &Value, path: &Path<'_>, refused: &mut Vec<Refusal>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &path.index(index), refused);
            }
        }
        Value::Object(members) => {
            for (key, member) in members
                .iter()
                .filter(|(key, _)| !DATA.contains(&key.as_str()))
            {
                let at = path.key(key);
                match (key.as_str(), member) {
                    ("x-name" | "x-same-as" | "x-variant", Value::String(name)) => {
                        let what = problem(name, key != "x-variant");
                        let hint = "write it as in `ChatMessage`".to_owned();
                        refused.extend(what.map(|what| (at.to_string(), what, hint)));
                    }
                    _ => walk(member, &at, refused),
                }
            }
        }
        _ => {}
    }
}

fn problem(name: &str, is_type: bool) -> Option<String> {
    if names::pascal(name) != name {
        return Some(format!("{name:?} is no name in Rust"));
    }
    (is_type && names::is_taken(name))
        .then(|| format!("`{name}` would hide a name that the output uses itself"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_that_rust_would_not_take_are_refused() {
        let document = json!({"a": [{"x-name": "Fine", "x-variant": "Value"}, {"x-name": "two words"}], "b": {"x-same-as": "Option"}});
        let places: Vec<String> = refusals(&document)
            .into_iter()
            .map(|(place, ..)| place)
            .collect();
        assert_eq!(places, ["/a/1/x-name", "/b/x-same-as"]);
        assert!(refusals(&json!({"example": {"x-name": "a b"}})).is_empty());
    }
}
