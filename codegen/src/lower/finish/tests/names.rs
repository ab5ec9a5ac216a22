//! Names that fall together, and aliases without an end.

use serde_json::{Value, json};

use super::{collisions, endless_aliases, exchange, settle, to};

#[test]
fn fields_that_fall_together_are_numbered() {
    let settled = exchange(&json!({
        "Sent": {"type": "object", "properties": {
            "a-b": {"type": "string"}, "a_b": {"type": "string"}, "aB": {"type": "string"}, "a_b_2": {"type": "string"}, "extra": {"type": "string"},
        }},
        "Got": {"type": "object"},
    }));
    let names: Vec<(&str, &str)> = settled
        .fields("Sent")
        .iter()
        .map(|field| (field.wire.as_str(), field.name.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("a-b", "a_b"),
            ("a_b", "a_b_2"),
            ("aB", "a_b_3"),
            ("a_b_2", "a_b_2_2"),
            ("extra", "extra_"),
        ]
    );
}

fn refusals(document: &Value) -> Vec<String> {
    let refusals = collisions(&settle(document).model);
    refusals
        .into_iter()
        .map(|refusal| format!("{}: {}", refusal.pointer, refusal.what))
        .collect()
}

#[test]
fn two_types_of_one_name_are_refused() {
    let named = |name: &str| json!({"type": "object", "x-name": name});
    let document = |second: &str| json!({"components": {"schemas": {"A": named("Thing"), "B": named(second), "C": named("Other")}}});
    assert_eq!(refusals(&document("Thing2")), [""; 0]);
    assert_eq!(
        refusals(&document("Thing")),
        ["/components/schemas/B: the type name `Thing` is already taken by /components/schemas/A"]
    );
}

#[test]
fn two_functions_of_one_name_are_refused_and_so_is_that_of_a_stream() {
    let stream = json!({"200": {"content": {"text/event-stream": {"schema": {"type": "object"}}}}});
    let document = |second: &str, responses: &Value| {
        json!({"paths": {
            "/a": {"get": {"operationId": "list", "responses": responses}},
            "/b": {"get": {"operationId": second, "responses": {}}},
        }})
    };
    assert_eq!(refusals(&document("listAll", &stream)), [""; 0]);
    assert_eq!(refusals(&document("listStream", &json!({}))), [""; 0]);
    for (second, name) in [("List", "list"), ("listStream", "list_stream")] {
        assert_eq!(
            refusals(&document(second, &stream)),
            [format!(
                "/paths/~1b/get: the function name `{name}`, or one like it, is already taken by /paths/~1a/get"
            )]
        );
    }
}

#[test]
fn a_list_or_map_of_itself_is_refused_and_one_through_an_object_is_not() {
    let list = |items: Value| json!({"type": "array", "items": items});
    let settled = settle(&json!({"components": {"schemas": {
        "Self": list(to("Self")),
        "First": list(to("Second")),
        "Second": {"type": "object", "additionalProperties": to("First")},
        "Holder": list(to("First")),
        "Fine": list(to("Thing")),
        "Thing": {"type": "object", "properties": {"list": to("Fine")}},
        "Tried": {"oneOf": [list(to("Tried")), list(json!({"type": "string"}))]},
    }}}));
    let places: Vec<String> = endless_aliases(&settled.model)
        .into_iter()
        .map(|refusal| refusal.pointer)
        .collect();
    assert_eq!(
        places,
        [
            "/components/schemas/Self",
            "/components/schemas/First",
            "/components/schemas/Second"
        ]
    );
}
