//! Schemas.

use serde_json::{Map, Value};

use super::Checker;
use super::reference::Kind;
use crate::pointer::{self, Path};
use crate::problem::shown;

impl<'d> Checker<'d> {
    pub(super) fn schema(&mut self, value: &'d Value, path: &Path<'_>) {
        let Some(schema) = self.object(value, path, "a schema") else {
            return;
        };
        self.given_names(schema, path);
        if self.reference(Kind::Schema, schema, path) {
            return;
        }
        self.schema_type(schema, path);
        self.texts(schema, &["title", "description", "format", "pattern"], path);
        let flags = [
            "nullable",
            "readOnly",
            "writeOnly",
            "deprecated",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "uniqueItems",
        ];
        self.flags(schema, &flags, path);
        self.numbers(schema, &["minimum", "maximum", "multipleOf"], path);
        let counts = [
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
        ];
        self.counts(schema, &counts, path);
        self.names(schema, "required", path);
        self.values(schema, path);
        self.discriminator(schema, path);
        self.external_docs(schema, path);
        self.schema_markers(schema, path);
        self.inner_schemas(schema, path);
    }

    fn schema_type(&mut self, schema: &'d Map<String, Value>, path: &Path<'_>) {
        let Some(value) = schema.get("type") else {
            return;
        };
        let known = ["string", "number", "integer", "boolean", "array", "object"];
        if value.as_str().is_some_and(|name| known.contains(&name)) {
            return;
        }
        let what = format!("{} is not a type of OpenAPI 3.0", shown(value));
        let hint = match value {
            Value::Array(_) => "say one type; `nullable: true` for null, `oneOf` for several",
            Value::String(name) if name == "null" => "add `nullable: true` to the other type",
            Value::String(name) if name == "file" => "write `type: string` and `format: binary`",
            _ => "one of string, number, integer, boolean, array, object",
        };
        self.problem(&path.key("type"), what, hint);
    }

    fn inner_schemas(&mut self, schema: &'d Map<String, Value>, path: &Path<'_>) {
        if let Some(properties) = self.map(schema, "properties", path) {
            let path = path.key("properties");
            for (name, property) in properties {
                self.schema(property, &path.key(name));
            }
        }
        for key in ["items", "not"] {
            if let Some(inner) = schema.get(key) {
                self.schema(inner, &path.key(key));
            }
        }
        match schema.get("additionalProperties") {
            None | Some(Value::Bool(_)) => {}
            Some(inner) => self.schema(inner, &path.key("additionalProperties")),
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            let Some(members) = self.list(schema, key, path) else {
                continue;
            };
            let path = path.key(key);
            if members.is_empty() {
                self.problem(
                    &path,
                    format!("`{key}` has no members"),
                    "list them, or take it away",
                );
            }
            for (index, member) in members.iter().enumerate() {
                self.schema(member, &path.index(index));
            }
        }
    }

    fn discriminator(&mut self, schema: &'d Map<String, Value>, path: &Path<'_>) {
        let Some(discriminator) = self.map(schema, "discriminator", path) else {
            return;
        };
        let path = path.key("discriminator");
        self.text(discriminator, "propertyName", &path);
        let Some(mapping) = self.map(discriminator, "mapping", &path) else {
            return;
        };
        let path = path.key("mapping");
        for (tag, name) in mapping {
            let path = path.key(tag);
            let Some(text) = name.as_str() else {
                self.problem(
                    &path,
                    format!("a mapping names a schema, and this is {}", shown(name)),
                    "name it",
                );
                continue;
            };
            let target = match pointer::of_reference(text) {
                Some(target) => target.into_owned(),
                None => format!("/components/schemas/{}", pointer::escape(text)),
            };
            if pointer::resolve(self.document, &target).is_none() {
                let what = format!("the mapping to {} names no schema", shown(name));
                self.problem(&path, what, "mend the name: `#/components/schemas/...`");
            }
        }
    }
}
