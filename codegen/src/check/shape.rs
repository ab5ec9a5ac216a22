//! Members of the right JSON type.

use serde_json::{Map, Value};

use super::Checker;
use crate::pointer::Path;
use crate::problem::{kind, shown};

const SPECIFICATION: &str = "write it as the OpenAPI 3.0.3 specification has it";

const TEXT: &str = "a text";

/// What to do about a value that should be a text: YAML takes `version: 1.0` for something else.
fn text_hint(value: &Value) -> &'static str {
    if value.is_number() || value.is_boolean() {
        "put it in quotes"
    } else {
        SPECIFICATION
    }
}

impl<'d> Checker<'d> {
    /// The members of what must be an object; `what` says what it is, with its article.
    pub(super) fn object(
        &mut self,
        value: &'d Value,
        path: &Path<'_>,
        what: &str,
    ) -> Option<&'d Map<String, Value>> {
        if let Value::Object(members) = value {
            return Some(members);
        }
        let problem = format!("{what} is an object, and this is {}", kind(value));
        self.problem(path, problem, SPECIFICATION);
        None
    }

    /// The members of an optional member that must be an object.
    pub(super) fn map(
        &mut self,
        members: &'d Map<String, Value>,
        key: &str,
        path: &Path<'_>,
    ) -> Option<&'d Map<String, Value>> {
        let value = members.get(key)?;
        self.object(value, &path.key(key), &format!("`{key}`"))
    }

    /// The elements of an optional member that must be an array.
    pub(super) fn list(
        &mut self,
        members: &'d Map<String, Value>,
        key: &str,
        path: &Path<'_>,
    ) -> Option<&'d [Value]> {
        let value = members.get(key)?;
        if let Value::Array(items) = value {
            return Some(items);
        }
        let problem = format!("`{key}` is an array, and this is {}", kind(value));
        self.problem(&path.key(key), problem, SPECIFICATION);
        None
    }

    /// The elements of an optional member that must be an array of texts.
    pub(super) fn names(&mut self, members: &'d Map<String, Value>, key: &str, path: &Path<'_>) {
        let items = self.list(members, key, path).unwrap_or_default();
        let path = path.key(key);
        for (index, item) in items
            .iter()
            .enumerate()
            .filter(|(_, item)| !item.is_string())
        {
            let problem = format!("`{key}` lists texts, and this is {}", shown(item));
            self.problem(&path.index(index), problem, SPECIFICATION);
        }
    }

    /// A member that must be there, a text, and not empty.
    pub(super) fn text(
        &mut self,
        members: &'d Map<String, Value>,
        key: &str,
        path: &Path<'_>,
    ) -> Option<&'d str> {
        match members.get(key) {
            Some(Value::String(text)) if !text.is_empty() => return Some(text),
            Some(value) => {
                let problem = format!("`{key}` is a text, and this is {}", shown(value));
                self.problem(&path.key(key), problem, text_hint(value));
            }
            None => self.problem(path, format!("`{key}` is missing"), SPECIFICATION),
        }
        None
    }

    /// Optional texts. A null is taken as absent, which is what a key without a value means in YAML.
    pub(super) fn texts(
        &mut self,
        members: &'d Map<String, Value>,
        keys: &[&str],
        path: &Path<'_>,
    ) {
        self.each(members, keys, path, TEXT, |value| {
            value.is_string() || value.is_null()
        });
    }

    /// Optional booleans.
    pub(super) fn flags(
        &mut self,
        members: &'d Map<String, Value>,
        keys: &[&str],
        path: &Path<'_>,
    ) {
        self.each(members, keys, path, "true or false", Value::is_boolean);
    }

    /// Optional numbers.
    pub(super) fn numbers(
        &mut self,
        members: &'d Map<String, Value>,
        keys: &[&str],
        path: &Path<'_>,
    ) {
        self.each(members, keys, path, "a number", Value::is_number);
    }

    /// Optional counts: whole numbers from 0 on.
    pub(super) fn counts(
        &mut self,
        members: &'d Map<String, Value>,
        keys: &[&str],
        path: &Path<'_>,
    ) {
        self.each(
            members,
            keys,
            path,
            "a whole number from 0 on",
            Value::is_u64,
        );
    }

    /// An optional `externalDocs`, which every other object may have.
    pub(super) fn external_docs(&mut self, members: &'d Map<String, Value>, path: &Path<'_>) {
        if let Some(docs) = self.map(members, "externalDocs", path) {
            let path = path.key("externalDocs");
            self.text(docs, "url", &path);
            self.texts(docs, &["description"], &path);
        }
    }

    fn each(
        &mut self,
        members: &'d Map<String, Value>,
        keys: &[&str],
        path: &Path<'_>,
        kind: &str,
        is_kind: fn(&Value) -> bool,
    ) {
        for key in keys {
            if let Some(value) = members.get(*key).filter(|value| !is_kind(value)) {
                let problem = format!("`{key}` is {kind}, and this is {}", shown(value));
                let hint = if kind == TEXT {
                    text_hint(value)
                } else {
                    SPECIFICATION
                };
                self.problem(&path.key(key), problem, hint);
            }
        }
    }
}
