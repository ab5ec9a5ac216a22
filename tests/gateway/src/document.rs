//! An `OpenAPI` 3.0 document as something that request bodies are checked against.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex};

use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value, json};

use crate::log::locked;
use crate::schema::translate;

/// Something in a request that the document, or the protocol, does not allow.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The number of the request ([`Received::number`](crate::Received::number)).
    pub request: u64,
    /// Where, such as `messages[0].content`; empty for the whole body.
    pub path: String,
    /// What is wrong, without the value.
    pub message: String,
    /// The value, as text, cut to 200 characters.
    pub value: String,
}

/// Not the value: it may be part of a prompt.
impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "request {}, {}: {}",
            self.request, self.path, self.message
        )
    }
}

pub(crate) struct Document {
    operations: Vec<Operation>,
}

struct Operation {
    /// Lower case, as in the document.
    method: String,
    path: String,
    body: Validator,
}

/// Compiling the schemas takes longer than most tests: a text is compiled once in a process.
static COMPILED: Mutex<Vec<(String, Arc<Document>)>> = Mutex::new(Vec::new());

impl Document {
    /// The document of this text.
    pub(crate) fn of(text: &str) -> io::Result<Arc<Self>> {
        let mut compiled = locked(&COMPILED);
        if let Some((_, document)) = compiled.iter().find(|(known, _)| known == text) {
            return Ok(Arc::clone(document));
        }
        let document = Arc::new(Self::compile(&serde_json::from_str(text)?)?);
        compiled.push((text.to_owned(), Arc::clone(&document)));
        Ok(document)
    }

    fn compile(document: &Value) -> io::Result<Self> {
        let definitions = definitions(document);
        let mut operations = vec![];
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
                if schema.is_null() {
                    continue;
                }
                let body = validator(schema, &definitions).map_err(|error| {
                    io::Error::new(
                        io::ErrorKind::InvalidInput,
                        format!("request body of {method} {path}: {error}"),
                    )
                })?;
                operations.push(Operation {
                    method: method.clone(),
                    path: path.clone(),
                    body,
                });
            }
        }
        Ok(Self { operations })
    }

    /// What the document does not allow in the body of this request; a request that it does not describe is not checked.
    /// `path` may have anything before the document's own.
    pub(crate) fn violations(
        &self,
        request: u64,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Vec<Violation> {
        let described = |operation: &&Operation| {
            operation.method.eq_ignore_ascii_case(method) && path.ends_with(operation.path.as_str())
        };
        let Some(operation) = self.operations.iter().find(described) else {
            return vec![];
        };
        operation
            .body
            .iter_errors(body)
            .map(|error| violation(request, body, &error))
            .collect()
    }
}

fn definitions(document: &Value) -> Map<String, Value> {
    let schemas = document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten();
    schemas
        .map(|(name, schema)| (name.clone(), translate(schema)))
        .collect()
}

fn validator(
    schema: &Value,
    definitions: &Map<String, Value>,
) -> Result<Validator, ValidationError<'static>> {
    // In `allOf`, because the schema may be a `$ref`, and the definitions have to stand at the root.
    let schema = json!({"allOf": [translate(schema)], "$defs": definitions});
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema)
}

fn violation(request: u64, body: &Value, error: &ValidationError<'_>) -> Violation {
    let instance = error.instance();
    let value = instance
        .as_str()
        .map_or_else(|| instance.to_string(), str::to_owned);
    Violation {
        request,
        path: dotted(error.instance_path().as_str(), body),
        message: error.masked_with("the value").to_string(),
        value: value.chars().take(200).collect(),
    }
}

/// `/messages/0/content` → `messages[0].content`; the body tells an index from a key.
fn dotted(pointer: &str, body: &Value) -> String {
    let (mut path, mut place) = (String::new(), body);
    for part in pointer.split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        if place.is_array() {
            path.extend(["[", part, "]"]);
            place = part
                .parse()
                .map_or(&Value::Null, |index: usize| &place[index]);
        } else {
            path.push_str(if path.is_empty() { "" } else { "." });
            path.push_str(&key);
            place = &place[&key];
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_is_compiled_once() {
        let text = r#"{"paths": {"/x": {"post": {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}}}}"#;
        let (first, second) = (Document::of(text).unwrap(), Document::of(text).unwrap());
        assert!(Arc::ptr_eq(&first, &second));
    }

    #[test]
    fn a_document_that_cannot_be_compiled_is_an_error_that_names_the_operation() {
        let text = r##"{"paths": {"/x": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/No"}}}}}}}}"##;
        let error = Document::of(text).err().unwrap().to_string();
        assert!(error.contains("post /x"), "{error}");
        assert!(Document::of("{").is_err());
    }

    #[test]
    fn paths_read_like_code() {
        let body = json!({"messages": [{"a/b": {"1": 2}}]});
        assert_eq!(dotted("/messages/0/a~1b/1", &body), "messages[0].a/b.1");
        assert_eq!(dotted("", &body), "");
    }
}
