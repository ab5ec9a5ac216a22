//! What a request sends: what was set, as it was set, in the document's order.

mod chat;
mod messages;
mod nested;

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::document::{Surface, properties};

/// A field of the request, a request with nothing else that is optional, and the field's value on the wire.
type Row<T> = (&'static str, T, &'static str);

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

/// What was sent is what was meant, byte for byte, and reads back as what was sent.
fn sends<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T, expected: &str) {
    assert_eq!(text(value), expected);
    assert_eq!(&serde_json::from_str::<T>(expected).unwrap(), value);
}

/// A row for each property of the request, and none for anything else.
fn covers<T>(rows: &[Row<T>], required: &[&'static str], surface: &Surface) {
    let declared: BTreeSet<&str> = properties(surface.request())
        .map(|(name, _)| name)
        .collect();
    let mut covered: BTreeSet<&str> = rows.iter().map(|(field, ..)| *field).collect();
    assert_eq!(covered.len(), rows.len(), "a field twice");
    covered.extend(required);
    assert_eq!(covered, declared);
}
