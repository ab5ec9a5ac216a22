//! When two JSON values say the same.

use serde_json::{Map, Value};

use crate::document::{Schema, Surface, member, members, properties};

/// The value without the `null` members that the schema declares: they count as absent. All others stay.
pub(crate) fn without_nulls(surface: &Surface, value: &Value, schema: Schema) -> Value {
    let schema = surface.settle(schema);
    if !members(schema).is_empty() {
        let branch = surface.branch(schema, value);
        return branch.map_or_else(
            || value.clone(),
            |branch| without_nulls(surface, value, branch),
        );
    }
    match value {
        Value::Object(object) => {
            let mut out = Map::new();
            for (name, value) in object {
                let declared = properties(schema).any(|(property, _)| property == name);
                if declared && value.is_null() {
                    continue;
                }
                let inner = member(schema, name);
                let value = inner.map_or_else(
                    || value.clone(),
                    |inner| without_nulls(surface, value, inner),
                );
                out.insert(name.clone(), value);
            }
            out.into()
        }
        Value::Array(items) => match schema.get("items") {
            Some(inner) => items
                .iter()
                .map(|item| without_nulls(surface, item, inner))
                .collect(),
            None => value.clone(),
        },
        _ => value.clone(),
    }
}

/// Where two values differ first; `1` and `1.0` are one number.
pub(crate) fn difference(expected: &Value, found: &Value) -> Option<String> {
    differ(expected, found, "")
}

fn differ(expected: &Value, found: &Value, at: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (name, value) in expected {
                let at = format!("{at}/{name}");
                let Some(other) = found.get(name) else {
                    return Some(format!("{at}: lost {value}"));
                };
                if let Some(difference) = differ(value, other, &at) {
                    return Some(difference);
                }
            }
            found
                .iter()
                .find(|(name, _)| !expected.contains_key(*name))
                .map(|(name, value)| format!("{at}/{name}: added {value}"))
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => expected
            .iter()
            .zip(found)
            .enumerate()
            .find_map(|(index, (one, other))| differ(one, other, &format!("{at}/{index}"))),
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => {
            let same = one.as_f64() == other.as_f64();
            (!same).then(|| format!("{at}: {one} became {other}"))
        }
        (one, other) => (one != other).then(|| format!("{at}: {one} became {other}")),
    }
}
