//! Paths and their operations.

use serde_json::{Map, Value};

use super::parameter::Declared;
use super::reference::Kind;
use super::{Checker, template};
use crate::lower::METHODS;
use crate::pointer::Path;

const OTHERS: [&str; 4] = ["summary", "description", "servers", "parameters"];

impl<'d> Checker<'d> {
    pub(super) fn paths(&mut self, value: &'d Value, path: &Path<'_>) {
        let Some(paths) = self.object(value, path, "`paths`") else {
            return;
        };
        for (template, item) in paths.iter().filter(|(name, _)| !name.starts_with("x-")) {
            let path = path.key(template);
            if !template.starts_with('/') {
                let what = format!("the path `{template}` does not begin with `/`");
                self.problem(
                    &path,
                    what,
                    "begin it with `/`: it is added to the server's address",
                );
            }
            let names = template::names(template).map_err(|what| {
                let what = format!("the path `{template}` has {what}");
                self.problem(&path, what, "write a parameter as in `/pets/{petId}`");
            });
            self.path_item(item, names.ok().as_deref(), &path);
        }
    }

    /// A path and its operations. `names` are those between the braces of its template, where that matters.
    fn path_item(&mut self, value: &'d Value, names: Option<&[&str]>, path: &Path<'_>) {
        let Some(item) = self.object(value, path, "a path") else {
            return;
        };
        if item.contains_key("$ref") {
            let what = "a path that is a reference is not supported";
            self.problem(&path.key("$ref"), what, "write the operations here");
            return;
        }
        self.texts(item, &["summary", "description"], path);
        self.servers(item, path);
        let shared = self.parameters(item, path);
        for declared in shared.iter().filter(|declared| declared.location == "path") {
            self.has_place(declared, names);
        }
        for (key, value) in item.iter().filter(|(key, _)| !key.starts_with("x-")) {
            let path = path.key(key);
            if METHODS.contains(&key.as_str()) {
                self.operation(value, names, &shared, &path);
            } else if !OTHERS.contains(&key.as_str()) {
                let hint = format!("a path has {}, {}", METHODS.join(", "), OTHERS.join(", "));
                self.problem(&path, format!("unknown member `{key}` of a path"), hint);
            }
        }
    }

    fn operation(
        &mut self,
        value: &'d Value,
        names: Option<&[&str]>,
        shared: &[Declared<'d>],
        path: &Path<'_>,
    ) {
        let Some(operation) = self.object(value, path, "an operation") else {
            return;
        };
        self.texts(operation, &["summary", "description"], path);
        self.flags(operation, &["deprecated"], path);
        self.names(operation, "tags", path);
        self.external_docs(operation, path);
        self.operation_id(operation, path);
        self.operation_markers(operation, path);
        self.servers(operation, path);
        self.security(operation, path);
        let own = self.parameters(operation, path);
        for declared in own.iter().filter(|declared| declared.location == "path") {
            self.has_place(declared, names);
        }
        for name in names.unwrap_or_default() {
            let is_it =
                |declared: &Declared<'_>| declared.location == "path" && declared.name == *name;
            if !own.iter().chain(shared).any(is_it) {
                let what =
                    format!("the path has `{{{name}}}`, and there is no path parameter `{name}`");
                let hint = format!(
                    "declare it: `{{name: {name}, in: path, required: true, schema: ...}}`"
                );
                self.problem(path, what, hint);
            }
        }
        if let Some(body) = operation.get("requestBody") {
            self.request_body(body, &path.key("requestBody"));
        }
        self.responses(operation, path);
        if let Some(callbacks) = self.map(operation, "callbacks", path) {
            let path = path.key("callbacks");
            for (name, callback) in callbacks {
                self.callback(callback, &path.key(name));
            }
        }
    }

    fn has_place(&mut self, declared: &Declared<'d>, names: Option<&[&str]>) {
        if names.is_some_and(|names| !names.contains(&declared.name)) {
            let name = declared.name;
            let what = format!("the path parameter `{name}` has no place in the path");
            let hint = format!("write `{{{name}}}` in the path, or take the parameter away");
            self.problem_at(declared.pointer.clone(), what, hint);
        }
    }

    fn responses(&mut self, operation: &'d Map<String, Value>, path: &Path<'_>) {
        let Some(responses) = self.map(operation, "responses", path) else {
            if !operation.contains_key("responses") {
                let hint = "say what the server sends: `responses: {default: ...}` at least";
                self.problem(path, "`responses` is missing", hint);
            }
            return;
        };
        let path = path.key("responses");
        for (status, response) in responses.iter().filter(|(key, _)| !key.starts_with("x-")) {
            let path = path.key(status);
            if !is_status(status) {
                let what = format!("`{status}` is no status");
                self.problem(
                    &path,
                    what,
                    "write a status (200), a range (4XX), or `default`",
                );
            }
            self.response(response, &path);
        }
    }

    pub(super) fn callback(&mut self, value: &'d Value, path: &Path<'_>) {
        let Some(callback) = self.object(value, path, "a callback") else {
            return;
        };
        if self.reference(Kind::Callback, callback, path) {
            return;
        }
        let outside = std::mem::replace(&mut self.in_callback, true);
        for (expression, item) in callback.iter().filter(|(name, _)| !name.starts_with("x-")) {
            self.path_item(item, None, &path.key(expression));
        }
        self.in_callback = outside;
    }
}

/// A status from 100 to 599, a range, or the rest (`OpenAPI` 3.0.3, "Responses Object").
fn is_status(text: &str) -> bool {
    match text.as_bytes() {
        [b'1'..=b'5', b'X', b'X'] | b"default" => true,
        [b'1'..=b'5', tens, ones] => tens.is_ascii_digit() && ones.is_ascii_digit(),
        _ => false,
    }
}
