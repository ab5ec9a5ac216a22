//! Bodies: what requests send, and what answers bring.

use serde_json::{Map, Value};

use super::Checker;
use super::reference::Kind;
use crate::pointer::Path;
use crate::problem::shown;

/// How a request's body of some media type is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sendable {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`.
    Form,
    /// As the text that the caller gives.
    Text,
    /// As the bytes that the caller gives.
    Bytes,
}

/// How a body of a media type (RFC 9110 section 8.3.1) is sent; nothing where we cannot: `multipart/*`, XML and others.
#[must_use]
pub fn sendable(media_type: &str) -> Option<Sendable> {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/')?;
    match (kind, subtype) {
        ("application" | "text", "json") | ("*" | "application", "*") => Some(Sendable::Json),
        (_, subtype) if subtype.ends_with("+json") => Some(Sendable::Json),
        ("application", "x-www-form-urlencoded") => Some(Sendable::Form),
        ("application", "x-ndjson" | "jsonl") | ("text", _) => Some(Sendable::Text),
        ("image" | "audio" | "video" | "font", _)
        | ("application", "octet-stream" | "pdf" | "zip" | "gzip" | "x-tar" | "x-gzip") => {
            Some(Sendable::Bytes)
        }
        _ => None,
    }
}

impl<'d> Checker<'d> {
    pub(super) fn request_body(&mut self, value: &'d Value, path: &Path<'_>) {
        let Some(body) = self.object(value, path, "a request body") else {
            return;
        };
        if self.reference(Kind::RequestBody, body, path) {
            return;
        }
        self.texts(body, &["description"], path);
        self.flags(body, &["required"], path);
        let Some(content) = body.get("content") else {
            self.problem(
                path,
                "`content` is missing",
                "say the body's media type and schema",
            );
            return;
        };
        self.content(body, path);
        let media_types: Vec<&str> = content
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        if !media_types.iter().any(|name| sendable(name).is_some()) {
            let what = match media_types.as_slice() {
                [] => "the body has no media type".to_owned(),
                some => format!("no media type that can be sent: {}", some.join(", ")),
            };
            let hint = "JSON, form-urlencoded, text and bytes can be; add one that the server takes, or remove the \
                        operation in an overlay";
            self.unsupported(&path.key("content"), what, hint);
        }
    }

    /// Media types and what they hold.
    pub(super) fn content(&mut self, members: &'d Map<String, Value>, path: &Path<'_>) {
        let Some(content) = self.map(members, "content", path) else {
            return;
        };
        let path = path.key("content");
        for (name, media) in content {
            let path = path.key(name);
            if !name.contains('/') {
                let what = format!("`{name}` is no media type");
                self.problem(&path, what, "write it as in `application/json`");
            }
            let Some(media) = self.object(media, &path, "a media type") else {
                continue;
            };
            if let Some(schema) = media.get("schema") {
                self.schema(schema, &path.key("schema"));
            }
            if media.contains_key("x-terminator") {
                self.text(media, "x-terminator", &path);
            }
            self.examples(media, &path);
            if sendable(name) == Some(Sendable::Form) {
                self.encoding(media, &path);
            }
        }
    }

    /// How a form's fields are written: in the one way that we know.
    fn encoding(&mut self, media: &'d Map<String, Value>, path: &Path<'_>) {
        let Some(encodings) = self.map(media, "encoding", path) else {
            return;
        };
        let path = path.key("encoding");
        for (field, encoding) in encodings {
            let path = path.key(field);
            let style = encoding
                .get("style")
                .filter(|style| style.as_str() != Some("form"));
            if let Some(style) = style {
                let what = format!("the style {} is not supported here", shown(style));
                self.unsupported(
                    &path.key("style"),
                    what,
                    "only `form` is; take the field away in an overlay",
                );
            }
            if encoding.get("explode").and_then(Value::as_bool) == Some(false) {
                let what = "`explode: false` is not supported here";
                let hint =
                    "the items of a list are sent one by one; take the field away in an overlay";
                self.unsupported(&path.key("explode"), what, hint);
            }
        }
    }

    pub(super) fn examples(&mut self, members: &'d Map<String, Value>, path: &Path<'_>) {
        let Some(examples) = self.map(members, "examples", path) else {
            return;
        };
        let path = path.key("examples");
        for (name, example) in examples {
            self.example(example, &path.key(name));
        }
    }

    pub(super) fn example(&mut self, value: &'d Value, path: &Path<'_>) {
        if let Some(example) = self.object(value, path, "an example")
            && !self.reference(Kind::Example, example, path)
        {
            self.texts(example, &["summary", "description", "externalValue"], path);
        }
    }

    pub(super) fn link(&mut self, value: &'d Value, path: &Path<'_>) {
        let Some(link) = self.object(value, path, "a link") else {
            return;
        };
        if self.reference(Kind::Link, link, path) {
            return;
        }
        self.texts(link, &["description"], path);
        self.map(link, "parameters", path);
        let named =
            ["operationId", "operationRef"].map(|key| link.get(key).is_some_and(Value::is_string));
        if !named.contains(&true) {
            self.problem(
                path,
                "the link names no operation",
                "give it an `operationId`",
            );
        }
    }

    pub(super) fn response(&mut self, value: &'d Value, path: &Path<'_>) {
        let Some(response) = self.object(value, path, "a response") else {
            return;
        };
        if self.reference(Kind::Response, response, path) {
            return;
        }
        if !response.get("description").is_some_and(Value::is_string) {
            let hint = "say what the answer means: the docs are made of it";
            self.problem(path, "`description` is missing or no text", hint);
        }
        self.content(response, path);
        if let Some(headers) = self.map(response, "headers", path) {
            let path = path.key("headers");
            for (name, header) in headers {
                self.header(header, &path.key(name));
            }
        }
        if let Some(links) = self.map(response, "links", path) {
            let path = path.key("links");
            for (name, link) in links {
                self.link(link, &path.key(name));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types() {
        for (name, expected) in [
            ("application/json", Some(Sendable::Json)),
            ("application/json; charset=utf-8", Some(Sendable::Json)),
            ("Application/JSON", Some(Sendable::Json)),
            ("application/merge-patch+json", Some(Sendable::Json)),
            ("*/*", Some(Sendable::Json)),
            ("application/x-www-form-urlencoded", Some(Sendable::Form)),
            ("text/plain", Some(Sendable::Text)),
            ("text/x-markdown", Some(Sendable::Text)),
            ("application/octet-stream", Some(Sendable::Bytes)),
            ("image/jpeg", Some(Sendable::Bytes)),
            ("multipart/form-data", None),
            ("application/xml", None),
            ("application/apply-patch+yaml", None),
            ("json", None),
            ("", None),
        ] {
            assert_eq!(sendable(name), expected, "{name}");
        }
    }
}
