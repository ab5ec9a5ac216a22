//! JSON text → value, by `serde_json`, with a visitor that notices equal keys.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::position::Origin;
use crate::pointer::Path;
use crate::problem::Problem;

const MEND: &str = "mend the JSON there; a cut file wants fetching again";

pub(super) fn read(name: &str, text: &str, origin: Origin) -> Result<Value, Vec<Problem>> {
    let equal = RefCell::new(Vec::new());
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let node = Node {
        path: &Path::Root,
        text,
        equal: &equal,
    };
    let read = node
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    let mut problems: Vec<Problem> = equal
        .into_inner()
        .into_iter()
        .map(|key| key.problem(name, text, origin))
        .collect();
    match read {
        Ok(value) if problems.is_empty() => Ok(value),
        Ok(_) => Err(problems),
        Err(error) => {
            let place = origin.of_byte_column(text, error.line(), error.column());
            problems.push(Problem::at_line(name, place, message(&error), MEND));
            Err(problems)
        }
    }
}

/// What `serde_json` says, without the position that it appends.
fn message(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let said = said.strip_suffix(&position).unwrap_or(&said);
    format!("not JSON: {said}")
}

/// A key that its object already has.
struct EqualKey {
    pointer: String,
    /// Where the key's text begins, where it has no escapes.
    offset: Option<usize>,
}

impl EqualKey {
    fn problem(self, name: &str, text: &str, origin: Origin) -> Problem {
        let hint = "keep one of the two";
        let what = format!("the key at {} is given twice", self.pointer);
        match self.offset {
            // The quote stands before the key's text.
            Some(offset) => {
                let place = origin.of_offset(text, offset.saturating_sub(1));
                Problem::at_line(name, place, what, hint)
            }
            None => Problem::at_pointer(
                name,
                self.pointer,
                "the key is given twice in its object",
                hint,
            ),
        }
    }
}

#[derive(Clone, Copy)]
struct Node<'a> {
    path: &'a Path<'a>,
    text: &'a str,
    equal: &'a RefCell<Vec<EqualKey>>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let path = self.path.index(items.len());
            let node = Node {
                path: &path,
                ..self
            };
            match access.next_element_seed(node)? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = access.next_key_seed(KeyIn(self.text))? {
            let path = self.path.key(&key.name);
            let node = Node {
                path: &path,
                ..self
            };
            let value = access.next_value_seed(node)?;
            if members.contains_key(&key.name) {
                self.equal.borrow_mut().push(EqualKey {
                    pointer: path.to_string(),
                    offset: key.offset,
                });
            } else if let Entry::Vacant(place) = members.entry(key.name) {
                place.insert(value);
            }
        }
        Ok(Value::Object(members))
    }
}

struct Key {
    name: String,
    offset: Option<usize>,
}

/// Reads a key of the text that it holds.
struct KeyIn<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for KeyIn<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeyIn<'_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    /// A key without escapes is a slice of the text, so that its address tells its place.
    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Key, E> {
        let offset = (name.as_ptr() as usize).checked_sub(self.0.as_ptr() as usize);
        Ok(Key {
            name: name.to_owned(),
            offset: offset.filter(|offset| *offset < self.0.len()),
        })
    }

    fn visit_str<E>(self, name: &str) -> Result<Key, E> {
        Ok(Key {
            name: name.to_owned(),
            offset: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Place;
    use serde_json::json;

    fn read(text: &str) -> Result<Value, Vec<Problem>> {
        super::read("a.json", text, Origin::default())
    }

    #[test]
    fn equal_keys_are_all_reported_with_their_places() {
        let text = "{\"a\": {\"b\": 1,\n  \"b\": 2}, \"c\": [{\"d\": 1, \"d\": 1}], \"a\": 3}";
        let problems = read(text).unwrap_err();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), 3, "{said:?}");
        assert!(said[0].starts_with("a.json:2:3: the key at /a/b is given twice"));
        assert!(said[1].starts_with("a.json:2:27: the key at /c/0/d is given twice"));
        assert!(said[2].starts_with("a.json:2:37: the key at /a is given twice"));
        assert!(read(r#"{"a": {"b": 1}, "b": {"a": 1}}"#).is_ok());
    }

    #[test]
    fn equal_keys_with_escapes_have_a_pointer() {
        let problems = read(r#"{"/a": 1, "\u002fa": 2}"#).unwrap_err();
        assert_eq!(problems[0].place, Place::Pointer("/~1a".into()));
    }

    #[test]
    fn syntax_errors_have_line_and_column() {
        let position = |text: &str| read(text).unwrap_err()[0].position;
        assert_eq!(position("{\"é\": 1,\n \"b\" 2}"), Some((2, 6)));
        assert_eq!(position("{\"éé\" 2}"), Some((1, 7)));
        assert_eq!(position("{} x"), Some((1, 4)));
        let said = read("{\"a\": }").unwrap_err()[0].to_string();
        assert_eq!(
            said,
            format!("a.json:1:7: not JSON: expected value\n  help: {MEND}")
        );
    }

    #[test]
    fn numbers_beyond_integers_become_floats() {
        let read = read(
            r#"{"a": -9223372036854775808, "b": 18446744073709551615, "c": -9223372036854776000}"#,
        );
        assert_eq!(
            read.unwrap(),
            json!({"a": i64::MIN, "b": u64::MAX, "c": -9_223_372_036_854_776_000.0})
        );
        assert!(super::read("a", "{\"a\": 1e999}", Origin::default()).is_err());
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_an_overflow() {
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        assert!(read(&deep).unwrap_err()[0].what.contains("recursion limit"));
        let fine = format!("{{\"a\":{}{}}}", "[".repeat(100), "]".repeat(100));
        assert!(read(&fine).is_ok());
    }
}
