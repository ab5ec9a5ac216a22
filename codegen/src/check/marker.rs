//! The `x-` markers that the lowering reads: well-formed, and beside what they speak of.

use serde_json::{Map, Value};

use super::{Checker, reading};
use crate::names;
use crate::pointer::Path;
use crate::problem::shown;

impl<'d> Checker<'d> {
    /// Names that an overlay gives must be names that Rust takes as they are. They may stand beside a reference.
    pub(super) fn given_names(&mut self, schema: &'d Map<String, Value>, path: &Path<'_>) {
        for key in ["x-name", "x-same-as", "x-variant"] {
            if !schema.contains_key(key) {
                continue;
            }
            let Some(name) = self.text(schema, key, path) else {
                continue;
            };
            let what = if names::pascal(name) != name {
                format!("{name:?} is no name in Rust")
            } else if key != "x-variant" && names::is_taken(name) {
                format!("`{name}` would hide a name that the output uses itself")
            } else {
                continue;
            };
            self.problem(&path.key(key), what, "write it as in `ChatMessage`");
        }
    }

    pub(super) fn schema_markers(&mut self, schema: &'d Map<String, Value>, path: &Path<'_>) {
        if let Some(value) = schema.get("x-any-of")
            && !(value == &Value::Bool(true) && schema.contains_key("oneOf"))
        {
            let hint = "write `x-any-of: true` beside `oneOf`, or take it away";
            self.problem(&path.key("x-any-of"), "`x-any-of` marks a `oneOf`", hint);
        }
        self.may_be_missing(schema, &path.key("x-may-be-missing"));
        self.enum_descriptions(schema, path);
    }

    fn may_be_missing(&mut self, schema: &'d Map<String, Value>, path: &Path<'_>) {
        let names = match schema.get("x-may-be-missing") {
            None | Some(Value::Bool(true)) => return,
            Some(Value::Array(names)) => names,
            Some(other) => {
                let what = format!(
                    "`x-may-be-missing` is true or a list of properties, and this is {}",
                    shown(other)
                );
                return self.problem(
                    path,
                    what,
                    "say true on a property, or list names on its parent",
                );
            }
        };
        let properties = schema.get("properties");
        for (index, name) in names.iter().enumerate() {
            let property = name.as_str().and_then(|name| properties?.get(name));
            if property.is_none() {
                let what = format!("there is no property {}", shown(name));
                self.problem(&path.index(index), what, "mend the name, or take it away");
            }
        }
    }

    fn enum_descriptions(&mut self, schema: &'d Map<String, Value>, path: &Path<'_>) {
        let key = "x-enum-descriptions";
        let Some(descriptions) = self.map(schema, key, path) else {
            return;
        };
        let path = path.key(key);
        let members = schema.get("enum").and_then(Value::as_array);
        for (name, text) in descriptions {
            let is_name = |member: &Value| {
                reading("string", member).is_some_and(|member| member.as_str() == Some(name))
            };
            let is_member = members.is_some_and(|members| members.iter().any(is_name));
            if !is_member {
                let hint = "mend the name, or take the description away";
                self.problem(
                    &path.key(name),
                    format!("`{name}` is no member of the enumeration"),
                    hint,
                );
            }
            if !text.is_string() {
                let what = format!("a description is a text, and this is {}", shown(text));
                self.problem(&path.key(name), what, "write a sentence");
            }
        }
    }

    pub(super) fn operation_markers(&mut self, operation: &'d Map<String, Value>, path: &Path<'_>) {
        self.flags(operation, &["x-beta"], path);
        let Some(surface) = operation.get("x-surface") else {
            return;
        };
        let is_module = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if !surface.as_str().is_some_and(is_module) {
            let what = format!("{} is no name of a module", shown(surface));
            self.problem(
                &path.key("x-surface"),
                what,
                "small letters, digits and `_`, as in `chat`",
            );
        }
    }
}
