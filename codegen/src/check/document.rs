//! The document's own members, and its components.

use serde_json::{Map, Value};

use super::Checker;
use super::reference::Kind;
use crate::pointer::Path;

impl<'d> Checker<'d> {
    pub(super) fn root(&mut self, path: &Path<'_>) {
        let Some(root) = self.object(self.document, path, "the document") else {
            return;
        };
        match root.get("info") {
            Some(info) => {
                let path = path.key("info");
                if let Some(info) = self.object(info, &path, "`info`") {
                    self.text(info, "title", &path);
                    self.text(info, "version", &path);
                    self.texts(info, &["description", "termsOfService"], &path);
                }
            }
            None => self.problem(
                path,
                "`info` is missing",
                "give the API a title and a version",
            ),
        }
        self.servers(root, path);
        self.tags(root, path);
        self.external_docs(root, path);
        self.security(root, path);
        if let Some(components) = self.map(root, "components", path) {
            self.components(components, &path.key("components"));
        }
        if let Some(paths) = root.get("paths") {
            self.paths(paths, &path.key("paths"));
        } else {
            let hint = "list the operations, or `paths: {}` for a document of types only";
            self.problem(path, "`paths` is missing", hint);
        }
    }

    pub(super) fn servers(&mut self, members: &'d Map<String, Value>, path: &Path<'_>) {
        let Some(servers) = self.list(members, "servers", path) else {
            return;
        };
        let path = path.key("servers");
        for (index, server) in servers.iter().enumerate() {
            let path = path.index(index);
            let Some(server) = self.object(server, &path, "a server") else {
                continue;
            };
            self.text(server, "url", &path);
            self.texts(server, &["description"], &path);
            let Some(variables) = self.map(server, "variables", &path) else {
                continue;
            };
            let path = path.key("variables");
            for (name, variable) in variables {
                let path = path.key(name);
                if let Some(variable) = self.object(variable, &path, "a server's variable") {
                    if !variable.get("default").is_some_and(Value::is_string) {
                        let hint = "give it a default, in quotes: the constant is made of it";
                        self.problem(&path, "`default` is missing or no text", hint);
                    }
                    self.names(variable, "enum", &path);
                    self.texts(variable, &["description"], &path);
                }
            }
        }
    }

    fn tags(&mut self, root: &'d Map<String, Value>, path: &Path<'_>) {
        let Some(tags) = self.list(root, "tags", path) else {
            return;
        };
        let path = path.key("tags");
        for (index, tag) in tags.iter().enumerate() {
            let path = path.index(index);
            if let Some(tag) = self.object(tag, &path, "a tag") {
                self.text(tag, "name", &path);
                self.texts(tag, &["description"], &path);
                self.external_docs(tag, &path);
            }
        }
    }

    fn components(&mut self, components: &'d Map<String, Value>, path: &Path<'_>) {
        for (section, members) in components {
            if section.starts_with("x-") {
                continue;
            }
            let path = path.key(section);
            let Some(kind) = Kind::of_section(section) else {
                let hint = format!("OpenAPI 3.0 has {}", Kind::SECTIONS.join(", "));
                self.problem(&path, "unknown kind of component", hint);
                continue;
            };
            let Some(members) = self.object(members, &path, &format!("`{section}`")) else {
                continue;
            };
            for (name, value) in members {
                self.component(kind, value, &path.key(name));
            }
        }
    }

    fn component(&mut self, kind: Kind, value: &'d Value, path: &Path<'_>) {
        match kind {
            Kind::Schema => self.schema(value, path),
            Kind::Parameter => self.parameter(value, path),
            Kind::Response => self.response(value, path),
            Kind::RequestBody => self.request_body(value, path),
            Kind::Header => self.header(value, path),
            Kind::SecurityScheme => self.security_scheme(value, path),
            Kind::Callback => self.callback(value, path),
            Kind::Example => self.example(value, path),
            Kind::Link => self.link(value, path),
        }
    }
}
