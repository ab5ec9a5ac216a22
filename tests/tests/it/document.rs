//! The overlaid document: what it says at a place.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::{Map, Value};

pub(crate) static EFFECTIVE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&read("spec/effective.json")).unwrap());

pub(crate) static CHAT: LazyLock<Surface> =
    LazyLock::new(|| Surface::of("/paths/~1chat~1completions/post"));
pub(crate) static MESSAGES: LazyLock<Surface> =
    LazyLock::new(|| Surface::of("/paths/~1messages/post"));

/// A schema of the document.
pub(crate) type Schema = &'static Value;

/// The text of a file of the workspace.
pub(crate) fn read(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What one operation can reach, and the names that its inline schemas bear.
pub(crate) struct Surface {
    pub(crate) pointer: &'static str,
    named: BTreeMap<&'static str, Schema>,
}

impl Surface {
    fn of(pointer: &'static str) -> Self {
        let mut named = BTreeMap::new();
        let mut seen = Vec::new();
        collect(EFFECTIVE.pointer(pointer).unwrap(), &mut named, &mut seen);
        Self { pointer, named }
    }

    pub(crate) fn operation(&self) -> Schema {
        EFFECTIVE.pointer(self.pointer).unwrap()
    }

    pub(crate) fn request(&self) -> Schema {
        let body = &self.operation()["requestBody"]["content"]["application/json"]["schema"];
        self.settle(body)
    }

    pub(crate) fn answer(&self, status: &str, media_type: &str) -> Schema {
        self.settle(&self.operation()["responses"][status]["content"][media_type]["schema"])
    }

    /// The schemas that bear a name.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&'static str, Schema)> {
        self.named.iter().map(|(name, schema)| (*name, *schema))
    }

    /// The schema itself, behind its references: `$ref`, `x-same-as`, and the `allOf` of one that carries a description.
    pub(crate) fn settle(&self, schema: Schema) -> Schema {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.settle(component(reference));
        }
        if let Some(name) = schema["x-same-as"].as_str() {
            return self.settle(self.named[name]);
        }
        match schema["allOf"].as_array().map(Vec::as_slice) {
            Some([only]) => self.settle(only),
            _ => schema,
        }
    }

    /// Whether `null` is a value of the schema.
    pub(crate) fn nullable(&self, schema: Schema) -> bool {
        // Beside a `$ref` nothing counts (OpenAPI 3.0.3, "Reference Object").
        let own = schema.get("$ref").is_none() && schema["nullable"] == true;
        own || (schema.get("allOf").is_none() && self.settle(schema)["nullable"] == true)
    }

    /// The member of a union that a value belongs to.
    pub(crate) fn branch(&self, union: Schema, value: &Value) -> Option<Schema> {
        members(union)
            .iter()
            .map(|member| self.settle(member))
            .find(|member| fits(self, member, value))
    }

    /// The types of JSON that the schema takes; nothing where it takes all.
    pub(crate) fn types(&self, schema: Schema) -> Option<Vec<&'static str>> {
        let schema = self.settle(schema);
        if let Some(kind) = schema["type"].as_str() {
            return Some(vec![kind]);
        }
        let members = members(schema);
        if members.is_empty() {
            return None;
        }
        let types = members.iter().map(|member| self.types(member));
        Some(types.collect::<Option<Vec<_>>>()?.concat())
    }
}

fn collect(node: Schema, named: &mut BTreeMap<&'static str, Schema>, seen: &mut Vec<&'static str>) {
    match node {
        Value::Object(object) => {
            if let Some(Value::String(name)) = object.get("x-name") {
                named.entry(name).or_insert(node);
            }
            if let Some(Value::String(reference)) = object.get("$ref")
                && !seen.contains(&reference.as_str())
            {
                seen.push(reference);
                let (name, schema) = (last(reference), component(reference));
                if schema.get("x-name").is_none() {
                    named.entry(name).or_insert(schema);
                }
                collect(schema, named, seen);
            }
            for value in object.values() {
                collect(value, named, seen);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, named, seen)),
        _ => {}
    }
}

fn fits(surface: &Surface, schema: Schema, value: &Value) -> bool {
    match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("object") => value.as_object().is_some_and(|object| {
            properties(schema).all(|(name, property)| {
                let constant = constant(surface.settle(property));
                constant.is_none_or(|constant| {
                    object
                        .get(name)
                        .map_or(!is_required(schema, name), |v| v == constant)
                })
            })
        }),
        _ => false,
    }
}

fn component(reference: &str) -> Schema {
    let pointer = reference.strip_prefix('#').unwrap();
    EFFECTIVE.pointer(pointer).unwrap()
}

/// The last step of a reference.
pub(crate) fn last(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap()
}

pub(crate) fn members(schema: Schema) -> &'static [Value] {
    let members = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    members.map_or(&[], Vec::as_slice)
}

pub(crate) fn properties(schema: Schema) -> impl Iterator<Item = (&'static str, Schema)> {
    let properties: Option<&'static Map<String, Value>> = schema["properties"].as_object();
    properties
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name.as_str(), schema))
}

/// What stands at a member of an object of this schema; nothing where the schema does not say.
pub(crate) fn member(object: Schema, name: &str) -> Option<Schema> {
    let declared = properties(object).find(|(property, _)| *property == name);
    declared
        .map(|(_, schema)| schema)
        .or_else(|| additional(object))
}

/// The schema of the members that have no name of their own.
pub(crate) fn additional(schema: Schema) -> Option<Schema> {
    schema
        .get("additionalProperties")
        .filter(|more| more.is_object())
}

pub(crate) fn is_required(schema: Schema, name: &str) -> bool {
    schema["required"]
        .as_array()
        .is_some_and(|names| names.iter().any(|n| n == name))
}

/// The only value that a property can have; an enumeration with a name is open, with however few members.
pub(crate) fn constant(schema: Schema) -> Option<&'static str> {
    match schema["enum"].as_array().map(Vec::as_slice) {
        Some([only]) if schema.get("x-name").is_none() => only.as_str(),
        _ => None,
    }
}
