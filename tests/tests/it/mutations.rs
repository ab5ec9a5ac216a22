//! Every position of every answer, spoilt in every way that servers are known to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::compare::{difference, without_nulls};
use crate::document::{Schema, Surface, constant, member, members};
use crate::fixtures::{Kind, kinds};
use crate::text::{Tags, with_tags};

/// A place in a value, and what the document says of it.
struct Place {
    /// As a JSON Pointer.
    pointer: String,
    /// As an error names it.
    path: String,
    /// The schema, as it is used here; nothing in what the document leaves free.
    schema: Option<Schema>,
    /// The place's last step, where that is a member of an object.
    member: Option<String>,
    /// Whether the value here tells the variants of a union apart.
    is_tag: bool,
}

fn places(surface: &Surface, value: &Value, schema: Schema) -> Vec<Place> {
    let root = Place {
        pointer: String::new(),
        path: String::new(),
        schema: Some(schema),
        member: None,
        is_tag: false,
    };
    let mut all = vec![root];
    below(surface, value, Some(schema), &mut all);
    all
}

fn below(surface: &Surface, value: &Value, schema: Option<Schema>, all: &mut Vec<Place>) {
    let (pointer, path) = all
        .last()
        .map(|place| (place.pointer.clone(), place.path.clone()))
        .unwrap();
    let schema = schema.map(|schema| surface.settle(schema));
    let in_union = schema.is_some_and(|schema| !members(schema).is_empty());
    let object = match schema {
        Some(union) if in_union => surface.branch(union, value),
        other => other,
    };
    match value {
        Value::Object(object_value) => {
            for (name, inner) in object_value {
                let inner_schema = object.and_then(|schema| member(schema, name));
                let dot = if path.is_empty() { "" } else { "." };
                let tags = inner_schema.is_some_and(|s| constant(surface.settle(s)).is_some());
                all.push(Place {
                    pointer: format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")),
                    path: format!("{path}{dot}{name}"),
                    schema: inner_schema,
                    member: Some(name.clone()),
                    is_tag: in_union && tags,
                });
                below(surface, inner, inner_schema, all);
            }
        }
        Value::Array(items) => {
            let inner_schema = object.and_then(|schema| schema.get("items"));
            for (index, inner) in items.iter().enumerate() {
                all.push(Place {
                    pointer: format!("{pointer}/{index}"),
                    path: format!("{path}[{index}]"),
                    schema: inner_schema,
                    member: None,
                    is_tag: false,
                });
                below(surface, inner, inner_schema, all);
            }
        }
        _ => {}
    }
}

fn with(value: &Value, pointer: &str, new: Value) -> Value {
    let mut value = value.clone();
    *value.pointer_mut(pointer).unwrap() = new;
    value
}

fn without(value: &Value, place: &Place, name: &str) -> Value {
    let mut value = value.clone();
    let (parent, _) = place.pointer.rsplit_once('/').unwrap();
    let parent = value.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    parent.remove(name);
    value
}

/// What failed: the first value that shows it, by what was done, to what place of what type.
#[derive(Default)]
struct Failures(BTreeMap<String, String>);

impl Failures {
    fn add(&mut self, mutation: &str, kind: &Kind, name: &str, place: &Place, problem: &str) {
        let general: String = place.path.chars().filter(|c| !c.is_ascii_digit()).collect();
        let what = format!("{mutation} at {}:{general}", kind.folder);
        let shown = format!("{problem} ({name}{})", place.pointer);
        self.0.entry(what).or_insert(shown);
    }

    fn assert_none(self) {
        let lines: Vec<String> = self
            .0
            .iter()
            .map(|(what, shown)| format!("{what}: {shown}"))
            .collect();
        assert!(
            lines.is_empty(),
            "{} failures\n{}",
            lines.len(),
            lines.join("\n")
        );
    }
}

/// Applies a mutation everywhere; it must decode, and come back with all that was in it.
fn all_decode(mutation: &str, tags: Tags, mutate: impl Fn(&Value, &Place) -> Option<Value>) {
    let mut failures = Failures::default();
    let mut count = 0;
    for kind in kinds().iter().filter(|kind| kind.tolerant) {
        for (name, value) in kind.values() {
            for place in places(kind.surface, &value, kind.schema) {
                let Some(mutated) = mutate(&value, &place) else {
                    continue;
                };
                let expected = without_nulls(kind.surface, &mutated, kind.schema);
                count += 1;
                let problem = match (kind.round_trip)(&with_tags(&mutated, tags)) {
                    Ok(found) => difference(&expected, &found),
                    Err(error) => Some(error.to_string()),
                };
                if let Some(problem) = problem {
                    failures.add(mutation, kind, &name, &place, &problem);
                }
            }
        }
    }
    assert!(count > 200, "only {count} mutations");
    failures.assert_none();
}

fn unknown_values(tags: Tags) {
    all_decode("an unknown value", tags, |value, place| {
        let found = value.pointer(&place.pointer).unwrap();
        found
            .is_string()
            .then(|| with(value, &place.pointer, json!("zz unknown")))
    });
}

fn missing_members(tags: Tags) {
    all_decode("missing", tags, |value, place| {
        place
            .member
            .as_ref()
            .map(|name| without(value, place, name))
    });
}

fn null_members(tags: Tags) {
    all_decode("null", tags, |value, place| {
        place
            .member
            .as_ref()
            .map(|_| with(value, &place.pointer, Value::Null))
    });
}

fn new_members(tags: Tags) {
    all_decode("a new member", tags, |value, place| {
        let mut object = value.pointer(&place.pointer).unwrap().as_object()?.clone();
        object.insert("zz_new".to_owned(), json!({"a": [null, 1.5, "x", {}]}));
        Some(with(value, &place.pointer, object.into()))
    });
}

/// With the tags in front, as servers mostly write them, and behind everything else.
macro_rules! with_tags_first_and_last {
    ($($name:ident: $check:ident)*) => {
        mod tags_first {
            $(#[test]
            fn $name() {
                super::$check(crate::text::Tags::First);
            })*
        }

        mod tags_last {
            $(#[test]
            fn $name() {
                super::$check(crate::text::Tags::Last);
            })*
        }
    };
}

with_tags_first_and_last! {
    an_unknown_value_at_each_string: unknown_values
    each_member_missing: missing_members
    each_member_null: null_members
    a_new_member_in_each_object: new_members
    a_value_of_the_wrong_type_is_an_error_that_names_its_place: wrong_types
    an_item_that_is_null_is_an_error_that_names_its_place: null_items
}

/// A value of each JSON type, by the name that schemas give it.
fn of_each_type() -> [(&'static str, Value); 6] {
    [
        ("boolean", json!(true)),
        ("integer", json!(7)),
        ("number", json!(1.5)),
        ("string", json!("zz")),
        ("array", json!([])),
        ("object", json!({})),
    ]
}

fn allows(types: &[&str], kind: &str) -> bool {
    types.contains(&kind) || (kind == "integer" && types.contains(&"number"))
}

fn wrong_types(tags: Tags) {
    let mut failures = Failures::default();
    let mut count = 0;
    for kind in kinds().iter().filter(|kind| kind.tolerant) {
        for (name, value) in kind.values() {
            for place in places(kind.surface, &value, kind.schema) {
                let Some(types) = place.schema.and_then(|schema| kind.surface.types(schema)) else {
                    continue;
                };
                for (wrong, replacement) in of_each_type() {
                    if allows(&types, wrong) {
                        continue;
                    }
                    let mutated = with(&value, &place.pointer, replacement);
                    count += 1;
                    let answer = (kind.round_trip)(&with_tags(&mutated, tags));
                    if types == ["integer"] && wrong == "number" && is_cut(&answer, &place) {
                        continue;
                    }
                    if let Some(problem) = wrongly_taken(&place, &mutated, answer) {
                        let mutation = format!("{wrong} for {}", types.join(" or "));
                        failures.add(&mutation, kind, &name, &place, &problem);
                    }
                }
            }
        }
    }
    assert!(count > 2_500, "only {count} mutations");
    failures.assert_none();
}

/// Some servers write an integer with a fraction, such as the time of an answer: it is read without it.
fn is_cut(answer: &Result<Value, grid_api::DecodeError>, place: &Place) -> bool {
    answer
        .as_ref()
        .is_ok_and(|found| found.pointer(&place.pointer) == Some(&json!(1)))
}

/// A tag of another type is a tag that is not known: its object may be kept whole.
fn wrongly_taken(
    place: &Place,
    mutated: &Value,
    answer: Result<Value, grid_api::DecodeError>,
) -> Option<String> {
    match answer {
        Ok(found) if place.is_tag => difference(
            mutated.pointer(parent(&place.pointer)).unwrap(),
            found
                .pointer(parent(&place.pointer))
                .unwrap_or(&Value::Null),
        ),
        Ok(_) => Some("decoded".to_owned()),
        Err(error) => {
            let root = place.path.is_empty() && matches!(error.path(), "" | ".");
            let named = root || error.path() == place.path;
            (!named).then(|| {
                format!(
                    "named {:?} instead of {:?}: {}",
                    error.path(),
                    place.path,
                    error.problem()
                )
            })
        }
    }
}

fn parent(pointer: &str) -> &str {
    pointer.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn null_items(tags: Tags) {
    let mut failures = Failures::default();
    for kind in kinds().iter().filter(|kind| kind.tolerant) {
        for (name, value) in kind.values() {
            for place in places(kind.surface, &value, kind.schema) {
                let Some(schema) = place.schema else { continue };
                if !place.path.ends_with(']') || kind.surface.nullable(schema) {
                    continue;
                }
                let mutated = with(&value, &place.pointer, Value::Null);
                let answer = (kind.round_trip)(&with_tags(&mutated, tags));
                if let Some(problem) = wrongly_taken(&place, &mutated, answer) {
                    failures.add("null", kind, &name, &place, &problem);
                }
            }
        }
    }
    failures.assert_none();
}

#[test]
fn an_error_says_what_was_expected_and_where() {
    let text = r#"{"choices":[{"message":{"tool_calls":[{"id":"a","function":{"name":7}}]}}]}"#;
    let error = grid_api::support::decode_json::<grid_api::chat::ChatCompletion>(text.as_bytes())
        .unwrap_err();
    assert_eq!(
        error.path(),
        "choices[0].message.tool_calls[0].function.name"
    );
    assert!(error.problem().contains("string"), "{error}");
    assert!(error.problem().contains("integer"), "{error}");
    assert!(error.to_string().starts_with(error.path()));
}
