//! Values written in the document: members of enumerations, and defaults.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::{Map, Number, Value};

use super::Checker;
use crate::pointer::Path;
use crate::problem::shown;

/// A value as its declared type has it: the value itself where it is of that type, and a scalar in the wrong quotes as
/// it was meant: `"true"` for a boolean, `"1"` for an integer, `1` for a string. Nothing where it is of another type. A
/// type that `OpenAPI` does not know says nothing.
#[must_use]
pub(crate) fn reading<'v>(declared: &str, value: &'v Value) -> Option<Cow<'v, Value>> {
    let other = match (declared, value) {
        ("string", Value::String(_))
        | ("boolean", Value::Bool(_))
        | ("number", Value::Number(_))
        | ("array", Value::Array(_))
        | ("object", Value::Object(_)) => return Some(Cow::Borrowed(value)),
        ("integer", Value::Number(number)) => {
            return is_whole(number).then_some(Cow::Borrowed(value));
        }
        ("string", Value::Number(_) | Value::Bool(_)) => Value::String(value.to_string()),
        ("boolean", Value::String(text)) => Value::Bool(text.parse().ok()?),
        ("integer", Value::String(text)) => Value::from(text.parse::<i64>().ok()?),
        ("number", Value::String(text)) => Value::Number(text.parse::<Number>().ok()?),
        ("string" | "boolean" | "integer" | "number" | "array" | "object", _) => return None,
        _ => return Some(Cow::Borrowed(value)),
    };
    Some(Cow::Owned(other))
}

fn is_whole(number: &Number) -> bool {
    number.is_i64()
        || number.is_u64()
        || number.as_f64().is_some_and(|number| number.fract() == 0.0)
}

impl<'d> Checker<'d> {
    /// `enum` and `default` of a schema.
    pub(super) fn values(&mut self, schema: &'d Map<String, Value>, path: &Path<'_>) {
        let declared = schema
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        if let Some(members) = self.list(schema, "enum", path) {
            self.enumeration(members, declared, nullable, &path.key("enum"));
        }
        match schema.get("default") {
            None => {}
            Some(Value::Null) if nullable || declared.is_empty() => {}
            Some(default) if reading(declared, default).is_some() => {}
            Some(default) => {
                let what = format!("the default {} is not of type {declared}", shown(default));
                let hint =
                    "correct the default or the type; where null is meant, add `nullable: true`";
                self.problem(&path.key("default"), what, hint);
            }
        }
    }

    fn enumeration(
        &mut self,
        members: &'d [Value],
        declared: &str,
        nullable: bool,
        path: &Path<'_>,
    ) {
        if members.is_empty() {
            let hint = "list the values, or take the enumeration away";
            self.problem(
                path,
                "the enumeration is empty: no value would be valid",
                hint,
            );
        }
        let mut seen = HashSet::new();
        for (index, member) in members.iter().enumerate() {
            let path = path.index(index);
            let read = match member {
                // The one value null is how a document of 3.0 says that a body is null.
                Value::Null if nullable || declared.is_empty() || members.len() == 1 => {
                    Some(Cow::Borrowed(member))
                }
                _ => reading(declared, member),
            };
            let Some(read) = read else {
                let what = format!("the value {} is not of type {declared}", shown(member));
                let hint =
                    "correct the value or the type; where null is meant, add `nullable: true`";
                self.problem(&path, what, hint);
                continue;
            };
            if !seen.insert(read.to_string()) {
                let what = format!("the value {} is given twice", shown(member));
                self.problem(&path, what, "take one of the two away");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn scalars_in_the_wrong_quotes_are_read_as_meant() {
        for (declared, value, meant) in [
            ("boolean", json!("false"), json!(false)),
            ("integer", json!("12"), json!(12)),
            ("number", json!("1.5"), json!(1.5)),
            ("string", json!(1), json!("1")),
            ("string", json!(true), json!("true")),
            ("integer", json!(2.0), json!(2.0)),
            ("number", json!(2), json!(2)),
            ("file", json!([1]), json!([1])),
        ] {
            assert_eq!(
                reading(declared, &value).as_deref(),
                Some(&meant),
                "{declared} {value}"
            );
        }
        for (declared, value) in [
            ("boolean", json!("yes")),
            ("boolean", json!(0)),
            ("integer", json!("inf")),
            ("integer", json!(1.5)),
            ("integer", json!("")),
            ("number", json!("NaN")),
            ("string", json!(null)),
            ("string", json!(["a"])),
            ("array", json!("a")),
            ("object", json!([])),
        ] {
            assert_eq!(reading(declared, &value), None, "{declared} {value}");
        }
    }
}
