//! For tests: each name of a property in the document.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// The names of all properties, and one that none has.
pub(crate) fn of_the_document() -> BTreeSet<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/effective.json");
    let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut names = BTreeSet::from(["unnamed".to_owned()]);
    gather(&document["components"]["schemas"], &mut names);
    assert!(names.len() > 100, "{}", names.len());
    names
}

fn gather(value: &Value, names: &mut BTreeSet<String>) {
    if let Some(properties) = value.get("properties").and_then(Value::as_object) {
        names.extend(properties.keys().cloned());
    }
    match value {
        Value::Object(members) => members.values().for_each(|member| gather(member, names)),
        Value::Array(items) => items.iter().for_each(|item| gather(item, names)),
        _ => {}
    }
}

/// A value of each kind.
pub(crate) fn values() -> [Value; 5] {
    [json!(null), json!(1), json!("x"), json!([{}]), json!({})]
}
