//! Schemas and their properties.

use std::collections::BTreeSet;

use grid_codegen::api::Kind;
use serde_json::Value;

use super::Search;
use crate::document::{Schema, Surface, constant, last, members};

/// What is looked at here or means nothing by itself.
const KNOWN: &[&str] = &[
    "type",
    "title",
    "description",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "enum",
    "oneOf",
    "allOf",
    "nullable",
    "default",
    "example",
    "deprecated",
    "$ref",
    "format",
];
const LIMITS: &[&str] = &[
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
];

/// The items of the code that speak of a schema.
#[derive(Clone, Default)]
struct Carriers {
    /// The field, where it is a property's schema.
    field: Option<String>,
    /// The type that stands for it.
    ty: Option<String>,
    /// The variants that stand for it, where it is a member of a union.
    variants: Vec<String>,
    /// Whether it is what a list or a map holds: then its limits stand where the whole is told.
    inner: bool,
}

struct Walk<'a> {
    search: &'a mut Search,
    module: &'a str,
    surface: &'a Surface,
    seen: &'a mut BTreeSet<String>,
}

pub(super) fn walk(
    search: &mut Search,
    module: &str,
    surface: &Surface,
    seen: &mut BTreeSet<String>,
) {
    let mut walk = Walk {
        search,
        module,
        surface,
        seen,
    };
    let body = &surface.operation()["requestBody"]["content"];
    walk.references(body);
    walk.references(&surface.operation()["responses"]);
}

impl Walk<'_> {
    /// Every component that something refers to.
    fn references(&mut self, node: Schema) {
        match node {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get("$ref") {
                    self.component(reference);
                }
                object.values().for_each(|value| self.references(value));
            }
            Value::Array(items) => items.iter().for_each(|item| self.references(item)),
            _ => {}
        }
    }

    fn component(&mut self, reference: &str) {
        let pointer = reference.strip_prefix('#').unwrap().to_owned();
        if !self.seen.insert(pointer.clone()) {
            return;
        }
        let schema = crate::document::EFFECTIVE.pointer(&pointer).unwrap();
        let name = schema["x-name"].as_str().unwrap_or(last(reference));
        let ty = format!("{}::{name}", self.module);
        if self.search.by_path(&ty).is_none() {
            self.search.lose(&pointer, &format!("no type {ty}"));
        }
        if let Some(title) = schema["title"].as_str() {
            assert_eq!(
                title,
                last(reference),
                "a title that is not the name: where is it said?"
            );
        }
        self.schema(
            schema,
            &pointer,
            &Carriers {
                ty: Some(ty),
                ..Carriers::default()
            },
        );
        self.references(schema);
    }

    fn schema(&mut self, schema: Schema, pointer: &str, carriers: &Carriers) {
        for key in schema.as_object().unwrap().keys() {
            let known = KNOWN.contains(&key.as_str()) || LIMITS.contains(&key.as_str());
            if !known && !key.starts_with("x-") {
                self.search.lose(
                    &format!("{pointer}/{key}"),
                    "a keyword that this test does not know",
                );
            }
        }
        if schema.get("$ref").is_some() {
            return;
        }
        self.texts(schema, pointer, carriers);
        self.facts(schema, pointer, carriers);
        self.values(schema, pointer, carriers);
        if let Some(format) = schema["format"].as_str() {
            self.format(format, pointer, carriers);
        }
        for (name, property) in crate::document::properties(schema) {
            self.property(
                name,
                property,
                &format!("{pointer}/properties/{name}"),
                carriers,
            );
        }
        if let Some(items) = schema.get("items") {
            self.inner(items, &format!("{pointer}/items"), carriers);
        }
        if let Some(more) = crate::document::additional(schema) {
            self.inner(more, &format!("{pointer}/additionalProperties"), carriers);
        }
        for (index, member) in members(schema).iter().enumerate() {
            self.member(member, &format!("{pointer}/oneOf/{index}"), carriers);
        }
    }

    /// The one format that a type of Rust stands for.
    fn format(&mut self, format: &str, pointer: &str, carriers: &Carriers) {
        let field = carriers.field.as_deref();
        let signature = field.and_then(|path| Some(&self.search.by_path(path)?.signature));
        let holds = |signature: &String| {
            let mut words = signature.split(|c: char| !c.is_alphanumeric());
            words.any(|word| word == "u8")
        };
        if format != "uint8" || !signature.is_some_and(holds) {
            let what = format!("{format}, in no field's type");
            self.search.lose(&format!("{pointer}/format"), &what);
        }
    }

    fn property(&mut self, name: &str, schema: Schema, pointer: &str, of: &Carriers) {
        let owner = of.ty.clone().unwrap_or_default();
        let always = constant(self.surface.settle(schema));
        if let Some(field) = self
            .search
            .item(Kind::Field, pointer)
            .map(|item| item.path.clone())
        {
            let listed = format!("{owner}.{name}");
            assert_eq!(field, listed, "{pointer}");
            let ty = self.type_of(schema, pointer);
            self.schema(
                schema,
                pointer,
                &Carriers {
                    field: Some(field),
                    ty,
                    ..Carriers::default()
                },
            );
        } else if always.is_some_and(|value| self.search.code.sends(&owner, name, value)) {
            if let Some(text) = schema["description"].as_str() {
                self.search
                    .said(&format!("{pointer}/description"), text, &[&owner]);
            }
        } else {
            self.search.lose(
                pointer,
                &format!("no field {owner}.{name}, and it is not always sent"),
            );
        }
    }

    /// What a list or a map holds: its limits are told where the whole is.
    fn inner(&mut self, schema: Schema, pointer: &str, of: &Carriers) {
        let ty = self.type_of(schema, pointer);
        let (field, variants) = match &ty {
            Some(_) => (None, Vec::new()),
            None => (of.field.clone(), of.variants.clone()),
        };
        self.schema(
            schema,
            pointer,
            &Carriers {
                field,
                ty,
                variants,
                inner: true,
            },
        );
    }

    /// A member of a union: a variant of it, or several where it is an enumeration without a name.
    fn member(&mut self, schema: Schema, pointer: &str, union: &Carriers) {
        let owner = union.ty.clone().unwrap_or_default();
        let settled = self.surface.settle(schema);
        let ty = self.type_of(schema, pointer);
        let variants: Vec<String> = match settled["enum"].as_array() {
            Some(values) if ty.is_none() => values
                .iter()
                .filter_map(|value| self.variant(&owner, value))
                .collect(),
            _ => {
                let held = ty.as_deref().map_or("", last_of_path);
                let (module, name) = owner.rsplit_once("::").unwrap_or_default();
                let named = settled["x-variant"]
                    .as_str()
                    .map(|variant| format!("{module}::{name}::{variant}"));
                let by_type = self.search.items.iter().find(|item| {
                    item.kind == Kind::Variant
                        && item.path.starts_with(&format!("{owner}::"))
                        && item.signature == held
                });
                named
                    .filter(|path| self.search.by_path(path).is_some())
                    .or(by_type.map(|item| item.path.clone()))
                    .into_iter()
                    .collect()
            }
        };
        let open =
            settled["type"] == "string" && members_hold_values(self.surface, owner_of(pointer));
        if variants.is_empty() && !open {
            self.search.lose(pointer, &format!("no variant of {owner}"));
        }
        let ty_of_values = if settled.get("enum").is_some() && ty.is_none() {
            Some(owner)
        } else {
            ty
        };
        self.schema(
            schema,
            pointer,
            &Carriers {
                ty: ty_of_values,
                variants,
                ..Carriers::default()
            },
        );
    }

    /// The type that the code has for a schema; nothing where it is a plain one.
    fn type_of(&mut self, schema: Schema, pointer: &str) -> Option<String> {
        let settled = self.surface.settle(schema);
        if let Some(item) = self.search.item(Kind::Type, pointer) {
            return Some(item.path.clone());
        }
        let direct = schema["$ref"]
            .as_str()
            .or(schema["allOf"][0]["$ref"].as_str());
        let name = settled["x-name"].as_str().or(direct.map(last))?;
        let path = format!("{}::{name}", self.module);
        if self.search.by_path(&path).is_none() {
            self.search.lose(pointer, &format!("no type {path}"));
        }
        Some(path)
    }

    fn texts(&mut self, schema: Schema, pointer: &str, carriers: &Carriers) {
        let items: Vec<&str> = carriers
            .field
            .iter()
            .chain(carriers.ty.iter().filter(|_| carriers.field.is_none()))
            .chain(&carriers.variants)
            .map(String::as_str)
            .collect();
        if let Some(text) = schema["description"].as_str() {
            self.search
                .said(&format!("{pointer}/description"), text, &items);
        }
        if let Some(example) = schema.get("example") {
            self.search.said(
                &format!("{pointer}/example"),
                &format!("Example: {example}"),
                &items,
            );
        }
        if schema["deprecated"] == true {
            self.search
                .said(&format!("{pointer}/deprecated"), "deprecated", &items);
            let field = carriers.field.as_deref().unwrap_or_default();
            if !self.search.has_fact(field, "deprecated") {
                self.search
                    .lose(&format!("{pointer}/deprecated"), "not in the listing");
            }
        }
    }

    fn facts(&mut self, schema: Schema, pointer: &str, carriers: &Carriers) {
        let carrier = carriers.field.as_ref().or(carriers.variants.first());
        let carrier = carrier.cloned().unwrap_or_default();
        if let Some(default) = schema.get("default") {
            let pointer = format!("{pointer}/default");
            self.search
                .said(&pointer, &format!("Server default: {default}"), &[&carrier]);
            if !self
                .search
                .has_fact(&carrier, &format!("default {default}"))
            {
                self.search.lose(
                    &pointer,
                    &format!("default {default} is not in the listing"),
                );
            }
        }
        let listed = if carriers.inner { "items " } else { "" };
        for keyword in LIMITS {
            let Some(limit) = schema.get(*keyword) else {
                continue;
            };
            let pointer = format!("{pointer}/{keyword}");
            let fact = format!("{listed}{keyword} {limit}");
            if !self.search.has_fact(&carrier, &fact) {
                self.search.lose(
                    &pointer,
                    &format!("{fact} is not in the listing of {carrier:?}"),
                );
            }
            let bound = if keyword.starts_with("min") {
                "at least"
            } else {
                "at most"
            };
            self.search
                .said(&pointer, &format!("{bound} {limit}"), &[&carrier]);
        }
    }

    fn values(&mut self, schema: Schema, pointer: &str, carriers: &Carriers) {
        let Some(values) = schema["enum"].as_array() else {
            return;
        };
        if let Some(value) = constant(schema)
            && let Some(field) = &carriers.field
        {
            self.search.said(
                &format!("{pointer}/enum"),
                &format!("Documented as always {value}"),
                &[field],
            );
            return;
        }
        let ty = carriers.ty.clone().unwrap_or_default();
        for (index, value) in values.iter().enumerate() {
            match self.variant(&ty, value) {
                Some(variant) => {
                    let text = &schema["x-enum-descriptions"][value.as_str().unwrap_or_default()];
                    if let Some(text) = text.as_str() {
                        let key = value.as_str().unwrap_or_default();
                        self.search.said(
                            &format!("{pointer}/x-enum-descriptions/{key}"),
                            text,
                            &[&variant],
                        );
                    }
                }
                None => self.search.lose(
                    &format!("{pointer}/enum/{index}"),
                    &format!("{ty:?} has no variant for {value}"),
                ),
            }
        }
    }

    fn variant(&self, ty: &str, value: &Value) -> Option<String> {
        let fact = format!("wire {value}");
        let variants = self
            .search
            .items
            .iter()
            .filter(|item| item.kind == Kind::Variant);
        variants
            .filter(|item| item.path.rsplit_once("::").is_some_and(|(of, _)| of == ty))
            .find(|item| item.facts.split("; ").any(|known| known == fact))
            .map(|item| item.path.clone())
    }
}

/// The union that a member's pointer belongs to.
fn owner_of(pointer: &str) -> Schema {
    let (union, _) = pointer.rsplit_once("/oneOf/").unwrap();
    crate::document::EFFECTIVE.pointer(union).unwrap()
}

/// Whether a union lists values beside a free string: the string then is what is not listed.
fn members_hold_values(surface: &Surface, union: Schema) -> bool {
    members(union)
        .iter()
        .any(|member| surface.settle(member)["enum"].is_array())
}

fn last_of_path(path: &str) -> &str {
    path.rsplit("::").next().unwrap()
}
