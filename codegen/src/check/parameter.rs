//! Parameters and headers.

use serde_json::{Map, Value};

use super::Checker;
use super::reference::Kind;
use crate::pointer::Path;
use crate::problem::shown;

/// A parameter that an operation has: its name, its place in the request, and its pointer.
#[derive(Clone, Debug)]
pub(super) struct Declared<'d> {
    pub(super) name: &'d str,
    pub(super) location: &'d str,
    pub(super) pointer: String,
}

impl<'d> Checker<'d> {
    /// The parameters of a path or of an operation.
    pub(super) fn parameters(
        &mut self,
        members: &'d Map<String, Value>,
        path: &Path<'_>,
    ) -> Vec<Declared<'d>> {
        let mut declared: Vec<Declared<'d>> = Vec::new();
        let Some(items) = self.list(members, "parameters", path) else {
            return declared;
        };
        let path = path.key("parameters");
        for (index, item) in items.iter().enumerate() {
            let path = path.index(index);
            self.parameter(item, &path);
            let parameter = self.resolved(item).unwrap_or(item);
            let text = |key| parameter.get(key).and_then(Value::as_str);
            let Some((name, location)) = text("name").zip(text("in")) else {
                continue;
            };
            if declared
                .iter()
                .any(|known| known.name == name && known.location == location)
            {
                let what = format!("the {location} parameter `{name}` is given twice");
                self.problem(&path, what, "take one of the two away");
            }
            let pointer = path.to_string();
            declared.push(Declared {
                name,
                location,
                pointer,
            });
        }
        declared
    }

    pub(super) fn parameter(&mut self, value: &'d Value, path: &Path<'_>) {
        let Some(parameter) = self.object(value, path, "a parameter") else {
            return;
        };
        if self.reference(Kind::Parameter, parameter, path) {
            return;
        }
        self.text(parameter, "name", path);
        let styles: &[&str] = match self.text(parameter, "in", path) {
            Some("query") => &["form"],
            Some("path" | "header") => &["simple"],
            Some("cookie") => {
                let hint = "take it away in an overlay; a header can be set by the caller";
                self.unsupported(&path.key("in"), "cookie parameters are not supported", hint);
                &["form"]
            }
            Some(other) => {
                let what = format!("a parameter is in path, query or header, and not in `{other}`");
                self.problem(&path.key("in"), what, "say where the parameter goes");
                &[]
            }
            None => &[],
        };
        if let Some(style) = parameter.get("style")
            && !styles.is_empty()
            && !style.as_str().is_some_and(|style| styles.contains(&style))
        {
            let what = format!("the style {} is not supported here", shown(style));
            let hint = format!(
                "only `{}` is; take the parameter away in an overlay",
                styles.join("`, `")
            );
            self.unsupported(&path.key("style"), what, hint);
        }
        let is_object = parameter.get("schema").is_some_and(|schema| {
            schema.get("type").is_some_and(|name| name == "object")
                || schema.get("properties").is_some()
        });
        if styles == ["simple"] && is_object && parameter.get("explode") == Some(&Value::Bool(true))
        {
            let what = "`explode: true` of an object in a path or a header is not supported here";
            let hint = "take it away where the server takes `a,1,b,2`, or take the parameter away in an overlay";
            self.unsupported(&path.key("explode"), what, hint);
        }
        self.value_of_parameter(parameter, path);
    }

    pub(super) fn header(&mut self, value: &'d Value, path: &Path<'_>) {
        let Some(header) = self.object(value, path, "a header") else {
            return;
        };
        if self.reference(Kind::Header, header, path) {
            return;
        }
        self.header_value(header, path);
        if !header.contains_key("schema") && !header.contains_key("content") {
            self.problem(
                path,
                "`schema` is missing",
                "say the header's type: `schema: {type: string}`",
            );
        }
    }

    /// What parameters and headers have in common.
    fn header_value(&mut self, members: &'d Map<String, Value>, path: &Path<'_>) {
        self.texts(members, &["description"], path);
        let flags = [
            "required",
            "deprecated",
            "allowEmptyValue",
            "explode",
            "allowReserved",
        ];
        self.flags(members, &flags, path);
        if let Some(schema) = members.get("schema") {
            self.schema(schema, &path.key("schema"));
        }
        if members.contains_key("content") {
            self.content(members, path);
        }
        self.examples(members, path);
    }

    fn value_of_parameter(&mut self, parameter: &'d Map<String, Value>, path: &Path<'_>) {
        self.header_value(parameter, path);
        match (
            parameter.contains_key("schema"),
            parameter.contains_key("content"),
        ) {
            (true, false) => {}
            (false, true) => {
                let what = "a parameter with `content` is not supported";
                self.unsupported(
                    &path.key("content"),
                    what,
                    "describe it by `schema`, or take it away in an overlay",
                );
            }
            (false, false) => {
                self.problem(
                    path,
                    "`schema` is missing",
                    "say the parameter's type: `schema: {type: string}`",
                );
            }
            (true, true) => {
                self.problem(path, "both `schema` and `content`", "keep `schema`");
            }
        }
    }
}
