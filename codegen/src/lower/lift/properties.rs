//! The properties of an object, from all its parts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Lift, Property};
use crate::lower::place::Place;
use crate::lower::{references, schema};
use crate::names;
use crate::note::{Fate, Note};

/// What a later part of an `allOf` says of a property, on top of what the parts before it say: its type where it names another one, else
/// what it adds.
fn narrow(known: &mut Property, new: Property) {
    let says_no_other = new.schema == known.schema || new.schema == json!({});
    if !says_no_other {
        *known = new;
        return;
    }
    let held = std::mem::take(&mut known.limits);
    known.limits = held.and(new.limits);
    known.place = new.place;
    known.nullable |= new.nullable;
    known.may_be_missing |= new.may_be_missing;
    known.read_only |= new.read_only;
    known.write_only |= new.write_only;
    known.deprecated |= new.deprecated;
    renew(&mut known.constant, new.constant);
    renew(&mut known.doc, new.doc);
    renew(&mut known.example, new.example);
    renew(&mut known.default, new.default);
}

fn renew<T>(known: &mut Option<T>, new: Option<T>) {
    if new.is_some() {
        *known = new;
    }
}

impl<'a> Lift<'a> {
    /// The properties of an object, those of its `allOf` first.
    pub(super) fn properties(
        &mut self,
        schema: &'a Value,
        place: &Place,
        name: &str,
        surface: &str,
    ) -> Vec<Property> {
        let mut found = Vec::new();
        let mut required = BTreeSet::new();
        self.collect(schema, place, name, surface, 0, &mut found, &mut required);
        if found.is_empty() && !schema::list(schema, "allOf").is_empty() {
            let what = "no part has a property: everything is kept in `extra`";
            self.notes
                .push(Note::new(place.key("allOf"), what, Fate::Reported));
        }
        for property in &mut found {
            property.required = required.contains(&property.wire);
            // Where nothing says what it is, null is a value like any other.
            property.nullable |= property.schema == json!({});
        }
        found
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "a walk that carries what it has found"
    )]
    pub(super) fn collect(
        &mut self,
        schema: &'a Value,
        place: &Place,
        name: &str,
        surface: &str,
        depth: usize,
        found: &mut Vec<Property>,
        required: &mut BTreeSet<String>,
    ) {
        if depth > 32 {
            return;
        }
        for (index, part) in schema::list(schema, "allOf").iter().enumerate() {
            let at = place.key("allOf").index(index);
            let (part, at) = match schema::text(part, "$ref") {
                Some(reference) => match references::follow(self.document, reference) {
                    Some(target) => (
                        target,
                        references::component(reference).map_or(at, |name| Place::component(&name)),
                    ),
                    None => continue,
                },
                None => (part, at),
            };
            self.collect(part, &at, name, surface, depth + 1, found, required);
        }
        required.extend(
            schema::strings(schema, "required")
                .into_iter()
                .map(str::to_owned),
        );
        let missing = schema::strings(schema, "x-may-be-missing");
        for (wire, property) in schema::map(schema, "properties") {
            let at = place.key("properties").key(wire);
            let property = self.property(
                wire,
                property,
                at,
                name,
                surface,
                missing.contains(&wire.as_str()),
            );
            match found.iter_mut().find(|known| known.wire == *wire) {
                Some(known) => narrow(known, property),
                None => found.push(property),
            }
        }
        if schema
            .get("additionalProperties")
            .is_some_and(Value::is_object)
            && schema.get("properties").is_some_and(Value::is_object)
        {
            self.notes.push(Note::new(
                place.key("additionalProperties"),
                "a schema for members beyond the named ones: they are kept in `extra`, untyped",
                Fate::Reported,
            ));
        }
        if let Some((keyword, _)) = schema::members(schema) {
            self.notes.push(Note::new(
                place.key(keyword),
                format!("`{keyword}` beside properties: what it adds is kept in `extra`"),
                Fate::Reported,
            ));
        }
    }

    pub(super) fn property(
        &mut self,
        wire: &str,
        property: &'a Value,
        place: Place,
        owner: &str,
        surface: &str,
        missing: bool,
    ) -> Property {
        let constant = match schema::string_values(property) {
            Some(values) if values.len() == 1 && property.get("x-name").is_none() => {
                values.first().map(|v| (*v).to_owned())
            }
            _ => None,
        };
        let limits = self.limits(property);
        self.refuse_contradiction(&limits, &place);
        let slot = if constant.is_some() {
            json!({"type": "string"})
        } else {
            self.slot(
                property,
                &place,
                &format!("{owner}{}", names::canonical(wire)),
                surface,
            )
        };
        // What stands beside a reference in an `allOf` is said of the property.
        let parts = schema::list(property, "allOf").iter();
        let said: Vec<&Value> = std::iter::once(property)
            .chain(parts.filter(|_| schema::wrapped(property).is_some()))
            .collect();
        let given = |key: &str| said.iter().find_map(|part| part.get(key)).cloned();
        Property {
            wire: wire.to_owned(),
            required: false,
            nullable: self.is_nullable(property),
            may_be_missing: missing || schema::flag(property, "x-may-be-missing"),
            read_only: self.any(property, 0, |schema| schema::flag(schema, "readOnly")),
            write_only: self.any(property, 0, |schema| schema::flag(schema, "writeOnly")),
            constant,
            doc: said.iter().find_map(|part| schema::description(part)),
            example: given("example"),
            deprecated: said.iter().any(|part| schema::flag(part, "deprecated")),
            default: given("default").filter(|value| !value.is_null()),
            limits,
            schema: slot,
            place,
        }
    }
}
