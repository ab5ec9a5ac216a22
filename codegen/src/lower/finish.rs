//! Settles what depends on where a type travels: how leniently it is read, and in which file it stands.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::lift::{Draft, DraftShape, Property, key_of, note_limits};
use super::place::Place;
use super::{Refusal, circles, progenitor};
use crate::model::{Field, Limits, Model, Operation, Presence, Shape, Type, Uses};
use crate::note::{Fate, Note};

pub(crate) fn types(
    drafts: Vec<Draft>,
    operations: &[Operation],
    notes: &mut Vec<Note>,
) -> Vec<Type> {
    let edges: BTreeMap<String, Vec<String>> = drafts
        .iter()
        .map(|draft| (draft.key.clone(), references(&draft.shape)))
        .collect();
    let (uses, betas) = travels(&edges, operations);
    let tried: BTreeSet<String> = drafts
        .iter()
        .flat_map(|draft| tried_in_turn(&draft.shape))
        .collect();
    let plain: BTreeSet<String> = drafts
        .iter()
        .filter(|draft| matches!(draft.shape, DraftShape::Object(_)) && !tried.contains(&draft.key))
        .map(|draft| draft.key.clone())
        .collect();
    let aliases: BTreeMap<String, Value> = drafts
        .iter()
        .filter_map(|draft| match &draft.shape {
            DraftShape::Alias(schema) => Some((draft.key.clone(), schema.clone())),
            _ => None,
        })
        .collect();
    let unions = tags(&drafts, &aliases);
    let none = BTreeMap::new();
    let held: BTreeMap<String, Vec<String>> = drafts
        .iter()
        .map(|draft| (draft.key.clone(), held_by_value(&draft.shape)))
        .collect();
    let circles = circles::circles(&held);
    drafts
        .into_iter()
        .map(|draft| {
            let uses = uses.get(&draft.key).copied().unwrap_or_default();
            let uses = Uses {
                tried: tried.contains(&draft.key),
                ..uses
            };
            let tags = unions.get(&draft.key).unwrap_or(&none);
            let mut draft = draft;
            if let DraftShape::Object(properties) = &mut draft.shape {
                add_tags(properties, tags, &draft.place);
            }
            let circle = circles.get(draft.key.as_str());
            let settle = |mut property: Property| {
                property.limits = checked(property.limits, &property.schema, &aliases, 0);
                let boxed =
                    key_of(&property.schema).is_some_and(|key| circles.get(key.as_str()) == circle);
                field(property, boxed, uses, tags, &plain, notes)
            };
            Type {
                beta: betas.contains(&draft.key),
                uses,
                pointer: draft.place.into(),
                shape: match draft.shape {
                    DraftShape::Object(properties) => {
                        Shape::Object(distinct(properties.into_iter().map(settle).collect()))
                    }
                    DraftShape::OpenEnum(values) => Shape::OpenEnum(values),
                    DraftShape::Tagged { tag, variants } => Shape::Tagged { tag, variants },
                    DraftShape::ByType {
                        strings,
                        mut variants,
                    } => {
                        for variant in &mut variants {
                            let limits = std::mem::take(&mut variant.limits);
                            variant.limits = checked(limits, &variant.schema, &aliases, 0);
                        }
                        Shape::ByType { strings, variants }
                    }
                    DraftShape::Alias(schema) => Shape::Alias(schema),
                    DraftShape::Untagged(mut members) => {
                        for member in &mut members {
                            let limits = std::mem::take(&mut member.limits);
                            member.limits = checked(limits, &member.schema, &aliases, 0);
                        }
                        Shape::Untagged(members)
                    }
                },
                key: draft.key,
                name: draft.name,
                surface: draft.surface,
                doc: draft.doc,
                example: draft.example,
                deprecated: draft.deprecated,
            }
        })
        .collect()
}

/// Gives a member of a union the tag that it does not have itself: nothing else would tell what it is.
fn add_tags(
    properties: &mut Vec<Property>,
    tags: &BTreeMap<String, BTreeSet<String>>,
    place: &Place,
) {
    for wire in tags.keys() {
        if !properties.iter().any(|property| property.wire == *wire) {
            properties.insert(0, Property::text(wire, place.clone()));
        }
    }
}

/// The limits of a slot, told apart by whether they are checked.
fn checked(
    limits: Limits,
    schema: &Value,
    aliases: &BTreeMap<String, Value>,
    depth: usize,
) -> Limits {
    if let Some(alias) = key_of(schema).and_then(|key| aliases.get(&key))
        && depth < 32
    {
        return checked(limits, alias, aliases, depth + 1);
    }
    let values = schema.get("additionalProperties");
    let json_type = schema.get("type").and_then(Value::as_str);
    // A free-form object is no map of the output's.
    let json_type = json_type.filter(|name| *name != "object" || values.is_some());
    let mut limits = limits.of(json_type);
    if let (Some(each), Some(inner)) = (limits.each.take(), schema.get("items").or(values)) {
        limits.each = Some(Box::new(checked(*each, inner, aliases, depth + 1)));
    }
    limits
}

fn field(
    property: Property,
    boxed: bool,
    uses: Uses,
    tags: &BTreeMap<String, BTreeSet<String>>,
    plain: &BTreeSet<String>,
    notes: &mut Vec<Note>,
) -> Field {
    note_facts(&property, uses, notes);
    let mut property = property;
    // A discriminator says by which value a union knows its member; that value is the member's to send.
    if let Some(values) = tags.get(&property.wire) {
        let mut values = values.iter();
        match (&property.constant, values.next(), values.next()) {
            // One that is a number or a boolean is a field: JSON has it as it is.
            (None, Some(only), None) if !is_scalar(&property.schema) => {
                property.constant = Some(only.clone());
                property.schema = json!({"type": "string"});
            }
            // The union knows it by more values than it lists itself.
            (Some(_), _, Some(_)) => property.constant = None,
            _ => {}
        }
    }
    let tolerant = uses.tolerant();
    // A server that leaves out a struct, a list, a text or a count can be read as having sent an empty one; there is no empty enum,
    // and an empty one of what holds itself would never end.
    let has_empty = match key_of(&property.schema) {
        Some(_) if boxed => false,
        Some(key) => plain.contains(&key),
        None => property.schema.get("type").is_some(),
    };
    // OpenAPI 3.0.3, Schema Object: what is `readOnly` should not be sent, and its `required` counts for responses alone.
    let required = property.required && !(property.read_only && uses.request);
    let wanted = required && !property.nullable && !property.may_be_missing;
    // What is `writeOnly` should not be received, and its `required` counts for requests alone.
    let sent = wanted && !(property.write_only && (uses.response || uses.stream || uses.error));
    let presence = match &property.constant {
        Some(_) if tags.contains_key(&property.wire) || (sent && !tolerant) => Presence::Fixed,
        None if sent && (!tolerant || has_empty) => Presence::Required,
        None if required && property.nullable && !property.may_be_missing && uses.request => {
            Presence::Nullable
        }
        _ => Presence::Optional,
    };
    // A server may leave out what a request must have.
    let must_be_sent = presence == Presence::Optional && wanted && uses.request;
    let asked_for = matches!(presence, Presence::Required | Presence::Nullable)
        || must_be_sent && property.constant.is_none();
    Field {
        name: crate::names::field(&property.wire),
        wire: property.wire,
        pointer: property.place.into(),
        doc: property.doc,
        example: property.example,
        deprecated: property.deprecated,
        default: property.default,
        limits: property.limits,
        presence,
        constant: property.constant,
        document_requires: required,
        asked_for,
        read_only: property.read_only,
        write_only: property.write_only,
        boxed,
        schema: property.schema,
    }
}

/// Whether a slot is a number or a boolean.
pub(crate) fn is_scalar(schema: &Value) -> bool {
    let json_type = schema.get("type").and_then(Value::as_str);
    matches!(json_type, Some("integer" | "number" | "boolean"))
}

fn note_facts(property: &Property, uses: Uses, notes: &mut Vec<Note>) {
    if let Some(default) = &property.default {
        notes.push(Note::new(
            property.place.key("default"),
            format!("default {default}"),
            Fate::Docs,
        ));
    }
    if let Some(constant) = &property.constant {
        notes.push(Note::new(
            property.place.key("enum"),
            format!("always {constant:?}"),
            Fate::Signature,
        ));
    }
    note_limits(
        notes,
        &property.place,
        &property.limits,
        if uses.request {
            Fate::Validate
        } else {
            Fate::Docs
        },
        Fate::Docs,
    );
}

/// Two properties that become one field name: the later is numbered.
fn distinct(mut fields: Vec<Field>) -> Vec<Field> {
    let mut taken = BTreeSet::new();
    for field in &mut fields {
        let wanted = field.name.clone();
        let mut number = 2;
        while !taken.insert(field.name.clone()) {
            field.name = format!("{}_{number}", wanted.trim_end_matches('_'));
            number += 1;
        }
    }
    fields
}

/// The members of a union that nothing tells apart: read leniently, the first would take every object.
fn tried_in_turn(shape: &DraftShape) -> Vec<String> {
    match shape {
        DraftShape::Untagged(members) => members
            .iter()
            .filter_map(|member| key_of(&member.schema))
            .collect(),
        _ => Vec::new(),
    }
}

/// The keys of what a type holds without a list, a map or a pointer between.
fn held_by_value(shape: &DraftShape) -> Vec<String> {
    match shape {
        DraftShape::Object(properties) => properties
            .iter()
            .filter_map(|property| key_of(&property.schema))
            .collect(),
        DraftShape::OpenEnum(_) => Vec::new(),
        DraftShape::Tagged { variants, .. } => {
            variants.iter().map(|variant| variant.key.clone()).collect()
        }
        DraftShape::ByType { variants, .. } => variants
            .iter()
            .filter_map(|variant| key_of(&variant.schema))
            .collect(),
        DraftShape::Alias(schema) => key_of(schema).into_iter().collect(),
        DraftShape::Untagged(members) => members
            .iter()
            .filter_map(|member| key_of(&member.schema))
            .collect(),
    }
}

/// The keys that a type refers to.
fn references(shape: &DraftShape) -> Vec<String> {
    let mut found = Vec::new();
    match shape {
        DraftShape::Object(properties) => properties
            .iter()
            .for_each(|property| keys_in(&property.schema, &mut found)),
        DraftShape::OpenEnum(_) => {}
        DraftShape::Tagged { variants, .. } => {
            found.extend(variants.iter().map(|variant| variant.key.clone()));
        }
        DraftShape::ByType { variants, .. } => variants
            .iter()
            .for_each(|variant| keys_in(&variant.schema, &mut found)),
        DraftShape::Alias(schema) => keys_in(schema, &mut found),
        DraftShape::Untagged(members) => {
            for member in members {
                keys_in(&member.schema, &mut found);
            }
        }
    }
    found
}

fn keys_in(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => match key_of(schema) {
            Some(key) => found.push(key),
            None => members.values().for_each(|value| keys_in(value, found)),
        },
        Value::Array(items) => items.iter().for_each(|item| keys_in(item, found)),
        _ => {}
    }
}

/// Where each type travels, and which only beta operations use.
fn travels(
    edges: &BTreeMap<String, Vec<String>>,
    operations: &[Operation],
) -> (BTreeMap<String, Uses>, BTreeSet<String>) {
    let mut uses: BTreeMap<String, Uses> = BTreeMap::new();
    let mut stable = BTreeSet::new();
    for operation in operations {
        for (schema, used) in bodies(operation) {
            let mut waiting = Vec::new();
            keys_in(schema, &mut waiting);
            while let Some(key) = waiting.pop() {
                let known = uses.entry(key.clone()).or_default();
                let together = known.union(used);
                let newly_stable = !operation.beta && stable.insert(key.clone());
                if *known != together || newly_stable {
                    *known = together;
                    waiting.extend(edges.get(&key).into_iter().flatten().cloned());
                }
            }
        }
    }
    let betas = uses
        .keys()
        .filter(|key| !stable.contains(*key))
        .cloned()
        .collect();
    (uses, betas)
}

fn bodies(operation: &Operation) -> Vec<(&Value, Uses)> {
    let request = Uses {
        request: true,
        ..Uses::default()
    };
    let response = Uses {
        response: true,
        ..Uses::default()
    };
    let stream = Uses {
        stream: true,
        ..Uses::default()
    };
    let error = Uses {
        error: true,
        ..Uses::default()
    };
    let mut found: Vec<(&Value, Uses)> = operation
        .parameters
        .iter()
        .map(|parameter| (&parameter.schema, request))
        .collect();
    found.extend(operation.body.iter().map(|body| (&body.schema, request)));
    found.extend(
        operation
            .successes()
            .filter_map(|a| Some((&a.body.as_ref()?.schema, response))),
    );
    found.extend(
        operation
            .errors
            .iter()
            .filter_map(|a| Some((&a.body.as_ref()?.schema, error))),
    );
    found.extend(operation.stream.iter().map(|s| (&s.schema, stream)));
    found
}

/// Of each member of a union: the tags by which unions know it, and their values.
fn tags(
    drafts: &[Draft],
    aliases: &BTreeMap<String, Value>,
) -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
    let mut found: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    let target = |key: &String| aliases.get(key).and_then(key_of);
    // An alias of itself was refused.
    let behind = |key: &str| {
        let chain = std::iter::successors(Some(key.to_owned()), target).take(64);
        chain.last().unwrap_or_default()
    };
    for draft in drafts {
        if let DraftShape::Tagged { tag, variants } = &draft.shape {
            for variant in variants {
                found
                    .entry(behind(&variant.key))
                    .or_default()
                    .entry(tag.clone())
                    .or_default()
                    .extend(variant.values.iter().cloned());
            }
        }
    }
    found
}

/// Lists and maps of themselves, which no alias can be.
pub(crate) fn endless_aliases(model: &Model) -> Vec<Refusal> {
    let edges: BTreeMap<String, Vec<String>> = model
        .types
        .iter()
        .filter_map(|ty| match &ty.shape {
            Shape::Alias(schema) => {
                let mut found = Vec::new();
                keys_in(schema, &mut found);
                Some((ty.key.clone(), found))
            }
            _ => None,
        })
        .collect();
    let circles = circles::circles(&edges);
    let endless = |ty: &&Type| {
        edges.get(&ty.key).is_some_and(|held| {
            held.iter()
                .any(|key| circles.get(key.as_str()) == circles.get(ty.key.as_str()))
        })
    };
    let refusal = |ty: &Type| {
        let what = format!(
            "`{}` is a list or map of itself, with no object between",
            ty.name
        );
        let hint = "put an object with a property between, or take the reference away";
        Refusal::new(&ty.pointer, what, hint)
    };
    model.types.iter().filter(endless).map(refusal).collect()
}

/// Names that would be defined twice.
pub(crate) fn collisions(model: &Model) -> Vec<Refusal> {
    let mut seen: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut refused = Vec::new();
    for ty in &model.types {
        if let Some(first) = seen.insert((&ty.surface, &ty.name), &ty.pointer) {
            let what = format!("the type name `{}` is already taken by {first}", ty.name);
            let hint = "give one of them another `x-name`";
            refused.push(Refusal::new(&ty.pointer, what, hint));
        }
    }
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for operation in &model.operations {
        let stream = operation
            .stream
            .iter()
            .map(|_| format!("{}_stream", operation.name));
        let claimed = [
            operation.name.clone(),
            progenitor::slots_of_operation(operation),
        ];
        let taken = claimed
            .into_iter()
            .chain(stream)
            .find_map(|name| names.insert(name, &operation.pointer));
        if let Some(first) = taken {
            let what = format!(
                "the function name `{}`, or one like it, is already taken by {first}",
                operation.name
            );
            let hint = "give one of them another operationId";
            refused.push(Refusal::new(&operation.pointer, what, hint));
        }
    }
    refused
}

#[cfg(test)]
mod tests;
