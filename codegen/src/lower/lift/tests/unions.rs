use serde_json::{Value, json};

use super::{object, of, to};

fn constant(tag: &str, more: &Value) -> Value {
    let mut properties = json!({"kind": {"type": "string", "enum": [tag]}});
    let more = more.as_object().unwrap().clone();
    properties.as_object_mut().unwrap().extend(more);
    json!({"type": "object", "required": ["kind"], "properties": properties})
}

#[test]
fn members_with_a_constant_of_their_own_are_tagged_by_it() {
    let mut named = constant("b-c", &json!({}));
    named["x-variant"] = json!("Other");
    let lifted = of(&json!({
        "U": {"anyOf": [to("First"), constant("b", &json!({"n": {"type": "number"}})), named, constant("unknown", &json!({}))]},
        "First": constant("a", &json!({})),
    }));
    assert_eq!(
        lifted.outline(),
        [
            "U (U) at U: by kind: A=a &First, B=b &Ub, Other=b-c &UOther, Unknown2=unknown &UUnknown2",
            "UB (Ub) at U/anyOf/1: {kind: string, n: number}",
            "UOther (UOther) at U/anyOf/2: {kind: string}",
            "UUnknown2 (UUnknown2) at U/anyOf/3: {kind: string}",
            "First (First) at First: {kind: string}",
        ]
    );
}

#[test]
fn a_discriminator_maps_values_to_members() {
    let lifted = of(&json!({
        "U": {
            "oneOf": [to("Cat"), to("Dog")],
            "discriminator": {"propertyName": "pet", "mapping": {"meow": "#/components/schemas/Cat"}},
        },
        "Cat": object(&json!({"pet": {"type": "string"}})),
        "Dog": object(&json!({"pet": {"type": "string"}})),
    }));
    assert_eq!(
        lifted.outline()[0],
        "U (U) at U: by pet: Meow=meow &Cat, Dog=Dog &Dog"
    );
}

#[test]
fn members_of_different_json_types_are_told_apart_by_them() {
    let lifted = of(&json!({
        "Stop": {"oneOf": [
            {"type": "string", "description": "One."},
            {"type": "array", "maxItems": 4, "items": {"type": "string"}, "x-variant": "Many"},
        ]},
        "Choice": {"oneOf": [
            {"type": "string", "enum": ["none", "object"]},
            {"type": "object", "properties": {"name": {"type": "string"}}},
            {"type": "integer", "minimum": 0},
        ]},
    }));
    assert_eq!(
        lifted.outline(),
        [
            "Stop (Stop) at Stop: by type [] Text String string, Many Array [string]",
            "Choice (Choice) at Choice: by type [None=none Object=object] Object2 Object &ChoiceObject2, Integer Integer integer/uint64",
            "ChoiceObject2 (ChoiceObject2) at Choice/oneOf/1: {name: string}",
        ]
    );
    let super::DraftShape::ByType { variants, .. } = &lifted.drafts[0].shape else {
        panic!("not by type");
    };
    assert_eq!(variants[0].doc.as_deref(), Some("One."));
    assert_eq!(variants[1].limits.items, (None, Some(4)));
}

#[test]
fn strings_of_any_member_are_one_open_enum() {
    let lifted = of(&json!({"Model": {"anyOf": [
        {"type": "string"},
        {"type": "string", "enum": ["a", "b"], "x-enum-descriptions": {"b": "The second."}},
    ]}}));
    assert_eq!(lifted.outline(), ["Model (Model) at Model: enum A=a B=b"]);
    let super::DraftShape::OpenEnum(values) = &lifted.drafts[0].shape else {
        panic!("no enum");
    };
    let docs: Vec<Option<&str>> = values.iter().map(|value| value.doc.as_deref()).collect();
    assert_eq!(docs, [None, Some("The second.")]);
}

#[test]
fn members_that_nothing_tells_apart_are_tried_in_turn() {
    let lifted = of(&json!({
        "U": {"anyOf": [to("A"), to("B"), to("Alias"), {"type": "integer"}]},
        "A": object(&json!({"a": {"type": "string"}})),
        "B": object(&json!({"b": {"type": "string"}})),
        "Alias": {"allOf": [to("A")]},
    }));
    assert_eq!(
        lifted.outline()[0],
        r##"U (U) at U: as {"oneOf":[{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"},{"type":"integer","format":"int64"}]}"##
    );
    assert_eq!(
        lifted.notes,
        [
            "/components/schemas/U/anyOf: members that nothing tells apart: an untagged enum that tries them in turn (not in the output)"
        ]
    );
}

#[test]
fn one_member_under_several_names_is_no_union() {
    let lifted = of(&json!({
        "U": {"anyOf": [to("A"), {"allOf": [to("A")], "description": "d"}]},
        "A": object(&json!({"a": {"type": "string"}})),
    }));
    assert_eq!(
        lifted.outline(),
        ["U (U) at U: as &A", "A (A) at A: {a: string}"]
    );
    assert_eq!(lifted.notes, [""; 0]);
}
