//! Request values drawn from the document's own schema: valid, decoded, encoded, the same.

use std::collections::BTreeSet;

use grid_api::chat::ChatCompletionsRequest;
use grid_api::messages::MessagesRequest;
use grid_api::support::decode_json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::compare::{difference, without_nulls};
use crate::document::{CHAT, MESSAGES, Schema, Surface, properties};
use crate::draw::{Dice, draw};
use crate::json_schema;
use crate::text::ordered;

#[test]
fn chat_requests_come_back_as_they_went_in() {
    check::<ChatCompletionsRequest>(&CHAT, 10_000);
}

#[test]
fn messages_requests_come_back_as_they_went_in() {
    check::<MessagesRequest>(&MESSAGES, 2_000);
}

fn check<T: Serialize + DeserializeOwned>(surface: &Surface, cases: u64) {
    let validator = json_schema::of_request(surface);
    let schema = surface.request();
    let mut never_drawn: BTreeSet<&str> = properties(schema).map(|(name, _)| name).collect();
    let mut unknown = 0;
    for seed in 0..cases {
        let drawn = draw(surface, schema, seed);
        if drawn.has_unknown {
            unknown += 1;
        } else if let Err(error) = validator.validate(&drawn.value) {
            panic!(
                "seed {seed}: the draw is not valid: {error} at {}",
                error.instance_path()
            );
        }
        never_drawn.retain(|name| drawn.value.get(*name).is_none_or(Value::is_null));
        if let Some(problem) = changed::<T>(surface, schema, &drawn.value, seed) {
            let still_fails = |value: &Value| {
                let other = changed::<T>(surface, schema, value, seed);
                other.is_some_and(|other| kind(&other) == kind(&problem))
            };
            let least = shrunk(drawn.value, &still_fails);
            panic!("seed {seed}: {problem}\nleast value that fails: {least}");
        }
    }
    assert!(never_drawn.is_empty(), "never drawn: {never_drawn:?}");
    assert!(unknown > cases / 50, "too few unknown values: {unknown}");
}

fn changed<T: Serialize + DeserializeOwned>(
    surface: &Surface,
    schema: Schema,
    value: &Value,
    seed: u64,
) -> Option<String> {
    let mut dice = Dice::new(seed);
    let text = ordered(value, &mut |members| dice.shuffle(members));
    let decoded: T = match decode_json(text.as_bytes()) {
        Ok(decoded) => decoded,
        Err(error) => return Some(format!("does not decode: {error}")),
    };
    let encoded = serde_json::to_string(&decoded).unwrap();
    let encoded: Value = serde_json::from_str(&encoded).unwrap();
    difference(&without_nulls(surface, value, schema), &encoded)
}

/// A problem without its place in the text.
fn kind(problem: &str) -> String {
    let (problem, _) = problem.split_once(" at line").unwrap_or((problem, ""));
    problem.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// The value with every part taken out that can be missed without the failure going away. It need not stay valid.
fn shrunk(mut value: Value, fails: &impl Fn(&Value) -> bool) -> Value {
    'again: loop {
        for smaller in smaller(&value) {
            if fails(&smaller) {
                value = smaller;
                continue 'again;
            }
        }
        return value;
    }
}

fn smaller(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                let mut without = object.clone();
                without.remove(name);
                all.push(without.into());
                for inner in smaller(inner) {
                    let mut with = object.clone();
                    with.insert(name.clone(), inner);
                    all.push(with.into());
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                let mut without = items.clone();
                without.remove(index);
                all.push(without.into());
                for inner in smaller(inner) {
                    let mut with = items.clone();
                    with[index] = inner;
                    all.push(with.into());
                }
            }
        }
        _ => {}
    }
    all
}

#[test]
fn shrinking_keeps_what_fails_and_nothing_else() {
    let value = serde_json::json!({"a": [1, {"b": 2, "c": 3}], "d": "x"});
    let least = shrunk(value, &|value| {
        value
            .pointer("/a/0/c")
            .or(value.pointer("/a/1/c"))
            .is_some()
    });
    assert_eq!(least, serde_json::json!({"a": [{"c": 3}]}));
}
