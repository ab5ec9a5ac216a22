mod names;
mod presence;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::lower::lift::Lift;
use crate::lower::operations;

/// What settling all types of a document comes to.
struct Settled {
    model: Model,
    notes: Vec<String>,
}

fn settle(document: &Value) -> Settled {
    let none = BTreeMap::new();
    let mut lift = Lift::new(document, &none);
    lift.components();
    let operations = operations::lower(document, &mut lift);
    assert!(lift.refused.is_empty());
    let mut notes = Vec::new();
    let types = types(std::mem::take(&mut lift.drafts), &operations, &mut notes);
    let model = Model {
        title: String::new(),
        version: String::new(),
        description: None,
        surface_docs: BTreeMap::default(),
        servers: Vec::new(),
        security: Vec::new(),
        types,
        operations,
    };
    let notes = notes.iter().map(ToString::to_string).collect();
    Settled { model, notes }
}

impl Settled {
    fn ty(&self, name: &str) -> &Type {
        let found = self.model.types.iter().find(|ty| ty.name == name);
        found.unwrap()
    }

    fn fields(&self, name: &str) -> &[Field] {
        match &self.ty(name).shape {
            Shape::Object(fields) => fields,
            _ => panic!("{name} is no object"),
        }
    }

    /// The fields of an object and whether they are there, in its order.
    fn presence(&self, name: &str) -> Vec<(&str, Presence)> {
        let fields = self.fields(name).iter();
        fields
            .map(|field| (field.wire.as_str(), field.presence))
            .collect()
    }

    /// The fields that stand behind a pointer, as `Type.field`.
    fn boxed(&self) -> Vec<String> {
        let objects = self.model.types.iter().filter_map(|ty| match &ty.shape {
            Shape::Object(fields) => Some((ty, fields)),
            _ => None,
        });
        let all = objects.flat_map(|(ty, fields)| fields.iter().map(move |field| (ty, field)));
        all.filter(|(_, field)| field.boxed)
            .map(|(ty, field)| format!("{}.{}", ty.name, field.wire))
            .collect()
    }
}

fn to(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// An object that requires all that it has.
fn whole(properties: &Value) -> Value {
    let names: Vec<&String> = properties.as_object().unwrap().keys().collect();
    json!({"type": "object", "required": names, "properties": properties})
}

fn body(schema: &Value) -> Value {
    json!({"content": {"application/json": {"schema": schema}}})
}

/// A document of one operation, which is sent `Sent` and sends back `Got`.
fn exchange(schemas: &Value) -> Settled {
    settle(&json!({
        "paths": {"/a": {"post": {
            "operationId": "go",
            "requestBody": body(&to("Sent")),
            "responses": {"200": body(&to("Got"))},
        }}},
        "components": {"schemas": schemas},
    }))
}

const REQUEST: Uses = Uses {
    request: true,
    response: false,
    stream: false,
    error: false,
    tried: false,
};

const RESPONSE: Uses = Uses {
    request: false,
    response: true,
    ..REQUEST
};

#[test]
fn a_type_travels_where_what_holds_it_travels() {
    let settled = settle(&json!({
        "paths": {"/a": {"post": {
            "operationId": "go",
            "parameters": [{"name": "order", "in": "query", "schema": to("Order")}],
            "requestBody": body(&to("Sent")),
            "responses": {
                "200": {"content": {
                    "application/json": {"schema": to("Got")},
                    "text/event-stream": {"schema": to("Event")},
                }},
                "404": body(&to("Problem")),
            },
        }}},
        "components": {"schemas": {
            "Order": {"type": "string", "enum": ["up", "down"]},
            "Sent": {"type": "object", "properties": {"list": {"type": "array", "items": to("Shared")}, "order": to("Order")}},
            "Got": {"type": "object", "properties": {"map": {"type": "object", "additionalProperties": to("Shared")}}},
            "Event": {"oneOf": [to("Start"), to("End")]},
            "Start": whole(&json!({"type": {"type": "string", "enum": ["start"]}, "again": to("Got")})),
            "End": whole(&json!({"type": {"type": "string", "enum": ["end"]}})),
            "Problem": {"type": "object", "properties": {"why": to("Why")}},
            "Why": {"type": "object", "properties": {"why": to("Why")}},
            "Shared": {"type": "object", "properties": {"a": {"type": "string"}}},
            "Unused": {"type": "object", "properties": {"a": {"type": "string"}}},
        }},
    }));
    let stream = Uses {
        request: false,
        stream: true,
        ..REQUEST
    };
    let error = Uses {
        request: false,
        error: true,
        ..REQUEST
    };
    let travels: Vec<(&str, Uses)> = settled
        .model
        .types
        .iter()
        .map(|ty| (ty.name.as_str(), ty.uses))
        .collect();
    assert_eq!(
        travels,
        [
            ("Order", REQUEST),
            ("Sent", REQUEST),
            ("Got", RESPONSE.union(stream)),
            ("Event", stream),
            ("Start", stream),
            ("End", stream),
            ("Problem", error),
            ("Why", error),
            ("Shared", REQUEST.union(RESPONSE).union(stream)),
            ("Unused", Uses::default()),
        ]
    );
}

#[test]
fn a_type_is_beta_that_only_beta_operations_use() {
    let operation = |id: &str, beta: bool, schema: &Value| {
        json!({"post": {
            "operationId": id, "x-beta": beta, "requestBody": body(schema), "responses": {},
        }})
    };
    let held = json!({"type": "object", "properties": {"a": to("Shared")}});
    for paths in [
        json!({"/a": operation("a", true, &to("New")), "/b": operation("b", false, &to("Old"))}),
        json!({"/b": operation("b", false, &to("Old")), "/a": operation("a", true, &to("New"))}),
    ] {
        let settled = settle(&json!({
            "paths": paths,
            "components": {"schemas": {
                "New": held, "Old": held, "Unused": held,
                "Shared": {"type": "object", "properties": {"deep": to("Deep")}},
                "Deep": {"type": "object", "properties": {"a": {"type": "string"}}},
            }},
        }));
        let betas: Vec<&str> = settled
            .model
            .types
            .iter()
            .filter(|ty| ty.beta)
            .map(|ty| ty.name.as_str())
            .collect();
        assert_eq!(betas, ["New"]);
    }
}

#[test]
fn what_holds_itself_stands_behind_a_pointer() {
    let settled = exchange(&json!({
        "Sent": {"type": "object", "properties": {
            "once": to("Leaf"), "self": to("Sent"), "list": {"type": "array", "items": to("Sent")}, "union": to("Either"),
        }},
        "Either": {"oneOf": [to("Sent"), {"type": "string"}]},
        "Got": {"type": "object", "properties": {"other": to("Other"), "alias": to("Alias")}},
        "Other": {"type": "object", "properties": {"map": {"type": "object", "additionalProperties": to("Got")}, "leaf": to("Leaf")}},
        "Alias": to("Got"),
        "Leaf": {"type": "object", "properties": {"a": {"type": "string"}}},
    }));
    assert_eq!(settled.boxed(), ["Sent.self", "Sent.union", "Got.alias"]);
}

#[test]
fn what_a_field_does_not_say_is_noted() {
    let settled = exchange(&json!({
        "Sent": whole(&json!({
            "kind": {"type": "string", "enum": ["a"]},
            "count": {"type": "integer", "default": 3, "minimum": 1, "maximum": 9},
            "plain": {"type": "string", "nullable": true, "default": null},
        })),
        "Got": {"type": "object"},
    }));
    assert_eq!(
        settled.notes,
        [
            "/components/schemas/Sent/properties/kind/enum: always \"a\" (in the signatures)",
            "/components/schemas/Sent/properties/count/default: default 3 (in the docs)",
            "/components/schemas/Sent/properties/count: at least 1; at most 9 (in validate() and the docs)",
        ]
    );
}
