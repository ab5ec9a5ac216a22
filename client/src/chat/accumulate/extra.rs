//! Members that the document does not name, of one event after the other.

use grid_api::Extra;
use serde_json::{Map, Value};

/// Members whose text names something, and comes whole each time, where it comes again.
const NAMES: [&str; 8] = [
    "type",
    "id",
    "index",
    "name",
    "object",
    "role",
    "format",
    "signature",
];

/// Keeps the last value of each, but for those that are fields of the type that holds them.
pub(super) fn overwrite(held: &mut Extra, new: &Extra, fields: &[&str]) {
    for (name, value) in new {
        if held.get(name) != Some(value) && !fields.contains(&name.as_str()) {
            held.insert(name.clone(), value.clone());
        }
    }
}

/// Puts fragments together: texts and lists are appended, objects merged, anything else replaced. A null adds nothing.
pub(super) fn merge(held: &mut Extra, new: &Extra) {
    if !new.is_empty() {
        merge_members(held, new);
    }
}

pub(super) fn merge_members(held: &mut Map<String, Value>, new: &Map<String, Value>) {
    for (name, value) in new {
        merge_member(held, name, value);
    }
}

pub(super) fn merge_member(held: &mut Map<String, Value>, name: &str, new: &Value) {
    match held.get_mut(name) {
        Some(before) => merge_value(name, before, new),
        None => {
            held.insert(name.to_owned(), new.clone());
        }
    }
}

fn merge_value(name: &str, held: &mut Value, new: &Value) {
    match (held, new) {
        (_, Value::Null) => {}
        (Value::String(held), Value::String(new)) if !NAMES.contains(&name) => held.push_str(new),
        (Value::Array(held), Value::Array(new)) => held.extend_from_slice(new),
        (Value::Object(held), Value::Object(new)) => merge_members(held, new),
        (held, new) => *held = new.clone(),
    }
}
