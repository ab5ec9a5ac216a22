//! Which fields a struct always holds.

use serde_json::{Value, json};

use super::Presence::{Fixed, Nullable, Optional, Required};
use super::{exchange, settle, to, whole};

/// An object with a property of each kind, some of them required.
fn each() -> Value {
    json!({
        "type": "object",
        "required": ["text", "null", "late", "list", "any", "constant", "choice", "struct", "union", "alias"],
        "properties": {
            "text": {"type": "string"},
            "absent": {"type": "string"},
            "null": {"type": "string", "nullable": true},
            "late": {"type": "string", "x-may-be-missing": true},
            "list": {"type": "array", "items": {"type": "string"}},
            "any": {},
            "constant": {"type": "string", "enum": ["a"]},
            "another": {"type": "string", "enum": ["b"]},
            "choice": to("Choice"),
            "struct": to("Struct"),
            "union": to("Union"),
            "alias": to("Alias"),
        },
    })
}

fn schemas() -> Value {
    json!({
        "Choice": {"type": "string", "enum": ["a", "b"]},
        "Struct": {"type": "object", "properties": {"a": {"type": "string"}}},
        "Union": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "Alias": {"type": "array", "items": {"type": "string"}},
        "Sent": each(),
        "Got": each(),
    })
}

#[test]
fn a_request_holds_what_the_document_requires() {
    let settled = exchange(&schemas());
    assert_eq!(
        settled.presence("Sent"),
        [
            ("text", Required),
            ("absent", Optional),
            ("null", Nullable),
            ("late", Optional),
            ("list", Required),
            // Null is one of what it may be.
            ("any", Nullable),
            ("constant", Fixed),
            ("another", Optional),
            ("choice", Required),
            ("struct", Required),
            ("union", Required),
            ("alias", Required),
        ]
    );
}

/// What servers leave out has to be there all the same, or to be optional.
#[test]
fn a_response_holds_of_that_what_can_be_empty() {
    let settled = exchange(&schemas());
    assert_eq!(
        settled.presence("Got"),
        [
            ("text", Required),
            ("absent", Optional),
            ("null", Optional),
            ("late", Optional),
            ("list", Required),
            ("any", Optional),
            ("constant", Optional),
            ("another", Optional),
            ("choice", Optional),
            ("struct", Required),
            ("union", Optional),
            ("alias", Optional),
        ]
    );
    let requires = settled
        .fields("Got")
        .iter()
        .filter(|field| field.document_requires);
    assert_eq!(requires.count(), 10, "as the document has it");
}

#[test]
fn what_goes_both_ways_is_read_as_a_response() {
    let mut schemas = schemas();
    schemas["Got"] = to("Sent");
    let settled = exchange(&schemas);
    let [.., union, alias] = &settled.presence("Sent")[..] else {
        panic!("no fields");
    };
    assert_eq!((union, alias), (&("union", Optional), &("alias", Optional)));
}

#[test]
fn what_only_errors_hold_is_read_strictly() {
    let settled = settle(&json!({
        "paths": {"/a": {"post": {"operationId": "go", "responses": {"400": super::body(&to("Got"))}}}},
        "components": {"schemas": schemas()},
    }));
    assert_eq!(settled.presence("Got")[8], ("choice", Required));
}

#[test]
fn the_tag_of_a_union_is_always_sent_even_in_a_response() {
    let member = |kind: &str| {
        whole(&json!({
            "kind": {"type": "string", "enum": [kind]}, "same": {"type": "string", "enum": ["s"]}, "text": {"type": "string"},
        }))
    };
    let settled = exchange(&json!({
        "Sent": {"type": "object"},
        "Got": {"oneOf": [to("First"), to("Second")]},
        "First": member("a"),
        "Second": member("b"),
    }));
    for name in ["First", "Second"] {
        assert_eq!(
            settled.presence(name),
            [("kind", Fixed), ("same", Optional), ("text", Required)]
        );
    }
}

/// Read leniently, the first would take every object.
#[test]
fn members_that_are_tried_in_turn_are_told_apart_by_what_they_require() {
    let settled = exchange(&json!({
        "Sent": {"type": "object"},
        "Got": whole(&json!({"either": to("Either"), "first": to("First")})),
        "Either": {"oneOf": [to("First"), to("Second")]},
        "First": whole(&json!({"choice": to("Choice")})),
        "Second": whole(&json!({"other": to("Choice")})),
        "Choice": {"type": "string", "enum": ["a", "b"]},
    }));
    assert_eq!(settled.presence("First"), [("choice", Required)]);
    assert_eq!(settled.presence("Second"), [("other", Required)]);
    assert!(settled.ty("First").uses.tried && !settled.ty("Either").uses.tried);
    // There is no empty one of them, so that what holds them does not require them.
    assert_eq!(
        settled.presence("Got"),
        [("either", Optional), ("first", Optional)]
    );
}

#[test]
fn there_is_no_empty_one_of_what_holds_itself() {
    let settled = exchange(&json!({
        "Sent": {"type": "object"},
        "Got": whole(&json!({"again": to("Got"), "other": to("Other")})),
        "Other": whole(&json!({"text": {"type": "string"}})),
    }));
    assert_eq!(
        settled.presence("Got"),
        [("again", Optional), ("other", Required)]
    );
}
