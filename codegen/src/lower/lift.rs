//! Gives every schema that needs a Rust type a name of its own.
//!
//! Why: progenitor names an inline schema after its place (`ChatCompletionsRequestMessagesItem`), and so would two equal ones be two
//! types. Before → after: `properties.stop: {oneOf: [...], x-name: Stop}` → `properties.stop: {$ref: Stop}` and a draft named `Stop`.

mod draft;
mod limits;
mod properties;
mod union;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::place::Place;
use super::{Refusal, references, schema, unions};
use crate::model::{EnumValue, JsonType};
use crate::names;
use crate::note::{Fate, Note};
use crate::pointer;

pub(crate) use draft::{Draft, DraftShape, Property};
pub(crate) use limits::note_limits;

/// The state of the pass.
pub(crate) struct Lift<'a> {
    document: &'a Value,
    surfaces: &'a BTreeMap<String, String>,
    pub(crate) drafts: Vec<Draft>,
    /// Component → key.
    components: BTreeMap<String, String>,
    /// (surface, name) of every component.
    component_names: BTreeSet<(String, String)>,
    /// (surface, `x-name`) → key and the schema that first bore the name.
    named: HashMap<(String, String), (String, Value)>,
    /// (surface, `x-name`) → the key it will get, for a name that was referred to before it was lifted.
    promised: HashMap<(String, String), String>,
    /// Deep references that were lifted already.
    deep: HashMap<String, Value>,
    /// (surface, place) → the key of what was lifted from there: an `allOf` comes by the properties of its parts again.
    places: HashMap<(String, Place), String>,
    keys: BTreeSet<String>,
    /// `x-same-as` names that must exist in the end.
    awaited: Vec<(Place, String, String)>,
    pub(crate) notes: Vec<Note>,
    pub(crate) refused: Vec<Refusal>,
}

/// The surface of components that no operation reaches.
const UNREACHED: &str = "types";

impl<'a> Lift<'a> {
    pub(crate) fn document(&self) -> &'a Value {
        self.document
    }

    pub(crate) fn new(document: &'a Value, surfaces: &'a BTreeMap<String, String>) -> Self {
        let mut lift = Self {
            document,
            surfaces,
            drafts: Vec::new(),
            components: BTreeMap::new(),
            component_names: BTreeSet::new(),
            named: HashMap::new(),
            promised: HashMap::new(),
            deep: HashMap::new(),
            places: HashMap::new(),
            keys: super::operations::defined(document).collect(),
            awaited: Vec::new(),
            notes: Vec::new(),
            refused: Vec::new(),
        };
        for (component, schema) in lift.component_schemas() {
            let key = lift.fresh_key(&names::canonical(component), "");
            if let Some(name) = schema::text(schema, "x-name") {
                let surface = lift.surface_of(component);
                lift.named
                    .insert((surface, name.to_owned()), (key.clone(), identity(schema)));
            }
            lift.components.insert(component.clone(), key);
            lift.component_names
                .insert((lift.surface_of(component), names::type_name(component)));
        }
        lift
    }

    fn component_schemas(&self) -> Vec<(&'a String, &'a Value)> {
        self.document
            .get("components")
            .map(|c| schema::map(c, "schemas").collect())
            .unwrap_or_default()
    }

    fn surface_of(&self, component: &str) -> String {
        self.surfaces
            .get(component)
            .cloned()
            .unwrap_or_else(|| UNREACHED.to_owned())
    }

    fn fresh_key(&mut self, wanted: &str, surface: &str) -> String {
        // The structs of slots have names of their own: see `progenitor`.
        let wanted = &wanted.replace("Slots", "Slot");
        let qualified = names::canonical(&format!("{} {wanted}", names::pascal(surface)));
        let mut key = wanted.to_owned();
        let mut number = 1;
        while !self.keys.insert(key.clone()) {
            key = if number == 1 && !surface.is_empty() {
                qualified.clone()
            } else {
                format!("{wanted}{}", number + 1)
            };
            number += 1;
        }
        key
    }

    /// Drafts every component.
    pub(crate) fn components(&mut self) {
        let mut taken = BTreeSet::new();
        for (component, schema) in self.component_schemas() {
            let place = Place::component(component);
            let surface = self.surface_of(component);
            let key = self.components.get(component).cloned().unwrap_or_default();
            let name = schema::text(schema, "x-name").map_or_else(
                || {
                    let name = names::type_name(component);
                    let is_taken = |name: &String| taken.contains(&(surface.clone(), name.clone()));
                    if is_taken(&name) {
                        names::numbered(&name, is_taken)
                    } else {
                        name
                    }
                },
                str::to_owned,
            );
            taken.insert((surface.clone(), name.clone()));
            self.draft(schema, &place, key, &name, &surface);
        }
    }

    /// What is still wrong when everything was lifted.
    pub(crate) fn finish(&mut self) {
        for (place, surface, name) in std::mem::take(&mut self.awaited) {
            if !self.named.contains_key(&(surface.clone(), name.clone())) {
                self.refused.push(Refusal::new(
                    place,
                    format!("`x-same-as: {name}` names no schema of the surface `{surface}`"),
                    format!("give the schema that is meant an `x-name: {name}`"),
                ));
            }
        }
    }

    /// The schema that progenitor is told at `place`: a reference to a draft, or something that needs no name.
    pub(crate) fn slot(
        &mut self,
        schema: &'a Value,
        place: &Place,
        suggestion: &str,
        surface: &str,
    ) -> Value {
        if let Some(name) = schema::text(schema, "x-same-as") {
            self.awaited
                .push((place.clone(), surface.to_owned(), name.to_owned()));
            return self.same_as(name, surface);
        }
        let wrapped = schema::wrapped(schema);
        for (index, part) in schema::list(schema, "allOf").iter().enumerate() {
            if wrapped.is_some_and(|(telling, _)| telling != index) {
                self.note_each(part, &place.key("allOf").index(index), &["enum"]);
            }
        }
        if let Some(reference) = schema::reference(schema) {
            return self.referred(reference, suggestion, surface);
        }
        if let Some((index, part)) = wrapped {
            return self.slot(part, &place.key("allOf").index(index), suggestion, surface);
        }
        if let Some((keyword, only)) =
            schema::only_member(schema).filter(|_| !schema::is_object(self.document, schema))
        {
            return self.slot(only, &place.key(keyword).index(0), suggestion, surface);
        }
        if needs_name(self.document, schema) {
            return self.lifted(schema, place, suggestion, surface);
        }
        match schema::text(schema, "type") {
            Some("array") => {
                let items = schema.get("items").unwrap_or(&Value::Null);
                let item = self.slot(items, &place.key("items"), &singular(suggestion), surface);
                json!({"type": "array", "items": self.or_null(item, items)})
            }
            Some("object") | None
                if schema
                    .get("additionalProperties")
                    .is_some_and(Value::is_object) =>
            {
                let values = schema.get("additionalProperties").unwrap_or(&Value::Null);
                let at = place.key("additionalProperties");
                let value = self.slot(values, &at, &format!("{suggestion}Value"), surface);
                let value = self.or_null(value, values);
                if value.as_object().is_some_and(serde_json::Map::is_empty) {
                    json!({"type": "object"})
                } else {
                    json!({"type": "object", "additionalProperties": value})
                }
            }
            Some("object") => json!({"type": "object"}),
            Some("integer") => {
                self.note_each(schema, place, &["enum"]);
                json!({"type": "integer", "format": integer_format(schema)})
            }
            Some("string") => {
                self.note_each(schema, place, &["enum"]);
                json!({"type": "string"})
            }
            Some(scalar @ ("number" | "boolean")) => {
                self.note_each(schema, place, &["enum"]);
                json!({"type": scalar})
            }
            _ => {
                self.note_each(schema, place, &["not", "oneOf", "anyOf", "allOf", "enum"]);
                // Of the parts of a scalar, one says its type and the others its limits.
                let typed = schema::list(schema, "allOf")
                    .iter()
                    .enumerate()
                    .find(|(_, part)| {
                        let part = references::resolved(self.document, part);
                        part.is_some_and(|part| {
                            part.get("type").is_some() || part.get("allOf").is_some()
                        })
                    });
                match typed {
                    Some((index, part)) => {
                        self.slot(part, &place.key("allOf").index(index), suggestion, surface)
                    }
                    None => json!({}),
                }
            }
        }
    }

    /// Whether null is a value of a schema: it says so itself, a part of its `allOf` does, or what it refers to.
    pub(crate) fn is_nullable(&self, schema: &Value) -> bool {
        self.any(schema, 0, |schema| schema::flag(schema, "nullable"))
    }

    /// Whether something holds of a schema, of a part of it that is no object of its own, or of what it refers to.
    pub(super) fn any(&self, schema: &Value, depth: usize, holds: fn(&Value) -> bool) -> bool {
        let Some(schema) = references::resolved(self.document, schema).filter(|_| depth < 32)
        else {
            return false;
        };
        let parts = schema::list(schema, "allOf").iter();
        let only = schema::only_member(schema).map(|(_, only)| only);
        let parts = parts.filter(|_| schema::wrapped(schema).is_some());
        holds(schema)
            || parts
                .chain(only)
                .any(|part| self.any(part, depth + 1, holds))
    }

    /// The slot of an item or a value that may be null.
    fn or_null(&self, slot: Value, schema: &Value) -> Value {
        match slot {
            Value::Object(members) if members.is_empty() => json!({}),
            slot if !self.is_nullable(schema) => slot,
            reference if key_of(&reference).is_some() => {
                json!({"allOf": [reference], "nullable": true})
            }
            mut slot => {
                slot["nullable"] = Value::Bool(true);
                slot
            }
        }
    }

    pub(super) fn note_each(&mut self, schema: &Value, place: &Place, keywords: &[&str]) {
        for keyword in keywords {
            if let Some(value) = schema.get(*keyword) {
                let what = format!("{keyword}: {value}");
                self.notes
                    .push(Note::new(place.key(keyword), what, Fate::Reported));
            }
        }
    }

    fn same_as(&mut self, name: &str, surface: &str) -> Value {
        let identity = (surface.to_owned(), name.to_owned());
        if let Some((key, _)) = self.named.get(&identity) {
            return reference_to(&key.clone());
        }
        let key = self.key_for(name, surface);
        self.promised.insert(identity, key.clone());
        reference_to(&key)
    }

    fn key_for(&mut self, name: &str, surface: &str) -> String {
        match self.promised.get(&(surface.to_owned(), name.to_owned())) {
            Some(key) => key.clone(),
            None => self.fresh_key(&names::canonical(name), surface),
        }
    }

    fn referred(&mut self, reference: &str, suggestion: &str, surface: &str) -> Value {
        if let Some(component) = references::component(reference) {
            let key = self
                .components
                .get(&component)
                .cloned()
                .unwrap_or(component);
            return reference_to(&key);
        }
        if let Some(known) = self.deep.get(reference) {
            return known.clone();
        }
        let Some(target) = references::follow(self.document, reference) else {
            return json!({});
        };
        let place = pointer::of_reference(reference)
            .map_or_else(Place::root, |pointer| Place::at(pointer.into_owned()));
        let slot = self.slot(target, &place, suggestion, surface);
        self.deep.insert(reference.to_owned(), slot.clone());
        slot
    }

    fn lifted(
        &mut self,
        schema: &'a Value,
        place: &Place,
        suggestion: &str,
        surface: &str,
    ) -> Value {
        let given = schema::text(schema, "x-name");
        let name = given.map_or_else(|| names::type_name(suggestion), str::to_owned);
        let identity = identity(schema);
        let at = (surface.to_owned(), place.clone());
        if let Some(key) = self.places.get(&at) {
            return reference_to(&key.clone());
        }
        let slot = (surface.to_owned(), name.clone());
        if let Some((key, known)) = self.named.get(&slot) {
            if *known == identity {
                return reference_to(&key.clone());
            }
            if given.is_some() {
                let other = self.drafts.iter().find(|draft| draft.key == *key);
                let other = other.map_or_else(String::new, |draft| draft.place.to_string());
                let apart = differs(known, &identity, &Place::root());
                let what = format!(
                    "two different schemas bear the name `{name}`: this one and that at {other}; they differ in {}",
                    apart.map_or_else(String::new, String::from)
                );
                let hint = "let an overlay make them equal, or give one of them another `x-name`";
                self.refused.push(Refusal::new(place.clone(), what, hint));
                return reference_to(&key.clone());
            }
        }
        let taken = self.named.contains_key(&slot) || self.component_named(&name, surface);
        let name = if taken && given.is_none() {
            self.free_name(&name, surface)
        } else {
            name
        };
        let key = self.key_for(&name, surface);
        self.named
            .insert((surface.to_owned(), name.clone()), (key.clone(), identity));
        self.places.insert(at, key.clone());
        self.draft(schema, place, key.clone(), &name, surface);
        reference_to(&key)
    }

    fn component_named(&self, name: &str, surface: &str) -> bool {
        self.component_names
            .contains(&(surface.to_owned(), name.to_owned()))
    }

    fn free_name(&self, name: &str, surface: &str) -> String {
        let taken = |candidate: &String| {
            self.named
                .contains_key(&(surface.to_owned(), candidate.clone()))
                || self.component_named(candidate, surface)
        };
        names::numbered(name, taken)
    }

    fn draft(&mut self, schema: &'a Value, place: &Place, key: String, name: &str, surface: &str) {
        let index = self.drafts.len();
        self.drafts.push(Draft {
            key,
            name: name.to_owned(),
            surface: surface.to_owned(),
            doc: schema::description(schema),
            example: schema.get("example").cloned(),
            deprecated: schema::flag(schema, "deprecated"),
            place: place.clone(),
            shape: DraftShape::Alias(json!({})),
        });
        let shape = self.shape(schema, place, name, surface);
        if let Some(draft) = self.drafts.get_mut(index) {
            draft.shape = shape;
        }
    }

    fn shape(&mut self, schema: &'a Value, place: &Place, name: &str, surface: &str) -> DraftShape {
        if let Some(reference) = schema::reference(schema) {
            return DraftShape::Alias(self.referred(reference, name, surface));
        }
        if let Some(values) = schema::string_values(schema) {
            return DraftShape::OpenEnum(enum_values(&values, schema));
        }
        if schema::is_object(self.document, schema) {
            self.note_each(schema, place, &["minProperties", "maxProperties"]);
            if schema.get("discriminator").is_some() && schema::members(schema).is_none() {
                let what = "a discriminator without `oneOf`: what builds on this schema by `allOf` is not read or sent in its place";
                let note = Note::new(place.key("discriminator"), what, Fate::Reported);
                self.notes.push(note);
            }
            return DraftShape::Object(self.properties(schema, place, name, surface));
        }
        if let Some((index, part)) = schema::wrapped(schema) {
            return self.shape(part, &place.key("allOf").index(index), name, surface);
        }
        if let Some((keyword, only)) = schema::only_member(schema) {
            return self.shape(only, &place.key(keyword).index(0), name, surface);
        }
        if let Some((keyword, members)) = schema::members(schema) {
            return self.union(schema, keyword, members, place, name, surface);
        }
        let named = needs_name(self.document, schema);
        DraftShape::Alias(if named {
            json!({})
        } else {
            self.slot(schema, place, name, surface)
        })
    }
}

/// Whether a schema needs a Rust type of its own.
pub(crate) fn needs_name(document: &Value, schema: &Value) -> bool {
    if schema::reference(schema).is_some() {
        return false;
    }
    if schema::string_values(schema).is_some()
        && schema::text(schema, "type").is_none_or(|t| t == "string")
    {
        return true;
    }
    if schema::is_object(document, schema) {
        return true;
    }
    match (schema::wrapped(schema), schema::members(schema)) {
        (Some((_, part)), _) => needs_name(document, part),
        (None, Some((_, [only]))) => needs_name(document, only),
        (None, Some(_)) => true,
        (None, None) => false,
    }
}

/// What makes two schemas the same type: everything but whether null is allowed, and what is only said about it at its place.
pub(crate) fn identity(schema: &Value) -> Value {
    const SAID: [&str; 8] = [
        "nullable",
        "description",
        "example",
        "default",
        "deprecated",
        "x-source",
        "x-enum-descriptions",
        "x-may-be-missing",
    ];
    match schema {
        Value::Array(items) => items.iter().map(identity).collect(),
        Value::Object(members) => {
            let kept = members
                .iter()
                .filter(|(key, _)| !SAID.contains(&key.as_str()));
            kept.map(|(key, value)| {
                let value = match (key.as_str(), value) {
                    // The keys in here are names of properties, not keywords.
                    ("properties", Value::Object(properties)) => properties
                        .iter()
                        .map(|(name, property)| (name.clone(), identity(property)))
                        .collect(),
                    ("enum", value) => value.clone(),
                    // Here it decides the Rust type.
                    ("items" | "additionalProperties", Value::Object(inner)) => {
                        let mut identity = identity(value);
                        if let Some(nullable) = inner.get("nullable") {
                            identity["nullable"] = nullable.clone();
                        }
                        identity
                    }
                    (_, value) => identity(value),
                };
                (key.clone(), value)
            })
            .collect()
        }
        scalar => scalar.clone(),
    }
}

/// Where two identities differ first.
fn differs(one: &Value, other: &Value, at: &Place) -> Option<Place> {
    match (one, other) {
        _ if one == other => None,
        (Value::Object(one), Value::Object(other)) => one
            .iter()
            .find_map(|(key, value)| {
                let other = other.get(key).unwrap_or(&Value::Null);
                differs(value, other, &at.key(key))
            })
            .or_else(|| {
                let added = other.keys().find(|key| !one.contains_key(*key))?;
                Some(at.key(added))
            }),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(index, (one, other))| differs(one, other, &at.index(index)))
        }
        _ => Some(at.clone()),
    }
}

fn enum_values(values: &[&str], schema: &Value) -> Vec<EnumValue> {
    unions::distinct_names(values.iter().map(|value| {
        let doc = schema
            .get("x-enum-descriptions")
            .and_then(|docs| schema::text(docs, value))
            .map(str::to_owned);
        ((*value).to_owned(), doc)
    }))
}

/// How wide an integer is. A byte has no limits of its own to check.
fn integer_format(schema: &Value) -> &'static str {
    let limits = schema::limits(schema);
    match (limits.minimum, limits.maximum) {
        (None, None) if schema::text(schema, "format") == Some("uint8") => "uint8",
        (Some((least, _)), _) if least >= 0.0 => "uint64",
        (None, most)
            if schema::text(schema, "format") == Some("uint64")
                && most.is_none_or(|(most, _)| most >= 0.0) =>
        {
            "uint64"
        }
        _ => "int64",
    }
}

/// The name for an item of a list: its singular where English forms it by an `s`, else the name with `Item`.
fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    if ["sses", "shes", "ches", "xes", "tuses"]
        .iter()
        .any(|ending| name.ends_with(ending))
        && !name.ends_with("aches")
        && let Some(stem) = name.strip_suffix("es")
    {
        return stem.to_owned();
    }
    match name.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => format!("{name}Item"),
    }
}

pub(crate) fn reference_to(key: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{key}")})
}

/// Whether the slot of an item or a value may be null.
pub(crate) fn may_be_null(slot: &Value) -> bool {
    schema::flag(slot, "nullable")
}

/// The key that a slot refers to, where it is a reference, or one that may be null.
pub(crate) fn key_of(slot: &Value) -> Option<String> {
    let reference = slot
        .get("$ref")
        .or_else(|| slot.get("allOf")?.get(0)?.get("$ref"));
    reference?
        .as_str()?
        .strip_prefix("#/components/schemas/")
        .map(str::to_owned)
}

impl JsonType {
    /// The name of a variant that holds it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Boolean => "Flag",
            Self::Integer => "Integer",
            Self::Number => "Number",
            Self::String => "Text",
            Self::Array => "List",
            Self::Object => "Object",
        }
    }
}

#[cfg(test)]
mod tests;
