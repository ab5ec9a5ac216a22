//! Bodies: what requests send, and what responses bring.

use serde_json::{Map, Value};

use super::Checker;
use super::reference::Kind;
use crate::media;
use crate::model::Coding;
use crate::pointer::Path;
use crate::problem::shown;

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
        if !media_types
            .iter()
            .any(|name| media::sent(name, None).is_some())
        {
            let what = match media_types.as_slice() {
                [] => "the body has no media type".to_owned(),
                some => format!("no media type that can be sent: {}", some.join(", ")),
            };
            let hint = "everything can be but event streams and kinds of `multipart` beside `multipart/form-data`; add one that the \
                        server takes, or remove the operation in an overlay";
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
            if matches!(media::sent(name, None), Some((_, Coding::Form))) {
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
            if let Some(media) = encoding
                .get("contentType")
                .filter(|media| media.as_str() != Some("text/plain"))
            {
                let what = format!(
                    "a field of the media type {} is not supported here",
                    shown(media)
                );
                let hint = "fields are sent as text; take the field away in an overlay";
                self.unsupported(&path.key("contentType"), what, hint);
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
            let hint = "say what the response means: the docs are made of it";
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
