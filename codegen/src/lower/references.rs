//! Following `$ref`.

use serde_json::Value;

use super::place::Place;
use crate::pointer;

/// The value a local reference points to, following references of references; nothing where it dangles or turns in a circle.
pub(crate) fn follow<'a>(document: &'a Value, reference: &str) -> Option<&'a Value> {
    let target = document.pointer(&pointer::of_reference(reference)?)?;
    placed(document, target, Place::root()).map(|(_, value)| value)
}

/// `value`, or what it refers to.
pub(crate) fn resolved<'a>(document: &'a Value, value: &'a Value) -> Option<&'a Value> {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => follow(document, reference),
        None => Some(value),
    }
}

/// `value` and its place, or what it refers to and where that stands.
pub(crate) fn placed<'a>(
    document: &'a Value,
    value: &'a Value,
    at: Place,
) -> Option<(Place, &'a Value)> {
    let (mut at, mut value) = (at, value);
    for _ in 0..64 {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return Some((at, value));
        };
        let pointer = pointer::of_reference(reference)?;
        value = document.pointer(&pointer)?;
        at = Place::at(pointer.into_owned());
    }
    None
}

/// The name of the schema component that a reference names, where it names one as a whole.
pub(crate) fn component(reference: &str) -> Option<String> {
    let pointer = pointer::of_reference(reference)?;
    let name = pointer.strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then(|| pointer::unescape(name).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn chains_are_followed_and_circles_end() {
        let document = json!({"a": {"$ref": "#/b"}, "b": {"x": 1}, "c": {"$ref": "#/c"}});
        assert_eq!(follow(&document, "#/a"), Some(&json!({"x": 1})));
        assert_eq!(follow(&document, "#/c"), None);
        assert_eq!(follow(&document, "other.json#/a"), None);
        let at = |value: Value| {
            placed(&document, &value, Place::root().key("here")).map(|(at, _)| at.to_string())
        };
        assert_eq!(at(json!({"x": 1})).as_deref(), Some("/here"));
        assert_eq!(at(json!({"$ref": "#/a"})).as_deref(), Some("/b"));
        assert_eq!(at(json!({"$ref": "#/c"})), None);
    }

    #[test]
    fn only_whole_components_have_names() {
        assert_eq!(
            component("#/components/schemas/A~1b").as_deref(),
            Some("A/b")
        );
        assert_eq!(
            component("#/components/schemas/%41%20b").as_deref(),
            Some("A b")
        );
        assert_eq!(component("#/components/schemas/A/properties/b"), None);
    }
}
