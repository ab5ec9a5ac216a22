use serde_json::json;

use super::{object, of, to};
use crate::model::Limits;

#[test]
fn what_is_said_of_a_property() {
    let lifted = of(&json!({
        "A": {
            "type": "object",
            "required": ["kind", "next"],
            "x-may-be-missing": ["next"],
            "properties": {
                "kind": {"type": "string", "enum": ["a"], "description": " said "},
                "named": {"type": "string", "enum": ["a"], "x-name": "Named"},
                "next": to("B"),
                "late": {"type": "string", "x-may-be-missing": true, "deprecated": true, "example": "e"},
                "null": {"type": "boolean", "nullable": true, "default": null},
                "count": {"type": "integer", "default": 3},
            },
        },
        "B": {"type": "boolean", "nullable": true},
    }));
    let facts = |wire| {
        let property = lifted.property(wire);
        (
            property.required,
            property.nullable,
            property.may_be_missing,
            property.deprecated,
        )
    };
    assert_eq!(facts("kind"), (true, false, false, false));
    assert_eq!(facts("next"), (true, true, true, false));
    assert_eq!(facts("late"), (false, false, true, true));
    assert_eq!(facts("null"), (false, true, false, false));
    let kind = lifted.property("kind");
    assert_eq!(kind.constant.as_deref(), Some("a"));
    assert_eq!(kind.doc.as_deref(), Some("said"));
    assert_eq!(kind.schema, json!({"type": "string"}));
    let named = lifted.property("named");
    assert_eq!(
        (&named.constant, &named.schema),
        (&None, &to("Named")),
        "a name makes it an open enum"
    );
    assert_eq!(lifted.property("late").example, Some(json!("e")));
    assert_eq!(lifted.property("null").default, None);
    assert_eq!(lifted.property("count").default, Some(json!(3)));
    assert_eq!(
        lifted.property("count").place.to_string(),
        "/components/schemas/A/properties/count"
    );
}

#[test]
fn an_all_of_has_the_properties_of_its_parts_the_last_word_last() {
    let lifted = of(&json!({
        "A": {
            "allOf": [
                to("Base"),
                {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}},
            ],
            "required": ["c"],
            "properties": {"a": {"type": "integer"}, "c": {"type": "number"}},
        },
        "Base": {"type": "object", "required": ["a"], "properties": {
            "a": {"type": "string"}, "deep": object(&json!({"x": {"type": "boolean"}})),
        }},
    }));
    assert_eq!(
        lifted.outline(),
        [
            "A (A) at A: {a: integer/int64, deep: &ADeep, b: string, c: number}",
            "ADeep (ADeep) at Base/properties/deep: {x: boolean}",
            "Base (Base) at Base: {a: string, deep: &ADeep}",
        ]
    );
    let required = ["a", "deep", "b", "c"].map(|wire| lifted.property(wire).required);
    assert_eq!(required, [true, false, true, true]);
    assert_eq!(
        lifted.property("b").place.to_string(),
        "/components/schemas/A/allOf/1/properties/b"
    );
}

#[test]
fn what_stands_beside_properties_is_noted() {
    let lifted = of(&json!({"A": {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "additionalProperties": {"type": "integer"},
        "anyOf": [{"required": ["a"]}],
    }}));
    assert_eq!(
        lifted.notes,
        [
            "/components/schemas/A/additionalProperties: a schema for members beyond the named ones: they are kept in \
             `extra`, untyped (not in the output)",
            "/components/schemas/A/anyOf: `anyOf` beside properties: what it adds is kept in `extra` (not in the output)",
        ]
    );
}

#[test]
fn limits_are_those_of_the_value_its_items_and_what_it_refers_to() {
    let lifted = of(&json!({
        "A": object(&json!({
            "own": {"type": "string", "minLength": 1, "maxLength": 9},
            "referred": to("Percent"),
            "wrapped": {"allOf": [to("Percent")], "description": "d"},
            "list": {"type": "array", "maxItems": 4, "items": {"type": "array", "minItems": 2, "items": to("Percent")}},
            "map": {"additionalProperties": to("Percent"), "minProperties": 1},
            "named": to("Named"),
            "narrowed": {"allOf": [to("Percent"), {"maximum": 50}], "minimum": 10},
            "things": {"type": "array", "items": {"type": "object", "properties": {"a": {}}, "minProperties": 2}},
        })),
        "Percent": {"type": "integer", "minimum": 0, "exclusiveMinimum": true, "maximum": 100, "multipleOf": 5},
        "Named": {"type": "object", "properties": {"a": {"type": "string"}}, "maxProperties": 3},
    }));
    let percent = Limits {
        minimum: Some((0.0, true)),
        maximum: Some((100.0, false)),
        unchecked: vec![("multipleOf", json!(5))],
        ..Limits::default()
    };
    let each = |limits: Limits| Some(Box::new(limits));
    let rows = Limits {
        items: (Some(2), None),
        each: each(percent.clone()),
        ..Limits::default()
    };
    for (wire, expected) in [
        (
            "own",
            Limits {
                length: (Some(1), Some(9)),
                ..Limits::default()
            },
        ),
        ("referred", percent.clone()),
        ("wrapped", percent.clone()),
        (
            "narrowed",
            Limits {
                minimum: Some((10.0, false)),
                maximum: Some((50.0, false)),
                ..percent.clone()
            },
        ),
        (
            "list",
            Limits {
                items: (None, Some(4)),
                each: each(rows),
                ..Limits::default()
            },
        ),
        (
            "map",
            Limits {
                properties: (Some(1), None),
                each: each(percent),
                ..Limits::default()
            },
        ),
        // What has a type of its own is checked there.
        ("named", Limits::default()),
        ("things", Limits::default()),
    ] {
        assert_eq!(lifted.property(wire).limits, expected, "{wire}");
    }
    assert_eq!(
        lifted.notes,
        [
            "/components/schemas/A/properties/things/items/minProperties: minProperties: 2 (not in the output)",
            "/components/schemas/Named/maxProperties: maxProperties: 3 (not in the output)",
        ]
    );
}

#[test]
fn limits_that_no_value_meets_are_refused() {
    let within = |low: i64, high: i64| {
        let limited = json!({"type": "integer", "minimum": low, "maximum": high});
        of(&json!({"A": object(&json!({"a": limited}))})).problems
    };
    assert_eq!(within(3, 3), [""; 0]);
    assert_eq!(
        within(4, 3),
        ["/components/schemas/A/properties/a: no value is at least 4 and at most 3"]
    );
}
