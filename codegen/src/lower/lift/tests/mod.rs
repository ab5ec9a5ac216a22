mod properties;
mod unions;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;

/// What lifting all components of a document comes to.
struct Lifted {
    drafts: Vec<Draft>,
    notes: Vec<String>,
    problems: Vec<String>,
}

/// Lifts a document that has these components and nothing else.
fn of(schemas: &Value) -> Lifted {
    let (document, none) = (json!({"components": {"schemas": schemas}}), BTreeMap::new());
    let mut lift = Lift::new(&document, &none);
    lift.components();
    lift.finish();
    let problem = |refusal: &Refusal| format!("{}: {}", refusal.pointer, refusal.what);
    Lifted {
        notes: lift.notes.iter().map(ToString::to_string).collect(),
        problems: lift.refused.iter().map(problem).collect(),
        drafts: lift.drafts,
    }
}

impl Lifted {
    /// A line a draft: name, key, place and shape.
    fn outline(&self) -> Vec<String> {
        assert_eq!(self.problems, [""; 0]);
        let line = |draft: &Draft| {
            let at = draft.place.to_string();
            let at = at.strip_prefix("/components/schemas/").unwrap_or(&at);
            format!("{} ({}) at {at}: {}", draft.name, draft.key, shape(draft))
        };
        self.drafts.iter().map(line).collect()
    }

    fn property(&self, wire: &str) -> &Property {
        let DraftShape::Object(properties) = &self.drafts[0].shape else {
            panic!("no object");
        };
        let found = properties.iter().find(|property| property.wire == wire);
        found.unwrap()
    }
}

fn shape(draft: &Draft) -> String {
    let values = |values: &[EnumValue]| {
        let each = values.iter().map(|v| format!("{}={}", v.name, v.wire));
        each.collect::<Vec<_>>().join(" ")
    };
    match &draft.shape {
        DraftShape::Object(properties) => {
            let each = properties
                .iter()
                .map(|p| format!("{}: {}", p.wire, told(&p.schema)));
            format!("{{{}}}", each.collect::<Vec<_>>().join(", "))
        }
        DraftShape::OpenEnum(listed) => format!("enum {}", values(listed)),
        DraftShape::Tagged { tag, variants } => {
            let each = variants
                .iter()
                .map(|v| format!("{}={} &{}", v.name, v.values.join("|"), v.key));
            format!("by {tag}: {}", each.collect::<Vec<_>>().join(", "))
        }
        DraftShape::ByType { strings, variants } => {
            let each = variants
                .iter()
                .map(|v| format!("{} {:?} {}", v.name, v.json, told(&v.schema)));
            let each = each.collect::<Vec<_>>().join(", ");
            format!("by type [{}] {each}", values(strings))
        }
        DraftShape::Alias(schema) => format!("as {}", told(schema)),
        DraftShape::Untagged(members) => {
            let members: Vec<&Value> = members.iter().map(|member| &member.schema).collect();
            format!("as {}", told(&json!({"oneOf": members})))
        }
    }
}

/// A schema as progenitor is told it, short: `&Key`, `[item]`, `{*: value}`, `integer/int64`.
fn told(schema: &Value) -> String {
    if let Some(key) = key_of(schema) {
        return format!("&{key}");
    }
    if let Some(items) = schema.get("items") {
        return format!("[{}]", told(items));
    }
    if let Some(values) = schema.get("additionalProperties") {
        return format!("{{*: {}}}", told(values));
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some(name), Some(format)) => format!("{name}/{format}"),
        (Some(name), None) => name.to_owned(),
        _ => schema.to_string(),
    }
}

fn object(properties: &Value) -> Value {
    json!({"type": "object", "properties": properties})
}

fn to(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// The slot of a schema that needs no name, and what was noted of it.
fn slot(schema: &Value) -> (String, Vec<String>) {
    let (document, none) = (json!({}), BTreeMap::new());
    let mut lift = Lift::new(&document, &none);
    let slot = lift.slot(schema, &Place::root().key("here"), "Thing", "types");
    assert_eq!((lift.drafts.len(), lift.refused.len()), (0, 0), "{schema}");
    let notes = lift.notes.iter().map(ToString::to_string).collect();
    (told(&slot), notes)
}

#[test]
fn what_needs_no_name_stays_in_its_place() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    for (schema, expected) in [
        (json!({}), "{}"),
        (json!({"type": "boolean"}), "boolean"),
        (json!({"type": "number", "minimum": 0}), "number"),
        (json!({"type": "integer"}), "integer/int64"),
        (json!({"type": "integer", "minimum": -1}), "integer/int64"),
        (json!({"type": "integer", "minimum": 0}), "integer/uint64"),
        (
            json!({"type": "integer", "format": "uint8"}),
            "integer/uint8",
        ),
        (
            json!({"type": "integer", "format": "uint8", "maximum": 9}),
            "integer/int64",
        ),
        (json!({"type": "string", "nullable": true}), "string"),
        (json!({"type": "object"}), "object"),
        (
            json!({"type": "object", "additionalProperties": true}),
            "object",
        ),
        (json!({"additionalProperties": {}}), "object"),
        (json!({"additionalProperties": list}), "{*: [string]}"),
        (
            json!({"allOf": [{"description": "d"}, {"type": "boolean"}]}),
            "boolean",
        ),
        (json!({"oneOf": [{"type": "boolean"}]}), "boolean"),
    ] {
        assert_eq!(slot(&schema), (expected.to_owned(), vec![]), "{schema}");
    }
}

#[test]
fn what_a_slot_does_not_say_is_noted() {
    let items = json!({"type": "array", "items": {"type": "boolean", "enum": [true]}});
    let numbers = json!({"enum": [1, 2]});
    for (schema, expected, notes) in [
        (
            items,
            "[boolean]",
            vec!["/here/items/enum: enum: [true] (not in the output)"],
        ),
        (
            numbers,
            "{}",
            vec!["/here/enum: enum: [1,2] (not in the output)"],
        ),
    ] {
        let notes = notes.into_iter().map(str::to_owned).collect();
        assert_eq!(slot(&schema), (expected.to_owned(), notes));
    }
}

#[test]
fn an_inline_schema_is_named_as_it_says_or_after_its_place() {
    let lifted = of(&json!({"Order": object(&json!({
        "state": {"type": "string", "enum": ["open", "closed"]},
        "items": {"type": "array", "items": object(&json!({"count": {"type": "integer"}}))},
        "notes": {"additionalProperties": object(&json!({"text": {"type": "string"}}))},
        "buyer": {"type": "object", "properties": {"name": {"type": "string"}}, "x-name": "Person"},
    }))}));
    assert_eq!(
        lifted.outline(),
        [
            "Order (Order) at Order: {state: &OrderState, items: [&OrderItem], notes: {*: &OrderNotesValue}, buyer: &Person}",
            "OrderState (OrderState) at Order/properties/state: enum Open=open Closed=closed",
            "OrderItem (OrderItem) at Order/properties/items/items: {count: integer/int64}",
            "OrderNotesValue (OrderNotesValue) at Order/properties/notes/additionalProperties: {text: string}",
            "Person (Person) at Order/properties/buyer: {name: string}",
        ]
    );
}

#[test]
fn items_are_named_in_the_singular() {
    for (list, item) in [
        ("Tools", "Tool"),
        ("Entries", "Entry"),
        ("Address", "AddressItem"),
        ("Data", "DataItem"),
        ("Ies", "IesItem"),
        ("As", "AsItem"),
        ("Addresses", "Address"),
        ("Matches", "Match"),
        ("Caches", "Cache"),
        ("Indexes", "Index"),
        ("Statuses", "Status"),
        ("Status", "StatusItem"),
        ("Databases", "Database"),
    ] {
        assert_eq!(singular(list), item);
    }
}

#[test]
fn a_name_that_a_component_has_is_numbered() {
    let lifted = of(&json!({
        "Order": object(&json!({"state": {"type": "string", "enum": ["a"], "x-name": "State"}, "kind": {"enum": ["b", "c"]}})),
        "OrderKind": object(&json!({"a": {"type": "string"}})),
        "order": object(&json!({"b": {"type": "string"}})),
    }));
    assert_eq!(
        lifted.outline(),
        [
            "Order (Order) at Order: {state: &State, kind: &OrderKind2}",
            "State (State) at Order/properties/state: enum A=a",
            "OrderKind2 (OrderKind2) at Order/properties/kind: enum B=b C=c",
            "OrderKind (OrderKind) at OrderKind: {a: string}",
            "Order2 (Order2) at order: {b: string}",
        ]
    );
}

#[test]
fn one_name_for_one_schema_whatever_is_said_of_it_at_its_places() {
    let stop = |description: &str| {
        json!({
            "x-name": "Stop", "description": description, "nullable": description.len() > 1,
            "type": "object", "properties": {"description": {"type": "string", "example": description}},
        })
    };
    let mut other = stop("b");
    let same = of(&json!({"A": object(&json!({"x": stop("b"), "y": stop("cc")}))}));
    assert_eq!(
        same.outline(),
        [
            "A (A) at A: {x: &Stop, y: &Stop}",
            "Stop (Stop) at A/properties/x: {description: string}",
        ]
    );
    // A property that is called like a keyword makes a difference all the same.
    other["properties"] = json!({"example": {"type": "string"}});
    let different = of(&json!({"A": object(&json!({"x": stop("b"), "y": other}))}));
    assert_eq!(
        different.problems,
        [
            "/components/schemas/A/properties/y: two different schemas bear the name `Stop`: this one and that at \
             /components/schemas/A/properties/x; they differ in /properties/description"
        ]
    );
}

#[test]
fn x_same_as_is_the_schema_of_that_name_before_or_behind_it() {
    let lifted = of(&json!({"A": object(&json!({
        "before": {"x-same-as": "Stop"},
        "stop": {"x-name": "Stop", "enum": ["a", "b"]},
        "behind": {"x-same-as": "Stop"},
    }))}));
    assert_eq!(
        lifted.outline(),
        [
            "A (A) at A: {before: &Stop, stop: &Stop, behind: &Stop}",
            "Stop (Stop) at A/properties/stop: enum A=a B=b",
        ]
    );
    let nowhere = of(&json!({"A": object(&json!({"a": {"x-same-as": "Nowhere"}}))}));
    assert_eq!(
        nowhere.problems,
        [
            "/components/schemas/A/properties/a: `x-same-as: Nowhere` names no schema of the surface `types`"
        ]
    );
}

#[test]
fn a_deep_reference_is_lifted_from_where_it_leads_once() {
    let deep = json!({"$ref": "#/components/schemas/B/properties/a~1b"});
    let lifted = of(&json!({
        "A": object(&json!({"first": deep, "second": deep})),
        "B": object(&json!({"a/b": object(&json!({"n": {"type": "number"}}))})),
    }));
    assert_eq!(
        lifted.outline(),
        [
            "A (A) at A: {first: &AFirst, second: &AFirst}",
            "AFirst (AFirst) at B/properties/a~1b: {n: number}",
            "B (B) at B: {a/b: &AFirst}",
        ]
    );
}

#[test]
fn a_component_that_is_a_reference_a_scalar_or_a_list_is_an_alias() {
    let lifted = of(&json!({
        "A": to("C"),
        "B": {"allOf": [to("C")], "description": "d"},
        "C": {"type": "integer", "minimum": 1},
        "D": {"type": "array", "items": to("A")},
    }));
    assert_eq!(
        lifted.outline(),
        [
            "A (A) at A: as &C",
            "B (B) at B: as &C",
            "C (C) at C: as integer/uint64",
            "D (D) at D: as [&A]",
        ]
    );
}
