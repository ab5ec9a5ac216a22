//! The document that progenitor is told: for each type that is printed by us, a struct with a property for every Rust type it needs.

use serde_json::{Map, Value, json};

use super::Refusal;
use super::files::FILE;
use crate::model::{Model, Operation, Shape};

/// The slot of the type that an alias stands for.
pub(crate) const ALIASED: &str = "aliased";

/// The struct that holds the types of a union's variants. No key has `Slots` in it.
#[must_use]
pub(crate) fn slots_of_type(key: &str) -> String {
    format!("{key}Slots")
}

/// The struct that holds the types of an operation's parameters and bodies.
#[must_use]
pub(crate) fn slots_of_operation(operation: &Operation) -> String {
    format!(
        "{}SlotsOfOperation",
        crate::names::canonical(&operation.name)
    )
}

pub(crate) fn document(model: &Model) -> Result<openapiv3::OpenAPI, Refusal> {
    let mut schemas = Map::new();
    schemas.insert(FILE.to_owned(), json!({"type": "string"}));
    for ty in &model.types {
        match &ty.shape {
            Shape::Object(fields) => {
                let slots = fields
                    .iter()
                    .map(|field| (field.wire.clone(), field.schema.clone()));
                schemas.insert(ty.key.clone(), structure(slots));
            }
            Shape::OpenEnum(_) | Shape::Tagged { .. } => {
                schemas.insert(ty.key.clone(), json!({"type": "string"}));
            }
            Shape::ByType { variants, .. } => {
                schemas.insert(ty.key.clone(), json!({"type": "string"}));
                let slots = variants
                    .iter()
                    .map(|variant| (variant.name.clone(), variant.schema.clone()));
                schemas.insert(slots_of_type(&ty.key), structure(slots));
            }
            Shape::Alias(schema) => {
                schemas.insert(ty.key.clone(), schema.clone());
                let slot = (ALIASED.to_owned(), schema.clone());
                schemas.insert(slots_of_type(&ty.key), structure([slot]));
            }
            // `anyOf` becomes a struct of optional parts in progenitor, which is right for no document seen so far.
            Shape::Untagged(members) => {
                let members: Vec<&Value> = members.iter().map(|member| &member.schema).collect();
                schemas.insert(ty.key.clone(), json!({"oneOf": members}));
            }
        }
    }
    for operation in &model.operations {
        schemas.insert(
            slots_of_operation(operation),
            structure(operation_slots(operation)),
        );
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": model.title, "version": model.version},
        "paths": {},
        "components": {"schemas": schemas},
    });
    serde_json::from_value(document).map_err(|error| {
        let what = format!("the document cannot be read as OpenAPI 3.0: {error}");
        Refusal::new("", what, "mend the place it names")
    })
}

/// The types that an operation needs, by a name for each.
pub(crate) fn operation_slots(operation: &Operation) -> Vec<(String, Value)> {
    let parameters = operation
        .parameters
        .iter()
        .enumerate()
        .map(|(n, p)| (format!("parameter_{n}"), p.schema.clone()));
    let body = operation
        .body
        .iter()
        .map(|body| ("body".to_owned(), body.schema.clone()));
    let responses = operation.responses().filter_map(|a| {
        Some((
            format!("response_{}", a.status),
            a.body.as_ref()?.schema.clone(),
        ))
    });
    let event = operation
        .stream
        .iter()
        .map(|stream| ("event".to_owned(), stream.schema.clone()));
    parameters
        .chain(body)
        .chain(responses)
        .chain(event)
        .collect()
}

fn structure(slots: impl IntoIterator<Item = (String, Value)>) -> Value {
    let properties: Map<String, Value> = slots.into_iter().collect();
    let required: Vec<&String> = properties.keys().collect();
    if properties.is_empty() {
        // An object without properties is a map to progenitor; a struct that nobody prints keeps the name.
        return json!({"type": "object", "properties": {"none": {"type": "string"}}, "required": ["none"]});
    }
    json!({"type": "object", "properties": properties, "required": required})
}
